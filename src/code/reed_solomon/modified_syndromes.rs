//! Modified syndromes: the checks that are left when some boxes are erasures.

use super::{
    BOXES, CHECKS, Element, INVERSE_COLUMN_MULTIPLIERS, INVERSE_DIFFERENCES, POINTS, Syndromes,
};

/// The modified syndromes (Forney): the syndromes multiplied by the erasure locator. Each erasure
/// uses up one of them.
///
/// An erasure at x turns `S_j` into `S_{j+1} − x·S_j`, in which the error at x cancels. A search
/// uses them to go from set to set; [`super::ErasureSet`] is for one set alone.
#[derive(Clone, Copy)]
pub(crate) struct ModifiedSyndromes {
    syndromes: [Element; CHECKS],
    /// Number of modified syndromes that are left.
    left: usize,
    /// The erasures, one bit for each box.
    erasures: u16,
}

impl ModifiedSyndromes {
    /// Returns the syndromes themselves: nothing is erased.
    pub(crate) fn of(syndromes: &Syndromes) -> Self {
        Self { syndromes: syndromes.0, left: CHECKS, erasures: 0 }
    }

    /// Returns the number of modified syndromes left: the checks that the erasures leave.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Returns the modified syndromes with one more erasure, which must be a new one.
    #[inline]
    pub(crate) fn erasing(&self, index: usize) -> Self {
        // The last syndrome is used up; its entry and those after it have no meaning.
        let [_, next @ ..] = self.syndromes;
        let mut modified = [Element::ZERO; CHECKS];
        for (one, (this, next)) in modified.iter_mut().zip(self.syndromes.into_iter().zip(next)) {
            *one = next - POINTS[index] * this;
        }
        Self { syndromes: modified, left: self.left - 1, erasures: self.erasures | 1 << index }
    }

    /// Whether the first modified syndrome is zero; true if none is left.
    pub(crate) fn holds(&self) -> bool {
        self.left == 0 || self.syndromes[0] == Element::ZERO
    }

    /// Whether the first modified syndrome would be zero with this box erased, too. At least two
    /// must be left.
    pub(crate) fn would_hold(&self, index: usize) -> bool {
        self.syndromes[1] == POINTS[index] * self.syndromes[0]
    }

    /// Returns the error value of each other box, supposing that this box and the erasures contain
    /// all the damage. Exactly one modified syndrome must be left.
    #[inline]
    pub(crate) fn error_values(&self) -> impl Fn(usize) -> Element {
        let scales = &SCALES[rank(self.erasures)];
        let syndrome = self.syndromes[0];
        move |index| syndrome * scales[index]
    }
}

/// Number of sets of three boxes: 16 · 15 · 14 / 6.
const TRIPLES: usize = 560;

/// Returns the rank of a set of three boxes in colexicographic order.
const fn rank(set: u16) -> usize {
    debug_assert!(set.count_ones() == 3, "three boxes are erased");
    let a = set.trailing_zeros() as usize;
    let set = set & (set - 1);
    let b = set.trailing_zeros() as usize;
    let c = (set & (set - 1)).trailing_zeros() as usize;
    c * (c - 1) * (c - 2) / 6 + b * (b - 1) / 2 + a
}

/// The factor, for three erasures and a fourth box, from the one modified syndrome that is left to
/// the error value of the fourth.
static SCALES: [[Element; BOXES]; TRIPLES] = {
    let mut scales = [[Element::ZERO; BOXES]; TRIPLES];
    let mut c = 0;
    while c < BOXES {
        let mut b = 0;
        while b < c {
            let mut a = 0;
            while a < b {
                let mut i = 0;
                while i < BOXES {
                    let inverses = &INVERSE_DIFFERENCES[i];
                    let scale = INVERSE_COLUMN_MULTIPLIERS[i].times(inverses[a]).times(inverses[b]);
                    scales[rank(1 << a | 1 << b | 1 << c)][i] = scale.times(inverses[c]);
                    i += 1;
                }
                a += 1;
            }
            b += 1;
        }
        c += 1;
    }
    scales
};
