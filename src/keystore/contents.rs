//! What a keystore holds: the accounts, which is the default, their secrets, and the lock; and what is
//! read of it. `changes` changes the accounts, `relocking` the lock, `opening` opens what is sealed.
//!
//! Of a locked keystore the public part is readable as it is, and not verified. Its secrets are
//! sealed, and until they are opened nothing of it can be changed. Where the secrets are there, an
//! account is verified when it is used: its public keys must be those of its secret. An account of
//! which they are not is damaged. It keeps nobody from the others, and a change leaves it as it is,
//! byte for byte; nothing but its removal is done to it.

use std::fmt;

use crate::account::{Account, Identity, Name};
use crate::code::BackupCode;
use crate::derivation::Keys;
use crate::keystore::lock::{Lock, StoreKey};
use crate::keystore::secrets::Secrets;
use crate::keystore::{Damage, Error, Listed, Vouched};

/// The accounts of a keystore, their secrets, which is the default, and the lock.
#[derive(Debug)]
pub struct Contents {
    pub(super) default: Option<Name>,
    /// In the order of their names.
    pub(super) accounts: Vec<Listed>,
    pub(super) vault: Vault,
    /// The names of the accounts that were added or changed since they were read.
    pub(super) changed: Vec<Name>,
    /// Whether a backup code entered since then.
    pub(super) has_new_code: bool,
}

/// Where the secrets of a keystore are.
#[derive(Debug)]
pub(super) enum Vault {
    /// There is no lock.
    Unlocked(Secrets),
    /// There is, and the key is not there.
    Sealed(Lock, Sealed),
    /// There is, and it was opened.
    Opened(Lock, StoreKey, Secrets),
}

/// Sealed secrets, as they are in the file.
pub(super) struct Sealed {
    /// Every byte before them, with which they are sealed.
    pub(super) public: Vec<u8>,
    pub(super) secrets: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}

/// There is no account of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such account")]
pub struct NoSuchAccount;

impl Default for Contents {
    /// No accounts, and no lock.
    fn default() -> Self {
        Self::of(None, Vec::new(), Vault::Unlocked(Secrets::default()))
    }
}

/// What is public. It can be read of a locked keystore, too, and says what the file says.
impl Contents {
    /// What was read.
    pub(super) fn of(default: Option<Name>, accounts: Vec<Listed>, vault: Vault) -> Self {
        Self { default, accounts, vault, changed: Vec::new(), has_new_code: false }
    }

    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Every account as the file lists it, in the order of their names.
    pub fn accounts(&self) -> &[Listed] {
        &self.accounts
    }

    /// The account of this name, as the file lists it.
    pub fn account(&self, name: &Name) -> Option<&Listed> {
        self.position(name).ok().map(|index| &self.accounts[index])
    }

    /// The account that is meant when none is named.
    pub fn default_account(&self) -> Option<&Listed> {
        self.default.as_ref().and_then(|name| self.account(name))
    }

    /// Whether the account of this name is the one that is meant when none is named.
    pub fn is_default(&self, name: &Name) -> bool {
        self.default.as_ref() == Some(name)
    }

    /// The lock, if there is one.
    pub fn lock(&self) -> Option<&Lock> {
        match &self.vault {
            Vault::Unlocked(_) => None,
            Vault::Sealed(lock, _) | Vault::Opened(lock, ..) => Some(lock),
        }
    }

    /// Whether the secrets are sealed, so that they have to be opened first.
    pub fn is_sealed(&self) -> bool {
        matches!(self.vault, Vault::Sealed(..))
    }

    /// Where the account of this name is, or where it would be.
    pub(super) fn position(&self, name: &Name) -> Result<usize, usize> {
        self.accounts.binary_search_by(|account| account.name().cmp(name))
    }
}

/// Who vouches for an account: its secret, where it is there.
impl Contents {
    /// The account of this name, once its public keys were computed from its secret and are those
    /// that the file lists.
    ///
    /// # Errors
    ///
    /// When there is no such account, the secrets are sealed, or the account is damaged.
    pub fn verified(&self, name: &Name) -> Result<&Account, Error> {
        self.verified_at(self.position(name).map_err(|_| NoSuchAccount)?)
    }

    /// The account of this name, and what vouches for it.
    pub fn vouched(&self, name: &Name) -> Option<Vouched<'_>> {
        self.position(name).ok().map(|index| self.vouched_at(index))
    }

    /// Every account, and what vouches for it, in the order of their names.
    pub fn accounts_vouched(&self) -> impl Iterator<Item = Vouched<'_>> {
        (0..self.accounts.len()).map(|index| self.vouched_at(index))
    }

    /// The account with this identity, which the caller has computed from a code or wants to find.
    /// Where the secrets are there, the account's own identity is computed and compared; in a locked
    /// keystore the file's word is all there is.
    ///
    /// # Errors
    ///
    /// When the account of which the file says so, or whose secret says so, is damaged.
    pub fn of_identity(&self, identity: &Identity) -> Result<Option<&Listed>, Error> {
        let listed = self.accounts.iter().position(|account| account.0.identity == *identity);
        let Ok(secrets) = self.secrets() else {
            return Ok(listed.map(|index| &self.accounts[index]));
        };
        let has_it =
            |&index: &usize| secrets.prk(index).is_some_and(|prk| prk.identity() == *identity);
        let found = listed.or_else(|| (0..self.accounts.len()).find(has_it));
        found.map(|index| self.verified_at(index).map(|_| &self.accounts[index])).transpose()
    }

    /// The identities that the accounts here vouch for: computed where the secrets are there, and
    /// otherwise as the file of a locked keystore lists them. A guessed account vouches for nothing,
    /// nor does a damaged one.
    pub fn known_identities(&self) -> Vec<Identity> {
        let vouched = self.accounts_vouched();
        vouched
            .filter_map(|vouched| vouched.account().cloned())
            .filter(|account| !account.is_guessed())
            .map(|account| account.identity)
            .collect()
    }

    /// What the secret of an account here says that its identity is, if it is there and is one.
    pub fn computed_identity(&self, name: &Name) -> Option<Identity> {
        let index = self.position(name).ok()?;
        self.secrets().ok()?.prk(index).map(|prk| prk.identity())
    }

    pub(super) fn verified_at(&self, index: usize) -> Result<&Account, Error> {
        let Listed(account) = &self.accounts[index];
        let keys = self.secrets()?.prk(index).map(|prk| prk.public_keys());
        if keys == Some(account.keys()) {
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

/// What is secret.
impl Contents {
    /// The backup code of an account, once the account is verified.
    ///
    /// # Errors
    ///
    /// When there is no such account, its code was forgotten, the secrets are sealed, or the account
    /// is damaged.
    pub fn backup_code(&self, name: &Name) -> Result<BackupCode, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        if !self.accounts[index].has_code() {
            return Err(Error::Forgotten);
        }
        self.verified_at(index)?;
        let code = self.secrets()?.code(index);
        code.ok_or_else(|| Error::Damaged(Damage::Account(name.clone())))
    }

    /// The keys of an account, which are there even if its code was forgotten.
    ///
    /// # Errors
    ///
    /// When there is no such account, the secrets are sealed, or the account is damaged.
    pub fn keys(&self, name: &Name) -> Result<Keys, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        let prk = self.secrets()?.prk(index);
        prk.map(|prk| prk.keys()).ok_or_else(|| Error::Damaged(Damage::Account(name.clone())))
    }

    pub(super) fn secrets(&self) -> Result<&Secrets, Error> {
        match &self.vault {
            Vault::Unlocked(secrets) | Vault::Opened(_, _, secrets) => Ok(secrets),
            Vault::Sealed(..) => Err(Error::Sealed),
        }
    }

    pub(super) fn secrets_mut(&mut self) -> &mut Secrets {
        match &mut self.vault {
            Vault::Unlocked(secrets) | Vault::Opened(_, _, secrets) => secrets,
            Vault::Sealed(..) => unreachable!("contents are opened before they are changed"),
        }
    }
}
