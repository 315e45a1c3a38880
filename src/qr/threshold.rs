//! Adaptive thresholding: a pixel is dark if it is darker than its surroundings.
//!
//! After Bradley and Roth, "Adaptive thresholding using the integral image" (2007): a pixel is dark
//! if it is darker by some percentage than the mean of the square around it, whatever the lighting.

use zeroize::Zeroizing;

use super::raster::Picture;

/// Minimum difference in shades, so that grain within black areas is not taken for a pattern.
const LEAST: u64 = 4;

/// A black and white picture.
pub(super) struct Bitmap {
    dark: Zeroizing<Vec<bool>>,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The integral image: the sum of all shades above and to the left of each pixel, so that a mean
/// takes four look-ups.
pub(super) struct Sums<'a> {
    picture: &'a Picture,
    /// The sums, preceded by a row and a column of zeros.
    sums: Zeroizing<Vec<u32>>,
}

impl<'a> Sums<'a> {
    pub(super) fn of(picture: &'a Picture) -> Self {
        let Picture { gray, width, height } = picture;
        let mut sums = Zeroizing::new(vec![0; (width + 1) * (height + 1)]);
        for y in 0..*height {
            let mut row = 0_u32;
            for x in 0..*width {
                row += u32::from(gray[y * width + x]);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { picture, sums }
    }

    /// Evens out the light: each shade becomes a fraction of the mean of the square of this side
    /// around it.
    pub(super) fn evened(&self, side: usize) -> Picture {
        let Picture { gray, width, height } = self.picture;
        let mut evened = Zeroizing::new(Vec::with_capacity(gray.len()));
        for y in 0..*height {
            evened.extend(self.around(y, side).enumerate().map(|(x, (around, count))| {
                let part = u64::from(gray[y * width + x]) * 144 * count / around.max(1);
                u8::try_from(part.min(255)).expect("a byte")
            }));
        }
        Picture { gray: evened, width: *width, height: *height }
    }

    /// Returns, for each pixel of a row, the sum and the number of pixels of the square around it.
    fn around(&self, y: usize, side: usize) -> impl Iterator<Item = (u64, u64)> {
        let Picture { width, height, .. } = *self.picture;
        let half = (side / 2).max(1);
        let [top, bottom] = [y.saturating_sub(half), (y + half + 1).min(height)];
        let [above, below] = [top, bottom].map(|y| &self.sums[y * (width + 1)..][..=width]);
        (0..width).map(move |x| {
            let [left, right] = [x.saturating_sub(half), (x + half + 1).min(width)];
            let around = (below[right] - below[left]) - (above[right] - above[left]);
            (u64::from(around), ((right - left) * (bottom - top)) as u64)
        })
    }

    /// Returns the pixels that are darker, by this percentage, than the mean of the square of this
    /// side around them.
    pub(super) fn bitmap(&self, side: usize, percent: u64) -> Bitmap {
        let Picture { gray, width, height } = self.picture;
        let (width, height) = (*width, *height);
        let mut dark = Zeroizing::new(Vec::with_capacity(width * height));
        for y in 0..height {
            dark.extend(self.around(y, side).enumerate().map(|(x, (around, count))| {
                let here = u64::from(gray[y * width + x]);
                here * count * 100 < around * (100 - percent) && (here + LEAST) * count <= around
            }));
        }
        Bitmap { dark, width, height }
    }
}

impl Bitmap {
    /// Whether a pixel is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }

    /// Returns the pixels of a row.
    pub(super) fn row(&self, y: usize) -> &[bool] {
        &self.dark[y * self.width..][..self.width]
    }
}
