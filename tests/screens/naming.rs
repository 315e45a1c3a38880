//! The question for a name.

use rustix::process::Signal;

use super::{LOCK_IT, MENU, SAVED, USUAL, accounts, code_on, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, Home};
use crate::support::pty::{CTRL_C, CTRL_D, CTRL_Z, Pty};

const QUESTION: &str = "Name of the account on this device";

#[test]
fn the_login_name_is_offered() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init"], USUAL);
    pty.sees("on this device (Enter for alice):").enters("").sees(LOCK_IT).enters("");
    pty.sees(MENU).enters("later").ends().with(0);
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn without_a_login_name_the_name_that_is_offered_is_no_setting() {
    let home = Home::new();
    let command = home.collab(["init"]).env("TERM", "xterm-256color").command();
    let mut pty = Pty::start(&command, USUAL);
    pty.sees("on this device (Enter for my-account):").enters("").sees(LOCK_IT).enters("");
    pty.sees(MENU).enters("later").ends().with(0);
    assert_eq!(accounts(&home), unconfirmed("my-account"));
}

#[test]
fn bad_and_taken_names_are_refused_in_place() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["init"], USUAL);
    pty.sees(&format!("{QUESTION}:"));
    pty.enters("")
        .sees("Use up to 32 lowercase letters, digits and hyphens, starting with a letter");
    pty.enters("alice").sees("alice is the name of another account here.");
    pty.enters("Maria Müller").sees("(Enter for maria-mueller):");
    pty.enters("12 345").sees("A name with five digits or more is not taken here.");
    pty.enters("Al").sees("(Enter for al):").enters("bob").sees(MENU).enters("").sees(SAVED);
    let code = code_on(&pty);
    pty.enters("later").ends().with(0).keeps_secret(&code);
    let names: Vec<String> = accounts(&home).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["alice", "bob"]);
}

#[test]
fn leaving_creates_nothing() {
    for key in [CTRL_C, CTRL_D] {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["init"], USUAL);
        pty.sees(QUESTION).makes_signals_of_keys().types(key).ends().with(130);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn a_signal_creates_nothing() {
    for signal in [Signal::TERM, Signal::HUP] {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["init"], USUAL);
        pty.sees(QUESTION).signals(signal).ends().by(signal);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn a_closed_terminal_creates_nothing() {
    let home = Home::new();
    on_terminal(&home, &["init"], USUAL).sees(QUESTION).closes().ends().by(Signal::HUP);
    assert!(!home.keystore().exists());
}

#[test]
fn another_size_and_a_pause_leave_the_question_as_it_is() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init"], USUAL);
    pty.sees("(Enter for alice):").types("bo").sees("bo").resizes((60, 20)).types("b").sees("bob");
    pty.makes_signals_of_keys().types(CTRL_Z).is_stopped();
    assert!(pty.has_its_own_modes());
    pty.signals(Signal::CONT)
        .waits("the question again", |pty| pty.output().matches("(Enter for alice):").count() == 2);
    pty.enters("carol").sees(LOCK_IT).enters("").sees(MENU).enters("later").ends().with(0);
    assert_eq!(accounts(&home), unconfirmed("carol"));
}
