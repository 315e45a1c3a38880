//! A folder for each run, and the examination of its keystore.
//!
//! The rule: findings describe the keystore's meaning, with every code verified to be its
//! account's. Two keystores that mean the same have the same findings.

use std::fs;
use std::path::{Path, PathBuf};

use collab::account::{Account, Identity, Name, Origin};
use collab::code::BackupCode;
use collab::keystore::{Contents, Error, Keystore, Listed, Opener, RecoveryCode};

use super::cases::Case;
use super::found::Found;
use super::home_files::{place, written};
use super::{service_lists, vaults};
use crate::opening::opener;
use crate::support::collab::{ALICE, BOB, CAROL, CODES, SINCE, mode, set_mode};

/// A folder for one run: a home, and beside it files that the program must not touch.
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    /// Returns a scratch folder with an empty home.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scratch = Self { folder };
        fs::create_dir(scratch.home()).expect("a folder");
        scratch
    }

    /// Returns a scratch folder with a copy of another home.
    pub(crate) fn copy_of(home: &Path) -> Self {
        let scratch = Self::new();
        copy(home, &scratch.home());
        scratch
    }

    /// Returns a scratch folder in the state before a case.
    pub(crate) fn before(case: &Case) -> Self {
        let scratch = Self::new();
        (case.before)(&scratch.home());
        scratch
    }

    /// Returns the path of the home.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Returns the path of a file beside the home.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Copies the contents of a folder, with their modes.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).expect("a folder");
            set_mode(&target, mode(&entry.path()));
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file");
        }
    }
}

/// Examines the keystore of a home.
pub(crate) fn look(home: &Path) -> Found {
    match Keystore::at(place(home)).open() {
        Ok(mut contents) => match open(&mut contents, home) {
            Ok(lock) => {
                let mut found = found(&contents);
                found.lines.extend(lock);
                match (written(home), vaults::found(home)) {
                    (Ok(files), Ok(vault)) => found.lines.extend(files.into_iter().chain(vault)),
                    (Err(why), _) | (_, Err(why)) => return Found::unreadable(why),
                }
                found
            }
            Err(why) => Found::unreadable(why),
        },
        Err(Error::Missing) => Found { lines: vec!["no keystore".into()], ..Found::default() },
        Err(error) => Found::unreadable(format!("{error:?}")),
    }
}

/// Unlocks sealed contents with the opener that fits; returns its name, and which recovery codes
/// work.
fn open(contents: &mut Contents, home: &Path) -> Result<Vec<String>, String> {
    let Some(lock) = contents.lock().cloned() else { return Ok(Vec::new()) };
    let Some((name, opener)) = opener(&lock) else {
        return Err(String::from("no passphrase opens it"));
    };
    contents.unlock(&opener).map_err(|error| format!("{error:?}"))?;
    let handed_out = fs::read_to_string(home.join("out")).unwrap_or_default();
    let opens = |text: &&str| {
        RecoveryCode::read(text).is_ok_and(|code| lock.is_opened_by(&Opener::Code(code)))
    };
    let first = CODES.iter().filter(|text| opens(text)).count();
    let all = lock.confirmed_codes();
    // An unconfirmed code that was handed out also opens it, but is not counted in `all`.
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

fn found(contents: &Contents) -> Found {
    let mut found = Found::default();
    for listed in contents.accounts() {
        let account = match contents.verified(listed.name()) {
            Ok(account) => account,
            Err(error) => return Found::unreadable(format!("{}: {error:?}", listed.name())),
        };
        let whose = whose(&account.identity);
        let default = if contents.is_default(&account.name) { ", default" } else { "" };
        let confirmed = confirmed(account);
        let code = if account.has_code { "" } else { ", its code forgotten" };
        found.lines.push(format!("{} is {whose}'s{default}, {confirmed}{code}", account.name));
        found.keys.insert(whose.into());
        match contents.lists(&account.name) {
            Ok(lists) => service_lists::describe(whose, lists, &mut found),
            Err(error) => return Found::unreadable(format!("{}: {error:?}", listed.name())),
        }
        found.identities.insert(account.identity.to_string());
    }
    found
}

fn whose(identity: &Identity) -> &'static str {
    let identity = identity.to_string();
    let known = [ALICE, BOB, CAROL].into_iter().find(|person| person.identity == identity);
    known.map_or("someone", |person| person.name)
}

fn confirmed(account: &Account) -> &'static str {
    let then = humantime::parse_rfc3339(SINCE).expect("a date");
    match account.confirmed {
        None => "unconfirmed",
        Some(when) if when == then => "confirmed then",
        Some(_) => "confirmed now",
    }
}

/// Returns the backup codes in a home's keystore.
pub(crate) fn codes(home: &Path) -> Vec<String> {
    let Ok(contents) = Keystore::at(place(home)).open() else { return Vec::new() };
    let names = contents.accounts().iter().map(Listed::name);
    names
        .filter_map(|name| contents.backup_code(name).ok())
        .map(|code| code.canonical_text().expose().clone())
        .collect()
}

/// Adds an account named `next`, without waiting for a lock.
pub(crate) fn write_once_more(home: &Path) -> Result<(), Error> {
    let mut fixed = |bytes: &mut [u8]| {
        bytes.fill(42);
        Ok(())
    };
    let code = BackupCode::generate_from(&mut fixed).expect("bytes enough");
    let name = "next".parse::<Name>().expect("a name");
    let since = humantime::parse_rfc3339(SINCE).expect("a date");
    let keystore = Keystore::at(place(home)).with_timeout(std::time::Duration::ZERO);
    let lock = keystore.open().ok().and_then(|contents| contents.lock().cloned());
    let opener = lock.and_then(|lock| opener(&lock)).map(|(_, opener)| opener);
    keystore.change(opener.as_deref(), |contents| {
        contents.add(name, &code, Origin::Created, since, None).expect("no conflict");
        Ok(())
    })
}

/// Returns the names and modes of the files beside the keystore.
pub(crate) fn beside_the_keystore(home: &Path) -> Vec<(String, u32)> {
    let place = place(home);
    let Ok(entries) = fs::read_dir(place.parent().expect("a folder")) else { return Vec::new() };
    entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), mode(&entry.path())))
        .filter(|(name, _)| name != "keystore.json" && name != "keystore.json.lock")
        .collect()
}
