//! `collab remove`: each removal needs a confirmation, and an account whose code may not be saved
//! needs two.

use crate::support::collab::{ALICE, BOB, CAROL, Home, Saved};

/// Returns a home with Bob and Carol, after the default account was removed.
pub(crate) fn two_without_a_default() -> Home {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    home.collab(["-q", "remove", "alice", "--yes"]).run();
    home
}

fn going(name: &str, identity: &str) -> String {
    format!(
        "{name} (public identity {identity}) will be removed from this device. \
         Its backup code, confirmed saved on 2026-01-31, is the only way back.\n"
    )
}

fn going_for_ever(name: &str, identity: &str) -> String {
    format!(
        "{name} (public identity {identity}) will be removed from this device. \
         You have not confirmed that its backup code is saved. Without that code the account is gone for ever.\n"
    )
}

#[test]
fn a_confirmed_account_goes_with_a_yes() {
    let home = Home::of(&[&ALICE]);
    home.collab(["remove", "alice", "--yes"])
        .stderr(going("alice", ALICE.identity) + "alice is no longer on this device.\n")
        .run();
    assert!(home.accounts().is_empty());
    let bytes = std::fs::read_to_string(home.keystore()).expect("the keystore stays");
    assert!(!bytes.contains(ALICE.code), "nothing of the account stays");
}

/// A job signs out at its end, also if no account came.
#[test]
fn all_of_no_accounts_are_removed_at_once() {
    let home = Home::new();
    let nothing = "There is no account here, so there is nothing to remove.\n";
    home.collab(["remove", "--all", "--yes"]).stderr(nothing).run();
    assert!(!home.keystore().exists());
    let home = Home::of(&[&ALICE]);
    home.collab(["remove", "--all", "--yes", "-q"]).run();
    home.collab(["remove", "--all"]).stderr(nothing).run();
    let told = home.collab(["remove", "--all", "--json"]).stdout_any().run();
    assert_eq!(told.stdout, "{\"default\":null,\"removed\":[]}\n");
}

#[test]
fn without_a_yes_nothing_goes() {
    let home = Home::of(&[&ALICE, &BOB]);
    for (arguments, flags) in [
        (&["remove", "alice"][..], "--yes"),
        (&["remove", "--all"], "--yes"),
        (&["remove", "alice", "--without-backup"], "--yes --without-backup"),
    ] {
        home.collab(arguments)
            .arg("-q")
            .refused(
                9,
                "removing an account needs a confirmation, and there is nobody to ask",
                &format!("a script confirms with `{flags}`"),
            )
            .run();
    }
    let failed = home
        .collab(["remove", "alice", "--json"])
        .status(9)
        .stderr_any()
        .keystore_unchanged()
        .run();
    assert_eq!(
        failed.failure(),
        serde_json::json!({
            "error": "removing an account needs a confirmation, and there is nobody to ask",
            "hint": "a script confirms with `--yes`",
            "exit": 9,
        })
    );
}

#[test]
fn an_unconfirmed_account_needs_more_than_a_yes() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.collab(["remove", "alice", "--yes", "-q"])
        .refused(
            9,
            "removing alice, whose backup code was never confirmed saved, needs a confirmation, \
             and there is nobody to ask",
            "a script confirms with `--yes --without-backup`",
        )
        .run();
    home.collab(["remove", "alice", "--yes", "--without-backup"])
        .stderr(going_for_ever("alice", ALICE.identity) + "alice is no longer on this device.\n")
        .run();
    assert!(home.accounts().is_empty());
}

#[test]
fn one_unconfirmed_account_keeps_all_of_them() {
    let home = Home::of(&[&ALICE]);
    home.holds(&BOB, Saved::Unconfirmed);
    home.collab(["remove", "--all", "--yes", "-q"])
        .refused(
            9,
            "removing bob, whose backup code was never confirmed saved, needs a confirmation, and \
             there is nobody to ask",
            "a script confirms with `--yes --without-backup`",
        )
        .run();
    home.collab(["remove", "--all", "--yes", "--without-backup"])
        .stderr(
            going("alice", ALICE.identity)
                + &going_for_ever("bob", BOB.identity)
                + "alice is no longer on this device.\nbob is no longer on this device.\n",
        )
        .run();
    assert!(home.accounts().is_empty());
}

#[test]
fn the_last_account_becomes_the_default() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["remove", "alice", "--yes"]).stderr_any().run();
    assert_eq!(home.accounts(), [format!("bob\t{}\tdefault\tconfirmed", BOB.identity)]);
}

#[test]
fn another_account_leaves_the_default_as_it_is() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    home.collab(["remove", "bob", "--yes", "-q"]).run();
    home.collab(["whoami"]).stdout(ALICE.identity.to_owned() + "\n").run();
}

#[test]
fn among_several_none_becomes_the_default() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    home.collab(["remove", "alice", "--yes"])
        .stderr(
            going("alice", ALICE.identity)
                + "alice is no longer on this device.\n\
                   No account is the default now. Choose one with `collab use NAME`.\n",
        )
        .run();
    home.collab(["whoami"])
        .refused(
            3,
            "no account is the default",
            "choose one with `collab use NAME`, or name it with `--account NAME`",
        )
        .run();
    home.collab(["use", "carol", "-q"]).run();
    home.collab(["whoami"]).stdout(CAROL.identity.to_owned() + "\n").run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    let given = home.collab(["remove", "bob", "--yes", "--json"]).stdout_any().run().json();
    assert_eq!(given, serde_json::json!({ "removed": ["bob"], "default": "alice" }));
    let given = home.collab(["remove", "--all", "--yes", "--json"]).stdout_any().run().json();
    assert_eq!(given, serde_json::json!({ "removed": ["alice", "carol"], "default": null }));
}

#[test]
fn refuses_an_account_that_is_not_here() {
    let home = Home::of(&[&ALICE]);
    home.collab(["remove", "bob", "--yes"])
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
    home.collab(["remove", "--all", "--yes", "-q"]).run();
    for home in [home, Home::new()] {
        home.collab(["remove", "alice", "--yes"]).refused_without_an_account().run();
    }
}

#[test]
fn needs_a_name_or_all_and_not_both() {
    let home = Home::of(&[&ALICE]);
    home.collab(["remove", "--yes"])
        .refused(2, "`<NAME>` is missing", "see `collab remove --help`")
        .run();
    home.collab(["remove", "alice", "--all", "--yes"])
        .refused(2, "`[NAME]` can't be used with `--all`", "see `collab remove --help`")
        .run();
}

#[test]
fn a_removed_account_comes_back_with_its_code() {
    let home = Home::of(&[&ALICE]);
    let code = home.collab(["print"]).stdout_any().run().stdout;
    home.collab(["-q", "remove", "alice", "--yes"]).run();
    home.collab(["-q", "restore", "alice"])
        .stdin(code)
        .stdout(ALICE.identity.to_owned() + "\n")
        .run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
}

#[test]
fn in_ci_the_keystore_of_a_person_is_not_emptied() {
    let home = Home::of(&[&ALICE]);
    let keystore = home.keystore();
    let all = ["remove", "--all", "--yes"];
    home.collab(all)
        .env("CI", "true")
        .refused(
            2,
            "in CI `--all --yes` needs a keystore that is named: the usual one can be a person's \
             own",
            "name the job's with `--keystore FILE` or `COLLAB_KEYSTORE`; or remove one by its name",
        )
        .run();
    home.collab(all).env("CI", "true").env("COLLAB_KEYSTORE", "").status(2).stderr_any().run();
    assert_eq!(home.accounts().len(), 1);
    home.collab(all).env("CI", "").env("COLLAB_KEYSTORE", &keystore).stderr_any().run();

    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["remove", "alice", "--yes"]).env("CI", "true").stderr_any().run();
    let keystore = home.keystore();
    home.collab(all).env("CI", "true").env("COLLAB_KEYSTORE", &keystore).stderr_any().run();
    let home = Home::of(&[&ALICE]);
    let keystore = home.keystore();
    home.collab(all).arg("--keystore").arg(&keystore).env("CI", "true").stderr_any().run();
    assert!(home.accounts().is_empty());
}
