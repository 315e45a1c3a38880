//! The destination of a result: a file, a stream, or standard output.
//!
//! The rule: a file never looks whole before it is. It is written as an [`Unfinished`] file, and
//! gets its name when it is durable. An existing file is left alone, except that `--force` replaces
//! a regular one. A device or a pipe is written in place. A symbolic link is refused unless it
//! leads to a device or a pipe, since somebody else may choose its target.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Context;
use crate::failure::{Failure, Outcome, Status, quoted, system_words};
pub(crate) use crate::files::Readers;
use crate::files::{self, FileId, Unfinished};
use crate::keystore::Keystore;

/// The destination of a result. A file that is dropped before [`Output::finish`] never appears.
pub(crate) struct Output {
    destination: Destination,
    path: PathBuf,
    force: bool,
    /// Whether the file is to survive a power cut.
    is_durable: bool,
    /// The error of a write that failed.
    failed: Option<io::Error>,
}

enum Destination {
    Stdout,
    Stream(File),
    File(Unfinished),
}

impl Output {
    /// Opens the file at `path`; no path, or `-`, is stdout. Refuses before anything is asked, read
    /// or computed. Never replaces the keystore or a file that the command reads.
    ///
    /// # Errors
    ///
    /// If there is a file already, or none can be made.
    pub(crate) fn open(
        context: &Context<'_>,
        path: Option<&Path>,
        force: bool,
        readers: &Readers,
    ) -> Outcome<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::at(Path::new("-"), Destination::Stdout, force));
        };
        if force {
            refuse_needed_file(context, path)?;
        }
        Self::replacing(path, force, readers)
    }

    /// Opens the file at `path` like [`Output::open`], but `-` is a file, and the keystore and the
    /// command's own input are not protected.
    ///
    /// # Errors
    ///
    /// If there is a file already, or none can be made.
    pub(crate) fn replacing(path: &Path, force: bool, readers: &Readers) -> Outcome<Self> {
        let failed = |error: io::Error| cannot_be_written(path, &error);
        if let Some(there) = metadata(path)?
            && !is_replaced(path, &there, force)?
        {
            let stream = files::open_stream(path).map_err(failed)?;
            refuse_if_exchanged(&stream, path, readers)?;
            return Ok(Self::at(path, Destination::Stream(stream), force));
        }
        let file = Unfinished::beside(path, readers).map_err(failed)?;
        Ok(Self::at(path, Destination::File(file), force))
    }

    /// Opens a file that does not exist yet; `-` is a name like any other.
    ///
    /// # Errors
    ///
    /// If something is there already, or no file can be made.
    pub(crate) fn new_file(path: &Path, readers: &Readers) -> Outcome<Self> {
        refuse_if_there(path)?;
        let file = Unfinished::beside(path, readers);
        let file = file.map_err(|error| cannot_be_written(path, &error))?;
        Ok(Self::at(path, Destination::File(file), false))
    }

    /// Opens a new file like [`Output::new_file`], for a reader that takes the file at once and
    /// deletes it: the file is whole when it appears, but does not wait for the disk.
    ///
    /// # Errors
    ///
    /// If something is there already, or no file can be made.
    pub(crate) fn passing_file(path: &Path, readers: &Readers) -> Outcome<Self> {
        Ok(Self { is_durable: false, ..Self::new_file(path, readers)? })
    }

    fn at(path: &Path, destination: Destination, force: bool) -> Self {
        Self { destination, path: path.to_owned(), force, is_durable: true, failed: None }
    }

    /// Whether the result goes to stdout.
    pub(crate) fn is_stdout(&self) -> bool {
        matches!(self.destination, Destination::Stdout)
    }

    /// Converts the result of work that wrote here. `None` if the reader of stdout has closed it,
    /// which is no failure; the error of writing if that failed; otherwise the work's own result.
    ///
    /// # Errors
    ///
    /// If writing failed, or the work did.
    pub(crate) fn outcome<T, E>(
        &mut self,
        result: Result<T, E>,
        otherwise: impl FnOnce(E) -> Failure,
    ) -> Outcome<Option<T>> {
        match (result, self.failed.take()) {
            (_, Some(error)) if self.is_left(&error) => Ok(None),
            (_, Some(error)) => Err(self.failure(&error)),
            (Ok(value), None) => Ok(Some(value)),
            (Err(error), None) => Err(otherwise(error)),
        }
    }

    /// Writes all of a result that is in memory, and finishes.
    ///
    /// # Errors
    ///
    /// As [`Output::finish`].
    pub(crate) fn write_whole(mut self, bytes: &[u8]) -> Outcome {
        let written = self.write_all(bytes);
        let path = self.path.clone();
        self.outcome(written, |error| cannot_be_written(&path, &error))?;
        self.finish()
    }

    /// Finishes the result. When this returns, a file has its name and is durable, unless it is a
    /// passing one.
    ///
    /// # Errors
    ///
    /// If the file can't be written, or another file took the name meanwhile.
    pub(crate) fn finish(mut self) -> Outcome {
        let flushed = self.flush();
        self.outcome(flushed, |error| cannot_be_written(Path::new("-"), &error))?;
        match self.destination {
            Destination::File(file) => named(file, &self.path, self.force, self.is_durable),
            Destination::Stdout | Destination::Stream(_) => Ok(()),
        }
    }

    fn is_left(&self, error: &io::Error) -> bool {
        self.is_stdout() && error.kind() == ErrorKind::BrokenPipe
    }

    fn failure(&self, error: &io::Error) -> Failure {
        if self.is_stdout() {
            let words = system_words(error);
            let told = format!("the result can't be written to standard output: {words}");
            return Failure::new(Status::Failed, told).hint("write it into a file with `-o FILE`");
        }
        cannot_be_written(&self.path, error)
    }

    /// Passes an answer on, and keeps its error, which the work would otherwise report as its own.
    fn kept<T>(&mut self, answer: io::Result<T>) -> io::Result<T> {
        answer.map_err(|error| {
            let kind = error.kind();
            if kind != ErrorKind::Interrupted {
                self.failed = Some(error);
            }
            kind.into()
        })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let answer = match &mut self.destination {
            Destination::Stdout => stdout::write(bytes),
            Destination::Stream(file) => file.write(bytes),
            Destination::File(file) => file.write(bytes),
        };
        self.kept(answer)
    }

    fn flush(&mut self) -> io::Result<()> {
        let answer = match &mut self.destination {
            Destination::Stdout => stdout::flush(),
            Destination::Stream(_) | Destination::File(_) => Ok(()),
        };
        self.kept(answer)
    }
}

/// Refuses a stream that is a regular file: it took the place of a device or a pipe between the
/// check and the opening. For a secret, refuses a pipe of another user, too, who would read it.
fn refuse_if_exchanged(stream: &File, path: &Path, readers: &Readers) -> Outcome {
    let opened = stream.metadata().map_err(|error| cannot_be_written(path, &error))?;
    let shown = || quoted(path.to_string_lossy());
    if opened.is_file() {
        return Err(Failure::new(
            Status::Failed,
            format!("{} was exchanged for a file meanwhile", shown()),
        )
        .hint("name a file in a folder that is yours alone"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
        let is_theirs = opened.uid() != rustix::process::geteuid().as_raw();
        if *readers == Readers::Owner && opened.file_type().is_fifo() && is_theirs {
            return Err(Failure::new(
                Status::Failed,
                format!("{} is a pipe that another user made", shown()),
            )
            .hint("name a file in a folder that is yours alone"));
        }
    }
    #[cfg(not(unix))]
    let _ = readers;
    Ok(())
}

/// Gives a file its name. A failure leaves no new file behind.
fn named(mut file: Unfinished, path: &Path, force: bool, is_durable: bool) -> Outcome {
    let lasts = if is_durable { file.sync() } else { Ok(()) };
    let named = lasts.and_then(|()| file.name(path, force)).and_then(|()| {
        let synced = if is_durable { files::sync_folder(files::folder_of(path)) } else { Ok(()) };
        synced.inspect_err(|_| {
            // A replaced file can't be brought back; a new one is removed. If the removal fails
            // too, the first error is reported.
            if !force {
                let _ = fs::remove_file(path);
            }
        })
    });
    named.map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            is_there_already(path, "name a file that is not there yet")
        } else {
            cannot_be_written(path, &error)
        }
    })
}

/// Standard output without the standard library's buffer, which is never wiped.
#[cfg(unix)]
mod stdout {
    use std::io;

    pub(crate) fn write(bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), bytes)?)
    }

    #[allow(clippy::unnecessary_wraps, reason = "as elsewhere")]
    pub(crate) fn flush() -> io::Result<()> {
        Ok(())
    }
}

#[cfg(not(unix))]
mod stdout {
    use std::io::{self, Write as _};

    pub(crate) fn write(bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes)
    }

    pub(crate) fn flush() -> io::Result<()> {
        io::stdout().lock().flush()
    }
}

/// Refuses a file that must not be replaced. Returns whether a new file takes the place of this
/// one; if not, it is written in place.
fn is_replaced(path: &Path, there: &Metadata, force: bool) -> Outcome<bool> {
    let shown = || quoted(path.to_string_lossy());
    let refused = |message, hint: &str| Err(Failure::new(Status::Failed, message).hint(hint));
    if there.is_symlink() {
        // Shells hand over pipes and devices as symbolic links.
        return match fs::metadata(path) {
            Ok(behind) if !behind.is_file() && !behind.is_dir() => {
                is_replaced(path, &behind, force)
            }
            _ => refused(
                format!("{} is a link, and is not followed", shown()),
                "name the file itself",
            ),
        };
    }
    if there.is_dir() {
        return refused(format!("{} is a folder", shown()), "name a file in it");
    }
    if !there.is_file() && (force || !is_disk(there)) {
        return Ok(false);
    }
    if !force {
        return Err(is_there_already(
            path,
            "name another file, or replace this one with `--force`",
        ));
    }
    Ok(true)
}

/// Whether this is a whole disk: a block device.
#[cfg(unix)]
fn is_disk(there: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&there.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &Metadata) -> bool {
    false
}

/// Refuses the keystore, its lock file, and every file that the command reads. Compares the files
/// themselves, since they may have other names.
fn refuse_needed_file(context: &Context<'_>, path: &Path) -> Outcome {
    let Some(id) = FileId::at(path) else { return Ok(()) };
    let shown = || quoted(path.to_string_lossy());
    let refused =
        |message: String| Err(Failure::new(Status::Failed, message).hint("name another file"));
    if context.reads.contains(&id) {
        return refused(format!("{} is the file that is read", shown()));
    }
    let keystore = context.keystore.as_ref().map(Keystore::files);
    let mut files = keystore.into_iter().flatten();
    if files.any(|file| FileId::behind(&file) == Some(id)) {
        return refused(format!("{} is the keystore, which has your accounts", shown()));
    }
    Ok(())
}

/// Refuses a file that exists, before its new content is made.
pub(crate) fn refuse_if_there(path: &Path) -> Outcome {
    match metadata(path)? {
        Some(_) => Err(is_there_already(path, "name a file that is not there yet")),
        None => Ok(()),
    }
}

fn metadata(path: &Path) -> Outcome<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(there) => Ok(Some(there)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_be_written(path, &error)),
    }
}

fn is_there_already(path: &Path, hint: &str) -> Failure {
    let shown = quoted(path.to_string_lossy());
    Failure::new(Status::Failed, format!("{shown} is there already, and is left as it is"))
        .hint(hint)
}

pub(crate) fn cannot_be_written(path: &Path, error: &io::Error) -> Failure {
    let shown = quoted(path.to_string_lossy());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if error.kind() == ErrorKind::NotFound
        && let Some(folder) = folder.filter(|folder| !folder.exists())
    {
        let folder = quoted(folder.to_string_lossy());
        return Failure::new(
            Status::Failed,
            format!("{shown} can't be written: no folder {folder}"),
        )
        .hint(if cfg!(windows) {
            "make the folder with `mkdir`, or name another file"
        } else {
            "make the folder with `mkdir -p`, or name another file"
        });
    }
    Failure::new(Status::Failed, format!("{shown} can't be written: {}", system_words(error)))
        .hint("name another file")
}
