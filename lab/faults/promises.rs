//! The promises about a disturbed run, checked one by one.
//!
//! The rule: a broken promise is counted and reported with everything that is needed to reproduce
//! it.

use std::fmt;

use super::cases::Case;
use super::found::Found;
use super::run::{Fault, Outcome};
use super::scratch::{Scratch, beside_the_keystore, codes, look, write_once_more};
use super::service_lists::{NEW_LIST, SERVICE_CODES};
use super::tally::Tally;
use crate::support::collab::{ALICE, BOB, CAROL, digits, leak};

/// Calls that the standard library or collab retries after an interruption.
const RETRIED: [&str; 6] = ["openat", "read", "write", "fsync", "fchmod", "getrandom"];

/// Calls without which a change only seems done.
const SYNCS: [&str; 2] = ["fsync", "fdatasync"];

/// The two allowed keystores: as before and as after.
pub(crate) struct Allowed<'a> {
    pub(crate) old: &'a Found,
    pub(crate) new: &'a Found,
}

impl Allowed<'_> {
    /// Returns the broken promises of a finding, given whether success was reported.
    pub(crate) fn judge(&self, found: &Found, reported: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        if let Some(why) = &found.unreadable {
            wrong.push(format!("it can't be read: {why}"));
        } else if !found.means(self.old) && !found.means(self.new) {
            wrong.push(format!("it is neither old nor new: {:?}", found.lines));
        }
        if self.old.keys.intersection(&self.new.keys).any(|key| !found.keys.contains(key)) {
            wrong.push("an account is lost".into());
        }
        if reported && !found.means(self.new) {
            wrong.push(format!("it was reported done, and is {:?}", found.lines));
        }
        wrong
    }
}

/// Checks every promise, and counts the result.
pub(crate) fn kept(
    case: &Case,
    allowed: &Allowed<'_>,
    fault: &Fault,
    outcome: &Outcome,
    scratch: &Scratch,
) -> Tally {
    let mut tally = Tally::of_one(fault.kind());
    if outcome.claims_success() {
        tally.count("reported done");
    }
    let found = look(&scratch.home());
    let mut wrong = allowed.judge(&found, outcome.claims_success());
    wrong.extend(told(fault, outcome));
    wrong.extend(silent(outcome, scratch));
    wrong.extend(named(outcome, &found));
    wrong.extend(shown(outcome, &found));
    wrong.extend(private(scratch));
    wrong.extend(cleared(fault, outcome, scratch));
    wrong.extend(next(&found, scratch));
    if !wrong.is_empty() {
        tally.broken.push(format!("{}: {fault}: {}{outcome}", case.name, wrong.join("; ")));
    }
    tally
}

/// Checks that a failure is reported, and that an interrupted call is retried.
fn told(fault: &Fault, outcome: &Outcome) -> Option<String> {
    let is_early = match fault {
        Fault::Kill(_) | Fault::Short { ends: true, .. } => return None,
        Fault::Fails(point, "EINTR") if RETRIED.contains(&point.name.as_str()) => {
            if !point.is_early && outcome.status != Some(0) {
                return Some("an interruption made it fail".into());
            }
            point.is_early
        }
        Fault::Fails(point, _) if SYNCS.contains(&point.name.as_str()) => {
            if outcome.claims_success() {
                return Some("it was reported done though a sync failed".into());
            }
            false
        }
        Fault::Fails(point, _) => point.is_early,
        Fault::Short { .. } => false,
    };
    if is_early || outcome.status == Some(0) || outcome.could_not_tell() {
        return None;
    }
    if outcome.hung() {
        return Some("it hung".into());
    }
    if let Some(signal) = outcome.signal {
        return Some(format!("it crashed with signal {signal}"));
    }
    let is_told = outcome.stderr.lines().any(|line| line.starts_with("error: "));
    (!is_told).then(|| "it failed and did not say so".into())
}

/// Checks that no five digits of a code are in the messages.
fn silent(outcome: &Outcome, scratch: &Scratch) -> Option<String> {
    let mut secrets = codes(&scratch.home());
    secrets.extend([ALICE, BOB, CAROL].map(|person| digits(person.code)));
    secrets.extend(SERVICE_CODES.iter().chain(&NEW_LIST).map(|code| digits(code)));
    // Words with other numbers: the commit in the location of a standard library panic; the thread
    // that panicked; a temporary file, whose name had no randomness.
    let is_thread = |word: &str| word.starts_with('(') && word.trim_end().ends_with(')');
    let is_said = |word: &&str| {
        !word.contains("/rustc/") && !is_thread(word) && !word.contains("/.keystore.json.")
    };
    let said = outcome.stderr.split_inclusive(char::is_whitespace).filter(is_said);
    let said: String = said.collect();
    let told = secrets.iter().any(|secret| leak(secret, &said).is_some());
    told.then(|| "digits of a code are on stderr".into())
}

/// Checks that every identity that was printed is in the keystore.
fn named(outcome: &Outcome, found: &Found) -> Option<String> {
    let mut printed = outcome.stdout.lines().filter(|line| line.starts_with("did:key:"));
    let missing = printed.any(|line| !found.identities.contains(line));
    missing.then(|| "the identity that was printed is not there".into())
}

/// Checks that no code of a service was shown that is recorded as unused.
fn shown(outcome: &Outcome, found: &Found) -> Option<String> {
    let is_shown = found.unused.iter().any(|code| outcome.stdout.contains(code.as_str()));
    is_shown.then(|| "a code was shown, and is recorded as unused".into())
}

/// Checks that nobody else can read the files that were left behind.
pub(crate) fn private(scratch: &Scratch) -> Option<String> {
    let open = beside_the_keystore(&scratch.home()).into_iter().find(|(_, mode)| mode & 0o77 != 0);
    open.map(|(name, mode)| format!("{name} has mode {mode:04o}"))
}

/// Checks that a run that was not killed removes its temporary file, where the system permits it.
fn cleared(fault: &Fault, outcome: &Outcome, scratch: &Scratch) -> Option<String> {
    let lets = !matches!(fault, Fault::Fails(point, _) if point.name.starts_with("unlink"));
    let left = beside_the_keystore(&scratch.home());
    let is_left = lets && outcome.status.is_some() && !left.is_empty();
    is_left.then(|| format!("it left {left:?} behind"))
}

/// Checks that the next change succeeds, changes nothing else, and leaves nothing behind.
fn next(found: &Found, scratch: &Scratch) -> Option<String> {
    if found.unreadable.is_some() {
        return None;
    }
    if let Err(error) = write_once_more(&scratch.home()) {
        return Some(format!("the next change failed: {error:?}"));
    }
    let now = look(&scratch.home());
    if !found.keys.is_subset(&now.keys) || now.identities.len() != found.identities.len() + 1 {
        return Some(format!("the next change made of it {:?}", now.lines));
    }
    let left = beside_the_keystore(&scratch.home());
    (!left.is_empty()).then(|| format!("the next change left {left:?}"))
}

impl Fault {
    /// Returns the kind of fault, for counting.
    fn kind(&self) -> &'static str {
        match self {
            Self::Kill(_) => "killed",
            Self::Fails(point, _) if point.name == "getrandom" => "without randomness",
            Self::Fails(_, error) => error,
            Self::Short { .. } => "cut short",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(point) => write!(f, "killed at {} {}", point.name, point.number),
            Self::Fails(point, error) => write!(f, "{error} at {} {}", point.name, point.number),
            Self::Short { bytes, ends: true } => write!(f, "ended at {bytes} bytes of a file"),
            Self::Short { bytes, ends: false } => write!(f, "EFBIG at {bytes} bytes of a file"),
        }
    }
}

/// The output of a run, as separate lines.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, signal, stdout, stderr, injected } = self;
        write!(f, "\n      status {status:?}, signal {signal:?}, {injected:?}")?;
        write!(f, "\n      stdout {stdout:?}, stderr {stderr:?}")
    }
}
