//! `collab passphrase`: the keystore is locked, and every command that needs a secret opens it.

use std::fs;

use crate::support::collab::{
    ALICE, BOB, CODES, Home, NOT_VERIFIED, OTHER_PASSPHRASE, PASSPHRASE, Saved,
};

const LOCKED: &str = "The keystore is locked. Nobody can reset the passphrase: `collab \
    recovery-codes new` makes codes for the day it is forgotten.\nWhat was in the file before may \
    still be somewhere on the disk, as after every change of a file.\n";
const WRONG: (i32, &str, &str) = (
    6,
    "that does not open the keystore",
    "a recovery code opens it, too; and backup codes restore into another: `collab restore \
     --keystore OTHER-FILE`",
);
const NOBODY: (i32, &str, &str) = (
    9,
    "the keystore is locked, and nobody may be asked for the passphrase",
    "name a file with `--passphrase-file FILE`, or set `COLLAB_PASSPHRASE`",
);

fn locked() -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    home
}

#[test]
fn set_locks_the_keystore_and_its_codes_are_in_it_no_more() {
    let home = Home::of(&[&ALICE]);
    home.file("new", PASSPHRASE);
    home.collab(["passphrase", "set", "--new-passphrase-file", "new"]).stderr(LOCKED).run();
    let text = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(!text.contains(&ALICE.code[..10]) && text.contains(ALICE.public_key));
    assert!(text.contains(r#""kdf": "argon2id", "memory_kib": 262144, "passes": 3, "lanes": 4"#));
    let print = || home.collab(["print"]);
    print().refused(NOBODY.0, NOBODY.1, NOBODY.2).run();
    print().args(["--passphrase-file", "new"]).stdout(ALICE.rows()).run();
    print().env("COLLAB_PASSPHRASE", PASSPHRASE).stdout(ALICE.rows()).run();
    print().args(["--passphrase-file", "-"]).stdin(PASSPHRASE).stdout(ALICE.rows()).run();
    print().env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE).refused(WRONG.0, WRONG.1, WRONG.2).run();
}

#[test]
fn what_is_public_needs_no_passphrase() {
    let home = locked();
    home.collab(["whoami"])
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(NOT_VERIFIED)
        .keystore_unchanged()
        .run();
    home.collab(["accounts"])
        .stdout(format!("alice\t{}\tdefault\tconfirmed\n", ALICE.identity))
        .stderr(NOT_VERIFIED)
        .keystore_unchanged()
        .run();
    home.collab(["recovery-codes", "status"])
        .stdout("0\n")
        .stderr("There are none: `collab recovery-codes new` makes some.\n")
        .keystore_unchanged()
        .run();
}

#[test]
fn whatever_changes_it_needs_the_passphrase() {
    let home = locked();
    home.holds_nothing_new(&["use", "alice"]);
    home.holds_nothing_new(&["rename", "alice", "work"]);
    home.holds_nothing_new(&["remove", "alice", "--yes"]);
    home.holds_nothing_new(&["init", "bob"]);
    home.holds_nothing_new(&["passphrase", "remove", "--yes"]);

    let open = |arguments: &[&str]| {
        home.collab(arguments).args(["--passphrase-file", "passphrase"]).stderr_any().stdout_any()
    };
    open(&["restore", "bob"]).stdin(BOB.code).run();
    open(&["rename", "alice", "work"]).run();
    open(&["use", "bob"]).run();
    open(&["remove", "work", "--yes"]).run();
    open(&["init", "carol"]).run();
    assert_eq!(home.accounts().len(), 2);
    open(&["print", "-a", "bob"]).stdout(BOB.rows()).run();
}

#[test]
fn check_compares_identities_without_the_passphrase_and_keeps_no_date() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.locks(&[]);
    home.collab(["check"])
        .stdin(ALICE.code)
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(
            "The code opens alice. Put the paper back where it was.\n\
             The keystore is locked, so the date was not kept.\n",
        )
        .keystore_unchanged()
        .run();
    home.collab(["check", "--passphrase-file", "passphrase"])
        .stdin(ALICE.code)
        .stdout(format!("{}\n", ALICE.identity))
        .stderr("The code opens alice. Put the paper back where it was.\n")
        .run();
    assert!(home.accounts()[0].ends_with("\tconfirmed"));
}

#[test]
fn set_changes_the_passphrase_and_the_old_one_opens_nothing() {
    let home = locked();
    home.file("new", format!("{OTHER_PASSPHRASE}\n"));
    home.collab(["passphrase", "set", "--new-passphrase-file", "new"])
        .args(["--passphrase-file", "passphrase"])
        .stderr("The passphrase is changed.\n")
        .run();
    home.collab(["print", "--passphrase-file", "passphrase"])
        .refused(WRONG.0, WRONG.1, WRONG.2)
        .run();
    home.collab(["print", "--passphrase-file", "new"]).stdout(ALICE.rows()).run();
}

#[test]
fn an_empty_and_a_trivial_passphrase_are_refused() {
    let home = Home::of(&[&ALICE]);
    let set = |passphrase: &str| {
        home.file("new", passphrase);
        home.collab(["passphrase", "set", "--new-passphrase-file", "new"])
    };
    let hint = "choose a longer one; or take it as it is with `--weak-passphrase`";
    for empty in ["", "\n"] {
        set(empty).refused(1, "an empty passphrase locks nothing", hint).run();
        let told = "an empty passphrase locks nothing";
        set(empty).arg("--weak-passphrase").refused(1, told, hint).run();
    }
    for trivial in ["collab", "password1", "qwertyuiop", "20260131"] {
        let said = set(trivial).status(1).stderr_any().keystore_unchanged().run();
        assert!(said.stderr.starts_with("error: it is easily guessed: about 10^"), "{trivial}");
        assert!(!said.stderr.contains(trivial));
    }
    set("password1").arg("--weak-passphrase").stderr(LOCKED).run();
    set("\u{ff}".repeat(600).as_str())
        .args(["--passphrase-file", "new"])
        .refused(
            1,
            "that passphrase is no text, or has over 1024 bytes",
            "a passphrase is text in UTF-8; a newline at its end does not count",
        )
        .run();
}

#[test]
fn remove_unlocks_it_and_voids_the_recovery_codes() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    let remove = || home.collab(["passphrase", "remove"]).args(["--passphrase-file", "passphrase"]);
    remove()
        .refused(
            9,
            "removing the passphrase needs a confirmation, and nobody is there",
            "a script confirms with `--yes`",
        )
        .run();
    remove()
        .arg("--yes")
        .stderr(
            "The keystore is unlocked: whoever can read the file has the accounts. Its recovery \
             codes are void.\n",
        )
        .run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
    remove().stderr("The keystore has no passphrase.\n").keystore_unchanged().run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE]);
    home.file("new", PASSPHRASE);
    let given = |arguments: &[&str]| {
        home.collab(arguments)
            .args(["--json", "--passphrase-file", "new"])
            .stdout_any()
            .run()
            .json()
    };
    let locked = given(&["passphrase", "set", "--new-passphrase-file", "new"]);
    assert_eq!(locked, serde_json::json!({ "locked": true }));
    let locked = given(&["passphrase", "remove", "--yes"]);
    assert_eq!(locked, serde_json::json!({ "locked": false }));
}

#[test]
fn refuses_where_there_is_nothing_to_lock_and_nobody_to_ask() {
    Home::new()
        .collab(["passphrase", "set"])
        .refused(
            3,
            "there is no account here yet",
            "create one with `collab init`, or bring one back with `collab restore`",
        )
        .run();
    let home = Home::of(&[&ALICE]);
    home.collab(["passphrase", "set"])
        .refused(
            9,
            "a new passphrase is needed, and nobody may be asked",
            "name a file with `--new-passphrase-file FILE`",
        )
        .run();
    home.collab(["passphrase", "set", "--new-passphrase-file", "none"])
        .refused(
            1,
            "the new passphrase file \"none\" can't be read: No such file or directory (os error 2)",
            "name the file that holds the new passphrase, or pipe the new passphrase in",
        )
        .run();
}

#[test]
fn one_standard_input_is_not_for_two_things() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    let by_code = ["passphrase", "set", "--recovery-code-file", "-", "--out", "new-code"];
    for (arguments, other, given) in [
        (&["restore", "--code-file", "-"][..], "--passphrase-file", PASSPHRASE),
        (&["check"], "--passphrase-file", PASSPHRASE),
        (&["passphrase", "set", "--new-passphrase-file", "-"], "--passphrase-file", PASSPHRASE),
        (&by_code, "--new-passphrase-file", CODES[0]),
    ] {
        home.collab(arguments)
            .args([other, "-"])
            .stdin(given)
            .refused(
                2,
                "standard input can't be two things at once",
                "pipe one of them in, and name a file for the other",
            )
            .run();
    }
}
