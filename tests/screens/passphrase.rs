//! The passphrase on a terminal: typed unseen, asked for once, and the way out when it is forgotten.

use rustix::process::Signal;

use super::{NARROW, USUAL, on_terminal};
use crate::support::collab::{ALICE, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_D};

const ASKS: &str = "Passphrase:";
const SAVED: &str = "Enter when it is saved:";
const ASKS_FOR_EITHER: &str = "Passphrase (forgot it? type a recovery code):";

fn locked(codes: &[&str]) -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(codes);
    home
}

#[test]
fn it_is_typed_unseen() {
    for size in [USUAL, NARROW] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], size);
        let ended = pty.sees(ASKS).enters(PASSPHRASE).ends().with(0);
        ended.says("alice is now called work.").does_not_say(PASSPHRASE);
    }
}

#[test]
fn a_wrong_one_is_asked_for_again_three_times_in_all() {
    let home = locked(&[]);
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS).enters(OTHER_PASSPHRASE).sees("That is not it.").enters(PASSPHRASE);
    let ended = pty.ends().with(0).says("alice is now called work.");
    ended.does_not_say(OTHER_PASSPHRASE).does_not_say(PASSPHRASE);

    // Typed while the first is still looked into, the others are not shown either.
    let mut pty = on_terminal(&home, &["rename", "work", "alice"], USUAL);
    pty.sees(ASKS).enters("first").enters("second").enters("third");
    let ended = pty.ends().with(6).says("error: that does not open the keystore");
    ended.says("That is not it.").does_not_say("second").does_not_say("third");
}

#[test]
fn leaving_gives_the_terminal_back_as_it_was() {
    for key in [CTRL_C, CTRL_D] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).types("half of it").types(CTRL_C);
        pty.ends().with(130).does_not_say("half");
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).types(key).ends().with(130);
    }
    for signal in [Signal::TERM, Signal::HUP] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).signals(signal).ends().by(signal);
    }
}

#[test]
fn a_new_one_is_typed_twice_and_told_how_strong_it_is() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
    pty.sees("New passphrase:").enters("").sees("Not taken: an empty passphrase locks nothing.");
    pty.enters("password1").sees("Not taken: it is easily guessed: about 10^");
    pty.enters(PASSPHRASE).sees("Strong: about 10^").sees("Once more:").enters(OTHER_PASSPHRASE);
    pty.sees("These are not the same.").enters(PASSPHRASE).enters(PASSPHRASE);
    let ended = pty.ends().with(0);
    ended.says("The keystore is locked.").does_not_say(PASSPHRASE).does_not_say("password1");
    home.collab(["print"]).env("COLLAB_PASSPHRASE", PASSPHRASE).stdout(ALICE.rows()).run();
}

/// The whole way of someone who forgot it: a code, a new passphrase, another code in its place.
#[test]
fn a_recovery_code_opens_it_and_is_replaced() {
    for size in [USUAL, NARROW] {
        let home = locked(&CODES);
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], size);
        pty.sees(ASKS_FOR_EITHER).enters(&CODES[0].to_lowercase());
        pty.sees("That is a recovery code").sees("New passphrase:").enters(OTHER_PASSPHRASE);
        pty.sees("Once more:").enters(OTHER_PASSPHRASE);
        pty.sees("Your new recovery code. It is shown this once.").sees(SAVED);
        assert!(pty.is_in_private());
        let rows = pty.rows();
        let shown = rows.iter().find_map(|row| row.trim().strip_prefix("1:")).expect("a code");
        let shown = shown.trim().to_owned();
        pty.enters("").sees("Type it from what you saved:").enters(CODES[1]);
        pty.sees("That is another code.").enters(&shown[..20]).sees("That is no recovery code.");
        let ended = pty.enters(&shown).ends().with(0).says("alice is now called work.");
        let ended = ended.says("the used code opens nothing any more").does_not_say(&shown);
        ended.does_not_say(CODES[0]).does_not_say(OTHER_PASSPHRASE);
        home.collab(["print"])
            .env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE)
            .stdout(ALICE.rows())
            .stderr_any()
            .run();
        let mut pty = on_terminal(&home, &["print"], size);
        pty.sees(ASKS_FOR_EITHER)
            .enters(CODES[0])
            .sees("That recovery code was used")
            .types(CTRL_C)
            .ends();
    }
}

#[test]
fn whoever_leaves_before_the_new_code_is_proven_has_lost_nothing() {
    let home = locked(&CODES);
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees("New passphrase:").enters(OTHER_PASSPHRASE);
    pty.sees("Once more:").enters(OTHER_PASSPHRASE).sees("It is shown this once.").types(CTRL_C);
    pty.ends().with(130).says("every code that worked still does");
    home.collab(["print"])
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .stdout(ALICE.rows())
        .stderr_any()
        .run();
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees("New passphrase:").types(CTRL_C).ends();
}
