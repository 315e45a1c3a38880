//! The text of help and manual, from the clap tree: the commands in groups, the topics, and the
//! pages.
//!
//! Each text exists once, as [`Block`]s. `prose` sets it for a terminal, `roff` for `man`.

mod argument;
mod overview;
mod page;
mod prose;
mod roff;
mod suggestion;
mod topics;

pub(crate) use overview::{all_commands, first_screen};
pub(crate) use page::Page;
pub(crate) use suggestion::{known_elsewhere, no_such_command, suggestion};
pub(crate) use topics::{TOPICS, topic};

/// A block of a page.
///
/// In a text, backquotes enclose words to type literally. In a term they do the same, and angle
/// brackets enclose a placeholder.
enum Block {
    /// A line above a list.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// The syntax of a command, with the marks of a term.
    Synopsis(String),
    /// A command to type.
    Command(String),
    /// Terms, each explained in paragraphs.
    List(Vec<Entry>),
    /// Terms with short explanations, as a table.
    Table(Vec<Entry>),
}

/// A term and its explanation.
struct Entry {
    term: String,
    text: Vec<String>,
}

impl Entry {
    /// Creates an entry that is explained in one paragraph.
    fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), text: vec![text.into()] }
    }
}
