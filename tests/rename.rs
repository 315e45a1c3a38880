//! `collab rename`: the account is the same under its new name.

use crate::support::collab::{ALICE, BOB, Home};

#[test]
fn the_account_keeps_everything_else() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["rename", "alice", "work"]).stderr("alice is now called work.\n").run();
    assert_eq!(
        home.accounts(),
        [
            format!("bob\t{}\t-\tconfirmed", BOB.identity),
            format!("work\t{}\tdefault\tconfirmed", ALICE.identity),
        ]
    );
    home.collab(["print"]).stdout(ALICE.rows()).run();
    home.collab(["print", "-a", "bob"]).stdout(BOB.rows()).run();
}

#[test]
fn the_name_it_has_changes_nothing() {
    let home = Home::of(&[&ALICE]);
    home.collab(["rename", "alice", "alice"])
        .stderr("alice is now called alice.\n")
        .keystore_unchanged()
        .run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE]);
    let given = home.collab(["rename", "alice", "work", "--json"]).stdout_any().run().json();
    assert_eq!(given, serde_json::json!({ "name": "work", "was": "alice" }));
}

#[test]
fn refuses_a_name_that_is_taken() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["rename", "alice", "bob"])
        .refused(
            5,
            "there is another account named \"bob\" here",
            "choose another name; `collab accounts` lists what is here",
        )
        .run();
}

#[test]
fn refuses_an_account_that_is_not_here() {
    let home = Home::of(&[&ALICE]);
    for new in ["work", "alice", "bob"] {
        home.collab(["rename", "bob", new])
            .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
            .run();
    }
    Home::new().collab(["rename", "alice", "bob"]).refused_without_an_account().run();
}

#[test]
fn a_name_that_is_not_allowed_is_refused() {
    let home = Home::of(&[&ALICE]);
    home.collab(["rename", "alice", "Work"])
        .refused(
            2,
            "\"Work\" can't be a name",
            "use up to 32 lowercase letters, digits and hyphens, starting with a letter, for example \
             work",
        )
        .run();
    home.collab(["rename", "alice"])
        .refused(2, "`<NEW>` is missing", "see `collab rename --help`")
        .run();
}
