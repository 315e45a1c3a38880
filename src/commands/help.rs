//! `collab help`: all commands, one command, or a topic.

use clap::{Args, Command};

use crate::failure::Outcome;
use crate::manual::{all_commands, no_such_command, topic};
use crate::session::Context;

/// Explain a command or a topic
///
/// Without an argument, lists all commands in groups, and the options of every command.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  How to bring an account back:
      collab help restore
  What each exit status means:
      collab help exit-codes")]
pub(crate) struct Help {
    /// A command; or a topic: exit-codes, environment, json or options
    what: Vec<String>,
}

impl Help {
    /// Shows help from the clap tree.
    ///
    /// # Errors
    ///
    /// If there is no such command or topic, or the result can't be written.
    pub(crate) fn show(self, mut tree: Command, context: &mut Context<'_>) -> Outcome {
        let of_topic = match &self.what[..] {
            [] => Some(all_commands(&tree)),
            [name] => topic(name, &tree),
            _ => None,
        };
        let text = match of_topic {
            Some(text) => text,
            None => of_command(&mut tree, &self.what)?,
        };
        context.give_text(&text)
    }
}

/// Returns the help of the command that these words name.
fn of_command(tree: &mut Command, path: &[String]) -> Outcome<String> {
    tree.build();
    let find = |command, name: &String| Command::find_subcommand(command, name);
    let found = path.iter().try_fold(&*tree, find).filter(|it| !it.is_hide_set());
    let found = found.ok_or_else(|| no_such_command(tree, path))?;
    Ok(found.clone().render_long_help().to_string())
}
