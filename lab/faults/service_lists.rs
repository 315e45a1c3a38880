//! Lists of other services' codes: made before a case, and found after it.

use std::path::Path;
use std::time::{Duration, SystemTime};

use collab::account::Name;
use collab::keystore::{Error, Keystore};
use collab::secret::SecretText;
use collab::service_codes::{ListId, Lists, ServiceCode, ServiceList, Standing, State};

use super::found::Found;
use super::home_files::place;

/// The codes of the list.
pub(crate) const SERVICE_CODES: [&str; 3] = ["48151-62342", "27182-81828", "31415-92653"];
/// The codes of the list that replaces it.
pub(crate) const NEW_LIST: [&str; 2] = ["16180-33988", "57721-56649"];

fn then() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(490_000)
}

/// Returns the list.
pub(crate) fn list() -> ServiceList {
    let codes = SERVICE_CODES.iter().zip(1..).map(|(text, number)| {
        ServiceCode::new(number, SecretText::new(String::from(*text))).expect("a code")
    });
    let service = "github".parse().expect("a service");
    let list = ServiceList::new(ListId([7; 16]), service, None, then(), codes.collect());
    list.expect("a list")
}

/// Gives alice the list.
pub(crate) fn add_list(home: &Path) {
    change(home, |lists| lists.add(list()).expect("it is the first"));
}

/// Notes the first code as shown.
pub(crate) fn show_first(home: &Path) {
    change(home, |lists| assert!(lists.change(ListId([7; 16]), 1, State::Shown(then()))));
}

fn change(home: &Path, change: impl FnOnce(&mut Lists)) {
    let alice = "alice".parse::<Name>().expect("a name");
    let changed = Keystore::at(place(home)).change(None, |contents| {
        contents.change_lists(&alice, |lists| {
            change(lists);
            Ok::<_, Error>(())
        })
    });
    changed.expect("a keystore");
}

/// Adds what is found of an account's lists. A list that is lost counts as a lost key.
pub(crate) fn describe(whose: &str, lists: &Lists, found: &mut Found) {
    for list in lists.iter() {
        let code = |code: &ServiceCode| format!("{} {}", code.number, code.life.state.name());
        let codes: Vec<String> = list.codes.iter().map(code).collect();
        let standing = match list.standing {
            Standing::Current => format!("current: {}", codes.join(", ")),
            Standing::Replaced => format!("replaced: {}", codes.join(", ")),
            Standing::Removed => String::from("removed"),
        };
        found.lines.push(format!("{whose}'s {}, {standing}", list.service));
        found.keys.insert(format!("{whose}'s {} of {}", list.service, list.codes.len()));
        let unused = list.codes.iter().filter(|code| code.life.state == State::Unused);
        found.unused.extend(unused.map(|code| code.text.expose().clone()));
    }
}
