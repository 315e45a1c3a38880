//! Identities that stand in a text beside the code: evidence for whose code it is.
//!
//! An identity is `did:key:` and the characters after it, or a bare `z6Mk…`. It is taken as it
//! stands, since a machine-read scan has wrong letters, blanks in between, or only a part. Whether
//! it belongs to the code is not checked here.

use zeroize::Zeroizing;

use super::characters::{is_invisible, is_line_end};
use crate::code::BOX_DIGITS;

/// The number of characters after `did:key:`.
const LENGTH: usize = 48;
/// The most characters that a misread identity may have too many or too few. With 3 or 5 a bare one
/// of 44 or 43 characters is taken or not (`tests/reading/limits.rs`).
const SLACK: usize = 4;
/// The most identities of a text; further ones say nothing. `tests/reading/limits.rs` has one more.
const MOST: usize = 8;

/// The identities of a text, and the text without them.
pub(super) struct Found {
    pub(super) identities: Vec<String>,
    pub(super) rest: Zeroizing<String>,
}

/// Returns the identities that stand in a text, each as it is written there.
pub fn identities_in(text: &str) -> Vec<String> {
    take_out(text).identities
}

/// Takes the identities out of a text.
pub(super) fn take_out(text: &str) -> Found {
    let mut found =
        Found { identities: Vec::new(), rest: Zeroizing::new(String::with_capacity(text.len())) };
    let mut rest = text;
    while let Some((at, begins)) = beginning(rest).filter(|_| found.identities.len() < MOST) {
        found.rest.push_str(&rest[..at]);
        let Written { shown, end } = written(&rest[begins.end..], begins.is_bare);
        let prefix = if begins.is_bare { "" } else { "did:key:" };
        match shown {
            Some(shown) => found.identities.push(format!("{prefix}{shown}")),
            // Not an identity, for example a word that begins like one.
            None => found.rest.push_str(&rest[at..begins.end + end]),
        }
        rest = &rest[begins.end + end..];
    }
    found.rest.push_str(rest);
    found
}

/// The beginning of an identity.
struct Beginning {
    /// The end of the prefix, where the characters of the identity begin.
    end: usize,
    is_bare: bool,
}

/// Returns the place and the beginning of the first identity, if there is one.
fn beginning(text: &str) -> Option<(usize, Beginning)> {
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        if !in_word {
            if let Some(length) = method(&text[at..]) {
                return Some((at, Beginning { end: at + length, is_bare: false }));
            }
            if text[at..].starts_with("z6Mk") {
                return Some((at, Beginning { end: at, is_bare: true }));
            }
        }
        in_word = c.is_alphanumeric();
    }
    None
}

/// Returns the length of `did:key:` at the beginning of a text, even with a colon lost or a blank
/// added.
fn method(text: &str) -> Option<usize> {
    let mut rest = text;
    for word in ["did", "key"] {
        let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        rest = &rest[head.len()..];
        let marks = rest.find(|c: char| !matches!(c, ':' | ';' | '.' | ' '));
        rest = &rest[marks.unwrap_or(rest.len()).min(2)..];
    }
    let length = text.len() - rest.len();
    (length > "didkey".len()).then_some(length)
}

/// The text after the beginning of an identity.
struct Written {
    /// The characters as they stand; `None` if they are no identity.
    shown: Option<String>,
    /// Their length in the text, in bytes.
    end: usize,
}

/// Reads an identity: up to [`LENGTH`] characters on this line, with or without blanks between
/// them, and on the next line if this one is too short.
fn written(text: &str, is_bare: bool) -> Written {
    let line_end = text.find(is_line_end).unwrap_or(text.len());
    let (first, length) = characters(&text[..line_end], 0);
    let mut end = first;
    let mut shown = text[..first].trim_end().to_owned();
    let mut count = length;
    let is_torn = count + SLACK < LENGTH && text[first..line_end].trim().is_empty();
    if is_torn && let Some(next) = next_line(text, line_end) {
        let next_end = text[next..].find(is_line_end).map_or(text.len(), |end| next + end);
        let (more, length) = characters(&text[next..next_end], count);
        let line = &text[next..next_end];
        let is_more = (1..=LENGTH + SLACK - count).contains(&length)
            && line[more..].trim().is_empty()
            && line.contains(|c: char| c.is_ascii_alphabetic())
            && !line.contains(':');
        if is_more {
            shown.push(' ');
            shown.push_str(line[..more].trim_end());
            count += length;
            end = next + more;
        }
    }
    let is_one = count <= LENGTH + SLACK && count > 0 && (!is_bare || count + SLACK >= LENGTH);
    Written { shown: is_one.then_some(shown), end }
}

/// Returns the length, in bytes, and the number of the characters with which an identity goes on in
/// a line, after `before` characters.
fn characters(line: &str, before: usize) -> (usize, usize) {
    let (mut end, mut count, mut at) = (0, 0, 0);
    for run in line.split_inclusive(char::is_whitespace) {
        let characters = run.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c));
        // A scan has `|` and `]` for l and I.
        let is_run = characters.clone().all(|c| c.is_alphanumeric() || c == '|' || c == ']');
        let ends_at = run.find(|c: char| !c.is_alphanumeric() && !is_invisible(c));
        let (length, bytes) = if is_run {
            (characters.count(), run.trim_end().len())
        } else {
            // A quote, a comma or a tag ends the identity.
            let bytes = ends_at.unwrap_or(run.len());
            (run[..bytes].chars().filter(|&c| !is_invisible(c)).count(), bytes)
        };
        let all = before + count;
        let is_box =
            count > 0 && length == BOX_DIGITS && run.trim().bytes().all(|b| b.is_ascii_digit());
        if is_box || all >= LENGTH || count > 0 && all + length > LENGTH + SLACK {
            break;
        }
        count += length;
        if length > 0 {
            end = at + bytes;
        }
        at += run.len();
        if !is_run {
            break;
        }
    }
    (end, count)
}

/// Returns the place where the next line begins, after the marks of a quotation.
fn next_line(text: &str, line_end: usize) -> Option<usize> {
    let rest = text[line_end..].strip_prefix("\r\n").or_else(|| text[line_end..].get(1..))?;
    let begins = rest.find(|c: char| !matches!(c, '>' | '|' | ' ' | '\t'))?;
    Some(text.len() - rest.len() + begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "z6Mkr9P1AwJqcfb3KTCNfdRytcHJVsKfgrszShJ5e9TFh5KD";

    fn found(text: &str) -> (Vec<String>, String) {
        let Found { identities, rest } = take_out(text);
        (identities, rest.as_str().to_owned())
    }

    #[test]
    fn an_identity_is_taken_as_it_stands_and_the_rest_stays() {
        let did = format!("did:key:{ID}");
        for (text, identity, rest) in [
            (format!("{did}\n11111 22222"), did.clone(), "\n11111 22222"),
            (format!("a: {ID} 11111"), ID.to_owned(), "a:  11111"),
            (format!("{{\"id\": \"{did}\", \"n\": 5}}"), did.clone(), "{\"id\": \"\", \"n\": 5}"),
            // Blanks, an end that is cut off, a line that was broken, and a scan's letters.
            (
                "did:key:z6Mkr9P1 AwJqcfb3KTCNfdRytcHJVskfgrszShJ5e9TFhSKD\n1".into(),
                "did:key:z6Mkr9P1 AwJqcfb3KTCNfdRytcHJVskfgrszShJ5e9TFhSKD".into(),
                "\n1",
            ),
            ("did:key:z6Mkr9P1Aw\n\n11111".into(), "did:key:z6Mkr9P1Aw".into(), "\n\n11111"),
            (
                "> did:key:z6Mkr9P1AwJqcfb3KTCN\n> fdRytcHJVsKfgrszShJ5e9TFh5KD\n> 11111".into(),
                "did:key:z6Mkr9P1AwJqcfb3KTCN fdRytcHJVsKfgrszShJ5e9TFh5KD".into(),
                "> \n> 11111",
            ),
            (
                "didkey:26MkuaMzidgy keg wAMS\n11111".into(),
                "did:key:26MkuaMzidgy keg wAMS".into(),
                "\n11111",
            ),
            (format!("DID: key: {ID}"), format!("did:key:{ID}"), ""),
        ] {
            assert_eq!(found(&text), (vec![identity], rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn rows_of_digits_are_never_the_end_of_one() {
        let (identities, rest) = found("did:key:z6Mkr9P1AwJqcfb3KTCNfdRytcHJ\n11111 22222 33333");
        assert_eq!(identities, ["did:key:z6Mkr9P1AwJqcfb3KTCNfdRytcHJ"]);
        assert_eq!(rest, "\n11111 22222 33333");
        let (identities, rest) = found("did:key:z6Mkr9P1AwJqcfb3KTCNfdRytcHJ 11111 22222 33333");
        assert_eq!(identities.len(), 1);
        assert!(rest.ends_with("33333"));
    }

    #[test]
    fn other_texts_are_not_taken_for_an_identity() {
        for text in [
            "z6Mk and nothing more",
            "candid keyboard",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9EMK28Zye7xw1I01XJJQsWmi9Jf",
            "adb7a8046c9753e0091714a1e0fbbe4bb66dace16ee7745e22066c0fdc36c490",
        ] {
            assert_eq!(found(text), (Vec::new(), text.to_owned()), "{text}");
        }
    }
}
