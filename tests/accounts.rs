//! `collab accounts`: one line for each account, in a form that a script can rely on.

use crate::support::collab::{ALICE, BOB, CAROL, Home, SINCE, Saved};

#[test]
fn an_empty_list_prints_nothing_and_succeeds() {
    let home = Home::new();
    home.collab(["accounts"])
        .stderr(format!(
            "There is no account in the keystore {} yet. `collab init` creates one; `collab restore` \
             brings one back.\n",
            home.shown()
        ))
        .keystore_unchanged()
        .run();
    home.collab(["accounts", "-q"]).keystore_unchanged().run();
    let given = home.collab(["accounts", "--json"]).stdout_any().run().json();
    assert_eq!(given, serde_json::json!({ "default": null, "accounts": [] }));
    assert!(!home.at("data").exists(), "reading makes nothing");
}

#[test]
fn gives_a_line_of_tabs_for_each_in_the_order_of_their_names() {
    let home = Home::new();
    home.holds(&BOB, Saved::Unconfirmed);
    home.holds(&ALICE, Saved::Confirmed);
    let lines = format!(
        "alice\t{}\t-\tconfirmed\nbob\t{}\tdefault\tunconfirmed\n",
        ALICE.identity, BOB.identity
    );
    home.collab(["accounts"])
        .stdout(lines.clone())
        .stderr(
            "A backup code that is not confirmed is perhaps not saved: `collab print`, then `collab check`.\n",
        )
        .keystore_unchanged()
        .run();
    home.collab(["accounts", "--quiet"]).stdout(lines).run();
}

#[test]
fn says_nothing_more_when_every_code_is_confirmed() {
    let home = Home::of(&[&ALICE]);
    home.collab(["accounts"])
        .stdout(format!("alice\t{}\tdefault\tconfirmed\n", ALICE.identity))
        .run();
}

#[test]
fn gives_json() {
    let home = Home::new();
    home.holds(&BOB, Saved::Unconfirmed);
    home.holds(&ALICE, Saved::Confirmed);
    home.collab(["restore", "-q", "carol"]).stdin(CAROL.code).stdout_any().run();
    let mut given = home.collab(["accounts", "--json"]).stdout_any().run().json();
    let carol = given["accounts"].as_array_mut().expect("a list").remove(2);
    assert_eq!(
        given,
        serde_json::json!({ "default": "bob", "accounts": [
            {
                "name": "alice",
                "identity": ALICE.identity,
                "verified": true,
                "damaged": false,
                "default": false,
                "origin": "created",
                "guessed": false,
                "since": SINCE,
                "confirmed_at": SINCE,
                "backup_code": "here",
            },
            {
                "name": "bob",
                "identity": BOB.identity,
                "verified": true,
                "damaged": false,
                "default": true,
                "origin": "created",
                "guessed": false,
                "since": SINCE,
                "confirmed_at": null,
                "backup_code": "here",
            },
        ]})
    );
    assert_eq!(carol["origin"], "restored");
    assert_eq!(carol["since"], carol["confirmed_at"]);
}

#[test]
fn says_when_none_is_the_default() {
    let home = crate::remove::two_without_a_default();
    home.collab(["accounts"])
        .stdout(format!(
            "bob\t{}\t-\tconfirmed\ncarol\t{}\t-\tconfirmed\n",
            BOB.identity, CAROL.identity
        ))
        .run();
    let given = home.collab(["accounts", "--json"]).stdout_any().run().json();
    assert_eq!(given["default"], serde_json::Value::Null);
}
