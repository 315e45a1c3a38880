//! git's configuration in one scope, by git itself.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use crate::child;
use crate::failure::{Failure, Outcome, Status, system_words};

/// The scope: a repository's own configuration, or a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Repository,
    Global,
}

impl Scope {
    /// The option that chooses it.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::Repository => "--local",
            Self::Global => "--global",
        }
    }

    /// The same as the rest of a command; nothing for the default.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Repository => "",
            Self::Global => " --global",
        }
    }

    /// How messages name it.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Repository => "this repository",
            Self::Global => "your global configuration",
        }
    }

    /// The scope's name, as a script sees it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Repository => "repository",
            Self::Global => "global",
        }
    }
}

/// The one key that is true or false, which git writes in several ways.
pub(super) const TRUTH: &str = "commit.gpgsign";
/// What git says where there is no repository.
const OUTSIDE: &str = "not a git repository";

/// Runs git, and returns what it wrote; nothing where it ended with one of these statuses.
///
/// # Errors
///
/// When there is no git, or it ended otherwise.
fn git<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
    nothing: &[i32],
) -> Outcome<Option<String>> {
    let mut command = child::program("git");
    // Its words stand beside ours.
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
    Err(Failure::new(Status::Failed, format!("git refused: {}", crate::failure::quoted(said)))
        .hint("see `git config --list --show-origin`"))
}

/// Refuses to go on outside of a repository, in git's own words.
pub(super) fn demand_repository() -> Outcome {
    git(["rev-parse", "--git-dir"], &[]).map(drop).map_err(|failure| {
        if !failure.message().contains(OUTSIDE) {
            return failure;
        }
        failure.hint("go into a repository, or use `--global` for your global configuration")
    })
}

/// The folder that all work trees of the repository share.
pub(super) fn common_folder() -> Outcome<PathBuf> {
    let asked = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
    let folder = git(asked, &[])?.unwrap_or_default();
    Ok(PathBuf::from(folder.trim_end_matches('\n')))
}

/// Whether a file is in this repository: in its own folder, or in the work tree that we are in. What a
/// link leads to counts.
pub(super) fn is_inside(file: &Path) -> Outcome<bool> {
    let top = git(["rev-parse", "--show-toplevel"], &[128])?.unwrap_or_default();
    let top = Some(PathBuf::from(top.trim_end_matches('\n'))).filter(|top| top.is_absolute());
    let folders = top.into_iter().chain([common_folder()?]);
    let folders: Vec<PathBuf> = folders.filter_map(|it| std::fs::canonicalize(it).ok()).collect();
    // What is not there yet is where its folder is.
    let there = file.ancestors().find_map(|place| {
        let place = place.symlink_metadata().is_ok().then_some(place)?;
        std::fs::canonicalize(place).ok()
    });
    Ok(there.is_some_and(|there| folders.iter().any(|folder| there.starts_with(folder))))
}

/// Whether a person's own configuration, or the machine's, names this file for a key.
pub(super) fn is_named_outside(key: &str, file: &Path) -> Outcome<bool> {
    let names_it = |named: Option<PathBuf>| named.is_some_and(|named| named == file);
    // 1: it is not set; 128: there is no such configuration.
    let named_in = |scope| path_in(scope, key, &[1, 128]);
    Ok(names_it(named_in("--global")?) || names_it(named_in("--system")?))
}

/// Whether this file is tracked in the work tree that we are in.
pub(super) fn is_tracked(file: &Path) -> Outcome<bool> {
    let arguments = [OsStr::new("ls-files"), OsStr::new("--error-unmatch"), OsStr::new("--")];
    // 1: it isn't; 128: no repository, or a file outside of it.
    Ok(git(arguments.into_iter().chain([file.as_os_str()]), &[1, 128])?.is_some())
}

/// What a key is set to, wherever that is; a truth as `true` or `false`.
pub(super) fn effective(key: &str) -> Outcome<Option<String>> {
    Ok(git(["config", kind(key), "--get", key], &[1])?.map(without_end))
}

/// How git is to read a key's value.
fn kind(key: &str) -> &'static str {
    if key == TRUTH { "--type=bool" } else { "--no-type" }
}

/// The same, as a path, with `~` replaced.
pub(super) fn effective_path(key: &str) -> Outcome<Option<PathBuf>> {
    let path = git(["config", "--type=path", "--get", key], &[1])?;
    Ok(path.map(without_end).filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// A path as git means it when it runs: a relative one begins at the top of the work tree.
pub(super) fn from_the_top(path: PathBuf) -> Outcome<PathBuf> {
    if path.is_absolute() {
        return Ok(path);
    }
    // 128: no repository, or one without a work tree.
    let top = git(["rev-parse", "--show-toplevel"], &[128])?.unwrap_or_default();
    Ok(PathBuf::from(top.trim_end_matches('\n')).join(path))
}

/// The same in the global configuration alone, with the files that it includes.
pub(super) fn global_path(key: &str) -> Outcome<Option<PathBuf>> {
    path_in("--global", key, &[1])
}

/// The same in the configuration that a flag chooses; nothing where git ends with one of these
/// statuses.
fn path_in(flag: &str, key: &str, nothing: &[i32]) -> Outcome<Option<PathBuf>> {
    let path = git(["config", flag, "--includes", "--type=path", "--get", key], nothing)?;
    Ok(path.map(without_end).filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// The folder of a person's own files for git.
pub(super) fn personal_folder() -> Outcome<PathBuf> {
    let folder = etcetera::base_strategy::choose_base_strategy()
        .map(|places| etcetera::BaseStrategy::config_dir(&places).join("git"));
    folder.map_err(|_| {
        Failure::new(Status::Failed, "there is no home folder to keep git's allowed signers in")
            .hint("name a file with `git config --global gpg.ssh.allowedSignersFile FILE`")
    })
}

/// The same in this scope, and in the files that it includes.
pub(super) fn in_force(scope: Scope, key: &str) -> Outcome<Option<String>> {
    let asked = ["config", scope.flag(), "--includes", kind(key), "--get", key];
    Ok(git(asked, &[1])?.map(without_end))
}

/// What a key is set to in this scope.
pub(super) fn get(scope: Scope, key: &str) -> Outcome<Option<String>> {
    Ok(git(["config", scope.flag(), "--get", key], &[1])?.map(without_end))
}

/// All that a key is set to in this scope.
pub(super) fn get_all(scope: Scope, key: &str) -> Outcome<Vec<String>> {
    // A value can have lines, so the values end with a zero.
    let all = git(["config", scope.flag(), "--null", "--get-all", key], &[1])?.unwrap_or_default();
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

/// Takes a key out of this scope, with all of its values; 5 is that there is none.
pub(super) fn unset(scope: Scope, key: &str) -> Outcome {
    git(["config", scope.flag(), "--unset-all", key], &[5]).map(drop)
}

/// Takes this value of a key out of this scope, and no other.
pub(super) fn unset_value(scope: Scope, key: &str, value: &str) -> Outcome {
    git(["config", scope.flag(), "--fixed-value", "--unset-all", key, value], &[5]).map(drop)
}

fn without_end(text: String) -> String {
    text.strip_suffix('\n').map(String::from).unwrap_or(text)
}
