//! The hash of a message, computed as a stream.

use std::fmt;
use std::io::{self, Read};

use sha2::{Digest as _, Sha256, Sha512};

/// The hash functions of SSHSIG.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-256: twice as fast on processors with instructions for it, which most have.
    #[default]
    Sha256,
    /// SHA-512: the default of ssh-keygen, and the hash of git's signatures.
    Sha512,
}

impl Hash {
    /// All hash functions.
    pub const ALL: [Self; 2] = [Self::Sha256, Self::Sha512];

    /// Returns the name used in a signature.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }
}

/// The hash of a message. It can only be made by hashing a message, never from given bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(Hashed);

#[derive(Clone, PartialEq, Eq)]
enum Hashed {
    Sha256([u8; 32]),
    Sha512([u8; 64]),
}

/// The running hash of a message.
///
/// ```
/// use collab::sshsig::{Digest, Hash, Hasher};
///
/// let mut hasher = Hasher::new(Hash::Sha256);
/// hasher.update(b"one message, ");
/// hasher.update(b"in two pieces");
/// let whole = Digest::of(Hash::Sha256, &mut &b"one message, in two pieces"[..])?;
/// assert_eq!(hasher.finish(), whole);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Hasher(Hashing);

#[derive(Clone, Debug)]
enum Hashing {
    Sha256(Sha256),
    Sha512(Sha512),
}

/// Bytes read at a time. From 64 KiB on, the time per byte is that of the hash; measured with
/// `benches/signatures.sh`.
const PIECE: usize = 128 * 1024;

impl Hasher {
    /// Returns the hash of an empty message, to be updated.
    pub fn new(hash: Hash) -> Self {
        Self(match hash {
            Hash::Sha256 => Hashing::Sha256(Sha256::new()),
            Hash::Sha512 => Hashing::Sha512(Sha512::new()),
        })
    }

    /// Adds the next piece of the message.
    pub fn update(&mut self, piece: &[u8]) {
        match &mut self.0 {
            Hashing::Sha256(hasher) => hasher.update(piece),
            Hashing::Sha512(hasher) => hasher.update(piece),
        }
    }

    /// Returns the digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(match self.0 {
            Hashing::Sha256(hasher) => Hashed::Sha256(hasher.finalize().into()),
            Hashing::Sha512(hasher) => Hashed::Sha512(hasher.finalize().into()),
        })
    }
}

impl Digest {
    /// Hashes a message to its end, in constant memory.
    ///
    /// # Errors
    ///
    /// When the message can't be read.
    pub fn of(hash: Hash, message: &mut dyn Read) -> io::Result<Self> {
        let mut hasher = Hasher::new(hash);
        let mut piece = vec![0; PIECE];
        loop {
            match message.read(&mut piece) {
                Ok(0) => return Ok(hasher.finish()),
                Ok(count) => hasher.update(&piece[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the hash function.
    pub fn hash(&self) -> Hash {
        match self.0 {
            Hashed::Sha256(_) => Hash::Sha256,
            Hashed::Sha512(_) => Hash::Sha512,
        }
    }

    /// Returns the bytes of the digest: 32 or 64.
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            Hashed::Sha256(bytes) => bytes,
            Hashed::Sha512(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.hash().name(), base16ct::lower::encode_string(self.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that returns a few bytes at a time, and is interrupted in between.
    struct Slow<'a>(&'a [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let few = buffer.len().min(7);
            self.0.read(&mut buffer[..few])
        }
    }

    #[test]
    fn a_message_has_one_hash_however_it_comes() {
        // FIPS 180-4, the examples for "abc".
        let sha256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sha512 = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                      2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        for (hash, expected) in [(Hash::Sha256, sha256), (Hash::Sha512, sha512)] {
            let digest = Digest::of(hash, &mut &b"abc"[..]).expect("read");
            assert_eq!(format!("{digest:?}"), expected);
            let long = vec![0x5a; PIECE + 3];
            let at_once = Digest::of(hash, &mut &long[..]).expect("read");
            assert_eq!(Digest::of(hash, &mut Slow(&long, false)).expect("read"), at_once);
        }
    }
}
