//! The lock of a keystore: a random **store key** (a data-encryption key) that seals the secrets,
//! and **key slots**, each of which wraps the store key under a secret that a person has.
//!
//! - One slot is the passphrase's: it wraps the store key under a key that Argon2id derives from
//!   it.
//! - Each recovery code has a slot: it wraps the store key to the code's X25519 public key (RFC
//!   7748), so that the store key can be replaced without knowing the codes.
//!
//! A change that takes access away — another passphrase, a used or a revoked code — makes a new
//! store key. An old copy of the file and a secret that opened it give access to the old secrets,
//! and never to those of the current file.
//!
//! Slots are public. They are authenticated as associated data of the secrets, under the store key.

mod passphrase_key;
mod recovery_code;

use std::time::SystemTime;

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::code::{Entropy, EntropyError};
use crate::keystore::seal::{self, KEY, Key, OVERHEAD};
use crate::secret::Secret;
pub(super) use passphrase_key::SALT;
pub use passphrase_key::{Cost, LONGEST, NoKey, OutOfMemory, Passphrase, PassphraseKey};
pub use recovery_code::{CodeId, NotARecoveryCode, RecoveryCode};

/// The length of a wrapped store key, in bytes.
pub(super) const WRAPPED: usize = KEY + OVERHEAD;
/// A wrapped store key: nonce, ciphertext and tag.
pub(super) type Wrapped = [u8; WRAPPED];

const PASSPHRASE_SLOT: &[u8] = b"collab keystore v1 passphrase slot";
const RECOVERY_SLOT: &[u8] = b"collab keystore v1 recovery slot";

/// The lock of a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub(super) passphrase: PassphraseSlot,
    pub(super) codes: Vec<RecoverySlot>,
    /// When a recovery code was used, until the person was told.
    pub(super) used: Option<SystemTime>,
}

/// The key slot of the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PassphraseSlot {
    pub(super) cost: Cost,
    pub(super) salt: [u8; SALT],
    pub(super) store_key: Wrapped,
}

/// The key slot of a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecoverySlot {
    pub(super) public_key: [u8; KEY],
    /// When the code was made.
    pub(super) issued: SystemTime,
    /// Whether the person has confirmed that the code is saved. An unconfirmed code opens the lock,
    /// but does not count as one of the person's codes.
    pub(super) is_confirmed: bool,
    /// The public half of the ephemeral key that wraps the store key, used once.
    pub(super) ephemeral: [u8; KEY],
    pub(super) store_key: Wrapped,
}

/// The key that seals the secrets of a keystore.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StoreKey(pub(super) Key);

/// A secret that opens a lock.
#[derive(Debug)]
#[non_exhaustive]
pub enum Opener {
    /// The key derived from the passphrase.
    Passphrase(PassphraseKey),
    /// A recovery code.
    Code(RecoveryCode),
}

impl Opener {
    /// Returns the identifier of the recovery code, if this is one.
    pub fn code(&self) -> Option<CodeId> {
        match self {
            Self::Passphrase(_) => None,
            Self::Code(code) => Some(code.id()),
        }
    }
}

impl StoreKey {
    fn generate(entropy: &mut Entropy<'_>) -> Result<Self, EntropyError> {
        let mut key = Secret::new([0; KEY]);
        entropy(key.expose_mut())?;
        Ok(Self(key))
    }

    fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Secret::new([0; KEY]);
        (bytes.len() == KEY).then(|| key.expose_mut().copy_from_slice(bytes))?;
        Some(Self(key))
    }
}

impl Lock {
    /// Returns the number of confirmed recovery codes.
    pub fn confirmed_codes(&self) -> usize {
        self.codes.iter().filter(|slot| slot.is_confirmed).count()
    }

    /// Returns the number of unconfirmed recovery codes: they were shown, but never confirmed as
    /// saved.
    pub fn pending_codes(&self) -> usize {
        self.codes.len() - self.confirmed_codes()
    }

    /// Returns the time when the newest confirmed recovery code was made.
    pub fn issued(&self) -> Option<SystemTime> {
        self.codes.iter().filter(|slot| slot.is_confirmed).map(|slot| slot.issued).max()
    }

    /// Returns when a recovery code was used, if the person has not been told since.
    pub fn used(&self) -> Option<SystemTime> {
        self.used
    }

    /// Returns the cost of one guess at the passphrase.
    pub fn cost(&self) -> Cost {
        self.passphrase.cost
    }

    /// Derives the key of a passphrase, right or wrong, for this lock. Takes as long as the lock's
    /// cost demands.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub fn key_of(&self, passphrase: &Passphrase) -> Result<PassphraseKey, OutOfMemory> {
        PassphraseKey::derive(passphrase, self.passphrase.cost, self.passphrase.salt)
    }

    /// Whether this opens the lock. A recovery code finds its slot by its public key, so at most
    /// one slot is opened.
    pub fn is_opened_by(&self, opener: &Opener) -> bool {
        self.store_key(opener).is_some()
    }

    /// Unwraps the store key, if this opens the lock.
    pub(super) fn store_key(&self, opener: &Opener) -> Option<StoreKey> {
        match opener {
            Opener::Passphrase(key) => {
                let slot = &self.passphrase;
                let is_its = key.salt == slot.salt && key.cost == slot.cost;
                if !is_its {
                    return None;
                }
                StoreKey::from_slice(
                    seal::open(&key.key, PASSPHRASE_SLOT, &slot.store_key)?.expose(),
                )
            }
            Opener::Code(code) => {
                let CodeId(public_key) = code.id();
                let slot = self.codes.iter().find(|slot| slot.public_key == public_key)?;
                let ephemeral = PublicKey::from(slot.ephemeral);
                let key = shared_key(&code.secret_key(), &ephemeral, slot.ephemeral, public_key)?;
                StoreKey::from_slice(seal::open(&key, RECOVERY_SLOT, &slot.store_key)?.expose())
            }
        }
    }

    /// Creates a lock with a new store key, for the passphrase and these recovery codes.
    pub(super) fn new(
        passphrase: &PassphraseKey,
        codes: Vec<RecoverySlot>,
        used: Option<SystemTime>,
        entropy: &mut Entropy<'_>,
    ) -> Result<(Self, StoreKey), EntropyError> {
        let store_key = StoreKey::generate(entropy)?;
        let wrapped = wrap(&passphrase.key, PASSPHRASE_SLOT, &store_key);
        let PassphraseKey { cost, salt, .. } = *passphrase;
        let passphrase = PassphraseSlot { cost, salt, store_key: wrapped };
        let codes = codes
            .into_iter()
            .map(|slot| slot.rewrapped(&store_key, entropy))
            .collect::<Result<_, _>>()?;
        Ok((Self { passphrase, codes, used }, store_key))
    }
}

impl RecoverySlot {
    /// Creates a slot for a recovery code that is not confirmed yet.
    pub(super) fn pending(
        code: &RecoveryCode,
        issued: SystemTime,
        store_key: &StoreKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, EntropyError> {
        let slot = Self {
            public_key: code.id().0,
            issued,
            is_confirmed: false,
            ephemeral: [0; KEY],
            store_key: [0; WRAPPED],
        };
        slot.rewrapped(store_key, entropy)
    }

    /// Wraps this store key in the slot, under a new ephemeral key.
    fn rewrapped(
        self,
        store_key: &StoreKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, EntropyError> {
        let mut seed = Zeroizing::new([0; KEY]);
        entropy(&mut *seed)?;
        let secret = StaticSecret::from(*seed);
        let ephemeral = PublicKey::from(&secret).to_bytes();
        let theirs = PublicKey::from(self.public_key);
        let key = shared_key(&secret, &theirs, ephemeral, self.public_key)
            .expect("neither a code nor the reader makes a key of small order");
        let store_key = wrap(&key, RECOVERY_SLOT, store_key);
        Ok(Self { ephemeral, store_key, ..self })
    }
}

/// Whether a key agreement with this public key is contributory. Points of small order are not.
pub(super) fn is_sound(public_key: [u8; KEY]) -> bool {
    StaticSecret::from([1; KEY]).diffie_hellman(&PublicKey::from(public_key)).was_contributory()
}

/// Computes the wrapping key of a slot (X25519, then HKDF). Returns `None` for a public key of
/// small order, which would make the result predictable.
fn shared_key(
    secret: &StaticSecret,
    theirs: &PublicKey,
    ephemeral: [u8; KEY],
    public_key: [u8; KEY],
) -> Option<Key> {
    let shared = secret.diffie_hellman(theirs);
    if !shared.was_contributory() {
        return None;
    }
    let mut key = Key::new([0; KEY]);
    Hkdf::<Sha256>::new(Some(&[ephemeral, public_key].concat()), shared.as_bytes())
        .expand(RECOVERY_SLOT, key.expose_mut())
        .expect("32 bytes are far below the limit of HKDF");
    Some(key)
}

fn wrap(key: &Key, slot: &[u8], store_key: &StoreKey) -> Wrapped {
    seal::seal(key, slot, store_key.0.expose()).try_into().expect("a key and the overhead")
}

#[cfg(test)]
mod lock_tests;
