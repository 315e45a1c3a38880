use std::time::{Duration, SystemTime};

use super::*;
use crate::account::Origin;
use crate::account_vault::LastExport;
use crate::derivation;
use crate::keystore::keystore_tests::{code, name, since};
use crate::secret::SecretText;
use crate::service_codes::{ListId, Lists, ServiceCode, ServiceList};

fn bytes(text: &[u8]) -> SecretBytes {
    SecretBytes::new(text.to_vec())
}

/// Returns contents with these accounts, in turn: created; restored and confirmed; guessed.
fn contents(names: &[&str]) -> Contents {
    let mut contents = Contents::default();
    for (index, text) in names.iter().enumerate() {
        let origin = Origin::ALL[index % 3];
        let confirmed = (index % 3 == 1).then(|| since() + Duration::from_hours(1));
        contents.add(name(text), &code(text), origin, since(), confirmed).expect("no conflict");
    }
    contents
}

fn text(contents: &Contents) -> String {
    String::from_utf8(write(contents).expect("small").expose().clone()).expect("text")
}

/// Returns the text of a file with the accounts `alice` and `bob`.
fn two() -> String {
    text(&contents(&["alice", "bob"]))
}

/// Returns the same file with the backup code of `bob` forgotten.
fn one_forgotten() -> String {
    let mut contents = contents(&["alice", "bob"]);
    contents.forget_code(&name("bob")).expect("it is there");
    text(&contents)
}

fn resealed(text: &str) -> SecretBytes {
    super::resealed(text.as_bytes())
}

#[test]
fn every_file_reads_back_as_it_was_written() {
    let longest: Vec<String> = (0..3).map(|i| format!("{}{i}", "x".repeat(31))).collect();
    let longest: Vec<&str> = longest.iter().map(String::as_str).collect();
    for names in [&[][..], &["alice"], &["bob", "alice", "c-3"], &longest] {
        let contents = contents(names);
        let written = write(&contents).expect("small");
        let again = read(bytes(written.expose())).expect("what was written");
        assert_eq!(again.accounts(), contents.accounts());
        assert_eq!(again.default_account(), contents.default_account());
        for text in names {
            assert!(again.backup_code(&name(text)).expect("its code") == code(text));
        }
        assert!(write(&again).expect("small") == written);
    }
}

#[test]
fn a_file_is_json_that_names_its_format_and_version() {
    let value: serde_json::Value = serde_json::from_str(&two()).expect("JSON");
    let members: Vec<&String> = value.as_object().expect("an object").keys().collect();
    let mut expected = ["format", "version", "warning", "public", "secrets", "checksum"];
    expected.sort_unstable();
    assert_eq!(members, expected);
    assert_eq!(value["format"], "collab keystore");
    assert_eq!(value["version"], 1);
    assert_eq!(value["public"]["default"], "alice");
    assert!(value["public"]["lock"].is_null());
    let alice = code("alice");
    let keys = derivation::public_keys(&alice);
    let hex = |key: &[u8; 32]| base16ct::lower::encode_string(key);
    assert_eq!(
        value["public"]["accounts"][0],
        serde_json::json!({
            "name": "alice",
            "public_key": keys.identity.hex(),
            "login_key": hex(&keys.login),
            "encryption_key": hex(&keys.encryption),
            "origin": "created",
            "since": "2026-01-31T12:00:00Z",
            "confirmed": null,
            "tried": false,
            "backup_code": "here",
        })
    );
    assert_eq!(value["public"]["accounts"][1]["origin"], "restored");
    assert_eq!(value["public"]["accounts"][1]["confirmed"], "2026-01-31T13:00:00Z");
    let secrets = &value["secrets"]["accounts"];
    let digits = alice.canonical_text();
    assert_eq!(secrets["alice"], serde_json::json!({ "backup_code": digits.expose().as_str() }));

    let forgotten: serde_json::Value = serde_json::from_str(&one_forgotten()).expect("JSON");
    assert_eq!(forgotten["public"]["accounts"][1]["backup_code"], "forgotten");
    let prk = derivation::prk(&code("bob"));
    let secret = serde_json::json!({ "prk": hex(prk.bytes().expose()) });
    assert_eq!(forgotten["secrets"]["accounts"]["bob"], secret);

    let empty = write(&Contents::default()).expect("small");
    let value: serde_json::Value = serde_json::from_slice(empty.expose()).expect("JSON");
    assert!(value["public"]["default"].is_null());
}

#[test]
fn an_account_cannot_be_both_guessed_and_confirmed() {
    let contents = contents(&["alice", "bob", "carol"]);
    let text = text(&contents);
    assert!(text.contains("\"origin\": \"guessed\""));
    let guess = text.replace("\"origin\": \"restored\"", "\"origin\": \"guessed\"");
    assert!(matches!(read(resealed(&guess)), Err(Error::Damaged(Damage::Line(9)))));
}

#[test]
fn a_code_cannot_be_both_tried_and_not_confirmed() {
    let text = text(&contents(&["alice", "bob"]));
    let tried = text.replacen("\"tried\": false", "\"tried\": true", 1);
    assert_ne!(tried, text);
    assert!(matches!(read(resealed(&tried)), Err(Error::Damaged(Damage::Line(8)))));
}

#[test]
fn the_buffer_never_grows() {
    let longest: Vec<String> = (10..60).map(|i| format!("{}{i}", "x".repeat(30))).collect();
    let longest: Vec<&str> = longest.iter().map(String::as_str).collect();
    let mut contents = contents(&longest);
    for name in &longest {
        contents.confirm(&self::name(name), SystemTime::now()).expect("it is there");
    }
    for forgotten in [0, longest.len()] {
        for name in longest.iter().take(forgotten) {
            contents.forget_code(&self::name(name)).expect("it is there");
        }
        let written = write(&contents).expect("small");
        let rooms = Rooms::of(&contents, &[]);
        let room = rooms.public + rooms.secrets_in_the_file;
        assert_eq!(written.expose().capacity(), room);
        assert!(written.expose().len() * 4 > room * 3, "{} {room}", written.expose().len());
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    for whole in [two(), one_forgotten()].map(String::into_bytes) {
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                let refused = read(bytes(&flipped));
                assert!(matches!(refused, Err(Error::Damaged(_))), "bit {bit} of byte {at}");
            }
        }
    }
}

#[test]
fn a_missing_end_and_added_text_are_noticed() {
    for whole in [two(), one_forgotten()] {
        for length in 0..whole.len() {
            let refused = read(bytes(&whole.as_bytes()[..length]));
            assert!(matches!(refused, Err(Error::Damaged(_))), "{length}");
        }
        for more in ["\n", "\0", " ", "}", &whole] {
            let refused = read(bytes(format!("{whole}{more}").as_bytes()));
            assert!(matches!(refused, Err(Error::Damaged(Damage::Checksum))), "{more:?}");
        }
    }
}

#[test]
fn damage_is_named_by_its_line() {
    let refused =
        read(resealed(&two().replace("\"bob\", \"public_key\"", "\"Bob\", \"public_key\"")));
    assert!(matches!(refused, Err(Error::Damaged(Damage::Line(9)))), "{refused:?}");
}

#[test]
fn exchanged_codes_are_never_handed_out() {
    let (alice, bob) = (code("alice"), code("bob"));
    let (alice, bob) = (alice.canonical_text(), bob.canonical_text());
    let exchanged = two()
        .replace(alice.expose(), "of alice")
        .replace(bob.expose(), alice.expose())
        .replace("of alice", bob.expose());
    let contents = read(resealed(&exchanged)).expect("it has the shape");
    for text in ["alice", "bob"] {
        let refused = contents.backup_code(&name(text));
        assert!(matches!(refused, Err(Error::Damaged(Damage::Account(of))) if of == name(text)));
    }
}

#[test]
fn eighty_digits_that_are_no_code_are_never_handed_out() {
    let alice = code("alice").canonical_text();
    let contents = read(resealed(&two().replace(alice.expose(), &"9".repeat(80))));
    let refused = contents.expect("it has the shape").backup_code(&name("alice"));
    assert!(matches!(refused, Err(Error::Damaged(Damage::Account(_)))));
}

#[test]
fn a_newer_version_is_named_even_if_its_content_is_unknown() {
    for (newer, is) in [
        (r#"{"format": "collab keystore", "version": 2}"#, 2),
        (r#"{"version":7,"slots":[],"format":"collab keystore","more":{"version":1}}"#, 7),
    ] {
        let refused = read(bytes(newer.as_bytes()));
        assert!(matches!(refused, Err(Error::Newer { version }) if version == is), "{refused:?}");
    }
    let sealed = resealed(&two().replace("\"version\": 1", "\"version\": 2"));
    assert!(matches!(read(sealed), Err(Error::Newer { version: 2 })));
    let unsealed = two().replace("\"version\": 1", "\"version\": 2");
    assert!(matches!(read(bytes(unsealed.as_bytes())), Err(Error::Damaged(Damage::Checksum))));

    for other in [
        "",
        "{}",
        "null",
        r#"{"format": "other keystore", "version": 2}"#,
        r#"{"format": "collab keystore", "version": 1}"#,
        r#"{"format": "collab keystore", "version": 0}"#,
        r#"{"format": "collab keystore", "version": -2}"#,
        r#"{"format": "collab keystore", "version": "2"}"#,
        r#"{"format": "collab keystore"}"#,
    ] {
        let refused = read(bytes(other.as_bytes()));
        assert!(matches!(refused, Err(Error::Damaged(Damage::NotAKeystore))), "{other}");
    }
}

#[test]
fn the_size_has_a_limit() {
    let refused = read(SecretBytes::new(vec![b' '; SIZE_LIMIT + 1]));
    assert!(matches!(refused, Err(Error::TooLarge)));
}

/// Adds a list of other services' codes to an account.
fn with_list(contents: &mut Contents, to: &str, id: u8) {
    let codes = (1..=16).map(|number| {
        let text = format!("{number:05}-{id:05}");
        ServiceCode::new(number, SecretText::new(text)).expect("a code")
    });
    let (service, login) = ("github".parse().expect("a service"), "a \"b\" \\".parse().ok());
    let list = ServiceList::new(ListId([id; 16]), service, login, since(), codes.collect());
    let add = |lists: &mut Lists| lists.add(list.expect("a list"));
    let added: Result<(), AddError> =
        contents.change_lists(&name(to), |lists| add(lists).map_err(|_| AddError));
    added.expect("it is new");
}

#[derive(Debug)]
struct AddError;

impl From<Error> for AddError {
    fn from(_: Error) -> Self {
        Self
    }
}

#[test]
fn what_is_beside_a_secret_reads_back_as_it_was_written() {
    let mut contents = contents(&["alice", "bob", "carol"]);
    with_list(&mut contents, "bob", 1);
    with_list(&mut contents, "bob", 2);
    contents.forget_code(&name("bob")).expect("it is there");
    with_list(&mut contents, "carol", 3);
    let file = std::env::temp_dir().join("a \"vault\"");
    let export = |contents: &Contents, of| contents.last_export(&name(of)).expect("open").cloned();
    for of in ["alice", "carol"] {
        let last = LastExport::new(&file, of == "alice", 3, since(), 0);
        contents.set_last_export(&name(of), last).expect("it is there");
    }
    with_list(&mut contents, "carol", 4);
    contents.rename(&name("carol"), name("aaron")).expect("it is free");
    let written = write(&contents).expect("small");
    let rooms = Rooms::of(&contents, &secrets_member::beside(contents.secrets().expect("open")));
    assert_eq!(written.expose().capacity(), rooms.public + rooms.secrets_in_the_file);
    let again = read(bytes(written.expose())).expect("what was written");
    for (of, current, all) in [("aaron", 1, 2), ("alice", 0, 0), ("bob", 1, 2)] {
        let lists = again.lists(&name(of)).expect("unlocked");
        assert_eq!((lists.current().count(), lists.iter().count()), (current, all), "{of}");
        assert_eq!(export(&again, of), export(&contents, of), "{of}");
    }
    assert_eq!(export(&again, "aaron").map(|last| last.behind), Some(1));
    assert_eq!(export(&again, "alice").map(|last| last.behind), Some(0));
    assert_eq!(export(&again, "bob"), None);
    assert!(write(&again).expect("small") == written);
    let text = text(&contents);
    let _: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for (from, to) in [
        ("\"lists\": [", "\"lists\": [ "),
        ("\"used\"", "\"gone\""),
        ("00016-00002", "16-02"),
        ("\"behind\": 0", "\"behind\": 00"),
    ] {
        let other = text.replace(from, to);
        assert!(other == text || read(resealed(&other)).is_err(), "{from}");
    }
}
