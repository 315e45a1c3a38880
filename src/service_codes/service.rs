//! The names of services, and of logins at them.

use std::fmt;
use std::str::FromStr;

use crate::unseen::is_unseen;

/// The longest name of a service or a login, in characters.
const LONGEST: usize = 64;

/// The name of a service, as a person calls it: 1 to 64 of `a-z 0-9 . -`, beginning with a letter or
/// a digit, such as `github` or `login.gov`. Upper case is lowered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service(String);

/// The error that a text is not a [`Service`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a service")]
pub struct NotAService;

impl Service {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Service {
    type Err = NotAService;

    fn from_str(text: &str) -> Result<Self, NotAService> {
        let name = text.to_ascii_lowercase();
        let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if begins && name.len() <= LONGEST && name.chars().all(is_allowed) {
            Ok(Self(name))
        } else {
            Err(NotAService)
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The name of a login at a service, such as an e-mail address: 1 to 64 characters that can be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

/// The error that a text is not a [`Login`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a login")]
pub struct NotALogin;

impl Login {
    /// Returns the login as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = NotALogin;

    fn from_str(text: &str) -> Result<Self, NotALogin> {
        let is_short = (1..=LONGEST).contains(&text.chars().count());
        if is_short && text.trim() == text && !text.contains(is_unseen) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotALogin)
        }
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_lowered_and_has_no_other_characters() {
        for (text, name) in [("GitHub", "github"), ("login.gov", "login.gov"), ("7-zip", "7-zip")] {
            assert_eq!(text.parse::<Service>().map(|it| it.to_string()), Ok(name.into()));
        }
        let long = "a".repeat(65);
        for text in ["", ".gov", "-a", "a b", "a/b", "bücher", "a\n", long.as_str()] {
            assert_eq!(text.parse::<Service>(), Err(NotAService), "{text:?}");
        }
        assert!("a".repeat(64).parse::<Service>().is_ok());
    }

    #[test]
    fn a_login_has_no_invisible_character() {
        let long = "ä".repeat(65);
        for text in ["", " a", "a ", "a\tb", "a\u{202e}b", "\u{feff}a", long.as_str()] {
            assert_eq!(text.parse::<Login>(), Err(NotALogin), "{text:?}");
        }
        for text in ["a@b.example", "Anna Ä", "\"quoted\\", "ä"] {
            assert_eq!(text.parse::<Login>().map(|it| it.to_string()), Ok(text.into()));
        }
    }
}
