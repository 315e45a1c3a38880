//! The positions of a QR code's modules in a picture: a grid, fitted to the patterns of every code.

use zeroize::Zeroizing;

use super::corners::Corners;
use super::perspective::Perspective;
use super::raster::Picture;

/// Distance from the center of a finder pattern to the code's edges, in modules.
const MIDDLE: f64 = 3.5;

/// Number of modules of a finder pattern, including the light modules around it.
const FINDER: usize = 81;

/// A grid of modules in a picture.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// Length of a side, in modules.
    pub(super) side: usize,
    /// The centers of the three finder patterns, and of an imagined fourth.
    points: [[f64; 2]; 4],
}

impl Grid {
    /// Returns the possible grids for these corners, the likeliest first.
    pub(super) fn of(corners: &Corners, picture: &Picture) -> Vec<Self> {
        let [corner, right, below] = corners.at;
        let fourth = [0, 1].map(|axis| right[axis] + below[axis] - corner[axis]);
        let points = [corner, right, fourth, below];
        let length = (distance(corner, right) * distance(corner, below)).sqrt() / corners.module;
        // Rotated by 45°, a module measures 1.4 times its length.
        let [from, to] = [length * 0.85 + 7.0, length * 1.6 + 7.0];
        let sides = (21..=177).step_by(4).filter(|&side| (from..to).contains(&(side as f64)));
        let mut grids: Vec<(f64, Self)> = sides
            .map(|side| {
                let grid = Self { side, points };
                (grid.timing(picture), grid)
            })
            .collect();
        grids.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        grids.truncate(4);
        let fitted = grids.into_iter().map(|(_, grid)| grid.fitted(picture));
        fitted.filter(|grid| grid.is_plausible(picture)).collect()
    }

    /// Whether all three finder patterns show nearly completely. Anything else is not worth
    /// decoding.
    fn is_plausible(&self, picture: &Picture) -> bool {
        let Some(map) = self.perspective() else { return false };
        let patterns = self.patterns();
        let shades = |patterns: &[([f64; 2], f64)]| {
            let shade =
                |([u, v], sign): &([f64; 2], f64)| (*sign, self.shade(&map, picture, *u, *v));
            patterns.iter().map(shade).collect::<Vec<_>>()
        };
        // The light may differ between the finder patterns.
        let is_finder = |pattern: &[([f64; 2], f64)]| {
            let shades = shades(pattern);
            let mean = |wanted: f64| {
                let those = shades.iter().filter(|(sign, _)| sign * wanted > 0.0);
                let (count, sum) =
                    those.fold((0.0, 0.0), |(n, sum), (_, shade)| (n + 1.0, sum + shade));
                sum / count
            };
            let [dark, light] = [mean(-1.0), mean(1.0)];
            let right =
                |(sign, shade): &&(f64, f64)| sign * (shade - f64::midpoint(dark, light)) > 0.0;
            light > dark + 4.0 && shades.iter().filter(right).count() * 100 > 76 * shades.len()
        };
        patterns[..3 * FINDER].chunks(FINDER).all(is_finder)
    }

    /// Returns how well the timing patterns show.
    fn timing(&self, picture: &Picture) -> f64 {
        let Some(map) = self.perspective() else { return f64::MIN };
        let shade = |u: usize, v: usize| self.shade(&map, picture, u as f64 + 0.5, v as f64 + 0.5);
        let mut sum = 0.0;
        let mut last = [shade(7, 6), shade(6, 7)];
        for place in 8..self.side - 7 {
            let here = [shade(place, 6), shade(6, place)];
            let sign = if place % 2 == 0 { -1.0 } else { 1.0 };
            for (here, last) in here.iter().zip(last) {
                sum += sign * (here - last).clamp(-60.0, 60.0);
            }
            last = here;
        }
        sum / (self.side - 15) as f64
    }

    /// Fits the points of the grid to the patterns of every code.
    fn fitted(mut self, picture: &Picture) -> Self {
        let patterns = self.patterns();
        let [corner, right, _, below] = self.points;
        let module = (distance(corner, right) * distance(corner, below)).sqrt()
            / (self.side as f64 - 2.0 * MIDDLE);
        // The fourth corner is unmarked: it is searched for all around, in steps of a module.
        let reach = (self.side as f64 * 0.36).min(14.0) as i32;
        let start = self.points[2];
        let mut best = (self.score(picture, &patterns), start);
        for down in -reach..=reach {
            for right in -reach..=reach {
                let [x, y] = [right, down].map(|steps| f64::from(steps) * module);
                self.points[2] = [start[0] + x, start[1] + y];
                let score = self.score(picture, &patterns);
                if score > best.0 {
                    best = (score, self.points[2]);
                }
            }
        }
        self.points[2] = best.1;
        let mut score = best.0;
        let mut step = module / 2.0;
        while step > module / 20.0 {
            let before = score;
            for point in 0..4 {
                for axis in 0..2 {
                    for change in [step, -step] {
                        let old = self.points[point][axis];
                        self.points[point][axis] += change;
                        let new = self.score(picture, &patterns);
                        if new > score {
                            score = new;
                        } else {
                            self.points[point][axis] = old;
                        }
                    }
                }
            }
            if score <= before {
                step /= 2.0;
            }
        }
        self
    }

    /// Returns the modules that every code of this side has: their centers, and a weight, negative
    /// for dark.
    fn patterns(&self) -> Vec<([f64; 2], f64)> {
        let mut patterns = Vec::new();
        let mut square = |x: usize, y: usize, reach: i32, is_dark: fn(i32) -> bool, weight: f64| {
            for down in -reach..=reach {
                for right in -reach..=reach {
                    let ring = down.abs().max(right.abs());
                    let middle =
                        [x as f64 + 0.5 + f64::from(right), y as f64 + 0.5 + f64::from(down)];
                    patterns.push((middle, if is_dark(ring) { -weight } else { weight }));
                }
            }
        };
        let far = self.side - 4;
        for [x, y] in [[3, 3], [far, 3], [3, far]] {
            square(x, y, 4, |ring| ring != 2 && ring != 4, 1.0);
        }
        if self.side > 21 {
            square(self.side - 7, self.side - 7, 2, |ring| ring != 1, 2.0);
        }
        for place in 8..self.side - 8 {
            let sign = if place % 2 == 0 { -1.5 } else { 1.5 };
            let along = place as f64 + 0.5;
            patterns.extend([([along, 6.5], sign), ([6.5, along], sign)]);
        }
        patterns
    }

    /// Returns how well the patterns show.
    fn score(&self, picture: &Picture, patterns: &[([f64; 2], f64)]) -> f64 {
        let Some(map) = self.perspective() else { return f64::MIN };
        let shades = patterns
            .iter()
            .map(|([u, v], sign)| sign * (self.shade(&map, picture, *u, *v) - 128.0));
        shades.sum()
    }

    fn perspective(&self) -> Option<Perspective> {
        Perspective::to(&self.points)
    }

    fn shade(&self, map: &Perspective, picture: &Picture, u: f64, v: f64) -> f64 {
        let span = self.side as f64 - 2.0 * MIDDLE;
        picture.shade(map.at([u, v].map(|along| (along - MIDDLE) / span)))
    }

    /// Returns the shade of each module, row by row: the mean of nine points in its middle.
    pub(super) fn shades(&self, picture: &Picture) -> Zeroizing<Vec<f64>> {
        const PLACES: [f64; 3] = [0.27, 0.5, 0.73];
        let Some(map) = self.perspective() else {
            return Zeroizing::new(vec![0.0; self.side * self.side]);
        };
        let mean = |index: usize| {
            let [x, y] = [index % self.side, index / self.side].map(|place| place as f64);
            let places = PLACES.iter().flat_map(|down| PLACES.map(|right| [x + right, y + down]));
            places.map(|[u, v]| self.shade(&map, picture, u, v)).sum::<f64>() / 9.0
        };
        Zeroizing::new((0..self.side * self.side).map(mean).collect())
    }
}

fn distance(one: [f64; 2], other: [f64; 2]) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}
