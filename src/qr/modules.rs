//! What the modules of a QR code say: dark or light, and how surely.

use zeroize::Zeroizing;

use super::grid::Grid;
use super::raster::Picture;

/// How many modules around one its shade is compared with.
const AROUND: usize = 4;
/// How much of what has spilt over from its neighbours is taken off, from one try to the next.
const SHARPENED: [f64; 3] = [0.0, 0.45, 0.9];

/// The modules of a code, row by row.
pub(super) struct Modules {
    pub(super) side: usize,
    /// Below zero for dark; the further from it the surer.
    pub(super) lightness: Zeroizing<Vec<f64>>,
}

/// The modules of a code in a picture, each time more sharpened.
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
            // Between the darker and the lighter quarter: half of a code is dark.
            let [dark, light] = [around[around.len() / 5], around[around.len() * 4 / 5]];
            let middle = f64::midpoint(dark, light);
            (shades[index] - middle) / (light - dark).max(12.0)
        };
        Self { side, lightness: Zeroizing::new((0..side * side).map(lightness).collect()) }
    }

    /// Whether one is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.lightness[y * self.side + x] < 0.0
    }

    /// With its columns as rows.
    pub(super) fn mirrored(&self) -> Self {
        let side = self.side;
        let at = |index: usize| self.lightness[index % side * side + index / side];
        Self { side, lightness: Zeroizing::new((0..side * side).map(at).collect()) }
    }
}

/// Each shade moved away from those beside it.
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
