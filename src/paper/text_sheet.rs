//! The sheet as plain text, for any printer.

use std::fmt::Write as _;

use textwrap::Options;

use super::{Sheet, words};
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, ROW_BOXES};
use crate::secret::{Secret, SecretBytes};

const COLUMNS: usize = 72;

/// Writes the sheet as text.
pub(super) fn write(sheet: &Sheet<'_>) -> SecretBytes {
    let mut text = Secret::new(String::with_capacity(8192));
    let out = text.expose_mut();
    out.push_str(&words::title(sheet));
    out.push('\n');
    out.push_str(&"=".repeat(words::title(sheet).len()));
    out.push('\n');
    let _ = writeln!(out, "{}\n{}", sheet.identity, words::made(sheet));
    if let Some(guessed) = words::guessed(sheet) {
        let _ = writeln!(out, "{guessed}");
    }
    out.push('\n');
    let part = |out: &mut String, part: &words::Part| {
        out.push_str(part.heading);
        out.push('\n');
        out.push_str(&textwrap::fill(
            &part.text,
            Options::new(COLUMNS).initial_indent("  ").subsequent_indent("  "),
        ));
        out.push_str("\n\n");
    };
    for paragraph in words::before(sheet) {
        part(out, &paragraph);
    }
    boxes(out, sheet);
    out.push('\n');
    for paragraph in words::after(sheet, false) {
        part(out, &paragraph);
    }
    out.push_str("Notes\n");
    for line in sheet.note.lines() {
        // The dash keeps a line of the note from being read as a row of boxes.
        let indents = Options::new(COLUMNS).initial_indent("- ").subsequent_indent("- ");
        out.push_str(&textwrap::fill(line, indents));
        out.push('\n');
    }
    for _ in 0..3 {
        out.push('\n');
        out.push_str(&"_".repeat(COLUMNS));
        out.push('\n');
    }
    out.push('\n');
    out.push_str(words::NOBODY);
    out.push('\n');
    Secret::new(std::mem::take(text.expose_mut()).into_bytes())
}

/// Writes the boxes in four rows, each box after its number.
fn boxes(out: &mut String, sheet: &Sheet<'_>) {
    for number in BoxNumber::all() {
        let _ = write!(out, "{:>6}: ", number.get());
        match sheet.code {
            Some(code) => out.push_str(code.box_text(number).expose()),
            None => out.push_str(&"_".repeat(BOX_DIGITS)),
        }
        let is_last = number.index() + 1 == BOXES;
        out.push_str(match (number.index() + 1) % ROW_BOXES {
            0 if is_last => "\n",
            0 => "\n\n",
            _ => "    ",
        });
    }
}
