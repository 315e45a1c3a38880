//! The possible values of one written box, by their cost.
//!
//! The cost is a number of slips: **0** as written, **1** and **2** for one and two slips; **3**
//! stands for any value at all. A box with unreadable digits has many values at cost 0; a box of
//! four or six digits has none at cost 0. The search knows nothing else of a box, so unreadable,
//! lost and wrong digits are one case to it.

use std::sync::OnceLock;

use zeroize::Zeroizing;

use super::element_set::ElementSet;
use super::slip::{ANY, BoxDigits, Slip, undone};
use crate::code::BOX_DIGITS;
use crate::code::field::{Element, P};

/// The cost at which a box can have any value.
pub(super) const ANYTHING: u8 = 3;

/// Number of values at cost 1 of a box of five different digits: 45 wrong digits, four swaps and
/// three jumps (`a_box_of_different_digits_has_the_assumed_number_of_values`).
pub(super) const VALUES_AT_ONE_SLIP: u32 = 52;
/// Upper bound on the number of values at cost 2 of a box of five different digits (same test).
pub(super) const VALUES_AT_TWO_SLIPS: u32 = 1_500;

/// The values of one cost.
struct Class {
    /// The values of exactly this cost; `None` if every element has this cost or less.
    values: Option<Zeroizing<Vec<Element>>>,
    /// The values of this cost or less, computed on first use.
    within: OnceLock<ElementSet>,
}

/// The possible values of a box.
pub(super) struct BoxValues {
    row: Zeroizing<BoxDigits>,
    classes: [OnceLock<Class>; ANYTHING as usize],
    /// The lowest cost at which the box has any value.
    least: u8,
    /// Number of values at the lowest cost.
    choices: usize,
    /// The value at the lowest cost, if it is the only one.
    only: Zeroizing<Element>,
}

impl BoxValues {
    pub(super) fn of(row: BoxDigits) -> Self {
        let mut values = Self {
            row: Zeroizing::new(row),
            classes: [const { OnceLock::new() }; ANYTHING as usize],
            least: ANYTHING,
            choices: P as usize,
            only: Zeroizing::default(),
        };
        if let Some(least) = (0..ANYTHING).find(|&cost| values.count(cost) > 0) {
            (values.least, values.choices) = (least, values.count(least));
            if let Some([only]) = values.values(least) {
                *values.only = *only;
            }
        }
        values
    }

    /// Returns the digits of the box.
    pub(super) fn row(&self) -> BoxDigits {
        *self.row
    }

    fn class(&self, cost: u8) -> Option<&Class> {
        Some(self.classes.get(usize::from(cost))?.get_or_init(|| class(*self.row, cost, self)))
    }

    /// Returns the number of values of exactly this cost.
    pub(super) fn count(&self, cost: u8) -> usize {
        self.values(cost).map_or(P as usize, <[Element]>::len)
    }

    /// Returns the number of values of this cost; for two slips an upper bound, since these are not
    /// enumerated for it.
    pub(super) fn breadth(&self, cost: u8) -> usize {
        match cost {
            2 => (VALUES_AT_TWO_SLIPS as usize * self.count(0).max(1)).min(P as usize),
            _ => self.count(cost),
        }
    }

    /// Returns the values of exactly this cost, or `None` if every element has this cost or less.
    pub(super) fn values(&self, cost: u8) -> Option<&[Element]> {
        self.class(cost)?.values.as_ref().map(|values| &values[..])
    }

    /// Returns the values of this cost or less, or `None` for every element.
    pub(super) fn within(&self, cost: u8) -> Option<&ElementSet> {
        let class = self.class(cost)?;
        let values = class.values.as_ref()?;
        Some(class.within.get_or_init(|| {
            let mut set = ElementSet::none();
            values.iter().for_each(|value| set.insert_below_p(value.value()));
            set
        }))
    }

    /// Returns the lowest cost at which the box has any value.
    pub(super) fn least(&self) -> u8 {
        self.least
    }

    /// Returns the number of values at the lowest cost.
    pub(super) fn choices(&self) -> usize {
        self.choices
    }

    /// Returns the value at the lowest cost, if it is the only one; otherwise zero.
    pub(super) fn only(&self) -> Element {
        *self.only
    }

    /// Returns the cost of a value.
    pub(super) fn cost(&self, value: Element) -> u8 {
        (self.least..ANYTHING)
            .find(|&cost| self.within(cost).is_none_or(|set| set.contains(value.value())))
            .unwrap_or(ANYTHING)
    }
}

/// Adds every value of a row at this cost; returns `false` if that is every element.
pub(super) fn add_all(row: BoxDigits, cost: u8, set: &mut ElementSet) -> bool {
    let mut is_everything = false;
    walk(row, cost, &mut Vec::new(), &mut |_, before| {
        if before.digits().iter().all(|&digit| digit == ANY) {
            is_everything = true;
        } else {
            fill(&before, set);
        }
    });
    !is_everything
}

fn class(row: BoxDigits, cost: u8, all: &BoxValues) -> Class {
    // The common case: five known digits are one number.
    let digits = row.digits();
    if cost == 0 && digits.len() == BOX_DIGITS && !digits.contains(&ANY) {
        let number = digits.iter().zip(UNITS).map(|(&digit, unit)| u32::from(digit) * unit).sum();
        let values = Zeroizing::new(Element::new(number).into_iter().collect());
        return Class { values: Some(values), within: OnceLock::new() };
    }
    let mut within = ElementSet::none();
    let cheaper = cost.checked_sub(1).map(|cheaper| all.within(cheaper));
    if let Some(Some(set)) = cheaper {
        within.extend(set);
    }
    if matches!(cheaper, Some(None)) || !add_all(row, cost, &mut within) {
        return Class { values: None, within: OnceLock::new() };
    }
    let cheaper = cheaper.flatten();
    let mut values = Zeroizing::new(Vec::with_capacity(within.count_without(cheaper)));
    within.each_without(cheaper, |value| values.push(value));
    Class { values: Some(values), within: within.into() }
}

/// Visits the rows of five digits from which this many slips can have made the row.
fn walk(row: BoxDigits, slips: u8, made: &mut Vec<Slip>, each: &mut dyn FnMut(&[Slip], BoxDigits)) {
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

/// The place value of each digit of a box.
pub(super) const UNITS: [u32; BOX_DIGITS] = [10_000, 1_000, 100, 10, 1];

/// Adds the numbers that match a row of five digits.
fn fill(row: &BoxDigits, set: &mut ElementSet) {
    fn go(number: u32, open: &[u32], set: &mut ElementSet) {
        match open {
            [] => set.insert_below_p(number),
            [unit, rest @ ..] => (0..10).for_each(|digit| go(number + digit * unit, rest, set)),
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
    go(number, &open[..length], set);
}

/// Returns the slips that turn a number into a row: the fewest, and of these the likeliest; `None`
/// if it takes more than two.
pub(super) fn slips_between(row: BoxDigits, value: Element) -> Option<Vec<Slip>> {
    let number = value.value();
    let digits = UNITS.map(|unit| number / unit % 10);
    let is_it = |before: &BoxDigits| {
        before.digits().iter().zip(digits).all(|(&d, digit)| d == ANY || u32::from(d) == digit)
    };
    (0..ANYTHING).find_map(|cost| {
        let mut best: Option<(f64, Vec<Slip>)> = None;
        walk(row, cost, &mut Vec::new(), &mut |slips, before| {
            let frequency = slips.iter().map(|slip| slip.frequency()).product();
            if is_it(&before) && best.as_ref().is_none_or(|(known, _)| frequency > *known) {
                best = Some((frequency, slips.to_vec()));
            }
        });
        best.map(|(_, slips)| slips)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> BoxValues {
        BoxValues::of(text.bytes().map(|b| if b == b'?' { ANY } else { b - b'0' }).collect())
    }

    fn cost(text: &str, value: u32) -> u8 {
        of(text).cost(Element::new(value).expect("below p"))
    }

    #[test]
    fn the_assumed_number_of_values_is_never_too_low() {
        for (text, closed) in [("12345", 1), ("1?345", 10), ("1?34?", 100)] {
            let values = of(text);
            assert_eq!(values.breadth(0), closed);
            assert_eq!(values.breadth(1), values.count(1));
            assert_eq!(values.breadth(2), (closed * 1_500).min(P as usize));
            assert_eq!(values.breadth(ANYTHING), P as usize);
            assert!((1..=2).all(|cost| values.breadth(cost) >= values.count(cost)));
        }
    }

    #[test]
    fn a_box_of_different_digits_has_the_assumed_number_of_values() {
        // 45 wrong digits, four swaps and three jumps.
        let values = of("24689");
        assert_eq!(values.count(1), VALUES_AT_ONE_SLIP as usize);
        let most = VALUES_AT_TWO_SLIPS as usize;
        assert!((most * 2 / 3..=most).contains(&values.count(2)));
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
            let all = of(written);
            for cost in 0..ANYTHING {
                let values = all.values(cost).expect("not everything");
                assert_eq!(all.count(cost), values.len());
                for (index, value) in values.iter().enumerate() {
                    assert_eq!(all.cost(*value), cost);
                    assert!(!values[..index].contains(value), "{written}");
                }
            }
            let known = all.values(1).expect("few");
            for value in (0..P).filter_map(Element::new) {
                assert_eq!(all.cost(value) == 1, known.contains(&value));
            }
        }
    }

    #[test]
    fn the_lowest_cost_depends_on_the_written_digits() {
        for (written, least) in
            [("12345", 0), ("99999", 1), ("1234", 1), ("123456", 1), ("123", 2), ("?????", 0)]
        {
            assert_eq!(of(written).least(), least, "{written}");
        }
        assert_eq!(of("1????").count(1), P as usize);
    }

    #[test]
    fn the_slips_between_are_the_likeliest_of_the_fewest() {
        let between = |text: &str, value| {
            slips_between(of(text).row(), Element::new(value).expect("below p"))
        };
        assert_eq!(between("12345", 12345), Some(vec![]));
        assert_eq!(between("12345", 12845), Some(vec![Slip::WrongDigit]));
        assert_eq!(between("12345", 13245), Some(vec![Slip::Swapped]));
        assert_eq!(between("123345", 12345), Some(vec![Slip::Doubled]));
        assert_eq!(between("123945", 12345), Some(vec![Slip::Added]));
        assert_eq!(between("1245", 12345), Some(vec![Slip::LeftOut]));
        // Likelier than a twin and one wrong digit.
        assert_eq!(between("77345", 12345), Some(vec![Slip::WrongDigit; 2]));
        assert_eq!(between("12345", 98745), None);
    }
}
