//! Failures of lists of other services' codes. None has a character of the list.

use super::{Failure, Status};
use crate::service_codes::MOST_CODES;
use crate::service_codes::list_reader::{NotAList, OtherCount};

impl From<NotAList> for Failure {
    fn from(reason: NotAList) -> Self {
        let (message, hint) = in_words(reason);
        Self::new(Status::NotACode, message).hint(hint)
    }
}

impl From<OtherCount> for Failure {
    fn from(error: OtherCount) -> Self {
        let counts: Vec<String> = error.possible.iter().map(ToString::to_string).collect();
        let message =
            format!("the list does not have that many codes, but {}", counts.join(" or "));
        Self::new(Status::NotACode, message).hint("look whether the list is whole")
    }
}

const ALONE: &str = "give the codes alone, one a line";

/// Returns the message and the hint.
fn in_words(reason: NotAList) -> (String, &'static str) {
    let (message, hint) = match reason {
        NotAList::Empty => (
            "there is no code",
            "copy the codes from the service's page, or name its file with `--code-file FILE`",
        ),
        NotAList::TooLong => ("that is too long for a list of codes", ALONE),
        NotAList::NotText => ("that is no text", "save the list as plain text"),
        NotAList::Control { line } => {
            return (
                format!("line {line} has a control character"),
                "copy the codes again, or type them",
            );
        }
        NotAList::Direction { line } => {
            return (
                format!("line {line} has a character that turns the direction of writing"),
                "type the codes of that line",
            );
        }
        NotAList::Picture => {
            ("that is a picture or a PDF", "type the codes, or copy the text of the PDF")
        }
        NotAList::Document => ("that is an archive or a document", "copy the text of the document"),
        NotAList::BackupCode => (
            "that is a backup code of collab, which opens an account",
            "keep it on paper; `collab restore` brings the account back from it",
        ),
        NotAList::RecoveryCodes => (
            "these are recovery codes of collab, which open a keystore",
            "keep them away from this device; one must not lie in the keystore that it opens",
        ),
        NotAList::PrivateKey => ("that is a private key", ALONE),
        NotAList::TotpSeed => (
            "that is the key of an authenticator",
            "give the backup codes alone: beside them, it would be the second factor",
        ),
        NotAList::Json => ("that is JSON, and no list of texts", "copy the codes from it"),
        NotAList::PasswordColumn => (
            "that has a column of passwords",
            "give the backup codes alone; passwords belong in a password manager",
        ),
        NotAList::Logins => {
            ("that has an e-mail address beside each code, as lists of logins have", ALONE)
        }
        NotAList::RoundedNumbers => (
            "a spreadsheet rounded the codes, and their last digits are lost",
            "copy the codes from the service's page",
        ),
        NotAList::Masked => {
            ("the codes are hidden behind dots", "show them on the service's page, then copy them")
        }
        NotAList::OtherAlphabet => (
            "the codes are written in another alphabet, or with full-width digits",
            "copy the codes from the service's page",
        ),
        NotAList::OtherDashes => (
            "the hyphens in the codes were replaced by dashes",
            "copy the codes from the service's page",
        ),
        NotAList::NumberedFromZero => {
            ("the numbers before the codes begin at 0", "give the codes without numbers")
        }
        NotAList::TooManyCodes { codes } => {
            return (
                format!("these are {codes} codes, and a list has at most {MOST_CODES}"),
                "give one list alone",
            );
        }
        NotAList::TwoShapes => (
            "the codes have two lengths or shapes",
            "look whether these are two lists, or some codes are damaged",
        ),
        NotAList::SeveralLists => ("there are several lists", "give one list alone"),
        _ => ("no line is a code", "a code has 6 to 64 letters, digits and `-_.+/=`, one a line"),
    };
    (String::from(message), hint)
}
