//! The keystore: every file is either accepted or damaged, and an accepted file is, byte for byte,
//! the file that would be written.
//!
//! The fuzzer writes a file without its checksum; the target adds the checksum. In a locked file it
//! writes the secrets in the clear; the target seals them with a known key. So the fuzzer gets past
//! both. The target leaves bytes alone that end like a whole file. Then:
//!
//! - A refused file is damaged, of a later version, or too large.
//! - An accepted file is JSON, and a JSON parser reads the same contents.
//! - Names and identities are unique, the default is one of the accounts, and a lock's cost is
//!   within its bounds.
//! - A code, or keys, are only released from an account whose public keys are derived from them.
//! - A change that changes nothing leaves every byte as it was: the encoding is canonical.

use std::time::SystemTime;

use collab::derivation;
use collab::keystore::{Contents, Damage, Error, Listed, Vouched};
use serde::Deserialize;

use crate::file::{END, FILE, File, with_checksum};
use crate::locked::LOCKED;

/// Returns the file that these bytes stand for.
fn file(bytes: &[u8]) -> Vec<u8> {
    if bytes.ends_with(END.as_bytes()) {
        return bytes.to_vec();
    }
    with_checksum(&LOCKED[0].seal(bytes).unwrap_or_else(|| bytes.to_vec()))
}

/// Checks every promise on the file that these bytes stand for.
pub fn check(bytes: &[u8]) {
    is_opened(bytes);
}

/// Does the same, and returns whether the file is opened.
pub fn is_opened(bytes: &[u8]) -> bool {
    let whole = file(bytes);
    FILE.with(|file| {
        file.write(&whole);
        match file.keystore().open() {
            Ok(contents) => accepted(file, &whole, contents),
            Err(error) => {
                refused(&whole, &error);
                false
            }
        }
    })
}

pub(crate) fn refused(whole: &[u8], error: &Error) {
    match error {
        Error::Damaged(Damage::Line(line)) => {
            let lines = whole.split(|&byte| byte == b'\n').count();
            assert!((1..=lines).contains(line));
        }
        Error::Newer { version } => assert!(*version > 1),
        Error::Damaged(Damage::NotAKeystore | Damage::Checksum | Damage::Rewritten(_)) => {}
        other => panic!("refused for another reason: {other:?}"),
    }
}

fn accepted(file: &File, whole: &[u8], mut contents: Contents) -> bool {
    rules(&contents);
    is_json(whole, &contents);
    let opener = contents.lock().map(|_| LOCKED[0].opener());
    if let Some(opener) = &opener {
        assert!(contents.is_sealed());
        match contents.unlock(opener) {
            Ok(()) => rules(&contents),
            Err(Error::WrongSecret | Error::Damaged(Damage::Seal)) => {
                assert!(contents.is_sealed());
                return false;
            }
            Err(other) => panic!("not opened for another reason: {other:?}"),
        }
    }
    assert!(!contents.is_sealed());
    contents.accounts().iter().for_each(|account| secrets(&contents, account));
    file.keystore().change(opener.as_ref(), |_| Ok::<_, Error>(())).expect("nothing to do");
    assert!(file.read() == whole, "it is accepted, and would be written differently");
    true
}

pub(crate) fn rules(contents: &Contents) {
    let accounts = contents.accounts();
    assert!(accounts.is_sorted_by(|a, b| a.name() < b.name()));
    for (index, account) in accounts.iter().enumerate() {
        let (name, identity) = (account.name(), account.unverified().identity);
        assert!(accounts[..index].iter().all(|other| other.unverified().identity != identity));
        assert!(name.as_str().parse().as_ref() == Ok(name));
        assert_eq!(contents.account(name), Some(account));
        assert!(!account.is_guessed() || account.confirmed().is_none());
        assert!(!account.is_tried() || account.confirmed().is_some());
        match (contents.vouched(name), contents.of_identity(&identity)) {
            (Some(Vouched::Verified(verified)), Ok(Some(found))) => {
                assert!(verified == account.unverified() && found == account);
            }
            (Some(Vouched::Unverified(listed)), Ok(Some(found))) => {
                assert!(contents.is_sealed() && listed == account && found == account);
            }
            (Some(Vouched::Damaged(listed)), Err(Error::Damaged(Damage::Account(of)))) => {
                assert!(listed == account && of == *name);
            }
            other => panic!("they do not agree: {other:?}"),
        }
    }
    if let Some(default) = contents.default_account() {
        assert!(contents.is_default(default.name()));
    }
    if let Some(lock) = contents.lock() {
        assert!(lock.confirmed_codes() + lock.pending_codes() <= 40);
    }
}

/// Checks that the secrets released for an account are its own.
fn secrets(contents: &Contents, listed: &Listed) {
    let (name, account) = (listed.name(), listed.unverified());
    match contents.backup_code(name) {
        Ok(code) => {
            assert!(account.has_code && derivation::public_keys(&code) == account.keys());
        }
        Err(Error::Forgotten) => assert!(!account.has_code),
        Err(Error::Damaged(Damage::Account(of))) => assert!(account.has_code && of == *name),
        Err(other) => panic!("not handed out for another reason: {other:?}"),
    }
    match contents.keys(name) {
        Ok(keys) => assert!(keys.public() == account.keys()),
        Err(Error::Damaged(Damage::Account(of))) => assert!(of == *name),
        Err(other) => panic!("not handed out for another reason: {other:?}"),
    }
}

#[derive(Deserialize)]
struct Json {
    version: u64,
    public: Public,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Public {
    default: Option<String>,
    accounts: Vec<PublicAccount>,
    lock: Option<Lock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicAccount {
    name: String,
    public_key: String,
    login_key: String,
    encryption_key: String,
    origin: String,
    since: String,
    confirmed: Option<String>,
    tried: bool,
    backup_code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    passphrase: Slot,
    recovery_codes: Vec<RecoverySlot>,
    recovery_code_used: Option<String>,
}

#[derive(Deserialize)]
struct Slot {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Deserialize)]
struct RecoverySlot {
    public_key: String,
    issued: String,
    state: String,
}

/// Checks that a JSON parser reads the same contents from the file.
pub(crate) fn is_json(whole: &[u8], contents: &Contents) {
    let Json { version, public } = serde_json::from_slice(whole).expect("a file is JSON");
    assert_eq!(version, 1);
    let default = contents.default_account().map(|account| account.name().as_str());
    assert_eq!(public.default.as_deref(), default);
    assert_eq!(public.accounts.len(), contents.accounts().len());
    for (said, listed) in public.accounts.iter().zip(contents.accounts()) {
        let account = listed.unverified();
        assert_eq!(said.name, account.name.as_str());
        assert_eq!(said.public_key, account.identity.hex());
        assert_eq!(said.login_key, base16ct::lower::encode_string(&account.login));
        assert_eq!(said.encryption_key, base16ct::lower::encode_string(&account.encryption));
        assert_eq!(said.origin, account.origin.as_str());
        assert_eq!(said.since, date(account.since));
        assert_eq!(said.confirmed, account.confirmed.map(date));
        assert_eq!(said.tried, account.is_tried);
        assert_eq!(said.backup_code, account.code_in_words());
    }
    assert_eq!(public.lock.is_some(), contents.lock().is_some());
    let (Some(said), Some(lock)) = (public.lock, contents.lock()) else { return };
    let Slot { kdf, memory_kib, passes, lanes } = said.passphrase;
    // The bounds of the cost, as the documents state them.
    assert!(kdf == "argon2id" && (64 * 1024..=1024 * 1024).contains(&memory_kib));
    assert!((3..=10).contains(&passes) && (1..=8).contains(&lanes));
    assert_eq!(said.recovery_code_used, lock.used().map(date));
    let confirmed = said.recovery_codes.iter().filter(|slot| slot.state == "confirmed");
    assert_eq!(confirmed.clone().count(), lock.confirmed_codes());
    assert_eq!(confirmed.map(|slot| slot.issued.clone()).max(), lock.issued().map(date));
    let mut keys: Vec<&String> = said.recovery_codes.iter().map(|slot| &slot.public_key).collect();
    let slots = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((keys.len(), slots), (slots, lock.confirmed_codes() + lock.pending_codes()));
}

fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}
