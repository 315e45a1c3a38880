//! The sheet as SVG 1.1, for a browser or a drawing program, with an embedded font.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};

use super::digits::{self, Stroke};
use super::layout::{self, DIGIT, Graphic, NOTE_LENGTH, Note, POINT};
use super::symbol::Matrix;
use super::{CodesSheet, PageSize, Sheet, Unwritable, code_line, codes_layout, face};
use crate::secret::{Secret, SecretBytes};

/// Writes the sheet. Characters of the note that the typeface lacks are left to the browser.
///
/// # Errors
///
/// When the note has more lines than there is room for.
pub(super) fn write(sheet: &Sheet<'_>) -> Result<SecretBytes, Unwritable> {
    let note = Note::Words(face::lines(sheet.note, NOTE_LENGTH));
    Ok(document(sheet.page, &layout::graphics(sheet, note)?))
}

/// Writes the sheet of other services' codes, if it fits a page: SVG has no pages.
///
/// # Errors
///
/// When it needs more pages.
pub(super) fn write_codes(sheet: &CodesSheet<'_>) -> Result<SecretBytes, Unwritable> {
    let typeset = |text: &str, longest: f32| Ok(Note::Words(face::lines(text, longest)));
    let pages = codes_layout::pages(sheet, &typeset)?;
    match &pages[..] {
        [page] => Ok(document(sheet.page, page)),
        several => Err(Unwritable::Pages(several.len())),
    }
}

/// Returns the document with these graphics.
fn document(size: PageSize, graphics: &[Graphic]) -> SecretBytes {
    let [width, height] = size.millimetres();
    let room: usize = graphics.iter().map(room).sum();
    let mut text = Secret::new(String::with_capacity(128 * 1024 + room));
    let out = text.expose_mut();
    head(out, width, height);
    let _ = write!(
        out,
        "<style>@font-face{{font-family:\"{0}\";src:url(data:font/ttf;base64,{1})}}\
         text{{font-family:\"{0}\",Helvetica,Arial,sans-serif}}</style>\n<defs>\n",
        face::NAME,
        Base64::encode_string(face::FONT),
    );
    for digit in 0..10 {
        let path = path(&digits::strokes(digit));
        let _ = writeln!(out, "<path id=\"digit-{digit}\" d=\"{path}\"/>");
    }
    out.push_str("</defs>\n");
    for graphic in graphics {
        put(out, graphic);
    }
    out.push_str("</svg>\n");
    Secret::new(std::mem::take(out).into_bytes())
}

/// Returns the bytes that a graphic may need beyond the 128 KiB of every document.
fn room(graphic: &Graphic) -> usize {
    match graphic {
        Graphic::Code { text, .. } => 512 + 256 * text.expose().len(),
        Graphic::Group { graphics, .. } => 512 + graphics.iter().map(room).sum::<usize>(),
        _ => 256,
    }
}

/// Returns a QR code by itself as SVG, one millimeter per module.
pub(crate) fn qr(matrix: &Matrix) -> SecretBytes {
    let mut text = Secret::new(String::with_capacity(32 * 1024));
    let out = text.expose_mut();
    #[allow(clippy::cast_precision_loss, reason = "some forty")]
    let side = matrix.side() as f32;
    head(out, side, side);
    put_qr(out, [0.0, 0.0], side, matrix);
    out.push_str("</svg>\n");
    Secret::new(std::mem::take(out).into_bytes())
}

/// Writes the root element, and its white background.
fn head(out: &mut String, width: f32, height: f32) {
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
    );
}

fn put(out: &mut String, graphic: &Graphic) {
    let _ = match graphic {
        Graphic::Words { at: [x, y], size, gray, text } => writeln!(
            out,
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{:.3}\" fill=\"{}\">{}</text>",
            size * POINT,
            color(*gray),
            escaped(text),
        ),
        Graphic::Outlines { at: [x, y], size, outlines } => writeln!(
            out,
            "<path transform=\"translate({x:.2} {y:.2}) scale({0:.5} -{0:.5})\" d=\"{1}\"/>",
            size * POINT,
            path(outlines),
        ),
        Graphic::Digits { at, text } => return put_digits(out, *at, DIGIT, text.expose()),
        Graphic::Code { at, size, text } => return put_code(out, *at, *size, text.expose()),
        Graphic::Line { from, to, width, gray } => writeln!(
            out,
            "<path d=\"M{:.2} {:.2}L{:.2} {:.2}\" stroke=\"{}\" stroke-width=\"{width}\"/>",
            from[0],
            from[1],
            to[0],
            to[1],
            color(*gray),
        ),
        Graphic::Frame { at: [x, y], size: [width, height], gray } => writeln!(
            out,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             fill=\"none\" stroke=\"{}\" stroke-width=\"0.25\"/>",
            color(*gray),
        ),
        Graphic::Group { graphics, .. } => {
            return graphics.iter().for_each(|graphic| put(out, graphic));
        }
        Graphic::Qr { at, side, matrix } => return put_qr(out, *at, *side, matrix),
    };
}

/// Writes the runs of a code, each at its place.
fn put_code(out: &mut String, [x, y]: [f32; 2], size: f32, code: &str) {
    let size = size * POINT;
    for run in code_line::runs(code) {
        let x = x + run.start * size;
        if run.is_digits {
            put_digits(out, [x, y], size * code_line::UNIT, run.text);
        } else {
            // A code has no character that XML needs escaped.
            let _ = writeln!(
                out,
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size:.3}\" \
                 xml:space=\"preserve\">{}</text>",
                run.text,
            );
        }
    }
}

/// Writes digits with strokes of this unit.
fn put_digits(out: &mut String, [x, y]: [f32; 2], unit: f32, text: &str) {
    let _ = writeln!(
        out,
        "<g transform=\"translate({x:.2} {y:.2}) scale({unit} -{unit})\" fill=\"none\" \
         stroke=\"#000\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        digits::PEN,
    );
    for (place, digit) in text.chars().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "there are five")]
        let across = place as f32 * digits::ADVANCE;
        let _ = writeln!(out, "<use xlink:href=\"#digit-{digit}\" x=\"{across:.2}\"/>");
    }
    out.push_str("</g>\n");
}

fn put_qr(out: &mut String, [x, y]: [f32; 2], side: f32, matrix: &Matrix) {
    #[allow(clippy::cast_precision_loss, reason = "some forty")]
    let module = side / matrix.side() as f32;
    let _ = write!(
        out,
        "<path transform=\"translate({x:.2} {y:.2}) scale({module:.5})\" \
         shape-rendering=\"crispEdges\" d=\"",
    );
    for [x, y, length] in matrix.runs() {
        let _ = write!(out, "M{x} {y}h{length}v1h-{length}z");
    }
    out.push_str("\"/>\n");
}

fn path(strokes: &[Stroke]) -> String {
    strokes.iter().fold(String::new(), |mut path, stroke| {
        let _ = match stroke {
            Stroke::Move([x, y]) => write!(path, "M{x:.3} {y:.3}"),
            Stroke::Line([x, y]) => write!(path, "L{x:.3} {y:.3}"),
            Stroke::Curve(from, to, [x, y]) => write!(path, "C{:.3} {:.3} ", from[0], from[1])
                .and_then(|()| write!(path, "{:.3} {:.3} {x:.3} {y:.3}", to[0], to[1])),
        };
        path
    })
}

/// Returns a gray level as an XML color.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
fn color(gray: f32) -> String {
    let value = (gray * 255.0) as u8;
    format!("#{value:02x}{value:02x}{value:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
