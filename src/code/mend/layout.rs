//! Which of the digits that were read belong to which box.
//!
//! Sixteen boxes of five digits are one layout. When a digit was left out or written twice, all
//! that follows in the same run belongs elsewhere, so that every place where it can have happened
//! is a layout of its own. So is every box that may have been left out or written twice, and every
//! other order of the boxes. What a single box may have been is not asked here: it is laid out as
//! it was written, with three to seven digits.

use zeroize::Zeroizing;

use super::slip::{ANY, LONGEST, Row};
use crate::code::digit::Digit;
use crate::code::reading::{Reading, Run};
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, ROW_BOXES};

/// How many slips a layout may take.
const MOST: u8 = 2;

/// How letters that people write for digits are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Each as the digit that it looks like.
    AreFirstGuesses,
    /// As digits that can't be read.
    CouldBeAnything,
}

/// A box as it was written.
#[derive(Clone, Copy, Default)]
pub(super) struct Written {
    digits: [Digit; LONGEST],
    len: usize,
}

impl zeroize::DefaultIsZeroes for Written {}

impl Written {
    /// What stands in this place: the first digit, and how many. `None` is a box of which nothing
    /// is there.
    pub(super) fn at(place: Option<(u8, u8)>, digits: &[Digit]) -> Self {
        let Some((first, length)) = place else {
            return Self { digits: [Digit::Unreadable; LONGEST], len: BOX_DIGITS };
        };
        let digits = &digits[usize::from(first)..][..usize::from(length)];
        let mut written = Self { len: digits.len(), ..Self::default() };
        written.digits[..digits.len()].copy_from_slice(digits);
        written
    }

    pub(super) fn digits(&self) -> &[Digit] {
        &self.digits[..self.len]
    }

    /// With another digit at a place.
    pub(super) fn with(mut self, at: usize, digit: u8) -> Self {
        self.digits[at] = Digit::Known(digit);
        self
    }

    /// The digits as the search takes them.
    pub(super) fn row(&self, letters: Letters) -> Row {
        let taken = |digit: &Digit| match *digit {
            Digit::Known(digit) => digit,
            Digit::Guess(digit) if letters == Letters::AreFirstGuesses => digit,
            Digit::Guess(_) | Digit::Unreadable => ANY,
        };
        self.digits().iter().map(taken).collect()
    }
}

/// Something about a layout that is a slip in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Displaced {
    /// This box was left out.
    LeftOut(usize),
    /// This box was written twice.
    Twice(usize),
    /// Behind this box stand five digits that belong to none.
    Added(usize),
    /// The boxes are in another order.
    Reordered(Order),
}

/// An order that boxes were written in instead of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// These two were exchanged.
    Exchanged(usize, usize),
    /// This box stands where the other should.
    Moved(usize, usize),
    /// The rows, in this order.
    Rows([usize; ROW_BOXES]),
    /// Column after column.
    Columns,
    /// All of them from the last to the first.
    Backwards,
    /// Each row from its last box to its first.
    RowsBackwards,
}

impl Order {
    /// How many there are.
    pub(super) const COUNT: usize = 3 + 23 + 120 + 210;

    /// Every order that people bring boxes into.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Columns, Self::Backwards, Self::RowsBackwards];
        let places = [0, 1, 2, 3];
        for a in places {
            for b in places {
                for c in places {
                    let rows = [a, b, c, 6_usize.wrapping_sub(a + b + c)];
                    let is_order = places.iter().all(|place| rows.contains(place));
                    if is_order && rows != places {
                        all.push(Self::Rows(rows));
                    }
                }
            }
        }
        for a in 0..BOXES {
            all.extend((a + 1..BOXES).map(|b| Self::Exchanged(a, b)));
            // To move a box by one place exchanges two.
            let others = (0..BOXES).filter(|b| b.abs_diff(a) > 1);
            all.extend(others.map(|b| Self::Moved(a, b)));
        }
        all
    }

    /// Where each box of the true order stands.
    pub(super) fn places(self) -> [usize; BOXES] {
        let mut places: [usize; BOXES] = std::array::from_fn(|index| index);
        match self {
            Self::Exchanged(a, b) => places.swap(a, b),
            Self::Moved(from, to) if from < to => places[from..=to].rotate_right(1),
            Self::Moved(from, to) => places[to..=from].rotate_left(1),
            Self::Rows(rows) => {
                places = std::array::from_fn(|i| rows[i / ROW_BOXES] * ROW_BOXES + i % ROW_BOXES);
            }
            Self::Columns => {
                places = std::array::from_fn(|i| i % ROW_BOXES * ROW_BOXES + i / ROW_BOXES);
            }
            Self::Backwards => places.reverse(),
            Self::RowsBackwards => places.chunks_mut(ROW_BOXES).for_each(<[usize]>::reverse),
        }
        places
    }
}

/// One way in which the digits belong to boxes. It says where they stand, and has none itself.
#[derive(Clone)]
pub(super) struct Layout {
    /// For each box, which of the digits are its own: the first, and how many. `None` is a box of
    /// which nothing is there.
    places: [Option<(u8, u8)>; BOXES],
    pub(super) displaced: Vec<Displaced>,
}

impl Layout {
    /// How many slips it takes, apart from those in the boxes.
    pub(super) fn cost(&self) -> u8 {
        u8::try_from(self.displaced.len()).expect("a few")
    }

    /// With the boxes in their own order, after they were written in this one.
    pub(super) fn reordered(&self, order: Order) -> Self {
        let places = order.places().map(|place| self.places[place]);
        let mut displaced = self.displaced.clone();
        displaced.push(Displaced::Reordered(order));
        Self { places, displaced }
    }

    /// Every other order that the boxes of this layout can have been written in.
    pub(super) fn orders(&self) -> Vec<Self> {
        Order::all().into_iter().map(|order| self.reordered(order)).collect()
    }

    /// For each box, which of the digits are its own.
    pub(super) fn places(&self) -> &[Option<(u8, u8)>; BOXES] {
        &self.places
    }

    /// The boxes, from the digits.
    pub(super) fn boxes(&self, digits: &[Digit]) -> Zeroizing<[Written; BOXES]> {
        Zeroizing::new(self.places.map(|place| Written::at(place, digits)))
    }

    /// How many digits the boxes have too many or too few, each for itself.
    pub(super) fn odd(&self) -> usize {
        let lengths = self.places.iter().flatten().map(|&(_, length)| usize::from(length));
        lengths.map(|length| length.abs_diff(BOX_DIGITS)).sum()
    }
}

/// All digits of a reading, in the order in which they stand.
pub(super) fn digits(reading: &Reading) -> Zeroizing<Vec<Digit>> {
    let runs = || reading.runs().iter().map(|run| &run.digits[..]);
    let mut digits = Zeroizing::new(Vec::with_capacity(runs().map(<[Digit]>::len).sum()));
    runs().for_each(|run| digits.extend_from_slice(run));
    digits
}

/// Every layout of a reading that takes few slips, in families that take as many and have as much
/// to guess: those with the fewest slips first.
pub(super) fn families(reading: &Reading) -> Vec<Vec<Layout>> {
    let mut layouts = Vec::new();
    let grouped = laid_out(reading.groups(), u8::MAX);
    let start = usize::from(!grouped.is_empty());
    layouts.extend(grouped);
    layouts.extend(laid_out(reading.runs(), MOST));
    let mut families: Vec<((usize, u8, usize), Vec<Layout>)> = Vec::new();
    for (index, layout) in layouts.into_iter().enumerate() {
        // What the groups say is a family of its own.
        let kind = (usize::from(index >= start), layout.cost(), layout.odd());
        match families.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, family)) => family.push(layout),
            None => families.push((kind, vec![layout])),
        }
    }
    families.sort_by_key(|((later, cost, odd), _)| (usize::from(*cost) + odd, *later));
    families.into_iter().map(|(_, family)| family).collect()
}

fn laid_out(runs: &[Run], most: u8) -> Vec<Layout> {
    let mut found = Vec::new();
    if !runs.is_empty() {
        let mut layout = Layout { places: [None; BOXES], displaced: Vec::new() };
        lay(runs, Position::default(), most, &mut layout, &mut found);
    }
    found
}

/// How far the digits are laid out: in the first of the runs that are left, and in all digits.
#[derive(Clone, Copy, Default)]
struct Position {
    boxes: usize,
    digits: usize,
    all: u8,
}

/// Lays out what is left of some runs.
fn lay(runs: &[Run], at: Position, left: u8, layout: &mut Layout, found: &mut Vec<Layout>) {
    let Some((run, later)) = runs.split_first() else {
        return found.push(layout.clone());
    };
    let digits = &run.digits[at.digits..];
    let boxes = run.boxes - at.boxes;
    if boxes == 0 {
        if digits.is_empty() {
            lay(later, Position { all: at.all, ..Position::default() }, left, layout, found);
        }
        return;
    }
    if fewest(digits.len().abs_diff(boxes * BOX_DIGITS)) > left {
        return;
    }
    let index = run.first + at.boxes;
    // Takes so many digits, of which those from one on are the box.
    let mut take = |taken: u8, own: Option<(u8, u8)>, slips: u8, displaced: Option<Displaced>| {
        let Some(left) = left.checked_sub(slips) else { return };
        let digits = at.digits + usize::from(taken);
        if digits > run.digits.len() {
            return;
        }
        layout.places[index] = own.map(|(from, length)| (at.all + from, length));
        layout.displaced.extend(displaced);
        let next = Position { boxes: at.boxes + 1, digits, all: at.all + taken };
        lay(runs, next, left, layout, found);
        layout.places[index] = None;
        if displaced.is_some() {
            layout.displaced.pop();
        }
    };
    for (odd, length) in [(0, 5), (1, 4), (1, 6), (2, 3), (2, 7)] {
        take(length, Some((0, length)), odd, None);
    }
    if run.boxes > 1 && left > 0 {
        take(0, None, 1, Some(Displaced::LeftOut(index)));
        let twice = digits.len() >= 10 && digits[..5] == digits[5..10];
        let what = if twice { Displaced::Twice(index) } else { Displaced::Added(index) };
        take(10, Some((0, 5)), 1, Some(what));
        if index == 0 && !twice {
            take(10, Some((5, 5)), 1, Some(what));
        }
    }
}

/// How many slips it takes at least to be so many digits off.
fn fewest(digits: usize) -> u8 {
    match digits {
        0 => 0,
        1 | 5 => 1,
        2 | 4 | 6 | 10 => 2,
        _ => u8::MAX,
    }
}

/// The number of a box, for people.
pub(super) fn number(index: usize) -> BoxNumber {
    BoxNumber::new(index + 1).expect("an index of a box")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::reading::read;

    fn sizes(text: &str) -> Vec<usize> {
        let reading = read(text.as_bytes()).unwrap_or_else(|error| panic!("{error:?}"));
        families(&reading).iter().map(Vec::len).collect()
    }

    #[test]
    fn every_place_where_a_slip_can_have_been_is_a_layout() {
        let digits = "1234567890".repeat(9);
        // As written; a box lost and one too many; a digit lost in one box and added in another.
        assert_eq!(sizes(&digits[..80]), [1, 240, 255]);
        assert_eq!(sizes(&digits[..79]), [16]);
        assert_eq!(sizes(&digits[..81]), [16]);
        assert_eq!(sizes(&digits[..78]), [136]);
        assert_eq!(sizes(&digits[..75]), [16]);
        assert_eq!(sizes(&digits[..85]), [17]);
        assert_eq!(sizes(&digits[..70])[..1], [120]);
    }

    #[test]
    fn a_run_of_one_box_is_neither_left_out_nor_followed_by_another() {
        let run = |boxes, count| {
            let digits = zeroize::Zeroizing::new(vec![Digit::Known(7); count]);
            laid_out(&[Run { first: 3, boxes, digits }], MOST).len()
        };
        assert_eq!([5, 4, 6, 10, 0].map(|count| run(1, count)), [1, 1, 1, 0, 0]);
        assert!(run(2, 15) > 0 && run(2, 5) > 0);
    }

    #[test]
    fn letters_are_taken_as_they_look_or_as_anything() {
        let digits = [Digit::Known(3), Digit::Guess(5), Digit::Unreadable];
        let written = Written::at(Some((0, 3)), &digits);
        assert_eq!(written.row(Letters::AreFirstGuesses).digits(), [3, 5, ANY]);
        assert_eq!(written.row(Letters::CouldBeAnything).digits(), [3, ANY, ANY]);
        assert_eq!(Written::at(None, &digits).row(Letters::AreFirstGuesses).digits(), [ANY; 5]);
    }

    #[test]
    fn groups_say_where_a_digit_is_missing() {
        let mut groups = vec!["12345"; BOXES];
        groups[6] = "1245";
        assert_eq!(sizes(&groups.join(" ")), [1, 16]);
    }

    #[test]
    fn labels_hold_boxes_in_their_places() {
        let row = "12345 12345 12345 12345";
        let short = "12345 1345 12345 12345";
        let text = format!("1: {row}\n5: {short}\n9: {row}\n13: {row}");
        assert_eq!(sizes(&text), [4]);
    }

    #[test]
    fn every_order_is_a_rearrangement_and_no_two_are_alike() {
        let mut seen = std::collections::BTreeSet::from([std::array::from_fn(|index| index)]);
        for order in Order::all() {
            let places = order.places();
            assert!((0..BOXES).all(|index| places.contains(&index)), "{order:?}");
            assert!(seen.insert(places), "{order:?}");
        }
        assert_eq!(seen.len(), 1 + Order::COUNT);
    }
}
