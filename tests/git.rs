//! `collab git`, and the `ssh-keygen` interface through which git signs, with the real git and the
//! real ssh-keygen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json;

use crate::support::collab::{
    ALICE, BOB, CODES, Home, NOT_VERIFIED, OTHER_PASSPHRASE, PASSPHRASE, make_fifo, mode, set_mode,
    skip_without,
};
#[cfg(target_os = "linux")]
use crate::support::pty::{CTRL_C, Pty};

/// A home with an account, a repository, and a git configuration.
struct Place {
    home: Home,
    repository: PathBuf,
}

impl Place {
    /// Returns `None` where git or ssh-keygen is missing.
    fn new() -> Option<Self> {
        for program in ["git", "ssh-keygen"] {
            if Command::new(program).arg("-?").output().is_err() {
                skip_without(program);
                return None;
            }
        }
        let home = Home::of(&[&ALICE, &BOB]);
        let repository = home.at("repository");
        fs::create_dir(&repository).expect("a folder");
        let place = Self { home, repository };
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["config", "user.name", "Alice"]);
        place.git(&["config", "user.email", "alice@example.com"]);
        Some(place)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(&self.repository);
        for (name, value) in [
            ("HOME", self.home.path().to_owned()),
            ("XDG_DATA_HOME", self.home.at("data")),
            ("PATH", "/usr/bin:/bin".into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("LC_ALL", "C".into()),
        ] {
            command.env(name, value);
        }
        command
    }

    fn tried(&self, arguments: &[&str]) -> Output {
        self.command("git").args(arguments).output().expect("git")
    }

    /// Returns the output of git, which must succeed.
    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.tried(arguments);
        let said = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "git {arguments:?}: {status}\n{said}");
        String::from_utf8(stdout).expect("text")
    }

    /// Returns `collab` in the repository, with the keystore given by the variable.
    fn collab(&self, arguments: &[&str]) -> crate::support::collab::Collab {
        self.home
            .collab(arguments)
            .in_folder(&self.repository)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C")
    }

    fn sets_up(&self, more: &[&str]) {
        let arguments = [&["git", "setup", "--quiet"], more].concat();
        self.collab(&arguments).stdout(signing_line(&ALICE)).run();
    }

    fn commits(&self, message: &str) -> Output {
        self.tried(&["commit", "-q", "--allow-empty", "-m", message])
    }

    fn config(&self) -> String {
        fs::read_to_string(self.repository.join(".git/config")).expect("a configuration")
    }
}

fn key_of(person: &crate::support::collab::Person) -> String {
    let identity: collab::account::Identity = person.identity.parse().expect("an identity");
    identity.ssh()
}

fn signing_line(person: &crate::support::collab::Person) -> String {
    format!("{} {} signs only, no login\n", key_of(person), person.name)
}

#[test]
fn a_repository_of_another_user_is_told_with_its_folder() {
    let Some(place) = Place::new() else { return };
    let folder = fs::canonicalize(&place.repository).expect("it is there");
    place
        .collab(&["git", "setup"])
        .env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        .refused(
            1,
            "git refuses this repository, since its folder belongs to another user",
            &format!(
                "if you trust it, `git config --global --add safe.directory {}` allows it",
                folder.display()
            ),
        )
        .run();
}

#[test]
fn a_commit_and_a_tag_are_good_at_once_and_undone_exactly() {
    let Some(place) = Place::new() else { return };
    let before = place.config();
    let said = place.collab(&["git", "setup"]).stdout(signing_line(&ALICE)).stderr_any().run();
    for part in [
        "git now signs commits as alice in this repository",
        "`collab git unset` undoes it",
        "Key type: Signing Key",
        "GitLab",
        "Gitea",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
    assert!(place.commits("first").status.success());
    place.git(&["tag", "-s", "v1", "-m", "v1"]);
    for shown in
        [place.tried(&["log", "--show-signature", "-1"]), place.tried(&["verify-tag", "v1"])]
    {
        let told = [shown.stdout, shown.stderr].concat();
        let told = String::from_utf8(told).expect("text");
        assert!(told.contains("Good \"git\" signature for alice@example.com"), "{told}");
    }
    // A second setup changes nothing.
    let config = place.config();
    place
        .collab(&["git", "setup"])
        .stdout(signing_line(&ALICE))
        .stderr("git signs commits as alice already, in this repository.\n")
        .run();
    assert_eq!(place.config(), config);

    place
        .collab(&["git", "unset"])
        .stderr("git no longer signs with collab in this repository.\n")
        .run();
    assert_eq!(place.config(), before);
    assert!(!place.repository.join(".git/allowed_signers").exists());
    assert!(place.commits("second").status.success());
    assert!(!place.git(&["cat-file", "commit", "HEAD"]).contains("gpgsig"));
    place.collab(&["git", "unset"]).stderr("collab has set nothing in this repository.\n").run();
}

#[test]
fn a_job_is_not_told_where_to_paste_a_key() {
    let Some(place) = Place::new() else { return };
    place
        .collab(&["git", "setup"])
        .env("CI", "true")
        .stdout(signing_line(&ALICE))
        .stderr("git now signs commits as alice in this repository, with the key above.\n")
        .run();
}

#[test]
fn the_global_configuration_serves_every_repository() {
    let Some(place) = Place::new() else { return };
    let global = place.home.at(".gitconfig");
    fs::write(&global, "[user]\n\temail = all@example.com\n[core]\n\teditor = ed\n")
        .expect("written");
    let before = fs::read(&global).expect("read");
    place.sets_up(&["--global"]);
    assert!(place.commits("first").status.success());
    let told = place.tried(&["log", "--show-signature", "-1"]);
    let told = String::from_utf8([told.stdout, told.stderr].concat()).expect("text");
    assert!(told.contains("Good \"git\" signature for all@example.com"), "{told}");
    place.collab(&["git", "unset", "--global", "--quiet"]).run();
    assert_eq!(fs::read(&global).expect("read"), before);
    assert!(!place.home.at(".config/git/allowed_signers").exists());
}

#[test]
fn whichever_account_is_the_default_git_names_the_one_that_signs() {
    let Some(place) = Place::new() else { return };
    place.collab(&["git", "setup", "--quiet", "-a", "bob"]).stdout(signing_line(&BOB)).run();
    let mut commit = place.command("git");
    commit.args(["commit", "-q", "--allow-empty", "-m", "first"]).env("COLLAB_ACCOUNT", "alice");
    assert!(commit.status().expect("git").success());
    let verified = place.tried(&["verify-commit", "HEAD"]);
    let told = String::from_utf8(verified.stderr).expect("text");
    let fingerprint = fingerprint(&key_of(&BOB));
    assert!(told.contains(&format!("with ED25519 key {fingerprint}")), "{told}");
}

fn fingerprint(line: &str) -> String {
    collab::ssh_wire::PublicKey::from_line(line).expect("a key").0.fingerprint()
}

#[test]
fn signing_with_another_key_is_left_to_ssh_keygen() {
    let Some(place) = Place::new() else { return };
    place.sets_up(&[]);
    let key = place.home.at("other");
    let mut made = place.command("ssh-keygen");
    made.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(&key);
    assert!(made.status().expect("ssh-keygen").success());
    let key = key.to_str().expect("text");
    for named in [key, &format!("{key}.pub")] {
        let commit = place.tried(&[
            "-c",
            &format!("user.signingkey={named}"),
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "with another key",
        ]);
        let told = String::from_utf8(commit.stderr).expect("text");
        assert!(commit.status.success(), "{named}: {told}");
    }
    let told = String::from_utf8(place.tried(&["verify-commit", "HEAD"]).stderr).expect("text");
    assert!(told.contains("Good \"git\" signature with ED25519 key"), "{told}");
}

#[test]
fn ssh_keygen_accepts_the_signature_of_a_commit() {
    let Some(place) = Place::new() else { return };
    let key = place.home.at("alice.pub");
    fs::write(&key, key_of(&ALICE)).expect("written");
    let buffer = place.home.at("buffer");
    fs::write(&buffer, "tree 4b825dc\n\na message\n").expect("written");
    door(&place, "git", &key, &buffer).run();
    let signature = place.home.at("buffer.sig");
    assert_eq!(mode(&signature), 0o644);
    let mut checked = place.command("ssh-keygen");
    checked.args(["-Y", "check-novalidate", "-n", "git", "-s"]).arg(&signature);
    checked.stdin(fs::File::open(&buffer).expect("a file"));
    let checked = checked.output().expect("ssh-keygen");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// Calls collab as git calls its signing program.
fn door(
    place: &Place,
    namespace: &str,
    key: &Path,
    buffer: &Path,
) -> crate::support::collab::Collab {
    place.collab(&["-Y", "sign", "-n", namespace, "-f"]).arg(key).args(["-U"]).arg(buffer)
}

#[test]
fn a_hostile_call_signs_nothing() {
    let Some(place) = Place::new() else { return };
    let at = |name: &str| place.home.at(name);
    let shown = |name: &str| format!("\"{}\"", at(name).to_string_lossy());
    fs::write(at("key"), key_of(&ALICE)).expect("written");
    fs::write(at("buffer"), "a commit").expect("written");
    fs::write(at("signed"), "a commit").expect("written");
    fs::write(at("signed.sig"), "already").expect("written");
    fs::write(at("long"), "ssh-ed25519 ".repeat(2000)).expect("written");
    fs::create_dir(at("folder")).expect("a folder");
    make_fifo(&at("pipe"));
    let named = "name the key with `git config user.signingkey`";
    let data = "name a file, or pipe it in";
    let cases = [
        (
            "file",
            "key",
            "buffer",
            2,
            String::from("git's door signs for the namespace git only"),
            "`collab sign --namespace NAME FILE` signs for another",
        ),
        (
            "git",
            "long",
            "buffer",
            1,
            format!("the key file {} is longer than a public key", shown("long")),
            named,
        ),
        (
            "git",
            "pipe",
            "buffer",
            1,
            format!("the key file {} is no regular file", shown("pipe")),
            named,
        ),
        (
            "git",
            "folder",
            "buffer",
            1,
            format!("the key file {} is no regular file", shown("folder")),
            named,
        ),
        (
            "git",
            "missing",
            "buffer",
            1,
            format!("the key file {} does not exist", shown("missing")),
            named,
        ),
        ("git", "key", "gone", 1, format!("{} does not exist", shown("gone")), data),
        ("git", "key", "folder", 1, format!("{} is a folder", shown("folder")), data),
        (
            "git",
            "key",
            "signed",
            1,
            format!("{} is there already, and is left as it is", shown("signed.sig")),
            "name a file that is not there yet",
        ),
    ];
    for (namespace, key, buffer, status, message, hint) in cases {
        door(&place, namespace, &at(key), &at(buffer))
            .env("COLLAB_ACCOUNT", "bob")
            .env("COLLAB_PLAIN", "1")
            .refused(status, &message, hint)
            .run();
        for left in ["buffer.sig", "folder.sig", "gone.sig"] {
            assert!(!at(left).exists(), "{left} after {message}");
        }
    }
    assert_eq!(fs::read(at("signed.sig")).expect("read"), b"already");
    let two = door(&place, "git", &at("key"), &at("buffer")).arg(at("signed"));
    two.refused(2, "git's door signs one file at a time", "`collab sign FILE…` signs several")
        .run();
}

#[test]
fn a_locked_keystore_wants_its_passphrase_where_git_runs() {
    let Some(place) = Place::new() else { return };
    place.home.locks(&[]);
    place.home.file("wrong", OTHER_PASSPHRASE);
    let line = signing_line(&ALICE);
    place.collab(&["git", "setup", "--quiet"]).stdout(line).run();
    let commit = place.commits("nobody to ask");
    let told = String::from_utf8(commit.stderr).expect("text");
    assert!(!commit.status.success());
    assert!(told.contains("run git in a terminal, or set `COLLAB_PASSPHRASE_FILE`"), "{told}");
    for (file, works) in [("wrong", false), ("passphrase", true)] {
        let mut commit = place.command("git");
        commit.args(["commit", "-q", "--allow-empty", "-m", "first"]);
        commit.env("COLLAB_PASSPHRASE_FILE", place.home.at(file));
        assert_eq!(commit.output().expect("git").status.success(), works, "{file}");
    }
    assert!(place.tried(&["verify-commit", "HEAD"]).status.success());
    assert!(!place.config().contains(PASSPHRASE));
}

/// git connects its signer's stdout and stderr to pipes, so the question must go to the terminal.
#[cfg(target_os = "linux")]
#[test]
fn in_a_terminal_git_waits_for_the_passphrase() {
    let Some(place) = Place::new() else { return };
    place.home.locks(&[CODES[0]]);
    place.collab(&["git", "setup", "--quiet"]).stdout(signing_line(&ALICE)).run();
    let asks = "Passphrase of the collab keystore:";
    let commit = || {
        let mut commit = place.command("git");
        commit.args(["commit", "-q", "--allow-empty", "-m", "first"]).env("TERM", "xterm");
        Pty::start(&commit, (80, 24))
    };
    commit()
        .sees(asks)
        .enters(OTHER_PASSPHRASE)
        .sees("Wrong passphrase.")
        .enters(PASSPHRASE)
        .ends()
        .with(0)
        .does_not_say(OTHER_PASSPHRASE)
        .does_not_say(PASSPHRASE);
    assert!(place.tried(&["verify-commit", "HEAD"]).status.success());

    let commits = place.git(&["rev-list", "--count", "HEAD"]);
    // A recovery code is not used up here.
    let ended = commit().sees(asks).enters(CODES[0]).ends().with(128);
    ended.says("run `collab passphrase set` on a terminal").does_not_say(CODES[0]);
    commit().sees(asks).types(CTRL_C).ends();
    assert_eq!(place.git(&["rev-list", "--count", "HEAD"]), commits);
    place.collab(&["recovery-codes", "status"]).stdout("1\n").stderr_any().run();
}

/// Without a terminal, a window asks; neither the window nor git's other children see our secrets.
#[test]
fn without_a_terminal_ssh_askpass_asks() {
    let Some(place) = Place::new() else { return };
    place.home.locks(&[]);
    place.collab(&["git", "setup", "--quiet"]).stdout(signing_line(&ALICE)).run();
    let asked = place.home.at("asked");
    let window = place.home.file(
        "window",
        format!("#!/bin/sh\necho \"$1\" > {}; env >> {0}; echo '{PASSPHRASE}'\n", asked.display()),
    );
    set_mode(&window, 0o755);
    for (require, display, works) in
        [("force", "", true), ("", ":9", true), ("", "", false), ("never", ":9", false)]
    {
        // A new session has no terminal, however the tests are run.
        let mut commit = place.command("setsid");
        commit.args(["--wait", "git", "commit", "-q", "--allow-empty", "-m", "first"]);
        commit.env("SSH_ASKPASS", &window).env("SSH_ASKPASS_REQUIRE", require);
        commit.env("DISPLAY", display).env("COLLAB_BACKUP_CODE", ALICE.code);
        let commit = commit.output().expect("git");
        let told = String::from_utf8_lossy(&commit.stderr);
        assert_eq!(commit.status.success(), works, "{require} {display}: {told}");
    }
    let asked = fs::read_to_string(asked).expect("it was asked");
    assert!(asked.starts_with("Passphrase of the collab keystore:\n"), "{asked}");
    assert!(!asked.contains(&ALICE.code[..10]), "a secret in the environment");
}

#[test]
fn on_a_locked_keystore_setup_says_that_it_did_not_verify() {
    let Some(place) = Place::new() else { return };
    place.home.locks(&[]);
    let said = place.collab(&["git", "setup"]).stdout(signing_line(&ALICE)).stderr_any().run();
    assert!(said.stderr.starts_with(NOT_VERIFIED), "{}", said.stderr);
    let said = place.collab(&["git", "setup", "--json"]).stdout_any().run().json();
    assert_eq!(said["verified"], json!(false));
}

#[test]
fn a_setting_that_exists_already_is_named_and_left_as_it_is() {
    let Some(place) = Place::new() else { return };
    for (key, value) in [
        ("gpg.format", "openpgp"),
        ("gpg.ssh.program", "/usr/bin/op-ssh-sign"),
        ("user.signingkey", "AB12"),
        ("commit.gpgsign", "false"),
    ] {
        place.git(&["config", key, value]);
        let before = place.config();
        place
            .collab(&["git", "setup"])
            .refused(
                1,
                &format!("{key} is set to \"{value}\" in this repository, and is left as it is"),
                &format!(
                    "take it out with `git config --unset {key}`, or `collab git unset` if an \
                     earlier setup wrote it"
                ),
            )
            .run();
        assert_eq!(place.config(), before);
        place.git(&["config", "--unset", key]);
    }
    assert!(!place.repository.join(".git/allowed_signers").exists());
}

#[test]
fn every_spelling_of_true_counts_as_true() {
    let Some(place) = Place::new() else { return };
    for line in ["gpgsign = yes", "gpgsign = On", "gpgsign = 1", "gpgsign"] {
        let before = format!("{}[commit]\n\t{line}\n", place.config());
        fs::write(place.repository.join(".git/config"), &before).expect("written");
        place.sets_up(&[]);
        let said = place.collab(&["git", "setup"]).stdout_any().stderr_any().run();
        assert!(said.stderr.starts_with("git signs commits as alice already"), "{}", said.stderr);
        place.collab(&["git", "unset", "-q"]).run();
        assert_eq!(place.config(), before);
        place.git(&["config", "--remove-section", "commit"]);
    }
}

#[test]
fn the_settings_of_an_included_file_count() {
    let Some(place) = Place::new() else { return };
    let (own, included) = (place.home.at(".gitconfig"), place.home.at("work"));
    fs::write(&own, "[include]\n\tpath = work\n").expect("written");
    fs::write(&included, "[user]\n\temail = alice@work.example\n[gpg]\n\tformat = x509\n")
        .expect("written");
    let hint = "another file sets it, which is included: see `git config --global --includes \
                --show-origin --get gpg.format`";
    place
        .collab(&["git", "setup", "--global"])
        .refused(
            1,
            "gpg.format is set to \"x509\" in your global configuration, and is left as it is",
            hint,
        )
        .run();
    fs::write(&included, "[user]\n\temail = alice@work.example\n").expect("written");
    place.sets_up(&["--global"]);
    let signers = place.home.at(".config/git/allowed_signers");
    let text = fs::read_to_string(&signers).expect("read");
    assert!(text.starts_with("alice@work.example "), "{text}");
    // A file or folder that did not exist before does not remain.
    place.collab(&["git", "unset", "--global", "-q"]).run();
    assert!(!place.home.at(".config").exists());
    assert_eq!(fs::read_to_string(&own).expect("read"), "[include]\n\tpath = work\n");
}

#[test]
fn a_setup_elsewhere_is_named_where_nothing_is_undone() {
    let Some(place) = Place::new() else { return };
    place.git(&["config", "--global", "user.email", "alice@example.com"]);
    place.sets_up(&["--global"]);
    place
        .collab(&["git", "unset"])
        .stderr(
            "collab has set nothing in this repository.\n\
             Your global configuration has what it set: `collab git unset --global` undoes it.\n",
        )
        .run();
}

#[test]
fn a_link_to_nothing_in_place_of_the_signers_is_refused_and_nothing_is_changed() {
    let Some(place) = Place::new() else { return };
    let signers = place.repository.join(".git/allowed_signers");
    std::os::unix::fs::symlink("/nowhere/at/all", &signers).expect("a link");
    let before = place.config();
    let said = place.collab(&["git", "setup"]).stderr_any().status(1).run();
    assert!(said.stderr.contains("allowed_signers\" can't be read"), "{}", said.stderr);
    assert_eq!(place.config(), before);
}

/// A configuration may have come with a repository, in an archive.
#[test]
fn notes_that_are_not_ours_remove_nothing() {
    let Some(place) = Place::new() else { return };
    let file = place.home.at("profile");
    let text = "umask 077\n";
    let made = place.home.path().to_str().expect("text").to_owned();
    for (set, line) in [
        ("user.email=alice@example.com", "umask 077"),
        ("--global=x", "umask 077"),
        ("core.bare=false", ""),
    ] {
        fs::write(&file, text).expect("written");
        let before = place.config();
        place.git(&["config", "collab.set", set]);
        place.git(&["config", "collab.signer", line]);
        place.git(&["config", "collab.signersFile", file.to_str().expect("text")]);
        place.git(&["config", "collab.signersFileMade", &made]);
        place
            .collab(&["git", "unset"])
            .stderr("collab has set nothing in this repository.\n")
            .run();
        assert_eq!(fs::read_to_string(&file).expect("read"), text);
        assert_eq!(place.config(), before);
    }
}

/// A repository from elsewhere may name the person's files: no file outside the repository changes.
#[test]
fn a_configuration_from_elsewhere_changes_nothing_outside() {
    let Some(place) = Place::new() else { return };
    let line = format!("alice@example.com namespaces=\"git\" {}", key_of(&ALICE));
    let theirs = place.home.at("theirs");
    fs::create_dir(&theirs).expect("a folder");
    let (file, missing) = (theirs.join("signers"), theirs.join("a/b/missing"));
    fs::create_dir_all(theirs.join("a/b")).expect("folders");
    for named in [&file, &missing] {
        fs::write(&file, format!("{line}\n")).expect("written");
        place.git(&["config", "collab.signer", &line]);
        place.git(&["config", "collab.signersFile", named.to_str().expect("text")]);
        place.git(&["config", "collab.signersFileMade", theirs.to_str().expect("text")]);
        place.collab(&["git", "unset"]).stderr_any().run();
        assert_eq!(fs::read_to_string(&file).expect("read"), format!("{line}\n"));
        assert!(theirs.join("a/b").is_dir());
    }
    let leads = place.repository.join("link");
    std::os::unix::fs::symlink(&file, &leads).expect("a link");
    fs::write(&file, "mine\n").expect("written");
    for named in [&file, &leads, &place.home.keystore()] {
        let whole = fs::read(named).expect("read");
        place.git(&["config", "gpg.ssh.allowedSignersFile", named.to_str().expect("text")]);
        let said = place.collab(&["git", "setup"]).stdout_any().stderr_any().run();
        let left =
            "is outside of this repository, whose configuration names it, and is left to you";
        assert!(said.stderr.contains(left), "{}", said.stderr);
        assert_eq!(fs::read(named).expect("read"), whole);
        place.collab(&["git", "unset", "-q"]).run();
    }
    for email in ["$(id)@example.com", "a;b@example.com", "command=id", "a`b`@x", "a|b@x"] {
        place.git(&["config", "user.email", email]);
        place.collab(&["git", "setup"]).status(1).stderr_any().run();
    }
}

#[test]
fn a_file_of_signers_that_the_person_chose_serves_several_setups() {
    let Some(place) = Place::new() else { return };
    let signers = place.home.at("signers");
    fs::write(&signers, "").expect("written");
    place.git(&["config", "--global", "user.email", "alice@example.com"]);
    let named = signers.to_str().expect("text");
    place.git(&["config", "--global", "gpg.ssh.allowedSignersFile", named]);
    let line = format!("alice@example.com namespaces=\"git\" {}\n", key_of(&ALICE));
    place.sets_up(&[]);
    assert_eq!(fs::read_to_string(&signers).expect("read"), line);
    let said = place.collab(&["git", "unset"]).stderr_any().run();
    assert!(said.stderr.contains("lists you no longer"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(&signers).expect("it is not ours"), "");
    // The line that the global setup needs stays.
    place.sets_up(&["--global"]);
    place.sets_up(&[]);
    place.collab(&["git", "unset", "-q"]).run();
    assert_eq!(fs::read_to_string(&signers).expect("read"), line);
}

#[test]
fn values_of_the_person_beside_ours_stay() {
    let Some(place) = Place::new() else { return };
    place.sets_up(&[]);
    place.git(&["config", "--add", "user.signingkey", "MINE"]);
    place.collab(&["git", "unset", "-q"]).run();
    assert_eq!(place.git(&["config", "--get-all", "user.signingkey"]), "MINE\n");
}

#[test]
fn a_link_to_collab_in_place_of_ssh_keygen_causes_no_endless_loop() {
    let Some(place) = Place::new() else { return };
    let folder = place.home.at("bin");
    fs::create_dir(&folder).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_collab"), folder.join("ssh-keygen"))
        .expect("a link");
    fs::write(place.home.at("key"), key_of(&crate::support::collab::CAROL)).expect("written");
    fs::write(place.home.at("buffer"), "a commit").expect("written");
    let (key, buffer) = (place.home.at("key"), place.home.at("buffer"));
    let signs = [
        "-Y",
        "sign",
        "-n",
        "git",
        "-f",
        key.to_str().expect("text"),
        buffer.to_str().expect("text"),
    ];
    for arguments in [&["-Y", "verify"][..], &signs] {
        let said = place.collab(arguments).env("PATH", &folder).status(1).stderr_any().run();
        let message = "error: the `ssh-keygen` on the PATH is collab itself\n";
        assert!(said.stderr.starts_with(message), "{}", said.stderr);
        // If the real ssh-keygen comes later on the PATH, it is used.
        let path = format!("{}:/usr/bin:/bin", folder.display());
        let mut real = place.collab(arguments).env("PATH", &path).command();
        let said = String::from_utf8_lossy(&real.output().expect("it ends").stderr).into_owned();
        assert!(!said.contains("collab itself") && !said.is_empty(), "{said}");
    }
}

#[test]
fn unset_keeps_later_changes_and_other_peoples_lines() {
    let Some(place) = Place::new() else { return };
    let signers = place.repository.join("signers");
    fs::write(&signers, format!("bob@example.com {}", key_of(&BOB))).expect("written");
    place.git(&["config", "gpg.ssh.allowedSignersFile", signers.to_str().expect("text")]);
    place.sets_up(&[]);
    let line = format!("alice@example.com namespaces=\"git\" {}", key_of(&ALICE));
    let text = fs::read_to_string(&signers).expect("read");
    assert_eq!(text, format!("bob@example.com {}\n{line}", key_of(&BOB)));
    place.git(&["config", "user.signingkey", "key::ssh-ed25519 AAAA"]);
    place
        .collab(&["git", "unset"])
        .stderr(
            "git no longer signs with collab in this repository.\n\
             user.signingkey was changed since, and is left as it is.\n",
        )
        .run();
    let text = fs::read_to_string(&signers).expect("read");
    assert_eq!(text, format!("bob@example.com {}", key_of(&BOB)));
    let config = place.config();
    assert!(config.contains("allowedSignersFile") && config.contains("AAAA"), "{config}");
    assert!(!config.contains("collab"), "{config}");
}

#[test]
fn a_tracked_file_of_signers_is_left_to_the_person() {
    let Some(place) = Place::new() else { return };
    let signers = place.repository.join("signers");
    fs::write(&signers, "").expect("written");
    place.git(&["add", "signers"]);
    place.git(&["config", "gpg.ssh.allowedSignersFile", signers.to_str().expect("text")]);
    let said = place.collab(&["git", "setup"]).stdout(signing_line(&ALICE)).stderr_any().run();
    let line = format!("alice@example.com namespaces=\"git\" {}\n", key_of(&ALICE));
    assert!(said.stderr.ends_with(&line), "{}", said.stderr);
    assert_eq!(fs::read(&signers).expect("read"), b"");
}

#[test]
fn an_address_that_would_let_anybody_sign_is_refused() {
    let Some(place) = Place::new() else { return };
    let hint = "set it with `git config user.email you@example.com`";
    for email in ["*", "a b@example.com", "a,b", "a\"b", "!a", "a#b", "a?b"] {
        place.git(&["config", "user.email", email]);
        let message = format!("git's user.email is {email:?}, which can't name a signer");
        place.collab(&["git", "setup"]).refused(1, &message, hint).run();
    }
    place.git(&["config", "--unset", "user.email"]);
    let message = "git has no address of yours to sign for";
    place.collab(&["git", "setup"]).refused(1, message, hint).run();
}

#[test]
fn a_keystore_that_git_could_not_find_is_refused() {
    let Some(place) = Place::new() else { return };
    place
        .collab(&["git", "setup", "--keystore"])
        .arg(place.home.keystore())
        .refused(
            2,
            "`--keystore` goes with this command only: git can't pass it on when it signs",
            "`export COLLAB_KEYSTORE=FILE` where git runs, and leave `--keystore` out",
        )
        .run();
    let outside = place.home.at("outside");
    fs::create_dir(&outside).expect("a folder");
    place
        .collab(&["git", "setup"])
        .in_folder(&outside)
        .refused(
            1,
            "git refused: \"not a git repository (or any of the parent directories): .git\"",
            "go into a repository, or use `--global` for your global configuration",
        )
        .run();
    // The hint names the missing program.
    place
        .collab(&["git", "setup"])
        .env("PATH", place.home.at("nothing"))
        .refused(1, "there is no git here", "install git")
        .run();
}

/// Returns a folder for the PATH whose git is the real one until the call with this number; that
/// call fails, or kills its caller.
fn git_until(place: &Place, call: usize, end: &str) -> PathBuf {
    let folder = place.home.at("failing");
    fs::create_dir_all(&folder).expect("a folder");
    let count = folder.join("count");
    fs::write(&count, "0").expect("a file");
    let script = format!(
        "#!/bin/sh\nread -r n <{0}\necho $((n + 1)) >{0}\n[ $n -ne {call} ] || {{ {end}; }}\n\
         exec /usr/bin/git \"$@\"\n",
        count.display(),
    );
    // Another process writes the file: a program that another thread's child still holds open
    // cannot be run.
    let path = folder.join("git");
    let written = format!("printf '%s' \"$1\" >{0} && chmod 755 {0}", path.display());
    let mut shell = Command::new("sh");
    assert!(shell.args(["-c", &written, "sh", &script]).status().expect("sh").success());
    folder
}

#[test]
fn cut_off_anywhere_it_is_undone_exactly_and_can_be_done_again() {
    for (command, end) in [("setup", "exit 3"), ("setup", "kill -9 $PPID"), ("unset", "exit 3")] {
        for call in 0.. {
            let Some(place) = Place::new() else { return };
            let before = place.config();
            if command == "unset" {
                place.sets_up(&[]);
            }
            let folder = git_until(&place, call, end);
            let path = format!("{}:/usr/bin:/bin", folder.display());
            let mut cut = place.collab(&["git", command]).env("PATH", path).command();
            let cut = cut.output().expect("it runs");
            if call % 2 == 1 {
                // Running the setup again completes the interrupted one.
                place.collab(&["git", "setup"]).stdout_any().stderr_any().run();
                assert!(place.commits("first").status.success());
                let shown = place.tried(&["log", "--show-signature", "-1"]);
                let told = String::from_utf8_lossy(&shown.stdout).into_owned();
                assert!(told.contains("Good \"git\" signature"), "{command} {end} {call}: {told}");
            }
            place.collab(&["git", "unset"]).stderr_any().run();
            assert_eq!(place.config(), before, "{command}, {end} at {call}");
            assert!(!place.repository.join(".git/allowed_signers").exists(), "{command} {call}");
            if cut.status.success() {
                assert!(call > 5, "{command}: git was called {call} times");
                break;
            }
        }
    }
}

#[test]
fn a_setting_that_wins_elsewhere_is_told() {
    let Some(place) = Place::new() else { return };
    place.git(&["config", "extensions.worktreeConfig", "true"]);
    place.git(&["config", "--worktree", "commit.gpgsign", "false"]);
    let said = place.collab(&["git", "setup", "-q"]).stdout_any().stderr_any().run();
    let warning = "warning: here another place sets commit.gpgsign, and git follows that: see \
                   `git config --show-origin --get commit.gpgsign`\n";
    assert_eq!(said.stderr, warning);
    place.git(&["config", "--worktree", "--unset", "commit.gpgsign"]);
    place.collab(&["git", "setup", "-q"]).stdout_any().run();
}

#[test]
fn a_relative_file_of_signers_begins_at_the_top_of_the_work_tree() {
    let Some(place) = Place::new() else { return };
    let sub = place.repository.join("sub");
    fs::create_dir(&sub).expect("a folder");
    place.git(&["config", "gpg.ssh.allowedSignersFile", "allowed"]);
    place.collab(&["git", "setup", "-q"]).in_folder(&sub).stdout_any().run();
    assert!(place.repository.join("allowed").exists() && !sub.join("allowed").exists());
    assert!(place.commits("first").status.success());
    let shown = place.tried(&["log", "--show-signature", "-1"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("Good \"git\" signature"));
    place.collab(&["git", "unset", "-q"]).run();
    assert!(!place.repository.join("allowed").exists());
}
