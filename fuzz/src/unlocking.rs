//! Unlocking: an altered keystore is never opened, and typed text is read as exactly the secret it
//! is, or refused.
//!
//! - Any part of a locked keystore may be altered and its checksum recomputed: only the two files
//!   that were written are ever opened. A refused file is unchanged, and its cost is within the
//!   bounds.
//! - A recovery code reads as itself in any spacing. With one altered character, or two adjacent
//!   ones, it is refused.
//! - A passphrase is stored in NFC. Normalizing it again changes nothing, and its buffer never
//!   grows.
//!
//! A recovery code opens the keystore without Argon2, which would take most of a second each time.

use arbitrary::{Arbitrary, Unstructured};
use collab::code::EntropyError;
use collab::keystore::{Error, LONGEST_PASSPHRASE, NotARecoveryCode, Passphrase, RecoveryCode};
use unicode_normalization::UnicodeNormalization as _;

use crate::alteration::Alteration;
use crate::file::{FILE, with_checksum};
use crate::keystore;
use crate::locked::{LOCKED, Locked};

/// The input of a run.
#[derive(Arbitrary)]
enum Case<'a> {
    /// One of the two states, altered.
    Altered(bool, Vec<Alteration>),
    /// A recovery code of these bytes, altered in one or two places.
    Mistyped([u8; 16], u8, [u8; 2]),
    /// A text typed as a recovery code.
    Typed(&'a str),
    /// Bytes typed as a passphrase.
    Passphrase(&'a [u8]),
}

/// Checks every promise on the case that these bytes stand for.
pub fn check(bytes: &[u8]) {
    match Case::arbitrary_take_rest(Unstructured::new(bytes)) {
        Ok(Case::Altered(is_first, alterations)) => {
            let states = &*LOCKED;
            let (from, other) = if is_first { (0, 1) } else { (1, 0) };
            let mut body = states[from].body.clone();
            for alteration in alterations {
                alteration.apply(&mut body, &states[other].body);
            }
            altered(&body, states);
        }
        Ok(Case::Mistyped(bytes, place, by)) => mistyped(bytes, place, by),
        Ok(Case::Typed(text)) => typed(text),
        Ok(Case::Passphrase(bytes)) => passphrase(bytes),
        Err(_) => {}
    }
}

fn altered(body: &[u8], states: &[Locked; 2]) {
    let whole = with_checksum(body);
    FILE.with(|file| {
        file.write(&whole);
        let mut contents = match file.keystore().open() {
            Ok(contents) => contents,
            Err(error) => return keystore::refused(&whole, &error),
        };
        keystore::rules(&contents);
        keystore::is_json(&whole, &contents);
        let opener = states[0].opener();
        let is_genuine = states.iter().any(|state| state.body == body);
        assert_eq!(contents.unlock(&opener).is_ok(), is_genuine && contents.lock().is_some());
        assert_eq!(contents.is_sealed(), !is_genuine);
        if !is_genuine {
            let changed = file.keystore().change(Some(&opener), |_| -> Result<(), Error> {
                panic!("it was opened, and is another one")
            });
            assert!(matches!(changed, Err(Error::WrongSecret | Error::Damaged(_))));
        }
        assert!(file.read() == whole, "a refusal changed it");
    });
}

fn mistyped(bytes: [u8; 16], place: u8, by: [u8; 2]) {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let code = RecoveryCode::generate(&mut |buffer: &mut [u8]| {
        (buffer.len() == bytes.len()).then(|| buffer.copy_from_slice(&bytes)).ok_or(EntropyError)
    });
    let text = code.expect("it takes so many").text();
    typed(text.expose());
    let mut characters = text.expose().replace('-', "").into_bytes();
    assert_eq!(characters.len(), 28);
    let place = usize::from(place) % characters.len();
    let mut is_altered = false;
    for (character, by) in characters[place..].iter_mut().zip(by) {
        let was = ALPHABET.iter().position(|known| known == character).expect("of the alphabet");
        *character = ALPHABET[(was + usize::from(by)) % ALPHABET.len()];
        is_altered |= usize::from(by) % ALPHABET.len() != 0;
    }
    let altered = String::from_utf8(characters).expect("ASCII");
    let read = RecoveryCode::read(&altered).map(drop);
    assert_eq!(read, if is_altered { Err(NotARecoveryCode::Mistyped) } else { Ok(()) });
}

fn typed(text: &str) {
    match RecoveryCode::read(text) {
        Ok(code) => {
            let written = code.text();
            let groups: Vec<&str> = written.expose().split('-').collect();
            assert!(groups.len() == 7 && groups.iter().all(|group| group.len() == 4));
            let lower = written.expose().to_lowercase();
            for again in [written.expose(), &groups.concat(), &groups.join(" – "), &lower] {
                let again = RecoveryCode::read(again).expect("it reads as itself");
                assert!(again.id() == code.id() && again.text() == written);
            }
        }
        Err(NotARecoveryCode::Count(count)) => {
            assert!(count != 28 && count <= text.chars().count());
        }
        Err(NotARecoveryCode::Character(group)) => {
            assert!((1..=text.len() / 4 + 1).contains(&group));
        }
        Err(NotARecoveryCode::Mistyped) => assert!(text.chars().count() >= 28),
        Err(other) => panic!("nothing is checked of {other:?}"),
    }
}

fn passphrase(bytes: &[u8]) {
    let Some(passphrase) = Passphrase::from_bytes(bytes) else {
        // A newline at the end, of at most two bytes, is not part of the passphrase.
        return assert!(str::from_utf8(bytes).is_err() || bytes.len() > LONGEST_PASSPHRASE);
    };
    let typed = str::from_utf8(bytes).expect("it is text");
    assert!(bytes.len() <= LONGEST_PASSPHRASE + 2);
    let text = passphrase.text().expose();
    assert!(text.nfc().eq(text.chars()), "it has its one form");
    let is_first_buffer = |newline| text.capacity() == 3 * (typed.len().saturating_sub(newline));
    assert!((0..=2).any(is_first_buffer), "what it outgrew nobody wipes");
    let is_same = |other: &str| {
        let other = Passphrase::from_bytes(other.as_bytes());
        other.is_none_or(|other| other == passphrase)
    };
    assert!(is_same(&typed.nfd().collect::<String>()), "in another form it is another one");
    // A carriage return at the end would form one line end with the newline.
    assert!(text.ends_with('\r') || is_same(&format!("{text}\n")));
}
