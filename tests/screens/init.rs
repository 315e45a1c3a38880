//! `collab init`: the code is shown, kept off the main screen, and proven saved.

use rustix::process::Signal;

use super::{
    LOCK_IT, MENU, NARROW, SAVED, USUAL, accounts, code_on, confirmed, in_shell, on_terminal,
    unconfirmed,
};
use crate::support::collab::{Home, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_D, CTRL_U, CTRL_Z, ESCAPE, Pty, Size};

const TITLE: &str = "The backup code of alice";
const PROOF: &str = "Look at what you saved, type box";
const WRONG: &str = "does not match";
const LATER: &str = "its backup code is not saved yet";

/// A new account whose code is on the screen.
fn shown(home: &Home, size: Size) -> (Pty, String) {
    let mut pty = on_terminal(home, &["init", "alice"], size);
    pty.sees(LOCK_IT).enters("").sees(MENU).enters("").sees(SAVED);
    assert!(pty.is_in_private());
    let code = code_on(&pty);
    (pty, code)
}

/// The box that is asked for, by its number.
fn asked(pty: &Pty) -> usize {
    let contents = pty.contents();
    let (_, rest) = contents.split_once("of 4: box ").expect("a box");
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    number.parse().expect("its number")
}

fn box_of(code: &str, number: usize) -> &str {
    &code[(number - 1) * 5..number * 5]
}

#[test]
fn a_code_is_confirmed_by_one_of_its_boxes() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let (mut pty, code) = shown(&home, size);
        pty.enters("").sees(PROOF);
        assert!(pty.is_in_private());
        let answer = box_of(&code, asked(&pty)).to_owned();
        pty.enters(&answer);
        pty.ends()
            .with(0)
            .says("That fits: alice is yours")
            .says("did:key:z6Mk")
            .keeps_secret(&code);
        assert_eq!(accounts(&home), confirmed("alice"));
    }
}

#[test]
fn the_page_that_asks_for_a_box_does_not_show_the_code() {
    let home = Home::new();
    let (mut pty, code) = shown(&home, USUAL);
    pty.enters("").sees(PROOF);
    let page = pty.contents();
    assert!((1..=16).all(|number| !page.contains(box_of(&code, number))), "{page}");
}

#[test]
fn code_and_advice_fit_the_window() {
    for size in [USUAL, NARROW, (30, 15)] {
        let (pty, _) = shown(&Home::new(), size);
        let rows = pty.rows();
        assert_eq!(rows[0].trim(), TITLE, "{size:?}");
        let last = rows.iter().rposition(|row| !row.trim().is_empty()).expect("rows");
        assert!(last + 1 < usize::from(size.1), "{size:?}: no room for Enter\n{rows:#?}");
    }
    let (mut pty, _) = shown(&Home::new(), USUAL);
    pty.sees("Never give this code to anyone, whoever asks.");
    pty.sees("the last 8 characters of the identity: ");
}

#[test]
fn in_a_low_window_rows_and_prompt_are_there() {
    for size in [(40, 12), (40, 9), (80, 6)] {
        let (mut pty, code) = shown(&Home::new(), size);
        pty.enters("later").ends().with(0).keeps_secret(&code);
    }
}

#[test]
fn a_window_that_is_too_small_says_so_until_it_is_larger() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init", "alice"], (40, 5));
    pty.sees(LOCK_IT)
        .enters("")
        .sees(MENU)
        .enters("")
        .sees("This window is too small. Make it larger, or leave with Ctrl-C.");
    // Enter answers nothing that nobody has seen.
    pty.enters("")
        .waits("it to be said again", |pty| pty.output().matches("too small").count() >= 2);
    pty.resizes(USUAL).sees(SAVED);
    let code = code_on(&pty);
    // But a QR code that has no room is no trap.
    pty.resizes((80, 20))
        .sees(SAVED)
        .enters("back")
        .sees_below("> It is saved")
        .sees(MENU)
        .enters("qr");
    pty.sees("This window is too small for it. Make it larger; or Enter goes back.");
    pty.enters("").waits("the menu again", |pty| pty.output().matches("> It is saved").count() > 1);
    pty.enters("later").ends().with(0).keeps_secret(&code);
}

#[test]
fn a_wrong_box_is_said_to_be_wrong_and_asked_for_again() {
    for size in [USUAL, NARROW, (40, 11)] {
        let home = Home::new();
        let (mut pty, code) = shown(&home, size);
        pty.enters("").sees("of 4: box ");
        let number = asked(&pty);
        pty.enters("1234").sees("A box has five digits.").types(CTRL_U);
        pty.enters("00000").sees(WRONG);
        for tries in 2..5 {
            pty.enters("00000").sees(&format!("({tries} tries)"));
        }
        pty.sees("Is it saved?");
        let answer = box_of(&code, number).to_owned();
        pty.enters(&format!(" {answer} ")).ends().with(0).keeps_secret(&code);
        assert_eq!(accounts(&home), confirmed("alice"));
    }
}

#[test]
fn enter_alone_goes_back_to_the_menu_and_the_code() {
    let home = Home::new();
    let (mut pty, code) = shown(&home, USUAL);
    pty.enters("").sees(PROOF);
    let number = asked(&pty);
    pty.enters("").sees_below("> It is saved").sees_below(MENU).enters("hand").sees(SAVED);
    assert_eq!(code_on(&pty), code);
    pty.enters("").sees(PROOF);
    assert_eq!(asked(&pty), number);
    let answer = box_of(&code, number).to_owned();
    pty.enters(&answer).ends().with(0).keeps_secret(&code);
    assert_eq!(accounts(&home), confirmed("alice"));
}

#[test]
fn later_is_an_answer_to_both_pages() {
    for before in [&[][..], &[""], &["", "00000"]] {
        let home = Home::new();
        let (mut pty, code) = shown(&home, NARROW);
        for line in before {
            pty.enters(line).sees(if line.is_empty() { PROOF } else { WRONG });
        }
        // A word on a line, and a key in the boxes.
        let later = if before.is_empty() { "later\r" } else { ESCAPE };
        pty.types(later).ends().with(0).says(LATER).keeps_secret(&code);
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn leaving_means_later() {
    for key in [CTRL_C, CTRL_D] {
        for pages in 0..2 {
            let home = Home::new();
            let (mut pty, code) = shown(&home, USUAL);
            for _ in 0..pages {
                pty.enters("").sees(PROOF);
            }
            pty.types(key).ends().with(0).says(LATER).keeps_secret(&code);
            assert_eq!(accounts(&home), unconfirmed("alice"));
        }
    }
}

#[test]
fn a_signal_leaves_the_screen_and_the_account() {
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        for pages in 0..2 {
            let home = Home::new();
            let (mut pty, code) = shown(&home, USUAL);
            for _ in 0..pages {
                pty.enters("").sees(PROOF);
            }
            pty.signals(signal).ends().by(signal).keeps_secret(&code);
            assert_eq!(accounts(&home), unconfirmed("alice"));
        }
    }
}

#[test]
fn a_closed_terminal_leaves_the_account() {
    for pages in 0..2 {
        let home = Home::new();
        let (mut pty, _) = shown(&home, USUAL);
        for _ in 0..pages {
            pty.enters("").sees(PROOF);
        }
        pty.closes().ends().by(Signal::HUP);
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn while_stopped_nothing_of_the_code_is_on_the_screen() {
    let home = Home::new();
    let (mut pty, code) = shown(&home, USUAL);
    for _ in 0..2 {
        pty.types(CTRL_Z).is_stopped();
        pty.sees_below("did:key");
        assert!(!pty.contents().contains(box_of(&code, 1)));
        pty.signals(Signal::CONT).sees(SAVED);
        assert!(pty.is_in_private());
        assert_eq!(code_on(&pty), code);
    }
    pty.enters("later").ends().with(0).keeps_secret(&code);
}

#[test]
fn another_size_draws_the_page_anew() {
    let home = Home::new();
    let (mut pty, code) = shown(&home, USUAL);
    for size in [NARROW, (100, 40), (40, 12), USUAL] {
        pty.resizes(size).sees(SAVED);
        for row in 0..4 {
            let boxes: Vec<&str> = (1..=4).map(|at| box_of(&code, row * 4 + at)).collect();
            pty.sees(&format!("{}: {}", row * 4 + 1, boxes.join(" ")));
        }
    }
    pty.enters("later").ends().with(0).keeps_secret(&code);
}

#[test]
fn another_size_forgets_nothing_that_was_typed() {
    let home = Home::new();
    let (mut pty, code) = shown(&home, USUAL);
    pty.types("lat").sees("later: lat").resizes(NARROW).sees("or later:").enters("er");
    pty.ends().with(0).says(LATER).keeps_secret(&code);
}

#[test]
fn a_shell_can_take_the_identity() {
    let home = Home::new();
    let script = r#"ID=$("$collab" init alice); echo "got <$ID>""#;
    let mut pty = in_shell(&home, script, USUAL);
    pty.sees(LOCK_IT).enters("").sees(MENU).enters("");
    pty.sees(SAVED);
    let code = code_on(&pty);
    pty.enters("later");
    let identity = home.accounts()[0].split('\t').nth(1).map(String::from).expect("an identity");
    let ended = pty.ends().with(0).keeps_secret(&code);
    assert!(ended.output.contains(&format!("got <{identity}>")), "{}", ended.left);
}

#[test]
fn nothing_typed_too_early_skips_the_code() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init"], USUAL);
    pty.sees("Name of the account").types("\r\r\r").sees(LOCK_IT).types("\r\r").sees(MENU);
    pty.types("\r\r").sees(SAVED);
    let code = code_on(&pty);
    pty.enters("later").ends().with(0).keeps_secret(&code);
}

#[test]
fn a_new_keystore_is_locked_with_the_passphrase_that_is_offered() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init", "alice"], USUAL);
    pty.sees(LOCK_IT)
        .enters(PASSPHRASE)
        .sees("Strong:")
        .sees("Type it once more")
        .enters(PASSPHRASE);
    pty.sees(MENU).enters("").sees(SAVED);
    let code = code_on(&pty);
    pty.enters("").sees(PROOF);
    let answer = box_of(&code, asked(&pty)).to_owned();
    pty.enters(&answer).sees_below("Make recovery codes now? [Y/n]").enters("n");
    // The passphrase was chosen a moment ago and is not asked for again.
    let ended = pty.ends().with(0).keeps_secret(&code);
    ended.says("That fits: alice is yours").does_not_say("unlocked").does_not_say(PASSPHRASE);
    home.collab(["print", "-q", "--digits"])
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .stdout(format!("{code}\n"))
        .run();
    // The next account is asked for it, and offered no lock.
    let mut pty = on_terminal(&home, &["init", "bob"], USUAL);
    pty.sees("Passphrase for your accounts here:")
        .enters(PASSPHRASE)
        .sees(MENU)
        .enters("later")
        .ends()
        .with(0);
}

#[test]
fn recovery_codes_are_offered_to_somebody_who_set_a_passphrase() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init", "alice"], USUAL);
    pty.sees(LOCK_IT).enters(PASSPHRASE).sees("Type it once more").enters(PASSPHRASE);
    pty.sees(MENU).enters("").sees(SAVED);
    let code = code_on(&pty);
    pty.enters("").sees(PROOF);
    let answer = box_of(&code, asked(&pty)).to_owned();
    pty.enters(&answer).sees_below("Make recovery codes now? [Y/n]").enters("");
    pty.sees("They are shown until you confirm them.").enters("file").sees("They are in ");
    let list = std::fs::read_to_string(home.at("recovery-codes.txt")).expect("a list");
    let codes: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(codes.len(), 10, "{list}");
    assert!(list.starts_with("# Recovery codes of collab, made "), "{list}");
    pty.enters("").sees("Are they saved?").sees("from what you saved:");
    let asked = pty.contents();
    let asked = asked.split("Type code ").nth(1).expect("it asks").to_owned();
    let asked: usize = asked.split_whitespace().next().expect("a number").parse().expect("one");
    let (number, code_asked) = codes[asked - 1].split_once(':').expect("its number");
    assert_eq!(number.trim(), asked.to_string());
    pty.enters(code_asked.trim()).ends().with(0).says("Next: `collab check`").keeps_secret(&code);
    let left = home.collab(["-q", "recovery-codes", "status"]).stdout("10\n");
    left.run();
    // The list with its heading opens the keystore.
    home.file("new", "four other unrelated words here");
    home.collab([
        "passphrase",
        "set",
        "--recovery-code-file",
        "recovery-codes.txt",
        "--out",
        "next",
    ])
    .args(["--new-passphrase-file", "new"])
    .stderr_any()
    .run();
}

#[test]
fn each_way_comes_back_to_the_menu_without_the_code() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init", "alice", "--plain"], USUAL);
    pty.sees(LOCK_IT).enters("").sees("Your choice (Enter for h):").enters("unheard");
    pty.sees("Type one of h, p, c, q, l.").enters("h").sees(SAVED);
    let code = code_on(&pty);
    pty.sees("This stays on the screen.").enters("back");
    pty.sees("Your choice (Enter for s):").enters("copy").sees("sent to your terminal to copy");
    pty.waits("the menu again", |pty| pty.output().matches("(Enter for s):").count() == 2);
    let first: Vec<String> = code[..5].chars().map(String::from).collect();
    let written = |pty: &Pty| pty.output().matches(&first.join(" ")).count();
    assert_eq!(written(&pty), 1, "{}", pty.output());
    pty.enters("p").sees("Where shall the sheet go?").enters("f").sees("Print it, then delete");
    assert!(home.at("backup-code-alice.pdf").exists());
    pty.waits("the menu again", |pty| pty.output().matches("(Enter for s):").count() == 3);
    pty.enters("later").ends().with(0).says(LATER);
}

#[test]
fn a_sheet_that_was_not_written_is_not_offered_as_saved() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["init", "alice", "--plain"], USUAL);
    pty.sees(LOCK_IT).enters("").sees("Your choice (Enter for h):").enters("p");
    pty.sees("Where shall the sheet go?").enters("b");
    pty.waits("the menu again", |pty| pty.output().matches("(Enter for h):").count() == 2);
    // A file of this name is there already.
    home.file("backup-code-alice.pdf", "another sheet");
    pty.enters("p").waits("it", |pty| pty.output().matches("Where shall").count() == 2);
    pty.enters("f").sees("That failed:");
    pty.waits("the menu again", |pty| pty.output().matches("(Enter for h):").count() == 3);
    pty.enters("later").ends().with(0).says(LATER).does_not_say("It is saved");
}
