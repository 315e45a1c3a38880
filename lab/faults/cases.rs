//! Every command that writes: the state before, its input, and the state after.
//!
//! The rule: one line for each command. The state after is compared with the command's effect when
//! nothing fails, so that a wrong line is noticed.

use std::path::Path;

use super::home_files::{
    AGE_KEY, ANOTHER, DECRYPTED, ENCRYPTED, SECRET, SIGNED, encrypted_for_alice, place, signature,
};
use super::service_lists::{NEW_LIST, SERVICE_CODES, add_list, show_first};
use super::vaults::{self, VAULT};
use crate::opening::PASSPHRASES;
use crate::support::collab::{ALICE, BOB, CAROL, CODES, Saved, hold, lock, set_mode};

/// One command under test.
pub(crate) struct Case {
    /// The case's name in the table.
    pub(crate) name: &'static str,
    /// The program.
    pub(crate) program: &'static str,
    /// The program's arguments.
    pub(crate) arguments: Vec<String>,
    /// The program's standard input.
    pub(crate) input: String,
    /// Makes the state before, in an empty folder.
    pub(crate) before: fn(&Path),
    /// The findings in the folder after the command, if nothing fails.
    pub(crate) after: &'static [&'static str],
}

/// A line of the table: name, state before, arguments, standard input, findings after.
type Line =
    (&'static str, fn(&Path), &'static [&'static str], fn() -> String, &'static [&'static str]);

const ALICE_THEN: &str = "alice is alice's, default, confirmed then";
const BOB_THEN: &str = "bob is bob's, confirmed then";
const CAROL_NOW: &str = "carol is carol's, confirmed now";
const IDENTITY: &str = "<carol's identity>";

#[rustfmt::skip]
const TABLE: &[Line] = &[
    ("init, the first", nothing, &["init", "alice"], String::new,
        &["alice is someone's, default, unconfirmed"]),
    ("init, one more", two, &["init", "work"], String::new,
        &[ALICE_THEN, BOB_THEN, "work is someone's, unconfirmed"]),
    ("restore, the first", nothing, &["restore", "carol"], || CAROL.rows(),
        &["carol is carol's, default, confirmed now"]),
    ("restore", two, &["restore", "carol"], || CAROL.rows(),
        &[ALICE_THEN, BOB_THEN, CAROL_NOW]),
    ("restore, here already", two, &["restore", "bob"], || BOB.rows(),
        &[ALICE_THEN, "bob is bob's, confirmed now"]),
    ("restore, mended", two, &["restore", "carol", "--repair", "--expect", IDENTITY], carols_slips,
        &[ALICE_THEN, BOB_THEN, "carol is carol's, unconfirmed"]),
    ("use", two, &["use", "bob"], String::new,
        &["alice is alice's, confirmed then", "bob is bob's, default, confirmed then"]),
    ("rename", two, &["rename", "bob", "zoe"], String::new,
        &[ALICE_THEN, "zoe is bob's, confirmed then"]),
    ("remove", two, &["remove", "bob", "--yes"], String::new,
        &[ALICE_THEN]),
    ("remove, unconfirmed", unconfirmed, &["remove", "bob", "--yes", "--without-backup"], String::new,
        &["alice is alice's, default, unconfirmed"]),
    ("remove --all", two, &["remove", "--all", "--yes"], String::new,
        &[]),
    ("check", unconfirmed, &["check"], || ALICE.rows(),
        &["alice is alice's, default, confirmed now", "bob is bob's, unconfirmed"]),
    ("forget-code", two, &["forget-code"], || ALICE.rows(),
        &["alice is alice's, default, confirmed now, its code forgotten", BOB_THEN]),
    ("passphrase set, the first", two, &["passphrase", "set", "--new-passphrase-file", "first"],
        String::new, &[ALICE_THEN, BOB_THEN, "locked with the first passphrase", "no recovery codes"]),
    ("passphrase set, another", locked, &["passphrase", "set", "--new-passphrase-file", "second",
        "--passphrase-file", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the second passphrase", OLD_CODES]),
    ("passphrase remove", locked, &["passphrase", "remove", "--yes", "--passphrase-file", "first"],
        String::new, &[ALICE_THEN, BOB_THEN]),
    ("rename, locked", locked, &["rename", "bob", "zoe", "--passphrase-file", "first"], String::new,
        &[ALICE_THEN, "zoe is bob's, confirmed then", "locked with the first passphrase", OLD_CODES]),
    ("recovery-codes new", locked, &["recovery-codes", "new", "--count", "2", "--out", "out",
        "--passphrase-file", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the first passphrase",
            "recovery codes: 0 of the first list, 2 that were handed out, 0 that nobody has"]),
    ("a recovery code", locked, &["passphrase", "set", "--recovery-code-file", "code",
        "--new-passphrase-file", "second", "--out", "out"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the second passphrase",
            "recovery codes: 2 of the first list, 1 that were handed out, 0 that nobody has"]),
    ("sign", two, &["sign", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, SIGNED]),
    ("sign, another signature there", signed_before, &["sign", "--force", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, SIGNED]),
    ("recovery-codes revoke", locked, &["recovery-codes", "revoke", "--yes",
        "--passphrase-file", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the first passphrase", "no recovery codes"]),
    ("codes add, the first", two, &["codes", "add", "github"], || SERVICE_CODES.join("\n"),
        &[ALICE_THEN, GITHUB_THEN, BOB_THEN]),
    ("codes add, another list", with_list, &["codes", "add", "github"], || NEW_LIST.join("\n"),
        &[ALICE_THEN, "alice's github, replaced: 1 unused, 2 unused, 3 unused",
            "alice's github, current: 1 unused, 2 unused", BOB_THEN]),
    ("codes next", with_list, &["codes", "next", "github"], String::new,
        &[ALICE_THEN, GITHUB_SHOWN, BOB_THEN]),
    ("codes next, locked", with_locked_list, &["codes", "next", "github", "--passphrase-file", "first"],
        String::new, &[ALICE_THEN, GITHUB_SHOWN, BOB_THEN, "locked with the first passphrase", OLD_CODES]),
    ("codes used", with_shown, &["codes", "used", "github"], String::new,
        &[ALICE_THEN, GITHUB_USED, BOB_THEN]),
    ("codes used, locked", with_locked_list, &["codes", "used", "github", "1", "--passphrase-file", "first"],
        String::new, &[ALICE_THEN, GITHUB_USED, BOB_THEN, "locked with the first passphrase", OLD_CODES]),
    ("codes remove", with_list, &["codes", "remove", "github", "--yes"], String::new,
        &[ALICE_THEN, "alice's github, removed", BOB_THEN]),
    ("vault export", with_list, &["vault", "export"], String::new,
        &[ALICE_THEN, GITHUB_THEN, BOB_THEN, VAULT]),
    ("vault export, over another", with_older_vault, &["vault", "export"], String::new,
        &[ALICE_THEN, GITHUB_THEN, BOB_THEN, VAULT]),
    ("vault export, locked", with_locked_list, &["vault", "export", "--keep", "--passphrase-file", "first"],
        String::new, &[ALICE_THEN, GITHUB_THEN, BOB_THEN, "locked with the first passphrase", OLD_CODES, VAULT]),
    ("vault import", with_vault, &["vault", "import", "backup.collab-vault"], String::new,
        &[ALICE_THEN, GITHUB_THEN, BOB_THEN, VAULT]),
    ("ssh export", two, &["ssh", "export", "key", "--no-passphrase"], String::new,
        &[ALICE_THEN, BOB_THEN, "a whole key file and its public half"]),
    ("encrypt", two, &["encrypt", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, ENCRYPTED]),
    ("encrypt, another file there", encrypted_before, &["encrypt", "--force", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, ENCRYPTED]),
    ("decrypt", encrypted, &["decrypt", "secret.age"], String::new,
        &[ALICE_THEN, BOB_THEN, DECRYPTED]),
    ("decrypt, another file there", decrypted_before, &["decrypt", "--force", "secret.age"], String::new,
        &[ALICE_THEN, BOB_THEN, DECRYPTED]),
    ("export age", locked, &["export", "age", "-o", "key", "--passphrase-file", "first"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the first passphrase", OLD_CODES,
            AGE_KEY]),
    ("export", locked, &["export", "pkcs8", "--key", "login", "-o", "key", "--passphrase-file",
        "first"], String::new,
        &[ALICE_THEN, BOB_THEN, "locked with the first passphrase", OLD_CODES, "a whole key file"]),
];

const GITHUB_THEN: &str = "alice's github, current: 1 unused, 2 unused, 3 unused";
const GITHUB_SHOWN: &str = "alice's github, current: 1 shown, 2 unused, 3 unused";
const GITHUB_USED: &str = "alice's github, current: 1 used, 2 unused, 3 unused";

const OLD_CODES: &str =
    "recovery codes: 3 of the first list, 0 that were handed out, 0 that nobody has";

/// Returns every line of the table as a case, or those with `COLLAB_FAULT_CASE` in their name.
pub(crate) fn ours() -> Vec<Case> {
    let chosen = std::env::var("COLLAB_FAULT_CASE").unwrap_or_default();
    every_case().into_iter().filter(|case| case.name.contains(&chosen)).collect()
}

/// Returns every line of the table as a case.
pub(crate) fn every_case() -> Vec<Case> {
    let argument = |one: &&str| one.replace(IDENTITY, CAROL.identity);
    TABLE
        .iter()
        .map(|(name, before, arguments, input, after)| Case {
            name,
            program: crate::PROGRAM,
            arguments: arguments.iter().map(argument).collect(),
            input: input(),
            before: *before,
            after,
        })
        .collect()
}

impl Case {
    /// Whether the command makes two changes: first a second way to open the keystore, and then its
    /// replacement; or a vault, and then the record of it.
    pub(crate) fn takes_two_changes(&self) -> bool {
        self.arguments.iter().any(|argument| argument == "--out" || argument == "export")
    }
}

/// Returns a case that runs the program twice with these arguments, whatever the first run reports.
pub(crate) fn twice(arguments: &[&str]) -> Case {
    let case =
        every_case().into_iter().find(|case| case.arguments == arguments).expect("in the table");
    let run = format!("'{}' {}", case.program, arguments.join(" "));
    Case { program: "sh", arguments: vec!["-c".into(), format!("{run}; {run}")], ..case }
}

fn nothing(_: &Path) {}

/// Makes two accounts, and beside the keystore the passphrases and a recovery code, as on paper.
fn two(home: &Path) {
    for (file, text) in PASSPHRASES.into_iter().chain([("code", CODES[0])]) {
        std::fs::write(home.join(file), text).expect("a file");
        set_mode(&home.join(file), 0o600);
    }
    hold(&place(home), &ALICE, Saved::Confirmed);
    hold(&place(home), &BOB, Saved::Confirmed);
}

/// Makes the same, and a signature of another file at the output's path.
fn signed_before(home: &Path) {
    two(home);
    std::fs::write(home.join("first.sig"), signature(b"another file")).expect("a file");
}

/// Makes the same, and another file at the encrypted file's path.
fn encrypted_before(home: &Path) {
    two(home);
    std::fs::write(home.join("first.age"), encrypted_for_alice(ANOTHER)).expect("a file");
}

/// Makes the same, and a file that alice can decrypt.
fn encrypted(home: &Path) {
    two(home);
    std::fs::write(home.join("secret.age"), encrypted_for_alice(&SECRET)).expect("a file");
}

/// Makes the same, and another file at the decrypted file's path.
fn decrypted_before(home: &Path) {
    encrypted(home);
    std::fs::write(home.join("secret"), ANOTHER).expect("a file");
}

/// Makes the same, and a list of a service's codes.
fn with_list(home: &Path) {
    two(home);
    add_list(home);
}

/// Makes the same, and a code that was shown.
fn with_shown(home: &Path) {
    with_list(home);
    show_first(home);
}

/// Makes the same, locked.
fn with_older_vault(home: &Path) {
    with_list(home);
    vaults::write_empty(home);
}

fn with_vault(home: &Path) {
    two(home);
    vaults::write_whole(home);
}

fn with_locked_list(home: &Path) {
    with_list(home);
    lock(&place(home), &CODES);
}

/// Makes the same, locked with the first passphrase, with recovery codes.
fn locked(home: &Path) {
    two(home);
    lock(&place(home), &CODES);
}

fn unconfirmed(home: &Path) {
    hold(&place(home), &ALICE, Saved::Unconfirmed);
    hold(&place(home), &BOB, Saved::Unconfirmed);
}

/// Returns Carol's code with one unreadable box, and a slip in another.
fn carols_slips() -> String {
    CAROL.with(&[(3, "?????"), (9, &CAROL.slip(9))])
}
