//! A service's code on paper, drawn so that no character is mistaken for another: the digits as in
//! the boxes of a backup code, everything else in the typeface, and a line below each capital
//! letter.

use super::{digits, face};

/// The unit of a digit's strokes at size 1: a digit is as high as a capital letter.
pub(super) const UNIT: f32 = 0.072;

/// Neighboring characters of one font.
pub(super) struct Run<'c> {
    /// The characters.
    pub(super) text: &'c str,
    /// Whether they are digits.
    pub(super) is_digits: bool,
    /// The start of the run at size 1.
    pub(super) start: f32,
}

/// Returns the runs of a code.
pub(super) fn runs(code: &str) -> Vec<Run<'_>> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let (mut runs, mut at, mut start) = (Vec::new(), 0, 0.0);
    for bytes in code.as_bytes().chunk_by(|one, next| is_digit(one) == is_digit(next)) {
        let text = &code[at..at + bytes.len()];
        let is_digits = bytes.first().is_some_and(is_digit);
        runs.push(Run { text, is_digits, start });
        at += bytes.len();
        start += length(text);
    }
    runs
}

/// Returns the length of a code at size 1.
pub(super) fn length(code: &str) -> f32 {
    let advance = |c: char| match c {
        '0'..='9' => digits::ADVANCE * UNIT,
        _ => face::length(c.encode_utf8(&mut [0; 4])),
    };
    code.chars().map(advance).sum()
}

/// Returns the start and the end of each capital letter at size 1.
pub(super) fn capitals(code: &str) -> impl Iterator<Item = [f32; 2]> {
    let capitals = code.char_indices().filter(|(_, c)| c.is_ascii_uppercase());
    capitals.map(|(at, _)| [length(&code[..at]), length(&code[..=at])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_are_the_code_and_follow_one_another() {
        for code in ["", "abcde-12345", "1234 5678", "O0-l1I", "a1"] {
            let runs = runs(code);
            assert_eq!(runs.iter().map(|run| run.text).collect::<String>(), code);
            let mut end = 0.0;
            for run in runs {
                assert!((run.start - end).abs() < 1e-5, "{code}");
                assert!(run.text.chars().all(|c| c.is_ascii_digit() == run.is_digits));
                end += length(run.text);
            }
        }
    }

    #[test]
    fn capital_letters_alone_have_a_line() {
        assert_eq!(capitals("a-1").count(), 0);
        let lines: Vec<_> = capitals("aB1C").collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0][1] > lines[0][0] && lines[1][0] > lines[0][1]);
    }
}
