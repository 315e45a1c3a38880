//! `collab whoami`: exactly the identity.

use base64ct::{Base64, Encoding as _};

use crate::support::collab::{ALICE, BOB, CAROL, Home, SINCE, Saved};

#[test]
fn gives_exactly_the_identity() {
    for person in [&ALICE, &BOB, &CAROL] {
        let home = Home::of(&[person]);
        home.collab(["whoami"])
            .stdout(person.identity.to_owned() + "\n")
            .keystore_unchanged()
            .run();
        home.collab(["whoami", "--format", "did"]).stdout(person.identity.to_owned() + "\n").run();
        home.collab(["whoami", "--format=hex"]).stdout(person.public_key.to_owned() + "\n").run();
    }
}

#[test]
fn every_form_is_the_same_key() {
    let home = Home::of(&[&ALICE]);
    let key = bs58::decode(&ALICE.identity["did:key:z".len()..]).into_vec().expect("base58");
    assert_eq!(key[..2], [0xed, 0x01]);
    let hex: Vec<String> = key[2..].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex.concat(), ALICE.public_key);

    let line = home.collab(["whoami", "--format", "ssh"]).stdout_any().run().stdout;
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[0], "ssh-ed25519");
    // RFC 8709: the name and the key, each behind its length.
    let blob = Base64::decode_vec(words[1]).expect("base64");
    assert_eq!(blob, [&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &key[2..]].concat());
}

#[test]
fn gives_json_with_every_form() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Confirmed);
    home.holds(&BOB, Saved::Unconfirmed);
    let ssh = home.collab(["whoami", "--format=ssh"]).stdout_any().run().stdout;
    for arguments in [&["whoami", "--json"][..], &["whoami", "--json", "--format=hex"]] {
        let given = home.collab(arguments).stdout_any().run().json();
        assert_eq!(
            given,
            serde_json::json!({
                "name": "alice",
                "identity": ALICE.identity,
                "public_key": ALICE.public_key,
                "ssh": ssh.trim_end(),
                "verified": true,
                "default": true,
                "origin": "created",
                "guessed": false,
                "confirmed_at": SINCE,
                "backup_code": "here",
            })
        );
    }
    let given = home.collab(["whoami", "--json", "-a", "bob"]).stdout_any().run().json();
    assert_eq!(given["default"], false);
    assert_eq!(given["confirmed_at"], serde_json::Value::Null);
}

#[test]
fn says_how_to_print_a_code_that_may_not_be_saved() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.holds(&BOB, Saved::Unconfirmed);
    home.collab(["whoami"])
        .stdout(ALICE.identity.to_owned() + "\n")
        .stderr(
            "The backup code of alice is not confirmed saved: `collab print`, then `collab check`.\n",
        )
        .run();
    home.collab(["whoami", "-a", "bob"])
        .stdout(BOB.identity.to_owned() + "\n")
        .stderr(
            "The backup code of bob is not confirmed saved: \
             `collab print --account bob`, then `collab check`.\n",
        )
        .run();
    home.collab(["whoami", "-q"]).stdout(ALICE.identity.to_owned() + "\n").run();
}

#[test]
fn refuses_another_form() {
    let home = Home::of(&[&ALICE]);
    home.collab(["whoami", "--format", "pem"])
        .refused(2, "\"pem\" is no value for `--format`", "it can be did, hex, ssh")
        .run();
}

#[test]
fn refuses_where_there_is_no_account() {
    Home::new()
        .collab(["whoami"])
        .refused(
            3,
            "there is no account here yet",
            "create one with `collab init`, or bring one back with `collab restore`",
        )
        .run();
    Home::of(&[&ALICE])
        .collab(["whoami", "-a", "bob"])
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
}
