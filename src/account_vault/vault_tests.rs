use std::time::{Duration, SystemTime};

use super::*;
use crate::age;
use crate::code::{BackupCode, system_entropy};
use crate::derivation::keys;
use crate::secret::SecretText;
use crate::service_codes::{ListId, ServiceCode, ServiceList};
use crate::signing;
use crate::sshsig::{Hash, Namespace};

fn account() -> Keys {
    keys(&BackupCode::generate().expect("randomness"))
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn vault(identity: Identity) -> Vault {
    let mut lists = Lists::default();
    for (number, service) in (1..).zip(["github", "login.gov"]) {
        let code = |number| {
            let text = SecretText::new(format!("code-{number:04}"));
            ServiceCode::new(number, text).expect("a code")
        };
        let service = service.parse().expect("a service");
        let codes = (1..=16).map(code).collect();
        let list = ServiceList::new(ListId([number; 16]), service, None, at(5), codes);
        lists.add(list.expect("a list")).expect("it is new");
    }
    let name = "maria".parse().expect("a name");
    Vault { identity, name, since: at(1), confirmed: Some(at(2)), made: at(3), count: 7, lists }
}

fn sealed(keys: &Keys) -> Vec<u8> {
    seal(&vault(keys.identity.identity()), keys, &mut system_entropy).expect("randomness")
}

fn open(bytes: &[u8], owners: &[Owner]) -> Result<(usize, Vault), NotOpened> {
    SealedVault::read(bytes)?.open(owners)
}

/// Seals any plaintext to an account, as everybody can.
fn sealed_by_anybody(keys: &Keys, plain: &[u8]) -> Vec<u8> {
    let recipient = Recipient::from_public_key(keys.public().encryption);
    let mut bytes = Vec::new();
    encrypt(&[recipient], &mut system_entropy, &mut &*plain, &mut bytes).expect("memory");
    bytes
}

fn plaintext(keys: &Keys, sealed: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_bytes(Secret::new(*keys.encryption.expose()));
    let mut plain = Vec::new();
    age::decrypt(&[key], sealed, &mut plain).expect("it is ours");
    plain
}

#[test]
fn a_vault_comes_back_as_it_was() {
    let (keys, other) = (account(), account());
    let owners = [Owner::of(&other), Owner::of(&keys)];
    let (owner, read) = open(&sealed(&keys), &owners).expect("it is ours");
    let made = vault(keys.identity.identity());
    assert_eq!(owner, 1);
    assert_eq!(vault_line::write(&read), vault_line::write(&made));
    assert_eq!(read.lists.views().map(|view| view.left()).sum::<usize>(), 32);
}

#[test]
fn a_vault_in_armor_opens_too() {
    let keys = account();
    let mut text = Vec::new();
    let mut armor = age::armor::Armor::begin(&mut text).expect("memory");
    std::io::Write::write_all(&mut armor, &sealed(&keys)).expect("memory");
    armor.end().expect("memory");
    assert!(open(&text, &[Owner::of(&keys)]).is_ok());
}

#[test]
fn its_length_tells_little_and_it_names_nobody() {
    let keys = account();
    let plain = plaintext(&keys, &sealed(&keys));
    assert_eq!(plain.len() % 4096, 0);
    let identity = keys.identity.identity().to_string();
    let bytes = sealed(&keys);
    for secret in ["maria", "github", "code-", &identity] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn every_flipped_bit_is_noticed_and_told_apart() {
    let keys = account();
    let owners = [Owner::of(&keys)];
    let bytes = sealed(&keys);
    let end_of_header = bytes.windows(4).position(|it| it == b"\n---").expect("a header");
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let error = open(&flipped, &owners).map(|_| ()).expect_err("it was altered");
            let is_right = match error {
                NotOpened::NotAVault | NotOpened::NotForUs | NotOpened::Damaged(Harm::Header) => {
                    at < end_of_header + 60
                }
                NotOpened::Damaged(Harm::Part(1)) => at > end_of_header,
                _ => false,
            };
            assert!(is_right, "{error:?} at {at}");
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_noticed() {
    let keys = account();
    let owners = [Owner::of(&keys)];
    let bytes = sealed(&keys);
    for end in 0..bytes.len() {
        let error = open(&bytes[..end], &owners).map(|_| ()).expect_err("it was cut");
        let is_right =
            matches!(error, NotOpened::NotAVault | NotOpened::NotForUs | NotOpened::Damaged(_));
        assert!(is_right, "{error:?} at {end}");
    }
    let more = [bytes.as_slice(), b"x"].concat();
    assert!(matches!(open(&more, &owners), Err(NotOpened::Damaged(_))));
}

#[test]
fn foreign_forged_and_damaged_vaults_are_told_apart() {
    for _ in 0..100 {
        let (keys, other) = (account(), account());
        let owners = [Owner::of(&keys)];
        let identity = keys.identity.identity();
        let error = |bytes: &[u8]| open(bytes, &owners).map(|_| ()).expect_err("it is refused");
        assert_eq!(error(&sealed(&other)), NotOpened::NotForUs);

        // Written by another account, and sealed to this one.
        let foreign = sealed_by_anybody(&keys, &plaintext(&other, &sealed(&other)));
        assert_eq!(error(&foreign), NotOpened::Forged(identity));
        // The same, with this account's name in it.
        let line = vault_line::write(&vault(identity));
        let forged = signed_line::sign(&line, &other.identity);
        assert_eq!(error(&sealed_by_anybody(&keys, forged.expose())), NotOpened::Forged(identity));
        // Signed by this account, but for another one.
        let line = vault_line::write(&vault(other.identity.identity()));
        let replayed = signed_line::sign(&line, &keys.identity);
        assert_eq!(
            error(&sealed_by_anybody(&keys, replayed.expose())),
            NotOpened::Forged(identity)
        );

        let mut damaged = sealed(&keys);
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert_eq!(error(&damaged), NotOpened::Damaged(Harm::Part(1)));
    }
}

#[test]
fn nothing_but_the_exact_plaintext_is_a_vault() {
    let keys = account();
    let owners = [Owner::of(&keys)];
    let plain = plaintext(&keys, &sealed(&keys));
    let is_vault = |plain: &[u8]| open(&sealed_by_anybody(&keys, plain), &owners).is_ok();
    assert!(is_vault(&plain), "by anybody who has it");
    let end = plain.iter().rposition(|byte| *byte != b'\n').expect("a text");
    let block = vec![b'\n'; 4096];
    let crlf = String::from_utf8(plain.clone()).expect("text").replace('\n', "\r\n");
    for other in [
        plain[..=end].to_vec(),
        plain[..plain.len() - 1].to_vec(),
        [plain.clone(), block].concat(),
        [b"\n".to_vec(), plain[..plain.len() - 1].to_vec()].concat(),
        crlf.into_bytes(),
        Vec::new(),
        vec![b'\n'; 4096],
        b"notes of mine\n".to_vec(),
    ] {
        assert!(!is_vault(&other));
    }
    // Any other hash, and any other purpose.
    let line = vault_line::write(&vault(keys.identity.identity()));
    let line = [line.expose().as_slice(), b"\n"].concat();
    for (namespace, hash) in [(Namespace::VAULT, Hash::Sha256), (Namespace::FILE, Hash::Sha512)] {
        let armor = signing::sign(&keys.identity, &namespace, hash, &mut &*line).expect("memory");
        let mut plain = [line.clone(), armor.armor().into_bytes()].concat();
        plain.resize(plain.len().next_multiple_of(4096), b'\n');
        assert!(!is_vault(&plain));
    }
}

#[test]
fn a_line_has_one_notation_and_a_later_version_is_told() {
    let keys = account();
    let owners = [Owner::of(&keys)];
    let identity = keys.identity.identity();
    let line = vault_line::write(&vault(identity));
    let text = String::from_utf8(line.expose().clone()).expect("text");
    let result = |text: String| {
        let line = SecretBytes::new(text.into_bytes());
        let plain = signed_line::sign(&line, &keys.identity);
        open(&sealed_by_anybody(&keys, plain.expose()), &owners).map(|_| ())
    };
    assert_eq!(result(text.clone()), Ok(()));
    for (from, to, error) in [
        ("\"version\": 1", "\"version\": 2", NotOpened::Newer(2)),
        ("\"version\": 1", "\"version\": 2, \"more\": [{}]", NotOpened::Newer(2)),
        ("\"version\": 1", "\"version\": 0", NotOpened::Forged(identity)),
        ("\"version\": 1", "\"version\": 1, \"more\": 1", NotOpened::Forged(identity)),
        ("collab vault", "collab keystore", NotOpened::Forged(identity)),
        ("\"count\": 7", "\"count\":7", NotOpened::Forged(identity)),
        ("\"count\": 7", "\"count\": -7", NotOpened::Forged(identity)),
        ("\"maria\"", "\"Maria\"", NotOpened::Forged(identity)),
        ("code-0001", "code-0002\"", NotOpened::Forged(identity)),
        ("\"number\": 16", "\"number\": 15", NotOpened::Forged(identity)),
        ("code-0001", "co", NotOpened::Forged(identity)),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text);
        assert_eq!(result(altered), Err(error), "{to}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let bytes = vec![0; SIZE_LIMIT + 1];
    assert!(matches!(SealedVault::read(&bytes), Err(NotOpened::TooLarge)));
}

#[test]
fn the_buffers_never_grow() {
    let vault = vault(account().identity.identity());
    let line = vault_line::write(&vault);
    assert_eq!(line.expose().capacity(), 512 + crate::service_codes::room_of_lists(&vault.lists));
}
