//! Armor: an age file as text, in strict PEM.
//!
//! ```text
//! -----BEGIN AGE ENCRYPTED FILE-----
//! YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBYaEdnbVYyWFUxV2N3Tlky
//! …
//! -----END AGE ENCRYPTED FILE-----
//! ```
//!
//! Canonical base64 in lines of 64 characters, of which the last may be shorter. Each line ends in
//! LF or CRLF. Only whitespace may stand before and after the armor.

use std::io::{self, BufRead, ErrorKind, Read, Write};

use base64ct::{Base64, Encoding as _};

const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// Length of a full line in characters, and in decoded bytes.
const COLUMNS: usize = 64;
const LINE: usize = COLUMNS / 4 * 3;
/// Upper bound on the whitespace on each side of the armor, in bytes.
const MOST_SPACE: u64 = 1024;
/// Number of lines read or written at a time.
const LINES: usize = 512;

/// An error in an armor. Readers return it inside an [`io::Error`]; see [`ArmorError::in_io`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArmorError {
    /// The text doesn't start with the BEGIN line.
    #[error("no line that begins an armor")]
    Begin,
    /// The text ends before the END line.
    #[error("the armor is cut off")]
    Cut,
    /// A line of base64 is empty or too long, or a line before the last one is too short.
    #[error("line {0} of the armor has a wrong length")]
    Length(u64),
    /// A line isn't canonical base64.
    #[error("line {0} of the armor is no canonical base64")]
    Base64(u64),
    /// Something other than whitespace follows the armor.
    #[error("something follows the armor")]
    Trailing,
}

impl ArmorError {
    /// Returns the [`ArmorError`] inside an I/O error that a [`Dearmor`] returned.
    pub fn in_io(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl From<ArmorError> for io::Error {
    fn from(error: ArmorError) -> Self {
        Self::new(ErrorKind::InvalidData, error)
    }
}

/// Whether the input looks like armor rather than a binary age file. Consumes leading whitespace
/// only.
///
/// # Errors
///
/// When the input fails.
pub fn is_armored(input: &mut impl BufRead) -> io::Result<bool> {
    // A binary age file never starts with whitespace.
    let has_space = skip_space(input)?;
    Ok(has_space || input.fill_buf()?.first() == BEGIN.first())
}

/// Skips whitespace, up to [`MOST_SPACE`]. Returns whether there was any.
fn skip_space(input: &mut impl BufRead) -> io::Result<bool> {
    let mut left = MOST_SPACE;
    while left > 0 {
        match input.fill_buf() {
            Ok([first, ..]) if first.is_ascii_whitespace() => input.consume(1),
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        left -= 1;
    }
    Ok(left < MOST_SPACE)
}

/// A reader of the bytes inside an armor.
///
/// ```
/// use std::io::{Read as _, Write as _};
/// use collab::age::armor::{Armor, Dearmor};
///
/// let mut armor = Armor::begin(Vec::new())?;
/// armor.write_all(b"any bytes")?;
/// let text = armor.end()?;
/// assert_eq!(text, b"-----BEGIN AGE ENCRYPTED FILE-----\nYW55IGJ5dGVz\n-----END AGE ENCRYPTED FILE-----\n");
///
/// let mut bytes = Vec::new();
/// Dearmor::new(text.as_slice()).read_to_end(&mut bytes)?;
/// assert_eq!(bytes, b"any bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Dearmor<R> {
    input: R,
    state: State,
    /// Number of lines read so far.
    lines: u64,
    line: Vec<u8>,
    bytes: Vec<u8>,
    /// Number of bytes of `bytes` already handed out.
    given: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Before,
    Within,
    /// After a short line, which can only be followed by the END line.
    Last,
    After,
}

impl<R: BufRead> Dearmor<R> {
    /// Returns a reader of the armor in this input.
    pub fn new(input: R) -> Self {
        let (line, bytes) = (Vec::with_capacity(COLUMNS + 2), Vec::with_capacity(LINES * LINE));
        Self { input, state: State::Before, lines: 0, line, bytes, given: 0 }
    }

    /// Reads the next line without its line end. Returns whether it had a line end.
    fn next_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.input.by_ref().take(COLUMNS as u64 + 2).read_until(b'\n', &mut self.line)?;
        self.lines += 1;
        let is_whole = self.line.pop_if(|last| *last == b'\n').is_some();
        if is_whole {
            self.line.pop_if(|last| *last == b'\r');
        }
        Ok(is_whole)
    }

    /// Decodes the next lines, until the buffer is full or the armor ends.
    fn decode(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.given = 0;
        if self.state == State::Before {
            skip_space(&mut self.input)?;
            if !self.next_line()? || self.line != BEGIN {
                return Err(ArmorError::Begin.into());
            }
            self.state = State::Within;
        }
        while self.state != State::After && self.bytes.len() + LINE <= LINES * LINE {
            let is_whole = self.next_line()?;
            if self.line == END {
                skip_space(&mut self.input)?;
                if !self.input.fill_buf()?.is_empty() {
                    return Err(ArmorError::Trailing.into());
                }
                self.state = State::After;
                break;
            }
            let length = self.line.len();
            if !is_whole && length < COLUMNS + 2 {
                return Err(ArmorError::Cut.into());
            }
            if self.state == State::Last || length == 0 || length > COLUMNS {
                return Err(ArmorError::Length(self.lines).into());
            }
            let mut bytes = [0; LINE];
            let decoded = Base64::decode(&self.line, &mut bytes)
                .map_err(|_| ArmorError::Base64(self.lines))?;
            self.bytes.extend_from_slice(decoded);
            if decoded.len() < LINE {
                self.state = State::Last;
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Dearmor<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.bytes.len() && self.state != State::After {
            self.decode()?;
        }
        let length = buffer.len().min(self.bytes.len() - self.given);
        buffer[..length].copy_from_slice(&self.bytes[self.given..][..length]);
        self.given += length;
        Ok(length)
    }
}

/// A writer that armors the bytes written to it; [`Armor::end`] completes the armor.
#[derive(Debug)]
pub struct Armor<W> {
    output: W,
    /// Bytes that don't fill a line yet.
    rest: Vec<u8>,
    text: Vec<u8>,
}

impl<W: Write> Armor<W> {
    /// Writes the BEGIN line.
    ///
    /// # Errors
    ///
    /// When the output fails.
    pub fn begin(mut output: W) -> io::Result<Self> {
        output.write_all(BEGIN)?;
        output.write_all(b"\n")?;
        let text = Vec::with_capacity(LINES * (COLUMNS + 1));
        Ok(Self { output, rest: Vec::with_capacity(LINE), text })
    }

    /// Writes the remaining bytes and the END line, and returns the output.
    ///
    /// # Errors
    ///
    /// When the output fails.
    pub fn end(mut self) -> io::Result<W> {
        if !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            self.line(&rest);
        }
        self.text.extend_from_slice(END);
        self.text.push(b'\n');
        self.output.write_all(&self.text)?;
        Ok(self.output)
    }

    fn line(&mut self, bytes: &[u8]) {
        let mut line = [0; COLUMNS];
        let text = Base64::encode(bytes, &mut line).expect("a line has room for it");
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(b'\n');
    }

    fn write_text(&mut self) -> io::Result<()> {
        self.output.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

impl<W: Write> Write for Armor<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min((LINES - 1) * LINE - self.rest.len());
        let mut bytes = &bytes[..taken];
        if !self.rest.is_empty() {
            let missing = bytes.len().min(LINE - self.rest.len());
            self.rest.extend_from_slice(&bytes[..missing]);
            bytes = &bytes[missing..];
            if self.rest.len() == LINE {
                let rest = std::mem::take(&mut self.rest);
                self.line(&rest);
            }
        }
        let (lines, rest) = bytes.as_chunks::<LINE>();
        for line in lines {
            self.line(line);
        }
        self.rest.extend_from_slice(rest);
        self.write_text()?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
