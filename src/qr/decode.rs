//! Decoding the modules of a QR code (ISO/IEC 18004, model 2): any version, level and mask.
//!
//! Most readers see only dark and light. Here doubtful bytes, such as those under a finger, may be
//! taken as erasures, of which twice as many can be corrected as errors.

use super::codewords::{Mended, blocks};
use super::format_information::{FormatInformation, formats};
use super::grid::Grid;
use super::modules::{self, Modules};
use super::raster::Picture;
use super::segments;
use super::version::Version;
use super::{Content, Known};
use crate::secret::Secret;

/// Redundant check bytes required of a block with erasures: noise then passes as a block once in a
/// billion times. A block without erasures needs none: noise passes at most once in a million times
/// (versions 1 and 2 at level L; far less often elsewhere).
const SPARE: usize = 4;

/// Reads the content of a QR code in a picture.
pub(super) fn read(grid: &Grid, picture: &Picture, known: Known) -> Option<Content> {
    modules::tries(grid, picture).find_map(|modules| content(&modules, known))
}

/// Decodes these modules, as they are or mirrored.
pub(super) fn content(modules: &Modules, known: Known) -> Option<Content> {
    [modules, &modules.mirrored()].into_iter().find_map(|modules| {
        let any = formats(modules).into_iter().find_map(|format| any(modules, format));
        any.or_else(|| of_form(modules, known))
    })
}

/// Decodes a code of any form.
fn any(modules: &Modules, format: FormatInformation) -> Option<Content> {
    let trusted = |block: Mended| (block.lost == 0 || block.spare >= SPARE).then_some(block.data);
    let mut data = Secret::new(Vec::with_capacity(modules.side * modules.side / 8));
    for block in blocks(modules, format) {
        data.expose_mut().extend_from_slice(&block.mended(trusted)?);
    }
    let read = segments::read(data.expose(), Version::of(modules.side));
    Some(read.map_or(Content::Other, |read| Content::Text(read.text)))
}

/// Decodes a code of the known form without its format information. A false reading is rejected by
/// the last two check bytes, the number of digits, and the padding.
fn of_form(modules: &Modules, known: Known) -> Option<Content> {
    let digits = |block: Mended| {
        let read =
            segments::read(&block.data, Version::of(known.side)).filter(|read| read.is_padded)?;
        let is_own = read.text.expose().len() == known.digits
            && read.text.expose().iter().all(u8::is_ascii_digit);
        is_own.then_some(Content::Text(read.text))
    };
    let masks = (0..8).filter(|_| modules.side == known.side);
    let mut blocks =
        masks.flat_map(|mask| blocks(modules, FormatInformation { level: known.level, mask }));
    blocks.find_map(|block| block.mended(digits))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use qrcode::bits::Bits;
    use qrcode::types::QrError;
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;

    const KNOWN: Known = Known { side: 29, level: 0, digits: 80 };

    /// The levels in the order of the format information.
    const LEVELS: [EcLevel; 4] = [EcLevel::M, EcLevel::L, EcLevel::H, EcLevel::Q];

    type Push = fn(&mut Bits, &[u8]) -> Result<(), QrError>;

    fn bits(version: usize, level: EcLevel, text: &[u8], push: Push) -> Option<Bits> {
        let version = i16::try_from(version).expect("few");
        let mut bits = Bits::new(qrcode::Version::Normal(version));
        push(&mut bits, text).ok()?;
        bits.push_terminator(level).ok()?;
        Some(bits)
    }

    fn drawn(bits: Bits, level: EcLevel) -> Modules {
        let code = QrCode::with_bits(bits, level).expect("it fits");
        let side = code.width();
        let shade = |color| if color == Color::Dark { -1.0 } else { 1.0 };
        let lightness: Vec<f64> = code.into_colors().into_iter().map(shade).collect();
        Modules { side, lightness: lightness.into() }
    }

    /// Returns the longest text of these characters that fits.
    fn filling(version: usize, level: EcLevel, characters: &[u8], push: Push) -> Vec<u8> {
        // No code holds more than 7,089 digits.
        let mut text = characters.iter().copied().cycle().take(7090).collect::<Vec<u8>>();
        let (mut least, mut most) = (0, text.len());
        while least + 1 < most {
            let middle = usize::midpoint(least, most);
            let fits = bits(version, level, &text[..middle], push).is_some();
            *if fits { &mut least } else { &mut most } = middle;
        }
        text.truncate(least);
        text
    }

    /// Damages this number of bytes in every block.
    fn damage(modules: &mut Modules, level: usize, bytes: impl Fn(usize) -> usize) {
        let version = Version::of(modules.side);
        let places: Vec<_> = version.places().collect();
        for block in version.blocks(level, places.len() / 8) {
            let wrong = bytes(version.checks(level));
            for turn in 0..wrong {
                let byte = block[turn * block.len() / wrong];
                for bit in (0..8).filter(|bit| (turn + 1) >> bit & 1 == 1) {
                    flip(modules, places[8 * byte + bit]);
                }
            }
        }
    }

    fn flip(modules: &mut Modules, [x, y]: [usize; 2]) {
        modules.lightness[y * modules.side + x] *= -1.0;
    }

    fn text(modules: &Modules) -> Option<Vec<u8>> {
        match content(modules, KNOWN)? {
            Content::Text(text) => Some(text.expose().clone()),
            Content::Other => Some(b"no text".to_vec()),
        }
    }

    #[test]
    fn a_code_of_every_version_and_level_is_read_with_as_much_wrong_as_can_be_mended() {
        let digits = b"0123456789";
        let capitals: Vec<u8> = (0..45).map(|n| segments::CAPITALS[n * 7 % 45]).collect();
        let bytes: Vec<u8> = (0..=255).rev().collect();
        let kinds: [(&[u8], Push); 3] = [
            (digits, Bits::push_numeric_data),
            (&capitals, Bits::push_alphanumeric_data),
            (&bytes, Bits::push_byte_data),
        ];
        let mut masks = HashSet::new();
        for (version, (index, level)) in
            (1..=40).flat_map(|version| LEVELS.into_iter().enumerate().map(move |l| (version, l)))
        {
            for (characters, push) in kinds {
                let filled = filling(version, level, characters, push);
                let bits = bits(version, level, &filled, push).expect("it fits");
                let mut modules = drawn(bits, level);
                let format = formats(&modules)[0];
                assert_eq!(format.level, index);
                masks.insert(format.mask);
                let case = format!("{version}, {level:?}, {} characters", characters.len());
                assert!(text(&modules).as_ref() == Some(&filled), "{case}");
                let whole = modules.lightness.clone();
                damage(&mut modules, index, |checks| checks / 2);
                assert!(text(&modules).as_ref() == Some(&filled), "{case}, damaged");
                assert!(text(&modules.mirrored()).as_ref() == Some(&filled), "{case}, mirrored");
                modules.lightness = whole;
                damage(&mut modules, index, |checks| checks / 2 + 1);
                assert!(text(&modules).is_none_or(|text| text == filled), "{case}, too much");
            }
        }
        assert_eq!(masks.len(), 8);
    }

    #[test]
    fn a_qr_code_without_text_is_still_found() {
        let unicode: Push = |bits, text| {
            bits.push_eci_designator(26)?;
            bits.push_byte_data(text)
        };
        for (push, text) in [(unicode, &b"8"[..]), (Bits::push_kanji_data, b"\x93\x5f\xe4\xaa")] {
            let modules = drawn(bits(2, EcLevel::M, text, push).expect("it fits"), EcLevel::M);
            assert!(matches!(content(&modules, KNOWN), Some(Content::Other)));
        }
    }

    #[test]
    fn three_wrong_bits_in_both_format_words_are_mended() {
        let bits = bits(1, EcLevel::Q, b"12345", Bits::push_numeric_data).expect("it fits");
        let mut modules = drawn(bits, EcLevel::Q);
        for place in [[0, 8], [7, 8], [8, 2], [8, 20], [8, 15], [14, 8]] {
            flip(&mut modules, place);
        }
        assert_eq!(text(&modules).as_deref(), Some(&b"12345"[..]));
        // With more errors in one copy, the other is used.
        for x in 1..6 {
            flip(&mut modules, [x, 8]);
        }
        assert_eq!(text(&modules).as_deref(), Some(&b"12345"[..]));
    }

    /// Returns a code of the known form, with the given modules changed to a lightness.
    fn known_with(change: impl Fn(usize, usize) -> Option<f64>) -> (String, Modules) {
        let text = "8".repeat(KNOWN.digits);
        let bits = bits(3, EcLevel::M, text.as_bytes(), Bits::push_numeric_data).expect("it fits");
        let mut modules = drawn(bits, EcLevel::M);
        assert_eq!(modules.side, KNOWN.side);
        for (index, lightness) in modules.lightness.iter_mut().enumerate() {
            let [x, y] = [index % KNOWN.side, index / KNOWN.side];
            *lightness = change(x, y).unwrap_or(*lightness);
        }
        (text, modules)
    }

    #[test]
    fn a_code_of_the_known_form_is_read_with_a_third_of_it_covered() {
        // Covered modules all look light: 20 to 24 bytes of 70.
        let finger = |x, y| (x > KNOWN.side - 11 && y > 10 && y < 23).then_some(0.01);
        let (digits, modules) = known_with(finger);
        assert_eq!(text(&modules).expect("they are mended"), digits.as_bytes());
    }

    #[test]
    fn a_code_of_the_known_form_is_read_without_its_format() {
        for light in [-0.01, 0.01] {
            let (digits, modules) = known_with(|x, y| (x == 8 || y == 8).then_some(light));
            assert_eq!(text(&modules).expect("all masks are tried"), digits.as_bytes());
        }
    }

    #[test]
    fn noise_is_no_code() {
        let mut state = 0x5eed_u64;
        let mut noise = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ mixed >> 31) >> 11) as f64 / f64::from(1 << 26) / f64::from(1 << 26) - 1.0
        };
        for (side, grids) in [(21, 4000), (25, 3000), (29, 2000), (33, 600), (57, 400), (177, 20)] {
            for _ in 0..grids {
                let lightness = (0..side * side).map(|_| noise()).collect::<Vec<f64>>().into();
                assert!(content(&Modules { side, lightness }, KNOWN).is_none());
            }
        }
    }
}
