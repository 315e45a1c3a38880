//! The ten digits of the boxes, drawn so that none can be taken for another: the zero is crossed,
//! the one has a flag and a foot, the three a flat head, and six and nine have straight backs.
//!
//! A digit is drawn with a round pen in a cell 6 wide and 10 high; y grows upwards.

/// The width of the cell.
pub(super) const WIDTH: f32 = 6.0;
/// The height of the cell.
pub(super) const HEIGHT: f32 = 10.0;
/// From one cell to the next.
pub(super) const ADVANCE: f32 = 7.0;
/// The width of the pen's stroke.
pub(super) const PEN: f32 = 1.05;

/// A movement of the pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stroke {
    /// Lifted, to a point.
    Move([f32; 2]),
    /// In a straight line.
    Line([f32; 2]),
    /// Along a cubic Bézier curve: two control points, and where it ends.
    Curve([f32; 2], [f32; 2], [f32; 2]),
}

const RIGHT: [f32; 2] = [1.0, 0.0];
const TOP: [f32; 2] = [0.0, 1.0];
const LEFT: [f32; 2] = [-1.0, 0.0];
const BOTTOM: [f32; 2] = [0.0, -1.0];

use Stroke::{Curve, Line, Move};

/// How a digit is drawn.
pub(super) fn strokes(digit: u8) -> Vec<Stroke> {
    match digit {
        0 => [&ellipse(3.0, 5.0, 2.4, 4.45)[..], &[Move([1.75, 2.7]), Line([4.25, 7.3])]].concat(),
        1 => vec![
            Move([0.9, 7.7]),
            Line([3.1, 9.45]),
            Line([3.1, 0.55]),
            Move([0.9, 0.55]),
            Line([5.3, 0.55]),
        ],
        2 => vec![
            Move([0.7, 7.2]),
            Curve([0.8, 8.7], [1.7, 9.45], [3.0, 9.45]),
            Curve([4.4, 9.45], [5.3, 8.5], [5.3, 7.1]),
            Curve([5.3, 5.2], [3.6, 3.8], [0.7, 0.55]),
            Line([5.4, 0.55]),
        ],
        3 => vec![
            Move([0.8, 9.45]),
            Line([5.1, 9.45]),
            Line([2.5, 5.85]),
            Curve([4.3, 6.0], [5.4, 4.9], [5.4, 3.3]),
            Curve([5.4, 1.6], [4.3, 0.55], [2.8, 0.55]),
            Curve([1.8, 0.55], [1.0, 0.9], [0.6, 1.6]),
        ],
        4 => vec![Move([4.2, 0.55]), Line([4.2, 9.45]), Line([0.5, 3.0]), Line([5.6, 3.0])],
        5 => vec![
            Move([5.0, 9.45]),
            Line([1.2, 9.45]),
            Line([0.9, 5.3]),
            Curve([1.5, 5.9], [2.2, 6.2], [3.0, 6.2]),
            Curve([4.4, 6.2], [5.4, 5.0], [5.4, 3.4]),
            Curve([5.4, 1.7], [4.3, 0.55], [2.7, 0.55]),
            Curve([1.8, 0.55], [1.0, 0.9], [0.5, 1.6]),
        ],
        6 => [
            &ellipse(3.0, 3.2, 2.4, 2.65)[..],
            &[Move([0.6, 3.2]), Curve([0.6, 5.4], [2.4, 8.3], [4.3, 9.45])],
        ]
        .concat(),
        7 => vec![Move([0.6, 9.45]), Line([5.4, 9.45]), Line([2.2, 0.55])],
        8 => [ellipse(3.0, 7.35, 2.0, 2.1), ellipse(3.0, 2.9, 2.4, 2.35)].concat(),
        // A nine is a six that stands on its head.
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
            Curve(from, towards, to) => Curve(turn(from), turn(towards), turn(to)),
        }
    }
}

/// An ellipse, from four curves that are within a thousandth of one.
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
    fn zero_is_crossed_and_one_has_a_foot() {
        let lines = |digit| strokes(digit).into_iter().filter(|s| matches!(s, Line(_))).count();
        assert_eq!(lines(0), 1);
        assert!(strokes(1).ends_with(&[Move([0.9, 0.55]), Line([5.3, 0.55])]));
    }
}
