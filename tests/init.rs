//! `collab init`: a script gets the identity on stdout, and everything else on stderr.

use std::fs::OpenOptions;
use std::process::Stdio;

use crate::support::collab::{ALICE, Home, PASSPHRASE, Saved, mode, skip};

const UNSAVED: &str = "Its backup code is not saved yet. Print it with `collab print`.\n";

#[test]
fn gives_one_identity_and_says_where_the_code_is() {
    let home = Home::new();
    let said = home.collab(["init"]).stdout_any().stderr(home.is_unlocked() + UNSAVED).run();
    let identity = said.stdout.strip_suffix('\n').expect("a line");
    assert!(identity.parse::<collab::account::Identity>().is_ok(), "{identity}");
    assert_eq!(home.accounts(), [format!("default\t{identity}\tdefault\tunconfirmed")]);
}

#[test]
fn says_nothing_but_the_identity_when_quiet() {
    let home = Home::new();
    for quiet in ["-q", "--quiet"] {
        let name = if quiet == "-q" { "one" } else { "two" };
        let said = home.collab(["init", quiet, name]).stdout_any().run();
        assert_eq!(said.stdout.lines().count(), 1);
    }
}

#[test]
fn only_the_first_account_becomes_the_default() {
    let home = Home::new();
    home.collab(["init", "one"]).stdout_any().stderr(home.is_unlocked() + UNSAVED).run();
    home.collab(["init", "two"])
        .stdout_any()
        .stderr(
            home.is_unlocked()
                + "Its backup code is not saved yet. Print it with `collab print --account two`.\n",
        )
        .run();
    let accounts = home.accounts();
    assert!(accounts[0].starts_with("one\t") && accounts[0].ends_with("\tdefault\tunconfirmed"));
    assert!(accounts[1].starts_with("two\t") && accounts[1].ends_with("\t-\tunconfirmed"));
}

#[test]
fn every_account_has_a_code_of_its_own() {
    let home = Home::new();
    let names = ["one", "two", "three"];
    let mut codes: Vec<String> = names
        .map(|name| {
            home.collab(["init", "-q", name]).stdout_any().run();
            home.collab(["print", "--digits", "-a", name]).stdout_any().run().stdout
        })
        .into();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 3);
}

#[test]
fn the_code_that_is_printed_opens_the_account_that_was_told() {
    let (here, elsewhere) = (Home::new(), Home::new());
    let identity = here.collab(["init", "-q"]).stdout_any().run().stdout;
    let code = here.collab(["print"]).stdout_any().run().stdout;
    elsewhere.collab(["restore", "-q"]).stdin(code).stdout(identity).run();
}

#[test]
fn refuses_a_name_that_is_taken() {
    let home = Home::of(&[&ALICE]);
    home.collab(["init", "alice"])
        .refused(
            5,
            "there is another account named \"alice\" here",
            "choose another name; `collab accounts` lists what is here",
        )
        .run();
    home.collab(["init", "-q"]).stdout_any().run();
    home.collab(["init"])
        .refused(
            5,
            "there is another account named \"default\" here",
            "choose another name; `collab accounts` lists what is here",
        )
        .run();
}

#[test]
fn a_name_that_is_not_allowed_is_refused() {
    let home = Home::new();
    let long = "a".repeat(33);
    let passing = "a".repeat(32);
    for (name, example) in [
        ("", "maria-mueller"),
        ("中文", "maria-mueller"),
        ("Maria Müller", "maria-mueller"),
        ("Alice", "alice"),
        ("1a", "a"),
        ("a-", "a"),
        ("a b", "a-b"),
        ("a_b", "a-b"),
        ("ä", "ae"),
        ("../a", "a"),
        ("a\n", "a"),
        (long.as_str(), passing.as_str()),
    ] {
        home.collab(["init", "--", name])
            .refused(
                2,
                &format!("{name:?} can't be a name"),
                &format!(
                    "use up to 32 lowercase letters, digits and hyphens, starting with a letter, for \
                     example {example}"
                ),
            )
            .run();
    }
    assert!(!home.keystore().exists());
}

#[test]
fn every_allowed_name_is_accepted() {
    let home = Home::new();
    for name in ["a", "a1", "a-b", &"a".repeat(32)] {
        home.collab(["init", "-q", name]).stdout_any().run();
    }
}

#[test]
fn gives_json() {
    let home = Home::new();
    let first = home.collab(["init", "--json"]).stdout_any().run().json();
    let keys: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["confirmed", "created", "default", "identity", "name"]);
    assert_eq!(first["name"], "default");
    assert_eq!(first["default"], true);
    assert_eq!(first["confirmed"], false);
    let second = home.collab(["init", "--json", "two"]).stdout_any().run().json();
    assert_eq!(second["name"], "two");
    assert_eq!(second["default"], false);
    let whoami = home.collab(["whoami", "--json", "-a", "two"]).stdout_any().run().json();
    assert_eq!(whoami["identity"], second["identity"]);
}

#[test]
fn the_keystore_is_nobody_elses() {
    let home = Home::new();
    home.collab(["init", "-q"]).stdout_any().run();
    assert_eq!(mode(&home.keystore()), 0o600);
    assert_eq!(mode(home.keystore().parent().expect("a folder")), 0o700);
    assert_eq!(mode(&home.at("data")), 0o700);
}

#[test]
fn leaves_only_the_keystore_and_its_lock() {
    let home = Home::new();
    home.collab(["init", "-q"]).stdout_any().run();
    home.collab(["init", "-q", "two"]).stdout_any().run();
    let folder = std::fs::read_dir(home.at("data/collab")).expect("a folder");
    let mut names: Vec<_> = folder.map(|entry| entry.expect("listed").file_name()).collect();
    names.sort();
    assert_eq!(names, ["keystore.json", "keystore.json.lock"]);
}

#[test]
fn an_account_stays_and_the_error_says_so_if_standard_output_is_full() {
    let home = Home::new();
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        skip("this system has no /dev/full");
        return;
    };
    let output = home.collab(["init"]).command().stdout(full).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(
        said,
        home.is_unlocked()
            + "error: the result can't be written to standard output: No space left on device (os \
            error 28)\n\
         hint: free space there, or send it elsewhere; what the command changed stays changed\n"
    );
    assert_eq!(home.accounts().len(), 1);
}

#[test]
fn a_reader_that_is_gone_is_no_failure() {
    let home = Home::new();
    let mut child =
        home.collab(["init", "-q"]).command().stdout(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(home.accounts().len(), 1);
}

#[test]
fn asks_nobody() {
    // Nobody is there to be asked for a name or shown a code, however it is put.
    for flag in ["--no-input", "--plain", "--inline", "--color=always"] {
        let home = Home::new();
        home.collab(["init", flag]).stdout_any().stderr(home.is_unlocked() + UNSAVED).run();
    }
}

#[test]
fn an_account_that_is_there_is_not_touched() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.collab(["init", "-q", "two"]).stdout_any().run();
    home.collab(["print", "-a", "alice"]).stdout(ALICE.rows()).run();
}

#[test]
fn a_script_locks_a_new_keystore() {
    let home = Home::new();
    home.file("new", PASSPHRASE);
    let init = |name| home.collab(["init", name, "--new-passphrase-file", "new"]).stdout_any();
    init("one").stderr(UNSAVED).run();
    home.collab(["print", "-q"]).args(["--passphrase-file", "new"]).stdout_any().run();
    init("two")
        .refused(
            2,
            "`--new-passphrase-file` locks a new keystore, and there is one already",
            "`collab passphrase set` locks it, or changes its passphrase",
        )
        .run();
}

#[test]
fn a_job_makes_no_account_in_a_keystore_that_it_did_not_name() {
    let home = Home::new();
    home.collab(["init"])
        .env("CI", "true")
        .refused(
            2,
            "in CI `init` needs a keystore that is named: a job brings its account back, and a new one \
             would be another",
            "`collab restore` brings it back; for a new one, name a file with `--keystore FILE`",
        )
        .run();
    home.collab(["whoami"])
        .env("CI", "true")
        .refused(
            3,
            &format!("there is no account in the keystore {} yet", home.shown()),
            "set COLLAB_KEYSTORE in this step, too: each step needs the keystore that `collab \
             restore` made",
        )
        .run();
    let said = home
        .collab(["init"])
        .env("CI", "true")
        .env("COLLAB_KEYSTORE", "new.json")
        .stdout_any()
        .stderr_any()
        .run();
    assert!(said.stderr.contains("saved nowhere"), "{}", said.stderr);
    assert!(!said.stderr.contains("print"), "a job prints no code: {}", said.stderr);
}
