//! The text of a document, in lines, as a reader copies it.

use super::matrix::Matrix;

/// Upper bound on the length of the text, in bytes.
const LONGEST: usize = 1 << 20;
/// Maximum nesting depth of marked-content sequences.
const DEEPEST: usize = 1 << 10;

/// The text extracted so far.
#[derive(Default)]
pub(super) struct ExtractedText {
    lines: String,
    /// The replacement texts of marked content (`ActualText`).
    replaced: Vec<String>,
    length: usize,
    /// The end of the last character, on the page.
    pen: Option<[f64; 2]>,
    /// For each open marked-content sequence, whether it has a replacement text.
    marked: Vec<bool>,
}

impl ExtractedText {
    pub(super) fn lines(&self) -> &str {
        &self.lines
    }

    pub(super) fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// Adds a character whose origin this map places on the page, with the size of the font.
    pub(super) fn push(&mut self, map: Matrix, size: f64, width: f64, text: Option<&str>) {
        if self.marked.contains(&true) {
            return;
        }
        let origin = map.of_point([0.0, 0.0]);
        let [x, y] = map.of_vector([1.0, 0.0]);
        let unit = x.hypot(y);
        if let Some(pen) = self.pen
            && unit.is_normal()
        {
            let moved = [origin[0] - pen[0], origin[1] - pen[1]];
            let em = size.abs() * unit;
            let along = (moved[0] * x + moved[1] * y) / unit;
            let across = (moved[0] * y - moved[1] * x) / unit;
            if across.abs() > 0.3 * em || along < -0.6 * em {
                self.put("\n");
            } else if along > 0.2 * em && !self.lines.ends_with([' ', '\n']) {
                self.put(" ");
            }
        }
        self.put(text.unwrap_or("\u{fffd}"));
        self.pen = Some(map.of_point([width, 0.0]));
    }

    /// Opens a marked-content sequence, with its replacement text if it has one.
    pub(super) fn open(&mut self, replaced: Option<String>) {
        if self.marked.len() >= DEEPEST {
            return;
        }
        let is_first = !self.marked.contains(&true);
        self.marked.push(replaced.is_some());
        if let Some(text) = replaced.filter(|_| is_first) {
            self.put("\n");
            self.put(&text);
            self.put("\n");
            if self.length < LONGEST {
                self.replaced.push(text);
            }
            self.pen = None;
        }
    }

    pub(super) fn close(&mut self) {
        self.marked.pop();
    }

    /// Ends a page, and with it any open marked-content sequences.
    pub(super) fn turn(&mut self) {
        self.marked.clear();
        self.pen = None;
        self.put("\n");
    }

    fn put(&mut self, text: &str) {
        self.length += text.len();
        if self.length < LONGEST {
            self.lines.push_str(text);
        }
    }
}

/// Decodes a text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with a byte order mark, or bytes
/// as Latin-1.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, units @ ..] => {
            let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
            String::from_utf16_lossy(&units.chunks_exact(2).map(unit).collect::<Vec<_>>())
        }
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}
