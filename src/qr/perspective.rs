//! Perspective maps of the unit square.

/// A projective map from the unit square to a quadrilateral.
pub(super) struct Perspective {
    across: [f64; 3],
    down: [f64; 3],
    away: [f64; 3],
}

impl Perspective {
    /// Returns the map that takes the corners of the unit square to these points, clockwise from
    /// the origin.
    ///
    /// After Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
    pub(super) fn to(points: &[[f64; 2]; 4]) -> Option<Self> {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = *points;
        let [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
        let [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
        let whole = dx1 * dy2 - dx2 * dy1;
        let [right, below] = [(sx * dy2 - dx2 * sy) / whole, (dx1 * sy - sx * dy1) / whole];
        (whole.abs() > 1e-9).then_some(Self {
            across: [x1 - x0 + right * x1, x3 - x0 + below * x3, x0],
            down: [y1 - y0 + right * y1, y3 - y0 + below * y3, y0],
            away: [right, below, 1.0],
        })
    }

    /// Returns the image of a point of the square.
    pub(super) fn at(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let along = |[right, below, start]: [f64; 3]| right * u + below * v + start;
        let away = along(self.away);
        [along(self.across) / away, along(self.down) / away]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_where_they_have_to_be_and_the_middle_where_diagonals_cross() {
        let points = [[10.0, 10.0], [50.0, 20.0], [40.0, 60.0], [5.0, 30.0]];
        let map = Perspective::to(&points).expect("no three are in a line");
        let near = |[a, b]: [f64; 2], [c, d]: [f64; 2]| (a - c).abs() + (b - d).abs() < 1e-9;
        for (corner, point) in [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].iter().zip(points) {
            assert!(near(map.at(*corner), point));
        }
        let [x, y] = map.at([0.5, 0.5]);
        assert!(((x - 10.0) * 50.0 - (y - 10.0) * 30.0).abs() < 1e-9);
        assert!(((x - 50.0) * 10.0 + (y - 20.0) * 45.0).abs() < 1e-9);
    }

    #[test]
    fn four_points_in_a_line_are_no_square() {
        assert!(Perspective::to(&[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]).is_none());
    }
}
