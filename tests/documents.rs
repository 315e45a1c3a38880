//! Every command, option and file that the help, the manual and the messages name exists.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::collab::{Home, skip_without};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below a folder whose name has this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

/// Returns every text that a person reads: messages, help, manual, documents.
fn texts() -> Vec<(PathBuf, String)> {
    let mut paths = files(&root().join("src"), ".rs");
    paths.extend(files(&root().join("man"), ".1"));
    paths.extend(files(&root().join("docs"), ".md"));
    paths.push(root().join("README.md"));
    // In roff, a literal hyphen has a backslash.
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        Some((path, text.replace(r"\-", "-")))
    };
    paths.into_iter().filter_map(read).collect()
}

fn flags(command: &clap::Command) -> Vec<String> {
    let mut flags: Vec<String> = command
        .get_arguments()
        .filter_map(|argument| argument.get_long())
        .map(|long| format!("--{long}"))
        .collect();
    command.get_subcommands().for_each(|command| flags.extend(self::flags(command)));
    flags
}

/// Returns the texts in backquotes, split into words.
fn quoted(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .map(|code| code.split([' ', '=']).map(|word| word.trim_end_matches([',', ';'])).collect())
}

#[test]
fn every_command_that_is_named_exists() {
    let tree = collab::cli::tree();
    let mut named = 0;
    for (path, text) in texts() {
        for words in quoted(&text).filter(|words| words[0] == "collab") {
            // Labels of the format, not commands.
            let Some(word) = words.get(1).filter(|_| !words[1..].starts_with(&["backup", "code"]))
            else {
                continue;
            };
            let is_word = word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains('{');
            if is_word && !words[1..].starts_with(&["share"]) {
                let exists = tree.find_subcommand(word).is_some_and(|it| !it.is_hide_set());
                assert!(exists, "{}: `{}`", path.display(), words.join(" "));
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn every_flag_that_is_named_exists() {
    let mut known = flags(&collab::cli::tree());
    // The last option is for shells.
    known.extend(["--help", "--version", "--", "---", "--complete"].map(String::from));
    let of_cargo = ["--no-default-features"];
    let mut named = 0;
    for (path, text) in texts() {
        for words in quoted(&text).filter(|words| words[0] == "collab" || words[0].starts_with('-'))
        {
            for flag in words.iter().filter(|it| it.starts_with("--") && !it.contains('{')) {
                let exists = known.iter().any(|it| it == flag) || of_cargo.contains(flag);
                assert!(exists, "{}: `{}`", path.display(), words.join(" "));
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn every_variable_that_is_read_is_in_the_help() {
    let help = Home::new().collab(["help", "environment"]).stdout_any().run().stdout;
    for (path, text) in texts().into_iter().filter(|(path, _)| path.starts_with(root().join("src")))
    {
        for variable in text.split('"').filter(|word| word.starts_with("COLLAB_")) {
            let is_name = variable.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            assert!(!is_name || help.contains(variable), "{}: {variable}", path.display());
        }
    }
}

/// A person with a sheet but without `collab` needs only the specification and the tools of every
/// system.
#[test]
fn the_specification_alone_brings_a_key_back() {
    let text = fs::read_to_string(root().join("docs/backup-code.md")).expect("it is there");
    let (_, rest) = text.split_once("```python\n").expect("a program");
    let (program, _) = rest.split_once("```").expect("its end");
    let vectors = fs::read_to_string(root().join("tests/vectors/codes.json")).expect("it is there");
    let vectors: serde_json::Value = serde_json::from_str(&vectors).expect("vectors");
    let vector = &vectors["valid"][0];
    let (code, seed) = (&vector["code"], &vector["identity_seed"]);
    let script = format!(
        "{program}\ncode = {code}\n\
         boxes = {{n + 1: int(code[5 * n:5 * n + 5]) for n in range(16) if n not in (2, 7, 8, 15)}}\n\
         assert whole(boxes) == code\n\
         assert key(code, b\"collab/v1/identity/ed25519\").hex() == {seed}\n",
    );
    match Command::new("python3").args(["-c", &script]).status() {
        Ok(status) => assert!(status.success()),
        Err(_) => skip_without("python3"),
    }
}

/// A file's name identifies it without its folder.
#[test]
fn no_two_source_files_share_a_name() {
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for path in files(&root().join("src"), ".rs") {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let other = seen.insert(name, path.clone());
        assert!(other.is_none(), "{} and {other:?}", path.display());
    }
}

/// The map in CONTRIBUTING.md names every module of src/, and only those that exist.
#[test]
fn the_map_of_the_modules_matches_the_source_folder() {
    let map = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("it is there");
    let rows = map.lines().filter(|line| line.starts_with("| `"));
    let rooms = rows.map(|row| row.split('|').nth(1).expect("a first column"));
    let named: Vec<&str> = rooms.flat_map(|room| room.split('`').skip(1).step_by(2)).collect();
    for place in &named {
        assert!(root().join(place).exists(), "{place} is no longer there");
    }
    for entry in fs::read_dir(root().join("src")).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_file() {
            let place = format!("src/{}", path.file_name().expect("a name").to_string_lossy());
            assert!(named.contains(&place.as_str()), "{place} is not on the map");
        }
    }
}

/// Returns the files of this folder that docs/mending.md names in its lists, in order.
fn named_in_order(page: &str, folder: &Path) -> Vec<String> {
    let items = page.lines().filter_map(|line| line.strip_prefix("- `"));
    let before_colon = items.filter_map(|item| item.split_once("`:")).map(|(files, _)| files);
    let names = before_colon.flat_map(|files| files.split("`, `"));
    let names = names.filter(|name| !name.contains('/') && folder.join(name).is_file());
    names.map(|name| name.trim_end_matches(".rs").to_owned()).collect()
}

#[test]
fn each_file_of_the_engine_needs_only_earlier_ones() {
    let page = fs::read_to_string(root().join("docs/mending.md")).expect("it is there");
    for folder in ["src/code/reading", "src/code/mend"].map(|folder| root().join(folder)) {
        let order = named_in_order(&page, &folder);
        let entries = fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path());
        assert_eq!(order.len(), entries.filter(|path| path.is_file()).count(), "{order:?}");
        for (at, name) in order.iter().enumerate() {
            let source =
                fs::read_to_string(folder.join(name).with_extension("rs")).expect("a file");
            let code = source.split("#[cfg(test)]").next().expect("the first part");
            for line in code.lines().filter(|line| line.starts_with("use super::")) {
                let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                let later = |word: &&str| order[at + 1..].iter().any(|name| name == word);
                let returns: Vec<&str> = words.filter(later).collect();
                assert!(returns.is_empty(), "{name} needs {returns:?}, which come later");
            }
        }
    }
}
