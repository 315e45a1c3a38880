//! Tells the program the commit that it is built from, for `collab --version`.
//!
//! The commit comes from `COLLAB_COMMIT`, which a packager sets; from the record of the packed crate;
//! or, for an optimized build, from git. A development build has none, so that it is not made anew
//! after each commit.

use std::path::Path;
use std::process::Command;

/// The record of the commit in a packed crate.
const RECORD: &str = ".cargo_vcs_info.json";
/// The length of a commit, as git shortens it.
const LENGTH: usize = 12;

#[expect(clippy::disallowed_methods, reason = "cargo speaks through the environment")]
fn main() {
    println!("cargo::rerun-if-env-changed=COLLAB_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    let commit = std::env::var("COLLAB_COMMIT").ok().or_else(recorded).or_else(|| {
        let (commit, log) = of_git()?;
        println!("cargo::rerun-if-changed={log}");
        Some(commit)
    });
    let commit = commit.filter(|commit| commit.chars().all(|c| c.is_ascii_hexdigit()));
    let commit = commit.as_deref().and_then(|commit| commit.get(..LENGTH));
    let shown = commit.map(|commit| format!(" ({commit})")).unwrap_or_default();
    println!("cargo::rustc-env=BUILT_FROM={shown}");
}

/// Returns the commit in the record of a packed crate.
fn recorded() -> Option<String> {
    let record = std::fs::read_to_string(RECORD).ok()?;
    let (_, rest) = record.split_once("\"sha1\": \"")?;
    rest.split('"').next().map(String::from)
}

/// Returns the commit that is checked out, and the file that changes with it, if this folder is the
/// top of a repository.
#[expect(clippy::disallowed_methods, reason = "cargo speaks through the environment")]
fn of_git() -> Option<(String, String)> {
    let is_optimized = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let asked = |arguments: &[&str]| {
        let output = Command::new("git").arg("rev-parse").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
        Some(text.trim_end().to_owned())
    };
    if !is_optimized || Path::new(&asked(&["--show-toplevel"])?) != std::env::current_dir().ok()? {
        return None;
    }
    Some((asked(&["HEAD"])?, asked(&["--git-path", "logs/HEAD"])?))
}
