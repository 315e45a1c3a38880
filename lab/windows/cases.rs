//! The table: commands with the same files and input on both systems. Both have to end with the
//! status that is noted here, and to leave the same output, messages and files.

use std::fs;
use std::path::Path;
use std::process::Command;

use collab::keystore::Keystore;
use tempfile::TempDir;

use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, OTHER_PASSPHRASE, PASSPHRASE, Saved, hold, lock, set_mode,
};
use crate::system::{self, Left};
use crate::wine::Wine;
use crate::{PROGRAM, work};

/// The keystore before a command.
#[derive(Clone, Copy)]
enum Before {
    Nothing,
    /// Alice's account and Bob's, unlocked.
    Two,
    /// The same accounts, locked, with recovery codes.
    Locked,
    /// The same accounts; Alice's code was forgotten.
    Forgotten,
    /// A file that was cut short.
    Damaged,
}

/// A command, and what may differ between the systems.
struct Case {
    before: Before,
    arguments: Vec<String>,
    input: Vec<u8>,
    variable: Option<(&'static str, &'static str)>,
    status: i32,
    /// Whether the result is random.
    is_random: bool,
    /// Whether a message has a word of the system in it.
    has_own_words: bool,
}

fn case(before: Before, arguments: &[&str]) -> Case {
    Case {
        before,
        arguments: arguments.iter().map(ToString::to_string).collect(),
        input: Vec::new(),
        variable: None,
        status: 0,
        is_random: false,
        has_own_words: false,
    }
}

impl Case {
    fn input(self, input: impl Into<Vec<u8>>) -> Self {
        Self { input: input.into(), ..self }
    }

    fn variable(self, name: &'static str, value: &'static str) -> Self {
        Self { variable: Some((name, value)), ..self }
    }

    fn fails(self, status: i32) -> Self {
        Self { status, ..self }
    }

    fn random(self) -> Self {
        Self { is_random: true, ..self }
    }

    fn in_own_words(self) -> Self {
        Self { has_own_words: true, ..self }
    }

    /// Returns the command as it is listed.
    fn shown(&self) -> String {
        let mut shown = format!("collab {}", self.arguments.join(" "));
        if let Some((name, _)) = self.variable {
            shown = format!("{name}=… {shown}");
        }
        for person in [&ALICE, &BOB, &CAROL] {
            shown = shown.replace(person.identity, "did:key:…").replace(person.code, "12345…");
        }
        if !self.input.is_empty() {
            shown.push_str(" <…");
        }
        shown
    }

    fn keystore(&self) -> Option<&'static str> {
        match self.before {
            Before::Nothing => None,
            Before::Two => Some("two.json"),
            Before::Locked => Some("locked.json"),
            Before::Forgotten => Some("forgotten.json"),
            Before::Damaged => Some("damaged.json"),
        }
    }
}

#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn table() -> Vec<Case> {
    use Before::{Damaged, Forgotten, Locked, Nothing, Two};
    let first = ["--passphrase-file", "first"];
    let locked = |arguments: &[&str]| case(Locked, &[arguments, &first].concat());
    let lost = CAROL.with(&[(1, "?"), (3, "?"), (5, "?"), (7, "?"), (9, "?")]);
    vec![
        case(Nothing, &["--version"]),
        case(Nothing, &["init", "alice", "--no-input"]).random(),
        case(Two, &["init", "alice", "--no-input"]).fails(5),
        case(Two, &["print"]),
        case(Two, &["print", "--json"]),
        case(Locked, &["print"]).fails(9),
        locked(&["print", "--digits"]),
        case(Two, &["print", "--sheet", "new.pdf"]),
        case(Two, &["print", "--qr", "new.png"]),
        case(Nothing, &["restore", "carol"]).input(CAROL.rows()),
        case(Nothing, &["restore", "carol"]).input(CAROL.rows().replace('\n', "\r\n")),
        case(Nothing, &["restore", "carol", "--code-file", "carol"]),
        case(Nothing, &["restore", "--image", "sheet.pdf"]),
        case(Nothing, &["restore", "work", "--image", "code.png"]),
        case(Nothing, &["restore"]).variable("COLLAB_BACKUP_CODE", CAROL.code),
        case(Two, &["restore", "carol", "--repair", "--expect", CAROL.identity])
            .input(CAROL.with(&[(3, "?????"), (9, &CAROL.slip(9))])),
        case(Nothing, &["restore", "carol"]).input(lost).fails(4),
        case(Nothing, &["restore", "--image", "first"]).fails(4),
        case(Nothing, &["restore", "--code-file", "nowhere"]).fails(1),
        case(Two, &["restore", "alice"]).input(CAROL.rows()).fails(5),
        case(Two, &["check"]).input(ALICE.rows()),
        case(Two, &["check", "--image", "sheet.pdf"]),
        case(Two, &["check"]).input(ALICE.with(&[(2, &ALICE.slip(2))])).fails(4),
        case(Two, &["check"]).input(CAROL.rows()).fails(5),
        case(Nothing, &["check"]).input(CAROL.rows()).fails(3),
        case(Two, &["passphrase", "set", "--new-passphrase-file", "second"]),
        case(Two, &["passphrase", "set", "--new-passphrase-file", "weak"]).fails(1),
        locked(&["passphrase", "remove", "--yes"]),
        case(Locked, &["passphrase", "set", "--recovery-code-file", "code",
            "--new-passphrase-file", "second", "--out", "new"]).random(),
        case(Locked, &["print", "--passphrase-file", "second"]).fails(6),
        locked(&["recovery-codes", "new", "--count", "3", "--out", "new"]).random(),
        case(Locked, &["recovery-codes", "status"]),
        case(Two, &["accounts"]),
        case(Two, &["whoami", "--json"]),
        case(Two, &["use", "bob"]),
        case(Two, &["use", "zoe"]).fails(3),
        case(Two, &["rename", "bob", "zoe"]),
        case(Two, &["remove", "bob"]).fails(9),
        case(Two, &["remove", "bob", "--yes"]),
        case(Two, &["forget-code"]).input(ALICE.rows()),
        case(Forgotten, &["print"]).fails(3),
        case(Two, &["sign", "carol"]),
        case(Two, &["sign"]).input("some text\r\n"),
        case(Two, &["verify", "alice", "--by", "me"]),
        case(Two, &["verify", "carol", "--signature", "alice.sig", "--by", "me"]).fails(10),
        case(Two, &["sign", "alice"]),
        case(Two, &["sign", "carol", "-o", "alice"]).fails(1),
        case(Two, &["sign", "alice", "-o", "keystore.json", "--force"]).fails(1),
        case(Two, &["encrypt", "carol"]).random(),
        case(Two, &["decrypt", "alice.age", "-o", "new"]),
        case(Two, &["decrypt", "carol", "-o", "new"]).fails(10),
        case(Two, &["decrypt", "alice.age", "-o", "alice.age", "--force"]).fails(1),
        case(Two, &["codes", "add", "github"]).input("48151-62342\r\n27182-81828\r\n").random(),
        case(Two, &["codes", "next", "github"]).fails(3),
        case(Two, &["vault", "import", "carol"]).fails(10),
        case(Two, &["vault", "import", "missing"]).fails(1),
        case(Two, &["export", "pkcs8", "--key", "login", "-o", "new"]),
        case(Two, &["export", "jwk", "--key", "encryption"]),
        case(Two, &["export", "age"]),
        case(Two, &["ssh"]),
        case(Two, &["completions", "powershell"]),
        case(Two, &["completions", "bash"]),
        case(Nothing, &["help", "print"]),
        case(Two, &["print", ALICE.code]).fails(2),
        case(Two, &["pirnt"]).fails(2),
        case(Two, &["--keystore", "folder", "whoami"]).fails(7),
        case(Two, &["--keystore", "no/where.json", "whoami"]).fails(3),
        case(Damaged, &["whoami"]).fails(7),
        case(Two, &["sign", "nowhere"]).fails(1),
        case(Two, &["sign", "folder"]).fails(1).in_own_words(),
        case(Two, &["export", "age", "-o", "no/where"]).fails(1).in_own_words(),
    ]
}

/// Runs the table, prints it, and returns what is wrong.
pub(crate) fn run(wine: &Wine) -> Vec<String> {
    let files = TempDir::new().expect("a folder");
    let linux = TempDir::new().expect("a folder");
    make_files(files.path());
    let mut wrong = Vec::new();
    work::say("status  same output  same messages  same files  command");
    let cases = table();
    for (nth, case) in cases.iter().enumerate() {
        let here = linux.path().join(nth.to_string());
        let there = wine.folder(&format!("case-{nth}"));
        let on_linux = on(Command::new(PROGRAM), case, files.path(), &here, None);
        let on_windows = on(wine.collab(), case, files.path(), &there, Some(wine));
        let [output, messages, kept] = compared(case, &on_linux, &on_windows, &here, &there);
        work::say(&format!(
            "{:>6}  {:<11}  {:<13}  {:<10}  {}",
            on_windows.status.map_or_else(|| String::from("?"), |status| status.to_string()),
            output.shown(),
            messages.shown(),
            kept.shown(),
            case.shown()
        ));
        let has_status = [&on_linux, &on_windows].map(|left| left.status == Some(case.status));
        if has_status != [true; 2] || [output, messages, kept].contains(&Same::No) {
            wrong.push(told(case, &on_linux, &on_windows));
        }
    }
    work::say(&format!("{} commands, {} wrong", cases.len(), wrong.len()));
    wrong
}

/// Runs a case in a new folder, under wine or here.
fn on(mut command: Command, case: &Case, files: &Path, folder: &Path, wine: Option<&Wine>) -> Left {
    system::copy(files, folder);
    set_mode(folder, 0o700);
    fs::create_dir(folder.join("folder")).expect("a folder");
    if let Some(keystore) = case.keystore() {
        fs::rename(folder.join(keystore), folder.join("keystore.json")).expect("it is there");
    }
    if wine.is_none() {
        command.env_clear().env("HOME", folder);
    }
    command.args(&case.arguments).env("COLLAB_KEYSTORE", "keystore.json");
    command.envs(case.variable);
    match wine {
        Some(wine) => wine.run(command, folder, &case.input),
        None => system::run(&mut command, folder, &case.input),
    }
}

/// Whether something is the same on both systems.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    No,
    /// It is not expected to be.
    Random,
}

impl Same {
    fn of(is_same: bool, is_random: bool) -> Self {
        match (is_same, is_random) {
            (_, true) => Self::Random,
            (true, _) => Self::Yes,
            (false, _) => Self::No,
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "NO",
            Self::Random => "-",
        }
    }
}

/// Compares output, messages and files.
fn compared(case: &Case, linux: &Left, windows: &Left, here: &Path, there: &Path) -> [Same; 3] {
    let [here, there] = [here, there].map(system::files);
    let names = here.keys().eq(there.keys());
    let same = here.iter().all(|(name, bytes)| {
        // A keystore has the time of its changes in it.
        name == "keystore.json" || there.get(name) == Some(bytes)
    });
    let only_names = case.is_random && names;
    [
        Same::of(linux.stdout == windows.stdout, case.is_random),
        Same::of(linux.stderr == windows.stderr, case.is_random || case.has_own_words),
        Same::of(names && same, only_names),
    ]
}

fn told(case: &Case, linux: &Left, windows: &Left) -> String {
    let one = |system: &str, left: &Left| {
        let Left { status, stdout, stderr } = left;
        let stdout: String = stdout.chars().take(400).collect();
        format!("{system}: {status:?}\n{stdout}\n{stderr}")
    };
    let (linux, windows) = (one("Linux", linux), one("Windows", windows));
    format!("{} should end with {}\n{linux}\n{windows}", case.shown(), case.status)
}

/// Makes the files that the commands read.
fn make_files(folder: &Path) {
    let at = |name: &str| folder.join(name);
    for name in ["two.json", "locked.json", "forgotten.json"] {
        hold(&at(name), &ALICE, Saved::Confirmed);
        hold(&at(name), &BOB, Saved::Confirmed);
    }
    lock(&at("locked.json"), &CODES);
    let forgotten = Keystore::at(at("forgotten.json"))
        .change(None, |contents| contents.forget_code(&"alice".parse().expect("a name")));
    forgotten.expect("a keystore");
    let whole = fs::read(at("two.json")).expect("a keystore");
    for (name, bytes) in [
        ("damaged.json", whole[..whole.len() - 20].to_vec()),
        ("first", PASSPHRASE.into()),
        ("second", format!("{OTHER_PASSPHRASE}\r\n").into()),
        ("weak", "password1".into()),
        ("code", CODES[0].into()),
        ("alice", ALICE.rows().into()),
        ("carol", CAROL.rows().into()),
    ] {
        fs::write(at(name), bytes).expect("written");
        set_mode(&at(name), 0o600);
    }
    for arguments in [
        &["print", "--sheet", "sheet.pdf"][..],
        &["print", "--qr", "code.png"],
        &["sign", "alice"],
        &["encrypt", "alice"],
    ] {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("COLLAB_KEYSTORE", "two.json").args(arguments);
        let left = system::run(&mut command, folder, b"");
        assert_eq!(left.status, Some(0), "{}", left.stderr);
    }
    for name in ["two", "locked", "forgotten"] {
        fs::remove_file(at(&format!("{name}.json.lock"))).expect("it was made");
    }
}
