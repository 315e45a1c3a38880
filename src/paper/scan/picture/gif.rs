//! Reading GIF: its first picture.

use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use zeroize::Zeroizing;

use super::{MOST_PIXELS, Picture, ScanError, fits, luma, of_shades};

pub(super) fn read(bytes: &[u8]) -> Result<Picture, ScanError> {
    const LIMIT: NonZeroU64 = NonZeroU64::new(MOST_PIXELS as u64).expect("it isn't 0");
    let damaged = |_| ScanError::Damaged;
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(MemoryLimit::Bytes(LIMIT));
    let mut decoder = options.read_info(bytes).map_err(damaged)?;
    let shared = decoder.global_palette().map(<[u8]>::to_vec).unwrap_or_default();
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or(ScanError::Damaged)?;
    let [width, height] = [frame.width, frame.height].map(usize::from);
    let transparent = frame.transparent;
    fits(width, height)?;
    let palette = frame.palette.clone().unwrap_or(shared);
    let mut shades: Vec<u8> = palette.chunks_exact(3).map(luma).collect();
    shades.resize(256, 0);
    if let Some(index) = transparent {
        shades[usize::from(index)] = 255;
    }
    let mut gray = Zeroizing::new(vec![0; decoder.buffer_size()]);
    decoder.read_into_buffer(&mut gray).map_err(damaged)?;
    for index in gray.iter_mut() {
        *index = shades[usize::from(*index)];
    }
    of_shades(gray, width, height)
}
