//! Modified syndromes: what the syndromes still tell when some boxes are erasures.

use super::{
    BOXES, CHECKS, Element, INVERSE_COLUMN_MULTIPLIERS, INVERSE_DIFFERENCES, POINTS, Syndromes,
};

/// The modified syndromes of some erasures (Forney): the syndromes times the erasure locator. Each
/// erasure takes one of them away.
///
/// With every erasure at x, `S_j` becomes `S_{j+1} − x·S_j`, in which the error at x cancels. This is
/// what a search asks when it goes from set to set; [`super::ErasureSet`] is of one set alone.
#[derive(Clone, Copy)]
pub(crate) struct ModifiedSyndromes {
    syndromes: [Element; CHECKS],
    /// How many of them are left.
    left: usize,
    /// The erasures, a bit each.
    erasures: u16,
}

impl ModifiedSyndromes {
    /// The syndromes themselves: nothing is erased.
    pub(crate) fn of(syndromes: &Syndromes) -> Self {
        Self { syndromes: syndromes.0, left: CHECKS, erasures: 0 }
    }

    /// How many are left: as many as checks that the erasures leave.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// With one more erasure, which was none yet.
    #[inline]
    pub(crate) fn erasing(&self, index: usize) -> Self {
        // The last one is not left; nor, later, are those before it.
        let [_, next @ ..] = self.syndromes;
        let mut modified = [Element::ZERO; CHECKS];
        for (one, (this, next)) in modified.iter_mut().zip(self.syndromes.into_iter().zip(next)) {
            *one = next - POINTS[index] * this;
        }
        Self { syndromes: modified, left: self.left - 1, erasures: self.erasures | 1 << index }
    }

    /// Whether the first of those that are left is zero. Where none is left, it holds.
    pub(crate) fn holds(&self) -> bool {
        self.left == 0 || self.syndromes[0] == Element::ZERO
    }

    /// Whether the first would be zero with this box erased, too, when two or more are left.
    pub(crate) fn would_hold(&self, index: usize) -> bool {
        self.syndromes[1] == POINTS[index] * self.syndromes[0]
    }

    /// When one is left: the error value of each other box, if that and the erasures are all that is
    /// wrong.
    #[inline]
    pub(crate) fn error_values(&self) -> impl Fn(usize) -> Element {
        let scales = &SCALES[rank(self.erasures)];
        let syndrome = self.syndromes[0];
        move |index| syndrome * scales[index]
    }
}

/// How many sets of three boxes there are: 16 · 15 · 14 / 6.
const TRIPLES: usize = 560;

/// Which of the sets of three this is.
const fn rank(set: u16) -> usize {
    debug_assert!(set.count_ones() == 3, "three boxes are erased");
    let a = set.trailing_zeros() as usize;
    let set = set & (set - 1);
    let b = set.trailing_zeros() as usize;
    let c = (set & (set - 1)).trailing_zeros() as usize;
    c * (c - 1) * (c - 2) / 6 + b * (b - 1) / 2 + a
}

/// For three erasures and a fourth: the factor from the modified syndrome that the three leave to the
/// error value of the fourth.
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
