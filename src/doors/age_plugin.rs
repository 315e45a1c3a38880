//! The door that age and rage call as `age-plugin-collab`, which is a link to `collab`.
//!
//! The rule: the standard streams belong to the protocol. A passphrase comes from a source that
//! needs no question, or is asked for through the caller, which has the terminal. The caller
//! receives file keys, never the key of an account. Only the accounts that the caller names are
//! used, or all.

use std::ffi::OsString;
use std::io::{self, BufReader};

use crate::age::PrivateKey;
use crate::age::plugin::{Client, NoKeys, PluginError, PluginIdentity, identity_v1, recipient_v1};
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::session::Context;
use crate::session::unlocking::{self, Asked};

/// The prefix of the caller's argument; the name of a state machine follows.
pub(super) const FLAG: &str = "--age-plugin=";

/// The name of the link to this program.
pub(super) const NAME: &str = "age-plugin-collab";

/// Answers a caller with this first argument.
pub(super) fn answer(argument: Option<&OsString>, context: &mut Context<'_>) -> Outcome {
    let argument = argument.and_then(|argument| argument.to_str());
    let Some(machine) = argument.and_then(|argument| argument.strip_prefix(FLAG)) else {
        return Err(Failure::new(Status::Usage, "age and rage start this program, not people")
            .hint(
                "for `age -d -i FILE`, `collab whoami --format age-plugin > FILE` writes the file; \
             `collab decrypt` needs none",
            ));
    };
    let (mut input, mut output) = (BufReader::new(io::stdin().lock()), io::stdout().lock());
    let outcome = match machine {
        "identity-v1" => {
            let mut keys =
                |of: &[PluginIdentity], client: &mut dyn Client| keys(context, of, client);
            identity_v1(&mut input, &mut output, &mut keys)
        }
        "recipient-v1" => recipient_v1(&mut input, &mut output),
        other => {
            return Err(Failure::new(
                Status::Usage,
                format!("there is no part of the plugin protocol named {}", quoted(other)),
            )
            .hint("age and rage call this program; people use `collab decrypt`"));
        }
    };
    outcome.map_err(|error| {
        let message = match error {
            PluginError::Io(error) => {
                format!("the program that called can't be reached: {}", system_words(&error))
            }
            error => {
                format!("the program that called does not speak age's plugin protocol: {error}")
            }
        };
        Failure::new(Status::Failed, message)
            .hint("age and rage call this program; people use `collab decrypt`")
    })
}

/// Returns the keys of the accounts that the caller names.
fn keys(
    context: &mut Context<'_>,
    of: &[PluginIdentity],
    client: &mut dyn Client,
) -> Result<Vec<PrivateKey>, NoKeys> {
    let mut contents = context.contents().map_err(|failure| told(&failure))?;
    let is_meant = |identity| of.iter().any(|one| one.0.is_none_or(|named| named == identity));
    let names: Vec<_> = contents
        .accounts()
        .iter()
        .filter(|account| is_meant(account.unverified().identity))
        .map(|account| account.name().clone())
        .collect();
    if names.is_empty() {
        return Err(NoKeys::Because(String::from(
            "no account here has this identity: see `collab accounts`",
        )));
    }
    let mut broken = None;
    let mut ask = |question: &str| match client.request_secret(question) {
        Ok(answer) => answer.map_or(Asked::Nobody, Asked::Answer),
        Err(error) => {
            broken = Some(error);
            Asked::Left
        }
    };
    let unlocked = unlocking::unlock_through(context, &mut contents, &mut ask);
    if let Some(error) = broken {
        return Err(NoKeys::Client(error));
    }
    unlocked.map_err(|failure| told(&at_a_door(failure)))?;
    let mut damaged = None;
    let mut keys = Vec::new();
    for name in names {
        match contents.keys(&name) {
            Ok(found) => keys.push(PrivateKey::from_bytes(found.encryption)),
            Err(error) => damaged = Some(failure::of_account(&error, &name)),
        }
    }
    match damaged {
        Some(failure) if keys.is_empty() => Err(told(&failure)),
        _ => Ok(keys),
    }
}

/// Adds a hint that fits a door: the caller passes none of our options.
fn at_a_door(failure: Failure) -> Failure {
    if failure.status() == Status::NeedsPerson {
        failure.hint("run it in a terminal, or set `COLLAB_PASSPHRASE_FILE` to a file's whole path")
    } else {
        failure
    }
}

/// Returns a failure as one line, with its hint: the caller shows no more.
fn told(failure: &Failure) -> NoKeys {
    let hint = failure.advice().map(|hint| format!(": {hint}")).unwrap_or_default();
    NoKeys::Because(format!("{}{hint}", failure.message()))
}
