//! Encryption of files in the format of age (age-encryption.org/v1), to X25519 recipients.
//!
//! Every account has an encryption key ([`Keys::encryption`](crate::derivation::Keys)); its public
//! half is a [`Recipient`], which people give to each other. Files are compatible with age and rage
//! in both directions. Passphrase (scrypt) and post-quantum stanzas are not opened; a file that
//! also has an X25519 stanza is opened by that one.
//!
//! Memory is bounded by a few megabytes for files of any size, and two cores share the work. No
//! unauthenticated plaintext is handed out. Truncation may be detected only after authentic
//! plaintext has been handed out, and is then an error.
//!
//! ```
//! use collab::age::{PrivateKey, decrypt, encrypt};
//! use collab::code::{BackupCode, system_entropy};
//! use collab::derivation;
//!
//! let keys = derivation::keys(&BackupCode::generate()?);
//! let key = PrivateKey::from_bytes(keys.encryption);
//!
//! let mut sealed = Vec::new();
//! encrypt(&[key.recipient()], &mut system_entropy, &mut &b"for me alone"[..], &mut sealed)?;
//!
//! let mut opened = Vec::new();
//! decrypt(&[key], sealed.as_slice(), &mut opened)?;
//! assert_eq!(opened, b"for me alone");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Source: <https://age-encryption.org/v1>. The modules: [`header`] and its [`stanza`]s,
//! [`payload`], [`armor`], and [`plugin`], the protocol by which age asks a plugin for a file key.

pub mod armor;
mod bech32;
pub mod header;
pub mod payload;
pub mod plugin;
mod recipient;
pub mod stanza;

use std::io::{self, BufRead, BufReader, Read, Write};

use crate::code::{Entropy, EntropyError};
use armor::{ArmorError, Dearmor};
use header::{FileKey, Header, HeaderError, NoFileKey, NoHeader};
use payload::{NONCE, PayloadError};
pub use recipient::{NotAKey, PrivateKey, Recipient};

/// An error of [`encrypt`]: nothing was encrypted, or not everything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// The header can't be made for these recipients.
    #[error(transparent)]
    Header(#[from] NoHeader),
    /// The random generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The input can't be read.
    #[error("the input can't be read")]
    Read(#[source] io::Error),
    /// The output can't be written.
    #[error("the output can't be written")]
    Write(#[source] io::Error),
}

/// An error of [`decrypt`]: nothing was decrypted, or not everything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// The armor is malformed.
    #[error(transparent)]
    Armor(ArmorError),
    /// The header is malformed.
    #[error(transparent)]
    Header(HeaderError),
    /// No stanza of the file is for one of the keys.
    #[error("none of the keys opens it")]
    NoMatch,
    /// The file is encrypted with a passphrase, which no key opens.
    #[error("a passphrase opens it")]
    Passphrase,
    /// The header was altered.
    #[error("the MAC of the header is wrong")]
    Mac,
    /// The payload was altered or cut off. The plaintext written so far is authentic but
    /// incomplete.
    #[error(transparent)]
    Payload(PayloadError),
    /// The input can't be read.
    #[error("the input can't be read")]
    Read(#[source] io::Error),
    /// The output can't be written.
    #[error("the output can't be written")]
    Write(#[source] io::Error),
}

/// Converts an input error, which may carry an [`ArmorError`].
fn of_input(error: io::Error) -> DecryptError {
    ArmorError::in_io(&error).map_or(DecryptError::Read(error), DecryptError::Armor)
}

impl From<HeaderError> for DecryptError {
    fn from(error: HeaderError) -> Self {
        match error {
            HeaderError::Io(error) => of_input(error),
            error => Self::Header(error),
        }
    }
}

impl From<NoFileKey> for DecryptError {
    fn from(error: NoFileKey) -> Self {
        match error {
            NoFileKey::Header(error) => error.into(),
            NoFileKey::NoMatch => Self::NoMatch,
            NoFileKey::Passphrase => Self::Passphrase,
            NoFileKey::Mac => Self::Mac,
        }
    }
}

impl From<PayloadError> for DecryptError {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Read(error) => of_input(error),
            PayloadError::Write(error) => Self::Write(error),
            error => Self::Payload(error),
        }
    }
}

/// Encrypts the input to these recipients; each of them alone can decrypt it. For text output, pass
/// an [`Armor`](armor::Armor) as the output.
///
/// # Errors
///
/// Before anything is written, when there is no recipient or a recipient's key is of small order;
/// and when the random generator, the input or the output fails.
pub fn encrypt(
    recipients: &[Recipient],
    entropy: &mut Entropy<'_>,
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), EncryptError> {
    let key = FileKey::generate(entropy)?;
    let header = Header::new(recipients, &key, entropy)?;
    let mut nonce = [0; NONCE];
    entropy(&mut nonce)?;
    let start = [header.to_bytes(), nonce.to_vec()].concat();
    output.write_all(&start).map_err(EncryptError::Write)?;
    payload::seal(&key, &nonce, input, output).map_err(|error| match error {
        PayloadError::Write(error) => EncryptError::Write(error),
        PayloadError::Read(error) => EncryptError::Read(error),
        _ => unreachable!("sealing fails only with its ends"),
    })
}

/// Decrypts a file, binary or armored, with the first of these keys that opens it.
///
/// # Errors
///
/// See [`DecryptError`]. Output written before an error is authentic but incomplete.
pub fn decrypt(
    keys: &[PrivateKey],
    input: impl BufRead,
    output: &mut dyn Write,
) -> Result<(), DecryptError> {
    let file = EncryptedFile::read(input)?;
    let key = file.header().file_key(keys)?;
    file.open(&key, output)
}

/// An encrypted file of which only the header was read: [`decrypt`] in two steps, for callers that
/// inspect the recipients before they ask for a key or create the output.
///
/// ```
/// # use collab::age::{EncryptedFile, PrivateKey, encrypt};
/// # use collab::code::system_entropy;
/// # use collab::secret::Secret;
/// # let key = PrivateKey::from_bytes(Secret::new([7; 32]));
/// # let mut sealed = Vec::new();
/// # encrypt(&[key.recipient()], &mut system_entropy, &mut &b"text"[..], &mut sealed)?;
/// let file = EncryptedFile::read(sealed.as_slice())?;
/// let file_key = file.header().file_key([&key])?;
/// let mut opened = Vec::new();
/// file.open(&file_key, &mut opened)?;
/// assert_eq!(opened, b"text");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct EncryptedFile<'i> {
    header: Header,
    nonce: [u8; NONCE],
    rest: Box<dyn Read + 'i>,
}

impl<'i> EncryptedFile<'i> {
    /// Reads the header of a file, binary or armored.
    ///
    /// # Errors
    ///
    /// When the file has no valid header.
    pub fn read(mut input: impl BufRead + 'i) -> Result<Self, DecryptError> {
        if armor::is_armored(&mut input).map_err(of_input)? {
            Self::behind_header(BufReader::new(Dearmor::new(input)))
        } else {
            Self::behind_header(input)
        }
    }

    fn behind_header(mut input: impl BufRead + 'i) -> Result<Self, DecryptError> {
        let header = Header::read(&mut input)?;
        let mut nonce = [0; NONCE];
        input.read_exact(&mut nonce).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => DecryptError::Header(HeaderError::Cut),
            _ => of_input(error),
        })?;
        Ok(Self { header, nonce, rest: Box::new(input) })
    }

    /// Returns the header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Decrypts the payload.
    ///
    /// # Errors
    ///
    /// When the payload was altered or cut off, or has trailing data; and when the input or the
    /// output fails. Output written before an error is authentic but incomplete.
    pub fn open(mut self, key: &FileKey, output: &mut dyn Write) -> Result<(), DecryptError> {
        Ok(payload::open(key, &self.nonce, &mut self.rest, output)?)
    }
}

impl std::fmt::Debug for EncryptedFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncryptedFile").field("header", &self.header).finish_non_exhaustive()
    }
}
