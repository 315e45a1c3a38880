//! Rows of digits: the lines of a text, with the placeholders for unreadable digits taken in one of
//! their meanings.

use zeroize::Zeroizing;

use super::lexer::{Glyph, Label, Line, Token};
use crate::code::BOX_DIGITS;
use crate::code::digit::Digit;

/// The meaning of a placeholder that is a group of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LonePlaceholder {
    /// A whole box.
    Box,
    /// One digit, in a text of single digits.
    Digit,
    /// No part of the code, for example a bullet.
    Nothing,
}

/// The meaning of the placeholders, which people use differently. Only the number of digits, or the
/// code's own checks, can decide between meanings.
#[derive(Clone, Copy)]
pub(super) struct Meaning {
    doubtful_separates: bool,
    star_is_digit: bool,
    lone_placeholder: LonePlaceholder,
}

impl Meaning {
    /// Returns the meanings that make a difference in this text, the likeliest first.
    pub(super) fn all(lines: &[Line]) -> Vec<Self> {
        let groups = || {
            lines.iter().flat_map(|line| &line.tokens).filter_map(|token| match token {
                Token::Group(glyphs) => Some(glyphs),
                _ => None,
            })
        };
        let choices = |matters: bool| if matters { &[true, false][..] } else { &[true] };
        let doubtful = choices(groups().any(|group| group.contains(&Glyph::Doubtful)));
        let star = choices(groups().any(|group| group.contains(&Glyph::Star)));
        let unread = Glyph::Digit(Digit::Unreadable);
        let has_placeholders =
            groups().any(|group| group.iter().any(|g| *g == unread || is_other(*g)));
        let lone = [LonePlaceholder::Box, LonePlaceholder::Digit, LonePlaceholder::Nothing];
        let mut all = Vec::new();
        for &lone_placeholder in if has_placeholders { &lone[..] } else { &lone[..1] } {
            for &star_is_digit in star {
                for &doubtful_separates in doubtful {
                    all.push(Self { doubtful_separates, star_is_digit, lone_placeholder });
                }
            }
        }
        all
    }
}

fn is_other(glyph: Glyph) -> bool {
    matches!(glyph, Glyph::Star | Glyph::Doubtful)
}

/// A segment: digits of one line between two breaks, or after a label.
#[derive(Default)]
pub(super) struct Segment {
    /// The label before the digits.
    pub(super) label: Option<Label>,
    /// Whether a word or the beginning of the line is before them.
    pub(super) opens: bool,
    /// Whether a word or the end of the line is after them.
    pub(super) closes: bool,
    /// The groups, none of them empty.
    pub(super) groups: Vec<Zeroizing<Vec<Digit>>>,
}

impl Segment {
    /// Returns the number of digits, readable or not.
    pub(super) fn len(&self) -> usize {
        self.groups.iter().map(|group| group.len()).sum()
    }

    /// Whether each of its groups is a number of whole boxes.
    pub(super) fn is_boxes(&self) -> bool {
        self.groups.iter().all(|group| group.len().is_multiple_of(BOX_DIGITS))
    }

    /// Whether it may be a part of a code, rather than a date, a time or a telephone number.
    pub(super) fn is_code_like(&self) -> bool {
        self.is_boxes() || self.len() >= 3 * BOX_DIGITS
    }
}

/// A row: one line.
pub(super) struct Row {
    /// Its segments.
    pub(super) segments: Vec<Segment>,
    /// The number of digits of its longest segment.
    pub(super) longest: usize,
    /// Whether there are words in it.
    pub(super) has_words: bool,
}

impl Row {
    /// Whether the line is nothing but whole boxes.
    pub(super) fn is_boxes(&self) -> bool {
        !self.has_words && self.segments.iter().all(Segment::is_boxes)
    }
}

/// Returns the rows that have digits, labels or words.
pub(super) fn of(lines: &[Line], meaning: Meaning) -> Vec<Row> {
    let rows = lines.iter().map(|line| row(line, meaning));
    rows.filter(|row| row.has_words || !row.segments.is_empty()).collect()
}

fn row(line: &Line, meaning: Meaning) -> Row {
    let mut row = Row { segments: Vec::new(), longest: 0, has_words: false };
    let mut segment = Segment { opens: true, ..Segment::default() };
    for token in &line.tokens {
        match token {
            Token::Group(glyphs) => expand(glyphs, meaning, &mut segment.groups),
            Token::Label(label) => {
                push(&mut row, segment);
                let label = label.as_ref().ok().copied();
                segment = Segment { label, opens: true, ..Segment::default() };
            }
            Token::Break { strong } => {
                row.has_words |= strong;
                if segment.groups.is_empty() && (segment.label.is_some() || !strong) {
                    continue;
                }
                segment.closes |= strong;
                let closed = segment.closes;
                // An empty segment is dropped: the one before it ends here.
                push(&mut row, segment);
                if let Some(last) = row.segments.last_mut() {
                    last.closes |= closed;
                }
                segment = Segment { opens: closed, ..Segment::default() };
            }
        }
    }
    segment.closes = true;
    push(&mut row, segment);
    if let Some(last) = row.segments.last_mut() {
        last.closes = true;
    }
    row
}

fn push(row: &mut Row, segment: Segment) {
    if segment.label.is_some() || !segment.groups.is_empty() {
        row.longest = row.longest.max(segment.len());
        row.segments.push(segment);
    }
}

/// Adds the digits of a group of glyphs: one group, or several where a glyph separates.
fn expand(glyphs: &[Glyph], meaning: Meaning, groups: &mut Vec<Zeroizing<Vec<Digit>>>) {
    let separates = |glyph: &Glyph| match glyph {
        Glyph::Digit(_) => false,
        Glyph::Star => !meaning.star_is_digit,
        Glyph::Doubtful => meaning.doubtful_separates,
    };
    for part in glyphs.split(separates).filter(|part| !part.is_empty()) {
        let is_placeholder =
            |glyph: &Glyph| is_other(*glyph) || *glyph == Glyph::Digit(Digit::Unreadable);
        let lone_placeholder = part.len() == 1 && is_placeholder(&part[0]);
        let repeat = match meaning.lone_placeholder {
            LonePlaceholder::Box if lone_placeholder => BOX_DIGITS,
            LonePlaceholder::Nothing if lone_placeholder => continue,
            _ => 1,
        };
        let mut digits = Zeroizing::new(Vec::with_capacity(part.len() * repeat));
        for glyph in part {
            let digit = match *glyph {
                Glyph::Digit(digit) => digit,
                Glyph::Star | Glyph::Doubtful => Digit::Unreadable,
            };
            digits.extend(std::iter::repeat_n(digit, repeat));
        }
        groups.push(digits);
    }
}
