//! `collab check`, typed.

use super::boxes::type_keys;
use super::{ROW_1, USUAL, accounts, confirmed, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home, PASSPHRASE, Saved};
use crate::support::pty::{CTRL_C, ESCAPE, Pty};

fn asking(home: &Home) -> Pty {
    let mut pty = on_terminal(home, &["check"], USUAL);
    pty.sees(ROW_1);
    assert!(pty.is_in_private());
    pty
}

fn with_alice() -> Home {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home
}

#[test]
fn the_right_code_is_confirmed() {
    let home = with_alice();
    let mut pty = asking(&home);
    for row in ALICE.rows().lines() {
        pty.enters(row);
    }
    let ended = pty.ends().with(0).keeps_secret(ALICE.code);
    ended.says("Your code works. It opens alice. Put the paper back where it was.");
    assert_eq!(accounts(&home), confirmed("alice"));
}

#[test]
fn the_code_of_another_account_confirms_nothing() {
    let home = with_alice();
    let mut pty = asking(&home);
    pty.enters(BOB.code);
    pty.ends()
        .with(5)
        .says("this code is good, but it opens another account")
        .keeps_secret(BOB.code);
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn a_damaged_paper_confirms_nothing() {
    let home = with_alice();
    let mut pty = asking(&home);
    pty.enters(&ALICE.with(&[(7, &ALICE.slip(7)), (12, "?")]));
    let ended = pty.ends().with(4).keeps_secret(ALICE.code);
    ended
        .says("error: boxes 7 and 12 do not match (the code would still open alice)")
        .says("hint: check your typing; if the paper says the same, correct the paper: `collab print` shows the right digits");
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

/// Types the whole code with a wrong digit in box 7, and returns what follows it on the screen.
fn with_a_slip(home: &Home) -> Pty {
    let mut pty = asking(home);
    let mut boxes = ALICE.boxes();
    boxes[6] = ALICE.slip(7);
    for (nth, row) in boxes.chunks(4).enumerate() {
        pty.sees(&format!("Row {} of 4", nth + 1));
        type_keys(&mut pty, &row.concat());
    }
    pty.sees("Box 7, probably 41957: one wrong digit.");
    pty.sees("the check ends.");
    pty
}

#[test]
fn digits_after_the_last_box_go_to_the_marked_one() {
    let home = with_alice();
    let mut pty = with_a_slip(&home);
    type_keys(&mut pty, &ALICE.boxes()[6]);
    pty.sees("It fits. Press Enter to go on.");
    // Behind the last box again, where a digit too many alters nothing.
    pty.types("7").sees("There is no room for more digits.").types("\r");
    pty.ends().with(0).says("Your code works. It opens alice.").keeps_secret(ALICE.code);
}

#[test]
fn escape_leaves_the_marks_in_place() {
    let home = with_alice();
    let mut pty = with_a_slip(&home);
    pty.types(ESCAPE).sees("Press Ctrl-C to stop.").sees("41957?");
    pty.types(CTRL_C).ends().with(130).keeps_secret(ALICE.code);
}

#[test]
fn a_digit_taken_back_after_the_last_box_is_the_last_one() {
    let home = with_alice();
    let mut pty = with_a_slip(&home);
    let last = &ALICE.boxes()[15];
    pty.types("\x7f").sees(&format!("16: {}_", &last[..4])).types(&last[4..]);
    // The last box is full again, and so the next digits go to the marked one.
    pty.sees("the check ends.");
    type_keys(&mut pty, &ALICE.boxes()[6]);
    pty.sees("It fits.").types("\r").ends().with(0).keeps_secret(ALICE.code);
}

#[test]
fn a_paste_with_a_digit_lost_confirms_nothing() {
    let home = with_alice();
    let mut pty = asking(&home);
    pty.types(&format!("\x1b[200~{}\x1b[201~", &ALICE.code[1..]));
    let ended = pty.ends().with(4).keeps_secret(ALICE.code);
    ended
        .says("error: box 1 does not match (the code would still open alice)")
        .says("hint: check your typing");
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn a_locked_keystore_is_opened_to_record_the_first_confirmation_and_not_for_a_rehearsal() {
    let home = with_alice();
    home.locks(&[]);
    let mut pty = asking(&home);
    pty.enters(ALICE.code).sees_below("The code fits.").sees("Passphrase").enters(PASSPHRASE);
    pty.ends().with(0).says("Your code works. It opens alice.").keeps_secret(ALICE.code);
    let mut pty = asking(&home);
    pty.enters(ALICE.code).sees_below("Your code works. It opens alice.");
    pty.sees("Record today's date? After a yes, collab asks for your passphrase. [Y/n]")
        .enters("n");
    pty.ends()
        .with(0)
        .says("Nothing was recorded: `collab status` keeps the date that it has.")
        .keeps_secret(ALICE.code);
    let mut pty = asking(&home);
    pty.enters(ALICE.code).sees_below("Record today's date?").enters("");
    pty.sees("Passphrase for your accounts here:").enters(PASSPHRASE);
    pty.ends().with(0).says("Today's date is recorded.");
}
