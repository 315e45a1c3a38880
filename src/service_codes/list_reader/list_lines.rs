//! The lines of a list: pieces that may be codes, with their numbers and marks.

use super::cells::{Cell, cells};
use super::list_text::trimmed;
use super::marks::{Unmarked, ordinal, unmarked};
use super::shape::candidate;
use super::used_words::{headed, heads_column, is_yes, said};

/// A cell that may be a code, or several.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) number: Option<u32>,
    pub(super) is_used: bool,
    /// Whether its ordinal or check box shows that it is one code.
    pub(super) is_one: bool,
    /// The line, from 0.
    pub(super) line: usize,
}

/// A list that is being taken apart.
#[derive(Default)]
pub(super) struct Lines<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// The lines with a letter or digit, apart from headings that were understood.
    pub(super) written: Vec<usize>,
    /// Lines with an e-mail address.
    pub(super) addresses: Vec<usize>,
    /// Whether a line has only the dots or stars that hide a code.
    pub(super) is_masked: bool,
    /// Whether the codes below the last heading are used.
    is_used: bool,
    /// The column that says whether each code is used.
    column: Option<usize>,
    /// The ordinal that is alone on the last line.
    pending: Option<u32>,
}

/// Takes a text apart.
pub(super) fn lines(text: &str) -> Lines<'_> {
    let mut lines = Lines::default();
    for (index, line) in text.split('\n').enumerate() {
        lines.line(index, line);
    }
    lines.bare_ordinals();
    lines
}

fn is_address(line: &str) -> bool {
    line.match_indices('@').any(|(at, _)| {
        let mut host = line[at + 1..].chars().take(255).take_while(|c| *c != ' ');
        line[..at].ends_with(|c: char| c.is_alphanumeric() || "_-+".contains(c))
            && host.any(|c| c == '.')
    })
}

impl<'a> Lines<'a> {
    fn line(&mut self, index: usize, line: &'a str) {
        if !line.contains(char::is_alphanumeric) {
            self.is_masked |= is_masked(line);
            return;
        }
        let alone = unmarked(line);
        if alone.text.is_empty() && alone.number.is_some() {
            self.pending = alone.number;
            return;
        }
        if let Some(is_used) = headed(line) {
            self.is_used = is_used;
            return;
        }
        self.written.push(index);
        if is_address(line) {
            self.addresses.push(index);
        }
        let cells = cells(line);
        let heading = cells.iter().find(|cell| cell.column > 0 && heads_column(trimmed(cell.text)));
        let has_code = |cell: &Cell<'_>| is_strong(unmarked(cell.text).text);
        if let Some(heading) = heading.filter(|_| !cells.iter().any(has_code)) {
            self.column = Some(heading.column);
            return;
        }
        self.cells(index, &cells);
    }

    fn cells(&mut self, line: usize, cells: &[Cell<'a>]) {
        let first = self.pieces.len();
        let (mut number, mut is_next_used) = (self.pending.take(), false);
        for cell in cells {
            let marked = unmarked(cell.text);
            if let Some(is_used) = self.mark(cell, &marked, cells.len()) {
                is_next_used |= is_used && !self.mark_row(first);
                continue;
            }
            let own = marked.number.filter(|_| marked.text.is_empty());
            if let Some(own) = own.or_else(|| ordinal(marked.text)) {
                number = Some(own);
            } else if cell.is_label {
                number = marked.text.rsplit(' ').next().and_then(ordinal).or(number);
            } else if !marked.text.is_empty() {
                let is_code = is_strong(marked.text);
                let number = marked.number.or(number.take());
                let is_used = marked.is_used || self.is_used || is_next_used;
                is_next_used &= !is_code;
                let (text, is_one) = (marked.text, marked.is_one || number.is_some());
                self.pieces.push(Piece { text, number, is_used, is_one, line });
            }
        }
    }

    /// Returns whether a cell says that the code in its row is used; `None` if it is no such cell.
    fn mark(&self, cell: &Cell<'_>, marked: &Unmarked<'_>, cells: usize) -> Option<bool> {
        if Some(cell.column) == self.column {
            return Some(is_yes(cell.text));
        }
        if marked.text.is_empty() && marked.is_used {
            return Some(true);
        }
        let says = said(marked.text).or(is_foreign(marked.text).then_some(true));
        says.filter(|_| cells > 1 && !cell.is_label)
    }

    /// Marks the code before a mark in a cell of its own: the only one in the row, or the last.
    /// Returns whether there is one.
    fn mark_row(&mut self, first: usize) -> bool {
        let row = &mut self.pieces[first..];
        let codes = row.iter().filter(|piece| is_strong(piece.text)).take(2).count();
        let from = if codes > 1 { row.len() - 1 } else { 0 };
        row[from..].iter_mut().for_each(|piece| piece.is_used = true);
        codes > 0 || !row.is_empty()
    }

    /// Takes ordinals without a sign off (`7 code`, `7.code`), if at least three pieces have them,
    /// all different and without a gap.
    fn bare_ordinals(&mut self) {
        const FEWEST: usize = 3;
        let bare = |piece: &Piece<'a>| {
            let end = piece.text.find(|c: char| !c.is_ascii_digit())?;
            let number = ordinal(&piece.text[..end]).filter(|_| piece.number.is_none())?;
            let rest = piece.text[end..].strip_prefix(['.', ' '])?;
            let rest = rest.trim_start();
            candidate(rest).is_some_and(|it| it.is_strong).then_some((number, rest))
        };
        let mut numbers: Vec<u32> =
            self.pieces.iter().filter_map(bare).map(|(number, _)| number).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        let span = numbers.last().zip(numbers.first()).map(|(last, first)| last - first + 1);
        let is_contiguous = span.is_some_and(|span| span as usize == count);
        if count < FEWEST || numbers.len() != count || !is_contiguous {
            return;
        }
        for piece in &mut self.pieces {
            if let Some((number, rest)) = bare(piece) {
                (piece.number, piece.text, piece.is_one) = (Some(number), rest, true);
            }
        }
    }
}

/// Whether a text can be a code and is no word.
fn is_strong(text: &str) -> bool {
    candidate(text).is_some_and(|candidate| candidate.is_strong)
}

/// Whether a line has only the dots or stars that hide a code.
fn is_masked(line: &str) -> bool {
    line.chars().filter(|c| "•●∗".contains(*c)).count() >= 4
        || line.len() >= 6 && line.trim().trim_matches('*').is_empty()
}

/// Whether a cell is words in another script.
fn is_foreign(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii())
        && !text.contains(|c: char| c.is_ascii_digit())
}
