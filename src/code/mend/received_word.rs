//! A received word: one alignment of the digits, with everything that the search needs of it.

use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use super::alignment::Alignment;
use super::border_slip::{BorderSlip, border_slips, forms};
use super::box_values::{ANYTHING, BoxValues, add_all};
use super::element_set::ElementSet;
use super::slip::LONGEST;
use super::split::as_float;
use super::written_box::{DigitRange, Letters, WrittenBox};
use crate::code::BOXES;
use crate::code::digit::Digit;
use crate::code::field::Element;
use crate::code::reed_solomon::Syndromes;

/// A cache of box values, by the range of the digits and the interpretation of letters: alignments
/// share most of their boxes.
#[derive(Default)]
pub(super) struct ValuesCache(Vec<Option<Arc<BoxValues>>>);

impl ValuesCache {
    fn of(
        &mut self,
        alignment: &Alignment,
        digits: &[Digit],
        letters: Letters,
    ) -> [Arc<BoxValues>; BOXES] {
        alignment.ranges().map(|range| {
            let nth = Self::nth(range, letters);
            if self.0.len() <= nth {
                self.0.resize(nth + 1, None);
            }
            let made = || Arc::new(BoxValues::of(WrittenBox::at(range, digits).row(letters)));
            Arc::clone(self.0[nth].get_or_insert_with(made))
        })
    }

    /// Returns the index of the values of a box with these digits.
    fn nth(range: Option<DigitRange>, letters: Letters) -> usize {
        let nth = range.map_or(0, |DigitRange { first, length }| {
            1 + usize::from(first) * (LONGEST + 1) + usize::from(length)
        });
        2 * nth + usize::from(letters == Letters::CouldBeAnything)
    }
}

/// An alignment of the digits, prepared for the search.
///
/// A box is **open** if it has several values at its lowest cost. That is a partial erasure: the
/// legible digits of the box leave some values, not all.
pub(super) struct ReceivedWord {
    pub(super) alignment: Alignment,
    boxes: [Arc<BoxValues>; BOXES],
    /// The value of each box at its lowest cost; zero for an open box.
    values: Zeroizing<[Element; BOXES]>,
    syndromes: Syndromes,
    border_slips: OnceLock<Vec<BorderSlip>>,
    /// By cost, then by box: the values of the box with any slips across its borders.
    loose_values: [OnceLock<Vec<Option<ElementSet>>>; ANYTHING as usize],
}

impl ReceivedWord {
    pub(super) fn new(
        alignment: Alignment,
        digits: &[Digit],
        letters: Letters,
        cache: &mut ValuesCache,
    ) -> Self {
        let boxes = cache.of(&alignment, digits, letters);
        let values = Zeroizing::new(boxes.each_ref().map(|values| values.only()));
        Self {
            alignment,
            syndromes: Syndromes::of(&values),
            boxes,
            values,
            border_slips: OnceLock::new(),
            loose_values: [const { OnceLock::new() }; ANYTHING as usize],
        }
    }

    /// Returns the possible values of each box.
    pub(super) fn boxes(&self) -> &[Arc<BoxValues>; BOXES] {
        &self.boxes
    }

    /// Returns the value of each box at its lowest cost; zero for an open box.
    pub(super) fn values(&self) -> &Zeroizing<[Element; BOXES]> {
        &self.values
    }

    /// Returns the syndromes of these values.
    pub(super) fn syndromes(&self) -> &Syndromes {
        &self.syndromes
    }

    /// Returns the fewest slips that the word takes.
    pub(super) fn cost(&self) -> u8 {
        self.alignment.cost() + self.boxes.iter().map(|values| values.least()).sum::<u8>()
    }

    /// Whether a box has several values at its lowest cost.
    pub(super) fn is_open(&self, index: usize) -> bool {
        self.choices(index) != 1
    }

    /// Returns the lowest cost of a box.
    pub(super) fn least(&self, index: usize) -> u8 {
        self.boxes[index].least()
    }

    /// Returns the number of values of a box at its lowest cost.
    pub(super) fn choices(&self, index: usize) -> usize {
        self.boxes[index].choices()
    }

    /// Returns the number of values of each open box at its lowest cost.
    pub(super) fn open(&self) -> Vec<f64> {
        let open = (0..BOXES).filter(|&index| self.is_open(index));
        open.map(|index| as_float(self.choices(index))).collect()
    }

    /// Returns the slips across borders that the word can have suffered.
    pub(super) fn border_slips(&self) -> &[BorderSlip] {
        self.border_slips.get_or_init(|| border_slips(&self.boxes))
    }

    /// Returns the approximate number of choices of `across` slips across different borders: the
    /// slips are taken to be spread evenly over the borders.
    pub(super) fn border_choices(&self, across: u8) -> f64 {
        let all = as_float(BOXES - 1);
        let each = || as_float(self.border_slips().len()) / all;
        (0..across).map(|k| (all - f64::from(k)) / f64::from(k + 1) * each()).product()
    }

    /// Returns the values of a box up to a cost, with any slips across its borders; `None` for
    /// every element.
    pub(super) fn loose_values(&self, index: usize, cost: u8) -> Option<&ElementSet> {
        let of_all = self.loose_values.get(usize::from(cost))?.get_or_init(|| {
            let values = |index: usize| {
                let mut values = ElementSet::none();
                forms(index, self.boxes[index].row(), self.border_slips())
                    .into_iter()
                    .all(|form| (0..=cost).all(|cost| add_all(form, cost, &mut values)))
                    .then_some(values)
            };
            (0..BOXES).map(values).collect()
        });
        of_all[index].as_ref()
    }

    /// Returns the values of a box up to a cost: with any slips across borders if one of these touches
    /// it, and with none otherwise. `None` is every element.
    pub(super) fn values_with<'a>(
        &self,
        across: impl IntoIterator<Item = &'a BorderSlip>,
        index: usize,
        cost: u8,
    ) -> Option<&ElementSet> {
        if across.into_iter().any(|border_slip| border_slip.added_to(index).is_some()) {
            self.loose_values(index, cost)
        } else {
            self.boxes[index].within(cost)
        }
    }

    /// Returns the ratio of the number of values at a cost to that at the lowest cost.
    pub(super) fn breadth(&self, index: usize, cost: u8) -> f64 {
        as_float(self.boxes[index].breadth(cost)) / as_float(self.choices(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_has_its_own_values() {
        let lengths = 3..=u8::try_from(LONGEST).expect("a few");
        let range = |first, length| DigitRange { first, length };
        let ranges =
            (0..90).flat_map(|first| lengths.clone().map(move |length| range(first, length)));
        let mut seen = std::collections::BTreeSet::new();
        for range in ranges.map(Some).chain([None]) {
            for letters in [Letters::AreFirstGuesses, Letters::CouldBeAnything] {
                assert!(seen.insert(ValuesCache::nth(range, letters)), "{range:?}");
            }
        }
    }
}
