//! Sums that hit a target, one term from each of several lists.
//!
//! This is the innermost loop of mending: the value that a solved box must have is a sum of one
//! term for each guess, and it has to be one of the few that the box can have been. The sums are
//! met in the middle: those of some lists are walked through, those of the others, taken from every
//! value of the target, are a set to look them up in. So a hundred million guesses are a million
//! additions.

use zeroize::Zeroizing;

use super::table::Bits;
use crate::code::field::{Element, P};

/// What a sum has to be.
pub(super) enum Target<'a> {
    /// Zero: a check holds.
    Zero,
    /// One of these.
    OneOf(&'a Bits, Option<&'a [Element]>),
    /// Anything.
    Anything,
}

impl Target<'_> {
    /// How many values it has, where they can be listed.
    fn values(&self) -> Option<&[Element]> {
        match self {
            Self::Zero => Some(&[Element::ZERO]),
            Self::OneOf(_, values) => *values,
            Self::Anything => None,
        }
    }

    fn contains(&self, sum: Element) -> bool {
        match self {
            Self::Zero => sum == Element::ZERO,
            Self::OneOf(bits, _) => bits.contains(sum.value()),
            Self::Anything => true,
        }
    }
}

/// The most sums that are put into the set: few enough that most look-ups miss.
const MOST: usize = 4096;

/// A number of choices as what is reckoned with: there can be more than an integer holds.
#[allow(clippy::cast_precision_loss, reason = "a length is below 2^52")]
pub(super) fn as_float(length: usize) -> f64 {
    length as f64
}

/// The most lists: one for each box that is guessed, and a few for slips across boxes.
pub(super) const MOST_LISTS: usize = 16;

/// From which list on the sums are put into the set, so that the fewest sums are put together, and
/// how many those are: for lists of these lengths, and a target of so many values, if they can be
/// listed.
pub(super) fn split(lengths: &[f64], target: Option<f64>) -> (usize, f64) {
    let product = |lengths: &[f64]| lengths.iter().product::<f64>();
    let whole = (lengths.len(), product(lengths));
    let Some(values) = target else { return whole };
    let split = |at: usize| {
        let set = product(&lengths[at..]) * values;
        let walked = product(&lengths[..at]);
        // What is found in the set is looked for again.
        let again = walked * set / f64::from(P) * (set / values);
        (set <= as_float(MOST)).then_some((at, walked + 2.0 * set + again))
    };
    let splits = (1..lengths.len()).filter_map(split);
    splits.fold(whole, |best, split| if split.1 < best.1 { split } else { best })
}

/// The sums, in a place that is used again for every set of lists.
pub(super) struct Meeting {
    reach: Option<Bits>,
    /// What was put into the set, to take it out again.
    reached: Zeroizing<Vec<Element>>,
}

impl Meeting {
    pub(super) fn new() -> Self {
        Self { reach: None, reached: Zeroizing::default() }
    }

    /// Calls `hit` with the index of the term of each list for every sum with `start` that hits
    /// the target, until `hit` says `false`.
    pub(super) fn run(
        &mut self,
        start: Element,
        lists: &[Zeroizing<Vec<Element>>],
        target: &Target<'_>,
        hit: &mut dyn FnMut(&[usize]) -> bool,
    ) {
        let mut picked = [0; MOST_LISTS];
        let picked = &mut picked[..lists.len()];
        let mut lengths = [0.0; MOST_LISTS];
        for (length, list) in lengths.iter_mut().zip(lists) {
            *length = as_float(list.len());
        }
        let values = target.values().map(|values| as_float(values.len()));
        let (split, _) = split(&lengths[..lists.len()], values);
        if split == lists.len() {
            let mut all = |picked: &mut [usize], _| hit(picked);
            match target {
                Target::OneOf(bits, _) => {
                    let contains = |sum: Element| bits.contains(sum.value());
                    each_sum(start, lists, 0, picked, &contains, &mut all)
                }
                Target::Zero => {
                    each_sum(start, lists, 0, picked, &|sum| sum == Element::ZERO, &mut all)
                }
                Target::Anything => each_sum(start, lists, 0, picked, &|_| true, &mut all),
            };
            return;
        }
        let (walked, met) = lists.split_at(split);
        let reach = self.reach.get_or_insert_with(Bits::none);
        self.reached.reserve(MOST);
        for &value in target.values().expect("it was split") {
            reach_from(value, met, reach, &mut self.reached);
        }
        let reach = &*reach;
        let mut rest = |picked: &mut [usize], sum| {
            // The set only says that there is one; here it is looked for.
            let contains = |sum| target.contains(sum);
            let mut going = true;
            let mut all = |picked: &mut [usize], _| {
                going = hit(picked);
                going
            };
            each_sum(sum, lists, split, picked, &contains, &mut all);
            going
        };
        each_sum(start, walked, 0, picked, &|sum| reach.contains(sum.value()), &mut rest);
        for value in self.reached.drain(..) {
            self.reach.as_mut().expect("it was put in").remove(value.value());
        }
    }
}

/// Puts everything into the set from which the terms lead to a value.
fn reach_from(
    value: Element,
    lists: &[Zeroizing<Vec<Element>>],
    reach: &mut Bits,
    reached: &mut Vec<Element>,
) {
    let Some((list, rest)) = lists.split_first() else {
        if reach.insert(value.value()) {
            reached.push(value);
        }
        return;
    };
    for &term in list.iter() {
        reach_from(value - term, rest, reach, reached);
    }
}

/// Goes through the sums of one term of each list from the nth on, and calls `hit` for those that
/// pass; `false` if it was told to stop.
fn each_sum(
    start: Element,
    lists: &[Zeroizing<Vec<Element>>],
    nth: usize,
    picked: &mut [usize],
    passes: &impl Fn(Element) -> bool,
    hit: &mut dyn FnMut(&mut [usize], Element) -> bool,
) -> bool {
    match lists.len() - nth {
        0 => !passes(start) || hit(picked, start),
        1 => {
            for (index, &term) in lists[nth].iter().enumerate() {
                let sum = start + term;
                if passes(sum) {
                    picked[nth] = index;
                    if !hit(picked, sum) {
                        return false;
                    }
                }
            }
            true
        }
        _ => {
            for index in 0..lists[nth].len() {
                picked[nth] = index;
                let sum = start + lists[nth][index];
                if !each_sum(sum, lists, nth + 1, picked, passes, hit) {
                    return false;
                }
            }
            true
        }
    }
}

const _: () = assert!(MOST < P as usize / 16, "most look-ups miss");

#[cfg(test)]
mod tests {
    use super::*;

    fn element(number: u64) -> Element {
        Element::reduce(number)
    }

    fn lists(lengths: &[u64]) -> Vec<Zeroizing<Vec<Element>>> {
        let list = |(n, &length): (usize, &u64)| {
            let term = |i| element((i + 1) * (i + 3) * (n as u64 + 7) * 104_729);
            Zeroizing::new((0..length).map(term).collect())
        };
        lengths.iter().enumerate().map(list).collect()
    }

    /// Meeting in the middle finds what walking through everything finds.
    #[test]
    fn every_sum_that_hits_is_found_and_no_other() {
        let values: Vec<Element> = (0..40).map(|i| element(i * i * 977 + 5)).collect();
        let mut bits = Bits::none();
        for value in &values {
            bits.insert(value.value());
        }
        let targets =
            [Target::Zero, Target::OneOf(&bits, Some(&values)), Target::OneOf(&bits, None)];
        let mut meeting = Meeting::new();
        for lengths in [&[][..], &[90], &[50, 60], &[30, 40, 50], &[9, 10, 11, 12, 13]] {
            let lists = lists(lengths);
            for target in &targets {
                for start in [0, 1, 31_337].map(element) {
                    let mut expected = Vec::new();
                    let mut picked = vec![0; lists.len()];
                    loop {
                        let terms = picked.iter().zip(&lists).map(|(&i, list)| list[i]);
                        if target.contains(terms.fold(start, |sum, term| sum + term)) {
                            expected.push(picked.clone());
                        }
                        let Some(up) =
                            (0..lists.len()).rev().find(|&n| picked[n] + 1 < lists[n].len())
                        else {
                            break;
                        };
                        picked[up] += 1;
                        picked[up + 1..].fill(0);
                    }
                    let mut found = Vec::new();
                    meeting.run(start, &lists, target, &mut |picked| {
                        found.push(picked.to_vec());
                        true
                    });
                    assert_eq!(found, expected, "{lengths:?}");
                }
            }
        }
    }

    #[test]
    fn it_ends_when_it_is_told_to() {
        let mut hits = 0;
        Meeting::new().run(Element::ZERO, &lists(&[10, 10]), &Target::Anything, &mut |_| {
            hits += 1;
            hits < 7
        });
        assert_eq!(hits, 7);
    }
}
