//! What is said on the command line: a secret among it is refused and never repeated, wrong usage
//! is told as every other failure is, and help tells nothing of the environment.

use crate::support::collab::{ALICE, Home, Saved, leak};

/// Every command, as it can be said.
const COMMANDS: [&[&str]; 18] = [
    &["init"],
    &["init", "alice"],
    &["print"],
    &["print", "--digits"],
    &["print", "-a", "alice"],
    &["copy"],
    &["restore"],
    &["restore", "alice", "--repair"],
    &["check"],
    &["accounts"],
    &["use", "alice"],
    &["rename", "alice", "bob"],
    &["remove", "alice", "--yes"],
    &["whoami", "--format", "hex"],
    &["completions", "bash"],
    &["man"],
    &["hold-clipboard"],
    &["no-such-command"],
];

/// The ways in which people might put a code among the arguments.
fn shapes() -> Vec<Vec<String>> {
    let code = ALICE.code;
    let pieces = |size: usize| -> Vec<String> {
        code.as_bytes().chunks(size).map(|piece| String::from_utf8_lossy(piece).into()).collect()
    };
    let after = |flag: &str| vec![flag.to_owned(), code.to_owned()];
    let wide = code.bytes().filter_map(|b| char::from_u32(u32::from('０') + u32::from(b - b'0')));
    vec![
        vec![code.to_owned()],
        pieces(5),
        pieces(10),
        pieces(20),
        vec![pieces(5).join(" ")],
        vec![pieces(5).join("-")],
        vec![pieces(4).join("-")],
        vec![pieces(5).join("\n")],
        vec![wide.collect()],
        vec![format!("--code-file={code}")],
        vec![format!("-a{code}")],
        vec![format!("--{code}")],
        vec![format!("-{code}")],
        vec![format!("--{code}=x")],
        vec![format!("--expect={}", pieces(5).join(" "))],
        after("--keystore"),
        after("--color"),
        after("--expect"),
        after("--no-such-flag"),
        after("--"),
    ]
}

#[test]
fn a_code_is_refused_wherever_it_stands_and_never_repeated() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let (error, hint) = (
        "an argument looks like a backup code, and a secret is never an argument",
        "the shell's history now holds it: delete it there; then pipe the code in, use \
         `--code-file FILE`, or type it when asked",
    );
    for (turn, command) in COMMANDS.into_iter().enumerate() {
        for (index, shape) in shapes().into_iter().enumerate() {
            for at in 0..=command.len() {
                let mut arguments: Vec<String> = command.iter().map(|&it| it.into()).collect();
                arguments.splice(at..at, shape.clone());
                let run = |more: &[&str]| {
                    home.collab(more).args(&arguments).secret(ALICE.code).keystore_unchanged()
                };
                run(&[]).refused(2, error, hint).run();
                // Every shape and every command as JSON, too, if not all of them together.
                if (turn + index + at) % 4 == 0 {
                    let failed = run(&["--json"]).status(2).stderr_any().run().failure();
                    assert_eq!(failed["exit"], 2);
                    assert_eq!(failed["error"], error);
                }
            }
        }
    }
}

#[test]
fn a_part_of_a_code_is_never_repeated() {
    let home = Home::new();
    for length in [5, 6, 9, 10, 15, 19] {
        let part = &ALICE.code[..length];
        let spaced = format!("{} {}", &part[..3], &part[3..]);
        for part in [part, &spaced] {
            let flag = format!("--{part}");
            let value = format!("--color={part}");
            let account = format!("-a{part}");
            for arguments in [
                &[part][..],
                &[&flag],
                &[&value],
                &["init", part],
                &["init", "alice", part],
                &["init", &flag],
                &["print", &account],
                &["print", "--account", part],
                &["use", part],
                &["rename", "alice", part],
                &["rename", part, "alice"],
                &["remove", part],
                &["restore", "--expect", part],
                &["whoami", "--format", part],
                &["whoami", "--format", "hex", &flag],
                &["completions", part],
                &["man", part],
                &["copy", &flag],
                &["accounts", part],
                &["accounts", "--", part],
            ] {
                for json in [&[][..], &["--json"]] {
                    home.collab(json)
                        .args(arguments)
                        .secret(ALICE.code)
                        .status(2)
                        .stderr_any()
                        .keystore_unchanged()
                        .run();
                }
            }
            // These may be names of files.
            let (error, hint) = (
                format!(
                    "the code file {} can't be read: No such file or directory (os error 2)",
                    collab::failure::quoted(part)
                ),
                "name the file that holds the code, or pipe the code in",
            );
            home.collab(["restore", "--code-file", part])
                .secret(ALICE.code)
                .refused(1, &error, hint)
                .run();
            home.collab(["init", "--keystore", part])
                .secret(ALICE.code)
                .stdout_any()
                .stderr_any()
                .run();
        }
    }
}

#[test]
fn a_part_of_a_code_in_a_variable_is_never_repeated() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for value in [ALICE.code, &ALICE.code[..5], &ALICE.code[..19]] {
        home.collab(["whoami"])
            .env("COLLAB_ACCOUNT", value)
            .secret(ALICE.code)
            .status(2)
            .stderr_any()
            .keystore_unchanged()
            .run();
        home.collab(["whoami"])
            .env("COLLAB_KEYSTORE", value)
            .secret(ALICE.code)
            .refused(
                3,
                "there is no account here yet",
                "create one with `collab init`, or bring one back with `collab restore`",
            )
            .run();
    }
}

#[test]
fn what_is_no_secret_is_quoted_back() {
    let home = Home::new();
    let refused = |arguments: &[&str], error: &str, hint: &str| {
        home.collab(arguments).refused(2, error, hint).run();
    };
    let see = "see `collab --help`";
    refused(&["inti"], "there is no command named \"inti\"", "did you mean `collab init`?");
    refused(&["frobnicate"], "there is no command named \"frobnicate\"", see);
    refused(&["--frobnicate"], "unexpected argument \"--frobnicate\"", see);
    refused(&["whoami", "--jsno"], "unexpected argument \"--jsno\"", "did you mean `--json`?");
    refused(&["whoami", "now"], "unexpected argument \"now\"", "see `collab whoami --help`");
    refused(&["--keystore"], "`--keystore` needs a value", see);
    refused(&["print", "-a"], "`--account` needs a value", see);
    refused(&["--json=yes", "whoami"], "`--json` takes no value", see);
    refused(
        &["whoami", "--color", "pink"],
        "\"pink\" is no value for `--color`",
        "it can be auto, always, never",
    );
    refused(
        &["whoami", "--format=did", "--format=hex"],
        "`--format` can be given only once",
        "see `collab whoami --help`",
    );
    refused(&["--json-", "--", "x"], "unexpected argument \"--json-\"", "did you mean `--json`?");
    refused(&["\u{1b}[31mred"], "there is no command named \"\\u{1b}[31mred\"", see);
}

#[test]
fn arguments_that_are_no_text_are_told_so() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::new();
    let bytes = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for command in ["init", "use", "remove"] {
        home.collab([command])
            .arg(bytes)
            .refused(2, "an argument is not UTF-8", &format!("see `collab {command} --help`"))
            .run();
    }
    home.collab([bytes]).status(2).stderr_any().run();
}

#[test]
fn wrong_usage_is_json_where_that_was_asked_for() {
    let home = Home::new();
    for arguments in [&["--json", "inti"][..], &["inti", "--json"], &["--json"], &["use", "--json"]]
    {
        let failed = home.collab(arguments).status(2).stderr_any().run().failure();
        let keys: Vec<&String> = failed.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["error", "exit", "hint"]);
        assert_eq!(failed["exit"], 2);
    }
}

#[test]
fn the_account_flag_goes_with_commands_that_have_no_name_of_their_own() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for arguments in [
        &["init"][..],
        &["init", "bob"],
        &["restore"],
        &["use", "alice"],
        &["rename", "alice", "bob"],
        &["remove", "alice", "--yes", "--without-backup"],
        &["remove", "--all", "--yes", "--without-backup"],
        &["accounts"],
        &["completions", "bash"],
        &["man"],
    ] {
        for flag in [&["-a", "alice"][..], &["--account=alice"], &["-aalice"]] {
            home.collab(arguments)
                .args(flag)
                .refused(
                    2,
                    "`--account` goes with print, copy, check, whoami and forget-code only",
                    "this command takes the name of its account as an argument, or none",
                )
                .run();
        }
    }
}

#[test]
fn the_account_variable_is_ignored_by_commands_that_name_their_own() {
    let home = Home::new();
    for arguments in [
        &["init", "alice"][..],
        &["accounts"],
        &["use", "alice"],
        &["rename", "alice", "bob"],
        &["remove", "bob", "--yes", "--without-backup"],
    ] {
        for account in ["mallory", "Not A Name"] {
            if account == "mallory" || arguments == ["accounts"] {
                home.collab(arguments).arg("-q").env("COLLAB_ACCOUNT", account).stdout_any().run();
            }
        }
    }
    home.collab(["restore", "-q"])
        .env("COLLAB_ACCOUNT", "mallory")
        .stdin(ALICE.code)
        .stdout(ALICE.identity.to_owned() + "\n")
        .run();
}

#[test]
fn help_shows_no_value_of_the_environment() {
    let home = Home::new();
    let tree = collab::cli::tree();
    let mut commands: Vec<Vec<&str>> =
        tree.get_subcommands().map(|command| vec![command.get_name()]).collect();
    commands.push(Vec::new());
    for command in commands {
        for help in ["-h", "--help"] {
            let said = home
                .collab(&command)
                .arg(help)
                .env("COLLAB_BACKUP_CODE", ALICE.code)
                .env("COLLAB_PASSPHRASE", "correct horse battery staple")
                .env("COLLAB_KEYSTORE", "/a/secret/place")
                .env("COLLAB_ACCOUNT", "mallory")
                .stdout_any()
                .run();
            for value in ["correct horse", "/a/secret", "mallory"] {
                assert!(!said.stdout.contains(value), "{}", said.stdout);
            }
            assert!(leak(ALICE.code, &said.stdout).is_none());
            assert!(said.stdout.contains("Usage: collab"));
            assert!(!said.stdout.contains("hold-clipboard") || command == ["hold-clipboard"]);
        }
    }
}

#[test]
fn nothing_at_all_is_answered_with_the_help() {
    let home = Home::new();
    let output = home.collab::<[&str; 0]>([]).command().output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("Usage: collab") && said.contains("  init "), "{said}");
}

#[test]
fn tells_its_version() {
    let home = Home::new();
    for flag in ["--version", "-V"] {
        home.collab([flag]).stdout(concat!("collab ", env!("CARGO_PKG_VERSION"), "\n")).run();
    }
}

#[test]
fn help_for_a_reader_that_is_gone_is_no_failure() {
    use std::process::Stdio;
    let home = Home::new();
    for arguments in [&["--help"][..], &["man"], &["completions", "zsh"]] {
        let mut child =
            home.collab(arguments).command().stdout(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}
