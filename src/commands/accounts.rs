//! `collab accounts`: the accounts on this device.

use clap::Args;
use serde_json::json;

use super::{Context, Run, date, day};
use crate::account::{Account, Origin};
use crate::failure::Outcome;

/// List the accounts on this device
///
/// In a pipe: a line for each, with name, identity, `default` or `-`, and `confirmed` or `unconfirmed`,
/// separated by tabs.
#[derive(Args, Debug)]
pub struct Accounts {}

impl Run for Accounts {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents_if_any()?;
        let accounts = contents.as_ref().map_or(&[][..], |contents| contents.accounts());
        let default = contents.as_ref().and_then(|contents| contents.default_account());
        let is_default = |account: &Account| default.is_some_and(|it| it.name == account.name);
        let for_a_person = context.ui.shows_results();
        let lines: Vec<String> = accounts
            .iter()
            .map(|account| {
                if for_a_person {
                    in_words(account, is_default(account))
                } else {
                    in_tabs(account, is_default(account))
                }
            })
            .collect();
        context.give(lines.iter().map(String::as_str), || {
            let list: Vec<_> = accounts
                .iter()
                .map(|account| {
                    json!({
                        "name": account.name.as_str(),
                        "identity": account.identity.to_string(),
                        "default": is_default(account),
                        "origin": match account.origin {
                            Origin::Created => "created",
                            Origin::Restored => "restored",
                        },
                        "since": date(account.since),
                        "confirmed_at": account.confirmed.map(date),
                        "backup_code": account.code_in_words(),
                    })
                })
                .collect();
            json!({ "default": default.map(|it| it.name.as_str()), "accounts": list })
        })?;
        if accounts.is_empty() {
            context.ui.say(
                "There is no account here yet. `collab init` creates one; `collab restore` brings \
                 one back.",
            );
        } else if accounts.iter().any(|account| account.confirmed.is_none()) {
            context.ui.say(
                "A backup code that is not proven is perhaps not saved: `collab print`, then `collab check`.",
            );
        }
        Ok(())
    }
}

fn in_tabs(account: &Account, is_default: bool) -> String {
    let default = if is_default { "default" } else { "-" };
    let confirmed = if account.confirmed.is_some() { "confirmed" } else { "unconfirmed" };
    format!("{}\t{}\t{default}\t{confirmed}", account.name, account.identity)
}

/// Two lines, so that each fits in 64 columns.
fn in_words(account: &Account, is_default: bool) -> String {
    let default = if is_default { " (the default)" } else { "" };
    let proven = match account.confirmed {
        Some(when) => format!("code proven {}", day(when)),
        None => String::from("code not proven"),
    };
    let code = if account.has_code { "" } else { ", code not on this device" };
    format!("{}{default}, {proven}{code}\n    {}", account.name, account.identity)
}
