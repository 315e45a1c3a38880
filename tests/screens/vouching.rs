//! An identity pasted with a code is evidence, also on a terminal.

use super::{ROW_1, USUAL, accounts, confirmed, on_terminal};
use crate::support::collab::{ALICE, BOB, Home};

fn marked(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

/// Returns texts with this before or after the code.
fn beside(identity: &str) -> [String; 2] {
    let rows = ALICE.rows().replace('\n', "\r");
    [format!("{identity}\r{rows}"), format!("{rows}\r{identity}\r")]
}

#[test]
fn a_paste_with_another_identity_is_refused() {
    for text in beside(BOB.identity) {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["restore", "alice"], USUAL);
        pty.sees(ROW_1).types(&marked(&text)).types("\r");
        let ended = pty.ends().with(5).says(ALICE.identity).says(BOB.identity);
        ended.keeps_secret(ALICE.code);
        assert!(!home.keystore().exists());

        let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
        pty.sees("Row 1 of 4, or all of it:").types(&text);
        pty.ends().with(5).says(ALICE.identity).says(BOB.identity);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn a_paste_with_its_own_identity_restores() {
    for text in beside(ALICE.identity) {
        for flags in [&["restore", "alice"][..], &["restore", "alice", "--plain"]] {
            let home = Home::new();
            let mut pty = on_terminal(&home, flags, USUAL);
            if flags.len() == 2 {
                pty.sees(ROW_1).types(&marked(&text)).types("\r");
            } else {
                pty.sees("Row 1 of 4, or all of it:").types(&text);
            }
            pty.locks_nothing().ends().with(0).says("alice is back on this device.");
            assert_eq!(accounts(&home), confirmed("alice"));
        }
    }
}

#[test]
fn lost_boxes_are_worked_out_by_the_identity_that_was_pasted_with_them() {
    let lost = ALICE.with(&[(1, "?"), (6, "?"), (11, "?"), (16, "?")]);
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice"], USUAL);
    pty.sees(ROW_1).types(&marked(&format!("{lost}\r{}", ALICE.identity)));
    pty.sees("were worked out from the other boxes.").enters("").sees("Use the correction? [y/N]");
    pty.enters("y").locks_nothing().ends().with(0).says(ALICE.identity).keeps_secret(ALICE.code);
}
