//! Alterations of a keystore's file.

use std::time::{Duration, SystemTime};

use arbitrary::{Arbitrary, Unstructured};

use crate::locked::LOCKED;
use crate::slips::Generator;

/// The largest file in which a line is still repeated, in bytes.
const LARGE: usize = 64 * 1024;

/// An alteration of a file. Places are taken modulo its length or its number of lines.
#[derive(Arbitrary)]
pub(crate) enum Alteration {
    /// A character becomes another one of its kind.
    Alike(u16, u8),
    Byte(u16, u8),
    Cut(u16, u8),
    Insert(u16, [u8; 4]),
    /// A number becomes this one.
    Number(u8, u32),
    /// A line is left out, appears twice, or is exchanged with another.
    Without(u8),
    Twice(u8, u8),
    Exchanged(u8, u8),
    /// A line, or this many bytes, come from the other state.
    OtherLine(u8, u8),
    OtherBytes(u16, u16),
}

impl Alteration {
    pub(crate) fn apply(&self, body: &mut Vec<u8>, other: &[u8]) {
        if body.is_empty() {
            return;
        }
        let (length, at) = (body.len(), |at: u16| usize::from(at) % body.len());
        match *self {
            Self::Alike(place, by) => {
                let place = at(place);
                body[place] = alike(body[place], by);
            }
            Self::Byte(place, byte) => {
                let place = at(place);
                body[place] = byte;
            }
            Self::Cut(from, count) => {
                let from = at(from);
                body.drain(from..length.min(from + usize::from(count)));
            }
            Self::Insert(place, bytes) => {
                let place = at(place);
                body.splice(place..place, bytes);
            }
            Self::Number(nth, number) => write_number(body, usize::from(nth), number),
            Self::OtherBytes(from, count) => {
                let from = at(from);
                let end = length.min(other.len()).min(from + usize::from(count));
                if from < end {
                    body[from..end].copy_from_slice(&other[from..end]);
                }
            }
            Self::Without(_) | Self::Twice(..) | Self::Exchanged(..) | Self::OtherLine(..) => {
                self.apply_to_lines(body, other);
            }
        }
    }

    fn apply_to_lines(&self, body: &mut Vec<u8>, other: &[u8]) {
        let split = |bytes: &[u8]| -> Vec<Vec<u8>> {
            bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
        };
        let (mut lines, others) = (split(body), split(other));
        let at = |place: u8| usize::from(place) % lines.len();
        match *self {
            Self::Without(line) => drop(lines.remove(at(line))),
            // A line may be a whole file: repeating it soon exceeds the largest size of a keystore.
            Self::Twice(line, to) if body.len() < LARGE => {
                let (line, to) = (lines[at(line)].clone(), at(to));
                lines.insert(to, line);
            }
            Self::Exchanged(one, another) => {
                let (one, another) = (at(one), at(another));
                lines.swap(one, another);
            }
            Self::OtherLine(line, theirs) => {
                let line = at(line);
                lines[line].clone_from(&others[usize::from(theirs) % others.len()]);
            }
            _ => return,
        }
        *body = lines.concat();
    }
}

/// Returns another character of the same kind, so that a value keeps its form.
fn alike(byte: u8, by: u8) -> u8 {
    let turned = |first: u8, count: u8| first + (byte - first + by % count) % count;
    match byte {
        b'0'..=b'9' => turned(b'0', 10),
        b'a'..=b'f' => turned(b'a', 6),
        b'g'..=b'z' => turned(b'g', 20),
        b'A'..=b'Z' => turned(b'A', 26),
        _ => byte,
    }
}

/// Replaces the n-th number that follows a space.
fn write_number(body: &mut Vec<u8>, nth: usize, number: u32) {
    let is_digit = |at: usize| body.get(at).is_some_and(u8::is_ascii_digit);
    let begins = |&at: &usize| is_digit(at) && body[at - 1] == b' ';
    let places: Vec<usize> = (1..body.len()).filter(begins).collect();
    if let Some(&from) = places.get(nth % places.len().max(1)) {
        let end = (from..body.len()).find(|&at| !is_digit(at)).unwrap_or(body.len());
        body.splice(from..end, number.to_string().into_bytes());
    }
}

/// A mutation that often leaves the file acceptable.
#[derive(Arbitrary)]
enum Mutation {
    Altered(Alteration),
    /// An account gets this name, wherever it is named.
    Renamed(u8, u8),
    /// A date is this many hours after 1970 began.
    Dated(u8, u32),
    /// A value gets another type or another encoding.
    Said(u8, u8),
    /// A member is left out, appears twice, or is renamed.
    Member(u8, u8),
}

/// Returns a mutation of this file, determined by the seed.
pub fn mutated(body: &[u8], seed: u32) -> Vec<u8> {
    let mut generator = Generator::of(1, "mutated", seed);
    let mut mutated = body.to_vec();
    for _ in 0..=generator.index(3) {
        let mut drawn = [0; 16];
        generator.fill(&mut drawn);
        match Mutation::arbitrary(&mut Unstructured::new(&drawn)) {
            Ok(Mutation::Altered(alteration)) => alteration.apply(&mut mutated, &LOCKED[1].body),
            Ok(Mutation::Renamed(nth, to)) => rename(&mut mutated, usize::from(nth), to),
            Ok(Mutation::Dated(nth, hours)) => date(&mut mutated, usize::from(nth), hours),
            Ok(Mutation::Said(nth, how)) => say(&mut mutated, usize::from(nth), how),
            Ok(Mutation::Member(nth, how)) => change_member(&mut mutated, usize::from(nth), how),
            Err(_) => {}
        }
    }
    mutated
}

/// Returns the places after these words.
fn after(body: &[u8], words: &[u8]) -> Vec<usize> {
    let windows = body.windows(words.len()).enumerate();
    windows.filter(|(_, window)| *window == words).map(|(at, _)| at + words.len()).collect()
}

fn rename(body: &mut Vec<u8>, nth: usize, to: u8) {
    const NAMES: [&[u8]; 8] =
        [b"a", b"alice", b"bob", b"carol-3", b"m-1", b"z", &[b'x'; 32], b"Alice"];
    let names = after(body, b"{\"name\": \"");
    let Some(&from) = names.get(nth % names.len().max(1)) else { return };
    let length = body[from..].iter().position(|&byte| byte == b'"').unwrap_or_default();
    let was = [b"\"", &body[from..from + length], b"\""].concat();
    let is = [b"\"", NAMES[usize::from(to) % NAMES.len()], b"\""].concat();
    for end in after(body, &was).into_iter().rev() {
        body.splice(end - was.len()..end, is.iter().copied());
    }
}

fn date(body: &mut [u8], nth: usize, hours: u32) {
    const LENGTH: usize = "2026-01-31T12:00:00Z".len();
    let dates = after(body, b"Z\"");
    let Some(end) = dates.get(nth % dates.len().max(1)) else { return };
    let hours = u64::from(hours % (8_000 * 366 * 24));
    let time = SystemTime::UNIX_EPOCH + Duration::from_hours(hours);
    let text = humantime::format_rfc3339_seconds(time).to_string();
    if let Some(from) = (end - 1).checked_sub(LENGTH) {
        body[from..end - 1].copy_from_slice(text.as_bytes());
    }
}

/// Returns the range of a member's value: from the end of its name to a closing quote, or to the
/// delimiter that ends it.
fn value(body: &[u8], nth: usize) -> Option<(usize, usize)> {
    let starts = after(body, b"\": ");
    let from = *starts.get(nth % starts.len().max(1))?;
    let is_text = body.get(from) == Some(&b'"');
    let length = if is_text {
        body[from + 1..].iter().position(|&byte| byte == b'"')? + 2
    } else {
        body[from..].iter().position(|byte| b",}]\n".contains(byte))?
    };
    Some((from, from + length))
}

/// Replaces a value by one of another type or encoding.
fn say(body: &mut Vec<u8>, nth: usize, how: u8) {
    const VALUES: [&[u8]; 9] =
        [b"\"text\"", b"1", b"-1", b"1e400", b"true", b"null", b"[]", b"{}", b"\"\\u0041\""];
    let Some((from, end)) = value(body, nth) else { return };
    let was = &body[from..end];
    let is = match usize::from(how) % (VALUES.len() + 4) {
        9 => [b" ", was].concat(),
        10 => [b"0", was].concat(),
        11 => [was, b".0"].concat(),
        // The first character is escaped.
        12 if was.len() > 2 && was[0] == b'"' => {
            [format!("\"\\u{:04x}", was[1]).as_bytes(), &was[2..]].concat()
        }
        nth => VALUES[nth % VALUES.len()].to_vec(),
    };
    body.splice(from..end, is);
}

/// Leaves a member out, repeats it, or renames it.
fn change_member(body: &mut Vec<u8>, nth: usize, how: u8) {
    let Some((value, end)) = value(body, nth) else { return };
    let name = body[..value - 3].iter().rposition(|&byte| byte == b'"').unwrap_or_default();
    let end = if body[end..].starts_with(b", ") { end + 2 } else { end };
    match how % 4 {
        0 => drop(body.drain(name..end)),
        1 => {
            let member = body[name..end].to_vec();
            drop(body.splice(name..name, member));
        }
        2 => body.insert(value - 3, b'_'),
        _ => drop(body.splice(name..name, *b"\"more\": 1, ")),
    }
}
