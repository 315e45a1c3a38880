//! A list of codes, as a service handed it out.

use std::time::SystemTime;

use super::life::Life;
use super::service::{Login, Service};
use crate::dates::dated;
use crate::secret::SecretText;

/// The most codes in a list.
pub const MOST_CODES: usize = 100;
/// The shortest and the longest code, in characters.
pub(super) const SHORTEST: usize = 6;
const LONGEST: usize = 64;

/// The random name of a list. Copies of one list on several devices have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(pub [u8; 16]);

/// The standing of a list. Later standings are larger, and where copies meet, the larger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The service takes its codes.
    Current,
    /// A later list of the same service and login came.
    Replaced,
    /// A person removed it. It has no codes any more.
    Removed,
}

/// A code of a list.
pub struct ServiceCode {
    /// The number that the service gave it, or its place in the list, from 1.
    pub number: u32,
    /// The code exactly as the service wrote it.
    pub text: SecretText,
    /// Its life.
    pub life: Life,
}

/// The error that a text can be no code of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a code")]
pub struct NotACode;

impl ServiceCode {
    /// Creates an unused code.
    ///
    /// # Errors
    ///
    /// If the text is anything but 6 to 64 letters, digits and `-_.+/=` with single blanks between
    /// them.
    pub fn new(number: u32, text: SecretText) -> Result<Self, NotACode> {
        if can_be_code(text.expose()) && number > 0 {
            Ok(Self { number, text, life: Life::NEW })
        } else {
            Err(NotACode)
        }
    }

    /// Returns a copy, which is one more to wipe.
    pub(super) fn copy(&self) -> Self {
        Self { number: self.number, text: copy_of(&self.text), life: self.life }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.number == other.number && self.text == other.text
    }
}

/// Whether a text is 6 to 64 letters, digits and `-_.+/=`, with single blanks between them.
pub(super) fn can_be_code(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_.+/= ".contains(c);
    (SHORTEST..=LONGEST).contains(&text.len())
        && text.chars().all(is_allowed)
        && text.contains(|c: char| c.is_ascii_alphanumeric())
        && !text.contains("  ")
        && text.trim() == text
}

fn copy_of(text: &SecretText) -> SecretText {
    SecretText::new(text.expose().clone())
}

/// A list of codes.
pub struct ServiceList {
    /// Its random name.
    pub id: ListId,
    /// The service that handed it out.
    pub service: Service,
    /// The login at the service, where there are several.
    pub login: Option<Login>,
    /// When it was added here first, in whole seconds.
    pub made: SystemTime,
    /// Its standing.
    pub standing: Standing,
    /// Its codes, in the service's order; none if it was removed.
    pub codes: Vec<ServiceCode>,
}

impl std::fmt::Debug for ServiceList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, service, standing, codes, .. } = self;
        write!(f, "ServiceList({service} {id:?} {standing:?}, {} codes)", codes.len())
    }
}

impl ServiceList {
    /// Creates a current list. `None` if the codes are none, over 100, or two have one number.
    pub fn new(
        id: ListId,
        service: Service,
        login: Option<Login>,
        made: SystemTime,
        codes: Vec<ServiceCode>,
    ) -> Option<Self> {
        let standing = Standing::Current;
        let list = Self { id, service, login, made: dated(made), standing, codes };
        (!list.codes.is_empty() && list.is_sound()).then_some(list)
    }

    /// Whether the codes are as many as may be, and no two have one number; none if it was removed.
    pub(super) fn is_sound(&self) -> bool {
        let mut numbers: Vec<u32> = self.codes.iter().map(|code| code.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len() == self.codes.len()
            && numbers.len() <= MOST_CODES
            && self.codes.is_empty() == (self.standing == Standing::Removed)
    }

    /// The order in which lists are kept, and in which a later one replaces an earlier one.
    pub(super) fn order(&self) -> (&Service, Option<&Login>, SystemTime, ListId) {
        (&self.service, self.login.as_ref(), self.made, self.id)
    }

    /// Whether another list is for the same login at the same service.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.service == other.service && self.login == other.login
    }

    /// Whether the codes of another list are the same, in the same order.
    pub(super) fn has_codes_of(&self, other: &Self) -> bool {
        let pairs = self.codes.iter().zip(&other.codes);
        self.codes.len() == other.codes.len() && pairs.into_iter().all(|(a, b)| a.is_same(b))
    }

    /// Whether these are the texts of its codes, in their order.
    pub fn has_texts<'a>(&self, texts: impl ExactSizeIterator<Item = &'a SecretText>) -> bool {
        self.codes.len() == texts.len()
            && self.codes.iter().zip(texts).all(|(code, text)| code.text == *text)
    }

    /// Returns the code of this number.
    pub fn code(&self, number: u32) -> Option<&ServiceCode> {
        self.codes.iter().find(|code| code.number == number)
    }
}
