//! Many processes at once on one keystore.
//!
//! The rule: every change that was reported done is there at the end, under its own code; when all
//! want one name, one process gets it; a reader always sees a whole file, with every change that
//! was reported before it looked; and every process ends with a status that says why.
//!
//! `COLLAB_LAB_SHARE=1` has 64 processes at a time work 100 rounds each. The root of a share is the
//! share of the processes and of the rounds.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use collab::code::EntropyError;
use collab::keystore::{Contents, Cost, Error, Keystore, Opener, Passphrase, PassphraseKey};
use serde_json::Value;

use crate::slips::Generator;
use crate::support::collab::{ALICE, Home, PASSPHRASE, end};
use crate::work;

const PROCESSES: f64 = 64.0;
const ROUNDS: f64 = 100.0;
/// The share that runs by default.
const SHARE: f64 = 0.02;
/// The number of rounds after which all want another name.
const SAME_NAME: u32 = 5;
/// The time after which a process counts as hanging.
const HANGING: Duration = Duration::from_mins(10);
/// The pause between two changes of the passphrase, in which others can open the keystore.
const REST: Duration = Duration::from_secs(1);

#[test]
fn many_processes_lose_nothing_that_was_reported_done() {
    Flood { home: Home::new(), passphrase: Mutex::new(None) }.run();
}

#[test]
fn many_processes_lose_nothing_while_the_passphrase_changes() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    home.file("passphrase-0", PASSPHRASE);
    Flood { home, passphrase: Mutex::new(Some(0)) }.run();
}

/// Accounts: their identities and names.
type Accounts = BTreeMap<String, String>;

/// A keystore on which all processes work. The file `passphrase-N` of the current number has its
/// passphrase.
struct Flood {
    home: Home,
    passphrase: Mutex<Option<u32>>,
}

impl Flood {
    fn run(&self) {
        let _turn = work::turn();
        let root = work::share(SHARE).sqrt();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        let part = |whole: f64| ((whole * root).round() as u32).max(2);
        let (processes, rounds) = (part(PROCESSES), part(ROUNDS));
        let is_over = AtomicBool::new(false);
        let made: Vec<Accounts> = thread::scope(|scope| {
            scope.spawn(|| self.read(&is_over));
            if self.passphrase().is_some() {
                scope.spawn(|| self.change_passphrases(&is_over));
            }
            let work = |number| scope.spawn(move || self.work(number, rounds));
            let workers: Vec<_> = (0..processes).map(work).collect();
            let made = workers.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>();
            // Even if one of them failed.
            is_over.store(true, Ordering::Relaxed);
            made.into_iter().map(|made| made.expect("it failed; see above")).collect()
        });
        let there = accounts(&self.opened());
        let beside: usize = usize::from(self.passphrase().is_some());
        assert_eq!(there.len(), made.iter().map(Accounts::len).sum::<usize>() + beside);
        assert!(made.iter().flatten().all(|(identity, name)| there.get(identity) == Some(name)));
        let folder = self.home.at("data/collab");
        assert_eq!(fs::read_dir(folder).expect("a folder").count(), 2, "something was left behind");
        let count = there.len();
        work::say(&format!("{processes} processes, {rounds} rounds: {count} accounts, none lost"));
    }

    fn passphrase(&self) -> Option<u32> {
        *self.passphrase.lock().expect("no panic")
    }

    /// Works as one process after another, and returns the accounts that were reported done.
    fn work(&self, number: u32, rounds: u32) -> Accounts {
        let mut dice = Generator::of(work::seed(), "crowd", number);
        let mut mine = Accounts::new();
        for round in 0..rounds {
            let name = format!("w{number}-{round}");
            let own = (!mine.is_empty()).then(|| dice.index(mine.len()));
            let own = own
                .and_then(|nth| mine.iter().nth(nth))
                .map(|(id, name)| (id.clone(), name.clone()));
            match (dice.below(8), own) {
                (0, Some((_, own))) => _ = self.collab(&["use", &own], ""),
                (1 | 2, Some((identity, own))) => {
                    if self.collab(&["rename", &own, &name], "").is_some() {
                        mine.insert(identity, name);
                    }
                }
                (3, _) => {
                    let all_want = format!("c-{}", round / SAME_NAME);
                    let said = self.collab(&["init", &all_want], "");
                    mine.extend(said.map(|said| (identity(&said), all_want)));
                }
                (4 | 5, _) => {
                    let said = self.collab(&["accounts"], "").unwrap_or_default();
                    let listed = said["accounts"].as_array().cloned().unwrap_or_default();
                    let name = |one: &Value| one["name"].as_str().expect("a name").to_owned();
                    let seen: Accounts =
                        listed.iter().map(|one| (identity(one), name(one))).collect();
                    assert!(mine.iter().all(|(id, name)| seen.get(id) == Some(name)), "{said}");
                }
                (6, _) => {
                    let code = dice.code();
                    let said = self.collab(&["restore", &name], code.canonical_text().expose());
                    mine.extend(said.map(|said| (identity(&said), name)));
                }
                _ => {
                    let said = self.collab(&["init", &name], "");
                    mine.extend(said.map(|said| (identity(&said), name)));
                }
            }
        }
        mine
    }

    /// Returns the output of a process that did its task, or `None` if it was refused for a good
    /// reason.
    fn collab(&self, arguments: &[&str], input: &str) -> Option<Value> {
        loop {
            let run = self.home.collab(arguments).arg("--json");
            let key = self.passphrase().map(|number| format!("passphrase-{number}"));
            let run = match &key {
                Some(file) if arguments[0] != "accounts" => run.args(["--passphrase-file", file]),
                _ => run,
            };
            let start = Instant::now();
            let (status, said) = end(slowed(run.command()), Some(input.as_bytes()), HANGING);
            let waited = start.elapsed() >= Keystore::TIMEOUT;
            match status {
                Some(0) => return Some(said.json()),
                // No keystore exists before the first account.
                Some(3) if arguments[0] == "accounts" && key.is_none() => return None,
                // Another process got the name.
                Some(5) if arguments.last().is_some_and(|name| name.starts_with("c-")) => {
                    return None;
                }
                // Other processes held the lock all the time.
                Some(8) if waited && said.stderr.contains("is in use") => return None,
                // Another passphrase was set meanwhile.
                Some(6 | 8) if key.is_some() && !said.stderr.contains("is in use") => {}
                other => panic!("{arguments:?} ended with {other:?}: {}", said.stderr),
            }
        }
    }

    /// Reads the file until the end: it is always whole, and no account ever disappears.
    fn read(&self, is_over: &AtomicBool) {
        let mut before = Accounts::new();
        while !is_over.load(Ordering::Relaxed) {
            match Keystore::at(self.home.keystore()).open() {
                Ok(contents) => {
                    let now = accounts(&contents);
                    assert!(
                        before.keys().all(|identity| now.contains_key(identity)),
                        "one is gone"
                    );
                    before = now;
                }
                Err(Error::Missing) if before.is_empty() => {}
                Err(error) => panic!("a reader met {error:?}"),
            }
        }
    }

    /// Sets one passphrase after another, at the lowest cost that a file may ask for.
    fn change_passphrases(&self, is_over: &AtomicBool) {
        let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
        let mut number = 1;
        while !is_over.load(Ordering::Relaxed) {
            thread::sleep(REST);
            let keystore = Keystore::at(self.home.keystore());
            let opener = opener(&keystore.open().expect("a keystore"), number - 1);
            let key = PassphraseKey::new(&text(number), Cost::LEAST, &mut entropy).expect("a key");
            self.home.file(&format!("passphrase-{number}"), text(number).text().expose());
            let changed = keystore.change(Some(&opener), |contents| {
                contents.set_passphrase(&key, &mut entropy).expect("the generator works");
                Ok::<_, Error>(())
            });
            match changed {
                Ok(()) => *self.passphrase.lock().expect("no panic") = Some(number),
                Err(Error::Busy) => continue,
                Err(error) => panic!("the passphrase was not changed: {error:?}"),
            }
            number += 1;
        }
    }

    /// Returns the contents at the end, with each code verified to be its account's.
    fn opened(&self) -> Contents {
        let mut contents = Keystore::at(self.home.keystore()).open().expect("it can be read");
        if let Some(number) = self.passphrase() {
            let opener = opener(&contents, number);
            contents.unlock(&opener).expect("the passphrase that was set last opens it");
        }
        contents
            .accounts()
            .iter()
            .for_each(|one| _ = contents.verified(one.name()).expect("its own"));
        contents
    }
}

/// Returns the command with slow renames, so that a process that does not wait for the lock would
/// interfere.
fn slowed(command: Command) -> Command {
    #[cfg(target_os = "linux")]
    if crate::strace::is_here() {
        let slow = "inject=rename,renameat,renameat2:delay_enter=10000";
        return crate::strace::within("strace", &["-f", "-o", "/dev/null", "-e", slow], &command);
    }
    command
}

fn accounts(contents: &Contents) -> Accounts {
    let account = contents.accounts().iter().map(collab::keystore::Listed::unverified);
    account.map(|one| (one.identity.to_string(), one.name.to_string())).collect()
}

fn identity(said: &Value) -> String {
    said["identity"].as_str().expect("an identity").to_owned()
}

fn opener(contents: &Contents, number: u32) -> Opener {
    let lock = contents.lock().expect("it is locked");
    Opener::Passphrase(lock.key_of(&text(number)).expect("memory enough"))
}

/// Returns a passphrase. The first is that of [`Home::locks`].
fn text(number: u32) -> Passphrase {
    let more = if number == 0 { String::new() } else { format!(", {number} times") };
    Passphrase::from_bytes(format!("{PASSPHRASE}{more}").as_bytes()).expect("text")
}
