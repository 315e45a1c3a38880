//! SSH signatures: SSHSIG, the format of `ssh-keygen -Y` (OpenSSH's PROTOCOL.sshsig).
//!
//! A signature is detached: it is a text of its own, beside the message. It holds the public key
//! that made it, its [`Namespace`] (its purpose), and the name of the [`Hash`](enum@Hash) function,
//! but not the message. Ed25519 (RFC 8032) signs
//!
//! ```text
//! "SSHSIG" string namespace, string reserved, string hash name, string hash of the message
//! ```
//!
//! and the blob, which the armor encodes in base64, is
//!
//! ```text
//! "SSHSIG" uint32 1, string public key blob, string namespace, string reserved, string hash name,
//! string (string "ssh-ed25519", string signature)
//! ```
//!
//! **A signature proves nothing by itself.** Its key and its namespace are only claims.
//! [`Signature::verify`] takes the expected namespace and returns the key, which the caller
//! compares with the expected key.

mod armored;
mod message_digest;
mod namespace;

use ed25519_dalek::VerifyingKey;

pub use armored::{ArmorError, Foreign};
pub use message_digest::{Digest, Hash, Hasher};
pub use namespace::{Namespace, NamespaceError};

use crate::ssh_wire::{ED25519, PublicKey, PublicKeyError, Reader, WireError, Writer};

/// The first bytes of a blob, and of the signed data.
const MAGIC: &[u8; 6] = b"SSHSIG";
/// The version of the format.
const VERSION: u32 = 1;
/// Upper bound on the length of a signature's text in bytes. Ours are about 300 bytes long; a
/// signature of the largest RSA key with a certificate is about 20,000.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// A signature, as made or read. Its claims are not verified.
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

/// The reason why a text or a blob is no signature that can be verified here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The armor is malformed.
    #[error(transparent)]
    Armor(#[from] ArmorError),
    /// The blob doesn't start with the magic bytes.
    #[error("not an SSH signature")]
    NoMagic,
    /// The version of the format is not 1.
    #[error("version {0} of the format")]
    Version(u32),
    /// The blob is truncated or has trailing bytes.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The namespace is empty.
    #[error("the namespace is empty")]
    EmptyNamespace,
    /// The hash function is not one of SSHSIG's.
    #[error("an unknown hash function")]
    UnknownHash,
    /// The signature was made by a key of another algorithm.
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
    /// The inner signature is not one of the key's algorithm.
    #[error("the signature is not one of its key")]
    MalformedSignature,
}

/// The reason why a signature is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// The signature claims another namespace: this one.
    #[error("another namespace")]
    OtherNamespace(Vec<u8>),
    /// The digest was made with another hash function than the signature's.
    #[error("another hash function")]
    OtherHash,
    /// The public key is not the canonical encoding of a curve point, or is a point of small order,
    /// for which forged signatures verify.
    #[error("the public key is unfit")]
    UnfitKey,
    /// The signature is not one of this message: the message or the signature was altered.
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
    /// Returns a new signature, with a proof just made.
    pub(crate) fn made(key: PublicKey, namespace: &Namespace, hash: Hash, proof: [u8; 64]) -> Self {
        let namespace = namespace.as_str().as_bytes().to_vec();
        Self { key, namespace, reserved: Vec::new(), hash, proof }
    }

    /// Reads the signature in an armored text.
    ///
    /// # Errors
    ///
    /// When the text is no signature, or holds anything else.
    pub fn from_armor(text: &[u8]) -> Result<Self, SignatureError> {
        if text.len() > LONGEST_TEXT {
            return Err(ArmorError::TooLong.into());
        }
        Self::from_blob(&armored::blob(text)?)
    }

    /// Returns the armored text, byte for byte as ssh-keygen writes the same signature.
    pub fn armor(&self) -> String {
        armored::armored(&self.blob())
    }

    /// Reads the signature in a blob.
    ///
    /// # Errors
    ///
    /// When the blob is malformed, or an algorithm other than Ed25519 made the signature.
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

    /// Returns the blob. For a signature that was read, it is the same bytes.
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

    /// Returns the key that the signature claims.
    pub fn claimed_key(&self) -> PublicKey {
        self.key
    }

    /// Returns the namespace that the signature claims.
    pub fn namespace(&self) -> &[u8] {
        &self.namespace
    }

    /// Returns the hash function of the message.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Compares the claimed namespace with the expected one.
    ///
    /// # Errors
    ///
    /// When they differ.
    pub fn is_for(&self, namespace: &Namespace) -> Result<(), VerificationError> {
        if self.namespace == namespace.as_str().as_bytes() {
            Ok(())
        } else {
            Err(VerificationError::OtherNamespace(self.namespace.clone()))
        }
    }

    /// Verifies that the key in the signature signed a message of this digest for this namespace,
    /// and returns the key. The caller compares it with the expected key.
    ///
    /// # Errors
    ///
    /// When the signature is not valid.
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
        // RFC 8032 leaves the validity of some signatures open. Strict verification has one answer:
        // no point of small order, no scalar beyond the group order, no cofactor.
        key.verify_strict(&signed_data(&self.namespace, &self.reserved, digest), &signature)
            .map_err(|_| VerificationError::Mismatch)?;
        Ok(self.key)
    }
}

/// Returns the key for verification, if it is a canonical encoding and not of small order.
fn verifying_key(key: PublicKey) -> Option<VerifyingKey> {
    let point = VerifyingKey::from_bytes(key.bytes()).ok()?;
    let is_canonical = point.to_edwards().compress().as_bytes() == key.bytes();
    (is_canonical && !point.is_weak()).then_some(point)
}

/// Returns the Ed25519 signature in a signature blob (RFC 8709, section 6).
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
