//! An inquiry: the parameters of a search.

use std::num::NonZeroUsize;

use super::evidence::Evidence;
pub use crate::watch::Watch;

/// The parameters of the search for the code of a reading.
#[derive(Clone, Copy, Default)]
pub struct Inquiry<'a> {
    /// The evidence of the account's identity, with which the search goes deeper.
    ///
    /// With a whole identity, the first code that matches is the only explanation. With partial
    /// evidence, only codes that match are explanations, and several that match in the same step
    /// are all given; the search ends before an accidental match would be likelier than
    /// [`CERTAIN`](super::CERTAIN).
    pub known: Option<Evidence<'a>>,
    /// The watcher, which may end the search.
    pub watch: Option<Watch<'a>>,
    /// The number of cores to use; `None` for all.
    pub cores: Option<NonZeroUsize>,
}
