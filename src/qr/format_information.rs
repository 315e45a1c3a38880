//! The format information of a QR code: level and mask, in two copies of a BCH code with 5 data
//! bits of 15, which corrects three errors.

use super::modules::Modules;

/// The generator polynomial: ten check bits follow the five data bits.
const POLYNOMIAL: u16 = 0x537;
/// The mask over all bits, so that no format is all light.
const OVERLAID: u16 = 0x5412;
/// Number of errors corrected.
const WRONG: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormatInformation {
    /// The level: M, L, H or Q, in this order.
    pub(super) level: usize,
    pub(super) mask: usize,
}

/// Decodes both copies, the one with fewer errors first; skips a copy with too many errors.
pub(super) fn formats(modules: &Modules) -> Vec<FormatInformation> {
    let far = |steps: usize| modules.side - steps;
    let along = [0, 1, 2, 3, 4, 5, 7, 8];
    let corner = along.map(|x| [x, 8]).into_iter().chain(along[..7].iter().rev().map(|y| [8, *y]));
    let apart = (1..8).map(|y| [8, far(y)]).chain((1..9).rev().map(|x| [far(x), 8]));
    let mut nearest = [nearest(word(modules, corner)), nearest(word(modules, apart))];
    nearest.sort_by_key(|(wrong, _)| *wrong);
    let mended = nearest.into_iter().filter(|(wrong, _)| *wrong <= WRONG);
    let mut formats: Vec<FormatInformation> = mended.map(|(_, format)| format).collect();
    formats.dedup();
    formats
}

fn word(modules: &Modules, places: impl Iterator<Item = [usize; 2]>) -> u16 {
    places.fold(0, |word, [x, y]| word << 1 | u16::from(modules.is_dark(x, y)))
}

/// Returns the number of errors, and the format with the nearest codeword.
fn nearest(word: u16) -> (u32, FormatInformation) {
    let wrong = |format: &u16| (word ^ of(*format)).count_ones();
    let format = (0..32).min_by_key(wrong).expect("there are 32");
    let [level, mask] = [format >> 3, format & 7].map(usize::from);
    (wrong(&format), FormatInformation { level, mask })
}

/// Returns the codeword of a format.
fn of(format: u16) -> u16 {
    let remainder = (0..10).fold(format, |rest, _| (rest << 1) ^ ((rest >> 9) * POLYNOMIAL));
    (format << 10 | remainder) ^ OVERLAID
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_wrong_bits_of_any_format_are_mended() {
        // The standard's example: level M, mask 5.
        assert_eq!(of(5), 0b100_0000_1100_1110);
        for format in 0..32 {
            let [level, mask] = [format >> 3, format & 7].map(usize::from);
            for flipped in (0_u16..1 << 15).filter(|flipped| flipped.count_ones() <= 3) {
                let found = (flipped.count_ones(), FormatInformation { level, mask });
                assert_eq!(nearest(of(format) ^ flipped), found);
            }
        }
    }
}
