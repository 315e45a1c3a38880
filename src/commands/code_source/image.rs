//! A code from a picture of its sheet.

use std::path::Path;

use crate::commands::Context;
use crate::commands::secret_file::{self, Kept};
use crate::failure::{self, Outcome};
use crate::paper::scan::{self, LONGEST_FILE};
use crate::secret::SecretBytes;

const PICTURE: Kept = Kept { what: "picture", opens: "account", limit: LONGEST_FILE };

/// The text of the code in the picture.
pub(super) fn code(context: &mut Context<'_>, path: &Path) -> Outcome<SecretBytes> {
    let bytes = secret_file::read_or_piped(context, path, &PICTURE)?;
    let patience = context.ui.patience("Looking for the QR code");
    scan::read(bytes.expose(), &|share| patience.done(share))
        .map_err(|error| failure::of_scan(&error))
}
