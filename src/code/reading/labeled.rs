//! Texts with labels: each label names the boxes that follow it. Boxes that no label leads to are
//! unreadable, for example when a strip of the paper is missing.

use zeroize::Zeroizing;

use super::candidates::Span;
use super::lexer::Label;
use super::line_numbers::MOST_ODD_DIGITS;
use super::rows::{Row, Segment};
use super::{LabelFault, ReadError, Reading, Run};
use crate::code::digit::Digit;
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, ROW_BOXES};

/// A section: a label and the digits after it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Section<'a> {
    label: Label,
    digits: &'a [Digit],
}

/// A reading by labels, and the spans that it was read from.
pub(super) struct Labeled {
    pub(super) reading: Reading,
    pub(super) spans: Vec<Span>,
}

/// The segments that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All segments.
    All,
    /// Segments with labels, and whole boxes.
    Boxes,
    /// Segments with labels.
    Labels,
}

/// Reads the rows by their labels.
pub(super) fn read(rows: &[Row], extent: Extent) -> Result<Labeled, ReadError> {
    let most = rows.iter().flat_map(|row| &row.segments).map(Segment::len).sum();
    // Room for everything: a buffer that holds secrets must never reallocate.
    let mut digits = Zeroizing::new(Vec::with_capacity(most));
    let mut labels: Vec<(Label, usize)> = Vec::new();
    let mut spans = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for (place, segment) in row.segments.iter().enumerate() {
            let is_read = match extent {
                Extent::All => true,
                Extent::Boxes => segment.label.is_some() || segment.is_boxes(),
                Extent::Labels => segment.label.is_some(),
            };
            if !is_read {
                continue;
            }
            labels.extend(segment.label.map(|label| (label, digits.len())));
            if labels.is_empty() {
                return Err(ReadError::Labels(LabelFault::Unlabeled));
            }
            for group in &segment.groups {
                digits.extend_from_slice(group);
            }
            spans.push(Span { at: (index, place), digits: 0..segment.len() });
        }
    }
    let sections = sections(&labels, &digits);
    let reading = if are_rows(&sections) { rows_in_order(&sections) } else { place(&sections)? };
    Ok(Labeled { reading, spans })
}

/// Returns the labels with their digits, without the sections that repeat one before them exactly.
fn sections<'a>(labels: &[(Label, usize)], digits: &'a [Digit]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (index, &(label, start)) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(digits.len(), |next| next.1);
        let section = Section { label, digits: &digits[start..end] };
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

/// Whether the labels number the four rows instead of boxes.
fn are_rows(sections: &[Section<'_>]) -> bool {
    sections.len() == BOXES / ROW_BOXES
        && sections.iter().enumerate().all(|(index, section)| {
            section.label.1.is_none()
                && section.label.0.index() == index
                && section.digits.len() == ROW_BOXES * BOX_DIGITS
        })
}

fn rows_in_order(sections: &[Section<'_>]) -> Reading {
    let mut digits = Zeroizing::new(Vec::with_capacity(BOXES * BOX_DIGITS));
    for section in sections {
        digits.extend_from_slice(section.digits);
    }
    Reading::of(digits)
}

fn place(sections: &[Section<'_>]) -> Result<Reading, ReadError> {
    let mut runs: Vec<Run> = Vec::new();
    let mut filled = [false; BOXES];
    let mut uneven = None;
    for (index, section) in sections.iter().enumerate() {
        let (first, last) = section.label;
        let ragged = ReadError::Labels(LabelFault::Ragged(first));
        let first = first.index();
        let room = last.map_or(BOXES, |last| last.index() + 1) - first;
        // The number of boxes of the label, where the text says so: `5–8:` names four, so that 19
        // digits behind it are one too few.
        let next = sections.get(index + 1).map(|next| next.label);
        let up_to_next = next.and_then(|(next, _)| next.index().checked_sub(first));
        let named = last.map(|_| room).or(up_to_next.filter(|&boxes| boxes > 0));
        let length = section.digits.len();
        let whole = length.is_multiple_of(BOX_DIGITS).then_some(length / BOX_DIGITS);
        let boxes = whole.filter(|&boxes| boxes <= room).or(named).ok_or(ragged.clone())?;
        if length.abs_diff(boxes * BOX_DIGITS) > MOST_ODD_DIGITS {
            return Err(ragged);
        }
        let run = Run { first, boxes, digits: section.digits.to_vec().into() };
        if is_copy(&run, &runs) {
            continue;
        }
        if !run.is_even() {
            uneven.get_or_insert(ragged);
        }
        for (number, filled) in BoxNumber::all().zip(&mut filled).skip(first).take(boxes) {
            if std::mem::replace(filled, true) {
                return Err(ReadError::Labels(LabelFault::Twice(number)));
            }
        }
        runs.push(run);
    }
    let written = filled.iter().filter(|&&filled| filled).count();
    Ok(Reading { runs, written, uneven, ..Reading::default() })
}

/// Whether a run only repeats the digits that earlier runs have for its boxes.
fn is_copy(run: &Run, before: &[Run]) -> bool {
    run.is_even()
        && run.digits.chunks(BOX_DIGITS).zip(run.first..).all(|(digits, index)| {
            let mut said = before
                .iter()
                .filter(|it| it.is_even())
                .filter_map(|it| it.digits.chunks(BOX_DIGITS).nth(index.checked_sub(it.first)?));
            said.next() == Some(digits)
        })
}
