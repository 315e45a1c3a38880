//! Failures of accounts, names and confirmations.

use super::{Failure, Status, keystore_named, quoted};
use crate::account::{Identity, Name};
use crate::keystore::{self, Conflict, Damage, Keystore};

/// Reports that there is no account or no keystore yet. Names the file, since the account may be in
/// another one.
pub(crate) fn no_account(keystore: &Keystore) -> Failure {
    let keystore = keystore_named(keystore.path());
    Failure::new(Status::NoAccount, format!("there is no account in {keystore} yet"))
        .hint("create one with `collab init`, or bring one back with `collab restore`")
}

/// Adds what helps in a CI job to the report that there is no account: each step has to name the
/// keystore that the first one made.
pub(crate) fn no_account_in_a_job(failure: Failure, is_keystore_named: bool) -> Failure {
    failure.hint(if is_keystore_named {
        "bring the account back first, with `collab restore`; each step needs the same COLLAB_KEYSTORE"
    } else {
        "set COLLAB_KEYSTORE in this step, too: each step needs the keystore that `collab restore` made"
    })
}

/// Reports that a job would make an account in a keystore that it did not name.
pub(crate) fn new_account_in_a_job() -> Failure {
    Failure::new(
        Status::Usage,
        "in CI `init` needs a keystore that is named: a job brings its account back, and a new one \
         would be another",
    )
    .hint("`collab restore` brings it back; for a new one, name a file with `--keystore FILE`")
}

/// Reports that there is no account of this name.
pub(crate) fn no_such_account(name: &Name) -> Failure {
    Failure::new(Status::NoAccount, format!("there is no account named {}", quoted(name.as_str())))
        .hint("see `collab accounts`")
}

/// Reports that there are accounts, but no default.
pub(crate) fn no_default() -> Failure {
    Failure::new(Status::NoAccount, "no account is the default")
        .hint("choose one with `collab use NAME`, or name it with `--account NAME`")
}

/// Reports that a name belongs to another account.
pub(crate) fn name_taken(name: &Name) -> Failure {
    let message = format!("there is another account named {} here", quoted(name.as_str()));
    Failure::new(Status::OtherAccount, message)
        .hint("choose another name; `collab accounts` lists what is here")
}

/// Reports that an account can't be added under this name.
pub(crate) fn conflict(conflict: &Conflict, name: &Name) -> Failure {
    match conflict {
        Conflict::NameTaken => name_taken(name),
        Conflict::AlreadyHere(here) => {
            Failure::new(Status::OtherAccount, format!("this account is here already, as {here}"))
                .hint("see `collab accounts`")
        }
        Conflict::Damaged(here) => damaged_account(here),
    }
}

/// Reports that the public keys that the keystore lists for an account do not match its secret.
pub(crate) fn damaged_account(name: &Name) -> Failure {
    Failure::new(
        Status::Keystore,
        format!("the account {name} is damaged: its public keys do not match its secret"),
    )
    .hint(format!(
        "`collab remove {name}` takes it out, and `collab restore` brings it back from its backup \
         code; the other accounts are not affected"
    ))
}

/// Reports that an account could not be used.
pub(crate) fn of_account(error: &keystore::Error, name: &Name) -> Failure {
    match error {
        keystore::Error::Damaged(Damage::Account(damaged)) => damaged_account(damaged),
        keystore::Error::Forgotten => forgotten(name),
        _ => no_such_account(name),
    }
}

/// Describes a valid name, with an example: the suggestion, if there is one.
pub(crate) fn what_a_name_is(suggestion: Option<&Name>) -> String {
    let example = suggestion.map_or("maria-mueller", Name::as_str);
    format!(
        "Use up to 32 lowercase letters, digits and hyphens, starting with a letter, for example \
         {example}"
    )
}

/// Reports that a text is not a name; `suggestion` is a valid name made from it.
pub(crate) fn not_a_name(text: &str, suggestion: Option<&Name>) -> Failure {
    let failure = Failure::new(Status::Usage, format!("{} can't be a name", quoted(text)));
    if text == "me" {
        return failure.hint("`me` always means the current account; choose another name");
    }
    let mut what = what_a_name_is(suggestion);
    what[..1].make_ascii_lowercase();
    failure.hint(what)
}

/// Reports a valid backup code of another account than the expected one.
pub(crate) fn other_account(actual: &Identity, expected: &str) -> Failure {
    let message = format!("this code is good, but it opens another account: {actual}");
    Failure::new(Status::OtherAccount, message)
        .hint(format!("look for the backup code of {expected}"))
}

/// Reports a valid backup code of an account from whose identity the one of `--expect` differs in
/// so few characters that it was mistyped.
pub(crate) fn mistyped_expect(actual: &Identity, expected: &str, slips: usize) -> Failure {
    let characters = if slips == 1 { "one character" } else { "two characters" };
    let message =
        format!("`--expect` differs in {characters} from the account of this code: {expected}");
    Failure::new(Status::OtherAccount, message).hint(format!(
        "that is probably a typing mistake; the code opens {actual}; if that is the account you mean, \
         correct `--expect`"
    ))
}

/// Reports that a confirmation is needed, and names the flag that gives it in a script.
pub(crate) fn needs_confirmation(what: &str, flag: &str) -> Failure {
    Failure::new(
        Status::NeedsPerson,
        format!("{what} needs a confirmation, and there is nobody to ask"),
    )
    .hint(format!("a script confirms with `{flag}`"))
}

/// Reports that the backup code of an account was removed from this device.
fn forgotten(name: &Name) -> Failure {
    Failure::new(
        Status::NoAccount,
        format!("the backup code of {name} was taken off this device on purpose"),
    )
    .hint("it is where you saved it; `collab restore` puts it back here")
}

/// Reports that standard input was requested for two things.
pub(crate) fn one_standard_input() -> Failure {
    Failure::new(Status::Usage, "standard input can't be two things at once")
        .hint("pipe one of them in, and name a file for the other")
}

/// Reports that standard output was requested for both data and JSON.
pub(crate) fn json_beside_data() -> Failure {
    Failure::new(Status::Usage, "standard output can't be a file and JSON at once")
        .hint("name the file with `-o FILE`")
}
