//! `collab accounts`: the accounts on this device.

use clap::Args;
use serde_json::{Value, json};

use super::Run;
use crate::account::Account;
use crate::failure::{Outcome, keystore_named};
use crate::keystore::{Contents, Vouched};
use crate::session::{Context, date, day, guesses, print_command, unlocking};

/// List the accounts on this device
///
/// In a pipe, each account is one line: name, identity, `default` or `-`, and `confirmed` or
/// `unconfirmed`, separated by tabs. Identities are computed from the accounts' secrets. A locked
/// keystore is unlocked for that only with `--passphrase-file`. A damaged account has `-` for its
/// identity and `damaged` at the end.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  List the accounts:
      collab accounts
  Only their names:
      collab accounts | cut -f1")]
pub(crate) struct Accounts {}

impl Run for Accounts {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents_if_any()?.unwrap_or_default();
        if unlocking::is_given(context) {
            unlocking::unlock(context, &mut contents)?;
        }
        let accounts: Vec<Vouched<'_>> = contents.accounts_vouched().collect();
        let is_default = |one: &Vouched<'_>| contents.is_default(one.name());
        let for_a_person = context.ui.shows_results();
        let line = |one: &Vouched<'_>| {
            if for_a_person {
                in_words(*one, is_default(one))
            } else {
                in_tabs(*one, is_default(one))
            }
        };
        let lines: Vec<String> = accounts.iter().map(line).collect();
        context.give(lines.iter().map(String::as_str), || {
            let list: Vec<_> = accounts.iter().map(|one| in_json(*one, is_default(one))).collect();
            let default = contents.default_account().map(|account| account.name().as_str());
            json!({ "default": default, "accounts": list })
        })?;
        tell(context, &contents, &accounts)
    }
}

/// Prints the notes below the list.
fn tell(context: &mut Context<'_>, contents: &Contents, accounts: &[Vouched<'_>]) -> Outcome {
    if accounts.is_empty() {
        let keystore = keystore_named(context.keystore()?.path());
        context.ui.say(&format!(
            "There is no account in {keystore} yet. `collab init` creates one; `collab \
             restore` brings one back."
        ));
        return Ok(());
    }
    if contents.is_sealed() {
        context.ui.say(unlocking::NOT_VERIFIED);
    }
    for one in accounts {
        if let Vouched::Damaged(listed) = one {
            let name = listed.name();
            context.ui.warn(&format!(
                "The account {name} is damaged: its public keys do not match its secret. `collab \
                 remove {name}` takes it out."
            ));
        }
    }
    let mut sound = accounts.iter().filter_map(Vouched::account);
    if sound.clone().any(Account::is_guessed) {
        context.ui.say(&format!("A guessed account may be another one. {}", guesses::UNCONFIRMED));
    }
    let is_unsaved = |account: &&Account| account.confirmed.is_none() && !account.is_guessed();
    if let Some(account) = sound.find(is_unsaved) {
        let print = print_command(&account.name, contents.is_default(&account.name));
        let print = if account.has_code { print + ", then " } else { String::new() };
        context.ui.say(&format!(
            "A backup code that is not confirmed is perhaps not saved: {print}`collab check`."
        ));
    }
    Ok(())
}

fn in_json(one: Vouched<'_>, is_default: bool) -> Value {
    let Some(account) = one.account() else {
        return json!({
            "name": one.name().as_str(),
            "identity": null,
            "verified": false,
            "damaged": true,
            "default": is_default,
        });
    };
    json!({
        "name": account.name.as_str(),
        "identity": account.identity.to_string(),
        "verified": one.is_verified(),
        "damaged": false,
        "default": is_default,
        "origin": account.origin.as_str(),
        "guessed": account.is_guessed(),
        "since": date(account.since),
        "confirmed_at": account.confirmed.map(date),
        "backup_code": account.code_in_words(),
    })
}

fn in_tabs(one: Vouched<'_>, is_default: bool) -> String {
    let default = if is_default { "default" } else { "-" };
    let Some(account) = one.account() else {
        return format!("{}\t-\t{default}\tdamaged", one.name());
    };
    let confirmed = if account.confirmed.is_some() { "confirmed" } else { "unconfirmed" };
    format!("{}\t{}\t{default}\t{confirmed}", account.name, account.identity)
}

/// Describes an account in two lines, so that each fits in 64 columns.
fn in_words(one: Vouched<'_>, is_default: bool) -> String {
    let default = if is_default { " (the default)" } else { "" };
    let Some(account) = one.account() else {
        return format!("{}{default}, damaged", one.name());
    };
    let confirmed = match account.confirmed {
        Some(when) => format!("code confirmed {}", day(when)),
        None if account.is_guessed() => String::from("guessed"),
        None => String::from("code not confirmed"),
    };
    let code = if account.has_code { "" } else { ", code not on this device" };
    format!("{}{default}, {confirmed}{code}\n    {}", account.name, account.identity)
}
