//! Every command that touches a secret, watched in every place, and the watching of a run.
//!
//! The rule: one line for each run, with its expected exit status. Secrets come from a pipe, a file
//! or the environment; conversations are in [`typed`](super::typed).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, OnceLock};

use collab::code::BackupCode;
use collab::keystore::Keystore;
use collab::sshsig::{Hash, Namespace};
use collab::{derivation, signing};

use super::places::{self, Place, Watched};
use super::secrets::Secrets;
use super::tracing::{self, Ends, Streams, Traced};
use super::{failing, files, memory, typed};
use crate::strace::within;
use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, set_mode,
};
use crate::support::display::{Display, XServer};
use crate::work;

/// The state before a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// No keystore.
    Nothing,
    /// Alice's account and Bob's, unlocked.
    Two,
    /// The same accounts, locked with the passphrase, with recovery codes.
    Locked,
    /// Alice's account, whose code was forgotten.
    Forgotten,
}

/// A run.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) before: Before,
    arguments: Vec<String>,
    input: Option<Vec<u8>>,
    variables: Vec<(&'static str, String)>,
    pub(crate) status: i32,
    ends: Ends,
    stdout_is_full: bool,
    /// The redirections with which a shell starts the run.
    pub(crate) shell: &'static str,
    /// The preparation of the home.
    prepare: fn(&Home),
}

/// Returns a run that is expected to succeed.
pub(crate) fn run(before: Before, arguments: &[&str]) -> Run {
    Run {
        name: format!("{} ({before:?})", arguments.join(" ")),
        before,
        arguments: arguments.iter().map(ToString::to_string).collect(),
        input: None,
        variables: Vec::new(),
        status: 0,
        ends: Ends::Alone,
        stdout_is_full: false,
        shell: "",
        prepare: |_| (),
    }
}

impl Run {
    /// Adds a name that tells it from similar runs.
    pub(crate) fn called(self, name: &str) -> Self {
        Self { name: format!("{}, {name}", self.name), ..self }
    }

    /// Sets the standard input.
    pub(crate) fn input(self, input: impl Into<Vec<u8>>) -> Self {
        Self { input: Some(input.into()), ..self }
    }

    /// Sets a variable of the environment.
    pub(crate) fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        Self { name: format!("{}, {name}", self.name), ..self }
    }

    /// Sets the exit status of a run that fails.
    pub(crate) fn fails(self, status: i32) -> Self {
        Self { status, ..self }
    }

    /// Sets the processes that end.
    pub(crate) fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    /// Makes stdout a device that is full.
    pub(crate) fn into_a_full_device(self) -> Self {
        Self { stdout_is_full: true, ..self }.called("full stdout")
    }

    /// Starts the run in a shell with these redirections.
    pub(crate) fn in_shell(self, shell: &'static str) -> Self {
        Self { shell, ..self }.called(shell)
    }

    /// Sets the preparation of the home.
    pub(crate) fn after(self, prepare: fn(&Home)) -> Self {
        Self { prepare, ..self }
    }

    /// Returns the command of the run.
    pub(crate) fn command(&self, home: &Home) -> Command {
        let mut run = home.collab(&self.arguments);
        for (name, value) in &self.variables {
            run = run.env(name, value);
        }
        for (name, folder) in FOLDERS {
            run = run.env(name, home.at(folder));
        }
        let command = run.command();
        if self.shell.is_empty() {
            return command;
        }
        let script = format!("exec \"$0\" \"$@\" {}", self.shell);
        within("/bin/sh", &["-c", &script], &command)
    }
}

/// Folders in which a program could put temporary files, besides its keystore's folder and its
/// home.
const FOLDERS: [(&str, &str); 2] = [("TMPDIR", "tmp"), ("XDG_RUNTIME_DIR", "run")];

#[rustfmt::skip]
fn table() -> Vec<Run> {
    use Before::{Forgotten, Locked, Nothing, Two};
    let first = ["--passphrase-file", "first"];
    let locked = |arguments: &[&str]| run(Locked, &[arguments, &first].concat());
    let carol = CAROL.rows();
    let slips = CAROL.with(&[(3, "?????"), (9, &CAROL.slip(9))]);
    vec![
        run(Nothing, &["init", "alice"]),
        run(Nothing, &["init", "alice", "--new-passphrase-file", "second"]),
        run(Two, &["init", "work"]),
        locked(&["init", "work"]),
        run(Two, &["print"]),
        run(Two, &["print", "--digits"]),
        run(Two, &["print", "--qr"]),
        run(Two, &["print", "--json"]),
        run(Two, &["print", "--qr", "out.png"]),
        run(Two, &["print", "--qr", "out.svg"]),
        run(Two, &["print", "--sheet", "out.pdf"]),
        run(Two, &["print", "--sheet", "out.txt"]),
        run(Two, &["print", "--sheet", "-", "--format", "svg"]),
        locked(&["print", "--sheet", "out.svg"]),
        locked(&["print", "--blank", "--sheet", "blank.pdf"]),
        locked(&["print"]),
        run(Locked, &["print", "--json"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["print", "--passphrase-file", "-"]).input(PASSPHRASE),
        run(Nothing, &["restore", "carol"]).input(carol.clone()),
        run(Nothing, &["restore", "carol"]).input(CAROL.code).called("without spaces"),
        run(Nothing, &["restore", "carol", "--code-file", "carol"]),
        run(Nothing, &["restore", "carol", "--code-file", "-"]).input(CAROL.code.replace('7', "７")),
        run(Nothing, &["restore", "carol"]).variable("COLLAB_BACKUP_CODE", &carol),
        run(Two, &["restore", "carol", "--repair", "--expect", CAROL.identity]).input(slips),
        run(Two, &["restore", "bob", "--json"]).input(BOB.rows()),
        locked(&["restore", "carol"]).input(carol.clone()),
        run(Locked, &["restore", "carol"]).variable("COLLAB_PASSPHRASE", PASSPHRASE)
            .variable("COLLAB_BACKUP_CODE", &carol),
        run(Forgotten, &["restore"]).input(ALICE.rows()),
        run(Two, &["check"]).input(ALICE.rows()),
        run(Two, &["check", "--code-file", "alice"]),
        run(Two, &["check", "--json"]).variable("COLLAB_BACKUP_CODE", ALICE.code),
        run(Locked, &["check"]).input(ALICE.rows()),
        locked(&["check"]).input(ALICE.rows()),
        run(Two, &["check", "--image", "out.png"]).after(with_picture),
        run(Two, &["restore", "--image", "out.pdf"]).after(with_sheet),
        run(Two, &["forget-code"]).input(ALICE.rows()),
        locked(&["forget-code"]).input(ALICE.rows()),
        run(Two, &["passphrase", "set", "--new-passphrase-file", "-"]).input(OTHER_PASSPHRASE),
        locked(&["passphrase", "set", "--new-passphrase-file", "second"]),
        run(Locked, &["passphrase", "set", "--recovery-code-file", "code",
            "--new-passphrase-file", "second", "--out", "out"]),
        locked(&["passphrase", "remove", "--yes"]),
        locked(&["recovery-codes", "new", "--count", "3", "--out", "out"]),
        run(Locked, &["recovery-codes", "status"]),
        locked(&["recovery-codes", "revoke", "--yes"]),
        run(Locked, &["whoami"]),
        run(Locked, &["accounts"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["status"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["whoami", "--verify"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Two, &["ssh", "export", "out.txt", "--no-passphrase"]),
        locked(&["ssh", "export", "out.txt", "--new-passphrase-file", "second"]),
        run(Two, &["export", "pkcs8", "--key", "login"]),
        run(Two, &["export", "jwk", "--key", "encryption", "--json"]),
        locked(&["export", "pkcs8", "--key", "encryption", "-o", "out.txt"]),
        locked(&["export", "jwk", "--key", "login", "-o", "out.txt"]),
        run(Two, &["export", "age"]),
        locked(&["export", "age", "-o", "out.txt"]),
        run(Two, &["encrypt", "alice"]),
        run(Two, &["encrypt"]).input(CAROL.rows()),
        locked(&["encrypt", "-r", "bob", "--armor", "alice"]),
        run(Two, &["decrypt", "alice.age", "-o", "out.txt"]).after(with_encrypted),
        locked(&["decrypt", "alice.age", "-o", "out.txt"]).after(with_encrypted),
        locked(&["use", "bob"]),
        locked(&["rename", "bob", "zoe"]),
        locked(&["remove", "bob", "--yes"]),
        run(Two, &["rename", "bob", "zoe"]),
        run(Two, &["remove", "bob", "--yes"]),
        run(Two, &["sign", "alice"]),
        run(Two, &["sign"]).input(CAROL.rows()),
        locked(&["sign", "first", "--json"]),
        run(Locked, &["sign", "-"]).variable("COLLAB_PASSPHRASE", PASSPHRASE).input(BOB.code),
        run(Two, &["verify", "alice", "--by", "me"]).after(with_signature),
        locked(&["verify", "alice", "--by", ALICE.identity]).after(with_signature),
    ]
}

fn with_picture(home: &Home) {
    home.collab(["-q", "print", "--qr", "out.png"]).run();
}

/// Writes Alice's signature of the file with her code, made elsewhere.
pub(crate) fn with_signature(home: &Home) {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    let file = fs::read(home.at("alice")).expect("it is there");
    let key = derivation::keys(&code).identity;
    let signature = signing::sign(&key, &Namespace::FILE, Hash::Sha256, &mut &*file);
    home.file("alice.sig", signature.expect("read").armor());
}

/// Encrypts the file with alice's code for her.
pub(crate) fn with_encrypted(home: &Home) {
    home.collab(["-q", "--passphrase-file", "first", "encrypt", "alice"]).run();
}

fn with_sheet(home: &Home) {
    home.collab(["-q", "print", "--sheet", "out.pdf"]).run();
}

/// Returns all runs, watched once for all places, or `None` where that is not possible.
pub(crate) fn watched() -> Option<Vec<&'static Watched>> {
    static WATCHED: OnceLock<Vec<Watched>> = OnceLock::new();
    if !tracing::is_here() {
        return None;
    }
    let watched = WATCHED.get_or_init(|| {
        let mut runs: Vec<Run> = failing::table().into_iter().chain(table()).collect();
        // With a display, a process holds the clipboard and ends by itself.
        let display = XServer::start();
        for (name, value) in display.iter().flat_map(Display::variables) {
            let copy = run(Before::Two, &["copy", "--for", "1"]).ends(Ends::BesideItsChild);
            runs.push(copy.variable("COLLAB_PASSPHRASE", PASSPHRASE).variable(name, &value));
        }
        let mut watched = work::all(&runs, watch);
        watched.extend(typed::watched());
        watched
    });
    Some(watched.iter().collect())
}

/// Makes a run, and examines every place.
fn watch(run: &Run) -> Watched {
    let home = home(run.before);
    (run.prepare)(&home);
    let mut secrets = SECRETS.clone();
    secrets.of_keystore(&home);
    let before = snapshot(home.path());
    let streams = Streams { input: run.input.clone(), stdout_is_full: run.stdout_is_full };
    let traced = tracing::run(&run.command(&home), streams, run.ends);
    let mut watched = looked_at(&run.name, &home, &before, &traced, &mut secrets);
    watched.ended_otherwise = traced.otherwise(run.status);
    if run.status != 0 {
        watched.looked_at.push((Place::Output, 2));
        let found = places::in_output(run, &traced, &secrets).into_iter();
        watched.found.extend(found.map(|what| (Place::Output, what)));
    }
    watched
}

/// Returns the findings of a run in every place except its output.
pub(crate) fn looked_at(
    name: &str,
    home: &Home,
    before: &Files,
    traced: &Traced,
    secrets: &mut Secrets,
) -> Watched {
    secrets.of_keystore(home);
    let list = fs::read_to_string(home.at("out")).unwrap_or_default();
    for code in list.lines().filter(|line| !line.starts_with('#')) {
        secrets.recovery_code("a new recovery code", code);
    }
    let children = places::children(traced).count();
    let written = files::written(&traced.calls).count();
    let looks = [
        (Place::Arguments, children, places::in_arguments(traced, secrets)),
        (Place::Environment, children, places::in_environment(traced, secrets)),
        (Place::Files, written, files::look(home, before, &traced.calls, secrets)),
        (Place::Memory, traced.memories.len(), memory::look(traced, secrets)),
    ];
    let looked_at = looks.iter().map(|(place, count, _)| (*place, *count)).collect();
    let found = looks
        .into_iter()
        .flat_map(|(place, _, found)| found.into_iter().map(move |what| (place, what)));
    Watched { name: name.to_owned(), looked_at, found: found.collect(), ended_otherwise: None }
}

/// The secrets that every run could meet.
pub(crate) static SECRETS: LazyLock<Secrets> = LazyLock::new(Secrets::known);

/// Returns a home in the state before a run.
pub(crate) fn home(before: Before) -> Home {
    static LOCKED: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let home = Home::of(&[&ALICE, &BOB]);
        home.locks(&CODES);
        fs::read(home.keystore()).expect("a keystore")
    });
    let home = match before {
        Before::Nothing | Before::Locked => Home::new(),
        Before::Two | Before::Forgotten => Home::of(&[&ALICE, &BOB]),
    };
    if before == Before::Locked {
        let folder = home.at("data/collab");
        fs::create_dir_all(&folder).expect("a folder");
        set_mode(&folder, 0o700);
        home.file("data/collab/keystore.json", &*LOCKED);
    }
    if before == Before::Forgotten {
        let forgotten = Keystore::at(home.keystore())
            .change(None, |contents| contents.forget_code(&"alice".parse().expect("a name")));
        forgotten.expect("a keystore");
    }
    for (name, text) in [
        ("first", PASSPHRASE.to_owned()),
        ("second", format!("{OTHER_PASSPHRASE}\n")),
        ("weak", String::from("password1")),
        ("code", CODES[0].to_owned()),
        ("alice", ALICE.rows()),
        ("carol", CAROL.rows()),
        ("both", ALICE.rows() + &BOB.rows()),
    ] {
        home.file(name, text);
    }
    for (_, folder) in FOLDERS {
        fs::create_dir(home.at(folder)).expect("a folder");
    }
    home
}

/// Every file below a folder, with its bytes.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Returns the files of a folder in their present state.
pub(crate) fn snapshot(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.append(&mut snapshot(&path)),
            _ => {
                let bytes = fs::read(&path).unwrap_or_default();
                files.insert(path, bytes);
            }
        }
    }
    files
}
