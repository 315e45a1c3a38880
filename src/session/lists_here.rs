//! All lists of other services' codes in the keystore, and those of which few codes are left.

use serde_json::{Value, json};

use super::code_advice::{command, is_low, lists, named, place_of_new_ones};
use crate::account::Name;
use crate::keystore::Contents;
use crate::service_codes::{ListView, Login, Service};

/// The current lists of all accounts.
pub(crate) struct ListsHere {
    count: usize,
    few: Vec<Few>,
}

/// A list of which few codes are left.
struct Few {
    account: Name,
    service: Service,
    login: Option<Login>,
    left: usize,
}

impl ListsHere {
    /// Returns the lists; `None` if the keystore is locked. A damaged account has none.
    pub(crate) fn of(contents: &Contents) -> Option<Self> {
        if contents.is_sealed() {
            return None;
        }
        let mut here = Self { count: 0, few: Vec::new() };
        for account in contents.accounts() {
            let Ok(lists) = contents.lists(account.name()) else { continue };
            here.count += lists.current().count();
            here.few
                .extend(lists.current().filter(is_low).map(|view| Few::of(account.name(), &view)));
        }
        Some(here)
    }

    /// Describes the lists in a sentence; `None` if there are none.
    pub(crate) fn in_words(&self) -> Option<String> {
        /// The most names in the sentence: it fits two rows.
        const NAMED: usize = 3;
        if self.count == 0 {
            return None;
        }
        let lists = lists(self.count);
        let mut names: Vec<String> = self.few.iter().take(NAMED).map(Few::in_words).collect();
        match self.few.len().saturating_sub(NAMED) {
            0 => {}
            more => names.push(format!("{more} more")),
        }
        let few = match &names[..] {
            [] => String::new(),
            [one] => format!("; few are left of {one}"),
            [first @ .., last] => format!("; few are left of {} and {last}", first.join(", ")),
        };
        Some(format!("Other services' codes: {lists}{few}."))
    }

    /// Returns the reason and the command for new codes of a list, if one needs them.
    pub(crate) fn next(&self, contents: &Contents) -> Option<(String, String)> {
        let Few { account, service, login, .. } = self.few.iter().min_by_key(|few| few.left)?;
        let place = place_of_new_ones(service);
        let name = named(service, login.as_ref());
        let add = command(&format!("add {service}"), login.as_ref()).replace('`', "");
        let account = if contents.is_default(account) {
            String::new()
        } else {
            format!(" --account {account}")
        };
        Some((format!("make new codes of {name}{place}, and keep them"), add + &account))
    }

    /// Returns the lists for programs.
    pub(crate) fn in_json(&self) -> Value {
        let few = |few: &Few| {
            json!({
                "account": few.account.as_str(),
                "service": few.service.as_str(),
                "login": few.login.as_ref().map(Login::as_str),
                "left": few.left,
            })
        };
        json!({ "lists": self.count, "few": self.few.iter().map(few).collect::<Vec<_>>() })
    }
}

impl Few {
    fn of(account: &Name, view: &ListView<'_>) -> Self {
        let list = view.list;
        Self {
            account: account.clone(),
            service: list.service.clone(),
            login: list.login.clone(),
            left: view.left(),
        }
    }

    /// Returns its name, and how many codes are left.
    fn in_words(&self) -> String {
        format!("{} ({})", named(&self.service, self.login.as_ref()), self.left)
    }
}
