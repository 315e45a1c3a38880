//! The secrets of a keystore: for every account its backup code or, after that was forgotten, the
//! keys that follow from it.
//!
//! What was read stays where it was read until it is asked for: copying all of it out would only
//! make more places to wipe.

use crate::code::{BackupCode, DIGITS};
use crate::derivation::Keys;
use crate::secret::{Secret, SecretBytes};

/// The secrets, in the order of the accounts that they belong to.
#[derive(Debug)]
pub(super) struct Secrets {
    source: SecretBytes,
    stored: Vec<Stored>,
}

/// The secret of an account.
#[derive(Debug)]
pub(super) enum Stored {
    /// The digits of its code are in the source, from this byte on.
    CodeAt(usize),
    /// Its code, in no file yet. Boxed, so that a growing list doesn't leave copies behind.
    Code(Box<BackupCode>),
    /// Its keys are in the source, in hexadecimal, from these bytes on.
    KeysAt([usize; 3]),
    /// Its keys, in no file yet.
    Keys(Box<Keys>),
}

/// How long a key is in hexadecimal.
pub(super) const HEX: usize = 64;

impl Default for Secrets {
    fn default() -> Self {
        Self { source: SecretBytes::new(Vec::new()), stored: Vec::new() }
    }
}

impl Secrets {
    /// What was read from these bytes.
    pub(super) fn of(source: SecretBytes, stored: Vec<Stored>) -> Self {
        Self { source, stored }
    }

    /// The code at this place, if it is one.
    pub(super) fn code(&self, index: usize) -> Option<BackupCode> {
        match &self.stored[index] {
            Stored::Code(code) => Some(BackupCode::clone(code)),
            Stored::CodeAt(start) => str::from_utf8(self.source_at(*start, DIGITS))
                .ok()
                .and_then(BackupCode::from_canonical_text),
            Stored::KeysAt(_) | Stored::Keys(_) => None,
        }
    }

    /// The keys at this place, where they are stored themselves.
    pub(super) fn keys(&self, index: usize) -> Option<Keys> {
        let key = |start: usize| {
            let mut key = Secret::new([0; HEX / 2]);
            base16ct::lower::decode(self.source_at(start, HEX), key.expose_mut()).ok()?;
            Some(key)
        };
        match &self.stored[index] {
            Stored::Keys(keys) => Some(keys.duplicate()),
            &Stored::KeysAt([identity, ssh, encryption]) => Some(Keys {
                identity: key(identity)?,
                ssh: key(ssh)?,
                encryption: key(encryption)?,
            }),
            Stored::CodeAt(_) | Stored::Code(_) => None,
        }
    }

    /// Puts a secret in before this place.
    pub(super) fn insert(&mut self, index: usize, secret: Stored) {
        self.stored.insert(index, secret);
    }

    /// Takes the secret at this place out.
    pub(super) fn remove(&mut self, index: usize) -> Stored {
        self.stored.remove(index)
    }

    /// Puts another secret in this place.
    pub(super) fn replace(&mut self, index: usize, secret: Stored) {
        self.stored[index] = secret;
    }

    /// Every secret.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.stored.iter()
    }

    /// So many bytes of the source.
    pub(super) fn source_at(&self, start: usize, length: usize) -> &[u8] {
        &self.source.expose()[start..start + length]
    }
}
