//! `collab encrypt`: files that only their recipients can read.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::age::{fed, has_age, pyrage, recipient};
use crate::support::collab::{ALICE, BOB, CAROL, Home, NOT_VERIFIED, PASSPHRASE, make_fifo, mode};

const PLAIN: &[u8] = b"a letter\n";

/// Returns the output of `collab decrypt` for a file.
fn decrypted(home: &Home, file: &Path) -> Vec<u8> {
    let output = home.collab(["decrypt", "-o", "-"]).arg(file).command().output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_file_is_for_its_owner_and_stands_beside_the_other() {
    let home = Home::of(&[&ALICE, &BOB]);
    let file = home.file("letter.txt", PLAIN);
    let out = home.at("letter.txt.age");
    home.collab(["encrypt", "letter.txt"])
        .stderr("\"letter.txt.age\": encrypted for yourself.\n")
        .keystore_unchanged()
        .run();
    assert_eq!(fs::read(&file).expect("it stays"), PLAIN);
    assert!(fs::read(&out).expect("a file").starts_with(b"age-encryption.org/v1\n-> X25519 "));
    assert_eq!(decrypted(&home, &out), PLAIN);
    // Bob's key does not open it.
    home.collab(["decrypt", "-o", "-", "-a", "bob", "letter.txt.age"]).status(5).stderr_any().run();
    // With `-a bob`, the file is encrypted for Bob.
    home.collab(["-q", "encrypt", "-a", "bob", "letter.txt", "-o", "bob.age"]).run();
    assert_eq!(decrypted(&home, &home.at("bob.age")), PLAIN);
    home.collab(["decrypt", "-o", "-", "-a", "alice", "bob.age"]).status(5).stderr_any().run();
}

#[test]
fn a_file_can_be_for_several_and_each_opens_it() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    let list = format!("# of Carol\n\n  {}  \r\nme\n", recipient(&home, "carol"));
    home.file("list", list);
    home.file("letter", PLAIN);
    home.collab(["-q", "encrypt", "-r", "bob", "-r", "me", "-R", "list", "-o", "out"])
        .args(["-r", &recipient(&home, "bob"), "letter"])
        .run();
    for name in ["alice", "bob", "carol"] {
        home.collab(["decrypt", "-o", "-", "-a", name, "out"]).stdout("a letter\n").run();
    }
    // A recipient who is named twice gets one stanza.
    let stanzas = fs::read(home.at("out")).expect("a file");
    let count = stanzas.windows(10).filter(|ten| ten == b"-> X25519 ").count();
    assert_eq!(count, 3);
}

#[test]
fn standard_input_goes_to_standard_output_and_armor_is_text() {
    let home = Home::of(&[&ALICE]);
    let sealed = fed(home.collab(["encrypt"]).command(), PLAIN);
    assert!(sealed.stderr.is_empty());
    let file = home.file("a.age", sealed.stdout);
    assert_eq!(decrypted(&home, &file), PLAIN);

    let said = home.collab(["encrypt", "--armor"]).stdin(PLAIN).stdout_any().run();
    assert!(said.stdout.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"));
    assert!(said.stdout.ends_with("-----END AGE ENCRYPTED FILE-----\n"));
    let file = home.file("b.age", said.stdout);
    assert_eq!(decrypted(&home, &file), PLAIN);
}

#[test]
fn gives_json_of_a_file_and_not_beside_one() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    let given = home.collab(["encrypt", "--json", "a"]).stdout_any().run().json();
    let expected = serde_json::json!({
        "file": "a.age",
        "recipients": [recipient(&home, "alice")],
        "verified": true,
    });
    assert_eq!(given, expected);
    home.collab(["encrypt", "--json"]).stdin(PLAIN).status(2).stderr_any().run();
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    home.file("a.age", "mine");
    let there = |name: &str| format!("\"{name}\" is there already, and is left as it is");
    let hint = "name another file, or replace this one with `--force`";
    home.collab(["encrypt", "a"]).refused(1, &there("a.age"), hint).run();
    assert_eq!(fs::read(home.at("a.age")).expect("it stays"), b"mine");
    home.collab(["-q", "encrypt", "--force", "a"]).run();
    assert_eq!(decrypted(&home, &home.at("a.age")), PLAIN);

    home.collab(["encrypt", "a", "-o", "a"]).refused(1, &there("a"), hint).run();
    home.collab(["encrypt", "a", "-o", "a", "--force"])
        .refused(1, "\"a\" is the file that is read", "name another file")
        .run();
    std::os::unix::fs::symlink("b", home.at("link")).expect("a link");
    home.collab(["encrypt", "a", "-o", "link", "--force"]).status(1).stderr_any().run();
    fs::create_dir(home.at("folder")).expect("a folder");
    home.collab(["encrypt", "a", "-o", "folder"]).status(1).stderr_any().run();
    home.collab(["encrypt", "folder"]).status(1).stderr_any().run();
    home.collab(["encrypt", "a", "-o", "nowhere/b"]).status(1).stderr_any().run();
    home.collab(["encrypt", "missing"]).status(1).stderr_any().run();
    assert_eq!(fs::read(home.at("a")).expect("it stays"), PLAIN);
    assert!(!home.at("b").exists() && !home.at("missing.age").exists());
    home.collab(["-q", "encrypt", "a", "-o", "/dev/null"]).run();
    home.collab(["encrypt", "a", "-o", "/dev/full"]).status(1).stderr_any().run();
}

#[test]
fn a_pipe_is_read_and_written_as_it_is() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    make_fifo(&home.at("pipe"));
    let reader = {
        let path = home.at("pipe");
        std::thread::spawn(move || fs::read(path).expect("a pipe"))
    };
    home.collab(["-q", "encrypt", "a", "-o", "pipe"]).run();
    let file = home.file("b.age", reader.join().expect("no panic"));
    assert_eq!(decrypted(&home, &file), PLAIN);
}

#[test]
fn an_unknown_recipient_is_refused_and_a_private_key_is_not_shown() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    let alice = recipient(&home, "alice");
    let other = if &alice[20..21] == "q" { "p" } else { "q" };
    let mistyped = format!("{}{other}{}", &alice[..20], &alice[21..]);
    for (who, status, error) in [
        (ALICE.identity, 2, "is an identity, and files are encrypted to a recipient"),
        ("ssh-rsa AAAA", 2, "is a kind of recipient that collab can't encrypt to"),
        ("age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t", 2, "a kind of"),
        (&mistyped, 2, "is not a recipient: it is mistyped"),
        ("Somebody", 2, "is not a recipient"),
        ("", 2, "is not a recipient"),
        ("bob", 3, "there is no account named"),
    ] {
        let said = home.collab(["encrypt", "a", "-r", who]).status(status).stderr_any().run();
        assert!(said.stderr.contains(error), "{who}: {}", said.stderr);
    }
    let key = home.collab(["-q", "export", "age"]).stdout_any().run().stdout;
    let key = key.lines().last().expect("a key").to_owned();
    for who in [key.clone(), key.to_lowercase(), key[..40].to_owned()] {
        let said = home.collab(["encrypt", "a", "-r", &who]).status(2).stderr_any().run();
        assert!(said.stderr.contains("a private key was given as a recipient"), "{}", said.stderr);
        assert!(!said.stderr.contains(&who[20..30]));
    }
    assert!(!home.at("a.age").exists());
}

#[test]
fn the_identity_of_an_account_here_leads_to_its_name() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    let hint = |who: &str| {
        home.collab(["encrypt", "a", "--json", "-r", who]).status(2).stderr_any().run().failure()
    };
    assert_eq!(hint(ALICE.identity)["hint"], "it is the account alice here: `-r alice`");
    let other = hint(BOB.identity);
    assert_eq!(other["hint"], "ask its owner for what `collab whoami --format age` prints");
}

#[test]
fn a_list_with_a_mistake_is_refused_by_its_line() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    let alice = recipient(&home, "alice");
    home.file("list", format!("{alice}\nbob\n"));
    let said = home.collab(["encrypt", "a", "-R", "list"]).status(3).stderr_any().run();
    let error = "error: line 2 of \"list\": there is no account named \"bob\"\n";
    assert!(said.stderr.starts_with(error), "{}", said.stderr);
    for (list, error) in [
        (format!("{alice}\nnobody's\n"), "line 2 of \"list\": \"nobody's\" is not a recipient"),
        (String::from("# nobody\n\n"), "\"list\" lists nobody"),
        (String::new(), "\"list\" lists nobody"),
        ("x".repeat(2 << 20), "\"list\" is too long for a list of recipients"),
    ] {
        home.file("list", list);
        let said = home.collab(["encrypt", "a", "-R", "list"]).status(2).stderr_any().run();
        assert!(said.stderr.contains(error), "{}", said.stderr);
    }
    home.file("list", [0xff, 0xfe]);
    home.collab(["encrypt", "a", "-R", "list"]).status(2).stderr_any().run();
    home.collab(["encrypt", "a", "-R", "missing"]).status(1).stderr_any().run();
    // Standard input cannot be both the list of recipients and the file.
    home.collab(["encrypt", "-R", "-"]).stdin(&alice).status(2).stderr_any().run();
    home.collab(["-q", "encrypt", "a", "-R", "-"]).stdin(&alice).run();
}

#[test]
fn a_locked_keystore_is_opened_where_it_can_be_and_otherwise_that_is_said() {
    let home = Home::of(&[&ALICE]);
    home.file("a", PLAIN);
    home.locks(&[]);
    home.collab(["-q", "encrypt", "a"]).stderr(format!("alice: {NOT_VERIFIED}")).run();
    let given = home.collab(["encrypt", "--json", "a", "-o", "b"]).stdout_any().stderr_any().run();
    assert_eq!(given.json()["verified"], false);
    home.collab(["-q", "encrypt", "a", "-o", "c"]).env("COLLAB_PASSPHRASE", PASSPHRASE).run();
    // A recipient's key needs no keystore.
    let alice = recipient(&home, "alice");
    home.collab(["-q", "encrypt", "a", "-o", "d", "-r", &alice]).run();
    let nobody = Home::new();
    nobody.file("a", PLAIN);
    nobody.collab(["-q", "encrypt", "a", "-r", &alice]).run();
    nobody.collab(["encrypt", "a", "-o", "b"]).status(3).stderr_any().run();
}

#[test]
fn age_and_rage_open_it() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["-q", "export", "age", "-o", "key"]).run();
    assert_eq!(mode(&home.at("key")), 0o600);
    let plains = [Vec::new(), PLAIN.to_vec(), vec![7; 65536], vec![8; 300_000]];
    for (number, plain) in plains.iter().enumerate() {
        home.file("plain", plain);
        for flags in [&[][..], &["--armor"]] {
            let name = format!("{number}{}.age", flags.len());
            home.collab(["-q", "encrypt", "plain", "-r", "bob", "-r", "me", "-o", &name])
                .args(flags)
                .run();
            if has_age() {
                let mut age = Command::new("age");
                age.arg("-d").arg("-i").arg(home.at("key")).arg(home.at(&name));
                let output = age.output().expect("it runs");
                assert!(output.stdout == *plain, "{}", String::from_utf8_lossy(&output.stderr));
            }
            if let Some(python) = pyrage() {
                const PROGRAM: &str = "\
import pyrage, sys
key = [line for line in open(sys.argv[1]) if line.startswith('AGE')][0].strip()
key = pyrage.x25519.Identity.from_str(key)
sys.stdout.buffer.write(pyrage.decrypt(open(sys.argv[2], 'rb').read(), [key]))";
                let mut rage = Command::new(python);
                rage.args(["-c", PROGRAM]).arg(home.at("key")).arg(home.at(&name));
                let output = rage.output().expect("it runs");
                assert!(output.stdout == *plain, "{}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}
