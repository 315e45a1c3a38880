//! `age-plugin-collab`: a link to collab, through which age opens files.

use std::fs;
use std::process::Command;

use crate::support::age::{by_age, fed, has_age, recipient};
use crate::support::collab::{ALICE, BOB, Home, OTHER_PASSPHRASE, PASSPHRASE};
#[cfg(target_os = "linux")]
use crate::support::pty::Pty;

const PLAIN: &[u8] = b"a letter\n";

/// Returns an age command that has the plugin on its PATH and this home's environment.
fn age(home: &Home) -> Command {
    let folder = home.at("bin");
    if !folder.exists() {
        fs::create_dir(&folder).expect("a folder");
        let link = folder.join("age-plugin-collab");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_collab"), link).expect("a link");
    }
    let mut command = Command::new("age");
    command.env_clear().current_dir(home.path());
    for (name, value) in home.collab([""; 0]).command().get_envs() {
        command.env(name, value.expect("a value"));
    }
    command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    command
}

fn sealed(home: &Home, name: &str) -> Vec<u8> {
    by_age(&["-r", &recipient(home, name)], PLAIN)
}

/// A person who starts the plugin is told which programs start it.
#[test]
fn a_person_who_starts_the_plugin_is_told_its_purpose() {
    let home = Home::of(&[&ALICE]);
    let link = home.at("age-plugin-collab");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_collab"), &link).expect("a link");
    for arguments in [&[][..], &["--help"], &["--generate"], &["whoami"]] {
        let output = Command::new(&link).args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(said.starts_with("error: age and rage start this program, not people\n"), "{said}");
        assert!(said.contains("`collab whoami --format age-plugin > FILE`"), "{said}");
    }
}

#[test]
fn age_opens_a_file_of_any_account() {
    if !has_age() {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    for name in ["alice", "bob"] {
        let mut age = age(&home);
        age.args(["-d", "-j", "collab"]);
        let output = fed(age, &sealed(&home, name));
        assert_eq!(output.stdout, PLAIN, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn age_opens_a_file_of_the_account_that_a_plugin_identity_names() {
    if !has_age() {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let identity = home.collab(["-q", "whoami", "--format=age-plugin", "-a", "bob"]).stdout_any();
    home.file("bob.txt", identity.run().stdout);
    for (name, opens) in [("bob", true), ("alice", false)] {
        let mut age = age(&home);
        age.args(["-d", "-i", "bob.txt"]);
        let output = fed(age, &sealed(&home, name));
        assert_eq!(output.status.success(), opens, "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout == PLAIN, opens);
    }
    // An account that is not in this keystore.
    let other = Home::of(&[&ALICE]);
    let file = sealed(&home, "bob");
    fs::copy(home.at("bob.txt"), other.at("bob.txt")).expect("a copy");
    let mut age = age(&other);
    age.args(["-d", "-i", "bob.txt"]);
    let output = fed(age, &file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no account here has this identity"), "{said}");
}

#[test]
fn a_passphrase_that_is_given_opens_a_locked_keystore() {
    if !has_age() {
        return;
    }
    let home = Home::of(&[&ALICE]);
    let file = sealed(&home, "alice");
    home.locks(&[]);
    // The caller chooses the plugin's working folder, so the path is absolute.
    let path = home.at("passphrase");
    for (name, value, opens) in [
        ("COLLAB_PASSPHRASE", PASSPHRASE, true),
        ("COLLAB_PASSPHRASE_FILE", path.to_str().expect("UTF-8"), true),
        ("COLLAB_PASSPHRASE", OTHER_PASSPHRASE, false),
        ("COLLAB_PASSPHRASE_FILE", "missing", false),
    ] {
        let mut age = age(&home);
        age.args(["-d", "-j", "collab"]).env(name, value);
        let output = fed(age, &file);
        assert_eq!(output.stdout == PLAIN, opens, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_locked_keystore_is_opened_by_a_passphrase_that_age_asks_for() {
    if !has_age() {
        return;
    }
    let home = Home::of(&[&ALICE]);
    home.file("a.age", sealed(&home, "alice"));
    home.locks(&[]);
    let mut age = age(&home);
    age.args(["-d", "-j", "collab", "-o", "out", "a.age"]);
    let mut pty = Pty::start(&age, (100, 30));
    // age asks first, with the echo turned off.
    let unseen = "a terminal without echo";
    pty.sees("Passphrase of the collab keystore").waits(unseen, |pty| !pty.has_its_own_modes());
    pty.enters(OTHER_PASSPHRASE);
    pty.sees("Wrong passphrase").waits(unseen, |pty| !pty.has_its_own_modes()).enters(PASSPHRASE);
    pty.ends().with(0).does_not_say(PASSPHRASE);
    assert_eq!(fs::read(home.at("out")).expect("a file"), PLAIN);
}

#[test]
fn age_hears_how_to_encrypt() {
    let home = Home::of(&[&ALICE]);
    let heard = "-> add-recipient age1collab1x\n\n-> wrap-file-key\nAAAA\n-> done\n\n-> ok\n\n";
    let said = home.collab(["--age-plugin=recipient-v1"]).stdin(heard).stdout_any().run();
    assert!(said.stdout.starts_with("-> error internal\n"), "{}", said.stdout);
}

#[test]
fn a_caller_that_is_not_age_is_refused() {
    let home = Home::of(&[&ALICE]);
    home.collab(["--age-plugin=other-v9"]).status(2).stderr_any().run();
    home.collab(["--age-plugin="]).status(2).stderr_any().run();
    for heard in [&b""[..], b"nonsense\n", b"-> add-identity x\n", b"\xff\xff\n"] {
        home.collab(["--age-plugin=identity-v1"])
            .stdin(heard)
            .status(1)
            .stderr_any()
            .keystore_unchanged()
            .run();
    }
    // The flag is hidden from the help.
    let help = home.collab(["--help"]).stdout_any().run().stdout;
    assert!(!help.contains("age-plugin="));
}
