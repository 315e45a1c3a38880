//! Findings: the codes that a step finds, compared with the evidence and explained.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::evidence::COMPARING;
use super::explanation::{Explanation, explain, order};
use super::inquiry::Inquiry;
use super::meet::Share;
use super::plan::Plan;
use super::received_word::ReceivedWord;
use super::search::search;
use super::step::Step;
use super::worker::{FoundCode, Listener, Worker};
use crate::code::digit::Digit;
use crate::secret::wipe_stack;

/// The result of a step.
pub(super) struct Taken {
    /// The explanations, ranked.
    pub(super) found: Vec<Explanation>,
    /// The number of words tried.
    pub(super) trials: f64,
    /// The work done, in field additions.
    pub(super) work: u64,
}

/// The error that the watcher ended the search.
pub(super) struct Ended;

/// Takes one step; `done` is the fraction of the whole search that is done, from 0 to 1.
pub(super) fn take(
    inquiry: &Inquiry<'_>,
    plan: &mut Plan,
    step: &Step,
    done: f64,
) -> Result<Taken, Ended> {
    let digits = plan.digits();
    let received_words = plan.received_words(step);
    let findings = Findings {
        inquiry,
        step,
        workers: workers_for(inquiry, step, received_words.len()),
        done,
        digits: &digits,
        explanations: Mutex::new(Vec::new()),
        stop: AtomicBool::new(false),
        ended: AtomicBool::new(false),
        compared: AtomicU64::new(0),
    };
    let (mut trials, mut work) = (0.0, 0);
    for received in received_words.iter().filter(|received| step.fits(received)) {
        if findings.check().is_break() {
            break;
        }
        let searched = findings.search(received);
        trials += searched.0;
        work += searched.1;
        if findings.stop.load(Ordering::Relaxed) {
            break;
        }
    }
    if findings.ended.load(Ordering::Relaxed) {
        return Err(Ended);
    }
    work += findings.compared.load(Ordering::Relaxed) * u64::from(COMPARING);
    Ok(Taken { found: findings.ranked(), trials, work })
}

/// Returns the number of workers for each of a step's `alignments`. The system is asked for its
/// cores once a step, since that takes long.
fn workers_for(inquiry: &Inquiry<'_>, step: &Step, alignments: usize) -> usize {
    if !step.is_long(alignments, inquiry.known.is_some()) {
        return 1;
    }
    let cores = inquiry.cores.or_else(|| std::thread::available_parallelism().ok());
    cores.map_or(1, NonZeroUsize::get)
}

/// The findings of a step while it is taken.
struct Findings<'a> {
    inquiry: &'a Inquiry<'a>,
    step: &'a Step,
    /// The number of workers for each received word.
    workers: usize,
    /// The fraction of the whole search that is done.
    done: f64,
    /// All digits of the reading.
    digits: &'a [Digit],
    explanations: Mutex<Vec<Explanation>>,
    /// Whether the search is over, for either reason: a code matched a whole identity, or the
    /// watcher ended it.
    stop: AtomicBool,
    /// Whether the watcher ended it.
    ended: AtomicBool,
    /// The number of codes compared with the evidence.
    compared: AtomicU64,
}

impl Findings<'_> {
    /// Searches one received word; returns the number of words tried, and the work.
    fn search(&self, received: &ReceivedWord) -> (f64, u64) {
        let of = self.workers;
        let one = |nth: usize| {
            let most_slips = self.step.most_slips(received);
            let mut worker = Worker::new(Share { nth, of }, most_slips, self, &self.stop);
            search(received, &self.step.surcharges, self.step.across, &mut worker);
            (worker.trials, worker.work)
        };
        if of == 1 {
            return one(0);
        }
        thread::scope(|scope| {
            let one = &one;
            let work = move |nth| {
                let answer = one(nth);
                // The worker's stack outlives it, and had boxes on it.
                wipe_stack();
                answer
            };
            let spawn = |nth| thread::Builder::new().spawn_scoped(scope, move || work(nth));
            let threads: Vec<_> = (0..of).map(|nth| (nth, spawn(nth))).collect();
            threads.into_iter().fold((0.0, 0), |(trials, done), (nth, thread)| {
                // Where no thread can be made, its share is searched here.
                let one = thread
                    .map_or_else(|_| work(nth), |thread| thread.join().expect("no search panics"));
                (trials + one.0, done + one.1)
            })
        })
    }

    /// Returns the explanations of the fewest slips, and those that match, the likeliest first.
    fn ranked(self) -> Vec<Explanation> {
        ranked(self.explanations.into_inner().expect("no search panicked"))
    }

    /// Explains a code that was found: as boxes in another order, if that is the only fault.
    fn explain(&self, received: &ReceivedWord, found: FoundCode<'_>) -> Explanation {
        let letters = self.step.letters;
        let FoundCode { code, border_slips } = found;
        let alignment = &received.alignment;
        let written = alignment.boxes(self.digits);
        let explanation = explain(&written, &alignment.box_slips, &border_slips, letters, code);
        if alignment.box_slips.is_empty()
            && explanation.slips > 1
            && let Some(order) = order(&written, letters, &explanation.code)
        {
            let reordered = alignment.reordered(order);
            let written = reordered.boxes(self.digits);
            return explain(&written, &reordered.box_slips, &[], letters, explanation.code);
        }
        explanation
    }
}

impl Listener for Findings<'_> {
    fn found(&self, received: &ReceivedWord, found: FoundCode<'_>) {
        let evidence = self.inquiry.known;
        let matched = evidence.is_some_and(|evidence| {
            self.compared.fetch_add(1, Ordering::Relaxed);
            (evidence.matches)(&found.code)
        });
        if !matched && !self.step.means_something_alone {
            return;
        }
        let explanation = Explanation { matched, ..self.explain(received, found) };
        if explanation.slips > self.step.most_slips(received) {
            return;
        }
        if matched && evidence.is_some_and(|evidence| !evidence.is_partial()) {
            self.stop.store(true, Ordering::Relaxed);
        }
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

/// Returns the explanations of the fewest slips, and those that match, the likeliest first.
fn ranked(mut found: Vec<Explanation>) -> Vec<Explanation> {
    let fewest = found.iter().map(|explanation| explanation.slips).min();
    found.retain(|explanation| explanation.matched || Some(explanation.slips) == fewest);
    found.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
    found
}

/// Keeps one explanation for each code: the one with the fewest slips, and of these the likeliest.
fn keep(explanations: &mut Vec<Explanation>, explanation: Explanation) {
    match explanations.iter_mut().find(|other| other.code == explanation.code) {
        Some(other) => {
            let fewer = explanation.slips < other.slips;
            let likelier =
                explanation.slips == other.slips && explanation.likelihood > other.likelihood;
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
    use crate::code::BackupCode;

    fn code(byte: u8) -> BackupCode {
        BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            bytes.fill(byte);
            Ok(())
        })
        .expect("below p")
    }

    fn explanation(byte: u8, slips: u8, likelihood: f64) -> Explanation {
        let (changes, matched) = (Vec::new(), false);
        Explanation { code: code(byte), changes, slips, chance: 1.0, matched, likelihood }
    }

    #[test]
    fn the_codes_of_the_fewest_slips_and_the_matching_codes_are_given() {
        let matched = Explanation { matched: true, ..explanation(3, 4, 0.3) };
        let found =
            vec![explanation(0, 2, 0.1), explanation(1, 3, 0.9), matched, explanation(2, 2, 0.2)];
        let given: Vec<(u8, f64)> =
            ranked(found).iter().map(|it| (it.slips, it.likelihood)).collect();
        assert_eq!(given, [(4, 0.3), (2, 0.2), (2, 0.1)]);
    }

    #[test]
    fn of_one_code_the_fewest_and_likeliest_slips_are_kept() {
        let mut kept = Vec::new();
        let mut after = |byte, slips, likelihood| -> Vec<(u8, f64)> {
            keep(&mut kept, explanation(byte, slips, likelihood));
            kept.iter().map(|kept| (kept.slips, kept.likelihood)).collect()
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
