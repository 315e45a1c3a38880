//! The reader: it mirrors the writer literal by literal.

use std::time::SystemTime;

use crate::account::Name;
use crate::dates;
use crate::keystore::{Damage, Error};

/// The length of a date such as `2026-01-31T12:00:00Z`.
const DATE: usize = 20;

/// A cursor over the bytes of a file.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Returns the number of bytes read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Returns the number of bytes left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Consumes this literal if it is next; returns whether it was.
    pub(super) fn accept(&mut self, words: &str) -> bool {
        let next = self.bytes[self.at..].starts_with(words.as_bytes());
        if next {
            self.at += words.len();
        }
        next
    }

    /// Consumes this literal, which must be next.
    pub(super) fn expect(&mut self, words: &str) -> Result<&mut Self, Error> {
        if self.accept(words) { Ok(self) } else { Err(self.damaged()) }
    }

    /// Consumes `length` bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let taken = self.bytes[self.at..].get(..length).ok_or_else(|| self.damaged())?;
        self.at += length;
        Ok(taken)
    }

    /// Consumes `length` decimal digits.
    pub(super) fn digits(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let taken = self.take(length)?;
        if taken.iter().all(u8::is_ascii_digit) { Ok(taken) } else { Err(self.damaged()) }
    }

    /// Consumes `N` bytes in lower-case hexadecimal.
    pub(super) fn hex<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        let digits = self.take(2 * N)?;
        match base16ct::lower::decode(digits, &mut bytes) {
            Ok(_) => Ok(bytes),
            Err(_) => Err(self.damaged()),
        }
    }

    /// Consumes a number in its canonical notation: without leading zeros.
    pub(super) fn number(&mut self) -> Result<u32, Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text(length)?;
        match text.parse::<u32>() {
            Ok(number) if number.to_string() == text => Ok(number),
            _ => Err(self.damaged()),
        }
    }

    /// Consumes all bytes before the next quote.
    pub(super) fn until_quote(&mut self) -> Result<&'a [u8], Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| byte == b'"').unwrap_or(rest.len());
        self.take(length)
    }

    /// Returns the bytes before the next end of line, without consuming them.
    pub(super) fn rest_of_line(&self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        rest.split(|&byte| byte == b'\n').next().unwrap_or(rest)
    }

    /// Consumes a name and the literal after it, which begins with a quote.
    pub(super) fn name(&mut self, after: &str) -> Result<Name, Error> {
        let text = self.until_quote()?;
        let name = str::from_utf8(text).ok().and_then(|text| text.parse().ok());
        let name = name.ok_or_else(|| self.damaged())?;
        self.expect(after)?;
        Ok(name)
    }

    /// Consumes a date in its canonical notation.
    pub(super) fn date(&mut self) -> Result<SystemTime, Error> {
        let text = self.text(DATE)?;
        dates::time(text).ok_or_else(|| self.damaged())
    }

    /// Consumes a date in quotes, or `null`.
    pub(super) fn date_or_null(&mut self) -> Result<Option<SystemTime>, Error> {
        if self.accept("null") {
            return Ok(None);
        }
        let date = self.expect("\"")?.date()?;
        self.expect("\"")?;
        Ok(Some(date))
    }

    /// Consumes `length` bytes of text.
    fn text(&mut self, length: usize) -> Result<&'a str, Error> {
        let taken = self.take(length)?;
        str::from_utf8(taken).map_err(|_| self.damaged())
    }

    /// Returns the error that the current line is not valid.
    pub(super) fn damaged(&self) -> Error {
        let line = self.bytes[..self.at].split(|&byte| byte == b'\n').count();
        Error::Damaged(Damage::Line(line))
    }
}
