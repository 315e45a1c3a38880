//! Manual pages match the clap tree.
//!
//! `COLLAB_UPDATE=1 cargo test generated` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::collab::{Home, skip_without};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with its expected contents, or rewrites it if `COLLAB_UPDATE` asks for
/// that.
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

#[test]
fn manual_pages_are_current() {
    let home = Home::new();
    demand_current(pages().into_iter().map(|path| {
        let page = home.collab(["man"]).args(&path).stdout_any().run().stdout;
        keep_current(file_of(&path), page.as_bytes())
    }));
}

#[test]
fn no_page_is_left_of_a_command_that_is_gone() {
    let wanted: Vec<PathBuf> = pages().iter().map(|path| file_of(path)).collect();
    for entry in fs::read_dir(root().join("man")).expect("a folder") {
        let file = entry.expect("a file").path();
        assert!(wanted.contains(&file), "{}", file.display());
    }
}

/// mandoc is strict, and reads tables as groff does.
#[test]
fn mandoc_finds_nothing_wrong_with_the_pages() {
    let files = pages().into_iter().map(|path| file_of(&path));
    match Command::new("mandoc").args(["-T", "lint"]).args(files).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            // mandoc looks for cross-references among the installed pages.
            let ours = |line: &&str| !line.contains("referenced manual not found");
            let said: Vec<&str> = said.lines().filter(ours).collect();
            assert!(said.is_empty(), "{said:#?}");
        }
        Err(_) => skip_without("mandoc"),
    }
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

/// Returns the commands that have a page: collab, each command, and each subcommand.
fn pages() -> Vec<Vec<String>> {
    let mut pages = vec![Vec::new()];
    for command in collab::cli::tree().get_subcommands().filter(|it| !it.is_hide_set()) {
        let name = command.get_name().to_owned();
        let below = command.get_subcommands().map(|it| vec![name.clone(), it.get_name().into()]);
        pages.extend(below);
        pages.push(vec![name]);
    }
    pages
}

/// Returns the file of a page.
fn file_of(path: &[String]) -> PathBuf {
    let name = [&[String::from("collab")], path].concat().join("-");
    root().join(format!("man/{name}.1"))
}
