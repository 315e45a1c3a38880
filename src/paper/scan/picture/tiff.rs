//! Reading TIFF: each of its pictures, since scanners put several pages into one file.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use zeroize::Zeroizing;

use super::{
    Look, MOST_MEMORY, MOST_PICTURES, Picture, ScanError, fits, luma, of_inks, of_shades, on_white,
    spread,
};

/// Maximum number of strips or tiles of a picture.
const MOST_CHUNKS: usize = 1 << 16;

type File<'a> = Decoder<Cursor<&'a [u8]>>;

/// Passes each picture to the callback; an unreadable picture does not hide the others.
pub(super) fn each(bytes: &[u8], look: Look<'_>) -> Result<(), ScanError> {
    let damaged = |_| ScanError::Damaged;
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MOST_MEMORY / 2;
    limits.intermediate_buffer_size = MOST_MEMORY / 2;
    let mut file = Decoder::new(Cursor::new(bytes)).map_err(damaged)?.with_limits(limits);
    let mut failed = None;
    let mut looks = 0;
    for _ in 0..MOST_PICTURES {
        match read(&mut file) {
            Ok(picture) => {
                looks += 1;
                look(&picture);
            }
            Err(error) => failed = Some(error),
        }
        if !file.more_images() {
            return if looks > 0 { Ok(()) } else { Err(failed.unwrap_or(ScanError::Damaged)) };
        }
        file.next_image().map_err(damaged)?;
    }
    Err(ScanError::TooLarge)
}

fn read(file: &mut File<'_>) -> Result<Picture, ScanError> {
    let damaged = |_| ScanError::Damaged;
    let (width, height) = file.dimensions().map_err(damaged)?;
    let [width, height] = [width as usize, height as usize];
    fits(width, height)?;
    let colors = file.colortype().map_err(|_| OTHER)?;
    let (bits, channels) = match colors {
        ColorType::Gray(bits) => (bits, 1),
        ColorType::GrayA(bits) => (bits, 2),
        ColorType::RGB(bits) | ColorType::YCbCr(bits) | ColorType::Lab(bits) => (bits, 3),
        ColorType::RGBA(bits) | ColorType::CMYK(bits) => (bits, 4),
        _ => return Err(OTHER),
    };
    let bits = usize::from(bits);
    if ![1, 2, 4, 8, 16].contains(&bits) {
        return Err(OTHER);
    }
    let shade = |pixel: &[u8]| match colors {
        ColorType::GrayA(_) => on_white(pixel[0], pixel[1]),
        ColorType::RGB(_) => luma(pixel),
        ColorType::RGBA(_) => on_white(luma(pixel), pixel[3]),
        ColorType::CMYK(_) => of_inks(pixel),
        // In the other color types the first sample is the brightness.
        _ => pixel[0],
    };
    // If each color has its own plane, the first plane is enough.
    let is_planar =
        file.find_tag_unsigned::<u16>(Tag::PlanarConfiguration).ok().flatten() == Some(2);
    let channels = if is_planar { 1 } else { channels };
    let (chunk_width, chunk_height) = file.chunk_dimensions();
    let [chunk_width, chunk_height] = [chunk_width as usize, chunk_height as usize];
    if chunk_width == 0 || chunk_height == 0 {
        return Err(ScanError::Damaged);
    }
    let per_row = width.div_ceil(chunk_width);
    let chunks = per_row * height.div_ceil(chunk_height);
    if chunks > MOST_CHUNKS {
        return Err(ScanError::TooLarge);
    }
    let mut gray = Zeroizing::new(vec![255; width * height]);
    let mut samples = Zeroizing::new(Vec::new());
    let mut has_data = false;
    for index in 0..chunks {
        let number = u32::try_from(index).map_err(|_| ScanError::TooLarge)?;
        let (data_width, data_height) = file.chunk_data_dimensions(number);
        let [data_width, data_height] = [data_width as usize, data_height as usize];
        let data = match file.read_chunk(number) {
            Ok(DecodingResult::U8(data)) => Zeroizing::new(data),
            Ok(DecodingResult::U16(data)) => {
                Zeroizing::new(data.iter().flat_map(|sample| sample.to_be_bytes()).collect())
            }
            Ok(_) => return Err(OTHER),
            // A damaged or truncated picture may still show its code.
            Err(_) => continue,
        };
        has_data = true;
        let length = (data_width * channels * bits).div_ceil(8);
        let [left, top] = [index % per_row * chunk_width, index / per_row * chunk_height];
        for (y, row) in data.chunks_exact(length.max(1)).take(data_height).enumerate() {
            samples.clear();
            spread(row, bits, false, &mut samples);
            let pixels = samples.chunks_exact(channels).take(data_width);
            let shades = pixels.map(|pixel| if is_planar { pixel[0] } else { shade(pixel) });
            let begin = (top + y) * width + left;
            let Some(places) = gray.get_mut(begin..(begin + data_width).min((top + y + 1) * width))
            else {
                break;
            };
            places.iter_mut().zip(shades).for_each(|(place, shade)| *place = shade);
        }
    }
    if has_data { of_shades(gray, width, height) } else { Err(OTHER) }
}

const OTHER: ScanError = ScanError::OtherFormat("a TIFF picture of an unusual kind");
