//! A promise that was broken, and how.

/// Which promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What was reported done is not there.
    Lost,
    /// What is reported is not so.
    False,
    /// The keystore can't be read.
    Unreadable,
    /// Someone waited for too long, or not long enough.
    Wait,
    /// Something was refused for no reason, or has no order.
    Other,
}

/// A broken promise, in words.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) kind: Kind,
    pub(crate) how: String,
}

impl Broken {
    pub(crate) fn new(kind: Kind, how: impl Into<String>) -> Self {
        Self { kind, how: how.into() }
    }
}
