//! `collab remove` on a terminal.

use super::{ROW_1, USUAL, accounts, confirmed, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home, Saved};
use crate::support::pty::{CTRL_C, CTRL_D};

const ASKS: &str = "To remove it, type the name of the account";

#[test]
fn the_loss_is_told_and_the_name_typed() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
    pty.sees("alice").sees("will be removed from this device.").sees("is the only way back.");
    pty.sees(ASKS).enters("alice").ends().with(0).says("alice is no longer on this device.");
    assert!(accounts(&home).is_empty());
}

#[test]
fn a_wrong_name_is_asked_for_again_and_none_removes_nothing() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
    pty.sees(ASKS)
        .enters("bob")
        .sees("That is not it. Press Enter alone to keep everything as it is.");
    pty.enters("yes").enters("").ends().with(1).says("nothing was removed");
    assert_eq!(accounts(&home), confirmed("alice"));
}

#[test]
fn an_unconfirmed_account_takes_its_code_too() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
    pty.sees(ROW_1).enters(ALICE.code);
    pty.sees_below("which you have just typed").sees_below(ASKS).enters("alice");
    pty.ends().with(0).says("alice is no longer on this device.").keeps_secret(ALICE.code);
    assert!(accounts(&home).is_empty());
}

#[test]
fn the_code_of_another_account_removes_nothing() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
    pty.sees(ROW_1).enters(BOB.code).ends().with(5).keeps_secret(BOB.code);
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn leaving_removes_nothing() {
    for key in [CTRL_C, CTRL_D] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
        pty.sees(ASKS).types(key).ends().with(130);
        assert_eq!(accounts(&home), confirmed("alice"));

        let home = Home::new();
        home.holds(&ALICE, Saved::Unconfirmed);
        let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
        pty.sees(ROW_1).types(key).ends().with(130);
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn removing_all_accounts_takes_the_word_all() {
    let home = Home::of(&[&ALICE, &BOB]);
    let mut pty = on_terminal(&home, &["remove", "--all"], USUAL);
    pty.sees("To remove it, type the word all").enters("alice").sees("That is not it.");
    pty.enters("all").ends().with(0).says("bob is no longer on this device.");
    assert!(accounts(&home).is_empty());
}
