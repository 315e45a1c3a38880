//! Help and manual as text for a terminal, wrapped to its window.

use std::fmt::Write as _;

use super::{Block, Entry, Page};
use crate::term::wrapping::{self, wrapped_between};

/// The maximum width of a line, in columns: longer lines are hard to read.
const MOST: usize = 80;
/// The columns before a term, and between a term and its explanation.
const GAP: usize = 2;
/// The columns before an explanation below its term.
const INDENT: usize = 6;

/// Returns the width of a text in this window, in columns.
pub(super) fn columns() -> usize {
    wrapping::size().0.clamp(20, MOST)
}

/// Sets blocks one below the other, with empty lines between them. The explanations of all lists
/// are aligned in one column.
pub(super) fn set(blocks: &[Block], columns: usize) -> String {
    let term_width = term_width(blocks, columns);
    let mut page = String::new();
    let mut is_below_heading = true;
    for block in blocks {
        if !is_below_heading {
            page.push('\n');
        }
        match block {
            Block::Heading(text) | Block::Paragraph(text) => {
                page.push_str(&wrapped_between(text, "", "", columns));
            }
            Block::Synopsis(text) => {
                page.push_str(&wrapped_between(&bare(text), "", "  ", columns));
            }
            Block::Command(text) => {
                writeln!(page, "{:INDENT$}{text}", "").expect("a string");
            }
            Block::List(entries) | Block::Table(entries) => {
                page.extend(entries.iter().map(|entry| set_entry(entry, term_width, columns)));
            }
        }
        is_below_heading = matches!(block, Block::Heading(_));
    }
    page
}

impl Page {
    /// Returns the page as text, for a terminal without `man`.
    pub(crate) fn to_text(&self) -> String {
        let columns = columns();
        let mut text = format!("{} - {}\n", self.name, self.about);
        for (heading, blocks) in &self.sections {
            writeln!(text, "\n{heading}").expect("a string");
            for line in set(blocks, columns - GAP).lines() {
                let indent = if line.is_empty() { 0 } else { GAP };
                writeln!(text, "{:indent$}{line}", "").expect("a string");
            }
        }
        text
    }
}

/// Returns the width of the widest term that leaves half of the columns to its explanation. Wider
/// terms stand above their explanations.
fn term_width(blocks: &[Block], columns: usize) -> usize {
    let lists = blocks.iter().filter_map(|block| match block {
        Block::List(entries) | Block::Table(entries) => Some(entries),
        _ => None,
    });
    let widths = lists.flatten().map(|entry| width_of(&entry.term));
    widths.filter(|width| width * 2 <= columns).max().unwrap_or(0)
}

fn set_entry(entry: &Entry, term_width: usize, columns: usize) -> String {
    let term = format!("{:GAP$}{}", "", bare(&entry.term));
    let indent;
    let mut set = String::new();
    let mut first = if width_of(&entry.term) <= term_width {
        indent = " ".repeat(term_width + 2 * GAP);
        format!("{term:width$}", width = indent.len())
    } else {
        indent = " ".repeat(INDENT);
        set.push_str(&wrapped_between(&term, "", &indent, columns));
        indent.clone()
    };
    for text in &entry.text {
        set.push_str(&wrapped_between(text, &first, &indent, columns));
        first.clone_from(&indent);
    }
    set
}

/// Returns the width of a term, in columns.
fn width_of(term: &str) -> usize {
    bare(term).chars().count()
}

/// Returns a term without its backquotes.
fn bare(term: &str) -> String {
    term.replace('`', "")
}
