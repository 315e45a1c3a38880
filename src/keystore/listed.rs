//! Accounts as the keystore's file lists them, and their verification.
//!
//! Anyone who can write the file of an unlocked keystore, or the public part of a locked one, can
//! alter it. So the public keys in a file are only a claim. They are verified where they were
//! computed from the account's secret: [`Contents::verified`](super::Contents::verified) returns an
//! [`Account`], whose keys may be shown as the account's own.

use std::time::SystemTime;

use crate::account::{Account, Name, Origin};

/// An account as the file lists it. Its public keys are not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed(pub(super) Account);

impl Listed {
    /// Returns the local name.
    pub fn name(&self) -> &Name {
        &self.0.name
    }

    /// Returns how the account came to this device.
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// Whether the account was guessed and nothing has confirmed it yet.
    pub fn is_guessed(&self) -> bool {
        self.0.is_guessed()
    }

    /// Returns when the account came to this device.
    pub fn since(&self) -> SystemTime {
        self.0.since
    }

    /// Returns when the backup code was last confirmed as saved, if ever.
    pub fn confirmed(&self) -> Option<SystemTime> {
        self.0.confirmed
    }

    /// Whether the whole backup code was ever given back, and not only one box of it.
    pub fn is_tried(&self) -> bool {
        self.0.is_tried
    }

    /// Whether the backup code is on this device.
    pub fn has_code(&self) -> bool {
        self.0.has_code
    }

    /// Returns all that the file lists, with public keys that may be anyone's.
    pub fn unverified(&self) -> &Account {
        &self.0
    }
}

/// An account, with the verification of its public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Vouched<'a> {
    /// The public keys were computed from the account's secret.
    Verified(&'a Account),
    /// The keystore is locked: the public keys are only a claim of the file.
    Unverified(&'a Listed),
    /// The public keys do not match the account's secret: one of the two was altered.
    Damaged(&'a Listed),
}

impl Vouched<'_> {
    /// Returns the local name.
    pub fn name(&self) -> &Name {
        &self.said().name
    }

    /// Returns the account as listed, verified or not.
    fn said(&self) -> &Account {
        match self {
            Self::Verified(account) => account,
            Self::Unverified(listed) | Self::Damaged(listed) => &listed.0,
        }
    }

    /// Returns the account unless it is damaged: verified, or as the file of a locked keystore
    /// lists it.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Damaged(_) => None,
            _ => Some(self.said()),
        }
    }

    /// Whether the public keys were computed from the account's secret.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }
}
