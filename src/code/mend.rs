//! Mending: the decoder. A reading that is no codeword goes in; ranked explanations come out, each
//! with its causes and the chance that it is an accident.
//!
//! The path of a reading, in the order of the files (`docs/mending.md` follows it):
//!
//! 1. `slip`, `written_box`, `box_order`, `alignment`: the assignment of the digits to boxes.
//! 2. `element_set`, `box_values`, `border_slip`: the possible values of each box, and their cost
//!    in slips.
//! 3. `split`, `received_word`: one alignment with the values of its boxes, and its syndromes.
//! 4. `strategy`, `hypothesis`, `meet`, `worker`, `solve`, `direct`, `guessing`, `search`: the
//!    codewords among the words that a hypothesis allows.
//! 5. `counting`, `evidence`, `step`, `family`, `estimate`, `plan`, `search_budget`: the
//!    hypotheses, their order, and the end of the search.
//! 6. `cause`, `explanation`, `inquiry`, `findings`: the explanation of a codeword that was found.
//!
//! **Chance.** A word that has nothing to do with a code passes the four checks with probability
//! p^-4. So the expected number of false positives is the number of trials (words tried) times
//! p^-4. It is an explanation's [`chance`](Explanation::chance): 1e-15 for one unreadable box, 1e-8
//! for two wrong ones, 1 for four unreadable ones, which leave no check.

mod alignment;
mod border_slip;
mod box_order;
mod box_values;
mod cause;
mod counting;
mod direct;
mod element_set;
mod estimate;
mod evidence;
mod explanation;
mod family;
mod findings;
mod guessing;
mod hypothesis;
mod inquiry;
mod meet;
mod plan;
mod received_word;
mod search;
mod search_budget;
mod slip;
mod solve;
mod split;
mod step;
mod strategy;
mod worker;
mod written_box;

use super::reading::{ReadError, Reading, Reason};
use super::{BackupCode, BoxNumber};
pub use cause::{Cause, Change};
use estimate::PASSES;
pub use evidence::{CERTAIN, Evidence, FEWEST_CHARACTERS, Matches};
pub use explanation::Explanation;
use findings::{Ended, Taken, take};
pub use inquiry::{Inquiry, Watch};
use plan::Plan;
use search_budget::Budget;
pub use slip::Slip;
use step::Step;
pub use step::{MOST_SLIPS, MOST_SLIPS_KNOWN};

/// The fewest known digits (neither unreadable nor letters) of a reading for which the search tries
/// more than first guesses: half of all digits. With 39 or 41 a line of `tests/tuning.rs` moves.
pub const FEWEST_DIGITS: usize = 40;

/// The diagnosis of a reading.
#[derive(Debug)]
pub enum Diagnosis {
    /// A backup code, exactly as it was written.
    Valid(BackupCode),
    /// A damaged code, with at least one explanation, the likeliest first: those of the fewest
    /// slips, or those that match the evidence.
    Damaged(Vec<Explanation>),
}

/// The error that no code explains the reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .reason.as_str())]
#[non_exhaustive]
pub struct NoExplanation {
    /// [`Reason::Unreadable`] when too little is legible; otherwise the reason of
    /// [`uneven`](Self::uneven), if there is one; otherwise [`Reason::NoMatch`].
    pub reason: Reason,
    /// The boxes that contain an unreadable digit or a letter; with [`uneven`](Self::uneven) the
    /// boxes that it names instead.
    pub boxes: Vec<BoxNumber>,
    /// The error in the number of digits, if there is one.
    pub uneven: Option<ReadError>,
    /// The number of last characters of the identity that are enough for the whole search, if the
    /// evidence had too few.
    pub characters: Option<usize>,
    /// The work of the search, in field additions: the same with any number of cores.
    pub work: u64,
}

/// The reason for which there is no diagnosis.
#[derive(Debug, thiserror::Error)]
pub enum Undiagnosed {
    /// No code explains the reading.
    #[error(transparent)]
    NoExplanation(#[from] NoExplanation),
    /// The watcher ended the search.
    #[error("the search was ended")]
    Ended,
}

impl From<Ended> for Undiagnosed {
    fn from(Ended: Ended) -> Self {
        Self::Ended
    }
}

/// Searches for the code that a reading is, or must have been.
///
/// `known` is the evidence of the account's identity, if there is any; see [`Inquiry::known`].
///
/// # Errors
///
/// When no code explains the reading, or too many do for an explanation to mean anything.
pub fn diagnose(
    reading: &Reading,
    known: Option<Evidence<'_>>,
) -> Result<Diagnosis, NoExplanation> {
    match (Inquiry { known, ..Inquiry::default() }).diagnose(reading) {
        Ok(diagnosis) => Ok(diagnosis),
        Err(Undiagnosed::NoExplanation(nothing)) => Err(nothing),
        Err(Undiagnosed::Ended) => unreachable!("nobody watches"),
    }
}

/// Returns the number of last characters of the identity to ask a person for, after a search
/// without evidence has found nothing certain: [`FEWEST_CHARACTERS`], or more where more codes are
/// compared.
///
/// They are enough to confirm or refute whatever that search found, and to search further: for four
/// unreadable boxes and a slip in a fifth, or for a fifth unreadable box. If that finds nothing,
/// [`NoExplanation::characters`] is the number for the rest. `None` means that no evidence would
/// let the search go further, since too little is legible.
pub fn characters_needed(reading: &Reading) -> Option<usize> {
    let mut plan = Plan::of(reading);
    if plan.legible() < FEWEST_DIGITS { None } else { search_budget::characters_needed(&mut plan) }
}

impl Inquiry<'_> {
    /// Searches for the code that a reading is, or must have been.
    ///
    /// # Errors
    ///
    /// When no code explains the reading, or too many do for an explanation to mean anything; or
    /// when the watcher ended the search.
    pub fn diagnose(&self, reading: &Reading) -> Result<Diagnosis, Undiagnosed> {
        if let Some(code) = reading.as_written() {
            return Ok(Diagnosis::Valid(code));
        }
        let mut plan = Plan::of(reading);
        let (mut tried, mut tried_alone) = (0.0, 0.0);
        let mut offered: Option<Vec<Explanation>> = None;
        let is_partial = self.known.is_some_and(|known| known.is_partial());
        let mut steps = plan.steps(self.known.is_some());
        // A text that is hardly legible gets only the first guesses.
        let is_legible = plan.legible() >= FEWEST_DIGITS;
        if !is_legible {
            steps.retain(Step::is_cheap_guess);
        }
        let mut budget = Budget::of(self.known.as_ref(), &steps);
        let all: f64 = steps.iter().map(|step| budget.cost(step)).sum();
        let mut done = 0.0;
        for mut step in steps {
            let fraction = budget.cost(&step) / all;
            if !budget.admits(&mut plan, &mut step) {
                continue;
            }
            let Taken { mut found, trials, work } = take(self, &mut plan, &step, done)?;
            done += fraction;
            budget.spend(work);
            tried += trials * PASSES;
            // The other steps offer only codes that match the evidence, so their trials count only
            // for those.
            tried_alone += if step.means_something_alone { trials * PASSES } else { 0.0 };
            for explanation in &mut found {
                explanation.chance = if explanation.matched { tried } else { tried_alone };
            }
            if found.iter().any(|explanation| explanation.matched) {
                found.retain(|explanation| explanation.matched);
                found.truncate(if is_partial { usize::MAX } else { 1 });
                return Ok(Diagnosis::Damaged(found));
            }
            if !is_legible && tried_alone > CERTAIN {
                break;
            }
            if offered.is_none() && !found.is_empty() {
                offered = Some(found);
            }
            if offered.is_some() && (self.known.is_none() || tried_alone <= CERTAIN) {
                break;
            }
        }
        if let Some(offered) = offered.filter(|_| !is_partial) {
            return Ok(Diagnosis::Damaged(offered));
        }
        let (characters, work) = (budget.characters(), budget.work());
        Err(NoExplanation { characters, work, ..nothing(&plan, reading) }.into())
    }
}

/// Returns the error for a reading that has no explanation.
fn nothing(plan: &Plan, reading: &Reading) -> NoExplanation {
    let boxes: Vec<BoxNumber> = plan.unread().into_iter().map(BoxNumber::at).collect();
    let too_much = || !boxes.is_empty() && plan.steps(false).is_empty();
    let (reason, uneven) = match reading.uneven() {
        _ if plan.legible() < FEWEST_DIGITS => (Reason::Unreadable, None),
        Some(error) => (error.reason(), Some(error.clone())),
        None if too_much() => (Reason::Unreadable, None),
        None => (Reason::NoMatch, None),
    };
    let boxes = uneven.as_ref().map_or(boxes, ReadError::boxes);
    NoExplanation { reason, boxes, uneven, characters: None, work: 0 }
}
