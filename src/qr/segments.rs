//! The text in the data of a QR code: segments in numeric, alphanumeric and byte mode.

use super::version::Version;
use crate::secret::{Secret, SecretBytes};

pub(super) const CAPITALS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// A text, and the state of the bytes after it.
pub(super) struct Data {
    pub(super) text: SecretBytes,
    /// Whether the remaining bytes are the standard's padding.
    pub(super) is_padded: bool,
}

/// A segment mode: the size of its alphabet; the bits of one, two and three characters that are
/// encoded together; and the bits of the segment's length, by the class of the version.
struct Kind {
    characters: usize,
    bits: &'static [usize],
    length: [usize; 3],
}

/// Decodes the text; `None` for other modes, such as kanji, ECI and structured append.
pub(super) fn read(data: &[u8], version: Version) -> Option<Data> {
    // Never reallocated: three digits take ten bits.
    let mut text = Secret::new(Vec::with_capacity(3 * data.len()));
    let mut bits = Bits { data, at: 0 };
    // The terminator may be shortened or missing where the data is full.
    while let Some(mode @ 1..) = bits.take(4) {
        let kind = match mode {
            1 => Kind { characters: 10, bits: &[4, 7, 10], length: [10, 12, 14] },
            2 => Kind { characters: 45, bits: &[6, 11], length: [9, 11, 13] },
            4 => Kind { characters: 256, bits: &[8], length: [8, 16, 16] },
            _ => return None,
        };
        let mut left = bits.take(kind.length[version.class()])?;
        while left > 0 {
            let count = left.min(kind.bits.len());
            let mut number = bits.take(kind.bits[count - 1])?;
            let begin = text.expose().len();
            for _ in 0..count {
                let character = number % kind.characters;
                let is_byte = kind.characters == 256;
                let byte = if is_byte { character as u8 } else { CAPITALS[character] };
                text.expose_mut().push(byte);
                number /= kind.characters;
            }
            if number > 0 {
                return None;
            }
            text.expose_mut()[begin..].reverse();
            left -= count;
        }
    }
    let padding = data[bits.at.div_ceil(8)..].iter().zip([0xec, 0x11].into_iter().cycle());
    let is_padded = padding.into_iter().all(|(byte, pad)| *byte == pad);
    Some(Data { text, is_padded })
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// Reads this number of bits as a number.
    fn take(&mut self, count: usize) -> Option<usize> {
        let places = self.at..self.at + count;
        if places.end > 8 * self.data.len() {
            return None;
        }
        self.at = places.end;
        let bit = |place: usize| usize::from(self.data[place / 8] >> (7 - place % 8) & 1);
        Some(places.fold(0, |number, place| number << 1 | bit(place)))
    }
}

#[cfg(test)]
mod tests {
    use qrcode::EcLevel;
    use qrcode::bits::Bits;

    use super::*;

    #[test]
    fn changed_padding_is_noticed_and_impossible_digits_are_refused() {
        let mut bits = Bits::new(qrcode::Version::Normal(3));
        bits.push_numeric_data(&[b'8'; 80]).expect("it fits");
        bits.push_terminator(EcLevel::M).expect("it fits");
        let mut data = bits.into_bytes();
        let read = |data: &[u8]| super::read(data, Version::of(29));
        let whole = read(&data).expect("a text");
        assert_eq!((&whole.text.expose()[..], whole.is_padded), (&[b'8'; 80][..], true));
        *data.last_mut().expect("44 bytes") ^= 1;
        assert!(!read(&data).expect("a text").is_padded);
        // The first ten bits after the mode and the length.
        data[1] |= 0b11;
        data[2] = 0xff;
        assert!(read(&data).is_none());
        assert!(read(&data[..1]).is_none());
    }
}
