//! The only access to the private key of an identity.
//!
//! It signs SSHSIG structures and nothing else: no raw bytes, no SSH login, no certificate. The
//! seed can't be read out, and [`IdentityKey::sign`] is the only function in the source tree that
//! signs with it; `tests/one_door.rs` searches for others.
//!
//! No method may ever sign bytes from a caller, not even "a hash" of a fixed length:
//!
//! - The SSHSIG structure for the namespace `file` with SHA-256 is 64 bytes long: as long as a
//!   SHA-512 hash, as a key pair, as a signature. A method that signs 64 bytes in good faith would
//!   sign a file for its caller. With other namespaces the structure has any other length from 61
//!   bytes on.
//! - The data of an SSH login (RFC 4252, section 7) begins with the length of the session
//!   identifier, `00 00 00`; the data signed here begins with `SSHSIG`. So no signature made here
//!   can log in anywhere, and logins have a key of their own.
//! - A [`Digest`] can only be made by hashing a message, and a [`Namespace`] is never one of those
//!   reserved for collab itself. Both hold whatever a command, git or another program asks for.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::account::Identity;
use crate::secret::Secret;
use crate::ssh_wire::PublicKey;
use crate::sshsig::{Digest, Namespace, Signature, signed_data};

/// The private key of an identity (Ed25519, RFC 8032).
pub struct IdentityKey(Secret<[u8; 32]>);

impl IdentityKey {
    /// Creates the key with this seed.
    pub(crate) fn from_seed(seed: Secret<[u8; 32]>) -> Self {
        Self(seed)
    }

    /// Returns the identity: the public half.
    pub fn identity(&self) -> Identity {
        Identity::from_public_key(self.key().verifying_key().to_bytes())
    }

    /// Signs a message, given as its digest, for a namespace.
    ///
    /// ```
    /// use collab::code::BackupCode;
    /// use collab::derivation::keys;
    /// use collab::sshsig::{Digest, Hash, Namespace};
    ///
    /// let code = BackupCode::generate()?;
    /// let key = keys(&code).identity;
    /// let digest = Digest::of(Hash::Sha256, &mut &b"a message"[..])?;
    /// let signature = key.sign(&Namespace::FILE, &digest);
    /// assert_eq!(signature.verify(&Namespace::FILE, &digest)?, key.identity().ssh_key());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign(&self, namespace: &Namespace, digest: &Digest) -> Signature {
        let data = signed_data(namespace.as_str().as_bytes(), b"", digest);
        let key = self.key();
        let public = PublicKey::from_bytes(key.verifying_key().to_bytes());
        Signature::made(public, namespace, digest.hash(), key.sign(&data).to_bytes())
    }

    fn key(&self) -> SigningKey {
        SigningKey::from_bytes(self.0.expose())
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(..)")
    }
}

impl PartialEq for IdentityKey {
    /// Compares in constant time.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for IdentityKey {}
