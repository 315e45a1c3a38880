//! PNG and JPEG files, as shades of grey.

use std::io::Cursor;

use png::{ColorType, Limits, Transformations};
use zeroize::Zeroizing;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{MOST_PIXELS, ScanError};

/// The longest that a side may be.
const LONGEST_SIDE: usize = 1 << 15;

/// How many times a JPEG may go over its pixels; progressive ones do about ten times.
const MOST_SCANS: usize = 64;

/// A picture: its rows one after the other, a byte a pixel, 0 for black.
pub(super) struct Picture {
    pub(super) grey: Zeroizing<Vec<u8>>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Picture {
    /// What is in a place between pixels, whose middles are at halves; beyond the edge, what is at
    /// the edge.
    pub(super) fn shade(&self, [x, y]: [f64; 2]) -> f64 {
        let place = |along: f64, length: usize| {
            let last = (length - 1) as f64;
            let along = (along - 0.5).clamp(0.0, last);
            let whole = along as usize;
            (whole, (whole + 1).min(length - 1), along - whole as f64)
        };
        let (left, right, across) = place(x, self.width);
        let (top, bottom, down) = place(y, self.height);
        let at = |x: usize, y: usize| f64::from(self.grey[y * self.width + x]);
        let row = |y: usize| at(left, y) + (at(right, y) - at(left, y)) * across;
        row(top) + (row(bottom) - row(top)) * down
    }

    /// Exchanges dark and light.
    pub(super) fn invert(&mut self) {
        for shade in self.grey.iter_mut() {
            *shade = 255 - *shade;
        }
    }
}

/// Reads a file of either format.
pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        read_png(bytes)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        read_jpeg(bytes)
    } else {
        Err(ScanError::UnknownFormat)
    }
}

/// Refuses what is too large, before there is memory for it.
fn fits(width: usize, height: usize) -> Result<(), ScanError> {
    let is_fitting = width <= LONGEST_SIDE
        && height <= LONGEST_SIDE
        && width.checked_mul(height).is_some_and(|pixels| pixels <= MOST_PIXELS);
    if is_fitting { Ok(()) } else { Err(ScanError::TooLarge) }
}

fn read_png(bytes: &[u8]) -> Result<Picture, ScanError> {
    let damaged = |_| ScanError::Damaged;
    let limits = Limits { bytes: 5 * MOST_PIXELS };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.ignore_checksums(true);
    let info = decoder.read_header_info().map_err(damaged)?;
    let [width, height] = [info.width as usize, info.height as usize];
    fits(width, height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = reader.output_buffer_size().ok_or(ScanError::TooLarge)?;
    let mut pixels = Zeroizing::new(vec![0; size]);
    // What there is of a picture that was cut short may be enough.
    let _ = reader.next_frame(&mut pixels);
    let (colour, _) = reader.output_color_type();
    let (channels, grey): (usize, fn(&[u8]) -> u8) = match colour {
        ColorType::Grayscale => (1, |pixel| pixel[0]),
        ColorType::GrayscaleAlpha => (2, |pixel| on_white(pixel[0], pixel[1])),
        ColorType::Rgba => (4, |pixel| on_white(luma(pixel), pixel[3])),
        ColorType::Rgb | ColorType::Indexed => (3, luma),
    };
    let grey = Zeroizing::new(pixels.chunks_exact(channels).map(grey).collect::<Vec<u8>>());
    if grey.len() != width * height {
        return Err(ScanError::Damaged);
    }
    Ok(Picture { grey, width, height })
}

fn read_jpeg(bytes: &[u8]) -> Result<Picture, ScanError> {
    // The decoder counts only those of progressive ones, and a few bytes can ask for one more.
    let scans = bytes.windows(3).filter(|window| window == b"\xff\xda\0").count();
    if scans > MOST_SCANS {
        return Err(ScanError::TooLarge);
    }
    let damaged = |_| ScanError::Damaged;
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().ok_or(ScanError::Damaged)?;
    fits(width, height)?;
    // Inks are for printing; no camera makes them, and the decoder panics on some of them.
    if let Some(ColorSpace::CMYK | ColorSpace::YCCK) = decoder.input_colorspace() {
        return Err(ScanError::UnknownFormat);
    }
    let grey = Zeroizing::new(decoder.decode().map_err(damaged)?);
    if grey.len() != width * height {
        return Err(ScanError::Damaged);
    }
    Ok(Picture { grey, width, height })
}

/// How bright a colour is (ITU-R BT.601).
fn luma(pixel: &[u8]) -> u8 {
    let sum = 299 * u32::from(pixel[0]) + 587 * u32::from(pixel[1]) + 114 * u32::from(pixel[2]);
    u8::try_from(sum / 1000).expect("a mean of bytes")
}

/// What shows of a shade that is see-through on white.
fn on_white(grey: u8, opacity: u8) -> u8 {
    let [grey, opacity] = [u32::from(grey), u32::from(opacity)];
    u8::try_from((grey * opacity + 255 * (255 - opacity)) / 255).expect("a mean of bytes")
}
