//! Words about other services' codes: names, counts, and when it is time for new codes.

use crate::failure::shell_word;
use crate::service_codes::known_services::known;
use crate::service_codes::{ListView, Login, Service, Standing};

/// Returns the name of a list for people: the service, and the login if there is one.
pub(crate) fn named(service: &Service, login: Option<&Login>) -> String {
    match login {
        Some(login) => format!("{service} ({login})"),
        None => service.to_string(),
    }
}

/// Returns a count of codes in words.
pub(crate) fn codes(count: usize) -> String {
    if count == 1 { String::from("1 code") } else { format!("{count} codes") }
}

/// Returns a count of lists in words.
pub(crate) fn lists(count: usize) -> String {
    if count == 1 { String::from("1 list") } else { format!("{count} lists") }
}

/// Returns a count of changes in words.
pub(crate) fn changes(count: u64) -> String {
    if count == 1 { String::from("1 change") } else { format!("{count} changes") }
}

/// Returns a command about codes with the login that it needs, between backquotes.
pub(crate) fn command(words: &str, login: Option<&Login>) -> String {
    let Some(login) = login else { return format!("`collab codes {words}`") };
    // Some logins have no plain notation in a command.
    let is_plain = !login.as_str().starts_with('-') && !login.as_str().contains('`');
    let login = is_plain.then(|| shell_word(login.as_str())).flatten();
    format!("`collab codes {words} --login {}`", login.as_deref().unwrap_or("NAME"))
}

/// Whether so few codes of a list are left that it is time for new ones. A whole list has enough,
/// however short it is.
pub(crate) fn is_low(view: &ListView<'_>) -> bool {
    const FEW: usize = 2;
    let is_current = view.list.standing == Standing::Current;
    is_current && view.left() <= FEW && view.left() < view.list.codes.len()
}

/// Returns where a service makes new codes, if that is known: ` in GitHub: Settings, …`.
pub(crate) fn place_of_new_ones(service: &Service) -> String {
    let place = known(service.as_str());
    place.map(|known| format!(" in {}: {}", known.title, known.new_codes)).unwrap_or_default()
}

/// Returns the sentences about a list of which few codes are left.
pub(crate) fn few_left(view: &ListView<'_>) -> Option<String> {
    if !is_low(view) {
        return None;
    }
    let (service, login) = (&view.list.service, view.list.login.as_ref());
    let name = named(service, login);
    let left = match view.left() {
        0 => format!("No code of {name} is left."),
        1 => format!("Only 1 code of {name} is left."),
        left => format!("Only {left} codes of {name} are left."),
    };
    let place = place_of_new_ones(service);
    let add = command(&format!("add {service}"), login);
    Some(format!("{left} Make new ones{place}; then {add} keeps them."))
}

/// Returns the sentences about a list whose last two codes were refused.
pub(crate) fn refused_in_a_row(view: &ListView<'_>) -> Option<String> {
    if !view.is_refused() || view.list.standing != Standing::Current {
        return None;
    }
    let service = &view.list.service;
    let add = command(&format!("add {service}"), view.list.login.as_ref());
    Some(format!(
        "The last two codes were refused: perhaps newer codes replaced these. {add} keeps newer ones."
    ))
}
