//! Failures of the keystore and of its lock.

use std::path::Path;

use super::refused::{damaged_account, no_account};
use super::{Failure, Status, in_shell, quoted, system_words};
use crate::files;
use crate::keystore::{self, Damage, FileKind, Keystore, LockError, NotARecoveryCode, Rewriting};

/// The hint where a folder is no safe location for a keystore, with a shell command.
const OWN_FOLDER: &str = if cfg!(windows) {
    "keep the keystore in a folder of your profile: `set \
     COLLAB_KEYSTORE=%USERPROFILE%\\keystore.json` (in PowerShell `$env:COLLAB_KEYSTORE = \
     \"$HOME\\keystore.json\"`)"
} else {
    "keep the keystore in a folder of your own: \
     `COLLAB_KEYSTORE=$(mktemp -d)/keystore.json; export COLLAB_KEYSTORE` (between the steps of a \
     CI job, through `$GITHUB_ENV`)"
};

/// The hint where nothing can be written.
const ELSEWHERE: &str = "use another file with `--keystore FILE`";

/// Reports that the typed text is neither the passphrase nor, if the keystore has any, one of its
/// recovery codes.
pub(crate) fn wrong_passphrase(has_codes: bool) -> Failure {
    let other = if has_codes {
        "try again, or with a recovery code; if all are lost"
    } else {
        "try again; if it is lost"
    };
    Failure::new(Status::WrongSecret, "wrong passphrase: the keystore is still locked").hint(
        format!(
            "{other}, your backup code brings the account back into a new file, named as you like: \
             `collab restore --keystore NEW-FILE`; without that, too, the account is gone"
        ),
    )
}

/// Reports that a well-formed recovery code opens nothing here.
pub(crate) fn wrong_recovery_code() -> Failure {
    Failure::new(Status::WrongSecret, "that recovery code does not open the keystore").hint(
        "it was used or replaced before, or belongs to another keystore; if no other code is left, your backup \
         code brings the account back into a new keystore: `collab restore --keystore NEW-FILE`",
    )
}

/// Reports that the passphrase from a flag or a variable is wrong.
pub(crate) fn wrong_passphrase_given(by: &str) -> Failure {
    let message = format!("the passphrase given by `{by}` does not open the keystore");
    Failure::new(Status::WrongSecret, message).hint(
        "give the right one, or type it when asked (in CI, set the secret again); if it is lost, your \
         backup code brings the account back into a new keystore: `collab restore --keystore \
         NEW-FILE`",
    )
}

/// Reports that a flag or a variable gave a recovery code instead of the passphrase.
pub(crate) fn recovery_code_for_a_passphrase(by: &str) -> Failure {
    let message = format!("`{by}` holds a recovery code, not a passphrase");
    Failure::new(Status::WrongSecret, message).hint(
        "use it with `collab passphrase set --recovery-code-file FILE`, which sets a new \
         passphrase",
    )
}

/// Reports a recovery code where it is not possible to ask for a new passphrase.
pub(crate) fn recovery_code_at_a_door() -> Failure {
    Failure::new(
        Status::NeedsPerson,
        "a recovery code can't be used here, because it needs a new passphrase",
    )
    .hint("run `collab passphrase set` on a terminal, and type the recovery code there")
}

/// Reports that a text is not a recovery code.
pub(crate) fn not_a_recovery_code(why: &NotARecoveryCode) -> Failure {
    misread_recovery_code("that", why)
}

/// Reports that a line of a file is not a recovery code, and that no other line opens the keystore.
pub(crate) fn not_a_recovery_code_in_a_list(line: usize, why: &NotARecoveryCode) -> Failure {
    misread_recovery_code(&format!("no code in the file opens the keystore, and line {line}"), why)
}

fn misread_recovery_code(what: &str, why: &NotARecoveryCode) -> Failure {
    let why = match why {
        NotARecoveryCode::Count(count) => format!("it has {count} characters instead of 28"),
        NotARecoveryCode::Character(group) => {
            format!("group {group} has a character that no recovery code has")
        }
        NotARecoveryCode::Mistyped => String::from("one character is wrong, or two are swapped"),
    };
    Failure::new(Status::WrongSecret, format!("{what} is no recovery code: {why}"))
        .hint("compare it with what you saved; no code was used up")
}

/// Reports that another process changed the lock after this one had opened it.
pub(crate) fn locked_anew(keystore: &Keystore) -> Failure {
    let file = quoted(keystore.path().to_string_lossy());
    Failure::new(
        Status::Busy,
        format!("another process changed the passphrase of the keystore {file} meanwhile"),
    )
    .hint("nothing was changed; try again with the new passphrase")
}

/// Reports that there is not enough memory to try a passphrase.
pub(crate) fn out_of_memory() -> Failure {
    Failure::new(Status::Failed, "there is not enough memory to try a passphrase")
        .hint("close other programs and try again; a passphrase that collab set takes 256 MiB")
}

/// Reports an error of the keystore.
pub(crate) fn of_keystore(error: keystore::Error, keystore: &Keystore) -> Failure {
    use keystore::Error;
    let file = quoted(keystore.path().to_string_lossy());
    let shown = |path: &Path| quoted(path.to_string_lossy());
    let recover = "the backup code brings an account back: `collab restore --keystore NEW-FILE`";
    match error {
        Error::Missing => no_account(keystore),
        Error::Sealed => {
            Failure::new(Status::NeedsPerson, format!("the keystore {file} is locked"))
                .hint("give the passphrase with `--passphrase-file FILE`")
        }
        Error::WrongSecret => wrong_passphrase(false),
        Error::Forgotten => {
            Failure::new(Status::NoAccount, "the backup code was taken off this device on purpose")
                .hint("it is where you saved it; `collab restore` puts it back here")
        }
        Error::NoSuchAccount(_) => Failure::new(Status::NoAccount, "there is no such account")
            .hint("see `collab accounts`"),
        Error::NotPrivate { mode } => not_private(mode, keystore, &file),
        Error::FixedMode { mode } => fixed_mode(mode, &file),
        Error::ForeignOwner => foreign(format!("the keystore {file}"), String::from(OWN_FOLDER)),
        Error::ForeignFolder { folder } => foreign(
            format!("the folder {} of the keystore", shown(&folder)),
            format!("{OWN_FOLDER}; or accept this one with `--shared-folder`"),
        ),
        Error::OutsideProfile { folder } => Failure::new(
            Status::Keystore,
            format!(
                "the folder {} of the keystore is outside your profile, so others may read it",
                shown(&folder)
            ),
        )
        .hint(format!("{OWN_FOLDER}; or accept this one with `--shared-folder`")),
        Error::SharedFolder { folder, is_ours } => shared_folder(&folder, is_ours),
        Error::NotAFile(FileKind::SymbolicLink) => link(keystore, &file),
        Error::NotAFile(kind) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is {}, not a file", kind_of_file(kind)),
        )
        .hint("name the file itself with `--keystore FILE`"),
        Error::LongName => {
            Failure::new(Status::Failed, format!("the name of the keystore {file} is too long"))
                .hint(format!(
                    "use a name of at most {} bytes with `--keystore FILE`",
                    keystore::LONGEST_NAME
                ))
        }
        Error::ForeignLockFile { path } => Failure::new(
            Status::Keystore,
            format!("the lock file {} is not a file of yours", shown(&path)),
        )
        .hint(format!("look at what it is, and move it away; or {OWN_FOLDER}")),
        Error::Damaged(Damage::Account(name)) => damaged_account(&name),
        Error::Damaged(Damage::Rewritten(rewriting)) => rewritten(rewriting, keystore, &file),
        Error::Damaged(damage) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is damaged: {}", damage_in_words(&damage)),
        )
        .hint(format!("the file was not changed; {recover}")),
        Error::Newer { version } => Failure::new(
            Status::Keystore,
            format!("the keystore {file} has version {version}, which is newer than this collab"),
        )
        .hint("update collab"),
        Error::TooLarge => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is, or would be, over the limit of 16 MiB"),
        )
        .hint(recover),
        Error::Busy => {
            Failure::new(Status::Busy, format!("the keystore {file} is in use by another process"))
                .hint("try again when that process has ended")
        }
        Error::ReadOnly => unwritable(&file, "its file system is read-only", ELSEWHERE),
        Error::Denied => unwritable(&file, "permission denied", ELSEWHERE),
        Error::WriteProtected => write_protected(keystore, &file),
        Error::Io { doing, source } => Failure::new(
            Status::Failed,
            format!(
                "the keystore {file} was left as it was: {doing} failed: {}",
                system_words(&source)
            ),
        )
        .hint("fix that and try again, or use another file with `--keystore FILE`"),
        Error::NotDurable { source } => Failure::new(
            Status::Failed,
            format!(
                "the keystore {file} was changed, but may not survive a power cut: {}",
                system_words(&source)
            ),
        )
        .hint("see `collab accounts`, and run `sync`"),
    }
}

fn write_protected(keystore: &Keystore, file: &str) -> Failure {
    let path = word(keystore.path());
    if cfg!(windows) {
        let hint = format!("make it writable with `attrib -r {path}`");
        return unwritable(file, "it is marked as read-only", &hint);
    }
    let hint = format!("make it writable with `chmod 600 {path}`");
    unwritable(file, "its mode lets nobody write it", &hint)
}

/// Returns a path as a word of a command, or `FILE` if it can't be shown.
fn word(path: &Path) -> String {
    in_shell(path).unwrap_or_else(|| String::from("FILE"))
}

fn not_private(mode: u32, keystore: &Keystore, file: &str) -> Failure {
    Failure::new(
        Status::Keystore,
        format!("others may read or change the keystore {file} (its mode is {mode:04o})"),
    )
    .hint(format!("make it yours alone with `chmod 600 {}`", word(keystore.path())))
}

fn fixed_mode(mode: u32, file: &str) -> Failure {
    Failure::new(
        Status::Keystore,
        format!(
            "others may read or change the keystore {file}: its file system shows it with the mode \
             {mode:04o}, and the mode can't be changed"
        ),
    )
    .hint(format!("{OWN_FOLDER}; or accept it as it is with `--shared-folder`"))
}

/// Reports a file or folder of another user.
fn foreign(what: String, hint: String) -> Failure {
    Failure {
        is_foreign: true,
        ..Failure::new(Status::Keystore, what + " belongs to another user").hint(hint)
    }
}

fn shared_folder(folder: &Path, is_ours: bool) -> Failure {
    let chmod = match in_shell(folder) {
        Some(folder) if is_ours => format!("make it yours alone with `chmod go-w {folder}`; or "),
        _ => String::new(),
    };
    let shown = quoted(folder.to_string_lossy());
    Failure::new(
        Status::Keystore,
        format!("others may put files into the folder {shown} of the keystore"),
    )
    .hint(format!("{chmod}{OWN_FOLDER}; or accept this one with `--shared-folder`"))
}

fn unwritable(file: &str, why: &str, hint: &str) -> Failure {
    let message = format!("the keystore {file} can't be written: {why}");
    Failure {
        is_unwritable: true,
        ..Failure::new(Status::Failed, message).hint(format!("nothing was changed; {hint}"))
    }
}

/// Reports that the keystore is a symbolic link. Its target is read only for the message, so a race
/// does no harm.
fn link(keystore: &Keystore, file: &str) -> Failure {
    let target = files::resolved(keystore.path()).ok();
    let leads = match &target {
        Some(target) => format!("to {}", quoted(target.to_string_lossy())),
        None => String::from("that leads nowhere"),
    };
    let itself = target.filter(|target| target.is_file());
    Failure::new(
        Status::Keystore,
        format!("the keystore {file} is a symbolic link {leads}, not a file"),
    )
    .hint(format!(
        "name the file itself with `--keystore {}`",
        itself.map_or_else(|| String::from("FILE"), |target| word(&target))
    ))
}

/// Reports that another program rewrote the keystore.
fn rewritten(rewriting: Rewriting, keystore: &Keystore, file: &str) -> Failure {
    if cfg!(windows) && rewriting != Rewriting::WhiteSpace {
        return Failure::new(
            Status::Keystore,
            format!("the keystore {file} was saved by another program, such as an editor"),
        )
        .hint(
            "nothing in it is lost; put back an earlier copy of the file, or bring the account back \
             with `collab restore --keystore NEW-FILE`",
        );
    }
    let path = word(keystore.path());
    let (what, put_right) = match rewriting {
        Rewriting::LineEnds => {
            ("its line ends were changed", format!("tr -d '\\r' <{path} | awk NF"))
        }
        Rewriting::ByteOrderMark => (
            "a byte order mark was put before it",
            format!("tail -c +4 {path} | tr -d '\\r' | awk NF"),
        ),
        Rewriting::Encoding => (
            "it was converted to UTF-16",
            format!("iconv -f UTF-16 -t UTF-8 {path} | tr -d '\\r' | awk NF"),
        ),
        Rewriting::WhiteSpace => {
            return Failure::new(
                Status::Keystore,
                format!(
                    "the keystore {file} was reformatted, probably by an editor or jq, and collab \
                     reads only what it wrote itself"
                ),
            )
            .hint(
                "nothing in it is lost; put back an earlier copy of the file, or bring the account \
                 back with `collab restore --keystore NEW-FILE`",
            );
        }
    };
    Failure::new(
        Status::Keystore,
        format!("the keystore {file} was saved by another program: {what}"),
    )
    .hint(format!(
        "nothing in it is lost; fix it with `(umask 077; {put_right} >{path}.new) && mv {path}.new \
         {path}`"
    ))
}

fn kind_of_file(kind: FileKind) -> &'static str {
    match kind {
        FileKind::SymbolicLink => "a symbolic link",
        FileKind::Folder => "a folder",
        FileKind::Fifo => "a named pipe",
        FileKind::Device => "a device",
        FileKind::Socket => "a socket",
        FileKind::Other => "something else",
    }
}

fn damage_in_words(damage: &Damage) -> String {
    match damage {
        Damage::NotAKeystore => String::from("it does not begin like a keystore"),
        Damage::Checksum => String::from("its checksum is wrong, so it was cut short or altered"),
        Damage::Line(line) => format!("line {line} is not valid"),
        Damage::Seal => String::from("it was altered after it was locked"),
        Damage::Account(name) => format!("the public keys of {name} do not match its secret"),
        Damage::Rewritten(_) => String::from("it was rewritten"),
        Damage::Unsteady => String::from("reading it back gave something else than was written"),
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Entropy(error) => error.into(),
            LockError::NoLock => {
                Self::new(Status::Busy, "another process removed the passphrase meanwhile")
                    .hint("nothing was changed; `collab passphrase set` sets one again")
            }
        }
    }
}
