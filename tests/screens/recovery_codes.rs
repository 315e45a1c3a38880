//! Recovery codes on a terminal: the list is shown once, in private, and one code has to be typed.

use rustix::process::Signal;

use super::{NARROW, USUAL, on_terminal};
use crate::support::collab::{ALICE, CODES, Home, PASSPHRASE};
use crate::support::pty::{CTRL_C, Pty};

const SAVED: &str = "Enter when all are saved; or type print, copy, or file (recovery-codes.txt):";

fn locked() -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    home
}

fn left(home: &Home) -> String {
    home.collab(["-q", "recovery-codes", "status"]).stdout_any().run().stdout
}

/// Returns the codes on the screen, by number.
fn shown(pty: &Pty) -> Vec<String> {
    let is_code = |row: &String| {
        let (_, code) = row.trim().split_once(":  ")?;
        (code.len() == 34).then(|| code.to_owned())
    };
    pty.rows().iter().filter_map(is_code).collect()
}

#[test]
fn a_list_is_shown_in_private_and_a_particular_code_typed() {
    for (size, count) in [(USUAL, 10), (NARROW, 5)] {
        let home = locked();
        let number = count.to_string();
        let arguments = ["recovery-codes", "new", "--count", &number];
        let mut pty = on_terminal(&home, &arguments, size);
        pty.sees("Passphrase")
            .enters(PASSPHRASE)
            .sees("They are shown until you confirm them.")
            .sees(SAVED);
        assert!(pty.is_in_private());
        let codes = shown(&pty);
        assert_eq!(codes.len(), count);
        pty.enters("").sees("Are they saved?").sees("from what you saved:");
        let asked = pty.contents();
        let asked = asked.split("Type code ").nth(1).expect("it asks").to_owned();
        let asked: usize = asked.split_whitespace().next().expect("a number").parse().expect("one");
        // Another code of the list does not confirm it; an empty line shows the list again.
        let (right, other) = (&codes[asked - 1], &codes[asked % count]);
        pty.enters(other)
            .sees("That is another code of your list.")
            .enters("")
            .sees("shown until you confirm them.");
        pty.enters("").sees("Are they saved?").enters(&right.to_lowercase());
        let mut ended =
            pty.ends().with(0).says("new recovery codes work now. The earlier ones no longer do.");
        for code in &codes {
            ended = ended.does_not_say(code);
        }
        assert_eq!(left(&home).trim(), number);
    }
}

#[test]
fn a_file_that_was_there_already_is_not_said_to_hold_the_codes() {
    let home = locked();
    home.file("recovery-codes.txt", "an older list");
    let mut pty = on_terminal(&home, &["recovery-codes", "new", "--count", "1"], USUAL);
    pty.sees("Passphrase").enters(PASSPHRASE).sees("It is shown until you confirm it.");
    let rows = pty.rows();
    let code = rows.iter().map(|row| row.trim()).find(|row| row.len() == 34).expect("a code");
    pty.enters("file").sees("That failed: ").sees("is there already").enters("");
    pty.sees("Is it saved?").enters(code);
    pty.ends().with(0).does_not_say("The recovery codes are in");
    let kept = std::fs::read_to_string(home.at("recovery-codes.txt")).expect("it is there");
    assert_eq!(kept, "an older list");
}

#[test]
fn a_file_with_the_codes_is_named_to_whoever_leaves() {
    let home = locked();
    let mut pty = on_terminal(&home, &["recovery-codes", "new"], USUAL);
    pty.sees("Passphrase").enters(PASSPHRASE).sees(SAVED).enters("file").sees("They are in");
    let ended = pty.types(CTRL_C).ends().with(130).says("The recovery codes are in \"");
    ended
        .says("recovery-codes.txt\": print it, then delete it.")
        .says("are NOT confirmed as saved");
    assert!(home.at("recovery-codes.txt").exists());
}

#[test]
fn a_list_that_is_not_confirmed_retires_nothing() {
    let home = locked();
    let mut pty = on_terminal(&home, &["recovery-codes", "new"], USUAL);
    pty.sees("Passphrase").enters(PASSPHRASE).sees("shown until you confirm them.").types(CTRL_C);
    let ended = pty.ends().with(130);
    ended
        .says("Stopped. Your new recovery codes are NOT confirmed as saved.")
        .says("They work all the same, and so do your earlier ones. Your passphrase still works.");
    home.collab(["recovery-codes", "status"])
        .stdout("3\n")
        .stderr(
            "3 recovery codes are left, made on 2026-01-31; 10 codes were shown, but you have not \
             confirmed that you saved them; they work until you confirm newer ones.\n",
        )
        .run();
    // On a terminal the sentence contains the number, so it is not printed again.
    let mut pty = on_terminal(&home, &["recovery-codes", "status"], USUAL);
    pty.ends().with(0).says("3 recovery codes are left").does_not_say("3 3 recovery");
}

#[test]
fn a_first_list_that_is_not_confirmed_works_until_another_is_made() {
    for signal in [None, Some(Signal::TERM)] {
        let home = Home::of(&[&ALICE]);
        home.locks(&[]);
        let mut pty = on_terminal(&home, &["recovery-codes", "new"], USUAL);
        pty.sees("Passphrase").enters(PASSPHRASE).sees("shown until you confirm them.").enters("");
        pty.sees("Are they saved?");
        let ended = match signal {
            None => pty.types(CTRL_C).ends().with(130),
            Some(signal) => pty.signals(signal).ends().by(signal),
        };
        ended
            .says("Stopped. Your new recovery codes are NOT confirmed as saved.")
            .says("The codes that you were shown work until you confirm newer ones.");
        home.collab(["recovery-codes", "status"])
            .stdout("0\n")
            .stderr(
                "10 codes were shown, but you have not confirmed that you saved them; they work \
                 until you confirm newer ones.\n",
            )
            .run();
    }
}

#[test]
fn revoking_takes_a_yes() {
    let home = locked();
    let mut pty = on_terminal(&home, &["recovery-codes", "revoke"], USUAL);
    pty.sees("To revoke every recovery code, type yes").enters("");
    pty.ends().with(1).says("nothing was changed");
    assert_eq!(left(&home).trim(), "3");
    let mut pty = on_terminal(&home, &["recovery-codes", "revoke"], USUAL);
    pty.sees("type yes").enters("yes").sees("Passphrase").enters(PASSPHRASE);
    pty.ends().with(0).says("No recovery code works any more.");
    assert_eq!(left(&home).trim(), "0");
}
