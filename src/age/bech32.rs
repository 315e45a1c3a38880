//! Bech32 (BIP-173) without its limit of 90 characters, the encoding of age's keys.
//!
//! A text is accepted only in the case of its kind, and only in its canonical encoding: the one
//! that [`encode`] writes. Decoded bytes are written to the caller's buffer alone, since they may
//! be secret.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// The coefficients of the checksum's generator polynomial.
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
/// Length of the checksum in characters.
const CHECKSUM: usize = 6;
/// Bits per character.
const BITS: u32 = 5;

/// The case of a kind of key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
}

impl Case {
    fn of(self, byte: u8) -> u8 {
        match self {
            Self::Lower => byte,
            Self::Upper => byte.to_ascii_uppercase(),
        }
    }
}

/// Returns the length of the text that encodes this many bytes, in characters.
fn length(prefix: &str, bytes: usize) -> usize {
    prefix.len() + 1 + (bytes * 8).div_ceil(BITS as usize) + CHECKSUM
}

/// Encodes bytes with a prefix, which is given in lower case. The text never outgrows its first
/// allocation.
pub(super) fn encode(prefix: &str, bytes: &[u8], case: Case) -> String {
    let mut text = String::with_capacity(length(prefix, bytes.len()));
    let mut push = |byte: u8| text.push(char::from(case.of(byte)));
    let mut checksum = Checksum::of(prefix);
    prefix.bytes().for_each(&mut push);
    push(b'1');
    let mut put = |value: u32| {
        checksum.add(value);
        push(ALPHABET[value as usize]);
    };
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in bytes {
        held = held << 8 | u32::from(byte);
        bits += 8;
        while bits >= BITS {
            bits -= BITS;
            put(held >> bits & 31);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        put(held << (BITS - bits) & 31);
    }
    for value in checksum.end() {
        push(ALPHABET[value as usize]);
    }
    text
}

/// Decodes the bytes after a prefix into a buffer, which they must fill exactly. Returns whether
/// the text is well-formed.
#[must_use]
pub(super) fn decode(text: &str, prefix: &str, case: Case, into: &mut [u8]) -> bool {
    let text = text.as_bytes();
    if text.len() != length(prefix, into.len()) {
        return false;
    }
    let (given, rest) = text.split_at(prefix.len());
    if rest[0] != b'1' || !given.iter().copied().eq(prefix.bytes().map(|byte| case.of(byte))) {
        return false;
    }
    let mut checksum = Checksum::of(prefix);
    let (mut held, mut bits, mut at) = (0_u32, 0, 0);
    for (place, &byte) in rest[1..].iter().enumerate() {
        let Some(value) = ALPHABET.iter().position(|&one| case.of(one) == byte) else {
            return false;
        };
        let value = u32::try_from(value).expect("the alphabet has 32 characters");
        checksum.add(value);
        if place >= rest.len() - 1 - CHECKSUM {
            continue;
        }
        held = held << BITS | value;
        bits += BITS;
        if bits >= 8 {
            bits -= 8;
            into[at] = u8::try_from(held >> bits).expect("eight bits are left");
            at += 1;
            held &= (1 << bits) - 1;
        }
    }
    // The remaining bits of the last character are padding and must be zero.
    held == 0 && checksum.0 == 1
}

/// The running checksum of the values added so far.
struct Checksum(u32);

impl Checksum {
    fn of(prefix: &str) -> Self {
        let mut checksum = Self(1);
        prefix.bytes().for_each(|byte| checksum.add(u32::from(byte >> 5)));
        checksum.add(0);
        prefix.bytes().for_each(|byte| checksum.add(u32::from(byte & 31)));
        checksum
    }

    fn add(&mut self, value: u32) {
        let top = self.0 >> 25;
        self.0 = (self.0 & 0x01ff_ffff) << BITS ^ value;
        for (bit, coefficient) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                self.0 ^= coefficient;
            }
        }
    }

    /// Returns the characters of the checksum, as values of 5 bits.
    fn end(mut self) -> [u32; CHECKSUM] {
        (0..CHECKSUM).for_each(|_| self.add(0));
        let sum = self.0 ^ 1;
        std::array::from_fn(|place| sum >> (BITS as usize * (CHECKSUM - 1 - place)) & 31)
    }
}

#[cfg(test)]
mod tests {
    use bech32::{Bech32, Checksum, Hrp};
    use proptest::prelude::*;

    use super::*;

    /// The Bech32 of another implementation, without the limit on the length.
    enum Endless {}

    impl Checksum for Endless {
        type MidstateRepr = u32;
        const CODE_LENGTH: usize = usize::MAX;
        const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
        const GENERATOR_SH: [u32; 5] = Bech32::GENERATOR_SH;
        const TARGET_RESIDUE: u32 = Bech32::TARGET_RESIDUE;
        type CorrectionField = <Bech32 as Checksum>::CorrectionField;
        const ROOT_GENERATOR: Self::CorrectionField = Bech32::ROOT_GENERATOR;
        const ROOT_EXPONENTS: std::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    }

    proptest! {
        #[test]
        fn another_implementation_writes_the_same(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for prefix in ["age", "age-secret-key-", "age-plugin-collab-"] {
                let hrp = Hrp::parse(prefix).expect("a prefix");
                let theirs = bech32::encode_lower::<Endless>(hrp, &bytes).expect("short enough");
                let ours = encode(prefix, &bytes, Case::Lower);
                prop_assert_eq!(&ours, &theirs);
                prop_assert_eq!(ours.len(), length(prefix, bytes.len()));
                prop_assert_eq!(encode(prefix, &bytes, Case::Upper), theirs.to_ascii_uppercase());
                let mut read = vec![0; bytes.len()];
                prop_assert!(decode(&ours, prefix, Case::Lower, &mut read));
                prop_assert_eq!(&read, &bytes);
            }
        }

        #[test]
        fn no_altered_text_is_read(at in 0..62_usize, with in any::<u8>()) {
            let text = encode("age", &[7; 32], Case::Lower);
            let mut altered = text.clone().into_bytes();
            altered[at] = with & 0x7f;
            let altered = String::from_utf8(altered).expect("ASCII");
            prop_assert_eq!(decode(&altered, "age", Case::Lower, &mut [0; 32]), altered == text);
        }
    }

    #[test]
    fn no_other_length_case_or_prefix_is_read() {
        let text = encode("age", &[7; 32], Case::Lower);
        assert!(decode(&text, "age", Case::Lower, &mut [0; 32]));
        for (text, prefix, case, length) in [
            (text.as_str(), "age", Case::Upper, 32),
            (&text.to_ascii_uppercase(), "age", Case::Lower, 32),
            (&text, "aga", Case::Lower, 32),
            (&text, "age-", Case::Lower, 32),
            (&text, "age", Case::Lower, 31),
            (&text, "age", Case::Lower, 33),
            (&text[..61], "age", Case::Lower, 32),
            ("", "age", Case::Lower, 32),
            ("age1", "age", Case::Lower, 0),
        ] {
            assert!(!decode(text, prefix, case, &mut vec![0; length]), "{text}");
        }
    }
}
