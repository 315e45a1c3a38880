//! The secrets of a keystore: for every account its backup code or, after that was forgotten, the
//! PRK, from which all of its keys follow.
//!
//! What was read stays where it was read until it is asked for: copying all of it out would only
//! make more places to wipe.

use crate::code::{BackupCode, DIGITS};
use crate::derivation::{self, PRK, Prk};
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
    /// Its PRK is in the source, in hexadecimal, from this byte on.
    PrkAt(usize),
    /// Its PRK, in no file yet.
    Prk(Box<Prk>),
}

/// How long a PRK is in hexadecimal.
pub(super) const HEX: usize = 2 * PRK;

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
            Stored::PrkAt(_) | Stored::Prk(_) => None,
        }
    }

    /// The PRK at this place, or that of the code at this place, if it is one.
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
