//! `collab man`: the manual.
//!
//! The pages under `man/` are generated from the clap tree by a test, which keeps them current;
//! the binary carries them as they are.

use std::io::Write as _;
use std::process::{Command, Stdio};

use clap::Args;

use super::{Context, Run};
use crate::failure::{Failure, Outcome, Status, quoted};

/// Read the manual
///
/// On a terminal the page is shown by man; in a pipe it is written as it is, in roff.
#[derive(Args, Debug)]
pub struct Man {
    /// The command to read about
    command: Vec<String>,
}

/// All that `man` gets of the environment: what it and its pager need to find themselves, the
/// terminal and the language, and nothing that could hold a secret.
const PASSED_ON: [&str; 10] =
    ["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "PAGER", "MANPAGER", "COLUMNS"];

/// Each page, by the command that it is about; the first is about all of it.
pub const PAGES: [(&str, &str); 21] = [
    ("", include_str!("../../man/collab.1")),
    ("accounts", include_str!("../../man/collab-accounts.1")),
    ("check", include_str!("../../man/collab-check.1")),
    ("completions", include_str!("../../man/collab-completions.1")),
    ("copy", include_str!("../../man/collab-copy.1")),
    ("forget-code", include_str!("../../man/collab-forget-code.1")),
    ("init", include_str!("../../man/collab-init.1")),
    ("man", include_str!("../../man/collab-man.1")),
    ("passphrase", include_str!("../../man/collab-passphrase.1")),
    ("passphrase-remove", include_str!("../../man/collab-passphrase-remove.1")),
    ("passphrase-set", include_str!("../../man/collab-passphrase-set.1")),
    ("print", include_str!("../../man/collab-print.1")),
    ("recovery-codes", include_str!("../../man/collab-recovery-codes.1")),
    ("recovery-codes-new", include_str!("../../man/collab-recovery-codes-new.1")),
    ("recovery-codes-revoke", include_str!("../../man/collab-recovery-codes-revoke.1")),
    ("recovery-codes-status", include_str!("../../man/collab-recovery-codes-status.1")),
    ("remove", include_str!("../../man/collab-remove.1")),
    ("rename", include_str!("../../man/collab-rename.1")),
    ("restore", include_str!("../../man/collab-restore.1")),
    ("use", include_str!("../../man/collab-use.1")),
    ("whoami", include_str!("../../man/collab-whoami.1")),
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
        if context.ui.shows_results() && context.ui.has_person() && shown_by_man(context, page) {
            return Ok(());
        }
        context.give_text(page)
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
