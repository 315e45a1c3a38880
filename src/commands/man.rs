//! `collab man`: the manual.
//!
//! The pages are generated from the clap tree. A test keeps the copies for packagers, under `man/`,
//! current.

use std::io::Write as _;
use std::process::{Command, Stdio};

use clap::Args;

use crate::failure::Outcome;
use crate::manual::{Page, no_such_command};
use crate::session::Context;

/// Read the manual
///
/// On a terminal, `man` shows the page; where there is no `man`, collab shows it as text. In a
/// pipe, the page is written in roff, the format that `man` reads.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  The page about collab:
      collab man
  The page about one command:
      collab man passphrase set")]
pub(crate) struct Man {
    /// Command to read about
    command: Vec<String>,
}

/// The environment variables that `man` gets: those that `man` and its pager need to find programs,
/// files, the terminal and the language. No variable that could hold a secret is passed on.
const PASSED_ON: [&str; 10] =
    ["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "PAGER", "MANPAGER", "COLUMNS"];

impl Man {
    /// Shows the command's page, generated from this tree.
    ///
    /// # Errors
    ///
    /// If there is no such command, or the result can't be written.
    pub(crate) fn show(self, tree: &clap::Command, context: &mut Context<'_>) -> Outcome {
        let Some(page) = Page::of(tree, &self.command) else {
            return Err(no_such_command(tree, &self.command));
        };
        let roff = page.to_roff();
        if !context.ui.shows_results() {
            return context.give_text(&roff);
        }
        if context.ui.has_person() && shown_by_man(context, &roff) {
            return Ok(());
        }
        context.give_text(&page.to_text())
    }
}

/// Shows the page with `man`, and returns whether that worked: `man` may be missing, or may not
/// read a page from a pipe.
fn shown_by_man(context: &Context<'_>, page: &str) -> bool {
    let man = Command::new("man")
        .args(["-l", "-"])
        .env_clear()
        .envs(PASSED_ON.into_iter().filter_map(|name| Some((name, (context.environment)(name)?))))
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut man) = man else { return false };
    // A pager that quits early closes the pipe; the exit status says whether the page was shown.
    let _ = man.stdin.take().map(|mut stdin| stdin.write_all(page.as_bytes()));
    man.wait().is_ok_and(|status| status.success())
}
