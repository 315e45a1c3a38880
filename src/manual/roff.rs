//! The pages of the manual in roff, for `man`.

use std::fmt::Write as _;

use super::page::DATE;
use super::{Block, Entry, Page};

/// The maximum width of a source line, in columns.
const WIDTH: usize = 78;

impl Page {
    /// Returns the page in roff. Its first line asks man to run tbl, which sets the tables.
    pub(crate) fn to_roff(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let title = self.name.to_uppercase();
        let name = wrapped(&escaped(&format!("{} - {}", self.name, self.about)));
        let mut page = format!(
            "'\\\" t\n.TH {title} 1 {DATE} \"collab {version}\" \"Manual of collab\"\n.SH NAME\n{name}",
        );
        for (heading, blocks) in &self.sections {
            writeln!(page, ".SH {heading}").expect("a string");
            for (nth, block) in blocks.iter().enumerate() {
                page.push_str(&set(block, nth == 0));
            }
        }
        page
    }
}

fn set(block: &Block, is_first: bool) -> String {
    let before = if is_first { "" } else { ".PP\n" };
    match block {
        Block::Heading(text) | Block::Paragraph(text) => format!("{before}{}", prose(text)),
        Block::Synopsis(term) => format!("{before}{}", wrapped(&marked(term))),
        Block::Command(text) => {
            format!(".PP\n.RS 4\n.nf\n\\fB{}\\fR\n.fi\n.RE\n", escaped(text))
        }
        Block::List(entries) => entries.iter().map(entry).collect(),
        Block::Table(entries) => {
            let rows: String = entries.iter().map(row).collect();
            format!(".TS\nlB lx.\n{rows}.TE\n")
        }
    }
}

/// Sets a term with its explanation below it.
fn entry(entry: &Entry) -> String {
    let text: Vec<String> = entry.text.iter().map(|text| prose(text)).collect();
    format!(".TP\n{}\n{}", marked(&entry.term), text.join(".IP\n"))
}

/// Sets a row of a table.
fn row(entry: &Entry) -> String {
    format!("{}\tT{{\n{}T}}\n", escaped(&entry.term), prose(&entry.text.join(" ")))
}

/// Sets a text in lines, with words between backquotes in bold.
fn prose(text: &str) -> String {
    wrapped(&bold(text))
}

fn bold(text: &str) -> String {
    let set = |(nth, part): (usize, &str)| match nth % 2 {
        0 => escaped(part),
        _ => format!("\\fB{}\\fR", escaped(part)),
    };
    text.split('`').enumerate().map(set).collect()
}

/// Marks up a term: literal words in bold, placeholders in italics.
fn marked(term: &str) -> String {
    bold(term).replace('<', "\\fI").replace('>', "\\fR")
}

/// Wraps roff text into lines, none of which can be taken for a request.
fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    let line = |line: &std::borrow::Cow<'_, str>| {
        let is_request = line.starts_with(['.', '\'']);
        format!("{}{line}\n", if is_request { "\\&" } else { "" })
    };
    lines.iter().map(line).collect()
}

/// Escapes every character that roff would interpret or that is not ASCII.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\e"),
            '-' => escaped.push_str("\\-"),
            '\'' => escaped.push_str("\\(aq"),
            '~' => escaped.push_str("\\(ti"),
            '^' => escaped.push_str("\\(ha"),
            c if c.is_ascii() => escaped.push(c),
            c => write!(escaped, "\\[u{:04X}]", u32::from(c)).expect("a string"),
        }
    }
    escaped
}
