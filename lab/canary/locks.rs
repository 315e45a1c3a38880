//! The keys of a lock, computed from the file and the passphrase.
//!
//! The program never releases its keys, so the published format is implemented here a second time.
//! A key is derived once for each lock, since the derivation takes long.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex, OnceLock};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use collab::keystore::Contents;

use crate::locked::subkey;
use crate::support::collab::{Home, OTHER_PASSPHRASE, PASSPHRASE};

/// The keys that open a lock.
pub(crate) struct Keys {
    passphrase: [u8; 32],
    store: [u8; 32],
}

type Known = HashMap<String, Arc<Keys>>;

impl Keys {
    /// Returns every key on the way to the secrets.
    pub(crate) fn all(&self) -> Vec<(&'static str, [u8; 32])> {
        vec![
            ("the passphrase's key", self.passphrase),
            ("the passphrase's key: for encryption", subkey(&self.passphrase, ENCRYPTION)),
            ("the passphrase's key: for nonces", subkey(&self.passphrase, NONCES)),
            ("the store key", self.store),
            ("the store key: for encryption", subkey(&self.store, ENCRYPTION)),
            ("the store key: for nonces", subkey(&self.store, NONCES)),
        ]
    }
}

const ENCRYPTION: &[u8] = b"collab keystore v1 encryption";
const NONCES: &[u8] = b"collab keystore v1 nonces";
const SLOT: &[u8] = b"collab keystore v1 passphrase slot";
const NONCE: usize = 24;

/// Returns the keys of a home's lock, if it has one.
pub(crate) fn keys(home: &Home, contents: &Contents) -> Option<Arc<Keys>> {
    static KNOWN: OnceLock<Mutex<Known>> = OnceLock::new();
    contents.lock()?;
    let mut known = KNOWN.get_or_init(Mutex::default).lock().expect("no panic");
    let slot = &slot(home);
    let which = slot.to_string();
    if let Some(keys) = known.get(&which) {
        return Some(keys.clone());
    }
    let passphrase = [PASSPHRASE, OTHER_PASSPHRASE].map(|text| derive(slot, text));
    let keys = passphrase
        .into_iter()
        .find_map(|passphrase| unwrap(slot, &passphrase).map(|store| Keys { passphrase, store }));
    let keys = Arc::new(keys.expect("one of the two opens it"));
    known.insert(which, keys.clone());
    Some(keys)
}

/// Returns the key slot of the passphrase, as it is in the file.
fn slot(home: &Home) -> serde_json::Value {
    let file = fs::read(home.keystore()).expect("a keystore");
    let file: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
    file["public"]["lock"]["passphrase"].clone()
}

fn derive(slot: &serde_json::Value, passphrase: &str) -> [u8; 32] {
    let number = |name: &str| u32::try_from(slot[name].as_u64().expect("a number")).expect("small");
    let params = Params::new(number("memory_kib"), number("passes"), number("lanes"), Some(32))
        .expect("legal");
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), &bytes(slot, "salt"), &mut key)
        .expect("memory enough");
    key
}

fn unwrap(slot: &serde_json::Value, key: &[u8; 32]) -> Option<[u8; 32]> {
    let wrapped = bytes(slot, "store_key");
    let (nonce, sealed) = wrapped.split_at(NONCE);
    XChaCha20Poly1305::new((&subkey(key, ENCRYPTION)).into())
        .decrypt(&XNonce::try_from(nonce).expect("a nonce"), Payload { msg: sealed, aad: SLOT })
        .ok()
        .map(|key| key.try_into().expect("32 bytes"))
}

fn bytes(slot: &serde_json::Value, name: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(slot[name].as_str().expect("text")).expect("hexadecimal")
}
