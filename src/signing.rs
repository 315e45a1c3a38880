//! Signing and verifying messages with the identity of an account.
//!
//! A signature is the text of [`sshsig`](crate::sshsig), which `ssh-keygen -Y` also makes and
//! verifies. A message is any reader; it is read to its end in constant memory.
//!
//! ```
//! use collab::code::BackupCode;
//! use collab::derivation::keys;
//! use collab::signing::{NotVerified, sign, verify};
//! use collab::sshsig::{Hash, Namespace};
//!
//! let code = BackupCode::generate()?;
//! let key = keys(&code).identity;
//! let signature = sign(&key, &Namespace::FILE, Hash::Sha256, &mut &b"a release"[..])?.armor();
//! assert!(signature.starts_with("-----BEGIN SSH SIGNATURE-----\n"));
//!
//! // Elsewhere: the identity is known, and the signature and the message have arrived.
//! let maria = key.identity();
//! let text = signature.as_bytes();
//! verify(text, &Namespace::FILE, &maria, &mut &b"a release"[..])?;
//!
//! let tampered = verify(text, &Namespace::FILE, &maria, &mut &b"a trap"[..]);
//! assert!(matches!(tampered, Err(NotVerified::Signature(_))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Read};

use crate::account::Identity;
use crate::identity_key::IdentityKey;
use crate::sshsig::{Digest, Hash, Namespace, Signature, SignatureError, VerificationError};

/// The reason why a signature is not accepted for a message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotVerified {
    /// The text is no signature.
    #[error(transparent)]
    Malformed(#[from] SignatureError),
    /// The signature is not for this message and this namespace.
    #[error(transparent)]
    Signature(#[from] VerificationError),
    /// The signature is valid, but was made by this identity, not by the expected one.
    #[error("another identity signed")]
    OtherIdentity(Identity),
    /// The message can't be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
}

/// Signs a message for a namespace, hashed with this function.
///
/// Signatures are deterministic (RFC 8032): the same message, namespace and hash give the same one.
///
/// # Errors
///
/// When the message can't be read.
pub fn sign(
    key: &IdentityKey,
    namespace: &Namespace,
    hash: Hash,
    message: &mut dyn Read,
) -> io::Result<Signature> {
    Ok(key.sign(namespace, &Digest::of(hash, message)?))
}

/// Verifies that this identity signed a message for this namespace.
///
/// # Errors
///
/// When the signature is malformed, is not valid for this message and namespace, or is another
/// identity's; and when the message can't be read.
pub fn verify(
    signature: &[u8],
    namespace: &Namespace,
    expected: &Identity,
    message: &mut dyn Read,
) -> Result<(), NotVerified> {
    let signer = signer(&Signature::from_armor(signature)?, namespace, message)?;
    if signer == *expected { Ok(()) } else { Err(NotVerified::OtherIdentity(signer)) }
}

/// Returns the identity that signed a message for this namespace. Anyone can make a key and sign:
/// the result means something only once it is compared with an expected identity, or with a list of
/// allowed ones ([`allowed_signers`](crate::allowed_signers)).
///
/// # Errors
///
/// When the signature is not valid for this message, or the message can't be read.
pub fn signer(
    signature: &Signature,
    namespace: &Namespace,
    message: &mut dyn Read,
) -> Result<Identity, NotVerified> {
    // A signature for another namespace is refused before its message is read.
    signature.is_for(namespace)?;
    let digest = Digest::of(signature.hash(), message)?;
    let key = signature.verify(namespace, &digest)?;
    Ok(Identity::from_public_key(*key.bytes()))
}
