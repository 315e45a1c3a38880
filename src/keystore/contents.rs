//! What a keystore holds, and the rules that every change of it keeps: names are unique,
//! identities are unique, the default is one of the accounts or none, every account has its code.
//!
//! Accounts are in the order of their names. Times are whole seconds of the years 1970 to 9999,
//! which is what the file can say: they are cut to that on the way in, so that what was put in
//! equals what comes out of the file.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use crate::account::{Account, Identity, Name};
use crate::code::{BackupCode, DIGITS};
use crate::derivation;
use crate::keystore::{Damage, Error};
use crate::secret::SecretBytes;

/// The accounts of a keystore, their backup codes, and which is the default.
#[derive(Debug)]
pub struct Contents {
    /// The file as it was read. Codes stay in it until they are asked for: copying all of them
    /// out would only make more places to wipe.
    source: SecretBytes,
    default: Option<Name>,
    /// In the order of their names.
    accounts: Vec<Account>,
    /// One for each of `accounts`, in the same order.
    codes: Vec<StoredCode>,
}

/// Where the backup code of an account is.
#[derive(Debug)]
pub(super) enum StoredCode {
    /// In the source, from this byte on.
    Source(usize),
    /// Not in any file yet. Boxed, so that a growing list doesn't leave copies behind.
    Added(Box<BackupCode>),
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

/// There is no account of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such account")]
pub struct NoSuchAccount;

impl Default for Contents {
    /// No accounts.
    fn default() -> Self {
        Self::from_file(SecretBytes::new(Vec::new()), None, Vec::new(), Vec::new())
    }
}

impl Contents {
    /// What was read from a file, in which these rules were found kept.
    pub(super) fn from_file(
        source: SecretBytes,
        default: Option<Name>,
        accounts: Vec<Account>,
        codes: Vec<StoredCode>,
    ) -> Self {
        Self { source, default, accounts, codes }
    }

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

    /// The backup code of an account, once it has derived exactly the account's identity.
    ///
    /// # Errors
    ///
    /// When there is no such account, or when what is stored for it is not its code.
    pub fn backup_code(&self, name: &Name) -> Result<BackupCode, Error> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        match &self.codes[index] {
            StoredCode::Added(code) => Some(BackupCode::clone(code)),
            StoredCode::Source(start) => {
                str::from_utf8(self.digits(*start)).ok().and_then(BackupCode::from_canonical_text)
            }
        }
        .filter(|code| derivation::identity(code) == self.accounts[index].identity)
        .ok_or_else(|| Error::Damaged(Damage::Code(name.clone())))
    }

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
        let proven = account.proven.map(storable);
        self.accounts.insert(index, Account { since, proven, ..account });
        self.codes.insert(index, StoredCode::Added(Box::new(code.clone())));
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
        let code = self.codes.remove(from);
        let (Ok(to) | Err(to)) = self.position(&new);
        self.accounts.insert(to, Account { name: new, ..account });
        self.codes.insert(to, code);
        Ok(())
    }

    /// Takes an account and its backup code out.
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
        self.codes.remove(index);
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

    /// Notes when the backup code of an account was proven saved.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn mark_proven(&mut self, name: &Name, when: SystemTime) -> Result<(), NoSuchAccount> {
        let index = self.position(name).map_err(|_| NoSuchAccount)?;
        self.accounts[index].proven = Some(storable(when));
        Ok(())
    }

    /// The file as it was read.
    pub(super) fn source(&self) -> &SecretBytes {
        &self.source
    }

    /// Every account with its stored code.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Account, &StoredCode)> {
        self.accounts.iter().zip(&self.codes)
    }

    /// The accounts whose codes are in no file yet.
    pub(super) fn added(&self) -> impl Iterator<Item = &Name> {
        self.entries().filter_map(|(account, code)| match code {
            StoredCode::Added(_) => Some(&account.name),
            StoredCode::Source(_) => None,
        })
    }

    /// The eighty bytes of the source from here on.
    pub(super) fn digits(&self, start: usize) -> &[u8] {
        &self.source.expose()[Range { start, end: start + DIGITS }]
    }

    /// Where the account of this name is, or where it would be.
    fn position(&self, name: &Name) -> Result<usize, usize> {
        self.accounts.binary_search_by(|account| account.name.cmp(name))
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
            let added = Account { since: time, proven: Some(time), ..account("b", &code) };
            contents.add(added, &code).expect("no conflict");
            contents.mark_proven(&name("a"), time).expect("it is there");
            assert_eq!(contents.accounts()[0].proven, Some(stored));
            assert_eq!(contents.accounts()[1].proven, Some(stored));
            assert_eq!(contents.accounts()[1].since, stored);
            assert_eq!(contents.accounts()[1].origin, Origin::Created);
        }
        assert_eq!(contents(&[]).mark_proven(&name("a"), epoch), Err(NoSuchAccount));
    }

    #[test]
    fn debug_shows_no_digit_of_a_code() {
        let contents = contents(&["a"]);
        let shown = format!("{contents:?}");
        let text = code("a").canonical_text();
        assert!(!shown.contains(&text.expose()[..5]) && shown.contains("BackupCode(..)"));
    }
}
