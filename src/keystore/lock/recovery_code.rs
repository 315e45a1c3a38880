//! Recovery codes: each opens a keystore once, if its passphrase is forgotten.
//!
//! Seven groups of four characters of Crockford's alphabet, 140 bits: 128 random ones, since
//! nothing limits the rate of guesses at a copy of the file, and 12 check bits. The check is CRC-12
//! (x^12 + x^11 + x^3 + x^2 + x + 1). It detects every single wrong character and every two
//! neighbors that are wrong or swapped; of all other errors, it misses one in 4096.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::code::{Entropy, EntropyError};
use crate::keystore::seal::KEY;
use crate::secret::{Secret, SecretText};

/// Crockford's alphabet: without I, L and O, which look like digits, and without U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The number of characters of a code.
const CHARACTERS: usize = 28;
/// The number of characters in a group.
const GROUP: usize = 4;
/// The number of bits in a character.
const BITS: usize = 5;
/// The number of random bytes.
const BYTES: usize = 16;
/// The number of check bits.
const CHECK: u32 = 12;

const SALT: &[u8] = b"collab recovery code v1";
const LABEL: &[u8] = b"collab/v1/recovery/x25519";

/// A recovery code, which opens a keystore once.
pub struct RecoveryCode(Secret<[u8; BYTES]>);

/// The public identifier of a recovery code; it reveals nothing of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeId(pub(in crate::keystore) [u8; KEY]);

/// The reason why a text is not a recovery code. Reveals nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotARecoveryCode {
    /// The text has another number of characters.
    #[error("{0} characters")]
    Count(usize),
    /// This group has a character that is not in the alphabet.
    #[error("a character in group {0}")]
    Character(usize),
    /// The check bits are wrong: something was mistyped.
    #[error("it does not check")]
    Mistyped,
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

impl RecoveryCode {
    /// Generates a new code.
    ///
    /// # Errors
    ///
    /// If the random number generator fails.
    pub fn generate(entropy: &mut Entropy<'_>) -> Result<Self, EntropyError> {
        let mut bytes = Secret::new([0; BYTES]);
        entropy(bytes.expose_mut())?;
        Ok(Self(bytes))
    }

    /// Reads a code as a person wrote it, with any case and any separators. `O` is read as 0, `I`
    /// and `L` as 1.
    ///
    /// # Errors
    ///
    /// If the text is not a recovery code.
    pub fn read(text: &str) -> Result<Self, NotARecoveryCode> {
        let is_between = |c: char| c.is_whitespace() || "-–—_.·".contains(c);
        let mut values = Zeroizing::new([0; CHARACTERS]);
        let mut count = 0;
        for c in text.chars().filter(|&c| !is_between(c)) {
            let value = value(c).ok_or(NotARecoveryCode::Character(count / GROUP + 1))?;
            if let Some(place) = values.get_mut(count) {
                *place = value;
            }
            count += 1;
        }
        if count != CHARACTERS {
            return Err(NotARecoveryCode::Count(count));
        }
        let mut bytes = Secret::new([0; BYTES]);
        for (index, value) in values.iter().enumerate() {
            for bit in 0..BITS {
                let (at, is_set) = (index * BITS + bit, value >> (BITS - 1 - bit) & 1);
                if let Some(byte) = bytes.expose_mut().get_mut(at / 8) {
                    *byte |= is_set << (7 - at % 8);
                }
            }
        }
        let code = Self(bytes);
        if *code.values() == *values { Ok(code) } else { Err(NotARecoveryCode::Mistyped) }
    }

    /// Returns the code as it is written down: seven groups of four.
    pub fn text(&self) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(CHARACTERS / GROUP * (GROUP + 1)));
        for (index, &value) in self.values().iter().enumerate() {
            if index > 0 && index % GROUP == 0 {
                text.expose_mut().push('-');
            }
            text.expose_mut().push(char::from(ALPHABET[usize::from(value)]));
        }
        text
    }

    /// Derives the X25519 private key, whose public half is in the keystore.
    pub(in crate::keystore) fn secret_key(&self) -> StaticSecret {
        let mut key = Zeroizing::new([0; KEY]);
        Hkdf::<Sha256>::new(Some(SALT), self.0.expose())
            .expand(LABEL, &mut *key)
            .expect("32 bytes are far below the limit of HKDF");
        StaticSecret::from(*key)
    }

    /// Returns the identifier: the public half of the code's key.
    pub fn id(&self) -> CodeId {
        CodeId(PublicKey::from(&self.secret_key()).to_bytes())
    }

    /// Returns the values of the characters: the random bits, then the check bits.
    fn values(&self) -> Zeroizing<[u8; CHARACTERS]> {
        let bytes = self.0.expose();
        let check = crc12(bytes);
        let bit = |at: usize| match bytes.get(at / 8) {
            Some(byte) => byte >> (7 - at % 8) & 1,
            None => u8::from(check >> (BYTES * 8 + CHECK as usize - 1 - at) & 1 == 1),
        };
        let mut values = Zeroizing::new([0; CHARACTERS]);
        for (index, value) in values.iter_mut().enumerate() {
            *value = (0..BITS).fold(0, |value, place| value << 1 | bit(index * BITS + place));
        }
        values
    }
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let place = ALPHABET.iter().position(|&known| char::from(known) == c)?;
    u8::try_from(place).ok()
}

/// Computes the CRC-12 of bytes.
fn crc12(bytes: &[u8]) -> u16 {
    const POLYNOMIAL: u16 = 0b1000_0000_1111;
    const TOP: u16 = 1 << (CHECK - 1);
    bytes.iter().fold(0, |crc, byte| {
        (0..8).rev().fold(crc, |crc: u16, bit| {
            let carry = (crc & TOP != 0) != (byte >> bit & 1 == 1);
            let shifted = crc << 1 & (2 * TOP - 1);
            if carry { shifted ^ POLYNOMIAL } else { shifted }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(byte: u8) -> RecoveryCode {
        let mut next = byte;
        RecoveryCode::generate(&mut |bytes: &mut [u8]| {
            for byte in bytes {
                *byte = next;
                next = next.wrapping_mul(7).wrapping_add(41);
            }
            Ok(())
        })
        .expect("the generator works")
    }

    fn same(text: &str, code: &RecoveryCode) -> bool {
        RecoveryCode::read(text).is_ok_and(|read| read.0 == code.0)
    }

    /// The check value of CRC-12/UMTS, without the reflection of its result: 0xf5b for `123456789`
    /// (title of the source: "Catalogue of parametrised CRC algorithms").
    #[test]
    fn the_check_is_the_one_of_the_catalog() {
        assert_eq!(crc12(b"123456789"), 0xf5b);
    }

    #[test]
    fn a_recovery_code_is_read_in_any_usual_spelling() {
        for byte in 0..=255 {
            let code = code(byte);
            let text = code.text();
            let text = text.expose();
            assert_eq!((text.len(), text.matches('-').count()), (34, 6));
            assert!(same(text, &code));
            assert!(same(&text.to_lowercase().replace('-', ""), &code));
            assert!(same(&text.replace('-', " – "), &code));
            assert!(same(&format!("  {}\n", text.replace('0', "O").replace('1', "l")), &code));
        }
    }

    #[test]
    fn no_wrong_character_and_no_exchanged_neighbors_are_read() {
        let code = code(3);
        let text = code.text().expose().replace('-', "");
        for at in 0..CHARACTERS {
            for &other in ALPHABET {
                let mut altered = text.clone().into_bytes();
                if altered[at] == other {
                    continue;
                }
                altered[at] = other;
                let altered = String::from_utf8(altered).expect("ASCII");
                let outcome = RecoveryCode::read(&altered).map(drop);
                assert_eq!(outcome, Err(NotARecoveryCode::Mistyped), "{at}");
            }
            let mut altered = text.clone().into_bytes();
            if at + 1 < CHARACTERS && altered[at] != altered[at + 1] {
                altered.swap(at, at + 1);
                let altered = String::from_utf8(altered).expect("ASCII");
                assert!(RecoveryCode::read(&altered).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn a_bad_recovery_code_is_refused_with_the_count_or_the_group() {
        let read = |text: &str| RecoveryCode::read(text).map(drop);
        assert_eq!(read(""), Err(NotARecoveryCode::Count(0)));
        assert_eq!(read("ABCD-EFGH"), Err(NotARecoveryCode::Count(8)));
        assert_eq!(read("ABCD-EFGU"), Err(NotARecoveryCode::Character(2)));
        assert_eq!(read(&"0".repeat(29)), Err(NotARecoveryCode::Count(29)));
        assert!(read(&"0".repeat(28)).is_ok());
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", code(1)), "RecoveryCode(..)");
    }
}
