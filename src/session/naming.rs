//! The name of an account: of a new one given, asked for, or the one that scripts get; and what one
//! that is here is called by now.

use super::Context;
use crate::account::{Identity, Name};
use crate::failure::{self, Outcome};
use crate::keystore::Contents;

/// A name as an argument.
pub(crate) fn parse(text: &str) -> Outcome<Name> {
    text.parse().map_err(|_| failure::not_a_name(text))
}

/// The name for an account that is not here yet. Taken names are refused here, so that nobody is
/// asked anything for nothing; the keystore refuses them again when it is written.
pub(crate) fn choose(
    context: &mut Context<'_>,
    given: Option<Name>,
    contents: Option<&Contents>,
) -> Outcome<Name> {
    let is_taken = |name: &Name| contents.is_some_and(|contents| contents.account(name).is_some());
    let name = match given {
        Some(name) => name,
        None if context.ui.has_person() => {
            let login = ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|variable| (context.environment)(variable))
                .and_then(|login| login.to_str().and_then(from_login))
                .unwrap_or_else(Name::fallback);
            let suggestion = Some(login).filter(|name| !is_taken(name));
            let verdict = |answer: &str| match answer.parse::<Name>() {
                Ok(name) if is_taken(&name) => Err(String::from("that name is taken")),
                Ok(_) => Ok(()),
                Err(_) => Err(String::from("use 1 to 32 of a-z, 0-9 and -, a letter first")),
            };
            let answer = context.ui.ask(
                "Name of the account, on this device",
                suggestion.as_ref().map(Name::as_str),
                &verdict,
            )?;
            answer.parse().map_err(|_| failure::not_a_name(&answer))?
        }
        None => Name::fallback(),
    };
    if is_taken(&name) { Err(failure::name_taken(&name)) } else { Ok(name) }
}

/// The name closest to a login name, if there is one.
fn from_login(login: &str) -> Option<Name> {
    let kept: String = login
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .skip_while(|c| !c.is_ascii_lowercase())
        .take(32)
        .collect();
    kept.trim_end_matches('-').parse().ok()
}

/// What the account with this identity is called by now: it was called `before` when a person began to
/// type.
pub(crate) fn by_now(contents: &Contents, identity: &Identity, before: &Name) -> Outcome<Name> {
    let here = contents.of_identity(identity);
    let here = here.map_err(|error| failure::of_account(&error, before))?;
    here.map(|account| account.name().clone()).ok_or_else(|| failure::no_such_account(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_names_become_names() {
        let name = |login| from_login(login).map(|name| name.as_str().to_owned());
        assert_eq!(name("alice").as_deref(), Some("alice"));
        assert_eq!(name("Alice Smith").as_deref(), Some("alice-smith"));
        assert_eq!(name("42nd_user$").as_deref(), Some("nd-user"));
        assert_eq!(name("1234"), None);
        assert_eq!(name(""), None);
    }
}
