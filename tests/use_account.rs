//! `collab use`: which account is meant when none is named.

use crate::support::collab::{ALICE, BOB, Home};

#[test]
fn the_default_is_the_one_that_was_chosen_last() {
    let home = Home::of(&[&ALICE, &BOB]);
    let identity = |person: &str| person.to_owned() + "\n";
    home.collab(["whoami"]).stdout(identity(ALICE.identity)).run();
    home.collab(["use", "bob"]).stderr("bob is the default account now.\n").run();
    home.collab(["whoami"]).stdout(identity(BOB.identity)).run();
    home.collab(["use", "alice", "-q"]).run();
    home.collab(["whoami"]).stdout(identity(ALICE.identity)).run();
}

#[test]
fn choosing_it_again_changes_nothing() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["use", "alice"])
        .stderr("alice is the default account now.\n")
        .keystore_unchanged()
        .run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["use", "bob", "--json"]).stdout("{\"default\":\"bob\"}\n").run();
}

#[test]
fn refuses_an_account_that_is_not_here() {
    let home = Home::of(&[&ALICE]);
    home.collab(["use", "bob"])
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
    Home::new().collab(["use", "bob"]).refused_without_an_account().run();
}

#[test]
fn needs_a_name() {
    let home = Home::of(&[&ALICE]);
    home.collab(["use"])
        .refused(
            2,
            "no account was named",
            "name it, `collab use NAME`; `collab accounts` lists the names",
        )
        .run();
}
