//! The derivation of every key of an account from its backup code. No key of an account is derived
//! in any other way.
//!
//! HKDF-SHA256 (RFC 5869) over the code's canonical text, with one label (`info`) per purpose.
//! HKDF-Extract gives the [`Prk`], from which every key is derived, in later versions too; the code
//! can't be computed from it. The KDF is not slow, since a code has 199 random bits. Frozen: a new
//! purpose gets a new label, and no label is ever reused.

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroize as _;

use crate::account::{Identity, PublicKeys};
use crate::code::BackupCode;
use crate::identity_key::IdentityKey;
use crate::secret::Secret;
use crate::ssh_wire;

const SALT: &[u8] = b"collab backup code v1";
const IDENTITY: &[u8] = b"collab/v1/identity/ed25519";
const SSH: &[u8] = b"collab/v1/ssh/ed25519";
const ENCRYPTION: &[u8] = b"collab/v1/encryption/x25519";

/// The length of a PRK, in bytes.
pub(crate) const PRK_BYTES: usize = 32;

/// The pseudorandom key that HKDF-Extract gives for a backup code (RFC 5869, section 2.2). Every
/// key is derived from it; the code can't be computed from it.
#[derive(Debug)]
pub struct Prk(Secret<[u8; PRK_BYTES]>);

/// The keys of an account.
#[derive(Debug)]
#[non_exhaustive]
pub struct Keys {
    /// The account's Ed25519 private key, behind its one door: nothing but signatures comes out.
    pub identity: IdentityKey,
    /// An Ed25519 private key for SSH logins; not the identity.
    pub login: Secret<[u8; 32]>,
    /// An X25519 private key for encryption (age).
    pub encryption: Secret<[u8; 32]>,
}

impl Prk {
    /// Returns the PRK with these bytes.
    pub(crate) fn from_bytes(bytes: Secret<[u8; PRK_BYTES]>) -> Self {
        Self(bytes)
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> &Secret<[u8; PRK_BYTES]> {
        &self.0
    }

    /// Derives the keys.
    pub fn keys(&self) -> Keys {
        let hkdf = self.hkdf();
        Keys {
            identity: IdentityKey::from_seed(expand(&hkdf, IDENTITY)),
            login: expand(&hkdf, SSH),
            encryption: expand(&hkdf, ENCRYPTION),
        }
    }

    /// Derives the identity of the account.
    pub fn identity(&self) -> Identity {
        IdentityKey::from_seed(expand(&self.hkdf(), IDENTITY)).identity()
    }

    /// Derives the public keys of the account.
    pub fn public_keys(&self) -> PublicKeys {
        self.keys().public()
    }

    fn hkdf(&self) -> Hkdf<Sha256> {
        Hkdf::from_prk(self.0.expose()).expect("a PRK is as long as the hash")
    }
}

impl Keys {
    /// Returns the public keys.
    pub fn public(&self) -> PublicKeys {
        let encryption = StaticSecret::from(*self.encryption.expose());
        PublicKeys {
            identity: self.identity.identity(),
            login: *ssh_wire::PublicKey::of_seed(&self.login).bytes(),
            encryption: PublicKey::from(&encryption).to_bytes(),
        }
    }
}

/// Derives the PRK of a code.
pub fn prk(code: &BackupCode) -> Prk {
    let text = code.canonical_text();
    let (mut extracted, _) = Hkdf::<Sha256>::extract(Some(SALT), text.expose().as_bytes());
    let mut prk = Secret::new([0; PRK_BYTES]);
    prk.expose_mut().copy_from_slice(&extracted);
    extracted.as_mut_slice().zeroize();
    Prk(prk)
}

/// Derives the keys of a code.
pub fn keys(code: &BackupCode) -> Keys {
    prk(code).keys()
}

/// Derives the identity of the account that a code opens.
pub fn identity(code: &BackupCode) -> Identity {
    prk(code).identity()
}

/// Derives the public keys of the account that a code opens.
pub fn public_keys(code: &BackupCode) -> PublicKeys {
    prk(code).public_keys()
}

fn expand(hkdf: &Hkdf<Sha256>, label: &[u8]) -> Secret<[u8; 32]> {
    let mut key = Secret::new([0; 32]);
    hkdf.expand(label, key.expose_mut()).expect("32 bytes are far below the limit of HKDF");
    key
}
