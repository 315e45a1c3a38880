//! The Reed–Solomon code that the sixteen boxes are: length 17, dimension 13, distance 5.
//!
//! The symbol at 0 is the [`TAG`]; it is fixed and not written down. The symbol at i² is box i.
//! Twelve boxes and the tag determine the polynomial, and it determines the other four boxes.
//!
//! Damage is seen through the four **syndromes** of the dual code, `S_j = Σ v_i · c_i · x_i^j` with
//! `v_i = 1 / Π_{m≠i} (x_i − x_m)`: all zero for a code, and otherwise linear in the errors alone.
//! That one fact carries all of mending. (Generalized Reed–Solomon codes: F. J. `MacWilliams`
//! and N. J. A. Sloane, *The Theory of Error-Correcting Codes*, chapter 10.)

use super::field::{Element, P};

/// The symbol at 0: the first 8 bytes of SHA-256(`collab backup code v1`), big-endian, modulo p.
pub(crate) const TAG: Element = Element::new(51_367).expect("below p");

/// How many boxes a code has.
pub(crate) const BOXES: usize = 16;
/// How many of them are free; the others follow.
pub(crate) const FREE: usize = 12;
/// How many checks there are: any so many boxes can be lost.
pub(crate) const CHECKS: usize = BOXES - FREE;

/// Where the polynomial is read for each box: box i at i². Squares, so that no shift or reversal
/// of the boxes keeps the structure.
const POINTS: [Element; BOXES] = {
    let mut points = [Element::ZERO; BOXES];
    let mut i = 0;
    while i < BOXES {
        points[i] = Element::reduce(((i + 1) * (i + 1)) as u64);
        i += 1;
    }
    points
};

/// `1 / v_i`: the product of the differences from point i to all other points and to 0.
const UNWEIGHTS: [Element; BOXES] = {
    let mut unweights = [Element::ONE; BOXES];
    let mut i = 0;
    while i < BOXES {
        let mut product = POINTS[i];
        let mut m = 0;
        while m < BOXES {
            if m != i {
                product = product.times(POINTS[i].minus(POINTS[m]));
            }
            m += 1;
        }
        unweights[i] = product;
        i += 1;
    }
    unweights
};

/// `v_i · x_i^j`, what box i weighs in syndrome j.
const PARITY: [[Element; BOXES]; CHECKS] = {
    let mut parity = [[Element::ZERO; BOXES]; CHECKS];
    let mut i = 0;
    while i < BOXES {
        let mut weight = UNWEIGHTS[i].inverse();
        let mut j = 0;
        while j < CHECKS {
            parity[j][i] = weight;
            weight = weight.times(POINTS[i]);
            j += 1;
        }
        i += 1;
    }
    parity
};

/// The same box by box.
const COLUMNS: [[Element; CHECKS]; BOXES] = {
    let mut columns = [[Element::ZERO; CHECKS]; BOXES];
    let mut i = 0;
    while i < BOXES {
        let mut j = 0;
        while j < CHECKS {
            columns[i][j] = PARITY[j][i];
            j += 1;
        }
        i += 1;
    }
    columns
};

/// What the tag adds to syndrome 0. To the others it adds nothing: its point is 0.
const TAG_SYNDROME: Element = {
    let mut product = Element::ONE;
    let mut i = 0;
    while i < BOXES {
        product = product.times(Element::ZERO.minus(POINTS[i]));
        i += 1;
    }
    TAG.times(product.inverse())
};

/// `1 / (x_a − x_b)` for every two boxes; the diagonal is not used.
const INVERSE_DIFFERENCES: [[Element; BOXES]; BOXES] = {
    let mut table = [[Element::ZERO; BOXES]; BOXES];
    let mut a = 0;
    while a < BOXES {
        let mut b = 0;
        while b < BOXES {
            table[a][b] = POINTS[a].minus(POINTS[b]).inverse();
            b += 1;
        }
        a += 1;
    }
    table
};

/// The four checks of sixteen boxes: all zero when, and only when, the boxes are a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syndromes([Element; CHECKS]);

impl zeroize::DefaultIsZeroes for Syndromes {}

impl Default for Syndromes {
    fn default() -> Self {
        Self([Element::ZERO; CHECKS])
    }
}

impl Syndromes {
    /// The checks of these boxes.
    ///
    /// Each sum of sixteen products stays far below 2^64, so it is reduced once.
    pub(crate) fn of(boxes: &[Element; BOXES]) -> Self {
        let mut checks = [Element::ZERO; CHECKS];
        for (check, row) in checks.iter_mut().zip(&PARITY) {
            let sum = boxes
                .iter()
                .zip(row)
                .map(|(symbol, weight)| u64::from(symbol.value()) * u64::from(weight.value()))
                .sum();
            *check = Element::reduce(sum);
        }
        checks[0] += TAG_SYNDROME;
        Self(checks)
    }

    /// Whether the boxes are a code.
    pub(crate) fn are_zero(&self) -> bool {
        *self == Self::default()
    }

    /// With this much more in one box.
    pub(crate) fn with_error(&self, index: usize, error: Element) -> Self {
        Self(std::array::from_fn(|j| self.0[j] + COLUMNS[index][j] * error))
    }

    /// The syndromes of both errors together.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|j| self.0[j] + other.0[j]))
    }

    /// Their sum, each times its weight.
    pub(crate) fn weigh(&self, weights: &[Element; CHECKS]) -> Element {
        dot(weights, &self.0)
    }

    /// What these weights make of the error 1 in one box.
    pub(crate) fn weigh_box(index: usize, weights: &[Element; CHECKS]) -> Element {
        dot(weights, &COLUMNS[index])
    }
}

/// The sixteen boxes of the code whose first twelve are these.
pub(crate) fn encode(free: &[Element; FREE]) -> [Element; BOXES] {
    let mut boxes = [Element::ZERO; BOXES];
    boxes[..FREE].copy_from_slice(free);
    let lost = Lost::at(&[FREE, FREE + 1, FREE + 2, FREE + 3]);
    let syndromes = Syndromes::of(&boxes);
    for (index, symbol) in boxes.iter_mut().enumerate().skip(FREE) {
        *symbol = Element::ZERO - lost.error(index, &syndromes);
    }
    boxes
}

/// What the syndromes still tell when some boxes are suspected: each of these takes one check away.
///
/// With every box that is suspected, `S_j` becomes `S_{j+1} − x·S_j`, in which that box cancels.
/// This is what a search asks when it goes from set to set; [`Lost`] is of one set alone.
#[derive(Clone, Copy)]
pub(crate) struct Residue {
    checks: [Element; CHECKS],
    /// How many of them are left.
    left: usize,
    /// The boxes that are suspected, a bit each.
    suspected: u16,
}

impl Residue {
    /// No box is suspected.
    pub(crate) fn of(syndromes: &Syndromes) -> Self {
        Self { checks: syndromes.0, left: CHECKS, suspected: 0 }
    }

    /// How many of the checks are left.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// With one more box suspected, which was not yet.
    #[inline]
    pub(crate) fn without(&self, index: usize) -> Self {
        // The last one is not left; nor, later, are those before it.
        let [_, next @ ..] = self.checks;
        let mut checks = [Element::ZERO; CHECKS];
        for (check, (this, next)) in checks.iter_mut().zip(self.checks.into_iter().zip(next)) {
            *check = next - POINTS[index] * this;
        }
        Self { checks, left: self.left - 1, suspected: self.suspected | 1 << index }
    }

    /// Whether the first of the checks that are left holds. Where none is left, it does.
    pub(crate) fn holds(&self) -> bool {
        self.left == 0 || self.checks[0] == Element::ZERO
    }

    /// Whether the first check would hold with this box suspected, too, when two or more are left.
    pub(crate) fn would_hold(&self, index: usize) -> bool {
        self.checks[1] == POINTS[index] * self.checks[0]
    }

    /// When one check is left: the error of each other box, if that and the suspected ones are all
    /// that are wrong.
    #[inline]
    pub(crate) fn errors(&self) -> impl Fn(usize) -> Element {
        let scales = &SCALES[rank(self.suspected)];
        let check = self.checks[0];
        move |index| check * scales[index]
    }
}

/// How many sets of three boxes there are: 16 · 15 · 14 / 6.
const TRIPLES: usize = 560;

/// Which of the sets of three this is.
const fn rank(set: u16) -> usize {
    debug_assert!(set.count_ones() == 3, "three checks are used up");
    let a = set.trailing_zeros() as usize;
    let set = set & (set - 1);
    let b = set.trailing_zeros() as usize;
    let c = (set & (set - 1)).trailing_zeros() as usize;
    c * (c - 1) * (c - 2) / 6 + b * (b - 1) / 2 + a
}

/// For three boxes and a fourth: what the check that the three leave is to be multiplied by to get
/// the error of the fourth.
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
                    let scale = UNWEIGHTS[i].times(inverses[a]).times(inverses[b]);
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

/// A set of at most four boxes, by index, in which all the damage is supposed to lie.
pub(crate) struct Lost<'a> {
    indices: &'a [usize],
    /// The coefficients of `Π (x − x_b)` over the set, lowest first: what the checks that the set
    /// leaves are made of.
    locator: [Element; CHECKS + 1],
}

impl<'a> Lost<'a> {
    /// The set of the boxes with these indices (0 to 15), all different, four at most.
    pub(crate) fn at(indices: &'a [usize]) -> Self {
        let mut locator = [Element::ZERO; CHECKS + 1];
        locator[0] = Element::ONE;
        for (degree, &index) in indices.iter().enumerate() {
            // Times (x − x_b), in place from the highest coefficient down.
            for k in (0..=degree).rev() {
                let coefficient = locator[k];
                locator[k + 1] += coefficient;
                locator[k] = Element::ZERO - coefficient * POINTS[index];
            }
        }
        Self { indices, locator }
    }

    /// The error of each box of the set, in the set's order, or `None` when the checks that the
    /// set leaves say that there is damage elsewhere.
    pub(crate) fn errors(&self, syndromes: Syndromes) -> Option<impl Iterator<Item = Element>> {
        let size = self.indices.len();
        let all_checks_hold = (0..CHECKS - size)
            .all(|shift| dot(&self.locator[..=size], &syndromes.0[shift..]) == Element::ZERO);
        all_checks_hold
            .then(|| self.indices.iter().map(move |&index| self.error(index, &syndromes)))
    }

    /// The error of one box.
    fn error(&self, index: usize, syndromes: &Syndromes) -> Element {
        dot(&self.weights(index), &syndromes.0)
    }

    /// What the syndromes weigh in the error of one box of the set: the coefficients of the
    /// polynomial that is zero at every other box of the set, divided by its value here, and
    /// unweighted.
    pub(crate) fn weights(&self, index: usize) -> [Element; CHECKS] {
        let mut scale = UNWEIGHTS[index];
        for &other in self.indices {
            if other != index {
                scale = scale * INVERSE_DIFFERENCES[index][other];
            }
        }
        // That polynomial is the locator divided by (x − x_b): Horner's scheme.
        let mut weights = [Element::ZERO; CHECKS];
        let mut coefficient = Element::ZERO;
        for k in (0..self.indices.len()).rev() {
            coefficient = self.locator[k + 1] + coefficient * POINTS[index];
            weights[k] = coefficient * scale;
        }
        weights
    }

    /// What the syndromes weigh in a check that the set leaves; `None` when it leaves none.
    pub(crate) fn check(&self) -> Option<[Element; CHECKS]> {
        let weights = std::array::from_fn(|k| self.locator[k]);
        (self.indices.len() < CHECKS).then_some(weights)
    }
}

/// The inner product; a few products of field elements are far below 2^64.
fn dot(a: &[Element], b: &[Element]) -> Element {
    const { assert!((P as u64) * (P as u64) < u64::MAX / 16) }
    Element::reduce(a.iter().zip(b).map(|(a, b)| u64::from(a.value()) * u64::from(b.value())).sum())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn sample() -> [Element; BOXES] {
        let mut free = [Element::ZERO; FREE];
        for (i, symbol) in free.iter_mut().enumerate() {
            *symbol = Element::reduce(7_919 * (i as u64 + 3) * (i as u64 + 11));
        }
        encode(&free)
    }

    #[test]
    fn the_tag_is_the_hash_of_its_label() {
        let hash = Sha256::digest(b"collab backup code v1");
        let first = u64::from_be_bytes(hash[..8].try_into().expect("8 bytes"));
        assert!(Element::reduce(first) == TAG);
    }

    /// The definition, by Lagrange: f is the polynomial through the tag and twelve boxes.
    #[test]
    fn the_other_four_boxes_are_on_the_polynomial_of_the_first_twelve() {
        let boxes = sample();
        let known: Vec<(Element, Element)> = std::iter::once((Element::ZERO, TAG))
            .chain(POINTS.into_iter().zip(boxes).take(FREE))
            .collect();
        for (point, symbol) in POINTS.into_iter().zip(boxes) {
            let mut value = Element::ZERO;
            for &(x, y) in &known {
                let mut term = y;
                for &(other, _) in &known {
                    if other != x {
                        term = term * (point - other) * (x - other).inverse();
                    }
                }
                value += term;
            }
            assert!(value == symbol);
        }
    }

    #[test]
    fn a_code_has_no_syndromes_and_one_change_shows() {
        let boxes = sample();
        assert!(Syndromes::of(&boxes).are_zero());
        for index in 0..BOXES {
            let mut wrong = boxes;
            wrong[index] += Element::ONE;
            assert!(!Syndromes::of(&wrong).are_zero());
            for k in 0..CHECKS {
                let one =
                    std::array::from_fn(|j| if j == k { Element::ONE } else { Element::ZERO });
                let seen = Syndromes::of(&wrong).weigh(&one);
                assert!(seen == Syndromes::weigh_box(index, &one), "syndromes are linear");
            }
        }
    }

    #[test]
    fn every_set_of_up_to_four_lost_boxes_is_recovered() {
        let boxes = sample();
        for set in 1_u32..1 << BOXES {
            if set.count_ones() > 4 {
                continue;
            }
            let indices: Vec<usize> = (0..BOXES).filter(|i| set >> i & 1 == 1).collect();
            let mut damaged = boxes;
            for &index in &indices {
                damaged[index] = Element::ZERO;
            }
            let lost = Lost::at(&indices);
            let errors = lost.errors(Syndromes::of(&damaged)).expect("the damage is in the set");
            for (&index, error) in indices.iter().zip(errors) {
                assert!(damaged[index] - error == boxes[index]);
            }
        }
    }

    /// What is asked box by box is what is asked of the whole set.
    #[test]
    fn the_residue_says_what_the_set_says() {
        let mut boxes = sample();
        for (index, error) in [(2, 31_337), (5, 4), (9, 99_990), (14, 271)] {
            boxes[index] += Element::reduce(error);
        }
        let syndromes = Syndromes::of(&boxes);
        for set in 0_u32..1 << BOXES {
            if set.count_ones() >= 4 {
                continue;
            }
            let mut indices: Vec<usize> = (0..BOXES).filter(|i| set >> i & 1 == 1).collect();
            let residue = indices.iter().fold(Residue::of(&syndromes), |r, &i| r.without(i));
            assert_eq!(residue.left(), CHECKS - indices.len());
            let check = Lost::at(&indices).check().expect("one is left");
            assert_eq!(residue.holds(), syndromes.weigh(&check) == Element::ZERO);
            for index in (0..BOXES).filter(|i| set >> i & 1 == 0) {
                indices.push(index);
                let lost = Lost::at(&indices);
                if let Some(check) = lost.check() {
                    let holds = syndromes.weigh(&check) == Element::ZERO;
                    assert_eq!(residue.would_hold(index), holds);
                } else {
                    let errors = lost.errors(syndromes).expect("no check is left");
                    assert!(errors.last().expect("four") == residue.errors()(index));
                    assert!(residue.without(index).holds(), "none is left");
                }
                indices.pop();
            }
        }
        let of = |indices: &[usize], syndromes| {
            indices.iter().fold(Residue::of(syndromes), |residue, &i| residue.without(i))
        };
        assert!(of(&[2, 5, 9], &syndromes).errors()(14) == Element::reduce(271));
        let three = syndromes.with_error(14, Element::ZERO - Element::reduce(271));
        assert!(of(&[2, 5], &three).would_hold(9) && !of(&[2, 5], &three).would_hold(14));
        assert!(of(&[2, 5, 9], &three).holds() && !of(&[2, 5, 14], &three).holds());
    }

    #[test]
    fn four_boxes_leave_no_check() {
        assert!(Lost::at(&[0, 1, 2]).check().is_some());
        assert!(Lost::at(&[0, 1, 2, 3]).check().is_none());
    }

    #[test]
    fn damage_outside_the_set_is_noticed() {
        let mut boxes = sample();
        boxes[9] += Element::ONE;
        for indices in [&[0][..], &[0, 1], &[0, 1, 2]] {
            assert!(Lost::at(indices).errors(Syndromes::of(&boxes)).is_none());
        }
    }
}
