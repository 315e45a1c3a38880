//! Paths that are not what they seem. Each shape is tried with a command that reads, with commands
//! that write, and with one that first opens a lock. A refusal changes no file, link or folder,
//! including the targets of links.

mod shapes;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::collab::{
    ALICE, BOB, Home, Saved, is_root, make_fifo, mode, set_mode, shown, skip, unprivileged,
};
use shapes::{Ground, NONE, READ, SHAPES, SHAPES_OF_ROOT, Said, Shape, give_away, socket};

/// The visible state of a file, link or folder, without following it.
#[derive(Debug, PartialEq)]
struct Seen {
    inode: u64,
    mode: u32,
    owner: (u32, u32),
    names: u64,
    link: Option<PathBuf>,
    bytes: Option<Vec<u8>>,
}

/// Returns a home with alice, who is not confirmed, and bob, who is.
fn two() -> Home {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.holds(&BOB, Saved::Confirmed);
    home
}

/// Returns the state of a folder and everything in it.
fn seen(folder: &Path) -> BTreeMap<PathBuf, Seen> {
    let mut all = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        let there = fs::symlink_metadata(&path).expect("it is there");
        if there.is_dir() {
            left.extend(fs::read_dir(&path).expect("a folder").map(|one| one.expect("one").path()));
        }
        let seen = Seen {
            inode: there.ino(),
            mode: there.mode(),
            owner: (there.uid(), there.gid()),
            names: there.nlink(),
            link: fs::read_link(&path).ok(),
            bytes: there.is_file().then(|| fs::read(&path).expect("readable")),
        };
        all.insert(path, seen);
    }
    all
}

/// Runs a command on a shape, checks its message, and that nothing changed.
fn meet(home: &Home, shape: &Shape, ground: &Path, path: &Path, arguments: &[&str], said: Said) {
    let before = seen(home.path());
    let (status, words) = said;
    let output = home.collab(arguments).arg("--keystore").arg(path).status(status);
    let stderr = output.stdout_any().stderr_any().run().stderr;
    let folder = shown(ground);
    let stderr = stderr.replace(folder.trim_end_matches('"'), "\"~");
    assert!(stderr.starts_with(words), "{} {arguments:?}: {stderr}", shape.name);
    assert!(seen(home.path()) == before, "{} {arguments:?}: something changed", shape.name);
}

fn all_are_refused(shapes: &[Shape]) -> usize {
    let home = two();
    let bytes = |home: &Home| fs::read(home.keystore()).expect("readable");
    let open = bytes(&home);
    home.locks(&[]);
    let locked = bytes(&home);
    fs::write(home.keystore(), &open).expect("writable");
    let opening = ["rename", "alice", "work", "-q", "--passphrase-file", "passphrase"];
    for shape in shapes {
        for (kind, keystore) in [("open", &open), ("locked", &locked)] {
            let ground = Ground { folder: home.at(shape.name).join(kind), keystore };
            fs::create_dir_all(&ground.folder).expect("a folder");
            let path = shape.made(&ground);
            let meet = |arguments: &[&str], said| {
                meet(&home, shape, &ground.folder, &path, arguments, said);
            };
            // Where no keystore exists, a change reports that, like a read.
            let changing = if shape.reading == NONE { NONE } else { shape.writing };
            meet(&["whoami", "-q"], shape.reading);
            if kind == "open" {
                meet(&["init", "new", "-q"], shape.writing);
                meet(&["use", "bob", "-q"], changing);
            } else {
                meet(&opening, changing);
            }
        }
    }
    shapes.len()
}

#[test]
fn no_shape_of_a_place_is_followed_or_touched() {
    let count = all_are_refused(SHAPES);
    assert!(count >= 35, "{count}");
}

#[test]
fn no_shape_that_root_can_make_is_followed_or_touched() {
    if !is_root() {
        skip("only root can make devices and give files away");
        return;
    }
    all_are_refused(SHAPES_OF_ROOT);
}

#[test]
fn no_device_of_the_system_is_read_or_written() {
    let home = Home::new();
    let what = |path| match path {
        "/dev/stdin" => String::from("a symbolic link to \"/dev/null\""),
        "/proc/self/exe" => {
            format!("a symbolic link to {}", shown(Path::new(crate::PROGRAM)))
        }
        _ => String::from("a device"),
    };
    let itself = |path| match path {
        "/proc/self/exe" => crate::PROGRAM,
        _ => "FILE",
    };
    for path in [
        "/dev/null",
        "/dev/zero",
        "/dev/full",
        "/dev/random",
        "/dev/tty",
        "/dev/stdin",
        "/proc/self/exe",
    ] {
        for arguments in [&["whoami"][..], &["accounts"], &["init", "-q"], &["use", "bob"]] {
            home.collab(["--keystore", path])
                .args(arguments)
                .refused(
                    7,
                    &format!("the keystore \"{path}\" is {}, not a file", what(path)),
                    &format!("name the file itself with `--keystore {}`", itself(path)),
                )
                .run();
        }
        assert!(!Path::new(&format!("{path}.lock")).exists());
    }
}

// Shapes that work like an ordinary file in a folder.

/// Checks that a keystore is read and changed through this path.
fn all_work(home: &Home, path: &Path) {
    for (arguments, said) in [
        (&["use", "bob", "-q"][..], String::new()),
        (&["whoami", "-q"], BOB.identity.to_owned() + "\n"),
        (&["use", "alice", "-q"], String::new()),
        (&["whoami", "-q"], ALICE.identity.to_owned() + "\n"),
    ] {
        home.collab(arguments).arg("--keystore").arg(path).stdout(said).run();
    }
}

#[test]
fn a_second_name_of_the_file_keeps_the_old_content() {
    let home = two();
    let before = fs::read(home.keystore()).expect("readable");
    fs::hard_link(home.keystore(), home.at("second")).expect("another name");
    all_work(&home, &home.keystore());
    home.collab(["use", "bob", "-q"]).run();
    assert_eq!(fs::read(home.at("second")).expect("readable"), before);
    assert_eq!(mode(&home.at("second")), 0o600);
}

#[test]
fn a_second_name_of_the_lock_file_keeps_its_mode() {
    let home = two();
    let lock = home.at("data/collab/keystore.json.lock");
    fs::remove_file(&lock).expect("it is there");
    let other = home.file("other", "public");
    set_mode(&other, 0o644);
    fs::hard_link(&other, &lock).expect("another name");
    all_work(&home, &home.keystore());
    assert_eq!(mode(&other), 0o644);
    assert_eq!(fs::read(&other).expect("readable"), b"public");
}

#[test]
fn a_linked_folder_and_odd_names_are_as_good_as_others() {
    let home = two();
    symlink("data/collab", home.at("link")).expect("a link");
    all_work(&home, &home.at("link/keystore.json"));
    fs::create_dir(home.at("of-all")).expect("a folder");
    set_mode(&home.at("of-all"), 0o777);
    fs::rename(home.at("data"), home.at("of-all/data")).expect("moved");
    // A user who may move our folder away cannot put another folder of ours in its place.
    all_work(&home, &home.at("of-all/data/collab/keystore.json"));
    set_mode(&home.at("of-all/data/collab"), 0o1777);
    let folder = home.at("of-all/data/collab");
    all_work(&home, &folder.join("keystore.json"));
    let keystore = fs::read(folder.join("keystore.json")).expect("readable");
    for name in
        [&[b'x'; 237][..], b"k\xff\xfe", b" ", b"-k", b"k\nk", b"\x1b[31m", b"...", b"k.lock"]
    {
        let path = folder.join(OsStr::from_bytes(name));
        fs::write(&path, &keystore).expect("a file");
        set_mode(&path, 0o600);
        all_work(&home, &path);
    }
}

#[test]
fn links_folders_and_pipes_named_like_a_temporary_file_stay() {
    let home = two();
    let at = |own: &str| home.at(&format!("data/collab/.keystore.json.{own}.tmp"));
    symlink("keystore.json", at("0000000000li")).expect("a link");
    symlink("nowhere", at("0000000000dl")).expect("a link");
    make_fifo(&at("0000000000fi"));
    fs::create_dir(at("0000000000fo")).expect("a folder");
    socket(&at("0000000000so"));
    let mut kept = vec![at("0000000000li"), at("0000000000dl"), at("0000000000fi")];
    kept.extend([at("0000000000fo"), at("0000000000so")]);
    if is_root() {
        fs::write(at("0000000000el"), "").expect("a file");
        give_away(&at("0000000000el"));
        kept.push(at("0000000000el"));
    }
    all_work(&home, &home.keystore());
    for path in kept {
        assert!(fs::symlink_metadata(&path).is_ok(), "{}", path.display());
    }
}

// Folders without the right to write.

#[test]
fn without_the_right_to_write_nothing_is_begun() {
    let home = two();
    let folder = home.at("data/collab");
    fs::remove_file(folder.join("keystore.json.lock")).expect("it is there");
    let Some(collab) = unprivileged(&home) else { return };
    let user = fs::metadata(home.path()).expect("it is there").uid();
    for path in [folder.join("keystore.json"), folder.clone(), home.at("data")] {
        chown(path, Some(user), Some(user)).expect("root may");
    }
    set_mode(&folder, 0o500);
    let run = |arguments: &[&str], path: &Path, said: Said| {
        let before = seen(&folder);
        let output = collab(arguments, path);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let shown = shown(path);
        assert!(stderr.replace(&shown, "FILE").starts_with(said.1), "{arguments:?}: {stderr}");
        assert_eq!(output.status.code(), Some(said.0), "{stderr}");
        assert!(seen(&folder) == before, "{arguments:?}");
    };
    let denied = (1, "error: the keystore FILE can't be written: permission denied\nhint: nothing");
    let keystore = folder.join("keystore.json");
    run(&["whoami", "-q"], &keystore, READ);
    for path in [&keystore, &folder.join("new.json"), &folder.join("new/k")] {
        run(&["init", "new", "-q"], path, denied);
    }
    run(&["init", "-q"], Path::new("/k"), denied);
    run(&["init", "-q"], Path::new("/new/k"), denied);
    set_mode(&keystore, 0o200);
    let unreadable =
        (1, "error: the keystore FILE was left as it was: opening the keystore failed: Permission");
    run(&["whoami", "-q"], &keystore, unreadable);
    run(&["init", "new", "-q"], &keystore, unreadable);
    set_mode(&keystore, 0o600);
    set_mode(&folder, 0);
    let output = collab(&["init", "new", "-q"], &keystore);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_file_system_that_is_read_only_is_told_so() {
    let home = two();
    fs::remove_file(home.at("data/collab/keystore.json.lock")).expect("it is there");
    fs::create_dir(home.at("mount")).expect("a folder");
    let run = |arguments: &str| {
        let program = crate::PROGRAM;
        let script = format!(
            "mount --bind data/collab mount && mount -o remount,bind,ro mount || exit 99; \
             exec {program} {arguments}"
        );
        let output = Command::new("unshare")
            .args(["--mount", "sh", "-c", &script])
            .current_dir(home.path())
            .output();
        output
            .ok()
            .filter(|output| output.status.code().is_some_and(|code| code != 99 && is_root()))
    };
    let before = seen(&home.at("data"));
    let Some(output) = run("whoami -q --keystore mount/keystore.json") else {
        return skip("only root can mount");
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout), ALICE.identity.to_owned() + "\n");
    for path in ["mount/keystore.json", "mount/new.json", "mount/new/k"] {
        let output = run(&format!("init new -q --keystore {path}")).expect("as before");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            format!(
                "error: the keystore \"{path}\" can't be written: its file system is read-only\n\
                 hint: nothing was changed; use another file with `--keystore FILE`\n"
            )
        );
        assert_eq!(output.status.code(), Some(1));
    }
    assert!(seen(&home.at("data")) == before);
}

// The default location of the keystore.

#[test]
fn a_relative_home_is_not_used() {
    let home = Home::new();
    let before = seen(home.path());
    for (variable, value) in [("HOME", "home"), ("HOME", "./"), ("HOME", "../x")] {
        for arguments in [&["accounts"][..], &["init", "-q"]] {
            home.collab(arguments)
                .without_env("XDG_DATA_HOME")
                .env(variable, value)
                .refused(
                    1,
                    "there is no home folder to keep the keystore in",
                    "say where with `--keystore FILE`",
                )
                .run();
        }
    }
    assert!(seen(home.path()) == before);
    // A relative path is ignored, as the XDG Base Directory Specification says, and the default is
    // used.
    home.collab(["init", "-q"]).env("XDG_DATA_HOME", "data").stdout_any().run();
    assert!(home.at(".local/share/collab/keystore.json").is_file() && !home.at("data").exists());
}
