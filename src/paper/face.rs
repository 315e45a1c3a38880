//! The typeface of the words: Roboto, subset to Western European characters.
//!
//! `face/roboto.ttf` is Roboto Regular (2015, Google; Apache License 2.0) without hints and
//! features, and with only the characters of Windows-1252 that [`byte`] knows. PDF and SVG embed
//! it, so that lines have the measured length everywhere.

/// The font, as TrueType.
pub(super) const FONT: &[u8] = include_bytes!("face/roboto.ttf");
/// The name of the font.
pub(super) const NAME: &str = "Roboto";
/// Height of the letters above the baseline, in thousandths of the size.
pub(super) const ASCENT: f32 = 928.0;
/// Depth of the letters below the baseline, in thousandths of the size.
pub(super) const DESCENT: f32 = -244.0;
/// Height of the capitals, in thousandths of the size.
pub(super) const CAPITALS: f32 = 711.0;
/// Bounding box of all glyphs, in thousandths of the size.
pub(super) const BOUNDS: [f32; 4] = [-891.0, -271.0, 2045.0, 1056.0];

/// Widths of the characters 32 to 255 of Windows-1252, in thousandths of the size; 0 where the font
/// has no glyph.
#[rustfmt::skip]
pub(super) const WIDTHS: [u16; 224] = [
    248, 258, 320, 616, 562, 732, 622, 175, 342, 348, 431, 567, 197, 276, 264, 413,
    562, 562, 562, 562, 562, 562, 562, 562, 562, 562, 242, 211, 508, 549, 523, 473,
    898, 652, 623, 651, 656, 568, 553, 681, 713, 272, 552, 627, 539, 873, 713, 688,
    631, 688, 616, 594, 597, 648, 637, 887, 627, 601, 599, 265, 411, 265, 418, 451,
    309, 544, 562, 523, 564, 530, 348, 562, 551, 243, 239, 507, 243, 877, 552, 570,
    562, 568, 339, 516, 327, 551, 484, 751, 496, 473, 496, 338, 244, 338, 680, 0,
    562, 0, 0, 0, 0, 669, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 200, 200, 354, 357, 0, 656, 781, 0, 0, 0, 0, 0, 0, 0, 0,
    248, 244, 547, 582, 713, 525, 240, 613, 418, 786, 447, 469, 554, 276, 786, 458,
    374, 535, 367, 367, 313, 567, 489, 261, 248, 367, 455, 469, 732, 776, 778, 474,
    652, 652, 652, 652, 652, 652, 935, 651, 568, 568, 568, 568, 272, 272, 272, 272,
    671, 713, 688, 688, 688, 688, 688, 534, 688, 648, 648, 648, 648, 601, 591, 595,
    544, 544, 544, 544, 544, 544, 845, 523, 530, 530, 530, 530, 248, 248, 248, 248,
    586, 552, 570, 570, 570, 570, 570, 571, 567, 551, 551, 551, 551, 473, 576, 473,
];

/// Returns the byte of a character in Windows-1252, if the font has a glyph for it.
pub(super) fn byte(c: char) -> Option<u8> {
    let byte = match c {
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        '—' => 0x97,
        // The same bytes in Windows-1252 and Unicode.
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(c)).ok()?,
        _ => return None,
    };
    Some(byte)
}

/// Returns the length of a text at size 1. A character without a glyph counts as wide as it is
/// high.
pub(super) fn length(text: &str) -> f32 {
    let width = |c| byte(c).map_or(1000, |byte| WIDTHS[usize::from(byte) - 32]);
    text.chars().map(|c| f32::from(width(c)) / 1000.0).sum()
}

/// Breaks a text into lines of at most this length at size 1. A word longer than a line is split.
pub(super) fn lines(text: &str, longest: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let room = longest - length(&line) - length(" ");
            if !line.is_empty() && length(word) > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for c in word.chars() {
                if length(&line) + length(c.encode_utf8(&mut [0; 4])) > longest {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let font = ttf_parser::Face::parse(FONT, 0).expect("a font");
        let thousandths = |value: f32| value * 1000.0 / f32::from(font.units_per_em());
        let mut known = 0;
        for c in (' '..='ÿ').chain("€…‘’“”–—".chars()) {
            let Some(byte) = byte(c) else { continue };
            let glyph = font.glyph_index(c).unwrap_or_else(|| panic!("the face has no {c:?}"));
            let width = thousandths(f32::from(font.glyph_hor_advance(glyph).expect("a width")));
            let told = f32::from(WIDTHS[usize::from(byte) - 32]);
            assert!((told - width).abs() <= 0.5, "{c:?}: {told} for {width}");
            known += 1;
        }
        assert_eq!(known, WIDTHS.iter().filter(|width| **width > 0).count());
        for (told, is) in [(ASCENT, font.ascender()), (DESCENT, font.descender())] {
            assert!((told - thousandths(f32::from(is))).abs() <= 1.0, "{told}");
        }
    }

    #[test]
    fn lines_are_no_longer_than_they_may_be_and_lose_nothing() {
        for text in
            ["", "word", "some words and some more", &"W".repeat(90), "two\nlines, and more"]
        {
            let lines = lines(text, 6.0);
            assert!(lines.iter().all(|line| length(line) <= 6.0), "{lines:?}");
            let squeezed = |text: &str| text.replace([' ', '\n'], "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
        }
    }
}
