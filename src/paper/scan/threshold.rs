//! What is dark in a picture: darker than what is around it.
//!
//! After Bradley and Roth, "Adaptive thresholding using the integral image" (2007): a pixel is dark
//! where it is darker by some part than the mean of the square around it, however the light falls.

use zeroize::Zeroizing;

use super::picture::Picture;

/// A picture in black and white.
pub(super) struct Bitmap {
    dark: Zeroizing<Vec<bool>>,
    width: usize,
}

impl Bitmap {
    /// What is darker, by this many percent, than the mean of a square of this side around it.
    pub(super) fn of(picture: &Picture, side: usize, percent: u64) -> Self {
        let Picture { grey, width, height } = picture;
        let (width, height) = (*width, *height);
        // Sums of everything above and to the left, with a row and a column of zeros before.
        let mut sums = Zeroizing::new(vec![0_u64; (width + 1) * (height + 1)]);
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += u64::from(grey[y * width + x]);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        let half = (side / 2).max(1);
        let mut dark = Zeroizing::new(Vec::with_capacity(width * height));
        for y in 0..height {
            let [top, bottom] = [y.saturating_sub(half), (y + half + 1).min(height)];
            for x in 0..width {
                let [left, right] = [x.saturating_sub(half), (x + half + 1).min(width)];
                let sum = |x: usize, y: usize| sums[y * (width + 1) + x];
                let around =
                    sum(right, bottom) + sum(left, top) - sum(left, bottom) - sum(right, top);
                let count = ((right - left) * (bottom - top)) as u64;
                let here = u64::from(grey[y * width + x]);
                dark.push(here * count * 100 < around * (100 - percent));
            }
        }
        Self { dark, width }
    }

    /// Whether a pixel is dark.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }
}
