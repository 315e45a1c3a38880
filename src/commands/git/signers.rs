//! The file of allowed signers that git verifies with: one line of ours in it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::account::Identity;
use crate::commands::output::{Output, Readers};
use crate::failure::{Failure, Outcome, Status, quoted, system_words};

/// The most that a file of allowed signers can have for us to change it, in bytes.
const LONGEST: u64 = 1 << 20;

/// The line that has git take this identity's signatures as those of this address.
pub(super) fn line(email: &str, identity: &Identity) -> String {
    format!("{email} namespaces=\"git\" {}", identity.ssh())
}

/// Whether an address can be a principal: in that file, patterns and separators mean something else.
pub(super) fn can_be_principal(email: &str) -> bool {
    !email.is_empty()
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "\",*?!#".contains(c))
}

/// What has to be added to a file so that it has the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing: it is there.
    Nothing,
    /// The line.
    Line,
    /// The file.
    File,
}

/// Finds out what has to be added.
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

/// Adds the line, durably, unless it is there.
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
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    // At its end, where it is, so that links, modes and what others add meanwhile stay.
    let mut opened = OpenOptions::new().append(true).open(file).map_err(failed)?;
    let written = opened.write_all(format!("{gap}{line}\n").as_bytes());
    written.and_then(|()| opened.sync_all()).map_err(failed)
}

/// Takes the line out again. A file that we made goes, too, if it has nothing else.
pub(super) fn remove(file: &Path, line: &str, is_ours: bool) -> Outcome {
    let failed = |error: io::Error| cannot(file, "written", &error);
    let Some(text) = read(file)? else { return Ok(()) };
    let mut is_found = false;
    let kept = text.split_inclusive('\n').filter(|it| {
        let is_it = !is_found && it.trim_end_matches(['\r', '\n']) == line;
        is_found |= is_it;
        !is_it
    });
    let kept: String = kept.collect();
    if kept == text {
        return Ok(());
    }
    // What a link leads to, so that the link stays.
    let place = fs::canonicalize(file).map_err(failed)?;
    if kept.is_empty() && is_ours {
        return fs::remove_file(&place).map_err(failed);
    }
    let permissions = fs::metadata(&place).map_err(failed)?.permissions();
    let readers = Readers::Those(permissions);
    Output::open(Some(&place), true, &readers, None)?.write_whole(kept.as_bytes())
}

/// The text of the file; nothing where there is none.
fn read(file: &Path) -> Outcome<Option<String>> {
    let metadata = match file.metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
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
