//! Correction of a block with errors and erasures (doubtful bytes): two check bytes correct one
//! error at an unknown position, or two erasures at known positions.
//!
//! The Berlekamp–Massey algorithm, initialized with the erasure locator, and Forney's algorithm.
//! Source: Blahut, "Theory and Practice of Error Control Codes" (1983).

use super::galois::{inverse, power, product, value};

/// Corrects a block that ends in this number of check bytes, with these positions erased. Returns
/// whether the block is a codeword then.
pub(super) fn mend(block: &mut [u8], checks: usize, erased: &[usize]) -> bool {
    let length = block.len();
    let syndromes = syndromes(block, checks);
    if syndromes.iter().all(|&syndrome| syndrome == 0) {
        return true;
    }
    let Some(locator) = locator(&syndromes, &place_of(length), erased) else { return false };
    let roots: Vec<usize> = (0..length)
        .filter(|&place| value(&locator, inverse(power(length - 1 - place))) == 0)
        .collect();
    let degree = locator.iter().rposition(|&factor| factor != 0).unwrap_or(0);
    if roots.len() != degree {
        return false;
    }
    let mut evaluator = vec![0; checks];
    for (index, sum) in evaluator.iter_mut().enumerate() {
        for (power, &factor) in locator.iter().enumerate().take(index + 1) {
            *sum ^= product(factor, syndromes[index - power]);
        }
    }
    // The formal derivative: in characteristic 2, only odd powers contribute.
    let derivative: Vec<u8> =
        (1..locator.len()).map(|power| if power % 2 == 1 { locator[power] } else { 0 }).collect();
    for place in roots {
        let at = power(length - 1 - place);
        let slope = value(&derivative, inverse(at));
        if slope == 0 {
            return false;
        }
        block[place] ^= product(at, product(value(&evaluator, inverse(at)), inverse(slope)));
    }
    self::syndromes(block, checks).iter().all(|&syndrome| syndrome == 0)
}

/// Returns the locator value of each position in a block of this length.
fn place_of(length: usize) -> impl Fn(usize) -> u8 {
    move |place| power(length - 1 - place)
}

fn syndromes(block: &[u8], checks: usize) -> Vec<u8> {
    let at = |exponent| {
        let root = power(exponent);
        block.iter().fold(0, |sum, &byte| product(sum, root) ^ byte)
    };
    (0..checks).map(at).collect()
}

/// Returns the errata locator, whose roots mark the erroneous and the erased positions.
fn locator(syndromes: &[u8], place: &impl Fn(usize) -> u8, erased: &[usize]) -> Option<Vec<u8>> {
    let checks = syndromes.len();
    if erased.len() > checks {
        return None;
    }
    let mut locator = vec![0; checks + 1];
    locator[0] = 1;
    for &index in erased {
        let root = place(index);
        for power in (1..=checks).rev() {
            locator[power] ^= product(locator[power - 1], root);
        }
    }
    let mut before = locator.clone();
    let mut length = erased.len();
    for round in erased.len() + 1..=checks {
        let off = (0..=length.min(round - 1))
            .fold(0, |sum, power| sum ^ product(locator[power], syndromes[round - 1 - power]));
        before.insert(0, 0);
        before.truncate(checks + 1);
        if off == 0 {
            continue;
        }
        let mut next = locator.clone();
        for (factor, old) in next.iter_mut().zip(&before) {
            *factor ^= product(off, *old);
        }
        if 2 * length < round + erased.len() {
            length = round + erased.len() - length;
            before = locator.iter().map(|&factor| product(factor, inverse(off))).collect();
        }
        locator = next;
    }
    (2 * length <= checks + erased.len()).then_some(locator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_bytes_count_once_and_wrong_ones_twice() {
        // The zero word is a codeword of any linear code.
        for erasures in 0..=26 {
            let errors = (26 - erasures) / 2;
            let mut block = [0; 70];
            let erased: Vec<usize> = (0..erasures).map(|n| (n * 11 + 3) % 70).collect();
            for (n, &place) in erased.iter().enumerate() {
                block[place] = u8::try_from(n * 31 % 256).expect("a byte");
            }
            let mut wrong = 0;
            for place in (0..70).rev().filter(|place| !erased.contains(place)).take(errors) {
                block[place] = 0x55;
                wrong += 1;
            }
            assert_eq!(wrong, errors);
            assert!(mend(&mut block, 26, &erased), "{erasures} erasures, {errors} errors");
            assert_eq!(block, [0; 70]);
        }
    }

    #[test]
    fn too_many_wrong_or_lost_bytes_are_not_mended() {
        let mut block = [0; 70];
        for place in 0..14 {
            block[5 * place] = 1 + u8::try_from(place).expect("few");
        }
        assert!(!mend(&mut block, 26, &[]));
        let erased: Vec<usize> = (0..27).collect();
        block[69] = 1;
        assert!(!mend(&mut block, 26, &erased));
    }
}
