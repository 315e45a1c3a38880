//! The work that a document may cause: bytes that are looked at or unpacked.
//!
//! The rule: whatever depends on the document draws on one budget before it is done, so that no
//! cycle, no bomb and no repetition takes longer than the budget lasts.

use std::cell::Cell;

use super::ScanError;

/// How many bytes may be looked at and unpacked in all. A page of a scanner at 600 dpi in color
/// unpacks to 104 MB.
const ALL: usize = 1 << 30;

/// What is left of the work.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) fn new() -> Self {
        Self(Cell::new(ALL))
    }

    pub(super) fn left(&self) -> usize {
        self.0.get()
    }

    /// Takes some of it.
    pub(super) fn take(&self, bytes: usize) -> Result<(), ScanError> {
        let left = self.0.get().checked_sub(bytes).ok_or(ScanError::TooLarge)?;
        self.0.set(left);
        Ok(())
    }
}
