//! Arithmetic in GF(99991), the prime field whose elements are the values of a box.
//!
//! 99991 is the largest prime below 100000. Every operation is a `const fn`, so that the tables of
//! [`reed_solomon`](super::reed_solomon) are computed at compile time. No operation indexes a table
//! by an element, and the comparison in a sum compiles to a conditional move.

use std::ops::{Add, AddAssign, Mul, Sub};

use zeroize::DefaultIsZeroes;

/// The order of the field, p.
pub(crate) const P: u32 = 99_991;

/// A field element: a number from 0 to 99990.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Element(u32);

impl DefaultIsZeroes for Element {}

impl Element {
    /// The neutral element of addition.
    pub(crate) const ZERO: Self = Self(0);
    /// The neutral element of multiplication.
    pub(crate) const ONE: Self = Self(1);

    /// Returns the element with this value, if it is below p: 99991 to 99999 have five digits, but
    /// are not elements.
    pub(crate) const fn new(value: u32) -> Option<Self> {
        if value < P { Some(Self(value)) } else { None }
    }

    /// Returns the element that is congruent to this number.
    pub(crate) const fn reduce(number: u64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "a remainder modulo P fits")]
        Self((number % P as u64) as u32)
    }

    /// Returns the value, 0 to 99990.
    pub(crate) const fn value(self) -> u32 {
        self.0
    }

    /// Returns the sum.
    pub(crate) const fn plus(self, other: Self) -> Self {
        let sum = self.0 + other.0;
        Self(if sum >= P { sum - P } else { sum })
    }

    /// Returns the difference.
    pub(crate) const fn minus(self, other: Self) -> Self {
        self.plus(Self(P - other.0))
    }

    /// Returns the product.
    pub(crate) const fn times(self, other: Self) -> Self {
        Self::reduce(self.0 as u64 * other.0 as u64)
    }

    /// Returns the multiplicative inverse, by Fermat's little theorem: a^(p−2). Zero has no
    /// inverse; the result for it is zero.
    pub(crate) const fn inverse(self) -> Self {
        let (mut result, mut square, mut exponent) = (Self::ONE, self, P - 2);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.times(square);
            }
            square = square.times(square);
            exponent >>= 1;
        }
        result
    }
}

impl Add for Element {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.plus(other)
    }
}

impl AddAssign for Element {
    fn add_assign(&mut self, other: Self) {
        *self = self.plus(other);
    }
}

impl Sub for Element {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.minus(other)
    }
}

impl Mul for Element {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.times(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_is_the_largest_prime_below_100000() {
        let is_prime = |n: u32| (2..n).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
        assert!(is_prime(P));
        assert!(!(P + 1..100_000).any(is_prime));
    }

    #[test]
    fn every_element_but_zero_has_its_inverse() {
        for value in 1..P {
            let element = Element(value);
            assert!(element * element.inverse() == Element::ONE);
        }
        assert!(Element::ZERO.inverse() == Element::ZERO);
    }

    #[test]
    fn differences_undo_sums() {
        for (a, b) in [(0, 0), (0, P - 1), (P - 1, P - 1), (51_367, 99_990)] {
            let (a, b) = (Element(a), Element(b));
            assert!(a + b - b == a);
            assert!(a - b + b == a);
        }
    }

    #[test]
    fn numbers_above_the_field_are_no_elements() {
        assert!(Element::new(P - 1).is_some());
        for value in P..100_000 {
            assert!(Element::new(value).is_none());
        }
    }
}
