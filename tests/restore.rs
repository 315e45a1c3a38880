//! `collab restore`: the account comes back from its code, whatever the source. It is never another
//! account, and a correction is never used without being asked for.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::thread;

use serde_json::json;

use crate::support::collab::{
    ALICE, BOB, CAROL, Home, PASSPHRASE, Person, Saved, make_fifo, set_mode,
};

const EMPTY: (&str, &str) =
    ("no backup code was given", "a backup code has 80 digits, in 16 boxes of 5");

fn line(person: &Person) -> String {
    person.identity.to_owned() + "\n"
}

#[test]
fn gives_the_identity_and_says_who_is_back() {
    let home = Home::new();
    home.collab(["restore", "alice"])
        .stdin(ALICE.code)
        .stdout(line(&ALICE))
        .stderr(format!("{}alice is back on this device.\n", home.is_unlocked()))
        .run();
    assert_eq!(home.accounts(), [format!("alice\t{}\tdefault\tconfirmed", ALICE.identity)]);
    home.collab(["print"]).stdout(ALICE.rows()).run();
}

#[test]
fn without_a_name_it_is_called_default() {
    let home = Home::new();
    home.collab(["restore"])
        .stdin(ALICE.code)
        .stdout(line(&ALICE))
        .stderr(format!("{}default is back on this device.\n", home.is_unlocked()))
        .run();
    home.collab(["restore"])
        .stdin(BOB.code)
        .refused(
            5,
            "there is another account named \"default\" here",
            "choose another name; `collab accounts` lists what is here",
        )
        .run();
}

#[test]
fn only_the_first_account_becomes_the_default() {
    let home = Home::of(&[&ALICE]);
    home.collab(["restore", "bob", "-q"]).stdin(BOB.code).stdout(line(&BOB)).run();
    home.collab(["whoami"]).stdout(line(&ALICE)).run();
}

#[test]
fn an_account_that_is_here_keeps_its_name_and_is_confirmed() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let here = "This account is here already, as alice. Its backup code is confirmed.\n";
    for arguments in [&["restore"][..], &["restore", "alice"]] {
        home.collab(arguments).stdin(ALICE.code).stdout(line(&ALICE)).stderr(here).run();
        assert_eq!(home.accounts(), [format!("alice\t{}\tdefault\tconfirmed", ALICE.identity)]);
    }
}

#[test]
fn a_name_of_another_account_is_refused() {
    let home = Home::of(&[&ALICE]);
    let (error, hint) = (
        "there is another account named \"alice\" here",
        "choose another name; `collab accounts` lists what is here",
    );
    home.collab(["restore", "alice"]).stdin(BOB.code).refused(5, error, hint).run();
    home.collab(["restore", "alice", "--expect", BOB.identity])
        .stdin(BOB.code)
        .refused(5, error, hint)
        .run();
}

#[test]
fn gives_json() {
    let home = Home::new();
    let mut given =
        home.collab(["restore", "alice", "--json"]).stdin(ALICE.code).stdout_any().run().json();
    let when = given["confirmed_at"].take();
    assert!(when.as_str().expect("a date").parse::<String>().is_ok_and(|date| date.len() == 20));
    let mut expected = serde_json::json!({
        "name": "alice",
        "identity": ALICE.identity,
        "restored": "new",
        "default": true,
        "guessed": false,
        "corrected": [],
        "confirmed_at": null,
        "backup_code": "here",
    });
    assert_eq!(given, expected);
    let mut given =
        home.collab(["restore", "alice", "--json"]).stdin(ALICE.code).stdout_any().run().json();
    given["confirmed_at"].take();
    expected["restored"] = "already here".into();
    assert_eq!(given, expected);
}

// Sources of the code.

#[test]
fn the_keys_come_back_without_the_code_where_that_was_asked_for() {
    for before in ["new", "already here"] {
        let home = Home::new();
        if before != "new" {
            home.holds(&ALICE, Saved::Unconfirmed);
        }
        let restore = || home.collab(["restore", "alice", "--forget-code"]).stdin(ALICE.code);
        let said = restore().stdout(line(&ALICE)).stderr_any().run();
        let gone = format!(
            "Its backup code is not kept here, only its keys, in the keystore {}. Keep your paper: \
             nothing else brings the account back.\n",
            home.shown()
        );
        assert!(said.stderr.ends_with(&gone), "{}", said.stderr);
        let file = fs::read_to_string(home.keystore()).expect("it is there");
        assert!(!file.contains(&ALICE.code[..10]));
        home.collab(["print"]).status(3).stderr_any().keystore_unchanged().run();
        let given = restore().arg("--json").stdout_any().run().json();
        assert_eq!(given["backup_code"], json!("forgotten"));
        assert_eq!(given["restored"], json!("already here"));
        // The keys still sign.
        home.file("file", "a message");
        home.collab(["sign", "-q", "file"]).run();
        home.collab(["verify", "-q", "file", "--by", "me"]).stdout(line(&ALICE)).run();
        // Without the flag, the code is stored again.
        home.collab(["restore", "-q"]).stdin(ALICE.code).stdout(line(&ALICE)).run();
        home.collab(["print"]).stdout(ALICE.rows()).run();
    }
}

#[test]
fn a_corrected_code_is_not_forgotten() {
    let home = Home::new();
    home.collab(["restore", "--forget-code", "--repair", "--expect", ALICE.identity])
        .stdin(ALICE.with(&[(3, "?????")]))
        .refused(
            4,
            "the code is damaged, and with `--forget-code` the corrected one would be nowhere",
            "restore it without `--forget-code`, and correct what you saved; then `collab forget-code`",
        )
        .run();
    assert!(!home.keystore().exists());
}

#[test]
fn a_new_keystore_is_locked_at_once_where_a_passphrase_was_given() {
    let home = Home::new();
    home.file("new", PASSPHRASE);
    let locks = ["--new-passphrase-file", "new"];
    home.collab(["restore", "-q"]).args(locks).stdin(ALICE.code).stdout(line(&ALICE)).run();
    let file = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(!file.contains(&ALICE.code[..10]));
    home.collab(["print"]).args(["--passphrase-file", "new"]).stdout(ALICE.rows()).run();
    home.collab(["restore", "bob"])
        .args(locks)
        .stdin(BOB.code)
        .refused(
            2,
            "`--new-passphrase-file` locks a new keystore, and there is one already",
            "`collab passphrase set` locks it, or changes its passphrase",
        )
        .run();
    // Standard input cannot be both the code and the passphrase.
    Home::new()
        .collab(["restore", "--new-passphrase-file", "-"])
        .stdin(ALICE.code)
        .status(2)
        .stderr_any()
        .run();
}

#[test]
fn takes_the_code_from_a_file_however_it_is_reached() {
    let home = Home::new();
    let file = home.file("code", ALICE.rows());
    let link = home.at("link");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    for path in [&file, &link] {
        home.collab(["restore", "-q", "--code-file"]).arg(path).stdout(line(&ALICE)).run();
    }
    home.collab(["restore", "-q", "--code-file", "code"]).stdout(line(&ALICE)).run();
    home.collab(["restore", "-q", "--code-file=-"]).stdin(ALICE.code).stdout(line(&ALICE)).run();

    let fifo = home.at("fifo");
    make_fifo(&fifo);
    let writer = thread::spawn({
        let fifo = fifo.clone();
        move || std::fs::write(fifo, ALICE.code)
    });
    home.collab(["restore", "-q", "--code-file"]).arg(&fifo).stdout(line(&ALICE)).run();
    writer.join().expect("it wrote").expect("somebody read");
}

#[test]
fn an_unreadable_code_file_is_not_called_a_bad_code() {
    let home = Home::new();
    let hint = "name the file that holds the code, or pipe the code in";
    home.collab(["restore", "--code-file", "nowhere"])
        .stdin(ALICE.code)
        .refused(1, "the file given to `--code-file` does not exist", hint)
        .run();
    home.collab(["restore", "--code-file", "."])
        .stdin(ALICE.code)
        .refused(1, "the code file \".\" can't be read: Is a directory (os error 21)", hint)
        .run();
}

#[test]
fn a_file_that_others_can_read_is_warned_of() {
    let home = Home::new();
    let file = home.file("code", ALICE.code);
    for mode in [0o644, 0o640, 0o604] {
        set_mode(&file, mode);
        home.collab(["restore", "-q", "--code-file", "code"])
            .stdout(line(&ALICE))
            .stderr(
                "warning: \"code\" is readable by others, and it opens the account; \
                 make it yours alone with `chmod 600`\n",
            )
            .run();
    }
}

#[test]
fn takes_the_code_from_the_environment() {
    let home = Home::new();
    home.collab(["restore", "-q"]).env("COLLAB_BACKUP_CODE", ALICE.code).stdout(line(&ALICE)).run();
}

#[test]
fn an_empty_input_is_refused() {
    let home = Home::new();
    for input in ["", "\n", " \r\n\t", "\u{feff}", "---"] {
        home.collab(["restore"]).stdin(input).refused(4, EMPTY.0, EMPTY.1).run();
    }
    home.collab(["restore"]).refused(4, EMPTY.0, EMPTY.1).run();
}

#[test]
fn says_that_it_waits_for_the_code_when_nothing_comes() {
    let home = Home::new();
    let mut child = home
        .collab(["restore"])
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("a line");
    assert_eq!(said, "waiting for the backup code on standard input …\n");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(ALICE.code.as_bytes()).expect("it listens");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout), line(&ALICE));
}

// Written forms of the code.

#[test]
fn takes_the_code_however_it_is_grouped() {
    let boxes = ALICE.boxes();
    let wide: String = ALICE.code.chars().map(full_width).collect();
    let arabic: String = ALICE
        .code
        .bytes()
        .filter_map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')))
        .collect();
    let by_ten: Vec<&str> = ALICE
        .code
        .as_bytes()
        .chunks(10)
        .map(|ten| std::str::from_utf8(ten).expect("ASCII"))
        .collect();
    for text in [
        ALICE.rows(),
        ALICE.rows().replace('\n', "\r\n"),
        boxes.join("-"),
        boxes.join("\n"),
        boxes.join("\t"),
        boxes.join("/"),
        boxes.join(" – "),
        by_ten.join(" "),
        format!("\"{}\"\n", ALICE.code),
        format!("\u{feff}{}", ALICE.rows()),
        wide,
        arabic,
    ] {
        let home = Home::new();
        home.collab(["restore", "-q"]).stdin(&text).stdout(line(&ALICE)).run();
    }
}

fn full_width(digit: char) -> char {
    char::from_u32(u32::from(digit) - u32::from('0') + u32::from('０')).expect("a digit")
}

#[test]
fn takes_a_code_that_powershell_wrote() {
    let units: Vec<u16> = "\u{feff}".encode_utf16().chain(ALICE.rows().encode_utf16()).collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [little, big] {
        let home = Home::new();
        home.collab(["restore", "-q"]).stdin(&bytes).stdout(line(&ALICE)).run();
        home.file("code", &bytes);
        home.collab(["restore", "-q", "--code-file=code"]).stdout(line(&ALICE)).run();
    }
}

fn labeled(order: [usize; 4]) -> String {
    let rows = ALICE.rows();
    let rows: Vec<&str> = rows.lines().collect();
    order.map(|row| format!("{:>4}:  {}\n", row * 4 + 1, rows[row])).concat()
}

#[test]
fn takes_labeled_rows_in_any_order() {
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let home = Home::new();
        home.collab(["restore", "-q"]).stdin(labeled(order)).stdout(line(&ALICE)).run();
    }
}

#[test]
fn takes_a_whole_sheet() {
    let sheet = format!(
        "An account of 2026, printed on 31 January 2026\n\
         {}\n\nbackup code 1\n\n{}\n\
         Call 0123456789 for nothing: nobody can reset it.\n",
        ALICE.identity,
        labeled([0, 1, 2, 3])
    );
    let home = Home::new();
    home.collab(["restore", "-q"]).stdin(&sheet).stdout(line(&ALICE)).run();
}

// The expected account.

#[test]
fn accepts_the_expected_account() {
    for length in [28, 40, 55, 56] {
        let home = Home::new();
        home.collab(["restore", "-q", "--expect", &ALICE.identity[..length]])
            .stdin(ALICE.code)
            .stdout(line(&ALICE))
            .run();
    }
}

#[test]
fn says_how_much_of_the_expected_identity_was_compared() {
    for (length, said) in [
        (
            28,
            "`--expect` has 28 of the 56 characters of the identity, and only these were compared.\n",
        ),
        (56, ""),
    ] {
        let home = Home::new();
        home.collab(["restore", "alice", "--expect", &ALICE.identity[..length]])
            .stdin(ALICE.code)
            .stdout(line(&ALICE))
            .stderr(format!("{said}{}alice is back on this device.\n", home.is_unlocked()))
            .run();
    }
}

#[test]
fn a_job_is_told_only_what_concerns_a_job() {
    let home = Home::new();
    let keystore = home.shown();
    for (flags, said) in [
        (
            &[][..],
            format!(
                "The keystore {keystore} is unlocked: anyone who can read that file has the account.\n\
             alice is back.\n"
            ),
        ),
        (
            &["--forget-code"],
            format!(
                "alice is back. Its keys are in the keystore {keystore}, and its backup code is not.\n"
            ),
        ),
    ] {
        let home = &home;
        home.collab(["restore", "alice"])
            .args(flags)
            .env("CI", "true")
            .stdin(ALICE.code)
            .stdout(line(&ALICE))
            .stderr(said)
            .run();
        home.collab(["whoami"]).env("CI", "true").stdout(line(&ALICE)).run();
        home.collab(["remove", "alice", "--yes"])
            .env("CI", "true")
            .stderr("alice is no longer in this job's keystore.\n")
            .run();
    }
}

#[test]
fn refuses_an_expected_identity_that_is_too_short_or_of_another_kind() {
    let home = Home::new();
    // A did:key of a secp256k1 key.
    let other = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    home.collab(["restore", "--expect", ""])
        .stdin(ALICE.code)
        .refused(
            2,
            "`--expect` names no identity: it is empty",
            "the variable that it comes from is probably not set here; it has to be did:key:z6Mk…",
        )
        .run();
    for pin in ["z6Mkr9P1AwJqcfb3KTC", &ALICE.identity[..27], "did:key:z6Mk", other] {
        let told = if pin == other {
            format!("{pin:?} is no identity")
        } else {
            String::from("`--expect` begins as an identity does, but it is too short")
        };
        home.collab(["restore", "--expect", pin])
            .stdin(ALICE.code)
            .refused(
                2,
                &told,
                "give all of did:key:z6Mk…, or its beginning with 16 or more characters after z6Mk",
            )
            .run();
    }
}

#[test]
fn an_expected_identity_with_a_wrong_character_is_said_to_be_mistyped() {
    let home = Home::new();
    let mistyped = |places: &[usize]| {
        let mut chars: Vec<char> = ALICE.identity.chars().collect();
        for &at in places {
            chars[at] = if chars[at] == '5' { '6' } else { '5' };
        }
        chars.into_iter().collect::<String>()
    };
    for (places, characters) in
        [(&[30][..], "one character"), (&[30, 31], "two characters"), (&[20, 50], "two characters")]
    {
        let expected = mistyped(places);
        let error =
            format!("`--expect` differs in {characters} from the account of this code: {expected}");
        let hint = format!(
            "that is probably a typing mistake; the code opens {}; if that is the account you mean, \
             correct `--expect`",
            ALICE.identity
        );
        home.collab(["restore", "--expect", &expected])
            .stdin(ALICE.code)
            .refused(5, &error, &hint)
            .run();
    }
    let expected = mistyped(&[20, 30, 40]);
    let said = home
        .collab(["restore", "--expect", &expected])
        .stdin(ALICE.code)
        .status(5)
        .stderr_any()
        .keystore_unchanged()
        .run();
    assert!(said.stderr.contains("but it opens another account"), "{}", said.stderr);
}

#[test]
fn refuses_a_good_code_of_another_account() {
    let home = Home::of(&[&CAROL]);
    let error = format!("this code is good, but it opens another account: {}", ALICE.identity);
    for pin in [BOB.identity, &BOB.identity[..28]] {
        let whole = pin.len() == 56;
        let hint = format!(
            "look for the backup code of {pin}{}; or, if this code is the right one, correct \
             `--expect`",
            if whole { "" } else { "…" }
        );
        home.collab(["restore", "new", "--expect", pin])
            .stdin(ALICE.code)
            .refused(5, &error, &hint)
            .run();
        if whole {
            // The code is not corrected to the expected account either.
            home.collab(["restore", "new", "--repair", "--expect", pin])
                .stdin(ALICE.code)
                .refused(5, &error, &hint)
                .run();
        }
    }
    Home::new()
        .collab(["restore", "--expect", BOB.identity])
        .stdin(ALICE.code)
        .status(5)
        .stderr_any()
        .keystore_unchanged()
        .run();
}

// Damaged codes.

/// Returns damaged codes of Alice, and the message for each.
fn damages() -> Vec<(String, &'static str, &'static [u8])> {
    let (seven, nine) = (ALICE.slip(7), ALICE.slip(9));
    vec![
        (ALICE.with(&[(7, &seven)]), "box 7: one wrong digit", &[7]),
        (ALICE.with(&[(7, &seven), (9, &nine)]), "boxes 7 and 9: one wrong digit", &[7, 9]),
        // Without boxes, the digits are named.
        (
            ALICE.with(&[(7, &seven)]).replace(' ', ""),
            "box 7 (digits 31 to 35): one wrong digit",
            &[7],
        ),
        (ALICE.with(&[(2, "11111"), (16, "22222")]), "boxes 2 and 16: wrong", &[2, 16]),
        (ALICE.with(&[(1, "?")]), "box 1: unreadable", &[1]),
        (ALICE.with(&[(1, "?????"), (5, "*")]), "boxes 1 and 5: unreadable", &[1, 5]),
        (
            ALICE.with(&[(1, "?"), (5, "?"), (16, "xxxxx")]),
            "boxes 1, 5 and 16: unreadable",
            &[1, 5, 16],
        ),
        (
            ALICE.with(&[(1, "?"), (5, "?"), (9, "?"), (13, "?")]),
            "boxes 1, 5, 9 and 13: unreadable",
            &[1, 5, 9, 13],
        ),
        (ALICE.with(&[(2, "O7352")]), "box 2: letters for digits", &[2]),
        (ALICE.with(&[(2, "073?2")]), "box 2: partly unreadable", &[2]),
        (
            ALICE.with(&[(2, "0?3?2"), (7, &seven)]),
            "box 2: partly unreadable; box 7: one wrong digit",
            &[2, 7],
        ),
    ]
}

#[test]
fn a_damaged_code_is_refused_with_the_boxes_that_change() {
    let home = Home::new();
    for (text, changes, boxes) in damages().into_iter().filter(|(.., boxes)| boxes.len() < 3) {
        let error = format!("the code is damaged: {changes}");
        let hint = "compare that with the paper, and correct it where the code is saved (in CI, set the secret \
 again); \
                    or use the corrected code with `--repair`, `--expect` and the whole identity";
        home.collab(["restore"]).stdin(&text).refused(4, &error, hint).run();
        home.collab(["restore"]).env("COLLAB_BACKUP_CODE", &text).refused(4, &error, hint).run();
        let failed = home
            .collab(["restore", "--json"])
            .stdin(&text)
            .secret(ALICE.code)
            .status(4)
            .stderr_any()
            .keystore_unchanged()
            .run();
        assert_eq!(
            failed.failure(),
            serde_json::json!({
                "error": error, "hint": hint, "exit": 4, "reason": "no match", "boxes": boxes,
            })
        );
    }
}

#[test]
fn a_damaged_code_of_the_expected_account_is_still_refused_without_repair() {
    let home = Home::new();
    for (text, changes, _) in damages() {
        for (flag, hint) in [
            (
                "-q",
                "compare that with the paper, and correct it where the code is saved (in CI, set the secret \
 again); or \
                 use the corrected code with `--repair`",
            ),
            (
                "--forget-code",
                "compare that with the paper, and correct it where the code is saved (in CI, set the secret \
 again); `--forget-code` takes no \
 corrected code",
            ),
        ] {
            home.collab(["restore", flag, "--expect", ALICE.identity])
                .stdin(&text)
                .secret(ALICE.code)
                .refused(4, &format!("the code is damaged: {changes}"), hint)
                .run();
        }
    }
}

#[test]
fn repair_restores_the_expected_account_and_names_the_boxes_to_correct() {
    for (text, changes, boxes) in damages() {
        let home = Home::new();
        home.collab(["restore", "alice", "--repair", "--expect", ALICE.identity])
            .stdin(&text)
            .secret(ALICE.code)
            .stdout(line(&ALICE))
            .stderr(format!(
                "{}alice is back on this device.\n\
                 Correct what you saved: {changes}. `collab print` shows the right digits; then `collab \
                 check` confirms it.\n",
                home.is_unlocked()
            ))
            .run();
        home.collab(["print"]).stdout(ALICE.rows()).run();
        let given = home
            .collab(["restore", "--json", "--repair", "--expect", ALICE.identity])
            .stdin(&text)
            .secret(ALICE.code)
            .stdout_any()
            .run()
            .json();
        assert_eq!(given["corrected"], serde_json::json!(boxes));
        assert_eq!(given["restored"], "already here");
    }
}

#[test]
fn repair_needs_the_whole_identity() {
    let home = Home::new();
    let (error, hint) = (
        "`--repair` needs `--expect` with the whole identity of the account",
        "the identity is on the sheet, and begins with did:key:z6Mk",
    );
    let text = ALICE.with(&[(7, "?")]);
    home.collab(["restore", "--repair"]).stdin(&text).refused(2, error, hint).run();
    home.collab(["restore", "--repair", "--expect", &ALICE.identity[..55]])
        .stdin(&text)
        .refused(2, error, hint)
        .run();
    // The command is wrong even for a code that needs no correction.
    home.collab(["restore", "--repair"]).stdin(ALICE.code).refused(2, error, hint).run();
}

#[test]
fn repair_never_makes_a_code_of_another_account() {
    let home = Home::new();
    for (text, _, boxes) in damages() {
        let failed = home
            .collab(["restore", "--repair", "--json", "--expect", BOB.identity])
            .stdin(&text)
            .secret(ALICE.code)
            .status(4)
            .stderr_any()
            .keystore_unchanged()
            .run()
            .failure();
        assert_eq!(
            failed["error"],
            "the boxes do not fit together, and no correction opens the expected account"
        );
        assert_eq!(failed["reason"], "no match");
        assert_eq!(failed["boxes"], serde_json::json!(boxes));
    }
}

#[test]
fn a_code_that_nothing_explains_is_told_once() {
    let home = Home::new();
    let wrong = |digit| if matches!(digit, '1' | '4' | '7') { '0' } else { digit };
    let wrong: String = ALICE.code.chars().map(wrong).collect();
    let failed = home
        .collab(["restore", "--json", "--expect", ALICE.identity])
        .stdin(&wrong)
        .secret(ALICE.code)
        .status(4)
        .stderr_any()
        .run()
        .failure();
    let error = "the boxes do not fit together, and no correction opens the expected account";
    assert_eq!(failed["error"], error);
}

#[test]
fn a_code_with_too_much_damage_is_refused() {
    let home = Home::new();
    let lost: Vec<(usize, &str)> = [1, 2, 3, 4, 5, 6].map(|number| (number, "?")).into();
    home.collab(["restore"])
        .stdin(ALICE.with(&lost))
        .refused(
            4,
            "too much of the code can't be read: more than one code fits",
            "any 12 boxes are enough; fill in what you can read of the others",
        )
        .run();
    let wrong: Vec<(usize, &str)> = [1, 4, 6, 9, 11, 14]
        .into_iter()
        .zip(["11111", "22222", "33333", "44444", "55555", "66666"])
        .collect();
    home.collab(["restore"])
        .stdin(ALICE.with(&wrong))
        .refused(
            4,
            "the boxes do not fit together, and no likely correction was found without the \
             identity",
            FROM_THE_PAPER,
        )
        .run();
}

const FROM_THE_PAPER: &str = "run `collab restore` on a terminal: it asks for the end of the \
    identity on your paper; or give the whole identity with `--expect ID`";

#[test]
fn another_name_for_an_account_that_is_here_is_refused() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for arguments in [&["restore", "other"][..], &["restore", "other", "--json"]] {
        let run = home.collab(arguments).stdin(ALICE.code).status(5).stderr_any();
        let said = run.keystore_unchanged().run();
        assert!(said.stderr.contains("this account is here already, as alice"), "{}", said.stderr);
        assert!(said.stderr.contains("`collab rename alice other`"), "{}", said.stderr);
    }
    assert!(home.accounts()[0].ends_with("unconfirmed"), "{:?}", home.accounts());
}

#[test]
fn an_account_that_does_not_become_the_default_says_so() {
    let home = Home::of(&[&ALICE]);
    let said =
        home.collab(["restore", "bob"]).stdin(BOB.code).stdout(line(&BOB)).stderr_any().run();
    assert!(said.stderr.contains("Another account is the default. `collab use bob`"));
}
