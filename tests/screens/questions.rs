//! Public questions and menus: whatever ends or stops them, the terminal is as it was.

use rustix::process::Signal;

use super::{LOCK_IT, MENU, NARROW, USUAL, accounts, in_shell, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_D, CTRL_Z, Pty};

/// Where a question of dialoguer is asked.
#[derive(Clone, Copy, Debug)]
enum At {
    Input,
    Select,
    Confirm,
}

const EACH: [At; 3] = [At::Input, At::Select, At::Confirm];

impl At {
    /// A run that asks it.
    fn asks(self, home: &Home) -> Pty {
        match self {
            Self::Input => {
                let mut pty = on_terminal(home, &["init"], USUAL);
                pty.sees(self.question());
                pty
            }
            Self::Select => {
                let mut pty = on_terminal(home, &["use"], USUAL);
                pty.sees(self.question()).sees("> alice").sees("bob");
                pty
            }
            Self::Confirm => {
                let mut pty = on_terminal(home, &["init", "carol"], USUAL);
                pty.sees(LOCK_IT).enters(PASSPHRASE).sees("Type it once more").enters(PASSPHRASE);
                pty.sees(MENU).enters("").sees("later:");
                let code = super::code_on(&pty);
                pty.enters("").sees("of 4: box ");
                let contents = pty.contents();
                let (_, rest) = contents.split_once("of 4: box ").expect("a box");
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let number: usize = number.parse().expect("its number");
                pty.enters(&code[(number - 1) * 5..number * 5]).sees_below(self.question());
                pty
            }
        }
    }

    fn question(self) -> &'static str {
        match self {
            Self::Input => "Name of the account on this device:",
            Self::Select => "Which account shall be the default?",
            Self::Confirm => "Make recovery codes now? [Y/n]",
        }
    }

    fn home(self) -> Home {
        match self {
            Self::Input | Self::Select => Home::of(&[&ALICE, &BOB]),
            Self::Confirm => Home::new(),
        }
    }

    /// How it ends when somebody leaves: where the account is made, the rest is only left out.
    fn left(self) -> i32 {
        match self {
            Self::Input | Self::Select => 130,
            Self::Confirm => 0,
        }
    }
}

#[test]
fn ctrl_c_and_ctrl_d_give_the_terminal_back() {
    for at in EACH {
        for key in [CTRL_C, CTRL_D] {
            let home = at.home();
            at.asks(&home).makes_signals_of_keys().types(key).ends().with(at.left());
        }
    }
}

#[test]
fn a_signal_gives_the_terminal_back_and_ends_it() {
    for at in EACH {
        for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
            let home = at.home();
            at.asks(&home).signals(signal).ends().by(signal);
        }
    }
}

#[test]
fn a_closed_terminal_ends_it() {
    for at in EACH {
        let home = at.home();
        at.asks(&home).closes().ends().by(Signal::HUP);
    }
}

#[test]
fn stopped_it_gives_the_terminal_back_and_asks_again_when_it_goes_on() {
    for at in EACH {
        let home = at.home();
        let mut pty = at.asks(&home);
        let asked = |pty: &Pty| pty.output().matches(at.question()).count();
        for is_key in [true, false] {
            let before = asked(&pty);
            if is_key {
                pty.makes_signals_of_keys().types(CTRL_Z);
            } else {
                pty.signals(Signal::TSTP);
            }
            pty.is_stopped().sees_below("");
            pty.waits("the cursor", |pty| !pty.screen().hide_cursor());
            assert!(pty.has_its_own_modes(), "{at:?}");
            pty.signals(Signal::CONT).waits("it to ask again", |pty| asked(pty) > before);
        }
        pty.types(CTRL_C).ends().with(at.left());
    }
}

#[test]
fn another_size_is_no_answer() {
    for at in EACH {
        let home = at.home();
        let mut pty = at.asks(&home);
        pty.resizes((60, 20)).resizes((100, 30)).sees(at.question());
        pty.types(CTRL_C).ends().with(at.left());
    }
}

#[test]
fn a_default_is_chosen_with_arrows_or_letters() {
    for keys in ["\x1b[B\r", "bob\r"] {
        let home = Home::of(&[&ALICE, &BOB]);
        At::Select.asks(&home).types(keys).ends().with(0).says("bob is the default account now.");
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let mut pty = on_terminal(&home, &["use", "--plain"], USUAL);
    pty.sees("  2  bob").enters("carol").sees("Type one of 1, 2.").enters("2");
    pty.ends().with(0).says("bob is the default account now.");
}

#[test]
fn letters_that_match_no_choice_are_answered() {
    let home = Home::of(&[&ALICE, &BOB]);
    let mut pty = At::Select.asks(&home);
    pty.types("xyz").sees("No match. Escape clears the letters.").types("\r");
    pty.types("\x7f\x7f\x7f").waits("the menu again", |pty| {
        let contents = pty.contents();
        contents.contains("> alice") && !contents.contains("No match")
    });
    pty.enters("BOB").sees("No match.").types("\x7f\x7f\x7f").enters("bob");
    pty.ends().with(0).says("bob is the default account now.");
}

#[test]
fn escape_clears_the_letters_however_many_they_are() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE, &BOB]);
        let mut pty = on_terminal(&home, &["use"], size);
        pty.sees("> alice").types(&"é".repeat(40)).types(&"x".repeat(60)).types("z");
        // A copy that a key left behind would stay.
        pty.waits("one line of letters", |pty| {
            let rows = pty.rows();
            let mut lines = rows.iter().filter(|row| row.contains('|'));
            lines.next().is_some_and(|row| row.contains("z|")) && lines.next().is_none()
        });
        pty.types("\x1b").sees("default? |").sees("> alice").enters("bob");
        let ended = pty.ends().with(0).says("bob is the default account now.");
        ended.does_not_say("No match").does_not_say("xx");
        // Where there are none, it leaves.
        let mut pty = on_terminal(&home, &["use"], size);
        pty.sees("> bob").types("\x1b").ends().with(130).says("nothing was changed");
    }
}

#[test]
fn a_key_is_seen_before_enter() {
    let mut pty = At::Select.asks(&At::Select.home());
    pty.types("w").sees("default? w|").types("\x7fb").sees("default? b|");
    pty.types(CTRL_C).ends().with(130);
    let home = At::Confirm.home();
    let mut pty = At::Confirm.asks(&home);
    pty.types("y").sees("now? [Y/n] y").types("\x7fn").sees("now? [Y/n] n").types("\r");
    pty.ends().with(0).says("now? [Y/n] no");
    let mut pty = At::Input.asks(&At::Input.home());
    pty.types("w").sees(": w").types(CTRL_C).ends().with(130);
}

/// Whether the last thing on the screen is the question.
fn asks_at_the_end(pty: &Pty) -> bool {
    pty.screen().contents().trim_end().ends_with("[Y/n]")
}

#[test]
fn words_that_are_neither_yes_nor_no_agree_to_nothing() {
    let home = At::Confirm.home();
    let mut pty = At::Confirm.asks(&home);
    pty.enters("clear; ls").sees("Type y or n.");
    pty.waits("the question again", asks_at_the_end).enters("yess");
    pty.waits("the question again", |pty| pty.output().matches("Type y or n.").count() == 2);
    let ended = pty.enters(" NO ").ends().with(0).says("now? [Y/n] no");
    ended.does_not_say("clear").does_not_say("yess");
}

#[test]
fn an_answer_longer_than_the_window_is_gone_and_nothing_else() {
    const ABOVE: &str = "recovery codes let you in on this device.";
    // Up to the last column, and over it; on two lines, and on three.
    for length in [48, 49, 50, 128, 129, 130] {
        let home = At::Confirm.home();
        let mut pty = At::Confirm.asks(&home);
        assert!(pty.screen().contents().contains(ABOVE));
        pty.enters(&"certain nominee ".repeat(9)[..length]).sees("Type y or n.");
        pty.waits("the question again", asks_at_the_end);
        let screen = pty.screen().contents();
        assert!(!screen.contains("certain") && !screen.contains("nominee"), "{length}: {screen}");
        assert!(screen.contains(ABOVE), "{length}: {screen}");
        pty.enters("n").ends().with(0);
    }
}

#[test]
fn an_answer_with_five_digits_is_refused_and_not_shown_again() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init"], USUAL);
    pty.sees("(Enter for alice):").enters("7743507352");
    pty.sees("A name with five digits or more is not taken here.");
    assert!(!pty.contents().contains("7743507352"), "{}", pty.contents());
    pty.enters("").sees(LOCK_IT).enters("").sees(MENU).enters("later").ends().with(0);
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn nothing_typed_between_two_keys_moves_the_menu() {
    for _ in 0..20 {
        let home = Home::of(&[&ALICE, &BOB]);
        let mut pty = At::Select.asks(&home);
        pty.types("\x1b[B\x1b[A\x1b[B\x1b[A\x1b[Bb\x7f\x1b[B\r");
        let ended = pty.ends().with(0).says("bob is the default account now.");
        assert!(!ended.left.contains("> "), "{}", ended.left);
        assert_eq!(ended.left.trim_end().lines().count(), 3, "{}", ended.left);
    }
}

#[test]
fn the_rest_of_a_paste_reaches_no_shell() {
    let home = Home::of(&[&ALICE, &BOB]);
    let mut pty = in_shell(&home, r#""$collab" use; read -r line; echo "got <$line>""#, USUAL);
    pty.sees("Which account").sees("bob").types("alice\rtouch pasted\rmore\r");
    pty.sees("is the default account now.").enters("fresh").ends().with(0).says("got <fresh>");
}
