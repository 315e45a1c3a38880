//! `collab passphrase`: it locks the keystore, and every command that needs a secret then unlocks
//! it.

use std::fs;

use crate::support::collab::{
    ALICE, BOB, CODES, Home, NOT_VERIFIED, OTHER_PASSPHRASE, PASSPHRASE, Saved, lock_with,
};

const LOCKED: &str = "The keystore is locked. Nobody can reset the passphrase: `collab \
    recovery-codes new` makes codes that open it if you forget the passphrase.\nThe old, unlocked \
    file may still be recoverable from the disk. If that matters, make a new account with `collab \
    init NAME`, and use that one.\n";
const WRONG: (i32, &str, &str) = (
    6,
    "the passphrase given by `--passphrase-file` does not open the keystore",
    "give the right one, or type it when asked (in CI, set the secret again); if it is lost, your backup code brings the account back into a new keystore: `collab restore --keystore NEW-FILE`",
);
const NOBODY: (i32, &str, &str) = (
    9,
    "the keystore is locked, and there is nobody to ask for the passphrase",
    "name a file with `--passphrase-file FILE` or `COLLAB_PASSPHRASE_FILE`, or set \
     `COLLAB_PASSPHRASE`",
);

/// The hint where this variable is set, but empty.
fn is_empty(variable: &str) -> String {
    format!(
        "`{variable}` is set, but empty; in CI, the secret that it comes from is probably not set for \
         this job"
    )
}

fn locked() -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    home
}

#[test]
fn set_locks_the_keystore_and_its_codes_are_in_it_no_more() {
    let home = Home::of(&[&ALICE]);
    home.file("new", PASSPHRASE);
    home.collab(["passphrase", "set", "--new-passphrase-file", "new"]).stderr(LOCKED).run();
    let text = fs::read_to_string(home.keystore()).expect("it is there");
    assert!(!text.contains(&ALICE.code[..10]) && text.contains(ALICE.public_key));
    assert!(text.contains(r#""kdf": "argon2id", "memory_kib": 262144, "passes": 3, "lanes": 4"#));
    let print = || home.collab(["print"]);
    print().refused(NOBODY.0, NOBODY.1, NOBODY.2).run();
    print().args(["--passphrase-file", "new"]).stdout(ALICE.rows()).run();
    print().env("COLLAB_PASSPHRASE", PASSPHRASE).stdout(ALICE.rows()).run();
    print().args(["--passphrase-file", "-"]).stdin(PASSPHRASE).stdout(ALICE.rows()).run();
    let by_variable = WRONG.1.replace("--passphrase-file", "COLLAB_PASSPHRASE");
    print().env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE).refused(6, &by_variable, WRONG.2).run();
}

#[test]
fn a_variable_names_the_passphrase_file() {
    let home = locked();
    home.file("passphrase", PASSPHRASE);
    let print = || home.collab(["print"]);
    print().env("COLLAB_PASSPHRASE_FILE", "passphrase").stdout(ALICE.rows()).run();
    print().env("COLLAB_PASSPHRASE_FILE", "-").stdin(PASSPHRASE).stdout(ALICE.rows()).run();
    // An empty variable counts as not set, and the flag is the later choice.
    let hint = is_empty("COLLAB_PASSPHRASE_FILE");
    print().env("COLLAB_PASSPHRASE_FILE", "").refused(NOBODY.0, NOBODY.1, &hint).run();
    home.file("other", OTHER_PASSPHRASE);
    print()
        .args(["--passphrase-file", "other"])
        .env("COLLAB_PASSPHRASE_FILE", "passphrase")
        .refused(WRONG.0, WRONG.1, WRONG.2)
        .run();
    print()
        .env("COLLAB_PASSPHRASE_FILE", "./missing")
        .refused(
            1,
            "the passphrase file \"./missing\" does not exist",
            "name the file that holds the passphrase by its whole path",
        )
        .run();
    // A passphrase in the place of a file name is not quoted.
    print()
        .env("COLLAB_PASSPHRASE_FILE", PASSPHRASE)
        .refused(
            1,
            "the file given to `COLLAB_PASSPHRASE_FILE` does not exist",
            "name the file that holds the passphrase by its whole path",
        )
        .run();
    print()
        .env("COLLAB_PASSPHRASE_FILE", "passphrase")
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .refused(
            2,
            "both COLLAB_PASSPHRASE and COLLAB_PASSPHRASE_FILE are set, but only one can be used",
            "`unset COLLAB_PASSPHRASE`, and keep the file",
        )
        .run();
}

#[test]
fn showing_public_values_needs_no_passphrase() {
    let home = locked();
    home.collab(["whoami"])
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(NOT_VERIFIED)
        .keystore_unchanged()
        .run();
    home.collab(["accounts"])
        .stdout(format!("alice\t{}\tdefault\tconfirmed\n", ALICE.identity))
        .stderr(NOT_VERIFIED)
        .keystore_unchanged()
        .run();
    home.collab(["recovery-codes", "status"])
        .stdout("0\n")
        .stderr(
            "There are no recovery codes: `collab recovery-codes new` makes some; if the \
             passphrase is lost, your backup code brings the account back: `collab restore \
             --keystore NEW-FILE`.\n",
        )
        .keystore_unchanged()
        .run();
}

#[test]
fn every_change_needs_the_passphrase() {
    let home = locked();
    home.holds_nothing_new(&["use", "alice"]);
    home.holds_nothing_new(&["rename", "alice", "work"]);
    home.holds_nothing_new(&["remove", "alice", "--yes"]);
    home.holds_nothing_new(&["init", "bob"]);
    home.holds_nothing_new(&["passphrase", "remove", "--yes"]);

    let open = |arguments: &[&str]| {
        home.collab(arguments).args(["--passphrase-file", "passphrase"]).stderr_any().stdout_any()
    };
    open(&["restore", "bob"]).stdin(BOB.code).run();
    open(&["rename", "alice", "work"]).run();
    open(&["use", "bob"]).run();
    open(&["remove", "work", "--yes"]).run();
    open(&["init", "carol"]).run();
    assert_eq!(home.accounts().len(), 2);
    open(&["print", "-a", "bob"]).stdout(BOB.rows()).run();
}

#[test]
fn check_compares_identities_without_the_passphrase_and_keeps_no_date() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.locks(&[]);
    home.collab(["check"])
        .stdin(ALICE.code)
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(format!(
            "Your code works. It opens {}, which this locked keystore lists as alice (not verified).\n\
             Today's date was not recorded, since the keystore is locked.\n",
            ALICE.identity
        ))
        .keystore_unchanged()
        .run();
    home.collab(["check", "--passphrase-file", "passphrase"])
        .stdin(ALICE.code)
        .stdout(format!("{}\n", ALICE.identity))
        .stderr("Your code works. It opens alice.\n")
        .run();
    assert!(home.accounts()[0].ends_with("\tconfirmed"));
}

#[test]
fn set_changes_the_passphrase_and_the_old_one_opens_nothing() {
    let home = locked();
    home.file("new", format!("{OTHER_PASSPHRASE}\n"));
    home.collab(["passphrase", "set", "--new-passphrase-file", "new"])
        .args(["--passphrase-file", "passphrase"])
        .stderr("Your new passphrase is set. No other one opens the keystore.\n")
        .run();
    home.collab(["print", "--passphrase-file", "passphrase"])
        .refused(WRONG.0, WRONG.1, WRONG.2)
        .run();
    home.collab(["print", "--passphrase-file", "new"]).stdout(ALICE.rows()).run();
}

#[test]
fn an_empty_and_a_trivial_passphrase_are_refused() {
    let home = Home::of(&[&ALICE]);
    let set = |passphrase: &str| {
        home.file("new", passphrase);
        home.collab(["passphrase", "set", "--new-passphrase-file", "new"])
    };
    let hint = "the file of `--new-passphrase-file` is empty; in CI, the secret that it is made from is \
                probably not set for this job";
    for empty in ["", "\n"] {
        set(empty).refused(1, "an empty passphrase locks nothing", hint).run();
        let told = "an empty passphrase locks nothing";
        set(empty).arg("--weak-passphrase").refused(1, told, hint).run();
    }
    for trivial in ["collab", "password1", "qwertyuiop", "20260131"] {
        let said = set(trivial).status(1).stderr_any().keystore_unchanged().run();
        assert!(
            said.stderr.starts_with("error: the new passphrase is too easy to guess: about 1"),
            "{trivial}"
        );
        assert!(!said.stderr.contains(trivial));
    }
    set("password1").arg("--weak-passphrase").stderr(LOCKED).run();
    set("\u{ff}".repeat(600).as_str())
        .args(["--passphrase-file", "new"])
        .refused(
            1,
            "the passphrase file holds over 1024 bytes, more than a passphrase has",
            "choose a shorter one",
        )
        .run();
}

#[test]
fn remove_unlocks_it_and_ends_the_recovery_codes() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    let remove = || home.collab(["passphrase", "remove"]).args(["--passphrase-file", "passphrase"]);
    remove()
        .refused(
            9,
            "removing the passphrase needs a confirmation, and there is nobody to ask",
            "a script confirms with `--yes`",
        )
        .run();
    remove()
        .arg("--yes")
        .stderr(
            "The keystore is unlocked: anyone who can read the file has your accounts. Its recovery \
             codes no longer work; none is needed.\n",
        )
        .run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
    remove()
        .stderr("The keystore has no passphrase. Nothing was changed.\n")
        .keystore_unchanged()
        .run();
}

#[test]
fn remove_speaks_of_recovery_codes_only_where_there_were_some() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    home.collab(["passphrase", "remove", "--yes", "--passphrase-file", "passphrase"])
        .stderr("The keystore is unlocked: anyone who can read the file has your accounts.\n")
        .run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE]);
    home.file("new", PASSPHRASE);
    let given = |arguments: &[&str]| {
        home.collab(arguments)
            .args(["--json", "--passphrase-file", "new"])
            .stdout_any()
            .run()
            .json()
    };
    let locked = given(&["passphrase", "set", "--new-passphrase-file", "new"]);
    assert_eq!(locked, serde_json::json!({ "locked": true }));
    let locked = given(&["passphrase", "remove", "--yes"]);
    assert_eq!(locked, serde_json::json!({ "locked": false }));
}

#[test]
fn refuses_where_there_is_nothing_to_lock_and_nobody_to_ask() {
    Home::new().collab(["passphrase", "set"]).refused_without_an_account().run();
    let home = Home::of(&[&ALICE]);
    home.collab(["passphrase", "set"])
        .refused(
            9,
            "a new passphrase is needed, and there is nobody to ask",
            "name a file with `--new-passphrase-file FILE`",
        )
        .run();
    home.collab(["passphrase", "set", "--new-passphrase-file", "none"])
        .refused(
            1,
            "the file given to `--new-passphrase-file` does not exist",
            "name the file that holds the new passphrase, or pipe the new passphrase in",
        )
        .run();
}

#[test]
fn one_standard_input_is_not_for_two_things() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    let by_code = ["passphrase", "set", "--recovery-code-file", "-", "--out", "new-code"];
    for (arguments, other, given) in [
        (&["restore", "--code-file", "-"][..], "--passphrase-file", PASSPHRASE),
        (&["check"], "--passphrase-file", PASSPHRASE),
        (&["passphrase", "set", "--new-passphrase-file", "-"], "--passphrase-file", PASSPHRASE),
        (&by_code, "--new-passphrase-file", CODES[0]),
    ] {
        home.collab(arguments)
            .args([other, "-"])
            .stdin(given)
            .refused(
                2,
                "standard input can't be two things at once",
                "pipe one of them in, and name a file for the other",
            )
            .run();
    }
}

// Contents of a file or variable with a passphrase.

/// Returns the same text in the encodings and with the line ends that programs write.
fn good_forms(text: &str) -> Vec<Vec<u8>> {
    let utf16 = |units: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(units).collect()
    };
    let mut forms = Vec::new();
    for end in ["", "\n", "\r\n"] {
        let text = format!("{text}{end}");
        forms.push(text.clone().into_bytes());
        forms.push(format!("\u{feff}{text}").into_bytes());
        forms.push(utf16(u16::to_le_bytes, &text));
        forms.push(utf16(u16::to_be_bytes, &text));
    }
    forms
}

#[test]
fn a_passphrase_file_of_any_program_is_read() {
    for passphrase in
        [PASSPHRASE, "gr\u{fc}n \u{1f40c} \u{5c71}\u{5ddd} \u{e9}tude", " spaces count "]
    {
        let home = Home::of(&[&ALICE]);
        let unlocked = fs::read(home.keystore()).expect("it is there");
        let forms = good_forms(passphrase);
        let every = if passphrase == PASSPHRASE { 1 } else { 5 };
        for bytes in forms.iter().step_by(every) {
            home.file("data/collab/keystore.json", &unlocked);
            home.file("new", bytes);
            let set = home.collab(["-q", "passphrase", "set", "--new-passphrase-file", "new"]);
            set.arg("--weak-passphrase").run();
            // The stored passphrase is the text that a person would type, however the file was
            // encoded.
            home.collab(["print"]).env("COLLAB_PASSPHRASE", passphrase).stdout(ALICE.rows()).run();
        }
        // Opening costs little where the lock does.
        home.file("data/collab/keystore.json", &unlocked);
        lock_with(&home.keystore(), passphrase, &[]);
        for bytes in &forms {
            home.file("old", bytes);
            home.collab(["print", "--passphrase-file", "old"]).stdout(ALICE.rows()).run();
            let piped = home.collab(["print", "--passphrase-file", "-"]).stdin(bytes);
            piped.stdout(ALICE.rows()).run();
        }
    }
}

#[test]
fn a_passphrase_file_of_more_than_one_line_is_refused() {
    let home = locked();
    let hint = "leave one line in it, without an empty one behind; a line end counts as no line";
    for text in
        ["a long one\nsecond", "a long one\n\n", "a long one\r\n\r\n", "\na long one", "a\nb\n"]
    {
        for bytes in
            good_forms(text).into_iter().step_by(4).chain([format!("\u{feff}{text}").into()])
        {
            home.file("new", &bytes);
            home.collab(["passphrase", "set", "--new-passphrase-file", "new"])
                .args(["--passphrase-file", "passphrase"])
                .refused(2, "the new passphrase file holds more than one line", hint)
                .run();
            home.collab(["print", "--passphrase-file", "new"])
                .refused(2, "the passphrase file holds more than one line", hint)
                .run();
        }
        home.collab(["print"])
            .env("COLLAB_PASSPHRASE", text)
            .refused(2, "the COLLAB_PASSPHRASE holds more than one line", hint)
            .run();
    }
}

#[test]
fn a_passphrase_that_nobody_can_type_is_refused() {
    let home = locked();
    for odd in
        ["\t", "\u{1b}[A", "\r", "\u{7f}", "\u{85}", "\u{feff}", "\u{200b}", "\u{202e}", "\u{2028}"]
    {
        home.file("new", format!("seven quiet{odd} zebras"));
        home.collab(["passphrase", "set", "--new-passphrase-file", "new", "--weak-passphrase"])
            .args(["--passphrase-file", "passphrase"])
            .refused(
                2,
                "the new passphrase file has a character that nobody can type",
                "a passphrase has no control characters and no invisible ones, such as a tab",
            )
            .run();
    }
    for bytes in [&b"\xff\xfeabc"[..], b"\xfe\xff\xd8\x00", b"zebras \xff", b"\xef\xbb\xbf\xff"] {
        home.file("new", bytes);
        home.collab(["print", "--passphrase-file", "new"])
            .refused(
                2,
                "the passphrase file is no text",
                "it is read as UTF-8, or as UTF-16 with a byte order mark",
            )
            .run();
    }
}

#[test]
fn an_empty_variable_is_not_set() {
    let home = locked();
    let hint = is_empty("COLLAB_PASSPHRASE");
    home.collab(["print"]).env("COLLAB_PASSPHRASE", "").refused(NOBODY.0, NOBODY.1, &hint).run();
}
