//! Signal's recovery key, the account entropy pool: 64 random lowercase letters and digits.
//!
//! As in Signal's own library (signalapp/libsignal, rust/account-keys): only the length and the
//! alphabet can be checked. Signal's programs ignore other characters and convert uppercase letters
//! to lowercase.

use crate::scheme::{Known, Scheme};
use crate::slips::written::Script;
use crate::slips::{Generator, Written};

const LENGTH: usize = 64;
/// The length of a group on the screen.
const GROUP: usize = 4;

static LETTERS_AND_DIGITS: Script = Script {
    alphabet: b"0123456789abcdefghijklmnopqrstuvwxyz",
    // The letters that are written for digits are themselves characters of the alphabet.
    alike: &[
        (b'1', b'7'),
        (b'4', b'9'),
        (b'0', b'6'),
        (b'3', b'8'),
        (b'5', b'6'),
        (b'0', b'o'),
        (b'1', b'l'),
        (b'1', b'i'),
        (b'2', b'z'),
        (b'5', b's'),
        (b'6', b'b'),
        (b'8', b'b'),
        (b'9', b'g'),
        (b'9', b'q'),
        (b'u', b'v'),
    ],
    foreign: &[],
    row: 4,
    words: false,
};

pub(crate) struct Signal;

impl Scheme for Signal {
    fn code(&self) -> &'static str {
        "Signal's recovery key, 64 characters"
    }

    /// The key from which libsignal's own tests derive.
    fn verify(&self) {
        let read = |text: &str| self.read(text, &|_| false);
        let key = "dtjs858asj6tv0jzsqrsmj0ubp335pisj98e9ssnss8myoc08drhtcktyawvx45l";
        assert_eq!(read(key), Some(key.as_bytes().to_vec()));
        assert_eq!(read(&key.to_uppercase()), read(key));
        assert_eq!(read(&key[1..]), None);
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let alphabet = LETTERS_AND_DIGITS.alphabet;
        let key: Vec<u8> = (0..LENGTH).map(|_| alphabet[generator.index(alphabet.len())]).collect();
        Written::in_groups(&LETTERS_AND_DIGITS, key.chunks(GROUP))
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        let key: Vec<u8> = copy
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|b| b.to_ascii_lowercase())
            .collect();
        (key.len() == LENGTH).then_some(key)
    }
}
