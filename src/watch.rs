//! The watch of a long search: it hears how far the search is, and may end it.

use std::ops::ControlFlow;

/// Told now and then how much of a search is done, from 0 to 1, and asked whether it is to go on;
/// from any thread, and often.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);
