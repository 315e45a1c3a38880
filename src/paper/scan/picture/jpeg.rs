//! Reading JPEG, of cameras and of printing programs (CMYK, YCCK).
//!
//! Ink values are stored as they are or inverted (Adobe), and not every program declares which.
//! Their mean has the contrast of a QR code either way, and the search tries both polarities.

use zeroize::Zeroizing;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{Picture, ScanError, fits_with, luma, of_shades};

/// Maximum number of scans of a JPEG; progressive ones have about ten.
const MOST_SCANS: usize = 64;
/// Bytes per pixel of a progressive JPEG while decoding: two for each of four components.
const PROGRESSIVE: usize = 8;

pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    // The decoder counts scans in progressive files only, and a scan costs a file only a few bytes.
    let scans = bytes.windows(3).filter(|window| window == b"\xff\xda\0").count();
    if scans > MOST_SCANS {
        return Err(ScanError::TooLarge);
    }
    let damaged = |_| ScanError::Damaged;
    let options = |colors| {
        DecoderOptions::default()
            .set_strict_mode(false)
            .set_max_width(usize::from(u16::MAX))
            .set_max_height(usize::from(u16::MAX))
            .jpeg_set_max_scans(MOST_SCANS)
            .jpeg_set_out_colorspace(colors)
    };
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(ColorSpace::Luma));
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().ok_or(ScanError::Damaged)?;
    let inks = decoder
        .input_colorspace()
        .filter(|colors| matches!(colors, ColorSpace::CMYK | ColorSpace::YCCK));
    // The SOF2 marker of a progressive JPEG; entropy-coded data can't contain these bytes.
    let is_progressive = bytes.windows(2).any(|window| window == b"\xff\xc2");
    let bytes_a_pixel = match inks {
        _ if is_progressive => PROGRESSIVE,
        Some(_) => 4,
        None => 1,
    };
    fits_with(width, height, bytes_a_pixel)?;
    let Some(inks) = inks else {
        let gray = Zeroizing::new(decoder.decode().map_err(damaged)?);
        return of_shades(gray, width, height);
    };
    // If black is sampled more finely than the other inks, which few programs write, the decoder
    // gets the other inks wrong, and can't decode progressive files of that kind.
    let is_black_finer = matches!(sampling(bytes), Some([first, .., black]) if black > first);
    if is_black_finer && is_progressive && inks == ColorSpace::CMYK {
        return Err(ScanError::OtherFormat("a JPEG picture of an unusual kind"));
    }
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(inks));
    let pixels = Zeroizing::new(decoder.decode().map_err(damaged)?);
    let shade = |pixel: &[u8]| {
        if is_black_finer {
            return pixel[3];
        }
        // The first component of YCCK is the luma of the three colors.
        let colors = if inks == ColorSpace::YCCK { 255 - pixel[0] } else { luma(pixel) };
        colors.midpoint(pixel[3])
    };
    let gray = Zeroizing::new(pixels.chunks_exact(4).map(shade).collect());
    of_shades(gray, width, height)
}

/// Returns the horizontal and vertical sampling factors of the four components.
fn sampling(bytes: &[u8]) -> Option<[u8; 4]> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let segment = rest.get(4..2 + usize::from(u16::from_be_bytes([high, low])))?;
        if matches!(marker, 0xc0..=0xc2) {
            let factors = [7, 10, 13, 16].map(|at| segment.get(at).copied());
            return factors
                .iter()
                .all(Option::is_some)
                .then(|| factors.map(Option::unwrap_or_default));
        }
        rest = &rest[4 + segment.len()..];
    }
}
