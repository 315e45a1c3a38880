//! Files with a secret in them, other than the keystore: those that a person keeps and names.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use super::Context;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::secret::{Secret, SecretBytes};

/// What a file is to hold.
pub(super) struct Kept {
    /// What it is.
    pub(super) what: &'static str,
    /// What it opens.
    pub(super) opens: &'static str,
    /// How many bytes it can have.
    pub(super) limit: usize,
}

/// Reads a file, up to one byte more than it can have, which tells that it has more. A link or a
/// pipe is as good as a file.
pub(super) fn read(context: &mut Context<'_>, path: &Path, kept: &Kept) -> Outcome<SecretBytes> {
    let Kept { what, opens, limit } = *kept;
    let shown = quoted(path.to_string_lossy());
    let failed = |error: io::Error| {
        Failure::new(Status::Failed, format!("the {what} file {shown} can't be read: {error}"))
            .hint(format!("name the file that holds the {what}, or pipe the {what} in"))
    };
    let file = File::open(path).map_err(failed)?;
    if is_readable_by_others(&file).map_err(failed)? {
        context.ui.warn(&format!(
            "warning: {shown} is readable by others, and it opens the {opens}; \
             make it yours alone with `chmod 600`"
        ));
    }
    let mut bytes = Secret::new(Vec::with_capacity(limit + 1));
    file.take(limit as u64 + 1).read_to_end(bytes.expose_mut()).map_err(failed)?;
    Ok(bytes)
}

/// The same; `-` is standard input, to which it has to be piped.
pub(super) fn read_or_piped(
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

/// Makes a file with this in it, ours alone, that is durable when this returns. One that is there
/// already stays as it is.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Outcome {
    let shown = quoted(path.to_string_lossy());
    let failed = |error: io::Error| {
        let failure = |message: String| Failure::new(Status::Failed, message);
        if error.kind() == ErrorKind::AlreadyExists {
            failure(format!("{shown} is there already, and is left as it is"))
                .hint("name a file that is not there yet")
        } else {
            failure(format!("{shown} can't be written: {error}")).hint("name another file")
        }
    };
    let mut file = new_file(path).map_err(failed)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.and_then(|()| sync_folder(path)).map_err(|error| {
        // Half a file helps nobody; and it is ours, since it was made just now.
        let _ = std::fs::remove_file(path);
        failed(error)
    })
}

#[cfg(unix)]
fn new_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    // Whatever the umask left of it.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(not(unix))]
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
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
