//! Reading: the writer's mirror, word for word.

use std::time::SystemTime;

use crate::account::Name;
use crate::dates;
use crate::keystore::{Damage, Error};

/// How long a date is: `2026-01-31T12:00:00Z`.
const DATE: usize = 20;

/// What is still to be read of a file.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Takes these words, if they are next.
    pub(super) fn accept(&mut self, words: &str) -> bool {
        let next = self.bytes[self.at..].starts_with(words.as_bytes());
        if next {
            self.at += words.len();
        }
        next
    }

    /// Takes these words, which must be next.
    pub(super) fn expect(&mut self, words: &str) -> Result<&mut Self, Error> {
        if self.accept(words) { Ok(self) } else { Err(self.damaged()) }
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let taken = self.bytes[self.at..].get(..length).ok_or_else(|| self.damaged())?;
        self.at += length;
        Ok(taken)
    }

    /// Takes so many digits.
    pub(super) fn digits(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let taken = self.take(length)?;
        if taken.iter().all(u8::is_ascii_digit) { Ok(taken) } else { Err(self.damaged()) }
    }

    /// Takes bytes in hexadecimal.
    pub(super) fn hex<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        let digits = self.take(2 * N)?;
        match base16ct::lower::decode(digits, &mut bytes) {
            Ok(_) => Ok(bytes),
            Err(_) => Err(self.damaged()),
        }
    }

    /// Takes a number, written the one way it is.
    pub(super) fn number(&mut self) -> Result<u32, Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text(length)?;
        match text.parse::<u32>() {
            Ok(number) if number.to_string() == text => Ok(number),
            _ => Err(self.damaged()),
        }
    }

    /// Takes what is before a quote.
    pub(super) fn until_quote(&mut self) -> Result<&'a [u8], Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| byte == b'"').unwrap_or(rest.len());
        self.take(length)
    }

    /// Takes a name, and the words after it, which begin with a quote.
    pub(super) fn name(&mut self, after: &str) -> Result<Name, Error> {
        let text = self.until_quote()?;
        let name = str::from_utf8(text).ok().and_then(|text| text.parse().ok());
        let name = name.ok_or_else(|| self.damaged())?;
        self.expect(after)?;
        Ok(name)
    }

    /// Takes a date, if it is written the one way it is.
    pub(super) fn date(&mut self) -> Result<SystemTime, Error> {
        let text = self.text(DATE)?;
        dates::time(text).ok_or_else(|| self.damaged())
    }

    /// Takes a date in quotes, or `null`.
    pub(super) fn date_or_null(&mut self) -> Result<Option<SystemTime>, Error> {
        if self.accept("null") {
            return Ok(None);
        }
        let date = self.expect("\"")?.date()?;
        self.expect("\"")?;
        Ok(Some(date))
    }

    /// Takes so many bytes of text.
    fn text(&mut self, length: usize) -> Result<&'a str, Error> {
        let taken = self.take(length)?;
        str::from_utf8(taken).map_err(|_| self.damaged())
    }

    /// That something else is here than a keystore says.
    pub(super) fn damaged(&self) -> Error {
        let line = self.bytes[..self.at].split(|&byte| byte == b'\n').count();
        Error::Damaged(Damage::Line(line))
    }
}
