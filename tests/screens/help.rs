//! The output of `collab` alone, on a terminal.

use super::{NARROW, USUAL, on_terminal};
use crate::support::collab::Home;

#[test]
fn the_everyday_commands_fit_the_usual_window() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &[], USUAL);
    pty.sees("`collab help` lists all commands").ends().with(2);
    let rows = pty.rows();
    assert!(rows[0].starts_with("An account that is yours alone."), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with("  collab restore ")), "{rows:#?}");
}

#[test]
fn in_a_narrow_window_no_line_is_cut() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &[], NARROW);
    pty.sees("`collab help` lists all commands").ends().with(2);
    let lines = pty.output();
    assert!(lines.lines().all(|line| line.trim_end().chars().count() <= 40), "{lines}");
}
