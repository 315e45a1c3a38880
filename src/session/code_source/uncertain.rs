//! A reading with too few checks left to tell which code it is.
//!
//! With four boxes missing, one more wrong digit makes another valid code, which opens another,
//! empty account. So nothing of an uncertain correction is shown: no part of its identity, and no
//! digit that was worked out, only the numbers of its boxes. The identity on the paper decides: the
//! person types its last characters, and the search goes on until a code matches.

use super::{Paper, Received, Source, boxes_of};
use crate::account::Ending;
use crate::code::mend::{
    self, Diagnosis, Evidence, Explanation, Inquiry, NoExplanation, Undiagnosed, Watch,
};
use crate::code::reading::Reading;
use crate::code::{BackupCode, BoxNumber};
use crate::derivation;
use crate::failure::{self, Failure, Layout, Outcome};
use crate::ui::boxes::Boxes;

/// A reading with too few checks left.
pub(crate) struct Uncertain {
    reading: Reading,
    /// The possible corrections, the likeliest first; empty if only an identity lets the search go
    /// on.
    explanations: Vec<Explanation>,
    /// The boxes that could not be read.
    unread: Vec<BoxNumber>,
    /// The number of last characters of the identity that a person is asked for.
    pub(crate) characters: usize,
    /// The boxes that the code was typed into.
    pub(crate) typed: Option<Boxes>,
    /// The layout of the text.
    layout: Layout,
}

/// The result of a search by the end of an identity.
pub(crate) enum Sought {
    /// One code, which is certain.
    Found(Box<Received>),
    /// Several codes: the whole identity is needed.
    Several,
    /// No code. The number of characters with which the search could go further, if there is one.
    Nothing(Option<usize>),
}

impl Uncertain {
    /// Returns the uncertain reading with these explanations, none of which is certain.
    pub(super) fn of(reading: Reading, explanations: Vec<Explanation>) -> Self {
        let characters = mend::characters_needed(&reading).unwrap_or(Ending::FEWEST);
        let (unread, typed, layout) = (Vec::new(), None, Layout::Boxes);
        Self { reading, explanations, unread, characters, typed, layout }
    }

    /// Returns the uncertain reading that only an identity can explain; `None` if not even an
    /// identity can.
    pub(super) fn unexplained(reading: Reading, nothing: &NoExplanation) -> Option<Self> {
        let characters = mend::characters_needed(&reading)?;
        let (explanations, unread) = (Vec::new(), nothing.boxes.clone());
        let (typed, layout) = (None, Layout::Boxes);
        Some(Self { reading, explanations, unread, characters, typed, layout })
    }

    /// Returns the reading with the boxes that it was typed into.
    pub(super) fn typed_into(self, typed: Option<Boxes>) -> Self {
        Self { typed, ..self }
    }

    /// Returns the reading with the layout of its text.
    pub(super) fn laid_out(self, layout: Layout) -> Self {
        Self { layout, ..self }
    }

    /// Whether there is a likeliest explanation.
    pub(crate) fn has_likeliest(&self) -> bool {
        !self.explanations.is_empty()
    }

    /// Returns the boxes that could not be read or would change. With several explanations, none.
    pub(crate) fn boxes(&self) -> Vec<BoxNumber> {
        match &self.explanations[..] {
            [only] => only.boxes(),
            [] => self.unread.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether the only errors are unreadable boxes.
    pub(crate) fn is_only_unread(&self) -> bool {
        match &self.explanations[..] {
            [only] => only.changes.iter().all(mend::Change::is_unreadable),
            _ => false,
        }
    }

    /// Searches for the code that opens an account whose identity has this ending.
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

    /// Returns the likeliest explanation as a guess: nothing vouches for it.
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
            // The identity on the paper singled the code out, or the person chose to guess.
            is_agreed: true,
            layout: self.layout,
        }
    }

    /// Returns the error of `restore` if nobody can be asked.
    pub(crate) fn refusal(&self) -> Failure {
        let readings = self.explanations.len();
        failure::uncertain(self.boxes(), self.layout, self.is_only_unread(), readings)
    }

    /// Returns the error of a command that checks a saved code.
    pub(crate) fn refusal_of_saved(&self) -> Failure {
        self.refusal().hint("check your typing first, and then these boxes on the paper")
    }
}
