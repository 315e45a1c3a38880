//! Alignments: the assignment of the digits that were read to the boxes.
//!
//! Five digits for each of sixteen boxes are one alignment. A digit that was left out or written
//! twice shifts all digits after it in the same run (insertion and deletion errors), so each
//! position where that can have happened is an alignment of its own. So is each box that can have
//! been left out or written twice, and each other order of the boxes. The values of a box are not
//! considered here: a box is taken as it was written, with three to seven digits.

use zeroize::Zeroizing;

use super::box_order::BoxOrder;
use super::slip::LONGEST;
use super::written_box::{DigitRange, WrittenBox};
use crate::code::digit::Digit;
use crate::code::reading::{Reading, Run};
use crate::code::{BOX_DIGITS, BOXES};

/// The most slips of an alignment. With two, a reading has some hundreds of alignments, which
/// `every_place_where_a_slip_can_have_been_is_an_alignment` counts.
const MOST_SLIPS_OF_AN_ALIGNMENT: u8 = 2;

const _: () = assert!(
    LONGEST == BOX_DIGITS + MOST_SLIPS_OF_AN_ALIGNMENT as usize,
    "a box can have that many"
);

/// A slip of a whole box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoxSlip {
    /// This box was left out.
    LeftOut(usize),
    /// This box was written twice.
    Twice(usize),
    /// Five digits that belong to no box follow this box, or stand before the first one.
    Added(usize),
    /// The boxes are in another order.
    Reordered(BoxOrder),
}

/// One assignment of digits to boxes. It holds ranges, not digits.
#[derive(Clone)]
pub(super) struct Alignment {
    /// The digits of each box; `None` for a box that is missing as a whole.
    ranges: [Option<DigitRange>; BOXES],
    /// The slips of whole boxes that the alignment takes.
    pub(super) box_slips: Vec<BoxSlip>,
}

impl Alignment {
    /// Returns the number of slips, not counting those within boxes.
    pub(super) fn cost(&self) -> u8 {
        u8::try_from(self.box_slips.len()).expect("a few")
    }

    /// Returns the alignment that puts boxes written in this order back into their own.
    pub(super) fn reordered(&self, order: BoxOrder) -> Self {
        let ranges = order.positions().map(|position| self.ranges[position]);
        let mut box_slips = self.box_slips.clone();
        box_slips.push(BoxSlip::Reordered(order));
        Self { ranges, box_slips }
    }

    /// Returns the alignment for each other order in which the boxes can have been written.
    pub(super) fn orders(&self) -> Vec<Self> {
        BoxOrder::all().into_iter().map(|order| self.reordered(order)).collect()
    }

    /// Returns the digits of each box.
    pub(super) fn ranges(&self) -> &[Option<DigitRange>; BOXES] {
        &self.ranges
    }

    /// Returns the boxes with their digits.
    pub(super) fn boxes(&self, digits: &[Digit]) -> Zeroizing<[WrittenBox; BOXES]> {
        Zeroizing::new(self.ranges.map(|range| WrittenBox::at(range, digits)))
    }

    /// Returns the number of excess and missing digits, summed over the boxes.
    pub(super) fn odd_digits(&self) -> usize {
        let lengths = self.ranges.iter().flatten().map(|range| usize::from(range.length));
        lengths.map(|length| length.abs_diff(BOX_DIGITS)).sum()
    }
}

/// Returns all digits of a reading, in the order in which they stand.
pub(super) fn digits(reading: &Reading) -> Zeroizing<Vec<Digit>> {
    let runs = || reading.runs().iter().map(|run| &run.digits[..]);
    let mut digits = Zeroizing::new(Vec::with_capacity(runs().map(<[Digit]>::len).sum()));
    runs().for_each(|run| digits.extend_from_slice(run));
    digits
}

/// Returns every alignment of a reading that takes few slips, grouped into families of as many
/// slips and as much to guess; the families with the fewest slips come first.
pub(super) fn families(reading: &Reading) -> Vec<Vec<Alignment>> {
    let mut alignments = Vec::new();
    // Each group is one box, so there is one alignment however many slips it takes.
    let grouped = alignments_of(reading.groups(), u8::MAX);
    let start = usize::from(!grouped.is_empty());
    alignments.extend(grouped);
    alignments.extend(alignments_of(reading.runs(), MOST_SLIPS_OF_AN_ALIGNMENT));
    let mut families: Vec<((usize, u8, usize), Vec<Alignment>)> = Vec::new();
    for (index, alignment) in alignments.into_iter().enumerate() {
        // The alignment that the groups give is a family of its own.
        let kind = (usize::from(index >= start), alignment.cost(), alignment.odd_digits());
        match families.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, family)) => family.push(alignment),
            None => families.push((kind, vec![alignment])),
        }
    }
    families.sort_by_key(|((later, cost, odd), _)| (usize::from(*cost) + odd, *later));
    families.into_iter().map(|(_, family)| family).collect()
}

fn alignments_of(runs: &[Run], most_slips: u8) -> Vec<Alignment> {
    let mut found = Vec::new();
    if !runs.is_empty() {
        let mut alignment = Alignment { ranges: [None; BOXES], box_slips: Vec::new() };
        align(runs, Cursor::default(), most_slips, &mut alignment, &mut found);
    }
    found
}

/// The state of an alignment: the boxes and digits consumed of the first run that is left, and the
/// digits consumed of all.
#[derive(Clone, Copy, Default)]
struct Cursor {
    boxes: usize,
    digits: usize,
    all: u8,
}

/// Aligns the runs that are left with at most this many slips.
fn align(
    runs: &[Run],
    at: Cursor,
    slips_left: u8,
    alignment: &mut Alignment,
    found: &mut Vec<Alignment>,
) {
    let Some((run, later)) = runs.split_first() else {
        return found.push(alignment.clone());
    };
    let digits = &run.digits[at.digits..];
    let boxes = run.boxes - at.boxes;
    if boxes == 0 {
        if digits.is_empty() {
            align(later, Cursor { all: at.all, ..Cursor::default() }, slips_left, alignment, found);
        }
        return;
    }
    if fewest_slips(digits.len().abs_diff(boxes * BOX_DIGITS)) > slips_left {
        return;
    }
    let index = run.first + at.boxes;
    // Consumes `taken` digits, of which `own`, an offset and a length, is the box.
    let mut take = |taken: u8, own: Option<(u8, u8)>, slips: u8, box_slip: Option<BoxSlip>| {
        let Some(slips_left) = slips_left.checked_sub(slips) else { return };
        let digits = at.digits + usize::from(taken);
        if digits > run.digits.len() {
            return;
        }
        let range = |(from, length)| DigitRange { first: at.all + from, length };
        alignment.ranges[index] = own.map(range);
        alignment.box_slips.extend(box_slip);
        let next = Cursor { boxes: at.boxes + 1, digits, all: at.all + taken };
        align(runs, next, slips_left, alignment, found);
        alignment.ranges[index] = None;
        if box_slip.is_some() {
            alignment.box_slips.pop();
        }
    };
    for (odd, length) in [(0, 5), (1, 4), (1, 6), (2, 3), (2, 7)] {
        take(length, Some((0, length)), odd, None);
    }
    if run.boxes > 1 && slips_left > 0 {
        take(0, None, 1, Some(BoxSlip::LeftOut(index)));
        let twice = digits.len() >= 10 && digits[..5] == digits[5..10];
        let box_slip = if twice { BoxSlip::Twice(index) } else { BoxSlip::Added(index) };
        take(10, Some((0, 5)), 1, Some(box_slip));
        if index == 0 && !twice {
            take(10, Some((5, 5)), 1, Some(box_slip));
        }
    }
}

/// Returns the fewest slips that explain a number of digits that is this far off.
fn fewest_slips(digits: usize) -> u8 {
    match digits {
        0 => 0,
        1 | 5 => 1,
        2 | 4 | 6 | 10 => 2,
        _ => u8::MAX,
    }
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
    fn every_place_where_a_slip_can_have_been_is_an_alignment() {
        let digits = "1234567890".repeat(9);
        // As written; a digit lost in one box and added in another; a box lost and one too many.
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
            alignments_of(&[Run { first: 3, boxes, digits }], MOST_SLIPS_OF_AN_ALIGNMENT).len()
        };
        assert_eq!([5, 4, 6, 10, 0].map(|count| run(1, count)), [1, 1, 1, 0, 0]);
        assert!(run(2, 15) > 0 && run(2, 5) > 0);
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
}
