//! One run of a process, as it is logged: what it was to do, from when to when, and what came of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::people::{ALICE, Said};

/// A name or an identity. Thousands of looks hold the same ones.
pub(crate) type Text = Arc<str>;

/// From when to when, since everything began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
}

impl Span {
    /// Whether it was over before the other began, so that no order of the two is in doubt.
    pub(crate) fn precedes(&self, other: &Self) -> bool {
        self.ended < other.began
    }

    /// How long it took.
    pub(crate) fn length(&self) -> Duration {
        self.ended.saturating_sub(self.began)
    }
}

/// Which passphrase: they are numbered, and none is used twice.
pub(crate) type Key = u32;

/// A run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) worker: usize,
    pub(crate) what: What,
    /// The passphrase that it was given.
    pub(crate) key: Option<Key>,
    pub(crate) span: Span,
    pub(crate) came: Came,
}

/// What a run was to do.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Make an account.
    Init { name: Text },
    /// Bring one back that nobody else has.
    Restore { name: Text, identity: Text },
    /// Bring the one back that all have the code of.
    RestoreShared,
    /// Give an account another name, which none has had.
    Rename { identity: Text, from: Text, to: Text },
    /// Make an account the default that never was.
    Use { identity: Text, name: Text },
    /// List all accounts.
    List,
    /// Tell the default account.
    WhoAmI,
    /// Change the passphrase to this one.
    Change { to: Key },
}

impl What {
    /// Whether it needs the passphrase.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self, Self::List | Self::WhoAmI)
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub(crate) enum Came {
    /// It did it.
    Done(Answer),
    /// It said why it did not.
    Refused(Refusal),
    /// Something that no run may come to, in its own words.
    Wrong(String),
}

/// What a run answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// That it is done.
    Nothing,
    /// Whose account it is.
    Identity(Text),
    /// Whether the account was not here before.
    IsNew(bool),
    /// All accounts.
    Seen(Look),
}

/// Why a run did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Another process had the keystore for too long.
    Busy,
    /// The passphrase was changed after it had opened the keystore.
    LockedAnew,
    /// The passphrase is wrong.
    WrongSecret,
    /// Another account has the name.
    Taken,
    /// No account has the name.
    Gone,
}

/// What is in a keystore at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// The names, by identity.
    pub(crate) names: HashMap<Text, Text>,
    /// The identity of the default account.
    pub(crate) default: Option<Text>,
}

impl Look {
    fn read(listed: &Value, text: impl Fn(&str) -> Text) -> Option<Self> {
        let mut look = Self::default();
        for account in listed["accounts"].as_array()? {
            let identity = text(account["identity"].as_str()?);
            if account["default"] == true {
                look.default = Some(identity.clone());
            }
            look.names.insert(identity, text(account["name"].as_str()?));
        }
        Some(look)
    }
}

/// How a restore under another name than the account has here is refused.
const HERE_ALREADY: &str = "this account is here already, as ";

/// What came of it, by its status and what it said.
pub(crate) fn came(
    what: &What,
    status: Option<i32>,
    said: &Said,
    text: impl Fn(&str) -> Text,
) -> Came {
    let came = match status {
        // It is here already, and was renamed: restoring it under its first name changes nothing.
        Some(5) if matches!(what, What::RestoreShared) && said.stderr.contains(HERE_ALREADY) => {
            Some(Came::Done(Answer::IsNew(false)))
        }
        Some(0) => answer(what, &said.stdout, text).map(Came::Done),
        Some(status) => refusal(status, &said.stderr).map(Came::Refused),
        None => None,
    };
    let wrong = || format!("status {status:?}, said {:.300}{:.300}", said.stdout, said.stderr);
    came.unwrap_or_else(|| Came::Wrong(wrong()))
}

/// What was said on success, if that is what it has to be.
fn answer(what: &What, stdout: &str, text: impl Fn(&str) -> Text) -> Option<Answer> {
    if let What::Change { .. } = what {
        return Some(Answer::Nothing);
    }
    let told: Value = serde_json::from_str(stdout).ok()?;
    let identity = || told["identity"].as_str().map(&text);
    let is = |key: &str, expected: &str| told[key] == expected;
    let new = is("restored", "new");
    match what {
        What::Init { name } if is("name", name) => Some(Answer::Identity(identity()?)),
        What::Restore { name, identity } => {
            let is_it = is("name", name) && is("identity", identity) && new;
            is_it.then(|| Answer::Identity(identity.clone()))
        }
        What::RestoreShared => {
            let is_it = is("identity", ALICE.identity) && (new || is("restored", "already here"));
            is_it.then_some(Answer::IsNew(new))
        }
        What::Rename { from, to, .. } => {
            (is("name", to) && is("was", from)).then_some(Answer::Nothing)
        }
        What::Use { .. } => Some(Answer::Nothing),
        What::List => Look::read(&told, text).map(Answer::Seen),
        What::WhoAmI => Some(Answer::Identity(identity()?)),
        What::Init { .. } | What::Change { .. } => None,
    }
}

fn refusal(status: i32, stderr: &str) -> Option<Refusal> {
    let told: Value = serde_json::from_str(stderr).ok()?;
    let error = told["error"].as_str()?;
    match status {
        3 if error.starts_with("there is no account named") => Some(Refusal::Gone),
        5 if error.starts_with("there is another account named") => Some(Refusal::Taken),
        6 => Some(Refusal::WrongSecret),
        8 if error.ends_with("is in use by another process") => Some(Refusal::Busy),
        8 if error.ends_with("was locked anew by another process meanwhile") => {
            Some(Refusal::LockedAnew)
        }
        _ => None,
    }
}
