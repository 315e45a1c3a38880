//! The lock of a keystore: a random **store key** that seals the secrets, and **slots** that wrap
//! the store key, each for whoever knows one secret.
//!
//! - One slot is the passphrase's: it wraps the store key under what Argon2id makes of it.
//! - Every recovery code has a slot: it wraps the store key to the code's X25519 public key
//!   (RFC 7748), so that the store key can be changed by someone who doesn't know the codes.
//!
//! Whatever takes an opening away — another passphrase, a used code, a revoked one — makes a new
//! store key: whoever has an old copy of the file and a secret that opened it reads what was in it
//! then, and never what is in it now.
//!
//! What a slot says is public and believed only as far as that: all of it is authenticated with
//! the secrets, which the store key seals.

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

/// How long a wrapped store key is.
pub(super) const WRAPPED: usize = KEY + OVERHEAD;
/// A store key, wrapped.
pub(super) type Wrapped = [u8; WRAPPED];

const PASSPHRASE_SLOT: &[u8] = b"collab keystore v1 passphrase slot";
const RECOVERY_SLOT: &[u8] = b"collab keystore v1 recovery slot";

/// What locks a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub(super) passphrase: PassphraseSlot,
    pub(super) codes: Vec<RecoverySlot>,
    /// When a recovery code was used, until that was told.
    pub(super) used: Option<SystemTime>,
}

/// The slot of the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PassphraseSlot {
    pub(super) cost: Cost,
    pub(super) salt: [u8; SALT],
    pub(super) store_key: Wrapped,
}

/// The slot of a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecoverySlot {
    pub(super) public_key: [u8; KEY],
    /// When the code was made.
    pub(super) issued: SystemTime,
    /// Whether the person has proven to have it. Until then it works, and doesn't count.
    pub(super) is_confirmed: bool,
    /// The public half of a key that was made to wrap this once.
    pub(super) ephemeral: [u8; KEY],
    pub(super) store_key: Wrapped,
}

/// The key that seals the secrets of a keystore.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StoreKey(pub(super) Key);

/// What opens a lock.
#[derive(Debug)]
#[non_exhaustive]
pub enum Opener {
    /// The key of its passphrase.
    Passphrase(PassphraseKey),
    /// A recovery code.
    Code(RecoveryCode),
}

impl Opener {
    /// Which recovery code it is, if it is one.
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
    /// How many recovery codes open it that the person has proven to have.
    pub fn confirmed_codes(&self) -> usize {
        self.codes.iter().filter(|slot| slot.is_confirmed).count()
    }

    /// How many open it that nobody has proven to have: a list that was shown and never confirmed.
    pub fn pending_codes(&self) -> usize {
        self.codes.len() - self.confirmed_codes()
    }

    /// When the recovery codes that count were made: the newest of them.
    pub fn issued(&self) -> Option<SystemTime> {
        self.codes.iter().filter(|slot| slot.is_confirmed).map(|slot| slot.issued).max()
    }

    /// When a recovery code was used that nobody was told of since.
    pub fn used(&self) -> Option<SystemTime> {
        self.used
    }

    /// What guessing its passphrase costs.
    pub fn cost(&self) -> Cost {
        self.passphrase.cost
    }

    /// The key of a passphrase, right or wrong, for this lock. Takes as long as the lock says.
    ///
    /// # Errors
    ///
    /// When there is not enough memory.
    pub fn key_of(&self, passphrase: &Passphrase) -> Result<PassphraseKey, OutOfMemory> {
        PassphraseKey::derive(passphrase, self.passphrase.cost, self.passphrase.salt)
    }

    /// Whether this opens it. A code is looked for by its public key, so that it takes the same
    /// time for every slot, and for none.
    pub fn is_opened_by(&self, opener: &Opener) -> bool {
        self.store_key(opener).is_some()
    }

    /// The store key, if this opens the lock.
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

    /// A new lock with a store key of its own, which the passphrase and these codes open.
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
    /// A slot for a code that nobody has proven to have yet.
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

    /// The same slot, with this store key in it.
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

/// Whether this is a key with which others can agree on a secret.
pub(super) fn is_sound(public_key: [u8; KEY]) -> bool {
    StaticSecret::from([1; KEY]).diffie_hellman(&PublicKey::from(public_key)).was_contributory()
}

/// What both halves of a key agreement come to; nothing if one of them was chosen to make it known.
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
