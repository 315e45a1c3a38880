//! Files that contain a secret, other than the keystore: a person keeps and names them.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::Context;
use super::output::{Output, Readers};
use crate::failure::{Failure, Outcome, Status, file_given, quoted, system_words};
use crate::secret::{Secret, SecretBytes, SecretText};

/// The secret that a file is expected to hold.
pub(crate) struct Kept {
    /// The name of the secret in messages.
    pub(crate) what: &'static str,
    /// The flag or the variable that names the file.
    pub(crate) given_by: &'static str,
    /// The thing that the secret opens, in messages.
    pub(crate) opens: &'static str,
    /// The upper limit of its size in bytes.
    pub(crate) limit: usize,
}

/// Reads a file, up to one byte over its limit, which shows that there is more. A link or a pipe is
/// as good as a file.
pub(crate) fn read(context: &mut Context<'_>, path: &Path, kept: &Kept) -> Outcome<SecretBytes> {
    let Kept { what, given_by, opens, limit } = *kept;
    let failed = |error: io::Error| {
        let file = file_given(path, what, given_by);
        let message = match error.kind() {
            ErrorKind::NotFound => format!("{file} does not exist"),
            _ => format!("{file} can't be read: {}", system_words(&error)),
        };
        let failure = Failure::new(Status::Failed, message);
        if path.is_relative() && !given_by.starts_with('-') {
            // The calling program may run in another folder.
            return failure.hint(format!("name the file that holds the {what} by its whole path"));
        }
        failure.hint(format!("name the file that holds the {what}, or pipe the {what} in"))
    };
    let file = File::open(path).map_err(failed)?;
    if is_readable_by_others(&file).map_err(failed)? {
        context.ui.warn(&format!(
            "warning: {} is readable by others, and it opens the {opens}; \
             make it yours alone with `chmod 600`",
            quoted(path.to_string_lossy())
        ));
    }
    // Room for all of it, so that no copy is left behind; a pipe has no length.
    let length = file.metadata().ok().filter(Metadata::is_file).map(|it| it.len());
    let length = length.and_then(|length| usize::try_from(length).ok());
    let room = length.map_or(limit, |length| length.min(limit)) + 1;
    let mut bytes = Secret::new(Vec::with_capacity(room));
    file.take(limit as u64 + 1).read_to_end(bytes.expose_mut()).map_err(failed)?;
    Ok(bytes)
}

/// Reads a file like [`read`]; `-` is standard input, to which the secret has to be piped.
pub(crate) fn read_or_piped(
    context: &mut Context<'_>,
    path: &Path,
    kept: &Kept,
) -> Outcome<SecretBytes> {
    let Kept { what, limit, .. } = *kept;
    if path.as_os_str() != "-" {
        return read(context, path, kept);
    }
    if !context.ui.has_piped_input() {
        return Err(Failure::new(
            Status::NeedsPerson,
            format!("the {what} was to be piped in, and nothing is"),
        )
        .hint("pipe it in, or name a file"));
    }
    context.piped_input(what, limit)
}

/// Returns the one line of a file or a variable with a secret: UTF-8, or UTF-16 with a byte order
/// mark. Drops the mark and one line end; refuses any further line.
pub(crate) fn one_line(bytes: &SecretBytes, what: &str) -> Outcome<SecretText> {
    let mut text = text(bytes, what)?;
    let line = text.expose().as_str();
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    if line.contains('\n') {
        return Err(Failure::new(Status::Usage, format!("the {what} holds more than one line"))
            .hint(
                "leave one line in it, without an empty one behind; a line end counts as no line",
            ));
    }
    let end = line.len();
    text.expose_mut().truncate(end);
    Ok(text)
}

/// Returns the text of a file or a variable with a secret.
pub(crate) fn text(bytes: &SecretBytes, what: &str) -> Outcome<SecretText> {
    let no_text = || {
        Failure::new(Status::Usage, format!("the {what} is no text"))
            .hint("it is read as UTF-8, or as UTF-16 with a byte order mark")
    };
    let bytes = bytes.expose().as_slice();
    // Two bytes of UTF-16 become at most three of UTF-8. A buffer that reallocated would leave a
    // copy that is never wiped.
    let mut text = SecretText::new(String::with_capacity(bytes.len() / 2 * 3 + 4));
    let units: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            text.expose_mut().push_str(str::from_utf8(bytes).map_err(|_| no_text())?);
            return Ok(text);
        }
    };
    let (pairs, []) = bytes[2..].as_chunks::<2>() else { return Err(no_text()) };
    for c in char::decode_utf16(pairs.iter().map(|&pair| units(pair))) {
        text.expose_mut().push(c.map_err(|_| no_text())?);
    }
    Ok(text)
}

/// Creates a file with these bytes, readable by its owner alone. It is durable when this returns.
/// An existing file is left as it is, which is an error.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Outcome {
    Output::new_file(path, &Readers::Owner)?.write_whole(bytes)
}

#[cfg(unix)]
fn is_readable_by_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata()?;
    Ok(metadata.is_file() && metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn is_readable_by_others(_: &File) -> io::Result<bool> {
    Ok(false)
}
