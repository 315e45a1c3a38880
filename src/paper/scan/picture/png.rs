//! Reading PNG, row by row.

use std::io::Cursor;

use png::{ColorType, InterlaceInfo, Limits, Transformations};
use zeroize::Zeroizing;

use super::{Picture, ScanError, fits, of_shades, shades};

/// Upper bound on the decoder's memory in bytes: rows and metadata, of which none is unpacked.
const MOST_MEMORY: usize = 16 << 20;

pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    let damaged = |_| ScanError::Damaged;
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_MEMORY });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.ignore_checksums(true);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().map_err(damaged)?;
    let [width, height] = [info.width as usize, info.height as usize];
    fits(width, height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb | ColorType::Indexed => 3,
        ColorType::Rgba => 4,
    };
    let mut gray = Zeroizing::new(vec![255; width * height]);
    let mut next = 0;
    // A truncated picture may still show its code.
    while let Ok(Some(row)) = reader.next_interlaced_row() {
        let row_shades = shades(row.data(), channels);
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                let Some(place) = gray.get_mut(next..next + row_shades.len()) else { break };
                place.copy_from_slice(&row_shades);
                next += row_shades.len();
            }
            InterlaceInfo::Adam7(info) => {
                png::expand_interlaced_row(&mut gray, width, &row_shades, info, 8);
            }
        }
    }
    of_shades(gray, width, height)
}
