//! Age files: a file opens as exactly the bytes that were encrypted, or is refused.
//!
//! - Header: reading is deterministic, and an accepted header is written back as the same bytes. A
//!   header that opens no longer opens once it is altered.
//! - Payload: a sealed payload opens as itself. Moved, altered, truncated or extended, it is
//!   refused, and the plaintext released before the error is a prefix of the original.
//! - Armor: an accepted armor is written back as the same text, except for line ends and
//!   surrounding white space, however it is split into pieces.
//! - Plugin: every client input is answered in whole stanzas, and ends with `done` or an error.

use std::io::{Read as _, Write as _};

use arbitrary::{Arbitrary, Unstructured};
use collab::age::PrivateKey;
use collab::age::armor::{Armor, Dearmor};
use collab::age::header::{FileKey, Header};
use collab::age::payload::{self, CHUNK};
use collab::age::plugin::{Client, NoKeys, PluginIdentity, identity_v1, recipient_v1};
use collab::secret::Secret;

/// The size of a sealed chunk.
const SEALED: usize = CHUNK + 16;

/// Returns the private key of the files' recipient.
pub fn key() -> PrivateKey {
    PrivateKey::from_bytes(Secret::new([7; 32]))
}

/// Returns the file key of the files.
pub fn file_key() -> FileKey {
    FileKey::from_bytes(Secret::new([9; 16]))
}

/// Returns a header for that key and for another. It is always the same.
pub fn header() -> Vec<u8> {
    let other = PrivateKey::from_bytes(Secret::new([8; 32]));
    let mut drawn = 0;
    let mut entropy = |bytes: &mut [u8]| {
        drawn += 1;
        bytes.fill(drawn);
        Ok(())
    };
    let recipients = [other.recipient(), key().recipient()];
    Header::new(&recipients, &file_key(), &mut entropy).expect("two recipients").to_bytes()
}

/// Checks the promises about headers.
pub fn check_header(bytes: &[u8]) {
    let read = |mut bytes: &[u8]| {
        let length = bytes.len();
        let header = Header::read(&mut bytes);
        (header.map_err(|error| error.to_string()), length - bytes.len())
    };
    let (found, length) = read(bytes);
    assert_eq!((found.clone(), length), read(bytes), "read twice, read differently");
    if let Ok(found) = found {
        assert_eq!(found.to_bytes(), bytes[..length], "written otherwise than read");
        if found.file_key([&key()]).is_ok() {
            assert_eq!(bytes[..length], header(), "a forged header opens");
        }
    }
    // The same for a header that opens.
    let mut altered = header();
    if let Some(alterations) = alterations(bytes) {
        for one in alterations {
            one.apply(&mut altered);
        }
        let is_same = altered.starts_with(&header());
        let opens = Header::read(&mut altered.as_slice())
            .is_ok_and(|header| header.file_key([&key()]).is_ok());
        assert_eq!(opens, is_same, "an altered header opens, or one that wasn't is refused");
    }
}

/// An alteration of bytes.
#[derive(Arbitrary, Debug)]
enum Alteration {
    Flip { at: u16, bit: u8 },
    Cut { at: u16 },
    Insert { at: u16, bytes: [u8; 3], most: u8 },
    Remove { at: u16, most: u8 },
    Double { at: u16, most: u8 },
}

impl Alteration {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: u16| usize::from(at) % (bytes.len() + 1);
        match *self {
            Self::Flip { at, bit } => {
                let at = place(at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Self::Cut { at } => bytes.truncate(place(at)),
            Self::Insert { at, bytes: more, most } => {
                let at = place(at);
                bytes.splice(at..at, more.into_iter().take(usize::from(most % 4)));
            }
            Self::Remove { at, most } => {
                let at = place(at);
                let end = (at + usize::from(most)).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Double { at, most } => {
                let at = place(at);
                let end = (at + usize::from(most)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(end..end, again);
            }
        }
    }
}

fn alterations(bytes: &[u8]) -> Option<Vec<Alteration>> {
    let mut source = Unstructured::new(bytes);
    let count = source.int_in_range(1..=4).ok()?;
    (0..count).map(|_| source.arbitrary().ok()).collect()
}

/// An alteration of a sealed payload.
#[derive(Arbitrary, Debug)]
enum Tampering {
    /// No alteration.
    Nothing,
    /// A bit is flipped.
    Flip { at: u32, bit: u8 },
    /// The payload is cut off.
    Cut { at: u32 },
    /// The payload is cut off between two chunks.
    CutBetween { chunks: u8 },
    /// Two chunks are exchanged.
    Exchange { one: u8, other: u8 },
    /// A chunk is left out.
    Omit { chunk: u8 },
    /// A chunk appears twice.
    Double { chunk: u8 },
    /// Bytes are appended.
    Append { bytes: [u8; 20], most: u8 },
}

/// Checks the promises about payloads.
pub fn check_payload(bytes: &[u8]) {
    let mut given = Vec::new();
    let nonce = [3; payload::NONCE];
    let opened = payload::open(&file_key(), &nonce, &mut &*bytes, &mut given);
    assert!(opened.is_err() && given.is_empty(), "bytes from nowhere open");

    let mut source = Unstructured::new(bytes);
    let (Ok(chunks), Ok(rest), Ok(tampering)) = (
        source.int_in_range(0..=6_usize),
        source.int_in_range(-1..=20_isize),
        source.arbitrary::<Tampering>(),
    ) else {
        return;
    };
    let length = (chunks * CHUNK).saturating_add_signed(rest);
    let plain: Vec<u8> = (0..=255_u8).flat_map(|byte| [byte; 7]).cycle().take(length).collect();
    let mut sealed = Vec::new();
    payload::seal(&file_key(), &nonce, &mut plain.as_slice(), &mut sealed).expect("memory");
    assert_eq!(sealed.len(), plain.len() + plain.len().div_ceil(CHUNK).max(1) * 16);

    let tampered = tampered(&sealed, &tampering);
    given.clear();
    let opened = payload::open(&file_key(), &nonce, &mut tampered.as_slice(), &mut given);
    assert_eq!(opened.is_ok(), tampered == sealed, "{tampering:?}: {opened:?}");
    assert!(plain.starts_with(&given), "{tampering:?}: something else was handed out");
    assert!(opened.is_err() || given == plain);
}

fn tampered(sealed: &[u8], how: &Tampering) -> Vec<u8> {
    let mut pieces: Vec<&[u8]> = sealed.chunks(SEALED).collect();
    let place = |at: u32| at as usize % (sealed.len() + 1);
    let nth = |chunk: u8| usize::from(chunk) % pieces.len();
    let mut whole = sealed.to_vec();
    match *how {
        Tampering::Nothing => {}
        Tampering::Flip { at, bit } => {
            if let Some(byte) = whole.get_mut(place(at)) {
                *byte ^= 1 << (bit % 8);
            }
        }
        Tampering::Cut { at } => whole.truncate(place(at)),
        Tampering::CutBetween { chunks } => whole = pieces[..nth(chunks)].concat(),
        Tampering::Exchange { one, other } => {
            let (one, other) = (nth(one), nth(other));
            pieces.swap(one, other);
            whole = pieces.concat();
        }
        Tampering::Omit { chunk } => {
            let chunk = nth(chunk);
            pieces.remove(chunk);
            whole = pieces.concat();
        }
        Tampering::Double { chunk } => {
            let chunk = nth(chunk);
            pieces.insert(chunk, pieces[chunk]);
            whole = pieces.concat();
        }
        Tampering::Append { bytes, most } => {
            whole.extend_from_slice(&bytes[..usize::from(most) % 21]);
        }
    }
    whole
}

/// Checks the promises about armor.
pub fn check_armor(bytes: &[u8]) {
    let mut plain = Vec::new();
    let whole = Dearmor::new(bytes).read_to_end(&mut plain).map_err(|error| error.to_string());

    // In pieces: the buffer holds only 7 bytes.
    let mut armor = Dearmor::new(std::io::BufReader::with_capacity(7, bytes));
    let (mut pieces, mut piece) = (Vec::new(), [0; 5]);
    let read = loop {
        match armor.read(&mut piece) {
            Ok(0) => break Ok(()),
            Ok(length) => pieces.extend_from_slice(&piece[..length]),
            Err(error) => break Err(error.to_string()),
        }
    };
    assert_eq!(whole.as_ref().err(), read.as_ref().err(), "read in pieces, read differently");
    assert!(whole.is_err() || pieces == plain);

    let mut armor = Armor::begin(Vec::new()).expect("memory");
    let (one, other) = plain.split_at(plain.len() / 3);
    armor.write_all(one).and_then(|()| armor.write_all(other)).expect("memory");
    let text = armor.end().expect("memory");
    if whole.is_ok() {
        let read: Vec<u8> = String::from_utf8_lossy(bytes).replace("\r\n", "\n").into_bytes();
        assert_eq!(read.trim_ascii(), text.trim_ascii(), "written otherwise than read");
    }
    let mut again = Vec::new();
    Dearmor::new(text.as_slice()).read_to_end(&mut again).expect("it was just written");
    assert_eq!(again, plain);
}

/// Checks the plugin's answers to a client that sends these bytes.
pub fn check_plugin(bytes: &[u8]) {
    for is_locked in [false, true] {
        let mut keys = |_: &[PluginIdentity], client: &mut dyn Client| {
            if is_locked {
                client.say("one moment")?;
                let secret = client.request_secret("Passphrase:")?;
                if secret.is_none_or(|it| it.expose().is_empty()) {
                    return Err(NoKeys::Because(String::from("locked")));
                }
            }
            Ok(vec![key()])
        };
        let mut said = Vec::new();
        let ended = identity_v1(&mut &*bytes, &mut said, &mut keys).is_ok();
        answered(&said, ended);
    }
    let mut said = Vec::new();
    let ended = recipient_v1(&mut &*bytes, &mut said).is_ok();
    answered(&said, ended);
}

/// Checks that every answer is a whole stanza, and that a conversation that ended was answered with
/// `done` last.
fn answered(said: &[u8], ended: bool) {
    let text = str::from_utf8(said).expect("ASCII");
    assert!(text.is_ascii() && (text.is_empty() || text.ends_with('\n')));
    assert_eq!(text.ends_with("-> done\n\n"), ended);
    let known = ["-> msg", "-> request-secret", "-> file-key ", "-> error ", "-> done"];
    for line in text.lines().filter(|line| line.starts_with("->")) {
        assert!(known.iter().any(|it| line.starts_with(it)), "{line}");
    }
}
