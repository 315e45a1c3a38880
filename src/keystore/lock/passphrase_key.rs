//! A passphrase, and the key that Argon2id (RFC 9106) makes of it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::code::{Entropy, EntropyError};
use crate::keystore::seal::{KEY, Key};
use crate::secret::{Secret, SecretText};

/// What a person locks a keystore with: text in its one form (NFC), so that every keyboard that
/// shows the same text types the same passphrase.
#[derive(Debug, PartialEq, Eq)]
pub struct Passphrase(SecretText);

/// How long a passphrase may be, in bytes.
pub const LONGEST: usize = 1024;

impl Passphrase {
    /// The passphrase that a person typed, or that a file holds, of which one newline at the end is
    /// dropped. `None` when it is no text, or longer than [`LONGEST`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = str::from_utf8(bytes).ok()?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.len() > LONGEST {
            return None;
        }
        // No character of any script has a form of over three times its bytes.
        let mut normal = SecretText::new(String::with_capacity(3 * text.len()));
        normal.expose_mut().extend(text.nfc());
        Some(Self(normal))
    }

    /// Its text.
    pub fn text(&self) -> &SecretText {
        &self.0
    }
}

/// What guessing a passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub(in crate::keystore) memory: u32,
    /// Passes over it.
    pub(in crate::keystore) passes: u32,
    /// Lanes, which can be gone through side by side.
    pub(in crate::keystore) lanes: u32,
}

impl Cost {
    /// What a new lock costs: 256 MiB, three passes.
    pub const USUAL: Self = Self { memory: 256 * 1024, passes: 3, lanes: 4 };
    /// The least that a file may ask for, so that none can make guessing cheap.
    pub const LEAST: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// The most that a file may ask for, so that none can keep us busy for ever.
    pub const MOST: Self = Self { memory: 1024 * 1024, passes: 10, lanes: 8 };

    /// Whether guessing costs less than this.
    pub fn is_below(self, other: Self) -> bool {
        let work = |cost: Self| u64::from(cost.memory) * u64::from(cost.passes);
        work(self) < work(other)
    }

    /// This cost, if it is between the least and the most.
    pub fn new(memory: u32, passes: u32, lanes: u32) -> Option<Self> {
        let (least, most) = (Self::LEAST, Self::MOST);
        let is_legal = (least.memory..=most.memory).contains(&memory)
            && (least.passes..=most.passes).contains(&passes)
            && (least.lanes..=most.lanes).contains(&lanes);
        is_legal.then_some(Self { memory, passes, lanes })
    }
}

/// How many random bytes make the same passphrase another key.
pub(in crate::keystore) const SALT: usize = 16;

/// The key that follows from a passphrase, and what it followed by.
#[derive(Debug)]
pub struct PassphraseKey {
    pub(in crate::keystore) cost: Cost,
    pub(in crate::keystore) salt: [u8; SALT],
    pub(in crate::keystore) key: Key,
}

/// There is not as much memory as a derivation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not enough memory")]
pub struct OutOfMemory;

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoKey {
    /// The generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is not enough memory.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),
}

impl PassphraseKey {
    /// A new key of a passphrase, with a salt of its own. Takes as long as the cost says.
    ///
    /// # Errors
    ///
    /// When the generator fails, or there is not enough memory.
    pub fn new(
        passphrase: &Passphrase,
        cost: Cost,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, NoKey> {
        let mut salt = [0; SALT];
        entropy(&mut salt)?;
        Ok(Self::derive(passphrase, cost, salt)?)
    }

    /// The key of a passphrase with this salt.
    pub(in crate::keystore) fn derive(
        passphrase: &Passphrase,
        cost: Cost,
        salt: [u8; SALT],
    ) -> Result<Self, OutOfMemory> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(KEY))
            .expect("every legal cost is one of Argon2");
        let blocks = params.block_count();
        // The crate's own memory is not wiped; and where there is too little, it ends the process.
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

    /// Made with the reference implementation's command line:
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
