//! Every file that a run writes to or leaves behind, and the files' names.
//!
//! The rule: a secret is only in the files that are meant for it: an unlocked keystore and the
//! temporary file that becomes it, and the file requested for recovery codes or a sheet. A locked
//! keystore is never written in the clear, even when the run is killed.

use std::fs;

use collab::keystore::Keystore;

use super::homes::{Before, Files, SECRETS, home, snapshot};
use super::places::say;
use super::record::Call;
use super::run::run;
use super::secrets::Secrets;
use super::tracing;
use crate::strace::within;
use crate::support::collab::Home;

/// Returns a run's writes to files.
pub(crate) fn written(calls: &[Call]) -> impl Iterator<Item = &Call> {
    calls.iter().filter(|call| call.is_to_file())
}

/// Returns the secrets in the files that a run wrote or left.
pub(crate) fn look(home: &Home, before: &Files, calls: &[Call], secrets: &Secrets) -> Vec<String> {
    let is_locked =
        Keystore::at(home.keystore()).open().is_ok_and(|contents| contents.lock().is_some());
    let folder = home.at("data/collab");
    let may_have = |path: &str| {
        ["out", "out.pdf", "out.svg", "out.txt", "out.png", "backup-code-alice.pdf"]
            .iter()
            .any(|name| path == home.at(name).to_string_lossy())
            // A file without a name, which cannot be left behind until it gets one of these names.
            || path.starts_with(&*home.at("#").to_string_lossy())
            || (!is_locked && path.starts_with(&*folder.to_string_lossy()))
    };
    let mut found = Vec::new();
    let mut add = |what: &str, bytes: &[u8]| {
        let forms = secrets.found_in(bytes).into_keys();
        found.extend(forms.map(|(secret, form)| format!("{secret}, {form}, in {what}")));
    };
    for call in calls.iter().filter(|call| call.name != "execve") {
        if !call.writes() && call.name != "sendmsg" {
            add("a name", &call.strings().collect::<Vec<_>>().join(&b' '));
        }
    }
    for call in written(calls).filter(|call| !may_have(&call.descriptor)) {
        add(&call.descriptor, &call.strings().collect::<Vec<_>>().concat());
    }
    for (path, bytes) in snapshot(home.path()) {
        let path_text = path.to_string_lossy();
        add("the name of a file that is left", path_text.as_bytes());
        if before.get(&path) != Some(&bytes) && !may_have(&path_text) {
            add(&path_text, &bytes);
        }
    }
    found
}

#[test]
fn a_killed_run_leaves_no_unlocked_secret_behind() {
    if !tracing::is_here() {
        return;
    }
    let first = ["--passphrase-file", "first"];
    let cases: [(Before, &[&str]); 5] = [
        (Before::Locked, &["rename", "bob", "zoe"]),
        (Before::Locked, &["init", "work"]),
        (Before::Locked, &["passphrase", "set", "--new-passphrase-file", "second"]),
        (Before::Locked, &["recovery-codes", "revoke", "--yes"]),
        (Before::Locked, &["codes", "add", "github", "--code-file", "list"]),
    ];
    let (mut runs, mut left) = (0, 0);
    let mut found = Vec::new();
    for (before, arguments) in cases {
        // The temporary file is made, synced, renamed, or written.
        for call in ["fchmod", "fsync", "rename,renameat,renameat2", "write"] {
            let home = home(before);
            let mut secrets = SECRETS.clone();
            secrets.of_keystore(&home);
            let files = snapshot(home.path());
            let command = run(before, &[arguments, &first].concat()).command(&home);
            let kill = format!("inject={call}:signal=KILL:when=1");
            let killed = ["-f", "-o", "/dev/null", "-e", &kill];
            let output = within("strace", &killed, &command).output().expect("strace is there");
            runs += 1;
            assert!(!output.status.success(), "{arguments:?} did not come to {call}");
            secrets.of_keystore(&home);
            left += snapshot(home.path()).len() - files.len();
            found.extend(look(&home, &files, &[], &secrets));
        }
    }
    say("Killed", runs, &format!("{left} files left behind"), found.len());
    assert!(left > 0, "no kill left a temporary file behind");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_codes_of_an_unlocked_keystore_are_seen_when_it_is_written() {
    // The one documented exception shows that writes are examined.
    if !tracing::is_here() {
        return;
    }
    let home = home(Before::Two);
    let streams = tracing::Streams { input: None, stdout_is_full: false };
    let command = run(Before::Two, &["rename", "bob", "zoe"]).command(&home);
    let traced = tracing::run(&command, streams, tracing::Ends::Alone);
    let seen = written(&traced.calls)
        .any(|call| call.strings().any(|bytes| !SECRETS.found_in(bytes).is_empty()));
    assert!(seen, "the codes were not seen on their way to the file");
    assert!(fs::read(home.keystore()).is_ok_and(|bytes| !SECRETS.found_in(&bytes).is_empty()));
}
