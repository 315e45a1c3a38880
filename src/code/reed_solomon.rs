//! The Reed–Solomon code of the sixteen boxes: length 17, dimension 13, minimum distance 5.
//!
//! The symbol at evaluation point 0 is the [`TAG`]; it is fixed and not written down. The symbol at
//! i² is box i. Twelve boxes and the tag determine the polynomial, and the polynomial determines
//! the other four boxes.
//!
//! Damage shows in the four **syndromes** `S_j = Σ v_i · c_i · x_i^j` with the **column
//! multipliers** `v_i = 1 / Π_{m≠i} (x_i − x_m)`: all zero for a codeword, and otherwise linear in
//! the errors alone. The whole search rests on that. (Generalized Reed–Solomon codes: F. J.
//! `MacWilliams` and N. J. A. Sloane, *The Theory of Error-Correcting Codes*, chapter 10.)
//!
//! Boxes that are supposed to be wrong are **erasures**. [`ErasureSet`] solves for the errors of
//! one set of erasures; [`ModifiedSyndromes`] decide whether a set can be right, while a search
//! goes from set to set.

mod erasure_set;
mod modified_syndromes;

use super::field::{Element, P};
pub(crate) use erasure_set::ErasureSet;
pub(crate) use modified_syndromes::ModifiedSyndromes;

/// The symbol at 0: the first 8 bytes of SHA-256(`collab backup code v1`), big-endian, modulo p.
pub(crate) const TAG: Element = Element::new(51_367).expect("below p");

/// Number of boxes in a code.
pub(crate) const BOXES: usize = 16;
/// Number of information symbols; the other boxes are parity symbols.
pub(crate) const FREE: usize = 12;
/// Number of parity checks, and so of erasures that can be corrected, wherever they are.
pub(crate) const CHECKS: usize = BOXES - FREE;

/// The evaluation points: box i at i². With squares, no shift or reversal of the boxes is a
/// symmetry of the code.
const POINTS: [Element; BOXES] = {
    let mut points = [Element::ZERO; BOXES];
    let mut i = 0;
    while i < BOXES {
        points[i] = Element::reduce(((i + 1) * (i + 1)) as u64);
        i += 1;
    }
    points
};

/// The inverses of the column multipliers, `1 / v_i`: the product of the differences from point i
/// to all other points and to 0.
const INVERSE_COLUMN_MULTIPLIERS: [Element; BOXES] = {
    let mut inverses = [Element::ONE; BOXES];
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
        inverses[i] = product;
        i += 1;
    }
    inverses
};

/// The parity-check matrix: `v_i · x_i^j` in row j and column i.
const PARITY_CHECK: [[Element; BOXES]; CHECKS] = {
    let mut matrix = [[Element::ZERO; BOXES]; CHECKS];
    let mut i = 0;
    while i < BOXES {
        let mut entry = INVERSE_COLUMN_MULTIPLIERS[i].inverse();
        let mut j = 0;
        while j < CHECKS {
            matrix[j][i] = entry;
            entry = entry.times(POINTS[i]);
            j += 1;
        }
        i += 1;
    }
    matrix
};

/// The parity-check matrix by columns, one for each box.
const PARITY_CHECK_COLUMNS: [[Element; CHECKS]; BOXES] = {
    let mut columns = [[Element::ZERO; CHECKS]; BOXES];
    let mut i = 0;
    while i < BOXES {
        let mut j = 0;
        while j < CHECKS {
            columns[i][j] = PARITY_CHECK[j][i];
            j += 1;
        }
        i += 1;
    }
    columns
};

/// The tag's contribution to syndrome 0. It contributes nothing to the others: its point is 0.
const TAG_SYNDROME: Element = {
    let mut product = Element::ONE;
    let mut i = 0;
    while i < BOXES {
        product = product.times(Element::ZERO.minus(POINTS[i]));
        i += 1;
    }
    TAG.times(product.inverse())
};

/// The inverse differences `1 / (x_a − x_b)` of every two points; the diagonal is not used.
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

/// The four syndromes of sixteen boxes: all zero if and only if the boxes are a codeword.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syndromes([Element; CHECKS]);

impl zeroize::DefaultIsZeroes for Syndromes {}

impl Default for Syndromes {
    fn default() -> Self {
        Self([Element::ZERO; CHECKS])
    }
}

impl Syndromes {
    /// Returns the syndromes of these boxes.
    ///
    /// Each sum of sixteen products stays far below 2^64, so it is reduced once.
    pub(crate) fn of(boxes: &[Element; BOXES]) -> Self {
        let mut syndromes = [Element::ZERO; CHECKS];
        for (syndrome, row) in syndromes.iter_mut().zip(&PARITY_CHECK) {
            let sum = boxes
                .iter()
                .zip(row)
                .map(|(symbol, entry)| u64::from(symbol.value()) * u64::from(entry.value()))
                .sum();
            *syndrome = Element::reduce(sum);
        }
        syndromes[0] += TAG_SYNDROME;
        Self(syndromes)
    }

    /// Whether all syndromes are zero: the boxes are a codeword.
    pub(crate) fn are_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the syndromes after this error is added to one box.
    pub(crate) fn with_error(&self, index: usize, error: Element) -> Self {
        Self(std::array::from_fn(|j| self.0[j] + PARITY_CHECK_COLUMNS[index][j] * error))
    }

    /// Returns the sum: the syndromes of both errors together.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|j| self.0[j] + other.0[j]))
    }

    /// Returns the linear combination of the syndromes with these coefficients.
    pub(crate) fn combine(&self, coefficients: &[Element; CHECKS]) -> Element {
        dot(coefficients, &self.0)
    }

    /// Returns the linear combination, with these coefficients, of the syndromes of an error of 1
    /// in one box.
    pub(crate) fn combine_column(index: usize, coefficients: &[Element; CHECKS]) -> Element {
        dot(coefficients, &PARITY_CHECK_COLUMNS[index])
    }
}

/// Returns the codeword whose first twelve boxes are these (systematic encoding).
pub(crate) fn encode(free: &[Element; FREE]) -> [Element; BOXES] {
    let mut boxes = [Element::ZERO; BOXES];
    boxes[..FREE].copy_from_slice(free);
    let checks = ErasureSet::at(&[FREE, FREE + 1, FREE + 2, FREE + 3]);
    let syndromes = Syndromes::of(&boxes);
    for (index, symbol) in boxes.iter_mut().enumerate().skip(FREE) {
        *symbol = Element::ZERO - checks.error_value(index, &syndromes);
    }
    boxes
}

/// Returns the inner product. It is reduced once: the sum of up to 16 products of elements is below
/// 2^64.
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

    /// The code by its definition, with Lagrange interpolation: the polynomial through the tag and
    /// twelve boxes.
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
                let seen = Syndromes::of(&wrong).combine(&one);
                assert!(seen == Syndromes::combine_column(index, &one), "syndromes are linear");
            }
        }
    }

    #[test]
    fn every_set_of_up_to_four_erasures_is_recovered() {
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
            let erasures = ErasureSet::at(&indices);
            let errors =
                erasures.error_values(Syndromes::of(&damaged)).expect("the damage is in the set");
            for (&index, error) in indices.iter().zip(errors) {
                assert!(damaged[index] - error == boxes[index]);
            }
        }
    }

    /// Erasing box by box gives the same result as the whole erasure set.
    #[test]
    fn modified_syndromes_agree_with_the_erasure_set() {
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
            let modified =
                indices.iter().fold(ModifiedSyndromes::of(&syndromes), |r, &i| r.erasing(i));
            assert_eq!(modified.left(), CHECKS - indices.len());
            let check = ErasureSet::at(&indices).check_coefficients().expect("one is left");
            assert_eq!(modified.holds(), syndromes.combine(&check) == Element::ZERO);
            for index in (0..BOXES).filter(|i| set >> i & 1 == 0) {
                indices.push(index);
                let erasures = ErasureSet::at(&indices);
                if let Some(check) = erasures.check_coefficients() {
                    let holds = syndromes.combine(&check) == Element::ZERO;
                    assert_eq!(modified.would_hold(index), holds);
                } else {
                    let errors = erasures.error_values(syndromes).expect("no check is left");
                    assert!(errors.last().expect("four") == modified.error_values()(index));
                    assert!(modified.erasing(index).holds(), "none is left");
                }
                indices.pop();
            }
        }
        let of = |indices: &[usize], syndromes| {
            indices
                .iter()
                .fold(ModifiedSyndromes::of(syndromes), |modified, &i| modified.erasing(i))
        };
        assert!(of(&[2, 5, 9], &syndromes).error_values()(14) == Element::reduce(271));
        let three = syndromes.with_error(14, Element::ZERO - Element::reduce(271));
        assert!(of(&[2, 5], &three).would_hold(9) && !of(&[2, 5], &three).would_hold(14));
        assert!(of(&[2, 5, 9], &three).holds() && !of(&[2, 5, 14], &three).holds());
    }

    #[test]
    fn four_erasures_leave_no_check() {
        assert!(ErasureSet::at(&[0, 1, 2]).check_coefficients().is_some());
        assert!(ErasureSet::at(&[0, 1, 2, 3]).check_coefficients().is_none());
    }

    #[test]
    fn damage_outside_the_set_is_noticed() {
        let mut boxes = sample();
        boxes[9] += Element::ONE;
        for indices in [&[0][..], &[0, 1], &[0, 1, 2]] {
            assert!(ErasureSet::at(indices).error_values(Syndromes::of(&boxes)).is_none());
        }
    }
}
