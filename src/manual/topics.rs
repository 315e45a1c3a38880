//! The help topics that concern every command: exit statuses, variables, JSON and global options.

use clap::Command;

use super::argument::global_options;
use super::prose::{columns, set};
use super::{Block, Entry};

/// The topics that `collab help` explains.
pub(crate) const TOPICS: [&str; 4] = ["exit-codes", "environment", "json", "options"];

/// The commands that a status or a variable concerns, each with its subcommands; an empty list means
/// all.
type Commands = &'static [&'static str];
/// Every command.
const ALL: Commands = &[];

/// The exit statuses, by number.
const EXIT_CODES: &[(u8, &str, Commands)] = &[
    (0, "done", ALL),
    (
        1,
        "failed for another reason: the disk is full, there is no clipboard, a file is missing",
        ALL,
    ),
    (2, "wrong usage", ALL),
    (3, "no such account, no keystore yet, or no backup code here", ALL),
    (
        4,
        "not a backup code, or a damaged one; not a list of codes",
        &["restore", "check", "remove", "forget-code", "codes add"],
    ),
    (
        5,
        "good, but another's: a code of another account, a signature by someone else, a file for \
         someone else; or the name is taken",
        ALL,
    ),
    (6, "wrong passphrase or recovery code", ALL),
    (7, "the keystore is damaged, from a newer version, or readable by others", ALL),
    (8, "another process is using the keystore", ALL),
    (9, "a person is needed (a confirmation, a passphrase), and there is no terminal", ALL),
    (
        10,
        "it does not verify: a bad signature, a wrong namespace, a tampered or cut-off file",
        &["verify", "decrypt", "vault import"],
    ),
    (130, "interrupted", ALL),
];

/// The environment variables.
const VARIABLES: &[(&str, &str, Commands)] = &[
    ("COLLAB_KEYSTORE", "The keystore file, like `--keystore`.", ALL),
    (
        "COLLAB_ACCOUNT",
        "The account to use, like `--account`. Commands that name their account, or use none, \
         ignore it.",
        ALL,
    ),
    (
        "COLLAB_PASSPHRASE_FILE",
        "A file with the passphrase of a locked keystore, like `--passphrase-file`.",
        ALL,
    ),
    ("COLLAB_PASSPHRASE", "The passphrase of a locked keystore. A file is safer.", ALL),
    (
        "COLLAB_BACKUP_CODE",
        "The backup code, for `restore` and `check`, if no option names it and none is piped in. \
         Standard input is safer.",
        &["restore", "check"],
    ),
    (
        "COLLAB_SHARED_FOLDER",
        "`1` accepts a keystore folder that others own or can write to, like `--shared-folder`.",
        ALL,
    ),
    ("COLLAB_PLAIN", "Any value prints line by line, like `--plain`; so does `TERM=dumb`.", ALL),
    ("NO_COLOR", "Any value turns color off, like `--color never`.", ALL),
    ("SSH_AUTH_SOCK", "The socket of the SSH agent.", &["ssh"]),
    (
        "SSH_ASKPASS",
        "A program that asks for the passphrase in a window, if there is no terminal.",
        ALL,
    ),
    ("LPDEST, PRINTER", "The default printer.", &["init", "print", "recovery-codes new"]),
    (
        "LC_ALL, LC_PAPER, LANG",
        "The paper size of the sheet: A4 or letter.",
        &["init", "print", "codes print"],
    ),
    ("XDG_DATA_HOME", "The folder of the default keystore, on Linux.", ALL),
];

/// The keys of the object that each command writes with `--json`.
const JSON_KEYS: &[(&str, &str)] = &[
    ("init", "name, identity, created, default, confirmed"),
    (
        "restore",
        "name, identity, restored (`new` or `already here`), default, guessed, corrected, \
         confirmed_at, backup_code (`here` or `forgotten`)",
    ),
    ("check", "name, identity, confirmed_at, recorded"),
    ("print", "name, identity, boxes, digits"),
    ("copy", "name, identity, copied (`clipboard` or `terminal`), seconds"),
    (
        "accounts",
        "default, accounts: name, identity, verified, damaged, default, origin, guessed, since, \
         confirmed_at, backup_code",
    ),
    (
        "status",
        "keystore, locked, recovery_codes: left, pending, issued, used_at; accounts: name, identity, \
         verified, damaged, default, guessed, confirmed_at, confirmed_days, tried, backup_code; service_codes: \
         lists (their number), few: account, service, login, left; vaults: account, file, number, made, behind, \
         keep; next, reason",
    ),
    (
        "whoami",
        "name, identity, public_key, ssh_signing, fingerprint, pem, jwk, age, age_plugin, verified, \
         default, origin, guessed, confirmed_at, backup_code",
    ),
    ("use", "default"),
    ("rename", "name, was"),
    ("remove", "removed, default"),
    ("forget-code", "name, backup_code (`here` or `forgotten`)"),
    ("passphrase set, remove", "locked"),
    ("recovery-codes new", "left, issued"),
    ("recovery-codes status", "locked, left, pending, issued, used_at"),
    ("recovery-codes revoke", "left"),
    ("codes", "name, lists: service, login, added, codes, left, used, refused"),
    (
        "codes next",
        "service, login, number, code, left; with `--copy`, copied (`clipboard` or `terminal`) and \
         seconds instead of code",
    ),
    ("codes used, unused", "service, login, numbers, state (`used`, `refused` or `unused`), left"),
    (
        "codes print",
        "lists: service, login, replaced, codes: number, code, state; with `--sheet`, name, sheet and \
         codes (their number)",
    ),
    ("codes remove", "service, lists (their number)"),
    (
        "vault export",
        "name, file, number, lists, codes_left, keep; with `--no-keep`: name, file, keep",
    ),
    ("vault import", "vaults: file, name, made, number, new_lists, changed_codes"),
    ("codes add", "service, login, codes, used, not_codes, added (`new` or `already here`)"),
    (
        "sign",
        "name, identity, namespace, signatures: file, signature, change (`written` or `unchanged`), \
         text",
    ),
    (
        "verify",
        "identity, namespace, hash, and verified; with `--signers`, principals and line instead of \
         verified",
    ),
    ("encrypt", "file, recipients, verified"),
    ("decrypt", "name, file"),
    ("ssh", "name, identity, fingerprint, login, verified"),
    ("ssh add", "name, identity, fingerprint, added, seconds, confirm"),
    ("ssh remove", "name, identity, fingerprint, removed, verified"),
    ("ssh export", "name, identity, fingerprint, file, public_file, has_passphrase"),
    (
        "git setup",
        "name, identity, signing_key, scope (`repository` or `global`), signers_file, set, verified",
    ),
    ("git unset", "scope, unset, kept"),
    ("export", "name, identity, format, key, and private_key or file"),
];

/// Returns a topic as a terminal shows it, or `None` if there is no such topic.
pub(crate) fn topic(name: &str, tree: &Command) -> Option<String> {
    let blocks = match name {
        "exit-codes" => exit_codes(),
        "environment" => environment(),
        "json" => json(),
        "options" => vec![
            Block::Heading("Every command takes these options:".into()),
            Block::List(global_options(tree)),
        ],
        _ => return None,
    };
    Some(set(&blocks, columns()))
}

pub(super) fn exit_codes() -> Vec<Block> {
    let rows =
        EXIT_CODES.iter().map(|(status, meaning, _)| Entry::new(status.to_string(), *meaning));
    vec![
        Block::Heading("A command ends with one of these exit statuses:".into()),
        Block::Table(rows.collect()),
    ]
}

/// Lists the exit statuses that a command can end with.
pub(super) fn exit_codes_of(path: &[String]) -> Vec<Entry> {
    let rows = EXIT_CODES.iter().filter(|(.., commands)| concerns(commands, path));
    rows.map(|(status, meaning, _)| Entry::new(status.to_string(), *meaning)).collect()
}

pub(super) fn environment() -> Vec<Block> {
    let rows = VARIABLES.iter().map(|(name, meaning, _)| Entry::new(*name, *meaning));
    vec![
        Block::Heading("collab reads these variables. An option wins over its variable:".into()),
        Block::Table(rows.collect()),
    ]
}

/// Lists the variables that a command reads.
pub(super) fn variables_of(path: &[String]) -> Vec<Entry> {
    let rows = VARIABLES.iter().filter(|(.., commands)| concerns(commands, path));
    rows.map(|(name, meaning, _)| Entry::new(format!("`{name}`"), *meaning)).collect()
}

/// Whether the command at this path is one of these, or below one of them.
fn concerns(commands: Commands, path: &[String]) -> bool {
    let path = path.join(" ");
    let is_below = |command: &&str| {
        path.strip_prefix(command).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    commands.is_empty() || commands.iter().any(is_below)
}

pub(super) fn json() -> Vec<Block> {
    let row = |(command, keys): &(&str, &str)| Entry::new(*command, *keys);
    vec![
        Block::Heading(
            "With `--json`, a command prints one object on standard output. Its keys never change \
             their meaning:"
                .into(),
        ),
        Block::Table(JSON_KEYS.iter().map(row).collect()),
        Block::Paragraph(
            "`--json` implies `--quiet --no-input`. A failure is one object on standard error: \
             error, hint, exit, and for a backup code reason (empty, count, size, characters, \
             unreadable, no match) and boxes (numbers). Warnings are in its list warnings. If \
             nothing failed, the object has only the warnings; without warnings there is none."
                .into(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_named_exists() {
        let tree = crate::cli::tree();
        let limited = EXIT_CODES.iter().map(|(.., it)| it);
        let limited = limited.chain(VARIABLES.iter().map(|(.., it)| it)).flat_map(|it| *it);
        let in_json = JSON_KEYS.iter().filter_map(|(command, _)| command.split(' ').next());
        for path in limited.copied().chain(in_json) {
            let found = path.split(' ').try_fold(&tree, clap::Command::find_subcommand);
            assert!(found.is_some(), "{path}");
        }
    }
}
