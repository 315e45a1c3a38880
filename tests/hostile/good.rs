//! Good keystores, of every kind that there is, and what comes of it when their file is altered.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::SystemTime;

use collab::keystore::{Damage, Error, Keystore, Opener, Passphrase, RecoveryCode};

use super::{ALTERED, Outcome, Refusal};
use crate::support::collab::{ALICE, BOB, CODES, Home, PASSPHRASE, Saved, leak};

/// A good keystore, and what nothing in its file can tell from another one.
pub(super) struct Good {
    pub(super) home: Home,
    pub(super) file: String,
    /// What opens it: a recovery code, and the passphrase.
    pub(super) openers: Option<[Opener; 2]>,
    /// What comes of altering what no secret follows from, into what could be there.
    pub(super) told_by_nothing_public: Outcome,
    /// What comes of another identity in bob's place.
    pub(super) told_by_the_secret: Outcome,
    /// Changes of the structure that are well-formed.
    pub(super) well_formed: Vec<(&'static str, Outcome)>,
}

impl Good {
    /// Two accounts, and their codes.
    pub(super) fn open() -> Self {
        Self::of(two())
    }

    /// The same; of bob only the PRK is left.
    pub(super) fn forgotten() -> Self {
        let home = two();
        forget_bob(&home);
        Self::of(home)
    }

    /// The same with a lock and three recovery codes.
    pub(super) fn locked() -> Self {
        let home = two();
        forget_bob(&home);
        home.locks(&CODES);
        let mut good = Self::of(home);
        let code = Opener::Code(RecoveryCode::read(CODES[2]).expect("a code"));
        let passphrase = Passphrase::from_bytes(PASSPHRASE.as_bytes()).expect("text");
        let contents = good.keystore().open().expect("a good file");
        let lock = contents.lock().expect("locked");
        good.openers =
            Some([code, Opener::Passphrase(lock.key_of(&passphrase).expect("enough memory"))]);
        good.told_by_nothing_public = ALTERED;
        good.told_by_the_secret = ALTERED;
        let without_ours =
            Outcome::Sealed { code: Refusal::WrongSecret, passphrase: Refusal::Seal };
        good.well_formed = vec![
            ("public.default as null", ALTERED),
            ("public.accounts[1].confirmed as null", ALTERED),
            ("public.accounts[1] left out", ALTERED),
            ("public.lock.recovery_codes as []", without_ours),
            ("public.lock.recovery_codes[0] left out", ALTERED),
            ("public.lock.recovery_codes[1] left out", ALTERED),
            ("public.lock.recovery_codes[2] left out", without_ours),
            ("public.lock.recovery_codes[0] and public.lock.recovery_codes[1] exchanged", ALTERED),
            ("public.lock.recovery_codes[0] and public.lock.recovery_codes[2] exchanged", ALTERED),
            ("public.lock.recovery_codes[1] and public.lock.recovery_codes[2] exchanged", ALTERED),
        ];
        good
    }

    fn of(home: Home) -> Self {
        let file = fs::read_to_string(home.keystore()).expect("text");
        let well_formed = vec![
            ("public.default as null", Outcome::Untold),
            ("public.accounts[1].confirmed as null", Outcome::Untold),
        ];
        Self {
            home,
            file,
            openers: None,
            told_by_nothing_public: Outcome::Untold,
            told_by_the_secret: Outcome::Unfit(BOB.name),
            well_formed,
        }
    }

    pub(super) fn all() -> [Self; 3] {
        [Self::open(), Self::forgotten(), Self::locked()]
    }

    pub(super) fn keystore(&self) -> Keystore {
        Keystore::at(self.home.keystore())
    }

    /// What a keystore begins with.
    pub(super) fn beginning(&self) -> &str {
        let end = self.file.match_indices('\n').nth(2).expect("it has lines").0;
        &self.file[..=end]
    }

    /// With nothing, with the recovery code, and with the passphrase.
    fn ways_in(&self) -> Vec<Option<&Opener>> {
        let openers = self.openers.iter().flatten().map(Some);
        std::iter::once(None).chain(openers).collect()
    }

    /// What is wrong with how it is refused that a file has these bytes; nothing if all is well.
    pub(super) fn try_out(&self, bytes: &[u8], expected: Outcome) -> String {
        let mut wrong = String::new();
        self.put(bytes);
        let outcome = self.outcome();
        if !outcome.as_ref().is_ok_and(|outcome| outcome.is(expected)) {
            let _ = writeln!(wrong, "  {outcome:?} instead of {expected:?}");
        }
        if expected == Outcome::Untold {
            return wrong;
        }
        for (way, opener) in self.ways_in().into_iter().enumerate() {
            let changed = self.keystore().change(opener, |contents| {
                let name = match expected {
                    Outcome::Unfit(name) => name.parse().expect("a name"),
                    _ => contents.accounts()[0].name().clone(),
                };
                contents.confirm(&name, SystemTime::UNIX_EPOCH)
            });
            let is_expected = match (&changed, expected) {
                (Err(Error::Sealed), Outcome::Sealed { .. }) => way == 0,
                (Err(Error::WrongSecret), Outcome::Sealed { code, passphrase }) => {
                    [code, passphrase][way - 1] == Refusal::WrongSecret
                }
                (Err(Error::Damaged(Damage::Seal)), Outcome::Sealed { code, passphrase }) => {
                    [code, passphrase][way - 1] == Refusal::Seal
                }
                (Err(error), expected) => {
                    refused(error).is_some_and(|refused| refused.is(expected))
                }
                (Ok(()), _) => false,
            };
            if !is_expected {
                let _ = writeln!(wrong, "  changed: {changed:?} instead of {expected:?}");
            }
        }
        if fs::read(self.home.keystore()).expect("readable") != bytes {
            wrong.push_str("  the file changed\n");
        }
        wrong
    }

    /// Puts a file there. A new one each time: file systems sync one that is emptied and filled.
    pub(super) fn put(&self, bytes: &[u8]) {
        fs::remove_file(self.home.keystore()).expect("it is there");
        let file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.home.keystore());
        file.expect("a new file").write_all(bytes).expect("writable");
    }

    /// What comes of the file as it is.
    pub(super) fn outcome(&self) -> Result<Outcome, Error> {
        let read = || self.keystore().open();
        let contents = match read() {
            Ok(contents) => contents,
            Err(error) => return refused(&error).ok_or(error),
        };
        let Some([code, passphrase]) = &self.openers else {
            let unfit =
                contents.accounts().iter().find_map(|account| contents.keys(account.name()).err());
            return match unfit {
                None => Ok(Outcome::Untold),
                Some(error) => refused(&error).ok_or(error),
            };
        };
        let refusal = |opener| match read()?.unlock(opener) {
            Ok(()) => Ok(None),
            Err(Error::WrongSecret) => Ok(Some(Refusal::WrongSecret)),
            Err(Error::Damaged(Damage::Seal)) => Ok(Some(Refusal::Seal)),
            Err(error) => Err(error),
        };
        Ok(match (refusal(code)?, refusal(passphrase)?) {
            (Some(code), Some(passphrase)) => Outcome::Sealed { code, passphrase },
            _ => Outcome::Untold,
        })
    }
}

/// What an error says of a file; nothing if it is none of those that are expected.
fn refused(error: &Error) -> Option<Outcome> {
    let said = format!("{error} {error:?}");
    assert!([ALICE.code, BOB.code].iter().all(|code| leak(code, &said).is_none()), "{said}");
    Some(match error {
        Error::Damaged(Damage::NotAKeystore) => Outcome::NotAKeystore,
        Error::Damaged(Damage::Checksum) => Outcome::Checksum,
        Error::Damaged(Damage::Line(_)) => Outcome::Line,
        Error::Damaged(Damage::Rewritten(_)) => Outcome::Rewritten,
        Error::Damaged(Damage::Account(of)) => {
            let whose = [ALICE.name, BOB.name].into_iter().find(|name| *name == of.as_str());
            Outcome::Unfit(whose?)
        }
        Error::Newer { version } => Outcome::Newer(*version),
        Error::TooLarge => Outcome::TooLarge,
        _ => return None,
    })
}

/// With alice, who is not confirmed, and bob, who is.
pub(super) fn two() -> Home {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.holds(&BOB, Saved::Confirmed);
    home
}

fn forget_bob(home: &Home) {
    let bob = BOB.name.parse().expect("a name");
    Keystore::at(home.keystore())
        .change(None, |contents| contents.forget_code(&bob))
        .expect("kept");
}
