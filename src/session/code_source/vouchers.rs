//! The vouchers for an identity: `--expect`, the identity beside the code, and the accounts here.
//!
//! `--expect` takes precedence over the text, and the text over the accounts: a code has to open
//! the account that its paper names. A guessed account vouches for nothing, or it would confirm the
//! guess that made it.

use super::uncertain::Uncertain;
use super::{Answer, Paper, Received, Source, boxes_of};
use crate::account::{Agreement, ExpectedIdentity, Identity, WrittenIdentity};
use crate::code::BackupCode;
use crate::code::mend::{Change, Diagnosis, Evidence, Explanation, Inquiry, Undiagnosed, Watch};
use crate::code::reading::{PassedOver, Reading};
use crate::derivation;
use crate::failure::{self, Layout, Outcome};
use crate::keystore::Contents;
use crate::ui::boxes::Boxes;

/// The vouchers for the identity of one reading.
pub(super) struct Vouchers<'a> {
    expect: Option<&'a ExpectedIdentity>,
    /// The identities beside the code.
    written: Vec<WrittenIdentity>,
    /// The identities of the accounts here, without guessed ones.
    here: Vec<Identity>,
    /// The rest of the text, if the code was chosen among several.
    passed_over: Option<PassedOver>,
}

impl<'a> Vouchers<'a> {
    pub(super) fn new(
        expect: Option<&'a ExpectedIdentity>,
        reading: &Reading,
        contents: Option<&Contents>,
    ) -> Self {
        let written = reading.identities().iter().filter_map(|text| WrittenIdentity::new(text));
        let mut written: Vec<WrittenIdentity> = written.collect();
        written.dedup();
        let here = contents.map(Contents::known_identities).unwrap_or_default();
        Self { expect, written, here, passed_over: reading.passed_over() }
    }

    /// Judges a reading.
    pub(super) fn judge(&self, reading: Reading, watch: Watch<'_>) -> Outcome<Answer> {
        let read = reading.boxes().map(|boxes| boxes_of(&boxes));
        let is_known = |code: &BackupCode| self.know(&derivation::identity(code));
        let evidence = Evidence::whole(&is_known);
        let known = self.know_any().then_some(evidence);
        let inquiry = Inquiry { known, watch: Some(watch), cores: None };
        let explanations = match inquiry.diagnose(&reading) {
            Ok(Diagnosis::Valid(code)) => return self.admit(code, Vec::new(), read),
            Ok(Diagnosis::Damaged(explanations)) => explanations,
            Err(Undiagnosed::NoExplanation(nothing)) if self.decides() => {
                return Err(self.refuse(nothing.into()));
            }
            // Missing or extra digits are for the person to correct.
            Err(Undiagnosed::NoExplanation(nothing)) if nothing.uneven.is_some() => {
                return Err(nothing.into());
            }
            Err(Undiagnosed::NoExplanation(nothing)) => {
                return Uncertain::unexplained(reading, &nothing)
                    .map(|uncertain| Answer::Uncertain(Box::new(uncertain)))
                    .ok_or_else(|| nothing.into());
            }
            Err(ended @ Undiagnosed::Ended) => return Err(ended.into()),
        };
        if self.decides() && explanations.iter().all(|explanation| !explanation.matched) {
            let boxes = match &explanations[..] {
                [only] => only.boxes(),
                _ => Vec::new(),
            };
            return Err(self.refuse(failure::no_correction(boxes)));
        }
        match <[Explanation; 1]>::try_from(explanations) {
            Ok([only]) if only.is_certain() => self.admit(only.code, only.changes, read),
            Ok(only) => Ok(Answer::Uncertain(Box::new(Uncertain::of(reading, only.into())))),
            Err(several) => Ok(Answer::Uncertain(Box::new(Uncertain::of(reading, several)))),
        }
    }

    /// Whether an identity is that of the account that is meant.
    fn know(&self, identity: &Identity) -> bool {
        match self.expect {
            Some(expected) => expected.matches(identity),
            None if self.written.is_empty() => self.here.contains(identity),
            None => self.agreement(identity) != Agreement::None,
        }
    }

    fn know_any(&self) -> bool {
        self.decides() || !self.here.is_empty()
    }

    /// Whether the code has to open a named account, however valid it is otherwise.
    fn decides(&self) -> bool {
        self.expect.is_some() || !self.written.is_empty()
    }

    /// Returns the best agreement of the identities beside the code with this one.
    fn agreement(&self, identity: &Identity) -> Agreement {
        let each = self.written.iter().map(|written| written.agrees_with(identity));
        each.max().unwrap_or(Agreement::None)
    }

    /// Admits a code if it opens the account that is meant.
    fn admit(
        &self,
        code: BackupCode,
        corrections: Vec<Change>,
        read: Option<Boxes>,
    ) -> Outcome<Answer> {
        let identity = derivation::identity(&code);
        let agreement = self.agreement(&identity);
        let paper = match (self.expect, agreement) {
            (Some(expected), _) if !expected.matches(&identity) => {
                let slips = expected.slips(&identity);
                let expected = in_words(expected);
                if let Some(count) = slips {
                    return Err(failure::mistyped_expect(&identity, &expected, count));
                }
                return Err(failure::other_account(&identity, &expected).hint(format!(
                    "look for the backup code of {expected}; or, if this code is the right one, \
                     correct `--expect`"
                )));
            }
            _ if self.written.is_empty() => Paper::Agrees,
            (_, Agreement::Exact) => Paper::Agrees,
            (_, Agreement::Misread) => Paper::Misread,
            (Some(_), Agreement::None) => Paper::Overruled,
            (None, Agreement::None) => {
                let written: Vec<&str> = self.written.iter().map(WrittenIdentity::text).collect();
                return Err(failure::other_than_written(&identity, &written));
            }
        };
        Ok(Answer::Certain(Box::new(Received {
            code,
            identity,
            corrections,
            paper,
            passed_over: self.passed_over,
            source: Source::Typed,
            read,
            typed: None,
            is_agreed: false,
            layout: Layout::Boxes,
        })))
    }

    /// Adds to a refusal that no correction opens the account of `--expect`, or the one beside the
    /// code.
    fn refuse(&self, failure: failure::Failure) -> failure::Failure {
        match self.expect {
            Some(_) => failure.of_expected(),
            None if self.written.is_empty() => failure,
            None => failure.of_written(),
        }
    }
}

fn in_words(expected: &ExpectedIdentity) -> String {
    match expected {
        ExpectedIdentity::Whole(identity) => identity.to_string(),
        ExpectedIdentity::Beginning(beginning) => format!("{beginning}…"),
    }
}
