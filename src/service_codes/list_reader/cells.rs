//! Cells: the parts of a line between tabs, two blanks, `|`, `,`, `;`, and behind a label.

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    /// Its text, with the blanks around it.
    pub(super) text: &'a str,
    /// The column: two blanks and a colon begin none.
    pub(super) column: usize,
    /// Whether a colon ends it, so that it names what follows.
    pub(super) is_label: bool,
}

/// A cut: where a cell ends, where the next begins, and what is between.
enum Cut {
    Column,
    Blanks,
    Label,
}

/// Returns the cells of a line. What is in parentheses is not cut, if they are closed.
pub(super) fn cells(line: &str) -> Vec<Cell<'_>> {
    let (cells, is_open) = cut(line, true);
    if is_open { cut(line, false).0 } else { cells }
}

fn cut(line: &str, respects_parentheses: bool) -> (Vec<Cell<'_>>, bool) {
    let mut cells = Vec::new();
    let (mut start, mut column, mut is_inside) = (0, 0, false);
    let mut characters = line.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let is_blank_next = characters.peek().is_none_or(|(_, next)| *next == ' ');
        let cut = match c {
            '(' | '（' => {
                is_inside = respects_parentheses;
                continue;
            }
            ')' | '）' => {
                is_inside = false;
                continue;
            }
            _ if is_inside => continue,
            '\t' | '|' | '│' | ',' | ';' | '，' | '；' => Cut::Column,
            ' ' if is_blank_next => Cut::Blanks,
            ':' if is_blank_next => Cut::Label,
            '：' => Cut::Label,
            _ => continue,
        };
        let is_label = matches!(cut, Cut::Label);
        cells.push(Cell { text: &line[start..at], column, is_label });
        start = at + c.len_utf8();
        column += usize::from(matches!(cut, Cut::Column));
    }
    cells.push(Cell { text: &line[start..], column, is_label: false });
    (cells, is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        let cells = cells(line).into_iter().map(|cell| cell.text.trim());
        cells.filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn a_line_is_cut_at_columns_two_blanks_and_labels() {
        for (line, cells) in [
            ("1234 5678   8765 4321", vec!["1234 5678", "8765 4321"]),
            ("| a | b |", vec!["a", "b"]),
            ("a\tb,c;d", vec!["a", "b", "c", "d"]),
            ("Code 1: ab cd", vec!["Code 1", "ab cd"]),
            ("https://example.com", vec!["https://example.com"]),
            ("a (used, 3 May) , b", vec!["a (used, 3 May)", "b"]),
            ("a (used, b", vec!["a (used", "b"]),
        ] {
            assert_eq!(texts(line), cells, "{line}");
        }
    }

    #[test]
    fn columns_are_counted_with_the_empty_ones() {
        let columns = |line| cells(line).iter().map(|cell| cell.column).collect::<Vec<_>>();
        assert_eq!(columns("a,,b"), [0, 1, 2]);
        assert_eq!(columns("a  b: c"), [0, 0, 0]);
    }
}
