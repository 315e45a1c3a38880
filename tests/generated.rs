//! Completions and manual pages are what the clap tree says.
//!
//! `COLLAB_UPDATE=1 cargo test generated` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::{Generator, Shell};

use crate::support::collab::Home;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with what it should be; or writes it, when that was asked for.
fn keep_current(file: PathBuf, wanted: &[u8]) -> Option<PathBuf> {
    if fs::read(&file).is_ok_and(|found| found == wanted) {
        return None;
    }
    if std::env::var_os("COLLAB_UPDATE").is_some() {
        fs::write(&file, wanted).expect("the tree can be written");
        return None;
    }
    Some(file)
}

fn demand_current(stale: impl Iterator<Item = Option<PathBuf>>) {
    let stale: Vec<PathBuf> = stale.flatten().collect();
    assert!(stale.is_empty(), "run `COLLAB_UPDATE=1 cargo test generated` for {stale:?}");
}

/// The tree without what is hidden from people.
fn visible_tree() -> clap::Command {
    let tree = collab::cli::tree();
    let visible: Vec<clap::Command> =
        tree.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    let mut shown = clap::Command::new("collab")
        .version(env!("CARGO_PKG_VERSION"))
        .about(tree.get_about().cloned().expect("told"))
        .long_about(tree.get_long_about().cloned().expect("told"))
        .after_long_help(tree.get_after_long_help().cloned().expect("told"))
        .disable_help_subcommand(true)
        .subcommand_required(true);
    for argument in tree.get_arguments() {
        shown = shown.arg(argument.clone());
    }
    shown.subcommands(visible)
}

#[test]
fn completions_are_current() {
    let shells = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish];
    demand_current(shells.into_iter().map(|shell| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut visible_tree(), "collab", &mut script);
        keep_current(root().join("completions").join(shell.file_name("collab")), &script)
    }));
}

#[test]
fn manual_pages_are_current() {
    let mut tree = visible_tree();
    tree.build();
    let page = |command: clap::Command| {
        let mut roff = Vec::new();
        clap_mangen::Man::new(command).render(&mut roff).expect("in memory");
        roff
    };
    let main = keep_current(root().join("man/collab.1"), &page(tree.clone()));
    demand_current(std::iter::once(main).chain(pages(&tree).into_iter().map(|(name, command)| {
        keep_current(root().join(format!("man/collab-{name}.1")), &page(command))
    })));
}

#[test]
fn the_table_of_pictures_is_current() {
    const BEGIN: &str = "<!-- pictures: tests/pictures.rs writes what follows -->\n";
    const END: &str = "<!-- end of pictures -->";
    let path = root().join("docs/reading.md");
    let page = fs::read_to_string(&path).expect("it is there");
    let (before, rest) = page.split_once(BEGIN).expect("where it begins");
    let (_, after) = rest.split_once(END).expect("where it ends");
    let wanted = [before, BEGIN, &crate::pictures::section(), END, after].concat();
    demand_current(std::iter::once(keep_current(path, wanted.as_bytes())));
}

/// Every command and what is below it, by the name of its page.
fn pages(tree: &clap::Command) -> Vec<(String, clap::Command)> {
    let mut pages = Vec::new();
    for command in tree.get_subcommands() {
        let name = command.get_name();
        pages.push((name.to_owned(), command.clone()));
        let below =
            pages_of(command).map(|below| (format!("{name}-{}", below.get_name()), below.clone()));
        pages.extend(below);
    }
    pages
}

fn pages_of(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|below| below.get_name() != "help")
}

#[test]
fn every_command_has_its_page_in_the_binary() {
    let home = Home::new();
    let man = |words: &[&str], page: PathBuf| {
        let page = fs::read_to_string(page).expect("it is there");
        home.collab([&["man"], words].concat()).stdout(page).run();
    };
    man(&[], root().join("man/collab.1"));
    for command in visible_tree().get_subcommands() {
        let name = command.get_name();
        man(&[name], root().join(format!("man/collab-{name}.1")));
        for below in pages_of(command).map(clap::Command::get_name) {
            man(&[name, below], root().join(format!("man/collab-{name}-{below}.1")));
        }
    }
}
