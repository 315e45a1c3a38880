//! `collab ssh`: the account's key for SSH logins.

mod in_agent;
mod key_file;
mod lifetime;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Run;
use crate::account::{Account, Name};
use crate::failure::Outcome;
use crate::session::{Context, unlocking};
use crate::ssh_wire::PublicKey;

/// Log in to servers with SSH
///
/// Without a subcommand, prints the public login key as a line for `~/.ssh/authorized_keys` on a
/// server, or for the SSH keys of a code host. The login key is derived from the backup code. It is
/// not the identity's key, which signs and never logs in.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Let the account in on a server:
      collab ssh | ssh server 'cat >> ~/.ssh/authorized_keys'
  Then log in, with the key in the SSH agent for 8 hours:
      collab ssh add")]
pub(crate) struct Ssh {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    Add(in_agent::Add),
    Remove(in_agent::RemoveFromAgent),
    Export(key_file::ExportFile),
}

impl Run for Ssh {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.action {
            None => show(context),
            Some(Action::Add(add)) => add.run(context),
            Some(Action::Remove(remove)) => remove.run(context),
            Some(Action::Export(export)) => export.run(context),
        }
    }
}

fn show(context: &mut Context<'_>) -> Outcome {
    let mut contents = context.contents()?;
    let (account, is_verified) = context.shown(&mut contents, false)?;
    let key = login_key(&account);
    let line = key.line(&comment(&account.name));
    context.give([line.as_str()], || {
        json!({
            "name": account.name.as_str(),
            "identity": account.identity.to_string(),
            "login": line,
            "fingerprint": key.fingerprint(),
            "verified": is_verified,
        })
    })?;
    if !is_verified {
        context.ui.say(unlocking::NOT_VERIFIED);
    }
    Ok(())
}

fn login_key(account: &Account) -> PublicKey {
    PublicKey::from_bytes(account.login)
}

/// Returns the comment of the login key.
fn comment(name: &Name) -> String {
    format!("{name} login")
}
