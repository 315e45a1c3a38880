//! The codewords of a QR code in their blocks, with the least certain ones as candidate erasures.

use zeroize::Zeroizing;

use super::erasures;
use super::format_information::FormatInformation;
use super::modules::Modules;
use super::version::Version;

/// The share of the check bytes that is spent on erasures, from one try to the next, in
/// thirteenths.
const LOST: [usize; 6] = [0, 3, 6, 8, 10, 12];

/// A block as read from the modules.
pub(super) struct Block {
    bytes: Zeroizing<Vec<u8>>,
    /// The positions of the block, least certain first.
    doubtful: Vec<usize>,
    checks: usize,
}

/// A corrected block, and the cost of its correction.
pub(super) struct Mended {
    /// The data bytes, without the check bytes.
    pub(super) data: Zeroizing<Vec<u8>>,
    /// Number of bytes that were taken as erased.
    pub(super) lost: usize,
    /// Number of redundant check bytes: the correction did not need them, and they agree with it.
    pub(super) spare: usize,
}

/// Reads the blocks of a code in this format.
pub(super) fn blocks(modules: &Modules, format: FormatInformation) -> Vec<Block> {
    let version = Version::of(modules.side);
    let places: Vec<[usize; 2]> = version.places().collect();
    let bit =
        |[x, y]: &[usize; 2]| u8::from(modules.is_dark(*x, *y) != is_masked(format.mask, *x, *y));
    let byte = |place: usize| places[8 * place..][..8].iter().fold(0, |sum, at| sum << 1 | bit(at));
    let sure = |place: usize| {
        let each = places[8 * place..][..8].iter();
        each.map(|[x, y]| modules.lightness[y * modules.side + x].abs()).fold(f64::MAX, f64::min)
    };
    let checks = version.checks(format.level);
    let block = |whose: Vec<usize>| {
        let bytes = Zeroizing::new(whose.iter().map(|place| byte(*place)).collect());
        let sure: Vec<f64> = whose.iter().map(|place| sure(*place)).collect();
        let mut doubtful: Vec<usize> = (0..whose.len()).collect();
        doubtful.sort_by(|&one, &other| sure[one].total_cmp(&sure[other]));
        Block { bytes, doubtful, checks }
    };
    version.blocks(format.level, places.len() / 8).into_iter().map(block).collect()
}

impl Block {
    /// Corrects the block with ever more erasures, and returns the first correction that is
    /// trusted.
    pub(super) fn mended<T>(&self, trusted: impl Fn(Mended) -> Option<T>) -> Option<T> {
        LOST.iter().map(|part| part * self.checks / 13).find_map(|lost| {
            let mut data = self.bytes.clone();
            if !erasures::mend(&mut data, self.checks, &self.doubtful[..lost]) {
                return None;
            }
            let is_wrong = |place: &usize| data[*place] != self.bytes[*place];
            let wrong = self.doubtful[lost..].iter().filter(|place| is_wrong(place)).count();
            data.truncate(self.bytes.len() - self.checks);
            trusted(Mended { data, lost, spare: self.checks - lost - 2 * wrong })
        })
    }
}

/// Whether a data mask inverts this module.
fn is_masked(mask: usize, x: usize, y: usize) -> bool {
    let [across, both] = [x * y % 2, x * y % 3];
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (y / 2 + x / 3) % 2,
        5 => across + both,
        6 => (across + both) % 2,
        _ => ((x + y) % 2 + both) % 2,
    }
}
