//! Runs `collab` as a script does, and compares its whole output.
//!
//! Silence is the default: a run that should say something must state its message, every mismatch
//! is shown at once, and no secret digits of the input may appear in the output. There is no
//! terminal, and nothing of the tests' environment.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use collab::account::{Name, Origin};
use collab::code::{BackupCode, EntropyError};
use collab::keystore::{Cost, Keystore, Passphrase, PassphraseKey, RecoveryCode};

/// The time after which a run counts as hanging.
const LIMIT: Duration = Duration::from_mins(1);

/// An account of the test vectors.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) identity: &'static str,
    pub(crate) public_key: &'static str,
}

pub(crate) const ALICE: Person = Person {
    name: "alice",
    code: "77435073529418934422542544218641957756049439758847346331182689435145632692588077",
    identity: "did:key:z6Mkr9P1AwJqcfb3KTCNfdRytcHJVsKfgrszShJ5e9TFh5KD",
    public_key: "adb7a8046c9753e0091714a1e0fbbe4bb66dace16ee7745e22066c0fdc36c490",
};

pub(crate) const BOB: Person = Person {
    name: "bob",
    code: "02747167479789072915313469357124911085624592974387678640335840526910084343380761",
    identity: "did:key:z6Mku3Mzidgy9Ki1crj1w4MStYNJx9BGvFrXMVmysPCSqSkQ",
    public_key: "d8c017bb02f4aca02895c5a8d8c260bf0d3ff1d65270c5e9e93a1704de94c4c9",
};

pub(crate) const CAROL: Person = Person {
    name: "carol",
    code: "50752499307544439911103719786389273340611250358783966364612898593526608828081120",
    identity: "did:key:z6Mkfum5BmK9LZNNyAg2FGP2pgvwjq6Ujraffxrn3niboyg6",
    public_key: "15a59c05d51430f010b6d05b621f7cf1a3f36481af2a9c1405cf6e7a09b08feb",
};

impl Person {
    /// Returns the sixteen boxes.
    pub(crate) fn boxes(&self) -> Vec<String> {
        self.code.as_bytes().chunks(5).map(|five| String::from_utf8_lossy(five).into()).collect()
    }

    /// Returns the four rows as they are printed.
    pub(crate) fn rows(&self) -> String {
        let boxes = self.boxes();
        boxes.chunks(4).fold(String::new(), |rows, row| rows + &row.join(" ") + "\n")
    }

    /// Returns the code with other texts in some boxes, by number.
    pub(crate) fn with(&self, changes: &[(usize, &str)]) -> String {
        let mut boxes = self.boxes();
        for (number, text) in changes {
            boxes[number - 1] = String::from(*text);
        }
        boxes.join(" ")
    }

    /// Returns a box with one wrong digit.
    pub(crate) fn slip(&self, number: usize) -> String {
        let mut digits = self.boxes()[number - 1].clone().into_bytes();
        digits[2] = b'0' + (digits[2] - b'0' + 4) % 10;
        String::from_utf8(digits).expect("digits")
    }
}

/// The passphrase of the tests' locked keystores.
pub(crate) const PASSPHRASE: &str = "seven quiet zebras at noon";
/// The message where only a locked keystore's file, unverified, states an identity.
pub(crate) const NOT_VERIFIED: &str =
    "not verified: the keystore is locked; `collab whoami --verify` unlocks and verifies it\n";
/// Another passphrase.
pub(crate) const OTHER_PASSPHRASE: &str = "nine loud herons in the rain";
/// The recovery codes of the tests.
pub(crate) const CODES: [&str; 3] = [
    "0CCM-BRMV-MGA7-82JR-NZKH-1XNR-7T3H",
    "2T4M-0BBT-TG63-FZP4-XNZW-3NW2-B2SV",
    "MPJS-X4F8-CN17-BSFR-PA67-70XH-WN87",
];

/// Whether an account's code is confirmed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    Confirmed,
    Unconfirmed,
}

/// The time at which the accounts of [`Home::holds`] were added, and of their confirmation if they
/// are confirmed.
pub(crate) const SINCE: &str = "2026-01-31T12:00:00Z";

/// A temporary home folder.
pub(crate) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// Returns a home without accounts. Its folder's name has no digits: one random name in some
    /// thousands has digits that a message would mask.
    pub(crate) fn new() -> Self {
        let mut folders =
            std::iter::repeat_with(|| tempfile::tempdir().expect("a temporary folder"));
        let is_shown = |folder: &tempfile::TempDir| {
            let name = folder.path().file_name().expect("a name").to_string_lossy();
            !name.contains(|c: char| c.is_ascii_digit())
        };
        Self { folder: folders.find(is_shown).expect("there is always another") }
    }

    /// Returns a home with the confirmed accounts of these people. The first is the default.
    pub(crate) fn of(people: &[&Person]) -> Self {
        let home = Self::new();
        for person in people {
            home.holds(person, Saved::Confirmed);
        }
        home
    }

    /// Adds an account to the keystore, as if it had been created there.
    pub(crate) fn holds(&self, person: &Person, saved: Saved) {
        hold(&self.keystore(), person, saved);
    }

    /// Locks the keystore with [`PASSPHRASE`], as [`lock`] does, and writes the passphrase to a
    /// file.
    pub(crate) fn locks(&self, codes: &[&str]) {
        lock(&self.keystore(), codes);
        self.file("passphrase", PASSPHRASE);
    }

    /// Checks that a command which must open the locked keystore is refused without its passphrase.
    pub(crate) fn holds_nothing_new(&self, arguments: &[&str]) {
        self.collab(arguments)
            .arg("--quiet")
            .refused(
                9,
                "the keystore is locked, and there is nobody to ask for the passphrase",
                "name a file with `--passphrase-file FILE` or `COLLAB_PASSPHRASE_FILE`, or set \
                 `COLLAB_PASSPHRASE`",
            )
            .run();
    }

    /// Returns the home's path.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a path in the home.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Returns the path of the keystore, whether or not it exists.
    pub(crate) fn keystore(&self) -> PathBuf {
        self.path().join("data/collab/keystore.json")
    }

    /// Returns the keystore's path as a message shows it.
    pub(crate) fn shown(&self) -> String {
        shown(&self.keystore())
    }

    /// Returns the message that is printed once, with the first account of an unlocked keystore.
    pub(crate) fn is_unlocked(&self) -> String {
        format!(
            "The keystore (the file {}, which holds your accounts) is unlocked: anyone who can read \
             that file has them. `collab passphrase set` locks it.\n",
            self.shown()
        )
    }

    /// Writes a file that only its owner may read.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::write(&path, bytes).expect("a file");
        set_mode(&path, 0o600);
        path
    }

    /// Returns the lines of `collab accounts`: the names, the default, and which are confirmed.
    pub(crate) fn accounts(&self) -> Vec<String> {
        let listed = self.collab(["-q", "accounts"]).stdout_any().run().stdout;
        listed.lines().map(String::from).collect()
    }

    /// Returns a run of the program with these arguments.
    pub(crate) fn collab<I>(&self, arguments: I) -> Collab
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        Collab {
            arguments: arguments.into_iter().map(|one| one.as_ref().to_owned()).collect(),
            variables: vec![
                ("HOME", self.path().into()),
                ("XDG_DATA_HOME", self.at("data").into()),
                ("PATH", "/usr/bin:/bin".into()),
            ],
            folder: self.path().to_owned(),
            keystore: self.keystore(),
            input: None,
            secrets: Vec::new(),
            status: 0,
            stdout: Expected::Exactly(String::new()),
            stderr: Expected::Exactly(String::new()),
            keeps_keystore: false,
        }
    }
}

/// Returns a path, which exists or whose folder does, as a message shows it.
pub(crate) fn shown(path: &Path) -> String {
    format!("\"{}\"", path.to_string_lossy().escape_debug())
}

/// The remedy for a folder that is refused.
pub(crate) const OWN_FOLDER: &str = "keep the keystore in a folder of your own: \
    `COLLAB_KEYSTORE=$(mktemp -d)/keystore.json; export COLLAB_KEYSTORE` (between the steps of a CI job, through \
    `$GITHUB_ENV`)";

/// Adds an account to a keystore, as if it had been created there.
pub(crate) fn hold(keystore: &Path, person: &Person, saved: Saved) {
    let code = BackupCode::from_canonical_text(person.code).expect("a valid code");
    let since = humantime::parse_rfc3339(SINCE).expect("a date");
    let name = person.name.parse::<Name>().expect("a name");
    let confirmed = (saved == Saved::Confirmed).then_some(since);
    let kept = Keystore::at(keystore.to_owned()).change(None, |contents| {
        contents.add(name, &code, Origin::Created, since, confirmed).expect("no conflict");
        Ok::<_, collab::keystore::Error>(())
    });
    kept.expect("a keystore");
}

/// Locks a keystore with [`PASSPHRASE`] at the lowest cost that a file may ask for, and adds these
/// recovery codes.
pub(crate) fn lock(keystore: &Path, codes: &[&str]) {
    lock_with(keystore, PASSPHRASE, codes);
}

/// Locks a keystore like [`lock`], with this passphrase.
pub(crate) fn lock_with(keystore: &Path, passphrase: &str, codes: &[&str]) {
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    let passphrase = Passphrase::from_bytes(passphrase.as_bytes()).expect("text");
    let key = PassphraseKey::new(&passphrase, Cost::LEAST, &mut entropy).expect("a key");
    let codes: Vec<_> =
        codes.iter().map(|text| RecoveryCode::read(text).expect("a code")).collect();
    let ids: Vec<_> = codes.iter().map(RecoveryCode::id).collect();
    let since = humantime::parse_rfc3339(SINCE).expect("a date");
    let locked = Keystore::at(keystore.to_owned()).change(None, |contents| {
        let failed = "the generator works";
        contents.set_passphrase(&key, &mut entropy).expect(failed);
        contents.add_recovery_codes(&codes, since, &mut entropy).expect(failed);
        contents.confirm_recovery_codes(&ids, &key, &mut entropy).expect(failed);
        Ok::<_, collab::keystore::Error>(())
    });
    locked.expect("a keystore");
}

/// The expected content of an output stream.
enum Expected {
    Exactly(String),
    Anything,
}

/// A run, and its expected outcome.
#[must_use]
pub(crate) struct Collab {
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, OsString)>,
    folder: PathBuf,
    keystore: PathBuf,
    input: Option<Vec<u8>>,
    secrets: Vec<String>,
    status: i32,
    stdout: Expected,
    stderr: Expected,
    keeps_keystore: bool,
}

/// The output of a run.
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// Returns the JSON object on stdout.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("one object on stdout")
    }

    /// Returns the JSON object on stderr.
    pub(crate) fn failure(&self) -> serde_json::Value {
        serde_json::from_str(&self.stderr).expect("one object on stderr")
    }
}

impl Collab {
    /// Adds an argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub(crate) fn args<I>(mut self, arguments: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        self.arguments.extend(arguments.into_iter().map(|one| one.as_ref().to_owned()));
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        if name == "COLLAB_BACKUP_CODE" {
            self.secrets.push(digits(&value.as_ref().to_string_lossy()));
        }
        self.variables.retain(|(other, _)| *other != name);
        self.variables.push((name, value.as_ref().to_owned()));
        self
    }

    /// Runs in another folder than the home.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.folder);
        self
    }

    /// Removes a variable of the environment.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.variables.retain(|(other, _)| other != &name);
        self
    }

    /// Sets the bytes on stdin, which is otherwise empty.
    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.secrets.push(digits(&String::from_utf8_lossy(bytes.as_ref())));
        self.input = Some(bytes.as_ref().to_owned());
        self
    }

    /// Names digits of which no five in a row may appear in the output.
    pub(crate) fn secret(mut self, text: &str) -> Self {
        self.secrets.push(digits(text));
        self
    }

    /// Whether the run asks for JSON.
    pub(crate) fn wants_json(&self) -> bool {
        self.arguments.iter().any(|argument| argument == "--json")
    }

    /// Sets the expected exit status, which is otherwise 0.
    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// Sets the exact stdout, which is otherwise empty.
    pub(crate) fn stdout(mut self, text: impl Into<String>) -> Self {
        self.stdout = Expected::Exactly(text.into());
        self
    }

    /// Leaves stdout to the test.
    pub(crate) fn stdout_any(mut self) -> Self {
        self.stdout = Expected::Anything;
        self
    }

    /// Sets the exact stderr, which is otherwise empty.
    pub(crate) fn stderr(mut self, text: impl Into<String>) -> Self {
        self.stderr = Expected::Exactly(text.into());
        self
    }

    /// Leaves stderr to the test, except for its form.
    pub(crate) fn stderr_any(mut self) -> Self {
        self.stderr = Expected::Anything;
        self
    }

    /// Requires that not a byte of the keystore changes and that no new one appears.
    pub(crate) fn keystore_unchanged(mut self) -> Self {
        self.keeps_keystore = true;
        self
    }

    /// Expects an error and a hint, nothing on stdout, and an unchanged keystore.
    pub(crate) fn refused(self, status: i32, error: &str, hint: &str) -> Self {
        self.status(status).stderr(format!("error: {error}\nhint: {hint}\n")).keystore_unchanged()
    }

    /// Expects the refusal that the keystore has no account, which names the keystore.
    pub(crate) fn refused_without_an_account(self) -> Self {
        let error = format!("there is no account in the keystore {} yet", shown(&self.keystore));
        let hint = "create one with `collab init`, or bring one back with `collab restore`";
        self.refused(3, &error, hint)
    }

    /// Returns the bare command, for tests that connect its streams themselves.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(crate::PROGRAM);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program and compares the outcome.
    pub(crate) fn run(self) -> Said {
        let before = snapshot(&self.keystore);
        let (status, said) = self.end();
        self.compare(&said, status, &before);
        said
    }

    /// Runs the program and returns its exit status and output, without comparing them.
    fn end(&self) -> (Option<i32>, Said) {
        end(self.command(), self.input.as_deref(), LIMIT)
    }

    fn compare(&self, said: &Said, status: Option<i32>, before: &Snapshot) {
        let mut wrong = String::new();
        if status != Some(self.status) {
            let _ = writeln!(wrong, "status: {status:?} instead of {}", self.status);
        }
        for (name, found, expected) in
            [("stdout", &said.stdout, &self.stdout), ("stderr", &said.stderr, &self.stderr)]
        {
            if let Expected::Exactly(expected) = expected
                && found != expected
            {
                let _ = writeln!(wrong, "{name}:\n  found    {found:?}\n  expected {expected:?}");
            }
            if let Some(leaked) = self.secrets.iter().find_map(|secret| leak(secret, found)) {
                let _ = writeln!(wrong, "{name} has the digits {leaked} of what went in");
            }
        }
        if !self.wants_json() && self.status != 0 && !is_error_and_hint(&said.stderr) {
            let _ = writeln!(wrong, "stderr does not end in one error and one hint");
        }
        if self.keeps_keystore && snapshot(&self.keystore) != *before {
            let _ = writeln!(wrong, "the keystore changed");
        }
        assert!(
            wrong.is_empty(),
            "collab {:?}\n{wrong}\nstdout:\n{}stderr:\n{}",
            self.arguments,
            said.stdout,
            said.stderr
        );
    }
}

/// Whether a text ends in one `error: ` line and one `hint: ` line in the common style.
fn is_error_and_hint(stderr: &str) -> bool {
    let lines: Vec<&str> = stderr.lines().collect();
    let [.., error, hint] = &lines[..] else { return false };
    let (Some(error), Some(hint)) = (error.strip_prefix("error: "), hint.strip_prefix("hint: "))
    else {
        return false;
    };
    let written_well = |text: &str| {
        text.chars().next().is_some_and(|c| !c.is_ascii_uppercase() || text.starts_with("JSON"))
            && !text.ends_with('.')
    };
    stderr.matches("error: ").count() == 1
        && stderr.matches("hint: ").count() == 1
        && written_well(error)
        && written_well(hint)
}

/// Runs a command to its end with this stdin, or with none. After the limit it counts as hanging.
pub(crate) fn end(
    mut command: Command,
    input: Option<&[u8]>,
    limit: Duration,
) -> (Option<i32>, Said) {
    let mut child = command
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.unwrap_or_default().to_owned();
        // The command may have read enough and ended.
        thread::spawn(move || stdin.write_all(&input));
    }
    let stdout = read(child.stdout.take().expect("a pipe"));
    let stderr = read(child.stderr.take().expect("a pipe"));
    let ended = (stdout.recv_timeout(limit), stderr.recv_timeout(limit));
    let (Ok(stdout), Ok(stderr)) = ended else {
        let _ = child.kill();
        panic!("still running: {:?}", command.get_args());
    };
    let status = child.wait().expect("a child").code();
    let said = Said {
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
    };
    (status, said)
}

fn read(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

/// The files at a keystore's path.
#[derive(PartialEq, Eq)]
struct Snapshot {
    kind: Option<fs::FileType>,
    link: Option<PathBuf>,
    bytes: Option<Vec<u8>>,
}

fn snapshot(path: &Path) -> Snapshot {
    let kind = fs::symlink_metadata(path).ok().map(|there| there.file_type());
    let is_file = kind.is_some_and(|kind| kind.is_file());
    let leads_to_file = fs::metadata(path).is_ok_and(|there| there.is_file());
    Snapshot {
        kind,
        link: fs::read_link(path).ok(),
        bytes: (is_file || leads_to_file).then(|| fs::read(path).expect("readable")),
    }
}

/// Returns the decimal digits of a text as ASCII, including those of other scripts.
pub(crate) fn digits(text: &str) -> String {
    let value = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        _ => Some(c).filter(char::is_ascii_digit),
    };
    text.chars().filter_map(value).collect()
}

/// Returns five consecutive digits of a secret that appear in a text, whatever stands between them.
pub(crate) fn leak<'s>(secret: &'s str, text: &str) -> Option<&'s str> {
    run_of::<5>(secret, text)
}

/// Returns ten consecutive digits of a secret that appear in a keystore. Five of them are in its keys
/// and its checksum by chance, about once in 200 keystores.
pub(crate) fn leak_in_keystore<'s>(secret: &'s str, text: &str) -> Option<&'s str> {
    run_of::<10>(secret, text)
}

fn run_of<'s, const DIGITS: usize>(secret: &'s str, text: &str) -> Option<&'s str> {
    let squeezed: String =
        text.chars().filter(|c| !c.is_whitespace() && !"-–.,'\"".contains(*c)).collect();
    (DIGITS..=secret.len())
        .map(|end| &secret[end - DIGITS..end])
        .find(|run| text.contains(run) || squeezed.contains(run))
}

/// Changes the permissions of a file or folder.
pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

/// The permission bits of a file or folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

/// Makes a named pipe.
pub(crate) fn make_fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Whether the tests run as root, whom no permission stops.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Returns a Python that has these libraries, or reports that the test is skipped.
/// `COLLAB_TEST_PYTHON` names the Python.
pub(crate) fn python_with(libraries: &str) -> Option<PathBuf> {
    let python = std::env::var_os("COLLAB_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let found = Command::new(&python).args(["-c", &format!("import {libraries}")]).output();
    if found.is_ok_and(|found| found.status.success()) {
        return Some(python.into());
    }
    skip_without(libraries);
    None
}

/// Reports that part of a test is skipped because a program is missing, or fails where that is
/// required.
pub(crate) fn skip_without(program: &str) {
    let is_required = std::env::var_os("COLLAB_TEST_REQUIRE_PROGRAMS").is_some();
    assert!(!is_required, "{program} is missing");
    skip(&format!("no {program} here; .ci/run has the names of the packages"));
}

/// Reports that part of a test is skipped, and why.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

/// Returns the program run as an unlisted user, who then owns the home folder. Root would not do:
/// no permission stops it. `None` where that is not possible.
pub(crate) fn unprivileged(home: &Home) -> Option<impl Fn(&[&str], &Path) -> Output> {
    const USER: &str = "54321";
    let can = Command::new("setpriv").arg("--version").output().is_ok();
    if !is_root() || !can {
        skip("only root can be another user, with setpriv of util-linux");
        return None;
    }
    let program = home.at("collab");
    fs::copy(crate::PROGRAM, &program).expect("a copy");
    set_mode(&program, 0o755);
    let user = USER.parse().expect("a number");
    std::os::unix::fs::chown(home.path(), Some(user), Some(user)).expect("root may");
    Some(move |arguments: &[&str], keystore: &Path| {
        let mut command = Command::new("setpriv");
        command
            .args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups", "--"])
            .arg(&program)
            .args(arguments)
            .env_clear()
            .current_dir("/");
        if keystore != Path::new("") {
            command.arg("--keystore").arg(keystore);
        }
        command.output().expect("setpriv runs")
    })
}
