//! Mending: a reading that is no code goes in; ranked explanations come out, each with its reasons
//! and with how sure it is.
//!
//! Three questions, from the outside in:
//!
//! - Which digits belong to which box? (`layout`: digits or boxes left out or written twice,
//!   boxes in another order.)
//! - What can each box have been, and for how many slips? (`table`, from the slips that people
//!   make, in `slip`.)
//! - Which of all that is a code? (`search`: the syndromes determine any four boxes, so all but
//!   four of the suspected ones are guessed.)
//!
//! The search goes through **steps**: how many slips, and of what sort. Those in which the fewest
//! readings are to be tried come first, since what is found among few is less likely an accident;
//! so the fewest slips come first, and two boxes that are wrong in any way before the fifth slip.
//!
//! **How sure.** A reading that has nothing to do with a code passes the four checks with
//! probability p^-4. So the expected number of accidental explanations is the number of readings
//! tried, times that. It is an explanation's [`chance`](Explanation::chance): 1e-15 for one lost
//! box, 1e-8 for two wrong ones, 1 for four lost ones, which leave no check at all.

mod border;
mod budget;
mod evidence;
mod explain;
mod layout;
mod meet;
mod search;
mod slip;
mod step;
mod table;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::digit::Digit;
use super::reading::{ReadError, Reading, Reason};
use super::{BackupCode, BoxNumber};
use crate::secret::wipe_stack;
use border::Border;
use budget::Budget;
use evidence::COMPARING;
pub use evidence::{Evidence, FEWEST_CHARACTERS, Matches};
pub use explain::{Cause, Change, boxes_to_spare};
use layout::{Layout, number};
use search::{Ground, Hit, Search, Watcher};
pub use slip::Slip;
use step::{Plan, Step};

/// The chance of an accident up to which an explanation is certain without evidence; and up to which
/// a match of partial evidence is.
pub const CERTAIN: f64 = 1e-6;

/// How many slips are supposed at most when no identity is known, which could tell an accident.
pub const MOST_SLIPS: u8 = 5;
/// How many are supposed at most when one is.
pub const MOST_SLIPS_KNOWN: u8 = 7;

/// The fewest digits of a reading that have to be digits, and neither unreadable nor letters, for
/// more than its first guesses to be tried.
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

/// What a damaged reading may have been, and why.
#[derive(Debug)]
pub struct Explanation {
    /// The code that it was.
    pub code: BackupCode,
    /// The boxes that change, in order.
    pub changes: Vec<Change>,
    /// How many slips it takes; a box that was wrong in any way counts for three.
    pub slips: u8,
    /// The chance that this is an accident.
    pub chance: f64,
    /// Whether the evidence of the account's identity matches.
    pub matched: bool,
    /// How likely these slips are among as many others.
    share: f64,
}

impl Explanation {
    /// Whether it is certain: by the odds, or because the evidence matches.
    pub fn is_certain(&self) -> bool {
        self.matched || self.chance <= CERTAIN
    }

    /// The numbers of the boxes that change.
    pub fn boxes(&self) -> Vec<BoxNumber> {
        self.changes.iter().map(|change| change.number).collect()
    }
}

/// No code explains the reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .reason.as_str())]
pub struct NoExplanation {
    /// [`Reason::Unreadable`] when too little is legible to tell; what is wrong with the number of
    /// digits, if anything is; otherwise [`Reason::NoMatch`].
    pub reason: Reason,
    /// The boxes that could not be read, whole or in part.
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

/// Told now and then how much of the search is done, from 0 to 1, and asked whether it is to go
/// on; from any thread, and often.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

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
    if plan.legible() < FEWEST_DIGITS { None } else { budget::characters_needed(&mut plan) }
}

/// How a reading is looked into.
#[derive(Clone, Copy, Default)]
pub struct Inquiry<'a> {
    /// The evidence of whose code it is, with which the search goes deeper.
    ///
    /// The first code that matches a whole identity is the only explanation. Nothing but a code that
    /// matches is one where the evidence is partial, and two that match in the same step are both
    /// given. Then the search ends before so many codes were compared that an accidental match would
    /// be likelier than [`CERTAIN`].
    pub known: Option<Evidence<'a>>,
    /// Whether to go on.
    pub watch: Option<Watch<'a>>,
    /// How many cores to use; all of them if not said.
    pub cores: Option<NonZeroUsize>,
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
            let share = budget.cost(&step) / all;
            if !budget.admits(&mut plan, &mut step) {
                continue;
            }
            let Taken { mut found, readings, work } = self.take(&mut plan, &step, done)?;
            done += share;
            budget.spend(work);
            tried += readings * step::PASSES;
            // The codes of the other steps were compared with the evidence: none was offered.
            tried_alone += if step.means_something_alone { readings * step::PASSES } else { 0.0 };
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

    /// How many cores each of a step's layouts is worth. To ask the system takes long, so it is asked
    /// once a step.
    fn cores_for(&self, step: &Step, layouts: usize) -> usize {
        if !step.is_long(layouts, self.known.is_some()) {
            return 1;
        }
        let cores = self.cores.or_else(|| std::thread::available_parallelism().ok());
        cores.map_or(1, NonZeroUsize::get)
    }

    /// Takes one step.
    fn take(&self, plan: &mut Plan, step: &Step, done: f64) -> Result<Taken, Undiagnosed> {
        let digits = plan.digits();
        let grounds = plan.grounds(step);
        let findings = Findings {
            inquiry: self,
            step,
            cores: self.cores_for(step, grounds.len()),
            done,
            digits: &digits,
            explanations: Mutex::new(Vec::new()),
            stop: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            compared: AtomicU64::new(0),
        };
        let (mut readings, mut work) = (0.0, 0);
        for ground in grounds.iter().filter(|ground| step.fits(ground)) {
            if findings.check().is_break() {
                break;
            }
            let (tried, took) = findings.search(ground);
            readings += tried;
            work += took;
            if findings.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        if findings.ended.load(Ordering::Relaxed) {
            return Err(Undiagnosed::Ended);
        }
        work += findings.compared.into_inner() * u64::from(COMPARING);
        let mut found = findings.explanations.into_inner().expect("no search panicked");
        let fewest = found.iter().map(|explanation| explanation.slips).min();
        found.retain(|explanation| explanation.matched || Some(explanation.slips) == fewest);
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        Ok(Taken { found, readings, work })
    }
}

/// What came of a step.
struct Taken {
    /// What it found, ranked.
    found: Vec<Explanation>,
    /// How many readings it tried.
    readings: f64,
    /// How much work it was, in field additions.
    work: u64,
}

/// Why there is no explanation.
fn nothing(plan: &Plan, reading: &Reading) -> NoExplanation {
    let boxes: Vec<BoxNumber> = plan.unread().into_iter().map(number).collect();
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

/// What a step finds, while it is taken.
struct Findings<'a> {
    inquiry: &'a Inquiry<'a>,
    step: &'a Step,
    cores: usize,
    /// How much of the whole search is done.
    done: f64,
    /// All digits of the reading.
    digits: &'a [Digit],
    explanations: Mutex<Vec<Explanation>>,
    /// Whether the search is over: the identity that is known is found, or it was ended.
    stop: AtomicBool,
    ended: AtomicBool,
    /// How many codes were compared with the evidence.
    compared: AtomicU64,
}

impl Findings<'_> {
    /// Searches one layout; how many readings were tried, and how much work that was.
    fn search(&self, ground: &Ground) -> (f64, u64) {
        let cores = self.cores;
        let share = |nth: usize| {
            let slips = (self.step.borders, self.step.most_slips(ground));
            let mut search = Search::new(ground, slips, (nth, cores), &self.stop, self);
            search.run(&self.step.parts);
            (search.readings, search.work)
        };
        if cores == 1 {
            return share(0);
        }
        std::thread::scope(|scope| {
            let share = &share;
            let work = move |nth| {
                let answer = share(nth);
                // The worker's stack outlives it, and had boxes on it.
                wipe_stack();
                answer
            };
            let workers: Vec<_> = (0..cores).map(|nth| scope.spawn(move || work(nth))).collect();
            workers.into_iter().fold((0.0, 0), |(readings, work), worker| {
                let share = worker.join().expect("no search panics");
                (readings + share.0, work + share.1)
            })
        })
    }
}

impl Watcher for Findings<'_> {
    fn found(&self, ground: &Ground, hit: Hit<'_>) {
        let evidence = self.inquiry.known;
        let matched = evidence.is_some_and(|evidence| {
            self.compared.fetch_add(1, Ordering::Relaxed);
            (evidence.matches)(&hit.code)
        });
        if !matched && !self.step.means_something_alone {
            return;
        }
        let letters = self.step.letters;
        let in_order = |layout: &Layout, borders: &[&Border]| {
            let written = layout.boxes(self.digits);
            explain::account(&written, &layout.displaced, borders, letters, &hit.code)
        };
        let mut account = in_order(&ground.layout, &hit.borders);
        if ground.layout.displaced.is_empty()
            && account.slips > 1
            && let Some(order) =
                explain::order(&ground.layout.boxes(self.digits), letters, &hit.code)
        {
            account = in_order(&ground.layout.reordered(order), &[]);
        }
        if account.slips > self.step.most_slips(ground) {
            return;
        }
        if matched && evidence.is_some_and(|evidence| !evidence.is_partial()) {
            self.stop.store(true, Ordering::Relaxed);
        }
        let explanation = Explanation {
            code: hit.code,
            changes: account.changes,
            slips: account.slips,
            chance: 1.0,
            matched,
            share: account.share,
        };
        keep(&mut self.explanations.lock().expect("no search panicked"), explanation);
    }

    fn check(&self) -> ControlFlow<()> {
        if self.inquiry.watch.is_some_and(|watch| watch(self.done).is_break()) {
            self.ended.store(true, Ordering::Relaxed);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// Keeps one explanation for each code: the one with the fewest slips, and of these the likeliest.
fn keep(explanations: &mut Vec<Explanation>, explanation: Explanation) {
    match explanations.iter_mut().find(|other| other.code == explanation.code) {
        Some(other) => {
            let fewer = explanation.slips < other.slips;
            let likelier = explanation.slips == other.slips && explanation.share > other.share;
            if fewer || likelier {
                *other = explanation;
            }
        }
        None => explanations.push(explanation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_one_code_the_fewest_and_likeliest_slips_are_kept() {
        let code = |byte: u8| {
            BackupCode::generate(&mut |bytes: &mut [u8]| {
                bytes.fill(byte);
                Ok(())
            })
            .expect("below p")
        };
        let explanation = |byte, slips, share| Explanation {
            code: code(byte),
            changes: Vec::new(),
            slips,
            chance: 1.0,
            matched: false,
            share,
        };
        let mut kept = Vec::new();
        let mut after = |byte, slips, share| -> Vec<(u8, f64)> {
            keep(&mut kept, explanation(byte, slips, share));
            kept.iter().map(|kept| (kept.slips, kept.share)).collect()
        };
        assert_eq!(after(0, 3, 0.5), [(3, 0.5)]);
        assert_eq!(after(0, 4, 0.9), [(3, 0.5)]);
        assert_eq!(after(0, 3, 0.4), [(3, 0.5)]);
        assert_eq!(after(0, 3, 0.6), [(3, 0.6)]);
        assert_eq!(after(0, 2, 0.1), [(2, 0.1)]);
        assert_eq!(after(1, 5, 0.2), [(2, 0.1), (5, 0.2)]);
        assert_eq!(after(1, 1, 0.2), [(2, 0.1), (1, 0.2)]);
    }
}
