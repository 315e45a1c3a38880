//! `COLLAB_BACKUP_CODE` is read only when there is no other source, and never in place of a person.

use std::process::Stdio;

use crate::support::collab::{ALICE, BOB, Home, Person, Saved};

const VARIABLE: &str = "COLLAB_BACKUP_CODE";

fn line(person: &Person) -> String {
    person.identity.to_owned() + "\n"
}

#[test]
fn it_is_read_when_standard_input_is_empty() {
    for command in ["restore", "check"] {
        for blank in [None, Some(""), Some("\n"), Some(" \r\n\t \n")] {
            let home = Home::of(&[&ALICE]);
            let mut run = home.collab([command, "-q"]).env(VARIABLE, ALICE.code);
            if let Some(blank) = blank {
                run = run.stdin(blank);
            }
            run.stdout(line(&ALICE)).stderr_any().run();
        }
    }
}

/// Runs the program with the variable and this stdin, which stays open.
fn beside(home: &Home, stdin: Stdio) -> std::process::Output {
    let mut command = home.collab(["restore", "-q"]).env(VARIABLE, ALICE.code).command();
    command.stdin(stdin).output().expect("it runs")
}

#[test]
fn a_closed_silent_or_foreign_standard_input_counts_as_none() {
    let file = |path: &str| std::fs::File::open(path).expect("a device").into();
    for device in ["/dev/null", "/dev/zero", "/dev/urandom"] {
        let output = beside(&Home::new(), file(device));
        assert_eq!(output.status.code(), Some(0), "{device}");
    }
    let (_silent, reader) = {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        (writer, reader)
    };
    let output = beside(&Home::new(), reader.into());
    assert_eq!(output.status.code(), Some(0), "a silent pipe");
    let home = Home::new();
    let command = home.collab(["restore", "-q"]).env(VARIABLE, ALICE.code).command();
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(r#""$0" restore -q <&-"#).arg(command.get_program());
    for (name, value) in command.get_envs() {
        shell.env(name, value.expect("set"));
    }
    let output = shell.output().expect("a shell");
    assert_eq!(output.status.code(), Some(0), "closed");
}

#[test]
fn beside_standard_input_it_is_a_usage_error() {
    let home = Home::of(&[&ALICE]);
    for command in ["restore", "check"] {
        for input in [BOB.code, ALICE.code, "junk", "\n\nx", "0"] {
            home.collab([command])
                .env(VARIABLE, ALICE.code)
                .stdin(input)
                .refused(
                    2,
                    "there are two codes: one in COLLAB_BACKUP_CODE, one on standard input",
                    "end the command with `</dev/null`, or `unset COLLAB_BACKUP_CODE`",
                )
                .run();
        }
    }
}

#[test]
fn a_file_wins_over_it_and_that_is_said() {
    let home = Home::new();
    home.file("code", BOB.code);
    let said = home
        .collab(["restore", "bob", "--code-file", "code"])
        .env(VARIABLE, ALICE.code)
        .stdout(line(&BOB))
        .stderr_any()
        .run();
    let first = "COLLAB_BACKUP_CODE is set, but `--code-file` is used instead.";
    assert_eq!(said.stderr.lines().next(), Some(first));
    let said = home
        .collab(["restore", "bob", "--code-file", "-"])
        .stdin(BOB.code)
        .env(VARIABLE, ALICE.code)
        .stdout(line(&BOB))
        .stderr_any()
        .run();
    assert_eq!(said.stderr.lines().next(), Some(first));
}

#[test]
fn set_and_empty_it_is_not_set() {
    let home = Home::new();
    home.collab(["restore", "-q"]).env(VARIABLE, "").stdin(ALICE.code).stdout(line(&ALICE)).run();
    home.collab(["check"]).env(VARIABLE, "").stdin("").status(4).stderr_any().run();
}

#[test]
fn it_confirms_nothing() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let said = home
        .collab(["check"])
        .env(VARIABLE, ALICE.code)
        .stdout(line(&ALICE))
        .stderr_any()
        .keystore_unchanged()
        .run();
    assert!(said.stderr.contains("nothing was recorded"), "{}", said.stderr);
    let given =
        home.collab(["check", "--json"]).env(VARIABLE, ALICE.code).stdout_any().run().json();
    assert_eq!((&given["recorded"], &given["confirmed_at"]), (&false.into(), &None::<u8>.into()));
    home.collab(["restore", "-q"]).env(VARIABLE, ALICE.code).stdout(line(&ALICE)).run();
    assert!(home.accounts()[0].ends_with("unconfirmed"), "{:?}", home.accounts());
    let home = Home::new();
    home.collab(["restore", "-q"]).env(VARIABLE, ALICE.code).stdout(line(&ALICE)).run();
    assert!(home.accounts()[0].ends_with("unconfirmed"), "{:?}", home.accounts());
}

#[test]
fn remove_and_forget_code_never_read_it() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.collab(["forget-code"])
        .env(VARIABLE, ALICE.code)
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
    home.collab(["remove", "alice", "--yes"])
        .env(VARIABLE, ALICE.code)
        .status(9)
        .stderr_any()
        .keystore_unchanged()
        .run();
}

#[test]
fn an_empty_secret_is_named_where_ci_is() {
    let home = Home::new();
    let said = home.collab(["restore"]).env("CI", "true").stdin("").status(4).stderr_any().run();
    assert!(said.stderr.contains("the secret that holds the code is probably empty"));
}
