//! What a person typed or pasted, read as sixteen boxes, each known, part-known or unknown.
//!
//! Any grouping, the usual separators, labels, digits of any script, and marks for what can't be
//! read. Nothing is corrected here, and nothing is guessed silently: a letter that people write
//! for a digit stays a [`Digit::Guess`]. No error holds a character of the text.
//!
//! **The code checks itself**: a reading that has nothing to do with it passes with 10^-20. So words,
//! dates, line numbers and other lines around it are left out in some hundreds of ways
//! (`candidates`), and the one that is exactly valid is taken (`choice`).
//!
//! The way of a text, in the order of the files (`docs/mending.md` follows it):
//!
//! 1. `text_decoding`, `characters`, `encodings`, `line_numbers`, `spreadsheet`: from bytes to the texts
//!    that they can be.
//! 2. `identities`, `lexer`, `lookalike`, `tokenized`: each text taken apart.
//! 3. `rows`, `candidates`, `labelled`, `choice`: the eighty digits among all others.

mod candidates;
mod characters;
mod choice;
mod encodings;
mod identities;
mod labelled;
mod lexer;
mod line_numbers;
mod lookalike;
mod rows;
mod spreadsheet;
mod text_decoding;
mod tokenized;

use std::fmt;

use zeroize::Zeroizing;

use super::digit::Digit;
use super::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, DIGITS};
pub use identities::identities_in;
pub use lookalike::Lookalike;
pub use text_decoding::LIMIT;
use tokenized::Tokenized;

/// One box as it was read.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
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
#[derive(Default)]
#[non_exhaustive]
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
    /// The other codes of the text, if this one was chosen among several.
    passed_over: Option<PassedOver>,
}

/// What stands in a text beside the code that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// How many other valid codes.
    pub codes: usize,
    /// How many digits of what may be another code, where no other one is valid.
    pub digits: usize,
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
    fn copy(&self) -> Self {
        Self { first: self.first, boxes: self.boxes, digits: self.digits.clone() }
    }

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

    /// What else stands in the text, if this code was chosen among several.
    pub fn passed_over(&self) -> Option<PassedOver> {
        self.passed_over
    }

    /// Sixteen boxes, of these digits.
    fn of(digits: Zeroizing<Vec<Digit>>) -> Self {
        let runs = vec![Run { first: 0, boxes: BOXES, digits }];
        Self { runs, written: BOXES, ..Self::default() }
    }

    /// The same once more.
    fn copy(&self) -> Self {
        let copy = |runs: &[Run]| runs.iter().map(Run::copy).collect();
        Self {
            runs: copy(&self.runs),
            groups: copy(&self.groups),
            written: self.written,
            uneven: self.uneven.clone(),
            identities: self.identities.clone(),
            passed_over: self.passed_over,
        }
    }

    /// All eighty digits, when there are five for each box.
    fn even_digits(&self) -> Option<Zeroizing<Vec<Digit>>> {
        let boxes = self.boxes()?;
        let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
        for one in boxes.iter() {
            digits.extend_from_slice(&one.digits);
        }
        Some(digits)
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
#[non_exhaustive]
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
#[non_exhaustive]
pub struct NotACode {
    /// What is wrong, and where.
    pub error: ReadError,
    /// What the text looks like instead.
    pub lookalike: Option<Lookalike>,
}

/// What is wrong with a text, without any of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no digit, nor a mark for one.
    Empty,
    /// Longer than [`LIMIT`] bytes.
    TooLarge,
    /// A character that can't stand in a code.
    Characters {
        /// Where it stands, when it stands in a box.
        position: Option<DigitPosition>,
        /// The line that it stands in, from 1.
        line: Option<usize>,
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
    /// Several codes, or one and digits that may be another, damaged one.
    SeveralCodes {
        /// How many are valid.
        codes: usize,
        /// How many digits stand beside a valid one, if there is only one.
        beside: usize,
    },
}

impl ReadError {
    fn not_text(kind: Foreign) -> Self {
        Self::Characters { position: None, line: None, kind }
    }

    /// The word for it that a script gets.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Empty => Reason::Empty,
            Self::TooLarge => Reason::Size,
            Self::Characters { .. } | Self::Labels(_) => Reason::Characters,
            Self::Count { .. } | Self::SeveralCodes { .. } => Reason::Count,
        }
    }

    /// The boxes that it is about, where it is about any.
    pub fn boxes(&self) -> Vec<BoxNumber> {
        match self {
            Self::Characters { position: Some(position), .. } => {
                position.number.into_iter().collect()
            }
            Self::Labels(LabelFault::Twice(number) | LabelFault::Ragged(number)) => vec![*number],
            Self::Count { boxes, .. } => boxes.clone(),
            _ => Vec::new(),
        }
    }
}

/// A position in a code: a digit of a box, or the position behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DigitPosition {
    /// The box; none behind box 16.
    pub number: Option<BoxNumber>,
    /// The digit in the box, 1 to 5.
    pub digit: usize,
}

impl DigitPosition {
    fn after(digits: usize) -> Self {
        Self { number: BoxNumber::new(digits / BOX_DIGITS + 1), digit: digits % BOX_DIGITS + 1 }
    }
}

impl fmt::Display for DigitPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "box {number}, digit {}", self.digit),
            None => f.write_str("after box 16"),
        }
    }
}

/// What sort of character can't stand in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// Words where the digits of a code should be.
    Letter,
    /// A control character.
    Control,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A byte-order mark says UTF-16, and the rest is none.
    NotUtf16,
}

/// How labels don't fit the boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    read_meant(bytes, &|_| false)
}

/// Reads as [`read`] does, but of several codes in the text the only one that is meant.
///
/// # Errors
///
/// As [`read`]; and [`ReadError::SeveralCodes`] when none of several codes is meant.
pub fn read_meant(
    bytes: &[u8],
    is_meant: &dyn Fn(&BackupCode) -> bool,
) -> Result<Reading, NotACode> {
    read_boxes(bytes, is_meant).map_err(|error| {
        let lookalike = match error {
            ReadError::Empty | ReadError::Labels(_) | ReadError::SeveralCodes { .. } => None,
            ReadError::TooLarge => lookalike::is_picture(bytes).then_some(Lookalike::Picture),
            ReadError::Count { digits, .. } if digits >= 2 * DIGITS && digits % DIGITS == 0 => {
                Some(Lookalike::SeveralCodes)
            }
            _ => lookalike::recognize(bytes),
        };
        NotACode { error, lookalike }
    })
}

fn read_boxes(bytes: &[u8], is_meant: &dyn Fn(&BackupCode) -> bool) -> Result<Reading, ReadError> {
    let text = text_decoding::decode(bytes)?;
    let text = encodings::without_color(text.expose());
    let unnumbered = line_numbers::without(&text);
    let decoded = encodings::decoded(&text);
    let plain_numbers = spreadsheet::plain_numbers(&text);
    let tokenized = |text: &Zeroizing<String>| Tokenized::of(text);
    let plain = tokenized(&text);
    if plain.is_identity_only() {
        return Err(ReadError::Characters { position: None, line: Some(1), kind: Foreign::Letter });
    }
    // What is left without the numbers of lines is the likelier text.
    let mut texts: Vec<Tokenized> = unnumbered.iter().map(tokenized).collect();
    texts.push(plain);
    texts.extend(decoded.iter().chain(&plain_numbers).map(tokenized));
    choice::choose(&texts, is_meant)
}
