//! `collab export`: private keys that other programs read.

use std::fs;
use std::process::{Command, Output};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use crate::support::collab::{
    ALICE, Home, NOT_VERIFIED, PASSPHRASE, Person, mode, python_with, skip_without,
};
use crate::support::derived::derived;
#[cfg(target_os = "linux")]
use crate::support::pty::Pty;

/// The keys, with their derivation labels and their names in a JWK.
const KEYS: [(&str, &str, &str); 2] = [
    ("login", "collab/v1/ssh/ed25519", "Ed25519"),
    ("encryption", "collab/v1/encryption/x25519", "X25519"),
];

fn seed(person: &Person, label: &str) -> [u8; 32] {
    derived(person.code, label)
}

/// Returns the exported object.
fn jwk(home: &Home, key: &str) -> Value {
    let text = home.collab(["export", "jwk", "--key", key]).stdout_any().run().stdout;
    assert!(text.ends_with("}\n") && text.lines().count() == 1, "{text}");
    serde_json::from_str(&text).expect("JSON")
}

fn base64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Whether a program is installed that prints its version with these arguments.
fn has(program: &str, version: &[&str]) -> bool {
    let is_here = Command::new(program).args(version).output().is_ok_and(|it| it.status.success());
    if !is_here {
        skip_without(&format!("{program} {}", version.join(" ")));
    }
    is_here
}

#[track_caller]
fn good(output: Output) -> Vec<u8> {
    let Output { status, stdout, stderr } = output;
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
    stdout
}

fn openssl(home: &Home, arguments: &[&str]) -> Output {
    Command::new("openssl").args(arguments).current_dir(home.path()).output().expect("it runs")
}

#[test]
fn each_key_comes_out_in_each_form() {
    let home = Home::of(&[&ALICE]);
    for (key, label, name) in KEYS {
        let seed = seed(&ALICE, label);
        let pkcs8 = home.collab(["export", "pkcs8", "--key", key]).keystore_unchanged();
        let text = pkcs8.stdout_any().run().stdout;
        let lines: Vec<&str> = text.lines().collect();
        let [begin, body, end] = lines[..] else { panic!("{text}") };
        assert_eq!(begin, "-----BEGIN PRIVATE KEY-----");
        assert_eq!(end, "-----END PRIVATE KEY-----");
        let der = base64ct::Base64::decode_vec(body).expect("base64");
        assert_eq!(der[16..], seed);

        let jwk = jwk(&home, key);
        assert_eq!((&jwk["crv"], &jwk["kty"]), (&json!(name), &json!("OKP")));
        assert_eq!(jwk["d"], base64(&seed));
        let members: Vec<&String> = jwk.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["crv", "d", "kid", "kty", "x"]);

        let object = home.collab(["export", "pkcs8", "--json", "--key", key]).stdout_any().run();
        assert_eq!(
            object.json(),
            json!({
                "name": "alice",
                "identity": ALICE.identity,
                "format": "pkcs8",
                "key": key,
                "private_key": text,
            })
        );
    }
}

#[test]
fn the_private_key_of_the_identity_is_not_exported() {
    let home = Home::of(&[&ALICE]);
    for form in ["pkcs8", "jwk"] {
        home.collab(["export", form, "--key", "identity"])
            .refused(2, "\"identity\" is no value for `--key`", "it can be login, encryption")
            .run();
        home.collab(["export", form]).status(2).stderr_any().run();
    }
    let secret = base64(&seed(&ALICE, "collab/v1/identity/ed25519"));
    for (key, _, _) in KEYS {
        assert_ne!(jwk(&home, key)["d"], secret);
    }
}

#[test]
fn a_file_is_its_owners_and_one_that_is_there_stays() {
    let home = Home::of(&[&ALICE]);
    let path = home.at("key.pem");
    home.collab(["export", "pkcs8", "--key", "login", "-o", "key.pem"])
        .stderr(
            "The private login key of alice is in \"key.pem\". Whoever can read it has that key.\n",
        )
        .keystore_unchanged()
        .run();
    assert_eq!(mode(&path), 0o600);
    let written = fs::read_to_string(&path).expect("a file");
    home.collab(["export", "pkcs8", "--key", "login", "-o", "-"]).stdout(&written).run();
    fs::write(&path, "mine").expect("ours");
    home.collab(["export", "pkcs8", "--key", "login", "-o", "key.pem"])
        .refused(
            1,
            "\"key.pem\" is there already, and is left as it is",
            "name another file, or replace this one with `--force`",
        )
        .run();
    assert_eq!(fs::read_to_string(&path).expect("a file"), "mine");
    let replaced = home.collab(["export", "jwk", "--key", "login", "-o", "key.pem", "--force"]);
    let object = replaced.arg("--json").stdout_any().run().json();
    assert_eq!((&object["file"], &object["private_key"]), (&json!("key.pem"), &Value::Null));
    assert_eq!(mode(&path), 0o600);
    assert!(fs::read_to_string(&path).expect("a file").ends_with("}\n"));
}

#[test]
fn a_locked_keystore_is_opened_for_it() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    home.holds_nothing_new(&["export", "jwk", "--key", "login"]);
    home.holds_nothing_new(&["export", "jwk", "--key", "login", "-o", "file"]);
    assert!(!home.at("file").exists());
    home.collab(["export", "jwk", "--key", "login"])
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .stdout_any()
        .run();
    let whoami = home.collab(["whoami", "--format", "jwk"]).stdout_any().stderr(NOT_VERIFIED);
    assert!(!whoami.run().stdout.contains("\"d\""));
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_key_is_shown_in_private() {
    let home = Home::of(&[&ALICE]);
    for form in ["pkcs8", "jwk"] {
        let run = home.collab(["export", form, "--key", "login"]).env("TERM", "xterm-256color");
        let text = home.collab(["export", form, "--key", "login"]).stdout_any().run().stdout;
        let mut pty = Pty::start(&run.command(), (80, 24));
        pty.sees("Enter to leave:");
        assert!(pty.is_in_private());
        let secret: String = text.lines().nth(usize::from(form == "pkcs8")).into_iter().collect();
        let squeezed: String = pty.contents().split_whitespace().collect();
        assert!(squeezed.contains(&secret), "{}", pty.contents());
        let ended = pty.enters("").ends().with(0);
        assert_eq!(ended.left.trim(), "");
    }
}

#[test]
fn openssl_reads_the_keys_and_signs_with_the_login_key() {
    if !has("openssl", &["version"]) {
        return;
    }
    let home = Home::of(&[&ALICE]);
    for (key, _, _) in KEYS {
        let file = format!("{key}.pem");
        home.collab(["export", "pkcs8", "--key", key, "-q", "-o", &file]).run();
        let der = good(openssl(&home, &["pkey", "-in", &file, "-pubout", "-outform", "DER"]));
        assert_eq!(jwk(&home, key)["x"], base64(&der[der.len() - 32..]), "{key}");
    }
    home.file("message", "a message");
    good(openssl(&home, &["pkey", "-in", "login.pem", "-pubout", "-out", "public.pem"]));
    let sign = ["pkeyutl", "-sign", "-rawin", "-inkey", "login.pem", "-in", "message", "-out", "s"];
    good(openssl(&home, &sign));
    let verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "public.pem"];
    let verify = [&verify[..], &["-in", "message", "-sigfile", "s"]].concat();
    good(openssl(&home, &verify));
    home.file("message", "another message");
    assert!(!openssl(&home, &verify).status.success());

    // The public half of the identity.
    let pem = home.collab(["whoami", "--format", "pem"]).stdout_any().run().stdout;
    home.file("identity.pem", pem);
    let der = openssl(&home, &["pkey", "-pubin", "-in", "identity.pem", "-outform", "DER"]);
    let der = good(der);
    let hex = base16ct::lower::encode_string(&der[der.len() - 32..]);
    assert_eq!(hex, ALICE.public_key);
}

/// Reads the exported forms and compares each with each other.
const PYCA: &str = r#"
import base64, hashlib, json, sys
from cryptography.hazmat.primitives import serialization as s

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

for key in "login", "encryption":
    private = s.load_pem_private_key(open(key + ".pem", "rb").read(), None)
    raw = private.private_bytes(s.Encoding.Raw, s.PrivateFormat.Raw, s.NoEncryption())
    public = private.public_key().public_bytes(s.Encoding.Raw, s.PublicFormat.Raw)
    jwk = json.load(open(key + ".jwk"))
    assert (jwk["d"], jwk["x"]) == (b64(raw), b64(public)), key
    thumb = {name: jwk[name] for name in ("crv", "kty", "x")}
    text = json.dumps(thumb, separators=(",", ":"), sort_keys=True)
    assert jwk["kid"] == b64(hashlib.sha256(text.encode()).digest()), key
    pem = private.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    assert pem == open(key + ".pem", "rb").read(), key

login = s.load_pem_private_key(open("login.pem", "rb").read(), None)
line = login.public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH)
assert open("line", "rb").read() == line + b" alice login\n"
for name, passphrase in ("plain", None), ("locked", sys.argv[1].encode()):
    key = s.load_ssh_private_key(open(name, "rb").read(), passphrase)
    assert key.public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH) == line
identity = s.load_pem_public_key(open("identity.pem", "rb").read())
assert identity.public_bytes(s.Encoding.Raw, s.PublicFormat.Raw).hex() == sys.argv[2]
print("good")
"#;

#[test]
fn pyca_reads_every_form() {
    let Some(python) = python_with("bcrypt, cryptography") else { return };
    let home = Home::of(&[&ALICE]);
    for (key, _, _) in KEYS {
        for (form, ending) in [("pkcs8", "pem"), ("jwk", "jwk")] {
            let file = format!("{key}.{ending}");
            home.collab(["export", form, "--key", key, "-q", "-o", &file]).run();
        }
    }
    home.file("new", PASSPHRASE);
    home.collab(["ssh", "export", "plain", "-q", "--no-passphrase"]).run();
    home.collab(["ssh", "export", "locked", "-q", "--new-passphrase-file", "new"]).run();
    for (file, arguments) in
        [("line", &["ssh"][..]), ("identity.pem", &["whoami", "--format", "pem"])]
    {
        home.file(file, home.collab(arguments).stdout_any().run().stdout);
    }
    let mut python = Command::new(python);
    python.args(["-c", PYCA, PASSPHRASE, ALICE.public_key]).current_dir(home.path());
    assert_eq!(good(python.output().expect("it runs")), b"good\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_goes_into_no_pipe_that_somebody_else_made() {
    if !crate::support::collab::is_root() {
        return crate::support::collab::skip("only root can make the pipes of other users");
    }
    let home = Home::of(&[&ALICE]);
    let pipe = home.at("pipe");
    crate::support::collab::make_fifo(&pipe);
    std::os::unix::fs::chown(&pipe, Some(1000), None).expect("root may");
    let mut reader = Command::new("cat").arg(&pipe).stdout(std::process::Stdio::piped()).spawn();
    let refused = home.collab(["export", "age", "-o", "pipe"]).status(1).stderr_any().run();
    assert!(refused.stderr.contains("is a pipe that another user made"), "{}", refused.stderr);
    let read = reader.as_mut().expect("cat").wait().expect("it ends");
    assert!(read.success());
}
