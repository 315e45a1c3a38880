//! The keys: [`Recipient`], the public half, and [`PrivateKey`], which age calls an identity.

use std::fmt;
use std::str::FromStr;

use x25519_dalek::{PublicKey, StaticSecret};

use super::bech32::{self, Case};
use crate::secret::{Secret, SecretText};

const RECIPIENT: &str = "age";
const PRIVATE_KEY: &str = "age-secret-key-";

/// A public key that files are encrypted to: `age1` and 58 characters of Bech32, which encode the
/// 32 bytes of an X25519 public key (RFC 7748).
///
/// ```
/// use collab::age::Recipient;
///
/// let text = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
/// let recipient: Recipient = text.parse()?;
/// assert_eq!(recipient.to_string(), text);
/// assert!("age1zvkyg".parse::<Recipient>().is_err());
/// # Ok::<(), collab::age::NotAKey>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Recipient([u8; 32]);

/// The error of a text that is no key of its kind. It holds nothing of the text, which may be
/// secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an age key")]
pub struct NotAKey;

impl Recipient {
    /// Returns the recipient with this X25519 public key.
    pub fn from_public_key(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Returns the X25519 public key.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Recipient {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut key = [0; 32];
        let is_one = bech32::decode(text, RECIPIENT, Case::Lower, &mut key);
        if is_one { Ok(Self(key)) } else { Err(NotAKey) }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech32::encode(RECIPIENT, &self.0, Case::Lower))
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A private key that opens files: `AGE-SECRET-KEY-1` and 58 characters of Bech32 in upper case,
/// which encode the 32 bytes of an X25519 private key.
///
/// ```
/// use collab::age::PrivateKey;
/// use collab::secret::Secret;
///
/// let key = PrivateKey::from_bytes(Secret::new([7; 32]));
/// let text = key.text();
/// assert!(text.expose().starts_with("AGE-SECRET-KEY-1"));
/// assert_eq!(PrivateKey::read(text.expose())?.recipient(), key.recipient());
/// # Ok::<(), collab::age::NotAKey>(())
/// ```
#[derive(Debug)]
pub struct PrivateKey {
    bytes: Secret<[u8; 32]>,
    recipient: Recipient,
}

impl PrivateKey {
    /// Returns the key with these bytes. Every value is valid: X25519 clamps it.
    pub fn from_bytes(bytes: Secret<[u8; 32]>) -> Self {
        let public = PublicKey::from(&StaticSecret::from(*bytes.expose()));
        Self { bytes, recipient: Recipient(public.to_bytes()) }
    }

    /// Reads a key from its text.
    ///
    /// # Errors
    ///
    /// When the text is no private key in its canonical encoding.
    pub fn read(text: &str) -> Result<Self, NotAKey> {
        let mut bytes = Secret::new([0; 32]);
        if bech32::decode(text, PRIVATE_KEY, Case::Upper, bytes.expose_mut()) {
            Ok(Self::from_bytes(bytes))
        } else {
            Err(NotAKey)
        }
    }

    /// Returns the key as a line of an age identity file.
    pub fn text(&self) -> SecretText {
        SecretText::new(bech32::encode(PRIVATE_KEY, self.bytes.expose(), Case::Upper))
    }

    /// Returns the public half.
    pub fn recipient(&self) -> Recipient {
        self.recipient
    }

    /// Returns the Diffie–Hellman secret shared with another public key; `None` if that key is a
    /// point of small order, so that the result would be no secret.
    pub(super) fn shared_with(&self, other: &[u8; 32]) -> Option<Secret<[u8; 32]>> {
        let shared = StaticSecret::from(*self.bytes.expose()).diffie_hellman(&(*other).into());
        shared.was_contributory().then(|| Secret::new(*shared.as_bytes()))
    }
}
