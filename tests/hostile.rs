//! Files that were altered and made consistent again: the checksum is right, and each file is
//! refused for the reason it deserves, in whichever way it is opened, before any key is derived
//! with its parameters. Not a byte of it changes.
//!
//! Anyone who can write an unlocked keystore can also replace it by another valid one, which no
//! reader can tell from the original. For an unlocked keystore, the promise is that the reader
//! accepts exactly what the writer writes; for a locked one, that a file with any altered public
//! byte is never opened. The named cases are here; `lab/hostile` has tens of thousands of random
//! ones.

use std::fs;

use collab::keystore::{Damage, Error, Keystore, Opener, Passphrase, RecoveryCode};

use crate::support::collab::{ALICE, BOB, CAROL, CODES, Home, PASSPHRASE, Saved, leak};
use crate::support::keystore_file::{consistent, value};

/// The largest size of a keystore, in bytes.
const LIMIT: usize = 16 * 1024 * 1024;

/// The reason why a file is refused.
#[derive(Clone, Debug, PartialEq)]
enum Refusal {
    NotAKeystore,
    Checksum,
    Line,
    Newer(u64),
    TooLarge,
    /// The account's secret belongs to another account.
    Account(&'static str),
    /// The seal does not match: the file was altered outside this slot.
    Seal,
    /// This slot was altered.
    WrongSecret,
}

use Refusal::{Account, Line, Newer, NotAKeystore, Seal, WrongSecret};

/// A path in the JSON, and its replacement: JSON, or another path whose value is taken.
type Alteration = (&'static str, &'static str);

const ZEROS: &str = "\"0000000000000000000000000000000000000000000000000000000000000000\"";
/// A point of small order on Curve25519, for which every shared secret is the same.
const SMALL: &str = "\"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800\"";

/// Alterations that are refused in every keystore, locked or not.
#[rustfmt::skip]
const OF_ANY: &[(&[Alteration], Refusal)] = &[
    (&[("version", "2")], Newer(2)),
    (&[("version", "18446744073709551615")], Newer(u64::MAX)),
    (&[("version", "18446744073709551616")], NotAKeystore),
    (&[("version", "01")], NotAKeystore),
    (&[("version", "1.0")], NotAKeystore),
    (&[("version", "\"1\"")], NotAKeystore),
    (&[("format", "\"Collab keystore\"")], NotAKeystore),
    (&[("format", "\"collab\\u0020keystore\"")], NotAKeystore),
    (&[("warning", "\"Share this file.\"")], Line),
    (&[("public", "{}")], Line),
    (&[("public.default", "\"carol\"")], Line),
    (&[("public.default", "\"a\\u006cice\"")], Line),
    (&[("public.accounts[1]", "public.accounts[0]")], Line),
    (&[("public.accounts[0]", "public.accounts[1]"), ("public.accounts[1]", "public.accounts[0]")], Line),
    (&[("public.accounts[1].name", "\"alice\"")], Line),
    (&[("public.accounts[1].name", "\"Bob\"")], Line),
    (&[("public.accounts[1].name", "\"b\u{43e}b\"")], Line),
    (&[("public.accounts[1].name", "\"b\u{1b}[1mb\"")], Line),
    (&[("public.accounts[1].name", "\"bxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"")], Line),
    (&[("public.accounts[1].public_key", "public.accounts[0].public_key")], Line),
    (&[("public.accounts[1].public_key", "\"00\"")], Line),
    (&[("public.accounts[1].login_key", "\"DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF\"")], Line),
    (&[("public.accounts[1].origin", "\"imported\"")], Line),
    // The whole code can't be tried without confirming it.
    (&[("public.accounts[1].confirmed", "null")], Line),
    // A confirmed account is never a guess.
    (&[("public.accounts[1].origin", "\"guessed\"")], Line),
    (&[("public.accounts[1].backup_code", "\"gone\"")], Line),
    (&[("public.accounts[0].since", "\"2026-02-30T12:00:00Z\"")], Line),
    (&[("public.accounts[0].since", "\"2026-01-31T12:00:60Z\"")], Line),
    (&[("public.accounts[0].since", "\"2026-01-31T12:00:00+00:00\"")], Line),
    (&[("public.accounts[0].since", "\"1969-12-31T23:59:59Z\"")], Line),
    (&[("public.accounts[0].since", "1769860800")], Line),
];

#[rustfmt::skip]
const OF_AN_UNLOCKED_ONE: &[(&[Alteration], Refusal)] = &[
    (&[("public.accounts[1].public_key", ZEROS)], Account("bob")),
    (&[("public.accounts[1].login_key", "public.accounts[0].login_key")], Account("bob")),
    (&[("public.accounts[1].encryption_key", ZEROS)], Account("bob")),
    (&[("public.accounts[1].backup_code", "\"forgotten\"")], Line),
    (&[("secrets.accounts.alice.backup_code", "secrets.accounts.bob.backup_code"),
        ("secrets.accounts.bob.backup_code", "secrets.accounts.alice.backup_code")], Account("alice")),
    (&[("secrets.accounts.alice.backup_code", "\"7\"")], Line),
    (&[("secrets.accounts.alice", "{}")], Line),
    (&[("secrets.accounts", "{}")], Line),
    (&[("secrets", "\"\"")], Line),
];

#[rustfmt::skip]
const OF_A_LOCKED_ONE: &[(&[Alteration], Refusal)] = &[
    // Public values that are well formed are read, but the seal does not open.
    (&[("public.default", "null")], Seal),
    (&[("public.default", "\"bob\"")], Seal),
    (&[("public.accounts[1].tried", "false")], Seal),
    (&[("public.accounts[1].confirmed", "null"), ("public.accounts[1].tried", "false")], Seal),
    (&[("public.accounts[1].origin", "\"restored\"")], Seal),
    (&[("public.accounts[1].since", "\"1970-01-01T00:00:00Z\"")], Seal),
    (&[("public.accounts[1].public_key", ZEROS)], Seal),
    (&[("public.accounts[1].login_key", "public.accounts[0].login_key")], Seal),
    (&[("public.accounts[1].backup_code", "\"forgotten\"")], Seal),
    (&[("public.lock.recovery_codes[2].state", "\"pending\"")], Seal),
    (&[("secrets", "\"\"")], Seal),
    (&[("secrets", "\"AAAA\"")], Seal),
    // Bounds of the key derivation's cost, against cheap guessing and against exhausting our
    // memory.
    (&[("public.lock.passphrase.kdf", "\"argon2i\"")], Line),
    (&[("public.lock.passphrase.memory_kib", "65535")], Line),
    (&[("public.lock.passphrase.memory_kib", "1048577")], Line),
    (&[("public.lock.passphrase.memory_kib", "065536")], Line),
    (&[("public.lock.passphrase.memory_kib", "4294967296")], Line),
    (&[("public.lock.passphrase.passes", "2")], Line),
    (&[("public.lock.passphrase.passes", "11")], Line),
    (&[("public.lock.passphrase.lanes", "0")], Line),
    (&[("public.lock.passphrase.lanes", "9")], Line),
    (&[("public.lock.passphrase.salt", "\"\"")], Line),
    (&[("public.lock.passphrase.store_key", "\"00\"")], Line),
    // Slots of recovery codes.
    (&[("public.lock.recovery_codes[2].public_key", SMALL)], Line),
    (&[("public.lock.recovery_codes[2].public_key", ZEROS)], Line),
    (&[("public.lock.recovery_codes[2].public_key", "public.lock.recovery_codes[0].public_key")], Line),
    (&[("public.lock.recovery_codes[2].state", "\"used\"")], Line),
    (&[("public.lock.recovery_codes[2].ephemeral_key", SMALL)], WrongSecret),
    (&[("public.lock.recovery_codes[2].store_key", "public.lock.recovery_codes[0].store_key")], WrongSecret),
    (&[("public.lock.recovery_codes", "[]")], WrongSecret),
];

/// A valid keystore, and the secret that opens it.
struct Good {
    home: Home,
    file: String,
    opener: Option<Opener>,
}

impl Good {
    /// Returns a keystore with alice, who is not confirmed, and bob, who is.
    fn unlocked() -> Self {
        let home = Home::new();
        home.holds(&ALICE, Saved::Unconfirmed);
        home.holds(&BOB, Saved::Confirmed);
        Self::of(home)
    }

    /// Returns the same keystore, locked, with three recovery codes, of which the last opens it.
    fn locked() -> Self {
        let Self { home, .. } = Self::unlocked();
        home.locks(&CODES);
        let opener = Some(Opener::Code(RecoveryCode::read(CODES[2]).expect("a code")));
        Self { opener, ..Self::of(home) }
    }

    fn of(home: Home) -> Self {
        let file = fs::read_to_string(home.keystore()).expect("text");
        Self { home, file, opener: None }
    }

    fn keystore(&self) -> Keystore {
        Keystore::at(self.home.keystore())
    }

    /// Returns the file with these values replaced and its checksum recomputed.
    fn altered(&self, alterations: &[Alteration]) -> Vec<u8> {
        let mut changes: Vec<_> = alterations
            .iter()
            .map(|(path, other)| {
                let is_path = other.starts_with("public.") || other.starts_with("secrets.");
                let other = if is_path { &self.file[value(&self.file, other)] } else { other };
                (value(&self.file, path), other)
            })
            .collect();
        changes.sort_by_key(|(place, _)| place.start);
        let mut altered = self.file.clone();
        for (place, other) in changes.into_iter().rev() {
            altered.replace_range(place, other);
        }
        assert_ne!(altered, self.file, "{alterations:?}");
        consistent(altered.into_bytes())
    }

    /// Writes a file in the keystore's place.
    fn put(&self, bytes: &[u8]) {
        fs::write(self.home.keystore(), bytes).expect("writable");
    }

    /// Returns the reason why the file is refused, the same for reading and changing.
    fn refusal(&self) -> Option<Refusal> {
        let bytes = fs::read(self.home.keystore()).expect("readable");
        let read = || {
            let mut contents = self.keystore().open()?;
            self.opener.as_ref().map_or(Ok(()), |opener| contents.unlock(opener))?;
            contents.accounts().iter().try_for_each(|one| contents.keys(one.name()).map(drop))
        };
        let changed = self.keystore().change(self.opener.as_ref(), |contents| {
            let all = contents.accounts().to_vec();
            all.iter().try_for_each(|one| contents.keys(one.name()).map(drop))
        });
        let (read, changed) = (read().err().map(refusal), changed.err().map(refusal));
        assert_eq!(read, changed, "read and changed");
        assert_eq!(fs::read(self.home.keystore()).expect("readable"), bytes, "it was changed");
        read
    }

    fn refuses(&self, cases: &[(&[Alteration], Refusal)]) {
        for (alterations, expected) in cases {
            self.put(&self.altered(alterations));
            assert_eq!(self.refusal().as_ref(), Some(expected), "{alterations:?}");
        }
    }
}

/// Returns the reason that an error gives; the error contains no digits of a code.
fn refusal(error: Error) -> Refusal {
    let said = format!("{error} {error:?}");
    assert!([ALICE.code, BOB.code].iter().all(|code| leak(code, &said).is_none()), "{said}");
    match error {
        Error::Damaged(Damage::NotAKeystore | Damage::Rewritten(_)) => NotAKeystore,
        Error::Damaged(Damage::Checksum) => Refusal::Checksum,
        Error::Damaged(Damage::Line(_)) => Line,
        Error::Damaged(Damage::Seal) => Seal,
        Error::Damaged(Damage::Account(of)) => {
            Account(if of.as_str() == ALICE.name { ALICE.name } else { BOB.name })
        }
        Error::WrongSecret => WrongSecret,
        Error::Newer { version } => Newer(version),
        Error::TooLarge => Refusal::TooLarge,
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[test]
fn every_alteration_of_a_file_is_refused_with_its_own_error() {
    let [unlocked, locked] = [Good::unlocked(), Good::locked()];
    unlocked.refuses(OF_ANY);
    unlocked.refuses(OF_AN_UNLOCKED_ONE);
    locked.refuses(OF_ANY);
    locked.refuses(OF_A_LOCKED_ONE);
}

#[test]
fn a_recomputed_checksum_equals_the_original_one() {
    for good in [Good::unlocked(), Good::locked()] {
        assert_eq!(consistent(good.file.clone().into_bytes()), good.file.as_bytes());
        assert_eq!(good.refusal(), None);
    }
}

#[test]
fn a_file_in_another_form_or_with_another_checksum_is_refused() {
    for good in [Good::unlocked(), Good::locked()] {
        let (body, _) = good.file.split_at(good.file.rfind("  \"checksum\"").expect("it has one"));
        let sum = &good.file[value(&good.file, "checksum")];
        let deep = "[".repeat(100_000);
        let forms: [(String, Refusal); 12] = [
            (format!("{body}  \"checksum\": {}\n}}\n", sum.to_uppercase()), Refusal::Checksum),
            (format!("{body}  \"checksum\": null\n}}\n"), Refusal::Checksum),
            (format!("{}\n}}\n", body.trim_end_matches(",\n")), Refusal::Checksum),
            (format!("{}\n", good.file), Refusal::Checksum),
            (good.file.trim_end().to_owned(), Refusal::Checksum),
            (format!("{0}{0}", good.file), Line),
            (format!(" {}", good.file), NotAKeystore),
            (format!("[{}]", good.file), NotAKeystore),
            (String::new(), NotAKeystore),
            (deep.clone(), NotAKeystore),
            (good.file.replace("\"public\": {", &format!("\"public\": {deep}{{")), Line),
            (good.file.replace("\"public\": {", "\"public\": {\n"), Line),
        ];
        for (text, expected) in forms {
            // Only a file that is expected to fail after the checksum gets a recomputed one.
            let bytes =
                if expected == Line { consistent(text.into_bytes()) } else { text.into_bytes() };
            good.put(&bytes);
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
            assert_eq!(good.refusal(), Some(expected), "{start}");
        }
    }
}

#[test]
fn the_limit_of_the_size_is_exact() {
    let good = Good::unlocked();
    let place = value(&good.file, "warning");
    for (size, expected) in [(LIMIT, Line), (LIMIT + 1, Refusal::TooLarge)] {
        let mut file = good.file.clone();
        let padding = "x".repeat(size - (file.len() - place.len()) - 2);
        file.replace_range(place.clone(), &format!("\"{padding}\""));
        assert_eq!(file.len(), size);
        good.put(&consistent(file.into_bytes()));
        assert_eq!(good.refusal(), Some(expected));
    }
}

#[test]
fn forty_recovery_codes_are_read_and_one_more_is_refused() {
    let good = Good::locked();
    let place = value(&good.file, "public.lock.recovery_codes[2]");
    let key = &good.file[value(&good.file, "public.lock.recovery_codes[2].public_key")][9..65];
    for (count, expected) in [(40, Seal), (41, Line)] {
        let slot = &good.file[place.clone()];
        let slots: Vec<String> = std::iter::once(slot.to_owned())
            .chain((4..=count).map(|nth| {
                let whole = value(slot, "public_key");
                slot.replace(&slot[whole], &format!("\"{nth:08x}{key}\""))
            }))
            .collect();
        let mut file = good.file.clone();
        file.replace_range(place.clone(), &slots.join(",\n        "));
        good.put(&consistent(file.into_bytes()));
        assert_eq!(good.refusal(), Some(expected), "{count} codes");
    }
}

#[test]
fn a_passphrase_does_not_open_a_slot_with_altered_costs_or_salt() {
    let good = Good::locked();
    let passphrase = Passphrase::from_bytes(PASSPHRASE.as_bytes()).expect("text");
    let opens = |file: &[u8]| {
        good.put(file);
        let mut contents = good.keystore().open().expect("what is public can be read");
        let key = contents.lock().expect("locked").key_of(&passphrase).expect("enough memory");
        contents.unlock(&Opener::Passphrase(key))
    };
    assert!(opens(good.file.as_bytes()).is_ok());
    for (member, other) in [
        ("public.lock.passphrase.memory_kib", "65544"),
        ("public.lock.passphrase.passes", "4"),
        ("public.lock.passphrase.lanes", "2"),
        ("public.lock.passphrase.salt", "\"00000000000000000000000000000000\""),
    ] {
        assert!(matches!(opens(&good.altered(&[(member, other)])), Err(Error::WrongSecret)));
    }
}

#[test]
fn an_account_with_another_accounts_secret_can_only_be_removed() {
    let good = Good::unlocked();
    good.put(&consistent(good.file.replace(ALICE.code, CAROL.code).into_bytes()));
    let alice = ALICE.name.parse().expect("a name");
    let removed =
        good.keystore().change(None, |contents| contents.remove(&alice).map_err(Error::from));
    removed.expect("written");
    assert_eq!(good.refusal(), None);
    good.home.collab(["print"]).stdout(BOB.rows()).run();
}

#[test]
fn a_refusal_says_in_words_where_the_damage_is() {
    const BACK: &str = "the file was not changed; the backup code brings an account back: `collab \
        restore --keystore NEW-FILE`";
    let good = Good::locked();
    good.home.file("passphrase", PASSPHRASE);
    let print = &["print", "-q", "--passphrase-file", "passphrase"][..];
    let rename = &["rename", "alice", "work", "--passphrase-file", "passphrase"][..];
    let told = |alterations: &[Alteration], runs: &[&[&str]], what: &str| {
        good.put(&good.altered(alterations));
        let error = format!("the keystore {} is damaged: {what}", good.home.shown());
        for run in runs {
            good.home.collab(*run).refused(7, &error, BACK).run();
        }
    };
    let memory = "public.lock.passphrase.memory_kib";
    let line = good.file[..value(&good.file, memory).start].lines().count();
    let what = format!("line {line} is not valid");
    told(&[(memory, "4294967295")], &[&["whoami"], &["accounts"], print, rename], &what);
    let altered = "it was altered after it was locked";
    told(&[("public.accounts[1].name", "\"robert\"")], &[print, rename], altered);
    // A public value is shown until the seal is checked.
    let bob = format!("{}\n", BOB.identity);
    good.home.collab(["whoami", "-q", "-a", "robert"]).stdout(bob).run();
}
