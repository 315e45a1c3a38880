//! The sheet as PDF 1.7 (ISO 32000-1), with embedded fonts.
//!
//! The digits are a Type 3 font, drawn by the strokes in `digits`, so that they can be selected and
//! copied like the words. Nothing is compressed: `scan` can find the boxes again.

use pdf_writer::types::{FontFlags, LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Settings, Str, TextStr};

use super::digits::{self, Stroke};
use super::layout::{self, DIGIT, Graphic, NOTE_LENGTH, Note, POINT};
use super::outlined_text::InNoFont;
use super::symbol::Matrix;
use super::{
    CodesSheet, PageSize, Sheet, Unwritable, code_line, codes_layout, codes_sheet, face,
    outlined_text, words,
};
use crate::secret::{Secret, SecretBytes};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFORMATION: Ref = Ref::new(5);
const WORDS: Ref = Ref::new(6);
const WORDS_DESCRIPTOR: Ref = Ref::new(7);
const WORDS_FILE: Ref = Ref::new(8);
const DIGITS: Ref = Ref::new(9);
/// Upper bound on the bytes of a stroke of an outline: six numbers such as `-1234.56`.
const LONGEST_STROKE: usize = 64;
/// The object number of the first digit's drawing; the others follow.
const DRAWINGS: i32 = 10;
/// The object number of the first page; its content and the other pages follow.
const PAGE: i32 = 20;

const WORDS_NAME: Name<'_> = Name(b"Words");
const DIGITS_NAME: Name<'_> = Name(b"Digits");
/// The glyph names of the digits (Adobe Glyph List), by which a reader copies them as text.
const GLYPHS: [&[u8]; 10] =
    [b"zero", b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight", b"nine"];

/// Writes the sheet as PDF.
///
/// # Errors
///
/// When no installed font has a character of the note, or the note has more lines than there is
/// room for.
pub(super) fn write(sheet: &Sheet<'_>) -> Result<SecretBytes, Unwritable> {
    let graphics = layout::graphics(sheet, note(sheet.note, NOTE_LENGTH)?)?;
    let about = [&words::title(sheet), "collab, backup code 1"];
    Ok(document(sheet.page, &[graphics], about))
}

/// Writes the sheet of other services' codes as PDF.
///
/// # Errors
///
/// When no installed font has a character of a name.
pub(super) fn write_codes(sheet: &CodesSheet<'_>) -> Result<SecretBytes, Unwritable> {
    let pages = codes_layout::pages(sheet, &note)?;
    Ok(document(sheet.page, &pages, [codes_sheet::TITLE, "collab"]))
}

/// Returns the document with these pages, its title and its creator.
fn document(size: PageSize, pages: &[Vec<Graphic>], [title, creator]: [&str; 2]) -> SecretBytes {
    let [width, height] = size.millimetres().map(|length| length / POINT);
    let contents: Vec<SecretBytes> = pages.iter().map(|page| content(page, height)).collect();
    // A buffer that reallocates leaves an unwiped copy: its capacity covers the whole file.
    let capacity = contents.iter().map(|content| content.expose().len() + 1024).sum::<usize>();
    let mut pdf = Pdf::with_settings_and_capacity(Settings::default(), capacity + 64 * 1024);
    let refs: Vec<[Ref; 2]> = (0..)
        .step_by(2)
        .take(pages.len())
        .map(|n| [n, n + 1].map(|n| Ref::new(PAGE + n)))
        .collect();
    pdf.catalog(CATALOG).pages(PAGES);
    let count = i32::try_from(pages.len()).expect("it fits a file");
    pdf.pages(PAGES).kids(refs.iter().map(|[page, _]| *page)).count(count);
    for ([page_ref, content_ref], content) in refs.into_iter().zip(&contents) {
        let mut page = pdf.page(page_ref);
        page.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(content_ref);
        page.resources().fonts().pair(WORDS_NAME, WORDS).pair(DIGITS_NAME, DIGITS);
        page.finish();
        pdf.stream(content_ref, content.expose());
    }
    pdf.document_info(INFORMATION).title(TextStr(title)).creator(TextStr(creator));
    words_font(&mut pdf);
    digits_font(&mut pdf);
    Secret::new(pdf.finish())
}

/// Returns the content stream of a page.
fn content(graphics: &[Graphic], height: f32) -> SecretBytes {
    let room: usize = graphics.iter().map(room).sum();
    let mut content = Content::with_capacity(64 * 1024 + room);
    for graphic in graphics {
        put(&mut content, height, graphic);
    }
    Secret::new(content.finish().into_vec())
}

/// Breaks a note into lines, in fonts of this computer only if the typeface lacks a character.
fn note(text: &str, longest: f32) -> Result<Note, Unwritable> {
    let is_in_face = |c| c == '\n' || face::byte(c).is_some();
    if text.chars().all(is_in_face) {
        return Ok(Note::Words(face::lines(text, longest)));
    }
    let lines = outlined_text::lines(text, longest);
    Ok(Note::Outlined(lines.map_err(|InNoFont(grapheme)| Unwritable::InNoFont(grapheme))?))
}

/// Returns the bytes that a graphic may need beyond the 64 KiB of every page.
fn room(graphic: &Graphic) -> usize {
    match graphic {
        Graphic::Outlines { outlines, .. } => outlines.len() * LONGEST_STROKE,
        Graphic::Code { text, .. } => 256 + 48 * text.expose().len(),
        Graphic::Line { .. } => 128,
        Graphic::Group { text, graphics } => {
            1024 + 8 * text.expose().len() + graphics.iter().map(room).sum::<usize>()
        }
        _ => 0,
    }
}

fn put(content: &mut Content, height: f32, graphic: &Graphic) {
    let point = |[x, y]: [f32; 2]| [x / POINT, height - y / POINT];
    match graphic {
        Graphic::Words { at, size, gray, text } => {
            let [x, y] = point(*at);
            let bytes: Vec<u8> = text.chars().map(|c| face::byte(c).unwrap_or(b'?')).collect();
            content.begin_text().set_fill_gray(*gray).set_font(WORDS_NAME, *size);
            content.next_line(x, y).show(Str(&bytes)).end_text();
        }
        Graphic::Outlines { at, size, outlines } => {
            put_outlines(content, point(*at), *size, outlines);
        }
        Graphic::Digits { at, text } => {
            let [x, y] = point(*at);
            let size = DIGIT * digits::HEIGHT / POINT;
            // Depending on the reader, the strokes of a Type 3 font take the fill or the stroke
            // color.
            content.begin_text().set_fill_gray(0.0).set_stroke_gray(0.0);
            content.set_font(DIGITS_NAME, size).next_line(x, y);
            content.show(Str(text.expose().as_bytes())).end_text();
        }
        Graphic::Code { at, size, text } => put_code(content, point(*at), *size, text.expose()),
        Graphic::Line { from, to, width, gray } => {
            let ([a, b], [c, d]) = (point(*from), point(*to));
            content.set_stroke_gray(*gray).set_line_width(width / POINT);
            content.move_to(a, b).line_to(c, d).stroke();
        }
        Graphic::Frame { at, size, gray } => {
            let [x, y] = point([at[0], at[1] + size[1]]);
            content.set_stroke_gray(*gray).set_line_width(0.25 / POINT);
            content.rect(x, y, size[0] / POINT, size[1] / POINT).stroke();
        }
        Graphic::Group { text, graphics } if text.expose().is_empty() => {
            for graphic in graphics {
                put(content, height, graphic);
            }
        }
        Graphic::Group { text, graphics } => {
            // Without the actual text, a reader may copy the boxes column by column.
            let mut row = content.begin_marked_content_with_properties(Name(b"Span"));
            row.properties().actual_text(TextStr(text.expose()));
            row.finish();
            for graphic in graphics {
                put(content, height, graphic);
            }
            content.end_marked_content();
        }
        Graphic::Qr { at, side, matrix } => put_qr(content, point(*at), side / POINT, matrix),
    }
}

/// Shows the runs of a code, each after the other.
fn put_code(content: &mut Content, [x, y]: [f32; 2], size: f32, code: &str) {
    content.begin_text().set_fill_gray(0.0).set_stroke_gray(0.0).next_line(x, y);
    for run in code_line::runs(code) {
        let (font, size) = if run.is_digits {
            (DIGITS_NAME, size * code_line::UNIT * digits::HEIGHT)
        } else {
            (WORDS_NAME, size)
        };
        content.set_font(font, size).show(Str(run.text.as_bytes()));
    }
    content.end_text();
}

fn put_outlines(content: &mut Content, [x, y]: [f32; 2], size: f32, outlines: &[Stroke]) {
    let hundredth = |length: f32| (length * 100.0).round() / 100.0;
    let point = |[across, up]: [f32; 2]| [hundredth(x + across * size), hundredth(y + up * size)];
    content.set_fill_gray(0.0);
    for stroke in outlines {
        put_stroke(content, stroke, point);
    }
    content.fill_nonzero();
}

fn put_stroke(content: &mut Content, stroke: &Stroke, point: impl Fn([f32; 2]) -> [f32; 2]) {
    match *stroke {
        Stroke::Move(to) => {
            let [x, y] = point(to);
            content.move_to(x, y);
        }
        Stroke::Line(to) => {
            let [x, y] = point(to);
            content.line_to(x, y);
        }
        Stroke::Curve(from, to, end) => {
            let [from, to, [x, y]] = [from, to, end].map(point);
            content.cubic_to(from[0], from[1], to[0], to[1], x, y);
        }
    }
}

fn put_qr(content: &mut Content, [left, top]: [f32; 2], side: f32, matrix: &Matrix) {
    #[allow(clippy::cast_precision_loss, reason = "some forty")]
    let number = |count: usize| count as f32;
    let module = side / number(matrix.side());
    content.save_state().set_fill_gray(0.0);
    content.transform([module, 0.0, 0.0, -module, left, top]);
    for [x, y, length] in matrix.runs() {
        content.rect(number(x), number(y), number(length), 1.0);
    }
    content.fill_nonzero().restore_state();
}

fn words_font(pdf: &mut Pdf) {
    let name = Name(face::NAME.as_bytes());
    pdf.stream(WORDS_FILE, face::FONT)
        .pair(Name(b"Length1"), i32::try_from(face::FONT.len()).expect("15 kB"));
    let [left, bottom, right, top] = face::BOUNDS;
    pdf.font_descriptor(WORDS_DESCRIPTOR)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(face::ASCENT)
        .descent(face::DESCENT)
        .cap_height(face::CAPITALS)
        .stem_v(80.0)
        .font_file2(WORDS_FILE);
    // A simple TrueType font has the keys of a Type 1 font except for its subtype.
    let mut font = pdf.indirect(WORDS).dict();
    font.pair(Name(b"Type"), Name(b"Font"));
    font.pair(Name(b"Subtype"), Name(b"TrueType"));
    font.pair(Name(b"BaseFont"), name);
    font.pair(Name(b"FirstChar"), 32);
    font.pair(Name(b"LastChar"), 255);
    font.insert(Name(b"Widths")).array().items(face::WIDTHS.map(f32::from));
    font.pair(Name(b"FontDescriptor"), WORDS_DESCRIPTOR);
    font.pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"));
}

fn digits_font(pdf: &mut Pdf) {
    let drawings = || (DRAWINGS..).map(Ref::new).zip(GLYPHS);
    let mut font = pdf.type3_font(DIGITS);
    font.bbox(Rect::new(0.0, 0.0, digits::WIDTH, digits::HEIGHT));
    let unit = 1.0 / digits::HEIGHT;
    font.matrix([unit, 0.0, 0.0, unit, 0.0, 0.0]);
    font.char_procs().pairs(drawings().map(|(drawing, glyph)| (Name(glyph), drawing)));
    font.encoding_custom().differences().consecutive(b'0', GLYPHS.map(Name));
    font.first_char(b'0').last_char(b'9').widths([digits::ADVANCE; 10]);
    font.resources();
    font.finish();
    for ((drawing, _), digit) in drawings().zip(0..) {
        let mut content = Content::new();
        content.start_shape_glyph(digits::ADVANCE, 0.0, 0.0, digits::WIDTH, digits::HEIGHT);
        content.set_line_width(digits::PEN);
        content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
        for stroke in digits::strokes(digit) {
            put_stroke(&mut content, &stroke, |at| at);
        }
        content.stroke();
        pdf.stream(drawing, &content.finish());
    }
}
