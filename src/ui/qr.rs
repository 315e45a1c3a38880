//! A QR code for a terminal or a printer.

use qrcode::{Color, EcLevel, QrCode};

use crate::secret::{Secret, SecretText};

/// The quiet zone that readers need, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Draws digits as a QR code in numeric mode, two modules a character.
///
/// In colour both colours are said, black on white, so that the code is dark on light whatever the
/// theme: inverted, most readers can't read it. Without colour the ink is the dark side, which is
/// right on paper.
pub fn draw(digits: &SecretText, colour: bool) -> Vec<SecretText> {
    let code = QrCode::with_error_correction_level(digits.expose(), EcLevel::M)
        .expect("80 digits fit in a QR code");
    let width = code.width();
    let is_dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|&at| at < width);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
    };
    let full = width + 2 * QUIET;
    (0..full)
        .step_by(2)
        .map(|y| {
            let mut line = Secret::new(String::with_capacity(full * 3 + 32));
            let out = line.expose_mut();
            out.push_str(if colour { "\x1b[38;5;16;48;5;231m" } else { "" });
            for x in 0..full {
                out.push(match (is_dark(x, y), is_dark(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            out.push_str(if colour { "\x1b[0m" } else { "" });
            line
        })
        .collect()
}
