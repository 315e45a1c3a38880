//! `collab forget-code`: the account stays, its backup code goes.

use std::fs;

use crate::support::collab::{ALICE, BOB, Home, Saved};

const FORGOTTEN: &str = "The backup code of alice is no longer on this device. Keep your paper: \
    nothing else brings the account back.\n";
const NOT_HERE: (&str, &str) = (
    "the backup code of alice was taken off this device on purpose",
    "it is where you saved it; `collab restore` puts it back here",
);

#[test]
fn a_confirmed_code_goes_and_the_account_stays() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.collab(["forget-code"]).stdin(ALICE.rows()).stderr(FORGOTTEN).run();
    let text = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(!text.contains(&ALICE.code[..10]));
    assert_eq!(home.accounts(), [format!("alice\t{}\tdefault\tconfirmed", ALICE.identity)]);
    for command in ["print", "copy", "forget-code"] {
        home.collab([command]).refused(3, NOT_HERE.0, NOT_HERE.1).run();
    }
    home.collab(["whoami"])
        .stdout(format!("{}\n", ALICE.identity))
        .stderr("The backup code of alice is not on this device: it is where you saved it.\n")
        .run();
    let listed = home.collab(["accounts", "--json"]).stdout_any().run().json();
    assert_eq!(listed["accounts"][0]["backup_code"], "forgotten");
    home.collab(["check"]).stdin(ALICE.code).stdout_any().stderr_any().run();
}

#[test]
fn restore_puts_it_back() {
    let home = Home::of(&[&ALICE]);
    home.collab(["forget-code"]).stdin(ALICE.code).stderr(FORGOTTEN).run();
    home.collab(["restore"]).stdin(ALICE.code).stdout_any().stderr_any().run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
}

#[test]
fn nothing_else_changes_in_a_keystore_with_a_forgotten_code() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["forget-code"]).stdin(ALICE.code).stderr(FORGOTTEN).run();
    home.collab(["rename", "alice", "work"]).stderr_any().run();
    home.collab(["print", "-a", "bob"]).stdout(BOB.rows()).run();
    home.collab(["remove", "bob", "--yes"]).stderr_any().run();
    assert_eq!(home.accounts(), [format!("work\t{}\tdefault\tconfirmed", ALICE.identity)]);
    home.locks(&[]);
    home.collab(["print", "--passphrase-file", "passphrase"])
        .refused(3, &NOT_HERE.0.replace("alice", "work"), NOT_HERE.1)
        .run();
}

#[test]
fn a_code_is_kept_unless_the_same_code_is_given() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["forget-code"]).stdin(BOB.code).status(5).stderr_any().keystore_unchanged().run();
    home.collab(["forget-code"])
        .stdin(ALICE.with(&[(3, "?")]))
        .refused(
            4,
            "the saved code does not match: box 3: unreadable",
            "check your typing; if what you saved says the same, correct it: `collab print` shows \
             the right digits",
        )
        .run();
    home.collab(["forget-code", "-a", "bob"]).stdin(BOB.code).stderr_any().run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
}
