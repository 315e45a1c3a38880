//! What a person typed or pasted, read as sixteen boxes, each known, part-known or unknown.
//!
//! Any grouping, the usual separators, labels, digits of any script, and marks for what can't be
//! read. Nothing is corrected here, and nothing is guessed silently: a letter that people write
//! for a digit stays a [`Digit::Guess`]. Every error names a box and a place in it, and none holds
//! a character of the text.

mod identities;
mod lexer;
mod lookalike;
mod text;

use std::fmt;

use zeroize::Zeroizing;

use super::digit::Digit;
use super::{BOX_DIGITS, BOXES, BoxNumber, DIGITS};
use identities::Found;
use lexer::{Glyph, Section, lines};
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

/// What was read: sixteen boxes, or digits that are a few too many or too few for them. Wipes
/// itself, and never prints.
pub struct Reading {
    /// The digits, in the runs in which they stand.
    runs: Vec<Run>,
    /// The same digits box by box, where they stand in sixteen groups.
    groups: Vec<Run>,
    /// How many boxes have any digit or mark.
    written: usize,
    /// What is wrong with the number of digits, if they are not five for each box.
    uneven: Option<ReadError>,
    /// The identities that stand beside the code.
    identities: Vec<String>,
}

/// Digits that are meant for some boxes in a row: five for each, if none is lost or added.
pub(super) struct Run {
    /// The first of the boxes, by index.
    pub(super) first: usize,
    /// How many boxes.
    pub(super) boxes: usize,
    /// What was written for them.
    pub(super) digits: Zeroizing<Vec<Digit>>,
}

impl Run {
    fn is_even(&self) -> bool {
        self.digits.len() == self.boxes * BOX_DIGITS
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(..)")
    }
}

impl Reading {
    /// The sixteen boxes, box 1 first, when there are five digits for each. A box that labels
    /// skipped is unreadable.
    pub fn boxes(&self) -> Option<Zeroizing<[BoxReading; BOXES]>> {
        if self.uneven.is_some() {
            return None;
        }
        let mut boxes = Zeroizing::new([BoxReading::default(); BOXES]);
        for run in &self.runs {
            let fives = run.digits.chunks_exact(BOX_DIGITS);
            for (one, digits) in boxes[run.first..].iter_mut().zip(fives) {
                one.digits.copy_from_slice(digits);
            }
        }
        Some(boxes)
    }

    /// Whether every box was written, if only as a mark: whether labels skipped none.
    pub fn is_whole(&self) -> bool {
        self.written == BOXES
    }

    /// What is wrong with the number of digits, if they are a few too many or too few.
    pub fn uneven(&self) -> Option<&ReadError> {
        self.uneven.as_ref()
    }

    /// The identities that stand in the text beside the code, each as it was written: `did:key:` and
    /// what follows it, or a bare `z6Mk…`. They may be misread, have blanks in them or be torn.
    pub fn identities(&self) -> &[String] {
        &self.identities
    }

    /// The digits, in the runs in which they stand.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The same digits box by box, where they stand in sixteen groups; otherwise nothing.
    pub(super) fn groups(&self) -> &[Run] {
        &self.groups
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
            ReadError::Empty => None,
            ReadError::TooLarge => lookalike::is_picture(bytes).then_some(Lookalike::Picture),
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
    let Found { identities, rest } = identities::take_out(text.expose());
    if !identities.is_empty() && rest.trim().is_empty() {
        return Err(ReadError::Characters { place: None, kind: Foreign::Letter });
    }
    let rows = sheet_rows(&rest);
    let sections = lexer::sections(rows.as_ref().unwrap_or(&rest))?;
    if sections.iter().all(|section| section.groups.is_empty()) {
        return Err(ReadError::Empty);
    }
    let reading = match &sections[..] {
        [whole] => unlabelled(whole),
        [before, labelled @ ..] if before.groups.is_empty() => place(labelled),
        _ => Err(ReadError::Labels(LabelFault::Unlabelled)),
    };
    reading.map(|reading| Reading { identities, ..reading })
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
    Some(lines_of(text, is_labelled))
}

/// The lines of which something holds.
fn lines_of(text: &str, holds: impl Fn(&str) -> bool) -> Zeroizing<String> {
    let mut kept = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in lines(text).filter(|line| holds(line)) {
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

fn is_labelled(line: &str) -> bool {
    let label = line.split([':', '\u{ff1a}']).next().filter(|label| label.len() < line.len());
    label.is_some_and(|label| {
        let mut digits = label.chars().filter(|c| !c.is_whitespace()).peekable();
        digits.next().is_some_and(|c| c.is_ascii_digit())
            && label.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '–' || c == ' ')
    })
}

/// A text without labels: 80 digits, or a few more or fewer.
fn unlabelled(section: &Section) -> Result<Reading, ReadError> {
    const FEW: usize = 10;
    let Settled { digits, groups } = settle(section, |count| count.abs_diff(DIGITS));
    let uneven = (digits.len() != DIGITS)
        .then(|| ReadError::Count { digits: digits.len(), boxes: odd_boxes(section) });
    if let Some(error) = uneven.as_ref().filter(|_| digits.len().abs_diff(DIGITS) > FEW) {
        return Err(error.clone());
    }
    let mut boxes = Vec::new();
    if groups.len() == BOXES && groups.iter().any(|&length| length != BOX_DIGITS) {
        let mut rest = &digits[..];
        for (first, length) in groups.into_iter().enumerate() {
            let (digits, after) = rest.split_at(length);
            boxes.push(Run { first, boxes: 1, digits: digits.to_vec().into() });
            rest = after;
        }
    }
    let runs = vec![Run { first: 0, boxes: BOXES, digits }];
    Ok(Reading { runs, groups: boxes, written: BOXES, uneven, identities: Vec::new() })
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
    /// How many digits the boxes of one label may have too many or too few.
    const FEW: usize = 2;
    let mut runs: Vec<Run> = Vec::new();
    let mut filled = [false; BOXES];
    let mut uneven = None;
    for (index, section) in sections.iter().enumerate() {
        let Some((first, last)) = section.label else { continue };
        let ragged = ReadError::Labels(LabelFault::Ragged(first));
        let first = first.index();
        let room = last.map_or(BOXES, |last| last.index() + 1) - first;
        // How many boxes the label leads to, where the text says so.
        let next = sections.get(index + 1).and_then(|next| next.label);
        let up_to_next = next.and_then(|(next, _)| next.index().checked_sub(first));
        let named = last.map(|_| room).or(up_to_next.filter(|&boxes| boxes > 0));
        let Settled { digits, .. } = settle(section, |count| {
            if count.is_multiple_of(BOX_DIGITS) && count <= room * BOX_DIGITS {
                0
            } else {
                named.map_or(DIGITS, |boxes| count.abs_diff(boxes * BOX_DIGITS)).max(1)
            }
        });
        let whole =
            Some(digits.len() / BOX_DIGITS).filter(|_| digits.len().is_multiple_of(BOX_DIGITS));
        let boxes = whole.filter(|&boxes| boxes <= room).or(named).ok_or(ragged.clone())?;
        let run = Run { first, boxes, digits };
        if run.digits.len().abs_diff(boxes * BOX_DIGITS) > FEW {
            return Err(ragged);
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
    Ok(Reading { runs, groups: Vec::new(), written, uneven, identities: Vec::new() })
}

/// A section, its marks taken in one of their meanings.
struct Settled {
    digits: Zeroizing<Vec<Digit>>,
    /// How many of the digits each group has.
    groups: Vec<usize>,
}

/// The digits of a section.
///
/// Two marks say different things in different hands, and only the count can tell: `_` is a
/// separator or an unreadable digit, and a mark that is a group of its own is a whole box or, in a
/// text of single digits, one digit. The first meaning that is the least `amiss` is the one.
fn settle(section: &Section, amiss: impl Fn(usize) -> usize) -> Settled {
    let meanings = [(true, true), (true, false), (false, true), (false, false)];
    let settled = meanings.map(|(underscore_separates, lone_mark_is_box)| {
        expand(section, underscore_separates, lone_mark_is_box)
    });
    // Of equals, the first.
    let best = settled.into_iter().min_by_key(|settled| amiss(settled.digits.len()));
    best.expect("there are four")
}

fn expand(section: &Section, underscore_separates: bool, lone_mark_is_box: bool) -> Settled {
    let longest = section.groups.iter().map(|group| group.len().max(1) * BOX_DIGITS).sum();
    let mut digits = Zeroizing::new(Vec::with_capacity(longest));
    let mut groups = Vec::new();
    for group in &section.groups {
        let is_cut = |glyph: &Glyph| underscore_separates && *glyph == Glyph::Underscore;
        for part in group.split(is_cut).filter(|part| !part.is_empty()) {
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
            groups.push(part.len() * repeat);
        }
    }
    Settled { digits, groups }
}
