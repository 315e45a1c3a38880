//! Locked keystores of the tests: how they are made, and opened again whatever became of them.
//!
//! The rule: what opens one is in files beside its home's data, as a person has it on paper. A key
//! is derived once for each lock, since that is what takes long.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use collab::code::EntropyError;
use collab::keystore::{
    Contents, Cost, Error, Keystore, Lock, Opener, Passphrase, PassphraseKey, RecoveryCode,
};

use crate::people::{CODES, OTHER_PASSPHRASE, PASSPHRASE, SINCE, set_mode};
use crate::scratch::place;

/// The files that hold the passphrases, and which each is.
const PASSPHRASES: [(&str, &str); 2] = [("first", PASSPHRASE), ("second", OTHER_PASSPHRASE)];
/// The file that new recovery codes are written to.
const HANDED_OUT: &str = "out";

/// Puts the passphrases and a recovery code into files.
pub(crate) fn give_passphrases(home: &Path) {
    for (file, text) in PASSPHRASES.into_iter().chain([("code", CODES[0])]) {
        fs::write(home.join(file), text).expect("a file");
        set_mode(&home.join(file), 0o600);
    }
}

/// Locks a keystore with the first passphrase, as cheaply as a file may ask for, and with codes.
pub(crate) fn lock(home: &Path) {
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    let passphrase = Passphrase::from_bytes(PASSPHRASE.as_bytes()).expect("text");
    let key = PassphraseKey::new(&passphrase, Cost::LEAST, &mut entropy).expect("a key");
    let codes = CODES.map(|text| RecoveryCode::read(text).expect("a code"));
    let ids = codes.each_ref().map(RecoveryCode::id);
    let since = humantime::parse_rfc3339(SINCE).expect("a date");
    let locked = Keystore::at(place(home)).change(None, |contents| {
        let works = "the generator works";
        contents.set_passphrase(&key, &mut entropy).expect(works);
        contents.add_recovery_codes(&codes, since, &mut entropy).expect(works);
        contents.confirm_recovery_codes(&ids, &key, &mut entropy).expect(works);
        Ok::<_, Error>(())
    });
    locked.expect("a keystore");
}

/// What opens a lock: one of the passphrases, by its name.
pub(crate) fn opener(lock: &Lock) -> Option<(&'static str, Arc<Opener>)> {
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

type Found = Option<(&'static str, Arc<Opener>)>;

/// Opens contents that are sealed, with whatever does; and says with what, and which recovery
/// codes would.
pub(crate) fn open(contents: &mut Contents, home: &Path) -> Result<Vec<String>, String> {
    let Some(lock) = contents.lock().cloned() else { return Ok(Vec::new()) };
    let Some((name, opener)) = opener(&lock) else {
        return Err(String::from("no passphrase opens it"));
    };
    contents.unlock(&opener).map_err(|error| format!("{error:?}"))?;
    let handed_out = fs::read_to_string(home.join(HANDED_OUT)).unwrap_or_default();
    let opens = |text: &&str| {
        RecoveryCode::read(text).is_ok_and(|code| lock.is_opened_by(&Opener::Code(code)))
    };
    let first = CODES.iter().filter(|text| opens(text)).count();
    let all = lock.confirmed_codes();
    // One that was handed out and doesn't count yet opens it, too, and is none of all.
    let new = handed_out.lines().filter(opens).count().min(all.saturating_sub(first));
    let codes = match all {
        0 => String::from("no recovery codes"),
        _ => format!(
            "recovery codes: {first} of the first list, {new} that were handed out, {} that nobody \
             has",
            all - first - new
        ),
    };
    Ok(vec![format!("locked with the {name} passphrase"), codes])
}
