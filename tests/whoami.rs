//! `collab whoami`: its output is exactly the identity.

use std::process::Command;

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

use crate::support::collab::{ALICE, BOB, CAROL, Home, SINCE, Saved, skip_without};

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

    let form = |form| home.collab(["whoami", "--format", form]).stdout_any().run().stdout;
    let line = form("ssh-signing");
    let words: Vec<&str> = line.splitn(3, ' ').collect();
    assert_eq!((words[0], words[2]), ("ssh-ed25519", "alice signs only, no login\n"));
    // RFC 8709: the name and the key, each after its length.
    let blob = Base64::decode_vec(words[1]).expect("base64");
    assert_eq!(blob, [&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &key[2..]].concat());
    let fingerprint = Base64Unpadded::encode_string(&Sha256::digest(&blob));
    assert_eq!(form("fingerprint"), format!("SHA256:{fingerprint}\n"));

    // RFC 8410: the algorithm, and the key as a bit string.
    let pem = form("pem");
    let pem: Vec<&str> = pem.lines().collect();
    assert_eq!((pem[0], pem[2]), ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"));
    let spki = Base64::decode_vec(pem[1]).expect("base64");
    assert_eq!(spki, [b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", &key[2..]].concat());

    // RFC 8037, with the thumbprint of RFC 7638.
    let x = Base64UrlUnpadded::encode_string(&key[2..]);
    let hashed = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    let kid = Base64UrlUnpadded::encode_string(&Sha256::digest(hashed));
    assert_eq!(
        form("jwk"),
        format!(r#"{{"crv":"Ed25519","kid":"{kid}","kty":"OKP","x":"{x}"}}"#) + "\n"
    );
}

#[test]
fn ssh_keygen_says_the_same_fingerprint() {
    let home = Home::of(&[&ALICE]);
    let form = |form| home.collab(["whoami", "--format", form]).stdout_any().run().stdout;
    home.file("key.pub", form("ssh-signing"));
    let mut keygen = Command::new("ssh-keygen");
    let Ok(said) = keygen.args(["-l", "-f", "key.pub"]).current_dir(home.path()).output() else {
        return skip_without("ssh-keygen");
    };
    let fingerprint = form("fingerprint");
    assert_eq!(
        String::from_utf8_lossy(&said.stdout),
        format!("256 {} alice signs only, no login (ED25519)\n", fingerprint.trim_end())
    );
}

#[test]
fn gives_json_with_every_form() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Confirmed);
    home.holds(&BOB, Saved::Unconfirmed);
    let form = |form| home.collab(["whoami", "--format", form]).stdout_any().run().stdout;
    let jwk: serde_json::Value = serde_json::from_str(&form("jwk")).expect("JSON");
    for arguments in [&["whoami", "--json"][..], &["whoami", "--json", "--format=hex"]] {
        let given = home.collab(arguments).stdout_any().run().json();
        assert_eq!(
            given,
            serde_json::json!({
                "name": "alice",
                "identity": ALICE.identity,
                "public_key": ALICE.public_key,
                "ssh_signing": form("ssh-signing").trim_end(),
                "fingerprint": form("fingerprint").trim_end(),
                "pem": form("pem"),
                "jwk": jwk,
                "age": form("age").trim_end(),
                "age_plugin": form("age-plugin").trim_end(),
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
             `collab print --account bob`, then `collab check --account bob`.\n",
        )
        .run();
    home.collab(["whoami", "-q"]).stdout(ALICE.identity.to_owned() + "\n").run();
}

#[test]
fn refuses_another_form() {
    let home = Home::of(&[&ALICE]);
    for other in ["ssh", "pkcs8"] {
        home.collab(["whoami", &format!("--format={other}")])
            .refused(
                2,
                &format!("\"{other}\" is no value for `--format`"),
                "it can be did, hex, ssh-signing, fingerprint, pem, jwk, age, age-plugin",
            )
            .run();
    }
}

#[test]
fn refuses_where_there_is_no_account() {
    Home::new().collab(["whoami"]).refused_without_an_account().run();
    Home::of(&[&ALICE])
        .collab(["whoami", "-a", "bob"])
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
}
