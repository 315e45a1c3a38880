//! The derivation: from a backup code to every key that there is. There is no other.
//!
//! HKDF-SHA256 (RFC 5869) over the code's canonical text, with one label a purpose. No slow hash:
//! a code has 199 random bits, and needs none. Frozen; a new purpose gets a new label, and no
//! label is ever used again.

use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::Sha256;

use crate::account::Identity;
use crate::code::BackupCode;
use crate::secret::Secret;

const SALT: &[u8] = b"collab backup code v1";
const IDENTITY: &[u8] = b"collab/v1/identity/ed25519";
const SSH: &[u8] = b"collab/v1/ssh/ed25519";
const ENCRYPTION: &[u8] = b"collab/v1/encryption/x25519";

/// Every key of an account.
#[derive(Debug)]
pub struct Keys {
    /// The account's Ed25519 private key (the seed of RFC 8032).
    pub identity: Secret<[u8; 32]>,
    /// An Ed25519 private key for SSH logins; not the identity.
    pub ssh: Secret<[u8; 32]>,
    /// An X25519 private key for encryption (age).
    pub encryption: Secret<[u8; 32]>,
}

impl Keys {
    /// The same keys once more.
    pub(crate) fn duplicate(&self) -> Self {
        let copy = |key: &Secret<[u8; 32]>| Secret::new(*key.expose());
        Self {
            identity: copy(&self.identity),
            ssh: copy(&self.ssh),
            encryption: copy(&self.encryption),
        }
    }
}

/// The keys that follow from a code.
pub fn keys(code: &BackupCode) -> Keys {
    let text = code.canonical_text();
    let hkdf = Hkdf::<Sha256>::new(Some(SALT), text.expose().as_bytes());
    Keys {
        identity: expand(&hkdf, IDENTITY),
        ssh: expand(&hkdf, SSH),
        encryption: expand(&hkdf, ENCRYPTION),
    }
}

/// The identity of the account that a code opens.
pub fn identity(code: &BackupCode) -> Identity {
    let text = code.canonical_text();
    of_seed(&expand(&Hkdf::<Sha256>::new(Some(SALT), text.expose().as_bytes()), IDENTITY))
}

/// The identity of the account that has these keys.
pub fn identity_of(keys: &Keys) -> Identity {
    of_seed(&keys.identity)
}

fn of_seed(seed: &Secret<[u8; 32]>) -> Identity {
    Identity::from_public_key(SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes())
}

fn expand(hkdf: &Hkdf<Sha256>, label: &[u8]) -> Secret<[u8; 32]> {
    let mut key = Secret::new([0; 32]);
    hkdf.expand(label, key.expose_mut()).expect("32 bytes are far below the limit of HKDF");
    key
}
