//! What the keystore could not do, and its lock.

use std::path::Path;

use super::refused::{damaged_account, no_account};
use super::{Failure, Status, quoted};
use crate::keystore::{self, Damage, FileKind, Keystore, LockError, NotARecoveryCode};

/// Neither the passphrase nor a recovery code.
pub fn wrong_passphrase() -> Failure {
    Failure::new(Status::WrongSecret, "that does not open the keystore")
        .hint("a recovery code opens it, too; and backup codes restore into another: `collab restore --keystore OTHER-FILE`")
}

/// A text is no recovery code.
pub fn not_a_recovery_code(why: &NotARecoveryCode) -> Failure {
    let why = match why {
        NotARecoveryCode::Count(count) => format!("it has {count} characters instead of 28"),
        NotARecoveryCode::Character(group) => {
            format!("group {group} has a character that none has")
        }
        NotARecoveryCode::Mistyped => String::from("a character is wrong, or two are exchanged"),
    };
    Failure::new(Status::WrongSecret, format!("that is no recovery code: {why}"))
        .hint("compare it with what you saved; nothing was tried and nothing is used up")
}

/// The lock is not the one that was opened.
pub fn locked_anew(keystore: &Keystore) -> Failure {
    let file = quoted(keystore.path().to_string_lossy());
    Failure::new(
        Status::Busy,
        format!("the keystore {file} was locked anew by another process meanwhile"),
    )
    .hint("nothing was changed; try again with the passphrase that it has now")
}

/// There is not enough memory to try a passphrase.
pub fn out_of_memory() -> Failure {
    Failure::new(Status::Failed, "there is not enough memory to try a passphrase")
        .hint("it takes as much as the lock says, 256 MiB for one of ours")
}

/// What the keystore could not do.
pub fn of_keystore(error: keystore::Error, keystore: &Keystore) -> Failure {
    use keystore::Error;
    let file = quoted(keystore.path().to_string_lossy());
    let shown = |path: &Path| quoted(path.to_string_lossy());
    let recover = "the backup code brings an account back: `collab restore --keystore OTHER-FILE`";
    match error {
        Error::Missing => no_account(),
        Error::Sealed => {
            Failure::new(Status::NeedsPerson, format!("the keystore {file} is locked"))
                .hint("give the passphrase with `--passphrase-file FILE`")
        }
        Error::WrongSecret => wrong_passphrase(),
        Error::Forgotten => {
            Failure::new(Status::NoAccount, "the backup code was taken off this device on purpose")
                .hint("it is where you saved it; `collab restore` puts it back here")
        }
        Error::NoSuchAccount(_) => Failure::new(Status::NoAccount, "there is no such account")
            .hint("see `collab accounts`"),
        Error::NotPrivate { mode } => Failure::new(
            Status::Keystore,
            format!("others may read or change the keystore {file} (its mode is {mode:04o})"),
        )
        .hint(format!("make it yours alone with `chmod 600 {file}`")),
        Error::ForeignOwner => {
            Failure::new(Status::Keystore, format!("the keystore {file} belongs to another user"))
                .hint("run collab as that user, or name your own file with `--keystore FILE`")
        }
        Error::ForeignFolder { folder } => Failure::new(
            Status::Keystore,
            format!("the folder {} of the keystore belongs to another user", shown(&folder)),
        )
        .hint("run collab without sudo, or name your own file with `--keystore FILE`"),
        Error::SharedFolder { folder } => Failure::new(
            Status::Keystore,
            format!("others may put files into the folder {} of the keystore", shown(&folder)),
        )
        .hint(format!("make it yours alone with `chmod go-w {}`", shown(&folder))),
        Error::NotAFile(kind) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is {}, not a file", kind_of_file(kind)),
        )
        .hint("name the file itself with `--keystore FILE`"),
        Error::LongName => Failure::new(
            Status::Failed,
            format!("the name of the keystore {file} leaves no room for the files beside it"),
        )
        .hint(format!(
            "name one of at most {} bytes with `--keystore FILE`",
            keystore::LONGEST_NAME
        )),
        Error::ForeignLock { path } => Failure::new(
            Status::Keystore,
            format!("the lock file {} is not a file of yours", shown(&path)),
        )
        .hint("look at what it is, and move it away"),
        Error::Damaged(Damage::Account(name)) => damaged_account(&name),
        Error::Damaged(damage) => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is damaged: {}", damage_in_words(&damage)),
        )
        .hint(format!("it was left as it is; {recover}")),
        Error::Newer { version } => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is of version {version}, which is newer than this collab"),
        )
        .hint("use a newer collab"),
        Error::TooLarge => Failure::new(
            Status::Keystore,
            format!("the keystore {file} is, or would be, over the limit of 16 MiB"),
        )
        .hint(recover),
        Error::Busy => {
            Failure::new(Status::Busy, format!("the keystore {file} is in use by another process"))
                .hint("try again when that process has ended")
        }
        Error::ReadOnly => Failure {
            is_read_only: true,
            ..Failure::new(
                Status::Failed,
                format!("the keystore {file} can't be written: it is read-only"),
            )
            .hint("nothing was changed; use another place with `--keystore FILE`")
        },
        Error::Io { doing, source } => Failure::new(
            Status::Failed,
            format!("the keystore {file} was left as it was: {doing} failed: {source}"),
        )
        .hint("put that right and try again, or use another place with `--keystore FILE`"),
        Error::NotDurable { source } => Failure::new(
            Status::Failed,
            format!("the keystore {file} was changed, but may not survive a power cut: {source}"),
        )
        .hint("see `collab accounts`, and run `sync`"),
    }
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
        Damage::NotAKeystore => String::from("it does not begin as a keystore does"),
        Damage::Checksum => String::from("its checksum is wrong, so it was cut short or altered"),
        Damage::Line(line) => format!("line {line} says what no keystore says"),
        Damage::Seal => String::from("it was altered after it was locked"),
        Damage::Account(name) => format!("the public keys of {name} are not those of its secret"),
        Damage::Unsteady => String::from("it reads differently from how it was written"),
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Entropy(error) => error.into(),
            LockError::NoLock => {
                Self::new(Status::Busy, "another process took the passphrase away meanwhile")
                    .hint("nothing was changed; `collab passphrase set` sets one again")
            }
        }
    }
}
