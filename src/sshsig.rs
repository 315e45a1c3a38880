//! SSH signatures: SSHSIG, the format of `ssh-keygen -Y` (OpenSSH's PROTOCOL.sshsig).
//!
//! A signature is detached: it stands in a text of its own, beside the message. It holds the public
//! key that made it, the [`Namespace`] that it was made for, and the [`Hash`](enum@Hash) of the message, not
//! the message. Ed25519 (RFC 8032) signs
//!
//! ```text
//! "SSHSIG" string namespace, string reserved, string hash name, string hash of the message
//! ```
//!
//! and the blob, which the armor holds in base64, is
//!
//! ```text
//! "SSHSIG" uint32 1, string public key blob, string namespace, string reserved, string hash name,
//! string (string "ssh-ed25519", string signature)
//! ```
//!
//! **A signature proves nothing by itself.** The key in it is only a claim, and so is the namespace:
//! [`Signature::verify`] wants the namespace that is expected, and returns the key, to be compared
//! with the expected one.

mod armored;
mod message_digest;
mod namespace;

use ed25519_dalek::VerifyingKey;

pub use armored::{ArmorError, Foreign};
pub use message_digest::{Digest, Hash, Hasher};
pub use namespace::{Namespace, NamespaceError};

use crate::ssh_wire::{ED25519, PublicKey, PublicKeyError, Reader, WireError, Writer};

/// The beginning of a blob, and of what is signed.
const MAGIC: &[u8; 6] = b"SSHSIG";
/// The version of the format.
const VERSION: u32 = 1;
/// The length of the longest text that is read as a signature, in bytes. Ours have about 300; a
/// signature of the largest RSA key with a certificate has about 20,000.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// A signature, as it was made or read. What it says is not verified.
///
/// ```
/// use collab::sshsig::{Digest, Namespace, Signature};
///
/// // printf 'a message' | ssh-keygen -Y sign -n file -O hashalg=sha256 -f key
/// let text = concat!(
///     "-----BEGIN SSH SIGNATURE-----\n",
///     "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgh/guR2URevCvp/P35g/yu6w9Sk\n",
///     "rq8NkNJ6JaXFr+0R8AAAAEZmlsZQAAAAAAAAAGc2hhMjU2AAAAUwAAAAtzc2gtZWQyNTUx\n",
///     "OQAAAEBoktZGigvd9eWzXU9S83qOeFAJ+GXf2NmilHl/4TxNRp8YYeelkkqjttFsNVR5HX\n",
///     "s0wXx0FAjKVEplwYKnnuAP\n",
///     "-----END SSH SIGNATURE-----\n",
/// );
/// let signature = Signature::from_armor(text.as_bytes())?;
/// let digest = Digest::of(signature.hash(), &mut &b"a message"[..])?;
/// let key = signature.verify(&Namespace::FILE, &digest)?;
/// // Here the key that is expected is compared with `key`.
/// assert_eq!(key, signature.claimed_key());
/// assert_eq!(signature.armor(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    key: PublicKey,
    namespace: Vec<u8>,
    reserved: Vec<u8>,
    hash: Hash,
    proof: [u8; 64],
}

/// A text or a blob that is no signature that can be looked at here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The armor is not one.
    #[error(transparent)]
    Armor(#[from] ArmorError),
    /// The blob does not begin as one.
    #[error("not an SSH signature")]
    NoMagic,
    /// A version of the format that is not 1.
    #[error("version {0} of the format")]
    Version(u32),
    /// The blob ends early, or goes on behind its end.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The namespace is empty.
    #[error("the namespace is empty")]
    EmptyNamespace,
    /// A hash function that is not one of SSHSIG's.
    #[error("an unknown hash function")]
    UnknownHash,
    /// A key of another algorithm made it; this is its name and its blob.
    #[error("a key of another algorithm")]
    OtherAlgorithm {
        /// The algorithm's name, in visible ASCII.
        name: String,
        /// The public key blob.
        key: Vec<u8>,
    },
    /// The public key is malformed.
    #[error("the public key is malformed")]
    MalformedKey,
    /// The signature in the blob is not one of the key's algorithm.
    #[error("the signature is not one of its key")]
    MalformedSignature,
}

/// Why a signature does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// It was made for another namespace: this one, or so it says.
    #[error("another namespace")]
    OtherNamespace(Vec<u8>),
    /// The message was hashed with another function than the signature says.
    #[error("another hash function")]
    OtherHash,
    /// The public key is not a point of the curve in its one encoding, or one of small order, which
    /// verifies what nobody signed.
    #[error("the public key is unfit")]
    UnfitKey,
    /// The message is another, or the signature was tampered with.
    #[error("the signature is not one of this message")]
    Mismatch,
}

/// Returns the bytes that Ed25519 signs.
pub(crate) fn signed_data(namespace: &[u8], reserved: &[u8], digest: &Digest) -> Vec<u8> {
    let mut data = Vec::new();
    Writer::new(&mut data)
        .bytes(MAGIC)
        .string(namespace)
        .string(reserved)
        .string(digest.hash().name().as_bytes())
        .string(digest.bytes());
    data
}

impl Signature {
    /// Returns a signature that was just made.
    pub(crate) fn made(key: PublicKey, namespace: &Namespace, hash: Hash, proof: [u8; 64]) -> Self {
        let namespace = namespace.as_str().as_bytes().to_vec();
        Self { key, namespace, reserved: Vec::new(), hash, proof }
    }

    /// Returns the signature that an armored text holds.
    ///
    /// # Errors
    ///
    /// When it holds none, or anything beside it.
    pub fn from_armor(text: &[u8]) -> Result<Self, SignatureError> {
        if text.len() > LONGEST_TEXT {
            return Err(ArmorError::TooLong.into());
        }
        Self::from_blob(&armored::blob(text)?)
    }

    /// Returns the armored text: byte for byte what ssh-keygen writes of the same signature.
    pub fn armor(&self) -> String {
        armored::armored(&self.blob())
    }

    /// Returns the signature that a blob holds.
    ///
    /// # Errors
    ///
    /// When it holds none; also when an algorithm other than Ed25519 made it.
    pub fn from_blob(blob: &[u8]) -> Result<Self, SignatureError> {
        let mut reader = Reader::new(blob);
        if reader.array() != Ok(MAGIC) {
            return Err(SignatureError::NoMagic);
        }
        let version = reader.uint32()?;
        if version != VERSION {
            return Err(SignatureError::Version(version));
        }
        let key = reader.string()?;
        let namespace = reader.string()?;
        let reserved = reader.string()?;
        let hash = reader.string()?;
        let signature = reader.string()?;
        reader.finish()?;
        if namespace.is_empty() {
            return Err(SignatureError::EmptyNamespace);
        }
        let hash = Hash::ALL.into_iter().find(|known| known.name().as_bytes() == hash);
        Ok(Self {
            key: PublicKey::from_blob(key).map_err(|error| match error {
                PublicKeyError::OtherAlgorithm(name) => {
                    SignatureError::OtherAlgorithm { name, key: key.to_vec() }
                }
                PublicKeyError::Malformed => SignatureError::MalformedKey,
            })?,
            namespace: namespace.to_vec(),
            reserved: reserved.to_vec(),
            hash: hash.ok_or(SignatureError::UnknownHash)?,
            proof: *ed25519_signature(signature).ok_or(SignatureError::MalformedSignature)?,
        })
    }

    /// Returns the blob: what it was read from, byte for byte.
    pub fn blob(&self) -> Vec<u8> {
        let mut signature = Vec::new();
        Writer::new(&mut signature).string(ED25519.as_bytes()).string(&self.proof);
        let mut blob = Vec::new();
        Writer::new(&mut blob)
            .bytes(MAGIC)
            .uint32(VERSION)
            .string(&self.key.blob())
            .string(&self.namespace)
            .string(&self.reserved)
            .string(self.hash.name().as_bytes())
            .string(&signature);
        blob
    }

    /// The key that made it, or so it says.
    pub fn claimed_key(&self) -> PublicKey {
        self.key
    }

    /// The namespace that it was made for, or so it says.
    pub fn namespace(&self) -> &[u8] {
        &self.namespace
    }

    /// The function that its message was hashed with.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Compares the namespace that it was made for, or so it says, with the expected one.
    ///
    /// # Errors
    ///
    /// When it is another.
    pub fn is_for(&self, namespace: &Namespace) -> Result<(), VerificationError> {
        if self.namespace == namespace.as_str().as_bytes() {
            Ok(())
        } else {
            Err(VerificationError::OtherNamespace(self.namespace.clone()))
        }
    }

    /// Verifies that the key in the signature signed a message of this digest for this namespace,
    /// and returns that key. Whose it is, the caller compares.
    ///
    /// # Errors
    ///
    /// When it did not.
    pub fn verify(
        &self,
        namespace: &Namespace,
        digest: &Digest,
    ) -> Result<PublicKey, VerificationError> {
        self.is_for(namespace)?;
        if self.hash != digest.hash() {
            return Err(VerificationError::OtherHash);
        }
        let key = verifying_key(self.key).ok_or(VerificationError::UnfitKey)?;
        let signature = ed25519_dalek::Signature::from_bytes(&self.proof);
        // RFC 8032 leaves some signatures open; strictly, each has one answer: no point of small
        // order, no scalar beyond the group's order, no cofactor.
        key.verify_strict(&signed_data(&self.namespace, &self.reserved, digest), &signature)
            .map_err(|_| VerificationError::Mismatch)?;
        Ok(self.key)
    }
}

/// The key in the form that verifies, if it is a point in its one encoding and not of small order.
fn verifying_key(key: PublicKey) -> Option<VerifyingKey> {
    let point = VerifyingKey::from_bytes(key.bytes()).ok()?;
    let is_canonical = point.to_edwards().compress().as_bytes() == key.bytes();
    (is_canonical && !point.is_weak()).then_some(point)
}

/// The signature in a signature blob (RFC 8709, section 6).
fn ed25519_signature(blob: &[u8]) -> Option<&[u8; 64]> {
    let mut reader = Reader::new(blob);
    let algorithm = reader.string().ok()?;
    let signature = reader.string().ok()?;
    reader.finish().ok()?;
    if algorithm != ED25519.as_bytes() {
        return None;
    }
    signature.try_into().ok()
}

#[cfg(test)]
mod sshsig_tests;
