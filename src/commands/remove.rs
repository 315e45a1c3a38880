//! `collab remove`: signs out of an account on this device.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Name;
use crate::account_vault::LastExport;
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::keystore::{Contents, Listed, Vouched};
use crate::session::code_advice::codes;
use crate::session::code_source::{CodeSource, Request, Variable};
use crate::session::exporting::{self, Keep};
use crate::session::running_agent::{self, Removed};
use crate::session::{Context, day, naming, unlocking, vault_file, vault_state};
use crate::ssh_wire::PublicKey;

/// Sign out of an account on this device
///
/// Removes the account from this device. Only its backup code brings it back, on any device. If you
/// never confirmed that you saved the code, collab asks for it, or needs `--without-backup`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Sign out of maria:
      collab remove maria
  In a script, remove all accounts, even without a backup:
      collab remove --all --yes --without-backup")]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Remove {
    /// Account to remove
    #[arg(value_parser = naming::parse, required_unless_present = "all", conflicts_with = "all")]
    name: Option<Name>,

    /// Remove all accounts
    #[arg(long)]
    all: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,

    /// Remove even if saving the backup code was never confirmed: the account may be lost forever
    #[arg(long)]
    without_backup: bool,

    /// Remove even if unused codes of other services go with the account
    #[arg(long)]
    without_codes: bool,
}

impl Run for Remove {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        if self.all && self.yes && !context.has_named_keystore() && context.variable("CI").is_some()
        {
            return Err(every_account_in_ci());
        }
        let contents = context.contents_if_any()?.filter(|contents| !contents.is_empty());
        let Some(mut contents) = contents else {
            // What `--all` asks for holds already; a job signs out also where `restore` failed.
            return if self.all { nothing_to_remove(context) } else { Err(context.no_account()) };
        };
        let accounts: Vec<Listed> = match &self.name {
            Some(name) => {
                vec![contents.account(name).ok_or_else(|| failure::no_such_account(name))?.clone()]
            }
            None => contents.accounts().to_vec(),
        };
        unlocking::unlock(context, &mut contents)?;
        let shown_saved = self.saved_now(context, &contents, &accounts)?;
        // Nobody reads this before a job goes on: its flags have decided.
        if !context.is_job() {
            for account in &accounts {
                let is_shown_saved = shown_saved.contains(account.name());
                context.ui.say(&loss_in_words(&contents, account.name(), is_shown_saved));
            }
        }
        self.confirm(context, &contents, &accounts)?;
        let names: Vec<Name> = accounts.iter().map(|account| account.name().clone()).collect();
        let default = context.change(|contents| {
            for account in &accounts {
                // The person confirmed this account; another process may have given its name to a
                // different account meanwhile.
                let name = account.name();
                let now = contents.account(name).map(|now| now.unverified().identity);
                if now != Some(account.unverified().identity) {
                    return Err(failure::no_such_account(name));
                }
                contents.remove(name).map_err(|_| failure::no_such_account(name))?;
            }
            let left = contents.accounts().len();
            Ok((contents.default_account().map(|account| account.name().clone()), left))
        })?;
        let (default, left) = default;
        context.give([], || {
            json!({
                "removed": names.iter().map(Name::as_str).collect::<Vec<_>>(),
                "default": default.as_ref().map(Name::as_str),
            })
        })?;
        let place = if context.is_job() { "in this job's keystore" } else { "on this device" };
        for name in &names {
            context.ui.say(&format!("{name} is no longer {place}."));
        }
        forget_logins(context, &accounts);
        if default.is_none() && left > 0 {
            context.ui.say("No account is the default now. Choose one with `collab use NAME`.");
        }
        Ok(())
    }
}

/// Reports that there is no account to remove.
fn nothing_to_remove(context: &mut Context<'_>) -> Outcome {
    context.give([], || json!({ "removed": [], "default": null }))?;
    context.ui.say("There is no account here, so there is nothing to remove.");
    Ok(())
}

impl Remove {
    /// Has a person show that the codes of unconfirmed accounts are saved, and returns the accounts.
    fn saved_now(
        &self,
        context: &mut Context<'_>,
        contents: &Contents,
        accounts: &[Listed],
    ) -> Outcome<Vec<Name>> {
        if self.without_backup || !context.ui.has_person() {
            return Ok(Vec::new());
        }
        // The code of a guessed account may be on no paper, so it is not asked for.
        let is_asked = |account: &&Listed| account.confirmed().is_none() && !account.is_guessed();
        let mut saved = Vec::new();
        for account in accounts.iter().filter(is_asked) {
            have_code_confirmed(context, contents, account)?;
            saved.push(account.name().clone());
        }
        Ok(saved)
    }

    fn confirm(
        &self,
        context: &mut Context<'_>,
        contents: &Contents,
        accounts: &[Listed],
    ) -> Outcome {
        let unconfirmed: Vec<&Listed> =
            accounts.iter().filter(|account| account.confirmed().is_none()).collect();
        if !context.ui.has_person() {
            let unused = accounts.iter().map(|account| codes_lost(contents, account.name()));
            let unused = unused.sum::<usize>();
            if unused > 0 && !self.without_codes {
                return Err(failure::needs_confirmation(
                    &format!("removing {} of other services that nobody used,", codes(unused)),
                    "--yes --without-codes",
                ));
            }
            if let Some(account) = unconfirmed.first()
                && !self.without_backup
            {
                return Err(failure::needs_confirmation(
                    &format!(
                        "removing {}, whose backup code was never confirmed saved,",
                        account.name()
                    ),
                    "--yes --without-backup",
                ));
            }
            if !self.yes {
                let flags = if self.without_backup { "--yes --without-backup" } else { "--yes" };
                return Err(failure::needs_confirmation("removing an account", flags));
            }
            return Ok(());
        }
        for account in accounts.iter().filter(|_| !self.without_codes) {
            offer_export(context, contents, account)?;
        }
        if !self.yes {
            let (what, expected) = match &accounts {
                [one] if !self.all => ("the name of the account", one.name().as_str()),
                _ => ("the word all", "all"),
            };
            let verdict = |answer: &str| {
                if answer == expected || answer.is_empty() {
                    Ok(())
                } else {
                    Err(String::from(
                        "That is not it. Press Enter alone to keep everything as it is.",
                    ))
                }
            };
            let question = format!("To remove it, type {what}");
            if context.ui.ask(&question, None, &verdict)? != expected {
                return Err(Failure::new(Status::Failed, "nothing was removed")
                    .hint("`collab accounts` lists what is here"));
            }
        }
        Ok(())
    }
}

/// Removes the login keys from the SSH agent, so that nothing on this device can log in as before.
fn forget_logins(context: &mut Context<'_>, accounts: &[Listed]) {
    let login = |account: &Listed| PublicKey::from_bytes(account.unverified().login);
    let keys: Vec<PublicKey> = accounts.iter().map(login).collect();
    let count = |removed: &[Removed], what| removed.iter().filter(|it| **it == what).count();
    match running_agent::forget(context, &keys) {
        Ok(removed) if count(&removed, Removed::NothingListed) > 0 => context.ui.say(
            "The SSH agent lists no key. If it is locked, it can still have a login key: `ssh-add -X` \
             unlocks it, `ssh-add -D` removes every key.",
        ),
        Ok(removed) => match count(&removed, Removed::Done) {
            0 => {}
            _ if accounts.len() == 1 => {
                context.ui.say("Its login key is no longer in the SSH agent either.");
            }
            had => context.ui.say(&format!("The SSH agent had {had} login keys, and has none now.")),
        },
        Err(failure) => context.ui.warn(&format!(
            "warning: a login key can still be in the SSH agent: {}; `ssh-add -D` removes every key",
            failure.message()
        )),
    }
}

/// Returns the refusal of `--all --yes` in CI without a named keystore: a runner on a person's own
/// machine has that person's accounts in the default keystore.
fn every_account_in_ci() -> Failure {
    Failure::new(
        Status::Usage,
        "in CI `--all --yes` needs a keystore that is named: the usual one can be a person's own",
    )
    .hint("name the job's with `--keystore FILE` or `COLLAB_KEYSTORE`; or remove one by its name")
}

/// Returns the number of other services' codes that are left under an account.
fn unused_codes(contents: &Contents, name: &Name) -> usize {
    let lists = contents.lists(name);
    lists.map_or(0, |lists| lists.current().map(|view| view.left()).sum())
}

/// Returns the number of other services' codes that would be gone with an account: those that are left,
/// unless the last vault that was exported has them.
fn codes_lost(contents: &Contents, name: &Name) -> usize {
    let is_exported = || {
        let last = contents.last_export(name).ok().flatten();
        last.is_some_and(|last| vault_state::has_everything(contents, name, last))
    };
    match unused_codes(contents, name) {
        0 => 0,
        _ if is_exported() => 0,
        unused => unused,
    }
}

/// Offers a person to export the vault before codes are gone with their account.
fn offer_export(context: &mut Context<'_>, contents: &Contents, account: &Listed) -> Outcome {
    let name = account.name();
    if codes_lost(contents, name) == 0 {
        return Ok(());
    }
    let Ok(account) = contents.verified(name).cloned() else { return Ok(()) };
    let last = contents.last_export(name).ok().flatten();
    let file = last.map_or_else(|| PathBuf::from(vault_file::USUAL), LastExport::file);
    let shown = quoted(file.to_string_lossy());
    if context.ui.agree(&format!("Write the codes into the vault {shown} first?"), true)? {
        let exported = exporting::export(context, &account, &file, Keep::AsBefore)?;
        context.ui.say(&exporting::exported_in_words(&file, name, &exported));
    }
    Ok(())
}

fn loss_in_words(contents: &Contents, name: &Name, is_shown_saved: bool) -> String {
    let Some(Vouched::Verified(account)) = contents.vouched(name) else {
        return format!(
            "{name} will be removed from this device. It is damaged: its public keys do not match \
             its secret. Only a backup code that you saved brings the account back."
        );
    };
    if account.is_guessed() {
        return format!(
            "{name} will be removed from this device. It is a guess; collab can guess it again from \
             the same paper, so keep the paper."
        );
    }
    let way_back = match account.confirmed {
        Some(when) => {
            format!("Its backup code, confirmed saved on {}, is the only way back.", day(when))
        }
        None if is_shown_saved => {
            String::from("Its backup code, which you have just typed, is the only way back.")
        }
        None => String::from(
            "You have not confirmed that its backup code is saved. Without that code the account is \
             gone for ever.",
        ),
    };
    let unused = match codes_lost(contents, name) {
        0 if unused_codes(contents, name) > 0 => {
            String::from(" The codes of other services are in the vault that you exported.")
        }
        0 => String::new(),
        unused => format!(
            " With it go {} of other services that nobody used: `collab codes print` shows them.",
            codes(unused)
        ),
    };
    format!(
        "{name} (public identity {}) will be removed from this device. {way_back}{unused}",
        account.identity
    )
}

/// Asks for the code of an unconfirmed account before the account is removed.
fn have_code_confirmed(
    context: &mut Context<'_>,
    contents: &Contents,
    account: &Listed,
) -> Outcome {
    let name = account.name();
    let title = format!(
        "Is the backup code of {name} saved? Type it from your paper, or leave with Ctrl-C. If you \
         never want this account back, use `--without-backup`."
    );
    let request = Request { contents: Some(contents), title: &title, variable: Variable::Ignored };
    let received = CodeSource::default().receive(context, &request)?;
    // In a damaged account either the secret or the listed identity matches the paper.
    let computed = contents.computed_identity(name);
    if computed != Some(received.identity) && account.unverified().identity != received.identity {
        return Err(failure::other_account(&received.identity, name.as_str()));
    }
    if !received.corrections.is_empty() {
        return Err(failure::saved_damaged(&received.corrections, received.layout));
    }
    Ok(())
}
