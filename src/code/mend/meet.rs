//! Sums that hit a target, with one term from each of several lists.
//!
//! This is the innermost loop of mending. The value of a solved box is a sum of one term for each
//! guess, and has to be one of the few possible values of that box. The sums are met in the middle:
//! those of the first terms are enumerated, and looked up in the set of those from which the other
//! terms lead to the target. So a hundred million guesses take a million additions.

use std::cell::Cell;

use zeroize::Zeroizing;

use super::element_set::ElementSet;
use super::split::{MOST_REACHED, as_float, split};
use crate::code::field::Element;
use crate::code::reed_solomon::FREE;

/// The target of a sum.
pub(super) enum Target<'a> {
    /// Zero: a check holds.
    Zero,
    /// One of these values: as a set, and as a list where they can be listed.
    OneOf(&'a ElementSet, Option<&'a [Element]>),
    /// Any value.
    Anything,
}

impl Target<'_> {
    /// Returns the values, if they can be listed.
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
            Self::OneOf(elements, _) => elements.contains(sum.value()),
            Self::Anything => true,
        }
    }
}

/// The most terms: one for each box that is guessed, and seven for slips across borders, which
/// `step` asserts to be the most that are supposed.
pub(super) const MOST_TERMS: usize = FREE + 7;

/// The share of one worker in some work.
#[derive(Clone, Copy)]
pub(super) struct Share {
    /// The number of the worker, from 0.
    pub(super) nth: usize,
    /// The number of workers.
    pub(super) of: usize,
}

impl Share {
    /// The share of the only worker.
    pub(super) const WHOLE: Self = Self { nth: 0, of: 1 };
}

/// A term of a sum.
#[derive(Clone, Copy)]
pub(super) struct Term<'a> {
    /// The term's candidate values.
    pub(super) of: &'a [Element],
    /// Whether it is drawn from the previous term's list at a later index: combinations, not
    /// permutations.
    pub(super) is_further: bool,
}

/// A meet-in-the-middle search, whose buffers are reused for every set of lists.
#[derive(Default)]
pub(super) struct Meeting {
    /// The sums from which the terms from the split on lead to the target; next the sums from which
    /// the terms after the first of these do; and so on.
    reach: Vec<ElementSet>,
    /// The elements of these sets, to remove them again.
    reached: Vec<Zeroizing<Vec<Element>>>,
    /// The number of sums computed so far.
    pub(super) sums: u64,
}

impl Meeting {
    /// Calls `hit` for every sum with `start` that hits the target, with the index of each term in
    /// its list, until `hit` returns `false`. With several workers, each takes its share of the
    /// first term.
    pub(super) fn run(
        &mut self,
        start: Element,
        terms: &[Term<'_>],
        target: &Target<'_>,
        share: Share,
        hit: &mut dyn FnMut(&[usize]) -> bool,
    ) {
        let mut lengths = [(0.0, false); MOST_TERMS];
        for (length, term) in lengths.iter_mut().zip(terms) {
            *length = (as_float(term.of.len()), term.is_further);
        }
        let values = target.values();
        let (split, _) =
            split(&lengths[..terms.len()], values.map(|values| as_float(values.len())));
        let met = terms.len() - split;
        while self.reach.len() < met {
            self.reach.push(ElementSet::none());
            self.reached.push(Zeroizing::new(Vec::with_capacity(MOST_REACHED)));
        }
        let mut from = values.unwrap_or_default();
        let reaches = self.reach.iter_mut().zip(&mut self.reached).take(met).rev();
        for (term, (reach, reached)) in terms.iter().rev().zip(reaches) {
            // Every worker computes the same sets; they are counted once.
            self.sums += if share.nth == 0 { count(from.len() * term.of.len()) } else { 0 };
            for &value in from {
                for &term in term.of {
                    let value = value - term;
                    if reach.insert(value.value()) {
                        reached.push(value);
                    }
                }
            }
            from = reached;
        }
        let made = Cell::new(0);
        let sums = Sums { terms, target, split, reach: &self.reach[..met], made: &made };
        let picked = &mut [0; MOST_TERMS][..terms.len()];
        if share.of > 1 {
            sums.each_of(share, start, picked, hit);
        } else if sums.passes(0, start) {
            sums.each(start, 0, picked, hit);
        }
        self.sums += made.get();
        for (reach, reached) in self.reach.iter_mut().zip(&mut self.reached).take(met) {
            reached.drain(..).for_each(|value| reach.remove(value.value()));
        }
    }
}

/// A search for the sums of some terms.
struct Sums<'a> {
    terms: &'a [Term<'a>],
    target: &'a Target<'a>,
    /// The first term after the split, and the sets of sums that lead to the target from there on.
    split: usize,
    reach: &'a [ElementSet],
    /// The number of sums computed.
    made: &'a Cell<u64>,
}

/// Returns a length in the type of the counters.
fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Sums<'_> {
    /// Whether a sum can lead to the target with the terms from the nth on.
    fn passes(&self, nth: usize, sum: Element) -> bool {
        if nth == self.terms.len() {
            self.target.contains(sum)
        } else {
            nth < self.split || self.reach[nth - self.split].contains(sum.value())
        }
    }

    /// Enumerates the sums with a worker's share of the first term. Without terms, the only sum is
    /// the first worker's.
    fn each_of(
        &self,
        Share { nth: worker, of: workers }: Share,
        start: Element,
        picked: &mut [usize],
        hit: &mut dyn FnMut(&[usize]) -> bool,
    ) {
        let Some(first) = self.terms.first() else {
            if worker == 0 && self.passes(0, start) {
                hit(picked);
            }
            return;
        };
        let of_first = first.of.len().saturating_sub(worker).div_ceil(workers);
        self.made.set(self.made.get() + count(of_first));
        for (index, &value) in first.of.iter().enumerate().skip(worker).step_by(workers) {
            let sum = start + value;
            if self.passes(1, sum) {
                picked[0] = index;
                if !self.each(sum, 1, picked, hit) {
                    return;
                }
            }
        }
    }

    /// Enumerates the sums of the terms from the nth on, and calls `hit` for those that hit the
    /// target. Returns `false` if `hit` did.
    fn each(
        &self,
        start: Element,
        nth: usize,
        picked: &mut [usize],
        hit: &mut dyn FnMut(&[usize]) -> bool,
    ) -> bool {
        let Some(term) = self.terms.get(nth) else { return hit(picked) };
        let from = if term.is_further { picked[nth - 1] + 1 } else { 0 };
        self.made.set(self.made.get() + count(term.of.len().saturating_sub(from)));
        for (index, &value) in term.of.iter().enumerate().skip(from) {
            let sum = start + value;
            if self.passes(nth + 1, sum) {
                picked[nth] = index;
                if !self.each(sum, nth + 1, picked, hit) {
                    return false;
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::mend::split::choices;

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

    /// Returns terms, each of a list of its own or of the list before.
    fn terms<'a>(lists: &'a [Zeroizing<Vec<Element>>], further: &[bool]) -> Vec<Term<'a>> {
        let mut lists = lists.iter();
        let mut of: &[Element] = &[];
        let term = |&is_further: &bool| {
            if !is_further {
                of = lists.next().expect("a list for each");
            }
            Term { of, is_further }
        };
        further.iter().map(term).collect()
    }

    /// Returns every pick, one by one.
    fn all(terms: &[Term<'_>]) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for term in terms {
            let longer = |picked: Vec<usize>| {
                let behind = picked.last().filter(|_| term.is_further);
                let from = behind.map_or(0, |last: &usize| last + 1);
                (from..term.of.len()).map(move |index| [&picked[..], &[index]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all
    }

    /// Meeting in the middle finds the same sums as enumerating all.
    #[test]
    fn every_sum_that_hits_is_found_and_no_other() {
        let values: Vec<Element> = (0..40).map(|i| element(i * i * 977 + 5)).collect();
        let mut bits = ElementSet::none();
        for value in &values {
            bits.insert(value.value());
        }
        let zero = [Element::ZERO];
        let targets = [
            (Target::Zero, &zero[..]),
            (Target::OneOf(&bits, Some(&values)), &values),
            (Target::OneOf(&bits, None), &values),
        ];
        let mut hits = [0; 3];
        let mut meeting = Meeting::default();
        for (lengths, further) in [
            (&[][..], &[][..]),
            (&[90], &[false]),
            (&[50, 60], &[false, false]),
            (&[90], &[false, true]),
            (&[70], &[false, true, true]),
            (&[20, 40], &[false, false, true, true]),
            (&[30, 20], &[false, true, false, true]),
            (&[25], &[false, true, true, true]),
            (&[30, 40, 50], &[false; 3]),
            (&[9, 10, 11, 12, 13], &[false; 5]),
            (&[1], &[false, true]),
        ] {
            let lists = lists(lengths);
            let terms = terms(&lists, further);
            let all = all(&terms);
            let counted: Vec<_> =
                terms.iter().map(|term| (as_float(term.of.len()), term.is_further)).collect();
            assert!((choices(&counted) - as_float(all.len())).abs() < 1e-3);
            for ((target, wanted), hits) in targets.iter().zip(&mut hits) {
                let sum = |start: Element, picked: &[usize]| {
                    let terms = picked.iter().zip(&terms).map(|(&i, term)| term.of[i]);
                    terms.fold(start, |sum, term| sum + term)
                };
                // From some of these starts a sum leads to zero.
                let some = all.iter().step_by(1 + all.len() / 10);
                let from = some.map(|picked| Element::ZERO - sum(Element::ZERO, picked));
                for start in from.chain([0, 1, 31_337].map(element)) {
                    let is_hit = |picked: &&Vec<usize>| wanted.contains(&sum(start, picked));
                    let expected: Vec<_> = all.iter().filter(is_hit).cloned().collect();
                    *hits += expected.len();
                    // With buffers that were used for other terms before, and with new ones.
                    for meeting in [&mut meeting, &mut Meeting::default()] {
                        let mut found = Vec::new();
                        meeting.run(start, &terms, target, Share::WHOLE, &mut |picked| {
                            found.push(picked.to_vec());
                            true
                        });
                        assert_eq!(found, expected, "{lengths:?} {further:?}");
                    }
                    // Several workers together find the same sums, and count as many.
                    let of_shares = |workers: usize| {
                        let (mut found, mut meeting) = (Vec::new(), Meeting::default());
                        for worker in 0..workers {
                            meeting.run(
                                start,
                                &terms,
                                target,
                                Share { nth: worker, of: workers },
                                &mut |picked| {
                                    found.push(picked.to_vec());
                                    true
                                },
                            );
                        }
                        found.sort();
                        (found, meeting.sums)
                    };
                    let (found, sums) = of_shares(1);
                    assert_eq!(found, expected);
                    assert!([2, 3].map(of_shares) == [(found.clone(), sums), (found, sums)]);
                }
            }
        }
        assert!(hits.iter().all(|&hits| hits > 80), "{hits:?}");
    }

    #[test]
    fn the_search_can_be_stopped() {
        let lists = lists(&[10, 10]);
        for further in [[false, false], [false, true]] {
            let mut hits = 0;
            let terms = terms(&lists, &further);
            Meeting::default().run(
                Element::ZERO,
                &terms,
                &Target::Anything,
                Share::WHOLE,
                &mut |_| {
                    hits += 1;
                    hits < 7
                },
            );
            assert_eq!(hits, 7);
        }
    }
}
