//! Pages of the manual in roff, for `man`.

use std::fmt::Write as _;

use super::page::DATE;
use super::{Block, Entry, Page};

/// Columns of a line of the source at most.
const WIDTH: usize = 78;

impl Page {
    /// The page in roff. Its first line asks for tbl, which sets the tables.
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

/// A term with its explanation below it.
fn entry(entry: &Entry) -> String {
    let text: Vec<String> = entry.text.iter().map(|text| prose(text)).collect();
    format!(".TP\n{}\n{}", marked(&entry.term), text.join(".IP\n"))
}

/// A row of a table.
fn row(entry: &Entry) -> String {
    format!("{}\tT{{\n{}T}}\n", escaped(&entry.term), prose(&entry.text.join(" ")))
}

/// A text in lines. What stands in backquotes is bold.
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

/// A term: what is typed as it stands is bold, what a value replaces is in italics.
fn marked(term: &str) -> String {
    bold(term).replace('<', "\\fI").replace('>', "\\fR")
}

/// A text of roff in lines. None begins as a request does.
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

/// A text in which no character means anything to roff.
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
