//! Locked keystores whose secrets are known: the library makes them from deterministic draws, so
//! that sealed contents can be replaced and examined.
//!
//! Sealing is implemented here a second time, from the format's description, and must give the same
//! bytes.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64ct::{Base64, Encoding as _};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use collab::account::{Name, Origin};
use collab::code::BackupCode;
use collab::keystore::{Contents, Cost, Error, Opener, Passphrase, PassphraseKey, RecoveryCode};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::file::{File, TRAILER};
use crate::slips::Generator;

/// The text before the secrets, sealed and open.
const SEALED: &str = "\n  },\n  \"secrets\": \"";
const OPEN: &str = "\n  },\n  \"secrets\": {";
/// The text after the secrets, sealed and open.
const AFTER_SEALED: &str = "\",\n";
const AFTER_OPEN: &str = ",\n";
/// The warning at the head of a locked file, and only there.
const WARNING: &str = "\"This file holds accounts, locked with a passphrase.";

const NONCE: usize = 24;

/// A locked keystore, and the secrets that open it.
pub struct Locked {
    /// The file without its checksum.
    pub body: Vec<u8>,
    store_key: [u8; 32],
    code: String,
}

impl Locked {
    /// Returns the recovery code that opens the keystore.
    pub fn opener(&self) -> Opener {
        Opener::Code(RecoveryCode::read(&self.code).expect("its own code"))
    }

    /// Returns the file without its checksum, with the secrets in the clear.
    pub fn unsealed(&self) -> Vec<u8> {
        let text = str::from_utf8(&self.body).expect("it is text");
        let (public, rest) = text.split_at(text.find(SEALED).expect("it is locked") + SEALED.len());
        let sealed = rest.strip_suffix(AFTER_SEALED).expect("nothing follows");
        let sealed = Base64::decode_vec(sealed).expect("base64");
        let nonce = XNonce::try_from(&sealed[..NONCE]).expect("a nonce");
        let message = Payload { msg: &sealed[NONCE..], aad: public.as_bytes() };
        let secrets = cipher(&self.store_key).decrypt(&nonce, message).expect("its own key");
        [public.strip_suffix('"').expect("a quote").as_bytes(), &secrets, AFTER_OPEN.as_bytes()]
            .concat()
    }

    /// Returns this file sealed with the keystore's key, or `None` unless it is a locked keystore
    /// with its secrets in the clear.
    pub fn seal(&self, body: &[u8]) -> Option<Vec<u8>> {
        find(body, WARNING.as_bytes())?;
        let at = find(body, OPEN.as_bytes())? + OPEN.len() - 1;
        let public = [&body[..at], b"\""].concat();
        let secrets = body[at..].strip_suffix(AFTER_OPEN.as_bytes())?;
        let ikm = [&(public.len() as u64).to_le_bytes()[..], &public, secrets].concat();
        let nonces = subkey(&self.store_key, b"collab keystore v1 nonces");
        let (mac, _) = Hkdf::<Sha256>::extract(Some(&nonces), &ikm);
        let nonce = XNonce::try_from(&mac[..NONCE]).expect("a nonce");
        let message = Payload { msg: secrets, aad: &public };
        let sealed = cipher(&self.store_key).encrypt(&nonce, message).expect("a short message");
        let sealed = Base64::encode_string(&[&nonce[..], &sealed].concat());
        Some([&public, sealed.as_bytes(), AFTER_SEALED.as_bytes()].concat())
    }
}

fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    bytes.windows(words.len()).position(|window| window == words)
}

fn cipher(store_key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&subkey(store_key, b"collab keystore v1 encryption").into())
}

/// Returns the subkey that is derived from a key for this purpose.
pub(crate) fn subkey(key: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    let mut subkey = [0; 32];
    Hkdf::<Sha256>::new(None, key).expand(purpose, &mut subkey).expect("32 bytes");
    subkey
}

/// Two states of one keystore: the second after its lock was renewed. The same recovery code opens
/// both.
pub static LOCKED: LazyLock<[Locked; 2]> = LazyLock::new(|| {
    let file = File::new();
    let mut generator = Generator::of(1, "locked", 0);
    let code = RecoveryCode::generate(&mut |bytes: &mut [u8]| {
        generator.fill(bytes);
        Ok(())
    });
    let code = code.expect("the generator works");
    let passphrase = Passphrase::from_bytes(b"of nobody").expect("text");
    let key = PassphraseKey::new(&passphrase, Cost::LEAST, &mut |bytes: &mut [u8]| {
        generator.fill(bytes);
        Ok(())
    });
    let key = key.expect("there is memory");
    let opener = Opener::Code(RecoveryCode::read(code.text().expose()).expect("its own text"));
    let mut state = |is_first: bool| {
        // For each new lock, the store key is drawn first.
        let mut drawn: Vec<[u8; 32]> = Vec::new();
        let mut draw = |bytes: &mut [u8]| {
            generator.fill(bytes);
            drawn.extend(<[u8; 32]>::try_from(&*bytes));
            Ok(())
        };
        let change = |contents: &mut Contents| {
            if is_first {
                accounts().for_each(|person| person.add_to(contents));
                contents.forget_code(&"bob".parse().expect("a name"))?;
                contents.set_passphrase(&key, &mut draw).expect("random");
                contents
                    .add_recovery_codes(&[spare(), spare_of(2)], noon(), &mut draw)
                    .expect("random");
                let codes = std::slice::from_ref(&code);
                contents.add_recovery_codes(codes, noon(), &mut draw).expect("random");
            } else {
                let ids = [code.id(), spare().id()];
                contents.confirm_recovery_codes(&ids, &key, &mut draw).expect("random");
            }
            Ok::<_, Error>(())
        };
        let opener = (!is_first).then_some(&opener);
        file.keystore().change(opener, change).expect("written");
        let whole = file.read();
        let body = whole[..whole.len() - TRAILER].to_vec();
        let locked = Locked { body, store_key: drawn[0], code: code.text().expose().clone() };
        let again = locked.seal(&locked.unsealed()).expect("a locked file");
        assert!(again == locked.body, "sealed as the format says, it is another file");
        locked
    };
    [state(true), state(false)]
});

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(12)
}

fn spare() -> RecoveryCode {
    spare_of(1)
}

fn spare_of(byte: u8) -> RecoveryCode {
    let code = RecoveryCode::generate(&mut |bytes: &mut [u8]| {
        bytes.fill(byte);
        Ok(())
    });
    code.expect("this generator never fails")
}

/// Returns three files without their checksums: an unlocked one; one with a forgotten code; and a
/// locked one, with its secrets in the clear.
pub fn bodies() -> [Vec<u8>; 3] {
    let file = File::new();
    let saved = |change: &dyn Fn(&mut Contents)| {
        let changed = file.keystore().change(None, |contents| {
            change(contents);
            Ok::<_, Error>(())
        });
        changed.expect("written");
        let whole = file.read();
        whole[..whole.len() - TRAILER].to_vec()
    };
    let clear = saved(&|contents| accounts().for_each(|person| person.add_to(contents)));
    let alice = "alice".parse().expect("a name");
    let forgotten = saved(&|contents| contents.forget_code(&alice).expect("its own"));
    [clear, forgotten, LOCKED[0].unsealed()]
}

/// An account for a keystore.
pub struct Person {
    /// The account's name.
    pub name: Name,
    /// The account's code.
    pub code: BackupCode,
    origin: Origin,
    confirmed: Option<SystemTime>,
}

impl Person {
    /// Adds the account to a keystore.
    pub fn add_to(&self, contents: &mut Contents) {
        let name = self.name.clone();
        contents.add(name, &self.code, self.origin, noon(), self.confirmed).expect("it is new");
    }
}

/// Returns accounts for a keystore: created, guessed, and restored.
pub fn accounts() -> impl Iterator<Item = Person> {
    let origins = [Origin::Created, Origin::Guessed, Origin::Restored];
    (0_u32..).zip(["alice", "bob", "carol-3"]).zip(origins).map(|((nth, name), origin)| Person {
        name: name.parse().expect("a name"),
        code: Generator::of(1, name, nth).code(),
        origin,
        confirmed: (nth == 2).then(noon),
    })
}
