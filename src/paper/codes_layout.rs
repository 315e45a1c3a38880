//! The positions of all graphics on the pages of a sheet of other services' codes.

use std::fmt::Write as _;

use super::code_line;
use super::codes_sheet::{CodesSheet, ListOnPaper, NOBODY, TITLE};
use super::layout::{FAINT, GRAY, Graphic, HEIGHT, LEADING, Laid, Note, POINT, SMALL, TEXT, WIDTH};
use super::{Unwritable, face};
use crate::secret::SecretText;

/// The size of a list's name, and that of a code that has room, in points.
const NAME: f32 = 13.0;
const CODE: f32 = 12.0;
/// The height of a row of codes.
const ROW: f32 = 7.0;
/// The side of the box to tick.
const TICK: f32 = 3.6;
/// The distance from the left edge of a cell to the end of the number, and to the code.
const NUMBER_END: f32 = 11.5;
const CODE_START: f32 = 13.5;
/// The distance between two cells.
const GAP: f32 = 7.0;
/// The y below which no code may reach.
const END: f32 = HEIGHT - 24.0;

/// Sets a name in lines of at most this length at size 1.
pub(super) type Typeset = dyn Fn(&str, f32) -> Result<Note, Unwritable>;

/// Lays out the pages.
///
/// # Errors
///
/// When a name can't be set.
pub(super) fn pages(
    sheet: &CodesSheet<'_>,
    typeset: &Typeset,
) -> Result<Vec<Vec<Graphic>>, Unwritable> {
    let mut pages = Pages { sheet, typeset, done: Vec::new(), page: first(sheet), y: 0.0 };
    pages.y = pages.introduction();
    for list in &sheet.lists {
        pages.list(list)?;
    }
    Ok(pages.finished())
}

/// Returns a page with its title and its last line.
fn first(sheet: &CodesSheet<'_>) -> Laid {
    let mut page = Laid::on(sheet.page);
    page.words(24.0, 20.0, 0.0, TITLE.to_owned());
    page.words(31.0, TEXT, GRAY, sheet.made());
    page.words(HEIGHT - 14.0, TEXT, 0.0, NOBODY.to_owned());
    page
}

/// The pages so far, and the place of the next line.
struct Pages<'s> {
    sheet: &'s CodesSheet<'s>,
    typeset: &'s Typeset,
    done: Vec<Laid>,
    page: Laid,
    y: f32,
}

impl Pages<'_> {
    /// Lays out the paragraphs before the codes. Returns the y at which the codes may start.
    fn introduction(&mut self) -> f32 {
        let mut y = 41.0;
        for (heading, text) in CodesSheet::before() {
            y = self.page.part(0.0, y, WIDTH, heading, &text);
        }
        if self.sheet.has_capitals() {
            let told = "Capital letters have a line below them. A zero has a dot.";
            self.page.words(y, SMALL, GRAY, told.to_owned());
            y += LEADING + 2.0;
        }
        y
    }

    /// Begins another page where less than this height is left.
    fn make_room(&mut self, height: f32) -> bool {
        let is_full = self.y + height > END;
        if is_full {
            self.done.push(std::mem::replace(&mut self.page, first(self.sheet)));
            self.y = 42.0;
        }
        is_full
    }

    fn list(&mut self, list: &ListOnPaper<'_>) -> Result<(), Unwritable> {
        self.y += 5.0;
        self.make_room(3.0 * ROW);
        self.name(list, "")?;
        let longest = list.codes.iter().map(|(_, code)| code_line::length(code.expose()));
        let longest = longest.fold(0.0, f32::max);
        let size = CODE.min((WIDTH - CODE_START) / (longest * POINT));
        let cell = CODE_START + longest * size * POINT;
        let columns = columns(cell);
        for row in list.codes.chunks(columns) {
            if self.make_room(ROW) {
                self.name(list, ", continued")?;
            }
            let mut x = 0.0;
            for (number, code) in row {
                self.code(x, *number, code, size);
                x += cell + GAP;
            }
            self.y += ROW;
        }
        Ok(())
    }

    /// Lays out the name of a list, and what is said about it below.
    fn name(&mut self, list: &ListOnPaper<'_>, more: &str) -> Result<(), Unwritable> {
        match (self.typeset)(&list.name, WIDTH / (NAME * POINT))? {
            Note::Words(lines) => {
                for line in lines {
                    self.page.words(self.y, NAME, 0.0, line);
                    self.y += LEADING + 1.0;
                }
            }
            Note::Outlined(lines) => {
                for line in lines {
                    let at = [self.page.left, self.page.top + self.y];
                    let outlines = line.outlines;
                    self.page.graphics.push(Graphic::Outlines { at, size: NAME, outlines });
                    self.y += LEADING + 1.0;
                }
            }
        }
        self.page.words(self.y - 0.8, SMALL, GRAY, list.about() + more);
        self.y += ROW;
        Ok(())
    }

    /// Lays out a box to tick, the number, and the code.
    fn code(&mut self, x: f32, number: u32, code: &SecretText, size: f32) {
        let text = code.expose();
        let (left, base) = (self.page.left + x, self.page.top + self.y);
        let label = format!("{number}");
        let length = face::length(&label) * SMALL * POINT;
        let mut graphics = vec![
            Graphic::Frame { at: [left, base - TICK + 0.4], size: [TICK, TICK], gray: GRAY },
            Graphic::Words {
                at: [left + NUMBER_END - length, base],
                size: SMALL,
                gray: GRAY,
                text: label,
            },
        ];
        let start = left + CODE_START;
        for [from, to] in code_line::capitals(text) {
            let ends = [from, to].map(|end| start + end * size * POINT);
            let [from, to] = [[ends[0] + 0.2, base + 1.0], [ends[1] - 0.2, base + 1.0]];
            graphics.push(Graphic::Line { from, to, width: 0.25, gray: FAINT / 2.0 });
        }
        let mut copied = SecretText::new(String::with_capacity(96));
        // Writing to a string can't fail.
        let _ = write!(copied.expose_mut(), "{number}: {text}");
        let text = SecretText::new(text.clone());
        graphics.push(Graphic::Code { at: [start, base], size, text });
        self.page.graphics.push(Graphic::Group { text: copied, graphics });
    }

    /// Returns the graphics of each page, with its number where there are several.
    fn finished(mut self) -> Vec<Vec<Graphic>> {
        self.done.push(self.page);
        let all = self.done.len();
        let numbered = self.done.into_iter().zip(1..).map(|(mut page, number)| {
            if all > 1 {
                let text = format!("Page {number} of {all}");
                let x = WIDTH - face::length(&text) * TEXT * POINT;
                page.words_at(x, HEIGHT - 14.0, TEXT, GRAY, text);
            }
            page.graphics
        });
        numbered.collect()
    }
}

/// Returns the number of cells in a row.
fn columns(cell: f32) -> usize {
    (2..=4_u8)
        .rev()
        .find(|&count| {
            let count = f32::from(count);
            count * cell + (count - 1.0) * GAP <= WIDTH
        })
        .map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::layout::tests::extent;
    use crate::paper::{CodesSheet, PageSize};

    #[test]
    fn every_code_is_on_a_page_and_nothing_on_anything_else() {
        let typeset = |text: &str, longest: f32| Ok(Note::Words(face::lines(text, longest)));
        let account = "abcdefghijklmnopqrstuvwxyz012345".parse().expect("the longest name");
        for (page, code) in [PageSize::A4, PageSize::Letter].into_iter().flat_map(|page| {
            ["Wabc12", "a1b2c-d3e4f", &"W".repeat(64)].map(|code| (page, code.to_owned()))
        }) {
            let code = SecretText::new(code);
            for counts in [&[1][..], &[16, 10, 1], &[100, 100]] {
                let list = |&count: &u32| ListOnPaper {
                    name: format!("{0} ({0})", "m".repeat(64)),
                    added: String::from("2026-11-21"),
                    codes: (1..=count).map(|number| (number, &code)).collect(),
                };
                let lists = counts.iter().map(list).collect();
                let sheet = CodesSheet { account: &account, day: "2026-11-21", page, lists };
                let pages = pages(&sheet, &typeset).expect("words are set");
                let is_code = |graphic: &&Graphic| matches!(graphic, Graphic::Group { .. });
                let all: usize = pages.iter().map(|page| page.iter().filter(is_code).count()).sum();
                assert_eq!(all, counts.iter().sum::<u32>() as usize);
                for graphics in &pages {
                    nothing_overlaps(graphics, page);
                }
            }
        }
    }

    fn nothing_overlaps(graphics: &[Graphic], page: PageSize) {
        let [width, height] = page.millimetres();
        let extents: Vec<_> = graphics.iter().map(extent).collect();
        for (index, [left, right, top, bottom]) in extents.iter().enumerate() {
            assert!(*left > 10.0 && *right < width - 10.0, "{left} to {right}");
            assert!(*top > 10.0 && *bottom < height - 10.0, "{top} to {bottom}");
            for other in &extents[..index] {
                let apart = other[1] <= *left
                    || *right <= other[0]
                    || other[3] <= top + 0.3
                    || *bottom <= other[2] + 0.3;
                assert!(apart, "{:?} and {other:?}", extents[index]);
            }
        }
    }
}
