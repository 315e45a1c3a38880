//! A reader of QR codes in pictures (ISO/IEC 18004, model 2): any version, level and mask, in
//! photos and scans with uneven light, in perspective, mirrored, bent or partly covered.
//!
//! From picture to text: `threshold` and `finder` find the finder patterns, `corners` combines
//! three of them, `grid` and `perspective` place the modules on the picture, and `modules`
//! separates dark from light. `format_information`, `version` and `codewords` read the codewords in
//! order, `erasures` corrects them over `galois`, and `segments` decodes the text. `find` repeats
//! this at several sizes and thresholds. Nothing here knows about paper or backup codes: the caller
//! passes in the form of the codes that it makes itself ([`Known`]).

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

/// The content of a QR code.
pub(crate) enum Content {
    Text(SecretBytes),
    /// Content that is not read as text, such as Japanese characters (kanji mode).
    Other,
}

/// The form of the codes that the caller makes. They are read even if their format information is
/// covered.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// Length of a side, in modules.
    pub(crate) side: usize,
    /// The error correction level, in the encoding of the format information: 0 is M.
    pub(crate) level: usize,
    /// Number of digits in the code.
    pub(crate) digits: usize,
}
