//! Pictures as shades of gray, from files of the usual formats.
//!
//! The rule: the declared size of a picture is checked before memory is allocated for it, and
//! decoding takes at most [`MOST_MEMORY`]. Only pixels are unpacked.

mod bmp;
mod gif;
mod jpeg;
mod kind;
mod png;
mod tiff;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use zeroize::Zeroizing;

use super::{MOST_PIXELS, ScanError};
use crate::qr::Picture;
use crate::secret::on_deep_stack;
use kind::Kind;

/// The longest side of a picture, in pixels.
const LONGEST_SIDE: usize = 1 << 15;

/// Upper bound on a decoder's memory for pixels, beside the resulting picture, in bytes.
const MOST_MEMORY: usize = 256 << 20;

/// Maximum number of pictures searched in one file.
const MOST_PICTURES: usize = 40;

/// The callback for each picture.
pub(super) type Look<'a> = &'a mut dyn FnMut(&Picture);

/// Passes each picture of a file to the callback. Only TIFF has more than one.
pub(super) fn each(bytes: &[u8], look: Look<'_>) -> Result<(), ScanError> {
    if Kind::of(bytes) == Kind::Tiff {
        return guarded(|| tiff::each(bytes, look));
    }
    look(&read(bytes)?);
    Ok(())
}

/// Reads the only picture of a file.
pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    match Kind::of(bytes) {
        Kind::Png => guarded(|| png::read(bytes)),
        Kind::Jpeg => guarded(|| jpeg::read(bytes)),
        Kind::WebP => guarded(|| webp::read(bytes)),
        Kind::Gif => guarded(|| gif::read(bytes)),
        Kind::Bmp => guarded(|| bmp::read(bytes)),
        Kind::Tiff => Err(ScanError::OtherFormat("a TIFF picture inside another file")),
        Kind::Other(name) => Err(ScanError::OtherFormat(name)),
        Kind::Unknown => Err(ScanError::UnknownFormat),
    }
}

/// Runs a decoder. A panic in it is reported as a damaged file and does not end the process.
fn guarded<T>(decode: impl FnOnce() -> Result<T, ScanError>) -> Result<T, ScanError> {
    on_deep_stack(|| catch_unwind(AssertUnwindSafe(decode))).unwrap_or(Err(ScanError::Damaged))
}

/// Refuses a picture that is too large, before memory is allocated for it.
pub(super) fn fits(width: usize, height: usize) -> Result<(), ScanError> {
    fits_with(width, height, 0)
}

/// Refuses a picture that is too large for a decoder that needs this many bytes per pixel.
fn fits_with(width: usize, height: usize, bytes: usize) -> Result<(), ScanError> {
    if width == 0 || height == 0 {
        return Err(ScanError::Damaged);
    }
    let is_fitting = width <= LONGEST_SIDE
        && height <= LONGEST_SIDE
        && width.checked_mul(height).is_some_and(|pixels| {
            pixels <= MOST_PIXELS && pixels.checked_mul(bytes).is_some_and(|all| all <= MOST_MEMORY)
        });
    if is_fitting { Ok(()) } else { Err(ScanError::TooLarge) }
}

/// Returns the shades of pixels with this number of channels: gray, gray and alpha, RGB, or RGB and
/// alpha.
fn shades(pixels: &[u8], channels: usize) -> Zeroizing<Vec<u8>> {
    let shade: fn(&[u8]) -> u8 = match channels {
        1 => |pixel| pixel[0],
        2 => |pixel| on_white(pixel[0], pixel[1]),
        3 => luma,
        _ => |pixel| on_white(luma(pixel), pixel[3]),
    };
    Zeroizing::new(pixels.chunks_exact(channels.clamp(1, 4)).map(shade).collect())
}

/// Returns a picture of these shades; an error if their number is not that of the pixels.
fn of_shades(gray: Zeroizing<Vec<u8>>, width: usize, height: usize) -> Result<Picture, ScanError> {
    if gray.is_empty() || gray.len() != width * height {
        return Err(ScanError::Damaged);
    }
    Ok(Picture { gray, width, height })
}

/// Expands samples of this bit depth to bytes: indices keep their values, others are scaled to 0 to
/// 255.
pub(super) fn spread(row: &[u8], bits: usize, is_index: bool, samples: &mut Vec<u8>) {
    match bits {
        8 => samples.extend_from_slice(row),
        16 => samples.extend(row.chunks_exact(2).map(|pair| pair[0])),
        _ => {
            let most = u8::MAX >> (8 - bits);
            let scale = if is_index { 1 } else { u8::MAX / most };
            for byte in row {
                let shifts = (0..8).step_by(bits).rev();
                samples.extend(shifts.map(|shift| (byte >> shift & most) * scale));
            }
        }
    }
}

/// Returns the brightness of an RGB color (ITU-R BT.601).
pub(super) fn luma(pixel: &[u8]) -> u8 {
    let sum = 299 * u32::from(pixel[0]) + 587 * u32::from(pixel[1]) + 114 * u32::from(pixel[2]);
    u8::try_from(sum / 1000).expect("a mean of bytes")
}

/// Returns the brightness of white paper with these inks: cyan, magenta, yellow, black.
pub(super) fn of_inks(inks: &[u8]) -> u8 {
    let left = [0, 1, 2].map(|ink| on_black(255 - inks[ink], 255 - inks[3]));
    luma(&left)
}

/// Returns the shade on white with this opacity.
pub(super) fn on_white(gray: u8, opacity: u8) -> u8 {
    let [gray, opacity] = [u32::from(gray), u32::from(opacity)];
    u8::try_from((gray * opacity + 255 * (255 - opacity)) / 255).expect("a mean of bytes")
}

fn on_black(gray: u8, opacity: u8) -> u8 {
    u8::try_from(u32::from(gray) * u32::from(opacity) / 255).expect("a mean of bytes")
}
