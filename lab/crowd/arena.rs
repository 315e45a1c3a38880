//! A keystore that everyone works on, and what everyone knows of it.

use std::collections::HashSet;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use collab::keystore::{Contents, Keystore, Opener, Passphrase};

use crate::changing;
use crate::people::{ALICE, Home, PASSPHRASE, Saved, end};
use crate::run::{Came, Key, Look, Run, Span, Text, What, came};

/// How long someone whose passphrase was refused waits for news of another.
const NEWS: Duration = Duration::from_secs(1);

/// How long a process may take before it counts as hanging; what is too long is looked at later.
const HANGING: Duration = Duration::from_mins(10);

/// A keystore, and the watch that all read.
pub(crate) struct Arena {
    home: Home,
    watch: Instant,
    texts: Mutex<HashSet<Text>>,
    passphrases: Option<Passphrases>,
}

/// The passphrases of a keystore.
struct Passphrases {
    /// The last one that is known to be its.
    last: Mutex<Key>,
    news: Condvar,
    /// How many there are.
    made: AtomicU32,
}

impl Arena {
    /// Without any account, and without a lock.
    pub(crate) fn empty() -> Self {
        let (home, texts) = (Home::new(), Mutex::default());
        Self { home, watch: Instant::now(), texts, passphrases: None }
    }

    /// With the account that all have the code of, locked as cheaply as may be.
    pub(crate) fn locked() -> Self {
        let arena = Self::empty();
        arena.home.holds(&ALICE, Saved::Confirmed);
        arena.home.locks(&[]);
        arena.home.file(&file(0), text(0));
        let (last, news) = (Mutex::new(0), Condvar::new());
        Self { passphrases: Some(Passphrases { last, news, made: AtomicU32::new(1) }), ..arena }
    }

    /// Whether a passphrase is asked for.
    pub(crate) fn is_locked(&self) -> bool {
        self.passphrases.is_some()
    }

    /// The passphrase that the keystore has, as far as anyone knows.
    pub(crate) fn key(&self) -> Option<Key> {
        self.passphrases.as_ref().map(|all| *all.last.lock().expect("no panic"))
    }

    /// A passphrase that it has not had.
    pub(crate) fn new_key(&self) -> Key {
        let key = self.passphrases().made.fetch_add(1, Ordering::Relaxed);
        self.home.file(&file(key), text(key));
        key
    }

    /// Waits for news of another passphrase than this, for a while.
    pub(crate) fn wait_for_another(&self, key: Key) {
        let all = self.passphrases();
        let last = all.last.lock().expect("no panic");
        drop(all.news.wait_timeout_while(last, NEWS, |last| *last == key).expect("no panic"));
    }

    fn passphrases(&self) -> &Passphrases {
        self.passphrases.as_ref().expect("it is locked")
    }

    /// Runs a process, with this on stdin and with this passphrase, and logs it.
    pub(crate) fn run(&self, worker: usize, what: What, input: &str, key: Option<Key>) -> Run {
        let key = key.filter(|_| what.writes());
        let command = match (&what, key) {
            (What::Change { to }, Some(from)) => {
                let [from, to] = [from, *to].map(|key| self.home.at(&file(key)));
                changing::command(&self.home.keystore(), &from, &to)
            }
            (_, key) => {
                let run = self.home.collab(arguments(&what)).arg("--json");
                match key {
                    Some(key) => run.arg("--passphrase-file").arg(file(key)).command(),
                    None => run.command(),
                }
            }
        };
        let began = self.watch.elapsed();
        let (status, said) = end(command, Some(input.as_bytes()), HANGING);
        let span = Span { began, ended: self.watch.elapsed() };
        let came = came(&what, status, &said, |text| self.text(text));
        if let (What::Change { to }, Came::Done(_)) = (&what, &came) {
            let all = self.passphrases();
            *all.last.lock().expect("no panic") = *to;
            all.news.notify_all();
        }
        Run { worker, what, key, span, came }
    }

    /// A look at the end, with every code proven to be its account's; and with which passphrase.
    pub(crate) fn last_look(&self) -> Result<(Look, Span), String> {
        let began = self.watch.elapsed();
        let failed = |error| format!("at the end: {error:?}");
        let mut contents = Keystore::at(self.home.keystore()).open().map_err(failed)?;
        self.open(&mut contents)?;
        let mut look = Look::default();
        for account in contents.accounts() {
            let account = contents.verified(account.name()).map_err(failed)?;
            let identity = self.text(&account.identity.to_string());
            if contents.is_default(&account.name) {
                look.default = Some(identity.clone());
            }
            look.names.insert(identity, self.text(account.name.as_str()));
        }
        Ok((look, Span { began, ended: self.watch.elapsed() }))
    }

    /// Opens what is sealed with the passphrase that was the last to be reported.
    fn open(&self, contents: &mut Contents) -> Result<(), String> {
        let Some(key) = self.key() else { return Ok(()) };
        let lock = contents.lock().ok_or("at the end: the lock is gone")?;
        let passphrase = Passphrase::from_bytes(text(key).as_bytes()).expect("text");
        let opener = Opener::Passphrase(lock.key_of(&passphrase).expect("memory enough"));
        let refused = |error| format!("at the end: passphrase {key} does not open it: {error:?}");
        contents.unlock(&opener).map_err(refused)
    }

    /// What lies beside the keystore and its lock file.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let place = self.home.keystore();
        let entries = fs::read_dir(place.parent().expect("a folder")).expect("it can be listed");
        entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "keystore.json" && name != "keystore.json.lock")
            .collect()
    }

    /// How large the keystore is.
    pub(crate) fn size(&self) -> u64 {
        fs::metadata(self.home.keystore()).map_or(0, |there| there.len())
    }

    /// The one copy of a text.
    pub(crate) fn text(&self, text: &str) -> Text {
        let mut texts = self.texts.lock().expect("no panic");
        if let Some(known) = texts.get(text) {
            return known.clone();
        }
        let new = Text::from(text);
        texts.insert(new.clone());
        new
    }
}

fn arguments(what: &What) -> Vec<&str> {
    match what {
        What::Init { name } => vec!["init", name],
        What::Restore { name, .. } => vec!["restore", name],
        What::RestoreShared => vec!["restore", ALICE.name],
        What::Rename { from, to, .. } => vec!["rename", from, to],
        What::Use { name, .. } => vec!["use", name],
        What::List => vec!["accounts"],
        What::WhoAmI => vec!["whoami"],
        What::Change { .. } => unreachable!("that is a program of ours"),
    }
}

/// The file that a passphrase is in.
fn file(key: Key) -> String {
    format!("passphrase-{key}")
}

/// The passphrase itself. The first is that of [`Home::locks`].
fn text(key: Key) -> String {
    match key {
        0 => String::from(PASSPHRASE),
        _ => format!("{PASSPHRASE}, {key} times"),
    }
}
