//! `collab vault`: the backup code and one file bring everything back, and no export loses anything.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::collab::{ALICE, BOB, Home, Person, Saved, lock, shown, skip_without};

const FILE: &str = "backup.collab-vault";

/// Returns a list of codes as GitHub has it; each `first` another one.
fn list(first: u32, count: u32) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{:05x}-{:05x}", 0xa1b2c + first + n * 7, 0xc0de0 + n * 13);
        text
    })
}

fn add(home: &Home, service: &str, first: u32) {
    let run = home.collab(["-q", "codes", "add", service]).stdin(list(first, 16));
    run.stderr_any().run();
}

fn export(home: &Home, file: &str) {
    home.collab(["-q", "vault", "export", file]).stderr_any().run();
}

fn does(home: &Home, arguments: &[&str]) -> String {
    home.collab(arguments).arg("-q").stdout_any().stderr_any().run().stdout
}

/// Returns every list as programs see it.
fn lists(home: &Home) -> String {
    let output = home.collab(["-q", "codes", "print", "--replaced"]).command().output();
    let output = output.expect("it runs");
    assert!(matches!(output.status.code(), Some(0 | 3)), "there may be none");
    String::from_utf8(output.stdout).expect("text")
}

/// Returns two devices of one person.
fn two_devices() -> (Home, Home) {
    let (one, other) = (Home::of(&[&ALICE]), Home::of(&[&ALICE]));
    add(&one, "github", 0);
    export(&one, FILE);
    fs::copy(one.at(FILE), other.at(FILE)).expect("a copy");
    other.collab(["-q", "vault", "import", FILE]).run();
    assert_eq!(lists(&one), lists(&other));
    (one, other)
}

#[test]
fn paper_and_file_bring_everything_back_with_one_typing() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    add(&home, "github", 1000);
    home.collab(["-q", "codes", "add", "login.gov", "--login", "a@example.com"])
        .stdin(list(2000, 10))
        .run();
    does(&home, &["codes", "next", "github"]);
    does(&home, &["codes", "used", "github"]);
    home.collab(["vault", "export"])
        .stderr(format!(
            "\"{FILE}\": backed up 2 lists and 1 earlier of alice, with 25 codes left. It is vault number 1; only \
             the backup code of alice opens it.\n"
        ))
        .run();
    let bare = Home::new();
    fs::copy(home.at(FILE), bare.at(FILE)).expect("a copy");
    let said = bare.collab(["restore", "--vault", FILE]).stdin(ALICE.code);
    let said = said.stdout(format!("{}\n", ALICE.identity)).stderr_any().run().stderr;
    assert!(said.contains("with 2 lists and 25 codes left. 2 lists are new here."), "{said}");
    assert_eq!(lists(&bare), lists(&home));
    let account = format!("alice\t{}\tdefault\tconfirmed", ALICE.identity);
    assert_eq!(bare.accounts(), [account], "the name came with it");
}

#[test]
fn a_vault_that_does_not_open_keeps_nobody_from_the_account() {
    let home = Home::of(&[&BOB]);
    export(&home, "of-bob");
    let mut damaged = fs::read(home.at("of-bob")).expect("a file");
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for (vault, person, status) in [
        (Some(fs::read(home.at("of-bob")).expect("a file")), &ALICE, 5),
        (Some(damaged), &BOB, 10),
        (Some(b"not a vault".to_vec()), &ALICE, 10),
        (None, &ALICE, 1),
    ] {
        let bare = Home::new();
        if let Some(bytes) = vault {
            bare.file(FILE, bytes);
        }
        let run = bare.collab(["restore", person.name, "--vault", FILE, "--json"]);
        let run = run.stdin(person.code).status(status).stdout_any().stderr_any().run();
        let failure: serde_json::Value = run.failure();
        let error = failure["error"].as_str().expect("a text");
        assert!(error.starts_with(&format!("{} is back, but not", person.name)), "{error}");
        assert!(failure["hint"].as_str().expect("a text").contains("collab vault import FILE"));
        let here = bare.collab(["-q", "whoami"]).stdout_any().run().stdout;
        assert_eq!(here, format!("{}\n", person.identity));
    }
}

#[test]
fn an_old_file_makes_no_used_code_unused() {
    let (one, other) = two_devices();
    fs::copy(one.at(FILE), one.at("old")).expect("a copy");
    does(&one, &["codes", "used", "github", "1", "2", "3"]);
    let before = lists(&one);
    one.collab(["vault", "import", "old"])
        .stderr(
            "\"old\": the vault of alice, number 1, made on 2026-11-29, with 1 list and 16 codes \
             left. Everything in it was here already.\n"
                .replace("2026-11-29", &today()),
        )
        .run();
    assert_eq!(lists(&one), before);

    // But what somebody corrected by hand is taken over, and told.
    export(&one, FILE);
    fs::copy(one.at(FILE), other.at(FILE)).expect("a copy");
    does(&other, &["vault", "import", FILE]);
    does(&other, &["codes", "unused", "github", "2"]);
    export(&other, FILE);
    fs::copy(other.at(FILE), one.at(FILE)).expect("a copy");
    let said = one.collab(["vault", "import", FILE]).stderr_any().run().stderr;
    let corrected = "Code 2 of github is unused again: somebody corrected it on another device.";
    assert!(said.contains(corrected), "{said}");
    assert_eq!(lists(&one), lists(&other));
}

fn today() -> String {
    humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string()[..10].to_owned()
}

#[test]
fn two_devices_that_write_one_file_lose_nothing() {
    let (one, other) = two_devices();
    let shared = tempfile::tempdir().expect("a folder");
    let file = shared.path().join("shared.collab-vault");
    let file = file.to_str().expect("text");
    add(&one, "discord", 3000);
    does(&one, &["codes", "used", "github", "1"]);
    export(&one, file);
    add(&other, "gitlab", 4000);
    does(&other, &["codes", "used", "github", "2"]);
    let said = other.collab(["vault", "export", file]).stderr_any().run().stderr;
    assert!(said.contains("has changes from another device that are not here."), "{said}");
    for home in [&one, &other] {
        home.collab(["-q", "vault", "import", file]).run();
    }
    assert_eq!(lists(&one), lists(&other));
    let all = lists(&one);
    let services =
        ["github", "discord", "gitlab"].map(|it| all.matches(&format!("{it}\t")).count());
    assert_eq!(services, [16, 16, 16]);
    assert_eq!(all.matches("\tused").count(), 2);
}

#[test]
fn a_kept_vault_is_written_again_at_every_change() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    let said = home.collab(["vault", "export", FILE, "--keep"]).stderr_any().run().stderr;
    assert!(said.ends_with("collab writes it again whenever the codes change.\n"), "{said}");
    for arguments in [
        &["codes", "next", "github"][..],
        &["codes", "used", "github"],
        &["codes", "unused", "github", "1"],
        &["codes", "remove", "github", "--yes"],
    ] {
        let before = fs::read(home.at(FILE)).expect("a file");
        does(&home, arguments);
        assert_ne!(fs::read(home.at(FILE)).expect("a file"), before, "{arguments:?}");
        assert!(is_up_to_date(&home));
    }
    home.collab(["vault", "export", "--no-keep"])
        .stderr(format!("{} stays as it is, and is not written again.\n", shown(&home.at(FILE))))
        .run();
    let before = fs::read(home.at(FILE)).expect("a file");
    add(&home, "discord", 1);
    assert_eq!(fs::read(home.at(FILE)).expect("a file"), before);
}

/// Whether the vault has every list as it is here: another device that takes it over has the same.
fn is_up_to_date(home: &Home) -> bool {
    let other = Home::of(&[&ALICE]);
    fs::copy(home.at(FILE), other.at(FILE)).expect("a copy");
    does(&other, &["vault", "import", FILE]);
    lists(&other) == lists(home)
}

#[test]
fn a_kept_vault_that_cannot_be_written_is_told_of_until_it_can() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    home.collab(["-q", "vault", "export", FILE, "--keep"]).run();
    fs::write(home.at(FILE), "something else").expect("a file");
    for (number, behind) in [("1", "1 change"), ("2", "2 changes")] {
        let run = home.collab(["codes", "used", "github", number]);
        let said = run.stdout_any().stderr_any().run().stderr;
        let warning = format!(
            "warning: the vault in {0} is {behind} behind: {0} is not a vault, and it is left as it \
             is; `collab vault export {1}` tries again\n",
            shown(&home.at(FILE)),
            home.at(FILE).display()
        );
        assert!(said.contains(&warning), "{said}\n{warning}");
    }
    assert_eq!(fs::read_to_string(home.at(FILE)).expect("a file"), "something else");
    assert_eq!(lists(&home).matches("\tused").count(), 2, "the changes stand");
    fs::remove_file(home.at(FILE)).expect("ours");
    home.collab(["codes", "used", "github", "3"])
        .stderr("Code 3 is noted as used; 13 left.\n")
        .run();
    assert!(is_up_to_date(&home));
}

#[test]
fn an_export_without_a_name_writes_the_kept_vault() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    fs::create_dir(home.at("cloud")).expect("a folder");
    home.collab(["-q", "vault", "export", "cloud/../cloud/mine", "--keep"]).run();
    let before = fs::read(home.at("cloud/mine")).expect("a file");
    let said =
        home.collab(["vault", "export"]).in_folder(&home.at("data")).stderr_any().run().stderr;
    assert!(said.starts_with(&shown(&home.at("cloud/mine"))), "{said}");
    assert_ne!(fs::read(home.at("cloud/mine")).expect("a file"), before);
    assert!(!home.at("data").join(FILE).exists());
}

#[test]
fn changes_from_another_device_are_told_of_before_a_code_is_shown() {
    let (one, other) = two_devices();
    does(&one, &["vault", "export", FILE, "--keep"]);
    fs::copy(one.at(FILE), other.at(FILE)).expect("a copy");
    does(&other, &["codes", "used", "github", "1"]);
    export(&other, FILE);
    fs::copy(other.at(FILE), one.at(FILE)).expect("a copy");
    for arguments in [&["codes"][..], &["codes", "next", "github"]] {
        let said = one.collab(arguments).stdout_any().stderr_any().run().stderr;
        assert_eq!(said.matches("has changes from another device").count(), 1, "{said}");
    }
    does(&one, &["vault", "import", FILE]);
    let next = one.collab(["codes", "next", "github"]).stdout_any().run().stdout;
    assert!(lists(&one).contains(&format!("2\t{}\tshown", next.trim())), "{next}");
}

#[test]
fn a_place_for_no_vault_is_refused_before_the_passphrase_is_asked_for() {
    let home = Home::of(&[&ALICE]);
    lock(&home.keystore(), &[]);
    for (file, status, words) in [
        ("nowhere/kept", 1, "can't be written: no folder"),
        (".", 1, "is a folder, so it is not a vault"),
        ("-", 2, "a vault is read again after it is written"),
    ] {
        let said = home.collab(["vault", "export", file]).status(status).stderr_any().run().stderr;
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_second_kept_vault_ends_the_first_and_says_so() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    export(&home, "first");
    does(&home, &["vault", "export", "first", "--keep"]);
    let said = home.collab(["vault", "export", "second", "--keep"]).stderr_any().run().stderr;
    let first = shown(&home.at("first"));
    assert!(said.contains(&format!("{first} stays as it is, and is no longer written.")), "{said}");
    let said = home.collab(["vault", "export", "second", "--keep"]).stderr_any().run().stderr;
    assert!(!said.contains("no longer written"), "{said}");
}

#[test]
fn a_vault_that_is_gone_is_not_called_up_to_date() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    export(&home, FILE);
    let state = |home: &Home| home.collab(["status"]).stdout_any().stderr_any().run().stdout;
    assert!(state(&home).contains(", up to date.\n"), "{}", state(&home));
    fs::remove_file(home.at(FILE)).expect("it is there");
    assert!(state(&home).contains(", but it can't be opened there now.\n"), "{}", state(&home));
}

#[test]
fn earlier_lists_are_in_the_vault_and_are_told_of() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    add(&home, "github", 1000);
    let said = home.collab(["vault", "export", FILE]).stderr_any().run().stderr;
    assert!(
        said.contains("backed up 1 list and 1 earlier of alice, with 16 codes left."),
        "{said}"
    );
}

#[test]
fn nothing_but_a_vault_of_the_same_account_is_replaced() {
    let home = Home::of(&[&ALICE, &BOB]);
    add(&home, "github", 0);
    home.collab(["-q", "vault", "export", "of-bob", "-a", "bob"]).run();
    home.file("notes", "notes of mine");
    let sealed = home.collab(["-q", "encrypt", "notes"]);
    sealed.run();
    fs::create_dir(home.at("folder")).expect("a folder");
    let mut refused = vec![("of-bob", "not for an account here"), ("notes", "not a vault")];
    refused.extend([("notes.age", "did not write it as a vault"), ("folder", "a folder")]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.at("new"), home.at("link")).expect("a link");
        let made = Command::new("mkfifo").arg(home.at("pipe")).status().expect("mkfifo");
        assert!(made.success());
        refused.extend([("link", "a link"), ("pipe", "something other than a file")]);
    }
    refused.push(("data/collab/keystore.json", "not a vault"));
    for (file, error) in refused {
        let bytes = fs::metadata(home.at(file)).is_ok_and(|it| it.is_file());
        let bytes = bytes.then(|| fs::read(home.at(file)).expect("a file"));
        let run = home.collab(["vault", "export", file, "--json"]).status(1);
        let failure = run.stderr_any().keystore_unchanged().run().failure();
        assert!(failure["error"].as_str().expect("text").contains(error), "{failure}");
        if let Some(bytes) = bytes {
            assert_eq!(fs::read(home.at(file)).expect("a file"), bytes, "{file}");
        }
    }
    assert!(!home.at("new").exists());
    home.collab(["vault", "export", "-"])
        .refused(
            2,
            "a vault is read again after it is written, so it needs a file",
            "name a file, for example backup.collab-vault",
        )
        .run();
}

#[test]
fn what_is_no_vault_of_an_account_here_is_told_apart() {
    let home = Home::of(&[&ALICE]);
    let bob = Home::of(&[&BOB]);
    export(&bob, FILE);
    export(&home, "good");
    let good = fs::read(home.at("good")).expect("a file");
    home.file("foreign", fs::read(bob.at(FILE)).expect("a file"));
    home.file("cut", &good[..good.len() - 1]);
    home.file("empty", "");
    home.file("notes", "notes of mine");
    does(&home, &["encrypt", "notes"]);
    let large = fs::File::create(home.at("large")).expect("a file");
    large.set_len(2 << 30).expect("a sparse file");
    fs::create_dir(home.at("folder")).expect("a folder");
    let mut cases = vec![
        ("foreign", 5, "\"foreign\" is not for an account here, or damaged at its beginning"),
        ("cut", 10, "\"cut\" is damaged in its first 64 KiB, though it is for alice"),
        ("empty", 5, "\"empty\" is not for an account here, or damaged at its beginning"),
        ("notes", 10, "\"notes\" is not a vault"),
        (
            "notes.age",
            10,
            "\"notes.age\" is encrypted for alice, but alice did not write it as a vault",
        ),
        ("large", 1, "\"large\" is too large for a vault"),
        ("folder", 1, "\"folder\" is a folder, so it is not a vault"),
        ("missing", 1, "\"missing\" does not exist"),
    ];
    #[cfg(unix)]
    {
        assert!(Command::new("mkfifo").arg(home.at("pipe")).status().expect("mkfifo").success());
        cases.push(("pipe", 1, "\"pipe\" is something other than a file, so it is not a vault"));
    }
    for (file, status, error) in cases {
        // A good file before it changes nothing either.
        let run = home.collab(["vault", "import", "good", file, "--json"]).status(status);
        let failure = run.stderr_any().keystore_unchanged().run().failure();
        assert_eq!(failure["error"], error, "{file}");
    }
}

#[test]
fn unused_codes_go_only_with_consent() {
    let (one, other) = two_devices();
    does(&one, &["codes", "remove", "github", "--yes"]);
    export(&one, FILE);
    fs::copy(one.at(FILE), other.at(FILE)).expect("a copy");
    other
        .collab(["vault", "import", FILE])
        .refused(
            9,
            "removing 16 codes of github that nobody used, since another device removed the list \
             needs a confirmation, and there is nobody to ask",
            "a script confirms with `--yes`",
        )
        .run();
    other.collab(["-q", "vault", "import", FILE, "--yes"]).run();
    assert_eq!(lists(&other), "");
}

#[test]
fn codes_in_a_verified_vault_are_not_lost_with_their_account() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    let removes = ["remove", "alice", "--yes"];
    let refused = |home: &Home| {
        let run = home.collab(removes).arg("--json").status(9).stderr_any();
        let failure = run.keystore_unchanged().run().failure();
        assert_eq!(failure["hint"], "a script confirms with `--yes --without-codes`");
    };
    refused(&home);
    export(&home, FILE);
    let vault = fs::read(home.at(FILE)).expect("a file");
    // The file is gone, or something else, or older than the codes here.
    fs::remove_file(home.at(FILE)).expect("ours");
    refused(&home);
    home.file(FILE, &vault[..vault.len() - 1]);
    refused(&home);
    home.file(FILE, &vault);
    does(&home, &["codes", "used", "github", "1"]);
    refused(&home);
    export(&home, FILE);
    does(&home, &removes);
    assert_eq!(home.accounts(), Vec::<String>::new());
}

#[test]
fn an_account_that_is_not_confirmed_is_told_so() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let said = home.collab(["vault", "export"]).stderr_any().run().stderr;
    assert!(
        said.ends_with(
            "warning: only the backup code opens this file, and you have not confirmed that it is \
             saved; save it with `collab print`\n"
        ),
        "{said}"
    );
}

#[test]
fn a_locked_keystore_is_opened_once() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    home.locks(&[]);
    home.holds_nothing_new(&["vault", "export"]);
    let unlocked = ["--passphrase-file", "passphrase"];
    home.collab(["-q", "vault", "export", FILE, "--keep"]).args(unlocked).run();
    home.collab(["-q", "codes", "used", "github", "1"]).args(unlocked).run();
    home.collab(["-q", "vault", "import", FILE]).args(unlocked).run();
    // Nobody is asked for a passphrase for a file that no account can open.
    home.collab(["vault", "import", "passphrase", "--json"]).status(10).stderr_any().run();
}

/// Runs a command in the home, and returns its stdout.
#[track_caller]
fn shell(home: &Home, script: &str) -> String {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(home.path()).stderr(Stdio::inherit());
    let output = command.output().expect("a shell");
    assert!(output.status.success(), "{script}");
    String::from_utf8(output.stdout).expect("text")
}

fn block_of(document: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(path).expect("the document");
    let block = text.split("```sh\n").nth(1).expect("a block");
    block.split("```").next().expect("its end").to_owned()
}

#[test]
fn age_and_ssh_keygen_open_and_verify_a_vault() {
    for program in ["age", "ssh-keygen"] {
        if Command::new(program).arg("--version").output().is_err() {
            return skip_without(program);
        }
    }
    let home = Home::of(&[&Person { name: "maria", ..ALICE }]);
    add(&home, "github", 0);
    export(&home, FILE);
    let key = home.collab(["export", "age"]).stdout_any().stderr_any().run().stdout;
    home.file("key.txt", key);
    let line = home.collab(["whoami", "--format", "ssh-signing"]).stdout_any().run().stdout;
    home.file("allowed", format!("maria namespaces=\"collab-vault\" {line}"));
    let said = shell(&home, &block_of("docs/vault.md"));
    assert!(said.starts_with("Good \"collab-vault\" signature for maria"), "{said}");
    let line = fs::read_to_string(home.at("line")).expect("a file");
    let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line["lists"][0]["codes"][15]["number"], 16);
}

#[test]
fn python_alone_opens_a_vault() {
    let home = Home::of(&[&ALICE]);
    for (service, first) in (0..8).map(|n| (format!("service-{n}"), n * 1000)) {
        add(&home, &service, first);
        add(&home, &service, first + 500);
    }
    does(&home, &["codes", "used", "service-3", "2"]);
    export(&home, FILE);
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recovery.md");
    let text = fs::read_to_string(document).expect("the document");
    let parts = text.split("```").skip(1).step_by(2);
    let program: String = parts.filter_map(|block| block.strip_prefix("python\n")).collect();
    home.file("keys.py", program);
    let command = Command::new("python3")
        .args(["keys.py", FILE])
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = command else { return skip_without("python3") };
    let boxes = ALICE.boxes().join(" ");
    child.stdin.take().expect("a pipe").write_all(boxes.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("text");
    let mut rows: Vec<&str> = said.lines().filter(|line| line.starts_with("service-")).collect();
    let ours = lists(&home);
    let ours: Vec<String> = ours
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            [cells[0], "-", cells[1], cells[2], cells[3]].join("\t")
        })
        .collect();
    assert_eq!(rows.len(), 256);
    rows.sort_unstable();
    let mut ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    ours.sort_unstable();
    assert_eq!(rows, ours);
}

/// Everything that an account in a keystore has, and where it comes from on a new device.
#[test]
fn everything_in_a_keystore_is_in_the_vault_or_on_a_short_list() {
    let home = Home::of(&[&ALICE]);
    add(&home, "github", 0);
    home.collab(["-q", "vault", "export", FILE, "--keep"]).run();
    let text = fs::read_to_string(home.keystore()).expect("a keystore");
    let keystore: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let members = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let mut found = members(&keystore);
    found.extend(members(&keystore["public"]));
    found.extend(members(&keystore["public"]["accounts"][0]));
    found.extend(members(&keystore["secrets"]["accounts"]["alice"]));
    found.sort_unstable();
    found.dedup();
    let in_the_vault = ["accounts", "confirmed", "lists", "name", "public_key", "since"];
    let from_the_backup_code = ["backup_code", "encryption_key", "login_key"];
    let of_this_device = ["default", "last_export", "lock", "origin", "tried"];
    let of_the_file = ["checksum", "format", "public", "secrets", "version", "warning"];
    let mut expected =
        [&in_the_vault[..], &from_the_backup_code, &of_this_device, &of_the_file].concat();
    expected.sort_unstable();
    assert_eq!(found, expected);
}
