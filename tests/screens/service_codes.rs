//! Other services' codes on a terminal: a list is pasted in private, and a code shown there stays
//! noted as shown until a person says what became of it.

use rustix::process::Signal;

use super::{USUAL, on_terminal};
use crate::support::collab::{ALICE, Home};

const LIST: &str = "aaaaa-11111\nbbbbb-22222\nccccc-33333\n";

fn added() -> Home {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "codes", "add", "example"]).stdin(LIST).stderr_any().run();
    home
}

#[test]
fn a_list_is_pasted_and_kept_after_a_yes() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["codes", "add", "example"], USUAL);
    pty.sees("Codes:").types(&LIST.replace('\n', "\r")).sees("3 lines so far.");
    assert!(pty.is_in_private());
    pty.enters("").sees("example: 3 codes").sees("the last: ccccc-33333").enters("y");
    pty.ends().with(0).says("example: 3 codes kept.").does_not_say("aaaaa-11111");
    home.collab(["codes"]).stdout("example\t-\t3\t3\n").run();
}

#[test]
fn a_code_is_noted_as_shown_before_it_is_displayed() {
    let home = added();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("aaaaa-11111").sees("Did it work?");
    assert!(pty.is_in_private());
    pty.signals(Signal::KILL);
    home.collab(["-q", "codes", "used", "example"]).run();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("bbbbb-22222").enters("y");
    pty.ends().with(0).says("Code 2 is noted as used; 1 left.").does_not_say("bbbbb-22222");
}
