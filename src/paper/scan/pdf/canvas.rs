//! A page rendered as a picture: filled areas and pictures. Strokes and text are left out, since no
//! QR code is made of them.

use zeroize::Zeroizing;

use super::budget::Budget;
use super::matrix::Matrix;
use super::{Picture, ScanError};

/// The longest side, in pixels: a module of a sheet's QR code gets eight.
const SIDE: f64 = 2400.0;
/// Upper bound on the crossings of edges and rows in one fill.
const MOST_CROSSINGS: usize = 1 << 21;

/// The rendered page.
pub(super) struct Canvas {
    picture: Picture,
    /// The map from the page's units to pixels.
    pub(super) to_pixels: Matrix,
}

impl Canvas {
    /// Returns a white page; `None` if its size is unusable.
    pub(super) fn of([left, bottom, right, top]: [f64; 4]) -> Option<Self> {
        let [width, height] = [(right - left).abs(), (top - bottom).abs()];
        let scale = SIDE / width.max(height);
        if !scale.is_normal() {
            return None;
        }
        let pixels = |side: f64| ((side * scale).ceil() as usize).clamp(1, SIDE as usize);
        let (columns, rows) = (pixels(width), pixels(height));
        let gray = Zeroizing::new(vec![255; columns * rows]);
        let (left, top) = (left.min(right), top.max(bottom));
        Some(Self {
            picture: Picture { gray, width: columns, height: rows },
            to_pixels: Matrix::moved(-left, -top).then(Matrix([scale, 0.0, 0.0, -scale, 0.0, 0.0])),
        })
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Fills polygons, with corners in pixels. Each is closed by a line to its first corner.
    pub(super) fn fill(
        &mut self,
        polygons: &[Vec<[f64; 2]>],
        is_even_odd: bool,
        shade: u8,
        budget: &Budget,
    ) -> Result<(), ScanError> {
        let height = self.picture.height as f64;
        let mut crossings: Vec<(usize, f64, i32)> = Vec::new();
        for polygon in polygons {
            let next = polygon.iter().skip(1).chain(polygon.first());
            for (from, to) in polygon.iter().zip(next) {
                let (upper, lower, turn) =
                    if from[1] < to[1] { (from, to, 1) } else { (to, from, -1) };
                if !(from.iter().chain(to).all(|it| it.is_finite())) {
                    return Ok(());
                }
                // The rows whose middle lies between the two ends.
                let first = (upper[1] - 0.5).ceil().clamp(0.0, height) as usize;
                let end = (lower[1] - 0.5).ceil().clamp(0.0, height) as usize;
                if crossings.len() + end - first > MOST_CROSSINGS {
                    return Err(ScanError::TooLarge);
                }
                let slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
                crossings.extend(
                    (first..end)
                        .map(|row| (row, upper[0] + (row as f64 + 0.5 - upper[1]) * slope, turn)),
                );
            }
        }
        budget.take(8 * crossings.len())?;
        crossings
            .sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            let [(row, from, turn), (next_row, to, _)] = pair else { continue };
            winding += turn;
            if row != next_row {
                winding = 0;
                continue;
            }
            let is_inside = if is_even_odd { winding % 2 != 0 } else { winding != 0 };
            if is_inside {
                self.fill_row(*row, *from, *to, shade, budget)?;
            }
        }
        Ok(())
    }

    fn fill_row(
        &mut self,
        row: usize,
        from: f64,
        to: f64,
        shade: u8,
        budget: &Budget,
    ) -> Result<(), ScanError> {
        let width = self.picture.width;
        let column = |x: f64| (x - 0.5).ceil().clamp(0.0, width as f64) as usize;
        let (from, to) = (column(from), column(to));
        if from < to {
            budget.take((to - from) / 16 + 1)?;
            self.picture.gray[row * width + from..row * width + to].fill(shade);
        }
        Ok(())
    }

    /// Draws a picture where the map sends the unit square. Of a stencil mask, only the dark
    /// samples are painted, in this shade.
    pub(super) fn put(
        &mut self,
        picture: &Picture,
        map: Matrix,
        stencil: Option<u8>,
        budget: &Budget,
    ) -> Result<(), ScanError> {
        let Some(back) = map.inverted() else { return Ok(()) };
        let corners =
            [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(|corner| map.of_point(corner));
        let range = |axis: usize, length: usize| {
            let ends = corners.iter().map(|corner| corner[axis]);
            let from = ends.clone().fold(f64::MAX, f64::min).floor().clamp(0.0, length as f64);
            from as usize..ends.fold(f64::MIN, f64::max).ceil().clamp(from, length as f64) as usize
        };
        let (columns, rows) = (range(0, self.picture.width), range(1, self.picture.height));
        budget.take(columns.len() * rows.len())?;
        let sides = [picture.width as f64, picture.height as f64];
        for row in rows {
            for column in columns.clone() {
                let shade_at = |across: f64, down: f64| {
                    let [u, v] = back.of_point([column as f64 + across, row as f64 + down]);
                    let is_inside = (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v);
                    // The first row of a picture is at its top, where v is 1.
                    is_inside.then(|| picture.shade([u * sides[0], (1.0 - v) * sides[1]]))
                };
                let places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
                let at = row * self.picture.width + column;
                let before = f64::from(self.picture.gray[at]);
                let shades = places.map(|(across, down)| match (shade_at(across, down), stencil) {
                    (None, _) => before,
                    (Some(shade), None) => shade,
                    (Some(shade), Some(ink)) => {
                        (before * shade + f64::from(ink) * (255.0 - shade)) / 255.0
                    }
                });
                self.picture.gray[at] =
                    (shades.iter().sum::<f64>() / 4.0).round().clamp(0.0, 255.0) as u8;
            }
        }
        Ok(())
    }
}
