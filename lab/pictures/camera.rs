//! The position of a camera above a flat sheet.

/// A camera over a sheet, as the map from its picture to the sheet.
pub(crate) struct Camera {
    to_sheet: [[f64; 3]; 3],
    /// The scale in the middle, in pixels per millimeter.
    pub(crate) scale: f64,
}

/// The pose in which a picture is taken.
#[derive(Clone, Copy)]
pub(crate) struct Pose {
    /// The picture's size, in pixels.
    pub(crate) size: [usize; 2],
    /// The point of the sheet in the picture's middle, in millimeters.
    pub(crate) middle: [f64; 2],
    /// The width of the visible part of the sheet along the picture's shorter side, in millimeters.
    pub(crate) seen: f64,
    /// The rotation of the sheet, in radians.
    pub(crate) turn: f64,
    /// The camera's tilt and its direction, in radians.
    pub(crate) lean: [f64; 2],
}

/// The focal length of a phone, as a fraction of the picture's longer side.
const FOCUS: f64 = 0.75;

impl Camera {
    pub(crate) fn of(pose: &Pose) -> Self {
        let [width, height] = pose.size.map(|side| side as f64);
        let focus = FOCUS * width.max(height);
        let scale = width.min(height) / pose.seen;
        let distance = focus / scale;
        let [angle, direction] = pose.lean;
        // The axis of the tilt lies in the sheet.
        let rotated = |[x, y]: [f64; 2]| {
            let [x, y] = turned([x, y], pose.turn);
            let [along, across] = turned([x, y], -direction);
            let [x, y] = turned([along, across * angle.cos()], direction);
            [x, y, across * angle.sin()]
        };
        let [[ax, ay, az], [bx, by, bz]] = [rotated([1.0, 0.0]), rotated([0.0, 1.0])];
        let [cx, cy] = [width / 2.0, height / 2.0];
        let to_picture = [
            [focus * ax + cx * az, focus * bx + cx * bz, cx * distance],
            [focus * ay + cy * az, focus * by + cy * bz, cy * distance],
            [az, bz, distance],
        ];
        let [x, y] = pose.middle;
        let moved = to_picture.map(|[a, b, c]| [a, b, c - a * x - b * y]);
        Self { to_sheet: inverse(&moved), scale }
    }

    /// Returns the point of the sheet at a place in the picture, in millimeters, or `None` beyond
    /// the horizon.
    pub(crate) fn sheet_at(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let [across, down, away] = self.to_sheet.map(|row| row[0] * x + row[1] * y + row[2]);
        (away > 0.0).then(|| [across / away, down / away])
    }
}

/// Returns a point rotated about the origin.
pub(crate) fn turned([x, y]: [f64; 2], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    [cos * x - sin * y, sin * x + cos * y]
}

fn inverse(matrix: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let minor = |row: usize, column: usize| {
        let [next, last] = [(row + 1) % 3, (row + 2) % 3].map(|row| matrix[row]);
        let [one, other] = [(column + 1) % 3, (column + 2) % 3];
        next[one] * last[other] - next[other] * last[one]
    };
    let determinant: f64 = (0..3).map(|column| matrix[0][column] * minor(0, column)).sum();
    std::array::from_fn(|row| std::array::from_fn(|column| minor(column, row) / determinant))
}
