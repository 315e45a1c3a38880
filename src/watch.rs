//! The watcher of a long search: it receives the progress, and may end the search.

use std::ops::ControlFlow;

/// A callback that receives the fraction of a search that is done, from 0 to 1, and returns whether
/// to go on. It is called often, and from any thread.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);
