//! The contents of a keystore in memory: the accounts, the default, the secrets and the lock; and
//! all reading of them. `changes` changes the accounts, `relocking` the lock, and `opening` opens
//! sealed secrets.
//!
//! The public part of a locked keystore can be read, but is not verified. Its secrets are sealed,
//! and nothing can be changed until they are opened. Where the secrets are available, an account is
//! verified when it is used: its public keys must match its secret. If they don't, the account is
//! damaged. A damaged account does not affect the others; it can only be removed, and every other
//! change keeps it byte for byte.

use std::fmt;

use crate::account::{Account, Identity, Name};
use crate::account_vault::LastExport;
use crate::code::BackupCode;
use crate::derivation::Keys;
use crate::keystore::lock::{Lock, StoreKey};
use crate::keystore::secrets::Secrets;
use crate::keystore::{Damage, Error, Listed, Vouched};
use crate::service_codes::Lists;

/// The accounts of a keystore, their secrets, the default, and the lock.
#[derive(Debug)]
pub struct Contents {
    pub(super) default: Option<Name>,
    /// The accounts, in the order of their names.
    pub(super) accounts: Vec<Listed>,
    pub(super) secret_part: SecretPart,
    /// The names of the accounts that were added or changed since the contents were read.
    pub(super) changed: Vec<Name>,
    /// Whether a backup code was added since the contents were read.
    pub(super) has_new_code: bool,
}

/// The state of a keystore's secrets.
#[derive(Debug)]
pub(super) enum SecretPart {
    /// There is no lock.
    Unlocked(Secrets),
    /// There is a lock, and its store key is not known.
    Sealed(Lock, Sealed),
    /// There is a lock, and it was opened with this store key.
    Opened(Lock, StoreKey, Secrets),
}

/// Sealed secrets, as they are in the file.
pub(super) struct Sealed {
    /// Every byte before the secrets: the associated data of the seal.
    pub(super) public: Vec<u8>,
    pub(super) secrets: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}

/// The error that there is no account of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such account")]
pub struct NoSuchAccount;

impl Default for Contents {
    /// Creates contents without accounts and without a lock.
    fn default() -> Self {
        Self::of(None, Vec::new(), SecretPart::Unlocked(Secrets::default()))
    }
}

/// The public part. It is available in a locked keystore too, unverified.
impl Contents {
    /// Creates contents that have not been changed since they were read.
    pub(super) fn of(
        default: Option<Name>,
        accounts: Vec<Listed>,
        secret_part: SecretPart,
    ) -> Self {
        Self { default, accounts, secret_part, changed: Vec::new(), has_new_code: false }
    }

    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Returns every account as the file lists it, in the order of their names.
    pub fn accounts(&self) -> &[Listed] {
        &self.accounts
    }

    /// Returns the account of this name, as the file lists it.
    pub fn account(&self, name: &Name) -> Option<&Listed> {
        self.position(name).ok().map(|index| &self.accounts[index])
    }

    /// Returns the default account, which commands use if none is named.
    pub fn default_account(&self) -> Option<&Listed> {
        self.default.as_ref().and_then(|name| self.account(name))
    }

    /// Whether the account of this name is the default.
    pub fn is_default(&self, name: &Name) -> bool {
        self.default.as_ref() == Some(name)
    }

    /// Returns the lock, if there is one.
    pub fn lock(&self) -> Option<&Lock> {
        match &self.secret_part {
            SecretPart::Unlocked(_) => None,
            SecretPart::Sealed(lock, _) | SecretPart::Opened(lock, ..) => Some(lock),
        }
    }

    /// Whether the secrets are sealed and must be opened first.
    pub fn is_sealed(&self) -> bool {
        matches!(self.secret_part, SecretPart::Sealed(..))
    }

    /// Returns the index of the account of this name, or the one at which to insert it.
    pub(super) fn position(&self, name: &Name) -> Result<usize, usize> {
        self.accounts.binary_search_by(|account| account.name().cmp(name))
    }
}

/// The verification of accounts: their secrets vouch for their public keys.
impl Contents {
    /// Returns the account of this name, after verifying that the listed public keys are those of
    /// its secret.
    ///
    /// # Errors
    ///
    /// If there is no such account, the secrets are sealed, or the account is damaged.
    pub fn verified(&self, name: &Name) -> Result<&Account, Error> {
        self.verified_at(self.position(name).map_err(|_| NoSuchAccount)?)
    }

    /// Returns the account of this name and its verification.
    pub fn vouched(&self, name: &Name) -> Option<Vouched<'_>> {
        self.position(name).ok().map(|index| self.vouched_at(index))
    }

    /// Returns every account and its verification, in the order of their names.
    pub fn accounts_vouched(&self) -> impl Iterator<Item = Vouched<'_>> {
        (0..self.accounts.len()).map(|index| self.vouched_at(index))
    }

    /// Searches the account with this identity. Where the secrets are available, the identity of
    /// each account is computed and compared; in a locked keystore, the listed ones are compared.
    ///
    /// # Errors
    ///
    /// If the account that lists this identity, or whose secret has it, is damaged.
    pub fn of_identity(&self, identity: &Identity) -> Result<Option<&Listed>, Error> {
        let listed = self.accounts.iter().position(|account| account.0.identity == *identity);
        let Ok(secrets) = self.secrets() else {
            return Ok(listed.map(|index| &self.accounts[index]));
        };
        let has_it = |&index: &usize| secrets.identity(index) == Some(*identity);
        let found = listed.or_else(|| (0..self.accounts.len()).find(has_it));
        found.map(|index| self.verified_at(index).map(|_| &self.accounts[index])).transpose()
    }

    /// Returns the identities that the accounts here vouch for: computed where the secrets are
    /// available, and as listed in a locked keystore. Guessed and damaged accounts vouch for
    /// nothing.
    pub fn known_identities(&self) -> Vec<Identity> {
        let vouched = self.accounts_vouched();
        vouched
            .filter_map(|vouched| vouched.account().cloned())
            .filter(|account| !account.is_guessed())
            .map(|account| account.identity)
            .collect()
    }

    /// Computes the identity of an account from its secret, if that is available and valid.
    pub fn computed_identity(&self, name: &Name) -> Option<Identity> {
        let index = self.position(name).ok()?;
        self.secrets().ok()?.identity(index)
    }

    pub(super) fn verified_at(&self, index: usize) -> Result<&Account, Error> {
        let Listed(account) = &self.accounts[index];
        if self.secrets()?.public_keys(index) == Some(&account.keys()) {
            Ok(account)
        } else {
            Err(Error::Damaged(Damage::Account(account.name.clone())))
        }
    }

    fn vouched_at(&self, index: usize) -> Vouched<'_> {
        match self.verified_at(index) {
            Ok(account) => Vouched::Verified(account),
            Err(Error::Sealed) => Vouched::Unverified(&self.accounts[index]),
            Err(_) => Vouched::Damaged(&self.accounts[index]),
        }
    }
}

/// The secret part.
impl Contents {
    /// Returns the backup code of an account, after verifying the account.
    ///
    /// # Errors
    ///
    /// If there is no such account, its backup code was forgotten, the secrets are sealed, or the
    /// account is damaged.
    pub fn backup_code(&self, name: &Name) -> Result<BackupCode, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        if !self.accounts[index].has_code() {
            return Err(Error::Forgotten);
        }
        self.verified_at(index)?;
        let code = self.secrets()?.code(index);
        code.ok_or_else(|| Error::Damaged(Damage::Account(name.clone())))
    }

    /// Derives the keys of an account, which are available even if its backup code was forgotten.
    ///
    /// # Errors
    ///
    /// If there is no such account, the secrets are sealed, or the account is damaged.
    pub fn keys(&self, name: &Name) -> Result<Keys, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        let prk = self.secrets()?.prk(index);
        prk.map(|prk| prk.keys()).ok_or_else(|| Error::Damaged(Damage::Account(name.clone())))
    }

    /// Returns the lists of other services' codes of an account, after verifying the account.
    ///
    /// # Errors
    ///
    /// If there is no such account, the secrets are sealed, or the account is damaged.
    pub fn lists(&self, name: &Name) -> Result<&Lists, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        Ok(&self.secrets()?.account(index).lists)
    }

    /// Returns the last export of an account's vault, after verifying the account.
    ///
    /// # Errors
    ///
    /// If there is no such account, the secrets are sealed, or the account is damaged.
    pub fn last_export(&self, name: &Name) -> Result<Option<&LastExport>, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        Ok(self.secrets()?.account(index).last_export.as_ref())
    }

    pub(super) fn secrets(&self) -> Result<&Secrets, Error> {
        match &self.secret_part {
            SecretPart::Unlocked(secrets) | SecretPart::Opened(_, _, secrets) => Ok(secrets),
            SecretPart::Sealed(..) => Err(Error::Sealed),
        }
    }

    pub(super) fn secrets_mut(&mut self) -> &mut Secrets {
        match &mut self.secret_part {
            SecretPart::Unlocked(secrets) | SecretPart::Opened(_, _, secrets) => secrets,
            SecretPart::Sealed(..) => unreachable!("contents are opened before they are changed"),
        }
    }
}
