//! The openers of the tests' locked keystores, in whatever state these are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use collab::keystore::{Lock, Opener, Passphrase};

use crate::support::collab::{OTHER_PASSPHRASE, PASSPHRASE};

/// The passphrases, by their names in the tests.
pub(crate) const PASSPHRASES: [(&str, &str); 2] =
    [("first", PASSPHRASE), ("second", OTHER_PASSPHRASE)];

type Found = Option<(&'static str, Arc<Opener>)>;

/// Returns the passphrase that opens a lock, and its name. A key is derived once for each lock,
/// since the derivation takes long.
pub(crate) fn opener(lock: &Lock) -> Found {
    static KNOWN: OnceLock<Mutex<HashMap<String, Found>>> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    let which = format!("{lock:?}");
    if let Some(found) = known.lock().expect("no panic").get(&which) {
        return found.clone();
    }
    let found = PASSPHRASES.into_iter().find_map(|(name, text)| {
        let passphrase = Passphrase::from_bytes(text.as_bytes()).expect("text");
        let opener = Opener::Passphrase(lock.key_of(&passphrase).expect("memory enough"));
        lock.is_opened_by(&opener).then(|| (name, Arc::new(opener)))
    });
    known.lock().expect("no panic").insert(which, found.clone());
    found
}
