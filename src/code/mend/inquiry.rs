//! An inquiry: with what a reading is looked into.

use std::num::NonZeroUsize;

use super::evidence::Evidence;
pub use crate::watch::Watch;

/// How a reading is looked into.
#[derive(Clone, Copy, Default)]
pub struct Inquiry<'a> {
    /// The evidence of whose code it is, with which the search goes deeper.
    ///
    /// The first code that matches a whole identity is the only explanation. Nothing but a code that
    /// matches is one where the evidence is partial, and two that match in the same step are both
    /// given. Then the search ends before so many codes were compared that an accidental match would
    /// be likelier than [`CERTAIN`](super::CERTAIN).
    pub known: Option<Evidence<'a>>,
    /// Whether to go on.
    pub watch: Option<Watch<'a>>,
    /// How many cores to use; all of them if not said.
    pub cores: Option<NonZeroUsize>,
}
