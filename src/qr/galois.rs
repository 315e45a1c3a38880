//! The field GF(256) of the error correction of QR codes (ISO/IEC 18004): polynomials over GF(2)
//! modulo x⁸ + x⁴ + x³ + x² + 1.

use std::sync::LazyLock;

struct Tables {
    powers: [u8; 510],
    logarithms: [u8; 256],
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables { powers: [0; 510], logarithms: [0; 256] };
    let mut power = 1_u8;
    for exponent in 0..255_u8 {
        let index = usize::from(exponent);
        tables.powers[index] = power;
        tables.powers[index + 255] = power;
        tables.logarithms[usize::from(power)] = exponent;
        power = power << 1 ^ if power & 0x80 == 0 { 0 } else { 0x1d };
    }
    tables
});

/// Returns a power of the generator.
pub(super) fn power(exponent: usize) -> u8 {
    TABLES.powers[exponent % 255]
}

pub(super) fn product(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let [a, b] = [a, b].map(|factor| usize::from(TABLES.logarithms[usize::from(factor)]));
    TABLES.powers[a + b]
}

/// Returns the multiplicative inverse of a nonzero element.
pub(super) fn inverse(a: u8) -> u8 {
    TABLES.powers[255 - usize::from(TABLES.logarithms[usize::from(a)])]
}

/// Evaluates a polynomial, given by its coefficients from the lowest power.
pub(super) fn value(polynomial: &[u8], at: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, &factor| product(sum, at) ^ factor)
}
