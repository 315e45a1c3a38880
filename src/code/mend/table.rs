//! What one written box can have been, and at what cost.
//!
//! The cost is counted in slips: **0** as written, **1** and **2** for one and two slips; whatever
//! is dearer is **3**, which is anything at all. A box with digits that can't be read has many
//! values at cost 0; one with four or six digits has none there. That is all that the search knows
//! of a box, so that unreadable, lost and wrong digits are one thing to it.

use std::sync::OnceLock;

use zeroize::Zeroizing;

use super::slip::{ANY, Row, Slip, undone};
use crate::code::BOX_DIGITS;
use crate::code::field::{Element, P};

/// The cost of anything at all.
pub(super) const ANYTHING: u8 = 3;

/// A set of field elements, a bit each: 12.5 kB, so that the one in use stays in the processor's
/// innermost cache.
pub(super) struct Bits(Zeroizing<Vec<u64>>);

impl Bits {
    pub(super) fn none() -> Self {
        Self(Zeroizing::new(vec![0; P as usize / 64 + 1]))
    }

    pub(super) fn contains(&self, value: u32) -> bool {
        self.0[value as usize / 64] >> (value % 64) & 1 == 1
    }

    /// Adds an element; `false` if it was there.
    pub(super) fn insert(&mut self, value: u32) -> bool {
        let word = &mut self.0[value as usize / 64];
        let was = *word;
        *word |= 1 << (value % 64);
        was != *word
    }

    pub(super) fn remove(&mut self, value: u32) {
        self.0[value as usize / 64] &= !(1 << (value % 64));
    }

    /// Adds a number, if it is an element.
    fn insert_below_p(&mut self, number: u32) {
        if number < P {
            self.0[number as usize / 64] |= 1 << (number % 64);
        }
    }

    /// How many there are that are not in another set.
    fn count_without(&self, other: Option<&Self>) -> usize {
        let mut count = 0;
        self.each_without(other, |_| count += 1);
        count
    }

    /// Goes through those that are not in another set, in order.
    fn each_without(&self, other: Option<&Self>, mut each: impl FnMut(Element)) {
        for (at, &word) in (0..).zip(self.0.iter()) {
            let mut left = word & !other.map_or(0, |other| other.0[at as usize]);
            while left != 0 {
                each(Element::reduce(u64::from(at * 64 + left.trailing_zeros())));
                left &= left - 1;
            }
        }
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0.iter()) {
            *word |= other;
        }
    }
}

/// The values of one cost.
struct Class {
    /// Those of exactly this cost; `None` when every number of the field has this cost or less.
    values: Option<Zeroizing<Vec<Element>>>,
    /// Those of this cost or less, once that is asked.
    within: OnceLock<Bits>,
}

/// What a box can have been.
pub(super) struct Table {
    row: Zeroizing<Row>,
    classes: [OnceLock<Class>; ANYTHING as usize],
    /// The lowest cost at which it has any value, and how many it has there; if that is one, which.
    least: u8,
    choices: usize,
    only: Zeroizing<Element>,
}

impl Table {
    pub(super) fn of(row: Row) -> Self {
        let mut table = Self {
            row: Zeroizing::new(row),
            classes: [const { OnceLock::new() }; ANYTHING as usize],
            least: ANYTHING,
            choices: P as usize,
            only: Zeroizing::default(),
        };
        if let Some(least) = (0..ANYTHING).find(|&cost| table.count(cost) > 0) {
            (table.least, table.choices) = (least, table.count(least));
            if let Some([only]) = table.values(least) {
                *table.only = *only;
            }
        }
        table
    }

    /// The row as it is taken to be written.
    pub(super) fn row(&self) -> Row {
        *self.row
    }

    fn class(&self, cost: u8) -> Option<&Class> {
        Some(self.classes.get(usize::from(cost))?.get_or_init(|| class(*self.row, cost, self)))
    }

    /// How many values it can have at this cost.
    pub(super) fn count(&self, cost: u8) -> usize {
        self.values(cost).map_or(P as usize, <[Element]>::len)
    }

    /// About how many, but not fewer: two slips are not looked into for that.
    pub(super) fn breadth(&self, cost: u8) -> usize {
        const TWO_SLIPS: usize = 1_500;
        match cost {
            2 => (TWO_SLIPS * self.count(0).max(1)).min(P as usize),
            _ => self.count(cost),
        }
    }

    /// The values of exactly this cost, when they are not everything.
    pub(super) fn values(&self, cost: u8) -> Option<&[Element]> {
        self.class(cost)?.values.as_ref().map(|values| &values[..])
    }

    /// The values of this cost or less; `None` stands for everything.
    pub(super) fn within(&self, cost: u8) -> Option<&Bits> {
        let class = self.class(cost)?;
        let values = class.values.as_ref()?;
        Some(class.within.get_or_init(|| {
            let mut bits = Bits::none();
            values.iter().for_each(|value| bits.insert_below_p(value.value()));
            bits
        }))
    }

    /// The lowest cost at which it has any value.
    pub(super) fn least(&self) -> u8 {
        self.least
    }

    /// How many values it can have at its lowest cost.
    pub(super) fn choices(&self) -> usize {
        self.choices
    }

    /// Its value at its lowest cost, if it is but one; zero if it is open.
    pub(super) fn only(&self) -> Element {
        *self.only
    }

    /// What a value costs.
    pub(super) fn cost(&self, value: Element) -> u8 {
        (self.least..ANYTHING)
            .find(|&cost| self.within(cost).is_none_or(|bits| bits.contains(value.value())))
            .unwrap_or(ANYTHING)
    }
}

/// Adds everything that a row can have been at this cost; `false` if that is everything.
pub(super) fn add_all(row: Row, cost: u8, bits: &mut Bits) -> bool {
    let mut is_everything = false;
    walk(row, cost, &mut Vec::new(), &mut |_, before| {
        if before.digits().iter().all(|&digit| digit == ANY) {
            is_everything = true;
        } else {
            fill(&before, bits);
        }
    });
    !is_everything
}

fn class(row: Row, cost: u8, table: &Table) -> Class {
    // The usual box: five digits that are one number.
    let digits = row.digits();
    if cost == 0 && digits.len() == BOX_DIGITS && !digits.contains(&ANY) {
        let number = digits.iter().zip(UNITS).map(|(&digit, unit)| u32::from(digit) * unit).sum();
        let values = Zeroizing::new(Element::new(number).into_iter().collect());
        return Class { values: Some(values), within: OnceLock::new() };
    }
    let mut within = Bits::none();
    let cheaper = cost.checked_sub(1).map(|cheaper| table.within(cheaper));
    if let Some(Some(bits)) = cheaper {
        within.extend(bits);
    }
    if matches!(cheaper, Some(None)) || !add_all(row, cost, &mut within) {
        return Class { values: None, within: OnceLock::new() };
    }
    let cheaper = cheaper.flatten();
    let mut values = Zeroizing::new(Vec::with_capacity(within.count_without(cheaper)));
    within.each_without(cheaper, |value| values.push(value));
    Class { values: Some(values), within: within.into() }
}

/// Goes through the rows of five digits that so many slips can have made this one from.
fn walk(row: Row, slips: u8, made: &mut Vec<Slip>, each: &mut dyn FnMut(&[Slip], Row)) {
    let Some(left) = slips.checked_sub(1) else {
        if row.digits().len() == BOX_DIGITS {
            each(made, row);
        }
        return;
    };
    let length = row.digits().len();
    for length in length - 1..=length + 1 {
        if length.abs_diff(BOX_DIGITS) <= usize::from(left) {
            undone(row, length, &mut |slip, before| {
                made.push(slip);
                walk(before, left, made, each);
                made.pop();
            });
        }
    }
}

/// What a digit is worth in each place of a box.
pub(super) const UNITS: [u32; BOX_DIGITS] = [10_000, 1_000, 100, 10, 1];

/// Adds the numbers that a row of five digits can be.
fn fill(row: &Row, bits: &mut Bits) {
    fn go(number: u32, open: &[u32], bits: &mut Bits) {
        match open {
            [] => bits.insert_below_p(number),
            [unit, rest @ ..] => (0..10).for_each(|digit| go(number + digit * unit, rest, bits)),
        }
    }
    let (mut number, mut open, mut length) = (0, [0; BOX_DIGITS], 0);
    for (&digit, unit) in row.digits().iter().zip(UNITS) {
        if digit == ANY {
            open[length] = unit;
            length += 1;
        } else {
            number += u32::from(digit) * unit;
        }
    }
    go(number, &open[..length], bits);
}

/// The slips that lead from a number to a row, fewest and likeliest first; `None` when it takes
/// more than two.
pub(super) fn slips_between(row: Row, value: Element) -> Option<Vec<Slip>> {
    let number = value.value();
    let digits = UNITS.map(|unit| number / unit % 10);
    let is_it = |before: &Row| {
        before.digits().iter().zip(digits).all(|(&d, digit)| d == ANY || u32::from(d) == digit)
    };
    (0..ANYTHING).find_map(|cost| {
        let mut best: Option<(f64, Vec<Slip>)> = None;
        walk(row, cost, &mut Vec::new(), &mut |slips, before| {
            let share = slips.iter().map(|slip| slip.share()).product();
            if is_it(&before) && best.as_ref().is_none_or(|(known, _)| share > *known) {
                best = Some((share, slips.to_vec()));
            }
        });
        best.map(|(_, slips)| slips)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table::of(text.bytes().map(|b| if b == b'?' { ANY } else { b - b'0' }).collect())
    }

    fn cost(text: &str, value: u32) -> u8 {
        table(text).cost(Element::new(value).expect("below p"))
    }

    fn listed(bits: &Bits, other: Option<&Bits>) -> Vec<u32> {
        let mut values = Vec::new();
        bits.each_without(other, |value| values.push(value.value()));
        assert_eq!(bits.count_without(other), values.len());
        values
    }

    #[test]
    fn a_set_has_what_was_put_in_and_not_taken_out() {
        let mut bits = Bits::none();
        let values = [0, 1, 63, 64, 65, 6_399, 6_400, 99_989, 99_990];
        for &value in values.iter().rev() {
            assert!(!bits.contains(value));
            assert!(bits.insert(value) && !bits.insert(value) && bits.contains(value));
        }
        assert_eq!(listed(&bits, None), values);
        bits.remove(64);
        assert!(!bits.contains(64) && bits.contains(65) && bits.contains(0));
        let mut other = Bits::none();
        assert!(other.insert(65) && other.insert(2));
        assert_eq!(listed(&bits, Some(&other)), [0, 1, 63, 6_399, 6_400, 99_989, 99_990]);
        bits.extend(&other);
        assert_eq!(listed(&bits, None), [0, 1, 2, 63, 65, 6_399, 6_400, 99_989, 99_990]);
        // What is no element is not put in.
        let mut below = Bits::none();
        for number in [5, 99_990, 99_991, 99_999] {
            below.insert_below_p(number);
        }
        assert_eq!(listed(&below, None), [5, 99_990]);
        for value in values {
            bits.remove(value);
        }
        assert_eq!(listed(&bits, None), [2]);
    }

    #[test]
    fn a_box_with_two_slips_is_taken_to_be_at_least_as_much_as_it_can_be() {
        for (text, closed) in [("12345", 1), ("1?345", 10), ("1?34?", 100)] {
            let table = table(text);
            assert_eq!(table.breadth(0), closed);
            assert_eq!(table.breadth(1), table.count(1));
            assert_eq!(table.breadth(2), (closed * 1_500).min(P as usize));
            assert_eq!(table.breadth(ANYTHING), P as usize);
            assert!((1..=2).all(|cost| table.breadth(cost) >= table.count(cost)));
        }
    }

    #[test]
    fn costs_are_counted_in_slips() {
        for (written, value, expected) in [
            ("12345", 12345, 0),
            ("12345", 12346, 1),
            ("12345", 21345, 1),
            ("12345", 14325, 1),
            ("11345", 77345, 1),
            ("13345", 30345, 1),
            ("12345", 99345, 2),
            ("12345", 23451, 2),
            ("12345", 99945, 3),
            ("1234", 12345, 1),
            ("1234", 12344, 1),
            ("123456", 12345, 1),
            ("1234567", 12345, 2),
            ("123", 12345, 2),
            ("12?45", 12945, 0),
            ("12?45", 12946, 1),
            ("99999", 99989, 1),
            ("?????", 31415, 0),
        ] {
            assert_eq!(cost(written, value), expected, "{written} for {value}");
        }
    }

    #[test]
    fn every_value_is_listed_once_at_its_own_cost() {
        for written in ["12345", "00130", "1234", "123456", "12?45", "99999"] {
            let table = table(written);
            for cost in 0..ANYTHING {
                let values = table.values(cost).expect("not everything");
                assert_eq!(table.count(cost), values.len());
                for (index, value) in values.iter().enumerate() {
                    assert_eq!(table.cost(*value), cost);
                    assert!(!values[..index].contains(value), "{written}");
                }
            }
            let known = table.values(1).expect("few");
            for value in (0..P).filter_map(Element::new) {
                assert_eq!(table.cost(value) == 1, known.contains(&value));
            }
        }
    }

    #[test]
    fn the_lowest_cost_depends_on_what_is_there() {
        for (written, least) in
            [("12345", 0), ("99999", 1), ("1234", 1), ("123456", 1), ("123", 2), ("?????", 0)]
        {
            assert_eq!(table(written).least(), least, "{written}");
        }
        assert_eq!(table("1????").count(1), P as usize);
    }

    #[test]
    fn the_slips_between_are_the_likeliest_of_the_fewest() {
        let between = |text: &str, value| {
            slips_between(table(text).row(), Element::new(value).expect("below p"))
        };
        assert_eq!(between("12345", 12345), Some(vec![]));
        assert_eq!(between("12345", 12845), Some(vec![Slip::WrongDigit]));
        assert_eq!(between("12345", 13245), Some(vec![Slip::Swapped]));
        assert_eq!(between("123345", 12345), Some(vec![Slip::Doubled]));
        assert_eq!(between("123945", 12345), Some(vec![Slip::Added]));
        assert_eq!(between("1245", 12345), Some(vec![Slip::LeftOut]));
        // Rather than a twin of which one digit is wrong besides.
        assert_eq!(between("77345", 12345), Some(vec![Slip::WrongDigit; 2]));
        assert_eq!(between("12345", 98745), None);
    }
}
