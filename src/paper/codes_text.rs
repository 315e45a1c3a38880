//! The sheet of other services' codes as plain text, for any printer.

use std::fmt::Write as _;

use textwrap::Options;

use super::codes_sheet::{CodesSheet, NOBODY, TITLE};
use crate::secret::{Secret, SecretBytes};

const COLUMNS: usize = 72;

/// Writes the sheet as text.
pub(super) fn write(sheet: &CodesSheet<'_>) -> SecretBytes {
    // It never grows: nobody would wipe what it outgrew.
    let room: usize = sheet.lists.iter().map(|list| 512 + 128 * list.codes.len()).sum();
    let mut text = Secret::new(String::with_capacity(4096 + room));
    let out = text.expose_mut();
    let _ = writeln!(out, "{TITLE}\n{}\n{}\n", "=".repeat(TITLE.len()), sheet.made());
    for (heading, text) in CodesSheet::before() {
        let options = Options::new(COLUMNS).initial_indent("  ").subsequent_indent("  ");
        let _ = writeln!(out, "{heading}\n{}\n", textwrap::fill(&text, options));
    }
    for list in &sheet.lists {
        let _ = writeln!(out, "{} ({})", list.name, list.about());
        for (number, code) in &list.codes {
            let _ = writeln!(out, "  [ ] {number:>3}:  {}", code.expose());
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{NOBODY}");
    Secret::new(std::mem::take(text.expose_mut()).into_bytes())
}
