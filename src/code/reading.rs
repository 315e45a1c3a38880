//! What a person typed or pasted, read as sixteen boxes, each known, part-known or unknown.
//!
//! Any grouping, the usual separators, labels, digits of any script, and marks for what can't be
//! read. Nothing is corrected here, and nothing is guessed silently: a letter that people write
//! for a digit stays a [`Digit::Guess`]. Every error names a box and a place in it, and none holds
//! a character of the text.

mod lexer;
mod lookalike;
mod text;

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::digit::Digit;
use super::{BOX_DIGITS, BOXES, BoxNumber, DIGITS};
use lexer::{Glyph, Section};
pub use lookalike::Lookalike;
pub use text::LIMIT;

/// One box as it was read.
#[derive(Clone, Copy, Default)]
pub struct BoxReading {
    digits: [Digit; BOX_DIGITS],
}

impl zeroize::DefaultIsZeroes for BoxReading {}

impl BoxReading {
    /// Its five digits, left to right.
    pub fn digits(&self) -> &[Digit; BOX_DIGITS] {
        &self.digits
    }
}

/// Sixteen boxes as they were read. Wipes itself, and never prints.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Reading {
    boxes: [BoxReading; BOXES],
    /// Whether every box was written, if only as a mark.
    whole: bool,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(..)")
    }
}

impl Reading {
    /// The sixteen boxes, box 1 first.
    pub fn boxes(&self) -> &[BoxReading; BOXES] {
        &self.boxes
    }

    /// Whether every box was written, if only as a mark: whether labels skipped none.
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

/// Why a text can't be read as sixteen boxes, or as a code: the word a script gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is nothing in it.
    Empty,
    /// More or fewer than 80 digits.
    Count,
    /// Over [`LIMIT`].
    Size,
    /// Something that does not belong in a code.
    Characters,
    /// So much can't be read that more than one code fits.
    Unreadable,
    /// It does not check, and no reading of it does.
    NoMatch,
}

impl Reason {
    /// The word, which is stable.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Count => "count",
            Self::Size => "size",
            Self::Characters => "characters",
            Self::Unreadable => "unreadable",
            Self::NoMatch => "no match",
        }
    }
}

/// Why a text can't be read as sixteen boxes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .error.reason().as_str())]
pub struct NotACode {
    /// What is wrong, and where.
    pub error: ReadError,
    /// What the text looks like instead.
    pub lookalike: Option<Lookalike>,
}

/// What is wrong with a text, without any of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// There is no digit, nor a mark for one.
    Empty,
    /// Longer than [`LIMIT`] bytes.
    TooLarge,
    /// A character that can't stand in a code.
    Characters {
        /// Where it stands, when that can be said.
        place: Option<Place>,
        /// What sort it is.
        kind: Foreign,
    },
    /// Labels that don't fit the boxes.
    Labels(LabelFault),
    /// Another number of digits than a code has.
    Count {
        /// How many there are.
        digits: usize,
        /// The boxes that were written with more or fewer than five, where the rest shows it.
        boxes: Vec<BoxNumber>,
    },
}

impl ReadError {
    fn not_text(kind: Foreign) -> Self {
        Self::Characters { place: None, kind }
    }

    /// The word for it that a script gets.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Empty => Reason::Empty,
            Self::TooLarge => Reason::Size,
            Self::Characters { .. } | Self::Labels(_) => Reason::Characters,
            Self::Count { .. } => Reason::Count,
        }
    }

    /// The boxes that it is about, where it is about any.
    pub fn boxes(&self) -> Vec<BoxNumber> {
        match self {
            Self::Characters { place: Some(place), .. } => place.number.into_iter().collect(),
            Self::Labels(LabelFault::Twice(number) | LabelFault::Ragged(number)) => vec![*number],
            Self::Count { boxes, .. } => boxes.clone(),
            _ => Vec::new(),
        }
    }
}

/// A place in a code: a digit of a box, or behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The box; none behind box 16.
    pub number: Option<BoxNumber>,
    /// The digit in the box, 1 to 5.
    pub digit: usize,
}

impl Place {
    fn after(digits: usize) -> Self {
        Self { number: BoxNumber::new(digits / BOX_DIGITS + 1), digit: digits % BOX_DIGITS + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "box {number}, digit {}", self.digit),
            None => f.write_str("after box 16"),
        }
    }
}

/// What sort of character can't stand in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A letter that nobody writes for a digit.
    Letter,
    /// A colon that ends no label.
    Colon,
    /// A control character.
    Control,
    /// Anything else.
    Symbol,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A byte-order mark says UTF-16, and the rest is none.
    NotUtf16,
}

/// How labels don't fit the boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFault {
    /// A label of a box that no code has, or a range that runs backwards.
    NoSuchBox,
    /// Digits before the first label.
    Unlabelled,
    /// Two labels lead to this box.
    Twice(BoxNumber),
    /// The digits after the label of this box are no whole boxes, or more than there is room for.
    Ragged(BoxNumber),
}

/// Reads what a person typed, pasted or piped.
///
/// # Errors
///
/// When it is not sixteen boxes, however damaged: with what is wrong and where, and what it looks
/// like instead.
pub fn read(bytes: &[u8]) -> Result<Reading, NotACode> {
    read_boxes(bytes).map_err(|error| {
        let lookalike = match error {
            ReadError::Empty | ReadError::TooLarge => None,
            ReadError::Count { digits, .. } if digits >= 2 * DIGITS && digits % DIGITS == 0 => {
                Some(Lookalike::SeveralCodes)
            }
            _ => lookalike::recognize(bytes),
        };
        NotACode { error, lookalike }
    })
}

fn read_boxes(bytes: &[u8]) -> Result<Reading, ReadError> {
    let text = text::decode(bytes)?;
    let sheet = sheet_rows(text.expose());
    let sections = lexer::sections(sheet.as_ref().map_or(text.expose().as_str(), |rows| rows))?;
    if sections.iter().all(|section| section.groups.is_empty()) {
        return Err(ReadError::Empty);
    }
    match &sections[..] {
        [whole] => unlabelled(whole),
        [before, labelled @ ..] if before.groups.is_empty() => place(labelled),
        _ => Err(ReadError::Labels(LabelFault::Unlabelled)),
    }
}

/// The labelled rows of a sheet, if the text is one: if it carries the words "backup code 1".
fn sheet_rows(text: &str) -> Option<Zeroizing<String>> {
    let lower = Zeroizing::new(text.to_lowercase());
    let is_sheet = lower
        .match_indices("backup code 1")
        .any(|(at, words)| !lower[at + words.len()..].starts_with(|c: char| c.is_ascii_digit()));
    if !is_sheet {
        return None;
    }
    let mut rows = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in text.lines().filter(|line| is_labelled(line)) {
        rows.push_str(line);
        rows.push('\n');
    }
    Some(rows)
}

fn is_labelled(line: &str) -> bool {
    let label = line.split([':', '\u{ff1a}']).next().filter(|label| label.len() < line.len());
    label.is_some_and(|label| {
        let mut digits = label.chars().filter(|c| !c.is_whitespace()).peekable();
        digits.next().is_some_and(|c| c.is_ascii_digit())
            && label.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '–' || c == ' ')
    })
}

/// A text without labels: 80 digits.
fn unlabelled(section: &Section) -> Result<Reading, ReadError> {
    let digits = settle(section, |count| count == DIGITS)
        .map_err(|count| ReadError::Count { digits: count, boxes: odd_boxes(section) })?;
    let mut reading = Reading { boxes: [BoxReading::default(); BOXES], whole: true };
    fill(&mut reading.boxes, &digits);
    Ok(reading)
}

/// The boxes that stand out by their length in a text that is otherwise grouped in fives.
fn odd_boxes(section: &Section) -> Vec<BoxNumber> {
    let odd: Vec<usize> =
        (0..section.groups.len()).filter(|&i| section.groups[i].len() != BOX_DIGITS).collect();
    if section.groups.len() == BOXES && odd.len() <= BOXES / 2 {
        odd.into_iter().filter_map(|index| BoxNumber::new(index + 1)).collect()
    } else {
        Vec::new()
    }
}

/// Texts with labels: each names the boxes that follow it. Boxes that no label leads to are
/// unreadable, as when a strip of the paper is missing.
fn place(sections: &[Section]) -> Result<Reading, ReadError> {
    let mut reading = Reading { boxes: [BoxReading::default(); BOXES], whole: false };
    let mut filled = [false; BOXES];
    for section in sections {
        let Some((first, last)) = section.label else { continue };
        let room = last.map_or(BOXES, |last| last.index() + 1) - first.index();
        let whole = |count: usize| count.is_multiple_of(BOX_DIGITS) && count <= room * BOX_DIGITS;
        let digits =
            settle(section, whole).map_err(|_| ReadError::Labels(LabelFault::Ragged(first)))?;
        let boxes = first.index()..first.index() + digits.len() / BOX_DIGITS;
        if let Some(twice) = boxes.clone().find(|&index| filled[index]) {
            let number = BoxNumber::new(twice + 1).expect("an index of a box");
            return Err(ReadError::Labels(LabelFault::Twice(number)));
        }
        filled[boxes.clone()].fill(true);
        fill(&mut reading.boxes[boxes], &digits);
    }
    reading.whole = filled.iter().all(|&filled| filled);
    Ok(reading)
}

fn fill(boxes: &mut [BoxReading], digits: &[Digit]) {
    for (one, digits) in boxes.iter_mut().zip(digits.chunks_exact(BOX_DIGITS)) {
        one.digits.copy_from_slice(digits);
    }
}

/// The digits of a section.
///
/// Two marks say different things in different hands, and only the count can tell: `_` is a
/// separator or an unreadable digit, and a mark that is a group of its own is a whole box or, in a
/// text of single digits, one digit. The first meaning that fits is the one.
///
/// # Errors
///
/// With the count of the plainest meaning, when none fits.
fn settle(section: &Section, fits: impl Fn(usize) -> bool) -> Result<Zeroizing<Vec<Digit>>, usize> {
    for underscore_separates in [true, false] {
        for lone_mark_is_box in [true, false] {
            let digits = expand(section, underscore_separates, lone_mark_is_box);
            if fits(digits.len()) {
                return Ok(digits);
            }
        }
    }
    Err(expand(section, true, true).len())
}

fn expand(
    section: &Section,
    underscore_separates: bool,
    lone_mark_is_box: bool,
) -> Zeroizing<Vec<Digit>> {
    let longest = section.groups.iter().map(|group| group.len().max(1) * BOX_DIGITS).sum();
    let mut digits = Zeroizing::new(Vec::with_capacity(longest));
    for group in &section.groups {
        let is_cut = |glyph: &Glyph| underscore_separates && *glyph == Glyph::Underscore;
        for part in group.split(is_cut) {
            let is_mark = |glyph: &Glyph| match glyph {
                Glyph::Digit(digit) => *digit == Digit::Unreadable,
                Glyph::Underscore => true,
            };
            let lone_mark = part.len() == 1 && is_mark(&part[0]);
            let repeat = if lone_mark && lone_mark_is_box { BOX_DIGITS } else { 1 };
            for glyph in part {
                let digit = match *glyph {
                    Glyph::Digit(digit) => digit,
                    Glyph::Underscore => Digit::Unreadable,
                };
                digits.extend(std::iter::repeat_n(digit, repeat));
            }
        }
    }
    digits
}
