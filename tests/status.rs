//! `collab status`: how safe the accounts are, and what to do next. It only reports, so it
//! succeeds.

use std::fs;
use std::time::SystemTime;

use collab::keystore::Keystore;

use crate::support::collab::{ALICE, BOB, CODES, Home, PASSPHRASE, SINCE, Saved};
use crate::support::keystore_file::{consistent, value};

/// Returns the output in a pipe, and checks that nothing changed.
fn said(home: &Home) -> String {
    home.collab(["status"]).stdout_any().stderr_any().keystore_unchanged().run().stdout
}

fn next(home: &Home) -> String {
    let said = said(home);
    let line = said.lines().last().expect("it says something");
    line.strip_prefix("What to do next: ").expect("the last line").to_owned()
}

#[test]
fn without_a_keystore_it_says_how_to_begin() {
    let home = Home::new();
    home.collab(["status"])
        .stdout(format!(
            "There is no account in the keystore {} yet.\nWhat to do next: bring an account \
             back with `collab restore`, or create one: `collab init`.\n",
            home.shown()
        ))
        .keystore_unchanged()
        .run();
    let given = home.collab(["status", "--json"]).stdout_any().run().json();
    let expected = serde_json::json!({
        "keystore": false,
        "locked": false,
        "recovery_codes": null,
        "accounts": [],
        "service_codes": { "lists": 0, "few": [] },
        "vaults": [],
        "next": "collab init",
        "reason": "no account",
    });
    assert_eq!(given, expected);
}

#[test]
fn an_unconfirmed_code_comes_before_everything_else() {
    let home = Home::of(&[&BOB]);
    home.holds(&ALICE, Saved::Unconfirmed);
    let said = said(&home);
    assert!(said.starts_with("alice: backup code NOT confirmed as saved.\nbob (the default): "));
    assert!(said.contains("bob (the default): backup code confirmed on 2026-01-31 ("), "{said}");
    assert!(said.contains(" is NOT locked: anyone who can read that file has your accounts."));
    assert_eq!(
        next(&home),
        "save the backup code of alice with `collab print --account alice`, then confirm it: \
         `collab check --account alice`."
    );
}

#[test]
fn an_account_that_was_brought_back_leads_to_its_paper_and_not_to_another_one() {
    let home = Home::new();
    home.collab(["-q", "restore", "alice", "--repair", "--expect", ALICE.identity])
        .stdin(ALICE.with(&[(7, &ALICE.slip(7))]))
        .stdout_any()
        .stderr_any()
        .run();
    assert!(
        said(&home)
            .starts_with("alice (the default): brought back, but its paper is NOT confirmed.")
    );
    assert_eq!(
        next(&home),
        "correct the paper of alice if it was wrong (`collab print` shows the right digits), then \
         type the whole backup code from it: `collab check`."
    );
    home.collab(["whoami"])
        .stdout(ALICE.identity.to_owned() + "\n")
        .stderr("The paper of alice is not confirmed: `collab check`.\n")
        .run();
}

#[test]
fn an_unlocked_keystore_is_to_be_locked_and_a_locked_one_to_have_recovery_codes() {
    let home = Home::of(&[&ALICE]);
    assert_eq!(next(&home), "lock the keystore with a passphrase: `collab passphrase set`.");
    home.locks(&CODES[..1]);
    let said = home.collab(["status"]).stdout_any().run().stdout;
    assert!(said.contains("is locked with a passphrase"), "{said}");
    assert!(said.contains("Recovery codes: 1 is left, made on 2026-01-31."), "{said}");
    assert_eq!(
        next(&home),
        "make recovery codes, for the day you forget the passphrase: `collab recovery-codes new`."
    );
}

#[test]
fn a_code_of_which_one_box_was_typed_is_to_be_tried_as_a_whole_once() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let alice = ALICE.name.parse().expect("a name");
    let now = SystemTime::now();
    Keystore::at(home.keystore())
        .change(None, |contents| contents.confirm_a_box(&alice, now))
        .expect("written");
    let said = said(&home);
    assert!(said.starts_with("alice (the default): one box of the backup code confirmed on "));
    assert!(said.contains(" (today)."), "{said}");
    assert_eq!(
        next(&home),
        "try the whole backup code of alice, not only one box: `collab check`."
    );
    let json = || home.collab(["status", "--json"]).stdout_any().run().json();
    assert_eq!(json()["accounts"][0]["tried"], false);
    assert_eq!(json()["reason"], "not tried");
    home.collab(["-q", "check"]).stdin(ALICE.code).stdout_any().run();
    assert_eq!(next(&home), "lock the keystore with a passphrase: `collab passphrase set`.");
    assert_eq!(json()["accounts"][0]["tried"], true);
}

#[test]
fn json_has_the_lock_the_recovery_codes_and_each_account() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    let given = home
        .collab(["status", "--json"])
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .stdout_any()
        .run()
        .json();
    assert_eq!(given["locked"], true);
    assert_eq!(given["recovery_codes"]["left"], 3);
    let alice = &given["accounts"][0];
    assert_eq!(alice["identity"], ALICE.identity);
    assert_eq!(alice["verified"], true);
    assert_eq!(alice["confirmed_at"], SINCE);
    assert!(alice["confirmed_days"].is_u64());
    assert!(given["next"].is_string() && given["reason"].is_string(), "{given}");
}

#[test]
fn a_forgotten_code_is_said_to_be_elsewhere() {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "forget-code"]).stdin(ALICE.code).stdout_any().stderr_any().run();
    assert!(said(&home).contains("The code is not on this device."), "{}", said(&home));
}

#[test]
fn a_damaged_account_does_not_hide_the_others() {
    let home = Home::of(&[&ALICE, &BOB]);
    let mut file = fs::read_to_string(home.keystore()).expect("a keystore");
    let listed = value(&file, "public.accounts[0].login_key");
    let other = file[value(&file, "public.accounts[1].login_key")].to_owned();
    file.replace_range(listed, &other);
    fs::write(home.keystore(), consistent(file.into_bytes())).expect("writable");
    let said = said(&home);
    assert!(said.starts_with("alice (the default): DAMAGED."), "{said}");
    assert!(said.contains("bob: backup code confirmed"), "{said}");
    assert!(next(&home).ends_with("`collab remove alice`."), "{said}");
}
