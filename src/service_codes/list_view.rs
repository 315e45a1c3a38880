//! A list as it stands: its codes, with all that is known of their lives.
//!
//! One list may have been added on two devices, as two lists with the same codes. So what is known
//! of a code is the largest of its lives in all of these.

use super::life::{Life, State};
use super::service_list::{ServiceCode, ServiceList};

/// A list, with what is known of its codes.
pub struct ListView<'a> {
    /// The list.
    pub list: &'a ServiceList,
    lives: Vec<Life>,
}

impl<'a> ListView<'a> {
    /// Returns the view of a list among all lists of its account.
    pub(super) fn of(list: &'a ServiceList, all: &[ServiceList]) -> Self {
        let same = all.iter().filter(|other| other.is_beside(list) && other.has_codes_of(list));
        let same: Vec<&ServiceList> = same.collect();
        let life = |index: usize| same.iter().map(|other| other.codes[index].life).max();
        let lives = (0..list.codes.len()).filter_map(life).collect();
        Self { list, lives }
    }

    /// Returns every code with its life, in the service's order.
    pub fn codes(&self) -> impl Iterator<Item = (&'a ServiceCode, Life)> {
        self.list.codes.iter().zip(self.lives.iter().copied())
    }

    /// Returns the life of the code of this number.
    pub fn life(&self, number: u32) -> Option<Life> {
        self.codes().find(|(code, _)| code.number == number).map(|(_, life)| life)
    }

    /// Returns the number of codes that nobody used and the service did not refuse.
    pub fn left(&self) -> usize {
        let is_left = |life: &&Life| matches!(life.state, State::Unused | State::Shown(_));
        self.lives.iter().filter(is_left).count()
    }

    /// Returns the unused code with the lowest number.
    pub fn next(&self) -> Option<&'a ServiceCode> {
        let unused = self.codes().filter(|(_, life)| life.state == State::Unused);
        unused.map(|(code, _)| code).min_by_key(|code| code.number)
    }

    /// Returns the codes that were shown, while nobody has said what became of them.
    pub fn shown(&self) -> impl Iterator<Item = &'a ServiceCode> {
        let shown = self.codes().filter(|(_, life)| matches!(life.state, State::Shown(_)));
        shown.map(|(code, _)| code)
    }

    /// Whether another list has the same codes, as where one list was added on two devices.
    pub fn is_same_as(&self, other: &ListView<'_>) -> bool {
        self.list.is_beside(other.list) && self.list.has_codes_of(other.list)
    }

    /// Whether a code of the list has worked.
    pub fn has_worked(&self) -> bool {
        self.lives.iter().any(|life| matches!(life.state, State::Used(_)))
    }

    /// Whether the two codes that were tried last were both refused.
    pub fn is_refused(&self) -> bool {
        let tried = |(code, life): (&ServiceCode, Life)| match life.state {
            State::Unused | State::Shown(_) => None,
            State::Refused(when) => Some((when, code.number, true)),
            State::Used(when) => Some((when, code.number, false)),
        };
        let mut tried: Vec<_> = self.codes().filter_map(tried).collect();
        tried.sort_unstable();
        matches!(tried[..], [.., (_, _, true), (_, _, true)])
    }
}
