//! A code from a picture of its sheet.

use std::path::Path;

use crate::failure::{self, Outcome};
use crate::paper::scan::{self, Found, LONGEST_FILE};
use crate::secret::SecretBytes;
use crate::session::Context;
use crate::session::secret_file::{self, Kept};

const PICTURE: Kept =
    Kept { what: "picture", given_by: "--image", opens: "account", limit: LONGEST_FILE };

/// Returns the code in the picture and the identities that stand beside it, as one text.
pub(super) fn text(context: &mut Context<'_>, path: &Path) -> Outcome<SecretBytes> {
    let bytes = secret_file::read_or_piped(context, path, &PICTURE)?;
    let progress = context.ui.progress("Looking for the QR code");
    let Found { code, identities } = scan::read(bytes.expose(), &|done| progress.report(done))
        .map_err(|error| failure::of_scan(&error))?;
    let beside = identities.join("\n");
    let mut text = SecretBytes::new(Vec::with_capacity(code.expose().len() + 1 + beside.len()));
    text.expose_mut().extend_from_slice(code.expose());
    text.expose_mut().push(b'\n');
    text.expose_mut().extend_from_slice(beside.as_bytes());
    Ok(text)
}
