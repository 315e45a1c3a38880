//! The format's test vectors, made by another implementation, each with a typed outcome.
//!
//! A field that this test does not know is an error, so that no vector passes with a claim that is
//! not checked.

use base16ct::lower::encode_string;
use bech32::{Bech32, Hrp};
use collab::code::mend::{Diagnosis, Evidence, Explanation, diagnose};
use collab::code::reading::read;
use collab::code::{BackupCode, BoxNumber};
use collab::derivation;
use ed25519_dalek::SigningKey;
use serde::Deserialize;
use x25519_dalek::{PublicKey, StaticSecret};

use crate::support::derived::{IDENTITY, derived};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    format: String,
    p: u32,
    tag: u32,
    valid: Vec<Valid>,
    readings: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valid {
    code: String,
    identity_seed: String,
    public_key: String,
    id: String,
    ssh_public: String,
    age_recipient: String,
    ssh_seed: String,
    encryption_key: String,
    prk: String,
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase", deny_unknown_fields)]
enum Vector {
    Valid {
        text: String,
        why: String,
        code: String,
    },
    Mendable {
        text: String,
        why: String,
        code: String,
        boxes: Option<Vec<u8>>,
        identity: Option<Needed>,
    },
    Invalid {
        text: String,
        why: String,
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Needed {
    Needed,
}

fn vectors() -> Vectors {
    let vectors: Vectors =
        serde_json::from_str(include_str!("vectors/codes.json")).expect("every field is known");
    assert_eq!(
        (vectors.format.as_str(), vectors.p, vectors.tag),
        ("collab backup code v1", 99_991, 51_367)
    );
    vectors
}

fn code(text: &str) -> BackupCode {
    BackupCode::from_canonical_text(text).expect("a code of the vectors is valid")
}

#[test]
fn every_valid_code_opens_its_account() {
    let vectors = vectors();
    assert!(vectors.valid.len() >= 24);
    for vector in vectors.valid {
        let code = code(&vector.code);
        let keys = derivation::keys(&code);
        let identity = derivation::identity(&code);
        let seed = derived(&vector.code, IDENTITY);
        assert_eq!(encode_string(&seed), vector.identity_seed);
        assert_eq!(
            *identity.public_key(),
            SigningKey::from_bytes(&seed).verifying_key().to_bytes()
        );
        assert_eq!(keys.identity.identity(), identity);
        assert_eq!(encode_string(keys.login.expose()), vector.ssh_seed);
        assert_eq!(encode_string(keys.encryption.expose()), vector.encryption_key);
        assert_eq!(encode_string(derivation::prk(&code).bytes().expose()), vector.prk);
        assert_eq!(identity.hex(), vector.public_key);
        assert_eq!(identity.to_string(), vector.id);
        assert_eq!(vector.id.parse(), Ok(identity));

        let ssh = SigningKey::from_bytes(keys.login.expose()).verifying_key();
        let ssh = collab::account::Identity::from_public_key(ssh.to_bytes());
        assert_eq!(ssh.ssh(), vector.ssh_public);
        let age = PublicKey::from(&StaticSecret::from(*keys.encryption.expose()));
        let age = bech32::encode::<Bech32>(Hrp::parse_unchecked("age"), age.as_bytes());
        assert_eq!(age.expect("short"), vector.age_recipient);
    }
}

#[test]
fn every_reading_has_its_outcome() {
    let (mut valid, mut mended, mut invalid) = (0, 0, 0);
    for vector in vectors().readings {
        match vector {
            Vector::Valid { text, why, code: expected } => {
                let reading = read(text.as_bytes()).unwrap_or_else(|e| panic!("{why}: {e}"));
                match diagnose(&reading, None) {
                    Ok(Diagnosis::Valid(read)) => assert!(read == code(&expected), "{why}"),
                    other => panic!("{why}: {other:?}"),
                }
                valid += 1;
            }
            Vector::Mendable { text, why, code: expected, boxes, identity } => {
                let reading = read(text.as_bytes()).unwrap_or_else(|e| panic!("{why}: {e}"));
                let expected = code(&expected);
                let alone = match diagnose(&reading, None) {
                    Ok(Diagnosis::Damaged(found)) => found,
                    Ok(Diagnosis::Valid(_)) => panic!("{why}: taken as it is"),
                    Err(_) => Vec::new(),
                };
                if identity.is_some() {
                    let proven = alone.iter().any(Explanation::is_certain);
                    assert!(!proven, "{why}: only an identity decides");
                } else {
                    let [only] = &alone[..] else { panic!("{why}: {} explanations", alone.len()) };
                    assert!(only.code == expected, "{why}: another code");
                    assert!(!only.matched);
                }
                let is_it = |code: &BackupCode| *code == expected;
                let Ok(Diagnosis::Damaged(found)) =
                    diagnose(&reading, Some(Evidence::whole(&is_it)))
                else {
                    panic!("{why}: no explanation");
                };
                let [only] = &found[..] else { panic!("{why}: {} explanations", found.len()) };
                assert!(only.matched && only.is_certain() && only.code == expected, "{why}");
                if let Some(boxes) = boxes {
                    let found: Vec<u8> = only.boxes().into_iter().map(BoxNumber::get).collect();
                    assert_eq!(found, boxes, "{why}");
                }
                mended += 1;
            }
            Vector::Invalid { text, why, reason } => {
                let found = match read(text.as_bytes()) {
                    Err(error) => error.error.reason(),
                    Ok(reading) => match diagnose(&reading, None) {
                        Err(error) => error.reason,
                        Ok(other) => panic!("{why}: {other:?}"),
                    },
                };
                assert_eq!(found.as_str(), reason, "{why}");
                invalid += 1;
            }
        }
    }
    assert_eq!((valid, mended, invalid), (17, 135, 36));
}
