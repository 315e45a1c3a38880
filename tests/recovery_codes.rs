//! `collab recovery-codes`: each opens the locked keystore once, and is then replaced.

use std::fs;
use std::path::Path;

use crate::support::collab::{ALICE, CODES, Home, OTHER_PASSPHRASE};

fn locked(codes: &[&str]) -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(codes);
    home
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("it is there");
    text.lines().filter(|line| !line.starts_with('#')).map(String::from).collect()
}

/// How many codes are left.
fn left(home: &Home) -> String {
    home.collab(["-q", "recovery-codes", "status"]).stdout_any().run().stdout.trim().to_owned()
}

/// Whether a code opens the keystore; if it does, it is used up.
fn uses(home: &Home, code: &str, out: &str) -> bool {
    home.file("code", code);
    home.file("other", OTHER_PASSPHRASE);
    let run = home
        .collab(["-q", "passphrase", "set", "--recovery-code-file", "code"])
        .args(["--new-passphrase-file", "other", "--out", out])
        .stderr_any();
    let mut command = run.command();
    command.output().expect("it runs").status.success()
}

#[test]
fn new_writes_a_list_into_a_new_file_that_is_ours_alone() {
    let home = locked(&[]);
    home.collab(["recovery-codes", "new", "--out", "codes", "--passphrase-file", "passphrase"])
        .stderr(
            "10 recovery codes open the keystore now, each once.\n\"codes\" has them. It must not stay \
             on this device.\n",
        )
        .run();
    let codes = lines(&home.at("codes"));
    assert_eq!((codes.len(), left(&home).as_str()), (10, "10"));
    let text = fs::read_to_string(home.at("codes")).expect("it is there");
    assert!(text.starts_with("# Recovery codes of collab, made "), "{text}");
    assert!(text.lines().all(|line| line.len() <= 46), "{text}");
    assert!(codes.iter().all(|code| code.len() == 34 && code.split('-').count() == 7));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(home.at("codes")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
    }
    let text = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(codes.iter().all(|code| !text.contains(code)));
}

#[test]
fn a_file_that_is_there_stays_and_the_earlier_codes_go_on_working() {
    let home = locked(&CODES);
    home.file("codes", "mine");
    home.collab(["recovery-codes", "new", "--out", "codes", "--passphrase-file", "passphrase"])
        .status(1)
        .stderr(
            "error: \"codes\" is there already, and is left as it is\n\
             hint: name a file that is not there yet\n",
        )
        .run();
    assert_eq!(lines(&home.at("codes")), ["mine"]);
    assert_eq!(left(&home), "3");
    assert!(uses(&home, CODES[0], "out"));
}

#[test]
fn a_new_list_retires_the_earlier_one() {
    let home = locked(&CODES);
    home.collab(["recovery-codes", "new", "--count", "2", "--out", "codes"])
        .args(["--passphrase-file", "passphrase"])
        .stderr(
            "2 new recovery codes work now. The earlier ones no longer do.\n\"codes\" has them. It \
             must not stay on this device.\n",
        )
        .run();
    assert_eq!(left(&home), "2");
    assert!(CODES.iter().all(|code| !uses(&home, code, "no")));
    assert!(uses(&home, &lines(&home.at("codes"))[1], "out"));
}

#[test]
fn a_code_opens_it_once_and_another_takes_its_place() {
    let home = locked(&CODES);
    assert!(uses(&home, &CODES[1].to_lowercase().replace('-', " "), "first"));
    assert_eq!(left(&home), "3");
    assert!(!uses(&home, CODES[1], "no") && !home.at("no").exists());
    let replacement = lines(&home.at("first"));
    assert!(replacement.len() == 1 && uses(&home, &replacement[0], "second"));
    assert!(uses(&home, CODES[0], "third") && uses(&home, CODES[2], "fourth"));
    home.collab(["print", "--passphrase-file", "passphrase"])
        .status(6)
        .stderr_any()
        .keystore_unchanged()
        .run();
    let said = home.collab(["print", "--passphrase-file", "other"]).stderr_any();
    let said = said.stdout(ALICE.rows()).run().stderr;
    let told = "A recovery code was used on ";
    let end =
        "; 3 left. If that was not you, change the passphrase with `collab passphrase set`.\n";
    assert!(said.starts_with(told) && said.ends_with(end));
    // With `--json` it is in the one object that stderr has.
    let json = home.collab(["whoami", "--json", "--passphrase-file", "other"]).stdout_any();
    let warnings = json.stderr_any().run().failure()["warnings"].to_string();
    assert!(warnings.starts_with(&format!("[\"{told}")), "{warnings}");
    let failed = home.collab(["print", "--json", "-a", "bob", "--passphrase-file", "other"]);
    let failed = failed.status(3).stderr_any().run().failure();
    assert_eq!(failed["exit"], 3);
    // It is told until the next change, by whoever was told.
    let open = |arguments: &[&str]| {
        let run = home.collab(arguments).args(["--passphrase-file", "other"]).stdout_any();
        run.stderr_any().run().stderr
    };
    assert!(open(&["print"]).starts_with(told) && open(&["use", "alice"]).starts_with(told));
    assert_eq!(open(&["print"]), "");
}

#[test]
fn a_mistyped_code_is_told_before_anything_is_tried() {
    let home = locked(&CODES);
    let set = |code: &str| {
        home.file("code", code);
        home.file("other", OTHER_PASSPHRASE);
        home.collab(["passphrase", "set", "--recovery-code-file", "code"]).args([
            "--new-passphrase-file",
            "other",
            "--out",
            "out",
        ])
    };
    let hint = "compare it with what you saved; no code was used up";
    for (code, why) in [
        (CODES[0].replace('B', "C"), "one character is wrong, or two are swapped"),
        (CODES[0].replace('B', "U"), "group 2 has a character that no recovery code has"),
        (CODES[0][..29].to_owned(), "it has 24 characters instead of 28"),
        (String::new(), "it has 0 characters instead of 28"),
    ] {
        set(&code).refused(6, &format!("that is no recovery code: {why}"), hint).run();
    }
    assert!(!home.at("out").exists());
}

#[test]
fn after_revoke_no_recovery_code_works() {
    let home = locked(&CODES);
    home.collab(["recovery-codes", "revoke", "--passphrase-file", "passphrase"])
        .refused(
            9,
            "revoking every recovery code needs a confirmation, and there is nobody to ask",
            "a script confirms with `--yes`",
        )
        .run();
    home.collab(["recovery-codes", "revoke", "--yes", "--passphrase-file", "passphrase"])
        .stderr("No recovery code works any more. Only your passphrase opens the keystore.\n")
        .run();
    assert_eq!(left(&home), "0");
    assert!(CODES.iter().all(|code| !uses(&home, code, "no")));
    home.collab(["print", "--passphrase-file", "passphrase"]).stdout(ALICE.rows()).run();
}

#[test]
fn a_new_lock_has_todays_cost_of_guessing() {
    let home = locked(&CODES);
    let cost = || {
        let file = fs::read(home.keystore()).expect("it is there");
        let file: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
        let slot = &file["public"]["lock"]["passphrase"];
        ["memory_kib", "passes", "lanes"].map(|number| slot[number].as_u64().expect("a number"))
    };
    let cheap = fs::read(home.keystore()).expect("it is there");
    for arguments in [
        &["recovery-codes", "new", "--out", "codes"][..],
        &["recovery-codes", "revoke", "--yes"],
        &["passphrase", "set", "--new-passphrase-file", "passphrase"],
    ] {
        fs::write(home.keystore(), &cheap).expect("writable");
        assert_eq!(cost(), [64 * 1024, 3, 1]);
        let run = home.collab(arguments).args(["-q", "--passphrase-file", "passphrase"]);
        run.run();
        assert_eq!(cost(), [256 * 1024, 3, 4], "{arguments:?}");
        home.collab(["print", "--passphrase-file", "passphrase"]).stdout(ALICE.rows()).run();
    }
}

#[test]
fn few_codes_left_are_told_when_it_is_opened() {
    let home = locked(&CODES[..2]);
    home.collab(["print", "--passphrase-file", "passphrase"])
        .stdout(ALICE.rows())
        .stderr("2 recovery codes left: `collab recovery-codes new` makes new ones.\n")
        .run();
}

#[test]
fn an_unlocked_keystore_needs_no_recovery_codes() {
    let home = Home::of(&[&ALICE]);
    for arguments in
        [&["recovery-codes", "new", "--out", "codes"][..], &["recovery-codes", "revoke"]]
    {
        home.collab(arguments)
            .refused(
                1,
                "the keystore has no passphrase, so there is nothing to recover",
                "lock it first with `collab passphrase set`",
            )
            .run();
    }
    home.collab(["recovery-codes", "status"])
        .stdout("0\n")
        .stderr("No passphrase is set, so there is nothing to recover.\n")
        .run();
}

#[test]
fn without_a_terminal_no_codes_are_made() {
    locked(&[])
        .collab(["recovery-codes", "new", "--passphrase-file", "passphrase"])
        .refused(
            9,
            "recovery codes are shown to a person, and there is no terminal",
            "write them into a new file with `--out FILE`",
        )
        .run();
}

#[test]
fn gives_json() {
    let home = locked(&CODES);
    let status = home.collab(["recovery-codes", "status", "--json"]).stdout_any().run().json();
    assert_eq!(
        status,
        serde_json::json!({
            "locked": true, "left": 3, "pending": 0, "issued": "2026-01-31T12:00:00Z", "used_at": null,
        })
    );
}

#[test]
fn the_file_of_a_list_gives_its_first_code_that_opens() {
    let home = locked(&[]);
    home.collab(["-q", "recovery-codes", "new", "--count", "3", "--out", "codes"])
        .args(["--passphrase-file", "passphrase"])
        .run();
    let codes = lines(&home.at("codes"));
    let list = codes.join("\n") + "\n";
    // Each use takes the next one, since the one before opens nothing any more.
    for (turn, form) in
        [list.clone(), format!("\u{feff}{}", list.replace('\n', "\r\n")), format!("\n{list}\n")]
            .iter()
            .enumerate()
    {
        assert!(uses(&home, form, &format!("out{turn}")), "{turn}");
        assert!(!uses(&home, &codes[turn], "no"), "{turn}");
    }
    home.file("code", &list);
    home.collab([
        "passphrase",
        "set",
        "--recovery-code-file",
        "code",
        "--new-passphrase-file",
        "other",
    ])
    .args(["--out", "no"])
    .refused(
        6,
        "that recovery code does not open the keystore",
        "it was used or replaced before, or belongs to another keystore; if no other code is left, your backup \
         code brings the account back into a new keystore: `collab restore --keystore NEW-FILE`",
    )
    .keystore_unchanged()
    .run();
    // One with a slip in it is told by its line, if no other opens.
    let slipped = format!("{}\n{}\n", codes[0], CODES[0].replace('B', "C"));
    home.file("code", slipped);
    home.collab([
        "passphrase",
        "set",
        "--recovery-code-file",
        "code",
        "--new-passphrase-file",
        "other",
    ])
    .args(["--out", "no"])
    .refused(
        6,
        "no code in the file opens the keystore, and line 2 is no recovery code: one character is \
         wrong, or two are swapped",
        "compare it with what you saved; no code was used up",
    )
    .run();
}

#[test]
fn one_code_may_stand_on_several_lines() {
    let home = locked(&CODES);
    assert!(uses(&home, &CODES[0].replace('-', "\n"), "out"));
}

#[test]
fn a_file_that_is_there_is_refused_before_anything_is_asked() {
    let home = locked(&CODES);
    home.file("out", "mine");
    assert!(!uses(&home, CODES[0], "out"));
    assert_eq!(left(&home), "3");
    home.collab(["recovery-codes", "status"])
        .stdout("3\n")
        .stderr("3 recovery codes are left, made on 2026-01-31.\n")
        .run();
}
