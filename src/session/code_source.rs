//! The backup code that `restore`, `check`, `remove` and `forget-code` receive: its source, the
//! vouchers for its identity, and the answer.
//!
//! A code comes back as [`Received`]: valid as it was written, or corrected with certainty. An
//! uncertain correction comes back as [`Uncertain`], of which nothing may be shown; only `restore`
//! can use one.

mod given;
mod image;
mod typed_boxes;
mod typed_lines;
mod uncertain;
mod vouchers;

use std::path::PathBuf;

use clap::Args;

use super::Context;
use crate::account::{ExpectedIdentity, Identity};
use crate::code::digit::Digit;
use crate::code::mend::{Change, Watch};
use crate::code::reading::{self, BoxReading, NotACode, PassedOver, ReadError, Reading, Reason};
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, ROW_BOXES};
use crate::derivation;
use crate::failure::{self, Failure, Layout, Outcome, Status, quoted};
use crate::keystore::{Contents, NotARecoveryCode, RecoveryCode};
use crate::secret::SecretBytes;
use crate::ui::boxes::{Boxes, UNREADABLE};
use given::Given;
pub(crate) use given::Variable;
pub(crate) use uncertain::{Sought, Uncertain};
use vouchers::Vouchers;

/// The label of the progress meter while the search for a correction takes long.
pub(crate) const SEARCHING: &str = "Looking for the mistake";

/// The unreadable boxes that the code alone can work out: the number of its parity boxes.
pub(crate) const MOST_WORKED_OUT: usize = 4;

/// The arguments that say where the code comes from, and whose it must be.
#[derive(Args, Debug, Default)]
pub(crate) struct CodeSource {
    /// Read the code from FILE; - is standard input
    ///
    /// Without this option, collab reads the code from a pipe or asks for it. If there is neither,
    /// `restore` and `check` read the variable `COLLAB_BACKUP_CODE`.
    #[arg(long, value_name = "FILE")]
    pub(crate) code_file: Option<PathBuf>,

    /// Read the code from a photo or scan of the sheet; - is standard input
    ///
    /// FILE is a picture that shows the whole QR code (PNG, JPEG, WebP, GIF, BMP or TIFF), or a PDF
    /// of the sheet.
    #[arg(long, value_name = "FILE", conflicts_with = "code_file")]
    pub(crate) image: Option<PathBuf>,

    /// Accept only the code of this account
    ///
    /// ID is a whole did:key:… of 56 characters, or its beginning: at least 16 characters after z6Mk.
    /// Of a beginning, collab says how many characters it compared. It also reads the other forms
    /// that `collab whoami` prints. A valid code of another account is refused before anything is
    /// written.
    #[arg(long, value_name = "ID", value_parser = expected)]
    pub(crate) expect: Option<ExpectedIdentity>,
}

fn expected(text: &str) -> Outcome<ExpectedIdentity> {
    if text.trim().is_empty() {
        return Err(Failure::new(Status::Usage, "`--expect` names no identity: it is empty").hint(
            "the variable that it comes from is probably not set here; it has to be did:key:z6Mk…",
        ));
    }
    text.parse().map_err(|_| {
        let told = ExpectedIdentity::mistake(text).map_or_else(
            || format!("{} is no identity", quoted(text)),
            |mistake| format!("`--expect` begins as an identity does, but {mistake}"),
        );
        Failure::new(Status::Usage, told).hint(
            "give all of did:key:z6Mk…, or its beginning with 16 or more characters after z6Mk",
        )
    })
}

/// A received code, which is certainly the one that was meant.
pub(crate) struct Received {
    pub(crate) code: BackupCode,
    pub(crate) identity: Identity,
    /// The boxes that were corrected; none if the code was valid as it was written.
    pub(crate) corrections: Vec<Change>,
    /// The agreement of the identity beside the code.
    pub(crate) paper: Paper,
    /// The rest of the text, if the code was chosen among several.
    pub(crate) passed_over: Option<PassedOver>,
    /// The source of the code.
    pub(crate) source: Source,
    /// The boxes as they were read, if the code was in boxes.
    pub(crate) read: Option<Boxes>,
    /// The boxes that the code was typed into, if it was.
    pub(crate) typed: Option<Boxes>,
    /// Whether a person has already agreed to the corrections, at the boxes that showed them.
    pub(crate) is_agreed: bool,
    /// The layout of the text.
    pub(crate) layout: Layout,
}

impl Received {
    /// Whether Enter alone may agree to the corrections: they are one or two boxes that were marked
    /// as unreadable, so that two checks are left.
    pub(crate) fn enter_agrees(&self) -> bool {
        self.corrections.len() <= MOST_FOR_ENTER
            && self.corrections.iter().all(Change::is_unreadable)
    }
}

/// The most boxes that a correction may work out if Enter alone means yes.
const MOST_FOR_ENTER: usize = 2;

/// The source of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Typed or pasted by a person.
    Typed,
    /// A picture of the paper.
    Picture,
    /// A file, or standard input.
    Text,
    /// `COLLAB_BACKUP_CODE`, which shows nothing about what a person has saved.
    Variable,
}

/// The agreement of the identity beside a code with the account that the code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// There is no identity beside the code, or it is the account's.
    Agrees,
    /// The account's identity, with some characters misread.
    Misread,
    /// Another account's identity; `--expect` decided.
    Overruled,
}

/// The answer to a request for a code.
pub(crate) enum Answer {
    /// One code, with certainty.
    Certain(Box<Received>),
    /// Too few checks are left to tell which code it is.
    Uncertain(Box<Uncertain>),
}

/// A request for a code.
pub(crate) struct Request<'a> {
    /// The contents of the keystore, if there is one: its accounts are known.
    pub(crate) contents: Option<&'a Contents>,
    /// The title above the boxes that the code is typed into.
    pub(crate) title: &'a str,
    /// The use of the variable.
    pub(crate) variable: Variable,
}

impl CodeSource {
    /// Gets a code that is certain.
    pub(crate) fn receive(
        &self,
        context: &mut Context<'_>,
        request: &Request<'_>,
    ) -> Outcome<Received> {
        let judge = self.judge(request, false);
        match self.get(context, request, judge)? {
            Answer::Certain(received) => Ok(*received),
            Answer::Uncertain(uncertain) => Err(uncertain.refusal_of_saved()),
        }
    }

    /// Gets a code, certain or not.
    pub(crate) fn receive_or_ask(
        &self,
        context: &mut Context<'_>,
        request: &Request<'_>,
    ) -> Outcome<Answer> {
        self.get(context, request, self.judge(request, true))
    }

    /// Has the code typed once more, into boxes that start with `typed`. The cursor starts at the
    /// box in doubt, if there is one.
    pub(crate) fn receive_again(
        &self,
        context: &mut Context<'_>,
        request: &Request<'_>,
        typed: Boxes,
        doubtful: Option<BoxNumber>,
    ) -> Outcome<Answer> {
        let judge = self.judge(request, true);
        let answer = typed_boxes::receive(context, request.title, typed, doubtful, judge)?;
        self.tell(context, &answer);
        Ok(answer)
    }

    fn judge<'a>(&'a self, request: &'a Request<'a>, takes_uncertain: bool) -> Judge<'a> {
        Judge { source: self, request, takes_uncertain, layout: Layout::Boxes }
    }

    fn get(
        &self,
        context: &mut Context<'_>,
        request: &Request<'_>,
        judge: Judge<'_>,
    ) -> Outcome<Answer> {
        let answer = match self.given(context, request.variable)? {
            Some(Given { text, source }) => match of_text(context, &text, judge)? {
                Answer::Certain(received) => {
                    Answer::Certain(Box::new(Received { source, ..*received }))
                }
                uncertain @ Answer::Uncertain(_) => uncertain,
            },
            None if context.ui.has_boxes() => {
                typed_boxes::receive(context, request.title, Boxes::new(), None, judge)?
            }
            None => typed_lines::receive(context, request.title, judge)?,
        };
        self.tell(context, &answer);
        Ok(answer)
    }

    /// Tells which part of the identity was compared, which code was chosen in the text, and how the
    /// identity beside it differs.
    fn tell(&self, context: &mut Context<'_>, answer: &Answer) {
        let Answer::Certain(received) = answer else { return };
        // A person has just typed the beginning; a script may have had it cut off.
        if let Some(expected) = self.expect.as_ref().filter(|expected| !expected.is_whole())
            && !context.ui.has_person()
        {
            context.ui.say(&format!(
                "`--expect` has {} of the {} characters of the identity, and only these were \
                 compared.",
                expected.compared(),
                Identity::LENGTH
            ));
        }
        tell_of_text(context, received);
    }
}

/// The judge of a text: reads it, and decides what its reading is.
#[derive(Clone, Copy)]
struct Judge<'a> {
    source: &'a CodeSource,
    request: &'a Request<'a>,
    /// Whether an uncertain reading is accepted as an answer.
    takes_uncertain: bool,
    /// The layout of the text.
    layout: Layout,
}

impl Judge<'_> {
    /// Reads a text. If it has several codes, reads the one that `--expect` names.
    fn read(&self, text: &[u8]) -> Result<Reading, NotACode> {
        let expect = self.source.expect.as_ref();
        reading::read_meant(text, &|code| {
            expect.is_some_and(|expected| expected.matches(&derivation::identity(code)))
        })
    }

    /// Judges a reading, by itself or by the vouchers for an identity. Only this call takes long.
    fn judge(&self, reading: Reading, watch: Watch<'_>) -> Outcome<Answer> {
        let expect = self.source.expect.as_ref();
        let vouchers = Vouchers::new(expect, &reading, self.request.contents);
        let layout = self.layout;
        match vouchers.judge(reading, watch)? {
            Answer::Certain(received) => {
                Ok(Answer::Certain(Box::new(Received { layout, ..*received })))
            }
            Answer::Uncertain(uncertain) => {
                let uncertain = uncertain.laid_out(layout);
                if self.takes_uncertain {
                    Ok(Answer::Uncertain(Box::new(uncertain)))
                } else {
                    Err(uncertain.refusal_of_saved())
                }
            }
        }
    }

    /// Returns the error for a text that is refused.
    fn refusal(&self, text: &[u8], not_a_code: NotACode) -> Failure {
        if std::str::from_utf8(text).is_ok_and(is_recovery_code) {
            return failure::recovery_code_for_a_backup_code(&not_a_code);
        }
        match (&self.source.expect, &not_a_code.error) {
            (Some(_), ReadError::SeveralCodes { codes, .. }) => failure::none_of_several(*codes),
            _ => failure::not_a_code(not_a_code, self.layout),
        }
    }
}

/// Whether a text is a recovery code, also a mistyped one. Digits alone are rather a part of a backup
/// code.
fn is_recovery_code(text: &str) -> bool {
    const FEWEST_LETTERS: usize = 6;
    match RecoveryCode::read(text) {
        Ok(_) => true,
        Err(NotARecoveryCode::Mistyped) => {
            text.chars().filter(char::is_ascii_alphabetic).count() >= FEWEST_LETTERS
        }
        Err(_) => false,
    }
}

/// Returns the layout of a text. More digits in a run than a row has belong to no row.
fn layout_of(text: &[u8]) -> Layout {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let runs = text.split(|c: char| Digit::from_char(c).is_none());
    let longest = runs.map(|run| run.chars().count()).max().unwrap_or_default();
    if longest > ROW_BOXES * BOX_DIGITS { Layout::OneRun } else { Layout::Boxes }
}

fn of_text(context: &mut Context<'_>, text: &SecretBytes, judge: Judge<'_>) -> Outcome<Answer> {
    let judge = Judge { layout: layout_of(text.expose()), ..judge };
    let reading = judge.read(text.expose()).map_err(|not_a_code| {
        let is_empty = not_a_code.error.reason() == Reason::Empty;
        let failure = judge.refusal(text.expose(), not_a_code);
        if is_empty && (context.environment)("CI").is_some() {
            failure.hint(
                "the secret that holds the code is probably empty here: CI gives a job no secrets \
                 where it runs for a fork, or where the secret's name is misspelled",
            )
        } else {
            failure
        }
    })?;
    let progress = context.ui.progress(SEARCHING);
    judge.judge(reading, &|done| progress.report(done))
}

/// Tells the person which code was chosen in the text, and how the identity beside it differs.
fn tell_of_text(context: &mut Context<'_>, received: &Received) {
    let identity = &received.identity;
    match received.passed_over {
        None => {}
        Some(PassedOver { codes: 0, digits }) => context.ui.say(&format!(
            "The backup code of the expected identity was used: {identity}. {digits} more digits \
             in the text were not."
        )),
        Some(PassedOver { codes, .. }) => context.ui.say(&format!(
            "Of {} backup codes in the text, the one of the expected identity was used: \
             {identity}.",
            codes + 1
        )),
    }
    match received.paper {
        Paper::Agrees => {}
        Paper::Misread => context.ui.say(&format!(
            "Some characters of the identity beside the code were misread: it is {identity}."
        )),
        Paper::Overruled => context.ui.warn(&format!(
            "The identity beside the code is another one; `--expect` was followed: {identity}."
        )),
    }
}

/// Returns the boxes of a text.
fn boxes_of(read: &[BoxReading; BOXES]) -> Boxes {
    let mut boxes = Boxes::new();
    for (number, one) in read.iter().enumerate() {
        for (position, digit) in one.digits().iter().enumerate() {
            boxes.put(
                number,
                position,
                match *digit {
                    Digit::Known(digit) => char::from(b'0' + digit),
                    Digit::Guess(digit) => letter_for(digit),
                    Digit::Unreadable => UNREADABLE,
                },
            );
        }
    }
    boxes
}

/// Returns a letter that is read as a guess at this digit.
fn letter_for(digit: u8) -> char {
    "OlZSbBg".chars().find(|&c| Digit::from_char(c) == Some(Digit::Guess(digit))).unwrap_or('?')
}

fn nothing_typed() -> Failure {
    let error = ReadError::Empty;
    Failure::from(reading::NotACode { error, lookalike: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_letter_is_read_again_as_the_same_guess() {
        for c in ('a'..='z').chain('A'..='Z') {
            if let Some(Digit::Guess(digit)) = Digit::from_char(c) {
                assert!(Digit::from_char(letter_for(digit)) == Some(Digit::Guess(digit)), "{c}");
            }
        }
    }
}
