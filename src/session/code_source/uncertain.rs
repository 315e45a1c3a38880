//! A reading of which too few checks are left to tell which code it is.
//!
//! With four boxes missing, one more wrong digit makes another valid code, which opens another,
//! empty account. So nothing of an uncertain correction is shown anywhere: no part of its identity,
//! and no digit that was worked out. All that is told are the numbers of its boxes. The identity on
//! the paper decides: its last characters are typed, and the search goes on until a code matches.

use super::{Paper, Received, Source, boxes_of};
use crate::account::Ending;
use crate::code::mend::{
    self, Diagnosis, Evidence, Explanation, Inquiry, NoExplanation, Undiagnosed, Watch,
};
use crate::code::reading::Reading;
use crate::code::{BackupCode, BoxNumber};
use crate::derivation;
use crate::failure::{self, Failure, Outcome};
use crate::ui::boxes::Boxes;

/// A reading of which too few checks are left.
pub(crate) struct Uncertain {
    reading: Reading,
    /// What it may be, the likeliest first; nothing where only an identity lets the search go on.
    explanations: Vec<Explanation>,
    /// The boxes that could not be read.
    unread: Vec<BoxNumber>,
    /// How many characters of the identity's end a person is asked for.
    pub(crate) characters: usize,
    /// The boxes that it was typed into.
    pub(crate) typed: Option<Boxes>,
}

/// What the end of an identity singled out.
pub(crate) enum Sought {
    /// One code: it is certain.
    Found(Box<Received>),
    /// Several codes: the whole identity is needed.
    Several,
    /// None; more characters would let the search go further, if a number is given.
    Nothing(Option<usize>),
}

impl Uncertain {
    /// A reading with these explanations, none of which is certain.
    pub(super) fn of(reading: Reading, explanations: Vec<Explanation>) -> Self {
        let characters = mend::characters_needed(&reading).unwrap_or(Ending::FEWEST);
        Self { reading, explanations, unread: Vec::new(), characters, typed: None }
    }

    /// A reading that only an identity can explain; `None` when not even that can.
    pub(super) fn unexplained(reading: Reading, nothing: &NoExplanation) -> Option<Self> {
        let characters = mend::characters_needed(&reading)?;
        let (explanations, unread) = (Vec::new(), nothing.boxes.clone());
        Some(Self { reading, explanations, unread, characters, typed: None })
    }

    /// The same, typed into these boxes.
    pub(super) fn typed_into(self, typed: Option<Boxes>) -> Self {
        Self { typed, ..self }
    }

    /// Whether there is a likeliest reading at all.
    pub(crate) fn has_likeliest(&self) -> bool {
        !self.explanations.is_empty()
    }

    /// The boxes that could not be read or would change, where one reading is likeliest.
    pub(crate) fn boxes(&self) -> Vec<BoxNumber> {
        match &self.explanations[..] {
            [only] => only.boxes(),
            [] => self.unread.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether all that is wrong are boxes that could not be read.
    pub(crate) fn is_only_unread(&self) -> bool {
        match &self.explanations[..] {
            [only] => only.changes.iter().all(mend::Change::is_unreadable),
            _ => false,
        }
    }

    /// Looks for the code that opens an account whose identity ends so.
    pub(crate) fn seek(&self, ending: &Ending, watch: Watch<'_>) -> Outcome<Sought> {
        let matches = |code: &BackupCode| ending.matches(&derivation::identity(code));
        let known = if ending.is_whole() {
            Evidence::whole(&matches)
        } else {
            Evidence::end(ending.len(), &matches)
        };
        let inquiry = Inquiry { known: Some(known), watch: Some(watch), cores: None };
        let mut found = match inquiry.diagnose(&self.reading) {
            Ok(Diagnosis::Damaged(found)) => found,
            Ok(Diagnosis::Valid(_)) => unreachable!("a valid reading is certain"),
            Err(Undiagnosed::NoExplanation(nothing)) => {
                return Ok(Sought::Nothing(nothing.characters));
            }
            Err(ended @ Undiagnosed::Ended) => return Err(ended.into()),
        };
        found.retain(|explanation| explanation.matched);
        Ok(match <[Explanation; 1]>::try_from(found) {
            Ok([only]) => Sought::Found(Box::new(self.received(only))),
            Err(several) if several.is_empty() => Sought::Nothing(None),
            Err(_) => Sought::Several,
        })
    }

    /// The likeliest reading, as a guess: nothing vouches for it.
    pub(crate) fn guess(mut self) -> Option<Received> {
        if self.explanations.is_empty() {
            return None;
        }
        let likeliest = self.explanations.swap_remove(0);
        Some(self.received(likeliest))
    }

    fn received(&self, explanation: Explanation) -> Received {
        Received {
            identity: derivation::identity(&explanation.code),
            code: explanation.code,
            corrections: explanation.changes,
            paper: Paper::Agrees,
            passed_over: None,
            source: Source::Typed,
            read: self.reading.boxes().map(|boxes| boxes_of(&boxes)),
            typed: self.typed.clone(),
            // The identity on the paper singled it out, or the person takes a guess.
            is_agreed: true,
        }
    }

    /// Why `restore` refuses it where nobody can be asked.
    pub(crate) fn refusal(&self) -> Failure {
        failure::uncertain(self.boxes(), self.is_only_unread(), self.explanations.len())
    }

    /// Why a command refuses it that looks at a saved code.
    pub(crate) fn refusal_of_saved(&self) -> Failure {
        self.refusal().hint("check your typing first, and then these boxes on the paper")
    }
}
