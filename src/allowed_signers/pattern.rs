//! Pattern lists of OpenSSH (`ssh_config(5)`, PATTERNS).

/// Whether a list matches a text: at least one pattern matches, and no negated pattern does.
///
/// Patterns are separated by commas; `*` matches any bytes, `?` matches one byte, and a leading `!`
/// negates a pattern. A trailing comma is ignored. A pattern longer than [`LONGEST`] ends the list
/// without a match, whatever matched before, as in OpenSSH.
pub(super) fn list_matches(list: &str, text: &str) -> bool {
    let list = list.strip_suffix(',').unwrap_or(list);
    if list.is_empty() {
        return false;
    }
    let mut matches = false;
    for pattern in list.split(',') {
        let (is_negated, pattern) = match pattern.strip_prefix('!') {
            Some(negated) => (true, negated),
            None => (false, pattern),
        };
        if pattern.len() > LONGEST {
            return false;
        }
        match (is_match(pattern.as_bytes(), text.as_bytes()), is_negated) {
            (true, true) => return false,
            (true, false) => matches = true,
            (false, _) => {}
        }
    }
    matches
}

/// Upper bound on the length of a pattern in bytes (`match_pattern_list` in OpenSSH's match.c).
const LONGEST: usize = 1022;

/// Whether a pattern matches a whole text.
///
/// Backtracks to the last `*` only: the text between two stars matches where it first fits. The
/// time is at most the product of both lengths.
fn is_match(pattern: &[u8], text: &[u8]) -> bool {
    let (mut pattern, mut text) = (pattern.iter(), text.iter());
    let mut last_star = None;
    loop {
        let (mut next_pattern, mut next_text) = (pattern.clone(), text.clone());
        match (next_pattern.next(), next_text.next()) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                pattern = next_pattern;
                last_star = Some((pattern.clone(), text.clone()));
            }
            (Some(expected), Some(byte)) if *expected == b'?' || expected == byte => {
                pattern = next_pattern;
                text = next_text;
            }
            _ => {
                let Some((after_star, from)) = &mut last_star else { return false };
                if from.next().is_none() {
                    return false;
                }
                pattern = after_star.clone();
                text = from.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn lists_match_as_those_of_openssh() {
        for (list, text, expected) in [
            ("maria", "maria", true),
            ("maria", "mari", false),
            ("maria", "Maria", false),
            ("*", "anybody", true),
            ("*", "", true),
            ("", "", false),
            ("maria,", "", false),
            ("bob,,maria", "", true),
            ("", "maria", false),
            ("*@example.com", "maria@example.com", true),
            ("*@example.com", "maria@example.com.evil", false),
            ("?aria", "maria", true),
            ("?aria", "äaria", false),
            ("??aria", "äaria", true),
            ("*,!??", "ä", false),
            ("?", "", false),
            ("m*i*a", "maria", true),
            ("**a", "maria", true),
            ("a*b*c", "abcab", false),
            ("bob,maria", "maria", true),
            ("bob, maria", "maria", false),
            ("bob,,maria", "maria", true),
            ("*,!maria", "maria", false),
            ("!maria,*", "maria", false),
            ("!maria,*", "bob", true),
            ("!bob", "maria", false),
            ("!*", "maria", false),
            ("*ß*", "straße", true),
        ] {
            assert_eq!(list_matches(list, text), expected, "{list:?} {text:?}");
        }
    }

    #[test]
    fn a_pattern_that_is_too_long_ends_the_list() {
        for (pattern, expected) in [("x".repeat(1022), true), ("x".repeat(1023), false)] {
            assert_eq!(list_matches(&format!("maria,{pattern}"), "maria"), expected);
            assert_eq!(list_matches(&format!("{pattern},maria"), "maria"), expected);
            assert_eq!(list_matches(&format!("*,!{pattern}"), "maria"), expected);
        }
        assert!(!list_matches(&format!("{}maria", "*".repeat(1023)), "maria"));
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = "a*".repeat(510) + "b";
        let text = "a".repeat(4_000);
        let start = Instant::now();
        assert!(!list_matches(&pattern, &text));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
