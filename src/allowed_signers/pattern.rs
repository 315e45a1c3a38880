//! Lists of patterns, as OpenSSH has them (`ssh_config(5)`, PATTERNS).

/// Whether a list matches a text: at least one pattern does, and none that is negated.
///
/// The list is separated by commas; `*` stands for any characters, `?` for one, and `!` before a
/// pattern negates it.
pub(super) fn list_matches(list: &str, text: &str) -> bool {
    let mut matches = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(negated) if is_match(negated, text) => return false,
            None if is_match(pattern, text) => matches = true,
            _ => {}
        }
    }
    matches
}

/// Whether a pattern matches a whole text.
///
/// Only the last `*` is ever tried again: what stands between two of them is matched where it first
/// fits, so that no pattern takes longer than the product of both lengths.
fn is_match(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut last_star = None;
    loop {
        let (mut next_pattern, mut next_text) = (pattern.clone(), text.clone());
        match (next_pattern.next(), next_text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                pattern = next_pattern;
                last_star = Some((pattern.clone(), text.clone()));
            }
            (Some(expected), Some(c)) if expected == '?' || expected == c => {
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
            ("", "", true),
            ("", "maria", false),
            ("*@example.com", "maria@example.com", true),
            ("*@example.com", "maria@example.com.evil", false),
            ("?aria", "maria", true),
            ("?aria", "äaria", true),
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
    fn no_pattern_takes_long() {
        let pattern = "a*".repeat(2_000) + "b";
        let text = "a".repeat(4_000);
        let start = Instant::now();
        assert!(!list_matches(&pattern, &text));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
