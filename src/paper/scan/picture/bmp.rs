//! Reading BMP.

use zeroize::Zeroizing;
use zune_bmp::BmpDecoder;
use zune_bmp::zune_core::bytestream::ZCursor;

use super::{Picture, ScanError, fits_with, of_shades, shades};

/// Bytes per pixel while decoding.
const BYTES: usize = 4;

/// Offset of the compression method; 1 and 2 are run-length encodings.
const PACKING: usize = 30;

pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    let is_long_header = bytes.get(14).is_some_and(|size| *size >= 40);
    if is_long_header && matches!(bytes.get(PACKING), Some(1 | 2)) {
        return Err(ScanError::OtherFormat("a BMP picture packed as run lengths"));
    }
    let mut decoder = BmpDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().map_err(|_| ScanError::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(ScanError::Damaged)?;
    fits_with(width, height, BYTES)?;
    let pixels = Zeroizing::new(decoder.decode().map_err(|_| ScanError::Damaged)?);
    let channels = decoder.colorspace().map_or(3, |colors| colors.num_components());
    of_shades(shades(&pixels, channels), width, height)
}
