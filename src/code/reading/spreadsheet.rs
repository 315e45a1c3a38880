//! The traces that a spreadsheet leaves in numbers: it drops leading zeros, separates thousands,
//! adds a fraction of zeros, and rounds numbers of more than fifteen digits.

use zeroize::Zeroizing;

/// The number of digits that a spreadsheet keeps: those of a 64-bit floating-point number. With 14
/// or 16 a line of `tests/reading/limits.rs` moves, as it does with [`FEWEST`] and with the two
/// numbers in [`has_zeros_behind_precision`].
const PRECISION: usize = 15;
/// The fewest numbers that have to be written this way before they are taken for a spreadsheet's.
const FEWEST: usize = 4;

/// Returns the text with its numbers as plain digits, if they are written as `77,435` or `77435.0`.
pub(super) fn plain_numbers(text: &str) -> Option<Zeroizing<String>> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut changes = 0;
    let mut rest = text;
    let mut in_number = false;
    while let Some(c) = rest.chars().next() {
        let starts = c.is_ascii_digit() && !in_number;
        if let Some((digits, length)) = starts.then(|| number(rest)).flatten() {
            plain.push_str(&digits);
            changes += 1;
            rest = &rest[length..];
            continue;
        }
        plain.push(c);
        rest = &rest[c.len_utf8()..];
        in_number = c.is_alphanumeric() || in_number && is_point(c);
    }
    (changes >= FEWEST).then_some(plain)
}

/// Returns the digits of the number at the beginning of a text, without thousands separators and a
/// fraction of zeros, and its length; `None` if it has neither.
fn number(text: &str) -> Option<(Zeroizing<String>, usize)> {
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = run(text);
    // The digits never move to a larger buffer: the loop stops before this one is full.
    let mut digits = Zeroizing::new(String::with_capacity(text.len().min(128)));
    digits.push_str(&text[..first]);
    let mut rest = &text[first..];
    let mut thousands = None;
    while first <= 3
        && let Some(mark) = rest.chars().next().filter(|&c| is_thousands_mark(c))
        && thousands.is_none_or(|known| known == mark)
        && run(&rest[mark.len_utf8()..]) == 3
        && digits.len() < 100
    {
        thousands = Some(mark);
        digits.push_str(&rest[mark.len_utf8()..][..3]);
        rest = &rest[mark.len_utf8() + 3..];
    }
    let point = rest.chars().next().filter(|&c| is_point(c) && thousands != Some(c));
    let after = point.map_or("", |_| &rest[1..]);
    let fraction = &after[..run(after)];
    let has_zeros = matches!(fraction, "0" | "00");
    if has_zeros {
        rest = &rest[1 + fraction.len()..];
    }
    // `77,435.0` ends there; `77,435,1` and `77.0.1` go on, and are something else.
    let mark = if has_zeros { point } else { thousands };
    let goes_on = rest.starts_with(|c: char| c.is_alphanumeric())
        || mark.and_then(|mark| rest.strip_prefix(mark)).is_some_and(|it| run(it) > 0);
    let is_written_so = (thousands.is_some() || has_zeros) && !goes_on;
    is_written_so.then(|| (digits, text.len() - rest.len()))
}

fn is_point(c: char) -> bool {
    matches!(c, '.' | ',')
}

fn is_thousands_mark(c: char) -> bool {
    is_point(c) || matches!(c, '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}')
}

/// Whether numbers were rounded: `1.23E+19`, or zeros from the sixteenth digit on.
pub(super) fn is_rounded(text: &str) -> bool {
    has_exponent(text) || has_zeros_behind_precision(text)
}

/// Whether the text has a number in a spreadsheet's scientific notation: `1.23E+19`, `1,23e19`.
fn has_exponent(text: &str) -> bool {
    text.match_indices(['E', 'e']).any(|(at, _)| {
        let mantissa = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        let exponent = &text[at + 1..];
        let is_fraction = mantissa.len() < at
            && mantissa.strip_suffix(is_point).is_some_and(|whole| {
                whole.ends_with(|c: char| c.is_ascii_digit())
                    && !whole[..whole.len() - 1].ends_with(|c: char| c.is_alphanumeric())
            });
        let signed = exponent.strip_prefix('+');
        let digits = signed.unwrap_or(exponent).bytes().take_while(u8::is_ascii_digit).count();
        let is_whole = mantissa.len() < at && signed.is_some();
        (is_fraction || is_whole) && (1..=2).contains(&digits)
    })
}

/// Whether every number longer than a spreadsheet's precision has only zeros after it.
fn has_zeros_behind_precision(text: &str) -> bool {
    /// The number of zeros that can't be chance.
    const ZEROS: usize = 8;
    /// The longest number that a spreadsheet shows without an exponent.
    const LONGEST: usize = 30;
    let mut zeros = 0;
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let numbers = numbers.filter(|it| (PRECISION + 1..=LONGEST).contains(&it.len()));
    for number in numbers {
        if number.bytes().skip(PRECISION).any(|digit| digit != b'0') {
            return false;
        }
        zeros += number.len() - PRECISION;
    }
    zeros >= ZEROS
}
