//! Content streams (ISO 32000-1, 7.8.2): filled areas, pictures, and text.

use std::collections::HashMap;
use std::rc::Rc;

use super::canvas::Canvas;
use super::document::{Document, Page};
use super::extracted_text::{ExtractedText, text_string};
use super::font::Font;
use super::matrix::Matrix;
use super::object::{Dict, Object, Reader, is_white};
use super::{Picture, ScanError, pdf_image};
use crate::paper::scan::picture;

/// Maximum nesting depth of forms.
const DEEPEST: usize = 8;
/// Maximum number of saved graphics states.
const MOST_SAVED: usize = 256;
/// Cost of an operator, in bytes of the budget.
const OPERATOR: usize = 64;
/// Maximum number of operands of an operator.
const MOST_OPERANDS: usize = 64;
/// Maximum number of corners of a path.
const MOST_CORNERS: usize = 1 << 18;
/// Maximum number of cached fonts.
const MOST_FONTS: usize = 8;
/// Number of line segments that replace a curve.
const CURVE: u32 = 8;
/// Fewest outlines filled on a page that can be a QR code.
const FEWEST_OUTLINES: usize = 24;
/// Shortest side of a picture that can hold a QR code by itself, in pixels. Smaller pictures may
/// form one together.
const SHORTEST_SIDE: usize = 40;

/// The callback for each picture.
pub(super) type Look<'a> = &'a mut dyn FnMut(&Picture) -> Result<(), ScanError>;

/// An interpreter of a document's pages, with the text found so far.
pub(super) struct Interpreter<'d, 'a, 'l> {
    document: &'d Document<'a>,
    look: Look<'l>,
    pub(super) text: ExtractedText,
    /// The name of a kind of picture that was found and is not supported.
    pub(super) unread: Option<&'static str>,
    /// Whether there was a picture, or a filled area that could be a QR code.
    pub(super) has_pictures: bool,
    fonts: HashMap<u32, Rc<Font>>,
    /// The object numbers of the pictures already searched.
    looked_at: Vec<u32>,
    canvas: Option<Canvas>,
    outlines: usize,
    shown: usize,
}

#[derive(Clone)]
struct State {
    map: Matrix,
    fill: u8,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
}

/// The start of a line of text, and the position of its next character.
struct Line {
    begin: Matrix,
    at: Matrix,
}

impl Default for Line {
    fn default() -> Self {
        Self { begin: Matrix::IDENTITY, at: Matrix::IDENTITY }
    }
}

impl Line {
    /// Starts another line, at an offset from the start of this one.
    fn turn(&mut self, x: f64, y: f64) {
        self.begin = Matrix::moved(x, y).then(self.begin);
        self.at = self.begin;
    }
}

#[derive(Default)]
struct Path {
    polygons: Vec<Vec<[f64; 2]>>,
    corners: usize,
    at: [f64; 2],
}

impl Path {
    fn begin(&mut self, map: Matrix, at: [f64; 2]) {
        self.at = at;
        self.polygons.push(vec![map.of_point(at)]);
        self.corners += 1;
    }

    fn line(&mut self, map: Matrix, to: [f64; 2]) {
        self.at = to;
        if let Some(polygon) = self.polygons.last_mut() {
            polygon.push(map.of_point(to));
            self.corners += 1;
        }
    }

    fn curve(&mut self, map: Matrix, [first, second, to]: [[f64; 2]; 3]) {
        let from = self.at;
        for step in 1..=CURVE {
            let t = f64::from(step) / f64::from(CURVE);
            let s = 1.0 - t;
            let along = |axis: usize| {
                s * s * s * from[axis]
                    + 3.0 * s * s * t * first[axis]
                    + 3.0 * s * t * t * second[axis]
                    + t * t * t * to[axis]
            };
            self.line(map, [along(0), along(1)]);
        }
        self.at = to;
    }

    fn rectangle(&mut self, map: Matrix, [x, y, width, height]: [f64; 4]) {
        self.begin(map, [x, y]);
        for corner in [[x + width, y], [x + width, y + height], [x, y + height]] {
            self.line(map, corner);
        }
        self.at = [x, y];
    }
}

impl<'d, 'a, 'l> Interpreter<'d, 'a, 'l> {
    pub(super) fn of(document: &'d Document<'a>, look: Look<'l>) -> Self {
        Self {
            document,
            look,
            text: ExtractedText::default(),
            unread: None,
            has_pictures: false,
            fonts: HashMap::new(),
            looked_at: Vec::new(),
            canvas: None,
            outlines: 0,
            shown: 0,
        }
    }

    /// Interprets a page, and searches its rendering if that can show more than its pictures alone.
    pub(super) fn page(&mut self, page: &Page) -> Result<(), ScanError> {
        let Some(dict) = page.dict.dict() else { return Ok(()) };
        let contents = self.document.entry(dict, "Contents")?;
        let parts = match &*contents {
            Object::Array(parts) => parts.clone(),
            _ => dict.get("Contents").cloned().into_iter().collect(),
        };
        let mut content = Vec::new();
        for part in parts {
            if let Some(stream) = self.document.stream(&part)? {
                content.extend_from_slice(&self.document.unpacked(&stream)?);
                content.push(b'\n');
            }
            if content.len() > super::filter::LONGEST {
                return Err(ScanError::TooLarge);
            }
        }
        let edges = <[f64; 4]>::try_from(page.media_box.as_slice());
        self.canvas = Canvas::of(edges.unwrap_or([0.0, 0.0, 612.0, 792.0]));
        (self.outlines, self.shown) = (0, 0);
        let map = self.canvas.as_ref().map_or(Matrix::IDENTITY, |canvas| canvas.to_pixels);
        let nothing = Dict::default();
        self.run(&content, page.resources.dict().unwrap_or(&nothing), &State::of(map), 0)?;
        drop(content);
        self.text.turn();
        // A single picture was already searched by itself.
        if (self.outlines >= FEWEST_OUTLINES || self.shown > 1)
            && let Some(canvas) = self.canvas.take()
        {
            self.has_pictures = true;
            (self.look)(canvas.picture())?;
        }
        Ok(())
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &Dict,
        begin: &State,
        depth: usize,
    ) -> Result<(), ScanError> {
        let mut reader = Reader::of_content(content);
        let mut state = begin.clone();
        let mut saved: Vec<State> = Vec::new();
        let mut operands: Vec<Object> = Vec::new();
        let mut path = Path::default();
        let mut line = Line::default();
        while let Some(object) = reader.next() {
            let Object::Word(word) = object else {
                if operands.len() < MOST_OPERANDS {
                    operands.push(object);
                }
                continue;
            };
            self.document.budget.take(OPERATOR)?;
            let numbers: Vec<f64> = operands.iter().filter_map(Object::number).collect();
            match (word.as_slice(), numbers.as_slice()) {
                (b"q", _) if saved.len() < MOST_SAVED => saved.push(state.clone()),
                (b"Q", _) => state = saved.pop().unwrap_or(state),
                (b"cm", numbers) => {
                    if let Some(matrix) = Matrix::of(numbers) {
                        state.map = matrix.then(state.map);
                    }
                }
                (b"m", &[x, y]) => path.begin(state.map, [x, y]),
                (b"l", &[x, y]) => path.line(state.map, [x, y]),
                (b"c" | b"v" | b"y", numbers) => {
                    let points: Vec<[f64; 2]> =
                        numbers.chunks_exact(2).map(|it| [it[0], it[1]]).collect();
                    match (word.as_slice(), points.as_slice()) {
                        (b"c", &[first, second, to]) => path.curve(state.map, [first, second, to]),
                        (b"v", &[second, to]) => path.curve(state.map, [path.at, second, to]),
                        (b"y", &[first, to]) => path.curve(state.map, [first, to, to]),
                        _ => {}
                    }
                }
                (b"re", &[x, y, width, height]) => {
                    path.rectangle(state.map, [x, y, width, height]);
                }
                (b"f" | b"F" | b"b" | b"B", _) => self.fill(&mut path, false, &state)?,
                (b"f*" | b"b*" | b"B*", _) => self.fill(&mut path, true, &state)?,
                (b"n" | b"s" | b"S", _) => path = Path::default(),
                (b"g" | b"rg" | b"k" | b"sc" | b"scn", numbers) => {
                    state.fill = shade_of(numbers).unwrap_or(state.fill);
                }
                (b"cs", _) => state.fill = 0,
                (b"Do", _) => {
                    if let Some(Object::Name(name)) = operands.last() {
                        self.show(name, resources, &state, depth)?;
                    }
                }
                (b"BI", _) => self.show_inline(&mut reader, content, resources, &state)?,
                (b"BDC", _) => {
                    let replaced = self.replaced(operands.last(), resources)?;
                    self.text.open(replaced);
                }
                (b"BMC", _) => self.text.open(None),
                (b"EMC", _) => self.text.close(),
                _ => self.run_text(&word, &numbers, &operands, resources, &mut state, &mut line)?,
            }
            operands.clear();
            if path.corners > MOST_CORNERS {
                return Err(ScanError::TooLarge);
            }
        }
        Ok(())
    }

    /// Executes a text operator (ISO 32000-1, 9.3 and 9.4).
    fn run_text(
        &mut self,
        word: &[u8],
        numbers: &[f64],
        operands: &[Object],
        resources: &Dict,
        state: &mut State,
        line: &mut Line,
    ) -> Result<(), ScanError> {
        let last_text = || match operands.last() {
            Some(Object::Text(text)) => text.as_slice(),
            _ => &[],
        };
        match (word, numbers) {
            (b"BT", _) => *line = Line::default(),
            (b"Tf", numbers) => {
                if let Some(Object::Name(name)) = operands.first() {
                    state.font = self.font(name, resources)?;
                }
                state.size = numbers.last().copied().unwrap_or(state.size);
            }
            (b"Tc", &[space]) => state.character_space = space,
            (b"Tw", &[space]) => state.word_space = space,
            (b"Tz", &[percent]) => state.stretch = percent / 100.0,
            (b"TL", &[leading]) => state.leading = leading,
            (b"Tm", numbers) => {
                if let Some(matrix) = Matrix::of(numbers) {
                    *line = Line { begin: matrix, at: matrix };
                }
            }
            (b"Td" | b"TD", &[x, y]) => {
                if word == b"TD" {
                    state.leading = -y;
                }
                line.turn(x, y);
            }
            (b"T*", _) => {
                line.turn(0.0, -state.leading);
            }
            (b"Tj", _) => self.write(last_text(), state, line),
            (b"'" | b"\"", numbers) => {
                if let &[word_space, character_space] = numbers {
                    (state.word_space, state.character_space) = (word_space, character_space);
                }
                line.turn(0.0, -state.leading);
                self.write(last_text(), state, line);
            }
            (b"TJ", _) => {
                for item in operands.last().and_then(Object::array).unwrap_or_default() {
                    match item {
                        Object::Text(text) => self.write(text, state, line),
                        other => {
                            let back = other.number().unwrap_or(0.0) / 1000.0;
                            let moved = -back * state.size * state.stretch;
                            line.at = Matrix::moved(moved, 0.0).then(line.at);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn fill(&mut self, path: &mut Path, is_even_odd: bool, state: &State) -> Result<(), ScanError> {
        let path = std::mem::take(path);
        self.outlines += path.polygons.len();
        match &mut self.canvas {
            Some(canvas) => {
                canvas.fill(&path.polygons, is_even_odd, state.fill, &self.document.budget)
            }
            None => Ok(()),
        }
    }

    /// Draws a picture, or runs a form.
    fn show(
        &mut self,
        name: &[u8],
        resources: &Dict,
        state: &State,
        depth: usize,
    ) -> Result<(), ScanError> {
        let objects = self.document.dict(resources, "XObject")?;
        let Some(reference) = objects.get(&String::from_utf8_lossy(name)) else { return Ok(()) };
        let Some(stream) = self.document.stream(reference)? else { return Ok(()) };
        let Some(dict) = stream.dict.dict() else { return Ok(()) };
        if self.document.entry(dict, "Subtype")?.is_name("Form") {
            if depth >= DEEPEST {
                return Ok(());
            }
            let content = self.document.unpacked(&stream)?;
            let own = self.document.entry(dict, "Resources")?;
            let matrix = Matrix::of(&self.document.numbers(dict, "Matrix")?);
            let map = matrix.unwrap_or(Matrix::IDENTITY).then(state.map);
            let inside = State { map, ..state.clone() };
            return self.run(&content, own.dict().unwrap_or(resources), &inside, depth + 1);
        }
        let unpacked = self.document.unpacked_to_picture(&stream)?;
        let read = pdf_image::read(self.document, dict, &unpacked, resources);
        drop(unpacked);
        let is_new = match reference {
            Object::Reference(number) if self.looked_at.contains(number) => false,
            Object::Reference(number) => {
                self.looked_at.push(*number);
                true
            }
            _ => true,
        };
        self.place(read, dict, state, is_new)
    }

    /// Draws a picture on the page, and searches it by itself.
    fn place(
        &mut self,
        read: Result<Picture, ScanError>,
        dict: &Dict,
        state: &State,
        is_new: bool,
    ) -> Result<(), ScanError> {
        self.has_pictures = true;
        let picture = match read {
            Ok(picture) => picture,
            Err(ScanError::OtherPicture(kind)) => {
                self.unread = Some(kind);
                return Ok(());
            }
            // A damaged picture must not hide the others.
            Err(ScanError::Damaged) => {
                self.unread.get_or_insert("a damaged form");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.shown += 1;
        let is_stencil =
            matches!(dict.get("ImageMask"), Some(Object::Word(word)) if word == b"true");
        if let Some(canvas) = &mut self.canvas {
            canvas.put(
                &picture,
                state.map,
                is_stencil.then_some(state.fill),
                &self.document.budget,
            )?;
        }
        if picture.width.min(picture.height) < SHORTEST_SIDE {
            // Only the rendered page can show a code made of pictures this small.
            self.shown += 1;
        } else if is_new {
            (self.look)(&picture)?;
        }
        Ok(())
    }

    /// Draws an inline picture of the content stream.
    fn show_inline(
        &mut self,
        reader: &mut Reader<'_>,
        content: &[u8],
        resources: &Dict,
        state: &State,
    ) -> Result<(), ScanError> {
        let mut dict = Dict::default();
        loop {
            match reader.next() {
                Some(Object::Name(key)) => {
                    let Some(value) = reader.next() else { return Ok(()) };
                    dict.set(long_key(&key), value);
                }
                Some(Object::Word(word)) if word == b"ID" => break,
                _ => return Ok(()),
            }
        }
        let begin = (reader.at() + 1).min(content.len());
        let rest = &content[begin..];
        let is_end = |at: &usize| {
            rest[*at..].starts_with(b"EI")
                && (*at == 0 || is_white(rest[at - 1]))
                && rest.get(at + 2).is_none_or(|byte| is_white(*byte))
        };
        let length = (0..rest.len()).find(is_end).unwrap_or(rest.len());
        reader.jump((begin + length + 2).min(content.len()));
        self.document.budget.take(length)?;
        let unpacked = self.document.undone(&dict, &rest[..length])?;
        let read = pdf_image::read(self.document, &dict, &unpacked, resources);
        self.place(read, &dict, state, true)
    }

    fn font(&mut self, name: &[u8], resources: &Dict) -> Result<Option<Rc<Font>>, ScanError> {
        let fonts = self.document.dict(resources, "Font")?;
        let Some(object) = fonts.get(&String::from_utf8_lossy(name)) else { return Ok(None) };
        let number = if let Object::Reference(number) = object { Some(*number) } else { None };
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Ok(Some(Rc::clone(font)));
        }
        let dict = self.document.object(object)?;
        let Some(dict) = dict.dict() else { return Ok(None) };
        let font = Rc::new(Font::read(self.document, dict)?);
        if let Some(number) = number {
            if self.fonts.len() >= MOST_FONTS {
                self.fonts.clear();
            }
            self.fonts.insert(number, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    /// Returns the replacement text of a marked-content sequence (`ActualText`).
    fn replaced(
        &self,
        properties: Option<&Object>,
        resources: &Dict,
    ) -> Result<Option<String>, ScanError> {
        let properties = match properties {
            Some(Object::Name(name)) => {
                let all = self.document.dict(resources, "Properties")?;
                self.document.entry(&all, &String::from_utf8_lossy(name))?
            }
            Some(object) => self.document.object(object)?,
            None => return Ok(None),
        };
        let Some(dict) = properties.dict() else { return Ok(None) };
        Ok(match &*self.document.entry(dict, "ActualText")? {
            Object::Text(text) => Some(text_string(text)),
            _ => None,
        })
    }

    fn write(&mut self, string: &[u8], state: &State, line: &mut Line) {
        let Some(font) = &state.font else { return };
        for code in font.codes(string) {
            let mut advance = font.width(code) * state.size + state.character_space;
            if code == 32 {
                advance += state.word_space;
            }
            advance *= state.stretch;
            self.text.push(line.at.then(state.map), state.size, advance, font.text(code));
            line.at = Matrix::moved(advance, 0.0).then(line.at);
        }
    }
}

impl State {
    fn of(map: Matrix) -> Self {
        Self {
            map,
            fill: 0,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
        }
    }
}

/// Returns the brightness of a color: one component is gray, three are RGB, four are CMYK.
fn shade_of(numbers: &[f64]) -> Option<u8> {
    let byte = |value: &f64| (value.clamp(0.0, 1.0) * 255.0) as u8;
    let bytes: Vec<u8> = numbers.iter().map(byte).collect();
    match bytes.len() {
        1 => Some(bytes[0]),
        3 => Some(picture::luma(&bytes)),
        4 => Some(picture::of_inks(&bytes)),
        _ => None,
    }
}

/// Returns the full form of an abbreviated key of an inline picture.
fn long_key(key: &[u8]) -> &[u8] {
    match key {
        b"W" => b"Width",
        b"H" => b"Height",
        b"BPC" => b"BitsPerComponent",
        b"CS" => b"ColorSpace",
        b"D" => b"Decode",
        b"DP" => b"DecodeParms",
        b"F" => b"Filter",
        b"IM" => b"ImageMask",
        other => other,
    }
}
