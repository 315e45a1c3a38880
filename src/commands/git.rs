//! `collab git`: makes git sign commits with an account, and verify them here.
//!
//! The rule: before `setup` sets a value, it writes a note of it to the section `collab` of the
//! same scope. `unset` removes only values that are noted and unchanged, and leaves the scope byte
//! for byte as `setup` found it.

mod config;
mod signers;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::Run;
use crate::account::{Account, Identity};
use crate::failure::{Failure, Outcome, Status, quoted, set_variable};
use crate::files;
use crate::session::{Context, unlocking};
use config::Scope;
use signers::Missing;

/// The key of the notes of values that were set, each as `KEY=VALUE`.
const SET: &str = "collab.set";
/// The key of the notes of lines that were added to the file of allowed signers.
const LINE: &str = "collab.signer";
/// The key of the note of that file's path.
const FILE: &str = "collab.signersFile";
/// The key of the note of the path that was created: that file, or the topmost new folder above it.
const MADE: &str = "collab.signersFileMade";
/// The keys that `setup` sets. A note of any other key is not ours, since a configuration can come
/// with a repository.
const KEYS: [&str; 5] = [FORMAT, PROGRAM, KEY, ALWAYS, SIGNERS_FILE];
const FORMAT: &str = "gpg.format";
const PROGRAM: &str = "gpg.ssh.program";
const KEY: &str = "user.signingkey";
const ALWAYS: &str = config::TRUTH;
/// The key of the path of git's file of allowed signers.
const SIGNERS_FILE: &str = "gpg.ssh.allowedSignersFile";

/// Sign git commits with the account
///
/// git signs with `ssh-keygen`, and lets another program take its place. `setup` makes git call
/// collab. collab signs if the key belongs to an account here, and passes everything else to
/// `ssh-keygen`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Sign the commits of this repository:
      collab git setup
  Sign all your commits:
      collab git setup --global")]
pub(crate) struct Git {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Setup(Setup),
    Unset(Unset),
}

/// Have git sign commits with the account, and verify them here
///
/// Sets gpg.format, gpg.ssh.program, user.signingkey, commit.gpgsign and
/// gpg.ssh.allowedSignersFile, and adds the account to the file of allowed signers. Existing
/// settings stay as they are. Tags are signed with `git tag -s`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  In this repository:
      collab git setup
  In all your repositories:
      collab git setup --global")]
struct Setup {
    /// Set up all your repositories, not only this one
    #[arg(long)]
    global: bool,
}

/// Undo `collab git setup`
///
/// Settings that you changed since stay as they are.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  In this repository:
      collab git unset")]
struct Unset {
    /// Undo it in the global configuration, not in this repository
    #[arg(long)]
    global: bool,
}

impl Git {
    /// Whether the subcommand uses an account.
    pub(crate) fn uses_account(&self) -> bool {
        matches!(self.command, Command::Setup(_))
    }
}

impl Run for Git {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let scope = |global: bool| if global { Scope::Global } else { Scope::Repository };
        match self.command {
            Command::Setup(Setup { global }) => setup(context, scope(global)),
            Command::Unset(Unset { global }) => unset(context, scope(global)),
        }
    }
}

fn setup(context: &mut Context<'_>, scope: Scope) -> Outcome {
    if context.keystore_is_named {
        return Err(Failure::new(
            Status::Usage,
            "`--keystore` goes with this command only: git can't pass it on when it signs",
        )
        .hint(format!(
            "{} where git runs, and leave `--keystore` out",
            set_variable("COLLAB_KEYSTORE", "FILE")
        )));
    }
    let mut contents = context.contents()?;
    let (account, is_verified) = context.shown(&mut contents, false)?;
    if scope == Scope::Repository {
        config::demand_repository()?;
    }
    let line = signers::line(&email(scope)?, &account.identity);
    let signers = Signers::find(scope)?;
    let settings = settings(context, &account.identity, signers.to_be_set.as_deref())?;
    let missing = missing(scope, &settings)?;

    let unlisted =
        if signers.is_left.is_some() { Missing::Nothing } else { list(scope, &signers, &line)? };
    for (key, value) in &missing {
        config::add(scope, SET, &format!("{key}={value}"))?;
        config::set(scope, key, value)?;
    }
    let key = account.signing_line();
    let is_new = !missing.is_empty() || unlisted != Missing::Nothing;
    context.give([key.as_str()], || {
        json!({
            "name": account.name.as_str(),
            "identity": account.identity.to_string(),
            "signing_key": key,
            "scope": scope.as_str(),
            "signers_file": signers.path.to_string_lossy(),
            "set": missing.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
            "verified": is_verified,
        })
    })?;
    if !is_verified {
        context.ui.say(unlocking::NOT_VERIFIED);
    }
    tell(context, scope, &account, is_new);
    for (key, value) in &settings {
        if config::effective(key)?.as_ref() != Some(value) {
            context.ui.warn(&format!(
                "warning: here another place sets {key}, and git follows that: see `git config \
                 --show-origin --get {key}`"
            ));
        }
    }
    if let Some(why) = signers.is_left {
        context.ui.say(&format!(
            "{} {why}, and is left to you: add this line to it, so that git knows your \
             signatures.\n{line}",
            quoted(signers.path.to_string_lossy())
        ));
    }
    Ok(())
}

/// Reports the result, and the next steps.
fn tell(context: &mut Context<'_>, scope: Scope, account: &Account, is_new: bool) {
    let (name, place) = (&account.name, scope.in_words());
    if !is_new {
        context.ui.say(&format!("git signs commits as {name} already, in {place}."));
        return;
    }
    // Nobody pastes a key during a job.
    if context.is_job() {
        context.ui.say(&format!("git now signs commits as {name} in {place}, with the key above."));
        return;
    }
    let global = scope.option();
    context.ui.say(&format!(
        "git now signs commits as {name} in {place}, and `git log --show-signature` verifies them. \
         `collab git unset{global}` undoes it."
    ));
    context.ui.say(
        "So that others see them as verified, paste the line above as a signing key, not as an \
         authentication key:\n\
         GitHub: Settings, SSH and GPG keys, New SSH key, Key type: Signing Key\n\
         GitLab: Preferences, SSH Keys, Add new key, Usage type: Signing\n\
         Gitea, Forgejo: Settings, SSH / GPG Keys, Add Key, then verify it",
    );
}

/// Returns the email address that git commits with.
///
/// # Errors
///
/// If there is none, or it can't be a principal in a file of allowed signers.
fn email(scope: Scope) -> Outcome<String> {
    const EMAIL: &str = "user.email";
    let email = match scope {
        Scope::Repository => config::effective(EMAIL)?,
        Scope::Global => config::in_force(scope, EMAIL)?,
    };
    let email = email.unwrap_or_default();
    if signers::can_be_principal(&email) {
        return Ok(email);
    }
    let message = if email.is_empty() {
        String::from("git has no address of yours to sign for")
    } else {
        format!("git's user.email is {}, which can't name a signer", quoted(&email))
    };
    let global = scope.option();
    Err(Failure::new(Status::Failed, message)
        .hint(format!("set it with `git config{global} user.email you@example.com`")))
}

/// The file of allowed signers.
struct Signers {
    path: PathBuf,
    /// The value for `gpg.ssh.allowedSignersFile`, if collab sets that key.
    to_be_set: Option<String>,
    /// The reason why collab must not change the file, if there is one.
    is_left: Option<&'static str>,
}

impl Signers {
    /// Returns the file that git's configuration names, or else the default for the scope.
    fn find(scope: Scope) -> Outcome<Self> {
        let named = match scope {
            Scope::Repository => config::effective_path(SIGNERS_FILE)?,
            Scope::Global => config::global_path(SIGNERS_FILE)?,
        };
        if let Some(path) = named {
            // A path noted by an earlier setup stays among the settings, so that a repeated setup
            // changes nothing.
            let is_ours = config::get_all(scope, SET)?
                .iter()
                .find_map(|note| note.strip_prefix(&format!("{SIGNERS_FILE}=")).map(String::from));
            let path = config::from_the_top(path)?;
            let is_left = if config::is_tracked(&path)? {
                Some("is tracked by git")
            } else if is_to_be_written(scope, &path)? {
                None
            } else {
                Some("is outside of this repository, whose configuration names it")
            };
            return Ok(Self { path, to_be_set: is_ours, is_left });
        }
        let path = match scope {
            Scope::Repository => config::common_folder()?.join("allowed_signers"),
            Scope::Global => config::personal_folder()?.join("allowed_signers"),
        };
        let text = path.to_str().map(String::from).ok_or_else(|| {
            Failure::new(Status::Failed, "the folder's name is not UTF-8, and git can't be told it")
                .hint(format!("name a file with `git config {SIGNERS_FILE} FILE`"))
        })?;
        let is_ours = is_to_be_written(scope, &path)?;
        let is_left = (!is_ours).then_some("leads out of this repository");
        Ok(Self { path, to_be_set: Some(text), is_left })
    }
}

/// Whether collab may write a file of signers in this scope. A repository can come with its
/// configuration: outside of the repository, collab writes a file only if the person's global
/// configuration or the system's names it too.
fn is_to_be_written(scope: Scope, file: &Path) -> Outcome<bool> {
    Ok(scope == Scope::Global
        || config::is_inside(file)?
        || config::is_named_outside(SIGNERS_FILE, file)?)
}

/// Returns the settings to make.
fn settings(
    context: &Context<'_>,
    identity: &Identity,
    signers: Option<&str>,
) -> Outcome<Vec<(&'static str, String)>> {
    let mut settings = vec![
        (FORMAT, String::from("ssh")),
        (PROGRAM, program(context)?),
        (KEY, format!("key::{}", identity.ssh())),
        (ALWAYS, String::from("true")),
    ];
    settings.extend(signers.map(|signers| (SIGNERS_FILE, String::from(signers))));
    Ok(settings)
}

/// Returns the settings that are not made yet.
///
/// # Errors
///
/// If one or more have another value, which is never overwritten.
fn missing<'s>(
    scope: Scope,
    settings: &'s [(&'static str, String)],
) -> Outcome<Vec<&'s (&'static str, String)>> {
    let mut missing = Vec::new();
    let mut others = Vec::new();
    for setting in settings {
        let (key, value) = setting;
        match config::in_force(scope, key)? {
            None => missing.push(setting),
            Some(found) if found == *value => {}
            Some(found) => others.push((*key, found)),
        }
    }
    let Some((key, _)) = others.first() else { return Ok(missing) };
    let (place, global) = (scope.in_words(), scope.option());
    let set: Vec<String> =
        others.iter().map(|(key, found)| format!("{key} is set to {}", quoted(found))).collect();
    let left = if others.len() == 1 { "is left as it is" } else { "are left as they are" };
    let message = format!("{} in {place}, and {left}", set.join(", "));
    let hint = if config::get(scope, key)?.is_none() {
        let flag = scope.flag();
        format!(
            "another file sets it, which is included: see `git config {flag} --includes --show-origin \
             --get {key}`"
        )
    } else {
        let unset: Vec<String> =
            others.iter().map(|(key, _)| format!("`git config{global} --unset {key}`")).collect();
        format!(
            "take it out with {}, or `collab git unset{global}` if an earlier setup wrote it",
            unset.join(" and ")
        )
    };
    Err(Failure::new(Status::Failed, message).hint(hint))
}

/// Notes the line of allowed signers, then adds it.
fn list(scope: Scope, signers: &Signers, line: &str) -> Outcome<Missing> {
    let missing = signers::missing(&signers.path, line)?;
    if missing != Missing::Nothing {
        config::set(scope, FILE, &signers.path.to_string_lossy())?;
        // An earlier setup may have noted another line, which is kept.
        if !config::get_all(scope, LINE)?.iter().any(|noted| noted == line) {
            config::add(scope, LINE, line)?;
        }
    }
    if missing == Missing::File {
        // An interrupted setup may have noted and created the folders already.
        let made = config::get(scope, MADE)?.filter(|made| signers.path.starts_with(made));
        if made.is_none() {
            config::set(scope, MADE, &signers::to_be_made(&signers.path).to_string_lossy())?;
        }
    }
    signers::add(&signers.path, line)?;
    Ok(missing)
}

/// Returns the path by which git calls collab: where the `PATH` finds it, since that place stays
/// the same when a package manager puts the next version elsewhere. It is absolute, since git may
/// run with another `PATH`.
fn program(context: &Context<'_>) -> Outcome<String> {
    let ours = std::env::current_exe().and_then(|program| files::resolved(&program));
    let ours = ours.map_err(|error| {
        let words = crate::failure::system_words(&error);
        Failure::new(Status::Failed, format!("collab can't tell where it is: {words}"))
            .hint("start it by its whole path")
    })?;
    let name = format!("collab{}", std::env::consts::EXE_SUFFIX);
    let path = (context.environment)("PATH").unwrap_or_default();
    let is_us = |place: &PathBuf| {
        place.is_absolute() && files::resolved(place).is_ok_and(|place| place == ours)
    };
    let found = std::env::split_paths(&path).map(|folder| folder.join(&name)).find(is_us);
    let found = found.unwrap_or(ours);
    found.to_str().map(String::from).ok_or_else(|| {
        Failure::new(Status::Failed, "the path of collab is not UTF-8, and git can't be told it")
            .hint("install it in another folder")
    })
}

fn unset(context: &mut Context<'_>, scope: Scope) -> Outcome {
    if scope == Scope::Repository {
        config::demand_repository()?;
    }
    let mut taken_out = Vec::new();
    let mut kept = Vec::new();
    for note in config::get_all(scope, SET)? {
        let Some((key, value)) = note.split_once('=').filter(|(key, _)| KEYS.contains(key)) else {
            continue;
        };
        let found = config::get_all(scope, key)?;
        if found.iter().any(|found| found == value) {
            config::unset_value(scope, key, value)?;
            taken_out.push(key.to_owned());
        } else if !found.is_empty() {
            kept.push(key.to_owned());
        }
    }
    // A key that a later setup wrote again has two notes.
    kept.retain(|key| !taken_out.contains(key));
    let mut lines = config::get_all(scope, LINE)?;
    lines.retain(|line| signers::is_line(line));
    let file = config::get(scope, FILE)?.map(PathBuf::from);
    let elsewhere =
        if let Some(file) = file { take_lines_out(scope, &file, &lines)? } else { None };
    for note in [SET, LINE, FILE, MADE] {
        config::unset(scope, note)?;
    }
    context.give([], || json!({ "scope": scope.as_str(), "unset": taken_out, "kept": kept }))?;
    let place = scope.in_words();
    if taken_out.is_empty() && lines.is_empty() {
        context.ui.say(&format!("collab has set nothing in {place}."));
        if scope == Scope::Repository && !config::get_all(Scope::Global, SET)?.is_empty() {
            context.ui.say(
                "Your global configuration has what it set: `collab git unset --global` undoes it.",
            );
        }
    } else {
        context.ui.say(&format!("git no longer signs with collab in {place}."));
    }
    for key in kept {
        context.ui.say(&format!("{key} was changed since, and is left as it is."));
    }
    if let Some(said) = elsewhere {
        context.ui.say(&said);
    }
    Ok(())
}

/// Removes the lines from a file of signers. Returns a message if the file lies outside of the
/// repository: it was left as it is, or another repository may need the removed line.
fn take_lines_out(scope: Scope, file: &Path, lines: &[String]) -> Outcome<Option<String>> {
    if lines.is_empty() {
        return Ok(None);
    }
    let shown = quoted(file.to_string_lossy());
    if !is_to_be_written(scope, file)? {
        return Ok(Some(format!("{shown} is outside of this repository, and is left as it is.")));
    }
    let is_own = scope == Scope::Global || config::is_inside(file)?;
    // In a repository's scope, a note of a created path counts only inside the repository: nothing
    // outside is deleted because of it.
    let made = match config::get(scope, MADE)?.map(PathBuf::from) {
        Some(made) if scope == Scope::Global || is_own && config::is_inside(&made)? => Some(made),
        _ => None,
    };
    let needed =
        if scope == Scope::Repository { config::get_all(Scope::Global, LINE)? } else { Vec::new() };
    let mut is_shared = false;
    for line in lines.iter().filter(|line| !needed.contains(line)) {
        signers::remove(file, line, made.as_deref())?;
        is_shared |= !is_own;
    }
    Ok(is_shared.then(|| {
        format!("{shown} lists you no longer; where another repository needs it, run `collab git setup` there.")
    }))
}
