//! The secrets of a keystore: for each account its backup code or, once that was forgotten, the PRK
//! (HKDF's pseudorandom key), from which all of its keys are derived; its lists of other services'
//! codes; and the last export of them.
//!
//! Secrets stay in the buffer that they were read into until they are needed: each copy would be
//! one more to wipe.

use std::sync::OnceLock;

use crate::account::{Identity, PublicKeys};
use crate::account_vault::LastExport;
use crate::code::{BackupCode, DIGITS};
use crate::derivation::{self, PRK_BYTES, Prk};
use crate::secret::{Secret, SecretBytes};
use crate::service_codes::Lists;

/// The secrets, in the order of their accounts.
#[derive(Debug)]
pub(super) struct Secrets {
    source: SecretBytes,
    accounts: Vec<AccountSecrets>,
}

/// The secrets of an account.
#[derive(Debug)]
pub(super) struct AccountSecrets {
    pub(super) stored: Stored,
    /// The identity of the secret, once it was computed: a search computes all of them.
    identity: OnceLock<Option<Identity>>,
    /// The public keys, once they were computed: every use of a secret verifies them first.
    public_keys: OnceLock<Option<Box<PublicKeys>>>,
    /// The lists of other services' codes.
    pub(super) lists: Lists,
    /// The last export of the vault, if there was one.
    pub(super) last_export: Option<LastExport>,
}

impl AccountSecrets {
    /// Returns the secrets of a new account, whose public keys were computed from this secret.
    pub(super) fn new(stored: Stored, public_keys: PublicKeys) -> Self {
        let public_keys = OnceLock::from(Some(Box::new(public_keys)));
        Self { public_keys, ..Self::with(stored, Lists::default(), None) }
    }

    /// Returns the secrets of an account.
    pub(super) fn with(stored: Stored, lists: Lists, last_export: Option<LastExport>) -> Self {
        let (identity, public_keys) = (OnceLock::new(), OnceLock::new());
        Self { stored, identity, public_keys, lists, last_export }
    }
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
pub(super) const HEX: usize = 2 * PRK_BYTES;

impl Default for Secrets {
    fn default() -> Self {
        Self::of(SecretBytes::new(Vec::new()), Vec::new())
    }
}

impl Secrets {
    /// Creates the secrets found in these bytes.
    pub(super) fn of(source: SecretBytes, accounts: Vec<AccountSecrets>) -> Self {
        Self { source, accounts }
    }

    /// Returns the backup code at this index, if there is a valid one.
    pub(super) fn code(&self, index: usize) -> Option<BackupCode> {
        match &self.accounts[index].stored {
            Stored::Code(code) => Some(code.copy()),
            Stored::CodeAt(start) => str::from_utf8(self.source_at(*start, DIGITS))
                .ok()
                .and_then(BackupCode::from_canonical_text),
            Stored::PrkAt(_) | Stored::Prk(_) => None,
        }
    }

    /// Returns the PRK at this index, or derives it from the backup code there, if that is valid.
    pub(super) fn prk(&self, index: usize) -> Option<Prk> {
        let bytes = match &self.accounts[index].stored {
            Stored::Prk(prk) => Secret::new(*prk.bytes().expose()),
            Stored::PrkAt(start) => {
                let mut bytes = Secret::new([0; PRK_BYTES]);
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
        let identity = || self.prk(index).map(|prk| prk.identity());
        *self.accounts[index].identity.get_or_init(identity)
    }

    /// Computes the public keys of the secret at this index, if that is valid.
    pub(super) fn public_keys(&self, index: usize) -> Option<&PublicKeys> {
        let public_keys = || self.prk(index).map(|prk| Box::new(prk.public_keys()));
        self.accounts[index].public_keys.get_or_init(public_keys).as_deref()
    }

    /// Inserts the secrets of an account at this index.
    pub(super) fn insert(&mut self, index: usize, account: AccountSecrets) {
        self.accounts.insert(index, account);
    }

    /// Removes and returns the secrets of the account at this index.
    pub(super) fn remove(&mut self, index: usize) -> AccountSecrets {
        self.accounts.remove(index)
    }

    /// Replaces the secret at this index, and keeps what is beside it.
    pub(super) fn replace(&mut self, index: usize, secret: Stored) {
        let account = &mut self.accounts[index];
        account.stored = secret;
        (account.identity, account.public_keys) = (OnceLock::new(), OnceLock::new());
    }

    /// Iterates over the secrets of all accounts.
    pub(super) fn iter(&self) -> impl Iterator<Item = &AccountSecrets> {
        self.accounts.iter()
    }

    /// Returns the secrets of the account at this index.
    pub(super) fn account(&self, index: usize) -> &AccountSecrets {
        &self.accounts[index]
    }

    /// Returns the secrets of the account at this index, to be changed.
    pub(super) fn account_mut(&mut self, index: usize) -> &mut AccountSecrets {
        &mut self.accounts[index]
    }

    /// Returns `length` bytes of the source.
    pub(super) fn source_at(&self, start: usize, length: usize) -> &[u8] {
        &self.source.expose()[start..start + length]
    }
}
