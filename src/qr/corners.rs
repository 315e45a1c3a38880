//! Combinations of three finder patterns that can be the corners of one QR code.

use super::finder::Finder;

/// Maximum number of combinations tried.
const MOST: usize = 10;

/// Three finder patterns: the corner between the other two, then the one clockwise after it and the
/// one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corners {
    pub(super) at: [[f64; 2]; 3],
    /// Length of a module, in pixels.
    pub(super) module: f64,
    /// The indices of the three finder patterns.
    pub(super) which: [usize; 3],
}

impl Corners {
    /// Whether the other corners are in the same places.
    pub(super) fn is_near(&self, other: &Self) -> bool {
        let mut pairs = self.at.iter().zip(&other.at);
        pairs.all(|(one, other)| (one[0] - other[0]).hypot(one[1] - other[1]) < self.module / 4.0)
    }
}

/// Returns the possible combinations, the likeliest first.
pub(super) fn corners(finders: &[Finder]) -> Vec<Corners> {
    let mut found: Vec<(f64, Corners)> = Vec::new();
    for first in 0..finders.len() {
        for second in 0..finders.len() {
            for third in second + 1..finders.len() {
                if first != second && first != third {
                    found.extend(of([first, second, third], finders));
                }
            }
        }
    }
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.truncate(MOST);
    found.into_iter().map(|(_, corners)| corners).collect()
}

/// Returns the deviation of three finder patterns from the corners of a square, if they can be
/// corners.
fn of(mut which: [usize; 3], finders: &[Finder]) -> Option<(f64, Corners)> {
    let [corner, one, other] = which.map(|index| finders[index]);
    let to = |finder: Finder| [0, 1].map(|axis| finder.at[axis] - corner.at[axis]);
    let [[ax, ay], [bx, by]] = [to(one), to(other)];
    let [a, b] = [ax.hypot(ay), bx.hypot(by)];
    let modules = [corner, one, other].map(|finder| finder.module);
    let [least, most] = [
        modules.iter().copied().fold(f64::MAX, f64::min),
        modules.iter().copied().fold(0.0, f64::max),
    ];
    let legs = a.max(b) / a.min(b);
    let cosine = ((ax * bx + ay * by) / (a * b)).abs();
    let module = (modules[0] * modules[1] * modules[2]).cbrt();
    let length = (a * b).sqrt() / module;
    // A code has at least 21 modules a side, and a tilt of 60° halves the length of a leg.
    if most > 1.8 * least || legs > 2.3 || cosine > 0.68 || !(7.0..180.0).contains(&length) {
        return None;
    }
    // Seen from above, the second pattern is clockwise after the corner.
    if ax * by - ay * bx < 0.0 {
        which.swap(1, 2);
    }
    let at = which.map(|index| finders[index].at);
    let far = (most / least).ln() + 0.5 * legs.ln() + 0.5 * cosine;
    Some((far, Corners { at, module, which }))
}
