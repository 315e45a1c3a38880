//! The guarantees of a lock, tested with given keys. `passphrase_key` tests their derivation.

use std::time::{Duration, SystemTime};

use base64ct::{Base64, Encoding as _};

use super::*;
use crate::keystore::keystore_tests::{account, add, added, code, name, names, place};
use crate::keystore::{
    Contents, Damage, Error, Keystore, Listed, LockError, MOST_SLOTS, Vouched, format,
};
use crate::secret::SecretBytes;

/// Returns a key as if it had been derived from a passphrase.
fn key(byte: u8) -> PassphraseKey {
    PassphraseKey { cost: Cost::LEAST, salt: [byte; SALT], key: Key::new([byte; KEY]) }
}

fn by(byte: u8) -> Opener {
    Opener::Passphrase(key(byte))
}

/// Fills bytes from the system's generator.
fn random(bytes: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(bytes).map_err(|_| EntropyError)
}

fn recovery_codes(count: usize) -> Vec<RecoveryCode> {
    (0..count).map(|_| RecoveryCode::generate(&mut random).expect("random")).collect()
}

/// Returns an opener of the same code, as a person types it.
fn typed(code: &RecoveryCode) -> Opener {
    Opener::Code(RecoveryCode::read(code.text().expose()).expect("its own text"))
}

fn noon() -> SystemTime {
    humantime::parse_rfc3339("2026-01-31T12:00:00Z").expect("a date")
}

/// Creates a keystore with the accounts a and b, locked with the key 1.
fn locked() -> (tempfile::TempDir, Keystore) {
    let (folder, keystore) = place();
    add(&keystore, "a").expect("written");
    add(&keystore, "b").expect("written");
    change(&keystore, None, |contents| Ok(contents.set_passphrase(&key(1), &mut random)?))
        .expect("written");
    (folder, keystore)
}

fn change(
    keystore: &Keystore,
    opener: Option<&Opener>,
    change: impl FnOnce(&mut Contents) -> Result<(), LockError>,
) -> Result<(), Error> {
    keystore.change(opener, |contents| {
        change(contents).expect("there is a lock, and the generator works");
        Ok(())
    })
}

/// Creates a locked keystore with these recovery codes, confirmed.
fn with_codes(codes: &[RecoveryCode]) -> (tempfile::TempDir, Keystore) {
    let (folder, keystore) = locked();
    let ids: Vec<_> = codes.iter().map(RecoveryCode::id).collect();
    change(&keystore, Some(&by(1)), |contents| {
        contents.add_recovery_codes(codes, noon(), &mut random)
    })
    .expect("written");
    change(&keystore, Some(&by(1)), |contents| {
        contents.confirm_recovery_codes(&ids, &key(1), &mut random)
    })
    .expect("written");
    (folder, keystore)
}

/// Whether this opens the keystore and every secret is right.
fn opens(keystore: &Keystore, opener: &Opener) -> bool {
    opens_bytes(&std::fs::read(keystore.path()).expect("it is there"), opener).is_ok()
}

fn opens_bytes(bytes: &[u8], opener: &Opener) -> Result<(), Error> {
    let mut contents = format::read(SecretBytes::new(bytes.to_vec()))?;
    contents.unlock(opener)?;
    for account in contents.accounts() {
        contents.keys(account.name())?;
    }
    Ok(())
}

#[test]
fn public_values_are_readable_and_secrets_are_not_in_the_file() {
    let (_folder, keystore) = locked();
    assert_eq!(names(&keystore), ["a", "b"]);
    let contents = keystore.open().expect("readable");
    assert!(contents.is_sealed());
    let listed = contents.account(&name("a")).map(Listed::unverified);
    assert_eq!(listed, Some(&account("a", &code("a"))));
    assert!(matches!(contents.verified(&name("a")), Err(Error::Sealed)));
    assert!(matches!(contents.vouched(&name("a")), Some(Vouched::Unverified(_))));
    assert!(matches!(contents.backup_code(&name("a")), Err(Error::Sealed)));
    assert!(matches!(contents.keys(&name("a")), Err(Error::Sealed)));

    let bytes = std::fs::read(keystore.path()).expect("it is there");
    let text = String::from_utf8(bytes).expect("text");
    for account in ["a", "b"] {
        let code = code(account);
        assert!(!text.contains(&code.canonical_text().expose()[..10]));
    }
}

#[test]
fn only_its_own_passphrase_key_opens_it() {
    let (_folder, keystore) = locked();
    assert!(opens(&keystore, &by(1)));
    let other_salt = PassphraseKey { salt: [9; SALT], ..key(1) };
    let other_cost = PassphraseKey { cost: Cost::USUAL, ..key(1) };
    for opener in [
        by(2),
        Opener::Passphrase(other_salt),
        Opener::Passphrase(other_cost),
        typed(&recovery_codes(1)[0]),
    ] {
        let mut contents = keystore.open().expect("readable");
        assert!(matches!(contents.unlock(&opener), Err(Error::WrongSecret)));
        assert!(contents.is_sealed());
        let refused = change(&keystore, Some(&opener), |_| panic!("it was not opened"));
        assert!(matches!(refused, Err(Error::WrongSecret)));
    }
    let refused = change(&keystore, None, |_| panic!("it was not opened"));
    assert!(matches!(refused, Err(Error::Sealed)));
}

#[test]
fn it_is_known_to_be_locked_while_another_process_changes_it() {
    let (_folder, keystore) = locked();
    let hasty = keystore.clone().with_timeout(Duration::ZERO);
    change(&keystore, Some(&by(1)), |_| {
        let refused = change(&hasty, None, |_| unreachable!("it is not opened"));
        assert!(matches!(refused, Err(Error::Sealed)), "{refused:?}");
        let waited = change(&hasty, Some(&by(1)), |_| unreachable!("it has no turn"));
        assert!(matches!(waited, Err(Error::Busy)), "{waited:?}");
        Ok(())
    })
    .expect("written");
}

#[test]
fn locked_and_unlocked_again_nothing_is_lost() {
    let (_folder, keystore) = locked();
    keystore
        .change(Some(&by(1)), |contents| {
            added(contents, "c", &code("c")).expect("no conflict");
            contents.rename(&name("b"), name("z")).expect("z is free");
            contents.forget_code(&name("a"))
        })
        .expect("written");
    change(&keystore, Some(&by(1)), |contents| Ok(contents.set_passphrase(&key(2), &mut random)?))
        .expect("written");
    assert!(!opens(&keystore, &by(1)) && opens(&keystore, &by(2)));
    change(&keystore, Some(&by(2)), |contents| {
        contents.remove_lock();
        Ok(())
    })
    .expect("written");
    let contents = keystore.open().expect("readable");
    assert!(contents.lock().is_none());
    assert_eq!(names(&keystore), ["a", "c", "z"]);
    assert!(contents.backup_code(&name("c")).expect("its code") == code("c"));
    assert!(contents.backup_code(&name("z")).expect("its code") == code("b"));
    assert!(matches!(contents.backup_code(&name("a")), Err(Error::Forgotten)));
    let keys = contents.keys(&name("a")).expect("its keys");
    let expected = crate::derivation::keys(&code("a"));
    assert!(keys.identity == expected.identity && keys.login == expected.login);
    assert!(keys.encryption == expected.encryption);

    keystore.change(None, |contents| contents.put_code_back(&code("a"))).expect("written");
    let contents = keystore.open().expect("readable");
    assert!(contents.backup_code(&name("a")).expect("its code") == code("a"));
}

#[test]
fn a_change_without_an_effect_writes_nothing() {
    let (_folder, keystore) = locked();
    let bytes = || std::fs::read(keystore.path()).expect("it is there");
    let before = bytes();
    let same = |contents: &mut Contents| {
        contents.set_default(&name("a")).expect("it is there");
        Ok(())
    };
    change(&keystore, Some(&by(1)), same).expect("nothing to do");
    assert_eq!(bytes(), before);
}

#[test]
fn a_new_passphrase_is_a_new_store_key() {
    let (_folder, keystore) = locked();
    let old = std::fs::read(keystore.path()).expect("it is there");
    let store_key = |bytes: &[u8], opener: &Opener| {
        let contents = format::read(SecretBytes::new(bytes.to_vec())).expect("readable");
        contents.lock().expect("locked").store_key(opener).expect("it opens it")
    };
    change(&keystore, Some(&by(1)), |contents| Ok(contents.set_passphrase(&key(1), &mut random)?))
        .expect("written");
    let new = std::fs::read(keystore.path()).expect("it is there");
    assert_ne!(store_key(&old, &by(1)), store_key(&new, &by(1)));
    // An old copy of the file stays readable; no change of the current file can prevent that.
    assert!(opens_bytes(&old, &by(1)).is_ok());
}

#[test]
fn a_recovery_code_opens_it_from_the_moment_it_is_added_and_counts_once_it_is_confirmed() {
    let (_folder, keystore) = locked();
    let codes = recovery_codes(3);
    change(&keystore, Some(&by(1)), |contents| {
        contents.add_recovery_codes(&codes, noon(), &mut random)
    })
    .expect("written");
    let lock = || keystore.open().expect("readable").lock().expect("locked").clone();
    assert_eq!((lock().confirmed_codes(), lock().pending_codes()), (0, 3));
    assert!(codes.iter().all(|code| opens(&keystore, &typed(code))));
    change(&keystore, Some(&by(1)), |contents| {
        contents.confirm_recovery_codes(&[codes[0].id(), codes[2].id()], &key(1), &mut random)
    })
    .expect("written");
    assert_eq!((lock().confirmed_codes(), lock().pending_codes()), (2, 0));
    assert_eq!(lock().issued(), Some(noon()));
    assert!(opens(&keystore, &typed(&codes[0])) && opens(&keystore, &typed(&codes[2])));
    assert!(!opens(&keystore, &typed(&codes[1])));
}

#[test]
fn codes_go_on_working_under_another_passphrase() {
    let codes = recovery_codes(2);
    let (_folder, keystore) = with_codes(&codes);
    change(&keystore, Some(&by(1)), |contents| Ok(contents.set_passphrase(&key(2), &mut random)?))
        .expect("written");
    assert!(codes.iter().all(|code| opens(&keystore, &typed(code))));
    assert!(opens(&keystore, &by(2)) && !opens(&keystore, &by(1)));
}

/// The steps of a recovery: at each one, a code that was shown opens the keystore; after the last
/// one, the used code does not.
#[test]
fn a_used_code_is_replaced_before_it_is_retired() {
    let codes = recovery_codes(3);
    let (_folder, keystore) = with_codes(&codes);
    let before = std::fs::read(keystore.path()).expect("it is there");
    let used = typed(&codes[0]);
    let replacement = recovery_codes(1);
    let abandoned = recovery_codes(1);
    for added in [&abandoned, &replacement] {
        change(&keystore, Some(&used), |contents| {
            contents.add_recovery_codes(added, noon(), &mut random)
        })
        .expect("written");
        assert!(opens(&keystore, &used) && opens(&keystore, &by(1)));
        assert!(opens(&keystore, &typed(&added[0])));
    }
    change(&keystore, Some(&used), |contents| {
        let (used, new) = (codes[0].id(), replacement[0].id());
        contents.retire_recovery_code(used, new, &key(2), noon(), &mut random)
    })
    .expect("written");
    for gone in [&used, &typed(&abandoned[0]), &by(1)] {
        assert!(!opens(&keystore, gone));
    }
    for code in [&codes[1], &codes[2], &replacement[0]] {
        assert!(opens(&keystore, &typed(code)));
    }
    assert!(opens(&keystore, &by(2)));
    let contents = keystore.open().expect("readable");
    let lock = contents.lock().expect("locked");
    assert_eq!((lock.confirmed_codes(), lock.pending_codes(), lock.used()), (3, 0, Some(noon())));

    // On an old copy of the file, the used code still opens the old secrets.
    assert!(opens_bytes(&before, &used).is_ok());
    change(&keystore, Some(&by(2)), |contents| {
        contents.forget_use();
        Ok(())
    })
    .expect("written");
    assert_eq!(keystore.open().expect("readable").lock().expect("locked").used(), None);
}

/// The codes that a person was shown last work, however often they stop before confirming them.
#[test]
fn the_oldest_unconfirmed_codes_go_when_there_are_too_many() {
    let codes = recovery_codes(3);
    let (_folder, keystore) = with_codes(&codes);
    let mut last = recovery_codes(1);
    for _ in 0..MOST_SLOTS {
        last = recovery_codes(1);
        change(&keystore, Some(&by(1)), |contents| {
            contents.add_recovery_codes(&last, noon(), &mut random)
        })
        .expect("written");
    }
    assert!(opens(&keystore, &typed(&last[0])));
    assert!(codes.iter().all(|code| opens(&keystore, &typed(code))));
    let contents = keystore.open().expect("readable");
    let lock = contents.lock().expect("locked");
    assert_eq!((lock.confirmed_codes(), lock.pending_codes()), (3, MOST_SLOTS - 3));
}

#[test]
fn without_a_lock_there_are_no_recovery_codes() {
    let (_folder, keystore) = place();
    add(&keystore, "a").expect("written");
    keystore
        .change(None, |contents| {
            let codes = recovery_codes(1);
            let added = contents.add_recovery_codes(&codes, noon(), &mut random);
            assert!(matches!(added, Err(LockError::NoLock)));
            let id = codes[0].id();
            let confirmed = contents.confirm_recovery_codes(&[id], &key(1), &mut random);
            assert!(matches!(confirmed, Err(LockError::NoLock)));
            let retired = contents.retire_recovery_code(id, id, &key(1), noon(), &mut random);
            assert!(matches!(retired, Err(LockError::NoLock)));
            Ok::<_, Error>(())
        })
        .expect("nothing to do");
    assert!(keystore.open().expect("readable").lock().is_none());
}

/// Tries other characters at every position of the public part, with a corrected checksum.
#[test]
fn nothing_public_can_be_altered_and_still_be_opened() {
    let codes = recovery_codes(1);
    let (_folder, keystore) = with_codes(&codes);
    let whole = std::fs::read(keystore.path()).expect("it is there");
    let text = String::from_utf8(whole.clone()).expect("text");
    let secrets = text.find("\"secrets\"").expect("they are there");
    let (mut refused, mut sealed) = (0, 0);
    for at in 0..secrets {
        for other in [whole[at] ^ 1, b'0', b'1', b'a', b'"', b' '] {
            if other == whole[at] {
                continue;
            }
            let mut altered = whole.clone();
            altered[at] = other;
            let altered = format::resealed(&altered);
            for opener in [by(1), typed(&codes[0])] {
                match opens_bytes(altered.expose(), &opener) {
                    Err(Error::Damaged(Damage::Seal) | Error::WrongSecret) => sealed += 1,
                    Err(_) => refused += 1,
                    Ok(()) => panic!("byte {at} as {}", char::from(other)),
                }
            }
        }
    }
    assert!(refused > 5_000 && sealed > 1_000, "{refused} {sealed}");
}

#[test]
fn nothing_sealed_can_be_altered_and_still_be_opened() {
    let (_folder, keystore) = locked();
    let whole = std::fs::read(keystore.path()).expect("it is there");
    let text = String::from_utf8(whole.clone()).expect("text");
    let start = text.find("\"secrets\": \"").expect("they are there") + 12;
    let end = start + text[start..].find('"').expect("they end");
    assert!(end - start > 200);
    for at in start..end {
        let mut altered = whole.clone();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        let refused = opens_bytes(format::resealed(&altered).expose(), &by(1));
        assert!(matches!(refused, Err(Error::Damaged(_))), "{at}");
    }
    // Nor can any of it be removed.
    for length in (0..end - start).step_by(4) {
        let shorter = [&whole[..start + length], &whole[end..]].concat();
        let refused = opens_bytes(format::resealed(&shorter).expose(), &by(1));
        assert!(matches!(refused, Err(Error::Damaged(_))), "{length}");
    }
}

/// Simulates a writer who knows the store key.
#[test]
fn sealed_values_are_read_as_strictly_as_public_ones() {
    let (_folder, keystore) = locked();
    let whole = std::fs::read_to_string(keystore.path()).expect("text");
    let contents = format::read(SecretBytes::new(whole.clone().into_bytes())).expect("readable");
    let store_key = contents.lock().expect("locked").store_key(&by(1)).expect("its key");
    let start = whole.find("\"secrets\": \"").expect("they are there") + 12;
    let end = start + whole[start..].find('"').expect("they end");
    let public = &whole.as_bytes()[..start];
    let sealed = Base64::decode_vec(&whole[start..end]).expect("base64");
    let open = seal::open(&store_key.0, public, &sealed).expect("its own");
    let open = str::from_utf8(open.expose()).expect("text");
    let with = |open: &str| {
        let sealed = seal::seal(&store_key.0, public, open.as_bytes());
        let sealed = Base64::encode_string(&sealed);
        format::resealed([&whole[..start], &sealed, &whole[end..]].concat().as_bytes())
    };
    assert_eq!(with(open).expose(), whole.as_bytes());

    let [a, b] = ["a", "b"].map(|name| code(name).canonical_text());
    let (a, b) = (a.expose(), b.expose());
    let secret = |code: &str| format!("{{\"backup_code\": \"{code}\"}}");
    let prk = format!("{{\"prk\": \"{}\"}}", "0".repeat(64));
    for (lie, altered) in [
        ("nothing", String::new()),
        ("more before it", format!(" {open}")),
        ("more behind it", format!("{open}\n")),
        ("itself twice", open.repeat(2)),
        ("no end", open[..open.len() - 1].to_owned()),
        ("other line ends", open.replace('\n', "\r\n")),
        ("another name", open.replace("\"b\"", "\"c\"")),
        ("an escaped name", open.replace("\"b\"", "\"\\u0062\"")),
        (
            "names exchanged",
            open.replace("\"a\"", "\"x\"").replace("\"b\"", "\"a\"").replace("\"x\"", "\"b\""),
        ),
        ("one less", open.replace(&format!(",\n      \"b\": {}", secret(b)), "")),
        ("one more", open.replace(&secret(b), &format!("{0},\n      \"c\": {0}", secret(b)))),
        ("a short code", open.replace(b, &b[1..])),
        ("a long code", open.replace(b, &format!("{b}0"))),
        ("no secret", open.replace(&secret(b), "{}")),
        ("a text for secrets", open.replace(&secret(b), &format!("\"{b}\""))),
        ("an empty member", open.replace(&secret(b), &secret(b).replace('}', ", \"vault\": {}}"))),
        ("a PRK for a code", open.replace(&secret(b), &prk)),
        (
            "a PRK beside a code",
            open.replace(&secret(b), &format!("{{{}, {}", &secret(b)[1..81], &prk[1..])),
        ),
    ] {
        assert_ne!(altered, open, "{lie}");
        let refused = opens_bytes(with(&altered).expose(), &by(1));
        assert!(matches!(refused, Err(Error::Damaged(Damage::Seal))), "{lie}: {refused:?}");
    }
    let exchanged = open.replace(a, "of a").replace(b, a).replace("of a", b);
    let refused = opens_bytes(with(&exchanged).expose(), &by(1));
    assert!(matches!(refused, Err(Error::Damaged(Damage::Account(of))) if of == name("a")));
}

#[test]
fn every_flipped_bit_and_every_missing_end_of_a_locked_file_is_noticed() {
    let (_folder, keystore) = with_codes(&recovery_codes(1));
    let whole = std::fs::read(keystore.path()).expect("it is there");
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let refused = format::read(SecretBytes::new(flipped));
        assert!(matches!(refused, Err(Error::Damaged(_))), "bit {bit}");
    }
    for length in 0..whole.len() {
        let refused = format::read(SecretBytes::new(whole[..length].to_vec()));
        assert!(matches!(refused, Err(Error::Damaged(_))), "{length}");
    }
}

#[test]
fn parts_of_another_keystore_fit_nowhere() {
    let (codes, others) = (recovery_codes(2), recovery_codes(2));
    let (_folder, keystore) = with_codes(&codes);
    let (_other_folder, other) = with_codes(&others);
    let lines = |keystore: &Keystore| -> Vec<String> {
        let text = std::fs::read_to_string(keystore.path()).expect("it is there");
        text.lines().map(String::from).collect()
    };
    let (ours, theirs) = (lines(&keystore), lines(&other));
    assert_eq!(ours.len(), theirs.len());
    let mut tried = 0;
    let mut refuse = |lines: Vec<String>| {
        let altered = format::resealed((lines.join("\n") + "\n").as_bytes());
        for opener in [by(1), typed(&codes[0]), typed(&others[0])] {
            assert!(opens_bytes(altered.expose(), &opener).is_err());
            tried += 1;
        }
    };
    for (at, theirs) in theirs.iter().enumerate() {
        if *theirs != ours[at] && !theirs.contains("\"checksum\"") {
            let mut altered = ours.clone();
            altered[at].clone_from(theirs);
            refuse(altered);
        }
    }
    let slots: Vec<usize> =
        (0..ours.len()).filter(|&at| ours[at].contains("ephemeral_key")).collect();
    // The two slots swapped, and one of them alone.
    let mut swapped = ours.clone();
    swapped.swap(slots[0], slots[1]);
    let comma = swapped[slots[1]].trim_end_matches(',').to_owned();
    swapped[slots[1]] = comma;
    swapped[slots[0]].push(',');
    refuse(swapped);
    let mut alone = ours.clone();
    alone.remove(slots[0]);
    refuse(alone);
    assert!(tried >= 15, "{tried}");
}

#[test]
fn a_key_of_small_order_is_no_slot() {
    let (_folder, keystore) = with_codes(&recovery_codes(1));
    let text = std::fs::read_to_string(keystore.path()).expect("it is there");
    let at = text.find("{\"public_key\": \"").expect("a slot") + 16;
    for small in ["00", "01"] {
        let small = format!("{small}{}", "0".repeat(62));
        let altered = format!("{}{small}{}", &text[..at], &text[at + 64..]);
        let refused = format::read(format::resealed(altered.as_bytes()));
        assert!(matches!(refused, Err(Error::Damaged(Damage::Line(_)))));
    }
}
