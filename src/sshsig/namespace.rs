//! The namespace of a signature: its purpose.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The namespace of a signature: its purpose. A signature made for one purpose is not valid for
/// another.
///
/// A namespace is never empty (PROTOCOL.sshsig), holds no control character, and does not begin
/// with [`Namespace::RESERVED`]: a name passed in by a caller never selects one of collab's own
/// namespaces.
///
/// ```
/// use collab::sshsig::{Namespace, NamespaceError};
///
/// assert_eq!("file".parse(), Ok(Namespace::FILE));
/// assert_eq!("collab-vault".parse::<Namespace>(), Err(NamespaceError::Reserved));
/// assert_eq!("".parse::<Namespace>(), Err(NamespaceError::Empty));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Namespace(Cow<'static, str>);

/// A text that can't be a [`Namespace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamespaceError {
    /// The text is empty.
    #[error("a namespace is never empty")]
    Empty,
    /// The text begins with [`Namespace::RESERVED`].
    #[error("the namespace is reserved")]
    Reserved,
    /// The text holds a control character.
    #[error("a namespace has no control characters")]
    Control,
    /// The text is longer than [`Namespace::LONGEST`].
    #[error("the namespace is too long")]
    TooLong,
}

impl Namespace {
    /// The namespace of files, the default of `ssh-keygen -Y sign -n file`.
    pub const FILE: Self = Self(Cow::Borrowed("file"));
    /// The namespace of git's commits and tags.
    pub const GIT: Self = Self(Cow::Borrowed("git"));
    /// The namespace of an account's vault ([`vault`](crate::account_vault)): no name passed in selects it.
    pub(crate) const VAULT: Self = Self(Cow::Borrowed("collab-vault"));
    /// The prefix of the namespaces that are reserved for collab.
    pub const RESERVED: &str = "collab-";
    /// Upper bound on the length of a namespace in bytes.
    pub const LONGEST: usize = 255;

    /// Returns the namespace as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Namespace {
    type Err = NamespaceError;

    fn from_str(text: &str) -> Result<Self, NamespaceError> {
        if text.is_empty() {
            return Err(NamespaceError::Empty);
        }
        if text.starts_with(Self::RESERVED) {
            return Err(NamespaceError::Reserved);
        }
        if text.len() > Self::LONGEST {
            return Err(NamespaceError::TooLong);
        }
        if text.contains(char::is_control) {
            return Err(NamespaceError::Control);
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_printable_and_not_reserved() {
        let longest = "n".repeat(Namespace::LONGEST);
        for good in ["file", "git", "email", "x@example.com", "collab", "Collab-x", "ä", &longest]
        {
            assert_eq!(good.parse::<Namespace>().map(|it| it.to_string()), Ok(good.to_owned()));
        }
        let long = "n".repeat(Namespace::LONGEST + 1);
        for (bad, why) in [
            ("", NamespaceError::Empty),
            ("collab-", NamespaceError::Reserved),
            ("collab-vault", NamespaceError::Reserved),
            ("a\nb", NamespaceError::Control),
            ("a\u{0}", NamespaceError::Control),
            ("\u{85}", NamespaceError::Control),
            (&long, NamespaceError::TooLong),
        ] {
            assert_eq!(bad.parse::<Namespace>(), Err(why), "{bad:?}");
        }
    }
}
