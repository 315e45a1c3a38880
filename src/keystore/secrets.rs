//! The secrets of a keystore: for each account its backup code or, once that was forgotten, the PRK
//! (HKDF's pseudorandom key), from which all of its keys are derived; and its lists of other services'
//! codes.
//!
//! Secrets stay in the buffer that they were read into until they are needed: each copy would be
//! one more to wipe.

use std::sync::OnceLock;

use crate::account::Identity;
use crate::code::{BackupCode, DIGITS};
use crate::derivation::{self, PRK, Prk};
use crate::secret::{Secret, SecretBytes};
use crate::service_codes::Lists;

/// The secrets, in the order of their accounts.
#[derive(Debug)]
pub(super) struct Secrets {
    source: SecretBytes,
    stored: Vec<Stored>,
    /// The identity of each secret, once it was computed: a search computes all of them.
    identities: Vec<OnceLock<Option<Identity>>>,
    /// The lists of each account.
    lists: Vec<Lists>,
}

/// The secret of an account.
#[derive(Debug)]
pub(super) enum Stored {
    /// The digits of the backup code are in the source, at this position.
    CodeAt(usize),
    /// The backup code, not yet in any file. Boxed, so that a growing list leaves no copy behind.
    Code(Box<BackupCode>),
    /// The PRK is in the source, in hexadecimal, at this position.
    PrkAt(usize),
    /// The PRK, not yet in any file.
    Prk(Box<Prk>),
}

/// The length of a PRK in hexadecimal.
pub(super) const HEX: usize = 2 * PRK;

impl Default for Secrets {
    fn default() -> Self {
        Self::of(SecretBytes::new(Vec::new()), Vec::new(), Vec::new())
    }
}

impl Secrets {
    /// Creates the secrets found in these bytes.
    pub(super) fn of(source: SecretBytes, stored: Vec<Stored>, lists: Vec<Lists>) -> Self {
        let identities = stored.iter().map(|_| OnceLock::new()).collect();
        Self { source, stored, identities, lists }
    }

    /// Returns the backup code at this index, if there is a valid one.
    pub(super) fn code(&self, index: usize) -> Option<BackupCode> {
        match &self.stored[index] {
            Stored::Code(code) => Some(BackupCode::copy(code)),
            Stored::CodeAt(start) => str::from_utf8(self.source_at(*start, DIGITS))
                .ok()
                .and_then(BackupCode::from_canonical_text),
            Stored::PrkAt(_) | Stored::Prk(_) => None,
        }
    }

    /// Returns the PRK at this index, or derives it from the backup code there, if that is valid.
    pub(super) fn prk(&self, index: usize) -> Option<Prk> {
        let bytes = match &self.stored[index] {
            Stored::Prk(prk) => Secret::new(*prk.bytes().expose()),
            Stored::PrkAt(start) => {
                let mut bytes = Secret::new([0; PRK]);
                base16ct::lower::decode(self.source_at(*start, HEX), bytes.expose_mut()).ok()?;
                bytes
            }
            Stored::CodeAt(_) | Stored::Code(_) => {
                return self.code(index).map(|code| derivation::prk(&code));
            }
        };
        Some(Prk::from_bytes(bytes))
    }

    /// Computes the identity of the secret at this index, if that is valid.
    pub(super) fn identity(&self, index: usize) -> Option<Identity> {
        *self.identities[index].get_or_init(|| self.prk(index).map(|prk| prk.identity()))
    }

    /// Inserts a secret at this index, and the lists beside it.
    pub(super) fn insert(&mut self, index: usize, secret: Stored, lists: Lists) {
        self.stored.insert(index, secret);
        self.identities.insert(index, OnceLock::new());
        self.lists.insert(index, lists);
    }

    /// Removes and returns the secret at this index, and the lists beside it.
    pub(super) fn remove(&mut self, index: usize) -> (Stored, Lists) {
        self.identities.remove(index);
        (self.stored.remove(index), self.lists.remove(index))
    }

    /// Replaces the secret at this index.
    pub(super) fn replace(&mut self, index: usize, secret: Stored) {
        self.stored[index] = secret;
        self.identities[index] = OnceLock::new();
    }

    /// Iterates over all secrets, with the lists beside each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Stored, &Lists)> {
        self.stored.iter().zip(&self.lists)
    }

    /// Returns the lists beside the secret at this index.
    pub(super) fn lists(&self, index: usize) -> &Lists {
        &self.lists[index]
    }

    /// Returns the lists beside the secret at this index, to be changed.
    pub(super) fn lists_mut(&mut self, index: usize) -> &mut Lists {
        &mut self.lists[index]
    }

    /// Returns `length` bytes of the source.
    pub(super) fn source_at(&self, start: usize, length: usize) -> &[u8] {
        &self.source.expose()[start..start + length]
    }
}
