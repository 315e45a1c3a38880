//! Other programs that change a file with a key in it, put to the same test.
//!
//! The rule: nothing is expected of them. What comes of their runs is counted as ours is; those
//! that are not installed are left out.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cases::Case;
use crate::scratch::Found;
use crate::strace::installed;

const KEY: &str = "key";

/// Those that are installed.
pub(crate) fn neighbours() -> Vec<Case> {
    #[rustfmt::skip]
    let all: [Neighbour; 4] = [
        ("ssh-keygen -p", "ssh-keygen", &["-q", "-p", "-P", "", "-N", "secret", "-f", KEY],
            ssh_key, look_ssh, &["open with the new passphrase"]),
        ("minisign -C", "minisign", &["-C", "-W", "-s", KEY],
            minisign_key, look_minisign, &["signs"]),
        ("age-keygen -o", "age-keygen", &["-o", KEY],
            no_key, look_age, &["opens"]),
        ("sh: write, then rename", "sh", &["-c", "echo new > next && mv next key"],
            old_text, look_text, &["new"]),
    ];
    let case = |(name, program, arguments, before, look, after): Neighbour| {
        let program = installed(program)?.to_string_lossy().into_owned();
        Some(Case {
            name,
            program: program.leak(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            input: String::new(),
            before,
            after,
            look,
            is_ours: false,
        })
    };
    all.into_iter().filter_map(case).collect()
}

/// Name, program, arguments, what is there before, how to look, what is there after.
type Neighbour = (
    &'static str,
    &'static str,
    &'static [&'static str],
    fn(&Path),
    fn(&Path) -> Found,
    &'static [&'static str],
);

fn ssh_key(home: &Path) {
    assert!(runs(home, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", KEY]));
}

fn look_ssh(home: &Path) -> Found {
    let opens = |passphrase| runs(home, "ssh-keygen", &["-y", "-P", passphrase, "-f", KEY]);
    if opens("") {
        key("open without a passphrase")
    } else if opens("secret") {
        key("open with the new passphrase")
    } else {
        Found::unreadable("no passphrase opens it")
    }
}

fn minisign_key(home: &Path) {
    assert!(runs(home, "minisign", &["-G", "-W", "-f", "-p", "public", "-s", KEY]));
    fs::write(home.join("message"), "message").expect("a file");
}

fn look_minisign(home: &Path) -> Found {
    let signs = ["-S", "-W", "-s", KEY, "-m", "message", "-x", "signature"];
    let holds = ["-V", "-p", "public", "-m", "message", "-x", "signature"];
    if runs(home, "minisign", &signs) && runs(home, "minisign", &holds) {
        key("signs")
    } else {
        Found::unreadable("it does not sign")
    }
}

fn no_key(_: &Path) {}

fn look_age(home: &Path) -> Found {
    if !home.join(KEY).exists() {
        Found { lines: vec!["no key".into()], ..Found::default() }
    } else if runs(home, "age-keygen", &["-y", KEY]) {
        key("opens")
    } else {
        Found::unreadable("there is no key in it")
    }
}

fn old_text(home: &Path) {
    fs::write(home.join(KEY), "old\n").expect("a file");
}

fn look_text(home: &Path) -> Found {
    let text = fs::read_to_string(home.join(KEY)).unwrap_or_default();
    if ["old\n", "new\n"].contains(&&*text) {
        key(text.trim_end())
    } else {
        Found::unreadable(format!("it is {text:?}"))
    }
}

fn key(what: &str) -> Found {
    Found { lines: vec![what.into()], keys: [KEY.into()].into(), ..Found::default() }
}

fn runs(home: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(home).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|done| done.success())
}
