//! The objects of a PDF (ISO 32000-1, 7.3), and the keywords between them.

use std::collections::BTreeMap;

/// Maximum nesting depth of arrays and dictionaries.
const DEEPEST: usize = 32;
/// Maximum number of objects within one object.
const MOST_PARTS: usize = 1 << 16;

/// An object. A stream is represented by its dictionary; the document locates its data.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// A reference to another object, by its number.
    Reference(u32),
    /// An operator, or another keyword.
    Word(Vec<u8>),
}

/// The entries of a dictionary.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dict(BTreeMap<Vec<u8>, Object>);

impl Dict {
    /// Returns an entry as it is stored, possibly a reference.
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        self.0.get(key.as_bytes())
    }

    pub(super) fn set(&mut self, key: &[u8], object: Object) {
        self.0.insert(key.to_owned(), object);
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(key, object)| (key.as_slice(), object))
    }
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Returns a number as a count, if it is in the range of a `u32`.
    pub(super) fn count(&self) -> Option<usize> {
        self.number().filter(|number| (0.0..=f64::from(u32::MAX)).contains(number)).map(whole)
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        self.name() == Some(name.as_bytes())
    }

    pub(super) fn array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was looked at")]
fn whole(number: f64) -> usize {
    number as usize
}

pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

pub(super) fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !b"()<>[]{}/%".contains(&byte)
}

/// A reader of consecutive objects.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    parts: usize,
    /// Whether `1 0 R` is a reference, as it is everywhere but in a content stream.
    has_references: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, parts: 0, has_references: true }
    }

    /// Returns a reader of the operands and operators of a content stream.
    pub(super) fn of_content(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, parts: 0, has_references: false }
    }

    /// Returns the offset of the reader.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn jump(&mut self, at: usize) {
        self.at = at;
    }

    /// Reads the next object; `None` at the end, or where no object starts.
    pub(super) fn next(&mut self) -> Option<Object> {
        self.parts = 0;
        self.object(0)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.bytes[self.at..].iter().take_while(|byte| !b"\r\n".contains(byte));
                self.at += line.count();
            } else if is_white(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.parts += 1;
        if depth > DEEPEST || self.parts > MOST_PARTS {
            return None;
        }
        self.skip_white();
        match self.peek()? {
            b'/' => {
                self.at += 1;
                Some(Object::Name(self.name()))
            }
            b'(' => self.text(),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth),
            b'<' => self.hexadecimal(),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_white();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(Object::Array(items));
                    }
                    items.push(self.object(depth + 1)?);
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => Some(self.number()),
            byte if is_regular(byte) => Some(match self.word() {
                b"null" => Object::Null,
                word => Object::Word(word.to_owned()),
            }),
            byte => {
                self.at += 1;
                Some(Object::Word(vec![byte]))
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self) -> Vec<u8> {
        let word = self.word();
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word;
        while let [first, after @ ..] = rest {
            let escaped = (*first == b'#').then(|| hexadecimal_byte(after)).flatten();
            name.push(escaped.unwrap_or(*first));
            rest = if escaped.is_some() { &after[2..] } else { after };
        }
        name
    }

    fn number(&mut self) -> Object {
        let word = self.word();
        let number = number(word);
        if self.has_references && word.iter().all(u8::is_ascii_digit) {
            let after = self.at;
            self.skip_white();
            let generation = self.word();
            self.skip_white();
            if !generation.is_empty()
                && generation.iter().all(u8::is_ascii_digit)
                && self.word() == b"R"
                && let Ok(reference) = String::from_utf8_lossy(word).parse()
            {
                return Object::Reference(reference);
            }
            self.at = after;
        }
        Object::Number(number)
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut entries = BTreeMap::new();
        loop {
            self.skip_white();
            match self.peek()? {
                b'/' => {
                    self.at += 1;
                    let key = self.name();
                    entries.insert(key, self.object(depth + 1)?);
                }
                b'>' => {
                    self.at += 1;
                    if self.peek() == Some(b'>') {
                        self.at += 1;
                    }
                    return Some(Object::Dict(Dict(entries)));
                }
                _ => return None,
            }
        }
    }

    fn hexadecimal(&mut self) -> Option<Object> {
        let rest = &self.bytes[self.at + 1..];
        let end = rest.iter().position(|&byte| byte == b'>')?;
        self.at += end + 2;
        Some(Object::Text(from_hexadecimal(&rest[..end])))
    }

    fn text(&mut self) -> Option<Object> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Some(Object::Text(text));
                    }
                }
                b'\\' => {
                    self.escaped(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(value.to_le_bytes()[0]);
            }
            _ => text.push(byte),
        }
        Some(())
    }
}

fn hexadecimal_byte(bytes: &[u8]) -> Option<u8> {
    let [high, low, ..] = bytes else { return None };
    let value = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(value(*high)? * 16 + value(*low)?).ok()
}

/// Decodes hexadecimal digits. Other bytes are skipped, and an odd last digit is followed by a
/// zero.
pub(super) fn from_hexadecimal(digits: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = digits.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    if !digits.len().is_multiple_of(2) {
        digits.push(b'0');
    }
    digits.chunks_exact(2).filter_map(hexadecimal_byte).collect()
}

/// Reads a number; a malformed one is 0.
fn number(word: &[u8]) -> f64 {
    // PDF numbers have no exponents, and meaningful ones are shorter than 64 bytes.
    let is_number = word.len() < 64 && word.iter().all(|byte| b"+-.0123456789".contains(byte));
    let text = String::from_utf8_lossy(word);
    if is_number { text.parse().unwrap_or(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Option<Object> {
        Reader::new(text, 0).next()
    }

    #[test]
    fn every_kind_of_object_is_read() {
        let text = |text: &[u8]| Some(Object::Text(text.to_owned()));
        assert_eq!(read(b" % comment\n-1.5 "), Some(Object::Number(-1.5)));
        assert_eq!(read(b"12 0 R"), Some(Object::Reference(12)));
        assert_eq!(read(b"12 0 RG"), Some(Object::Number(12.0)));
        assert_eq!(read(b"/A#20b"), Some(Object::Name(b"A b".to_vec())));
        assert_eq!(read(br"(a(b)\)\101\7\n\\)"), text(b"a(b))A\x07\n\\"));
        assert_eq!(read(b"<4 1 4>"), text(b"A@"));
        let Some(Object::Dict(dict)) = read(b"<</A[1 2 R/B]/C<</D null>>>>") else { panic!() };
        assert_eq!(dict.get("A").and_then(Object::array).map(<[_]>::len), Some(2));
        assert_eq!(
            dict.get("C").and_then(Object::dict).and_then(|it| it.get("D")),
            Some(&Object::Null)
        );
    }

    #[test]
    fn endless_nesting_and_an_early_end_are_refused() {
        assert_eq!(read(&b"[".repeat(1 << 20)), None);
        assert_eq!(read(&b"<</A".repeat(1 << 20)), None);
        assert_eq!(read(&[&b"["[..], &b"0 ".repeat(1 << 20), b"]"].concat()), None);
        for text in [&b"(a"[..], b"<4", b"[1", b"<</A 1", b"<<1>>", b"", b"  "] {
            assert_eq!(read(text), None);
        }
    }
}
