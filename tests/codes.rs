//! `collab codes`: other services' codes are kept in the keystore, and none is told by mistake.

use std::fmt::Write as _;
use std::fs;

use crate::support::collab::{ALICE, BOB, Home, PASSPHRASE};

mod paper;

/// Returns a list of codes as GitHub has it.
fn list(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{:05x}-{:05x}", 0xa1b2c + n * 7, 0xc0de0 + n * 13);
        text
    })
}

fn added(count: usize) -> Home {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["-q", "codes", "add", "github"]).stdin(list(count)).stderr_any().run();
    home
}

#[test]
fn a_script_adds_a_list_and_sees_how_many_codes_are_left() {
    let home = added(16);
    home.collab(["codes"]).stdout("github\t-\t16\t16\n").run();
    let given = home.collab(["codes", "--json"]).stdout_any().run().json();
    assert_eq!(
        (&given["lists"][0]["service"], &given["lists"][0]["left"]),
        (&"github".into(), &16.into())
    );
    // Another account has none of them.
    home.collab(["codes", "-a", "bob"])
        .stderr("There are no codes yet. `collab codes add SERVICE --account bob` keeps some.\n")
        .run();
}

#[test]
fn codes_that_are_marked_used_stay_used() {
    let home = Home::of(&[&ALICE]);
    home.file("codes.txt", list(16).replacen('\n', " (used)\n", 2));
    home.collab(["-q", "codes", "add", "github", "--code-file", "codes.txt"]).stderr_any().run();
    home.collab(["codes"]).stdout("github\t-\t14\t16\n").run();
    assert!(home.at("codes.txt").exists(), "a script deletes its files itself");
}

#[test]
fn two_logins_stand_side_by_side_and_a_second_list_replaces_the_first() {
    let home = added(16);
    let login = ["--login", "anna@example.com"];
    home.collab(["-q", "codes", "add", "github"]).args(login).stdin(list(9)).stderr_any().run();
    home.collab(["codes"]).stdout("github\t-\t16\t16\ngithub\tanna@example.com\t9\t9\n").run();
    home.collab(["codes", "add", "GitHub"])
        .stdin(&list(17)[12..])
        .stderr(
            "github: 16 codes kept.\nThey replace the earlier list, which had 16 codes left and stays \
             here.\n",
        )
        .run();
    home.collab(["codes"]).stdout("github\t-\t16\t16\ngithub\tanna@example.com\t9\t9\n").run();
}

#[test]
fn the_same_list_again_changes_nothing() {
    let home = added(16);
    home.collab(["codes", "add", "github"])
        .stdin(list(16))
        .stderr("github: the same 16 codes are here already.\n")
        .run();
}

#[test]
fn a_list_that_can_be_read_in_two_ways_needs_the_count() {
    let home = Home::of(&[&ALICE]);
    let words = "abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn\n";
    home.collab(["codes", "add", "example"])
        .stdin(words)
        .refused(
            9,
            "the list has 1 code if a line is one, and 5 if a word is one",
            "say which with `--count 1` or `--count 5`",
        )
        .run();
    home.collab(["-q", "codes", "add", "example", "--count", "5"]).stdin(words).stderr_any().run();
    home.collab(["codes"]).stdout("example\t-\t5\t5\n").run();
}

#[test]
fn what_is_no_list_is_refused_without_a_word_of_it() {
    let home = Home::of(&[&ALICE]);
    for (text, error) in [
        ("", "there is no code"),
        ("a b c\n", "no line is a code"),
        (BOB.code, "that is a backup code of collab, which opens an account"),
    ] {
        let run = home.collab(["codes", "add", "github", "--json"]).stdin(text).status(4);
        let failure = run.stderr_any().keystore_unchanged().run().failure();
        assert_eq!(failure["error"], error);
    }
}

#[test]
fn a_file_in_the_place_of_no_argument_leads_to_its_option() {
    let home = Home::of(&[&ALICE]);
    home.file("codes.txt", list(3));
    home.collab(["codes", "add", "github", "codes.txt"])
        .refused(
            2,
            "`collab codes add` takes no such argument",
            "name a file with `--code-file FILE`; if that was a code, delete it from the shell's \
             history",
        )
        .run();
}

#[test]
fn an_argument_in_the_wrong_place_is_not_echoed() {
    let home = Home::of(&[&ALICE]);
    for arguments in [&["codes", "add", "github", "abcde-1f2e3"][..], &["codes", "abcde-1f2e3"]] {
        let output = home.collab(arguments).command().output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("1f2e3"), "{output:?}");
    }
}

#[test]
fn an_unlocked_keystore_says_so_at_the_first_list() {
    let home = Home::of(&[&ALICE]);
    let said = home.collab(["codes", "add", "github"]).stdin(list(16)).stderr_any().run().stderr;
    assert!(said.contains(&home.is_unlocked()), "{said}");
    let text = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(text.contains("secrets"));
}

#[test]
fn next_is_the_same_code_until_it_is_used() {
    let home = added(3);
    let codes: Vec<String> = list(3).lines().map(String::from).collect();
    for _ in 0..2 {
        home.collab(["codes", "next", "github"]).stdout(format!("{}\n", codes[0])).run();
    }
    home.collab(["-q", "codes", "used", "github"]).run();
    home.collab(["codes", "next", "github"]).stdout(format!("{}\n", codes[1])).run();
    home.collab(["codes", "next", "github", "--number", "3"])
        .stdout(format!("{}\n", codes[2]))
        .run();
    home.collab(["codes", "used", "github"])
        .refused(
            2,
            "several codes are noted as shown",
            "say which one with its number, for example `collab codes used github 2`",
        )
        .run();
    home.collab(["-q", "codes", "used", "github", "2", "3", "--refused"]).run();
    home.collab(["codes", "next", "github"])
        .refused(
            3,
            "no code of github is left",
            "make new ones in GitHub: Settings, Password and authentication, Recovery codes; then \
             `collab codes add github` keeps them",
        )
        .run();
    home.collab(["-q", "codes", "unused", "github", "2"]).run();
    home.collab(["codes", "next", "github"]).stdout(format!("{}\n", codes[1])).run();
}

#[test]
fn a_used_code_is_not_shown_again() {
    let home = added(3);
    home.collab(["-q", "codes", "used", "github", "1"]).run();
    let run = home.collab(["codes", "next", "github", "--number", "1"]).status(1).stderr_any();
    let said = run.keystore_unchanged().run().stderr;
    assert!(said.contains("`collab codes unused github 1` corrects it"), "{said}");
}

#[test]
fn a_code_in_the_place_of_a_number_is_not_echoed() {
    let home = added(3);
    let code = list(1).trim().to_owned();
    for code in [code.as_str(), "87654321"] {
        for arguments in [
            &["codes", "used", "github", code][..],
            &["codes", "unused", "github", code],
            &["codes", "next", "github", "--number", code],
            &["codes", "next", "github", code],
        ] {
            let output = home.collab(arguments).command().output().expect("it runs");
            assert_ne!(output.status.code(), Some(0), "{arguments:?}");
            assert!(!String::from_utf8_lossy(&output.stderr).contains(code), "{output:?}");
        }
    }
}

#[test]
fn few_codes_left_are_told_with_the_place_of_new_ones() {
    let home = added(3);
    home.collab(["codes", "used", "github", "1"])
        .stderr(
            "Code 1 is noted as used; 2 left.\nOnly 2 codes of github are left. Make new ones in \
             GitHub: Settings, Password and authentication, Recovery codes; then `collab codes add \
             github` keeps them.\n",
        )
        .run();
}

#[test]
fn every_code_is_printed_with_its_number_and_state() {
    let home = added(3);
    let first = home.collab(["codes", "next", "github"]).stdout_any().run().stdout;
    home.collab(["-q", "codes", "used", "github"]).run();
    let printed = home.collab(["codes", "print", "github"]).stdout_any().run().stdout;
    let rows: Vec<Vec<&str>> = printed.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows[0], ["github", "1", first.trim(), "used"]);
    assert_eq!((rows.len(), rows[2][1], rows[2][3]), (3, "3", "unused"));
    let given = home.collab(["codes", "print", "--json"]).stdout_any().run().json();
    assert_eq!(given["lists"][0]["codes"][1]["state"], "unused");
    home.collab(["codes", "print", "gitlab"])
        .refused(3, "there are no codes of gitlab", "`collab codes` lists what is here")
        .run();
}

#[test]
fn unused_codes_are_removed_only_with_a_yes() {
    let home = added(3);
    home.collab(["codes", "remove", "github"]).status(9).stderr_any().keystore_unchanged().run();
    home.collab(["codes", "remove", "github", "--yes"])
        .stderr("The codes of github are removed.\n")
        .run();
    home.collab(["codes"]).stderr_any().run();
    home.collab(["codes", "next", "github"]).status(3).stderr_any().run();
}

#[test]
fn unused_codes_of_earlier_lists_are_removed_only_with_a_yes() {
    let home = replaced();
    home.collab(["-q", "codes", "used", "github", "1", "2", "3"]).stderr_any().run();
    for more in [&[][..], &["--replaced"]] {
        let remove = || home.collab(["codes", "remove", "github"]).args(more);
        let said = remove().status(9).stderr_any().keystore_unchanged().run().stderr;
        assert!(said.contains("2 unused codes in earlier lists of github"), "{said}");
    }
    home.collab(["codes", "remove", "github", "--replaced", "--yes"])
        .stderr("The earlier codes of github are removed.\n")
        .run();
    home.collab(["-q", "codes"]).stdout("github\t-\t0\t3\n").stderr_any().run();
    home.collab(["codes", "remove", "github", "--replaced", "--yes"])
        .refused(3, "no earlier codes of github are here", "`collab codes` lists what is here")
        .run();
    home.collab(["codes", "remove", "github"]).stderr("The codes of github are removed.\n").run();
}

#[test]
fn an_account_with_unused_codes_is_removed_by_a_script_only_with_a_flag_for_it() {
    let home = added(3);
    home.collab(["remove", "alice", "--yes"]).status(9).stderr_any().keystore_unchanged().run();
    home.collab(["-q", "remove", "alice", "--yes", "--without-codes"]).run();
}

/// Returns a home with a list of three codes and an earlier one of two.
fn replaced() -> Home {
    let home = Home::of(&[&ALICE]);
    for text in ["old-11111\nold-22222\n", &list(3)] {
        home.collab(["-q", "codes", "add", "github"]).stdin(text).stderr_any().run();
    }
    home
}

#[test]
fn an_earlier_list_is_shown_and_corrected_only_when_that_is_asked() {
    let home = replaced();
    let earlier = ["--replaced"];
    let next = |more: &[&str]| {
        home.collab(["codes", "next", "github"]).args(more).stdout_any().run().stdout
    };
    assert_eq!(next(&[]), format!("{}\n", list(1).trim()));
    assert_eq!(next(&earlier), "old-11111\n");
    home.collab(["codes", "used", "github"])
        .args(earlier)
        .stderr("Code 1 is noted as used; 1 left.\n")
        .run();
    assert_eq!(next(&earlier), "old-22222\n");
    assert_eq!(next(&[]), format!("{}\n", list(1).trim()), "the current list is as before");
    home.collab(["codes", "next", "github", "--number", "1"])
        .args(earlier)
        .status(1)
        .stderr_any()
        .keystore_unchanged()
        .run();
    home.collab(["-q", "codes", "unused", "github", "1"]).args(earlier).run();
    let printed = home.collab(["codes", "print"]).args(earlier).stdout_any().run().stdout;
    assert!(printed.contains("github\t1\told-11111\tunused\treplaced\n"), "{printed}");
    assert!(printed.contains("\tunused\tcurrent\n"), "{printed}");
    home.collab(["codes", "next", "gitlab"])
        .args(earlier)
        .refused(3, "no earlier codes of gitlab are here", "`collab codes` lists what is here")
        .run();
}

#[test]
fn programs_are_told_the_login() {
    let home = Home::of(&[&ALICE]);
    let login = ["--login", "anna@example.com"];
    home.collab(["-q", "codes", "add", "github"]).args(login).stdin(list(3)).stderr_any().run();
    for command in
        [&["codes", "next", "github", "--json"][..], &["codes", "used", "github", "--json"]]
    {
        let given = home.collab(command).stdout_any().run().json();
        assert_eq!(given["login"], "anna@example.com", "{command:?}");
    }
}

#[test]
fn a_list_of_one_code_is_enough_until_it_is_used() {
    let home = Home::of(&[&ALICE]);
    home.collab(["codes", "add", "id.me"])
        .stdin("ABCD-EFGH-1234\n")
        .stderr(format!("{}id.me: 1 code kept.\n", home.is_unlocked()))
        .run();
    home.collab(["codes"]).stdout("id.me\t-\t1\t1\n").run();
    home.collab(["codes", "next", "id.me"]).stdout("ABCD-EFGH-1234\n").run();
    home.collab(["codes", "used", "id.me"])
        .stderr(
            "Code 1 is noted as used; 0 left.\nNo code of id.me is left. Make new ones in ID.me: the \
             page after a sign-in with the used one; then `collab codes add id.me` keeps them.\n",
        )
        .run();
}

#[test]
fn two_refusals_in_a_row_lead_to_newer_codes() {
    let home = Home::of(&[&ALICE]);
    let login = ["--login", "anna b"];
    home.collab(["-q", "codes", "add", "example"]).args(login).stdin(list(9)).stderr_any().run();
    let used = |number: &str, more: &[&str]| {
        let run = home.collab(["codes", "used", "example", number]).args(more);
        run.stderr_any().run().stderr
    };
    let newer = "The last two codes were refused: perhaps newer codes replaced these. `collab codes \
        add example --login 'anna b'` keeps newer ones.\n";
    assert!(!used("1", &["--refused"]).contains(newer));
    assert!(!used("2", &[]).contains(newer));
    assert!(!used("3", &["--refused"]).contains(newer), "one before it worked");
    let said = used("4", &["--refused"]);
    assert!(said.contains(newer), "{said}");
}

#[test]
fn a_code_that_can_not_be_copied_stays_noted_as_shown() {
    let home = added(3);
    let run = home.collab(["codes", "next", "github", "--copy"]).status(1).stderr_any();
    let said = run.secret("a1b2c c0de0").run().stderr;
    assert!(said.contains("`collab codes next github` without `--copy` shows the code"), "{said}");
    home.collab(["codes", "used", "github"]).stderr_any().run();
    home.collab(["codes"]).stdout("github\t-\t2\t3\n").stderr_any().run();
}

#[test]
fn numbers_that_only_some_codes_have_are_told_and_not_kept() {
    let home = Home::of(&[&ALICE]);
    let said = home
        .collab(["codes", "add", "example"])
        .stdin("13. aaaa-1111\nbbbb-2222\n15. cccc-3333\n")
        .stderr_any()
        .run()
        .stderr;
    let partly = "Only 2 of the 3 codes came with a number, so each is numbered by its place, from 1 \
        to 3.\n";
    assert!(said.contains(partly), "{said}");
    let numbered = "13. aaaa-1111\n14. bbbb-2222\n15. cccc-3333\n";
    let run = home.collab(["codes", "add", "other"]).stdin(numbered);
    run.stderr(
        "other: 3 codes kept.\nThey keep the service's numbers: the first is 13, the last 15.\n",
    )
    .run();
    home.collab(["codes", "next", "other", "--number", "15"]).stdout("cccc-3333\n").run();
}

#[test]
fn an_argument_that_is_no_number_is_answered_with_an_example() {
    let home = added(3);
    for (command, example) in [
        (&["codes", "used", "github", "abcd-efgh"][..], "`collab codes used github 3`"),
        (&["codes", "unused", "github", "first"], "`collab codes unused github 3`"),
        (
            &["codes", "next", "github", "--number", "abcd-efgh"],
            "`collab codes next github --number 3`",
        ),
    ] {
        home.collab(command)
            .refused(
                2,
                "that is no number of a code",
                &format!(
                    "give the code's number in the list, as in {example}; never the code itself"
                ),
            )
            .run();
    }
}

#[test]
fn only_a_file_with_discords_name_is_what_malware_looks_for() {
    // A script is told nothing about files: it removes its own.
    let home = Home::of(&[&ALICE]);
    home.file("discord_backup_codes.txt", list(10));
    let run = home.collab(["codes", "add", "discord", "--code-file", "discord_backup_codes.txt"]);
    let said = run.stderr_any().run().stderr;
    assert!(said.contains("still has the codes in the clear, and malware looks for files of that"));
    home.file("list.txt", list(16));
    let said = home
        .collab(["codes", "add", "github", "--code-file", "list.txt"])
        .stderr_any()
        .run()
        .stderr;
    assert!(said.contains("\"list.txt\" still has the codes in the clear.\n"), "{said}");
}

#[test]
fn status_counts_the_lists_and_names_those_that_run_low() {
    let home = added(16);
    let said = |more: &[&str]| {
        home.collab(["status"]).args(more).stdout_any().keystore_unchanged().run().stdout
    };
    assert!(said(&[]).contains("\nOther services' codes: 1 list.\n"));
    home.collab(["-q", "codes", "add", "id.me"]).stdin("ABCD-EFGH-1234\n").stderr_any().run();
    home.collab(["-q", "codes", "used", "id.me", "1"]).stderr_any().run();
    let few = "\nOther services' codes: 2 lists; few are left of id.me (0).\n";
    assert!(said(&[]).contains(few), "{}", said(&[]));
    let given = home.collab(["status", "--json"]).stdout_any().run().json();
    let expected = serde_json::json!({
        "lists": 2,
        "few": [{ "account": "alice", "service": "id.me", "login": null, "left": 0 }],
    });
    assert_eq!(given["service_codes"], expected);
    home.locks(&[]);
    assert!(
        said(&[]).contains(
            "\nOther services' codes, if you keep any: locked (`collab codes` shows them).\n"
        ),
        "{}",
        said(&[])
    );
    let given = home.collab(["status", "--json"]).stdout_any().run().json();
    assert!(given["service_codes"].is_null());
    let opened = home.collab(["status"]).env("COLLAB_PASSPHRASE", PASSPHRASE).stdout_any();
    assert!(opened.run().stdout.contains(few));
}
