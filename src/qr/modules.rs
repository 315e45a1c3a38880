//! The modules of a QR code: dark or light, and with which certainty.

use zeroize::Zeroizing;

use super::grid::Grid;
use super::raster::Picture;

/// Radius of the neighborhood that a module's shade is compared with, in modules.
const AROUND: usize = 4;
/// The strength of the sharpening, from one try to the next: it removes light spilled over from
/// neighbors.
const SHARPENED: [f64; 3] = [0.0, 0.45, 0.9];

/// The modules of a code, row by row.
pub(super) struct Modules {
    pub(super) side: usize,
    /// Lightness: negative for dark; the larger its magnitude, the more certain.
    pub(super) lightness: Zeroizing<Vec<f64>>,
}

/// Returns the modules of a code in a picture, sharpened more with each try.
pub(super) fn tries(grid: &Grid, picture: &Picture) -> impl Iterator<Item = Modules> {
    let shades = grid.shades(picture);
    let side = grid.side;
    SHARPENED.iter().map(move |part| Modules::of(side, &sharpened(&shades, side, *part)))
}

impl Modules {
    fn of(side: usize, shades: &[f64]) -> Self {
        let lightness = |index: usize| {
            let [x, y] = [index % side, index / side];
            let span = |at: usize| at.saturating_sub(AROUND)..(at + AROUND + 1).min(side);
            let around = span(y).flat_map(|y| span(x).map(move |x| shades[y * side + x]));
            let mut around: Vec<f64> = around.collect();
            around.sort_by(f64::total_cmp);
            // Halfway between the 20th and the 80th percentile, since about half of a code is dark.
            let [dark, light] = [around[around.len() / 5], around[around.len() * 4 / 5]];
            let middle = f64::midpoint(dark, light);
            (shades[index] - middle) / (light - dark).max(12.0)
        };
        Self { side, lightness: Zeroizing::new((0..side * side).map(lightness).collect()) }
    }

    /// Whether a module is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.lightness[y * self.side + x] < 0.0
    }

    /// Returns the transposed modules: columns become rows.
    pub(super) fn mirrored(&self) -> Self {
        let side = self.side;
        let at = |index: usize| self.lightness[index % side * side + index / side];
        Self { side, lightness: Zeroizing::new((0..side * side).map(at).collect()) }
    }
}

/// Moves each shade away from the mean of its four neighbors.
fn sharpened(shades: &[f64], side: usize, part: f64) -> Zeroizing<Vec<f64>> {
    let at = |x: usize, y: usize| shades[y * side + x];
    let one = |index: usize| {
        let [x, y] = [index % side, index / side];
        let beside = at(x.saturating_sub(1), y)
            + at((x + 1).min(side - 1), y)
            + at(x, y.saturating_sub(1))
            + at(x, (y + 1).min(side - 1));
        shades[index] + part * (shades[index] - beside / 4.0)
    };
    Zeroizing::new((0..side * side).map(one).collect())
}
