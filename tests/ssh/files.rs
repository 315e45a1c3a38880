//! `collab ssh export`: key files that OpenSSH reads.

use std::fs;
use std::process::Command;

use super::{good, has, login_key, login_line, seed};
use crate::support::collab::{ALICE, Home, OTHER_PASSPHRASE, mode, set_mode};
#[cfg(target_os = "linux")]
use crate::support::pty::{CTRL_C, Pty};

fn ssh_keygen(home: &Home, arguments: &[&str]) -> std::process::Output {
    Command::new("ssh-keygen").args(arguments).current_dir(home.path()).output().expect("it runs")
}

#[test]
fn ssh_keygen_reads_the_exported_key_with_and_without_a_passphrase() {
    if !has(&["ssh-keygen"]) {
        return;
    }
    let home = Home::of(&[&ALICE]);
    home.file("new", OTHER_PASSPHRASE);
    let plain = &["--no-passphrase"][..];
    for (name, how, passphrase) in
        [("plain", plain, ""), ("locked", &["--new-passphrase-file", "new"], OTHER_PASSPHRASE)]
    {
        home.collab(["ssh", "export", name, "-q"]).args(how).keystore_unchanged().run();
        let line = login_line(&ALICE) + "\n";
        assert_eq!(good(ssh_keygen(&home, &["-y", "-P", passphrase, "-f", name])), line);
        let public = format!("{name}.pub");
        assert_eq!(fs::read_to_string(home.at(&public)).expect("the public half"), line);
        let fingerprint = good(ssh_keygen(&home, &["-l", "-f", name]));
        let expected = login_key(&ALICE).fingerprint();
        assert_eq!(fingerprint, format!("256 {expected} alice login (ED25519)\n"));
        assert_eq!((mode(&home.at(name)), mode(&home.at(&public)) & 0o700), (0o600, 0o600));
    }
    assert!(!ssh_keygen(&home, &["-y", "-P", "wrong", "-f", "locked"]).status.success());
    // ssh-keygen rewrites the key to the same file as ours, except for its random bytes.
    fs::copy(home.at("plain"), home.at("theirs")).expect("a copy");
    set_mode(&home.at("theirs"), 0o600);
    good(ssh_keygen(&home, &["-p", "-P", "", "-N", "", "-f", "theirs"]));
    let read = |name| fs::read_to_string(home.at(name)).expect("a file");
    let (ours, theirs) = (read("plain"), read("theirs"));
    assert_eq!(ours.len(), theirs.len());
    assert_eq!(ours.lines().count(), theirs.lines().count());
    assert_eq!(ours.lines().next_back(), theirs.lines().next_back());
}

#[test]
fn the_same_export_is_the_same_file() {
    let home = Home::of(&[&ALICE]);
    home.file("new", OTHER_PASSPHRASE);
    for name in ["one", "two"] {
        home.collab(["ssh", "export", name, "-q", "--new-passphrase-file", "new"]).run();
        home.collab(["ssh", "export", &format!("{name}-plain"), "-q", "--no-passphrase"]).run();
    }
    let read = |name| fs::read(home.at(name)).expect("a file");
    assert_eq!(read("one"), read("two"));
    assert_eq!(read("one-plain"), read("two-plain"));
    assert_ne!(read("one"), read("one-plain"));
    let seed = seed(&ALICE);
    let holds_seed = |bytes: &[u8]| bytes.windows(32).any(|part| part == seed.expose());
    let text = String::from_utf8(read("one-plain")).expect("text");
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let decoded = <base64ct::Base64 as base64ct::Encoding>::decode_vec(&base64).expect("base64");
    assert!(holds_seed(&decoded));
}

#[test]
fn a_script_says_whether_the_file_has_a_passphrase() {
    let home = Home::of(&[&ALICE]);
    home.collab(["ssh", "export", "key"])
        .refused(
            9,
            "the key file needs a passphrase of its own, and there is nobody to ask",
            "name a file with `--new-passphrase-file FILE`, or go without one with `--no-passphrase`",
        )
        .run();
    home.file("weak", "password1");
    home.collab(["ssh", "export", "key", "--new-passphrase-file", "weak"])
        .status(1)
        .stderr_any()
        .run();
    home.file("empty", "");
    home.collab(["ssh", "export", "key", "--new-passphrase-file", "empty", "--weak-passphrase"])
        .status(1)
        .stderr_any()
        .run();
    assert!(!home.at("key").exists() && !home.at("key.pub").exists());
    let given = home.collab(["ssh", "export", "key", "--no-passphrase", "--json"]);
    let given = given.stdout_any().run().json();
    assert_eq!(
        given,
        serde_json::json!({
            "name": "alice",
            "identity": ALICE.identity,
            "fingerprint": login_key(&ALICE).fingerprint(),
            "file": "key",
            "public_file": "key.pub",
            "has_passphrase": false,
        })
    );
}

#[test]
fn a_file_folder_or_link_at_either_path_is_left_as_it_is() {
    let home = Home::of(&[&ALICE]);
    for there in ["key", "key.pub"] {
        for kind in ["file", "folder", "link"] {
            let path = home.at(there);
            match kind {
                "file" => fs::write(&path, "mine").expect("a file"),
                "folder" => fs::create_dir(&path).expect("a folder"),
                _ => std::os::unix::fs::symlink("/nowhere", &path).expect("a link"),
            }
            home.collab(["ssh", "export", "key", "--no-passphrase"])
                .refused(
                    1,
                    &format!("\"{there}\" is there already, and is left as it is"),
                    "name a file that is not there yet",
                )
                .run();
            let other = if there == "key" { "key.pub" } else { "key" };
            assert!(!home.at(other).exists());
            if kind == "folder" {
                fs::remove_dir(&path).expect("empty");
            } else {
                fs::remove_file(&path).expect("ours");
            }
        }
    }
    let nowhere = home.at("nowhere/key");
    home.collab(["ssh", "export"])
        .arg(&nowhere)
        .arg("--no-passphrase")
        .status(1)
        .stderr_any()
        .run();
    home.collab(["ssh", "export", "key", "--no-passphrase"])
        .stderr("The login key is in \"key\". Whoever can read that file can log in as you.\n")
        .run();
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_the_passphrase_is_asked_for_twice() {
    let home = Home::of(&[&ALICE]);
    let start = |name: &str| {
        let command = home.collab(["ssh", "export", name]).env("TERM", "xterm-256color");
        Pty::start(&command.command(), (80, 24))
    };
    let mut pty = start("key");
    pty.sees("New passphrase for the key file (w: five random words):").enters(OTHER_PASSPHRASE);
    pty.sees("Type it once more").enters(OTHER_PASSPHRASE);
    pty.ends().with(0).says("locked with its own passphrase.").does_not_say(OTHER_PASSPHRASE);
    if has(&["ssh-keygen"]) {
        good(ssh_keygen(&home, &["-y", "-P", OTHER_PASSPHRASE, "-f", "key"]));
    }
    let mut pty = start("other");
    pty.sees("New passphrase for the key file (w: five random words):").types(CTRL_C);
    pty.ends().with(130).says("Stopped. No key file was written.");
    assert!(!home.at("other").exists() && !home.at("other.pub").exists());
}
