//! What is found in a home, in words.

use std::collections::BTreeSet;

/// The findings in a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The contents, in words.
    pub(crate) lines: Vec<String>,
    /// The owners of the keys in it.
    pub(crate) keys: BTreeSet<String>,
    /// The identities of all accounts in it.
    pub(crate) identities: BTreeSet<String>,
    /// Other services' codes that are recorded as unused.
    pub(crate) unused: BTreeSet<String>,
    /// The reason why nothing could be read, if so.
    pub(crate) unreadable: Option<String>,
}

impl Found {
    /// Returns the finding of an unreadable keystore.
    pub(crate) fn unreadable(why: impl Into<String>) -> Self {
        Self { unreadable: Some(why.into()), ..Self::default() }
    }

    /// Whether both mean the same, regardless of the identities.
    pub(crate) fn means(&self, other: &Self) -> bool {
        self.unreadable.is_none() && other.unreadable.is_none() && self.lines == other.lines
    }
}
