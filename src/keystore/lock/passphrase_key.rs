//! A passphrase, and the key that Argon2id (RFC 9106) derives from it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::code::{Entropy, EntropyError};
use crate::keystore::seal::{KEY, Key};
use crate::secret::{Secret, SecretText};

/// A passphrase: text in Unicode normalization form C (NFC), so that every keyboard that shows the
/// same text types the same passphrase.
#[derive(Debug, PartialEq, Eq)]
pub struct Passphrase(SecretText);

/// The maximum length of a passphrase, in bytes.
pub const LONGEST: usize = 1024;

impl Passphrase {
    /// Reads a passphrase as a person typed it or as a file holds it, without one newline at the
    /// end. Returns `None` if it is not UTF-8 or longer than [`LONGEST`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.len() > LONGEST {
            return None;
        }
        // NFC makes no character's UTF-8 more than three times as long.
        let mut normal = SecretText::new(String::with_capacity(3 * text.len()));
        normal.expose_mut().extend(text.nfc());
        Some(Self(normal))
    }

    /// Returns the text.
    pub fn text(&self) -> &SecretText {
        &self.0
    }
}

/// The cost of one guess at a passphrase: the parameters of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub(in crate::keystore) memory: u32,
    /// The number of passes over the memory.
    pub(in crate::keystore) passes: u32,
    /// The number of lanes, which can be computed in parallel.
    pub(in crate::keystore) lanes: u32,
}

impl Cost {
    /// The cost of a new lock: 256 MiB, three passes.
    pub const USUAL: Self = Self { memory: 256 * 1024, passes: 3, lanes: 4 };
    /// The minimum cost in a file, so that no file makes guessing cheap.
    pub const LEAST: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// The maximum cost in a file, so that no file keeps us busy forever.
    pub const MOST: Self = Self { memory: 1024 * 1024, passes: 10, lanes: 8 };

    /// Whether guessing is cheaper than with another cost: memory times passes is smaller.
    pub fn is_below(self, other: Self) -> bool {
        let work = |cost: Self| u64::from(cost.memory) * u64::from(cost.passes);
        work(self) < work(other)
    }

    /// Returns this cost, if each parameter is within [`Cost::LEAST`] and [`Cost::MOST`].
    pub fn new(memory: u32, passes: u32, lanes: u32) -> Option<Self> {
        let (least, most) = (Self::LEAST, Self::MOST);
        let is_legal = (least.memory..=most.memory).contains(&memory)
            && (least.passes..=most.passes).contains(&passes)
            && (least.lanes..=most.lanes).contains(&lanes);
        is_legal.then_some(Self { memory, passes, lanes })
    }
}

/// The length of a salt, in bytes.
pub(in crate::keystore) const SALT: usize = 16;

/// The key derived from a passphrase, with the parameters of its derivation.
#[derive(Debug)]
pub struct PassphraseKey {
    pub(in crate::keystore) cost: Cost,
    pub(in crate::keystore) salt: [u8; SALT],
    pub(in crate::keystore) key: Key,
}

/// The error that there is less memory than the derivation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not enough memory")]
pub struct OutOfMemory;

/// The reason why there is no new key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoKey {
    /// The random number generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is not enough memory.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),
}

impl PassphraseKey {
    /// Derives a new key with a new salt. Takes as long as the cost demands.
    ///
    /// # Errors
    ///
    /// If the random number generator fails, or there is not enough memory.
    pub fn new(
        passphrase: &Passphrase,
        cost: Cost,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, NoKey> {
        let mut salt = [0; SALT];
        entropy(&mut salt)?;
        Ok(Self::derive(passphrase, cost, salt)?)
    }

    /// Derives the key with this salt.
    pub(in crate::keystore) fn derive(
        passphrase: &Passphrase,
        cost: Cost,
        salt: [u8; SALT],
    ) -> Result<Self, OutOfMemory> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(KEY))
            .expect("every legal cost is one of Argon2");
        let blocks = params.block_count();
        // Memory that the crate allocates itself would not be wiped, and a failed allocation would
        // end the process.
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| OutOfMemory)?;
        memory.resize(blocks, Block::new());
        let mut memory = Zeroizing::new(memory);
        let mut key = Secret::new([0; KEY]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                passphrase.0.expose().as_bytes(),
                &salt,
                key.expose_mut(),
                memory.as_mut_slice(),
            )
            .expect("a short passphrase, a salt of 16 bytes, and memory for every block");
        Ok(Self { cost, salt, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::from_bytes(text.as_bytes()).expect("text")
    }

    #[test]
    fn one_text_is_one_passphrase_however_it_was_typed() {
        assert_eq!(passphrase("e\u{301}tude"), passphrase("\u{e9}tude"));
        assert_eq!(passphrase("pass\n"), passphrase("pass"));
        assert_eq!(passphrase("pass\r\n"), passphrase("pass"));
        assert_ne!(passphrase("pass\n\n"), passphrase("pass"));
        assert_ne!(passphrase(" pass"), passphrase("pass"));
        assert_eq!(Passphrase::from_bytes(b"\xff"), None);
        assert_eq!(Passphrase::from_bytes(&[b'a'; LONGEST + 1]), None);
        assert!(Passphrase::from_bytes(&[b'a'; LONGEST]).is_some());
    }

    #[test]
    fn a_cost_is_bounded_on_both_sides() {
        let (least, most) = (Cost::LEAST, Cost::MOST);
        for Cost { memory, passes, lanes } in [least, most, Cost::USUAL] {
            assert!(Cost::new(memory, passes, lanes).is_some());
        }
        for (memory, passes, lanes) in [
            (least.memory - 1, 3, 4),
            (least.memory, 2, 4),
            (least.memory, 3, 0),
            (most.memory + 1, 3, 4),
            (most.memory, 11, 4),
            (most.memory, 3, 9),
            (u32::MAX, u32::MAX, u32::MAX),
        ] {
            assert_eq!(Cost::new(memory, passes, lanes), None);
        }
    }

    /// Expected values from the command line of the reference implementation, for `Cost::LEAST`:
    /// `printf 'correct horse' | argon2 0123456789abcdef -id -t 3 -k 65536 -p 1 -l 32 -r`.
    #[test]
    fn the_key_is_that_of_the_reference_implementation() {
        for (cost, expected) in [
            (Cost::LEAST, "92599c67f23f1d9dce9b6f0cfb5a9b18ce110336de00799947472465edd9e49a"),
            (Cost::USUAL, "7a9a97876d1b313d3380144ef866006c9a12f62c29d35f639c685b684d10b158"),
        ] {
            let passphrase = passphrase("correct horse");
            let key = PassphraseKey::derive(&passphrase, cost, *b"0123456789abcdef");
            let key = key.expect("there is memory").key;
            assert_eq!(base16ct::lower::encode_string(key.expose()), expected);
        }
    }
}
