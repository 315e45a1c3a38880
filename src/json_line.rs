//! One line of canonical JSON, spaced as a keystore is. Every value has one encoding.
//!
//! Whoever reads such a line writes it again, and compares the bytes. So a line has no unknown
//! members, no other order and no other spelling.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::secret::SecretBytes;

/// Returns a value as a line, without an end of line. `room` is an upper bound for its length in
/// bytes.
pub(crate) fn write(value: &impl Serialize, room: usize) -> SecretBytes {
    // It never grows: nobody would wipe what it outgrew.
    let mut line = SecretBytes::new(Vec::with_capacity(room));
    let mut serializer = serde_json::Serializer::with_formatter(line.expose_mut(), Spaced);
    value.serialize(&mut serializer).expect("memory takes all");
    line
}

/// JSON on one line, with a blank after each comma and colon.
struct Spaced;

impl Spaced {
    fn comma<W: io::Write + ?Sized>(writer: &mut W, is_first: bool) -> io::Result<()> {
        if is_first { Ok(()) } else { writer.write_all(b", ") }
    }
}

impl Formatter for Spaced {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
