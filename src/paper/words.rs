//! The text of a sheet, for someone who has never heard of `collab`.

use super::Sheet;

/// A paragraph with its heading.
pub(super) struct Part {
    pub(super) heading: &'static str,
    pub(super) text: String,
}

/// The last line of a sheet.
pub(super) const NOBODY: &str = "Never give this code to anyone, whoever asks.";

/// The words that only a sheet with empty boxes has, by which `scan` recognizes it.
pub(super) const FOR_BLANK: &str = "The sixteen boxes are for the digits that collab print shows";

/// Returns the address of `collab` and of the specification of its codes: the repository in the
/// manifest, or the crate if the manifest names none.
fn source() -> String {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => format!("the crate {} in cargo's registry", env!("CARGO_PKG_NAME")),
        address => address.to_owned(),
    }
}

/// Returns the title of the sheet.
pub(super) fn title(sheet: &Sheet<'_>) -> String {
    format!("Backup code of {}", sheet.name)
}

/// Returns the date and the format. By the words "backup code 1", `collab` recognizes that the text
/// around the boxes is a sheet's.
pub(super) fn made(sheet: &Sheet<'_>) -> String {
    format!("Made {} in the format backup code 1.", sheet.day)
}

/// Returns the mark of an account that is a guess.
pub(super) fn guessed(sheet: &Sheet<'_>) -> Option<&'static str> {
    sheet.is_guessed.then_some("The account is a guess: not confirmed.")
}

/// Returns the paragraphs before the boxes.
pub(super) fn before(sheet: &Sheet<'_>) -> [Part; 2] {
    const LOST: &str = "Anyone who has these digits has the account. Without them, and without a \
        device that still has it, nobody can bring it back, not even the makers of collab.";
    let what = if sheet.code.is_some() {
        format!(
            "The sixteen boxes are the key to an account that is somebody's alone, in a program \
             called collab. {LOST}"
        )
    } else {
        format!(
            "{FOR_BLANK}, five in each. They are the key to an account that is somebody's alone, \
             in a program called collab. {LOST}"
        )
    };
    [
        Part { heading: "What this is", text: what },
        Part {
            heading: "What to do with it",
            text: String::from(
                "If it is yours, keep it in another building than your devices, dry and out of \
                 sight, where your heirs will find it. If you found it, give it back unread, or \
                 put it back where it was.",
            ),
        },
    ]
}

/// Returns the paragraphs after the boxes, for a sheet with or without a QR code.
pub(super) fn after(sheet: &Sheet<'_>, has_square: bool) -> [Part; 2] {
    let picture = if sheet.code.is_some() && has_square {
        "; or take a picture of the square and run collab restore --image PICTURE"
    } else {
        ""
    };
    let check = if sheet.code.is_some() {
        "From time to time, run collab check to see that this sheet is still good."
    } else {
        "Once the boxes are written, run collab check to see that they are right."
    };
    let source = source();
    [
        Part {
            heading: "To bring the account back",
            text: format!(
                "Install collab ({source}). Run collab restore and type the boxes{picture}. Type ? \
                 for a digit that can't be read: any four boxes may be missing. {check}"
            ),
        },
        Part {
            heading: "Without collab",
            text: String::from(
                "The account is the Ed25519 key whose seed is HKDF-SHA256 of the 80 digits in \
                 ASCII, with the salt \"collab backup code v1\" and the info \
                 \"collab/v1/identity/ed25519\". How the boxes check and complete each other is \
                 specified in docs/backup-code.md of collab's source.",
            ),
        },
    ]
}
