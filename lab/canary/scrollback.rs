//! The remains of a private screen on a terminal after the screen was left.
//!
//! The rule: neither the main screen nor its scrollback has a fragment, however the screen is left
//! and whatever size the window had meanwhile. If the size stays the same, that holds even without
//! an alternate screen. (`tests/screens` examines the same for each command in a window that keeps
//! its size.)

use rustix::process::Signal;

use super::homes::{Before, SECRETS, home};
use super::places::say;
use super::secrets::Secrets;
use super::typed::{codes_on, on_terminal};
use crate::support::collab::{CAROL, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_Z, Pty};
use crate::work;

/// A private screen: the state before, the arguments, and the steps that lead to it.
type Screen = (Before, &'static [&'static str], fn(&mut Pty, &mut Secrets));

const SCREENS: [Screen; 5] = [
    (Before::Two, &["print"], |pty, _| _ = pty.sees("Enter to leave")),
    (Before::Two, &["print", "--digits"], |pty, _| _ = pty.sees("Enter to leave")),
    (Before::Nothing, &["init", "alice"], |pty, secrets| {
        pty.sees("Enter: none):").enters("").sees("Later").enters("").sees("or later:");
        let rows = pty.rows().join("\n");
        let digits: String = ["1:", "5:", "9:", "13:"]
            .map(|label| {
                let row = rows.lines().find_map(|row| row.trim_start().strip_prefix(label));
                crate::support::collab::digits(row.expect("a row"))
            })
            .concat();
        secrets.code("a new code", &digits);
    }),
    (Before::Nothing, &["restore", "carol"], |pty, _| {
        pty.sees("Row 1 of 4").types(CAROL.code).sees("It fits.");
    }),
    (Before::Locked, &["recovery-codes", "new"], |pty, secrets| {
        pty.sees("Passphrase").enters(PASSPHRASE).sees("Enter when all are saved;");
        codes_on(pty, secrets);
    }),
];

/// The ways to leave the screen.
const LEAVING: [fn(&mut Pty); 9] = [
    |pty| _ = pty.types(CTRL_C),
    |pty| _ = pty.signals(Signal::TERM),
    |pty| _ = pty.signals(Signal::HUP),
    |pty| _ = pty.signals(Signal::QUIT),
    |pty| _ = pty.resizes((40, 20)).writes_more().types(CTRL_C),
    |pty| _ = pty.resizes((30, 5)).writes_more().types(CTRL_C),
    |pty| _ = pty.resizes((30, 5)).writes_more().signals(Signal::TERM),
    |pty| _ = pty.resizes((30, 5)).writes_more().resizes((100, 40)).writes_more().types(CTRL_C),
    |pty| {
        pty.types(CTRL_Z).is_stopped();
        pty.signals(Signal::CONT).writes_more().types(CTRL_C);
    },
];

#[test]
fn nothing_of_a_private_screen_can_be_scrolled_back_to() {
    let mut cases = Vec::new();
    for screen in &SCREENS {
        cases.extend(LEAVING.iter().map(|leave| (screen, leave)));
    }
    let found: Vec<String> = work::all(&cases, |((before, arguments, come), leave)| {
        let home = home(*before);
        let mut secrets = SECRETS.clone();
        let mut pty = Pty::start(&on_terminal(&home, arguments), (80, 24));
        come(&mut pty, &mut secrets);
        let shown = secrets.found_in(pty.contents().as_bytes());
        assert!(!shown.is_empty(), "a screen without a secret: {arguments:?}\n{}", pty.contents());
        leave(&mut pty);
        let ended = pty.ends();
        let left = ended.left + &ended.left_without_alternate.unwrap_or_default();
        let forms = secrets.found_in(left.as_bytes()).into_keys();
        forms.map(|form| format!("{arguments:?}: {form:?} in\n{left}")).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    say("Scrollback", cases.len(), "main screens and scrollbacks", found.len());
    assert!(found.is_empty(), "{}", found.join("\n"));
}
