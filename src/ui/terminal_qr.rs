//! QR codes in a terminal.

use crate::paper::symbol::Matrix;
use crate::secret::{Secret, SecretText};

/// Returns the hint beside an account's QR code that is drawn without color: one line, so that the
/// page fits 80 by 24.
pub(crate) fn without_color(name: &str) -> String {
    format!("On a dark background, use `collab print --qr --invert --account {name}`.")
}

/// Draws a QR code, two modules per character.
///
/// With color, both colors are set, black on white, so that the code is dark on light in every
/// theme: most readers can't read an inverted code. Without color the ink is the dark side, which
/// is right on paper.
pub(crate) fn draw(matrix: &Matrix, color: bool) -> Vec<SecretText> {
    drawn(matrix, color, false)
}

/// Draws a QR code with dark and light exchanged: the ink is the light side, including the quiet
/// zone. With color the code is white on black.
pub(crate) fn draw_inverted(matrix: &Matrix, color: bool) -> Vec<SecretText> {
    drawn(matrix, color, true)
}

/// Draws ink for the dark modules, or for the light ones if `inks_light`. The missing row below an
/// odd last row gets no ink.
fn drawn(matrix: &Matrix, color: bool, inks_light: bool) -> Vec<SecretText> {
    let has_ink = |x, y| y < matrix.side() && matrix.is_dark(x, y) != inks_light;
    (0..matrix.side())
        .step_by(2)
        .map(|y| {
            let mut line = Secret::new(String::with_capacity(matrix.side() * 3 + 32));
            let out = line.expose_mut();
            out.push_str(if color { "\x1b[38;5;16;48;5;231m" } else { "" });
            for x in 0..matrix.side() {
                out.push(match (has_ink(x, y), has_ink(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            out.push_str(if color { "\x1b[0m" } else { "" });
            line
        })
        .collect()
}
