//! Failures of backup codes that nothing confirms, or that open another account than the intended
//! one.
//!
//! Of an uncertain correction, a message names only the boxes: no digit of it, and no part of the
//! identity that it would open.

use super::named_boxes::Layout;
use super::not_a_code::NO_CORRECTION;
use super::{Failure, Status};
use crate::account::Identity;
use crate::code::BoxNumber;
use crate::code::reading::Reason;

const FROM_THE_PAPER: &str = "run `collab restore` on a terminal: it asks for the end of the \
    identity on your paper; or give the whole identity with `--expect ID`";

/// Reports a backup code whose correction in these boxes is uncertain. `readings` is the number of
/// equally likely corrections; 0 means that none was found without an identity.
pub(crate) fn uncertain(
    boxes: Vec<BoxNumber>,
    layout: Layout,
    is_only_unread: bool,
    readings: usize,
) -> Failure {
    let named = layout.boxes_in_words(&boxes);
    let message = match readings {
        0 if boxes.is_empty() => String::from(
            "the boxes do not fit together, and no likely correction was found without the \
             identity",
        ),
        0 => {
            format!("{named} can't be read, and the code can't be worked out without the identity")
        }
        1 if is_only_unread => format!(
            "{named} can't be read, so one more wrong digit would open a different, empty account, \
             and collab could not tell"
        ),
        1 => format!(
            "the boxes do not fit together, and any correction would be uncertain; look at {named}"
        ),
        _ => String::from(
            "the boxes do not fit together, and several corrections are equally likely",
        ),
    };
    Failure::new(Status::NotACode, message).hint(FROM_THE_PAPER).about_code(Reason::NoMatch, boxes)
}

/// Reports that no correction opens the intended account; `boxes` are those that don't fit.
pub(crate) fn no_correction(boxes: Vec<BoxNumber>) -> Failure {
    Failure::new(Status::NotACode, "the boxes do not fit together")
        .about_code(Reason::NoMatch, boxes)
}

/// Reports a text with several backup codes: `codes` of them are valid, and none opens the expected
/// account.
pub(crate) fn none_of_several(codes: usize) -> Failure {
    let message = match codes {
        1 => String::from(
            "the whole backup code in the text is another account's, and the text has more digits",
        ),
        codes => format!("none of the {codes} backup codes in the text is the expected account's"),
    };
    Failure::new(Status::OtherAccount, message)
        .hint(
            "split the text and give the expected account's backup code alone; compare `--expect \
             ID` with the sheet",
        )
        .about_code(Reason::Count, Vec::new())
}

/// Reports a valid backup code beside identities that all belong to other accounts.
pub(crate) fn other_than_written(actual: &Identity, written: &[&str]) -> Failure {
    let named = match written {
        [one] => format!("the identity beside it is {one}"),
        several => format!("the identities beside it are {}", several.join(" and ")),
    };
    Failure::new(Status::OtherAccount, format!("this code opens {actual}, but {named}")).hint(
        format!(
            "find the sheet that both stand on; if you are sure of the code, add `--expect \
             {actual}`"
        ),
    )
}

impl Failure {
    /// Adds that no correction opens the account that `--expect` names.
    #[must_use]
    pub(crate) fn of_expected(mut self) -> Self {
        self.opens_none(", and no correction opens the expected account");
        self.hint(
            "compare every box with the paper, and the identity with the sheet (in CI, set the secret \
             again)",
        )
    }

    /// Ends the message with this, in the place of "no correction was found".
    fn opens_none(&mut self, end: &str) {
        let length = self.message.trim_end_matches(NO_CORRECTION).len();
        self.message.truncate(length);
        self.message.push_str(end);
    }

    /// Adds that no correction opens the account whose identity is written beside the backup code.
    #[must_use]
    pub(crate) fn of_written(mut self) -> Self {
        self.opens_none(", and no correction opens the account named beside it");
        self.hint(
            "compare every box and the identity with the paper; if the identity beside the code is \
             another account's, name the right one with `--expect ID`",
        )
    }
}
