//! A set of erasures: boxes that are supposed to contain all the damage.

use super::{
    CHECKS, Element, INVERSE_COLUMN_MULTIPLIERS, INVERSE_DIFFERENCES, POINTS, Syndromes, dot,
};

/// A set of at most four erasures.
pub(crate) struct ErasureSet<'a> {
    indices: &'a [usize],
    /// The erasure locator polynomial: the coefficients of `Π (x − x_b)` over the set, lowest
    /// degree first.
    locator: [Element; CHECKS + 1],
}

impl<'a> ErasureSet<'a> {
    /// Returns the set of the boxes with these indices (0 to 15), all different, at most four.
    pub(crate) fn at(indices: &'a [usize]) -> Self {
        let mut locator = [Element::ZERO; CHECKS + 1];
        locator[0] = Element::ONE;
        for (degree, &index) in indices.iter().enumerate() {
            // Multiplies by (x − x_b) in place, from the highest coefficient down.
            for k in (0..=degree).rev() {
                let coefficient = locator[k];
                locator[k + 1] += coefficient;
                locator[k] = Element::ZERO - coefficient * POINTS[index];
            }
        }
        Self { indices, locator }
    }

    /// Returns the error value of each erasure, in the order of the set, or `None` if a modified
    /// syndrome is not zero: then there is damage outside the set.
    pub(crate) fn error_values(
        &self,
        syndromes: Syndromes,
    ) -> Option<impl Iterator<Item = Element>> {
        let size = self.indices.len();
        let all_checks_hold = (0..CHECKS - size)
            .all(|shift| dot(&self.locator[..=size], &syndromes.0[shift..]) == Element::ZERO);
        all_checks_hold
            .then(|| self.indices.iter().map(move |&index| self.error_value(index, &syndromes)))
    }

    /// Returns the error value of one erasure (Forney's formula).
    pub(super) fn error_value(&self, index: usize, syndromes: &Syndromes) -> Element {
        syndromes.combine(&self.error_coefficients(index))
    }

    /// Returns the coefficients with which the syndromes combine to the error value of one erasure:
    /// those of the polynomial that is `1 / v_b` at this erasure and zero at every other.
    pub(crate) fn error_coefficients(&self, index: usize) -> [Element; CHECKS] {
        let mut scale = INVERSE_COLUMN_MULTIPLIERS[index];
        for &other in self.indices {
            if other != index {
                scale = scale * INVERSE_DIFFERENCES[index][other];
            }
        }
        // That polynomial is a multiple of the locator divided by (x − x_b): Horner's scheme.
        let mut coefficients = [Element::ZERO; CHECKS];
        let mut coefficient = Element::ZERO;
        for k in (0..self.indices.len()).rev() {
            coefficient = self.locator[k + 1] + coefficient * POINTS[index];
            coefficients[k] = coefficient * scale;
        }
        coefficients
    }

    /// Returns the coefficients with which the syndromes combine to the first modified syndrome, or
    /// `None` if the set leaves no check.
    pub(crate) fn check_coefficients(&self) -> Option<[Element; CHECKS]> {
        let coefficients = std::array::from_fn(|k| self.locator[k]);
        (self.indices.len() < CHECKS).then_some(coefficients)
    }
}
