//! The pages of the manual: one for collab and one for each command, from the clap tree.

use clap::{Arg, ArgAction, Command};

use super::argument::{explained, global_options, own, term};
use super::overview::in_all_groups;
use super::topics;
use super::{Block, Entry};

/// The day of the last review of these pages. A release sets it.
pub(super) const DATE: &str = "2026-11-29";

/// A page of the manual.
pub(crate) struct Page {
    /// The name of the page, such as "collab-ssh-add".
    pub(super) name: String,
    /// The subject of the page, in one line.
    pub(super) about: String,
    /// The headings, each with its blocks.
    pub(super) sections: Vec<(&'static str, Vec<Block>)>,
}

/// The pages of other programs that belong to a command.
const NEIGHBORS: [(&str, &str); 9] = [
    ("collab-decrypt", "age(1)"),
    ("collab-encrypt", "age(1)"),
    ("collab-export-age", "age(1)"),
    ("collab-git-setup", "git-config(1), ssh-keygen(1)"),
    ("collab-print", "lp(1)"),
    ("collab-sign", "ssh-keygen(1)"),
    ("collab-ssh", "ssh(1)"),
    ("collab-ssh-add", "ssh-add(1), ssh-agent(1)"),
    ("collab-verify", "ssh-keygen(1)"),
];

impl Page {
    /// Builds the page of the command at this path, such as "ssh" and "add"; an empty path is the
    /// page of collab. Returns `None` for an unknown or hidden command.
    pub(crate) fn of(tree: &Command, path: &[String]) -> Option<Self> {
        let tree = tree.clone().override_help("");
        let find = |command, name: &String| Command::find_subcommand(command, name);
        let command = path.iter().try_fold(&tree, find).filter(|it| !it.is_hide_set())?;
        let mut page = Self {
            name: name_of(path),
            about: command.get_about().map(ToString::to_string).unwrap_or_default(),
            sections: Vec::new(),
        };
        match path {
            [] => page.tell_of_collab(command),
            _ => page.tell_of(command, path),
        }
        page.sections.push(("SEE ALSO", vec![Block::Paragraph(page.neighbors(command, path))]));
        Some(page)
    }

    fn tell_of_collab(&mut self, collab: &Command) {
        let told = [
            "Anyone who has the backup code has the account, on any computer. Without the code and \
             without this device, the account is lost: nobody can reset it. Save the code on paper, \
             away from this device.",
            "Results go to standard output, everything else to standard error. A secret is never an \
             argument.",
        ];
        self.sections = vec![
            ("SYNOPSIS", vec![Block::Synopsis("`collab` <command> [<option>...]".into())]),
            ("DESCRIPTION", told.map(|text| Block::Paragraph(text.into())).into()),
            ("COMMANDS", in_all_groups(collab)),
            ("OPTIONS", vec![Block::List(global_options(collab))]),
            ("EXAMPLES", examples(collab)),
            ("EXIT STATUS", topics::exit_codes()),
            ("ENVIRONMENT", topics::environment()),
            ("JSON", topics::json()),
            ("FILES", vec![Block::List(files())]),
        ];
    }

    fn tell_of(&mut self, command: &Command, path: &[String]) {
        let told = command.get_long_about().map_or(self.about.clone(), ToString::to_string);
        // The first line is in NAME.
        let told = told.split_once("\n\n").map_or(&*told, |(_, rest)| rest);
        let told = told.split("\n\n").map(|text| Block::Paragraph(text.into())).collect();
        let synopsis = Block::Synopsis(synopsis(
            command,
            &[&[String::from("collab")], path].concat().join(" "),
        ));
        self.sections = vec![("SYNOPSIS", vec![synopsis]), ("DESCRIPTION", told)];
        if command.has_subcommands() {
            let entry = |one: &Command| {
                let about = one.get_about().map(ToString::to_string).unwrap_or_default();
                Entry::new(format!("`{}`", one.get_name()), about)
            };
            let list = command.get_subcommands().map(entry).collect();
            self.sections.push(("COMMANDS", vec![Block::List(list)]));
        }
        let options = own(command).map(explained).collect();
        let more = "The options of every command are in collab(1).";
        self.sections.extend([
            ("OPTIONS", vec![Block::List(options), Block::Paragraph(more.into())]),
            ("EXAMPLES", examples(command)),
            ("EXIT STATUS", vec![Block::List(topics::exit_codes_of(path))]),
            ("ENVIRONMENT", vec![Block::List(topics::variables_of(path))]),
            ("FILES", vec![Block::List(files())]),
        ]);
    }

    /// Lists the pages above and below this one, and those of other programs.
    fn neighbors(&self, command: &Command, path: &[String]) -> String {
        let mut pages = Vec::new();
        for length in 0..path.len() {
            pages.push(format!("{}(1)", name_of(&path[..length])));
        }
        let below = command.get_subcommands().filter(|it| !it.is_hide_set());
        pages.extend(below.map(|it| format!("{}-{}(1)", self.name, it.get_name())));
        let others = NEIGHBORS.iter().filter(|(name, _)| *name == self.name);
        pages.extend(others.map(|(_, pages)| String::from(*pages)));
        pages.join(", ")
    }
}

/// Returns the name of a command's page.
fn name_of(path: &[String]) -> String {
    [&[String::from("collab")], path].concat().join("-")
}

/// Returns the syntax of a command.
fn synopsis(command: &Command, name: &str) -> String {
    let is_help = |it: &&Arg| matches!(it.get_action(), ArgAction::Help);
    let mut words = vec![format!("`{name}`")];
    let (last, first): (Vec<&Arg>, Vec<&Arg>) =
        own(command).filter(|it| !is_help(it)).partition(|it| it.is_positional());
    for argument in first.into_iter().chain(last) {
        let term = term(argument, false);
        let repeated = match argument.get_action() {
            ArgAction::Append => "...",
            _ => "",
        };
        words.push(if argument.is_required_set() {
            format!("{term}{repeated}")
        } else {
            format!("[{term}{repeated}]")
        });
    }
    if command.has_subcommands() {
        let is_needed = command.is_subcommand_required_set();
        words.push(String::from(if is_needed { "<command>" } else { "[<command>]" }));
    }
    words.push(String::from("[<option>...]"));
    words.join(" ")
}

/// Returns the examples at the end of a command's help: the purpose of each, then the command.
fn examples(command: &Command) -> Vec<Block> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = text.lines().skip_while(|line| *line != "Examples:").skip(1);
    let block = |line: &str| match line.strip_prefix("      ") {
        Some(command) => Block::Command(command.into()),
        None => Block::Heading(line.trim().into()),
    };
    lines.map(block).collect()
}

/// Lists the files that collab keeps.
fn files() -> Vec<Entry> {
    vec![
        Entry::new(
            "`~/.local/share/collab/keystore.json`",
            "The keystore on Linux. `XDG_DATA_HOME` replaces `~/.local/share`.",
        ),
        Entry::new(
            "`~/Library/Application Support/collab/keystore.json`",
            "The keystore on macOS.",
        ),
        Entry::new("`%LOCALAPPDATA%\\collab\\keystore.json`", "The keystore on Windows."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_every_section() {
        let tree = crate::cli::tree();
        let all: Vec<Vec<String>> = paths(&tree);
        for path in all {
            let page = Page::of(&tree, &path).expect("a page");
            for heading in [
                "SYNOPSIS",
                "DESCRIPTION",
                "OPTIONS",
                "EXAMPLES",
                "EXIT STATUS",
                "ENVIRONMENT",
                "FILES",
                "SEE ALSO",
            ] {
                let section = page.sections.iter().find(|(name, _)| *name == heading);
                assert!(
                    section.is_some_and(|(_, blocks)| !blocks.is_empty()),
                    "{path:?} {heading}"
                );
            }
        }
        assert!(Page::of(&tree, &["frobnicate".into()]).is_none());
        assert!(Page::of(&tree, &["hold-clipboard".into()]).is_none());
    }

    fn paths(command: &Command) -> Vec<Vec<String>> {
        let mut paths = vec![Vec::new()];
        for one in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            let name = one.get_name().to_owned();
            paths.extend(paths_below(one).map(|path| [vec![name.clone()], path].concat()));
        }
        paths
    }

    fn paths_below(command: &Command) -> impl Iterator<Item = Vec<String>> {
        let below = command.get_subcommands().map(|it| vec![it.get_name().to_owned()]);
        std::iter::once(Vec::new()).chain(below)
    }
}
