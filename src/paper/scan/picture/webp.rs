//! Reading WebP, lossy and lossless.

use std::io::Cursor;

use image_webp::WebPDecoder;
use zeroize::Zeroizing;

use super::{MOST_MEMORY, Picture, ScanError, fits_with, of_shades, shades};

/// Bytes per pixel while decoding.
const BYTES: usize = 8;

pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    let damaged = |_| ScanError::Damaged;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    decoder.set_memory_limit(MOST_MEMORY);
    let (width, height) = decoder.dimensions();
    let [width, height] = [width as usize, height as usize];
    fits_with(width, height, BYTES)?;
    let size = decoder.output_buffer_size().ok_or(ScanError::TooLarge)?;
    let mut pixels = Zeroizing::new(vec![0; size]);
    decoder.read_image(&mut pixels).map_err(damaged)?;
    of_shades(shades(&pixels, if decoder.has_alpha() { 4 } else { 3 }), width, height)
}
