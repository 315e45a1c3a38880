//! The search for QR codes in a picture: at several sizes, with several thresholds on evened light,
//! and with dark and light inverted. Once a code is found, the other sizes are still searched, so
//! that of two sheets the wrong one is never taken silently.

use super::corners::{Corners, corners};
use super::decode;
use super::finder::finders;
use super::grid::Grid;
use super::raster::Picture;
use super::threshold::{Bitmap, Sums};
use super::{Content, Known};
use crate::secret::SecretBytes;
use crate::watch::Watch;

/// The longest side of the scaled picture, from one try to the next, in pixels.
const SIZES: [usize; 6] = [1200, 800, 1800, 560, 2600, 400];
/// Maximum factor by which a picture is enlarged.
const MOST_GROWTH: usize = 4;
/// The thresholds, from one try to the next: the longest side of the picture divided by the side of
/// the square around a pixel, and the percentage by which a dark pixel is darker than the square's
/// mean.
const LIGHTS: [(usize, u64); 5] = [(8, 6), (24, 10), (50, 6), (14, 2), (80, 1)];
/// Number of thresholds tried at the other sizes once a code is found: another code may be nearer
/// or farther.
const OTHERS: usize = 1;

/// The longest side of the picture divided by the side of the square within which light is evened
/// out.
const EVENED: usize = 8;

/// Searches a picture for QR codes. Returns the wanted contents, each once.
pub(crate) fn codes(
    picture: &Picture,
    known: Known,
    watch: Watch<'_>,
    mut wanted: impl FnMut(Content) -> Option<SecretBytes>,
) -> Vec<SecretBytes> {
    let mut found: Vec<SecretBytes> = Vec::new();
    let largest = picture.width.max(picture.height);
    let all = (2 * SIZES.len() * LIGHTS.len()) as f64;
    let mut looks = 0.0;
    let mut sizes = Vec::with_capacity(SIZES.len());
    for size in SIZES.map(|size| size.min(MOST_GROWTH * largest)) {
        // For a small picture several sizes are equal, and not always consecutive ones.
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    for is_inverted in [false, true] {
        for size in &sizes {
            let mut scaled = picture.scaled_to(*size);
            if is_inverted {
                scaled.invert();
            }
            let sums = Sums::of(&scaled);
            let evened = sums.evened(size / EVENED);
            let mut tried = Vec::new();
            let lights = if found.is_empty() { LIGHTS.len() } else { OTHERS };
            for &(part, percent) in &LIGHTS[..lights] {
                if watch(looks / all).is_break() {
                    return Vec::new();
                }
                looks += 1.0;
                let contents = look(&evened, known, &sums.bitmap(size / part, percent), &mut tried);
                for text in contents.into_iter().filter_map(&mut wanted) {
                    if !found.contains(&text) {
                        found.push(text);
                    }
                }
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    found
}

/// Reads the codes in a bitmap whose corners were not tried with another bitmap.
fn look(
    picture: &Picture,
    known: Known,
    bitmap: &Bitmap,
    tried: &mut Vec<Corners>,
) -> Vec<Content> {
    let finders = finders(bitmap);
    let mut used = vec![false; finders.len()];
    let mut contents = Vec::new();
    for corners in corners(&finders) {
        if corners.which.iter().any(|&index| used[index])
            || tried.iter().any(|other| corners.is_near(other))
        {
            continue;
        }
        tried.push(corners);
        let grids = Grid::of(&corners, picture);
        if let Some(content) = grids.iter().find_map(|grid| decode::read(grid, picture, known)) {
            for index in corners.which {
                used[index] = true;
            }
            contents.push(content);
        }
    }
    contents
}
