//! The positions of all graphics on the sheet.
//!
//! Positions are in millimeters from the upper left corner of the page. The laid-out area is the
//! width and height that A4 and US Letter have in common, centered on either.

use std::fmt::Write as _;
use std::mem;

use super::digits::Stroke;
use super::outlined_text::OutlinedLine;
use super::symbol::Matrix;
use super::words;
use super::{PageSize, Sheet, Unwritable, face};
use crate::code::{BOX_DIGITS, BoxNumber, ROW_BOXES};
use crate::secret::SecretText;

/// A typographic point, 1/72 inch, in millimeters.
pub(super) const POINT: f32 = 25.4 / 72.0;

/// The size of a unit of a digit's strokes, in millimeters.
pub(super) const DIGIT: f32 = 0.86;

/// A graphic on the page.
pub(super) enum Graphic {
    /// A line of words: the start of its baseline, its size in points, and its gray level (0 is
    /// black).
    Words { at: [f32; 2], size: f32, gray: f32, text: String },
    /// A line of text as outlines: the start of its baseline, the size of a unit in points, and the
    /// outlines, to be filled with black.
    Outlines { at: [f32; 2], size: f32, outlines: Vec<Stroke> },
    /// The five digits of a box: the start of the first one's baseline.
    Digits { at: [f32; 2], text: SecretText },
    /// A service's code: the start of its baseline, and its size in points.
    Code { at: [f32; 2], size: f32, text: SecretText },
    /// A straight line, and its width.
    Line { from: [f32; 2], to: [f32; 2], width: f32, gray: f32 },
    /// A frame: its upper left corner and its size.
    Frame { at: [f32; 2], size: [f32; 2], gray: f32 },
    /// Graphics, and their text for copying: a row of boxes in order, each after its number; or a
    /// line of the note.
    Group { text: SecretText, graphics: Vec<Graphic> },
    /// A QR code: its upper left corner and its side, including the quiet zone.
    Qr { at: [f32; 2], side: f32, matrix: Matrix },
}

pub(super) const WIDTH: f32 = 174.0;
pub(super) const HEIGHT: f32 = 279.4;
pub(super) const TEXT: f32 = 10.0;
pub(super) const SMALL: f32 = 9.0;
pub(super) const LEADING: f32 = 4.6;
pub(super) const GRAY: f32 = 0.35;
pub(super) const FAINT: f32 = 0.75;
/// The side of the QR code, including the quiet zone.
const QR: f32 = 44.0;
/// The cell of a box: its share of the width, and the height of a row.
const CELL: [f32; 2] = [WIDTH / 4.0, 17.0];
const FRAME: [f32; 2] = [35.5, 13.5];
/// The distance between the lines for notes.
const NOTE_LEADING: f32 = 8.0;
/// The indent of the note and of the lines for notes.
const NOTE_INDENT: f32 = 14.0;
/// The y below which nothing of a note may reach.
const NOTE_END: f32 = HEIGHT - 18.0;
/// The mark of a note's lines. It keeps them from being read as rows of boxes.
const DASH: &str = "– ";

/// The length of a note's lines at size 1.
pub(super) const NOTE_LENGTH: f32 = (WIDTH - NOTE_INDENT) / (TEXT * POINT);

/// The lines of a note.
pub(super) enum Note {
    /// Lines in the typeface of the sheet.
    Words(Vec<String>),
    /// Lines in fonts of this computer.
    Outlined(Vec<OutlinedLine>),
}

/// Lays out a sheet.
///
/// # Errors
///
/// When the note has more lines than there is room for.
pub(super) fn graphics(sheet: &Sheet<'_>, note: Note) -> Result<Vec<Graphic>, Unwritable> {
    let mut page = Laid::on(sheet.page);
    page.words(24.0, 20.0, 0.0, words::title(sheet));
    page.words(31.0, TEXT, 0.0, sheet.identity.to_string());
    let guessed = words::guessed(sheet).map(|words| format!(" {words}")).unwrap_or_default();
    page.words(36.0, SMALL, GRAY, words::made(sheet) + &guessed);
    let mut y = 46.0;
    for part in words::before(sheet) {
        y = page.part(0.0, y, WIDTH, part.heading, &part.text);
    }
    y = page.boxes(y - 1.0, sheet) + 6.0;
    let beside = if let Some(code) = sheet.code {
        let at = [page.left, page.top + y - 6.0];
        page.graphics.push(Graphic::Qr {
            at,
            side: QR,
            matrix: Matrix::of(&code.canonical_text()),
        });
        QR + 3.0
    } else {
        0.0
    };
    let mut below = y;
    for part in words::after(sheet, true) {
        below = page.part(beside, below, WIDTH - beside, part.heading, &part.text);
    }
    page.notes(below.max(y + QR - 2.0), note)?;
    page.words(HEIGHT - 14.0, TEXT, 0.0, words::NOBODY.to_owned());
    Ok(page.graphics)
}

/// A page, and the upper left corner of its laid-out area.
pub(super) struct Laid {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) graphics: Vec<Graphic>,
}

impl Laid {
    pub(super) fn on(page: PageSize) -> Self {
        let [width, height] = page.millimetres();
        Self { left: (width - WIDTH) / 2.0, top: (height - HEIGHT) / 2.0, graphics: Vec::new() }
    }

    pub(super) fn words_at(&mut self, x: f32, y: f32, size: f32, gray: f32, text: String) {
        self.graphics.push(Graphic::Words { at: [self.left + x, self.top + y], size, gray, text });
    }

    pub(super) fn words(&mut self, y: f32, size: f32, gray: f32, text: String) {
        self.words_at(0.0, y, size, gray, text);
    }

    /// Lays out a heading and its paragraph. Returns the y at which the next one may start.
    pub(super) fn part(
        &mut self,
        x: f32,
        mut y: f32,
        width: f32,
        heading: &str,
        text: &str,
    ) -> f32 {
        self.words_at(x, y, TEXT + 1.5, 0.0, heading.to_owned());
        for line in face::lines(text, width / (TEXT * POINT)) {
            y += LEADING;
            self.words_at(x, y, TEXT, 0.15, line);
        }
        y + LEADING + 3.0
    }

    /// Lays out the sixteen boxes, each after its number. Returns the y of their end.
    fn boxes(&mut self, mut y: f32, sheet: &Sheet<'_>) -> f32 {
        let numbers: Vec<_> = BoxNumber::all().collect();
        for row in numbers.chunks(ROW_BOXES) {
            let mut text = SecretText::new(String::with_capacity(ROW_BOXES * (BOX_DIGITS + 6)));
            let outside = mem::take(&mut self.graphics);
            for number in row {
                self.one_box(y, *number, sheet);
                if let Some(code) = sheet.code {
                    let digits = code.box_text(*number);
                    // Writing to a string can't fail.
                    let _ = write!(text.expose_mut(), "{number}: {} ", digits.expose());
                }
            }
            let graphics = mem::replace(&mut self.graphics, outside);
            self.graphics.push(Graphic::Group { text, graphics });
            y += CELL[1];
        }
        y
    }

    fn one_box(&mut self, y: f32, number: BoxNumber, sheet: &Sheet<'_>) {
        #[allow(clippy::cast_precision_loss, reason = "there are four")]
        let x = (number.index() % ROW_BOXES) as f32 * CELL[0];
        let label = format!("{number}:");
        let before = CELL[0] - FRAME[0] - 1.2;
        let base = y + FRAME[1] / 2.0 + DIGIT * 5.0;
        let indent = before - face::length(&label) * SMALL * POINT;
        self.words_at(x + indent, base, SMALL, GRAY, label);
        let at = [self.left + x + CELL[0] - FRAME[0], self.top + y];
        self.graphics.push(Graphic::Frame { at, size: FRAME, gray: FAINT });
        if let Some(code) = sheet.code {
            let at = [at[0] + 2.7, self.top + base];
            self.graphics.push(Graphic::Digits { at, text: code.box_text(number) });
        } else {
            self.places(at);
        }
    }

    /// Draws the digit separators of an empty box.
    fn places(&mut self, [x, y]: [f32; 2]) {
        for place in 1..BOX_DIGITS {
            #[allow(clippy::cast_precision_loss, reason = "there are five")]
            let x = x + FRAME[0] * place as f32 / BOX_DIGITS as f32;
            let [from, to] = [[x, y], [x, y + FRAME[1]]];
            self.graphics.push(Graphic::Line { from, to, width: 0.2, gray: FAINT });
        }
    }

    /// Lays out the note, and lines for more notes by hand.
    fn notes(&mut self, mut y: f32, note: Note) -> Result<(), Unwritable> {
        self.words(y, SMALL, GRAY, String::from("Notes"));
        match note {
            Note::Words(lines) => {
                for line in lines {
                    if y > NOTE_END {
                        return Err(Unwritable::NoRoom);
                    }
                    self.words_at(NOTE_INDENT - 4.0, y, TEXT, 0.0, format!("{DASH}{line}"));
                    y += LEADING + 1.0;
                }
            }
            Note::Outlined(lines) => y = self.outlined_note(y, lines)?,
        }
        while y < HEIGHT - 22.0 {
            let [left, y_line] = [self.left, self.top + y + 1.0];
            let [from, to] = [[left + NOTE_INDENT, y_line], [left + WIDTH, y_line]];
            self.graphics.push(Graphic::Line { from, to, width: 0.2, gray: FAINT });
            y += NOTE_LEADING;
        }
        Ok(())
    }

    /// Lays out a note in fonts of this computer. Returns the y of the next line's baseline.
    fn outlined_note(&mut self, mut y: f32, lines: Vec<OutlinedLine>) -> Result<f32, Unwritable> {
        /// The room above the first line.
        const ROOM: f32 = 5.0;
        /// The least distance between the outlines of two lines.
        const GAP: f32 = 0.5;
        const EM: f32 = TEXT * POINT;
        let mut end = y - ROOM;
        for line in lines {
            y = y.max(end + GAP + line.above * EM);
            end = y + line.below * EM;
            if end > NOTE_END {
                return Err(Unwritable::NoRoom);
            }
            let [dash, start] = if line.is_rtl {
                [DASH.trim_end(), DASH].map(|part| WIDTH - face::length(part) * EM)
            } else {
                [NOTE_INDENT - 4.0, NOTE_INDENT - 4.0 + face::length(DASH) * EM]
            };
            let left = if line.is_rtl { start - line.length * EM } else { start };
            let outside = mem::take(&mut self.graphics);
            self.words_at(dash, y, TEXT, 0.0, DASH.trim_end().to_owned());
            let at = [self.left + left, self.top + y];
            self.graphics.push(Graphic::Outlines { at, size: TEXT, outlines: line.outlines });
            let graphics = mem::replace(&mut self.graphics, outside);
            let text = SecretText::new(format!("{DASH}{}", line.text));
            self.graphics.push(Graphic::Group { text, graphics });
            y += LEADING + 1.0;
        }
        Ok(y)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::code::BackupCode;
    use crate::derivation;
    use crate::paper::{LONGEST_NOTE, code_line, digits, outlined_text};

    fn graphics_of(page: PageSize, is_blank: bool, note: Note) -> Vec<Graphic> {
        let code = BackupCode::from_canonical_text(
            "77435073529418934422542544218641957756049439758847346331182689435145632692588077",
        )
        .expect("a code");
        let sheet = Sheet {
            name: &"abcdefghijklmnopqrstuvwxyz012345".parse().expect("the longest name"),
            identity: &derivation::identity(&code),
            is_guessed: is_blank,
            code: (!is_blank).then_some(&code),
            note: "",
            day: "2026-11-21",
            page,
        };
        graphics(&sheet, note).expect("there is room")
    }

    /// Returns a note as words, and as outlines from left to right and from right to left.
    fn forms(note: &str) -> [Note; 3] {
        let outlined = |is_rtl| {
            let Ok(mut lines) = outlined_text::lines(note, NOTE_LENGTH) else { panic!("{note}") };
            for line in &mut lines {
                line.is_rtl = is_rtl;
            }
            Note::Outlined(lines)
        };
        [Note::Words(face::lines(note, NOTE_LENGTH)), outlined(false), outlined(true)]
    }

    /// Returns the extent of a graphic: left, right, top, bottom.
    pub(in crate::paper) fn extent(graphic: &Graphic) -> [f32; 4] {
        match graphic {
            Graphic::Words { at: [x, y], size, text, .. } => {
                let high = size * POINT;
                [*x, x + face::length(text) * high, y - 0.75 * high, y + 0.25 * high]
            }
            Graphic::Outlines { at: [x, y], size, outlines } => {
                let ends = outlines.iter().map(|stroke| match stroke {
                    Stroke::Move(end) | Stroke::Line(end) | Stroke::Curve(_, _, end) => end,
                });
                ends.map(|end| end.map(|length| length * size * POINT)).fold(
                    [f32::MAX, 0.0, f32::MAX, 0.0],
                    |[a, b, c, d], [right, up]| {
                        [a.min(x + right), b.max(x + right), c.min(y - up), d.max(y - up)]
                    },
                )
            }
            Graphic::Digits { at: [x, y], .. } => {
                [*x, x + 5.0 * digits::ADVANCE * DIGIT, y - 10.0 * DIGIT, *y]
            }
            Graphic::Code { at: [x, y], size, text } => {
                let high = size * POINT;
                let length = code_line::length(text.expose()) * high;
                [*x, x + length, y - 0.75 * high, y + 0.25 * high]
            }
            Graphic::Line { from, to, .. } => [from[0], to[0], from[1], to[1]],
            Graphic::Frame { at: [x, y], size, .. } => [*x, x + size[0], *y, y + size[1]],
            Graphic::Qr { at: [x, y], side, .. } => [*x, x + side, *y, y + side],
            Graphic::Group { graphics, .. } => graphics.iter().map(extent).fold(
                [f32::MAX, 0.0, f32::MAX, 0.0],
                |[a, b, c, d], [left, right, top, bottom]| {
                    [a.min(left), b.max(right), c.min(top), d.max(bottom)]
                },
            ),
        }
    }

    #[test]
    fn everything_is_on_the_page_and_nothing_on_anything_else() {
        let long = "W".repeat(LONGEST_NOTE);
        let notes = ["", "A line", &long, &"many words ".repeat(LONGEST_NOTE / 11)];
        for (page, is_blank) in [PageSize::A4, PageSize::Letter]
            .into_iter()
            .flat_map(|page| [(page, false), (page, true)])
        {
            for (note, form) in
                notes.into_iter().flat_map(|note| forms(note).map(|form| (note, form)))
            {
                let [width, height] = page.millimetres();
                let extents: Vec<_> =
                    graphics_of(page, is_blank, form).iter().map(extent).collect();
                for (index, [left, right, top, bottom]) in extents.iter().enumerate() {
                    // Printers leave a margin of some millimeters.
                    assert!(*left > 10.0 && *right < width - 10.0, "{page:?} {note:?}");
                    assert!(*top > 10.0 && *bottom < height - 10.0, "{page:?} {note:?}");
                    for other in &extents[..index] {
                        let apart = other[1] <= *left
                            || *right <= other[0]
                            || other[3] <= top + 0.3
                            || *bottom <= other[2] + 0.3;
                        assert!(apart, "{page:?}, {note:?}: {:?} and {other:?}", extents[index]);
                    }
                }
            }
        }
    }
}
