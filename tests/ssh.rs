//! `collab ssh`: the login key for servers, with the real OpenSSH.

mod agents;
mod files;
mod server;

use std::process::{Command, Output};

use collab::code::BackupCode;
use collab::derivation;
use collab::secret::Secret;
use collab::ssh_wire::PublicKey;
use serde_json::json;

use crate::support::collab::{
    ALICE, BOB, Home, NOT_VERIFIED, PASSPHRASE, Person, Saved, skip_without,
};
use crate::support::derived::derived;

/// The derivation label of the login key.
const LOGIN: &str = "collab/v1/ssh/ed25519";

/// Returns the seed of a person's login key.
fn seed(person: &Person) -> Secret<[u8; 32]> {
    Secret::new(derived(person.code, LOGIN))
}

/// Returns the public half of a person's login key.
fn login_key(person: &Person) -> PublicKey {
    PublicKey::of_seed(&seed(person))
}

/// Returns the public key line of a person's login key.
fn login_line(person: &Person) -> String {
    login_key(person).line(&format!("{} login", person.name))
}

/// Whether these programs are installed; otherwise reports that the test is skipped.
fn has(programs: &[&str]) -> bool {
    programs.iter().all(|program| {
        let is_here = Command::new(program).arg("-?").output().is_ok();
        if !is_here {
            skip_without(program);
        }
        is_here
    })
}

/// Returns the stdout of a program that must succeed.
#[track_caller]
fn good(output: Output) -> String {
    let Output { status, stdout, stderr } = output;
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("text")
}

#[test]
fn prints_the_line_that_lets_the_account_in() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["ssh"]).stdout(login_line(&ALICE) + "\n").keystore_unchanged().run();
    home.collab(["ssh", "-a", "bob"]).stdout(login_line(&BOB) + "\n").run();
    let given = home.collab(["ssh", "--json"]).stdout_any().run().json();
    assert_eq!(
        given,
        json!({
            "name": "alice",
            "identity": ALICE.identity,
            "login": login_line(&ALICE),
            "fingerprint": login_key(&ALICE).fingerprint(),
            "verified": true,
        })
    );
}

#[test]
fn the_login_key_is_another_key_than_the_identity() {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    let keys = derivation::public_keys(&code);
    assert_eq!(&keys.login, login_key(&ALICE).bytes());
    assert_ne!(&keys.login, keys.identity.public_key());
}

#[test]
fn of_a_locked_keystore_the_line_is_said_to_be_unverified() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    let line = login_line(&ALICE) + "\n";
    home.collab(["ssh"]).stdout(&line).stderr(NOT_VERIFIED).keystore_unchanged().run();
    home.collab(["ssh", "-q"]).stdout(&line).run();
    home.collab(["ssh", "--passphrase-file", "passphrase"]).stdout(&line).run();
    home.collab(["ssh"]).env("COLLAB_PASSPHRASE", PASSPHRASE).stdout(&line).run();
    assert_eq!(home.collab(["ssh", "--json"]).stdout_any().run().json()["verified"], false);
    home.holds_nothing_new(&["ssh", "export", "key", "--no-passphrase"]);
    assert!(!home.at("key").exists() && !home.at("key.pub").exists());
}

#[test]
fn refuses_where_there_is_no_account() {
    let home = Home::new();
    for arguments in [
        &["ssh"][..],
        &["ssh", "add"],
        &["ssh", "remove"],
        &["ssh", "export", "key", "--no-passphrase"],
    ] {
        home.collab(arguments).refused_without_an_account().run();
    }
    home.holds(&ALICE, Saved::Confirmed);
    home.collab(["ssh", "add", "-a", "bob"])
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
}
