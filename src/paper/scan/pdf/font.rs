//! The text and the widths of a font's character codes (ISO 32000-1, 9.6 to 9.10).

use std::collections::HashMap;

use super::ScanError;
use super::budget::Budget;
use super::document::Document;
use super::object::{Dict, Object, Reader};

/// Maximum number of codes of a font.
const MOST_CODES: usize = 1 << 16;
/// Minimum cost of a font, in bytes of the budget.
const COST: usize = 4096;
/// Upper bound on the text of one code, in UTF-16 units.
const LONGEST_TEXT: usize = 16;

/// A font.
pub(super) struct Font {
    texts: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    other_width: f64,
    /// Length of a code in bytes.
    bytes: usize,
}

impl Font {
    pub(super) fn read(document: &Document<'_>, dict: &Dict) -> Result<Self, ScanError> {
        document.budget.take(COST)?;
        let subtype = document.entry(dict, "Subtype")?;
        let is_composite = subtype.is_name("Type0");
        let mut font = Self {
            texts: HashMap::new(),
            widths: HashMap::new(),
            other_width: 0.5,
            bytes: if is_composite { 2 } else { 1 },
        };
        if is_composite {
            font.read_composite_widths(document, dict)?;
        } else {
            let unit = if subtype.is_name("Type3") {
                document.numbers(dict, "FontMatrix")?.first().copied().unwrap_or(0.001)
            } else {
                0.001
            };
            let first = document.entry(dict, "FirstChar")?.count().unwrap_or(0);
            let widths = document.numbers(dict, "Widths")?;
            font.widths = (first..)
                .zip(widths)
                .filter_map(|(code, width)| Some((u32::try_from(code).ok()?, width * unit)))
                .collect();
            font.read_encoding(document, dict)?;
        }
        if let Some(map) = dict.get("ToUnicode")
            && let Some(stream) = document.stream(map)?
        {
            font.read_map(&document.unpacked(&stream)?, &document.budget)?;
        }
        Ok(font)
    }

    /// Returns the character codes of a string.
    pub(super) fn codes<'b>(&self, string: &'b [u8]) -> impl Iterator<Item = u32> + use<'b> {
        string
            .chunks(self.bytes)
            .map(|code| code.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte)))
    }

    /// Returns the text of a code, if it is known.
    pub(super) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// Returns the width of a code at size 1.
    pub(super) fn width(&self, code: u32) -> f64 {
        self.widths.get(&code).copied().unwrap_or(self.other_width)
    }

    /// Reads the glyph names of an encoding. Other codes are taken as Latin-1, which is close to
    /// Windows-1252.
    fn read_encoding(&mut self, document: &Document<'_>, dict: &Dict) -> Result<(), ScanError> {
        for byte in (b' '..=b'~').chain(0xa0..=0xff) {
            self.texts.insert(byte.into(), char::from(byte).to_string());
        }
        let encoding = document.dict(dict, "Encoding")?;
        let differences = document.entry(&encoding, "Differences")?;
        let mut code = 0;
        for item in differences.array().unwrap_or_default() {
            match &*document.object(item)? {
                Object::Name(name) => {
                    match glyph(name) {
                        Some(c) => self.texts.insert(code, c.to_string()),
                        None => self.texts.remove(&code),
                    };
                    code = code.saturating_add(1);
                }
                other => code = other.count().and_then(|it| u32::try_from(it).ok()).unwrap_or(0),
            }
        }
        Ok(())
    }

    fn read_composite_widths(
        &mut self,
        document: &Document<'_>,
        dict: &Dict,
    ) -> Result<(), ScanError> {
        let below = document.entry(dict, "DescendantFonts")?;
        let Some(first) = below.array().and_then(<[_]>::first) else { return Ok(()) };
        let object = document.object(first)?;
        let Some(dict) = object.dict() else { return Ok(()) };
        self.other_width = document.entry(dict, "DW")?.number().unwrap_or(1000.0) / 1000.0;
        let widths = document.entry(dict, "W")?;
        let mut items = widths.array().unwrap_or_default().iter();
        while let (Some(first), Some(second)) = (items.next(), items.next()) {
            let Some(first) = document.object(first)?.count() else { break };
            let second = document.object(second)?;
            let (last, width) = match (&*second, second.count()) {
                (Object::Array(widths), _) => {
                    for (code, width) in (first..).zip(widths) {
                        let width = document.object(width)?.number().unwrap_or(0.0);
                        self.set_width(code, width);
                    }
                    continue;
                }
                (_, Some(last)) => (last, items.next()),
                _ => break,
            };
            let Some(width) = width else { break };
            let width = document.object(width)?.number().unwrap_or(0.0);
            for code in (first..=last).take(MOST_CODES) {
                document.budget.take(1)?;
                self.set_width(code, width);
            }
        }
        Ok(())
    }

    fn set_width(&mut self, code: usize, width: f64) {
        if let Ok(code) = u32::try_from(code)
            && self.widths.len() < MOST_CODES
        {
            self.widths.insert(code, width / 1000.0);
        }
    }

    /// Reads a `ToUnicode` map.
    fn read_map(&mut self, map: &[u8], budget: &Budget) -> Result<(), ScanError> {
        let mut reader = Reader::of_content(map);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = reader.next() {
            match &object {
                Object::Word(word) => {
                    match word.as_slice() {
                        b"endbfchar" => {
                            for pair in operands.chunks_exact(2) {
                                if let [Object::Text(code), Object::Text(text)] = pair {
                                    self.set_text(number(code), &utf16(text));
                                }
                            }
                        }
                        b"endbfrange" => {
                            let mut ranges = operands.chunks_exact(3);
                            ranges.try_for_each(|range| self.set_range(range, budget))?;
                        }
                        _ => {}
                    }
                    operands.clear();
                }
                // A section has at most a hundred entries.
                _ if operands.len() < 3000 => operands.push(object),
                _ => {}
            }
        }
        Ok(())
    }

    fn set_range(&mut self, range: &[Object], budget: &Budget) -> Result<(), ScanError> {
        let [Object::Text(first), Object::Text(last), to] = range else { return Ok(()) };
        let (first, last) = (number(first), number(last));
        budget.take(last.saturating_sub(first).min(1 << 16) as usize)?;
        let codes = (first..=last).take(MOST_CODES);
        match to {
            Object::Text(text) => {
                let mut units = utf16(text);
                for code in codes {
                    self.set_text(code, &units);
                    if let Some(unit) = units.last_mut() {
                        *unit = unit.wrapping_add(1);
                    }
                }
            }
            Object::Array(texts) => {
                for (code, text) in codes.zip(texts) {
                    if let Object::Text(text) = text {
                        self.set_text(code, &utf16(text));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn set_text(&mut self, code: u32, units: &[u16]) {
        if self.texts.len() < MOST_CODES {
            self.texts.insert(code, String::from_utf16_lossy(units));
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn utf16(text: &[u8]) -> Vec<u16> {
    let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
    text.chunks_exact(2).take(LONGEST_TEXT).map(unit).collect()
}

/// Returns the character of a glyph name (Adobe Glyph List), for the characters in and around an
/// identity or a code.
fn glyph(name: &[u8]) -> Option<char> {
    Some(match name {
        [letter] if letter.is_ascii_alphabetic() => char::from(*letter),
        b"zero" => '0',
        b"one" => '1',
        b"two" => '2',
        b"three" => '3',
        b"four" => '4',
        b"five" => '5',
        b"six" => '6',
        b"seven" => '7',
        b"eight" => '8',
        b"nine" => '9',
        b"colon" => ':',
        b"space" | b"nbspace" => ' ',
        b"period" => '.',
        b"comma" => ',',
        b"hyphen" | b"minus" => '-',
        b"endash" => '–',
        b"emdash" => '—',
        b"slash" => '/',
        b"bar" => '|',
        b"underscore" => '_',
        b"question" => '?',
        b"asterisk" => '*',
        b"parenleft" => '(',
        b"parenright" => ')',
        b"quotedbl" => '"',
        b"quotesingle" => '\'',
        _ => {
            let digits = name.strip_prefix(b"uni").or_else(|| name.strip_prefix(b"u"))?;
            let text = std::str::from_utf8(digits).ok().filter(|text| text.len() >= 4)?;
            char::from_u32(u32::from_str_radix(text, 16).ok()?)?
        }
    })
}
