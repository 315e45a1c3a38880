use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::keystore::keystore_tests::{add, listing, names, place};
use crate::keystore::{Error, FileKind, Keystore};

/// The user `nobody`: not the one who runs the tests.
const NOBODY: u32 = 65534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("ours to change");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o7777
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[expect(clippy::print_stderr, reason = "a test that proves nothing says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// A keystore with one account.
fn written() -> (TempDir, Keystore) {
    let (folder, keystore) = place();
    add(&keystore, "a").expect("written");
    (folder, keystore)
}

/// Asserts that reading and changing are both refused for this reason, and that nothing changes.
fn assert_refused(keystore: &Keystore, so: impl Fn(&Error) -> bool) {
    let folder = keystore.path().parent().expect("it is in one");
    // Reading a FIFO would block the test itself.
    let is_file = fs::metadata(keystore.path()).is_ok_and(|there| there.is_file());
    let bytes = || is_file.then(|| fs::read(keystore.path()).ok());
    let before = (listing(folder), bytes());
    for error in [keystore.open().err(), add(keystore, "b").err()] {
        assert!(error.as_ref().is_some_and(&so), "{error:?}");
    }
    assert_eq!(listing(folder), before.0);
    assert!(bytes() == before.1);
}

#[test]
fn everything_that_is_made_is_ours_alone() {
    let (folder, _) = place();
    let keystore = Keystore::at(folder.path().join("one/two/keystore.json"));
    add(&keystore, "a").expect("written");
    for made in ["one", "one/two"] {
        assert_eq!(mode(&folder.path().join(made)), 0o700);
    }
    for made in ["one/two/keystore.json", "one/two/keystore.json.lock"] {
        assert_eq!(mode(&folder.path().join(made)), 0o600);
    }
}

#[test]
fn a_keystore_that_others_may_use_is_refused() {
    let (_folder, keystore) = written();
    for shared in [0o644, 0o640, 0o604, 0o610, 0o601, 0o620, 0o602, 0o4644] {
        set_mode(keystore.path(), shared);
        assert_refused(&keystore, |e| matches!(e, Error::NotPrivate { mode } if *mode == shared));
    }
    set_mode(keystore.path(), 0o700);
    add(&keystore, "b").expect("written");
    assert_eq!(mode(keystore.path()), 0o600);
}

#[test]
fn a_keystore_that_its_owner_may_not_write_is_write_protected() {
    let (folder, keystore) = written();
    fs::remove_file(folder.path().join("keystore.json.lock")).expect("it is there");
    set_mode(keystore.path(), 0o400);
    assert!(matches!(add(&keystore, "b"), Err(Error::WriteProtected)));
    assert_eq!(names(&keystore), ["a"]);
    assert_eq!(listing(folder.path()), ["keystore.json"]);
}

#[test]
fn a_keystore_of_someone_else_is_refused() {
    let (_folder, keystore) = written();
    if !is_root() {
        return skipped("only root can give files away");
    }
    chown(keystore.path(), Some(NOBODY), None).expect("root may");
    assert_refused(&keystore, |error| matches!(error, Error::ForeignOwner));
}

#[test]
fn a_folder_of_someone_else_is_refused() {
    let (folder, keystore) = written();
    if !is_root() {
        return skipped("only root can give folders away");
    }
    chown(folder.path(), Some(NOBODY), None).expect("root may");
    assert_refused(&keystore, |error| matches!(error, Error::ForeignFolder { .. }));
    // Nor is a folder of ours created inside theirs.
    let inside = Keystore::at(folder.path().join("new/keystore.json"));
    assert!(
        matches!(add(&inside, "a"), Err(Error::ForeignFolder { folder: of }) if of == folder.path())
    );
    assert!(!folder.path().join("new").exists());
}

#[test]
fn a_folder_that_others_may_write_is_refused_unless_it_is_sticky() {
    let (folder, keystore) = written();
    let inside = Keystore::at(folder.path().join("new/keystore.json"));
    for shared in [0o777, 0o757, 0o703] {
        set_mode(folder.path(), shared);
        assert_refused(&keystore, |error| matches!(error, Error::SharedFolder { .. }));
        assert!(matches!(add(&inside, "a"), Err(Error::SharedFolder { .. })));
        assert!(!folder.path().join("new").exists());
        set_mode(folder.path(), shared | 0o1000);
        assert_eq!(names(&keystore), ["a"]);
    }
    add(&keystore, "b").expect("written");
    add(&inside, "a").expect("written");
}

#[test]
fn a_folder_that_its_group_may_write_is_refused_unless_that_is_its_owner_alone() {
    let (folder, keystore) = written();
    let owner = fs::metadata(folder.path()).expect("a folder").uid();
    if !is_root() {
        return skipped("only root can give folders to any group");
    }
    set_mode(folder.path(), 0o775);
    chown(folder.path(), None, Some(owner + 1)).expect("root may");
    assert_refused(&keystore, |error| matches!(error, Error::SharedFolder { .. }));
    chown(folder.path(), None, Some(owner)).expect("root may");
    add(&keystore, "b").expect("written");
}

#[test]
fn a_folder_that_we_may_not_write_denies_it() {
    let (folder, keystore) = written();
    if is_root() {
        return skipped("root may write everywhere");
    }
    set_mode(folder.path(), 0o500);
    assert!(matches!(add(&keystore, "b"), Err(Error::Denied)));
    fs::remove_file(folder.path().join("keystore.json.lock")).expect_err("not ours to remove");
    assert_eq!(names(&keystore), ["a"]);
    let inside = Keystore::at(folder.path().join("new/keystore.json"));
    assert!(matches!(add(&inside, "a"), Err(Error::Denied)));
    set_mode(folder.path(), 0o700);
}

#[test]
fn a_link_is_refused_wherever_it_leads() {
    let (folder, keystore) = written();
    for target in ["keystore.json", "missing.json", "link.json", "/dev/null"] {
        let link = folder.path().join("link.json");
        symlink(target, &link).expect("made");
        assert_refused(&Keystore::at(link.clone()), |error| {
            matches!(error, Error::NotAFile(FileKind::SymbolicLink))
        });
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        fs::remove_file(&link).expect("it is there");
    }
    assert_eq!(listing(folder.path()), ["keystore.json", "keystore.json.lock"]);
    assert_eq!(names(&keystore), ["a"]);
}

#[test]
fn a_link_to_a_folder_is_followed() {
    let (folder, _keystore) = written();
    let (elsewhere, _) = place();
    symlink(folder.path(), elsewhere.path().join("link")).expect("made");
    let through = Keystore::at(elsewhere.path().join("link/keystore.json"));
    add(&through, "b").expect("written");
    assert_eq!(names(&through), ["a", "b"]);

    symlink("missing", elsewhere.path().join("dangling")).expect("made");
    let nowhere = Keystore::at(elsewhere.path().join("dangling/keystore.json"));
    assert!(matches!(nowhere.open(), Err(Error::Missing)));
    assert!(matches!(add(&nowhere, "a"), Err(Error::Io { .. })));
    assert!(!elsewhere.path().join("missing").exists());
}

#[test]
fn a_folder_socket_pipe_or_device_is_refused() {
    let (folder, _) = place();
    let at = |name: &str| Keystore::at(folder.path().join(name));
    fs::create_dir(folder.path().join("folder")).expect("made");
    let _socket = UnixListener::bind(folder.path().join("socket")).expect("made");
    let fifo = Command::new("mkfifo").arg(folder.path().join("fifo")).status();
    assert!(fifo.expect("mkfifo runs").success());

    for (name, kind) in
        [("folder", FileKind::Folder), ("socket", FileKind::Socket), ("fifo", FileKind::Fifo)]
    {
        assert_refused(&at(name), |error| matches!(error, Error::NotAFile(is) if *is == kind));
    }
    assert!(fs::metadata(folder.path().join("fifo")).expect("it is there").file_type().is_fifo());

    let null = Keystore::at("/dev/null".into());
    for error in [null.open().err(), add(&null, "a").err()] {
        assert!(matches!(error, Some(Error::NotAFile(FileKind::Device))), "{error:?}");
    }
    assert!(!Path::new("/dev/null.lock").exists());

    let below_a_file = Keystore::at("/dev/null/keystore.json".into());
    assert!(matches!(below_a_file.open(), Err(Error::Io { .. })));
}

#[test]
fn a_lock_file_that_is_not_ours_is_refused() {
    let (folder, keystore) = written();
    let lock = folder.path().join("keystore.json.lock");
    let target = folder.path().join("target");
    let assert_refused = || {
        let refused = add(&keystore, "b");
        assert!(matches!(refused, Err(Error::ForeignLockFile { path }) if path == lock));
        assert_eq!(names(&keystore), ["a"]);
    };

    fs::remove_file(&lock).expect("it is there");
    symlink(&target, &lock).expect("made");
    assert_refused();
    assert!(!target.exists());

    fs::remove_file(&lock).expect("it is there");
    fs::create_dir(&lock).expect("made");
    assert_refused();
    fs::remove_dir(&lock).expect("it is there");

    if !is_root() {
        return skipped("only root can give files away");
    }
    fs::write(&lock, "").expect("made");
    chown(&lock, Some(NOBODY), None).expect("root may");
    assert_refused();
}

#[test]
fn a_link_with_the_name_of_a_temporary_file_is_kept() {
    let (folder, keystore) = written();
    let target = folder.path().join("target");
    fs::write(&target, "kept").expect("made");
    let link = folder.path().join(".keystore.json.0aZ9bY8cX7dW.tmp");
    symlink(&target, &link).expect("made");
    add(&keystore, "b").expect("written");
    assert!(fs::symlink_metadata(&link).is_ok() && target.exists(), "a link is none of ours");
}

#[test]
fn a_bare_name_is_in_the_current_folder() {
    let place = Path::new("keystore.json");
    let place = super::Place::of(place, false, Duration::ZERO).expect("a place");
    assert_eq!(place.folder, Path::new("."));
}
