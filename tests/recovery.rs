//! `docs/recovery.md`: without collab, the document derives the same keys as collab.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use bech32::{Bech32, Hrp};
use collab::openssh_key;
use collab::secret::Secret;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::support::collab::{ALICE, BOB, CAROL, Home, Person, skip_without};
use crate::support::derived::{IDENTITY, derived};

const LOGIN: &str = "collab/v1/ssh/ed25519";
const ENCRYPTION: &str = "collab/v1/encryption/x25519";

/// Returns the document's blocks in one language.
fn blocks(language: &str) -> Vec<String> {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recovery.md");
    let text = fs::read_to_string(document).expect("the document");
    let parts = text.split("```").skip(1).step_by(2);
    parts.filter_map(|block| block.strip_prefix(language)).map(|it| it[1..].to_owned()).collect()
}

/// Runs a command with this standard input; returns `None` where the program is missing.
fn run(home: &Home, command: &mut Command, input: &str) -> Option<Output> {
    let command = command.current_dir(home.path()).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    // The program may end before it has read everything.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    Some(child.wait_with_output().expect("it ends"))
}

#[track_caller]
fn good(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Returns the expected output of the document's program for a person.
fn expected(home: &Home, person: &Person) -> String {
    let collab = |arguments: &[&str]| {
        let run = home.collab(arguments).args(["-a", person.name]);
        run.stdout_any().run().stdout
    };
    let login = collab(&["ssh"]);
    let line = login.trim_end().strip_suffix(&format!(" {} login", person.name)).expect("it");
    let encryption = derived(person.code, ENCRYPTION);
    let public = x25519_dalek::PublicKey::from(&x25519_dalek::StaticSecret::from(encryption));
    let bech32 = |prefix: &str, key: &[u8]| {
        bech32::encode::<Bech32>(Hrp::parse(prefix).expect("a prefix"), key).expect("it is short")
    };
    let secret = bech32("age-secret-key-", &encryption).to_uppercase();
    let pem = |seed: [u8; 32]| {
        use collab::key_forms::{Algorithm, PrivateKey};
        PrivateKey::new(Algorithm::Ed25519, &Secret::new(seed)).pkcs8_pem().expose().clone()
    };
    [
        person.identity,
        line,
        &bech32("age", public.as_bytes()),
        &secret,
        "identity:",
        pem(derived(person.code, IDENTITY)).trim_end(),
        "login:",
        collab(&["export", "pkcs8", "--key", "login"]).trim_end(),
        "encryption:",
        collab(&["export", "pkcs8", "--key", "encryption"]).trim_end(),
        "login, for OpenSSH:",
    ]
    .join("\n")
        + "\n"
}

#[test]
fn python_alone_gets_every_key_also_where_boxes_are_lost() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    home.file("keys.py", blocks("python").concat());
    for (person, lost) in [(&ALICE, &[][..]), (&BOB, &[1, 2, 15, 16]), (&CAROL, &[4, 7, 11, 12])] {
        let changes: Vec<(usize, &str)> = lost.iter().map(|&number| (number, "?")).collect();
        let code = person.with(&changes);
        let Some(output) = run(&home, Command::new("python3").arg("keys.py"), &code) else {
            return skip_without("python3");
        };
        let said = good(output);
        let rest = said.strip_prefix(&expected(&home, person)).expect(&said);
        let (openssh, signature) = rest.trim_end().rsplit_once('\n').expect(rest);

        // The file equals ours, except for its check bytes, its comment and the width of its lines.
        let bytes = |text: &str| {
            let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
            <base64ct::Base64 as base64ct::Encoding>::decode_vec(&base64).expect("base64")
        };
        let seed = Secret::new(derived(person.code, LOGIN));
        let ours = bytes(openssh_key::plain(&seed, "login").expose());
        let mut theirs = bytes(openssh);
        assert_eq!(ours.len(), theirs.len());
        // The offset of the check bytes: the magic, three fields, the number of keys, the public
        // key, and a length.
        let checks = 15 + 8 + 8 + 4 + 4 + 55 + 4;
        theirs[checks..checks + 8].copy_from_slice(&ours[checks..checks + 8]);
        assert_eq!(ours, theirs);

        let key = SigningKey::from_bytes(&derived(person.code, IDENTITY));
        let expected = key.sign(b"a message").to_bytes();
        assert_eq!(signature, base16ct::lower::encode_string(&expected));
    }
}

#[test]
fn python_alone_refuses_a_code_that_is_wrong_or_incomplete() {
    let home = Home::new();
    home.file("keys.py", blocks("python").concat());
    let lost = [1, 2, 5, 9, 13].map(|number| (number, "?"));
    let labeled = ALICE.rows().replace('\n', "\n5: ");
    for (code, said) in [
        (ALICE.with(&[(3, &ALICE.slip(3)), (7, "?")]), "a box is wrong"),
        (ALICE.with(&lost), "with more than four boxes lost nothing is certain"),
        (
            ALICE.rows()[6..].to_owned(),
            "there are sixteen boxes: write ? for one that you can't read",
        ),
        (ALICE.code.to_owned(), "a box has five digits, or a ?"),
        (labeled, "a box has five digits, or a ?"),
    ] {
        let Some(output) = run(&home, Command::new("python3").arg("keys.py"), &code) else {
            return skip_without("python3");
        };
        assert!(!output.status.success(), "{said}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.ends_with(&format!("AssertionError: {said}\n")), "{said}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_keys_take_about_twenty_lines() {
    let lines: Vec<usize> = blocks("python").iter().map(|block| block.lines().count()).collect();
    assert!(lines[1] <= 22, "{lines:?}");
}

#[test]
fn openssl_alone_gets_every_key() {
    if Command::new("openssl").arg("version").output().is_err() {
        return skip_without("openssl");
    }
    let home = Home::of(&[&ALICE]);
    home.file("message", "a message");
    let script = blocks("sh").into_iter().find(|block| block.contains("openssl kdf")).expect("it");
    let mut shell = Command::new("sh");
    shell.args(["-ec", &script]).env("code", ALICE.code);
    let said = good(run(&home, &mut shell, "").expect("a shell"));
    assert_eq!(said, home.collab(["whoami", "--format", "pem"]).stdout_any().run().stdout);
    let read = |name: String| fs::read_to_string(home.at(&name)).expect("a file");
    for key in ["login", "encryption"] {
        let ours = home.collab(["export", "pkcs8", "--key", key]).stdout_any().run().stdout;
        assert_eq!(read(format!("{key}.pem")), ours);
    }
    assert_eq!(fs::read(home.at("message.sig")).expect("a signature").len(), 64);
}
