//! Where the result of a command that writes files goes.
//!
//! The rule: a file never looks whole before it is. It is written as an [`Unfinished`] one, and gets
//! its name when it is durable. One that is there is left alone, but for `--force`, which replaces a
//! regular file. A device or a pipe is written as it is; a link is refused, since somebody else may
//! choose what it leads to.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Context;
use super::input::FileId;
use crate::failure::{Failure, Outcome, Status, quoted, system_words};
pub(crate) use crate::files::Readers;
use crate::files::{self, Unfinished};
use crate::keystore::Keystore;

/// Where a result goes. What is dropped before [`Output::finish`] was never there.
pub(crate) struct Output {
    destination: Destination,
    path: PathBuf,
    force: bool,
    /// Whether a file is to survive a power cut.
    is_durable: bool,
    /// Why it can't be written, once that is so.
    failed: Option<io::Error>,
}

enum Destination {
    Stdout,
    Stream(File),
    File(Unfinished),
}

impl Output {
    /// Opens the file at `path`; no path, or `-`, is stdout. What is refused is refused now, before
    /// anything is asked, read or computed. Neither the keystore nor what the command reads is ever
    /// replaced.
    ///
    /// # Errors
    ///
    /// When there is a file already, or none can be made.
    pub(crate) fn open(
        context: &Context<'_>,
        path: Option<&Path>,
        force: bool,
        readers: &Readers,
    ) -> Outcome<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::at(Path::new("-"), Destination::Stdout, force));
        };
        if let Some(there) = metadata(path)?.filter(|_| force) {
            refuse_what_is_needed(context, path, &there)?;
        }
        Self::replacing(path, force, readers)
    }

    /// The same, whatever the file is.
    ///
    /// # Errors
    ///
    /// When there is a file already, or none can be made.
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

    /// Opens a file that is not there yet, whatever its name.
    ///
    /// # Errors
    ///
    /// When anything is there already, or none can be made.
    pub(crate) fn new_file(path: &Path, readers: &Readers) -> Outcome<Self> {
        refuse_if_there(path)?;
        let file = Unfinished::beside(path, readers);
        let file = file.map_err(|error| cannot_be_written(path, &error))?;
        Ok(Self::at(path, Destination::File(file), false))
    }

    /// The same, for a reader who takes the file at once and deletes it: it is whole, and nothing
    /// waits for a disk.
    ///
    /// # Errors
    ///
    /// When anything is there already, or none can be made.
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

    /// What came of work that wrote here: nothing if whoever read stdout has left, which is no
    /// failure; the reason if writing failed; otherwise what the work says of itself.
    ///
    /// # Errors
    ///
    /// When writing failed, or the work did.
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

    /// Writes all of a result that is at hand, and ends it.
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

    /// Ends it: a file is durable, unless it is a passing one, and has its name when this returns.
    ///
    /// # Errors
    ///
    /// When it can't be written, or another file took the name meanwhile.
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

    /// Passes an answer on, and keeps an error, which would otherwise be told as one of the work.
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

/// Refuses what was opened as a device or a pipe, and is a file by now; and a pipe for a secret that
/// somebody else made, and so reads.
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

/// Gives a file its name. What fails leaves no new file behind.
fn named(file: Unfinished, path: &Path, force: bool, is_durable: bool) -> Outcome {
    let lasts = if is_durable { file.sync() } else { Ok(()) };
    let named = lasts.and_then(|()| file.name(path, force)).and_then(|()| {
        let synced = if is_durable { files::sync_folder(files::folder_of(path)) } else { Ok(()) };
        synced.inspect_err(|_| {
            // What was replaced can't be brought back. A new file is ours, and can go; if not even
            // that is possible, the failure is still the one that is told.
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

/// Standard output without the buffer of the standard library, which nobody wipes.
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

/// Refuses what may not be replaced. Whether a new file takes its place; if not, it is written as it
/// is.
fn is_replaced(path: &Path, there: &Metadata, force: bool) -> Outcome<bool> {
    let shown = || quoted(path.to_string_lossy());
    let refused = |message, hint: &str| Err(Failure::new(Status::Failed, message).hint(hint));
    if there.is_symlink() {
        // One that leads to a pipe or a device is how shells hand these over.
        return match fs::metadata(path) {
            Ok(behind) if !behind.is_file() && !behind.is_dir() => Ok(false),
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

/// Whether this is a disk, as a whole.
#[cfg(unix)]
fn is_disk(there: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&there.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &Metadata) -> bool {
    false
}

/// Refuses the keystore, its lock, and every file that the command reads: by what they are, since
/// they may have other names.
fn refuse_what_is_needed(context: &Context<'_>, path: &Path, there: &Metadata) -> Outcome {
    let Some(id) = FileId::of(there) else { return Ok(()) };
    let shown = || quoted(path.to_string_lossy());
    let refused =
        |message: String| Err(Failure::new(Status::Failed, message).hint("name another file"));
    if context.reads.contains(&id) {
        return refused(format!("{} is the file that is read", shown()));
    }
    let keystore = context.keystore.as_ref().map(Keystore::files);
    let mut files = keystore.into_iter().flatten();
    if files.any(|file| fs::metadata(file).is_ok_and(|it| FileId::of(&it) == Some(id))) {
        return refused(format!("{} is the keystore, which has your accounts", shown()));
    }
    Ok(())
}

/// Refuses a file that is there, before anything is made that would go into it.
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

fn cannot_be_written(path: &Path, error: &io::Error) -> Failure {
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
        .hint("make the folder with `mkdir -p`, or name another file");
    }
    Failure::new(Status::Failed, format!("{shown} can't be written: {}", system_words(error)))
        .hint("name another file")
}
