//! One worker's part in the search of a received word, and whom it reports to.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::border_slip::BorderSlip;
use super::meet::Share;
use super::received_word::ReceivedWord;
use crate::code::BackupCode;

/// A code that was found, and the slips across borders that it takes.
pub(super) struct FoundCode<'a> {
    pub(super) code: BackupCode,
    pub(super) border_slips: Vec<&'a BorderSlip>,
}

/// Who is told what a search finds, and says whether it goes on.
pub(super) trait Listener: Sync {
    /// Takes what was found.
    fn found(&self, received: &ReceivedWord, found: FoundCode<'_>);
    /// Called every few microseconds to milliseconds.
    fn check(&self) -> ControlFlow<()>;
}

/// One of the workers that search a received word.
pub(super) struct Worker<'a> {
    /// Its share of the work.
    pub(super) share: Share,
    /// Whose turn it is.
    turn: usize,
    /// How many slips a code may take that is handed on.
    pub(super) most_slips: u8,
    pub(super) listener: &'a dyn Listener,
    stop: &'a AtomicBool,
    /// How many words it tried.
    pub(super) trials: f64,
    /// How much work that was, in field additions.
    pub(super) work: u64,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        share: Share,
        most_slips: u8,
        listener: &'a dyn Listener,
        stop: &'a AtomicBool,
    ) -> Self {
        Self { share, turn: 0, most_slips, listener, stop, trials: 0.0, work: 0 }
    }

    /// Whether it is this worker's turn. The others' turns follow.
    pub(super) fn is_its_turn(&mut self) -> bool {
        let turn = self.turn;
        self.turn = if turn + 1 == self.share.of { 0 } else { turn + 1 };
        turn == self.share.nth
    }

    /// Whether the search was stopped, by this worker or another.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks whether to go on, and stops all workers if not.
    pub(super) fn goes_on(&self) -> bool {
        if self.listener.check().is_break() {
            self.stop.store(true, Ordering::Relaxed);
        }
        !self.is_stopped()
    }
}
