//! The text of a document, in lines, as it is copied from it.

use super::matrix::Matrix;

/// How many bytes of text are kept.
const LONGEST: usize = 1 << 20;
/// How many marked parts may be inside each other.
const DEEPEST: usize = 1 << 10;

/// The text so far.
#[derive(Default)]
pub(super) struct ExtractedText {
    lines: String,
    /// The texts that stand for what is drawn (`ActualText`).
    replaced: Vec<String>,
    length: usize,
    /// Where the last character ended, on the page.
    pen: Option<[f64; 2]>,
    /// Of each marked part that is open, whether another text stands for it.
    marked: Vec<bool>,
}

impl ExtractedText {
    pub(super) fn lines(&self) -> &str {
        &self.lines
    }

    pub(super) fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// Takes a character whose origin this map moves, with the size of the font.
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

    /// Opens a marked part, for which another text may stand.
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

    /// Ends a page: what was left open ends with it.
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

/// Returns a text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 by its mark, or bytes.
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
