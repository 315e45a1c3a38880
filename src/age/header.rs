//! The header of an age file: its recipients.
//!
//! ```text
//! age-encryption.org/v1
//! -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc
//! EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U
//! --- fgMiVLJHMlg9fW7CVG/hPS5EAU4Zeg19LyCP7SoH5nA
//! ```
//!
//! Each stanza holds the file key, wrapped for one recipient. The last line is a MAC of everything
//! before it, with a key derived from the file key. Stanzas of other kinds than X25519 belong to
//! other recipients and are kept unchanged. A header that is read without an error is written back
//! as the same bytes.

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

/// Upper bound on the length of a header in bytes: over ten thousand recipients.
pub const LIMIT: u64 = 1 << 20;

const VERSION: &str = "age-encryption.org/v1";
/// The prefix of every version line.
const ANY_VERSION: &[u8] = b"age-encryption.org/";
const X25519: &str = "X25519";
const SCRYPT: &str = "scrypt";
const WRAPPING: &[u8] = b"age-encryption.org/v1/X25519";
const END: &[u8] = b"---";
/// Length of the file key in bytes, and of the wrapped file key.
const KEY: usize = 16;
const SEALED: usize = KEY + 16;

/// The file key: the secret of one file, from which its header and payload keys are derived.
#[derive(Debug)]
pub struct FileKey(Secret<[u8; KEY]>);

impl FileKey {
    /// Generates a file key.
    ///
    /// # Errors
    ///
    /// When the random generator fails.
    pub fn generate(entropy: &mut Entropy<'_>) -> Result<Self, EntropyError> {
        let mut key = Secret::new([0; KEY]);
        entropy(key.expose_mut())?;
        Ok(Self(key))
    }

    /// Returns the file key with these bytes.
    pub fn from_bytes(bytes: Secret<[u8; KEY]>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes of the key.
    pub fn bytes(&self) -> &Secret<[u8; KEY]> {
        &self.0
    }

    /// Derives a key from the file key (HKDF-SHA-256).
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

/// The header of an age file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    stanzas: Vec<Stanza>,
    mac: [u8; 32],
}

/// An error in a header.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The input doesn't start as an age file does.
    #[error("not an age file")]
    NotAge,
    /// The input starts as an age file of another version.
    #[error("another version of age")]
    Version,
    /// The input ends before the header does.
    #[error("the header is cut off")]
    Cut,
    /// The header is longer than [`LIMIT`].
    #[error("the header is too long")]
    TooLong,
    /// A line of the header is malformed.
    #[error("line {line} of the header: {fault}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The fault of that line.
        fault: Fault,
    },
    /// An X25519 stanza is malformed.
    #[error("stanza {stanza} is no X25519 stanza")]
    X25519 {
        /// The stanza, counted from 1.
        stanza: usize,
    },
    /// The ephemeral share of an X25519 stanza is a point of small order: the shared key would be
    /// no secret.
    #[error("stanza {stanza} has a share of small order")]
    SmallOrder {
        /// The stanza, counted from 1.
        stanza: usize,
    },
    /// A passphrase (scrypt) stanza stands beside other stanzas, which the format forbids.
    #[error("a passphrase stanza beside others")]
    PassphraseBesideOthers,
    /// The input can't be read.
    #[error("the header can't be read")]
    Io(#[source] io::Error),
}

/// An error of [`Header::file_key`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoFileKey {
    /// The header is malformed.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// No stanza is for one of the keys.
    #[error("none of the keys opens it")]
    NoMatch,
    /// The file is encrypted with a passphrase, which no key opens.
    #[error("a passphrase opens it")]
    Passphrase,
    /// A key opens a stanza, but the MAC of the header is wrong: the header was altered.
    #[error("the MAC of the header is wrong")]
    Mac,
}

/// A recipient whose key is a point of small order: no secret can be shared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a recipient of small order")]
pub struct SmallOrder(pub Recipient);

/// An error of [`Header::new`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoHeader {
    /// There is no recipient.
    #[error("no recipient")]
    NoRecipient,
    /// The header would be longer than [`LIMIT`].
    #[error("too many recipients")]
    TooManyRecipients,
    /// A recipient's key is a point of small order.
    #[error(transparent)]
    SmallOrder(#[from] SmallOrder),
    /// The random generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Header {
    /// Makes a header that wraps the file key for each of these recipients.
    ///
    /// # Errors
    ///
    /// When there are no recipients, or too many, or one has a key of small order; and when the
    /// random generator fails.
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

    /// Reads a header, and no byte after it.
    ///
    /// # Errors
    ///
    /// When the input has no valid header.
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

    /// Refuses malformed stanzas of the kinds known here.
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

    /// Whether the header has a stanza that an X25519 key may open.
    pub fn has_x25519(&self) -> bool {
        has_x25519(&self.stanzas)
    }

    /// Returns the stanzas.
    pub fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// Unwraps the file key with one of these keys, and verifies the MAC of the header.
    ///
    /// # Errors
    ///
    /// When no key opens a stanza, a stanza is malformed, or the MAC is wrong.
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

    /// Returns the header as it is written in the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.before_mac();
        bytes.push(b' ');
        bytes.extend_from_slice(Base64Unpadded::encode_string(&self.mac).as_bytes());
        bytes.push(b'\n');
        std::mem::take(&mut *bytes)
    }

    /// Returns the input of the MAC: the header up to and including `---`.
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

/// Whether one of these stanzas is an X25519 stanza.
pub(super) fn has_x25519(stanzas: &[Stanza]) -> bool {
    stanzas.iter().any(|stanza| stanza.kind() == X25519)
}

/// Unwraps the file key from the first of these stanzas that one of these keys opens.
///
/// # Errors
///
/// When an X25519 stanza is malformed.
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

/// Reads the version line.
fn version<R: BufRead>(lines: &mut Lines<'_, R>) -> Result<(), HeaderError> {
    // Input of another format is "not an age file", even where it is also cut off or too long.
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

/// Reads the MAC line.
fn mac(line: &[u8]) -> Result<[u8; 32], Fault> {
    let text = line.strip_prefix(END).and_then(|rest| rest.strip_prefix(b" "));
    decode(text.ok_or(Fault::Mac)?).ok_or(Fault::Mac)
}

/// Decodes 32 bytes of canonical base64 without padding.
fn decode(text: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let decoded = Base64Unpadded::decode(text, &mut bytes).ok()?;
    (decoded.len() == 32).then_some(bytes)
}

/// Returns the ephemeral share of an X25519 stanza, a public key generated for this stanza alone;
/// `None` if the stanza is malformed.
fn ephemeral_share(stanza: &Stanza) -> Option<[u8; 32]> {
    match &stanza.arguments[..] {
        [_, ephemeral] if stanza.body.len() == SEALED => decode(ephemeral.as_bytes()),
        _ => None,
    }
}

/// Returns the cipher that wraps the file key. Its key is derived from the shared secret and seals
/// one message only, so the nonce is zero.
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
