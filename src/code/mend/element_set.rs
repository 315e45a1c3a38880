//! Sets of field elements.

use zeroize::Zeroizing;

use crate::code::field::{Element, P};

/// A set of field elements, one bit each: 12.5 kB, so that the set in use stays in the L1 cache.
pub(super) struct ElementSet(Zeroizing<Vec<u64>>);

impl ElementSet {
    /// Returns the empty set.
    pub(super) fn none() -> Self {
        Self(Zeroizing::new(vec![0; P as usize / 64 + 1]))
    }

    /// Whether the set contains this element.
    pub(super) fn contains(&self, value: u32) -> bool {
        self.0[value as usize / 64] >> (value % 64) & 1 == 1
    }

    /// Adds an element; returns whether it is new.
    pub(super) fn insert(&mut self, value: u32) -> bool {
        let word = &mut self.0[value as usize / 64];
        let was = *word;
        *word |= 1 << (value % 64);
        was != *word
    }

    /// Removes an element.
    pub(super) fn remove(&mut self, value: u32) {
        self.0[value as usize / 64] &= !(1 << (value % 64));
    }

    /// Adds a number, if it is below p.
    pub(super) fn insert_below_p(&mut self, number: u32) {
        if number < P {
            self.0[number as usize / 64] |= 1 << (number % 64);
        }
    }

    /// Returns the number of elements that are not in another set.
    pub(super) fn count_without(&self, other: Option<&Self>) -> usize {
        let mut count = 0;
        self.each_without(other, |_| count += 1);
        count
    }

    /// Visits the elements that are not in another set, in ascending order.
    pub(super) fn each_without(&self, other: Option<&Self>, mut each: impl FnMut(Element)) {
        for (at, &word) in (0..).zip(self.0.iter()) {
            let mut left = word & !other.map_or(0, |other| other.0[at as usize]);
            while left != 0 {
                each(Element::reduce(u64::from(at * 64 + left.trailing_zeros())));
                left &= left - 1;
            }
        }
    }

    /// Adds the elements of another set.
    pub(super) fn extend(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word |= other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(set: &ElementSet, other: Option<&ElementSet>) -> Vec<u32> {
        let mut values = Vec::new();
        set.each_without(other, |value| values.push(value.value()));
        assert_eq!(set.count_without(other), values.len());
        values
    }

    #[test]
    fn a_set_holds_the_inserted_elements_until_they_are_removed() {
        let mut set = ElementSet::none();
        let values = [0, 1, 63, 64, 65, 6_399, 6_400, 99_989, 99_990];
        for &value in values.iter().rev() {
            assert!(!set.contains(value));
            assert!(set.insert(value) && !set.insert(value) && set.contains(value));
        }
        assert_eq!(listed(&set, None), values);
        set.remove(64);
        assert!(!set.contains(64) && set.contains(65) && set.contains(0));
        let mut other = ElementSet::none();
        assert!(other.insert(65) && other.insert(2));
        assert_eq!(listed(&set, Some(&other)), [0, 1, 63, 6_399, 6_400, 99_989, 99_990]);
        set.extend(&other);
        assert_eq!(listed(&set, None), [0, 1, 2, 63, 65, 6_399, 6_400, 99_989, 99_990]);
        // A number that is not below p is not added.
        let mut below = ElementSet::none();
        for number in [5, 99_990, 99_991, 99_999] {
            below.insert_below_p(number);
        }
        assert_eq!(listed(&below, None), [5, 99_990]);
        for value in values {
            set.remove(value);
        }
        assert_eq!(listed(&set, None), [2]);
    }
}
