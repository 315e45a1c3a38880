use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;
use crate::account::{Account, Identity, Origin, PublicKeys};
use crate::code::BackupCode;
use crate::derivation;

pub(super) fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// Returns a backup code that depends only on the text.
pub(super) fn code(text: &str) -> BackupCode {
    let mut counter = 0_u32;
    BackupCode::generate_from(&mut |bytes: &mut [u8]| {
        counter += 1;
        let stream = Sha256::new().chain_update(text).chain_update(counter.to_le_bytes());
        bytes.copy_from_slice(&stream.finalize()[..bytes.len()]);
        Ok(())
    })
    .expect("the generator works")
}

pub(super) fn since() -> SystemTime {
    humantime::parse_rfc3339("2026-01-31T12:00:00Z").expect("a date")
}

/// Returns the account of a backup code, as [`added`] adds it.
pub(super) fn account(text: &str, code: &BackupCode) -> Account {
    let PublicKeys { identity, login, encryption } = derivation::public_keys(code);
    Account {
        name: name(text),
        identity,
        login,
        encryption,
        origin: Origin::Created,
        since: since(),
        confirmed: None,
        is_tried: false,
        has_code: true,
    }
}

/// Adds the account of a backup code under this name.
pub(super) fn added(
    contents: &mut Contents,
    text: &str,
    code: &BackupCode,
) -> Result<(), Conflict> {
    contents.add(name(text), code, Origin::Created, since(), None)
}

/// Returns a keystore in a temporary folder of its own, which is removed with the guard.
pub(super) fn place() -> (TempDir, Keystore) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("keystore.json");
    (folder, Keystore::at(path).with_timeout(Duration::from_mins(1)))
}

pub(super) fn add(keystore: &Keystore, text: &str) -> Result<(), Error> {
    keystore.change(None, |contents| {
        added(contents, text, &code(text)).expect("no conflict");
        Ok(())
    })
}

pub(super) fn names(keystore: &Keystore) -> Vec<String> {
    let contents = keystore.open().expect("a good keystore");
    contents.accounts().iter().map(|account| account.name().to_string()).collect()
}

/// Returns every name in a folder, sorted.
pub(super) fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn changes_are_there_when_it_is_opened_again() {
    let (_folder, keystore) = place();
    add(&keystore, "a").expect("written");
    add(&keystore, "b").expect("written");
    let contents = keystore.open().expect("a good keystore");
    assert_eq!(contents.default_account().map(Listed::name), Some(&name("a")));
    assert_eq!(contents.verified(&name("b")).ok(), Some(&account("b", &code("b"))));
    assert!(contents.backup_code(&name("a")).expect("its code") == code("a"));
    assert!(contents.backup_code(&name("b")).expect("its code") == code("b"));

    keystore
        .change(None, |contents| {
            contents.rename(&name("a"), name("z")).expect("z is free");
            contents.remove(&name("b")).expect("it is there");
            Ok::<_, Error>(())
        })
        .expect("written");
    let contents = keystore.open().expect("a good keystore");
    assert_eq!(contents.default_account().map(Listed::name), Some(&name("z")));
    assert!(contents.backup_code(&name("z")).expect("its code") == code("a"));
    assert_eq!(contents.accounts().len(), 1);
}

#[test]
fn an_emptied_keystore_can_be_used_again() {
    let (_folder, keystore) = place();
    add(&keystore, "a").expect("written");
    keystore
        .change(None, |contents| contents.remove(&name("a")).map_err(Error::from))
        .expect("written");
    assert!(keystore.open().expect("a good keystore").is_empty());
    add(&keystore, "b").expect("written");
    assert_eq!(names(&keystore), ["b"]);
}

#[test]
fn reading_makes_nothing() {
    let (folder, _) = place();
    for path in ["keystore.json", "not/there/keystore.json"] {
        let keystore = Keystore::at(folder.path().join(path));
        assert!(matches!(keystore.open(), Err(Error::Missing)));
    }
    assert_eq!(listing(folder.path()), [""; 0]);

    let keystore = Keystore::at(folder.path().join("keystore.json"));
    add(&keystore, "a").expect("written");
    fs::remove_file(folder.path().join("keystore.json.lock")).expect("it is there");
    keystore.open().expect("a good keystore");
    assert_eq!(listing(folder.path()), ["keystore.json"]);
}

#[test]
fn a_change_that_fails_or_changes_nothing_writes_nothing() {
    let (folder, keystore) = place();
    let nothing = |_: &mut Contents| Ok::<_, Error>(());
    let failure = |contents: &mut Contents| {
        added(contents, "z", &code("z")).expect("no conflict");
        Err::<(), _>(Error::from(NoSuchAccount))
    };
    keystore.change(None, nothing).expect("nothing to do");
    assert!(matches!(keystore.change(None, failure), Err(Error::NoSuchAccount(_))));
    assert!(matches!(keystore.open(), Err(Error::Missing)));

    add(&keystore, "a").expect("written");
    // A replaced file loses its second hard link.
    let second = folder.path().join("second");
    fs::hard_link(keystore.path(), &second).expect("another name");
    let same = || same_file(keystore.path(), &second);
    keystore.change(None, nothing).expect("nothing to do");
    assert!(matches!(keystore.change(None, failure), Err(Error::NoSuchAccount(_))));
    let undone = |contents: &mut Contents| {
        contents.rename(&name("a"), name("b")).expect("b is free");
        contents.rename(&name("b"), name("a")).expect("a is free");
        contents.set_default(&name("a"))
    };
    keystore.change(None, undone).expect("nothing to do");
    assert!(same());
    add(&keystore, "b").expect("written");
    assert!(!same());
}

#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let inode = |path| fs::metadata(path).expect("a file").ino();
    inode(one) == inode(other)
}

#[cfg(not(unix))]
fn same_file(one: &Path, other: &Path) -> bool {
    fs::read(one).expect("a file") == fs::read(other).expect("a file")
}

#[test]
fn threads_that_change_it_at_once_lose_nothing() {
    let (_folder, keystore) = place();
    std::thread::scope(|scope| {
        for thread in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let keystore = &keystore;
            scope.spawn(move || {
                for round in 0..5 {
                    add(keystore, &format!("{thread}{round}")).expect("written");
                }
            });
        }
    });
    assert_eq!(names(&keystore).len(), 40);
    assert!(keystore.open().expect("a good keystore").default_account().is_some());
}

#[test]
fn a_held_lock_file_is_waited_for_until_the_timeout() {
    let (_folder, keystore) = place();
    add(&keystore, "a").expect("written");
    keystore
        .change(None, |_| {
            for timeout in [Duration::ZERO, Duration::from_millis(200)] {
                let start = Instant::now();
                let other = keystore.clone().with_timeout(timeout);
                assert!(matches!(add(&other, "b"), Err(Error::Busy)));
                assert!(start.elapsed() >= timeout);
                assert_eq!(names(&other), ["a"], "reading waits for nobody");
            }
            Ok::<_, Error>(())
        })
        .expect("nothing to do");
    add(&keystore.with_timeout(Duration::ZERO), "b").expect("the lock file is free again");
}

#[test]
fn a_process_that_lost_the_lock_file_does_not_write() {
    let (folder, keystore) = place();
    add(&keystore, "a").expect("written");
    let lost = keystore.change(None, |contents| {
        fs::remove_file(folder.path().join("keystore.json.lock")).expect("it is there");
        add(&keystore, "b")?;
        contents.remove(&name("a")).map_err(Error::from)
    });
    assert!(matches!(lost, Err(Error::Busy)));
    assert_eq!(names(&keystore), ["a", "b"]);
}

#[test]
fn only_files_left_by_killed_processes_are_cleared() {
    let (folder, keystore) = place();
    add(&keystore, "a").expect("written");
    let stale = ".keystore.json.0aZ9bY8cX7dW.tmp";
    let others = [
        ".keystore.json.0aZ9bY8cX7d.tmp",
        ".keystore.json.0aZ9bY8cX7-W.tmp",
        ".keystore.json.tmp",
        ".other.json.0aZ9bY8cX7dW.tmp",
        "keystore.json.0aZ9bY8cX7dW.tmp",
    ];
    for file in others.iter().chain(&[stale]) {
        fs::write(folder.path().join(file), "left").expect("written");
    }
    keystore.change(None, |_| Ok::<_, Error>(())).expect("nothing to do");
    assert!(listing(folder.path()).iter().any(|file| file == stale));

    add(&keystore, "b").expect("written");
    let mut expected = others.map(String::from).to_vec();
    expected.extend(["keystore.json".into(), "keystore.json.lock".into()]);
    expected.sort();
    assert_eq!(listing(folder.path()), expected);
}

#[test]
fn a_damaged_keystore_is_never_replaced() {
    let (folder, keystore) = place();
    add(&keystore, "a").expect("written");
    let whole = fs::read(keystore.path()).expect("a file");
    for bytes in [&b""[..], b"{}", &whole[..whole.len() - 1], b"\0\0\0\0"] {
        fs::write(keystore.path(), bytes).expect("written");
        assert!(matches!(keystore.open(), Err(Error::Damaged(_))));
        assert!(matches!(add(&keystore, "b"), Err(Error::Damaged(_))));
        assert_eq!(fs::read(keystore.path()).expect("a file"), bytes);
    }
    fs::write(keystore.path(), r#"{"format": "collab keystore", "version": 2}"#).expect("written");
    assert!(matches!(keystore.open(), Err(Error::Newer { version: 2 })));
    assert!(matches!(add(&keystore, "b"), Err(Error::Newer { version: 2 })));
    assert_eq!(listing(folder.path()), ["keystore.json", "keystore.json.lock"]);
}

/// Writes and returns a file in which the account `a` lists a public key that is nobody's.
fn damaged(keystore: &Keystore) -> Vec<u8> {
    for text in ["a", "b"] {
        add(keystore, text).expect("written");
    }
    let whole = fs::read_to_string(keystore.path()).expect("a file");
    let key = derivation::identity(&code("a")).hex();
    let altered = format::resealed(whole.replace(&key, &"7".repeat(64)).as_bytes());
    fs::write(keystore.path(), altered.expose()).expect("written");
    altered.expose().clone()
}

#[test]
fn a_damaged_account_does_not_block_the_others() {
    let (_folder, keystore) = place();
    damaged(&keystore);
    let contents = keystore.open().expect("a good keystore");
    let vouched: Vec<_> = contents.accounts_vouched().collect();
    assert!(matches!(vouched[..], [Vouched::Damaged(_), Vouched::Verified(_)]));
    assert!(contents.backup_code(&name("b")).expect("its code") == code("b"));
    assert_eq!(contents.known_identities(), [derivation::identity(&code("b"))]);

    add(&keystore, "c").expect("written");
    keystore.change(None, |contents| contents.confirm(&name("b"), since())).expect("written");
    let contents = keystore.open().expect("a good keystore");
    assert!(matches!(contents.vouched(&name("a")), Some(Vouched::Damaged(_))));
    assert_eq!(contents.accounts().len(), 3);

    keystore
        .change(None, |contents| contents.remove(&name("a")).map_err(Error::from))
        .expect("written");
    add(&keystore, "a").expect("it can come back");
    let contents = keystore.open().expect("a good keystore");
    assert!(contents.accounts_vouched().all(|vouched| vouched.is_verified()));
}

#[test]
fn a_damaged_account_can_only_be_removed() {
    let (_folder, keystore) = place();
    let whole = damaged(&keystore);
    let (a, z) = (name("a"), name("z"));
    let is_told = |refused: Result<(), Error>| {
        assert!(matches!(&refused, Err(Error::Damaged(Damage::Account(of))) if *of == a));
    };
    is_told(keystore.change(None, |contents| contents.confirm(&a, since())));
    is_told(keystore.change(None, |contents| contents.vouch_for(&a)));
    is_told(keystore.change(None, |contents| contents.set_default(&a)));
    is_told(keystore.change(None, |contents| contents.forget_code(&a)));
    is_told(keystore.change(None, |contents| contents.put_code_back(&code("a"))));
    keystore
        .change(None, |contents| {
            assert_eq!(contents.rename(&a, z.clone()), Err(RenameError::Damaged));
            assert_eq!(added(contents, "z", &code("a")), Err(Conflict::Damaged(a.clone())));
            Ok::<_, Error>(())
        })
        .expect("nothing to do");
    let contents = keystore.open().expect("a good keystore");
    is_told(contents.verified(&a).map(drop));
    is_told(contents.backup_code(&a).map(drop));
    is_told(contents.keys(&a).map(drop));
    let nobody = Identity::from_public_key([0x77; 32]);
    for identity in [derivation::identity(&code("a")), nobody] {
        is_told(contents.of_identity(&identity).map(drop));
    }
    assert_eq!(fs::read(keystore.path()).expect("a file"), whole);
}

#[test]
fn a_keystore_over_the_limit_is_neither_read_nor_written() {
    let (_folder, keystore) = place();
    add(&keystore, "a").expect("written");
    let file = fs::OpenOptions::new().write(true).open(keystore.path()).expect("a file");
    file.set_len(format::SIZE_LIMIT as u64 + 1).expect("made longer");
    assert!(matches!(keystore.open(), Err(Error::TooLarge)));
    assert!(matches!(add(&keystore, "b"), Err(Error::TooLarge)));
    file.set_len(format::SIZE_LIMIT as u64).expect("made shorter");
    assert!(matches!(keystore.open(), Err(Error::Damaged(Damage::Checksum))));
}

#[test]
fn a_path_that_can_only_be_a_folder_is_refused() {
    let (folder, _) = place();
    let base = folder.path().to_str().expect("plain text");
    for path in [
        String::new(),
        "/".into(),
        ".".into(),
        "..".into(),
        format!("{base}/new/"),
        format!("{base}/new/."),
        format!("{base}/new/.."),
        base.into(),
    ] {
        let keystore = Keystore::at(PathBuf::from(&path));
        assert!(matches!(add(&keystore, "a"), Err(Error::NotAFile(FileKind::Folder))), "{path}");
        assert!(keystore.open().is_err(), "{path}");
    }
    assert_eq!(listing(folder.path()), [""; 0]);
}
