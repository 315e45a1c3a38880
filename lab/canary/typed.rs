//! Conversations on a terminal, watched in every place.
//!
//! The rule: one line for each conversation, from its first question to its end.

use std::process::Command;

use collab::keystore::Keystore;
use rustix::process::Signal;

use super::homes::{Before, SECRETS, home, snapshot, with_list};
use super::looking::looked_at;
use super::places::Watched;
use super::secrets::{SERVICE_CODES, Secrets};
use super::tracing::{Ends, HELD, Traced, Tracing};
use crate::support::collab::{ALICE, CAROL, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, digits};
use crate::support::pty::{CTRL_C, ESCAPE, Pty};
use crate::work;

/// A conversation: its name, the state before, the arguments, the input, and the exit status.
pub(crate) struct Typed {
    pub(crate) name: &'static str,
    pub(crate) before: Before,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) prepare: fn(&Home),
    pub(crate) acts: fn(&mut Pty, &Home, &mut Secrets),
    pub(crate) status: i32,
}

const LEAVE: &str = "Enter to leave";
const LOCK_IT: &str = "New passphrase for your accounts here";
const SAVED: &str = "or later:";
const ROW_1: &str = "Row 1 of 4";
const FITS: &str = "It fits. Press Enter to go on.";

#[rustfmt::skip]
fn table() -> Vec<Typed> {
    use Before::{Locked, Nothing, Two};
    let typed = |name, before, arguments, acts| {
        Typed { name, before, arguments, prepare: |_| (), acts, status: 0 }
    };
    vec![
        typed("print", Two, &["print"], |pty, _, _| { pty.sees(LEAVE).enters(""); }),
        typed("print --qr", Two, &["print", "--qr"], |pty, _, _| { pty.sees(LEAVE).enters(""); }),
        typed("print --inline", Two, &["print", "--inline"], |_, _, _| ()),
        typed("print, unlocked by typing", Locked, &["print"], |pty, _, _| {
            unlock(pty);
            pty.sees(LEAVE).enters("");
        }),
        Typed { status: 130, ..typed("print, left", Two, &["print"], |pty, _, _| {
            pty.sees(LEAVE).types(CTRL_C);
        }) },
        Typed { status: 130, ..typed("restore, left", Nothing, &["restore"], |pty, _, _| {
            pty.sees(ROW_1).types(&CAROL.code[..60]).sees("12 of 16 boxes").types(CTRL_C);
        }) },
        typed("copy, to the terminal", Two, &["copy"], |_, _, _| ()),
        typed("init, proven", Nothing, &["init", "alice"], |pty, home, _| {
            pty.sees(LOCK_IT).enters("").sees("Later").enters("").sees(SAVED).enters("").sees("Is it saved?");
            let asked = number_behind("of 4: box", &pty.contents());
            let code = code_of(home);
            pty.types(&code[5 * (asked - 1)..][..5]).enters("");
        }),
        typed("init, locked, later", Nothing, &["init", "alice"], |pty, _, _| {
            pty.sees(LOCK_IT).enters(OTHER_PASSPHRASE).sees("Type it once more").enters(OTHER_PASSPHRASE);
            pty.sees("Later").enters("").sees(SAVED).enters("").sees("Is it saved?").types(ESCAPE);
        }),
        typed("init, to a phone", Nothing, &["init", "alice"], |pty, _, _| {
            pty.sees(LOCK_IT).enters("").sees("Later").enters("qr").sees("Enter when the phone has them:").enters("");
            pty.sees("> It is saved").sees("Later").enters("later");
        }),
        typed("restore, typed", Nothing, &["restore", "carol"], |pty, _, _| {
            pty.sees(ROW_1);
            for key in CAROL.code.chars() { pty.types(&key.to_string()); }
            pty.sees(FITS).enters("").sees(LOCK_IT).enters("");
        }),
        typed("restore, pasted", Nothing, &["restore", "carol"], |pty, _, _| {
            pty.sees(ROW_1).types(&format!("\x1b[200~{}\x1b[201~", CAROL.rows())).sees(FITS).enters("");
            pty.sees(LOCK_IT).enters("");
        }),
        typed("restore, mended", Nothing, &["restore", "carol"], |pty, _, _| {
            pty.sees(ROW_1).types(&CAROL.with(&[(9, &CAROL.slip(9))])).sees("Box 9, probably").enters("");
            pty.sees("Use it? [y/N]").enters("y").sees(LOCK_IT).enters("");
        }),
        typed("restore --plain", Nothing, &["restore", "carol", "--plain"], |pty, _, _| {
            pty.sees(ROW_1).enters(CAROL.code).sees(LOCK_IT).enters("");
        }),
        typed("check, pasted", Two, &["check"], |pty, _, _| {
            pty.sees(ROW_1).types(&ALICE.boxes().join(" ")).sees(FITS).enters("");
        }),
        typed("passphrase set", Two, &["passphrase", "set"], |pty, _, _| {
            pty.sees(LOCK_IT).enters(OTHER_PASSPHRASE).sees("Type it once more").enters(OTHER_PASSPHRASE);
            pty.sees("Make recovery codes now?").enters("n");
        }),
        typed("rename, at the second try", Locked, &["rename", "bob", "zoe"], |pty, _, _| {
            pty.sees("Passphrase").enters(OTHER_PASSPHRASE).sees("Wrong passphrase.").enters(PASSPHRASE);
        }),
        typed("recovery-codes new", Locked, &["recovery-codes", "new", "--count", "2"],
            |pty, _, secrets| {
                unlock(pty);
                pty.sees("Enter when all are saved;");
                let codes = codes_on(pty, secrets);
                pty.enters("").sees("from what you saved:");
                let asked = number_behind("Type code", &pty.contents());
                pty.enters(&codes[asked - 1]);
            }),
        typed("codes add, locked first", Two, &["codes", "add", "id.me"], |pty, _, _| {
            pty.sees(LOCK_IT).enters(OTHER_PASSPHRASE).sees("Type it once more").enters(OTHER_PASSPHRASE);
            pty.sees("Codes:").enters(SERVICE_CODES[0]).sees("1 line so far").enters("");
            pty.sees("y keeps them").enters("y").sees("Make recovery codes now?").enters("n");
        }),
        Typed { prepare: with_single, ..typed("codes next, a single code", Two,
            &["codes", "next", "id.me"], |pty, _, _| {
                pty.sees("Did it work?").enters("y").sees("the new code").enters(SERVICE_CODES[1]);
            }) },
        Typed { prepare: with_list, ..typed("codes next, left", Two, &["codes", "next", "github"],
            |pty, _, _| { pty.sees("Did it work?").enters(""); }) },
        Typed { prepare: with_list, ..typed("codes print", Two, &["codes", "print"],
            |pty, _, _| { pty.sees("Enter to go on").enters(""); }) },
        typed("a recovery code", Locked, &["print"], |pty, _, secrets| {
            pty.sees("Passphrase").enters(CODES[0]).sees(LOCK_IT).enters(OTHER_PASSPHRASE);
            pty.sees("Type it once more").enters(OTHER_PASSPHRASE).sees("Enter when it is saved;");
            let codes = codes_on(pty, secrets);
            pty.enters("").sees("Type it from what you saved:").enters(&codes[0]);
            pty.sees(LEAVE).enters("");
        }),
    ]
}

/// Keeps a list of one code.
fn with_single(home: &Home) {
    home.collab(["-q", "codes", "add", "id.me"]).stdin(SERVICE_CODES[0]).stderr_any().run();
}

fn unlock(pty: &mut Pty) {
    pty.sees("Passphrase").enters(PASSPHRASE);
}

fn code_of(home: &Home) -> String {
    let contents = Keystore::at(home.keystore()).open().expect("a keystore");
    let name = "alice".parse().expect("a name");
    contents.backup_code(&name).expect("unlocked").canonical_text().expose().clone()
}

/// Returns the recovery codes on the screen.
pub(crate) fn codes_on(pty: &Pty, secrets: &mut Secrets) -> Vec<String> {
    let rows = pty.rows();
    let codes = rows.iter().map(|row| row.trim().rsplit(' ').next().unwrap_or_default());
    let is_code = |word: &&str| word.len() == 34 && word.matches('-').count() == 6;
    let codes: Vec<String> = codes.filter(is_code).map(String::from).collect();
    assert!(!codes.is_empty(), "{rows:#?}");
    for code in &codes {
        secrets.recovery_code("a new recovery code", code);
    }
    codes
}

/// Returns the number after these words.
fn number_behind(words: &str, text: &str) -> usize {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = text.split_once(words).expect("it asks");
    digits(rest.split_whitespace().next().expect("a number")).parse().expect("a number")
}

/// Returns a program on a terminal of the default size.
pub(crate) fn on_terminal(home: &Home, arguments: &[&str]) -> Command {
    home.collab(arguments).env("TERM", "xterm-256color").command()
}

/// Returns every conversation, watched.
pub(crate) fn watched() -> Vec<Watched> {
    work::all(&table(), |typed| {
        let home = home(typed.before);
        (typed.prepare)(&home);
        let mut secrets = SECRETS.clone();
        secrets.of_keystore(&home);
        let before = snapshot(home.path());
        let tracing = Tracing::new();
        let mut pty = Pty::start(&tracing.of(&on_terminal(&home, typed.arguments), HELD), (80, 24));
        (typed.acts)(&mut pty, &home, &mut secrets);
        let memories = tracing.memories(Ends::Alone);
        let calls = tracing.calls();
        let status = tracing.status();
        // `strace` is killed, and lets the process go.
        pty.signals(Signal::KILL);
        let traced = Traced { status, stdout: Vec::new(), stderr: Vec::new(), calls, memories };
        let name = format!("{} (on a terminal)", typed.name);
        let watched = looked_at(&name, &home, &before, &traced, &mut secrets);
        Watched { ended_otherwise: traced.otherwise(typed.status), ..watched }
    })
}
