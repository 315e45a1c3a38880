//! The commands in groups: one screen with the everyday ones, and the full list.

use clap::Command;

use super::argument::global_options;
use super::prose::{columns, set};
use super::topics::TOPICS;
use super::{Block, Entry};

/// A heading and the commands below it.
type Group = (&'static str, &'static [&'static str]);

/// The everyday commands: they fit one screen of 80 by 24.
const EVERY_DAY: &[Group] = &[
    ("Create an account, or bring one back:", &["init", "restore"]),
    ("Keep its backup code safe:", &["print", "check"]),
    ("Look around:", &["status", "whoami"]),
    ("Protect this device:", &["passphrase", "remove"]),
];

/// All commands.
const ALL: &[Group] = &[
    ("Create an account, or bring one back:", &["init", "restore"]),
    ("Its backup code:", &["print", "copy", "check", "forget-code"]),
    ("Accounts on this device:", &["status", "accounts", "whoami", "use", "rename", "remove"]),
    ("The keystore, the file with your accounts:", &["passphrase", "recovery-codes"]),
    ("Other services' backup codes:", &["codes", "vault"]),
    ("The account at work:", &["sign", "verify", "encrypt", "decrypt", "ssh", "git", "export"]),
    ("Help:", &["help", "man", "completions"]),
];

/// Returns the output of `collab` without arguments.
pub(crate) fn first_screen(tree: &Command) -> String {
    let mut blocks = vec![Block::Paragraph(about(tree))];
    blocks.extend(in_groups(tree, EVERY_DAY, "collab "));
    let more = "`collab help` lists all commands, `collab help init` explains one.";
    blocks.push(Block::Paragraph(more.into()));
    set(&blocks, columns())
}

/// Returns the list of all commands, then the options of every command.
pub(crate) fn all_commands(tree: &Command) -> String {
    let usage = "Usage: collab COMMAND [OPTIONS]";
    let mut commands = vec![Block::Paragraph(about(tree)), Block::Paragraph(usage.into())];
    commands.extend(in_all_groups(tree));
    let options = [
        Block::Heading("Options of every command:".into()),
        Block::List(global_options(tree)),
        Block::Heading("More help:".into()),
        Block::List(vec![
            Entry::new("collab help COMMAND", "Explain a command, with examples"),
            Entry::new("collab help TOPIC", format!("Explain a topic: {}", TOPICS.join(", "))),
        ]),
    ];
    [set(&commands, columns()), set(&options, columns())].join("\n")
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// Returns all commands in their groups.
pub(super) fn in_all_groups(tree: &Command) -> Vec<Block> {
    in_groups(tree, ALL, "")
}

/// Lists groups of commands; `before` is put before each name.
fn in_groups(tree: &Command, groups: &[Group], before: &str) -> Vec<Block> {
    let entry = |name: &&str| {
        let about = tree.find_subcommand(name).map(about).unwrap_or_default();
        Entry::new(format!("`{before}{name}`"), about)
    };
    let group = |(heading, names): &Group| {
        let list = names.iter().map(entry).collect();
        [Block::Heading((*heading).into()), Block::List(list)]
    };
    groups.iter().flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_people_see_is_in_one_group() {
        let tree = crate::cli::tree();
        let mut grouped: Vec<&str> = ALL.iter().flat_map(|(_, names)| *names).copied().collect();
        let visible = tree.get_subcommands().filter(|command| !command.is_hide_set());
        let mut visible: Vec<&str> = visible.map(Command::get_name).collect();
        grouped.sort_unstable();
        visible.sort_unstable();
        assert_eq!(grouped, visible);
        let mut every_day = EVERY_DAY.iter().flat_map(|(_, names)| *names);
        assert!(every_day.all(|name| visible.contains(name)));
    }
}
