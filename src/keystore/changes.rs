//! Changes of a keystore's accounts, and the invariants that every change keeps: names are unique;
//! identities are unique; the default is one of the accounts or none; every account has its backup
//! code or, once that was forgotten, the PRK (HKDF's pseudorandom key) from which its keys are
//! derived.
//!
//! Accounts are in the order of their names. Times are whole seconds of the years 1970 to 9999, the
//! range of the file format. They are truncated when they are stored in memory, so that a file
//! reads back as equal contents.

use std::time::SystemTime;

use crate::account::{Account, Name, Origin, PublicKeys};
use crate::account_vault::LastExport;
use crate::code::BackupCode;
use crate::dates::dated;
use crate::derivation;
use crate::keystore::contents::{Contents, NoSuchAccount};
use crate::keystore::secrets::{AccountSecrets, Stored};
use crate::keystore::{Damage, Error, Listed};
use crate::service_codes::{self, Lists};

/// The reason why an account can't be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Conflict {
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The account exists already, under this name.
    #[error("the account is here already")]
    AlreadyHere(Name),
    /// The account exists already, under this name, and is damaged.
    #[error("the account is here, and damaged")]
    Damaged(Name),
}

/// The reason why an account can't be renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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

/// The changes of accounts. The contents must be unlocked, as they are in
/// [`Keystore::change`](super::Keystore::change). A damaged account can only be removed, with
/// [`Contents::remove`].
impl Contents {
    /// Adds the account of a backup code. The first account becomes the default. A guessed account
    /// that is confirmed is stored as a restored one. A confirmed code was given as a whole.
    ///
    /// # Errors
    ///
    /// If the account exists already, or another one has its name.
    pub fn add(
        &mut self,
        name: Name,
        code: &BackupCode,
        origin: Origin,
        since: SystemTime,
        confirmed: Option<SystemTime>,
    ) -> Result<(), Conflict> {
        let public_keys = derivation::public_keys(code);
        let PublicKeys { identity, login, encryption } = public_keys;
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
        let is_tried = confirmed.is_some();
        let origin = if is_tried { origin.confirmed() } else { origin };
        let (since, confirmed) = (dated(since), confirmed.map(dated));
        self.changed.push(name.clone());
        let has_code = true;
        let account = Account {
            name,
            identity,
            login,
            encryption,
            origin,
            since,
            confirmed,
            is_tried,
            has_code,
        };
        self.accounts.insert(index, Listed(account));
        let secret = Stored::Code(Box::new(code.copy()));
        self.secrets_mut().insert(index, AccountSecrets::new(secret, public_keys));
        self.has_new_code = true;
        Ok(())
    }

    /// Renames an account. The default account stays the default.
    ///
    /// # Errors
    ///
    /// If there is no account of the old name, it is damaged, or another one has the new name.
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
        let secrets = self.secrets_mut().remove(from);
        let (Ok(to) | Err(to)) = self.position(&new);
        self.accounts.insert(to, Listed(Account { name: new, ..account }));
        self.secrets_mut().insert(to, secrets);
        Ok(())
    }

    /// Removes an account and its secrets, even a damaged one.
    ///
    /// If it was the default and one account remains, that one becomes the default; otherwise there
    /// is no default.
    ///
    /// # Errors
    ///
    /// If there is no such account.
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
    /// If there is no such account, or it is damaged.
    pub fn set_default(&mut self, name: &Name) -> Result<(), Error> {
        self.verified(name)?;
        self.default = Some(name.clone());
        Ok(())
    }

    /// Records when the backup code of an account was confirmed as saved: the whole of it was given.
    /// A guessed account becomes a restored one.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged.
    pub fn confirm(&mut self, name: &Name, when: SystemTime) -> Result<(), Error> {
        self.confirm_a_box(name, when)?;
        self.change_account(name)?.0.is_tried = true;
        Ok(())
    }

    /// Records when the backup code of an account was confirmed as saved: one box of it was given. A
    /// guessed account becomes a restored one.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged.
    pub fn confirm_a_box(&mut self, name: &Name, when: SystemTime) -> Result<(), Error> {
        let Listed(account) = self.change_account(name)?;
        account.confirmed = Some(dated(when));
        account.origin = account.origin.confirmed();
        Ok(())
    }

    /// Records that something other than its backup code confirms a guessed account: it becomes a
    /// restored one.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged.
    pub fn vouch_for(&mut self, name: &Name) -> Result<(), Error> {
        let Listed(account) = self.change_account(name)?;
        account.origin = account.origin.confirmed();
        Ok(())
    }

    /// Replaces the backup code of an account by its PRK. The keys can be derived from the PRK; the
    /// code can't.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged.
    pub fn forget_code(&mut self, name: &Name) -> Result<(), Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        let Listed(account) = self.change_account(name)?;
        if account.has_code {
            account.has_code = false;
            // A code that was added in the same change is gone before anything is written.
            self.has_new_code = false;
            let prk = self.secrets()?.prk(index).expect("it was just verified");
            self.secrets_mut().replace(index, Stored::Prk(Box::new(prk)));
        }
        Ok(())
    }

    /// Restores a forgotten backup code.
    ///
    /// # Errors
    ///
    /// If the code opens no account here, or the account is damaged.
    pub fn put_code_back(&mut self, code: &BackupCode) -> Result<(), Error> {
        let here = self.of_identity(&derivation::identity(code))?;
        let name = here.ok_or(NoSuchAccount)?.name().clone();
        let index = self.position(&name).map_err(|_| NoSuchAccount)?;
        let Listed(account) = self.change_account(&name)?;
        if !account.has_code {
            account.has_code = true;
            self.secrets_mut().replace(index, Stored::Code(Box::new(code.copy())));
            self.has_new_code = true;
        }
        Ok(())
    }

    /// Changes the lists of other services' codes of an account. A vault that was exported before is
    /// one more change behind.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged; or the error of `change`.
    pub fn change_lists<T, E: From<Error>>(
        &mut self,
        name: &Name,
        change: impl FnOnce(&mut Lists) -> Result<T, E>,
    ) -> Result<T, E> {
        let index = self.position(name).map_err(|_| Error::from(NoSuchAccount))?;
        self.change_account(name)?;
        let AccountSecrets { lists, last_export, .. } = self.secrets_mut().account_mut(index);
        let before = last_export.is_some().then(|| service_codes::write(lists));
        let changed = change(lists)?;
        if let (Some(export), Some(before)) = (last_export, before)
            && service_codes::write(lists) != before
        {
            export.behind = export.behind.saturating_add(1);
        }
        Ok(changed)
    }

    /// Records the last export of an account's vault; `None` forgets it.
    ///
    /// # Errors
    ///
    /// If there is no such account, or it is damaged.
    pub fn set_last_export(
        &mut self,
        name: &Name,
        export: Option<LastExport>,
    ) -> Result<(), Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.change_account(name)?;
        self.secrets_mut().account_mut(index).last_export = export;
        Ok(())
    }

    /// Whether a backup code was added since the contents were read: with a new account, or
    /// restored to one.
    pub fn has_new_code(&self) -> bool {
        self.has_new_code
    }

    /// Returns the verified account of this name, to be changed.
    fn change_account(&mut self, name: &Name) -> Result<&mut Listed, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.verified_at(index)?;
        self.changed.push(name.clone());
        Ok(&mut self.accounts[index])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::dates::LAST_SECOND;
    use crate::keystore::keystore_tests::{account, added, code, name, since};

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
        // The identity matters more than the name: "here already" is the better news.
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
    fn a_guess_stays_a_guess_until_it_is_confirmed() {
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
    fn one_box_does_not_count_as_the_whole_code() {
        let mut contents = contents(&["a"]);
        let state = |contents: &Contents| {
            (contents.accounts()[0].confirmed(), contents.accounts()[0].is_tried())
        };
        assert_eq!(state(&contents), (None, false));
        contents.confirm_a_box(&name("a"), since()).expect("it is there");
        assert_eq!(state(&contents), (Some(since()), false));
        contents.confirm(&name("a"), since()).expect("it is there");
        contents.confirm_a_box(&name("a"), since()).expect("it is there");
        assert_eq!(state(&contents), (Some(since()), true));
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
    fn times_are_rounded_to_seconds_and_kept_in_the_range_of_the_file() {
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
