//! Edits of the file of allowed signers that git verifies with: one line of ours.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::account::Identity;
use crate::failure::{Failure, Outcome, Status, quoted, system_words};
use crate::files;
use crate::session::output::{Output, Readers};

/// The longest file of allowed signers that collab changes, in bytes.
const LONGEST: u64 = 1 << 20;

/// Returns the line by which git accepts this identity's signatures for this address.
pub(super) fn line(email: &str, identity: &Identity) -> String {
    format!("{email} namespaces=\"git\" {}", identity.ssh())
}

/// Whether a text is a line that [`line()`] returns. A note of any other text is not ours.
pub(super) fn is_line(text: &str) -> bool {
    text.split_once(" namespaces=\"git\" ").is_some_and(|(email, key)| {
        can_be_principal(email) && Identity::from_ssh(key).is_ok_and(|it| line(email, &it) == text)
    })
}

/// The characters with a special meaning in a file of allowed signers, or to a shell.
const MEANS_SOMETHING: &str = "\",*?!#$`\\;|&<>(){}[]=~";

/// Whether an address can be a principal: patterns and separators have another meaning in the file.
pub(super) fn can_be_principal(email: &str) -> bool {
    !email.is_empty()
        && !email.starts_with('-')
        && !email
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || MEANS_SOMETHING.contains(c))
}

/// The part that a file lacks to have the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// The line is there.
    Nothing,
    /// The file is there, without the line.
    Line,
    /// The file does not exist.
    File,
}

/// Returns the part that the file lacks.
pub(super) fn missing(file: &Path, line: &str) -> Outcome<Missing> {
    Ok(match read(file)? {
        None => Missing::File,
        Some(text) if has(&text, line) => Missing::Nothing,
        Some(_) => Missing::Line,
    })
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|it| it == line)
}

/// Adds the line, durably, unless it is already there.
pub(super) fn add(file: &Path, line: &str) -> Outcome {
    let failed = |error: io::Error| cannot(file, "written", &error);
    let Some(text) = read(file)? else {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let made = Output::new_file(file, &Readers::Anyone)?;
        return made.write_whole(format!("{line}\n").as_bytes());
    };
    if has(&text, line) {
        return Ok(());
    }
    // A file without a final newline stays without one, so that `remove` restores it exactly.
    let has_end = text.is_empty() || text.ends_with('\n');
    let added = if has_end { format!("{line}\n") } else { format!("\n{line}") };
    // Appending in place preserves links, modes and lines that others add meanwhile.
    let mut opened = files::open_to_append(file).map_err(failed)?;
    let written = opened.write_all(added.as_bytes());
    written.and_then(|()| opened.sync_all()).map_err(failed)
}

/// Returns the topmost path that must be created for a missing file: the file, or a folder above
/// it.
pub(super) fn to_be_made(file: &Path) -> &Path {
    let is_missing = |path: &&Path| path.symlink_metadata().is_err();
    file.ancestors().take_while(is_missing).last().unwrap_or(file)
}

/// Removes the line. If nothing else is left and collab created the file, the file is deleted too,
/// with the folders that were created for it, up to and including `made`.
pub(super) fn remove(file: &Path, line: &str, made: Option<&Path>) -> Outcome {
    let failed = |error: io::Error| cannot(file, "written", &error);
    let Some(text) = read(file)? else { return remove_folders(file, made) };
    let mut is_found = false;
    let kept = text.split_inclusive('\n').filter(|it| {
        let is_it = !is_found && it.trim_end_matches(['\r', '\n']) == line;
        is_found |= is_it;
        !is_it
    });
    let mut kept: String = kept.collect();
    if is_found && !text.ends_with('\n') && text.ends_with(line) {
        kept.truncate(kept.trim_end_matches('\n').len());
    }
    if kept == text {
        return Ok(());
    }
    // The target of a link is replaced, so that the link stays.
    let place = fs::canonicalize(file).map_err(failed)?;
    if kept.is_empty() && made.is_some_and(|made| file.starts_with(made)) {
        fs::remove_file(&place).map_err(failed)?;
        return remove_folders(file, made);
    }
    let permissions = fs::metadata(&place).map_err(failed)?.permissions();
    let readers = Readers::Those(permissions);
    Output::replacing(&place, true, &readers)?.write_whole(kept.as_bytes())
}

/// Removes the folders that were created for the file, as long as they are empty.
fn remove_folders(file: &Path, made: Option<&Path>) -> Outcome {
    let is_made = |folder: &&Path| made.is_some_and(|made| folder.starts_with(made));
    for folder in file.ancestors().skip(1).take_while(is_made) {
        match fs::remove_dir(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => done.map_err(|error| cannot(folder, "removed", &error))?,
        }
    }
    Ok(())
}

/// Reads the file; `None` if it does not exist.
fn read(file: &Path) -> Outcome<Option<String>> {
    let metadata = match file.metadata() {
        Ok(metadata) => metadata,
        // A dangling link exists, so the file can't be created there.
        Err(error) if error.kind() == ErrorKind::NotFound && file.symlink_metadata().is_err() => {
            return Ok(None);
        }
        Err(error) => return Err(cannot(file, "read", &error)),
    };
    if !metadata.is_file() || metadata.len() > LONGEST {
        let shown = quoted(file.to_string_lossy());
        let message = format!("{shown} is no file of allowed signers that can be changed");
        return Err(Failure::new(Status::Failed, message)
            .hint("name another with `git config gpg.ssh.allowedSignersFile FILE`"));
    }
    fs::read_to_string(file).map(Some).map_err(|error| cannot(file, "read", &error))
}

fn cannot(file: &Path, what: &str, error: &io::Error) -> Failure {
    let shown = quoted(file.to_string_lossy());
    let message = format!("{shown} can't be {what}: {}", system_words(error));
    Failure::new(Status::Failed, message)
        .hint("name another with `git config gpg.ssh.allowedSignersFile FILE`")
}
