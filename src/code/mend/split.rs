//! The point at which sums are split, so that the fewest sums are computed.
//!
//! A sum of one term from each of several lists is met in the middle (`meet`): the sums of the
//! first terms are enumerated, and looked up in the set of those from which the other terms lead to
//! the target. The split is where the first terms end.

use crate::code::field::P;

/// The most sums in a set.
///
/// In elements: less than a sixteenth of the field, so that most look-ups miss, as is asserted
/// below. Halved, the line "hardly legible" of `tests/tuning.rs` moves.
pub(super) const MOST_REACHED: usize = 6000;

/// Returns a number of choices as a float, since products of them can exceed an integer.
#[allow(clippy::cast_precision_loss, reason = "a length is below 2^52")]
pub(super) fn as_float(length: usize) -> f64 {
    length as f64
}

/// Returns the number of choices for some terms. Each term is given as the length of its list, and
/// whether it is drawn from the previous term's list at a later index (combinations, not
/// permutations).
pub(super) fn choices(terms: &[(f64, bool)]) -> f64 {
    let mut product = 1.0;
    let mut nth = 0.0;
    for &(of, is_further) in terms {
        nth = if is_further { nth + 1.0 } else { 0.0 };
        product *= (of - nth).max(0.0) / (nth + 1.0);
    }
    product
}

/// Returns the split that needs the fewest sums, as the index of the first term after it, and that
/// number of sums: for the [`choices`] of these terms, and a target of this many values, if they
/// can be listed.
pub(super) fn split(terms: &[(f64, bool)], target: Option<f64>) -> (usize, f64) {
    let whole = (terms.len(), choices(terms));
    let Some(values) = target else { return whole };
    let mut best = whole;
    let (mut reached, mut put_in) = (values, 0.0);
    // Sums computed after the split for each sum that the set lets through.
    let mut followed = 0.0;
    for at in (1..terms.len()).rev() {
        let (of, is_further) = terms[at];
        // Each is put into a set, and removed from it again.
        put_in += reached * of;
        // Of two terms from one list, each pair is reached from both sides.
        let is_again = terms.get(at + 1).is_some_and(|next| next.1);
        reached *= if is_again { of / 2.0 } else { of };
        if reached > as_float(MOST_REACHED) {
            break;
        }
        let let_through = reached / f64::from(P);
        followed = let_through * (if is_further { of / 2.0 } else { of } + followed);
        let walked = choices(&terms[..at]);
        let sums = walked * (1.0 + followed) + 2.0 * put_in;
        if sums < best.1 {
            best = (at, sums);
        }
    }
    best
}

const _: () = assert!(MOST_REACHED < P as usize / 16, "most look-ups miss");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_met_in_the_middle() {
        let five = [(65.0, false), (65.0, true), (65.0, true), (65.0, true), (65.0, true)];
        let (at, sums) = split(&five, Some(1.0));
        assert_eq!(at, 3);
        assert!(sums > choices(&five[..3]) && sums < 2.0 * choices(&five[..3]), "{sums}");
        assert_eq!(split(&five, None), (5, choices(&five)));
        // 52 sums are put into a set, which lets 52 of 52 · p through to 52 each.
        let two = [(52.0, false), (52.0, false)];
        let (at, sums) = split(&two, Some(1.0));
        assert_eq!(at, 1);
        let followed = 52.0 / f64::from(P) * 52.0;
        assert!((sums - (52.0 * (1.0 + followed) + 2.0 * 52.0)).abs() < 1e-9, "{sums}");
        assert_eq!(split(&two[..1], Some(1.0)), (1, 52.0));
        // 20 and then 400 sums are put into sets; each pair of one list is there twice.
        let (at, sums) = split(&[(50.0, false), (20.0, false), (20.0, true)], Some(1.0));
        assert_eq!(at, 1);
        let followed = 200.0 / f64::from(P) * (20.0 + 20.0 / f64::from(P) * 10.0);
        assert!((sums - (50.0 * (1.0 + followed) + 2.0 * (20.0 + 400.0))).abs() < 1e-9, "{sums}");
        // The most sums that a set may hold.
        let most = as_float(MOST_REACHED);
        assert_eq!(split(&[(7_000.0, false), (most, false)], Some(1.0)).0, 1);
        assert_eq!(split(&[(7_000.0, false), (most + 1.0, false)], Some(1.0)).0, 2);
        // A larger set is not made.
        assert_eq!(split(&two, Some(1_000.0)).0, 2);
    }
}
