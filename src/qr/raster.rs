//! A picture as shades of gray.

use zeroize::Zeroizing;

/// A picture, row by row with one byte per pixel; 0 is black.
pub(crate) struct Picture {
    pub(crate) gray: Zeroizing<Vec<u8>>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Picture {
    /// Returns the shade at a point, interpolated between pixels, whose centers are at halves.
    /// Beyond the edge it is the shade at the edge.
    pub(crate) fn shade(&self, [x, y]: [f64; 2]) -> f64 {
        let place = |along: f64, length: usize| {
            let last = (length - 1) as f64;
            let along = (along - 0.5).clamp(0.0, last);
            let whole = along as usize;
            (whole, (whole + 1).min(length - 1), along - whole as f64)
        };
        let (left, right, across) = place(x, self.width);
        let (top, bottom, down) = place(y, self.height);
        let at = |x: usize, y: usize| f64::from(self.gray[y * self.width + x]);
        let row = |y: usize| at(left, y) + (at(right, y) - at(left, y)) * across;
        row(top) + (row(bottom) - row(top)) * down
    }

    /// Inverts dark and light.
    pub(crate) fn invert(&mut self) {
        for shade in self.gray.iter_mut() {
            *shade = 255 - *shade;
        }
    }
}
