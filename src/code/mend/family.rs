//! A family: alignments that take as many slips and leave as much to guess.

use super::alignment::Alignment;
use super::box_order::BoxOrder;
use super::received_word::ReceivedWord;
use super::written_box::Letters;

/// The frequency of boxes in another order, relative to as many wrong digits: an assumption. Halved
/// or doubled, the line "exchanged" or "left out and doubled" of `tests/tuning.rs` moves.
pub(super) const REORDERED_FREQUENCY: f64 = 1e-5;
/// The frequency of two slips that displace digits or boxes, relative to as many wrong digits: an
/// assumption. Halved or doubled, the line "whole, known" of `search_budget/admission_tests.rs`
/// moves.
const DISPLACED_TWICE_FREQUENCY: f64 = 1e-9;

/// A family of alignments, and their received words, which are made when the search comes to them.
pub(super) struct Family {
    pub(super) letters: Letters,
    pub(super) alignments: Alignments,
    /// The received word of one alignment; of all, once the family is searched.
    pub(super) received_words: Vec<ReceivedWord>,
    pub(super) kind: Kind,
    /// The frequency of the slips of such an alignment, relative to as many wrong digits.
    pub(super) frequency: f64,
}

/// The alignments of a family.
pub(super) enum Alignments {
    These(Vec<Alignment>),
    /// All other orders of these alignments, made when they are searched.
    OrdersOf(Vec<Alignment>),
}

impl Alignments {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::These(alignments) => alignments.len(),
            Self::OrdersOf(alignments) => alignments.len() * BoxOrder::COUNT,
        }
    }

    fn all(&self) -> Vec<Alignment> {
        match self {
            Self::These(alignments) => alignments.clone(),
            Self::OrdersOf(alignments) => alignments.iter().flat_map(Alignment::orders).collect(),
        }
    }
}

/// The kind of a family's alignments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The digits as they stand, five to a box.
    Plain,
    /// The boxes in another order.
    Reordered,
    /// Digits or boxes were left out or written twice.
    Displaced,
}

impl Family {
    /// Returns the family of these alignments, given the received word of the first.
    pub(super) fn of(alignments: Vec<Alignment>, letters: Letters, received: ReceivedWord) -> Self {
        let first = &alignments[0];
        // Or not at all.
        let is_displaced_once = received.cost() < 2;
        let is_plain = first.cost() == 0 && first.odd_digits() == 0;
        Self {
            letters,
            alignments: Alignments::These(alignments),
            received_words: vec![received],
            kind: if is_plain { Kind::Plain } else { Kind::Displaced },
            frequency: if is_displaced_once { 1.0 } else { DISPLACED_TWICE_FREQUENCY },
        }
    }

    /// Returns the family of all other orders of these alignments, given the received word of one.
    pub(super) fn of_orders(
        alignments: Vec<Alignment>,
        letters: Letters,
        received: ReceivedWord,
    ) -> Self {
        Self {
            letters,
            alignments: Alignments::OrdersOf(alignments),
            received_words: vec![received],
            kind: Kind::Reordered,
            frequency: REORDERED_FREQUENCY,
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whether two slips displaced digits or boxes.
    pub(super) fn is_displaced_twice(&self) -> bool {
        self.kind == Kind::Displaced && self.frequency < 1.0
    }

    /// Returns the most slips across borders that are supposed of the family when `left` slips are
    /// left. Where boxes are reordered, or two slips displaced digits or boxes, it is none: a slip
    /// across a border is then only found as two wrong digits.
    pub(super) fn most_across(&self, left: u8) -> u8 {
        if self.frequency < 1.0 { 0 } else { left }
    }

    /// Makes the received words of all alignments, unless that was done.
    pub(super) fn receive_all(&mut self, receive: impl FnMut(Alignment) -> ReceivedWord) {
        if self.received_words.len() < self.alignments.len() {
            self.received_words = self.alignments.all().into_iter().map(receive).collect();
        }
    }
}
