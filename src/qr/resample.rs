//! Scaling a picture.

use zeroize::Zeroizing;

use super::raster::Picture;

impl Picture {
    /// Scales the picture to this longest side: shrinking averages pixels, enlarging interpolates
    /// between neighbors.
    pub(super) fn scaled_to(&self, longest: usize) -> Self {
        let largest = self.width.max(self.height);
        let scaled = |side: usize| (side * longest).div_ceil(largest).max(1);
        let [width, height] = [scaled(self.width), scaled(self.height)];
        let across = Self { gray: self.rows(width), width, height: self.height };
        Self { gray: across.columns(height), width, height }
    }

    /// Scales the rows to another length.
    fn rows(&self, wanted: usize) -> Zeroizing<Vec<u8>> {
        let mut scaled = Zeroizing::new(Vec::with_capacity(wanted * self.height));
        let spans = spans(self.width, wanted);
        for row in self.gray.chunks_exact(self.width) {
            scaled.extend(spans.iter().map(|span| span.mean(|x| u32::from(row[x]))));
        }
        scaled
    }

    /// Scales the columns to another length.
    fn columns(&self, wanted: usize) -> Zeroizing<Vec<u8>> {
        let mut scaled = Zeroizing::new(Vec::with_capacity(wanted * self.width));
        for span in spans(self.height, wanted) {
            scaled.extend(
                (0..self.width).map(|x| span.mean(|y| u32::from(self.gray[y * self.width + x]))),
            );
        }
        scaled
    }
}

/// The part of a line that becomes one pixel: whole pixels, or a point between two.
enum Span {
    Whole(std::ops::Range<usize>),
    Between(usize, u32),
}

impl Span {
    fn mean(&self, at: impl Fn(usize) -> u32) -> u8 {
        let mean = match self {
            Self::Whole(range) => {
                range.clone().map(&at).sum::<u32>() / u32::try_from(range.len()).expect("a side")
            }
            Self::Between(first, 0) => at(*first),
            Self::Between(first, part) => (at(*first) * (256 - part) + at(first + 1) * part) / 256,
        };
        u8::try_from(mean).expect("a mean of bytes")
    }
}

fn spans(length: usize, wanted: usize) -> Vec<Span> {
    let span = |index: usize| {
        if wanted <= length {
            Span::Whole(index * length / wanted..((index + 1) * length / wanted).max(1))
        } else {
            // The shade is sampled at the centers of the new pixels, in 256ths of an old one.
            let middle = ((2 * index + 1) * length * 128 / wanted).saturating_sub(128);
            let first = (middle / 256).min(length - 1);
            let part = if first + 1 < length { middle % 256 } else { 0 };
            Span::Between(first, u32::try_from(part).expect("under 256"))
        }
    };
    (0..wanted).map(span).collect()
}
