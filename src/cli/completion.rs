//! Completion of the word at a shell's cursor: `collab --complete WORD...`. The scripts under
//! completions/ call it with the words up to the cursor, the program's name first.
//!
//! Each line of the answer has a candidate, a tab and its description. The line `:files`, followed
//! by the extensions that fit, stands for files: the shell searches and quotes these itself. Errors
//! are not reported, since a person is in the middle of a line.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};

use super::Environment;
use crate::account::Name;
use crate::keystore::Keystore;
use crate::manual::TOPICS;
use crate::service_codes::Lists;
use crate::service_codes::known_services::all;
use crate::session::who::ME;

const FLAG: &str = "--complete";
const FILES: &str = ":files";

/// Returns the words up to the cursor, if a shell asks for their completion.
pub(super) fn words(arguments: &[OsString]) -> Option<&[OsString]> {
    (arguments.get(1)? == FLAG).then(|| &arguments[2..]).filter(|words| !words.is_empty())
}

/// Writes the candidates for the last of these words, and returns the exit status.
pub(super) fn answer(words: &[OsString], tree: Command, environment: &Environment<'_>) -> u8 {
    let account = named_account(words, environment);
    let mut tree = with_values(tree, keystore(words, environment), account);
    let last = words.len() - 1;
    let candidates = complete(&mut tree, words.to_vec(), last, None).unwrap_or_default();
    let lines: String = fitting(&words[last], &candidates).map(line).collect();
    // A shell that closed the pipe needs no answer.
    let _ = io::stdout().write_all(lines.as_bytes());
    0
}

/// Returns the line of a candidate.
fn line(candidate: &CompletionCandidate) -> String {
    let value = candidate.get_value().to_string_lossy();
    // After an option and `=`, the shell matches files against the text behind the equals sign.
    if let Some(at) = value.find(FILES) {
        return format!("{}\n", &value[at..]);
    }
    let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
    match help.lines().next() {
        Some(help) => format!("{value}\t{help}\n"),
        None => format!("{value}\n"),
    }
}

/// Filters the candidates: options are shown only if nothing else fits, or a hyphen was typed.
fn fitting<'c>(
    word: &OsStr,
    candidates: &'c [CompletionCandidate],
) -> impl Iterator<Item = &'c CompletionCandidate> {
    let is_option = |it: &CompletionCandidate| it.get_value().as_encoded_bytes().starts_with(b"-");
    let leaves_options = word.is_empty() && candidates.iter().any(|it| !is_option(it));
    candidates.iter().filter(move |it| !(leaves_options && is_option(it)))
}

/// Returns the keystore that the words or the environment name.
fn keystore(words: &[OsString], environment: &Environment<'_>) -> Option<Keystore> {
    let path = super::keystore_path(named_keystore(words), environment).ok()?;
    let shared = super::accepts_shared_folder(environment).unwrap_or(false)
        || words.iter().any(|word| word == "--shared-folder");
    Some(Keystore::at(path).accepting_shared_folder(shared))
}

/// Returns the value that the words give to an option.
fn value_of<'w>(words: &'w [OsString], option: &str) -> Option<&'w str> {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let after = words.iter().position(|word| *word == option).map(|at| at + 1);
    let attached = words.iter().find_map(|word| word.strip_prefix(option)?.strip_prefix('='));
    attached.or_else(|| words.get(after?).copied())
}

/// Returns the account that the words or the environment name.
fn named_account(words: &[OsString], environment: &Environment<'_>) -> Option<Name> {
    let given = value_of(words, "--account").or_else(|| value_of(words, "-a"));
    let variable = || environment("COLLAB_ACCOUNT")?.into_string().ok();
    given.map(String::from).or_else(variable)?.parse().ok()
}

/// Returns the keystore path that the words name, with `~/` expanded: the shell has not done so
/// yet.
fn named_keystore(words: &[OsString]) -> Option<PathBuf> {
    let named = value_of(words, "--keystore")?;
    Some(match named.strip_prefix("~/") {
        Some(rest) => etcetera::home_dir().ok()?.join(rest),
        None => PathBuf::from(named),
    })
}

/// The kinds of values to complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A file with one of these extensions; any file if the list is empty.
    File(&'static [&'static str]),
    /// An account in the keystore.
    Account,
    /// An account in the keystore, by its name or its identity.
    Who,
    /// The identity of an account in the keystore.
    Identity,
    /// A service of which codes are in the keystore.
    Service,
    /// A service whose lists are known.
    KnownService,
    /// A command, or a help topic.
    Command,
    /// A free text, which has no candidates.
    Free,
}

/// Returns the kind of an argument's value; `None` if it takes none, or clap lists the values
/// itself.
fn kind(command: &str, argument: &Arg) -> Option<Kind> {
    use Kind::{Account, Command, File, Free, Identity, KnownService, Service, Who};
    let takes_value = argument.get_action().takes_values();
    if !takes_value || !argument.get_possible_values().is_empty() {
        return None;
    }
    Some(match (command, argument.get_id().as_str()) {
        (_, "image") => File(&["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "pdf"]),
        ("print", "sheet") => File(&["pdf", "svg", "txt"]),
        ("print", "qr") => File(&["png", "svg"]),
        ("decrypt", "file") => File(&["age"]),
        ("verify", "signature") => File(&["sig"]),
        (_, "account") | ("use" | "remove", "name") | ("rename", "old") => Account,
        (_, "recipients" | "by") => Who,
        (_, "expect") => Identity,
        ("add", "service") => KnownService,
        (_, "service") => Service,
        ("man", "command") | ("help", "what") => Command,
        ("print", "printer" | "note")
        | ("init" | "restore", "name")
        | ("rename", "new")
        | (_, "namespace" | "seconds" | "lifetime" | "count" | "login" | "number") => Free,
        _ => File(&[]),
    })
}

/// Adds a completer for each value to the tree.
fn with_values(tree: Command, keystore: Option<Keystore>, account: Option<Name>) -> Command {
    let commands = tree.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    completed(tree, &Arc::new(Known { commands, keystore, account, accounts: OnceLock::new() }))
}

/// The sources of candidates.
struct Known {
    commands: Vec<String>,
    keystore: Option<Keystore>,
    /// The account that was named.
    account: Option<Name>,
    /// Names with their verified identities; read from the keystore at first use.
    accounts: OnceLock<Vec<(String, Option<String>)>>,
}

fn completed(command: Command, known: &Arc<Known>) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|argument| match kind(&name, &argument) {
            Some(kind) => {
                let known = Arc::clone(known);
                argument.add(ArgValueCompleter::new(move |word: &OsStr| known.of(kind, word)))
            }
            None => argument,
        })
        .mut_subcommands(|below| completed(below, known))
}

impl Known {
    /// Returns the accounts of the keystore; none if it can't be read. In a locked keystore no
    /// identity is verified, so only the names are returned.
    fn accounts(&self) -> &[(String, Option<String>)] {
        self.accounts.get_or_init(|| {
            let contents = self.keystore.as_ref().and_then(|keystore| keystore.open().ok());
            let contents = contents.unwrap_or_default();
            let accounts = contents.accounts_vouched().map(|one| {
                let account = one.account().filter(|_| one.is_verified());
                (one.name().to_string(), account.map(|account| account.identity.to_string()))
            });
            accounts.collect()
        })
    }

    /// Returns the services of which the account has codes; none if the keystore is locked.
    fn services(&self) -> BTreeSet<String> {
        let contents = self.keystore.as_ref().and_then(|keystore| keystore.open().ok());
        let contents = contents.unwrap_or_default();
        let default = || contents.default_account().map(|account| account.name().clone());
        let name = self.account.clone().or_else(default);
        let lists = name.and_then(|name| contents.lists(&name).ok());
        let services = lists.into_iter().flat_map(Lists::current);
        services.map(|view| view.list.service.to_string()).collect()
    }

    /// Returns the candidates of this kind that begin with this word.
    fn of(&self, kind: Kind, word: &OsStr) -> Vec<CompletionCandidate> {
        let candidate = |value: &str, help: Option<&str>| {
            CompletionCandidate::new(value).help(help.map(|help| help.to_owned().into()))
        };
        let names =
            || self.accounts().iter().map(|(name, identity)| candidate(name, identity.as_deref()));
        let identities = || {
            let identity =
                |(name, it): &(String, Option<String>)| Some(candidate(it.as_deref()?, Some(name)));
            self.accounts().iter().filter_map(identity)
        };
        let mut candidates: Vec<CompletionCandidate> = match kind {
            Kind::Free => Vec::new(),
            Kind::File(endings) => {
                if word.as_encoded_bytes().starts_with(b"-") {
                    return Vec::new();
                }
                return vec![CompletionCandidate::new([&[FILES], endings].concat().join(" "))];
            }
            Kind::Account => names().collect(),
            Kind::Identity => identities().collect(),
            Kind::Who => {
                let me = candidate(ME, Some("The account that the command uses"));
                names().chain([me]).chain(identities()).collect()
            }
            Kind::Service => self.services().iter().map(|name| candidate(name, None)).collect(),
            Kind::KnownService => {
                all().iter().map(|known| candidate(known.name, Some(known.title))).collect()
            }
            Kind::Command => {
                let commands = self.commands.iter().map(String::as_str).chain(TOPICS);
                commands.map(|name| candidate(name, None)).collect()
            }
        };
        let word = word.as_encoded_bytes();
        candidates.retain(|it| it.get_value().as_encoded_bytes().starts_with(word));
        candidates
    }
}
