//! The output of every command: no invisible characters, and one write for each line on stderr.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::collab::{ALICE, BOB, Home, skip};

/// Returns characters that can be in an argument but are invisible: every control character, and
/// marks of direction, format and separation.
fn unseen() -> String {
    let controls = ('\u{1}'..='\u{9f}').filter(|c| c.is_control());
    let marks = "\u{ad}\u{61c}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\
                 \u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{fff9}\
                 \u{fffb}\u{1bca0}\u{e0001}\u{e0041}";
    controls.chain(marks.chars()).collect()
}

/// The arguments of a command, and a variable of its environment.
type Place = (Vec<String>, Option<(&'static str, String)>);

/// Returns every place where a person can put text: arguments and variables.
fn places(text: &str) -> Vec<Place> {
    let file = format!("a{text}b");
    let arguments: &[&[&str]] = &[
        &["print", "--sheet", "*.pdf"],
        &["print", "--qr", "*.png"],
        &["print", "--sheet", "*"],
        &["print", "--qr", "*"],
        &["print", "--sheet", "note.pdf", "--note", "*"],
        &["print", "-a", "*"],
        &["print", "--printer", "*"],
        &["--keystore", "*/keystore", "accounts"],
        &["--keystore", "*", "init", "carol"],
        &["whoami", "--passphrase-file", "*"],
        &["init", "*"],
        &["use", "*"],
        &["rename", "alice", "*"],
        &["remove", "*", "--yes"],
        &["restore", "--code-file", "*"],
        &["restore", "--image", "*"],
        &["restore", "--expect", "*"],
        &["check", "--code-file", "folder"],
        &["completions", "*"],
        &["man", "*"],
        &["*"],
        &["print", "--*"],
        &["print", "--page", "*"],
        &["recovery-codes", "new", "--out", "*"],
    ];
    let mut places: Vec<_> = arguments
        .iter()
        .map(|words| (words.iter().map(|word| word.replace('*', &file)).collect(), None))
        .collect();
    for name in [
        "COLLAB_ACCOUNT",
        "COLLAB_KEYSTORE",
        "COLLAB_BACKUP_CODE",
        "COLLAB_PASSPHRASE",
        "COLLAB_PASSPHRASE_FILE",
    ] {
        places.push((vec![String::from("check")], Some((name, file.clone()))));
    }
    places
}

#[test]
fn invisible_characters_of_a_person_come_out_visible() {
    let is_unseen = |c: char| c != '\n' && unseen().contains(c);
    // All characters together, and each one at the end of a name, where it may be cut off.
    let each = unseen().chars().map(String::from).collect::<Vec<_>>();
    for text in std::iter::once(unseen()).chain(each) {
        let home = Home::of(&[&ALICE, &BOB]);
        // Single characters are tried only in the places that quote differently.
        let all = places(&text);
        let count = if text.chars().count() > 1 { all.len() } else { 3 };
        for (arguments, variable) in all.into_iter().take(count) {
            for json in [true, false] {
                let mut run = home.collab(&arguments);
                if json {
                    run = run.arg("--json");
                }
                if let Some((name, value)) = &variable {
                    run = run.env(name, value);
                }
                let output = run.command().output().expect("it runs");
                for stream in [&output.stdout, &output.stderr] {
                    let Ok(said) = std::str::from_utf8(stream) else { continue };
                    let found = said.chars().find(|c| is_unseen(*c));
                    assert_eq!(found, None, "{arguments:?}, JSON {json}: {said:?}");
                }
                if json {
                    for stream in [&output.stdout, &output.stderr] {
                        let is_json = stream.is_empty()
                            || serde_json::from_slice::<serde_json::Value>(stream).is_ok();
                        assert!(is_json, "{arguments:?}: {}", String::from_utf8_lossy(stream));
                    }
                }
            }
        }
    }
}

/// Returns the writes to stderr, one by one, from strace's record.
fn writes(record: &Path) -> Vec<String> {
    let record = fs::read_to_string(record).expect("a record");
    let written = |line: &str| {
        let (_, rest) = line.split_once("write(2, \"")?;
        let (text, _) = rest.rsplit_once("\", ")?;
        Some(text.to_owned())
    };
    record.lines().filter_map(written).collect()
}

#[test]
fn each_line_on_stderr_is_one_write() {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    if !tried.is_ok_and(|output| output.status.success()) {
        let required = std::env::var_os("COLLAB_TEST_REQUIRE_STRACE").is_some();
        assert!(!required, "strace is missing or may not trace");
        return skip("strace is missing or may not trace");
    }
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("code", ALICE.code);
    home.file("bad", ALICE.with(&[(3, &ALICE.slip(3))]));
    let mut lines = 0;
    for arguments in [
        &["accounts"][..],
        &["print", "--sheet", "sheet.pdf"],
        &["print", "--sheet", "sheet.pdf"],
        &["print", "--qr", "qr.png"],
        &["check", "--code-file", "code"],
        &["check", "--code-file", "bad"],
        &["check", "--code-file", "bad", "--json"],
        &["check", "--image", "qr.png"],
        &["check", "--image", "code"],
        &["restore", "--code-file", "code"],
        &["init", "carol"],
        &["init", "carol"],
        &["use", "nobody"],
        &["use", "bob"],
        &["rename", "bob", "robert"],
        &["remove", "robert"],
        &["remove", "robert", "--yes", "--without-backup"],
        &["remove", "robert", "--yes"],
        &["recovery-codes", "status"],
        &["recovery-codes", "new"],
        &["passphrase", "set"],
        &["forget-code"],
        &["copy"],
        &[],
        &["nonsense"],
        &["print", "--nonsense"],
        &["print", "--nonsense", "--json"],
        &["whoami", "--keystore", "nowhere/at/all"],
    ] {
        let record = home.at("record");
        let run = home.collab(arguments).command();
        let mut traced = Command::new("strace");
        traced.args(["-f", "-s", "100000", "-e", "trace=write,writev", "-o"]).arg(&record);
        traced.arg(run.get_program()).args(run.get_args()).env_clear();
        traced.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = traced.current_dir(home.path()).stdin(std::process::Stdio::null()).output();
        assert!(output.is_ok(), "{output:?}");
        for written in writes(&record) {
            let is_a_line = written.ends_with("\\n") && written.matches("\\n").count() == 1;
            assert!(is_a_line, "{arguments:?}: {written:?}");
            lines += 1;
        }
        let others = fs::read_to_string(&record).expect("a record").contains("writev(2,");
        assert!(!others, "{arguments:?}");
    }
    assert!(lines > 40, "{lines}");
}

/// The device has a number without a driver (Linux reserves 60 for experiments), so that nothing can
/// be written to it.
#[test]
fn a_disk_is_written_only_with_force_by_whatever_name() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "a letter");
    let device = home.at("disk");
    let made = Command::new("mknod").arg(&device).args(["b", "60", "7"]).output();
    if !made.is_ok_and(|made| made.status.success()) {
        return skip("making a device needs root");
    }
    std::os::unix::fs::symlink(&device, home.at("by-id")).expect("a link");
    for name in ["disk", "by-id"] {
        let said = home.collab(["encrypt", "a", "-o", name]).status(1).stderr_any().run().stderr;
        assert!(said.contains("is there already, and is left as it is"), "{name}: {said}");
        let forced = ["encrypt", "a", "-o", name, "--force"];
        let said = home.collab(forced).status(1).stderr_any().run().stderr;
        assert!(!said.contains("is there already"), "{name}: {said}");
    }
}

/// `--force` replaces files, but neither the keystore nor the command's own input, by any name.
#[test]
fn the_keystore_and_the_input_are_never_replaced() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("a", "a letter");
    home.collab(["encrypt", "a", "-q"]).run();
    home.file("list", format!("{}\n", crate::support::age::recipient(&home, "bob")));
    let keystore = home.keystore().to_str().expect("text").to_owned();
    fs::hard_link(home.keystore(), home.at("other")).expect("another name");
    let whole = fs::read(home.keystore()).expect("a keystore");
    let is_keystore = "is the keystore, which has your accounts";
    for place in [keystore.as_str(), "other"] {
        for arguments in [
            &["export", "age", "-o", place, "--force"][..],
            &["encrypt", "a", "-o", place, "--force"],
            &["decrypt", "a.age", "-o", place, "--force"],
            &["sign", "a", "-o", place, "--force"],
        ] {
            let said = home.collab(arguments).status(1).stderr_any().run().stderr;
            assert!(said.contains(is_keystore), "{arguments:?}: {said}");
        }
    }
    assert_eq!(fs::read(home.keystore()).expect("it is there"), whole);
    let is_read = "is the file that is read";
    for (stdin, arguments) in [
        ("a", &["sign", "-o", "a", "--force"][..]),
        ("a", &["encrypt", "-o", "a", "--force"]),
        ("a.age", &["decrypt", "-", "-o", "a.age", "--force"]),
        ("list", &["encrypt", "a", "-R", "list", "-o", "list", "--force"]),
    ] {
        let before = fs::read(home.at(stdin)).expect("it is there");
        let input = fs::File::open(home.at(stdin)).expect("it is there");
        let mut command = home.collab(arguments).command();
        let output = command.stdin(input).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(is_read), "{arguments:?}: {said}");
        assert_eq!(fs::read(home.at(stdin)).expect("it is there"), before);
    }
}

/// People copy the commands in messages, so each names the keystore that was given.
#[test]
fn commands_that_are_named_repeat_the_keystore() {
    let home = Home::new();
    let two = ["--keystore", "./two.json"];
    let said = home.collab(["init", "two"]).args(two).stdout_any().stderr_any().run().stderr;
    for command in ["`collab print", "`collab check", "`collab passphrase set"] {
        for (at, _) in said.match_indices(command) {
            let named = said[at + 1..].split('`').next().expect("it ends");
            assert!(named.ends_with("--keystore ./two.json"), "{named}");
        }
    }
    assert!(said.contains("`collab print"), "{said}");
    let said = home.collab(["accounts"]).args(two).stdout_any().stderr_any().run().stderr;
    assert!(said.contains("`collab print --keystore ./two.json`"), "{said}");
}

#[test]
fn whatever_is_asked_for_a_full_disk_is_told() {
    let home = Home::of(&[&ALICE]);
    for arguments in [
        &["--version"][..],
        &["--help"],
        &["print", "--help"],
        &["help", "options"],
        &["man"],
        &["completions", "bash"],
        &["whoami"],
        &["accounts"],
    ] {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            skip("this system has no /dev/full");
            return;
        };
        let output = home.collab(arguments).command().stdout(full).output().expect("it runs");
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        let told = "error: the result can't be written to standard output: No space left";
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}
