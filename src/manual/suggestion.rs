//! Suggestions for the name of a command that doesn't exist.

use crate::failure::{Failure, Status, quoted};

/// Words that people know from other programs, with the answer that names our command.
const KNOWN_ELSEWHERE: [(&[&str], &str); 13] = [
    (
        &["new", "create", "signup", "sign-up", "register", "add", "generate"],
        "`collab init` creates an account",
    ),
    (
        &["login", "log-in", "signin", "sign-in", "recover", "import", "restroe", "resotre"],
        "`collab restore` brings an account back from its backup code",
    ),
    (&["list", "ls"], "`collab accounts` lists the accounts on this device"),
    (&["show", "backup", "code", "paper", "qr"], "`collab print` shows the backup code"),
    (
        &["delete", "rm", "logout", "log-out", "signout", "sign-out"],
        "`collab remove NAME` signs out of an account on this device",
    ),
    (&["test"], "`collab check` tells whether the code you saved opens your account"),
    (&["lock", "password"], "`collab passphrase set` locks the keystore with a passphrase"),
    (
        &["unlock"],
        "commands ask for the passphrase when they need it; `collab passphrase remove` unlocks the \
         keystore for good",
    ),
    (&["switch", "select", "default"], "`collab use NAME` chooses the default account"),
    (&["mv"], "`collab rename OLD NEW` renames an account"),
    (&["id", "identity", "me"], "`collab whoami` shows your public identity"),
    (&["clipboard"], "`collab copy` copies the backup code for a password manager"),
    (&["version"], "`collab --version` prints the version"),
];

/// The most edits between a command and a mistyped form of it.
const SLIPS: usize = 2;

/// Such words for subcommands: the outer command, the words, the answer.
const INSIDE: [(&str, &[&str], &str); 10] = [
    ("ssh", &["list", "ls", "show"], "`collab ssh` shows the key, `ssh-add -l` lists the agent's"),
    ("export", &["ssh", "login"], "`collab ssh export FILE` writes it"),
    (
        "passphrase",
        &["forgot", "forgotten", "lost", "reset", "recover", "restore"],
        "`collab passphrase set` takes a recovery code instead of the passphrase; without one, \
         `collab restore --keystore NEW-FILE` brings the account back from its backup code",
    ),
    (
        "passphrase",
        &["change", "new", "add", "create", "lock"],
        "`collab passphrase set` sets a passphrase, or changes it",
    ),
    (
        "passphrase",
        &["unlock", "unset", "delete", "rm", "off"],
        "`collab passphrase remove` unlocks the keystore for good",
    ),
    (
        "recovery-codes",
        &["use", "enter", "redeem", "restore"],
        "type the code where a command asks for the passphrase, for example `collab passphrase set`",
    ),
    (
        "recovery-codes",
        &["make", "create", "generate", "regenerate", "renew", "add"],
        "`collab recovery-codes new` makes new codes",
    ),
    (
        "recovery-codes",
        &["list", "ls", "show", "print", "left", "count"],
        "`collab recovery-codes status` says how many are left; the codes themselves are not kept",
    ),
    (
        "recovery-codes",
        &["delete", "remove", "rm", "disable"],
        "`collab recovery-codes revoke` makes every code worthless",
    ),
    ("codes", &["list", "ls", "left", "count", "status"], "`collab codes` lists what is here"),
];

/// Returns the answer to a word that people know from other programs; it does not repeat the word.
pub(crate) fn known_elsewhere(inside: &str, typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    let is_known = |words: &[&str]| words.contains(&typed.as_str());
    let outer = KNOWN_ELSEWHERE.iter().map(|(words, answer)| ("", *words, *answer));
    let mut known = outer.chain(INSIDE);
    known.find(|(within, words, _)| *within == inside && is_known(words)).map(|(.., answer)| answer)
}

/// Suggests a command for a word that is no subcommand of `command`, whose name is `inside`. Never
/// corrects a typo to `remove`: people who type such a word as often mean another command, and
/// `remove` takes an account away.
pub(crate) fn suggestion(command: &clap::Command, inside: &str, typed: &str) -> Option<String> {
    if let Some(answer) = known_elsewhere(inside, typed) {
        return Some(String::from(answer));
    }
    let typed = typed.to_lowercase();
    let meant = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set() && command.get_name() != "remove")
        .map(|command| (slips(&typed, command.get_name()), command.get_name()))
        .filter(|&(slips, name)| slips <= SLIPS && 2 * slips < name.len())
        .min()?;
    let path = [inside, meant.1].join(" ");
    Some(format!("did you mean `collab {}`?", path.trim_start()))
}

/// Reports a command that doesn't exist.
pub(crate) fn no_such_command(tree: &clap::Command, path: &[String]) -> Failure {
    let hint = path.first().and_then(|word| suggestion(tree, "", word));
    let hint = hint.unwrap_or_else(|| String::from("`collab help` lists all commands and topics"));
    let path = quoted(path.join(" "));
    Failure::new(Status::Usage, format!("there is no command named {path}")).hint(hint)
}

/// Returns the edit distance of two words: letters left out, added, wrong, or swapped with a
/// neighbor (optimal string alignment distance).
fn slips(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            if i == 0 || j == 0 {
                rows[i][j] = i + j;
                continue;
            }
            let wrong = usize::from(from[i - 1] != to[j - 1]);
            let mut least =
                (rows[i - 1][j - 1] + wrong).min(rows[i - 1][j].min(rows[i][j - 1]) + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_slip_leads_to_remove() {
        let tree = crate::cli::tree();
        let letters: Vec<char> = ('a'..='z').chain(['-']).collect();
        for at in 0..=6 {
            for &letter in &letters {
                let mut added: Vec<char> = "remove".chars().collect();
                added.insert(at, letter);
                let mut wrong: Vec<char> = "remove".chars().collect();
                if at < 6 {
                    wrong[at] = letter;
                }
                for typed in [added, wrong].map(String::from_iter) {
                    let said = suggestion(&tree, "", &typed).unwrap_or_default();
                    assert!(!said.contains("remove"), "{typed}: {said}");
                }
            }
        }
    }

    #[test]
    fn a_slip_leads_to_the_command() {
        let tree = crate::cli::tree();
        for (typed, meant) in [
            ("inti", "init"),
            ("restor", "restore"),
            ("RESTORE", "restore"),
            ("retsore", "restore"),
            ("chekc", "check"),
            ("accounst", "accounts"),
            ("renam", "rename"),
            ("who-am-i", "whoami"),
        ] {
            let meant = format!("did you mean `collab {meant}`?");
            assert_eq!(suggestion(&tree, "", typed), Some(meant), "{typed}");
        }
        assert_eq!(suggestion(&tree, "", "frobnicate"), None);
    }
}
