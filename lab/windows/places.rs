//! Places on Windows: the usual keystore, the profile, and how paths are printed.

use std::fs;
use std::process::Command;

use crate::PROGRAM;
use crate::support::collab::{ALICE, set_mode};
use crate::system::{self, Left};
use crate::wine::Wine;

/// Returns what is wrong.
pub(crate) fn run(wine: &Wine) -> Vec<String> {
    [usual(wine), outside(wine), read_only(wine), spaces(wine), exchanged(wine)].concat()
}

/// Checks a condition of what a run left.
fn demand(what: &str, is_so: bool, left: &Left) -> Vec<String> {
    let Left { status, stdout, stderr } = left;
    if is_so { Vec::new() } else { vec![format!("{what}\n{status:?}\n{stdout}\n{stderr}")] }
}

fn restored(command: &mut Command) -> &mut Command {
    command.args(["restore", "alice", "--no-input"])
}

/// The keystore is in the local application data, and its path is printed as people type it.
fn usual(wine: &Wine) -> Vec<String> {
    let folder = wine.folder("usual");
    let mut command = wine.collab();
    restored(&mut command);
    let left = wine.run(command, &folder, ALICE.rows().as_bytes());
    let path =
        format!(r#"the file "{}\AppData\Local\collab\keystore.json","#, wine.windows_profile());
    let is_there = wine.profile().join("AppData/Local/collab/keystore.json").is_file();
    demand("the usual keystore", is_there && left.stderr.contains(&path), &left)
}

/// A folder outside the profile is refused, unless it is accepted.
fn outside(wine: &Wine) -> Vec<String> {
    let keystore = format!("Z:{}/k.json", wine.outside().display()).replace('/', r"\");
    let run = |more: &[&str]| {
        let mut command = wine.collab();
        restored(&mut command).args(["--keystore", &keystore]).args(more);
        wine.run(command, wine.profile(), ALICE.rows().as_bytes())
    };
    let left = run(&[]);
    let is_refused = left.status == Some(7)
        && left.stderr.contains("is outside your profile, so others may read it")
        && left.stderr.contains(r"`set COLLAB_KEYSTORE=%USERPROFILE%\keystore.json`")
        && !wine.outside().join("k.json").exists();
    let accepted = run(&["--shared-folder"]);
    [
        demand("a folder outside the profile is refused", is_refused, &left),
        demand("such a folder can be accepted", accepted.status == Some(0), &accepted),
    ]
    .concat()
}

/// A file that is marked as read-only is left as it is.
fn read_only(wine: &Wine) -> Vec<String> {
    let folder = wine.folder("read-only");
    let run = |words: &[&str], input: &str| {
        let mut command = wine.collab();
        command.env("COLLAB_KEYSTORE", "k.json").args(words);
        wine.run(command, &folder, input.as_bytes())
    };
    run(&["restore", "alice"], &ALICE.rows());
    set_mode(&folder.join("k.json"), 0o400);
    let left = run(&["rename", "alice", "ann"], "");
    let is_refused = left.status == Some(1) && left.stderr.contains("`attrib -r k.json`");
    demand("a file that is marked as read-only", is_refused, &left)
}

/// A path with spaces is one word of the command in a hint.
fn spaces(wine: &Wine) -> Vec<String> {
    let folder = wine.folder("with spaces");
    let keystore = format!(r"{}\with spaces\k.json", wine.windows_profile());
    let mut command = wine.collab();
    restored(&mut command).args(["--keystore", &keystore]);
    let left = wine.run(command, &folder, ALICE.rows().as_bytes());
    let hint = format!(r#"`collab passphrase set --keystore "{keystore}"`"#);
    demand("a path with spaces", left.stderr.contains(&hint), &left)
}

/// A keystore that was written on Windows opens on Linux, and so does an encrypted file.
fn exchanged(wine: &Wine) -> Vec<String> {
    let folder = wine.folder("exchanged");
    let on_windows = |words: &[&str], input: &str| {
        let mut command = wine.collab();
        command.env("COLLAB_KEYSTORE", "k.json").args(words);
        wine.run(command, &folder, input.as_bytes())
    };
    on_windows(&["restore", "alice"], &ALICE.rows());
    on_windows(&["encrypt", "-o", "note.age"], "a note");
    set_mode(&folder, 0o700);
    set_mode(&folder.join("k.json"), 0o600);
    let _ = fs::remove_file(folder.join("k.json.lock"));
    let on_linux = |words: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("COLLAB_KEYSTORE", "k.json").args(words);
        system::run(&mut command, &folder, b"")
    };
    let printed = on_linux(&["print"]);
    let decrypted = on_linux(&["decrypt", "note.age", "-o", "-"]);
    [
        demand("Windows' keystore opens on Linux", printed.stdout == ALICE.rows(), &printed),
        demand("Windows' file opens on Linux", decrypted.stdout == "a note", &decrypted),
    ]
    .concat()
}
