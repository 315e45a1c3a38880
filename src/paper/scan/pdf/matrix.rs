//! Affine maps of the plane, as PDF writes them (ISO 32000-1, 8.3.4).

#![allow(clippy::many_single_char_names, reason = "they are the specification's")]

/// A map of points: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Returns the matrix with these six coefficients; `None` if there are not six.
    pub(super) fn of(numbers: &[f64]) -> Option<Self> {
        numbers.try_into().ok().map(Self)
    }

    /// Returns the composition: this map first, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        let [x, y] = other.of_vector([a, b]);
        let [z, w] = other.of_vector([c, d]);
        let [p, q] = other.of_point([e, f]);
        Self([x, y, z, w, p, q])
    }

    pub(super) fn of_point(self, point: [f64; 2]) -> [f64; 2] {
        let [x, y] = self.of_vector(point);
        [x + self.0[4], y + self.0[5]]
    }

    pub(super) fn of_vector(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let Self([a, b, c, d, ..]) = self;
        [a * x + c * y, b * x + d * y]
    }

    /// Returns the inverse map, if there is one.
    pub(super) fn inverted(self) -> Option<Self> {
        let Self([a, b, c, d, e, f]) = self;
        let determinant = a * d - b * c;
        if !determinant.is_normal() {
            return None;
        }
        let [a, b, c, d] = [d, -b, -c, a].map(|it| it / determinant);
        Some(Self([a, b, c, d, -(a * e + c * f), -(b * e + d * f)]))
    }
}
