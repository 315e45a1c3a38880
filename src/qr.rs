//! A reader of QR codes in pictures (ISO/IEC 18004, model 2): any version, level and mask, in photos and
//! scans with bad light, at a slant, mirrored, bent or partly covered.
//!
//! From the picture to the text: `threshold` and `finder` find the three finder patterns, `corners` puts
//! three together, `grid` and `perspective` lay the modules over the picture, `modules` tells dark from
//! light, `format_information`, `version` and `codewords` read them in their order, `erasures` mends
//! them over `galois`, and `segments` reads the text. `find` does so again and again, in several sizes
//! and lights. Nothing here knows what a paper or a backup code is: the form of the code that the caller
//! makes itself is handed in ([`Known`]).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture are some thousand, and within it before they are whole"
)]

mod codewords;
mod corners;
mod decode;
mod erasures;
mod find;
mod finder;
mod format_information;
mod galois;
mod grid;
mod modules;
mod perspective;
mod raster;
mod resample;
mod segments;
mod threshold;
mod version;

use crate::secret::SecretBytes;
pub(crate) use find::codes;
pub(crate) use raster::Picture;

/// What a QR code says.
pub(crate) enum Content {
    Text(SecretBytes),
    /// Something else, such as Japanese characters.
    Other,
}

/// The form of the codes that the caller makes, which are read whatever covers their format
/// information.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// How many modules a side has.
    pub(crate) side: usize,
    /// The level of error correction, as the format information has it: 0 is M.
    pub(crate) level: usize,
    /// How many digits it says.
    pub(crate) digits: usize,
}
