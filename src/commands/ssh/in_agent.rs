//! `collab ssh add` and `collab ssh remove`: the login key in the SSH agent of this session.

use std::io::{Read, Write};
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::lifetime::Lifetime;
use super::{comment, login_key};
use crate::agent_client::{AgentError, Client, Constraints};
use crate::commands::Run;
use crate::failure::{self, Failure, Outcome, Status};
use crate::session::running_agent::{Removed, connect, take_out};
use crate::session::{Context, unlocking};
use crate::ui::askpass;

/// The timeout for an answer of the agent: some agents ask a person first.
const TIMEOUT: Duration = Duration::from_mins(2);

/// Put the login key into the running SSH agent for a limited time
///
/// The agent keeps the key in memory; no file is written. When the time is over, the agent forgets
/// the key. Adding the key again restarts the time.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Use the key for 8 hours:
      collab ssh add
  Use it for 30 minutes, and be asked each time:
      collab ssh add --for 30m --confirm")]
pub(super) struct Add {
    /// How long the agent keeps the key: 30m, 8h, 1d, or seconds
    #[arg(long = "for", value_name = "TIME", default_value = "8h", value_parser = Lifetime::read)]
    lifetime: Lifetime,

    /// Keep the key until the agent ends
    #[arg(long, conflicts_with = "lifetime")]
    forever: bool,

    /// Have the agent ask before each use
    #[arg(short, long)]
    confirm: bool,

    /// Add the key even to an agent that is forwarded from another machine
    #[arg(long)]
    force: bool,
}

impl Run for Add {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        // Fails before anybody is asked for a passphrase.
        context.current(&contents)?;
        let mut agent = connect(context, self.force, TIMEOUT)?;
        let (account, keys) = context.keys(&mut contents)?;
        let lifetime = (!self.forever).then_some(self.lifetime);
        let constraints =
            Constraints { lifetime: lifetime.map(Lifetime::seconds), confirm: self.confirm };
        let added = agent.add(&keys.login, &comment(&account.name), constraints);
        added.map_err(|error| not_added(&mut agent, &error, constraints))?;
        let key = login_key(&account);
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "fingerprint": key.fingerprint(),
                "added": true,
                "seconds": constraints.lifetime,
                "confirm": self.confirm,
            })
        })?;
        let name = &account.name;
        let time = lifetime
            .map_or_else(|| String::from("until it ends"), |lifetime| format!("for {lifetime}"));
        context.ui.say(&format!("The login key of {name} is in the SSH agent {time}."));
        if self.confirm && askpass::program(context.environment).is_none() {
            context.ui.warn(
                "warning: SSH_ASKPASS and a display are not both set here; an agent without a way to \
                 ask refuses each use of the key",
            );
        }
        Ok(())
    }
}

/// Returns the failure of adding a key. The protocol gives no reasons, so the agent is asked for
/// its keys: a locked agent lists none.
fn not_added<S: Read + Write>(
    agent: &mut Client<S>,
    error: &AgentError,
    constraints: Constraints,
) -> Failure {
    if !matches!(error, AgentError::Refused) {
        return failure::of_agent(error, TIMEOUT);
    }
    let is_unlocked = agent.list().is_ok_and(|held| !held.is_empty());
    let (takes_no, without) = match (constraints.lifetime, constraints.confirm) {
        (Some(_), false) => ("takes no lifetime", "`--forever` adds the key without one"),
        (Some(_), true) => (
            "takes no lifetime or can't ask before each use",
            "`--forever` without `--confirm` adds the key without them",
        ),
        (None, true) => {
            ("can't ask before each use", "without `--confirm` the key is added to be used freely")
        }
        (None, false) => {
            return Failure::new(Status::Failed, "the SSH agent refused the key")
                .hint("if it is locked, `ssh-add -X` unlocks it");
        }
    };
    if is_unlocked {
        Failure::new(Status::Failed, format!("this SSH agent {takes_no}")).hint(without)
    } else {
        Failure::new(Status::Failed, format!("this SSH agent {takes_no}, or is locked"))
            .hint(format!("{without}; `ssh-add -X` unlocks a locked agent"))
    }
}

/// Take the login key out of the running SSH agent
#[derive(Args, Debug)]
#[command(name = "remove")]
#[command(after_help = "\
Examples:
  Forget the key now:
      collab ssh remove")]
pub(super) struct RemoveFromAgent {}

impl Run for RemoveFromAgent {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let (account, is_verified) = context.shown(&mut contents, false)?;
        let key = login_key(&account);
        // Removing a key is harmless, so a forwarded agent is accepted.
        let mut agent = connect(context, true, TIMEOUT)?;
        let removed = take_out(&mut agent, &key, TIMEOUT)?;
        let name = &account.name;
        context.give([], || {
            json!({
                "name": name.as_str(),
                "identity": account.identity.to_string(),
                "fingerprint": key.fingerprint(),
                "removed": removed == Removed::Done,
                "verified": is_verified,
            })
        })?;
        match removed {
            Removed::Done => {
                context.ui.say(&format!("The login key of {name} is no longer in the SSH agent."));
            }
            Removed::WasNotThere => {
                context.ui.say(&format!("The login key of {name} was not in the SSH agent."));
            }
            Removed::NothingListed => context.ui.warn(&format!(
                "The SSH agent lists no key. If it is locked, the login key of {name} can still be \
                 in it: `ssh-add -X` unlocks it."
            )),
        }
        if !is_verified {
            context.ui.say(unlocking::NOT_VERIFIED);
        }
        Ok(())
    }
}
