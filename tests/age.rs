//! The age format: its testkit, cut and altered files, and the canonical encoding: a file that is
//! read is written back as the same bytes.
//!
//! The vectors in `vectors/age/` are unmodified copies from the npm package cctv-age 0.2.0
//! (C2SP/CCTV; 0BSD, CC0 or Unlicense). Of the 143 vectors, those that only a passphrase or a
//! post-quantum key opens are left out, except that none of them may be opened and each must end
//! with an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Read as _, Write as _};
use std::path::Path;

use collab::age::armor::{Armor, Dearmor};
use collab::age::header::{FileKey, Header, HeaderError, LIMIT, NoHeader};
use collab::age::payload::{self, CHUNK};
use collab::age::{
    DecryptError, EncryptError, EncryptedFile, PrivateKey, Recipient, decrypt, encrypt,
};
use collab::code::EntropyError;
use collab::secret::Secret;
use sha2::{Digest as _, Sha256};

/// A test vector: the expected outcome, and the file.
struct Vector {
    name: String,
    expect: String,
    payload: Option<String>,
    file_key: Vec<u8>,
    identities: Vec<String>,
    passphrases: usize,
    is_armored: bool,
    file: Vec<u8>,
}

impl Vector {
    /// Reads a vector. A field that this test does not know is an error.
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).expect("a file");
        let end = bytes.windows(2).position(|two| two == b"\n\n").expect("an empty line");
        let mut vector = Self {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            expect: String::new(),
            payload: None,
            file_key: Vec::new(),
            identities: Vec::new(),
            passphrases: 0,
            is_armored: false,
            file: bytes[end + 2..].to_vec(),
        };
        for line in str::from_utf8(&bytes[..end]).expect("text").lines() {
            let (field, value) = line.split_once(": ").expect("a field");
            match field {
                "expect" => value.clone_into(&mut vector.expect),
                "payload" => vector.payload = Some(value.to_owned()),
                "file key" => {
                    vector.file_key = base16ct::lower::decode_vec(value).expect("hexadecimal");
                }
                "identity" => vector.identities.push(value.to_owned()),
                "passphrase" => vector.passphrases += 1,
                "armored" => vector.is_armored = value == "yes",
                "compressed" => {
                    assert_eq!(value, "zlib");
                    let plain = miniz_oxide::inflate::decompress_to_vec_zlib(&vector.file);
                    vector.file = plain.expect("zlib");
                }
                "comment" => {}
                _ => panic!("{}: unknown field {field}", vector.name),
            }
        }
        vector
    }

    /// Returns the reason why the vector is left out, if it is.
    fn is_left_out(&self) -> Option<&'static str> {
        let is_post_quantum = |key: &String| key.starts_with("AGE-SECRET-KEY-PQ-");
        if self.passphrases > 0 && self.name != "scrypt_and_x25519" {
            Some("a passphrase opens it")
        } else if self.identities.iter().any(is_post_quantum) {
            Some("a post-quantum key opens it")
        } else {
            None
        }
    }

    fn keys(&self) -> Vec<PrivateKey> {
        self.identities.iter().filter_map(|text| PrivateKey::read(text).ok()).collect()
    }

    /// Returns the outcome in the testkit's words, and the plaintext that was released.
    fn outcome(&self) -> (&'static str, Vec<u8>) {
        let mut given = Vec::new();
        let keys = self.keys();
        let outcome = if self.is_armored {
            decrypt(&keys, BufReader::new(Dearmor::new(self.file.as_slice())), &mut given)
        } else {
            decrypt(&keys, self.file.as_slice(), &mut given)
        };
        (in_words(&outcome), given)
    }
}

fn in_words(outcome: &Result<(), DecryptError>) -> &'static str {
    match outcome {
        Ok(()) => "success",
        Err(DecryptError::Armor(_)) => "armor failure",
        Err(DecryptError::Header(_)) => "header failure",
        Err(DecryptError::NoMatch | DecryptError::Passphrase) => "no match",
        Err(DecryptError::Mac) => "HMAC failure",
        Err(DecryptError::Payload(_)) => "payload failure",
        Err(error) => panic!("{error:?}"),
    }
}

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/age");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|one| one.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| Vector::read(path)).collect()
}

#[test]
fn every_vector_of_the_testkit_has_its_outcome() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in vectors() {
        let (outcome, given) = vector.outcome();
        if let Some(why) = vector.is_left_out() {
            assert_ne!(outcome, "success", "{}", vector.name);
            assert!(given.is_empty(), "{}", vector.name);
            *counts.entry(why).or_default() += 1;
            continue;
        }
        assert_eq!(outcome, vector.expect, "{}", vector.name);
        if let Some(payload) = &vector.payload {
            let found = base16ct::lower::encode_string(&Sha256::digest(&given));
            assert_eq!(&found, payload, "{}", vector.name);
        }
        *counts.entry(outcome).or_default() += 1;
    }
    let expected = [
        ("HMAC failure", 1),
        ("a passphrase opens it", 25),
        ("a post-quantum key opens it", 19),
        ("armor failure", 22),
        ("header failure", 34),
        ("no match", 4),
        ("payload failure", 19),
        ("success", 19),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_header_and_an_armor_that_are_read_are_written_back_as_the_same_bytes() {
    let mut counts = [0; 2];
    for vector in vectors() {
        let mut file = vector.file.clone();
        if vector.is_armored {
            let mut plain = Vec::new();
            if Dearmor::new(file.as_slice()).read_to_end(&mut plain).is_err() {
                continue;
            }
            let mut armor = Armor::begin(Vec::new()).expect("memory");
            armor.write_all(&plain).expect("memory");
            let armor = String::from_utf8(armor.end().expect("memory")).expect("text");
            let text = String::from_utf8(file).expect("text").replace("\r\n", "\n");
            assert_eq!(armor.trim(), text.trim(), "{}", vector.name);
            counts[0] += 1;
            file = plain;
        }
        let mut rest = file.as_slice();
        if let Ok(header) = Header::read(&mut rest) {
            assert_eq!(header.to_bytes(), file[..file.len() - rest.len()], "{}", vector.name);
            counts[1] += 1;
        }
    }
    assert_eq!(counts, [11, 87]);
}

#[test]
fn a_payload_that_is_opened_is_sealed_as_the_same_bytes() {
    let mut count = 0;
    for vector in vectors().iter().filter(|it| it.expect == "success" && !it.is_armored) {
        let mut rest = vector.file.as_slice();
        Header::read(&mut rest).expect("a header");
        let (nonce, sealed) = rest.split_first_chunk().expect("a nonce");
        let key = <[u8; 16]>::try_from(vector.file_key.as_slice()).expect("16 bytes");
        let key = FileKey::from_bytes(Secret::new(key));
        let (mut opened, mut again) = (Vec::new(), Vec::new());
        payload::open(&key, nonce, &mut &*sealed, &mut opened).expect("it opens");
        payload::seal(&key, nonce, &mut opened.as_slice(), &mut again).expect("memory");
        assert!(again == sealed, "{}", vector.name);
        count += 1;
    }
    assert_eq!(count, 19);
}

fn entropy(bytes: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(bytes).map_err(|_| EntropyError)
}

fn key(byte: u8) -> PrivateKey {
    PrivateKey::from_bytes(Secret::new([byte; 32]))
}

fn sealed(recipients: &[Recipient], plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::new();
    encrypt(recipients, &mut entropy, &mut &*plain, &mut sealed).expect("memory");
    sealed
}

fn opened(file: &[u8], with: &PrivateKey) -> (Result<(), DecryptError>, Vec<u8>) {
    let mut opened = Vec::new();
    (decrypt(std::slice::from_ref(with), file, &mut opened), opened)
}

#[test]
fn every_size_around_a_chunk_and_a_batch_comes_back() {
    let recipients = [key(1).recipient(), key(2).recipient()];
    for chunks in [0, 1, 2, 3, 4, 5, 8, 9, 16, 33] {
        for more in [-1, 0, 1] {
            let Some(length) = (chunks * CHUNK).checked_add_signed(more) else { continue };
            let plain: Vec<u8> = (0..=250).cycle().take(length).collect();
            let file = sealed(&recipients, &plain);
            for with in [key(1), key(2)] {
                let (outcome, given) = opened(&file, &with);
                outcome.expect("it opens");
                assert!(given == plain, "{length}");
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_at_any_byte_is_known_as_cut() {
    let whole = b"-----BEGIN AGE";
    let file = sealed(&[key(1).recipient(), key(2).recipient()], whole);
    for end in 0..file.len() {
        let (outcome, given) = opened(&file[..end], &key(2));
        assert!(
            matches!(
                outcome,
                Err(DecryptError::Header(HeaderError::Cut) | DecryptError::Payload(_))
            ),
            "{end}: {outcome:?}"
        );
        assert!(given.is_empty());
    }
    // When the file is cut between two chunks, the first chunk is authentic but the file is
    // incomplete.
    let plain = vec![7; 2 * CHUNK];
    let file = sealed(&[key(1).recipient()], &plain);
    let (outcome, given) = opened(&file[..file.len() - CHUNK - 16], &key(1));
    assert!(
        matches!(outcome, Err(DecryptError::Payload(payload::PayloadError::Cut))),
        "{outcome:?}"
    );
    assert!(given == plain[..CHUNK]);
}

#[test]
fn a_file_with_any_bit_flipped_is_refused() {
    let file =
        sealed(&[key(1).recipient(), key(2).recipient()], b"thirty-one bytes of text, or so");
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut altered = file.clone();
            altered[at] ^= 1 << bit;
            let (outcome, given) = opened(&altered, &key(2));
            assert!(outcome.is_err(), "{at} {bit}");
            assert!(given.is_empty());
        }
    }
}

#[test]
fn an_armored_file_that_is_cut_or_altered_is_refused() {
    let mut armor = Armor::begin(Vec::new()).expect("memory");
    encrypt(&[key(1).recipient()], &mut entropy, &mut &b"text"[..], &mut armor).expect("memory");
    let file = armor.end().expect("memory");
    opened(&file, &key(1)).0.expect("it opens");
    for end in 0..file.len() - 1 {
        assert!(opened(&file[..end], &key(1)).0.is_err(), "{end}");
    }
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut altered = file.clone();
            altered[at] ^= 1 << bit;
            // Only one change keeps the meaning: the last line ends in another white-space
            // character.
            let same = at + 1 == file.len() && altered[at].is_ascii_whitespace();
            assert_eq!(opened(&altered, &key(1)).0.is_ok(), same, "{at} {bit}");
        }
    }
}

#[test]
fn a_thousand_recipients_can_open_a_file_and_a_header_over_its_limit_is_refused() {
    let recipients: Vec<_> = (0..1000_u16)
        .map(|number| {
            let mut bytes = [3; 32];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            PrivateKey::from_bytes(Secret::new(bytes)).recipient()
        })
        .chain([key(9).recipient()])
        .collect();
    let file = sealed(&recipients, b"text");
    let (outcome, given) = opened(&file, &key(9));
    outcome.expect("it opens");
    assert_eq!(given, b"text");
    assert!(matches!(opened(&file, &key(8)).0, Err(DecryptError::NoMatch)));

    let many = vec![key(9).recipient(); 12_000];
    let refused = encrypt(&many, &mut entropy, &mut &b""[..], &mut Vec::new());
    assert!(matches!(refused, Err(EncryptError::Header(NoHeader::TooManyRecipients))));

    let stanza = format!("-> x {}\n\n", "y".repeat(100));
    let mut long = b"age-encryption.org/v1\n".to_vec();
    while long.len() < 16 << 20 {
        long.extend_from_slice(stanza.as_bytes());
    }
    assert!(matches!(opened(&long, &key(1)).0, Err(DecryptError::Header(HeaderError::TooLong))));
    long.truncate(usize::try_from(LIMIT).expect("small"));
    assert!(opened(&long, &key(1)).0.is_err());
    let endless = [&b"age-encryption.org/v1\n-> "[..], &vec![b'x'; 16 << 20]].concat();
    assert!(matches!(opened(&endless, &key(1)).0, Err(DecryptError::Header(HeaderError::TooLong))));
}

#[test]
fn a_file_that_is_not_an_age_file_is_refused_as_such() {
    for (bytes, is_version) in [
        (&b"any text\nof some lines\n"[..], false),
        (b"\x7fELF\0\0", false),
        (b"age-encryption.orgy/v1\n", false),
        (b"age-encryption.org/v2\n-> X25519\n", true),
        (b"age-encryption.org/v1 \n", true),
        (b"age-encryption.org/v1\r\n", true),
    ] {
        match opened(bytes, &key(1)).0 {
            Err(DecryptError::Header(HeaderError::NotAge)) => assert!(!is_version),
            Err(DecryptError::Header(HeaderError::Version)) => assert!(is_version),
            other => panic!("{other:?}"),
        }
    }
    for text in ["-----BEGIN PGP MESSAGE-----\n", " \n any text", "-"] {
        assert!(matches!(opened(text.as_bytes(), &key(1)).0, Err(DecryptError::Armor(_))));
    }
}

#[test]
fn a_missing_recipient_and_a_key_of_small_order_are_refused() {
    let mut output = Vec::new();
    let refused = encrypt(&[], &mut entropy, &mut &b"text"[..], &mut output);
    assert!(matches!(refused, Err(EncryptError::Header(NoHeader::NoRecipient))));
    for public in [[0; 32], std::array::from_fn(|at| u8::from(at == 0))] {
        let small = Recipient::from_public_key(public);
        let refused =
            encrypt(&[key(1).recipient(), small], &mut entropy, &mut &b"text"[..], &mut output);
        assert!(matches!(refused, Err(EncryptError::Header(NoHeader::SmallOrder(_)))));
    }
    let refused = encrypt(
        &[key(1).recipient()],
        &mut |_: &mut [u8]| Err(EntropyError),
        &mut &b"text"[..],
        &mut output,
    );
    assert!(refused.is_err());
    assert!(output.is_empty());
}

#[test]
fn a_file_is_read_in_two_steps() {
    let file = sealed(&[key(1).recipient()], b"text");
    let file = EncryptedFile::read(file.as_slice()).expect("a header");
    assert_eq!(file.header().stanzas().len(), 1);
    let key = file.header().file_key([&key(2), &key(1)]).expect("it is for the second");
    let mut given = Vec::new();
    file.open(&key, &mut given).expect("it opens");
    assert_eq!(given, b"text");
}
