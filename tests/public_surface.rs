//! The library's public items are listed, so that any change to them is visible.
//!
//! `COLLAB_UPDATE=1 cargo test public_surface` rewrites docs/public-surface.txt. The lint
//! `unreachable_pub` ensures that only public items are `pub`, so the list can be read from the
//! sources. It omits implementations of traits.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns every source file below a folder, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("read").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut all: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|it| it == "rs")).collect();
    all.extend(folders.iter().flat_map(|folder| sources(folder)));
    all.sort();
    all
}

/// Returns the text before a body or a comma, in one line.
fn head(lines: &[&str]) -> String {
    let mut head = String::new();
    for line in lines {
        let line = line.trim();
        if !head.is_empty() && !head.ends_with('(') && !line.starts_with(')') {
            head.push(' ');
        }
        head.push_str(line);
        let open = head.matches(['(', '[']).count();
        let closed = head.matches([')', ']']).count();
        if open == closed && line.ends_with(['{', ';', ',', '}']) {
            break;
        }
    }
    let head = head.replace(",)", ")").replace(", )", ")");
    head.trim_end_matches([' ', '{', ';', ',']).to_owned()
}

/// Returns the public items of a source, one per line, with members indented below their item.
fn shown(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().expect("a beginning");
    let lines: Vec<&str> = text.lines().collect();
    let (mut list, mut of, mut is_enum) = (String::new(), None, false);
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim_start();
        if indent == 0 && line.starts_with('}') {
            (of, is_enum) = (None, false);
        }
        if indent == 0 && line.starts_with("impl") && !line.contains(" for ") {
            of = Some(head(&lines[at..]));
        }
        let is_variant = indent == 4 && line.starts_with(char::is_uppercase)
            || indent == 8 && line.starts_with(char::is_lowercase);
        let is_shown = line.starts_with("pub ") || is_enum && is_variant;
        if !is_shown {
            continue;
        }
        if indent == 0 {
            is_enum = line.starts_with("pub enum");
        } else if let Some(of) = of.take() {
            writeln!(list, "{of}").expect("a string");
        }
        writeln!(list, "{}{}", " ".repeat(indent), head(&lines[at..])).expect("a string");
    }
    list
}

#[test]
fn the_public_surface_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut listed = String::new();
    for file in sources(&root.join("src")) {
        let shown = shown(&fs::read_to_string(&file).expect("a source"));
        if !shown.is_empty() {
            let name = file.strip_prefix(root).expect("below it").display();
            write!(listed, "# {name}\n{shown}\n").expect("a string");
        }
    }
    let list = root.join("docs/public-surface.txt");
    if std::env::var_os("COLLAB_UPDATE").is_some() {
        return fs::write(list, listed).expect("written");
    }
    let kept = fs::read_to_string(list).expect("it is there");
    let line = kept.lines().zip(listed.lines()).find(|(kept, now)| kept != now);
    assert!(kept == listed, "run `COLLAB_UPDATE=1 cargo test public_surface`; see {line:?}");
}
