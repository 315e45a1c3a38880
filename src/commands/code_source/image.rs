//! A code from a picture of its sheet.

use std::path::Path;

use crate::commands::Context;
use crate::commands::secret_file::{self, Kept};
use crate::failure::{self, Outcome};
use crate::paper::scan::{self, Found, LONGEST_FILE};

const PICTURE: Kept = Kept { what: "picture", opens: "account", limit: LONGEST_FILE };

/// Returns the code in the picture, and the identities that stand beside it.
pub(super) fn found(context: &mut Context<'_>, path: &Path) -> Outcome<Found> {
    let bytes = secret_file::read_or_piped(context, path, &PICTURE)?;
    let patience = context.ui.patience("Looking for the QR code");
    scan::read(bytes.expose(), &|share| patience.done(share))
        .map_err(|error| failure::of_scan(&error))
}
