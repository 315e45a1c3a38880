//! Candidates: the eighty digits that are left after one of several ways to leave out other text.
//!
//! Each way keeps some of the segments of each line, whole: it leaves out a date, a telephone
//! number or a line number, but never a group of digits from within a row. Of the digits that it
//! keeps, every stretch of exactly 80 that begins and ends where a row can is a candidate.

use std::ops::Range;

use zeroize::Zeroizing;

use super::rows::Row;
use crate::code::digit::Digit;
use crate::code::{BOX_DIGITS, BOXES, DIGITS, ROW_BOXES};

/// The address of a segment: its line, and its index there.
pub(super) type At = (usize, usize);

/// A range of the digits of a segment.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) at: At,
    /// The range among the digits of the segment.
    pub(super) digits: Range<usize>,
}

/// A group of digits that a way keeps.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    digits: &'a [Digit],
    at: At,
    /// The number of digits before it in its segment.
    from: usize,
    opens: bool,
    closes: bool,
}

/// Eighty digits, readable or not, that may be a code.
pub(super) struct Candidate {
    pub(super) digits: Zeroizing<Vec<Digit>>,
    /// The spans that they stand in.
    pub(super) spans: Vec<Span>,
    /// The number of them in groups that are whole boxes.
    pub(super) in_boxes: usize,
}

/// Returns every way, the one that leaves out nothing first.
pub(super) fn ways(rows: &[Row]) -> Vec<Vec<Unit<'_>>> {
    let mut ways = vec![
        // Everything; then only the rows without words.
        kept(rows, |_, _| true),
        kept(rows, |row, _| !row.has_words),
        // Whole boxes: in rows without words, and in all.
        kept(rows, |row, segment| !row.has_words && row.segments[segment].is_boxes()),
        kept(rows, |row, segment| row.segments[segment].is_boxes()),
        // What looks like a code; what ends a row; and the longest of each row.
        kept(rows, |row, segment| row.segments[segment].is_code_like()),
        kept(rows, |row, segment| segment + 1 == row.segments.len()),
        kept(rows, |row, segment| row.segments[segment].len() == row.longest),
    ];
    ways.push(trimmed(rows));
    ways.extend(without_box_ordinals(rows));
    ways.extend(without_row_ordinals(rows));
    ways
}

/// Returns the groups of the segments for which `holds` is true.
fn kept(rows: &[Row], holds: impl Fn(&Row, usize) -> bool) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for place in 0..row.segments.len() {
            if holds(row, place) {
                push(&mut units, rows, (index, place), 0);
            }
        }
    }
    units
}

/// Adds the groups of a segment except the first few.
fn push<'a>(units: &mut Vec<Unit<'a>>, rows: &'a [Row], at: At, skipped: usize) {
    let (index, place) = at;
    let row = &rows[index];
    let segment = &row.segments[place];
    // Lines that are nothing but boxes are rows of one code.
    let is_row = |index: Option<usize>| {
        index.and_then(|index| rows.get(index)).is_some_and(Row::is_boxes) && row.is_boxes()
    };
    let opens = if place == 0 { !is_row(index.checked_sub(1)) } else { segment.opens };
    let closes =
        if place + 1 == row.segments.len() { !is_row(Some(index + 1)) } else { segment.closes };
    let last = segment.groups.len().saturating_sub(1);
    let mut from = 0;
    for (nth, digits) in segment.groups.iter().enumerate() {
        if nth >= skipped {
            let (opens, closes) = (opens && nth == skipped, closes && nth == last);
            units.push(Unit { digits, at, from, opens, closes });
        }
        from += digits.len();
    }
}

/// Returns the boxes of each segment, without other numbers at its ends.
fn trimmed(rows: &[Row]) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for (place, segment) in row.segments.iter().enumerate() {
            let is_box = |group: &Zeroizing<Vec<Digit>>| group.len().is_multiple_of(BOX_DIGITS);
            let first = segment.groups.iter().position(is_box);
            let last = segment.groups.iter().rposition(is_box);
            let (Some(first), Some(last)) = (first, last) else { continue };
            if !segment.groups[first..=last].iter().all(is_box) {
                continue;
            }
            let begin = units.len();
            push(&mut units, rows, (index, place), 0);
            units.truncate(begin + last + 1);
            units.drain(begin..begin + first);
            units[begin].opens |= first > 0;
            let end = units.len() - 1;
            units[end].closes |= last + 1 < segment.groups.len();
        }
    }
    units
}

/// Returns the number that a group of one or two digits is.
fn ordinal(digits: &[Digit]) -> Option<usize> {
    if !(1..=2).contains(&digits.len()) {
        return None;
    }
    digits.iter().try_fold(0, |value, digit| Some(value * 10 + usize::from(digit.known()?)))
}

/// Returns the boxes, if each other number among them is the number of the box after it.
fn without_box_ordinals(rows: &[Row]) -> Option<Vec<Unit<'_>>> {
    let all = kept(rows, |row, segment| {
        let groups = &row.segments[segment].groups;
        let is_boxes = |group: &Zeroizing<Vec<Digit>>| group.len().is_multiple_of(BOX_DIGITS);
        groups.iter().any(is_boxes)
            && groups.iter().all(|group| is_boxes(group) || ordinal(group).is_some())
    });
    let mut units: Vec<Unit<'_>> = Vec::new();
    let mut first = None;
    let mut opens = false;
    for (unit, next) in all.iter().zip(all.iter().skip(1).map(Some).chain([None])) {
        if unit.digits.len().is_multiple_of(BOX_DIGITS) {
            units.push(Unit { opens: unit.opens || std::mem::take(&mut opens), ..*unit });
            continue;
        }
        let number = ordinal(unit.digits)?;
        let is_before = next.is_some_and(|next| next.digits.len() == BOX_DIGITS);
        if !is_before {
            // The number does not belong to a box.
            return None;
        }
        // The last box of a code may be followed by the first of another one, whose number is 1
        // again.
        let boxes = units.len() + 1;
        let first = *first.get_or_insert(boxes.checked_sub(number)?);
        if boxes.checked_sub(first + 1)? % BOXES + 1 != number {
            return None;
        }
        opens = unit.opens;
    }
    first.map(|_| units)
}

/// Returns the rows of 20 digits that are numbered 1 to 4, or with the number of their first box.
fn without_row_ordinals(rows: &[Row]) -> Option<Vec<Unit<'_>>> {
    let mut units = Vec::new();
    let mut count = 0;
    for (index, row) in rows.iter().enumerate() {
        let Some(segment) = row.segments.last() else { continue };
        let place = row.segments.len() - 1;
        let Some((first, rest)) = segment.groups.split_first() else { continue };
        let length: usize = rest.iter().map(|group| group.len()).sum();
        // The last row of a code may be followed by the first of another one.
        let nth = count % (BOXES / ROW_BOXES);
        let is_numbered = length == ROW_BOXES * BOX_DIGITS
            && ordinal(first).is_some_and(|n| n == nth + 1 || n == nth * ROW_BOXES + 1);
        if is_numbered {
            count += 1;
            push(&mut units, rows, (index, place), 1);
        }
    }
    (count > 1).then_some(units)
}

/// Returns every stretch of exactly 80 digits among those that a way keeps.
pub(super) fn stretches<'a>(units: &'a [Unit<'a>]) -> impl Iterator<Item = Candidate> + 'a {
    (0..units.len()).filter_map(move |start| {
        if !(units[start].opens || start == 0) {
            return None;
        }
        let mut length = 0;
        for (end, unit) in units.iter().enumerate().skip(start) {
            length += unit.digits.len();
            if length == DIGITS && (unit.closes || end + 1 == units.len()) {
                return Some(candidate(&units[start..=end]));
            }
            if length > DIGITS {
                break;
            }
        }
        None
    })
}

fn candidate(units: &[Unit<'_>]) -> Candidate {
    let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
    for unit in units {
        digits.extend_from_slice(unit.digits);
    }
    Candidate { digits, spans: spans(units, 0..DIGITS), in_boxes: digits_in_boxes(units) }
}

/// Returns the spans of a range of the digits that a way keeps.
pub(super) fn spans(units: &[Unit<'_>], digits: Range<usize>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut before = 0;
    for unit in units {
        let begin = digits.start.max(before);
        let end = digits.end.min(before + unit.digits.len());
        if begin < end {
            let digits = unit.from + begin - before..unit.from + end - before;
            spans.push(Span { at: unit.at, digits });
        }
        before += unit.digits.len();
    }
    spans
}

/// Returns the indices at which a code may begin among the digits that a way keeps, if codes follow
/// each other directly: after each code before it, and at each group.
pub(super) fn run_on_starts(lengths: &[usize]) -> impl Iterator<Item = usize> {
    let all: usize = lengths.iter().sum();
    let groups = lengths.iter().scan(0, |before, length| {
        let start = *before;
        *before += length;
        Some(start)
    });
    (0..all).step_by(DIGITS).chain(groups).filter(move |start| start + DIGITS <= all)
}

/// Returns the number of digits in groups that are whole boxes.
pub(super) fn digits_in_boxes(units: &[Unit<'_>]) -> usize {
    let lengths = units.iter().map(|unit| unit.digits.len());
    lengths.filter(|length| length.is_multiple_of(BOX_DIGITS)).sum()
}

/// Returns all digits that a way keeps, and the length of each group.
pub(super) fn joined(units: &[Unit<'_>]) -> (Zeroizing<Vec<Digit>>, Vec<usize>) {
    let lengths: Vec<usize> = units.iter().map(|unit| unit.digits.len()).collect();
    let mut digits = Zeroizing::new(Vec::with_capacity(lengths.iter().sum()));
    for unit in units {
        digits.extend_from_slice(unit.digits);
    }
    (digits, lengths)
}
