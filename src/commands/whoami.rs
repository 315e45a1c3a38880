//! `collab whoami`: the current account's public identity.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Context, Run, date, print_command};
use crate::failure::Outcome;

/// Show the current account's identity
#[derive(Args, Debug)]
pub struct Whoami {
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Did)]
    format: Format,
}

/// How an identity is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// did:key:z6Mk…
    Did,
    /// The Ed25519 public key as 64 hexadecimal digits
    Hex,
    /// The same key as a line for OpenSSH
    Ssh,
}

impl Run for Whoami {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents()?;
        let account = context.current(&contents)?;
        let identity = account.identity;
        let text = match self.format {
            Format::Did => identity.to_string(),
            Format::Hex => identity.hex(),
            Format::Ssh => identity.ssh(),
        };
        let is_default = contents.is_default(&account.name);
        context.give([text.as_str()], || {
            json!({
                "name": account.name.as_str(),
                "identity": identity.to_string(),
                "public_key": identity.hex(),
                "ssh": identity.ssh(),
                "default": is_default,
                "confirmed_at": account.confirmed.map(date),
                "backup_code": account.code_in_words(),
            })
        })?;
        if account.confirmed.is_none() {
            context.ui.say(&format!(
                "The backup code of {} is not proven saved: {}, then `collab check`.",
                account.name,
                print_command(&account.name, is_default)
            ));
        }
        if !account.has_code {
            context.ui.say(&format!(
                "The backup code of {} is not on this device: it is where you saved it.",
                account.name
            ));
        }
        Ok(())
    }
}
