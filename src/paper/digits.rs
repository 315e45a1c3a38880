//! The ten digits of the boxes, drawn so that neither a person nor a machine mistakes one for
//! another: the zero has a dot, the one a flag and a foot, the five a flat foot, the seven a serif,
//! and six and nine have straight backs.
//!
//! Of all shapes and pen widths tried, tesseract 5 misreads these the least on sheets of random
//! codes at 100 to 300 dots per inch: about 0.05 of 80 digits. A crossed zero costs about 0.6 more
//! digits, a three with a flat head two, and a pen of 1.05 two. `tests/reading/scans.rs` measures
//! it.
//!
//! A digit is drawn with a round pen in a cell 6 units wide and 10 high; y grows upward.

/// The width of the cell, in units.
pub(super) const WIDTH: f32 = 6.0;
/// The height of the cell, in units.
pub(super) const HEIGHT: f32 = 10.0;
/// The distance from one cell to the next, in units.
pub(super) const ADVANCE: f32 = 7.0;
/// The width of the stroke, in units.
pub(super) const PEN: f32 = 1.5;

/// A stroke or a movement of the pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stroke {
    /// A move to a point, with the pen lifted.
    Move([f32; 2]),
    /// A straight line to a point.
    Line([f32; 2]),
    /// A cubic Bézier curve: two control points and the end point.
    Curve([f32; 2], [f32; 2], [f32; 2]),
}

const RIGHT: [f32; 2] = [1.0, 0.0];
const TOP: [f32; 2] = [0.0, 1.0];
const LEFT: [f32; 2] = [-1.0, 0.0];
const BOTTOM: [f32; 2] = [0.0, -1.0];

use Stroke::{Curve, Line, Move};

/// Returns the strokes of a digit.
pub(super) fn strokes(digit: u8) -> Vec<Stroke> {
    match digit {
        0 => [&ellipse(3.0, 5.0, 2.25, 4.25)[..], &[Move([3.0, 4.75]), Line([3.0, 5.25])]].concat(),
        1 => vec![
            Move([0.9, 7.6]),
            Line([3.1, 9.25]),
            Line([3.1, 0.75]),
            Move([0.9, 0.75]),
            Line([5.25, 0.75]),
        ],
        2 => vec![
            Move([0.8, 7.1]),
            Curve([0.9, 8.5], [1.8, 9.25], [3.0, 9.25]),
            Curve([4.4, 9.25], [5.25, 8.4], [5.25, 7.05]),
            Curve([5.25, 5.2], [3.6, 3.9], [0.8, 0.75]),
            Line([5.25, 0.75]),
        ],
        3 => vec![
            Move([0.8, 8.0]),
            Curve([1.2, 8.85], [1.9, 9.25], [2.9, 9.25]),
            Curve([4.2, 9.25], [5.0, 8.5], [5.0, 7.35]),
            Curve([5.0, 6.0], [4.1, 5.3], [2.4, 5.3]),
            Curve([4.3, 5.3], [5.25, 4.4], [5.25, 2.95]),
            Curve([5.25, 1.55], [4.2, 0.75], [2.8, 0.75]),
            Curve([1.8, 0.75], [1.1, 1.15], [0.75, 1.9]),
        ],
        4 => vec![Move([4.2, 0.75]), Line([4.2, 9.25]), Line([0.75, 3.1]), Line([5.4, 3.1])],
        5 => vec![
            Move([5.05, 9.25]),
            Line([1.0, 9.25]),
            Line([1.0, 5.3]),
            Line([2.9, 5.3]),
            Curve([4.4, 5.3], [5.25, 4.4], [5.25, 3.0]),
            Curve([5.25, 1.6], [4.2, 0.75], [2.8, 0.75]),
            Line([0.8, 0.75]),
        ],
        6 => [
            &ellipse(3.0, 3.25, 2.25, 2.5)[..],
            &[Move([0.75, 3.25]), Curve([0.75, 5.4], [2.4, 8.2], [4.2, 9.25])],
        ]
        .concat(),
        7 => vec![Move([0.75, 7.9]), Line([0.75, 9.25]), Line([5.25, 9.25]), Line([1.7, 0.75])],
        8 => [ellipse(3.0, 7.3, 1.9, 1.95), ellipse(3.0, 2.95, 2.25, 2.2)].concat(),
        // A nine is a six turned upside down.
        9 => strokes(6).into_iter().map(Stroke::turned).collect(),
        _ => unreachable!("a digit is at most 9"),
    }
}

impl Stroke {
    fn turned(self) -> Self {
        let turn = |[x, y]: [f32; 2]| [WIDTH - x, HEIGHT - y];
        match self {
            Move(to) => Move(turn(to)),
            Line(to) => Line(turn(to)),
            Curve(from, toward, to) => Curve(turn(from), turn(toward), turn(to)),
        }
    }
}

/// Returns an ellipse of four curves, accurate to a thousandth.
fn ellipse(x: f32, y: f32, across: f32, up: f32) -> [Stroke; 5] {
    const HANDLE: f32 = 0.5523;
    let at = |right: f32, above: f32| [x + across * right, y + up * above];
    let quarter = |[a, b]: [f32; 2], [c, d]: [f32; 2]| {
        Curve(at(a + c * HANDLE, b + d * HANDLE), at(c + a * HANDLE, d + b * HANDLE), at(c, d))
    };
    [
        Move(at(1.0, 0.0)),
        quarter(RIGHT, TOP),
        quarter(TOP, LEFT),
        quarter(LEFT, BOTTOM),
        quarter(BOTTOM, RIGHT),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_stays_in_its_cell_and_is_another() {
        let half = PEN / 2.0;
        let (across, up) = (half - 0.05..=WIDTH - half + 0.3, half - 0.05..=HEIGHT - half + 0.05);
        for digit in 0..10 {
            for stroke in strokes(digit) {
                let (Move([x, y]) | Line([x, y]) | Curve(_, _, [x, y])) = stroke;
                assert!(across.contains(&x) && up.contains(&y), "{digit}: {stroke:?}");
            }
            assert!((0..digit).all(|other| strokes(other) != strokes(digit)), "{digit}");
        }
    }

    #[test]
    fn zero_has_a_dot_and_one_a_foot() {
        let lines = |digit| strokes(digit).into_iter().filter(|s| matches!(s, Line(_))).count();
        assert_eq!(lines(0), 1);
        assert!(strokes(0).ends_with(&[Move([3.0, 4.75]), Line([3.0, 5.25])]));
        assert!(strokes(1).ends_with(&[Move([0.9, 0.75]), Line([5.25, 0.75])]));
    }
}
