//! The programs that `collab` starts. None of them inherits a secret through its environment.

use std::ffi::OsStr;
use std::process::Command;

/// The environment variables that can hold a secret.
pub(crate) const SECRET_VARIABLES: [&str; 2] = ["COLLAB_BACKUP_CODE", "COLLAB_PASSPHRASE"];

/// Prepares a program to be started with our environment, without its secrets.
pub(crate) fn program(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in SECRET_VARIABLES {
        command.env_remove(name);
    }
    command
}
