//! What a keystore holds, and the rules that every change of it keeps: names are unique,
//! identities are unique, the default is one of the accounts or none, every account has its code
//! or, after it was forgotten, the keys that follow from it.
//!
//! Of a locked keystore the public part is readable as it is. Its secrets are sealed, and until
//! they are opened nothing of it can be changed.
//!
//! Accounts are in the order of their names. Times are whole seconds of the years 1970 to 9999,
//! which is what the file can say: they are cut to that on the way in, so that what was put in
//! equals what comes out of the file.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::account::{Account, Identity, Name};
use crate::code::{BackupCode, Entropy, EntropyError};
use crate::derivation::{self, Keys};
use crate::keystore::lock::{
    CodeId, Lock, Opener, PassphraseKey, RecoveryCode, RecoverySlot, StoreKey,
};
use crate::keystore::secrets::{Secrets, Stored};
use crate::keystore::{Damage, Error, MOST_SLOTS, format, seal};
use crate::secret::Secret;

/// The accounts of a keystore, their secrets, which is the default, and the lock.
#[derive(Debug)]
pub struct Contents {
    pub(super) default: Option<Name>,
    /// In the order of their names.
    pub(super) accounts: Vec<Account>,
    pub(super) vault: Vault,
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
        Self { default: None, accounts: Vec::new(), vault: Vault::Unlocked(Secrets::default()) }
    }
}

/// What is public. It can be read of a locked keystore, too.
impl Contents {
    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Every account, in the order of their names.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The account of this name.
    pub fn account(&self, name: &Name) -> Option<&Account> {
        self.position(name).ok().map(|index| &self.accounts[index])
    }

    /// The account with this identity.
    pub fn of_identity(&self, identity: &Identity) -> Option<&Account> {
        self.accounts.iter().find(|account| account.identity == *identity)
    }

    /// The account that is meant when none is named.
    pub fn default_account(&self) -> Option<&Account> {
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
        self.accounts.binary_search_by(|account| account.name.cmp(name))
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

    /// The backup code of an account, once it has derived exactly the account's identity.
    ///
    /// # Errors
    ///
    /// When there is no such account, its code was forgotten, the secrets are sealed, or what is
    /// stored is not its code.
    pub fn backup_code(&self, name: &Name) -> Result<BackupCode, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        if !self.accounts[index].has_code {
            return Err(Error::Forgotten);
        }
        self.secrets()?
            .code(index)
            .filter(|code| derivation::identity(code) == self.accounts[index].identity)
            .ok_or_else(|| Error::Damaged(Damage::Code(name.clone())))
    }

    /// The keys of an account, which are there even if its code was forgotten.
    ///
    /// # Errors
    ///
    /// When there is no such account, the secrets are sealed, or what is stored is not its own.
    pub fn keys(&self, name: &Name) -> Result<Keys, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        if self.accounts[index].has_code {
            return self.backup_code(name).map(|code| derivation::keys(&code));
        }
        self.secrets()?
            .keys(index)
            .filter(|keys| derivation::identity_of(keys) == self.accounts[index].identity)
            .ok_or_else(|| Error::Damaged(Damage::Code(name.clone())))
    }

    fn secrets(&self) -> Result<&Secrets, Error> {
        match &self.vault {
            Vault::Unlocked(secrets) | Vault::Opened(_, _, secrets) => Ok(secrets),
            Vault::Sealed(..) => Err(Error::Sealed),
        }
    }
}

/// What changes the accounts. Whoever changes contents has them opened: see
/// [`Keystore::change`](super::Keystore::change).
impl Contents {
    /// Adds an account and its backup code. The first one becomes the default.
    ///
    /// # Errors
    ///
    /// When the account is here already, or another one has its name.
    pub fn add(&mut self, account: Account, code: &BackupCode) -> Result<(), Conflict> {
        if let Some(here) = self.of_identity(&account.identity) {
            return Err(Conflict::AlreadyHere(here.name.clone()));
        }
        let Err(index) = self.position(&account.name) else {
            return Err(Conflict::NameTaken);
        };
        if self.is_empty() {
            self.default = Some(account.name.clone());
        }
        let since = storable(account.since);
        let confirmed = account.confirmed.map(storable);
        self.accounts.insert(index, Account { since, confirmed, has_code: true, ..account });
        self.secrets_mut().insert(index, Stored::Code(Box::new(code.clone())));
        Ok(())
    }

    /// Gives an account another name. The default stays the default.
    ///
    /// # Errors
    ///
    /// When there is no account of the old name, or another one has the new name.
    pub fn rename(&mut self, old: &Name, new: Name) -> Result<(), RenameError> {
        let from = self.position(old).map_err(|_| NoSuchAccount)?;
        if *old == new {
            return Ok(());
        }
        if self.position(&new).is_ok() {
            return Err(RenameError::NameTaken);
        }
        if self.is_default(old) {
            self.default = Some(new.clone());
        }
        let account = self.accounts.remove(from);
        let secret = self.secrets_mut().remove(from);
        let (Ok(to) | Err(to)) = self.position(&new);
        self.accounts.insert(to, Account { name: new, ..account });
        self.secrets_mut().insert(to, secret);
        Ok(())
    }

    /// Takes an account and its secrets out.
    ///
    /// When it was the default and one account remains, that one becomes it; otherwise there is
    /// none.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn remove(&mut self, name: &Name) -> Result<Account, NoSuchAccount> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        let account = self.accounts.remove(index);
        self.secrets_mut().remove(index);
        if self.is_default(name) {
            self.default = match self.accounts.as_slice() {
                [last] => Some(last.name.clone()),
                _ => None,
            };
        }
        Ok(account)
    }

    /// Makes an account the default.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn set_default(&mut self, name: &Name) -> Result<(), NoSuchAccount> {
        self.position(name).map_err(|_| NoSuchAccount)?;
        self.default = Some(name.clone());
        Ok(())
    }

    /// Notes when the backup code of an account was confirmed saved.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn confirm(&mut self, name: &Name, when: SystemTime) -> Result<(), NoSuchAccount> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.accounts[index].confirmed = Some(storable(when));
        Ok(())
    }

    /// Keeps of the secrets of an account only the keys that follow from its code.
    ///
    /// # Errors
    ///
    /// When there is no such account, or what is stored is not its own.
    pub fn forget_code(&mut self, name: &Name) -> Result<(), Error> {
        let keys = self.keys(name)?;
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        if self.accounts[index].has_code {
            self.accounts[index].has_code = false;
            self.secrets_mut().replace(index, Stored::Keys(Box::new(keys)));
        }
        Ok(())
    }

    /// Puts a code back that was forgotten.
    ///
    /// # Errors
    ///
    /// When there is no account with the identity of this code.
    pub fn put_code_back(&mut self, code: &BackupCode) -> Result<(), NoSuchAccount> {
        let identity = derivation::identity(code);
        let index = self.accounts.iter().position(|account| account.identity == identity);
        let index = index.ok_or(NoSuchAccount)?;
        if !self.accounts[index].has_code {
            self.accounts[index].has_code = true;
            self.secrets_mut().replace(index, Stored::Code(Box::new(code.clone())));
        }
        Ok(())
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
            let slot = RecoverySlot::pending(code, storable(when), store_key, entropy)?;
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
        Ok(self.relock(key, keep, Some(storable(when)), entropy)?)
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
    /// Opens what was written of these contents, and finds in it the secret of every account: one
    /// that is not its own, however it came into what was read, is never written again.
    pub(super) fn find_all_of_it_in(&self, mut written: Self) -> Result<(), Error> {
        if let (Vault::Opened(_, key, _), Vault::Sealed(lock, sealed)) =
            (&self.vault, &written.vault)
        {
            let secrets = sealed.open(key, &written.accounts)?;
            let key = StoreKey(Secret::new(*key.0.expose()));
            written.vault = Vault::Opened(lock.clone(), key, secrets);
        }
        for account in &self.accounts {
            written.keys(&account.name)?;
        }
        Ok(())
    }
}

impl Sealed {
    /// The secrets of these accounts, if the key is theirs and nothing was altered.
    pub(super) fn open(&self, key: &StoreKey, accounts: &[Account]) -> Result<Secrets, Error> {
        let damaged = || Error::Damaged(Damage::Seal);
        let opened = seal::open(&key.0, &self.public, &self.secrets).ok_or_else(damaged)?;
        format::read_sealed_secrets(opened, accounts).ok_or_else(damaged)
    }
}

/// The last second of the year 9999, after which RFC 3339 has no words.
const LAST_SECOND: u64 = 253_402_300_799;

/// The time that a file can say: whole seconds of the years 1970 to 9999. A clock that is further
/// off than that must not keep anyone from an account.
fn storable(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(LAST_SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Origin;
    use crate::keystore::tests::{account, code, name};

    fn contents(names: &[&str]) -> Contents {
        let mut contents = Contents::default();
        for text in names {
            let code = code(text);
            contents.add(account(text, &code), &code).expect("no conflict");
        }
        contents
    }

    fn default_of(contents: &Contents) -> Option<&str> {
        contents.default_account().map(|account| account.name.as_str())
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
        let again = account("c", &here);
        assert_eq!(contents.add(again, &here), Err(Conflict::AlreadyHere(name("a"))));
        // The account is what matters, not what it is called: "here already" is the better news.
        assert_eq!(contents.add(account("b", &here), &here), Err(Conflict::AlreadyHere(name("a"))));
        assert_eq!(contents.add(account("b", &other), &other), Err(Conflict::NameTaken));
        assert_eq!(contents.accounts().len(), 2);
    }

    #[test]
    fn accounts_are_found_by_name_and_by_identity() {
        let contents = contents(&["b", "c", "a"]);
        let listed: Vec<_> = contents.accounts().iter().map(|a| a.name.as_str()).collect();
        assert_eq!(listed, ["a", "b", "c"]);
        for text in ["a", "b", "c"] {
            let expected = derivation::identity(&code(text));
            assert_eq!(contents.account(&name(text)).expect("it is there").identity, expected);
            assert_eq!(contents.of_identity(&expected).expect("it is there").name, name(text));
            assert!(contents.backup_code(&name(text)).expect("it is there") == code(text));
        }
        assert!(contents.account(&name("d")).is_none());
        assert!(contents.of_identity(&derivation::identity(&code("d"))).is_none());
        assert!(matches!(contents.backup_code(&name("d")), Err(Error::NoSuchAccount(_))));
    }

    #[test]
    fn a_code_of_another_account_is_never_handed_out() {
        let mut contents = Contents::default();
        contents.add(account("a", &code("a")), &code("b")).expect("no conflict");
        let refused = contents.backup_code(&name("a"));
        assert!(matches!(refused, Err(Error::Damaged(Damage::Code(of))) if of == name("a")));
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
        assert_eq!(contents.set_default(&name("a")), Err(NoSuchAccount));
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
            let added = Account { since: time, confirmed: Some(time), ..account("b", &code) };
            contents.add(added, &code).expect("no conflict");
            contents.confirm(&name("a"), time).expect("it is there");
            assert_eq!(contents.accounts()[0].confirmed, Some(stored));
            assert_eq!(contents.accounts()[1].confirmed, Some(stored));
            assert_eq!(contents.accounts()[1].since, stored);
            assert_eq!(contents.accounts()[1].origin, Origin::Created);
        }
        assert_eq!(contents(&[]).confirm(&name("a"), epoch), Err(NoSuchAccount));
    }

    #[test]
    fn debug_shows_no_digit_of_a_code() {
        let contents = contents(&["a"]);
        let shown = format!("{contents:?}");
        let text = code("a").canonical_text();
        assert!(!shown.contains(&text.expose()[..5]) && shown.contains("BackupCode(..)"));
    }
}
