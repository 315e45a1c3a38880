//! git's configuration, read and written by running git.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use crate::child;
use crate::failure::{Failure, Outcome, Status, in_shell, system_words};

/// The scope of a setting: a repository's configuration, or the person's global one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Repository,
    Global,
}

impl Scope {
    /// Returns git's option that selects the scope.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::Repository => "--local",
            Self::Global => "--global",
        }
    }

    /// Returns the option to append to a command in a message; empty for the default scope.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Repository => "",
            Self::Global => " --global",
        }
    }

    /// Returns the name of the scope in messages.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Repository => "this repository",
            Self::Global => "your global configuration",
        }
    }

    /// Returns the name of the scope in JSON.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::Global => "global",
        }
    }
}

/// The only boolean key. git accepts several spellings of a boolean, so it must normalize the
/// value.
pub(super) const TRUTH: &str = "commit.gpgsign";
/// The words in git's error message outside of a repository.
/// git's words for a repository of another user.
const DUBIOUS: &str = "dubious ownership";

/// The first line of git's message where there is no global configuration, for want of a home.
const HOMELESS: &str = "$HOME not set";

const OUTSIDE: &str = "not a git repository";

/// Runs git, and returns its stdout; `None` if it exits with one of the statuses in `nothing`.
///
/// # Errors
///
/// If git is missing, fails with another status, or writes text that is not UTF-8.
fn git<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
    nothing: &[i32],
) -> Outcome<Option<String>> {
    let mut command = child::program("git");
    // git's messages are quoted in ours and searched, so they must be in English.
    command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
    let Output { status, stdout, stderr } = command.output().map_err(|error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => String::from("there is no git here"),
            _ => format!("git can't be started: {}", system_words(&error)),
        };
        Failure::new(Status::Failed, message).hint("install git")
    })?;
    if status.success() {
        let text = String::from_utf8(stdout).map_err(|_| {
            Failure::new(Status::Failed, "git's configuration is not UTF-8")
                .hint("see `git config --list --show-origin`")
        })?;
        return Ok(Some(text));
    }
    if status.code().is_some_and(|code| nothing.contains(&code)) {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&stderr);
    let said = said.lines().next().unwrap_or("it did not say why").trim_start_matches("fatal: ");
    if said.contains(DUBIOUS) {
        let message = "git refuses this repository, since its folder belongs to another user";
        // git names the folder in quotes.
        let folder = said.split('\'').nth(1).map(Path::new).and_then(in_shell);
        let folder = folder.unwrap_or_else(|| String::from("FOLDER"));
        return Err(Failure::new(Status::Failed, message).hint(format!(
            "if you trust it, `git config --global --add safe.directory {folder}` allows it"
        )));
    }
    Err(Failure::new(Status::Failed, format!("git refused: {}", crate::failure::quoted(said)))
        .hint("see `git config --list --show-origin`"))
}

/// Fails outside of a repository, with git's own message.
pub(super) fn demand_repository() -> Outcome {
    git(["rev-parse", "--git-dir"], &[]).map(drop).map_err(|failure| {
        if !failure.message().contains(OUTSIDE) {
            return failure;
        }
        failure.hint("go into a repository, or use `--global` for your global configuration")
    })
}

/// Returns the folder that all work trees of the repository share.
pub(super) fn common_folder() -> Outcome<PathBuf> {
    let asked = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
    let folder = git(asked, &[])?.unwrap_or_default();
    Ok(PathBuf::from(folder.trim_end_matches('\n')))
}

/// Whether a file is in this repository: in git's own folder, or in the current work tree. Symbolic
/// links are resolved first.
pub(super) fn is_inside(file: &Path) -> Outcome<bool> {
    let top = git(["rev-parse", "--show-toplevel"], &[128])?.unwrap_or_default();
    let top = Some(PathBuf::from(top.trim_end_matches('\n'))).filter(|top| top.is_absolute());
    let folders = top.into_iter().chain([common_folder()?]);
    let folders: Vec<PathBuf> = folders.filter_map(|it| std::fs::canonicalize(it).ok()).collect();
    // A file that does not exist yet is judged by its nearest existing folder.
    let there = file.ancestors().find_map(|place| {
        let place = place.symlink_metadata().is_ok().then_some(place)?;
        std::fs::canonicalize(place).ok()
    });
    Ok(there.is_some_and(|there| folders.iter().any(|folder| there.starts_with(folder))))
}

/// Whether the person's global configuration, or the system's, names this file for a key.
pub(super) fn is_named_outside(key: &str, file: &Path) -> Outcome<bool> {
    let names_it = |named: Option<PathBuf>| named.is_some_and(|named| named == file);
    // 1: the key is not set; 128: there is no such configuration.
    let named_in = |scope| path_in(scope, key, &[1, 128]);
    Ok(names_it(named_in("--global")?) || names_it(named_in("--system")?))
}

/// Whether this file is tracked in the current work tree.
pub(super) fn is_tracked(file: &Path) -> Outcome<bool> {
    let arguments = [OsStr::new("ls-files"), OsStr::new("--error-unmatch"), OsStr::new("--")];
    // 1: not tracked; 128: no repository, or a file outside of it.
    Ok(git(arguments.into_iter().chain([file.as_os_str()]), &[1, 128])?.is_some())
}

/// Returns the effective value of a key, over all scopes; a boolean as `true` or `false`.
pub(super) fn effective(key: &str) -> Outcome<Option<String>> {
    Ok(git(["config", kind(key), "--get", key], &[1])?.map(without_end))
}

/// Returns git's option for the type of a key's value.
fn kind(key: &str) -> &'static str {
    if key == TRUTH { "--type=bool" } else { "--no-type" }
}

/// Returns the effective value of a key as a path, with `~` expanded.
pub(super) fn effective_path(key: &str) -> Outcome<Option<PathBuf>> {
    let path = git(["config", "--type=path", "--get", key], &[1])?;
    Ok(path.map(without_end).filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// Resolves a path as git does: a relative path begins at the top of the work tree.
pub(super) fn from_the_top(path: PathBuf) -> Outcome<PathBuf> {
    if path.is_absolute() {
        return Ok(path);
    }
    // 128: no repository, or one without a work tree.
    let top = git(["rev-parse", "--show-toplevel"], &[128])?.unwrap_or_default();
    Ok(PathBuf::from(top.trim_end_matches('\n')).join(path))
}

/// Returns the path that a key has in the global configuration, with the files that it includes.
pub(super) fn global_path(key: &str) -> Outcome<Option<PathBuf>> {
    path_in("--global", key, &[1])
}

/// Returns the path that a key has in the configuration that `flag` selects, with the files that it
/// includes; `None` if git exits with one of the statuses in `nothing`.
fn path_in(flag: &str, key: &str, nothing: &[i32]) -> Outcome<Option<PathBuf>> {
    let path = git(["config", flag, "--includes", "--type=path", "--get", key], nothing)?;
    Ok(path.map(without_end).filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// Returns the folder of the person's own git files: `git` in the configuration folder.
pub(super) fn personal_folder() -> Outcome<PathBuf> {
    let folder = etcetera::base_strategy::choose_base_strategy()
        .map(|places| etcetera::BaseStrategy::config_dir(&places).join("git"));
    folder.map_err(|_| {
        Failure::new(Status::Failed, "there is no home folder to keep git's allowed signers in")
            .hint("name a file with `git config --global gpg.ssh.allowedSignersFile FILE`")
    })
}

/// Returns the value of a key in this scope, with the files that it includes.
pub(super) fn in_force(scope: Scope, key: &str) -> Outcome<Option<String>> {
    let asked = ["config", scope.flag(), "--includes", kind(key), "--get", key];
    Ok(git(asked, &[1])?.map(without_end))
}

/// Returns the value of a key in this scope alone.
pub(super) fn get(scope: Scope, key: &str) -> Outcome<Option<String>> {
    Ok(git(["config", scope.flag(), "--get", key], &[1])?.map(without_end))
}

/// Returns all values of a key in this scope. Without a home folder, the global scope has none.
pub(super) fn get_all(scope: Scope, key: &str) -> Outcome<Vec<String>> {
    // A value can have several lines, so values are separated by NUL.
    let all = match git(["config", scope.flag(), "--null", "--get-all", key], &[1]) {
        Err(failure) if scope == Scope::Global && failure.message().contains(HOMELESS) => None,
        asked => asked?,
    };
    let all = all.unwrap_or_default();
    Ok(all.split_terminator('\0').map(String::from).collect())
}

/// Sets a key in this scope.
pub(super) fn set(scope: Scope, key: &str, value: &str) -> Outcome {
    git(["config", scope.flag(), key, value], &[]).map(drop)
}

/// Adds a value to a key in this scope.
pub(super) fn add(scope: Scope, key: &str, value: &str) -> Outcome {
    git(["config", scope.flag(), "--add", key, value], &[]).map(drop)
}

/// Removes a key, with all its values, from this scope. git's status 5 means that there is none.
pub(super) fn unset(scope: Scope, key: &str) -> Outcome {
    git(["config", scope.flag(), "--unset-all", key], &[5]).map(drop)
}

/// Removes only this value of a key from this scope.
pub(super) fn unset_value(scope: Scope, key: &str, value: &str) -> Outcome {
    git(["config", scope.flag(), "--fixed-value", "--unset-all", key, value], &[5]).map(drop)
}

fn without_end(text: String) -> String {
    text.strip_suffix('\n').map(String::from).unwrap_or(text)
}
