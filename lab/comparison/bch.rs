//! The error correction of codex32's short checksum (BIP-93, "Mathematical Companion").
//!
//! A BCH code over GF(32), of length at most 93, whose generator has the roots β^77 to β^84 among
//! others: eight in a row, so four wrong characters are found from the syndromes there. Berlekamp
//! and Massey's algorithm gives the locator, trying all places its roots, and Forney's formula the
//! errors (R. E. Blahut, "Algebraic Codes for Data Transmission", 2003, chapter 7).

use std::ops::{Add, Div, Mul};

/// The most wrong characters that can be told: half of the eight syndromes.
pub(crate) const MOST: usize = SYNDROMES / 2;
const SYNDROMES: usize = 8;
/// The first of the roots in a row.
const FIRST: usize = 77;
/// Characters that the checksum has.
const CHECKSUM: usize = 13;

/// GF(1024): a + bζ with ζ² = ζ + 1 and a and b in GF(32), as a + 32·b.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element(u16);

/// The order of GF(1024)'s multiplicative group.
const ORDER: usize = 1023;
/// β = Gζ, of order 93, where G is 8.
const BETA: Element = Element(8 * 32);
/// γ = E + Xζ, of order 1023, where E is 25 and X is 6.
const GAMMA: u16 = 25 + 6 * 32;

/// The powers of γ, and for every element which power it is.
static POWERS: ([u16; ORDER], [u16; ORDER + 1]) = {
    let (mut powers, mut exponents) = ([0; ORDER], [0; ORDER + 1]);
    let (mut power, mut exponent) = (1, 0);
    while exponent < 1023 {
        powers[exponent as usize] = power;
        exponents[power as usize] = exponent;
        power = product(power, GAMMA);
        exponent += 1;
    }
    (powers, exponents)
};

/// The product of a + bζ and c + dζ, by the definition.
const fn product(one: u16, other: u16) -> u16 {
    let (a, b, c, d) = (one & 31, one >> 5, other & 31, other >> 5);
    let squared = product_32(b, d);
    (product_32(a, c) ^ squared) | (product_32(a, d) ^ product_32(b, c) ^ squared) << 5
}

/// The product in GF(32), which is modulo x⁵ + x³ + 1.
const fn product_32(one: u16, other: u16) -> u16 {
    let (mut sum, mut shifted, mut bit) = (0, one, 0);
    while bit < 5 {
        if other >> bit & 1 == 1 {
            sum ^= shifted;
        }
        shifted <<= 1;
        if shifted & 32 != 0 {
            shifted ^= 0b10_1001;
        }
        bit += 1;
    }
    sum
}

impl Element {
    const ZERO: Self = Self(0);
    const ONE: Self = Self(1);

    fn exponent(self) -> usize {
        usize::from(POWERS.1[usize::from(self.0)])
    }

    fn power(self, exponent: usize) -> Self {
        Self(POWERS.0[self.exponent() * exponent % ORDER])
    }
}

impl Add for Element {
    type Output = Self;

    #[allow(clippy::suspicious_arithmetic_impl, reason = "of characteristic 2")]
    fn add(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

impl Mul for Element {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if self == Self::ZERO || other == Self::ZERO {
            return Self::ZERO;
        }
        Self(POWERS.0[(self.exponent() + other.exponent()) % ORDER])
    }
}

impl Div for Element {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        assert!(other != Self::ZERO, "no division by zero");
        self * Self(POWERS.0[(ORDER - other.exponent()) % ORDER])
    }
}

/// The value of a polynomial, its constant term first.
fn value(polynomial: &[Element], at: Element) -> Element {
    polynomial.iter().rev().fold(Element::ZERO, |value, &term| value * at + term)
}

/// The wrong characters of a text of so many, by the remainder that its checksum leaves: where
/// each stands, and what is to be added to it. None when there are more than four, if that shows.
pub(crate) fn errors(remainder: u128, length: usize) -> Option<Vec<(usize, u8)>> {
    let term = |n: usize| Element(u16::try_from(remainder >> (5 * n) & 31).expect("five bits"));
    let remainder: [Element; CHECKSUM] = std::array::from_fn(term);
    let syndromes: [Element; SYNDROMES] =
        std::array::from_fn(|n| value(&remainder, BETA.power(FIRST + n)));
    let locator = locator(&syndromes)?;
    // Errors evaluated: the product of syndromes and locator, as far as the syndromes go.
    let evaluator: [Element; SYNDROMES] = std::array::from_fn(|n| {
        let terms = locator.iter().take(n + 1).enumerate();
        terms.fold(Element::ZERO, |sum, (i, &term)| sum + term * syndromes[n - i])
    });
    // In characteristic 2 the derivative keeps the odd terms.
    let derivative: Vec<Element> = locator
        .iter()
        .enumerate()
        .skip(1)
        .map(|(n, &term)| if n % 2 == 1 { term } else { Element::ZERO })
        .collect();
    let mut errors = Vec::new();
    for exponent in 0..length {
        let place = BETA.power(exponent);
        let inverse = Element::ONE / place;
        if value(&locator, inverse) != Element::ZERO {
            continue;
        }
        let slope = value(&derivative, inverse);
        if slope == Element::ZERO {
            return None;
        }
        let error = inverse.power(FIRST - 1) * value(&evaluator, inverse) / slope;
        // A character is of GF(32).
        let error = u8::try_from(error.0).ok().filter(|error| (1..32).contains(error))?;
        errors.push((length - 1 - exponent, error));
    }
    (errors.len() == locator.len() - 1).then_some(errors)
}

/// The shortest polynomial whose recurrence gives the syndromes, if it tells no more errors than
/// can be told.
fn locator(syndromes: &[Element; SYNDROMES]) -> Option<Vec<Element>> {
    const TERMS: usize = SYNDROMES + 1;
    let mut locator = [Element::ZERO; TERMS];
    locator[0] = Element::ONE;
    let mut before = locator;
    let (mut degree, mut shift, mut discrepancy_before) = (0, 1, Element::ONE);
    for n in 0..SYNDROMES {
        let terms = 0..=degree.min(n);
        let discrepancy = terms.fold(Element::ZERO, |sum, i| sum + locator[i] * syndromes[n - i]);
        if discrepancy == Element::ZERO {
            shift += 1;
            continue;
        }
        let unchanged = locator;
        let factor = discrepancy / discrepancy_before;
        for i in shift..TERMS {
            locator[i] = locator[i] + factor * before[i - shift];
        }
        if 2 * degree <= n {
            degree = n + 1 - degree;
            (before, discrepancy_before, shift) = (unchanged, discrepancy, 1);
        } else {
            shift += 1;
        }
    }
    (degree <= MOST && locator[degree] != Element::ZERO).then(|| locator[..=degree].to_vec())
}

/// Panics unless β and γ have the orders that BIP-93 gives.
pub(crate) fn verify() {
    let order = |element: Element| {
        (1..=ORDER).find(|&n| element.power(n) == Element::ONE).expect("a power that is one")
    };
    assert_eq!((order(BETA), order(Element(GAMMA))), (93, ORDER));
    let mut powers = POWERS.0.to_vec();
    powers.sort_unstable();
    assert!(powers.into_iter().eq(1..=1023));
}
