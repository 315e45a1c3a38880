//! Reading: a text that a person typed or pasted becomes sixteen boxes, each known, partly known or
//! unknown.
//!
//! A text may have any grouping, the usual separators, labels, digits of any script, and marks for
//! unreadable digits. Nothing is corrected here, and nothing is guessed silently: a letter that
//! people write for a digit stays a [`Digit::Guess`]. No error holds a character of the text.
//!
//! **The code is self-checking**: a reading that has nothing to do with it is valid with
//! probability 1e-20. So words, dates, line numbers and other lines around a code are left out in
//! some hundreds of ways (`candidates`), and the exactly valid one is taken (`choice`).
//!
//! The path of a text, in the order of the files (`docs/mending.md` follows it):
//!
//! 1. `text_decoding`, `characters`, `encodings`, `line_numbers`, `spreadsheet`: from bytes to the
//!    texts that they may stand for.
//! 2. `identities`, `lexer`, `lookalike`, `tokenized`: each text taken apart.
//! 3. `rows`, `candidates`, `labeled`, `choice`: the eighty digits of the code among all others.

mod candidates;
mod characters;
mod choice;
mod encodings;
mod identities;
mod labeled;
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
use super::field::Element;
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
    /// Returns its five digits, left to right.
    pub fn digits(&self) -> &[Digit; BOX_DIGITS] {
        &self.digits
    }
}

/// A reading: sixteen boxes, or digits that are a few too many or too few for them. It wipes
/// itself, and never prints.
#[derive(Default)]
#[non_exhaustive]
pub struct Reading {
    /// The digits, in the runs in which they stand.
    runs: Vec<Run>,
    /// The same digits as sixteen groups, each of which may be one box, where they stand in sixteen
    /// and not all of these have five digits; empty otherwise.
    groups: Vec<Run>,
    /// The number of boxes that have any digit or mark.
    written: usize,
    /// The error in the number of digits, if they are not five for each box.
    uneven: Option<ReadError>,
    /// The identities that stand beside the code.
    identities: Vec<String>,
    /// The other codes of the text, if this one was chosen among several.
    passed_over: Option<PassedOver>,
}

/// The rest of a text, beside the code that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// The number of other valid codes.
    pub codes: usize,
    /// The number of digits that may be another code, where no other code is valid.
    pub digits: usize,
}

/// A run: digits that stand for some consecutive boxes, five for each unless one was lost or added.
pub(super) struct Run {
    /// The index of the first box.
    pub(super) first: usize,
    /// The number of boxes.
    pub(super) boxes: usize,
    /// The digits written for them.
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
    /// Returns the sixteen boxes, box 1 first, if there are five digits for each. A box that the
    /// labels skip is unreadable.
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

    /// Whether every box was written, if only as a mark: the labels skip none.
    pub fn is_whole(&self) -> bool {
        self.written == BOXES
    }

    /// Returns the error in the number of digits, if they are a few too many or too few.
    pub fn uneven(&self) -> Option<&ReadError> {
        self.uneven.as_ref()
    }

    /// Returns the identities that stand in the text beside the code, each as it was written:
    /// `did:key:` and the characters after it, or a bare `z6Mk…`. They may be misread, contain
    /// blanks or be cut off.
    pub fn identities(&self) -> &[String] {
        &self.identities
    }

    /// Returns the rest of the text, if this code was chosen among several.
    pub fn passed_over(&self) -> Option<PassedOver> {
        self.passed_over
    }

    /// Returns a reading of sixteen boxes with these digits.
    fn of(digits: Zeroizing<Vec<Digit>>) -> Self {
        let runs = vec![Run { first: 0, boxes: BOXES, digits }];
        Self { runs, written: BOXES, ..Self::default() }
    }

    /// Returns a copy.
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

    /// Returns the code, if the digits are one as they stand.
    pub(super) fn as_written(&self) -> Option<BackupCode> {
        code(&self.even_digits()?)
    }

    /// Returns all eighty digits, if there are five for each box.
    fn even_digits(&self) -> Option<Zeroizing<Vec<Digit>>> {
        let boxes = self.boxes()?;
        let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
        for one in boxes.iter() {
            digits.extend_from_slice(&one.digits);
        }
        Some(digits)
    }

    /// Returns the digits, in the runs in which they stand.
    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Returns the same digits box by box, where they stand in sixteen groups; otherwise nothing.
    pub(super) fn groups(&self) -> &[Run] {
        &self.groups
    }
}

/// The reason for which a text is not a code, as scripts get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is nothing in the text.
    Empty,
    /// There are more or fewer than 80 digits.
    Count,
    /// The text is longer than [`LIMIT`].
    Size,
    /// Some characters do not belong in a code.
    Characters,
    /// So much is unreadable that more than one code fits.
    Unreadable,
    /// The digits are not a valid code, and no correction of them is found.
    NoMatch,
}

impl Reason {
    /// Returns the word, which is stable.
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

/// The error that a text can't be read as sixteen boxes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .error.reason().as_str())]
#[non_exhaustive]
pub struct NotACode {
    /// The fault, and its place.
    pub error: ReadError,
    /// The thing that the text looks like instead.
    pub lookalike: Option<Lookalike>,
}

/// The fault of a text, without any of its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The text has no digit, nor a mark for one.
    Empty,
    /// The text is longer than [`LIMIT`] bytes.
    TooLarge,
    /// A character can't stand in a code.
    Characters {
        /// The position of the character, if it stands in a box.
        position: Option<DigitPosition>,
        /// The line of the character, from 1.
        line: Option<usize>,
        /// The sort of the character.
        kind: Foreign,
    },
    /// The labels don't fit the boxes.
    Labels(LabelFault),
    /// The text has another number of digits than a code.
    Count {
        /// The number of digits.
        digits: usize,
        /// The boxes that were written with more or fewer than five digits, where the grouping of
        /// the rest shows it.
        boxes: Vec<BoxNumber>,
    },
    /// The text has several codes, or one and digits that may be another, damaged one.
    SeveralCodes {
        /// The number of valid codes.
        codes: usize,
        /// The number of digits beside a valid code, if there is only one.
        beside: usize,
    },
}

impl ReadError {
    fn not_text(kind: Foreign) -> Self {
        Self::Characters { position: None, line: None, kind }
    }

    /// Returns the reason, as scripts get it.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Empty => Reason::Empty,
            Self::TooLarge => Reason::Size,
            Self::Characters { .. } | Self::Labels(_) => Reason::Characters,
            Self::Count { .. } | Self::SeveralCodes { .. } => Reason::Count,
        }
    }

    /// Returns the boxes that the error names, if it names any.
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

/// A position in a code: a digit of a box, or the position after the last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DigitPosition {
    /// The box; `None` after box 16.
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

/// The sort of a character that can't stand in a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// Words where the digits of a code should be.
    Letter,
    /// A control character.
    Control,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// Bytes that are not UTF-16, although a byte-order mark says so.
    NotUtf16,
}

/// The way in which labels don't fit the boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelFault {
    /// A label names a box that no code has, or a range that runs backwards.
    NoSuchBox,
    /// Digits stand before the first label.
    Unlabeled,
    /// Two labels lead to this box.
    Twice(BoxNumber),
    /// The digits after the label of this box are not whole boxes, or more than there is room for.
    Ragged(BoxNumber),
}

/// Reads a text that a person typed, pasted or piped.
///
/// # Errors
///
/// When the text is not sixteen boxes, however damaged. The error has the fault, its place, and the
/// thing that the text looks like instead.
pub fn read(bytes: &[u8]) -> Result<Reading, NotACode> {
    read_meant(bytes, &|_| false)
}

/// Reads as [`read`] does, but takes of several codes in the text the one that the caller means,
/// such as that of an identity that it knows.
///
/// # Errors
///
/// As [`read`]; and [`ReadError::SeveralCodes`] when not exactly one of several codes is meant.
pub fn read_meant(
    bytes: &[u8],
    is_meant: &dyn Fn(&BackupCode) -> bool,
) -> Result<Reading, NotACode> {
    read_boxes(bytes, is_meant).map_err(|error| {
        let lookalike = match error {
            ReadError::Empty | ReadError::Labels(_) | ReadError::SeveralCodes { .. } => None,
            ReadError::TooLarge => lookalike::is_picture(bytes).then_some(Lookalike::Picture),
            _ if lookalike::is_hexadecimal_of_code(bytes) => Some(Lookalike::HexadecimalCode),
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
    // The text without line numbers is the likelier one.
    let mut texts: Vec<Tokenized> = unnumbered.iter().map(tokenized).collect();
    texts.push(plain);
    texts.extend(decoded.iter().chain(&plain_numbers).map(tokenized));
    choice::choose(&texts, is_meant)
}

/// Returns the code, if these eighty digits are all known and valid.
fn code(digits: &[Digit]) -> Option<BackupCode> {
    let mut boxes = Zeroizing::new([Element::ZERO; BOXES]);
    for (element, five) in boxes.iter_mut().zip(digits.chunks_exact(BOX_DIGITS)) {
        let value =
            five.iter().try_fold(0, |value, digit| Some(value * 10 + u32::from(digit.known()?)))?;
        *element = Element::new(value)?;
    }
    BackupCode::from_boxes(*boxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_and_legible_code_is_one_as_written() {
        const CODE: &str =
            "77435073529418934422542544218641957756049439758847346331182689435145632692588077";
        let as_written = |text: &str| read(text.as_bytes()).expect("sixteen boxes").as_written();
        let rows: Vec<String> = (0..4)
            .map(|row| {
                (0..4).map(|nth| &CODE[row * 20 + nth * 5..][..5]).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let labeled = |nth: &[usize]| {
            let row = |&nth: &usize| format!("{}: {}", nth * 4 + 1, rows[nth]);
            nth.iter().map(row).collect::<Vec<_>>().join("\n")
        };
        for text in [CODE, &rows.join(" "), &labeled(&[0, 1, 2, 3])] {
            assert!(as_written(text) == BackupCode::from_canonical_text(CODE));
        }
        let damaged = ["6", "S", "?", ""].map(|other| CODE.replacen('5', other, 1));
        for text in damaged.iter().chain([&labeled(&[0, 1, 3])]) {
            assert!(as_written(text).is_none());
        }
    }
}
