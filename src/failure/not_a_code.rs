//! Failures of texts that are not a backup code, and of damaged backup codes that must not be used.

use super::named_boxes::{Layout, boxes_in_words};
use super::{Failure, Status};
use crate::code::mend::{Change, NoExplanation, Undiagnosed};
use crate::code::reading::{
    DigitPosition, Foreign, LIMIT, LabelFault, Lookalike, NotACode, ReadError, Reason,
};
use crate::code::{BOX_DIGITS, DIGITS, EntropyError, ROW_BOXES};

/// The hint where a text holds several backup codes.
const CHOOSE: &str = "give one backup code alone, or choose one by its identity with `--expect ID`";

/// The most digits of a text that is the beginning of a code rather than a code with digits left out:
/// a row of boxes is missing, which a code can't be worked out without.
const FEW_DIGITS: usize = DIGITS - ROW_BOXES * BOX_DIGITS;

/// Reports a damaged backup code where only an undamaged one may be used.
pub(crate) fn damaged(changes: &[Change], message: String, hint: &str) -> Failure {
    let boxes = changes.iter().map(|change| change.number).collect();
    Failure::new(Status::NotACode, message).hint(hint).about_code(Reason::NoMatch, boxes)
}

/// Reports that a saved backup code is damaged, where the person is about to rely on it.
pub(crate) fn saved_damaged(changes: &[Change], layout: Layout) -> Failure {
    damaged(
        changes,
        format!("the saved code does not match: {}", layout.changes_in_words(changes)),
        "check your typing; if what you saved says the same, correct it: `collab print` shows the \
         right digits",
    )
}

/// Reports a recovery code where a backup code is needed.
pub(crate) fn recovery_code_for_a_backup_code(not_a_code: &NotACode) -> Failure {
    Failure::new(Status::NotACode, "that is a recovery code, not a backup code")
        .hint(
            "type it where collab asks for the passphrase: `collab passphrase set`; the backup code \
             is the 80 digits on your paper",
        )
        .about_code(not_a_code.error.reason(), Vec::new())
}

impl From<NotACode> for Failure {
    fn from(error: NotACode) -> Self {
        not_a_code(error, Layout::Boxes)
    }
}

/// Reports that a text of this layout is not a backup code.
pub(crate) fn not_a_code(not_a_code: NotACode, layout: Layout) -> Failure {
    let NotACode { error, lookalike } = not_a_code;
    let (message, advice) = match (&error, lookalike) {
        (_, Some(lookalike)) => in_other_words(lookalike),
        (ReadError::Empty, _) => (
            String::from("no backup code was given"),
            "a backup code has 80 digits, in 16 boxes of 5",
        ),
        (ReadError::TooLarge, _) => (
            format!("that is not a backup code: it is longer than {LIMIT} bytes"),
            "give the code alone: 80 digits, in 16 boxes of 5",
        ),
        (ReadError::Characters { position, line, kind }, _) => (
            characters_in_words(*position, *line, *kind, layout),
            "a code has digits only; write ? for one that can't be read",
        ),
        (ReadError::Labels(fault), _) => (
            fault_in_words(*fault),
            "a label such as `5:` names the boxes that follow it; leave labels out if in doubt",
        ),
        (ReadError::SeveralCodes { codes: 1, beside }, _) => (
            format!("the text has a backup code, and {beside} more digits that may be another one"),
            CHOOSE,
        ),
        (ReadError::SeveralCodes { codes, .. }, _) => {
            (format!("there are {codes} backup codes in the text"), CHOOSE)
        }
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
            let advice = if *digits <= FEW_DIGITS {
                "give the whole code (in CI, set the secret again); write ? only for digits that \
                 can't be read"
            } else {
                "write ? for each digit that can't be read, and ? alone for a whole box"
            };
            (format!("{there}, but a backup code has 80{odd}"), advice)
        }
    };
    Failure::new(Status::NotACode, message).hint(advice).about_code(error.reason(), error.boxes())
}

/// Describes a foreign character by its box, if everything before it is boxes, and by its line
/// otherwise.
fn characters_in_words(
    position: Option<DigitPosition>,
    line: Option<usize>,
    kind: Foreign,
    layout: Layout,
) -> String {
    match (position, line, kind) {
        (Some(DigitPosition { number: Some(number), digit, .. }), _, _)
            if layout == Layout::OneRun =>
        {
            let position = number.index() * BOX_DIGITS + digit;
            format!("digit {position} of 80: {}", kind_in_words(kind))
        }
        (Some(position), _, _) => format!("{position}: {}", kind_in_words(kind)),
        (None, Some(line), Foreign::Letter) => format!("line {line} is not part of a code"),
        (None, Some(line), _) => format!("line {line}: {}", kind_in_words(kind)),
        (None, None, _) => String::from(kind_in_words(kind)),
    }
}

fn kind_in_words(kind: Foreign) -> &'static str {
    match kind {
        Foreign::Letter => "that is not part of a code",
        Foreign::Control => "a control character",
        Foreign::NotUtf8 => "that is not text: it is not UTF-8",
        Foreign::NotUtf16 => "that is not text: it begins like UTF-16 and then is not",
    }
}

fn fault_in_words(fault: LabelFault) -> String {
    match fault {
        LabelFault::NoSuchBox => String::from("a label names a box that does not exist"),
        LabelFault::Unlabeled => String::from("there are digits before the first label"),
        LabelFault::Twice(number) => format!("two labels name box {number}"),
        LabelFault::Ragged(number) => {
            format!(
                "the digits after the label of box {number} do not fill whole boxes, or are too \
                 many"
            )
        }
    }
}

fn in_other_words(lookalike: Lookalike) -> (String, &'static str) {
    let (seems, advice) = match lookalike {
        Lookalike::Identity => (
            "an account's identity, which is public",
            "the backup code is the 80 digits on the same sheet; to pin an identity use `--expect`",
        ),
        Lookalike::RecoveryPhrase => (
            "a recovery phrase of words",
            "that belongs to another program; a backup code has 80 digits",
        ),
        Lookalike::Text => {
            ("ordinary text", "give the code alone, or its rows with labels such as `5:`")
        }
        Lookalike::Hexadecimal => {
            ("a key in hexadecimal", "that belongs to another program; a backup code has 80 digits")
        }
        Lookalike::AgeKey => (
            "a private key of age",
            "a backup code has 80 digits; that key is for `age -i`, and stays secret",
        ),
        Lookalike::SshPrivateKey => {
            ("a private key of SSH", "keep it secret; a backup code has 80 digits")
        }
        Lookalike::PrivateKey => {
            ("a private key of another program", "keep it secret; a backup code has 80 digits")
        }
        Lookalike::Token => (
            "an access token of a service",
            "keep it secret, and see which secret is given here; a backup code has 80 digits",
        ),
        Lookalike::SshPublicKey => {
            ("an SSH public key", "a backup code has 80 digits, in 16 boxes of 5")
        }
        Lookalike::Json => (
            "JSON, perhaps a keystore",
            "give the code alone, or name a keystore with `--keystore`",
        ),
        Lookalike::Picture => (
            "a picture or a PDF",
            "read the picture of a sheet with `--image FILE`, or type the 80 digits",
        ),
        Lookalike::TerminalOutput => (
            "output captured from a terminal",
            "get the digits with `collab print --digits` into a pipe, or type them",
        ),
        Lookalike::OtherVersion => ("a sheet of another version of the format", "update collab"),
        Lookalike::Dump => (
            "a dump of a file's bytes",
            "give the file itself with `--code-file FILE`; `xxd -r` turns a dump of `xxd` back",
        ),
        Lookalike::Spreadsheet => (
            "numbers that a spreadsheet rounded",
            "their last digits are lost; read the code from where it was copied",
        ),
        Lookalike::Base64 => (
            "a backup code in base64",
            "save it as the 80 digits, or put `base64 -d |` before the `collab` that reads it",
        ),
        Lookalike::HexadecimalCode => (
            "a backup code in hexadecimal",
            "save it as the 80 digits, or put `xxd -r -p |` before the `collab` that reads it",
        ),
        Lookalike::MaskedSecret => {
            ("a masked secret", "hand over the secret itself: CI systems write stars in its place")
        }
        Lookalike::VariableName => (
            "the name of a variable instead of its value",
            "a shell replaces it only outside single quotes; `printenv NAME` prints the value",
        ),
        Lookalike::SeveralCodes => ("several backup codes", "give one code alone"),
    };
    (format!("that is not a backup code; it looks like {seems}"), advice)
}

/// The end of the message where no code explains what was read.
pub(super) const NO_CORRECTION: &str = ", and no correction was found";

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
                format!("the boxes do not fit together{NO_CORRECTION}"),
            )
            .hint(
                "compare every box, and the order of the rows, with the paper; write ? where you \
                 are not sure; with `--expect ID` collab can correct more",
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::code::reading::read;

    proptest! {
        #[test]
        fn no_five_digits_of_a_refused_text_are_in_the_message(
            text in "([0-9]{5,9}[ a-z:?_\u{1b}½-]{0,3}){0,30}|\\PC{0,200}",
        ) {
            if let Err(error) = read(text.as_bytes()) {
                let told = Failure::from(error).to_string();
                let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
                for five in digits.windows(5) {
                    let five: String = five.iter().collect();
                    prop_assert!(!told.contains(&five));
                }
            }
        }
    }
}
