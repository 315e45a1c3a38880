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
use std::sync::atomic::{AtomicBool, Ordering};

use super::digit::Digit;
use super::reading::{ReadError, Reading, Reason};
use super::{BackupCode, BoxNumber};
use border::Border;
pub use explain::{Cause, Change, boxes_to_spare};
use layout::{Layout, number};
use search::{Ground, Hit, Search, Watcher};
pub use slip::Slip;
use step::{Plan, Step};

/// Above this chance of an accident an explanation needs an identity to be believed.
pub const PROVEN: f64 = 1e-6;

/// How many slips are supposed at most when no identity is known, which could tell an accident.
pub const MOST_SLIPS: u8 = 5;
/// How many are supposed at most when one is.
pub const MOST_SLIPS_KNOWN: u8 = 7;

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
    /// Whether the code opens an account that was known beforehand.
    pub known: bool,
    /// How likely these slips are among as many others.
    share: f64,
}

impl Explanation {
    /// Whether it can be believed: by the odds, or because its account was known beforehand.
    pub fn is_proven(&self) -> bool {
        self.known || self.chance <= PROVEN
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

/// Whether a code opens an account that is known beforehand.
pub type Known<'a> = &'a (dyn Fn(&BackupCode) -> bool + Sync);

/// Told now and then how much of the search is done, from 0 to 1, and asked whether it is to go
/// on; from any thread, and often.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

/// Finds what a reading must have been.
///
/// `known` tells whether a code opens an account that is known beforehand. With it the search goes
/// deeper, and a code that it accepts is the only explanation.
///
/// # Errors
///
/// When nothing explains the reading, or so much that an explanation would mean nothing.
pub fn diagnose(reading: &Reading, known: Option<Known<'_>>) -> Result<Diagnosis, NoExplanation> {
    match (Inquiry { known, ..Inquiry::default() }).diagnose(reading) {
        Ok(diagnosis) => Ok(diagnosis),
        Err(Undiagnosed::NoExplanation(nothing)) => Err(nothing),
        Err(Undiagnosed::Ended) => unreachable!("nobody watches"),
    }
}

/// How a reading is looked into.
#[derive(Clone, Copy, Default)]
pub struct Inquiry<'a> {
    /// Whether a code opens an account that is known beforehand.
    pub known: Option<Known<'a>>,
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
        let mut tried = 0.0;
        let mut offered: Option<Vec<Explanation>> = None;
        let steps = plan.steps(self.known.is_some());
        let work: f64 = steps.iter().map(|step| step.work).sum();
        let mut done = 0.0;
        for step in steps {
            let (mut found, readings) = self.take(&mut plan, &step, done / work)?;
            done += step.work;
            tried += readings * step::PASSES;
            for explanation in &mut found {
                explanation.chance = tried;
            }
            if let Some(at) = found.iter().position(|explanation| explanation.known) {
                return Ok(Diagnosis::Damaged(vec![found.swap_remove(at)]));
            }
            if offered.is_none() && !found.is_empty() {
                offered = Some(found);
            }
            if offered.is_some() && (self.known.is_none() || tried <= PROVEN) {
                break;
            }
        }
        offered.map(Diagnosis::Damaged).ok_or_else(|| nothing(&plan, reading).into())
    }

    /// How many cores each of a step's layouts is worth. To ask the system takes long, so it is asked
    /// once a step.
    fn cores_for(&self, step: &Step, layouts: usize) -> usize {
        if !step.is_long(layouts) {
            return 1;
        }
        let cores = self.cores.or_else(|| std::thread::available_parallelism().ok());
        cores.map_or(1, NonZeroUsize::get)
    }

    /// Takes one step: what it finds, ranked, and how many readings it tried.
    fn take(
        &self,
        plan: &mut Plan,
        step: &Step,
        done: f64,
    ) -> Result<(Vec<Explanation>, f64), Undiagnosed> {
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
        };
        let mut readings = 0.0;
        for ground in grounds.iter().filter(|ground| step.fits(ground)) {
            if findings.check().is_break() {
                break;
            }
            readings += findings.search(ground);
            if findings.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        if findings.ended.load(Ordering::Relaxed) {
            return Err(Undiagnosed::Ended);
        }
        let mut found = findings.explanations.into_inner().expect("no search panicked");
        let fewest = found.iter().map(|explanation| explanation.slips).min();
        found.retain(|explanation| explanation.known || Some(explanation.slips) == fewest);
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        Ok((found, readings))
    }
}

/// Why there is no explanation.
fn nothing(plan: &Plan, reading: &Reading) -> NoExplanation {
    let boxes: Vec<BoxNumber> = plan.unread().into_iter().map(number).collect();
    if let Some(error) = reading.uneven() {
        return NoExplanation {
            reason: error.reason(),
            boxes: error.boxes(),
            uneven: Some(error.clone()),
        };
    }
    let too_much = !boxes.is_empty() && plan.steps(false).is_empty();
    let reason = if too_much { Reason::Unreadable } else { Reason::NoMatch };
    NoExplanation { reason, boxes, uneven: None }
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
    /// Whether the search is over: the known account is found, or it was ended.
    stop: AtomicBool,
    ended: AtomicBool,
}

impl Findings<'_> {
    /// Searches one layout; how many readings were tried.
    fn search(&self, ground: &Ground) -> f64 {
        let cores = self.cores;
        let share = |nth: usize| {
            let slips = (self.step.borders, self.step.most_slips(ground));
            let mut search = Search::new(ground, slips, (nth, cores), &self.stop, self);
            search.run(&self.step.parts);
            search.readings
        };
        if cores == 1 {
            return share(0);
        }
        std::thread::scope(|scope| {
            let share = &share;
            let workers: Vec<_> = (0..cores).map(|nth| scope.spawn(move || share(nth))).collect();
            workers.into_iter().map(|worker| worker.join().expect("no search panics")).sum()
        })
    }
}

impl Watcher for Findings<'_> {
    fn found(&self, ground: &Ground, hit: Hit<'_>) {
        let known = self.inquiry.known.is_some_and(|known| known(&hit.code));
        if !known && !self.step.means_something_alone {
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
        if known {
            self.stop.store(true, Ordering::Relaxed);
        }
        let explanation = Explanation {
            code: hit.code,
            changes: account.changes,
            slips: account.slips,
            chance: 1.0,
            known,
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
            known: false,
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
