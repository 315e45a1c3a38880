//! Mending: a reading that is no code goes in; ranked explanations come out, each with its causes
//! and with how sure it is.
//!
//! The way of a reading, in the order of the files (`docs/mending.md` follows it):
//!
//! 1. `slip`, `written_box`, `box_order`, `alignment`: which digits belong to which box.
//! 2. `element_set`, `box_values`, `border_slip`: what each box can have been, and for how many slips.
//! 3. `split`, `received_word`: one alignment with what its boxes can have been, and its syndromes.
//! 4. `strategy`, `hypothesis`, `meet`, `worker`, `solve`, `direct`, `guessing`, `search`: which words
//!    are codes, of those that are supposed.
//! 5. `counting`, `evidence`, `step`, `family`, `estimate`, `plan`, `search_budget`: what is supposed,
//!    in which order, and where that ends.
//! 6. `cause`, `explanation`, `inquiry`, `findings`: what a code that was found means.
//!
//! **How sure.** A word that has nothing to do with a code passes the four checks with probability
//! p^-4. So the expected number of codes that are found by accident is the number of trials, times
//! that. It is an explanation's [`chance`](Explanation::chance): 1e-15 for one unreadable box, 1e-8
//! for two wrong ones, 1 for four unreadable ones, which leave no check at all.

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

/// The fewest digits of a reading that have to be digits, and neither unreadable nor letters, for
/// more than its first guesses to be tried: half of them. With 39 or 41 a line of `tests/tuning.rs` moves.
pub const FEWEST_DIGITS: usize = 40;

/// What a reading turned out to be.
#[derive(Debug)]
pub enum Diagnosis {
    /// A backup code, exactly as it was written.
    Valid(BackupCode),
    /// Damaged, with what it must have been: at least one explanation, all of as many slips, the
    /// likeliest first.
    Damaged(Vec<Explanation>),
}

/// No code explains the reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .reason.as_str())]
#[non_exhaustive]
pub struct NoExplanation {
    /// [`Reason::Unreadable`] when too little is legible to tell; what is wrong with the number of
    /// digits, if anything is; otherwise [`Reason::NoMatch`].
    pub reason: Reason,
    /// The boxes that could not be read, whole or in surcharge.
    pub boxes: Vec<BoxNumber>,
    /// What is wrong with the number of digits, if anything is.
    pub uneven: Option<ReadError>,
    /// How many characters of the identity's end are enough for the whole search, if those that
    /// were given are too few for it.
    pub characters: Option<usize>,
    /// How much work the search was, in field additions: the same with any number of cores.
    pub work: u64,
}

/// Why there is no diagnosis.
#[derive(Debug, thiserror::Error)]
pub enum Undiagnosed {
    /// No code explains the reading.
    #[error(transparent)]
    NoExplanation(#[from] NoExplanation),
    /// The search was ended from outside.
    #[error("the search was ended")]
    Ended,
}

impl From<Ended> for Undiagnosed {
    fn from(Ended: Ended) -> Self {
        Self::Ended
    }
}

/// Finds what a reading must have been.
///
/// `known` is the evidence of whose code it is, if there is any; see [`Inquiry::known`].
///
/// # Errors
///
/// When nothing explains the reading, or so much that an explanation would mean nothing.
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

/// How many characters of the identity's end a person is to be asked for, once a search without
/// evidence has found nothing certain: [`FEWEST_CHARACTERS`], and more where more codes are compared.
///
/// So many are enough to confirm or refute whatever that search found, and to search further than
/// it did: for four unreadable boxes and a slip in a fifth, or for a fifth unreadable box. Where that
/// finds nothing, [`NoExplanation::characters`] says how many are enough for the rest. `None` when no
/// evidence would let the search go further: then too little can be read.
pub fn characters_needed(reading: &Reading) -> Option<usize> {
    let mut plan = Plan::of(reading);
    if plan.legible() < FEWEST_DIGITS { None } else { search_budget::characters_needed(&mut plan) }
}

impl Inquiry<'_> {
    /// Finds what a reading must have been.
    ///
    /// # Errors
    ///
    /// When nothing explains the reading, or so much that an explanation would mean nothing; or
    /// when the watcher ended it.
    pub fn diagnose(&self, reading: &Reading) -> Result<Diagnosis, Undiagnosed> {
        let mut plan = Plan::of(reading);
        if let Some(code) = plan.as_written() {
            return Ok(Diagnosis::Valid(code));
        }
        let (mut tried, mut tried_alone) = (0.0, 0.0);
        let mut offered: Option<Vec<Explanation>> = None;
        let is_partial = self.known.is_some_and(|known| known.is_partial());
        let mut steps = plan.steps(self.known.is_some());
        // Of a text that is hardly legible only the first guesses are tried.
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
            // The codes of the other steps were compared with the evidence: none was offered.
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

/// Why there is no explanation.
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
