//! What a keystore holds, and the rules that every change of it keeps: names are unique,
//! identities are unique, the default is one of the accounts or none, every account has its code
//! or, after it was forgotten, the PRK from which its keys follow.
//!
//! Of a locked keystore the public part is readable as it is, and not verified. Its secrets are
//! sealed, and until they are opened nothing of it can be changed. Where the secrets are there, an
//! account is verified when it is used: its public keys must be those of its secret. An account of
//! which they are not is damaged. It keeps nobody from the others, and a change leaves it as it is,
//! byte for byte; nothing but its removal is done to it.
//!
//! Accounts are in the order of their names. Times are whole seconds of the years 1970 to 9999,
//! which is what the file can say: they are cut to that on the way in, so that what was put in
//! equals what comes out of the file.

use std::fmt;
use std::time::SystemTime;

use crate::account::{Account, Identity, Name, Origin, PublicKeys};
use crate::code::{BackupCode, Entropy, EntropyError};
use crate::dates::dated;
use crate::derivation::{self, Keys};
use crate::keystore::lock::{
    CodeId, Lock, Opener, PassphraseKey, RecoveryCode, RecoverySlot, StoreKey,
};
use crate::keystore::secrets::{Secrets, Stored};
use crate::keystore::{Damage, Error, Listed, MOST_SLOTS, Vouched, format, seal};
use crate::secret::Secret;

/// The accounts of a keystore, their secrets, which is the default, and the lock.
#[derive(Debug)]
pub struct Contents {
    pub(super) default: Option<Name>,
    /// In the order of their names.
    pub(super) accounts: Vec<Listed>,
    pub(super) vault: Vault,
    /// The names of the accounts that were added or changed since they were read.
    changed: Vec<Name>,
    has_new_code: bool,
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

/// Why an account can't be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The account is here already, under this name.
    #[error("the account is here already")]
    AlreadyHere(Name),
    /// The account is here already, under this name, and it is damaged.
    #[error("the account is here, and damaged")]
    Damaged(Name),
}

/// Why an account can't be renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// There is no account of the old name.
    #[error(transparent)]
    NoSuchAccount(#[from] NoSuchAccount),
    /// Another account has the new name.
    #[error("the name is taken")]
    NameTaken,
    /// The account is damaged.
    #[error("the account is damaged")]
    Damaged,
}

/// Why the recovery codes of a lock can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is no lock, or none any more.
    #[error("no lock")]
    NoLock,
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
    fn position(&self, name: &Name) -> Result<usize, usize> {
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

    fn verified_at(&self, index: usize) -> Result<&Account, Error> {
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
    /// Opens the secrets, if they are sealed.
    ///
    /// # Errors
    ///
    /// When this opens no slot; or when it does, and what is sealed or public was altered.
    pub fn unlock(&mut self, opener: &Opener) -> Result<(), Error> {
        let Vault::Sealed(lock, sealed) = &self.vault else { return Ok(()) };
        let store_key = lock.store_key(opener).ok_or(Error::WrongSecret)?;
        let secrets = sealed.open(&store_key, &self.accounts)?;
        self.vault = Vault::Opened(lock.clone(), store_key, secrets);
        Ok(())
    }

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

    fn secrets(&self) -> Result<&Secrets, Error> {
        match &self.vault {
            Vault::Unlocked(secrets) | Vault::Opened(_, _, secrets) => Ok(secrets),
            Vault::Sealed(..) => Err(Error::Sealed),
        }
    }
}

/// What changes the accounts. Whoever changes contents has them opened: see
/// [`Keystore::change`](super::Keystore::change). A damaged account is changed by nothing but
/// [`Contents::remove`].
impl Contents {
    /// Adds the account that a backup code opens. The first one becomes the default. A guess that is
    /// confirmed is none.
    ///
    /// # Errors
    ///
    /// When the account is here already, or another one has its name.
    pub fn add(
        &mut self,
        name: Name,
        code: &BackupCode,
        origin: Origin,
        since: SystemTime,
        confirmed: Option<SystemTime>,
    ) -> Result<(), Conflict> {
        let prk = derivation::prk(code);
        let PublicKeys { identity, login, encryption } = prk.public_keys();
        match self.of_identity(&identity) {
            Ok(None) => {}
            Ok(Some(here)) => return Err(Conflict::AlreadyHere(here.name().clone())),
            Err(Error::Damaged(Damage::Account(here))) => return Err(Conflict::Damaged(here)),
            Err(_) => unreachable!("contents are opened before they are changed"),
        }
        let Err(index) = self.position(&name) else {
            return Err(Conflict::NameTaken);
        };
        if self.is_empty() {
            self.default = Some(name.clone());
        }
        let origin = if confirmed.is_some() { origin.confirmed() } else { origin };
        let (since, confirmed) = (dated(since), confirmed.map(dated));
        self.changed.push(name.clone());
        let has_code = true;
        let account =
            Account { name, identity, login, encryption, origin, since, confirmed, has_code };
        self.accounts.insert(index, Listed(account));
        self.secrets_mut().insert(index, Stored::Code(Box::new(code.clone())));
        self.has_new_code = true;
        Ok(())
    }

    /// Gives an account another name. The default stays the default.
    ///
    /// # Errors
    ///
    /// When there is no account of the old name, it is damaged, or another one has the new name.
    pub fn rename(&mut self, old: &Name, new: Name) -> Result<(), RenameError> {
        let from = self.position(old).map_err(|_| NoSuchAccount)?;
        self.verified_at(from).map_err(|_| RenameError::Damaged)?;
        if *old == new {
            return Ok(());
        }
        if self.position(&new).is_ok() {
            return Err(RenameError::NameTaken);
        }
        if self.is_default(old) {
            self.default = Some(new.clone());
        }
        self.changed.push(new.clone());
        let Listed(account) = self.accounts.remove(from);
        let secret = self.secrets_mut().remove(from);
        let (Ok(to) | Err(to)) = self.position(&new);
        self.accounts.insert(to, Listed(Account { name: new, ..account }));
        self.secrets_mut().insert(to, secret);
        Ok(())
    }

    /// Takes an account and its secrets out, even a damaged one.
    ///
    /// When it was the default and one account remains, that one becomes it; otherwise there is
    /// none.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn remove(&mut self, name: &Name) -> Result<(), NoSuchAccount> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.accounts.remove(index);
        self.secrets_mut().remove(index);
        if self.is_default(name) {
            self.default = match self.accounts.as_slice() {
                [last] => Some(last.name().clone()),
                _ => None,
            };
        }
        Ok(())
    }

    /// Makes an account the default.
    ///
    /// # Errors
    ///
    /// When there is no such account, or it is damaged.
    pub fn set_default(&mut self, name: &Name) -> Result<(), Error> {
        self.verified(name)?;
        self.default = Some(name.clone());
        Ok(())
    }

    /// Notes when the backup code of an account was confirmed saved. An account that was guessed is
    /// a restored one from then on.
    ///
    /// # Errors
    ///
    /// When there is no such account, or it is damaged.
    pub fn confirm(&mut self, name: &Name, when: SystemTime) -> Result<(), Error> {
        let Listed(account) = self.change_account(name)?;
        account.confirmed = Some(dated(when));
        account.origin = account.origin.confirmed();
        Ok(())
    }

    /// Notes that something else than its backup code vouches for an account that was guessed: it is
    /// a restored one from then on.
    ///
    /// # Errors
    ///
    /// When there is no such account, or it is damaged.
    pub fn vouch_for(&mut self, name: &Name) -> Result<(), Error> {
        let Listed(account) = self.change_account(name)?;
        account.origin = account.origin.confirmed();
        Ok(())
    }

    /// Keeps of the secret of an account only the PRK, from which its keys follow and its code does
    /// not.
    ///
    /// # Errors
    ///
    /// When there is no such account, or it is damaged.
    pub fn forget_code(&mut self, name: &Name) -> Result<(), Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        let Listed(account) = self.change_account(name)?;
        if account.has_code {
            account.has_code = false;
            // One that has just come in has gone before anything was written.
            self.has_new_code = false;
            let prk = self.secrets()?.prk(index).expect("it was just verified");
            self.secrets_mut().replace(index, Stored::Prk(Box::new(prk)));
        }
        Ok(())
    }

    /// Puts a code back that was forgotten.
    ///
    /// # Errors
    ///
    /// When there is no account that this code opens, or it is damaged.
    pub fn put_code_back(&mut self, code: &BackupCode) -> Result<(), Error> {
        let here = self.of_identity(&derivation::identity(code))?;
        let name = here.ok_or(NoSuchAccount)?.name().clone();
        let index = self.position(&name).map_err(|_| NoSuchAccount)?;
        let Listed(account) = self.change_account(&name)?;
        if !account.has_code {
            account.has_code = true;
            self.secrets_mut().replace(index, Stored::Code(Box::new(code.clone())));
            self.has_new_code = true;
        }
        Ok(())
    }

    /// Whether a backup code entered since this was read: an account was added, or a code put back.
    pub fn has_new_code(&self) -> bool {
        self.has_new_code
    }

    /// The account of this name, verified, to be changed.
    fn change_account(&mut self, name: &Name) -> Result<&mut Listed, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        self.changed.push(name.clone());
        Ok(&mut self.accounts[index])
    }

    fn secrets_mut(&mut self) -> &mut Secrets {
        match &mut self.vault {
            Vault::Unlocked(secrets) | Vault::Opened(_, _, secrets) => secrets,
            Vault::Sealed(..) => unreachable!("contents are opened before they are changed"),
        }
    }
}

/// What changes the lock. Each makes a new store key, but for [`Contents::add_recovery_codes`],
/// which takes nothing away.
impl Contents {
    /// Locks with this passphrase, or changes it. Recovery codes go on working.
    ///
    /// # Errors
    ///
    /// When the generator fails.
    pub fn set_passphrase(
        &mut self,
        key: &PassphraseKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), EntropyError> {
        self.relock(key, Some, None, entropy)
    }

    /// Takes the lock away, with all of its recovery codes.
    pub fn remove_lock(&mut self) {
        let secrets = std::mem::take(self.secrets_mut());
        self.vault = Vault::Unlocked(secrets);
    }

    /// Adds slots for recovery codes. They work, and don't count until they are confirmed. Of those
    /// that were never confirmed the oldest go when there would be too many.
    ///
    /// # Errors
    ///
    /// When the generator fails, or there is no lock.
    pub fn add_recovery_codes(
        &mut self,
        codes: &[RecoveryCode],
        when: SystemTime,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        let Vault::Opened(lock, store_key, _) = &mut self.vault else {
            return Err(LockError::NoLock);
        };
        let mut too_many = (lock.codes.len() + codes.len()).saturating_sub(MOST_SLOTS);
        lock.codes.retain(|slot| {
            let goes = too_many > 0 && !slot.is_confirmed;
            too_many -= usize::from(goes);
            !goes
        });
        for code in codes {
            let slot = RecoverySlot::pending(code, dated(when), store_key, entropy)?;
            lock.codes.push(slot);
        }
        Ok(())
    }

    /// Has these recovery codes count, and retires every other.
    ///
    /// # Errors
    ///
    /// When the generator fails, or there is no lock.
    pub fn confirm_recovery_codes(
        &mut self,
        codes: &[CodeId],
        key: &PassphraseKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        self.lock().ok_or(LockError::NoLock)?;
        let keep = |slot: RecoverySlot| {
            let is_confirmed = codes.contains(&CodeId(slot.public_key));
            is_confirmed.then_some(RecoverySlot { is_confirmed, ..slot })
        };
        Ok(self.relock(key, keep, None, entropy)?)
    }

    /// Retires a recovery code that was used, and every one that was never confirmed, has its
    /// replacement count, and locks with this passphrase.
    ///
    /// # Errors
    ///
    /// When the generator fails, or there is no lock.
    pub fn retire_recovery_code(
        &mut self,
        used: CodeId,
        replacement: CodeId,
        key: &PassphraseKey,
        when: SystemTime,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        self.lock().ok_or(LockError::NoLock)?;
        let keep = |slot: RecoverySlot| {
            let id = CodeId(slot.public_key);
            let is_confirmed = slot.is_confirmed || id == replacement;
            let stays = is_confirmed && id != used;
            stays.then_some(RecoverySlot { is_confirmed, ..slot })
        };
        Ok(self.relock(key, keep, Some(dated(when)), entropy)?)
    }

    /// Takes the note away that a recovery code was used.
    pub fn forget_use(&mut self) {
        if let Vault::Opened(lock, ..) = &mut self.vault {
            lock.used = None;
        }
    }

    /// Locks anew, with those slots of recovery codes that are kept.
    fn relock(
        &mut self,
        key: &PassphraseKey,
        keep: impl FnMut(RecoverySlot) -> Option<RecoverySlot>,
        used: Option<SystemTime>,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), EntropyError> {
        let before = self.lock();
        let used = used.or(before.and_then(|lock| lock.used));
        let codes = before.map_or(&[][..], |lock| &lock.codes).to_vec();
        let codes = codes.into_iter().filter_map(keep).collect();
        let (lock, store_key) = Lock::new(key, codes, used, entropy)?;
        let secrets = std::mem::take(self.secrets_mut());
        self.vault = Vault::Opened(lock, store_key, secrets);
        Ok(())
    }
}

impl Contents {
    /// Opens what was written of these contents, and verifies in it every account that was added or
    /// changed. The others are, byte for byte, what was read.
    pub(super) fn find_all_of_it_in(&self, mut written: Self) -> Result<(), Error> {
        if let (Vault::Opened(_, key, _), Vault::Sealed(lock, sealed)) =
            (&self.vault, &written.vault)
        {
            let secrets = sealed.open(key, &written.accounts)?;
            let key = StoreKey(Secret::new(*key.0.expose()));
            written.vault = Vault::Opened(lock.clone(), key, secrets);
        }
        let is_here = |name: &&Name| self.position(name).is_ok();
        self.changed.iter().filter(is_here).try_for_each(|name| written.verified(name).map(drop))
    }
}

impl Sealed {
    /// The secrets of these accounts, if the key is theirs and nothing was altered.
    pub(super) fn open(&self, key: &StoreKey, accounts: &[Listed]) -> Result<Secrets, Error> {
        let damaged = || Error::Damaged(Damage::Seal);
        let opened = seal::open(&key.0, &self.public, &self.secrets).ok_or_else(damaged)?;
        format::read_sealed_secrets(opened, accounts).ok_or_else(damaged)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::dates::LAST_SECOND;
    use crate::keystore::tests::{account, added, code, name, since};

    fn contents(names: &[&str]) -> Contents {
        let mut contents = Contents::default();
        for text in names {
            added(&mut contents, text, &code(text)).expect("no conflict");
        }
        contents
    }

    fn default_of(contents: &Contents) -> Option<&str> {
        contents.default_account().map(|account| account.name().as_str())
    }

    #[test]
    fn the_first_account_becomes_the_default_and_later_ones_do_not() {
        assert_eq!(default_of(&Contents::default()), None);
        assert_eq!(default_of(&contents(&["b", "a", "c"])), Some("b"));
    }

    #[test]
    fn names_and_identities_are_unique() {
        let mut contents = contents(&["a", "b"]);
        let (here, other) = (code("a"), code("z"));
        let here_already = Err(Conflict::AlreadyHere(name("a")));
        assert_eq!(added(&mut contents, "c", &here), here_already);
        // The account is what matters, not what it is called: "here already" is the better news.
        assert_eq!(added(&mut contents, "b", &here), here_already);
        assert_eq!(added(&mut contents, "b", &other), Err(Conflict::NameTaken));
        assert_eq!(contents.accounts().len(), 2);
    }

    #[test]
    fn accounts_are_found_by_name_and_by_identity() {
        let contents = contents(&["b", "c", "a"]);
        let listed: Vec<_> = contents.accounts().iter().map(|a| a.name().as_str()).collect();
        assert_eq!(listed, ["a", "b", "c"]);
        for text in ["a", "b", "c"] {
            let code = code(text);
            let expected = account(text, &code);
            assert_eq!(contents.verified(&name(text)).ok(), Some(&expected));
            let found = contents.of_identity(&expected.identity).expect("undamaged");
            assert_eq!(found.map(Listed::name), Some(&name(text)));
            assert!(contents.backup_code(&name(text)).expect("it is there") == code);
        }
        assert!(contents.account(&name("d")).is_none());
        assert_eq!(contents.of_identity(&derivation::identity(&code("d"))).ok(), Some(None));
        assert!(matches!(contents.backup_code(&name("d")), Err(Error::NoSuchAccount(_))));
    }

    #[test]
    fn a_guess_is_one_until_something_confirms_it() {
        let (guessed, restored) = (Origin::Guessed, Origin::Restored);
        let guess = || {
            let mut contents = Contents::default();
            contents.add(name("a"), &code("a"), guessed, since(), None).expect("no conflict");
            contents
        };
        let origin = |contents: &Contents| contents.accounts()[0].origin();
        assert_eq!(origin(&guess()), guessed);
        assert!(guess().accounts()[0].is_guessed());
        assert_eq!(guess().known_identities(), [], "it vouches for nothing");
        let mut confirmed = guess();
        confirmed.confirm(&name("a"), since()).expect("it is there");
        assert_eq!(origin(&confirmed), restored);
        let mut vouched_for = guess();
        vouched_for.vouch_for(&name("a")).expect("it is there");
        assert_eq!(origin(&vouched_for), restored);
        assert_eq!(vouched_for.accounts()[0].confirmed(), None);
        let mut at_once = Contents::default();
        let now = Some(since());
        at_once.add(name("a"), &code("a"), guessed, since(), now).expect("no conflict");
        assert_eq!(origin(&at_once), restored);
        let mut created = contents(&["a"]);
        created.confirm(&name("a"), since()).expect("it is there");
        assert_eq!(origin(&created), Origin::Created);
    }

    #[test]
    fn a_code_that_enters_is_noticed() {
        assert!(!Contents::default().has_new_code());
        let mut contents = contents(&["a"]);
        assert!(contents.has_new_code());
        contents.has_new_code = false;
        contents.put_code_back(&code("a")).expect("it is there");
        contents.confirm(&name("a"), since()).expect("it is there");
        assert!(!contents.has_new_code());
        contents.forget_code(&name("a")).expect("it is there");
        assert!(!contents.has_new_code());
        contents.put_code_back(&code("a")).expect("it is there");
        assert!(contents.has_new_code());
    }

    #[test]
    fn a_renamed_account_keeps_everything_else() {
        let mut contents = contents(&["b", "a", "c"]);
        contents.rename(&name("b"), name("z")).expect("z is free");
        assert_eq!(default_of(&contents), Some("z"));
        assert!(contents.backup_code(&name("z")).expect("it is there") == code("b"));
        assert!(contents.backup_code(&name("c")).expect("it is there") == code("c"));
        assert!(contents.account(&name("b")).is_none());

        assert_eq!(contents.rename(&name("a"), name("c")), Err(RenameError::NameTaken));
        assert_eq!(contents.rename(&name("a"), name("a")), Ok(()));
        assert_eq!(contents.rename(&name("b"), name("d")), Err(NoSuchAccount.into()));
        assert_eq!(contents.rename(&name("b"), name("a")), Err(NoSuchAccount.into()));
    }

    #[test]
    fn a_removed_default_passes_on_only_to_the_last_account() {
        let mut contents = contents(&["a", "b", "c"]);
        contents.remove(&name("b")).expect("it is there");
        assert_eq!(default_of(&contents), Some("a"));
        contents.remove(&name("a")).expect("it is there");
        assert_eq!(default_of(&contents), Some("c"), "one remains");
        contents.remove(&name("c")).expect("it is there");
        assert_eq!(default_of(&contents), None);
        assert_eq!(contents.remove(&name("c")), Err(NoSuchAccount));
    }

    #[test]
    fn a_removed_default_leaves_none_among_several() {
        let mut contents = contents(&["a", "b", "c"]);
        contents.remove(&name("a")).expect("it is there");
        assert_eq!(default_of(&contents), None);
        contents.remove(&name("b")).expect("it is there");
        assert_eq!(default_of(&contents), None, "c was not asked for");
        contents.set_default(&name("c")).expect("it is there");
        assert_eq!(default_of(&contents), Some("c"));
        let refused = contents.set_default(&name("a"));
        assert!(matches!(refused, Err(Error::NoSuchAccount(_))));
    }

    #[test]
    fn times_are_cut_to_what_a_file_can_say() {
        let epoch = SystemTime::UNIX_EPOCH;
        let second = Duration::from_secs(1);
        for (time, stored) in [
            (epoch, epoch),
            (epoch + Duration::from_millis(1999), epoch + second),
            (epoch - second, epoch),
            (
                epoch + Duration::from_secs(LAST_SECOND + 1),
                epoch + Duration::from_secs(LAST_SECOND),
            ),
        ] {
            let mut contents = contents(&["a"]);
            let code = code("b");
            let restored = Origin::Restored;
            contents.add(name("b"), &code, restored, time, Some(time)).expect("no conflict");
            contents.confirm(&name("a"), time).expect("it is there");
            assert_eq!(contents.accounts()[0].confirmed(), Some(stored));
            assert_eq!(contents.accounts()[1].confirmed(), Some(stored));
            assert_eq!(contents.accounts()[1].since(), stored);
        }
        let refused = contents(&[]).confirm(&name("a"), epoch);
        assert!(matches!(refused, Err(Error::NoSuchAccount(_))));
    }

    #[test]
    fn debug_shows_no_digit_of_a_code() {
        let contents = contents(&["a"]);
        let shown = format!("{contents:?}");
        let text = code("a").canonical_text();
        assert!(!shown.contains(&text.expose()[..5]) && shown.contains("BackupCode(..)"));
    }
}
