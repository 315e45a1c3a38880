//! Invisible characters: controls, marks of direction and format, separators.
//!
//! None of them is ever output unchanged: JSON escapes them, and a sheet refuses them.

#[cfg(feature = "cli")]
use serde_json::Value;
#[cfg(feature = "cli")]
use zeroize::Zeroizing;

/// The format characters of Unicode 17 (category Cf), its separators of lines and paragraphs (Zl,
/// Zp), and the noncharacters U+FDD0 to U+FDEF. `the_table_is_that_of_unicode` compares them with
/// Unicode's own table.
const FORMAT: [(char, char); 22] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{2064}'),
    ('\u{2066}', '\u{206f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0001}', '\u{e0001}'),
    ('\u{e0020}', '\u{e007f}'),
    ('\u{fdd0}', '\u{fdef}'),
];

/// Whether a character is invisible: a control (C0, DEL, C1), a format character, a separator of
/// lines or paragraphs, or a noncharacter.
pub(crate) fn is_unseen(c: char) -> bool {
    let is_noncharacter = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || is_noncharacter
        || FORMAT.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// Returns a value as one line of JSON, with every invisible character escaped.
#[cfg(feature = "cli")]
pub(crate) fn json_line(value: &Value) -> Zeroizing<String> {
    use std::fmt::Write as _;
    let plain = Zeroizing::new(value.to_string());
    let mut line = Zeroizing::new(String::with_capacity(plain.len() + plain.len() / 4));
    for c in plain.chars() {
        // Outside of strings JSON is printable ASCII, so every escaped character is in a string.
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(line, "\\u{unit:04x}").expect("a string takes all");
            }
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn every_character() -> impl Iterator<Item = char> {
        '\0'..=char::MAX
    }

    #[test]
    fn the_table_is_that_of_unicode() {
        let pattern = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]";
        let parsed = regex_syntax::ParserBuilder::new().build().parse(pattern);
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) =
            parsed.expect("a class").into_kind()
        else {
            panic!("no class");
        };
        let is_in = |c| class.ranges().iter().any(|range| range.start() <= c && c <= range.end());
        for c in every_character() {
            let code = u32::from(c);
            let is_noncharacter = code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code);
            assert_eq!(is_unseen(c), is_in(c) || is_noncharacter, "U+{code:04X}");
        }
    }

    #[test]
    fn json_has_no_character_that_nobody_sees_and_means_the_same() {
        let all: String = every_character().collect();
        let value = json!({ all.clone(): [all] });
        let line = json_line(&value);
        assert!(!line.chars().any(is_unseen));
        assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), value);
    }
}
