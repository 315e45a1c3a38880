//! The README and docs/programs.md: their blocks are run in order, as a reader would run them.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};

use crate::support::collab::skip_without;

const README: &str = include_str!("../README.md");
const PROGRAMS: &str = include_str!("../docs/programs.md");

/// Returns the README's blocks in one language, in order.
fn blocks(language: &str) -> Vec<String> {
    blocks_of(README, language)
}

/// Returns a document's blocks in one language, in order.
fn blocks_of(document: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line == format!("```{language}") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n"));
        }
    }
    blocks
}

/// Returns a folder with `collab` on the `PATH`, and a `cargo` that runs the binary already built.
fn machine() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let bin = home.path().join("bin");
    fs::DirBuilder::new().mode(0o700).create(&bin).expect("a folder in it");
    let binary = env!("CARGO_BIN_EXE_collab");
    std::os::unix::fs::symlink(binary, bin.join("collab")).expect("a link in it");
    let cargo = bin.join("cargo");
    // `cargo test` does nothing, as the tests are running already; the binary is built.
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n  test) ;;\n  'run --release -- '*) shift 3; exec '{binary}' \"$@\" ;;\n  *) echo \"cargo $*?\" >&2; exit 1 ;;\nesac\n"
    );
    fs::write(&cargo, script).expect("a script in it");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("ours");
    home
}

fn bash(home: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", home.join("bin").display()))
        .envs(variables.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .expect("bash runs")
}

#[test]
fn every_block_works_in_its_order() {
    let home = machine();
    let blocks = blocks("sh");
    assert_eq!(blocks.len(), 13);
    let output = bash(home.path(), &format!("set -v\n{}", blocks.join("\n")), &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("warning: "), "{stderr}");
    // Only the keystore of the first command is left, and nothing of the tour.
    let left = fs::read_dir(home.path()).expect("a folder").count();
    assert_eq!(left, 2, "bin and .local");
}

#[test]
fn the_account_serves_other_programs_as_the_docs_say() {
    for program in ["age", "ssh-keygen", "openssl"] {
        if Command::new(program).arg("--version").output().is_err() {
            skip_without(program);
            return;
        }
    }
    let home = machine();
    let blocks = blocks_of(PROGRAMS, "sh");
    assert_eq!(blocks.len(), 7);
    let script = format!("collab init alice > code.txt\n{}", blocks.join("\n"));
    let output = bash(home.path(), &script, &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("Good \"file\" signature for alice@example.com"), "{said}");
    assert_eq!(said.matches("made of reeds\n").count(), 3, "each way decrypts: {said}");
}

/// The file with which a job tells its later steps about variables, which nobody reads here.
const NOWHERE: (&str, &str) = ("GITHUB_ENV", "/dev/null");

#[test]
fn the_ci_step_restores_the_account_it_expects_and_no_other() {
    let home = machine();
    let step = blocks("yaml").pop().expect("one step");
    let run: Vec<&str> =
        step.lines().skip_while(|line| line.trim() != "run: |").skip(1).map(str::trim).collect();
    let run = format!("set -e; {}", run.join("\n"));
    let example = step.lines().find_map(|line| line.trim().strip_prefix("IDENTITY: "));
    let example = example.expect("it pins");
    let code = blocks("text")[1].clone();
    let right = bash(home.path(), &run, &[("CODE", &code), ("IDENTITY", example), NOWHERE]);
    assert!(right.status.success(), "{}", String::from_utf8_lossy(&right.stderr));
    assert_eq!(String::from_utf8_lossy(&right.stdout).trim(), example);

    let elsewhere = machine();
    let other = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let wrong = bash(elsewhere.path(), &run, &[("CODE", &code), ("IDENTITY", other), NOWHERE]);
    assert_eq!(wrong.status.code(), Some(5));
    assert!(!elsewhere.path().join(".local").exists(), "nothing was written");
    for output in [right, wrong] {
        let log = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&log).contains("53402"), "no digit of the code");
    }
}

#[test]
fn its_output_is_that_of_the_program() {
    let home = machine();
    let [identity, code] = &blocks("text")[..] else { panic!("two examples") };
    let script = format!("printf '%s' '{code}' | collab restore; collab print");
    let output = bash(home.path(), &script, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("{identity}\n{code}"));
}
