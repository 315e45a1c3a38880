//! `collab sign`: a signature beside each file, which other programs also verify.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::symlink;

use collab::code::BackupCode;
use collab::sshsig::Hash;
use sha2::{Digest as _, Sha256};

use crate::support::collab::{ALICE, BOB, Home, PASSPHRASE, make_fifo, mode, shown, skip_without};
use crate::support::derived::{IDENTITY, derived};
use crate::support::keygen::{is_here, ssh_keygen, write_key};
use crate::support::signatures::both_ways;

/// Returns the message about a signature that was written.
fn signed(file: &str) -> String {
    format!("\"{file}\": signed by alice for the namespace \"file\", {}\n", ALICE.identity)
}

fn armor(text: &[u8]) -> String {
    String::from_utf8(text.to_vec()).expect("text")
}

#[test]
fn a_file_gets_a_signature_beside_it_that_ssh_keygen_verifies() {
    let home = Home::of(&[&ALICE]);
    home.file("release-20261128.tar.gz", "a release");
    home.collab(["sign", "release-20261128.tar.gz"])
        .stderr(signed("release-20261128.tar.gz.sig"))
        .keystore_unchanged()
        .run();
    assert_eq!(mode(&home.at("release-20261128.tar.gz.sig")) & 0o600, 0o600);
    if !is_here() {
        return skip_without("ssh-keygen");
    }
    let line = home.collab(["whoami", "--json"]).stdout_any().run().json();
    let key = line["ssh_signing"].as_str().expect("a line").to_owned();
    home.file("signers", format!("alice@example.com namespaces=\"file\" {key}\n"));
    let signature = "release-20261128.tar.gz.sig";
    let run = |arguments: &[&str], good: bool, said: &str| {
        let ran = ssh_keygen(home.path(), arguments, b"a release");
        assert_eq!(ran.is_good, good, "{arguments:?}: {}", ran.stderr);
        let text = armor(&ran.stdout) + &ran.stderr;
        assert!(text.contains(said), "{arguments:?}: {text}");
    };
    let verify = ["-Y", "verify", "-f", "signers", "-I", "alice@example.com", "-s", signature];
    run(&[&verify[..], &["-n", "file"]].concat(), true, "Good \"file\" signature for alice@");
    run(&[&verify[..], &["-n", "git"]].concat(), false, "namespace");
    run(&["-Y", "check-novalidate", "-n", "file", "-s", signature], true, "Good \"file\"");
    run(&["-Y", "find-principals", "-f", "signers", "-s", signature], true, "alice@example.com");
}

#[test]
fn the_signature_is_that_of_ssh_keygen_byte_for_byte() {
    if !is_here() {
        return skip_without("ssh-keygen");
    }
    let home = Home::of(&[&ALICE]);
    write_key(&home.at("key"), &derived(ALICE.code, IDENTITY));
    for namespace in ["file", "git", "a-longer-namespace@example.com", "ß x"] {
        for message in [Vec::new(), b"a".to_vec(), vec![0; 100_000]] {
            let arguments =
                ["-q", "-Y", "sign", "-n", namespace, "-O", "hashalg=sha256", "-f", "key"];
            let theirs = ssh_keygen(home.path(), &arguments, &message);
            assert!(theirs.is_good, "{}", theirs.stderr);
            home.collab(["sign", "--namespace", namespace])
                .stdin(message)
                .stdout(armor(&theirs.stdout))
                .run();
        }
    }
}

#[test]
fn twenty_random_codes_sign_as_ssh_keygen_does_with_either_hash() {
    if !is_here() {
        return skip_without("ssh-keygen");
    }
    let home = Home::new();
    for case in 0_u32..20 {
        let message = Sha256::digest(case.to_le_bytes());
        let code = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            getrandom::fill(bytes).expect("it works");
            Ok(())
        });
        for hash in Hash::ALL {
            both_ways(home.path(), code.as_ref().expect("a code"), &message, hash);
        }
    }
}

#[test]
fn a_signature_goes_where_it_is_sent() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.file("b", "two");
    home.collab(["sign", "a", "b"]).stderr(signed("a.sig") + &signed("b.sig")).run();
    let a = fs::read_to_string(home.at("a.sig")).expect("a signature");
    home.collab(["sign"]).stdin("one").stdout(a.clone()).run();
    home.collab(["sign", "-"]).stdin("one").stdout(a.clone()).run();
    home.collab(["sign", "-o", "-", "a"]).stdout(a.clone()).run();
    home.collab(["sign", "-o", "there", "a"]).stderr(signed("there")).run();
    home.collab(["sign", "-o", "of stdin"]).stdin("one").stderr(signed("of stdin")).run();
    home.collab(["sign", "-q", "-o", "/dev/null", "a"]).run();
    for made in ["there", "of stdin"] {
        assert_eq!(fs::read_to_string(home.at(made)).expect("a signature"), a);
    }
    make_fifo(&home.at("pipe"));
    let mut run = home.collab(["sign", "-q", "-o", "pipe", "a"]).command();
    let mut running = run.spawn().expect("it starts");
    let mut piped = String::new();
    fs::File::open(home.at("pipe")).and_then(|mut it| it.read_to_string(&mut piped)).expect("read");
    assert!(running.wait().expect("it ends").success());
    assert_eq!(piped, a);
}

#[test]
fn json_tells_of_each_signature() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.file("b", "two");
    home.collab(["sign", "-q", "a"]).run();
    let told = home.collab(["sign", "--json", "a", "b", "-"]).stdin("x").stdout_any().run().json();
    assert_eq!(told["identity"], ALICE.identity);
    assert_eq!((&told["name"], &told["namespace"]), (&"alice".into(), &"file".into()));
    let signatures = told["signatures"].as_array().expect("a list");
    let member = |at: usize, name: &str| signatures[at][name].as_str().unwrap_or("none").to_owned();
    assert_eq!((member(0, "signature"), member(0, "change")), ("a.sig".into(), "unchanged".into()));
    assert_eq!((member(1, "file"), member(1, "change")), ("b".into(), "written".into()));
    assert!(member(2, "text").starts_with("-----BEGIN SSH SIGNATURE-----\n"));
}

#[test]
fn a_signature_that_is_there_is_left_alone_unless_it_is_the_same() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("a", "one");
    home.collab(["sign", "a"]).stderr(signed("a.sig")).run();
    let before = fs::read(home.at("a.sig")).expect("a signature");
    let unchanged = "\"a.sig\": unchanged, this signature was there already\n";
    home.collab(["sign", "a"]).stderr(unchanged).run();
    home.collab(["sign", "--force", "a"]).stderr(unchanged).run();
    let there = "\"a.sig\" is there already, and is left as it is";
    let force = "name another file, or replace this one with `--force`";
    for arguments in [&["sign", "a", "-a", "bob"][..], &["sign", "--namespace", "git", "a"]] {
        home.collab(arguments).refused(1, there, force).run();
    }
    home.file("a", "another");
    home.collab(["sign", "a"]).refused(1, there, force).run();
    assert_eq!(fs::read(home.at("a.sig")).expect("a signature"), before);
    home.collab(["sign", "--force", "a"]).stderr(signed("a.sig")).run();
    assert_ne!(fs::read(home.at("a.sig")).expect("a signature"), before);
}

#[test]
fn a_file_that_cannot_be_signed_or_written_is_named() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.file("b", "no signature");
    fs::create_dir(home.at("folder")).expect("a folder");
    symlink(home.at("b"), home.at("link")).expect("a link");
    let another = "name another file";
    let force = "name another file, or replace this one with `--force`";
    let pipe = "name a file, or pipe it in";
    for (arguments, status, error, hint) in [
        (&["sign", "gone"][..], 1, "\"gone\" does not exist", pipe),
        (&["sign", "folder"], 1, "\"folder\" is a folder", pipe),
        (&["sign", "a", "-o", "folder"], 1, "\"folder\" is a folder", "name a file in it"),
        (&["sign", "a", "-o", "b"], 1, "\"b\" is there already, and is left as it is", force),
        (&["sign", "a", "-o", "a"], 1, "\"a\" is there already, and is left as it is", force),
        (&["sign", "a", "-o", "a", "--force"], 1, "\"a\" is the file that is read", another),
        (
            &["sign", "a", "-o", "link", "--force"],
            1,
            "\"link\" is a link, and is not followed",
            "name the file itself",
        ),
        (
            &["sign", "a", "-o", "/dev/full"],
            1,
            "\"/dev/full\" can't be written: No space left on device (os error 28)",
            another,
        ),
        (
            &["sign", "a", "b", "-o", "c"],
            2,
            "`-o` goes with one file",
            "leave it out: each signature goes beside its file",
        ),
        (
            &["sign", "--namespace", "", "a"],
            2,
            "the namespace is empty",
            "name one, for example `--namespace file`",
        ),
        (
            &["sign", "--namespace", "collab-vault", "a"],
            2,
            "the namespace \"collab-vault\" is reserved for collab itself",
            "no command signs or verifies for a namespace that begins with collab-; name another",
        ),
        (
            &["sign", "--namespace", "fi\u{7}le", "a"],
            2,
            "the namespace \"fi\\u{7}le\" has control characters",
            "name one without, for example `--namespace file`",
        ),
        (
            &["sign", "a", "--account", "nobody"],
            3,
            "there is no account named \"nobody\"",
            "see `collab accounts`",
        ),
    ] {
        home.collab(arguments).refused(status, error, hint).run();
    }
    assert_eq!(fs::read(home.at("b")).expect("as it was"), b"no signature");
    assert!(!home.at("a.sig").exists() && !home.at("c").exists());
    home.collab(["sign", "a", "--passphrase-file", "-", "-"])
        .refused(
            2,
            "standard input can't be two things at once",
            "pipe one of them in, and name a file for the other",
        )
        .run();
}

#[test]
fn the_first_of_several_that_fails_ends_it_before_anything_is_written() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.collab(["sign", "a", "gone"])
        .refused(1, "\"gone\" does not exist", "name a file, or pipe it in")
        .run();
    assert!(!home.at("a.sig").exists());
}

#[test]
fn a_locked_keystore_is_opened_for_it() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.collab(["sign"]).stdin("one").stdout_any().run();
    home.locks(&[]);
    home.holds_nothing_new(&["sign", "a"]);
    home.holds_nothing_new(&["sign"]);
    // A call that fails in any case is refused before a passphrase is needed.
    home.file("a.sig", "something else");
    home.collab(["sign", "a"])
        .refused(
            1,
            "\"a.sig\" is there already, and is left as it is",
            "name another file, or replace this one with `--force`",
        )
        .run();
    fs::remove_file(home.at("a.sig")).expect("it is there");
    home.collab(["sign", "a", "--passphrase-file", "passphrase"]).stderr(signed("a.sig")).run();
    let said = home.collab(["sign"]).env("COLLAB_PASSPHRASE", PASSPHRASE).stdin("one");
    let said = said.stdout_any().run();
    assert_eq!(said.stdout, fs::read_to_string(home.at("a.sig")).expect("a signature"));
    let keystore = shown(&home.keystore());
    assert!(!said.stderr.contains(&keystore), "nothing else is said");
}

#[test]
fn without_an_account_there_is_nothing_to_sign_with() {
    let home = Home::new();
    home.file("a", "one");
    home.collab(["sign", "a"]).refused_without_an_account().run();
}

#[test]
#[cfg(target_os = "linux")]
fn a_stream_of_any_length_takes_the_same_memory() {
    let home = Home::of(&[&ALICE]);
    let program = env!("CARGO_BIN_EXE_collab");
    let script = format!("ulimit -v 200000; head -c 512M /dev/zero | '{program}' sign");
    let ran = std::process::Command::new("sh")
        .args(["-c", &script])
        .env("COLLAB_KEYSTORE", home.keystore())
        .output()
        .expect("a shell");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(ran.stdout.starts_with(b"-----BEGIN SSH SIGNATURE-----\n"));
}
