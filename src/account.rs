//! Accounts: a name, which is only a local label, and an identity, which is the same everywhere.

mod ending;
mod expected;
mod written;

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use crate::ssh_wire::PublicKey;

pub use ending::{Ending, EndingError};
pub use expected::ExpectedIdentity;
pub use written::{Agreement, WrittenIdentity};

/// The local name of an account: 1 to 32 of `a-z 0-9 -`, beginning with a letter, not ending with
/// `-`. `me` is not a name: it means the current account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// The error that a text is not a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name")]
pub struct NameError;

impl Name {
    /// Returns the name of an account that a script creates without naming it.
    pub fn fallback() -> Self {
        Self(String::from("default"))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let bytes = text.as_bytes();
        let valid = bytes.len() <= 32
            && bytes.first().is_some_and(u8::is_ascii_lowercase)
            && bytes.last() != Some(&b'-')
            && bytes.iter().copied().all(allowed)
            && text != "me";
        if valid { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The identity of an account, which everyone else knows it by: its Ed25519 public key.
///
/// It is written as a `did:key:` (W3C did:key method): a `z`, and then in base58btc the multicodec
/// prefix 0xed 0x01 and the 32 bytes. So it always begins with [`Identity::PREFIX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity([u8; 32]);

/// The error that a text is not the `did:key:` of an Ed25519 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identity")]
pub struct IdentityError;

/// The multicodec code of an Ed25519 public key, as a varint.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

impl Identity {
    /// The beginning of every identity.
    pub const PREFIX: &str = "did:key:z6Mk";
    /// The length of an identity, in characters.
    pub const LENGTH: usize = 56;

    /// Returns the identity with this public key (RFC 8032, 32 bytes).
    pub fn from_public_key(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Returns the Ed25519 public key.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the public key as 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        base16ct::lower::encode_string(&self.0)
    }

    /// Reads the identity whose public key is given as 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    ///
    /// When the text is anything else.
    pub fn from_hex(hex: &[u8]) -> Result<Self, IdentityError> {
        let mut key = [0; 32];
        match base16ct::lower::decode(hex, &mut key) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(key)),
            _ => Err(IdentityError),
        }
    }

    /// Returns the public key as SSH encodes it.
    pub fn ssh_key(&self) -> PublicKey {
        PublicKey::from_bytes(self.0)
    }

    /// Returns the public key as a line of `authorized_keys` (RFC 8709), without a comment.
    pub fn ssh(&self) -> String {
        self.ssh_key().line("")
    }

    /// Reads the identity whose public key a line of `authorized_keys` holds, with or without a
    /// comment.
    ///
    /// # Errors
    ///
    /// When the text is anything else.
    pub fn from_ssh(line: &str) -> Result<Self, IdentityError> {
        match PublicKey::from_line(line) {
            Ok((key, _comment)) => Ok(Self(*key.bytes())),
            Err(_) => Err(IdentityError),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; MULTICODEC.len() + 32];
        bytes[..2].copy_from_slice(&MULTICODEC);
        bytes[2..].copy_from_slice(&self.0);
        write!(f, "did:key:z{}", bs58::encode(bytes).into_string())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let base58 = text.strip_prefix("did:key:z").ok_or(IdentityError)?;
        let mut bytes = [0; MULTICODEC.len() + 32];
        let length = bs58::decode(base58).onto(&mut bytes).map_err(|_| IdentityError)?;
        match bytes.strip_prefix(&MULTICODEC).and_then(|key| key.try_into().ok()) {
            Some(key) if length == bytes.len() => Ok(Self(key)),
            _ => Err(IdentityError),
        }
    }
}

/// The public keys of an account, all derived from its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublicKeys {
    /// The identity.
    pub identity: Identity,
    /// The public half of its Ed25519 key for SSH logins; not the identity.
    pub login: [u8; 32],
    /// The public half of its X25519 key for encryption (age).
    pub encryption: [u8; 32],
}

/// The public part of an account in a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// The local name.
    pub name: Name,
    /// The identity.
    pub identity: Identity,
    /// The public half of its Ed25519 key for SSH logins; not the identity.
    pub login: [u8; 32],
    /// The public half of its X25519 key for encryption (age).
    pub encryption: [u8; 32],
    /// The way in which it came into the keystore.
    pub origin: Origin,
    /// The time when it came into the keystore.
    pub since: SystemTime,
    /// The time when its backup code was last confirmed saved, if ever.
    pub confirmed: Option<SystemTime>,
    /// Whether the whole backup code was ever given back, and not only one box of it.
    pub is_tried: bool,
    /// Whether the keystore has its backup code; otherwise the code was forgotten, and only the
    /// keys are left.
    pub has_code: bool,
}

impl Account {
    /// Returns its public keys.
    pub fn keys(&self) -> PublicKeys {
        let Self { identity, login, encryption, .. } = *self;
        PublicKeys { identity, login, encryption }
    }

    /// Returns its identity as an SSH public key line. The comment says that the key is for
    /// signatures, not logins.
    pub fn signing_line(&self) -> String {
        self.identity.ssh_key().line(&format!("{} signs only, no login", self.name))
    }

    /// Whether it is a guess that nothing has confirmed yet.
    pub fn is_guessed(&self) -> bool {
        self.origin == Origin::Guessed
    }

    /// Returns the place of its backup code, in a word.
    pub fn code_in_words(&self) -> &'static str {
        if self.has_code { "here" } else { "forgotten" }
    }
}

/// The way in which an account came into a keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// It was created there.
    Created,
    /// It was restored from its backup code.
    Restored,
    /// It was restored from the likeliest reading of a damaged backup code, which nothing has
    /// confirmed yet.
    Guessed,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 3] = [Self::Created, Self::Restored, Self::Guessed];

    /// Returns the origin after the backup code was confirmed: a confirmed guess counts as
    /// restored.
    #[must_use]
    pub fn confirmed(self) -> Self {
        match self {
            Self::Guessed => Self::Restored,
            other => other,
        }
    }

    /// Returns the origin as a word, for files and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Restored => "restored",
            Self::Guessed => "guessed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_names_are_accepted_and_other_texts_are_refused() {
        for good in ["a", "alice", "a1", "a-b", "x23456789012345678901234567890ab"] {
            assert!(good.parse::<Name>().is_ok(), "{good}");
        }
        let long = "a".repeat(33);
        for bad in ["", "-a", "a-", "1a", "A", "aB", "a b", "a_b", "ä", "a\n", "a.b", "me", &long]
        {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_identity_comes_back_from_each_of_its_forms() {
        let identity = Identity::from_public_key([7; 32]);
        assert_eq!(identity.to_string().parse(), Ok(identity));
        assert_eq!(Identity::from_hex(identity.hex().as_bytes()), Ok(identity));
        assert_eq!(Identity::from_ssh(&identity.ssh()), Ok(identity));
        assert_eq!(Identity::from_ssh(&format!("{} a comment", identity.ssh())), Ok(identity));
        assert!(identity.to_string().starts_with(Identity::PREFIX));
        assert_eq!(identity.to_string().len(), Identity::LENGTH);
    }

    #[test]
    fn other_texts_are_no_identity() {
        let good = Identity::from_public_key([9; 32]).to_string();
        let short = &good[..good.len() - 1];
        let long = format!("{good}1");
        // A did:key of another kind of key (secp256k1).
        let other = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
        for bad in ["", "did:key:", "did:key:z", &good[8..], short, &long, other] {
            assert_eq!(bad.parse::<Identity>(), Err(IdentityError), "{bad}");
        }
    }
}
