//! The pictures in a document (ISO 32000-1, 8.9), as shades of gray.

use std::rc::Rc;

use zeroize::Zeroizing;

use super::document::{Document, Unpacked};
use super::object::{Dict, Object};
use super::{Picture, ScanError, fax};
use crate::paper::scan::picture;

/// The color space of a picture's samples.
enum Colors {
    Gray,
    Rgb,
    Cmyk,
    /// L\*a\*b\*, of which only the lightness is used.
    Lab,
    /// This number of inks. The shade is that of the strongest; without ink it is white.
    Inks(usize),
    /// A palette, as shades of gray.
    Palette(Vec<u8>),
}

impl Colors {
    fn channels(&self) -> usize {
        match self {
            Self::Gray | Self::Palette(_) => 1,
            Self::Rgb | Self::Lab => 3,
            Self::Cmyk => 4,
            Self::Inks(inks) => *inks,
        }
    }

    fn shade(&self, samples: &[u8]) -> u8 {
        match self {
            Self::Gray | Self::Lab => samples[0],
            Self::Rgb => picture::luma(samples),
            Self::Cmyk => picture::of_inks(samples),
            Self::Inks(_) => 255 - samples.iter().copied().max().unwrap_or(0),
            Self::Palette(shades) => shades.get(usize::from(samples[0])).copied().unwrap_or(0),
        }
    }
}

/// Reads a picture. An unsupported encoding is an error that names it.
pub(super) fn read(
    document: &Document<'_>,
    dict: &Dict,
    unpacked: &Unpacked<'_>,
    resources: &Dict,
) -> Result<Picture, ScanError> {
    let count = |key| Ok(document.entry(dict, key)?.count().unwrap_or(0));
    let (width, height) = (count("Width")?, count("Height")?);
    picture::fits(width, height)?;
    let decode = document.numbers(dict, "Decode")?;
    let is_inverted = matches!(decode[..], [first, second, ..] if first > second);
    let mut read = match &unpacked.left {
        None => samples(document, dict, &unpacked.data, resources, is_inverted)?,
        Some((name, parameters)) => {
            let mut read = match name.as_slice() {
                b"DCTDecode" | b"DCT" => picture::read(&unpacked.data)?,
                b"JPXDecode" => return Err(ScanError::OtherPicture("JPEG 2000")),
                b"JBIG2Decode" => return Err(ScanError::OtherPicture("JBIG2")),
                _ => fax::read(&unpacked.data, parameters, width, height)?,
            };
            if is_inverted {
                read.invert();
            }
            read
        }
    };
    if let Some(mask) = dict.get("SMask")
        && let Some(stream) = document.stream(mask)?
        && let Some(mask_dict) = stream.dict.dict()
        && mask_dict.get("SMask").is_none()
    {
        let mask =
            self::read(document, mask_dict, &document.unpacked_to_picture(&stream)?, resources)?;
        for (index, shade) in read.gray.iter_mut().enumerate() {
            let [x, y] = [index % read.width, index / read.width];
            let [x, y] = [x * mask.width / read.width, y * mask.height / read.height];
            *shade = picture::on_white(*shade, mask.gray[y * mask.width + x]);
        }
    }
    Ok(read)
}

fn samples(
    document: &Document<'_>,
    dict: &Dict,
    data: &[u8],
    resources: &Dict,
    is_inverted: bool,
) -> Result<Picture, ScanError> {
    let [width, height] = ["Width", "Height"].map(|key| document.entry(dict, key));
    let [width, height] = [width?, height?].map(|it| it.count().unwrap_or(0));
    let is_mask =
        matches!(&*document.entry(dict, "ImageMask")?, Object::Word(word) if word == b"true");
    let bits =
        if is_mask { 1 } else { document.entry(dict, "BitsPerComponent")?.count().unwrap_or(8) };
    if ![1, 2, 4, 8, 16].contains(&bits) {
        return Err(ScanError::Damaged);
    }
    let colors = if is_mask {
        Colors::Gray
    } else {
        colors(document, &document.entry(dict, "ColorSpace")?, resources, 0)?
    };
    let channels = colors.channels();
    let is_palette = matches!(colors, Colors::Palette(_));
    let length = (width * channels * bits).div_ceil(8);
    let mut gray = Zeroizing::new(Vec::with_capacity(width * height));
    let mut row_samples = Vec::with_capacity(width * channels + 8);
    for row in data.chunks(length).take(height) {
        row_samples.clear();
        picture::spread(row, bits, is_palette, &mut row_samples);
        if is_inverted && !is_palette {
            for sample in &mut row_samples {
                *sample = 255 - *sample;
            }
        }
        let shades = row_samples.chunks_exact(channels).take(width);
        gray.extend(shades.map(|pixel| colors.shade(pixel)));
    }
    if gray.is_empty() {
        return Err(ScanError::Damaged);
    }
    // The missing rows of a truncated picture are white.
    gray.resize(width * height, 255);
    Ok(Picture { gray, width, height })
}

fn colors(
    document: &Document<'_>,
    space: &Rc<Object>,
    resources: &Dict,
    depth: usize,
) -> Result<Colors, ScanError> {
    const DEEPEST: usize = 4;
    if depth > DEEPEST {
        return Err(ScanError::Damaged);
    }
    if let Some(name) = space.name() {
        return Ok(match name {
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Colors::Rgb,
            b"DeviceCMYK" | b"CMYK" => Colors::Cmyk,
            b"DeviceGray" | b"G" | b"CalGray" => Colors::Gray,
            other => {
                let spaces = document.dict(resources, "ColorSpace")?;
                match spaces.get(&String::from_utf8_lossy(other)) {
                    Some(space) => {
                        return colors(document, &document.object(space)?, resources, depth + 1);
                    }
                    None => Colors::Gray,
                }
            }
        });
    }
    let Some([kind, rest @ ..]) = space.array() else { return Ok(Colors::Gray) };
    let kind = document.object(kind)?;
    let part = |index: usize| document.object(rest.get(index).unwrap_or(&Object::Null));
    Ok(match kind.name().unwrap_or_default() {
        b"ICCBased" => {
            let profile =
                rest.first().map(|profile| document.stream(profile)).transpose()?.flatten();
            match profile.as_ref().and_then(|profile| profile.get("N")).and_then(Object::count) {
                Some(3) => Colors::Rgb,
                Some(4) => Colors::Cmyk,
                _ => Colors::Gray,
            }
        }
        b"CalRGB" | b"DeviceRGB" | b"RGB" => Colors::Rgb,
        b"DeviceCMYK" | b"CMYK" => Colors::Cmyk,
        b"Lab" => Colors::Lab,
        b"Separation" => Colors::Inks(1),
        b"DeviceN" => Colors::Inks(part(0)?.array().map_or(1, |inks| inks.len().clamp(1, 32))),
        b"Indexed" | b"I" => {
            let base = colors(document, &part(0)?, resources, depth + 1)?;
            let table = match &*part(2)? {
                Object::Text(text) => text.clone(),
                _ => match document.stream(rest.get(2).unwrap_or(&Object::Null))? {
                    Some(stream) => document.unpacked(&stream)?.to_vec(),
                    None => Vec::new(),
                },
            };
            let entries = table.chunks_exact(base.channels()).take(256);
            Colors::Palette(entries.map(|entry| base.shade(entry)).collect())
        }
        _ => Colors::Gray,
    })
}
