//! Behavior that every command shares on a terminal: `--no-input`, `--plain`, and closed streams.

use super::{LOCK_IT, MENU, USUAL, accounts, in_shell, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, Home, Saved};
use crate::support::pty::{CTRL_C, Pty};

#[test]
fn with_no_input_nothing_is_asked() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for arguments in [&["restore"][..], &["check"], &["remove", "alice"], &["remove", "--all"]] {
        for flag in ["--no-input", "--json"] {
            let arguments = [arguments, &[flag]].concat();
            let ended = on_terminal(&home, &arguments, USUAL).ends().with(9);
            assert!(!ended.output.contains('\x1b'), "{arguments:?}: {:?}", ended.output);
        }
    }
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn with_no_input_an_account_is_created_as_a_script_creates_it() {
    let home = Home::new();
    let ended = on_terminal(&home, &["init", "--no-input"], USUAL).ends().with(0);
    assert!(!ended.output.contains('\x1b'), "{:?}", ended.output);
    assert_eq!(accounts(&home), unconfirmed("default"));
}

/// The ways to ask for a terminal without cursor movement.
#[derive(Clone, Copy)]
enum Plainly {
    Flag,
    Terminal,
    Variable,
}

impl Plainly {
    const ALL: [Self; 3] = [Self::Flag, Self::Terminal, Self::Variable];

    fn on_terminal(self, home: &Home, arguments: &[&str]) -> Pty {
        let run = home.collab(arguments).env("TERM", "xterm-256color").env("USER", "alice");
        let run = match self {
            Self::Flag => run.arg("--plain"),
            Self::Terminal => run.env("TERM", "dumb"),
            Self::Variable => run.env("COLLAB_PLAIN", "1"),
        };
        Pty::start(&run.command(), USUAL)
    }
}

#[test]
fn plain_is_without_any_escape_sequence() {
    let mut outputs = Vec::new();
    for way in Plainly::ALL {
        let home = Home::new();
        let mut pty = way.on_terminal(&home, &["init"]);
        pty.sees("(Enter for alice):").enters("Not").sees("(Enter for not):").enters("alice");
        pty.sees(LOCK_IT).enters("").sees("Your choice").enters("");
        pty.sees("The backup code of alice");
        pty.sees("This stays on the screen.").sees("or later:").enters("");
        pty.sees("Is it saved?").enters("00000").sees("does not match");
        pty.enters("").sees("(Enter for s):").enters("later");
        outputs.push(pty.ends().with(0).says("alice is ready").output);
        assert_eq!(accounts(&home), unconfirmed("alice"));

        let home = Home::new();
        let mut pty = way.on_terminal(&home, &["restore", "alice"]);
        pty.sees("Row 1 of 4").enters("17: 12345").sees("Not taken");
        pty.enters(&ALICE.with(&[(5, "?")]))
            .sees("This stays on the screen.")
            .sees("Use it? [Y/n]");
        pty.enters("y");
        outputs
            .push(pty.locks_nothing().ends().with(0).says("alice is back on this device.").output);
        assert_eq!(accounts(&home), unconfirmed("alice"));

        for arguments in [&["print"][..], &["print", "--qr"], &["print", "--digits"], &["accounts"]]
        {
            let mut pty = way.on_terminal(&home, arguments);
            outputs.push(pty.ends().with(0).output);
        }

        let mut pty = way.on_terminal(&home, &["remove", "alice"]);
        pty.sees("Row 1 of 4")
            .enters(ALICE.code)
            .sees("type the name of the account:")
            .enters("bob")
            .sees("That is not it.");
        outputs.push(pty.enters("alice").ends().with(0).output);
    }
    for output in outputs {
        assert!(!output.contains('\x1b'), "{output:?}");
    }
}

#[test]
fn plain_questions_are_left_with_ctrl_c() {
    let home = Home::new();
    for way in Plainly::ALL {
        let mut pty = way.on_terminal(&home, &["init"]);
        pty.sees("Name of the account").types(CTRL_C).ends().with(130);
        let mut pty = way.on_terminal(&home, &["restore"]);
        pty.sees("Row 1 of 4").types(CTRL_C).ends().with(130);
    }
    assert!(!home.keystore().exists());
}

#[test]
fn a_closed_stdin_counts_as_empty_with_nobody_to_ask() {
    let home = Home::new();
    in_shell(&home, r#""$collab" restore <&-"#, USUAL)
        .ends()
        .with(4)
        .says("no backup code was given");
    assert!(!home.keystore().exists());
    in_shell(&home, r#""$collab" init <&-"#, USUAL).ends().with(0).says("did:key:z6Mk");
    assert_eq!(accounts(&home), unconfirmed("default"));

    let home = Home::of(&[&ALICE]);
    in_shell(&home, r#""$collab" print <&-"#, USUAL).ends().with(0).says(&ALICE.rows());
}

#[test]
fn a_closed_stdout_hurts_nobody() {
    let home = Home::new();
    let mut pty = in_shell(&home, r#""$collab" init alice >&-"#, USUAL);
    pty.sees(LOCK_IT).enters("").sees(MENU).enters("later");
    pty.ends().with(0).does_not_say("panicked");
    let ended = in_shell(&home, r#""$collab" print >&-"#, USUAL).ends().with(0);
    assert_eq!(ended.output, "");

    let home = Home::new();
    let mut pty = in_shell(&home, r#""$collab" restore alice >&-"#, USUAL);
    pty.sees("Row 1 of 4").enters(ALICE.code).locks_nothing().ends().with(0).says("alice is back");
}

#[test]
fn with_a_closed_stderr_there_is_nobody_to_ask() {
    let home = Home::new();
    in_shell(&home, r#""$collab" init 2>&-"#, USUAL).ends().with(0).says("did:key:z6Mk");
    in_shell(&home, r#""$collab" restore 2>&-"#, USUAL).ends().with(9);
}
