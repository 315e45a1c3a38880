//! Failures: the one place where errors become words, advice and an exit status.
//!
//! A message is one line, lower case, without a full stop; the hint is the command that helps.
//! Public input is quoted with its digits masked ([`quoted`]); secret input never is.

use std::fmt;
use std::path::Path;

use serde_json::{Value, json};

use crate::account::{Identity, Name};
use crate::code::digit::Digit;
use crate::code::mend::{Change, NoExplanation, Undiagnosed};
use crate::code::reading::{Foreign, LIMIT, LabelFault, Lookalike, NotACode, ReadError, Reason};
use crate::code::{BoxNumber, EntropyError};
use crate::keystore::{self, Conflict, Damage, FileKind, Keystore, LockError, NotARecoveryCode};
use crate::paper::scan::ScanError;
use crate::ui::Unanswered;
use crate::ui::clipboard::ClipboardError;
use crate::ui::printer::PrinterError;

/// The exit status, as a script sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Failed for a reason without a number of its own.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// No such account, or no keystore yet.
    NoAccount = 3,
    /// Not a backup code.
    NotACode = 4,
    /// A good code of another account, or a name that is taken.
    OtherAccount = 5,
    /// A wrong passphrase or recovery code.
    WrongSecret = 6,
    /// The keystore is damaged, newer, or readable by others.
    Keystore = 7,
    /// The keystore is in use.
    Busy = 8,
    /// A person is needed and none is there.
    NeedsPerson = 9,
    /// Interrupted.
    Interrupted = 130,
}

/// What a command could not do, in words.
#[derive(Clone, Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    status: Status,
    reason: Option<Reason>,
    boxes: Vec<BoxNumber>,
    is_read_only: bool,
}

/// The result of a command.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure with this status and message.
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        let message = message.into();
        let (hint, reason, boxes) = (None, None, Vec::new());
        Self { message, hint, status, reason, boxes, is_read_only: false }
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With why a text is no code, and the boxes that it is about.
    #[must_use]
    fn about_code(mut self, reason: Reason, boxes: Vec<BoxNumber>) -> Self {
        self.reason = Some(reason);
        self.boxes = boxes;
        self
    }

    /// The exit status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Whether it is that the keystore may not be written.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// The message alone.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// As the object that `--json` writes.
    pub fn to_json(&self) -> Value {
        let mut object = json!({
            "error": self.message,
            "hint": self.hint,
            "exit": self.status as u8,
        });
        if let Some(reason) = self.reason {
            object["reason"] = reason.as_str().into();
            object["boxes"] = numbers(&self.boxes);
        }
        object
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// Box numbers as JSON.
pub fn numbers(boxes: &[BoxNumber]) -> Value {
    boxes.iter().map(|number| number.get()).collect()
}

/// Public input, quoted for a message: control characters escaped, and digits masked where there
/// are five or more with no word between them, since what a person mistypes may be a code.
pub fn quoted(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    let mut digits = 0;
    let masks = text.chars().any(|c| {
        if c.is_numeric() {
            digits += 1;
        } else if c == '/' || c.is_alphabetic() && Digit::from_char(c).is_none() {
            digits = 0;
        }
        digits >= 5
    });
    let shown: String = text
        .chars()
        .take(200)
        .map(|c| if masks && c.is_numeric() { '…' } else { c })
        .flat_map(char::escape_debug)
        .collect();
    format!("\"{}\"", shown.replace("\\'", "'"))
}

/// Boxes in words: "box 7", "boxes 7 and 9", "boxes 1, 2 and 16".
pub fn boxes_in_words(boxes: &[BoxNumber]) -> String {
    let mut numbers: Vec<String> = Vec::with_capacity(boxes.len());
    let follows = |pair: &[BoxNumber]| pair[0].get() + 1 == pair[1].get();
    let mut rest = boxes;
    while let Some((first, others)) = rest.split_first() {
        let in_a_row = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
        if in_a_row >= MANY_IN_A_ROW {
            numbers.push(format!("{first} to {}", rest[in_a_row - 1]));
            rest = &rest[in_a_row..];
        } else {
            numbers.push(first.to_string());
            rest = others;
        }
    }
    match &numbers[..] {
        [] => String::from("no box"),
        [one] if boxes.len() == 1 => format!("box {one}"),
        [several] => format!("boxes {several}"),
        [most @ .., last] => format!("boxes {} and {last}", most.join(", ")),
    }
}

/// From how many boxes in a row on only the first and the last are named.
const MANY_IN_A_ROW: usize = 5;

/// What changes, in words: "box 7: a wrong digit; boxes 1 and 2: exchanged".
pub fn changes_in_words(changes: &[Change]) -> String {
    let mut reasons: Vec<(Vec<BoxNumber>, String)> = Vec::new();
    for change in changes {
        let why = change.to_string();
        match reasons.iter_mut().find(|(_, known)| *known == why) {
            Some((boxes, _)) => boxes.push(change.number),
            None => reasons.push((vec![change.number], why)),
        }
    }
    let words: Vec<String> =
        reasons.iter().map(|(boxes, why)| format!("{}: {why}", boxes_in_words(boxes))).collect();
    words.join("; ")
}

// What commands refuse.

/// There is no account, or no keystore yet.
pub fn no_account() -> Failure {
    Failure::new(Status::NoAccount, "there is no account here yet")
        .hint("create one with `collab init`, or bring one back with `collab restore`")
}

/// There is no account of this name.
pub fn no_such_account(name: &Name) -> Failure {
    Failure::new(Status::NoAccount, format!("there is no account named {}", quoted(name.as_str())))
        .hint("see `collab accounts`")
}

/// There are accounts, and none of them is the default.
pub fn no_default() -> Failure {
    Failure::new(Status::NoAccount, "no account is the default")
        .hint("choose one with `collab use NAME`, or name it with `--account NAME`")
}

/// A name belongs to another account.
pub fn name_taken(name: &Name) -> Failure {
    let message = format!("there is another account named {} here", quoted(name.as_str()));
    Failure::new(Status::OtherAccount, message)
        .hint("choose another name; `collab accounts` lists what is here")
}

/// An account can't be added under this name.
pub fn conflict(conflict: &Conflict, name: &Name) -> Failure {
    match conflict {
        Conflict::NameTaken => name_taken(name),
        Conflict::AlreadyHere(here) => {
            Failure::new(Status::OtherAccount, format!("this account is here already, as {here}"))
                .hint("see `collab accounts`")
        }
    }
}

/// A text is no name.
pub fn not_a_name(text: &str) -> Failure {
    Failure::new(Status::Usage, format!("{} can't be a name", quoted(text)))
        .hint("a name has 1 to 32 of a-z, 0-9 and -, begins with a letter and does not end with -")
}

/// A good code, of another account than the one expected.
pub fn other_account(actual: &Identity, expected: &str) -> Failure {
    let message = format!("this is a good code, but of another account: {actual}");
    Failure::new(Status::OtherAccount, message)
        .hint(format!("expected was {expected}; look for the sheet that carries it"))
}

/// A confirmation is needed, and this is how a script gives it.
pub fn needs_confirmation(what: &str, flag: &str) -> Failure {
    Failure::new(Status::NeedsPerson, format!("{what} needs a confirmation, and nobody is there"))
        .hint(format!("a script confirms with `{flag}`"))
}

/// A damaged code that may not be used here.
pub fn damaged(changes: &[Change], message: String, hint: &str) -> Failure {
    let boxes = changes.iter().map(|change| change.number).collect();
    Failure::new(Status::NotACode, message).hint(hint).about_code(Reason::NoMatch, boxes)
}

/// A saved code that is to be relied on, and is damaged.
pub fn saved_damaged(changes: &[Change]) -> Failure {
    damaged(
        changes,
        format!("the saved code is damaged: {}", changes_in_words(changes)),
        "correct the paper first; `collab print` shows how it should be",
    )
}

/// A damaged code that can have been several, each with the account it opens and what would
/// change: the likeliest first.
pub fn several(readings: &[(Identity, Vec<Change>)]) -> Failure {
    const SHOWN: usize = 3;
    let shown = readings.iter().take(SHOWN);
    let shown: Vec<String> =
        shown.map(|(opens, changes)| format!("{opens} ({})", changes_in_words(changes))).collect();
    let more = if readings.len() > SHOWN { ", or others" } else { "" };
    Failure::new(
        Status::NotACode,
        format!(
            "the code is damaged, and several are as likely to be what it was: they open {}{more}",
            shown.join(", or ")
        ),
    )
    .hint("pin the account with `--expect ID`, which is on the same sheet")
    .about_code(Reason::NoMatch, Vec::new())
}

/// Neither the passphrase nor a recovery code.
pub fn wrong_passphrase() -> Failure {
    Failure::new(Status::WrongSecret, "that does not open the keystore")
        .hint("a recovery code opens it, too; and backup codes restore into another: `collab restore --keystore OTHER-FILE`")
}

/// Standard input is asked for more than once.
pub fn one_standard_input() -> Failure {
    Failure::new(Status::Usage, "standard input can't be two things at once")
        .hint("pipe one of them in, and name a file for the other")
}

/// A text is no recovery code.
pub fn not_a_recovery_code(why: &NotARecoveryCode) -> Failure {
    let why = match why {
        NotARecoveryCode::Count(count) => format!("it has {count} characters instead of 28"),
        NotARecoveryCode::Character(group) => {
            format!("group {group} has a character that none has")
        }
        NotARecoveryCode::Mistyped => String::from("a character is wrong, or two are exchanged"),
    };
    Failure::new(Status::WrongSecret, format!("that is no recovery code: {why}"))
        .hint("compare it with what you saved; nothing was tried and nothing is used up")
}

/// The lock is not the one that was opened.
pub fn locked_anew(keystore: &Keystore) -> Failure {
    let file = quoted(keystore.path().to_string_lossy());
    Failure::new(
        Status::Busy,
        format!("the keystore {file} was locked anew by another process meanwhile"),
    )
    .hint("nothing was changed; try again with the passphrase that it has now")
}

/// There is not enough memory to try a passphrase.
pub fn out_of_memory() -> Failure {
    Failure::new(Status::Failed, "there is not enough memory to try a passphrase")
        .hint("it takes as much as the lock says, 256 MiB for one of ours")
}

/// The backup code of an account is not here.
pub fn forgotten(name: &Name) -> Failure {
    Failure::new(
        Status::NoAccount,
        format!("the backup code of {name} was taken off this device on purpose"),
    )
    .hint("it is where you saved it; `collab restore` puts it back here")
}

/// Why a picture gave no code.
pub fn of_scan(error: &ScanError) -> Failure {
    let type_it = "type the boxes instead: without `--image` you are asked for them";
    let (message, hint) = match error {
        ScanError::UnknownFormat => (
            "the picture is no PNG, no JPEG, and no PDF of ours",
            "save it as one of these, or take a screenshot of it",
        ),
        ScanError::TooLarge => (
            "the picture is over the limit of 64 MiB, or of 64 megapixels",
            "cut out the part with the QR code, or make it smaller",
        ),
        ScanError::Damaged => ("the picture is damaged", type_it),
        ScanError::NoCode => (
            "no QR code was found in the picture",
            "take it again, sharp and without shadows, the whole square and the white around it; \
             or type the boxes",
        ),
        ScanError::Foreign => {
            ("the QR code in the picture is no backup code", "take a picture of the sheet's")
        }
        ScanError::Several => (
            "there are several backup codes in the picture",
            "take a picture of the one that you mean",
        ),
        ScanError::ForeignPdf => (
            "only a PDF that `collab print --sheet` made can be read, as it was made",
            "make a picture of this one, such as a screenshot, as PNG or JPEG",
        ),
        ScanError::Blank => ("the boxes of this sheet are empty", "name a picture of a full one"),
    };
    Failure::new(Status::NotACode, message).hint(hint)
}

// What the library reports.

/// What the keystore could not do.
pub fn of_keystore(error: keystore::Error, keystore: &Keystore) -> Failure {
    use keystore::Error;
    let file = quoted(keystore.path().to_string_lossy());
    let shown = |path: &Path| quoted(path.to_string_lossy());
    let recover = "the backup code brings an account back: `collab restore --keystore OTHER-FILE`";
    match error {
        Error::Missing => no_account(),
        Error::Sealed => {
            Failure::new(Status::NeedsPerson, format!("the keystore {file} is locked"))
                .hint("give the passphrase with `--passphrase-file FILE`")
        }
        Error::WrongSecret => wrong_passphrase(),
        Error::Forgotten => {
            Failure::new(Status::NoAccount, "the backup code was taken off this device on purpose")
                .hint("it is where you saved it; `collab restore` puts it back here")
        }
        Error::NoSuchAccount(_) => Failure::new(Status::NoAccount, "there is no such account")
            .hint("see `collab accounts`"),
        Error::NotPrivate { mode } => Failure::new(
            Status::Keystore,
            format!("others may read or change the keystore {file} (its mode is {mode:04o})"),
        )
        .hint(format!("make it yours alone with `chmod 600 {file}`")),
        Error::ForeignOwner => {
            Failure::new(Status::Keystore, format!("the keystore {file} belongs to another user"))
                .hint("run collab as that user, or name your own file with `--keystore FILE`")
        }
        Error::ForeignFolder { folder } => Failure::new(
            Status::Keystore,
            format!("the folder {} of the keystore belongs to another user", shown(&folder)),
        )
        .hint("run collab without sudo, or name your own file with `--keystore FILE`"),
        Error::SharedFolder { folder } => Failure::new(
            Status::Keystore,
            format!("others may put files into the folder {} of the keystore", shown(&folder)),
        )
        .hint(format!("make it yours alone with `chmod go-w {}`", shown(&folder))),
        Error::NotAFile(kind) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is {}, not a file", kind_of_file(kind)),
        )
        .hint("name the file itself with `--keystore FILE`"),
        Error::LongName => Failure::new(
            Status::Failed,
            format!("the name of the keystore {file} leaves no room for the files beside it"),
        )
        .hint(format!(
            "name one of at most {} bytes with `--keystore FILE`",
            keystore::LONGEST_NAME
        )),
        Error::ForeignLock { path } => Failure::new(
            Status::Keystore,
            format!("the lock file {} is not a file of yours", shown(&path)),
        )
        .hint("look at what it is, and move it away"),
        Error::Damaged(damage) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is damaged: {}", damage_in_words(&damage)),
        )
        .hint(format!("it was left as it is; {recover}")),
        Error::Newer { version } => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is of version {version}, which is newer than this collab"),
        )
        .hint("use a newer collab"),
        Error::TooLarge => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is, or would be, over the limit of 16 MiB"),
        )
        .hint(recover),
        Error::Busy => {
            Failure::new(Status::Busy, format!("the keystore {file} is in use by another process"))
                .hint("try again when that process has ended")
        }
        Error::ReadOnly => Failure {
            is_read_only: true,
            ..Failure::new(
                Status::Failed,
                format!("the keystore {file} can't be written: it is read-only"),
            )
            .hint("nothing was changed; use another place with `--keystore FILE`")
        },
        Error::Io { doing, source } => Failure::new(
            Status::Failed,
            format!("the keystore {file} was left as it was: {doing} failed: {source}"),
        )
        .hint("put that right and try again, or use another place with `--keystore FILE`"),
        Error::NotDurable { source } => Failure::new(
            Status::Failed,
            format!("the keystore {file} was changed, but may not survive a power cut: {source}"),
        )
        .hint("see `collab accounts`, and run `sync`"),
    }
}

fn kind_of_file(kind: FileKind) -> &'static str {
    match kind {
        FileKind::SymbolicLink => "a symbolic link",
        FileKind::Folder => "a folder",
        FileKind::Fifo => "a named pipe",
        FileKind::Device => "a device",
        FileKind::Socket => "a socket",
        FileKind::Other => "something else",
    }
}

fn damage_in_words(damage: &Damage) -> String {
    match damage {
        Damage::NotAKeystore => String::from("it does not begin as a keystore does"),
        Damage::Checksum => String::from("its checksum is wrong, so it was cut short or altered"),
        Damage::Line(line) => format!("line {line} says what no keystore says"),
        Damage::Seal => String::from("it was altered after it was locked"),
        Damage::Code(name) => format!("what it holds for {name} is not that account's code"),
        Damage::Unsteady => String::from("it reads differently from how it was written"),
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Entropy(error) => error.into(),
            LockError::NoLock => {
                Self::new(Status::Busy, "another process took the passphrase away meanwhile")
                    .hint("nothing was changed; `collab passphrase set` sets one again")
            }
        }
    }
}

impl From<NotACode> for Failure {
    fn from(NotACode { error, lookalike }: NotACode) -> Self {
        let (message, advice) = match (&error, lookalike) {
            (_, Some(lookalike)) => in_other_words(lookalike),
            (ReadError::Empty, _) => (
                String::from("there is no code: nothing was given"),
                "a backup code has 80 digits, in 16 boxes of 5",
            ),
            (ReadError::TooLarge, _) => (
                format!("that is no backup code: it is longer than {LIMIT} bytes"),
                "give the code alone: 80 digits, in 16 boxes of 5",
            ),
            (ReadError::Characters { place, kind }, _) => {
                let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
                (
                    format!("{place}{}", kind_in_words(*kind)),
                    "a code has digits only; write ? for one that can't be read",
                )
            }
            (ReadError::Labels(fault), _) => (
                fault_in_words(*fault),
                "a label such as `5:` names the boxes that follow it; leave labels out if in doubt",
            ),
            (ReadError::Count { digits, boxes }, _) => {
                let there = if *digits == 1 {
                    String::from("there is 1 digit")
                } else {
                    format!("there are {digits} digits")
                };
                let odd = match &boxes[..] {
                    [] => String::new(),
                    [one] => format!("; look at box {one}"),
                    boxes => format!("; look at {}", boxes_in_words(boxes)),
                };
                (
                    format!("{there}, and a backup code has 80{odd}"),
                    "write ? for each digit that can't be read, and ? alone for a whole box",
                )
            }
        };
        Failure::new(Status::NotACode, message)
            .hint(advice)
            .about_code(error.reason(), error.boxes())
    }
}

fn kind_in_words(kind: Foreign) -> &'static str {
    match kind {
        Foreign::Letter => "a letter that stands for no digit",
        Foreign::Colon => "a colon, which only ends a label such as `5:`",
        Foreign::Control => "a control character",
        Foreign::Symbol => "a character that does not belong in a code",
        Foreign::NotUtf8 => "that is no text: it is not UTF-8",
        Foreign::NotUtf16 => "that is no text: it begins like UTF-16 and goes on otherwise",
    }
}

fn fault_in_words(fault: LabelFault) -> String {
    match fault {
        LabelFault::NoSuchBox => String::from("a label names a box that no code has"),
        LabelFault::Unlabelled => String::from("there are digits before the first label"),
        LabelFault::Twice(number) => format!("two labels lead to box {number}"),
        LabelFault::Ragged(number) => {
            format!("the digits after the label of box {number} are no whole boxes, or too many")
        }
    }
}

fn in_other_words(lookalike: Lookalike) -> (String, &'static str) {
    let (seems, advice) = match lookalike {
        Lookalike::Identity => (
            "an account's identity, which is public",
            "the backup code is the 80 digits on the same sheet; to pin an identity use `--expect`",
        ),
        Lookalike::Words => (
            "a recovery phrase of words",
            "that belongs to another program; a backup code has 80 digits",
        ),
        Lookalike::Text => {
            ("ordinary text", "give the code alone, or its rows with labels such as `5:`")
        }
        Lookalike::Hexadecimal => {
            ("a key in hexadecimal", "that belongs to another program; a backup code has 80 digits")
        }
        Lookalike::PrivateKey => {
            ("a private key of another program", "keep it secret; a backup code has 80 digits")
        }
        Lookalike::SshPublicKey => {
            ("an SSH public key", "a backup code has 80 digits, in 16 boxes of 5")
        }
        Lookalike::Json => (
            "JSON, perhaps a keystore",
            "give the code alone, or name a keystore with `--keystore`",
        ),
        Lookalike::Picture => ("a picture or a PDF", "type the 80 digits, or paste them as text"),
        Lookalike::TerminalOutput => (
            "output captured from a terminal",
            "get the digits with `collab print --digits` into a pipe, or type them",
        ),
        Lookalike::OtherVersion => {
            ("a sheet of another version of the format", "look for a newer collab")
        }
        Lookalike::SeveralCodes => ("several backup codes", "give one code alone"),
    };
    (format!("that is no backup code; it looks like {seems}"), advice)
}

impl From<NoExplanation> for Failure {
    fn from(error: NoExplanation) -> Self {
        if let Some(uneven) = error.uneven {
            return NotACode { error: uneven, lookalike: None }.into();
        }
        let failure = match error.reason {
            Reason::Unreadable => Failure::new(
                Status::NotACode,
                "too much of the code can't be read: more than one code fits",
            )
            .hint("any 12 boxes are enough; fill in what you can read of the others"),
            _ => Failure::new(
                Status::NotACode,
                "the code does not check, and can't be mended as it stands",
            )
            .hint(
                "compare every box, and the order of the rows, with the paper; write ? for what you \
                 are not sure of; `--expect ID` lets more be mended",
            ),
        };
        failure.about_code(error.reason, error.boxes)
    }
}

impl From<Undiagnosed> for Failure {
    fn from(error: Undiagnosed) -> Self {
        match error {
            Undiagnosed::NoExplanation(nothing) => nothing.into(),
            Undiagnosed::Ended => {
                Self::new(Status::Interrupted, "interrupted").hint("nothing was changed")
            }
        }
    }
}

impl From<EntropyError> for Failure {
    fn from(_: EntropyError) -> Self {
        Failure::new(
            Status::Failed,
            "the system's random number generator failed, so nothing was created",
        )
        .hint("try again; if it stays so, use another device")
    }
}

impl From<PrinterError> for Failure {
    fn from(error: PrinterError) -> Self {
        let message = match error {
            PrinterError::NoPrinting => String::from("there is no `lp` here to print with"),
            PrinterError::Failed(source) => format!("`lp` can't be used: {source}"),
            PrinterError::Refused(said) => format!("`lp` printed nothing: {}", quoted(said)),
        };
        Self::new(Status::Failed, message)
            .hint("make a file of it with `collab print --sheet FILE.pdf`")
    }
}

impl From<ClipboardError> for Failure {
    fn from(error: ClipboardError) -> Self {
        let message = match error {
            ClipboardError::None => {
                String::from("there is no clipboard here, so nothing was copied")
            }
            ClipboardError::Unreachable => {
                String::from("the display does not answer, so nothing was copied")
            }
            ClipboardError::Refused => {
                String::from("the display did not let us have its clipboard, so nothing was copied")
            }
            ClipboardError::Start(source) => {
                format!(
                    "the process that holds the clipboard did not start, so nothing was copied: {source}"
                )
            }
            ClipboardError::Ended => {
                String::from("the process that holds the clipboard ended, so nothing was copied")
            }
            ClipboardError::Silent => {
                String::from("the clipboard did not answer in time, so nothing was copied")
            }
            ClipboardError::Terminal(source) => {
                format!("the terminal can't be written to: {source}")
            }
        };
        Failure::new(Status::Failed, message)
            .hint("print the code instead, which is safer anyway: `collab print`")
    }
}

impl From<Unanswered> for Failure {
    fn from(error: Unanswered) -> Self {
        match error {
            Unanswered::NoPerson => {
                Failure::new(Status::NeedsPerson, "a person is needed, and there is no terminal")
                    .hint("run it on a terminal, without `--no-input` and `--json`")
            }
            Unanswered::Left => {
                Failure::new(Status::Interrupted, "interrupted, so nothing was changed")
            }
            Unanswered::Failed(error) => {
                Failure::new(Status::Failed, format!("the terminal failed: {error}"))
                    .hint("try again with `--plain`")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_boxes_in_a_row_are_named_by_the_first_and_the_last() {
        for (numbers, words) in [
            (&[][..], "no box"),
            (&[7], "box 7"),
            (&[7, 8], "boxes 7 and 8"),
            (&[1, 2, 3, 4], "boxes 1, 2, 3 and 4"),
            (&[1, 2, 3, 4, 5], "boxes 1 to 5"),
            (&[1, 3, 4, 5, 6, 7, 16], "boxes 1, 3 to 7 and 16"),
        ] {
            let boxes: Vec<BoxNumber> =
                numbers.iter().map(|&n| BoxNumber::new(n).expect("1 to 16")).collect();
            assert_eq!(boxes_in_words(&boxes), words);
        }
    }
}
