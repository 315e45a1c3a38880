//! `collab man`: the manual.
//!
//! The pages under `man/` are generated from the clap tree by a test, which keeps them current;
//! the binary carries them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use clap::Args;

use super::Run;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::session::Context;
use crate::session::packed::{packed, unpack};

/// Read the manual
///
/// On a terminal the page is shown by man; in a pipe it is written as it is, in roff.
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The command to read about
    command: Vec<String>,
}

/// All that `man` gets of the environment: what it and its pager need to find themselves, the
/// terminal and the language, and nothing that could hold a secret.
const PASSED_ON: [&str; 10] =
    ["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "PAGER", "MANPAGER", "COLUMNS"];

/// Each page, packed, by the command that it is about; the first is about all of it.
pub(crate) const PAGES: &[(&str, &[u8])] = &[
    ("", packed!("collab.1")),
    ("accounts", packed!("collab-accounts.1")),
    ("check", packed!("collab-check.1")),
    ("completions", packed!("collab-completions.1")),
    ("copy", packed!("collab-copy.1")),
    ("decrypt", packed!("collab-decrypt.1")),
    ("encrypt", packed!("collab-encrypt.1")),
    ("export", packed!("collab-export.1")),
    ("export-age", packed!("collab-export-age.1")),
    ("export-jwk", packed!("collab-export-jwk.1")),
    ("export-pkcs8", packed!("collab-export-pkcs8.1")),
    ("forget-code", packed!("collab-forget-code.1")),
    ("git", packed!("collab-git.1")),
    ("git-setup", packed!("collab-git-setup.1")),
    ("git-unset", packed!("collab-git-unset.1")),
    ("init", packed!("collab-init.1")),
    ("man", packed!("collab-man.1")),
    ("passphrase", packed!("collab-passphrase.1")),
    ("passphrase-remove", packed!("collab-passphrase-remove.1")),
    ("passphrase-set", packed!("collab-passphrase-set.1")),
    ("print", packed!("collab-print.1")),
    ("recovery-codes", packed!("collab-recovery-codes.1")),
    ("recovery-codes-new", packed!("collab-recovery-codes-new.1")),
    ("recovery-codes-revoke", packed!("collab-recovery-codes-revoke.1")),
    ("recovery-codes-status", packed!("collab-recovery-codes-status.1")),
    ("remove", packed!("collab-remove.1")),
    ("rename", packed!("collab-rename.1")),
    ("restore", packed!("collab-restore.1")),
    ("sign", packed!("collab-sign.1")),
    ("ssh", packed!("collab-ssh.1")),
    ("ssh-add", packed!("collab-ssh-add.1")),
    ("ssh-export", packed!("collab-ssh-export.1")),
    ("ssh-remove", packed!("collab-ssh-remove.1")),
    ("status", packed!("collab-status.1")),
    ("use", packed!("collab-use.1")),
    ("verify", packed!("collab-verify.1")),
    ("whoami", packed!("collab-whoami.1")),
];

impl Run for Man {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let wanted = self.command.join("-");
        let Some((_, page)) = PAGES.iter().find(|(command, _)| *command == wanted) else {
            return Err(Failure::new(
                Status::Usage,
                format!("there is no command named {}", quoted(self.command.join(" "))),
            )
            .hint("see `collab --help`"));
        };
        let page = unpack(page);
        if context.ui.shows_results() && context.ui.has_person() && shown_by_man(context, &page) {
            return Ok(());
        }
        context.give_text(&page)
    }
}

/// Whether `man` showed the page. Where there is none, or it takes no page from a pipe, the roff
/// itself is better than nothing.
fn shown_by_man(context: &Context<'_>, page: &str) -> bool {
    let man = Command::new("man")
        .args(["-l", "-"])
        .env_clear()
        .envs(PASSED_ON.into_iter().filter_map(|name| Some((name, (context.environment)(name)?))))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut man) = man else { return false };
    // A reader that quits early closes the pipe; its exit status tells whether it was shown.
    let _ = man.stdin.take().map(|mut stdin| stdin.write_all(page.as_bytes()));
    man.wait().is_ok_and(|status| status.success())
}
