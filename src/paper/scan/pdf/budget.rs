//! The work budget of a document: bytes scanned or unpacked.
//!
//! The rule: any work whose amount depends on the document is charged to one budget before it is
//! done, so that no cycle, decompression bomb or repetition outlasts the budget.

use std::cell::Cell;

use super::ScanError;

/// Total bytes that may be scanned and unpacked. A color page of a scanner at 600 dpi unpacks to
/// 104 MB.
const ALL: usize = 1 << 30;

/// The bytes left in the budget.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) fn new() -> Self {
        Self(Cell::new(ALL))
    }

    pub(super) fn left(&self) -> usize {
        self.0.get()
    }

    /// Charges bytes to the budget.
    pub(super) fn take(&self, bytes: usize) -> Result<(), ScanError> {
        let left = self.0.get().checked_sub(bytes).ok_or(ScanError::TooLarge)?;
        self.0.set(left);
        Ok(())
    }
}
