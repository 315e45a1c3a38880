//! `collab completions`: completion with Tab in real shells, and where the script is installed.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::collab::{ALICE, BOB, Home, skip, skip_without};
use crate::support::pty::{CTRL_U, Pty};

const USUAL: (u16, u16) = (100, 24);

/// Lines up to the cursor, and the line after Tab.
const LINES: [(&str, &str); 7] = [
    ("collab sta", "collab status"),
    ("collab git se", "collab git setup"),
    ("collab use al", "collab use alice"),
    ("collab verify --by bo", "collab verify --by bob"),
    (
        "collab check --expect did:key:z6Mku3",
        "--expect did:key:z6Mku3Mzidgy9Ki1crj1w4MStYNJx9BGvFrXMVmysPCSqSkQ",
    ),
    ("collab print --she", "collab print --sheet"),
    ("collab decrypt le", "collab decrypt letter.age"),
];

/// Returns a home with two accounts and some files, with `collab` on the PATH.
fn home() -> Home {
    let home = Home::of(&[&ALICE, &BOB]);
    for file in ["my photo.png", "my notes.txt", "letter.age", "letter.txt"] {
        home.file(file, "");
    }
    fs::create_dir(home.at("programs")).expect("a folder");
    symlink(crate::PROGRAM, home.at("programs/collab")).expect("a link");
    home
}

/// Returns a shell in this home.
fn shell(home: &Home, program: &str, arguments: &[&str]) -> Command {
    let mut shell = Command::new(program);
    shell.args(arguments).current_dir(home.path());
    for (name, value) in home.collab([""; 0]).env("TERM", "xterm").command().get_envs() {
        shell.env(name, value.expect("nothing is taken away"));
    }
    let path = std::env::var("PATH").expect("a path");
    shell.env("PATH", format!("{}:{path}", home.at("programs").display()));
    shell.env("HOME", home.path()).env("LANG", "C.UTF-8").env("PS1", "$ ").env("PROMPT", "$ ");
    shell
}

fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// Types each line and a Tab in a shell that reads the committed script.
fn completes(program: &str, arguments: &[&str], reads: &str, photo: &str) {
    if !is_here(program) {
        return skip_without(program);
    }
    let home = home();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    let mut pty = Pty::start(&shell(&home, program, arguments), USUAL);
    pty.is_still().enters(&reads.replace("SCRIPTS", &scripts.display().to_string())).is_still();
    let with_photo = ("collab restore --image my", photo);
    for (line, completed) in LINES.into_iter().chain([with_photo]) {
        pty.types(line).types("\t").sees(completed).types(CTRL_U);
    }
}

#[test]
fn bash_completes_commands_names_identities_and_files() {
    let photo = r"collab restore --image my\ photo.png";
    completes("bash", &["--norc", "--noprofile"], "source SCRIPTS/collab.bash", photo);
}

#[test]
fn zsh_completes_commands_names_identities_and_files() {
    let reads = "autoload -Uz compinit; compinit -u; source SCRIPTS/_collab";
    completes("zsh", &["-f"], reads, r"collab restore --image my\ photo.png");
}

#[test]
fn fish_completes_commands_names_identities_and_files() {
    let photo = r"collab restore --image my\ photo.png";
    completes("fish", &["--no-config"], "source SCRIPTS/collab.fish", photo);
}

#[test]
fn elvish_completes_commands_names_identities_and_files() {
    let reads = "eval (slurp < SCRIPTS/collab.elv)";
    completes("elvish", &["-norc"], reads, "collab restore --image 'my photo.png'");
}

/// nushell's line editor sends many queries to the terminal, so its completer is called directly.
#[test]
fn nushell_is_given_commands_names_and_identities_and_looks_for_files() {
    if !is_here("nu") {
        return skip("no nu here: .ci/run installs it where npm is");
    }
    let home = home();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/collab.nu");
    let asked = |words: &str| {
        let run = format!(
            "source {}; do $env.config.completions.external.completer {words} | to json --raw",
            script.display()
        );
        let output = shell(&home, "nu", &["-n", "-c", &run]).output().expect("it runs");
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    };
    assert!(asked("[collab use al]").contains("\"value\":\"alice\""));
    assert!(asked("[collab sta]").contains("\"value\":\"status\""));
    assert!(asked("[collab check --expect \"\"]").contains(BOB.identity));
    assert_eq!(asked("[collab decrypt le]"), "null", "it looks itself");
    assert_eq!(asked("[other al]"), "null", "it is another's");
}

/// Returns the completions of a command line's words.
fn answer(home: &Home, words: &[&str]) -> Vec<String> {
    let said = home.collab(["--complete", "collab"]).args(words).stdout_any().run();
    let values = said.stdout.lines().map(|line| line.split('\t').next().unwrap_or_default());
    values.map(String::from).collect()
}

#[test]
fn every_value_is_completed_or_known_to_be_free_text() {
    // Free texts, times and new names: no completion can be known.
    const FREE: [&str; 12] = [
        "note",
        "printer",
        "namespace",
        "seconds",
        "lifetime",
        "count",
        "name",
        "new",
        "what",
        "service",
        "login",
        "number",
    ];
    let home = home();
    let tree = collab::cli::tree();
    let mut commands: Vec<(Vec<String>, &clap::Command)> = vec![(Vec::new(), &tree)];
    while let Some((path, command)) = commands.pop() {
        for below in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            commands.push(([&path[..], &[below.get_name().to_owned()]].concat(), below));
        }
        for argument in command.get_arguments().filter(|it| it.get_action().takes_values()) {
            let option = argument.get_long().map(|long| format!("--{long}"));
            let words: Vec<&str> =
                path.iter().map(String::as_str).chain(option.as_deref()).chain([""]).collect();
            let answer = answer(&home, &words);
            let is_free = FREE.contains(&argument.get_id().as_str());
            let is_known = answer.iter().any(|value| !value.starts_with('-'));
            assert!(is_known || is_free, "{path:?} {:?}", argument.get_id());
        }
    }
}

#[test]
fn a_file_is_looked_for_among_those_that_fit() {
    let home = home();
    assert_eq!(answer(&home, &["decrypt", ""]), [":files age"]);
    assert_eq!(answer(&home, &["check", "--code-file="]), [":files"]);
    assert!(answer(&home, &["restore", "--image=my"])[0].contains(" png jpg "));
    assert_eq!(answer(&home, &["sign", "--nam"]), ["--namespace"]);
}

#[test]
fn names_come_from_the_keystore_that_the_line_names() {
    let home = Home::new();
    let other = Home::of(&[&BOB]);
    let keystore = other.keystore().display().to_string();
    assert_eq!(answer(&home, &["use", "b"]), [""; 0]);
    assert_eq!(answer(&home, &["--keystore", &keystore, "use", ""]), ["bob"]);
    assert_eq!(answer(&home, &[&format!("--keystore={keystore}"), "use", "b"]), ["bob"]);
}

#[test]
fn services_come_from_the_account_that_the_line_names() {
    let home = home();
    for (account, service) in [("alice", "github"), ("alice", "gitlab"), ("bob", "google")] {
        let run = home.collab(["-q", "codes", "add", service, "--account", account]);
        run.stdin(format!("{service}-code\n")).stderr_any().run();
    }
    for verb in ["next", "used", "unused", "print", "remove"] {
        assert_eq!(answer(&home, &["codes", verb, ""])[..2], ["github", "gitlab"], "{verb}");
    }
    assert_eq!(answer(&home, &["codes", "-a", "bob", "next", "g"]), ["google"]);
    let known = answer(&home, &["codes", "add", "git"]);
    assert_eq!(known, ["github", "gitlab"]);
    home.locks(&[]);
    assert_eq!(answer(&home, &["codes", "next", "g"]), [""; 0]);
}

#[test]
fn an_identity_that_is_not_verified_is_not_offered() {
    let home = home();
    home.locks(&[]);
    assert_eq!(answer(&home, &["use", ""]), ["alice", "bob"]);
    assert_eq!(answer(&home, &["check", "--expect", ""]), [""; 0]);
}

#[test]
fn where_a_script_is_kept_is_said_on_a_terminal_alone() {
    let home = home();
    home.collab(["completions", "fish"]).stdout_any().run();
    let mut pty = Pty::start(&shell(&home, "collab", &["completions", "fish"]), USUAL);
    pty.sees("Keep this script in").sees("fish/completions/collab.fish").sees("--install").ends();
}

#[test]
fn install_puts_each_script_where_its_shell_looks() {
    let places = [
        ("bash", ".local/share/bash-completion/completions/collab", ""),
        ("zsh", ".local/share/zsh/site-functions/_collab", "fpath=("),
        ("fish", ".config/fish/completions/collab.fish", ""),
        ("elvish", ".config/elvish/lib/collab-completions.elv", "use collab-completions"),
        ("nushell", ".config/nushell/autoload/collab.nu", ""),
        ("powershell", ".config/powershell/collab.ps1", ". "),
    ];
    for (shell, place, line) in places {
        let home = Home::new();
        let install = || {
            let run = home.collab(["completions", shell, "--install"]);
            run.env("HOME", home.path()).without_env("XDG_DATA_HOME").without_env("XDG_CONFIG_HOME")
        };
        let said = install().stderr_any().run();
        assert!(said.stderr.contains(place) && said.stderr.contains(line), "{}", said.stderr);
        let script = home.collab(["completions", shell]).stdout_any().run().stdout;
        assert_eq!(fs::read_to_string(home.at(place)).expect("it is there"), script);
        // Installing again replaces an older script of ours, but never somebody else's file.
        assert_eq!(install().stderr_any().run().stderr, said.stderr);
        fs::write(home.at(place), "# Completions of collab for all\n").expect("there is room");
        assert_eq!(install().stderr_any().run().stderr, said.stderr);
        assert_eq!(fs::read_to_string(home.at(place)).expect("it is there"), script);
        fs::write(home.at(place), "mine\n").expect("there is room");
        install().status(1).stderr_any().run();
        assert_eq!(fs::read_to_string(home.at(place)).expect("it is there"), "mine\n");
    }
}

/// With bash-completion, bash finds the installed script by itself.
#[test]
fn bash_finds_the_installed_script() {
    let loader = "/usr/share/bash-completion/bash_completion";
    if !Path::new(loader).exists() {
        return skip_without("bash-completion");
    }
    let home = home();
    home.collab(["completions", "bash", "--install"]).stderr_any().run();
    let mut pty = Pty::start(&shell(&home, "bash", &["--norc", "--noprofile"]), USUAL);
    pty.is_still().enters(&format!("source {loader}")).is_still();
    pty.types("collab use al\t").sees("collab use alice");
}
