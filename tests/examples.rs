//! The examples at the end of each command's help do what they say.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::arguments::every_visible_command;
use crate::support::collab::{
    ALICE, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, Saved, set_mode, skip,
};

/// Examples that end with a status other than 0 here, without a person and a display: the status
/// that `collab help exit-codes` gives for that.
const ENDS_WITH: &[(&str, i32)] = &[
    // Nobody is there to choose a passphrase, confirm, or type the code again.
    ("collab ssh export ~/.ssh/id_collab", 9),
    ("collab passphrase set", 9),
    ("collab passphrase remove", 9),
    ("collab remove maria", 9),
    ("collab codes remove github", 9),
    ("collab codes remove github --replaced", 9),
    ("collab recovery-codes revoke", 9),
    ("collab recovery-codes new", 9),
    // This environment has no clipboard.
    ("collab copy --for 20", 1),
    ("collab codes next github --copy", 1),
];

/// Other programs in the examples, replaced by scripts that only read their input.
const OTHERS: [&str; 3] = ["age", "lp", "ssh"];

#[test]
fn each_help_ends_with_one_to_three_examples() {
    let home = Home::new();
    for path in every_visible_command() {
        let examples = examples(&home, &path);
        assert!((1..=3).contains(&examples.len()), "{path:?}: {examples:?}");
        for example in examples {
            assert!(
                example.contains(&["collab", &path.join(" ")].join(" ")),
                "{path:?}: {example}"
            );
        }
    }
}

#[test]
fn every_example_works() {
    if !runs("ssh-agent", "-h") || !runs("git", "--version") {
        return skip("ssh-agent or git is not installed");
    }
    let home = Home::new();
    for path in every_visible_command() {
        for example in examples(&home, &path) {
            let prepared = prepared(&example);
            let output = run(&prepared, &example);
            let wanted = ENDS_WITH.iter().find(|(line, _)| *line == example);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let wanted = wanted.map_or(0, |(_, status)| *status);
            assert_eq!(output.status.code(), Some(wanted), "{example}: {said}");
        }
    }
}

fn runs(program: &str, flag: &str) -> bool {
    let ran = Command::new(program).arg(flag).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ran.is_ok()
}

/// Returns the example commands at the end of a command's help.
fn examples(home: &Home, path: &[String]) -> Vec<String> {
    let help = home.collab(path).arg("--help").stdout_any().run().stdout;
    let (_, examples) = help.split_once("\nExamples:\n").expect("examples");
    let commands = examples.lines().filter_map(|line| line.strip_prefix("      "));
    commands.map(String::from).collect()
}

/// Returns a home with everything that the examples name: an account, files, a repository.
fn prepared(example: &str) -> Home {
    let home = Home::new();
    let does = |arguments: &[&str]| {
        home.collab(arguments).arg("-q").stdout_any().stderr_any().run();
    };
    home.holds(&ALICE, Saved::Confirmed);
    does(&["rename", "alice", "maria"]);
    home.file("passphrase.txt", OTHER_PASSPHRASE);
    home.file("code.txt", ALICE.code);
    for file in ["notes.txt", "report.pdf", "letter.txt", "app.tar.gz"] {
        home.file(file, file);
    }
    for folder in ["photos", ".ssh"] {
        fs::create_dir(home.at(folder)).expect("a folder");
    }
    home.file(".gitconfig", "[user]\n\tname = Maria\n\temail = maria@example.com\n");
    home.file("friends.txt", whoami(&home, "age"));
    home.file("allowed_signers", format!("maria@example.com {}", whoami(&home, "ssh-signing")));
    if example.contains("photo.png") {
        does(&["print", "--qr", "photo.png"]);
    }
    if example.starts_with("collab verify") {
        does(&["sign", "app.tar.gz"]);
    }
    if example.contains("notes.txt.age") {
        does(&["encrypt", "notes.txt"]);
    }
    if example.contains("< photos.age") {
        assert!(run(&home, "tar c photos | collab -q encrypt > photos.age").status.success());
    }
    if example.starts_with("collab decrypt") {
        fs::remove_file(home.at("notes.txt")).expect("it is there");
    }
    if example.starts_with("collab init") {
        fs::remove_file(home.keystore()).expect("it is there");
    }
    if example.starts_with("collab codes") {
        let list = (0..10).map(|n| format!("{:04x}-{:04x}\n", 0xa1b2 + n, 0xc0de + 3 * n));
        let list: String = list.collect();
        home.file("code.txt", &list);
        home.file("discord_backup_codes.txt", &list);
        if !example.starts_with("collab codes add") {
            assert!(run(&home, "collab -q codes add github < code.txt").status.success());
        }
        if example.ends_with("--replaced") {
            home.file("newer.txt", list.replace('-', "-9"));
            assert!(run(&home, "collab -q codes add github < newer.txt").status.success());
        }
        if example == "collab codes used github" {
            does(&["codes", "next", "github"]);
        }
    }
    if example.contains("collab-vault") {
        does(&["vault", "export", "backup.collab-vault"]);
        fs::create_dir(home.at("Cloud")).expect("a folder");
        does(&["vault", "export", "Cloud/backup.collab-vault"]);
    }
    if example.contains("recovery-codes") || example == "collab passphrase remove" {
        home.locks(&CODES);
    }
    home
}

/// Returns the account's identity in this form.
fn whoami(home: &Home, form: &str) -> String {
    home.collab(["whoami", "--format", form]).stdout_any().run().stdout
}

/// Runs a shell line in this home, with an SSH agent, and the backup code on standard input.
fn run(home: &Home, line: &str) -> Output {
    let program = home.collab([""; 0]).command();
    let programs = home.at("programs");
    if !programs.exists() {
        fs::create_dir(&programs).expect("a folder");
        symlink(program.get_program(), programs.join("collab")).expect("a link");
        for other in OTHERS {
            script(&programs.join(other));
        }
    }
    let mut shell = Command::new("ssh-agent");
    shell
        .args(["bash", "-c"])
        .arg(format!("git init -q . && git config user.email maria@example.com && {line}"));
    let path = std::env::var("PATH").expect("a path");
    shell.env_clear();
    for (name, value) in program.get_envs() {
        shell.env(name, value.expect("nothing is taken away"));
    }
    shell.env("PATH", format!("{}:{path}", programs.display())).env("HOME", home.path());
    shell.env("COLLAB_PASSPHRASE", PASSPHRASE);
    let code = fs::File::open(home.at("code.txt")).expect("it is there");
    shell.current_dir(home.path()).stdin(code).output().expect("it runs")
}

/// Writes a program that reads its input and does nothing else.
fn script(path: &Path) {
    fs::write(path, "#!/bin/sh\nexec cat >/dev/null\n").expect("there is room");
    set_mode(path, 0o755);
}
