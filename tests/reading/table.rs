//! Each kind of text around a code is read, corrected or refused, as docs/reading.md says.

use std::fmt::Write as _;
use std::path::Path;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::read;

use super::kinds::{Kind, Paper};
use crate::support::collab::{ALICE, BOB, Home};

const BEGIN: &str = "<!-- texts: written by `COLLAB_UPDATE=1 cargo test reading` -->\n";
const END: &str = "<!-- texts end -->\n";

/// Returns the outcome for a text, and checks that it never leads to another account.
fn outcome(text: &[u8], expected: &BackupCode) -> String {
    let Ok(reading) = read(text) else { return refused(text) };
    match diagnose(&reading, None) {
        Ok(Diagnosis::Valid(code)) => {
            assert!(code == *expected, "another account: {}", String::from_utf8_lossy(text));
            String::from("read")
        }
        Ok(Diagnosis::Damaged(found)) => match &found[..] {
            [only] if only.is_certain() => {
                assert!(only.code == *expected, "another: {}", String::from_utf8_lossy(text));
                String::from("corrected")
            }
            _ => String::from("uncertain"),
        },
        Err(_) => refused(text),
    }
}

/// Returns the program's error for a text that is not a code.
fn refused(text: &[u8]) -> String {
    let output = Home::new().collab(["check", "--json"]).stdin(text).status(4).stderr_any().run();
    format!("refused: {}", output.failure()["error"].as_str().expect("a message"))
}

fn outcomes() -> Vec<(Kind, String)> {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("valid");
    let paper = Paper { digits: ALICE.code, identity: ALICE.identity, other: BOB.code };
    let kinds = paper.kinds().into_iter();
    kinds.map(|kind| (kind.clone(), outcome(&kind.2, &code))).collect()
}

#[test]
fn the_documentation_says_which_texts_are_read_corrected_and_refused() {
    let outcomes = outcomes();
    let count = |word: &str| outcomes.iter().filter(|(_, it)| it.starts_with(word)).count();
    let mut section = format!(
        "{} kinds of text: {} read, {} corrected, {} refused.\n",
        outcomes.len(),
        count("read"),
        count("corrected"),
        count("refused") + count("uncertain"),
    );
    let mut groups: Vec<&str> = Vec::new();
    for ((group, ..), _) in &outcomes {
        if !groups.contains(group) {
            groups.push(group);
        }
    }
    for group in groups {
        write!(section, "\n### {group}\n\n| text | outcome |\n| --- | --- |\n").expect("a string");
        for ((_, name, _), outcome) in outcomes.iter().filter(|((of, ..), _)| *of == group) {
            let name = name.replace('|', "\\|");
            writeln!(section, "| {name} | {outcome} |").expect("a string");
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reading.md");
    let page = std::fs::read_to_string(&file).expect("the page is there");
    let (before, rest) = page.split_once(BEGIN).expect("the section begins");
    let (current, after) = rest.split_once(END).expect("the section ends");
    if current != section && std::env::var_os("COLLAB_UPDATE").is_some() {
        std::fs::write(&file, [before, BEGIN, &section, END, after].concat()).expect("written");
        return;
    }
    assert!(current == section, "run `COLLAB_UPDATE=1 cargo test reading`");
}

#[test]
fn a_whole_code_is_read_from_nearly_every_text_around_it() {
    let outcomes = outcomes();
    let whole = || outcomes.iter().filter(|((group, ..), _)| *group != "Damaged, or no code");
    let missed: Vec<&str> =
        whole().filter(|(_, it)| it != "read").map(|((_, name, _), _)| *name).collect();
    assert!(whole().count() >= 170);
    assert!(missed.is_empty(), "{missed:?}");
}
