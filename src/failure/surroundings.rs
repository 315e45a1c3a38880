//! Failures of the surroundings: pictures, the printer, the clipboard, the terminal.

use std::io::ErrorKind;

use super::{Failure, Status, quoted, system_words};
use crate::paper::scan::{ScanError, TEXT};
use crate::ui::Unanswered;
use crate::ui::clipboard::ClipboardError;
use crate::ui::printer::PrinterError;

/// Reports that no backup code could be read from a picture.
pub(crate) fn of_scan(error: &ScanError) -> Failure {
    let type_it = "type the boxes instead: without `--image` you are asked for them";
    let (message, hint) = match error {
        ScanError::UnknownFormat => (
            "the file is not a picture that collab can read",
            "save it as PNG, JPEG or PDF, or take a screenshot of it",
        ),
        ScanError::OtherFormat(name @ TEXT) => {
            return Failure::new(
                Status::NotACode,
                format!("the file is {name}, which collab can't read"),
            )
            .hint("`--code-file FILE` reads a text");
        }
        ScanError::OtherFormat(name) => {
            return Failure::new(
                Status::NotACode,
                format!("the file is {name}, which collab can't read"),
            )
            .hint("save it as PNG, JPEG or PDF, or take a screenshot of it");
        }
        ScanError::OtherPicture(name) => {
            return Failure::new(
                Status::NotACode,
                format!("the PDF holds a picture in {name}, which collab can't read"),
            )
            .hint("save the page as PNG or JPEG, or take a screenshot of it");
        }
        ScanError::Encrypted => (
            "the PDF is encrypted",
            "open it and take a screenshot of the page, or print it into another PDF",
        ),
        ScanError::TooLarge => (
            "the picture is over the limit of 64 MiB, or of 64 megapixels, or unpacks to too much",
            "cut out the part with the QR code, or make it smaller",
        ),
        ScanError::Damaged => ("the picture is damaged", type_it),
        ScanError::NoCode => (
            "no QR code was found in the picture",
            "take it again, sharp and without shadows, the whole square and the white around it; \
             or type the boxes",
        ),
        ScanError::Foreign => {
            ("the QR code in the picture is not a backup code", "take a picture of the sheet's")
        }
        ScanError::Several => (
            "there are several backup codes in the picture",
            "take a picture of the one that you mean",
        ),
        ScanError::ForeignPdf => (
            "the PDF has no QR code and no backup code in its text",
            "name the PDF of the sheet, or a photo of the paper",
        ),
        ScanError::Blank => (
            "this sheet was made with empty boxes, so it has no QR code",
            "type what was written into them: without `--image` you are asked for it",
        ),
    };
    Failure::new(Status::NotACode, message).hint(hint)
}

impl From<PrinterError> for Failure {
    fn from(error: PrinterError) -> Self {
        let message = match error {
            PrinterError::NoPrinting => String::from("there is no `lp` here to print with"),
            PrinterError::Failed(source) => {
                format!("`lp` can't be used: {}", system_words(&source))
            }
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
                    "the process that holds the clipboard did not start, so nothing was copied: {}",
                    system_words(&source)
                )
            }
            ClipboardError::Ended => {
                String::from("the process that holds the clipboard ended, so nothing was copied")
            }
            ClipboardError::Silent => {
                String::from("the clipboard did not answer in time, so nothing was copied")
            }
            ClipboardError::Terminal(source) => {
                format!("the terminal can't be written to: {}", system_words(&source))
            }
        };
        Failure::new(Status::Failed, message)
            .hint("print the code instead, which is safer anyway: `collab print`")
    }
}

/// The message where a person left a question and nothing had been changed before it.
const INTERRUPTED: &str = "interrupted, so nothing was changed";

impl Failure {
    /// Corrects the message of an interruption that came after a change: after a recovery code had
    /// opened the keystore and a new passphrase had been set, or after any other.
    #[must_use]
    pub(crate) fn after_changes(self, has_new_passphrase: bool, has_changed: bool) -> Self {
        let message = if has_new_passphrase {
            "Stopped. Your new passphrase is set, and your new recovery code has taken the place of the \
             used one. Nothing else was changed."
        } else if has_changed {
            "Stopped. What was already done is kept."
        } else {
            return self;
        };
        if self.status == Status::Interrupted && self.message == INTERRUPTED {
            return Self { message: String::from(message), ..self };
        }
        self
    }
}

impl From<Unanswered> for Failure {
    fn from(error: Unanswered) -> Self {
        match error {
            Unanswered::NoPerson => {
                Failure::new(Status::NeedsPerson, "a person is needed, and there is no terminal")
                    .hint("run it on a terminal, without `--no-input` and `--json`")
            }
            Unanswered::Left => Failure::new(Status::Interrupted, INTERRUPTED),
            Unanswered::Failed(error)
                if cfg!(windows) && error.kind() == ErrorKind::Unsupported =>
            {
                Failure::new(
                    Status::Failed,
                    "this window can't hide what is typed, as Windows Terminal can",
                )
                .hint("open it in Windows Terminal, or name a file that holds the passphrase")
            }
            Unanswered::Failed(error) => Failure::new(
                Status::Failed,
                format!("the terminal failed: {}", system_words(&error)),
            )
            .hint("try again with `--plain`"),
        }
    }
}
