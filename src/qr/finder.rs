//! The finder patterns in three corners of a QR code: dark, light, dark, light and dark again, in
//! the ratio 1:1:3:1:1 in every direction through the center.

use super::threshold::Bitmap;

/// Maximum number of finder patterns, enough for eight QR codes: it bounds the time of the search.
const MOST: usize = 24;
/// Maximum number of candidates kept during the search.
const MOST_PLACES: usize = 500;

/// A candidate for a finder pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    /// Its center, in pixels.
    pub(super) at: [f64; 2],
    /// Length of a module, in pixels: the geometric mean of both directions.
    pub(super) module: f64,
    /// Number of rows that cross its inner square.
    rows: u32,
}

/// Returns the candidates that the most rows cross.
pub(super) fn finders(bitmap: &Bitmap) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..bitmap.height {
        let row = bitmap.row(y);
        let mut runs = [0_usize; 5];
        let mut begin = 0;
        for x in 1..=row.len() {
            if x < row.len() && row[x] == row[begin] {
                continue;
            }
            runs.rotate_left(1);
            runs[4] = x - begin;
            if row[begin] && is_pattern(runs) {
                let middle = x - runs[4] - runs[3] - runs[2] / 2 - 1;
                if let Some(finder) = crossed(bitmap, middle, y, runs.iter().sum()) {
                    add(&mut found, finder);
                }
            }
            begin = x;
        }
    }
    // The inner square is three modules high; an accidental pattern hardly ever is.
    found.retain(|finder| f64::from(finder.rows) > (1.2 * finder.module).max(2.5));
    found.sort_by_key(|finder| std::cmp::Reverse(finder.rows));
    found.truncate(MOST);
    found
}

/// Whether the lengths of five runs are in the ratio 1:1:3:1:1.
fn is_pattern(runs: [usize; 5]) -> bool {
    let all: usize = runs.iter().sum();
    let module = all as f64 / 7.0;
    let is_near = |run: usize, wanted: f64| {
        (run as f64 - wanted * module).abs() < 0.6 * wanted.sqrt() * module.max(1.5)
    };
    module >= 1.0
        && runs.iter().all(|&run| run > 0)
        && is_near(runs[2], 3.0)
        && [0, 1, 3, 4].iter().all(|&index| is_near(runs[index], 1.0))
}

/// Confirms a candidate down through a point, and across again through the center found there.
fn crossed(bitmap: &Bitmap, x: usize, y: usize, across: usize) -> Option<Finder> {
    let most = 3 * across;
    let (y, tall) = through(bitmap.height, y, most, |y| bitmap.is_dark(x, y))?;
    let row = bitmap.row((y as usize).min(bitmap.height - 1));
    let (x, wide) = through(row.len(), x, most, |x| row[x])?;
    let is_square = 3.0 * tall > wide && 3.0 * wide > tall;
    is_square.then(|| Finder { at: [x, y], module: (tall * wide).sqrt() / 7.0, rows: 1 })
}

/// Returns the center and the length of the pattern along a line, from a point in its inner square.
fn through(
    length: usize,
    place: usize,
    most: usize,
    is_dark: impl Fn(usize) -> bool,
) -> Option<(f64, f64)> {
    let before = runs_of((0..=place).rev(), most, &is_dark);
    let after = runs_of(place + 1..length, most, &is_dark);
    let runs = [before[2], before[1], before[0] + after[0], after[1], after[2]];
    is_pattern(runs).then(|| {
        let begin = (place + 1 - before[0]) as f64;
        (begin + runs[2] as f64 / 2.0, runs.iter().sum::<usize>() as f64)
    })
}

/// Returns the lengths of the first three runs: dark, light and dark; stops at a run over this
/// length.
fn runs_of(
    places: impl Iterator<Item = usize>,
    most: usize,
    is_dark: impl Fn(usize) -> bool,
) -> [usize; 3] {
    let mut runs = [0; 3];
    let mut at = 0;
    for place in places {
        at += usize::from(is_dark(place) == (at == 1));
        if at == 3 || runs[at] > most {
            break;
        }
        runs[at] += 1;
    }
    runs
}

/// Adds a candidate, or merges it with the one at the same center.
fn add(found: &mut Vec<Finder>, finder: Finder) {
    let is_same = |other: &&mut Finder| {
        let [dx, dy] = [0, 1].map(|axis| other.at[axis] - finder.at[axis]);
        dx.hypot(dy) < 2.0 * other.module
    };
    if let Some(other) = found.iter_mut().find(is_same) {
        let rows = f64::from(other.rows);
        let mean = |old: f64, new: f64| (old * rows + new) / (rows + 1.0);
        other.at = [0, 1].map(|axis| mean(other.at[axis], finder.at[axis]));
        other.module = mean(other.module, finder.module);
        other.rows += 1;
    } else if found.len() < MOST_PLACES {
        found.push(finder);
    }
}
