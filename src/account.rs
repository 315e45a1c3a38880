//! An account: a name that is only a label here, and the identity that it has everywhere.

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

/// A local name of an account: 1 to 32 of `a-z 0-9 -`, beginning with a letter, not ending with
/// `-`. `me` is none: it means the current account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that cannot be a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name")]
pub struct NameError;

impl Name {
    /// The name that a script gets when it gives none.
    pub fn fallback() -> Self {
        Self(String::from("default"))
    }

    /// The name, as text.
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

/// What an account is to everyone else: its Ed25519 public key.
///
/// Written as a `did:key:` (W3C did:key method): the multicodec prefix 0xed 0x01 and the 32 bytes
/// in base58btc, after a `z`. So it always begins with [`Identity::PREFIX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity([u8; 32]);

/// A text that is not the `did:key:` of an Ed25519 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identity")]
pub struct IdentityError;

/// The multicodec of an Ed25519 public key, as a varint.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

impl Identity {
    /// The beginning of every identity.
    pub const PREFIX: &str = "did:key:z6Mk";
    /// The length of an identity, in characters.
    pub const LENGTH: usize = 56;

    /// The identity with this public key (RFC 8032, 32 bytes).
    pub fn from_public_key(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The Ed25519 public key.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key as 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        base16ct::lower::encode_string(&self.0)
    }

    /// The identity whose public key this is, as 64 lower-case hexadecimal digits.
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

    /// The public key as SSH has it.
    pub fn ssh_key(&self) -> PublicKey {
        PublicKey::from_bytes(self.0)
    }

    /// The public key as a line of `authorized_keys` (RFC 8709), without a comment.
    pub fn ssh(&self) -> String {
        self.ssh_key().line("")
    }

    /// The identity whose public key this line of `authorized_keys` holds, with a comment or without.
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

/// The public keys of an account, all of which follow from its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublicKeys {
    /// Its identity.
    pub identity: Identity,
    /// The public half of its Ed25519 key for SSH logins; not the identity.
    pub login: [u8; 32],
    /// The public half of its X25519 key for encryption (age).
    pub encryption: [u8; 32],
}

/// An account as a keystore has it: public things only.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// What it is called here.
    pub name: Name,
    /// What it is everywhere.
    pub identity: Identity,
    /// The public half of its Ed25519 key for SSH logins; not the identity.
    pub login: [u8; 32],
    /// The public half of its X25519 key for encryption (age).
    pub encryption: [u8; 32],
    /// How it came to be here.
    pub origin: Origin,
    /// When it came to be here.
    pub since: SystemTime,
    /// When its backup code was last confirmed saved, if ever.
    pub confirmed: Option<SystemTime>,
    /// Whether its backup code is here, or was forgotten and only its keys are left.
    pub has_code: bool,
}

impl Account {
    /// Its public keys.
    pub fn keys(&self) -> PublicKeys {
        let Self { identity, login, encryption, .. } = *self;
        PublicKeys { identity, login, encryption }
    }

    /// Its identity as an SSH public key line. The comment says that it is for signatures, not logins.
    pub fn signing_line(&self) -> String {
        self.identity.ssh_key().line(&format!("{} signs only, no login", self.name))
    }

    /// Whether it is a guess that nothing has confirmed yet.
    pub fn is_guessed(&self) -> bool {
        self.origin == Origin::Guessed
    }

    /// Where its backup code is, in a word.
    pub fn code_in_words(&self) -> &'static str {
        if self.has_code { "here" } else { "forgotten" }
    }
}

/// How an account came to be in a keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// It was made there.
    Created,
    /// It was brought back from its backup code.
    Restored,
    /// It was brought back from the likeliest reading of a damaged backup code, which nothing has
    /// confirmed yet.
    Guessed,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 3] = [Self::Created, Self::Restored, Self::Guessed];

    /// The origin once the backup code was confirmed: what is confirmed is no guess any more.
    #[must_use]
    pub fn confirmed(self) -> Self {
        match self {
            Self::Guessed => Self::Restored,
            other => other,
        }
    }

    /// The origin in a word, as files and programs have it.
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
    fn names() {
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
