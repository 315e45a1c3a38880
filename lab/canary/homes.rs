//! The homes in which runs begin, and the secrets in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use collab::code::BackupCode;
use collab::keystore::Keystore;
use collab::sshsig::{Hash, Namespace};
use collab::{derivation, signing};

use super::secrets::{SERVICE_CODES, Secrets};
use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, set_mode,
};

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

/// Folders in which a program could put temporary files, besides its keystore's folder and its
/// home.
pub(crate) const FOLDERS: [(&str, &str); 2] = [("TMPDIR", "tmp"), ("XDG_RUNTIME_DIR", "run")];

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
        ("list", SERVICE_CODES.join("\n")),
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

/// Writes Alice's signature of the file with her code, made elsewhere.
pub(crate) fn with_signature(home: &Home) {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    let file = fs::read(home.at("alice")).expect("it is there");
    let key = derivation::keys(&code).identity;
    let signature = signing::sign(&key, &Namespace::FILE, Hash::Sha256, &mut &*file);
    home.file("alice.sig", signature.expect("read").armor());
}

/// Keeps the list of a service's codes.
pub(crate) fn with_list(home: &Home) {
    let add = ["-q", "--passphrase-file", "first", "codes", "add", "github", "--code-file", "list"];
    home.collab(add).stderr_any().run();
}

/// Keeps the list, exports the vault, and removes the list.
pub(crate) fn with_vault(home: &Home) {
    with_list(home);
    let first = ["-q", "--passphrase-file", "first"];
    home.collab(first).args(["vault", "export"]).stderr_any().run();
    home.collab(first).args(["codes", "remove", "github", "--yes"]).stderr_any().run();
}

/// Keeps the list, and a vault that is written at every change.
pub(crate) fn with_kept_vault(home: &Home) {
    with_list(home);
    let export = ["-q", "--passphrase-file", "first", "vault", "export", "--keep"];
    home.collab(export).stderr_any().run();
}

/// Encrypts the file with alice's code for her.
pub(crate) fn with_encrypted(home: &Home) {
    home.collab(["-q", "--passphrase-file", "first", "encrypt", "alice"]).run();
}
