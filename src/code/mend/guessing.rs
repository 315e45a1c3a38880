//! Decisions by guessing: hypotheses that suspect more than four boxes, or suppose several slips
//! across borders.
//!
//! Four of the suspected boxes are erased; the others are guessed, and so are slips across borders.
//! The deciding quantity is linear in the guesses: a check that is left over, or else the value of
//! the erased box that has the fewest values. So it is a sum of one term for each guess, and is met
//! in the middle.

use zeroize::Zeroizing;

use super::hypothesis::{Hypothesis, Suspects};
use super::meet::{Meeting, Share, Target, Term};
use super::received_word::ReceivedWord;
use super::solve::{Erased, SOLVING, solve};
use super::worker::Worker;
use crate::code::field::{Element, P};
use crate::code::reed_solomon::{CHECKS, Syndromes};

/// The fixed work of one hypothesis that needs guesses, in field additions of about 3 ns: sorting
/// the suspects and computing the coefficients of the erased boxes. Halved or doubled, lines of
/// `tests/tuning.rs` move.
pub(super) const SUPPOSING: u32 = 50;

/// The number of hypotheses, and of sums that hit, between two checks whether to go on: some
/// microseconds to a millisecond. The lines "asked" of `tests/tuning.rs` move with them.
const HYPOTHESES_BETWEEN_CHECKS: usize = 256;
const HITS_BETWEEN_CHECKS: u32 = 64;

/// Tests the hypotheses with these surcharges and this many slips across borders.
pub(super) fn search(
    received: &ReceivedWord,
    surcharges: &[u8],
    across: u8,
    worker: &mut Worker<'_>,
) {
    let mut hypothesis = Hypothesis::of(received);
    let mut guessing = Guessing {
        received,
        across,
        worker,
        turns: 0,
        meeting: Meeting::default(),
        lists: Vec::new(),
    };
    if surcharges.is_empty() {
        // A single hypothesis is itself shared among the workers.
        guessing.test(&hypothesis, guessing.worker.share);
        return;
    }
    hypothesis.each(surcharges, 0, &mut |hypothesis| {
        if guessing.worker.is_its_turn() {
            guessing.test(hypothesis, Share::WHOLE);
        }
        !guessing.worker.is_stopped()
    });
}

struct Guessing<'a, 'w, 'l> {
    received: &'a ReceivedWord,
    /// The number of slips across borders.
    across: u8,
    worker: &'w mut Worker<'l>,
    /// The number of hypotheses tested.
    turns: usize,
    /// Buffers, reused for every hypothesis and taken out while in use.
    meeting: Meeting,
    lists: Vec<Zeroizing<Vec<Element>>>,
}

/// A hypothesis under test.
struct Test<'a, 'b> {
    hypothesis: &'b Hypothesis<'a>,
    erased: &'b Erased<'b>,
    /// The guessed boxes: the approximate number of values, and the index, of each.
    guessed: &'b [(usize, usize)],
    /// The erased box whose value decides; `None` where a check decides.
    tested: Option<usize>,
    /// The coefficients with which the syndromes combine to the deciding quantity.
    coefficients: [Element; CHECKS],
    /// The deciding quantity when every guess adds zero.
    start: Element,
    share: Share,
}

impl<'a> Guessing<'a, '_, '_> {
    /// Tests one hypothesis, or a worker's share of it.
    fn test(&mut self, hypothesis: &Hypothesis<'a>, share: Share) {
        let received = self.received;
        let suspects = Suspects::of(hypothesis);
        let (erased, guessed) = (suspects.erased(), suspects.guessed());
        if share.nth == 0 {
            self.worker.trials += suspects.choices() * received.border_choices(self.across);
            self.worker.work += u64::from(SUPPOSING);
        }
        let mut boxes = [0; CHECKS];
        boxes.iter_mut().zip(erased).for_each(|(at, &(_, index))| *at = index);
        let boxes = &boxes[..erased.len()];
        let erased = Erased::at(boxes);
        let check = erased.set().check_coefficients();
        let tested = if check.is_some() { None } else { Some(boxes[CHECKS - 1]) };
        let coefficients =
            check.unwrap_or_else(|| erased.set().error_coefficients(boxes[CHECKS - 1]));
        let start = tested.map_or(Element::ZERO, |tested| received.values()[tested])
            - received.syndromes().combine(&coefficients);
        let mut test =
            Test { hypothesis, erased: &erased, guessed, tested, coefficients, start, share };
        let mut lists = std::mem::take(&mut self.lists);
        self.list_guesses(&mut test, &mut lists);
        if self.across == 0 {
            let of_lists = lists[..guessed.len()].iter();
            let terms = of_lists.map(|list| Term { of: list, is_further: false });
            let target = self.target(&test, false);
            self.meet(&test, &terms.collect::<Vec<_>>(), &target, &[]);
        } else {
            self.meet_across(&test, &mut lists);
        }
        self.lists = lists;
        self.turns += 1;
        if self.turns.is_multiple_of(HYPOTHESES_BETWEEN_CHECKS) {
            self.worker.goes_on();
        }
    }

    /// Lists the term that each value of a guessed box adds to the deciding quantity.
    fn list_guesses(&self, test: &mut Test<'_, '_>, lists: &mut Vec<Zeroizing<Vec<Element>>>) {
        let received = self.received;
        lists.resize_with((test.guessed.len() + 2).max(lists.len()), Zeroizing::default);
        for (list, &(_, index)) in lists.iter_mut().zip(test.guessed) {
            let slope = Element::ZERO - Syndromes::combine_column(index, &test.coefficients);
            test.start += Element::ZERO - slope * received.values()[index];
            list.clear();
            match received.boxes()[index].values(test.hypothesis.costs[index]) {
                Some(values) => list.extend(values.iter().map(|&value| slope * value)),
                None => list.extend((0..P).map(|value| slope * Element::reduce(value.into()))),
            }
        }
    }

    /// Returns the target of the sum; `is_across` says whether a slip across a border of the tested
    /// box is supposed.
    fn target(&self, test: &Test<'_, '_>, is_across: bool) -> Target<'a> {
        let Some(tested) = test.tested else { return Target::Zero };
        let (values, cost) = (&self.received.boxes()[tested], test.hypothesis.costs[tested]);
        let possible =
            if is_across { self.received.loose_values(tested, cost) } else { values.within(cost) };
        match possible {
            None => Target::Anything,
            Some(possible) if is_across => Target::OneOf(possible, None),
            Some(possible) => Target::OneOf(possible, values.values(cost)),
        }
    }

    /// Searches for the sums with one term for each slip across a border.
    ///
    /// A slip across a border of the tested box changes the possible values of that box, which is
    /// then tested loosely. Most slips do not touch it, so the number of those that do is supposed,
    /// too.
    fn meet_across(&mut self, test: &Test<'a, '_>, lists: &mut [Zeroizing<Vec<Element>>]) {
        let border_slips = self.received.border_slips();
        let at_tested =
            |nth: usize| test.tested.and_then(|tested| border_slips[nth].added_to(tested));
        let (near, far): (Vec<usize>, Vec<usize>) =
            (0..border_slips.len()).partition(|&nth| at_tested(nth).is_some());
        let guessed = test.guessed.len();
        for (list, nths) in lists[guessed..].iter_mut().zip([&far, &near]) {
            list.clear();
            list.extend(nths.iter().map(|&nth| {
                at_tested(nth).unwrap_or(Element::ZERO)
                    - border_slips[nth].syndromes.combine(&test.coefficients)
            }));
        }
        let (count, lists) = (usize::from(self.across), &*lists);
        for of_near in 0..=if near.is_empty() { 0 } else { count } {
            let of_lists = lists[..guessed].iter();
            let mut terms: Vec<Term<'_>> =
                of_lists.map(|list| Term { of: list, is_further: false }).collect();
            for (list, so_many) in lists[guessed..].iter().zip([count - of_near, of_near]) {
                let term = |nth| Term { of: list, is_further: nth > 0 };
                terms.extend((0..so_many).map(term));
            }
            let target = self.target(test, of_near > 0);
            let (far, near) = (&far[..], &near[..]);
            let picked_from: Vec<&[usize]> = std::iter::repeat_n(far, count - of_near)
                .chain(std::iter::repeat_n(near, of_near))
                .collect();
            self.meet(test, &terms, &target, &picked_from);
        }
    }

    /// Meets the sums of these terms, and solves for each hit. The terms after those of the guessed
    /// boxes are slips across borders, each picked from the indices in `picked_from`.
    fn meet(
        &mut self,
        test: &Test<'a, '_>,
        terms: &[Term<'_>],
        target: &Target<'_>,
        picked_from: &[&[usize]],
    ) {
        // (Listing the border slips takes longer than meeting few terms.)
        let border_slips = if picked_from.is_empty() { &[] } else { self.received.border_slips() };
        let mut meeting = std::mem::take(&mut self.meeting);
        let mut hits = 0_u32;
        meeting.run(test.start, terms, target, test.share, &mut |picked| {
            hits += 1;
            let (guesses, picked) = picked.split_at(test.guessed.len());
            let across = picked.iter().zip(picked_from);
            let across = across.map(|(&pick, nths)| &border_slips[nths[pick]]).collect();
            let values = Self::guessed_values(test, guesses);
            let most_slips = self.worker.most_slips;
            if let Some(found) = solve(test.hypothesis, test.erased, values, across, most_slips) {
                self.worker.listener.found(self.received, found);
            }
            !hits.is_multiple_of(HITS_BETWEEN_CHECKS) || self.worker.goes_on()
        });
        let sums = std::mem::take(&mut meeting.sums);
        self.worker.work += u64::from(SOLVING) * u64::from(hits) + sums;
        self.meeting = meeting;
    }

    /// Returns the values of all boxes with these guesses.
    fn guessed_values(
        test: &Test<'_, '_>,
        guesses: &[usize],
    ) -> Zeroizing<[Element; crate::code::BOXES]> {
        let received = test.hypothesis.received;
        let mut values = received.values().clone();
        for (&(_, index), &pick) in test.guessed.iter().zip(guesses) {
            let list = received.boxes()[index].values(test.hypothesis.costs[index]);
            values[index] = list.map_or_else(|| Element::reduce(pick as u64), |list| list[pick]);
        }
        values
    }
}
