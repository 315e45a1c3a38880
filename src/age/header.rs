//! The header: whom a file is for.
//!
//! ```text
//! age-encryption.org/v1
//! -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
//! EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
//! --- fgMiVLJHMlg9fW7CVG/hPS5EAU4Zeg19LyCP7SoH5nA
//! ```
//!
//! Each stanza holds the file's key for one recipient; the last line is a MAC over all that is
//! before it, with a key that follows from the file's. A stanza of another kind than X25519 is
//! someone else's, and stays as it is. What is read without an error is written back as the same
//! bytes.

use std::io::{self, BufRead};

use base64ct::{Base64Unpadded, Encoding as _};
use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::recipient::{PrivateKey, Recipient};
use super::stanza::{Fault, LineError, Lines, Stanza};
use crate::code::{Entropy, EntropyError};
use crate::secret::Secret;

/// The most bytes that a header can have: over ten thousand recipients.
pub const LIMIT: u64 = 1 << 20;

const VERSION: &str = "age-encryption.org/v1";
/// What every version begins with.
const ANY_VERSION: &[u8] = b"age-encryption.org/";
const X25519: &str = "X25519";
const SCRYPT: &str = "scrypt";
const WRAPPING: &[u8] = b"age-encryption.org/v1/X25519";
const END: &[u8] = b"---";
/// How many bytes the file's key has, and how many it has sealed.
const KEY: usize = 16;
const SEALED: usize = KEY + 16;

/// The key of one file, from which those of its header and its payload follow.
#[derive(Debug)]
pub struct FileKey(Secret<[u8; KEY]>);

impl FileKey {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the generator fails.
    pub fn generate(entropy: &mut Entropy<'_>) -> Result<Self, EntropyError> {
        let mut key = Secret::new([0; KEY]);
        entropy(key.expose_mut())?;
        Ok(Self(key))
    }

    /// The key with these bytes.
    pub fn from_bytes(bytes: Secret<[u8; KEY]>) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &Secret<[u8; KEY]> {
        &self.0
    }

    /// A key that follows from it.
    pub(super) fn derive(&self, salt: &[u8], label: &[u8]) -> Secret<[u8; 32]> {
        derive(self.0.expose(), salt, label)
    }
}

fn derive(from: &[u8], salt: &[u8], label: &[u8]) -> Secret<[u8; 32]> {
    let mut key = Secret::new([0; 32]);
    let hkdf = Hkdf::<Sha256>::new(Some(salt), from);
    hkdf.expand(label, key.expose_mut()).expect("32 bytes are far below the limit of HKDF");
    key
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    stanzas: Vec<Stanza>,
    mac: [u8; 32],
}

/// Why bytes are no header.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// They don't begin as an age file does.
    #[error("not an age file")]
    NotAge,
    /// They begin as an age file of another version.
    #[error("another version of age")]
    Version,
    /// They end before the header does.
    #[error("the header is cut off")]
    Cut,
    /// The header is over [`LIMIT`].
    #[error("the header is too long")]
    TooLong,
    /// A line is not what a header has there.
    #[error("line {line} of the header: {fault}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        fault: Fault,
    },
    /// A stanza says X25519, and is none.
    #[error("stanza {stanza} is no X25519 stanza")]
    X25519 {
        /// The stanza, counted from 1.
        stanza: usize,
    },
    /// The ephemeral share of an X25519 stanza is a point of small order, so that the key is no secret.
    #[error("stanza {stanza} has a share of small order")]
    SmallOrder {
        /// The stanza, counted from 1.
        stanza: usize,
    },
    /// A passphrase opens the file and something else does, too, which the format forbids.
    #[error("a passphrase stanza beside others")]
    PassphraseBesideOthers,
    /// The input failed.
    #[error("the header can't be read")]
    Io(#[source] io::Error),
}

/// Why a header doesn't give the file's key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoFileKey {
    /// It is malformed.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// No stanza is for any of the keys.
    #[error("none of the keys opens it")]
    NoMatch,
    /// A passphrase opens the file, and no key does.
    #[error("a passphrase opens it")]
    Passphrase,
    /// A key opens a stanza, and the header isn't the one that was written for it.
    #[error("the MAC of the header is wrong")]
    Mac,
}

/// No secret can be shared with a recipient whose key is a point of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a recipient of small order")]
pub struct SmallOrder(pub Recipient);

/// Why no header can be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoHeader {
    /// There is no recipient.
    #[error("no recipient")]
    NoRecipient,
    /// The header would be over [`LIMIT`].
    #[error("too many recipients")]
    TooManyRecipients,
    /// A recipient's key is none.
    #[error(transparent)]
    SmallOrder(#[from] SmallOrder),
    /// The generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Header {
    /// Makes a header that gives the file's key to these recipients.
    ///
    /// # Errors
    ///
    /// When there is none, or too many, or one has no proper key; and when the generator fails.
    pub fn new(
        recipients: &[Recipient],
        key: &FileKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<Self, NoHeader> {
        if recipients.is_empty() {
            return Err(NoHeader::NoRecipient);
        }
        let mut header = Self { stanzas: Vec::with_capacity(recipients.len()), mac: [0; 32] };
        for recipient in recipients {
            header.stanzas.push(wrap(recipient, key, entropy)?);
        }
        header.mac = header.hmac(key).finalize().into_bytes().into();
        if header.to_bytes().len() as u64 > LIMIT {
            return Err(NoHeader::TooManyRecipients);
        }
        Ok(header)
    }

    /// Reads a header, and nothing behind it.
    ///
    /// # Errors
    ///
    /// Where it isn't one.
    pub fn read(input: &mut impl BufRead) -> Result<Self, HeaderError> {
        let mut lines = Lines::new(input, LIMIT);
        version(&mut lines)?;
        let mut stanzas = Vec::new();
        let read = |lines: &mut Lines<'_, _>, stanzas: &mut Vec<Stanza>| {
            loop {
                let line = lines.next()?;
                if line.starts_with(END) {
                    return if stanzas.is_empty() {
                        Err(Fault::None.into())
                    } else {
                        Ok(mac(line)?)
                    };
                }
                let arguments = Stanza::arguments(line)?;
                stanzas.push(Stanza { arguments, body: Stanza::body(lines)? });
            }
        };
        let mac = read(&mut lines, &mut stanzas).map_err(|error| match error {
            LineError::Cut => HeaderError::Cut,
            LineError::TooLong => HeaderError::TooLong,
            LineError::Fault(fault) => HeaderError::Malformed { line: lines.number(), fault },
            LineError::Io(error) => HeaderError::Io(error),
        })?;
        let header = Self { stanzas, mac };
        header.check()?;
        Ok(header)
    }

    /// Refuses stanzas of the kinds known here that are malformed.
    fn check(&self) -> Result<(), HeaderError> {
        if self.stanzas.len() > 1 && self.has_passphrase() {
            return Err(HeaderError::PassphraseBesideOthers);
        }
        for (stanza, number) in self.stanzas.iter().zip(1..) {
            if stanza.kind() == X25519 {
                ephemeral_share(stanza).ok_or(HeaderError::X25519 { stanza: number })?;
            }
        }
        Ok(())
    }

    fn has_passphrase(&self) -> bool {
        self.stanzas.iter().any(|stanza| stanza.kind() == SCRYPT)
    }

    /// Whether it has a stanza that an X25519 key may open.
    pub fn has_x25519(&self) -> bool {
        has_x25519(&self.stanzas)
    }

    /// Its stanzas.
    pub fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// The file's key, which one of these keys opens. The header is the one that was written with it.
    ///
    /// # Errors
    ///
    /// When no key opens it, or the header is not that one.
    pub fn file_key<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k PrivateKey, IntoIter: Clone>,
    ) -> Result<FileKey, NoFileKey> {
        let key = file_key(&self.stanzas, keys)?.ok_or(if self.has_passphrase() {
            NoFileKey::Passphrase
        } else {
            NoFileKey::NoMatch
        })?;
        self.hmac(&key).verify_slice(&self.mac).map_err(|_| NoFileKey::Mac)?;
        Ok(key)
    }

    /// The header as it stands in the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.before_mac();
        bytes.push(b' ');
        bytes.extend_from_slice(Base64Unpadded::encode_string(&self.mac).as_bytes());
        bytes.push(b'\n');
        std::mem::take(&mut *bytes)
    }

    /// All that the MAC is about.
    fn before_mac(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(256));
        bytes.extend_from_slice(VERSION.as_bytes());
        bytes.push(b'\n');
        self.stanzas.iter().for_each(|stanza| stanza.write(&mut bytes));
        bytes.extend_from_slice(END);
        bytes
    }

    fn hmac(&self, key: &FileKey) -> Hmac<Sha256> {
        let key = key.derive(b"", b"header");
        let mut hmac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes any key");
        hmac.update(&self.before_mac());
        hmac
    }
}

/// Whether any of these stanzas may be for us.
pub(super) fn has_x25519(stanzas: &[Stanza]) -> bool {
    stanzas.iter().any(|stanza| stanza.kind() == X25519)
}

/// The first of these stanzas that one of these keys opens gives the file's key.
///
/// # Errors
///
/// When a stanza of a kind known here is malformed.
pub(super) fn file_key<'s, 'k>(
    stanzas: impl IntoIterator<Item = &'s Stanza>,
    keys: impl IntoIterator<Item = &'k PrivateKey, IntoIter: Clone>,
) -> Result<Option<FileKey>, HeaderError> {
    let keys = keys.into_iter();
    for (stanza, number) in stanzas.into_iter().zip(1..) {
        if stanza.kind() != X25519 {
            continue;
        }
        let ephemeral = ephemeral_share(stanza).ok_or(HeaderError::X25519 { stanza: number })?;
        for key in keys.clone() {
            let shared = key.shared_with(&ephemeral);
            let shared = shared.ok_or(HeaderError::SmallOrder { stanza: number })?;
            if let Some(key) = unwrap(&shared, &ephemeral, &key.recipient(), &stanza.body) {
                return Ok(Some(key));
            }
        }
    }
    Ok(None)
}

/// Reads the first line.
fn version<R: BufRead>(lines: &mut Lines<'_, R>) -> Result<(), HeaderError> {
    // What is no age file at all is no cut or overlong one.
    let start = lines.peek().map_err(HeaderError::Io)?;
    let common = start.len().min(ANY_VERSION.len());
    if start[..common] != ANY_VERSION[..common] {
        return Err(HeaderError::NotAge);
    }
    match lines.next() {
        Ok(line) if line == VERSION.as_bytes() => Ok(()),
        Ok(line) if !line.starts_with(ANY_VERSION) => Err(HeaderError::NotAge),
        Ok(_) | Err(LineError::TooLong) => Err(HeaderError::Version),
        Err(LineError::Io(error)) => Err(HeaderError::Io(error)),
        Err(LineError::Cut | LineError::Fault(_)) => Err(HeaderError::Cut),
    }
}

/// Reads the last line.
fn mac(line: &[u8]) -> Result<[u8; 32], Fault> {
    let text = line.strip_prefix(END).and_then(|rest| rest.strip_prefix(b" "));
    decode(text.ok_or(Fault::Mac)?).ok_or(Fault::Mac)
}

/// 32 bytes in canonical base64 without padding.
fn decode(text: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let decoded = Base64Unpadded::decode(text, &mut bytes).ok()?;
    (decoded.len() == 32).then_some(bytes)
}

/// The ephemeral share of an X25519 stanza: a public key that was made for this stanza alone. `None`
/// if the stanza is none.
fn ephemeral_share(stanza: &Stanza) -> Option<[u8; 32]> {
    match &stanza.arguments[..] {
        [_, ephemeral] if stanza.body.len() == SEALED => decode(ephemeral.as_bytes()),
        _ => None,
    }
}

/// The cipher for the file's key, behind a shared secret. It seals one message, so that its nonce is
/// zero.
fn cipher(
    shared: &Secret<[u8; 32]>,
    ephemeral: &[u8; 32],
    recipient: &Recipient,
) -> ChaCha20Poly1305 {
    let salt = [&ephemeral[..], recipient.public_key()].concat();
    ChaCha20Poly1305::new(derive(shared.expose(), &salt, WRAPPING).expose().into())
}

fn wrap(
    recipient: &Recipient,
    key: &FileKey,
    entropy: &mut Entropy<'_>,
) -> Result<Stanza, NoHeader> {
    let mut key_bytes = Secret::new([0; 32]);
    entropy(key_bytes.expose_mut())?;
    let ephemeral_key = PrivateKey::from_bytes(key_bytes);
    let ephemeral = ephemeral_key.recipient();
    let shared = ephemeral_key.shared_with(recipient.public_key()).ok_or(SmallOrder(*recipient))?;
    let mut body = Zeroizing::new(Vec::with_capacity(SEALED));
    body.extend_from_slice(key.0.expose());
    let cipher = cipher(&shared, ephemeral.public_key(), recipient);
    let tag = cipher.encrypt_inout_detached(&[0; 12].into(), b"", body.as_mut_slice().into());
    body.extend_from_slice(&tag.expect("so few bytes can be sealed"));
    let ephemeral = Base64Unpadded::encode_string(ephemeral.public_key());
    Ok(Stanza { arguments: vec![String::from(X25519), ephemeral], body })
}

fn unwrap(
    shared: &Secret<[u8; 32]>,
    ephemeral: &[u8; 32],
    recipient: &Recipient,
    body: &[u8],
) -> Option<FileKey> {
    let (sealed, tag) = body.split_last_chunk::<16>()?;
    let mut key = Secret::new(<[u8; KEY]>::try_from(sealed).ok()?);
    cipher(shared, ephemeral, recipient)
        .decrypt_inout_detached(
            &[0; 12].into(),
            b"",
            key.expose_mut().as_mut_slice().into(),
            &(*tag).into(),
        )
        .ok()?;
    Some(FileKey(key))
}
