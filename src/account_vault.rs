//! The vault: one file from which, with the backup code, everything else of an account comes back.
//!
//! Keys follow from the backup code; lists of other services' codes don't. A vault holds them, sealed:
//! an age file (<https://age-encryption.org/v1>) to the account's own recipient. The recipient is
//! public, so anyone can seal a file to the account. What is inside is therefore signed by the
//! account's identity:
//!
//! 1. one line of canonical JSON, and its LF (docs/vault.md has its members);
//! 2. the armor of an SSH signature over exactly that line with its LF (namespace `collab-vault`,
//!    SHA-512), by the identity that the line names;
//! 3. LFs up to a multiple of 4096 bytes, so that the length of the file tells little.
//!
//! Whose key opened the file, whom the line names, and who signed it must be one. So nobody else can
//! make a vault, and none serves for another account. The file names nobody outside of the seal.
//! These three parts hold for every later version, too.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use collab::code::{BackupCode, system_entropy};
//! use collab::derivation::keys;
//! use collab::service_codes::Lists;
//! use collab::account_vault::{Owner, SealedVault, Vault, seal};
//!
//! let keys = keys(&BackupCode::generate()?);
//! let now = SystemTime::now();
//! let vault = Vault {
//!     identity: keys.identity.identity(),
//!     name: "maria".parse()?,
//!     since: now,
//!     confirmed: None,
//!     made: now,
//!     count: 1,
//!     lists: Lists::default(),
//! };
//! let sealed = seal(&vault, &keys, &mut system_entropy)?;
//!
//! let (owner, opened) = SealedVault::read(&sealed)?.open(&[Owner::of(&keys)])?;
//! assert_eq!((owner, opened.count), (0, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod last_export;
mod signed_line;
mod vault_line;

use std::time::SystemTime;

use crate::account::{Identity, Name};
use crate::age::header::NoFileKey;
use crate::age::payload::PayloadError;
use crate::age::{DecryptError, EncryptError, EncryptedFile, PrivateKey, Recipient, encrypt};
use crate::code::Entropy;
use crate::derivation::Keys;
use crate::secret::{Secret, SecretBytes};
use crate::service_codes::Lists;
pub use last_export::LastExport;

/// The greatest length of a vault, in bytes.
pub const SIZE_LIMIT: usize = 16 * 1024 * 1024;

/// The contents of a vault.
#[derive(Debug)]
pub struct Vault {
    /// The identity of the account, which signed the vault.
    pub identity: Identity,
    /// The name of the account on the device that made the vault.
    pub name: Name,
    /// When the account came to that device.
    pub since: SystemTime,
    /// When the backup code was last confirmed as saved, if ever.
    pub confirmed: Option<SystemTime>,
    /// When the vault was made.
    pub made: SystemTime,
    /// The number of this vault: one more than the largest that its maker had seen.
    pub count: u64,
    /// Every list of other services' codes.
    pub lists: Lists,
}

/// An account whose vault a file may be.
pub struct Owner {
    identity: Identity,
    key: PrivateKey,
}

impl Owner {
    /// Returns the account with these keys.
    pub fn of(keys: &Keys) -> Self {
        let key = PrivateKey::from_bytes(Secret::new(*keys.encryption.expose()));
        Self { identity: keys.identity.identity(), key }
    }

    /// Returns the identity of the account.
    pub fn identity(&self) -> Identity {
        self.identity
    }
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Owner({})", self.identity)
    }
}

/// The reason why a file does not open as a vault. Holds nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotOpened {
    /// The file is no age file.
    #[error("not a vault")]
    NotAVault,
    /// The file is longer than [`SIZE_LIMIT`].
    #[error("too large for a vault")]
    TooLarge,
    /// No owner's key opens the file: it is for another account, or its header is damaged.
    #[error("none of the keys opens it")]
    NotForUs,
    /// The file is encrypted with a passphrase.
    #[error("a passphrase opens it")]
    Passphrase,
    /// An owner's key opens the file, which is damaged.
    #[error("damaged: {0}")]
    Damaged(Harm),
    /// The file is sealed to this owner, who did not write it.
    #[error("not written by its owner")]
    Forged(Identity),
    /// The owner wrote a vault of a later version.
    #[error("version {0}")]
    Newer(u64),
}

/// The place where a file is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Harm {
    /// The header, before the sealed parts.
    #[error("the header")]
    Header,
    /// The sealed part of this number, from 1. All but the last have 64 KiB.
    #[error("part {0}")]
    Part(u64),
    /// The end is missing.
    #[error("the end is missing")]
    Cut,
    /// Something follows the end.
    #[error("something follows the end")]
    Trailing,
    /// The armor: the lines of text around a sealed file.
    #[error("the armor")]
    Armor,
}

/// Seals a vault to the account with these keys, which signs it.
///
/// # Errors
///
/// When the random generator fails.
pub fn seal(
    vault: &Vault,
    keys: &Keys,
    entropy: &mut Entropy<'_>,
) -> Result<Vec<u8>, EncryptError> {
    let plain = signed_line::sign(&vault_line::write(vault), &keys.identity);
    let recipient = Recipient::from_public_key(keys.public().encryption);
    let mut sealed = Vec::with_capacity(plain.expose().len() + 1024);
    encrypt(&[recipient], entropy, &mut plain.expose().as_slice(), &mut sealed)?;
    Ok(sealed)
}

/// A vault of which only the header was read.
pub struct SealedVault<'b> {
    file: EncryptedFile<'b>,
    length: usize,
}

impl<'b> SealedVault<'b> {
    /// Reads the header of a vault, binary or armored.
    ///
    /// # Errors
    ///
    /// If the bytes are not the beginning of a file that an account's key can open.
    pub fn read(bytes: &'b [u8]) -> Result<Self, NotOpened> {
        if bytes.len() > SIZE_LIMIT {
            return Err(NotOpened::TooLarge);
        }
        let file = EncryptedFile::read(bytes).map_err(|error| of_header(&error))?;
        if !file.header().has_x25519() {
            let Err(error) = file.header().file_key([]) else { return Err(NotOpened::NotForUs) };
            return Err(of_file_key(&error));
        }
        Ok(Self { file, length: bytes.len() })
    }

    /// Opens the vault, and returns the index of its owner.
    ///
    /// # Errors
    ///
    /// If it is for none of these, damaged, written by somebody else, or of a later version.
    pub fn open(self, owners: &[Owner]) -> Result<(usize, Vault), NotOpened> {
        let mut found = Err(NotOpened::NotForUs);
        for (index, owner) in owners.iter().enumerate() {
            match self.file.header().file_key([&owner.key]) {
                Err(NoFileKey::NoMatch) => {}
                other => {
                    found = other.map(|key| (index, key)).map_err(|error| of_file_key(&error));
                    break;
                }
            }
        }
        let (index, key) = found?;
        let identity = owners[index].identity;
        // It never grows: nobody would wipe what it outgrew.
        let mut plain = SecretBytes::new(Vec::with_capacity(self.length));
        self.file.open(&key, plain.expose_mut()).map_err(|error| of_payload(&error))?;
        let line = signed_line::verified(plain.expose(), &identity);
        let line = line.ok_or(NotOpened::Forged(identity))?;
        if let Some(version) = vault_line::newer(line) {
            return Err(NotOpened::Newer(version));
        }
        let vault = vault_line::read(line).filter(|vault| vault.identity == identity);
        Ok((index, vault.ok_or(NotOpened::Forged(identity))?))
    }
}

impl std::fmt::Debug for SealedVault<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedVault({} bytes)", self.length)
    }
}

fn of_header(error: &DecryptError) -> NotOpened {
    use crate::age::armor::ArmorError;
    use crate::age::header::HeaderError;
    match error {
        DecryptError::Header(HeaderError::NotAge) | DecryptError::Armor(ArmorError::Begin) => {
            NotOpened::NotAVault
        }
        _ => NotOpened::NotForUs,
    }
}

fn of_file_key(error: &NoFileKey) -> NotOpened {
    match error {
        NoFileKey::Mac => NotOpened::Damaged(Harm::Header),
        NoFileKey::Passphrase => NotOpened::Passphrase,
        _ => NotOpened::NotForUs,
    }
}

fn of_payload(error: &DecryptError) -> NotOpened {
    NotOpened::Damaged(match error {
        DecryptError::Payload(PayloadError::Tampered { chunk }) => Harm::Part(*chunk),
        DecryptError::Payload(PayloadError::Trailing) => Harm::Trailing,
        DecryptError::Armor(_) => Harm::Armor,
        _ => Harm::Cut,
    })
}

#[cfg(test)]
mod vault_tests;
