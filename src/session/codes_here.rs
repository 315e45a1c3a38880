//! Words about other services' codes: the names that are given, lists, and the number of codes left.

use clap::Args;

pub(crate) use super::counted::codes;
use super::{Context, naming, vault_file};
use crate::account::{Account, Name};
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{self, Contents};
use crate::service_codes::known_services::known;
use crate::service_codes::{ListId, ListView, Lists, Login, Service};
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

/// Returns the name of a list for people: the service, and the login if there is one.
pub(crate) fn named(service: &Service, login: Option<&Login>) -> String {
    match login {
        Some(login) => format!("{service} ({login})"),
        None => service.to_string(),
    }
}

/// Returns the sentences about a list of which so few codes are left that it is time for new ones.
pub(crate) fn few_left(view: &ListView<'_>) -> Option<String> {
    const FEW: usize = 2;
    if view.left() > FEW || view.left() == view.list.codes.len() {
        return None;
    }
    let (service, login) = (&view.list.service, view.list.login.as_ref());
    let name = named(service, login);
    let left = match view.left() {
        0 => format!("No code of {name} is left."),
        1 => format!("Only 1 code of {name} is left."),
        left => format!("Only {left} codes of {name} are left."),
    };
    let place = known(service.as_str())
        .map(|known| format!(" in {}: {}", known.title, known.new_codes))
        .unwrap_or_default();
    Some(format!("{left} Make new ones{place}; then `collab codes add {service}` keeps them."))
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
        vault_file::renew(context, account, &last);
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

/// Chooses the current list that is meant. Without `--login`, a script means the one without a
/// login, and a person is asked where there are several.
pub(crate) fn chosen(
    context: &mut Context<'_>,
    lists: &Lists,
    of: &ServiceLogin,
) -> Outcome<ListId> {
    let is_meant = |view: &ListView<'_>| {
        view.list.service == of.service && (of.login.is_none() || view.list.login == of.login)
    };
    let here: Vec<ListView<'_>> = lists.current().filter(is_meant).collect();
    let name = named(&of.service, of.login.as_ref());
    match &here[..] {
        [] => Err(Failure::new(Status::NoAccount, format!("there are no codes of {name}"))
            .hint("`collab codes` lists what is here")),
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
