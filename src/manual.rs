//! What help and manual say, from the clap tree: the commands in groups, the topics, and the pages.
//!
//! Each text exists once, as [`Block`]s. `prose` sets it for a terminal, `roff` for `man`.

mod overview;
mod page;
mod prose;
mod roff;
mod suggestion;
mod topics;

pub(crate) use overview::{all_commands, first_screen};
pub(crate) use page::Page;
pub(crate) use suggestion::{no_such_command, suggestion};
pub(crate) use topics::{TOPICS, topic};

/// A piece of a page.
///
/// In a text, backquotes enclose what is typed as it stands. In a term, they do the same and angle
/// brackets enclose what a value replaces.
enum Block {
    /// The line above a list.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// How a command is called, marked as a term is.
    Synopsis(String),
    /// A command to type.
    Command(String),
    /// Terms, each with its explanation in paragraphs.
    List(Vec<Entry>),
    /// The same as a table: the explanations are short.
    Table(Vec<Entry>),
}

/// A term and its explanation.
struct Entry {
    term: String,
    text: Vec<String>,
}

impl Entry {
    /// A term that is explained in one paragraph.
    fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), text: vec![text.into()] }
    }
}
