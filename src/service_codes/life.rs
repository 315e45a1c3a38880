//! The life of a code: unused, shown, and then refused or used.
//!
//! Lives are ordered, and where two copies of a list meet, the larger life stands. So no old copy
//! makes a used code unused. A correction by hand counts as one more, and is larger than everything
//! before it.

use std::time::SystemTime;

use crate::dates::dated;

/// The state of a code. Later states are larger; of two equal ones, the later time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody has seen the code here.
    Unused,
    /// The code was shown, and nobody has said what became of it.
    Shown(SystemTime),
    /// The service refused the code.
    Refused(SystemTime),
    /// The code worked, and does not work again.
    Used(SystemTime),
}

impl State {
    fn rank(self) -> u8 {
        match self {
            Self::Unused => 0,
            Self::Shown(_) => 1,
            Self::Refused(_) => 2,
            Self::Used(_) => 3,
        }
    }

    /// Returns the name of the state, as files and programs have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Shown(_) => "shown",
            Self::Refused(_) => "refused",
            Self::Used(_) => "used",
        }
    }

    /// Returns when the code came into this state.
    pub fn since(self) -> Option<SystemTime> {
        match self {
            Self::Unused => None,
            Self::Shown(when) | Self::Refused(when) | Self::Used(when) => Some(when),
        }
    }

    /// Returns the state with its time as files have it.
    fn dated(self) -> Self {
        match self {
            Self::Unused => self,
            Self::Shown(when) => Self::Shown(dated(when)),
            Self::Refused(when) => Self::Refused(dated(when)),
            Self::Used(when) => Self::Used(dated(when)),
        }
    }
}

/// The state of a code, and the number of corrections by hand before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Life {
    /// The number of corrections.
    pub corrections: u32,
    /// The state since the last of them.
    pub state: State,
}

impl Life {
    /// The life of a code that nobody has used.
    pub const NEW: Self = Self { corrections: 0, state: State::Unused };

    /// Returns the life after a change to this state. A step back counts as a correction.
    #[must_use]
    pub fn then(self, state: State) -> Self {
        let state = state.dated();
        let goes_on = state.rank() > self.state.rank();
        let corrections = self.corrections.saturating_add(u32::from(!goes_on));
        Self { corrections, state }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_change_gives_a_larger_life() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let states = |seconds| {
            [
                State::Unused,
                State::Shown(at(seconds)),
                State::Refused(at(seconds)),
                State::Used(at(seconds)),
            ]
        };
        for before in states(5) {
            // A clock that was set back changes nothing about it.
            for after in states(5).into_iter().chain(states(4)) {
                let life = Life { corrections: 7, state: before };
                assert!(life.then(after) > life, "{before:?} {after:?}");
                assert_eq!(life.then(after).state, after);
            }
        }
    }

    #[test]
    fn only_a_step_back_counts_as_a_correction() {
        let now = SystemTime::UNIX_EPOCH;
        let used = Life::NEW.then(State::Shown(now)).then(State::Used(now));
        assert_eq!(used.corrections, 0);
        assert_eq!(used.then(State::Unused).corrections, 1);
        assert_eq!(used.then(State::Refused(now)).corrections, 1);
    }
}
