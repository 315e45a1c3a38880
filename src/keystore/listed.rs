//! What a keystore's file says of an account, and what vouches for it.
//!
//! The file of an unlocked keystore can be altered by whoever can write it, and the public part of a
//! locked one, too. So the public keys in a file are only a claim. They are verified where they were
//! computed from the account's secret: [`Contents::verified`](super::Contents::verified) gives an
//! [`Account`], whose keys may be shown as the account's own.

use std::time::SystemTime;

use crate::account::{Account, Name, Origin};

/// An account as the file lists it. Its public keys are not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed(pub(super) Account);

impl Listed {
    /// What it is called here.
    pub fn name(&self) -> &Name {
        &self.0.name
    }

    /// How it came to be here.
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// Whether it is a guess that nothing has confirmed yet.
    pub fn is_guessed(&self) -> bool {
        self.0.is_guessed()
    }

    /// When it came to be here.
    pub fn since(&self) -> SystemTime {
        self.0.since
    }

    /// When its backup code was last confirmed saved, if ever.
    pub fn confirmed(&self) -> Option<SystemTime> {
        self.0.confirmed
    }

    /// Whether its backup code is here.
    pub fn has_code(&self) -> bool {
        self.0.has_code
    }

    /// All that the file says of it, its public keys too, which may be anyone's.
    pub fn unverified(&self) -> &Account {
        &self.0
    }
}

/// An account, by what vouches for its public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Vouched<'a> {
    /// They were computed from its secret.
    Verified(&'a Account),
    /// The keystore is locked: nothing but the file says so.
    Unverified(&'a Listed),
    /// They are not the keys of its secret: one of the two was altered.
    Damaged(&'a Listed),
}

impl Vouched<'_> {
    /// What the account is called here.
    pub fn name(&self) -> &Name {
        &self.said().name
    }

    /// All that the file says of the account, whatever vouches for it.
    fn said(&self) -> &Account {
        match self {
            Self::Verified(account) => account,
            Self::Unverified(listed) | Self::Damaged(listed) => &listed.0,
        }
    }

    /// The account, unless it is damaged: verified, or as the file of a locked keystore lists it.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Damaged(_) => None,
            _ => Some(self.said()),
        }
    }

    /// Whether its public keys were computed from its secret.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }
}
