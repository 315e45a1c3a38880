//! Stanzas: the units of a header, and of the plugin protocol.
//!
//! ```text
//! -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
//! EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
//! ```
//!
//! A stanza is an arrow, one or more arguments of visible ASCII separated by single spaces, and a
//! body in canonical base64 without padding: lines of 64 characters, the last one shorter and
//! possibly empty. A stanza that is read without an error is written back as the same bytes.

use std::io::{self, BufRead, Read as _};

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::{Zeroize as _, Zeroizing};

/// Length of a full line of a body in characters, and in decoded bytes.
const COLUMNS: usize = 64;
const LINE: usize = COLUMNS / 4 * 3;
const ARROW: &[u8] = b"->";

/// A stanza. Its body may hold a secret and is wiped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stanza {
    /// The arguments, at least one; the first is the kind.
    pub arguments: Vec<String>,
    /// The body.
    pub body: Zeroizing<Vec<u8>>,
}

/// A fault in the lines of a header or a stanza.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A line starts neither a stanza nor the MAC.
    #[error("a line begins neither a stanza nor the end")]
    Start,
    /// The arguments aren't visible ASCII separated by single spaces.
    #[error("the arguments are malformed")]
    Arguments,
    /// A line of a body is longer than 64 characters.
    #[error("a line of a body is too long")]
    LongLine,
    /// A body isn't canonical base64 without padding.
    #[error("a body is no canonical base64")]
    Base64,
    /// The line of the MAC isn't 32 bytes in canonical base64 without padding.
    #[error("the MAC is malformed")]
    Mac,
    /// There is no stanza before the MAC.
    #[error("there is no stanza")]
    None,
}

/// An error while lines are read.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    #[error("they end too soon")]
    Cut,
    #[error("they are too long")]
    TooLong,
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A reader of lines that end in LF, with a limit on their total length.
pub(super) struct Lines<'a, R: BufRead> {
    input: &'a mut R,
    left: u64,
    line: Zeroizing<Vec<u8>>,
    number: usize,
}

impl<'a, R: BufRead> Lines<'a, R> {
    pub(super) fn new(input: &'a mut R, limit: u64) -> Self {
        Self { input, left: limit, line: Zeroizing::new(Vec::with_capacity(256)), number: 0 }
    }

    /// Returns the number of the line read last, counted from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Returns the buffered part of the input without consuming it; empty at the end.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    /// Reads the next line, without its line end.
    pub(super) fn next(&mut self) -> Result<&[u8], LineError> {
        self.line.zeroize();
        let read = (&mut *self.input).take(self.left).read_until(b'\n', &mut self.line)?;
        self.left -= read as u64;
        if self.line.pop() != Some(b'\n') {
            return Err(if self.left == 0 { LineError::TooLong } else { LineError::Cut });
        }
        self.number += 1;
        Ok(&self.line)
    }
}

impl Stanza {
    /// Returns a stanza with these arguments and this body.
    pub fn new<'a>(arguments: impl IntoIterator<Item = &'a str>, body: &[u8]) -> Self {
        Self {
            arguments: arguments.into_iter().map(String::from).collect(),
            body: Zeroizing::new(body.to_vec()),
        }
    }

    /// Returns the kind: the first argument.
    pub fn kind(&self) -> &str {
        self.arguments.first().map_or("", String::as_str)
    }

    /// Reads the arguments from the first line of a stanza.
    pub(super) fn arguments(line: &[u8]) -> Result<Vec<String>, Fault> {
        let rest = line.strip_prefix(ARROW).ok_or(Fault::Start)?;
        let rest = rest.strip_prefix(b" ").ok_or(Fault::Arguments)?;
        let argument = |bytes: &[u8]| match str::from_utf8(bytes) {
            Ok(text) if !text.is_empty() && bytes.iter().all(u8::is_ascii_graphic) => {
                Ok(text.to_owned())
            }
            _ => Err(Fault::Arguments),
        };
        rest.split(|&byte| byte == b' ').map(argument).collect()
    }

    /// Reads the body after the first line.
    pub(super) fn body<R: BufRead>(
        lines: &mut Lines<'_, R>,
    ) -> Result<Zeroizing<Vec<u8>>, LineError> {
        let mut body = Zeroizing::new(Vec::new());
        loop {
            let line = lines.next()?;
            if line.len() > COLUMNS {
                return Err(Fault::LongLine.into());
            }
            let mut bytes = Zeroizing::new([0; LINE]);
            let decoded = Base64Unpadded::decode(line, &mut *bytes).map_err(|_| Fault::Base64)?;
            if body.capacity() - body.len() < decoded.len() {
                // A vector that reallocates leaves its old buffer unwiped.
                let mut larger = Zeroizing::new(Vec::with_capacity(2 * body.capacity() + LINE));
                larger.extend_from_slice(&body);
                body = larger;
            }
            body.extend_from_slice(decoded);
            if line.len() < COLUMNS {
                return Ok(body);
            }
        }
    }

    /// Reads a whole stanza.
    pub(super) fn read<R: BufRead>(lines: &mut Lines<'_, R>) -> Result<Self, LineError> {
        let arguments = Self::arguments(lines.next()?)?;
        Ok(Self { arguments, body: Self::body(lines)? })
    }

    /// Returns the length of the written stanza in bytes.
    fn length(&self) -> usize {
        let arguments: usize = self.arguments.iter().map(|one| 1 + one.len()).sum();
        let full = self.body.len() / LINE * (COLUMNS + 1);
        ARROW.len()
            + arguments
            + 1
            + full
            + Base64Unpadded::encoded_len(&self.body[self.body.len() / LINE * LINE..])
            + 1
    }

    /// Appends the written stanza to a buffer, which is wiped if it is outgrown.
    pub(super) fn write(&self, to: &mut Zeroizing<Vec<u8>>) {
        if to.capacity() - to.len() < self.length() {
            let mut larger = Zeroizing::new(Vec::with_capacity(2 * to.capacity() + self.length()));
            larger.extend_from_slice(to);
            *to = larger;
        }
        to.extend_from_slice(ARROW);
        for argument in &self.arguments {
            to.push(b' ');
            to.extend_from_slice(argument.as_bytes());
        }
        to.push(b'\n');
        let mut line = Zeroizing::new([0; COLUMNS]);
        let (full, rest) = self.body.as_chunks::<LINE>();
        for bytes in full.iter().map(|bytes| &bytes[..]).chain([rest]) {
            let text = Base64Unpadded::encode(bytes, &mut *line).expect("a line has room for it");
            to.extend_from_slice(text.as_bytes());
            to.push(b'\n');
        }
    }

    /// Returns the written stanza.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.length()));
        self.write(&mut bytes);
        bytes
    }
}
