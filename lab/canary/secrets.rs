//! The secrets that runs get or make, in every form that they take on the way.
//!
//! Of a code: its digits as numbers and as text of one, two and four bytes a character, its boxes
//! as numbers and as separate texts, and everything derived from it. Of a key: its bytes, also in
//! hexadecimal and base64. Of a passphrase: its text. The picture of a QR code is none of these
//! forms.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};
use collab::code::BackupCode;
use collab::derivation;
use collab::keystore::{Keystore, Listed, RecoveryCode};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256, Sha512};

use super::fragments::{Form, Fragments};
use super::locks;
use crate::opening::opener;
use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, Person,
};
use crate::support::derived::{IDENTITY, derived};

/// The length of a fragment of digits, which is too long for an accident.
const DIGITS: usize = 12;
/// The length of a fragment of a key, in bytes.
const BYTES: usize = 12;
/// The length of a fragment of a passphrase or a recovery code, in characters.
const CHARACTERS: usize = 10;

/// Other services' codes, as a service hands them out.
pub(crate) const SERVICE_CODES: [&str; 3] =
    ["kxq7-2m9d-w4tz-8rbp", "h3vn-6j5c-y9fs-1gla", "p8ud-4e7k-z2xm-5qwo"];

/// The secrets to search for.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Fragments);

impl Secrets {
    /// Returns the secrets that the runs are given.
    pub(crate) fn known() -> Self {
        let mut secrets = Self::default();
        for Person { name, code, .. } in [ALICE, BOB, CAROL] {
            secrets.code(&format!("{name}'s code"), code);
        }
        secrets.passphrase("the passphrase", PASSPHRASE);
        secrets.passphrase("the other passphrase", OTHER_PASSPHRASE);
        for code in CODES {
            secrets.recovery_code("a recovery code", code);
        }
        for code in SERVICE_CODES {
            secrets.passphrase("a service's code", &code.replace('-', " "));
            secrets.passphrase("a service's code", code);
        }
        secrets
    }

    /// Returns the secrets in these bytes, with the position at which each begins first.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> BTreeMap<Form, usize> {
        self.0.found_in(bytes)
    }

    /// Adds the secrets of a keystore, with the keys of its lock.
    pub(crate) fn of_keystore(&mut self, home: &Home) {
        let Ok(mut contents) = Keystore::at(home.keystore()).open() else { return };
        if let Some(keys) = locks::keys(home, &contents) {
            for (name, key) in keys.all() {
                self.key(name, &key);
            }
        }
        let known = [ALICE, BOB, CAROL].map(|person| person.identity);
        let is_new = |account: &&Listed| {
            !known.contains(&account.unverified().identity.to_string().as_str())
        };
        let new: Vec<Listed> = contents.accounts().iter().filter(is_new).cloned().collect();
        if !new.is_empty()
            && let Some((_, opener)) = contents.lock().and_then(opener)
        {
            contents.unlock(&opener).expect("its passphrase");
        }
        for account in new {
            if let Ok(code) = contents.backup_code(account.name()) {
                self.code("a new code", code.canonical_text().expose());
            }
        }
    }

    /// Adds a backup code, and everything derived from it.
    pub(crate) fn code(&mut self, whose: &str, digits: &str) {
        let form = |form| (whose.to_owned(), form);
        let values: Vec<u8> = digits.bytes().map(|digit| digit - b'0').collect();
        self.text(whose, digits, DIGITS);
        self.0.add(&form("numbers of a digit"), &values, DIGITS, 1);
        self.0.add(&form("numbers of a digit, two bytes each"), &wide(&values, 2), 2 * DIGITS, 2);
        self.0.add(&form("numbers of a digit, four bytes each"), &wide(&values, 4), 4 * DIGITS, 4);
        let boxes = digits.as_bytes().chunks(5).map(|five| {
            five.iter().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'))
        });
        let boxes: Vec<u8> = boxes.flat_map(u32::to_le_bytes).collect();
        self.0.add(&form("numbers of a box"), &boxes, BYTES, 4);
        self.0.add_boxes(whose, digits.as_bytes());

        let code = BackupCode::from_canonical_text(digits).expect("a valid code");
        let keys = derivation::keys(&code);
        let identity = derived(digits, IDENTITY);
        for key in [&identity, keys.login.expose(), keys.encryption.expose()] {
            self.key(&format!("{whose}: a key of it"), key);
            self.key(&format!("{whose}: an expanded key"), &Sha512::digest(key));
        }
        let (root, _) = Hkdf::<Sha256>::extract(Some(b"collab backup code v1"), digits.as_bytes());
        self.key(&format!("{whose}: the root of its keys"), &root);
    }

    /// Adds a passphrase.
    pub(crate) fn passphrase(&mut self, name: &str, text: &str) {
        self.text(name, text, CHARACTERS);
        self.text(name, &text.replace(' ', ""), CHARACTERS);
    }

    /// Adds a recovery code, and everything derived from it.
    pub(crate) fn recovery_code(&mut self, name: &str, text: &str) {
        const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        RecoveryCode::read(text).expect("a recovery code");
        let plain = text.replace('-', "");
        for text in [text, &text.to_lowercase(), &plain, &plain.to_lowercase()] {
            self.text(name, text, CHARACTERS);
        }
        let values: Vec<u8> = plain
            .chars()
            .map(|c| u8::try_from(ALPHABET.find(c).expect("of the alphabet")).expect("below 32"))
            .collect();
        self.0.add(&(name.to_owned(), "numbers of a character"), &values, BYTES, 1);
        let bits: Vec<u8> =
            values.iter().flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1)).collect();
        let bytes: Vec<u8> = bits[..128]
            .chunks(8)
            .map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | bit))
            .collect();
        self.key(name, &bytes);
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(b"collab recovery code v1"), &bytes)
            .expand(b"collab/v1/recovery/x25519", &mut key)
            .expect("32 bytes");
        self.key(&format!("{name}: its key"), &key);
    }

    /// Adds a key.
    pub(crate) fn key(&mut self, name: &str, key: &[u8]) {
        let form = |form| (name.to_owned(), form);
        self.0.add(&form("bytes"), key, BYTES, 1);
        let hex = base16ct::lower::encode_string(key);
        for hex in [hex.to_uppercase(), hex] {
            self.0.add(&form("hexadecimal"), hex.as_bytes(), 2 * BYTES, 1);
        }
        // In base64, its text depends on the offset at which it begins, modulo 3.
        for before in 0..3 {
            let text = Base64::encode_string(&[&vec![0; before], key].concat());
            let text = text.trim_end_matches('=');
            let own = &text[if before == 0 { 0 } else { before + 1 }..text.len() - 1];
            self.0.add(&form("base64"), own.as_bytes(), BYTES / 3 * 4, 1);
        }
    }

    fn text(&mut self, name: &str, text: &str, length: usize) {
        let form = |form| (name.to_owned(), form);
        self.0.add(&form("text"), text.as_bytes(), length, 1);
        self.0.add(&form("text, two bytes a character"), &wide(text.as_bytes(), 2), 2 * length, 2);
        self.0.add(&form("text, four bytes a character"), &wide(text.as_bytes(), 4), 4 * length, 4);
        let base64 =
            |before| Base64::encode_string(&[&vec![b'x'; before], text.as_bytes()].concat());
        for before in 0..3 {
            let text = base64(before);
            let text = text.trim_end_matches('=');
            let own = &text[if before == 0 { 0 } else { before + 1 }..text.len() - 1];
            self.0.add(&form("base64"), own.as_bytes(), length / 3 * 4, 1);
        }
    }
}

/// Returns the bytes as integers of this width.
pub(super) fn wide(bytes: &[u8], width: usize) -> Vec<u8> {
    let mut wide = vec![0; bytes.len() * width];
    for (number, byte) in wide.chunks_mut(width).zip(bytes) {
        number[0] = *byte;
    }
    wide
}
