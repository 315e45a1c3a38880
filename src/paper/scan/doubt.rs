//! The digits in a QR code of ours with parts that nothing can be seen of: under a finger, say.
//!
//! Readers take a code as dark and light alone. Here the doubtful bytes are taken as lost, of which
//! twice as many can be mended as of wrong ones. Only for the one form that `paper::qr` makes.

use std::cmp::Ordering;

use super::erasures;
use super::modules::Modules;
use crate::code::DIGITS;
use crate::secret::{Secret, SecretBytes};

/// Version 3 at level M: its side in modules, its bytes, and how many of them are checks.
const SIDE: usize = 29;
const BYTES: usize = 70;
const CHECKS: usize = 26;
/// How many bytes are taken as lost, from one try to the next. Two checks are left to refuse with,
/// and what follows from the form.
const LOST: [usize; 6] = [0, 6, 12, 16, 20, 24];

/// The 80 digits.
pub(super) fn digits(modules: &Modules) -> Option<SecretBytes> {
    if modules.side != SIDE {
        return None;
    }
    let places: Vec<[usize; 2]> = places().take(8 * BYTES).collect();
    let sure = |byte: &[[usize; 2]]| {
        let each = byte.iter().map(|[x, y]| modules.lightness[y * SIDE + x].abs());
        each.fold(f64::MAX, f64::min)
    };
    let sure: Vec<f64> = places.chunks(8).map(sure).collect();
    let mut doubtful: Vec<usize> = (0..BYTES).collect();
    doubtful.sort_by(|&one, &other| sure[one].partial_cmp(&sure[other]).unwrap_or(Ordering::Equal));
    for mask in 0..8 {
        let bit =
            |[x, y]: &[usize; 2]| u8::from(modules.is_dark(*x, *y) != is_masked(mask, *x, *y));
        let bytes = places.chunks(8).map(|byte| byte.iter().fold(0, |sum, at| sum << 1 | bit(at)));
        let read = Secret::new(bytes.collect::<Vec<u8>>());
        for lost in LOST {
            let mut block = Secret::new(read.expose().clone());
            if erasures::mend(block.expose_mut(), CHECKS, &doubtful[..lost])
                && let Some(digits) = numeric(&block.expose()[..BYTES - CHECKS])
            {
                return Some(digits);
            }
        }
    }
    None
}

/// Where the bits are, in their order: up and down in columns of two, from the right.
fn places() -> impl Iterator<Item = [usize; 2]> {
    let columns = (0..SIDE / 2).map(|pair| {
        let right = SIDE - 1 - 2 * pair;
        // The column of the timing pattern is left out.
        if right <= 6 { right - 1 } else { right }
    });
    columns.enumerate().flat_map(|(pair, right)| {
        (0..SIDE).flat_map(move |row| {
            let y = if pair % 2 == 0 { SIDE - 1 - row } else { row };
            [[right, y], [right - 1, y]].into_iter().filter(|[x, y]| !is_pattern(*x, *y))
        })
    })
}

/// Whether a module is part of what every code of this version has.
fn is_pattern(x: usize, y: usize) -> bool {
    let is_far = |at: usize| at >= SIDE - 8;
    let is_near = |at: usize| at < 9;
    let is_finder = is_near(x) && (is_near(y) || is_far(y)) || is_far(x) && is_near(y);
    let is_alignment = |at: usize| at.abs_diff(SIDE - 7) < 3;
    is_finder || x == 6 || y == 6 || is_alignment(x) && is_alignment(y)
}

/// Whether a mask exchanges dark and light here.
fn is_masked(mask: u8, x: usize, y: usize) -> bool {
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

/// The digits, if the bytes are 80 in numeric mode and the padding that has to follow.
fn numeric(bytes: &[u8]) -> Option<SecretBytes> {
    let mut at = 0;
    let mut take = |count: usize| {
        let bit = |place: usize| u16::from(bytes[place / 8] >> (7 - place % 8) & 1);
        let bits = (at..at + count).fold(0, |sum, place| sum << 1 | bit(place));
        at += count;
        bits
    };
    if [take(4), take(10)] != [1, u16::try_from(DIGITS).expect("80")] {
        return None;
    }
    let mut digits = Secret::new(Vec::with_capacity(DIGITS));
    for place in (0..DIGITS).step_by(3) {
        let [count, bits] = if place + 3 <= DIGITS { [3, 10] } else { [2, 7] };
        let mut number = take(bits);
        let mut three = [0; 3];
        for digit in three[..count].iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).expect("a digit");
            number /= 10;
        }
        if number > 0 {
            return None;
        }
        digits.expose_mut().extend_from_slice(&three[..count]);
    }
    let is_ended = take(4) == 0;
    let padding = bytes[at.div_ceil(8)..].iter().zip([0xec, 0x11].into_iter().cycle());
    (is_ended && padding.into_iter().all(|(byte, pad)| *byte == pad)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::qr::{Matrix, QUIET};
    use crate::secret::SecretText;

    #[test]
    fn the_form_is_the_one_that_is_printed_and_half_of_the_checks_can_be_lost_twice_over() {
        let text = "8".repeat(DIGITS);
        let matrix = Matrix::of(&SecretText::new(text.clone()));
        assert_eq!(matrix.side(), SIDE + 2 * QUIET);
        let shade = |index: usize| {
            let [x, y] = [index % SIDE, index / SIDE];
            let shade = if matrix.is_dark(x + QUIET, y + QUIET) { -1.0 } else { 1.0 };
            // Where nothing can be seen, all seems light: 20 to 24 bytes of 70.
            if x > SIDE - 11 && y > 10 && y < 23 { 0.01 } else { shade }
        };
        let lightness = (0..SIDE * SIDE).map(shade).collect::<Vec<f64>>().into();
        let modules = Modules { side: SIDE, lightness };
        assert_eq!(digits(&modules).expect("they are mended").expose(), text.as_bytes());
    }
}
