//! Every screen and question of `collab`, on a real terminal.

#![cfg(target_os = "linux")]

mod boxes;
mod check;
mod drawings;
mod help;
mod init;
mod manners;
mod naming;
mod passphrase;
mod pictures;
mod print;
mod questions;
mod recovery_codes;
mod remove;
mod restore;
mod service_codes;
mod uncertain;
mod vouching;

use std::process::Command;

use crate::support::collab::{Home, digits};
use crate::support::pty::{CTRL_D, Pty, Size};

/// The default size of a terminal window.
const USUAL: Size = (80, 24);
/// The first line of the boxes.
const ROW_1: &str = "Row 1 of 4: boxes 1 to 4";

/// The end of a restore.
const BACK: &str = "alice is back on this device.";

/// The offer to lock a new keystore; Enter alone declines it.
const LOCK_IT: &str = "New passphrase for your accounts here (w: five random words, Enter: none):";

/// The last line of the menu of ways to save a new backup code; the first is by hand.
const MENU: &str = "Later";

/// The prompt below a backup code that is to be written down.
const SAVED: &str = "Enter when it is written down; or type blank, back or later:";

impl Pty {
    /// Ends a restore in a shell that runs `cat > rest` next: it gets only what is typed afterwards.
    fn leaves_only_what_comes_afterwards(&mut self, home: &Home) {
        self.locks_nothing().sees_below(BACK).enters("typed afterwards");
        self.types(CTRL_D).ends().with(0);
        let rest = std::fs::read_to_string(home.at("rest")).expect("what cat got");
        assert_eq!(rest, "typed afterwards\n");
    }

    /// Leaves a new keystore unlocked.
    fn locks_nothing(&mut self) -> &mut Self {
        self.sees(LOCK_IT).enters("")
    }
}

/// The size of a phone, or of half a laptop's screen.
const NARROW: Size = (40, 20);

/// Starts a run on a terminal.
fn on_terminal(home: &Home, arguments: &[&str], size: Size) -> Pty {
    let command = home.collab(arguments).env("TERM", "xterm-256color").env("USER", "alice");
    Pty::start(&command.command(), size)
}

/// Starts a shell on a terminal; `$collab` is the program.
fn in_shell(home: &Home, script: &str, size: Size) -> Pty {
    let program = home.collab([""; 0]).env("TERM", "xterm-256color").env("USER", "alice").command();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).current_dir(home.path());
    for (name, value) in program.get_envs() {
        shell.env(name, value.expect("nothing is taken away"));
    }
    shell.env("collab", program.get_program());
    Pty::start(&shell, size)
}

/// Returns the code on the screen: the digits of its four labeled rows, which must all be visible.
#[track_caller]
fn code_on(pty: &Pty) -> String {
    let rows = pty.rows();
    let row = |label: &str| {
        let row = rows.iter().find_map(|row| row.trim_start().strip_prefix(label));
        digits(row.unwrap_or_else(|| panic!("no row {label} in {rows:#?}")))
    };
    let code: String = ["1:", "5:", "9:", "13:"].map(row).concat();
    assert_eq!(code.len(), 80, "{rows:#?}");
    code
}

/// Returns the names of the accounts, and whether each is confirmed.
fn accounts(home: &Home) -> Vec<(String, bool)> {
    let named = |line: &String| {
        let fields: Vec<&str> = line.split('\t').collect();
        (fields[0].to_owned(), fields[3] == "confirmed")
    };
    home.accounts().iter().map(named).collect()
}

fn confirmed(name: &str) -> Vec<(String, bool)> {
    vec![(name.to_owned(), true)]
}

fn unconfirmed(name: &str) -> Vec<(String, bool)> {
    vec![(name.to_owned(), false)]
}
