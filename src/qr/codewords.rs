//! The bytes of a QR code in their blocks, and which of them are doubtful.

use zeroize::Zeroizing;

use super::erasures;
use super::format_information::FormatInformation;
use super::modules::Modules;
use super::version::Version;

/// What part of the checks is spent on bytes that are taken as lost, from one try to the next: so
/// many thirteenths.
const LOST: [usize; 6] = [0, 3, 6, 8, 10, 12];

/// A block as it is read.
pub(super) struct Block {
    bytes: Zeroizing<Vec<u8>>,
    /// Its places, the least sure first.
    doubtful: Vec<usize>,
    checks: usize,
}

/// What mending a block took.
pub(super) struct Mended {
    /// Its data, without the checks.
    pub(super) data: Zeroizing<Vec<u8>>,
    /// How many bytes were taken as lost.
    pub(super) lost: usize,
    /// How many checks were not needed for it: they only agree.
    pub(super) spare: usize,
}

/// The blocks of a code of this format.
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
    /// What is trusted of the block mended, with none of its bytes taken as lost or some.
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

/// Whether a mask exchanges dark and light here.
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
