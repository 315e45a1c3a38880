//! What a sheet says, in words for someone who has never heard of `collab`.

use super::Sheet;

/// A paragraph with its heading.
pub(super) struct Part {
    pub(super) heading: &'static str,
    pub(super) text: &'static str,
}

/// What is said once, in the last line.
pub(super) const NOBODY: &str = "Nobody ever has a reason to ask you for this.";

/// What a sheet with empty boxes alone says: `scan` knows it by that.
macro_rules! for_blank {
    () => {
        "The sixteen boxes are for the digits that collab print shows"
    };
}
pub(super) const FOR_BLANK: &str = for_blank!();

/// What the sheet is called.
pub(super) fn title(sheet: &Sheet<'_>) -> String {
    format!("Backup code of {}", sheet.name)
}

/// When it was made, and in which format. The words "backup code 1" tell `collab` that the text
/// around the boxes is a sheet's.
pub(super) fn made(sheet: &Sheet<'_>) -> String {
    let guessed = if sheet.is_guessed { ". The account is a guess: not confirmed" } else { "" };
    format!("Made {} in the format backup code 1{guessed}", sheet.day)
}

/// What stands before the boxes.
pub(super) fn before(sheet: &Sheet<'_>) -> [Part; 2] {
    let what = if sheet.code.is_some() {
        "The sixteen boxes are the only key to an account that no company keeps, in a program called \
         collab. Whoever has them has the account. Nobody can reset it: without them, and without a \
         device that still has the account, it is gone for ever."
    } else {
        concat!(
            for_blank!(),
            ", five in each. They are the only key to an account that no company keeps, in a program \
             called collab. Whoever has them has the account; without them, and without a device that \
             still has it, it is gone for ever."
        )
    };
    [
        Part { heading: "What this is", text: what },
        Part {
            heading: "What to do with it",
            text: "If it is yours, keep it in another building than your devices, dry and out of \
                   sight, and make sure that your heirs will find it. If you found it, give it \
                   back unread, or put it back where it was.",
        },
    ]
}

/// What stands after the boxes, on a sheet with a QR code or without.
pub(super) fn after(sheet: &Sheet<'_>, has_square: bool) -> [Part; 2] {
    let how = if sheet.code.is_some() && !has_square {
        "Install collab, run collab restore, and type the boxes. Type ? for what can't be read: any \
         four boxes may be missing. From time to time, collab check tells whether this sheet is \
         still good."
    } else if sheet.code.is_some() {
        "Install collab, run collab restore, and type the boxes; or take a picture of the square and \
         run collab restore --image PICTURE. Type ? for what can't be read: any four boxes may be \
         missing. From time to time, collab check tells whether this sheet is still good."
    } else {
        "Install collab, run collab restore, and type the boxes. Type ? for what can't be read: any \
         four boxes may be missing. Once they are written, collab check tells whether they are right."
    };
    [
        Part { heading: "To bring the account back", text: how },
        Part {
            heading: "Without collab",
            text: "The account is the Ed25519 key whose seed is HKDF-SHA256 of the 80 digits in \
                   ASCII, with the salt \"collab backup code v1\" and the info \
                   \"collab/v1/identity/ed25519\". How the boxes check and complete each other is \
                   specified in docs/backup-code.md of collab's source.",
        },
    ]
}
