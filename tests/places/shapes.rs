//! Objects in a keystore's place, and the message for each.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::collab::{make_fifo, set_mode};

/// The number of a user other than ours.
const NOBODY: u32 = 65534;
/// An exit status, and the beginning of the message; `~` stands for the shape's folder.
pub(super) type Said = (i32, &'static str);

pub(super) const READ: Said = (0, "");
pub(super) const NONE: Said = (3, "error: there is no account in the keystore \"~");
const LINK: Said = (7, "error: the keystore \"~/k\" is a symbolic link ");
const FIFO: Said = (7, "error: the keystore \"~/k\" is a named pipe, not a file");
const FOLDER: Said = (7, "error: the keystore \"~/k\" is a folder, not a file");
const SOCKET: Said = (7, "error: the keystore \"~/k\" is a socket, not a file");
const DEVICE: Said = (7, "error: the keystore \"~/k\" is a device, not a file");
const FOREIGN: Said = (7, "error: the keystore \"~/k\" belongs to another user");
const FOREIGN_FOLDER: Said =
    (7, "error: the folder \"~/in\" of the keystore belongs to another user");
const SHARED: Said = (7, "error: others may put files into the folder \"~/in\" of the keystore");
const LOCK: Said = (7, "error: the lock file \"~/k.lock\" is not a file of yours");
const LONG: Said = (1, "error: the name of the keystore \"~/xxxx");

const OTHERS: [Said; 4] = [
    (7, "error: others may read or change the keystore \"~/k\" (its mode is 0644)"),
    (7, "error: others may read or change the keystore \"~/k\" (its mode is 0660)"),
    (7, "error: others may read or change the keystore \"~/k\" (its mode is 0602)"),
    (7, "error: others may read or change the keystore \"~/k\" (its mode is 4755)"),
];
const EMPTY: Said =
    (7, "error: the keystore \"~/k\" is damaged: it does not begin like a keystore");
const NO_FOLDER: Said = (
    1,
    "error: the keystore \"~/in/k\" was left as it was: looking at the folder failed: not a dir",
);
const LOOP: Said = (
    1,
    "error: the keystore \"~/in/k\" was left as it was: looking at the folder failed: Too many",
);
const NOWHERE: Said = (
    1,
    "error: the keystore \"~/in/k\" was left as it was: making the folder failed: a link is there \
     that leads nowhere\nhint: fix that",
);
const TOO_LONG: Said = (1, "error: the keystore \"~/");
const READ_ONLY: Said = (1, "error: the keystore \"~/k\" can't be written: its mode lets nobody");

/// An object in a keystore's place, and the messages for reading and changing it.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) reading: Said,
    pub(super) writing: Said,
    make: Make,
}

/// A function that makes the shape in its own folder, from the bytes of a valid keystore.
enum Make {
    /// Makes the object at the keystore's path, and returns that path.
    Keystore(fn(&Ground) -> PathBuf),
    /// Makes the object at the lock file's path, beside a valid keystore.
    Lock(fn(&Path)),
}

impl Shape {
    /// Makes the shape, and returns the path of the keystore.
    pub(super) fn made(&self, at: &Ground) -> PathBuf {
        match self.make {
            Make::Keystore(make) => make(at),
            Make::Lock(make) => {
                make(&at.at("k.lock"));
                at.good("k", 0o600)
            }
        }
    }
}

/// The shape's own folder.
pub(super) struct Ground<'a> {
    pub(super) folder: PathBuf,
    pub(super) keystore: &'a [u8],
}

impl Ground<'_> {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a valid keystore with this mode.
    fn good(&self, name: &str, mode: u32) -> PathBuf {
        fs::create_dir_all(self.at(name).parent().expect("it is in one")).expect("a folder");
        fs::write(self.at(name), self.keystore).expect("a file");
        set_mode(&self.at(name), mode);
        self.at(name)
    }

    /// Makes a link `k` to this target, beside a valid keystore.
    fn link(&self, target: &str) -> PathBuf {
        self.good("good", 0o600);
        symlink(target, self.at("k")).expect("a link");
        self.at("k")
    }

    /// Writes a valid keystore in the folder `in`, which gets this mode.
    fn inside(&self, mode: u32) -> PathBuf {
        let keystore = self.good("in/k", 0o600);
        set_mode(&self.at("in"), mode);
        keystore
    }
}

/// Makes a device node, which only root may.
fn device(path: &Path, kind: &str, [major, minor]: [&str; 2]) {
    let made =
        Command::new("mknod").args(["-m", "600"]).arg(path).args([kind, major, minor]).status();
    assert!(made.expect("mknod runs").success());
}

pub(super) fn socket(path: &Path) {
    drop(UnixListener::bind(path).expect("a socket"));
}

pub(super) fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root may");
}

const fn shape(
    name: &'static str,
    reading: Said,
    writing: Said,
    make: fn(&Ground) -> PathBuf,
) -> Shape {
    Shape { name, reading, writing, make: Make::Keystore(make) }
}

const fn same(name: &'static str, said: Said, make: fn(&Ground) -> PathBuf) -> Shape {
    shape(name, said, said, make)
}

const fn lock(name: &'static str, make: fn(&Path)) -> Shape {
    Shape { name, reading: READ, writing: LOCK, make: Make::Lock(make) }
}

/// Shapes that any user can make.
pub(super) const SHAPES: &[Shape] = &[
    same("link", LINK, |at| at.link("good")),
    same("link-out-of-it", LINK, |at| at.link("../../data/collab/keystore.json")),
    same("dangling", LINK, |at| at.link("nowhere")),
    same("loop", LINK, |at| at.link("k")),
    same("link-to-a-device", LINK, |at| at.link("/dev/null")),
    same("link-to-a-folder", LINK, |at| at.link(".")),
    same("fifo", FIFO, |at| {
        make_fifo(&at.at("k"));
        at.at("k")
    }),
    same("folder", FOLDER, |at| {
        fs::create_dir(at.at("k")).expect("a folder");
        at.at("k")
    }),
    same("socket", SOCKET, |at| {
        socket(&at.at("k"));
        at.at("k")
    }),
    same("empty", EMPTY, |at| {
        fs::write(at.good("k", 0o600), "").expect("writable");
        at.at("k")
    }),
    same("readable-by-others", OTHERS[0], |at| at.good("k", 0o644)),
    same("writable-by-a-group", OTHERS[1], |at| at.good("k", 0o660)),
    same("writable-by-others", OTHERS[2], |at| at.good("k", 0o602)),
    same("program", OTHERS[3], |at| at.good("k", 0o4755)),
    shape("read-only", READ, READ_ONLY, |at| at.good("k", 0o400)),
    same("folder-of-all", SHARED, |at| at.inside(0o777)),
    same("folder-of-others", SHARED, |at| at.inside(0o703)),
    same("link-to-a-folder-of-all", SHARED, |at| {
        at.good("all/k", 0o600);
        set_mode(&at.at("all"), 0o777);
        symlink("all", at.at("in")).expect("a link");
        at.at("in/k")
    }),
    shape("new-folder-in-one-of-all", NONE, SHARED, |at| {
        at.inside(0o777);
        at.at("in/new/er/k")
    }),
    same("file-as-a-folder", NO_FOLDER, |at| at.good("in", 0o600).join("k")),
    same("fifo-as-a-folder", NO_FOLDER, |at| {
        make_fifo(&at.at("in"));
        at.at("in/k")
    }),
    same("loop-as-a-folder", LOOP, |at| {
        symlink("in", at.at("in")).expect("a link");
        at.at("in/k")
    }),
    shape("dangling-folder", NONE, NOWHERE, |at| {
        symlink("nowhere", at.at("in")).expect("a link");
        at.at("in/k")
    }),
    same("slash", (7, "error: the keystore \"~/k/\" is a folder"), |at| {
        at.good("k", 0o600);
        at.at("k/")
    }),
    same("slash-dot", (7, "error: the keystore \"~/k/.\" is a folder"), |at| {
        at.good("k", 0o600);
        at.at("k/.")
    }),
    shape("name-without-room", NONE, LONG, |at| at.at(&"x".repeat(238))),
    shape("longest-name", NONE, LONG, |at| at.at(&"x".repeat(255))),
    shape(
        "longest-name-in-a-new-folder",
        NONE,
        (1, "error: the name of the keystore \"~/new/xx"),
        |at| at.at(&format!("new/{}", "x".repeat(255))),
    ),
    shape("good-one-without-room", READ, LONG, |at| at.good(&"x".repeat(255), 0o600)),
    same("name-too-long", TOO_LONG, |at| at.at(&"x".repeat(256))),
    same("path-too-long", TOO_LONG, |at| at.at(&("d/".repeat(2500) + "k"))),
    same("no-text", (7, "error: the keystore \"~/k\u{fffd}\" is damaged"), |at| {
        let path = at.folder.join(OsStr::from_bytes(b"k\xff"));
        fs::write(&path, "rot").expect("a file");
        set_mode(&path, 0o600);
        path
    }),
    lock("lock-is-a-link-to-the-keystore", |path| symlink("k", path).expect("a link")),
    lock("lock-is-a-dangling-link", |path| symlink("nowhere", path).expect("a link")),
    lock("lock-is-a-loop", |path| symlink("k.lock", path).expect("a link")),
    lock("lock-is-a-fifo", make_fifo),
    lock("lock-is-a-folder", |path| fs::create_dir(path).expect("a folder")),
    lock("lock-is-a-socket", socket),
];

/// Shapes that only root can make.
pub(super) const SHAPES_OF_ROOT: &[Shape] = &[
    same("character-device", DEVICE, |at| {
        device(&at.at("k"), "c", ["1", "5"]);
        at.at("k")
    }),
    same("block-device", DEVICE, |at| {
        device(&at.at("k"), "b", ["7", "250"]);
        at.at("k")
    }),
    same("of-someone-else", FOREIGN, |at| {
        give_away(&at.good("k", 0o600));
        at.at("k")
    }),
    same("link-of-someone-else", LINK, |at| {
        at.link("good");
        let made = Command::new("chown").arg("-h").arg("nobody").arg(at.at("k")).status();
        assert!(made.expect("chown runs").success());
        at.at("k")
    }),
    same("folder-of-someone-else", FOREIGN_FOLDER, |at| {
        at.inside(0o755);
        give_away(&at.at("in"));
        at.at("in/k")
    }),
    same("sticky-folder-of-someone-else", FOREIGN_FOLDER, |at| {
        at.inside(0o1777);
        give_away(&at.at("in"));
        at.at("in/k")
    }),
    same("folder-of-another-group", SHARED, |at| {
        at.inside(0o775);
        chown(at.at("in"), None, Some(NOBODY)).expect("root may");
        at.at("in/k")
    }),
    lock("lock-is-a-device", |path| device(path, "c", ["1", "3"])),
    lock("lock-of-someone-else", |path| {
        fs::write(path, "").expect("a file");
        give_away(path);
    }),
];
