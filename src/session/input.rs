//! The data that a command works on: a file, or standard input. It is read as a stream of any
//! length.

use std::fs::File;
use std::io::{self, Read};
#[cfg(unix)]
use std::os::fd::AsFd as _;
#[cfg(windows)]
use std::os::windows::io::AsHandle as _;
use std::path::{Path, PathBuf};

use super::Context;
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::files::FileId;

/// Data that is read once, from beginning to end.
pub(crate) struct Input {
    source: Source,
    path: Option<PathBuf>,
    /// The error of a read that failed.
    failed: Option<io::Error>,
}

enum Source {
    File(File),
    Stdin,
}

impl Input {
    /// Opens the file at `path`; no path, or `-`, is standard input, to which `what` has to be
    /// piped.
    ///
    /// # Errors
    ///
    /// If the file does not exist or can't be read, or nothing is piped in.
    pub(crate) fn open(
        context: &mut Context<'_>,
        path: Option<&Path>,
        what: &'static str,
    ) -> Outcome<Self> {
        match path.filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let file = open(path).map_err(|error| cannot_be_read(path, &error))?;
                context.reads.extend(FileId::of(&file));
                let path = Some(path.to_owned());
                Ok(Self { source: Source::File(file), path, failed: None })
            }
            None if path.is_none() && !context.ui.has_piped_input() => {
                Err(Failure::new(Status::Usage, format!("no {what} was given"))
                    .hint("name a file, or pipe it in"))
            }
            None => {
                if *context.stdin_holds.get_or_insert(what) != what {
                    return Err(failure::one_standard_input());
                }
                context.reads.extend(id_of_stdin());
                Ok(Self { source: Source::Stdin, path: None, failed: None })
            }
        }
    }

    /// Returns the name of the input in messages.
    pub(crate) fn shown(&self) -> String {
        self.path
            .as_ref()
            .map_or_else(|| String::from("standard input"), |path| quoted(path.to_string_lossy()))
    }

    /// Converts the outcome of work that read this: the error of reading if that failed; otherwise
    /// the work's own outcome.
    ///
    /// # Errors
    ///
    /// If reading failed, or the work did.
    pub(crate) fn outcome<T>(&mut self, outcome: Outcome<T>) -> Outcome<T> {
        match self.failed.take() {
            Some(error) => Err(match &self.path {
                Some(path) => cannot_be_read(path, &error),
                None => Failure::new(
                    Status::Failed,
                    format!("standard input can't be read: {}", system_words(&error)),
                )
                .hint("name a file, or pipe it in"),
            }),
            None => outcome,
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let answer = match &mut self.source {
            Source::File(file) => file.read(buffer),
            Source::Stdin => stdin(buffer),
        };
        answer.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failed = Some(error);
            }
            kind.into()
        })
    }
}

/// Returns the identity of standard input, if it is a regular file.
fn id_of_stdin() -> Option<FileId> {
    #[cfg(unix)]
    let stdin = io::stdin().as_fd().try_clone_to_owned().ok()?;
    #[cfg(windows)]
    let stdin = io::stdin().as_handle().try_clone_to_owned().ok()?;
    FileId::of(&File::from(stdin))
}

/// Opens a file. Refuses a folder, which some systems allow to be opened.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

fn cannot_be_read(path: &Path, error: &io::Error) -> Failure {
    let shown = quoted(path.to_string_lossy());
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("{shown} does not exist"),
        io::ErrorKind::IsADirectory => format!("{shown} is a folder"),
        _ => format!("{shown} can't be read: {}", system_words(error)),
    };
    Failure::new(Status::Failed, message).hint("name a file, or pipe it in")
}

/// Reads standard input without the standard library's buffer, which is never wiped.
#[cfg(unix)]
fn stdin(buffer: &mut [u8]) -> io::Result<usize> {
    Ok(rustix::io::read(rustix::stdio::stdin(), buffer)?)
}

#[cfg(windows)]
fn stdin(buffer: &mut [u8]) -> io::Result<usize> {
    use std::io::IsTerminal as _;
    if io::stdin().is_terminal() {
        return io::stdin().lock().read(buffer);
    }
    File::from(io::stdin().as_handle().try_clone_to_owned()?).read(buffer)
}
