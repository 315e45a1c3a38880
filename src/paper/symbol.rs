//! The code as a QR code (ISO/IEC 18004): its 80 digits in numeric mode, and nothing else.

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretBytes, SecretText};

/// Width of the quiet zone that readers need, in modules.
pub(crate) const QUIET: usize = 4;

/// The modules of a QR code, including the quiet zone.
pub(crate) struct Matrix {
    dark: Zeroizing<Vec<bool>>,
    side: usize,
}

impl Matrix {
    /// Returns the QR code of digits.
    pub(crate) fn of(digits: &SecretText) -> Self {
        let code = QrCode::with_error_correction_level(digits.expose(), EcLevel::M)
            .expect("80 digits fit in a QR code");
        let side = code.width() + 2 * QUIET;
        let mut dark = Zeroizing::new(vec![false; side * side]);
        for (index, color) in code.into_colors().into_iter().enumerate() {
            let [x, y] = [index % (side - 2 * QUIET), index / (side - 2 * QUIET)];
            dark[(y + QUIET) * side + x + QUIET] = color == Color::Dark;
        }
        Self { dark, side }
    }

    /// Returns the length of a side in modules, including the quiet zone.
    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// Whether the module in this column and row is dark; outside the code it is light.
    pub(crate) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && y < self.side && self.dark[y * self.side + x]
    }

    /// Returns the dark runs of each row: first column, row, and length.
    pub(super) fn runs(&self) -> impl Iterator<Item = [usize; 3]> + '_ {
        (0..self.side).flat_map(move |y| {
            let begins = move |&x: &usize| self.is_dark(x, y) && !(x > 0 && self.is_dark(x - 1, y));
            (0..self.side).filter(begins).map(move |x| {
                let length = (x..self.side).take_while(|&x| self.is_dark(x, y)).count();
                [x, y, length]
            })
        })
    }
}

/// Pixels per module in a PNG.
const PIXELS: usize = 8;

/// Returns a QR code as PNG.
pub(crate) fn png(matrix: &Matrix) -> SecretBytes {
    const WRITES: &str = "a vector takes everything";
    let side = matrix.side() * PIXELS;
    let rows = (0..side).flat_map(|y| {
        (0..side / 8).map(move |byte| {
            (0..8).fold(0, |bits, bit| {
                let is_dark = matrix.is_dark((8 * byte + bit) / PIXELS, y / PIXELS);
                bits << 1 | u8::from(!is_dark)
            })
        })
    });
    let pixels: Zeroizing<Vec<u8>> = Zeroizing::new(rows.collect());
    let mut file = Secret::new(Vec::with_capacity(64 * 1024));
    let length = u32::try_from(side).expect("some hundreds");
    let mut encoder = png::Encoder::new(file.expose_mut(), length, length);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect(WRITES);
    writer.write_image_data(&pixels).expect(WRITES);
    writer.finish().expect(WRITES);
    file
}
