//! Other services' lists of codes: the names that are given, which list is meant, and its changes.

use std::ops::RangeInclusive;

use clap::Args;

use super::code_advice::{command, named};
use super::{Context, exporting, naming};
use crate::account::{Account, Name};
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{self, Contents};
use crate::service_codes::{ListId, ListView, Lists, Login, MOST_CODES, Service, Standing};
use crate::ui::Choice;

/// The service and the login that a list is for.
#[derive(Args, Clone, Debug)]
pub(crate) struct ServiceLogin {
    /// Service that handed the codes out, for example github or login.gov
    #[arg(value_name = "SERVICE", value_parser = service_of)]
    pub(crate) service: Service,

    /// Login at the service, if you have several there
    #[arg(long, value_name = "NAME", value_parser = login_of)]
    pub(crate) login: Option<Login>,
}

/// The list that is meant: the current one of a service and a login, or the one before it.
#[derive(Args, Clone, Debug)]
pub(crate) struct ListOf {
    #[command(flatten)]
    pub(crate) of: ServiceLogin,

    /// Use the earlier list, which a later one replaced
    #[arg(long)]
    pub(crate) replaced: bool,
}

/// Numbers of codes as they are given: one, or a range such as `2-6`.
#[derive(Clone, Debug)]
pub(crate) struct Numbers(pub(crate) RangeInclusive<u32>);

/// Reads the numbers of codes in an argument. Of a text that is none, such as a code, nothing is in
/// the error.
pub(crate) fn numbers_of(text: &str) -> Outcome<Numbers> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
    let range = number(first).zip(number(last)).map(|(first, last)| first..=last);
    // A code of two groups of digits is no range.
    let range = range.filter(|it| !it.is_empty() && it.end() - it.start() < MOST_NUMBERS);
    range.map(Numbers).ok_or_else(|| Failure::new(Status::Usage, "that is no number of a code"))
}

/// The most codes that a range has.
const MOST_NUMBERS: u32 = 100;
const _: () = assert!(MOST_NUMBERS as usize == MOST_CODES);

/// Reads the name of a service in an argument.
pub(crate) fn service_of(text: &str) -> Outcome<Service> {
    text.parse().map_err(|_| {
        Failure::new(Status::Usage, "that is no name of a service")
            .hint("use up to 64 letters, digits, dots and hyphens, for example login.gov")
    })
}

fn login_of(text: &str) -> Outcome<Login> {
    text.parse().map_err(|_| {
        Failure::new(Status::Usage, "that is no name of a login")
            .hint("use up to 64 characters, for example maria@example.com")
    })
}

/// Changes the lists of an account, durably. `change` is also told whether the keystore is unlocked.
pub(crate) fn change<T>(
    context: &mut Context<'_>,
    account: &Account,
    change: impl FnOnce(&mut Lists, bool) -> Outcome<T>,
) -> Outcome<T> {
    change_account(context, account, |contents, name| {
        let is_unlocked = contents.lock().is_none();
        let changed = contents
            .change_lists(name, |lists| Ok::<_, keystore::Error>(change(lists, is_unlocked)));
        changed.map_err(|error| failure::of_account(&error, name))?
    })
}

/// Changes an account, durably. A kept vault that is behind then is written again.
pub(crate) fn change_account<T>(
    context: &mut Context<'_>,
    account: &Account,
    change: impl FnOnce(&mut Contents, &Name) -> Outcome<T>,
) -> Outcome<T> {
    let (changed, last) = context.change(|contents| {
        let name = naming::by_now(contents, &account.identity, &account.name)?;
        let changed = change(contents, &name)?;
        let last = contents.last_export(&name);
        let last = last.map_err(|error| failure::of_account(&error, &name))?;
        Ok((changed, last.cloned()))
    })?;
    if let Some(last) = last.filter(|last| last.is_kept && last.behind > 0) {
        exporting::renew(context, account, &last);
    }
    Ok(changed)
}

/// Returns the failure of a change that another process came before.
pub(crate) fn changed_meanwhile() -> Failure {
    Failure::new(Status::Busy, "another process changed the list meanwhile")
        .hint("nothing was changed; `collab codes` shows what is here now")
}

/// Returns the lists of an account.
pub(crate) fn of_account<'c>(contents: &'c Contents, account: &Account) -> Outcome<&'c Lists> {
    let lists = contents.lists(&account.name);
    lists.map_err(|error| failure::of_account(&error, &account.name))
}

/// Returns the list of this id as it stands.
pub(crate) fn view(lists: &Lists, id: ListId) -> Outcome<ListView<'_>> {
    let view = lists.views().find(|view| view.list.id == id);
    view.ok_or_else(|| Failure::new(Status::NoAccount, "the list was removed meanwhile"))
}

/// Whether a list is an earlier one, whose codes are not those of the current list.
pub(crate) fn is_replaced(lists: &Lists, view: &ListView<'_>) -> bool {
    view.list.standing == Standing::Replaced && !lists.current().any(|it| it.is_same_as(view))
}

/// Returns the sentence about the earlier lists of a service whose current codes have worked. Until
/// then they are kept without a word: a person may have pasted a list and never confirmed it at the
/// service.
pub(crate) fn earlier(lists: &Lists, current: &ListView<'_>) -> Option<String> {
    let of = (&current.list.service, &current.list.login);
    let is_earlier = |view: &ListView<'_>| {
        (&view.list.service, &view.list.login) == of && is_replaced(lists, view)
    };
    if !current.has_worked() || !lists.views().any(|view| is_earlier(&view)) {
        return None;
    }
    let (service, login) = (of.0, of.1.as_ref());
    let remove = command(&format!("remove {service} --replaced"), login);
    Some(format!(
        "The new codes of {} work, and the earlier ones are still here; {remove} removes them.",
        named(service, login)
    ))
}

/// Chooses the current list that is meant, or the last one that was replaced. Without `--login`, a
/// script means the one without a login, and a person is asked where there are several.
pub(crate) fn chosen(
    context: &mut Context<'_>,
    lists: &Lists,
    of: &ServiceLogin,
    replaced: bool,
) -> Outcome<ListId> {
    let is_meant = |view: &ListView<'_>| {
        view.list.service == of.service
            && (of.login.is_none() || view.list.login == of.login)
            && if replaced {
                is_replaced(lists, view)
            } else {
                view.list.standing == Standing::Current
            }
    };
    let mut here: Vec<ListView<'_>> = lists.views().filter(is_meant).collect();
    // They are in order, so the last one of a login is its latest.
    here.reverse();
    here.dedup_by(|one, later| one.list.login == later.list.login);
    here.reverse();
    let name = named(&of.service, of.login.as_ref());
    match &here[..] {
        [] => Err(no_codes(&name, replaced)),
        [one] => Ok(one.list.id),
        several if context.ui.has_person() => {
            let labels: Vec<(String, String)> = several
                .iter()
                .zip(1..)
                .map(|(view, key)| (format!("{key}"), named(&of.service, view.list.login.as_ref())))
                .collect();
            let choices: Vec<Choice<'_>> =
                labels.iter().map(|(key, label)| Choice { key, label }).collect();
            let choice = context.ui.choose("Which login?", &choices)?;
            Ok(several[choice].list.id)
        }
        several => several
            .iter()
            .find(|view| view.list.login.is_none())
            .map(|view| view.list.id)
            .ok_or_else(|| {
                Failure::new(Status::Usage, format!("there are codes of several logins at {name}"))
                    .hint("say which with `--login NAME`; `collab codes` lists them")
            }),
    }
}

/// Reports that there is no list of this name, or no earlier one.
fn no_codes(name: &str, replaced: bool) -> Failure {
    let message = if replaced {
        format!("no earlier codes of {name} are here")
    } else {
        format!("there are no codes of {name}")
    };
    Failure::new(Status::NoAccount, message).hint("`collab codes` lists what is here")
}
