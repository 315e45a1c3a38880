//! `collab status`: "am I safe?" on one screen, with the next step.
//!
//! The command only reports, so it succeeds without a keystore, with a locked one, and with damaged
//! accounts. A keystore that can't be read is a failure, as everywhere.

use std::time::SystemTime;

use clap::Args;
use serde_json::{Value, json};

use super::Run;
use crate::account::{Account, Name, Origin};
use crate::failure::{Outcome, keystore_named};
use crate::keystore::{Contents, Cost, Lock, Vouched};
use crate::session::lists_here::ListsHere;
use crate::session::vaults_here::VaultsHere;
use crate::session::{Context, date, day, print_command, unlocking, usual_keystore};

/// Show how safe your accounts are, and what to do next
///
/// One screen: which backup codes you have confirmed as saved and when, whether the keystore is
/// locked, how many recovery codes are left, which other services' codes run low, and the command to
/// run next.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Am I safe?
      collab status
  The next step, for a script:
      collab status --json")]
pub(crate) struct Status {}

/// The age in days after which a confirmation is old: one look at the paper per year is enough.
const OLD: u64 = 365;

impl Run for Status {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let kept = context.contents_if_any()?;
        let has_keystore = kept.is_some();
        let mut contents = kept.unwrap_or_default();
        if unlocking::is_given(context) {
            unlocking::unlock(context, &mut contents)?;
        }
        let now = (context.clock)();
        let accounts: Vec<Vouched<'_>> = contents.accounts_vouched().collect();
        let lists = ListsHere::of(&contents);
        let vaults = VaultsHere::of(&contents);
        let next = next(&contents, &accounts, (lists.as_ref(), vaults.as_ref()), now);
        let keystore = keystore_named(context.keystore()?.path());
        let mut lines: Vec<String> = Vec::new();
        if accounts.is_empty() {
            lines.push(format!("There is no account in {keystore} yet."));
        }
        for one in &accounts {
            let default = if contents.is_default(one.name()) { " (the default)" } else { "" };
            lines.push(format!("{}{default}: {}", one.name(), state_of(*one, now)));
        }
        if has_keystore {
            let keystore = keystore.replacen('t', "T", 1);
            lines.push(format!("{keystore} {}", protection(contents.lock())));
            lines.extend(contents.lock().map(codes_left));
        }
        if !accounts.is_empty() {
            let locked = || {
                let told =
                    "Other services' codes, if you keep any: locked (`collab codes` shows them).";
                Some(String::from(told))
            };
            lines.extend(lists.as_ref().map_or_else(locked, ListsHere::in_words));
            lines.extend(vaults.as_ref().map(VaultsHere::in_words).unwrap_or_default());
        }
        lines.push(next.in_words());
        let lines: Vec<String> = lines.iter().map(|line| context.ui.for_result(line)).collect();
        context.give(lines.iter().map(String::as_str), || {
            json!({
                "keystore": has_keystore,
                "locked": contents.lock().is_some(),
                "recovery_codes": contents.lock().map(|lock| json!({
                    "left": lock.confirmed_codes(),
                    "pending": lock.pending_codes(),
                    "issued": lock.issued().map(date),
                    "used_at": lock.used().map(date),
                })),
                "accounts": accounts
                    .iter()
                    .map(|one| in_json(*one, contents.is_default(one.name()), now))
                    .collect::<Vec<_>>(),
                "service_codes": lists.as_ref().map(ListsHere::in_json),
                "vaults": vaults.as_ref().map(VaultsHere::in_json),
                "next": next.command,
                "reason": next.reason,
            })
        })?;
        if context.ui.has_person() {
            usual_keystore::tell_if_shared(context, &contents);
        }
        Ok(())
    }
}

/// The next step: its reason and its command.
struct Next {
    /// The reason as one to three fixed words, for programs.
    reason: &'static str,
    /// The reason in words, for people.
    why: String,
    /// The command as typed; `None` if nothing needs to be done.
    command: Option<String>,
    /// Whether the keystore is locked, so that other services' codes do not show.
    is_partial: bool,
}

impl Next {
    fn new(reason: &'static str, why: impl Into<String>, command: impl Into<String>) -> Self {
        Self { reason, why: why.into(), command: Some(command.into()), is_partial: false }
    }

    fn in_words(&self) -> String {
        match &self.command {
            Some(command) => format!("What to do next: {}: `{command}`.", self.why),
            None if self.is_partial => {
                format!("What to do next: nothing, as far as a locked keystore shows. {}", self.why)
            }
            None => format!("What to do next: nothing. {}", self.why),
        }
    }
}

/// Returns the most urgent step. The danger of losing an account comes before that of letting
/// somebody else in.
fn next(
    contents: &Contents,
    accounts: &[Vouched<'_>],
    (lists, vaults): (Option<&ListsHere>, Option<&VaultsHere>),
    now: SystemTime,
) -> Next {
    let with = |command: &str, name: &Name| {
        if contents.is_default(name) {
            format!("collab {command}")
        } else {
            format!("collab {command} --account {name}")
        }
    };
    if accounts.is_empty() {
        let why = "bring an account back with `collab restore`, or create one";
        return Next::new("no account", why, "collab init");
    }
    if let Some(Vouched::Damaged(listed)) =
        accounts.iter().find(|one| matches!(one, Vouched::Damaged(_)))
    {
        let name = listed.name();
        let why = format!("take the damaged {name} out, then bring it back with `collab restore`");
        return Next::new("damaged", why, format!("collab remove {name}"));
    }
    let sound = || accounts.iter().filter_map(Vouched::account);
    let is_unsaved = |account: &&Account| account.confirmed.is_none() && !account.is_guessed();
    if let Some(account) = sound().find(is_unsaved) {
        let name = &account.name;
        // An account that was brought back has a paper: it was corrected, or only a variable was read.
        if account.origin == Origin::Restored {
            let print = print_command(name, contents.is_default(name));
            let shows = account.has_code.then(|| format!(" ({print} shows the right digits)"));
            let why = format!(
                "correct the paper of {name} if it was wrong{}, then type the whole backup code from \
                 it",
                shows.unwrap_or_default()
            );
            return Next::new("not confirmed", why, with("check", name));
        }
        if account.has_code {
            let print = print_command(name, contents.is_default(name));
            let why = format!("save the backup code of {name} with {print}, then confirm it");
            return Next::new("not confirmed", why, with("check", name));
        }
        let why = format!("confirm that you have the backup code of {name}");
        return Next::new("not confirmed", why, with("check", name));
    }
    if let Some(account) = sound().find(|account| account.is_guessed()) {
        let why = format!("{} is a guess; confirm it with its code from elsewhere", account.name);
        return Next::new("guessed", why, with("check", &account.name));
    }
    if contents.default_account().is_none() {
        return Next::new("no default", "choose the default account", "collab use");
    }
    if let Some(account) = sound().find(|account| !account.is_tried && !account.is_guessed()) {
        let why = format!("try the whole backup code of {}, not only one box", account.name);
        return Next::new("not tried", why, with("check", &account.name));
    }
    if let Some((why, command)) = vaults.and_then(VaultsHere::next) {
        return Next::new("not backed up", why, command);
    }
    let Some(lock) = contents.lock() else {
        return Next::new(
            "not locked",
            "lock the keystore with a passphrase",
            "collab passphrase set",
        );
    };
    if lock.confirmed_codes() <= unlocking::FEW {
        let why = "make recovery codes, for the day you forget the passphrase";
        return Next::new("few recovery codes", why, "collab recovery-codes new");
    }
    if lock.cost().is_below(Cost::USUAL) {
        let why = "set the passphrase again, so that guessing it costs more";
        return Next::new("cheap lock", why, "collab passphrase set");
    }
    if let Some((why, command)) = lists.and_then(|lists| lists.next(contents)) {
        return Next::new("few codes", why, command);
    }
    let is_old = |account: &&Account| account.confirmed.is_some_and(|when| days(when, now) > OLD);
    if let Some(account) = sound().find(is_old) {
        let why = format!(
            "try the backup code of {} again; the last time is over a year ago",
            account.name
        );
        return Next::new("old confirmation", why, with("check", &account.name));
    }
    Next {
        reason: "safe",
        why: String::from("Try your backup code again once a year, with `collab check`."),
        command: None,
        is_partial: lists.is_none(),
    }
}

/// Describes the state of an account.
fn state_of(one: Vouched<'_>, now: SystemTime) -> String {
    let Some(account) = one.account() else {
        return String::from("DAMAGED. Its public keys do not match its secret.");
    };
    let forgotten = if account.has_code { "" } else { " The code is not on this device." };
    match account.confirmed {
        Some(when) => {
            let ago = match days(when, now) {
                0 => String::from("today"),
                1 => String::from("yesterday"),
                days => format!("{days} days ago"),
            };
            let part = if account.is_tried { "" } else { "one box of the " };
            format!("{part}backup code confirmed on {} ({ago}).{forgotten}", day(when))
        }
        None if account.is_guessed() => format!("a guess, not confirmed.{forgotten}"),
        None if account.origin == Origin::Restored => {
            format!("brought back, but its paper is NOT confirmed.{forgotten}")
        }
        None => format!("backup code NOT confirmed as saved.{forgotten}"),
    }
}

/// Describes the protection of the keystore.
fn protection(lock: Option<&Lock>) -> &'static str {
    match lock {
        None => "is NOT locked: anyone who can read that file has your accounts.",
        Some(lock) if lock.cost().is_below(Cost::USUAL) => {
            "is locked with a passphrase, in a way that makes guessing it cheap."
        }
        Some(_) => "is locked with a passphrase.",
    }
}

/// Describes how many recovery codes are left.
fn codes_left(lock: &Lock) -> String {
    let made = lock.issued().map(|when| format!(", made on {}", day(when))).unwrap_or_default();
    let left = match lock.confirmed_codes() {
        0 if lock.issued().is_none() => String::from("none"),
        0 => String::from("none is left"),
        1 => format!("1 is left{made}"),
        left => format!("{left} are left{made}"),
    };
    let pending = match lock.pending_codes() {
        0 => String::new(),
        1 => String::from("; 1 more was shown, but not confirmed as saved"),
        pending => format!("; {pending} more were shown, but not confirmed as saved"),
    };
    let used = lock.used().map(|when| format!("; one was used on {}", day(when)));
    format!("Recovery codes: {left}{pending}{}.", used.unwrap_or_default())
}

/// Returns the whole days from one time to another; 0 if the clock was set back.
fn days(from: SystemTime, to: SystemTime) -> u64 {
    to.duration_since(from).map_or(0, |since| since.as_secs() / 86_400)
}

fn in_json(one: Vouched<'_>, is_default: bool, now: SystemTime) -> Value {
    let account = one.account();
    json!({
        "name": one.name().as_str(),
        "identity": account.map(|account| account.identity.to_string()),
        "verified": one.is_verified(),
        "damaged": account.is_none(),
        "default": is_default,
        "guessed": account.map(Account::is_guessed),
        "confirmed_at": account.and_then(|account| account.confirmed).map(date),
        "confirmed_days": account.and_then(|account| account.confirmed).map(|when| days(when, now)),
        "tried": account.map(|account| account.is_tried),
        "backup_code": account.map(Account::code_in_words),
    })
}
