//! One worker of the search of a received word, and the listener that it reports to.

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

/// The listener of a search: it receives each code that is found, and decides whether the search
/// goes on.
pub(super) trait Listener: Sync {
    /// Receives a code that was found.
    fn found(&self, received: &ReceivedWord, found: FoundCode<'_>);
    /// Returns whether to go on. Called every few microseconds to milliseconds.
    fn check(&self) -> ControlFlow<()>;
}

/// One of the workers that search a received word.
pub(super) struct Worker<'a> {
    /// The worker's share of the work.
    pub(super) share: Share,
    /// The number of the worker whose turn it is.
    turn: usize,
    /// The most slips of a code that is reported.
    pub(super) most_slips: u8,
    pub(super) listener: &'a dyn Listener,
    stop: &'a AtomicBool,
    /// The number of words tried.
    pub(super) trials: f64,
    /// The work done, in field additions.
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

    /// Whether it is this worker's turn; passes the turn to the next worker.
    pub(super) fn is_its_turn(&mut self) -> bool {
        let turn = self.turn;
        self.turn = if turn + 1 == self.share.of { 0 } else { turn + 1 };
        turn == self.share.nth
    }

    /// Whether the search was stopped, by this worker or another.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks the listener whether to go on, and stops all workers if not.
    pub(super) fn goes_on(&self) -> bool {
        if self.listener.check().is_break() {
            self.stop.store(true, Ordering::Relaxed);
        }
        !self.is_stopped()
    }
}
