//! The layout of the boxes: a function of the view and of the window's size.
//!
//! No line ever scrolls or wraps. Where there is no room, blank lines go first, then the lines of
//! proposals, then paragraphs from the last on, then the title. Where the boxes and one line of the
//! message do not fit, there is no frame. Every mark is a character: bold, underline and reverse
//! only repeat it, and no color is ever chosen.

use std::fmt::Write as _;
use std::ops::Range;

use zeroize::Zeroizing;

use super::{BOXES, Boxes, EMPTY, Form, Mark, POSITIONS, ROW, Verdict};
use crate::term::screen::Frame;
use crate::term::wrapping::lines_of;

/// The content of a frame.
pub(super) struct View<'a> {
    pub(super) form: &'a Form,
    pub(super) boxes: &'a Boxes,
    pub(super) verdict: &'a Verdict,
    /// The boxes to fill in.
    pub(super) asked: Range<usize>,
    /// The box of the cursor, and the position that the cursor is before.
    pub(super) cursor: (usize, usize),
    /// Whether bold, underline and reverse may be used.
    pub(super) styled: bool,
}

/// The arrangement of the boxes.
#[derive(Clone, Copy)]
struct Grid {
    /// Number of boxes in a line.
    across: usize,
    /// Whether each box has its number before it, rather than only the first of a line.
    numbered: bool,
    /// Whether the row's description is beside it.
    beside: bool,
}

/// Columns before the boxes of a line: `>`, and the number where only the first box has one.
const MARGIN: usize = 1;
const NUMBER: usize = 3;

impl Grid {
    fn of(columns: usize) -> Option<Self> {
        [(ROW, true, true), (ROW, true, false), (ROW, false, false), (2, false, false)]
            .map(|(across, numbered, beside)| Self { across, numbered, beside })
            .into_iter()
            .find(|grid| {
                let beside = if grid.beside { 2 + describe_row(BOXES - 1, true).len() } else { 0 };
                grid.column(grid.across - 1, POSITIONS) + beside < columns
            })
    }

    /// Returns the column of a position, in the box with this index in its line.
    fn column(self, across: usize, position: usize) -> usize {
        // A blank and a mark stand before the digits.
        let box_width = if self.numbered { 2 + NUMBER + 1 + POSITIONS } else { 2 + POSITIONS };
        let first = if self.numbered { MARGIN } else { MARGIN + NUMBER };
        first + (across + 1) * box_width - POSITIONS + position
    }

    fn lines(self) -> usize {
        BOXES / self.across
    }
}

/// Returns the frame for a window of this size, or `None` where there is no room for one.
pub(super) fn draw(view: &View<'_>, columns: usize, rows: usize) -> Option<Frame> {
    let grid = Grid::of(columns)?;
    let status = secret_lines(view.verdict.status.expose(), columns);
    let title = secret_lines(&view.form.title, columns);
    let paragraphs: Vec<_> =
        view.form.paragraphs.iter().map(|text| secret_lines(text, columns)).collect();

    let least = grid.lines() + usize::from(!grid.beside);
    if least + 1 > rows {
        return None;
    }
    // Room for later messages, so that the boxes stay where they are.
    let said = status.len().max(if columns < 60 { 3 } else { 2 });
    let told = |count: usize| paragraphs[..count].iter().map(Vec::len).sum::<usize>();
    let height = |(count, below, airy): (usize, bool, bool)| {
        let gaps = usize::from(count > 0) + 2;
        let below = if below { grid.lines() } else { 0 };
        title.len() + told(count) + least + said + below + if airy { gaps } else { 0 }
    };
    let choices = (0..=paragraphs.len()).rev().flat_map(|count| {
        [(true, true), (true, false), (false, true), (false, false)]
            .map(|(below, airy)| (count, below, airy))
    });
    let chosen = choices.into_iter().find(|&choice| height(choice) <= rows);
    let titled = chosen.is_some();
    let (count, below, airy) = chosen.unwrap_or((0, false, false));

    let mut lines = Vec::with_capacity(rows);
    let gap = |lines: &mut Vec<_>| {
        if airy {
            lines.push(Zeroizing::new(String::new()));
        }
    };
    if titled {
        lines.extend(title.iter().map(|line| view.style(Style::Bold, line)));
        gap(&mut lines);
        lines.extend(paragraphs.into_iter().take(count).flatten());
        if count > 0 {
            gap(&mut lines);
        }
    }
    let mut cursor = (0, 0);
    for first in (0..BOXES).step_by(grid.across) {
        if (first..first + grid.across).contains(&view.cursor.0) {
            cursor = (lines.len(), grid.column(view.cursor.0 - first, view.cursor.1));
        }
        lines.push(view.boxes_from(first, grid));
        if below {
            lines.push(view.proposals_below(first, grid));
        }
    }
    if !grid.beside {
        let mut description = view.describe_cursor();
        if description.len() >= columns {
            description.truncate(description.find(':').unwrap_or_default());
        }
        lines.push(Zeroizing::new(description));
    }
    if !below {
        gap(&mut lines);
    }
    let room = rows - lines.len();
    lines.extend(status.into_iter().take(room));
    Some(Frame { lines, cursor })
}

/// The emphasis of a part of a line.
#[derive(Clone, Copy)]
enum Style {
    Bold,
    Underlined,
    Reversed,
}

impl View<'_> {
    fn style(&self, style: Style, text: &str) -> Zeroizing<String> {
        let mut styled = Zeroizing::new(String::with_capacity(text.len() + 16));
        let number = match style {
            _ if !self.styled || text.is_empty() => return Zeroizing::new(text.to_owned()),
            Style::Bold => 1,
            Style::Underlined => 4,
            Style::Reversed => 7,
        };
        write!(styled, "\x1b[{number}m{text}\x1b[m").expect("a string takes all");
        styled
    }

    /// Returns a line of boxes, starting with this one.
    fn boxes_from(&self, first: usize, grid: Grid) -> Zeroizing<String> {
        let mut line = Zeroizing::new(String::with_capacity(512));
        let has_cursor = first / ROW == self.cursor.0 / ROW;
        line.push(if has_cursor { '>' } else { ' ' });
        if !grid.numbered {
            write!(line, "{:>2}:", first + 1).expect("a string takes all");
        }
        for number in first..first + grid.across {
            if grid.numbered {
                write!(line, " {:>3}:", number + 1).expect("a string takes all");
            } else {
                line.push(' ');
            }
            self.push_box(&mut line, number);
        }
        if grid.beside && has_cursor {
            let description = self.describe_cursor();
            line.push_str("  ");
            line.push_str(&self.style(Style::Bold, &description));
        }
        line
    }

    /// Appends a box: its mark and its content.
    fn push_box(&self, line: &mut String, number: usize) {
        let mut shown = Zeroizing::new(String::with_capacity(4 * POSITIONS));
        let empty = if self.asked.contains(&number) { '_' } else { '.' };
        shown.extend(self.boxes.0[number].iter().map(|&c| if c == EMPTY { empty } else { c }));
        let is_short =
            number != self.cursor.0 && !self.boxes.is_empty(number) && !self.boxes.is_full(number);
        let (mark, style) = match self.mark(number) {
            None if is_short => ('<', None),
            None => (' ', None),
            Some(Mark::Doubtful(_)) => ('!', Some(Style::Reversed)),
            Some(Mark::FilledIn(text)) => {
                shown.clear();
                shown.push_str(text.expose());
                ('+', Some(Style::Underlined))
            }
        };
        line.push(mark);
        match style {
            Some(style) => line.push_str(&self.style(style, &shown)),
            None => line.push_str(&shown),
        }
    }

    /// Returns the line of proposals below a line of boxes: the probable content of each doubtful
    /// box.
    fn proposals_below(&self, first: usize, grid: Grid) -> Zeroizing<String> {
        let mut line = Zeroizing::new(String::with_capacity(256));
        for across in 0..grid.across {
            if let Some(Mark::Doubtful(proposal)) = self.mark(first + across) {
                while line.len() < grid.column(across, 0) {
                    line.push(' ');
                }
                line.push_str(proposal.expose());
                line.push('?');
            }
        }
        line
    }

    fn mark(&self, number: usize) -> Option<&Mark> {
        self.verdict.marks.iter().find(|(marked, _)| *marked == number).map(|(_, mark)| mark)
    }

    fn describe_cursor(&self) -> String {
        describe_row(self.cursor.0, self.asked.len() > 1)
    }
}

/// Describes the row of a box, for a person who reads from paper.
fn describe_row(number: usize, whole: bool) -> String {
    let (row, first) = (number / ROW + 1, number / ROW * ROW + 1);
    let row = format!("Row {row} of {}", BOXES / ROW);
    if whole {
        format!("{row}: boxes {first} to {}", first + ROW - 1)
    } else {
        format!("{row}: box {}", number + 1)
    }
}

fn secret_lines(text: &str, columns: usize) -> Vec<Zeroizing<String>> {
    lines_of(text, columns).into_iter().map(|line| Zeroizing::new(line.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretText;

    fn form() -> Form {
        Form {
            title: String::from("A title"),
            paragraphs: vec!["many words ".repeat(9), "more of them ".repeat(9)],
            only: None,
            boxes: Boxes::new(),
            takes: Some,
            progress: "",
        }
    }

    fn full() -> Boxes {
        let mut boxes = Boxes::new();
        for (number, c) in (0..BOXES).zip("ABCDEFGHIJKLMNOP".chars()) {
            (0..POSITIONS).for_each(|position| boxes.put(number, position, c));
        }
        boxes
    }

    fn verdict(status: &str) -> Verdict {
        let text = |text: &str| SecretText::new(String::from(text));
        Verdict {
            marks: vec![
                (4, Mark::Doubtful(text("12345"))),
                (6, Mark::Doubtful(text("67890"))),
                (9, Mark::FilledIn(text("54321"))),
            ],
            ..Verdict::saying(status)
        }
    }

    fn frame(size: (usize, usize), cursor: (usize, usize), status: &str) -> Option<Frame> {
        let (form, boxes, verdict) = (form(), full(), verdict(status));
        let asked = 0..BOXES;
        let (form, boxes, verdict) = (&form, &boxes, &verdict);
        draw(&View { form, boxes, verdict, asked, cursor, styled: false }, size.0, size.1)
    }

    #[test]
    fn nothing_scrolls_or_wraps_and_every_box_is_there() {
        for columns in 20..=200 {
            for rows in 6..=40 {
                for status in ["", "said", &"a long one ".repeat(20)] {
                    let Some(frame) = frame((columns, rows), (15, 5), status) else {
                        assert!(columns < 33 && rows < 10, "{columns}×{rows}");
                        continue;
                    };
                    let text = frame.lines.iter().map(|line| line.as_str()).collect::<Vec<_>>();
                    assert!(text.len() <= rows, "{columns}×{rows}\n{}", text.join("\n"));
                    for line in &text {
                        assert!(line.chars().count() < columns, "{columns}×{rows}: {line}");
                    }
                    let text = text.join("\n");
                    for c in "ABCDFGHIKLMNOP".chars() {
                        assert!(text.contains(&c.to_string().repeat(5)), "{columns}×{rows}: {c}");
                    }
                    assert!(text.contains("!EEEEE") && text.contains("+54321"));
                    assert!(status.is_empty() || text.contains(&status[..4]), "{columns}×{rows}");
                    let row =
                        if columns > 26 { "Row 4 of 4: boxes 13 to 16" } else { "Row 4 of 4" };
                    assert!(text.contains(row), "{columns}×{rows}");
                    let (row, column) = frame.cursor;
                    assert!(frame.lines[row].starts_with('>') && column < columns);
                }
            }
        }
    }

    #[test]
    fn the_cursor_is_before_its_place() {
        for columns in [20, 40, 60, 80, 200] {
            for number in 0..BOXES {
                for position in 0..POSITIONS {
                    let mut boxes = full();
                    boxes.put(number, position, '@');
                    let (form, verdict) = (form(), Verdict::saying(""));
                    let (form, boxes, verdict) = (&form, &boxes, &verdict);
                    let (asked, cursor) = (0..BOXES, (number, position));
                    let view = View { form, boxes, verdict, asked, cursor, styled: false };
                    let frame = draw(&view, columns, 40).expect("room");
                    let (row, column) = frame.cursor;
                    assert_eq!(frame.lines[row].find('@'), Some(column), "{columns} {number}");
                }
            }
        }
    }

    #[test]
    fn the_boxes_stay_in_place_under_any_message() {
        for size in [(80, 24), (40, 20)] {
            let row = |status: &str| frame(size, (0, 0), status).expect("room").cursor;
            assert_eq!(row(""), row(&"two or three words ".repeat(6)), "{size:?}");
        }
    }

    #[test]
    fn a_proposal_is_below_its_box() {
        for columns in [20, 40, 60, 80] {
            let frame = frame((columns, 40), (0, 0), "").expect("room");
            let lines: Vec<&str> = frame.lines.iter().map(|line| line.as_str()).collect();
            for (digits, proposal) in [("EEEEE", "12345?"), ("GGGGG", "67890?")] {
                let above = lines.iter().position(|line| line.contains(digits)).expect("there");
                assert_eq!(lines[above].find(digits), lines[above + 1].find(proposal));
            }
        }
    }

    #[test]
    fn attributes_never_say_more_than_the_characters() {
        let (form, boxes, verdict) = (form(), full(), verdict("said"));
        let draw = |styled| {
            let view = View {
                form: &form,
                boxes: &boxes,
                verdict: &verdict,
                asked: 0..BOXES,
                cursor: (0, 0),
                styled,
            };
            let frame = draw(&view, 80, 24).expect("room");
            frame.lines.iter().fold(String::new(), |text, line| text + line + "\n")
        };
        let (plain, styled) = (draw(false), draw(true));
        assert!(!plain.contains('\x1b') && styled.contains("\x1b[7mEEEEE\x1b[m"));
        let without = ["\x1b[1m", "\x1b[4m", "\x1b[7m", "\x1b[m"]
            .iter()
            .fold(styled, |text, attribute| text.replace(attribute, ""));
        assert_eq!(without, plain);
    }

    #[test]
    fn boxes_that_are_not_asked_for_are_dots() {
        let (form, verdict) = (Form { only: Some(6), ..form() }, Verdict::saying(""));
        let boxes = Boxes::new();
        let (form, boxes, verdict) = (&form, &boxes, &verdict);
        let view = View { form, boxes, verdict, asked: 6..7, cursor: (6, 0), styled: false };
        let frame = draw(&view, 80, 24).expect("room");
        let text = frame.lines.iter().fold(String::new(), |text, line| text + line + "\n");
        assert_eq!((text.matches(".....").count(), text.matches("_____").count()), (15, 1));
        assert!(text.contains("Row 2 of 4: box 7"), "{text}");
    }
}
