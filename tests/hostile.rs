//! Files that someone has altered and made consistent again: their checksum is right, and what they
//! say is refused as what it is, whoever reads or changes them and with whatever opens them. Not a
//! byte of them changes, and nobody derives a key as such a file asks for.
//!
//! And places that are not what they seem: see [`places`].
//!
//! In the clear, whoever can write a file can write a wholly other one, which nothing can tell from
//! the first. So of an unlocked keystore the promise is that the reader takes what the writer
//! writes and nothing else; of a locked one it is that nothing public can be altered and still be
//! opened.

mod forms;
mod good;
mod locks;
pub(crate) mod members;
mod places;
mod shapes;
mod structure;
mod values;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use collab::keystore::{Error, Opener, Passphrase};
use sha2::{Digest as _, Sha256};

use crate::support::collab::{ALICE, BOB, CAROL, PASSPHRASE};
use good::Good;

/// A good file that was altered.
#[derive(Clone)]
struct Corruption {
    name: String,
    bytes: Vec<u8>,
    expected: Outcome,
}

/// What comes of reading a file, and of opening it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    NotAKeystore,
    Checksum,
    /// It was a keystore, and another program gave it another form.
    Rewritten,
    /// A line says what no keystore says.
    Line,
    Newer(u64),
    TooLarge,
    /// What is public can be read and is believed as far as that; it is not opened.
    Sealed {
        code: Refusal,
        passphrase: Refusal,
    },
    /// What is public can be read; the secret of this account is neither handed out nor written.
    Unfit(&'static str),
    /// It is as good as what was written: nothing in the file can tell.
    Untold,
}

impl Outcome {
    /// Whether it is this. A file that is no keystore as it stands may be told as what it was.
    fn is(self, expected: Self) -> bool {
        let is_no_keystore = matches!(expected, Self::NotAKeystore | Self::Checksum);
        self == expected || self == Self::Rewritten && is_no_keystore
    }
}

/// Why a lock is not opened.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Refusal {
    /// It is, and what is in it was altered.
    Seal,
    WrongSecret,
}

const ALTERED: Outcome = Outcome::Sealed { code: Refusal::Seal, passphrase: Refusal::Seal };

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The same bytes with the checksum of what they say, if they have one.
pub(crate) fn consistent(mut bytes: Vec<u8>) -> Vec<u8> {
    const MEMBER: &[u8] = b"\"checksum\": \"";
    let last = bytes.windows(MEMBER.len()).rposition(|window| window == MEMBER);
    let Some(place) = last.map(|at| at + MEMBER.len()..at + MEMBER.len() + 64) else {
        return bytes;
    };
    let before = &bytes[..place.start - MEMBER.len()];
    let indent = before.iter().rev().take_while(|byte| b" \t".contains(byte)).count();
    let sum = checksum(&before[..before.len() - indent]);
    if place.end <= bytes.len() {
        bytes[place].copy_from_slice(sum.as_bytes());
    }
    bytes
}

/// Tries all of them out; returns how many were refused.
fn all_are_refused(good: &Good, corruptions: Vec<Corruption>) -> usize {
    let mut names = BTreeSet::new();
    let mut wrong = String::new();
    let mut refused = 0;
    for Corruption { name, bytes, expected } in corruptions {
        assert_ne!(bytes, good.file.as_bytes(), "{name}");
        assert!(names.insert(name.clone()), "two are named {name}");
        let found = good.try_out(&bytes, expected);
        if !found.is_empty() {
            let _ = writeln!(wrong, "{name}:\n{found}");
        }
        refused += usize::from(expected != Outcome::Untold);
    }
    assert!(wrong.is_empty(), "{wrong}");
    // Nothing was left beside it.
    let folder = fs::read_dir(good.home.at("data/collab")).expect("a folder");
    assert_eq!(folder.count(), 2, "the keystore and its lock file");
    refused
}

#[test]
fn a_checksum_that_is_made_right_again_is_the_one_that_was_there() {
    for good in Good::all() {
        assert_eq!(consistent(good.file.clone().into_bytes()), good.file.as_bytes());
        assert_eq!(good.outcome().expect("good"), Outcome::Untold);
    }
}

/// Alters a good keystore in every way there is; returns in how many.
fn nothing_else_is_believed(good: &Good) -> usize {
    let corruptions =
        [structure::corruptions(good), values::corruptions(good), forms::corruptions(good)];
    let consistent = corruptions.concat().into_iter().map(|corruption| {
        // It is not for the checksum that they are refused; and with the old one they are, too.
        good.put(&corruption.bytes);
        assert!(good.keystore().open().is_err(), "{}, with the old checksum", corruption.name);
        Corruption { bytes: consistent(corruption.bytes), ..corruption }
    });
    all_are_refused(good, consistent.collect())
}

#[test]
fn of_an_unlocked_keystore_nothing_but_what_was_written_is_believed() {
    let count = nothing_else_is_believed(&Good::open());
    assert!(count >= 500, "{count}");
}

#[test]
fn nor_of_one_with_a_forgotten_code() {
    let count = nothing_else_is_believed(&Good::forgotten());
    assert!(count >= 600, "{count}");
}

#[test]
fn of_a_locked_keystore_nothing_altered_is_opened() {
    let count = nothing_else_is_believed(&Good::locked());
    assert!(count >= 1000, "{count}");
}

#[test]
fn a_passphrase_is_of_no_use_to_a_slot_that_asks_otherwise() {
    let good = Good::locked();
    let passphrase = Passphrase::from_bytes(PASSPHRASE.as_bytes()).expect("text");
    let salt = members::value(&good.file, "public.lock.passphrase.salt");
    let opens = |file: String| {
        good.put(&consistent(file.into_bytes()));
        let mut contents = good.keystore().open().expect("what is public can be read");
        let key = contents.lock().expect("locked").key_of(&passphrase).expect("enough memory");
        contents.unlock(&Opener::Passphrase(key))
    };
    assert!(opens(good.file.clone()).is_ok());
    for (from, to) in [
        ("\"memory_kib\": 65536", "\"memory_kib\": 65544"),
        ("\"passes\": 3", "\"passes\": 4"),
        ("\"lanes\": 1", "\"lanes\": 2"),
        (&good.file[salt], "\"00000000000000000000000000000000\""),
    ] {
        assert!(good.file.contains(from), "{from}");
        assert!(matches!(opens(good.file.replace(from, to)), Err(Error::WrongSecret)), "{to}");
    }
}

#[test]
fn an_account_whose_secret_is_not_its_own_is_only_ever_taken_out() {
    let good = Good::open();
    good.put(&consistent(good.file.replace(ALICE.code, CAROL.code).into_bytes()));
    let alice = ALICE.name.parse().expect("a name");
    let removed =
        good.keystore().change(None, |contents| contents.remove(&alice).map_err(Error::from));
    removed.expect("written");
    assert_eq!(good.outcome().expect("a good file"), Outcome::Untold);
    good.home.collab(["print"]).stdout(BOB.rows()).run();
}

#[test]
fn what_is_refused_is_told_in_words() {
    const BACK: &str = "it was left as it is; the backup code brings an account back: \
                        `collab restore --keystore OTHER-FILE`";
    let told = |good: &Good, from: &str, to: &str, runs: &[&[&str]], what: &str| {
        assert!(good.file.contains(from), "{from}");
        good.put(&consistent(good.file.replace(from, to).into_bytes()));
        let error = format!("the keystore {} is damaged: {what}", good.home.shown());
        for run in runs {
            good.home.collab(*run).refused(7, &error, BACK).run();
        }
    };
    let locked = Good::locked();
    let print = &["print", "-q", "--passphrase-file", "passphrase"][..];
    let rename = &["rename", "alice", "work", "--passphrase-file", "passphrase"][..];
    let memory = "\"memory_kib\": 65536";
    let line = locked.file.lines().position(|line| line.contains(memory)).expect("it is there") + 1;
    for other in ["\"memory_kib\": 1024", "\"memory_kib\": 4294967295"] {
        let what = format!("line {line} says what no keystore says");
        told(&locked, memory, other, &[&["whoami"], &["accounts"], print, rename], &what);
    }
    let what = "it was altered after it was locked";
    told(&locked, "\"bob\"", "\"robert\"", &[print, rename], what);
    // What is public is believed as far as that.
    let bob = format!("{}\n", BOB.identity);
    locked.home.collab(["whoami", "-q", "-a", "robert"]).stdout(bob).run();
}

#[test]
fn no_other_checksum_will_do() {
    for good in Good::all() {
        all_are_refused(&good, forms::checksums(&good));
    }
}

#[test]
fn the_limit_of_the_size_is_exact() {
    let good = Good::open();
    let sizes = forms::sizes(&good).into_iter();
    let sizes = sizes.map(|of| Corruption { bytes: consistent(of.bytes), ..of }).collect();
    all_are_refused(&good, sizes);
}
