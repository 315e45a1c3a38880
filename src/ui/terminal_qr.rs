//! A QR code in a terminal.

use crate::paper::symbol::Matrix;
use crate::secret::{Secret, SecretText};

/// What to say beside one that is drawn without colour.
pub(crate) const WITHOUT_COLOUR: &str =
    "Without colour it can be read from a light background only.";

/// Draws a QR code, two modules a character.
///
/// In colour both colours are said, black on white, so that the code is dark on light whatever the
/// theme: inverted, most readers can't read it. Without colour the ink is the dark side, which is
/// right on paper.
pub(crate) fn draw(matrix: &Matrix, colour: bool) -> Vec<SecretText> {
    (0..matrix.side())
        .step_by(2)
        .map(|y| {
            let mut line = Secret::new(String::with_capacity(matrix.side() * 3 + 32));
            let out = line.expose_mut();
            out.push_str(if colour { "\x1b[38;5;16;48;5;231m" } else { "" });
            for x in 0..matrix.side() {
                out.push(match (matrix.is_dark(x, y), matrix.is_dark(x, y + 1)) {
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
