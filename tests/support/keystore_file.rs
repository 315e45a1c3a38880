//! A keystore's file as altered by someone who knows the format: the location of a value, and the
//! checksum.

use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

/// Returns the same bytes with their checksum recomputed, if they have one.
pub(crate) fn consistent(mut bytes: Vec<u8>) -> Vec<u8> {
    const MEMBER: &[u8] = b"  \"checksum\": \"";
    if let Some(at) = bytes.windows(MEMBER.len()).rposition(|window| window == MEMBER) {
        let sum = checksum(&bytes[..at]);
        let place = at + MEMBER.len()..at + MEMBER.len() + sum.len();
        bytes[place].copy_from_slice(sum.as_bytes());
    }
    bytes
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Returns the location of the value at this path, such as `public.accounts[0].name`. The file must
/// be valid JSON without escapes.
pub(crate) fn value(file: &str, path: &str) -> Range<usize> {
    let mut found = 0..file.trim_end().len();
    for step in path.replace('[', ".[").split('.') {
        let items = items(file, &found);
        let index =
            step.strip_prefix('[').and_then(|index| index.trim_end_matches(']').parse().ok());
        let is_named =
            |item: &Range<usize>| file[item.clone()].starts_with(&format!("\"{step}\": "));
        let item = match index {
            Some(index) => items.into_iter().nth(index),
            None => items.into_iter().find(is_named),
        };
        let item = item.expect(path);
        let name = if index.is_some() { 0 } else { step.len() + "\"\": ".len() };
        found = item.start + name..item.end;
    }
    found
}

/// Returns the items of an object or a list, without the surrounding space.
fn items(file: &str, group: &Range<usize>) -> Vec<Range<usize>> {
    let (mut depth, mut quoted, mut start) = (0, false, group.start + 1);
    let mut items = Vec::new();
    for at in group.start + 1..group.end {
        match file.as_bytes()[at] {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b',' | b'}' | b']' if depth == 0 => {
                let text = &file[start..at];
                let space = text.len() - text.trim_start().len();
                items.push(start + space..start + text.trim_end().len());
                start = at + 1;
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    items
}
