//! Stream filters (ISO 32000-1, 7.4), with a limit on the unpacked size.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use weezl::BitOrder;
use weezl::decode::Configuration;
use zeroize::Zeroizing;

use super::ScanError;
use super::object::{self, Dict, Object};

/// Upper bound on the length of an unpacked stream, in bytes.
pub(super) const LONGEST: usize = 128 << 20;

/// Bytes of a document, or bytes unpacked from it.
pub(super) type Data = Zeroizing<Vec<u8>>;

/// Undoes one filter.
pub(super) fn undo(name: &[u8], parameters: &Dict, bytes: &[u8]) -> Result<Data, ScanError> {
    match name {
        b"FlateDecode" | b"Fl" => predicted(inflated(bytes)?, parameters),
        b"LZWDecode" | b"LZW" => {
            let early = parameters.get("EarlyChange").and_then(Object::count) != Some(0);
            predicted(unpacked_lzw(bytes, early)?, parameters)
        }
        b"ASCIIHexDecode" | b"AHx" => {
            let digits = bytes.split(|&byte| byte == b'>').next().unwrap_or_default();
            Ok(Zeroizing::new(object::from_hexadecimal(digits)))
        }
        b"ASCII85Decode" | b"A85" => Ok(from_base_85(bytes)),
        b"RunLengthDecode" | b"RL" => runs(bytes),
        _ => Err(ScanError::Damaged),
    }
}

fn inflated(bytes: &[u8]) -> Result<Data, ScanError> {
    let unpacked = inflated_as(bytes, DataFormat::Zlib)?;
    // Some streams lack the zlib header.
    if unpacked.is_empty() { inflated_as(bytes, DataFormat::Raw) } else { Ok(unpacked) }
}

/// Inflates a stream to its end or to its first error: a truncated stream may still hold enough.
fn inflated_as(bytes: &[u8], format: DataFormat) -> Result<Data, ScanError> {
    let mut state = InflateState::new_boxed(format);
    let mut unpacked = Zeroizing::new(Vec::new());
    let mut part = Zeroizing::new(vec![0; 1 << 16]);
    let mut rest = bytes;
    loop {
        let step = inflate(&mut state, rest, &mut part, MZFlush::None);
        rest = &rest[step.bytes_consumed..];
        unpacked.extend_from_slice(&part[..step.bytes_written]);
        if unpacked.len() > LONGEST {
            return Err(ScanError::TooLarge);
        }
        let is_going_on = step.bytes_consumed > 0 || step.bytes_written > 0;
        if step.status != Ok(MZStatus::Ok) || !is_going_on {
            return Ok(unpacked);
        }
    }
}

fn unpacked_lzw(bytes: &[u8], early: bool) -> Result<Data, ScanError> {
    let configuration = if early {
        Configuration::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Configuration::new(BitOrder::Msb, 8)
    };
    let mut decoder = configuration.build();
    let mut unpacked = Zeroizing::new(Vec::new());
    let mut rest = bytes;
    let mut part = Zeroizing::new(vec![0; 1 << 16]);
    loop {
        let step = decoder.decode_bytes(rest, &mut part);
        rest = &rest[step.consumed_in..];
        unpacked.extend_from_slice(&part[..step.consumed_out]);
        if unpacked.len() > LONGEST {
            return Err(ScanError::TooLarge);
        }
        // The end of the stream, an LZW error, or no more progress.
        if !matches!(step.status, Ok(weezl::LzwStatus::Ok))
            || step.consumed_out == 0 && rest.is_empty()
        {
            return Ok(unpacked);
        }
    }
}

fn from_base_85(bytes: &[u8]) -> Data {
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut group = [0_u8; 5];
    let mut filled = 0;
    for &byte in bytes {
        match byte {
            b'z' if filled == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group[filled] = byte - b'!';
                filled += 1;
                if filled == 5 {
                    out.extend(group_of_85(group));
                    filled = 0;
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if filled > 1 {
        group[filled..].fill(84);
        out.extend(&group_of_85(group)[..filled - 1]);
    }
    out
}

fn group_of_85(group: [u8; 5]) -> [u8; 4] {
    group
        .iter()
        .fold(0_u32, |sum, &digit| sum.wrapping_mul(85).wrapping_add(digit.into()))
        .to_be_bytes()
}

fn runs(bytes: &[u8]) -> Result<Data, ScanError> {
    let mut out = Zeroizing::new(Vec::new());
    let mut rest = bytes;
    while let [length, after @ ..] = rest {
        rest = match (*length, after) {
            (length @ 0..=127, _) => {
                let (copied, after) = after.split_at(after.len().min(usize::from(length) + 1));
                out.extend_from_slice(copied);
                after
            }
            (length @ 129.., [repeated, after @ ..]) => {
                out.extend(std::iter::repeat_n(*repeated, 257 - usize::from(length)));
                after
            }
            _ => break,
        };
        if out.len() > LONGEST {
            return Err(ScanError::TooLarge);
        }
    }
    Ok(out)
}

/// Undoes the predictor that was applied to rows before they were packed.
fn predicted(mut data: Data, parameters: &Dict) -> Result<Data, ScanError> {
    let parameter =
        |key, otherwise| parameters.get(key).and_then(Object::count).unwrap_or(otherwise);
    let predictor = parameter("Predictor", 1);
    if predictor < 2 {
        return Ok(data);
    }
    let [colors, bits, columns] =
        [parameter("Colors", 1), parameter("BitsPerComponent", 8), parameter("Columns", 1)];
    if colors > 32 || bits > 16 {
        return Err(ScanError::Damaged);
    }
    let row = columns.checked_mul(colors).and_then(|all| all.checked_mul(bits));
    let row = row.ok_or(ScanError::Damaged)?.div_ceil(8);
    let pixel = (colors * bits).div_ceil(8);
    if row == 0 || row > LONGEST || pixel == 0 {
        return Err(ScanError::Damaged);
    }
    if predictor == 2 {
        for row in data.chunks_mut(row).filter(|_| bits == 8) {
            for at in pixel..row.len() {
                row[at] = row[at].wrapping_add(row[at - pixel]);
            }
        }
        return Ok(data);
    }
    Ok(without_png_predictors(&data, row, pixel))
}

fn without_png_predictors(data: &[u8], length: usize, pixel: usize) -> Data {
    let mut out = Zeroizing::new(Vec::with_capacity(data.len()));
    let mut above = Zeroizing::new(vec![0_u8; length]);
    for packed in data.chunks(length + 1) {
        let (kind, packed) = (packed[0], &packed[1..]);
        let begin = out.len();
        for (at, &byte) in packed.iter().enumerate() {
            let left = if at >= pixel { out[begin + at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            let guess = match kind {
                1 => left,
                2 => above[at],
                3 => left.midpoint(above[at]),
                4 => paeth(left, above[at], corner),
                _ => 0,
            };
            out.push(byte.wrapping_add(guess));
        }
        let end = out.len();
        above[..end - begin].copy_from_slice(&out[begin..end]);
    }
    out
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |of: u8| (guess - i16::from(of)).abs();
    [left, above, corner].into_iter().min_by_key(|&of| distance(of)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    #[test]
    fn every_filter_unpacks() {
        let none = Dict::default();
        let undone = |name: &str, bytes: &[u8]| {
            undo(name.as_bytes(), &none, bytes).map(|data| data.to_vec())
        };
        let text = b"0123456789".repeat(100);
        assert_eq!(undone("FlateDecode", &compress_to_vec_zlib(&text, 6)), Ok(text.clone()));
        let packed = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&text);
        assert_eq!(undone("LZWDecode", &packed.expect("a vector takes all")), Ok(text));
        assert_eq!(undone("ASCIIHexDecode", b"41 4 2>43"), Ok(b"AB".to_vec()));
        assert_eq!(undone("ASCII85Decode", b"87cURD]i,\"Ebo80~>"), Ok(b"Hello World!".to_vec()));
        assert_eq!(undone("RunLengthDecode", b"\x01ab\xfec\x80z"), Ok(b"abccc".to_vec()));
    }

    #[test]
    fn a_bomb_is_refused_and_a_torn_stream_is_read_as_far_as_it_goes() {
        let none = Dict::default();
        let bomb = compress_to_vec_zlib(&vec![0; LONGEST + 1], 6);
        assert_eq!(undo(b"FlateDecode", &none, &bomb), Err(ScanError::TooLarge));
        let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let packed = compress_to_vec_zlib(&text, 6);
        let torn = undo(b"FlateDecode", &none, &packed[..packed.len() / 2]).expect("a part");
        assert!(torn.len() > 1000 && text.starts_with(&torn));
        let run = [0x81, 0].repeat(LONGEST / 128 + 1);
        assert_eq!(undo(b"RunLengthDecode", &none, &run), Err(ScanError::TooLarge));
    }
}
