//! A note in a script that the typeface lacks, drawn with the fonts of this computer.
//!
//! Lines are shaped as their script asks (bidirectional order, ligatures, marks) and become
//! outlines, so that the sheet embeds no font of this computer. The fonts are looked up only here:
//! a note within the typeface never loads them.

use std::sync::Arc;

use cosmic_text::fontdb::{Database, FaceInfo, ID, Language, Source};
use cosmic_text::skrifa::instance::{LocationRef, Size};
use cosmic_text::skrifa::outline::{DrawSettings, OutlinePen};
use cosmic_text::skrifa::raw::TableProvider as _;
use cosmic_text::skrifa::{FontRef, GlyphId, MetadataProvider as _};
use cosmic_text::{
    Attrs, Buffer, FontSystem, LayoutGlyph, LayoutRun, Metrics, Shaping, Stretch, Style, Weight,
    Wrap,
};

use super::digits::Stroke;
use super::face;

/// A line of text as outlines. Lengths are at size 1; y grows upward from the baseline.
pub(super) struct OutlinedLine {
    /// The text in logical order.
    pub(super) text: String,
    /// The outlines, to be filled by the nonzero winding rule.
    pub(super) outlines: Vec<Stroke>,
    /// The length of the line.
    pub(super) length: f32,
    /// The height of the outlines above the baseline.
    pub(super) above: f32,
    /// The depth of the outlines below the baseline.
    pub(super) below: f32,
    /// Whether the paragraph runs from right to left.
    pub(super) is_rtl: bool,
}

/// The error for a grapheme that no installed font can draw.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InNoFont(pub(super) String);

/// The reason why a line can't be drawn with the fonts as they are.
enum Undrawn {
    /// No font has the grapheme.
    InNoFont(String),
    /// The font has a glyph without an outline for a visible grapheme: a color font.
    Blank(ID),
}

/// Shapes a text, and breaks it into lines of at most this length at size 1.
///
/// # Errors
///
/// When no installed font can draw a character.
pub(super) fn lines(text: &str, longest: f32) -> Result<Vec<OutlinedLine>, InNoFont> {
    let mut fonts = FontSystem::new_with_locale_and_db(language(text).to_owned(), installed());
    loop {
        let drawn: Result<Vec<_>, _> =
            text.lines().map(|paragraph| drawn(&mut fonts, paragraph, longest)).collect();
        match drawn {
            Ok(lines) => return Ok(lines.into_iter().flatten().collect()),
            Err(Undrawn::InNoFont(grapheme)) => return Err(InNoFont(grapheme)),
            Err(Undrawn::Blank(font)) => fonts.db_mut().remove_face(font),
        }
    }
}

/// Returns the language whose forms of Han characters the text takes. It is told by the text, not
/// by the locale: the same note gives the same sheet.
fn language(text: &str) -> &'static str {
    let has = |first, last| text.chars().any(|c| (first..=last).contains(&c));
    if has('\u{3041}', '\u{30ff}') {
        "ja"
    } else if has('\u{ac00}', '\u{d7a3}') {
        "ko"
    } else {
        "zh-CN"
    }
}

/// Returns the typeface of the sheet and the installed fonts, in the order in which they are tried.
fn installed() -> Database {
    let mut found = Database::new();
    found.load_system_fonts();
    let mut faces: Vec<FaceInfo> = found.faces().cloned().collect();
    // A folder is listed in any order. The nearest to a regular face comes first.
    faces.sort_by_cached_key(|face| {
        let path = match &face.source {
            Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
            Source::Binary(_) => None,
        };
        (face.weight.0.abs_diff(Weight::NORMAL.0), face.style != Style::Normal, path, face.index)
    });
    let mut fonts = Database::new();
    fonts.set_sans_serif_family("collab");
    fonts.push_face_info(typeface());
    for face in faces {
        // cosmic-text passes over all other weights, but a light or bold letter is better than none.
        fonts.push_face_info(FaceInfo { weight: Weight::NORMAL, ..face });
    }
    fonts
}

/// Returns the typeface of the sheet under a name of its own.
fn typeface() -> FaceInfo {
    FaceInfo {
        id: ID::dummy(),
        source: Source::Binary(Arc::new(face::FONT)),
        index: 0,
        families: vec![("collab".to_owned(), Language::English_UnitedStates)],
        post_script_name: face::NAME.to_owned(),
        style: Style::Normal,
        weight: Weight::NORMAL,
        stretch: Stretch::Normal,
        monospaced: false,
    }
}

/// Draws the lines of a paragraph.
fn drawn(
    fonts: &mut FontSystem,
    paragraph: &str,
    longest: f32,
) -> Result<Vec<OutlinedLine>, Undrawn> {
    let mut buffer = Buffer::new(fonts, Metrics::new(1.0, 1.0));
    buffer.set_wrap(Wrap::WordOrGlyph);
    buffer.set_size(Some(longest), None);
    buffer.set_text(paragraph, &Attrs::new(), Shaping::Advanced, None);
    buffer.shape_until_scroll(fonts, false);
    buffer.layout_runs().map(|run| line(fonts, &run)).collect()
}

/// Draws a line from its start at x 0, wherever it is aligned.
fn line(fonts: &mut FontSystem, run: &LayoutRun<'_>) -> Result<OutlinedLine, Undrawn> {
    let left = run.glyphs.iter().map(|glyph| glyph.x).reduce(f32::min).unwrap_or_default();
    let mut pen = Pen::default();
    for cluster in run.glyphs.chunk_by(|one, next| one.start == next.start) {
        let grapheme = &run.text[cluster[0].start..cluster[0].end];
        if grapheme.chars().all(is_blank) {
            continue;
        }
        if cluster.iter().any(|glyph| glyph.glyph_id == 0) {
            return Err(Undrawn::InNoFont(grapheme.to_owned()));
        }
        let before = pen.outlines.len();
        for glyph in cluster {
            pen.origin = [glyph.x - left + glyph.x_offset, glyph.y_offset - glyph.y];
            draw(fonts, glyph, &mut pen);
        }
        if pen.outlines.len() == before {
            return Err(Undrawn::Blank(cluster[0].font_id));
        }
    }
    let start = run.glyphs.iter().map(|glyph| glyph.start).min().unwrap_or_default();
    let end = run.glyphs.iter().map(|glyph| glyph.end).max().unwrap_or_default();
    Ok(OutlinedLine {
        text: run.text[start..end].trim_end().to_owned(),
        outlines: pen.outlines,
        length: run.line_w,
        above: pen.top,
        below: -pen.bottom,
        is_rtl: run.rtl,
    })
}

/// Adds the outline of a glyph, or nothing if its font has none.
fn draw(fonts: &mut FontSystem, glyph: &LayoutGlyph, pen: &mut Pen) {
    let index = fonts.db().face(glyph.font_id).map_or(0, |face| face.index);
    let Some(font) = fonts.get_font(glyph.font_id, glyph.font_weight) else { return };
    let Ok(font) = FontRef::from_index(font.data(), index) else { return };
    // The weight with which cosmic-text shapes a variable font.
    let location = font.axes().location([("wght", f32::from(glyph.font_weight.0))]);
    if let Some(outline) = font.outline_glyphs().get(GlyphId::from(glyph.glyph_id)) {
        pen.unit = 1.0 / f32::from(font.head().map_or(1000, |head| head.units_per_em()));
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::from(&location));
        // A malformed outline ends early, and counts as one that is not there.
        let _ = outline.draw(settings, pen);
    }
}

/// Whether a character has no ink of its own: white space, the blank braille pattern, and what
/// Unicode calls default ignorable, such as variation selectors. Format characters never get here.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}')
}

/// Collects the outlines of a line.
#[derive(Default)]
struct Pen {
    outlines: Vec<Stroke>,
    /// The origin of the glyph in the line.
    origin: [f32; 2],
    /// The font's unit.
    unit: f32,
    /// The end of the last stroke.
    at: [f32; 2],
    top: f32,
    bottom: f32,
}

impl Pen {
    fn placed(&mut self, x: f32, y: f32) -> [f32; 2] {
        let [x, y] = [self.origin[0] + x * self.unit, self.origin[1] + y * self.unit];
        self.top = self.top.max(y);
        self.bottom = self.bottom.min(y);
        [x, y]
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.placed(x, y);
        self.outlines.push(Stroke::Move(self.at));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = self.placed(x, y);
        self.outlines.push(Stroke::Line(self.at));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let [from, control, to] = [self.at, self.placed(cx, cy), self.placed(x, y)];
        // The cubic curve of the same shape has its control points at two thirds of the way.
        let toward = |end: [f32; 2]| {
            [0, 1].map(|axis: usize| end[axis] + (control[axis] - end[axis]) * 2.0 / 3.0)
        };
        self.outlines.push(Stroke::Curve(toward(from), toward(to), to));
        self.at = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let [from, to] = [self.placed(ax, ay), self.placed(bx, by)];
        self.at = self.placed(x, y);
        self.outlines.push(Stroke::Curve(from, to, self.at));
    }

    // Filling closes every contour.
    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_the_typeface_are_as_long_as_its_widths_say() {
        for text in ["word", "Märta has the other", "two\nlines\n\nand a gap"] {
            let drawn = lines(text, 40.0).unwrap_or_else(|error| panic!("{error:?}"));
            let told: Vec<&str> = drawn.iter().map(|line| &*line.text).collect();
            assert_eq!(told, text.lines().collect::<Vec<_>>());
            for line in drawn {
                // The widths are rounded to thousandths.
                let wanted = face::length(&line.text);
                assert!((line.length - wanted).abs() < 0.02, "{wanted}: {}", line.length);
                assert!(line.above < 1.0 && line.below < 0.3 && !line.is_rtl);
                assert_eq!(line.outlines.is_empty(), line.text.is_empty());
            }
        }
    }

    #[test]
    fn long_lines_are_broken_and_lose_nothing() {
        for text in ["some words and some more of them", &"W".repeat(90)] {
            let drawn = lines(text, 6.0).unwrap_or_else(|error| panic!("{error:?}"));
            assert!(drawn.iter().all(|line| line.length <= 6.0));
            let joined: String = drawn.iter().map(|line| &*line.text).collect();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn a_character_in_no_font_is_named() {
        let refused = lines("a \u{10fffd}", 6.0).err();
        assert_eq!(refused, Some(InNoFont(String::from("\u{10fffd}"))));
    }

    #[test]
    fn han_characters_take_the_forms_of_the_language_around_them() {
        assert_eq!(["東京の", "東京 서울", "東京"].map(language), ["ja", "ko", "zh-CN"]);
    }
}
