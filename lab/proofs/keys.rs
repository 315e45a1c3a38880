//! The keys of random codes in common programs: each program reads the exported keys and finds the
//! same public half, and each side opens the other's files and verifies its signatures.

use std::fs;
use std::path::Path;

use collab::age::{self, PrivateKey as AgeKey};
use collab::code::EntropyError;
use collab::derivation::{Keys, keys};
use collab::key_forms::{Algorithm, PrivateKey};
use collab::openssh_key;
use collab::ssh_wire::PublicKey;
use collab::sshsig::Hash;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::proof::{codes, prove, share_of};
use crate::slips::Generator;
use crate::support::collab::{python_with, set_mode};
use crate::support::keygen::{ran, ssh_keygen};
use crate::support::signatures::both_ways;
use crate::work::{say, seed};

/// The number of codes, and the share that runs by default.
const CODES: u32 = 1_000;
const LEAST: u32 = 20;

/// Returns the stdout of a program, which must succeed.
fn printed(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let ran = ran(program, folder, arguments, input);
    assert!(ran.is_good, "{program} {arguments:?}: {}", ran.stderr);
    ran.stdout
}

/// Writes a file that only its owner may read.
fn keep(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::write(path, bytes).expect("a file");
    set_mode(path, 0o600);
}

/// Checks that openssl reads both keys, and signs with the login key.
fn in_openssl(folder: &Path, keys: &Keys, message: &[u8]) {
    for (file, algorithm, bytes) in [
        ("login.pem", Algorithm::Ed25519, &keys.login),
        ("encryption.pem", Algorithm::X25519, &keys.encryption),
    ] {
        let key = PrivateKey::new(algorithm, bytes);
        keep(&folder.join(file), key.pkcs8_pem().expose());
        let arguments = ["pkey", "-in", file, "-pubout", "-outform", "DER"];
        assert_eq!(printed(folder, "openssl", &arguments, b""), key.public().spki());
    }
    keep(&folder.join("message"), message);
    let sign = ["pkeyutl", "-sign", "-rawin", "-inkey", "login.pem", "-in", "message"];
    let signature = printed(folder, "openssl", &sign, b"");
    let signature = Signature::from_slice(&signature).expect("64 bytes");
    let key = VerifyingKey::from_bytes(&keys.public().login).expect("a key");
    key.verify_strict(message, &signature).expect("good");
}

/// Checks that ssh-keygen reads the login key, and prints the same public key.
fn in_ssh_keygen(folder: &Path, keys: &Keys) {
    keep(&folder.join("login"), openssh_key::plain(&keys.login, "login").expose());
    let public = PublicKey::from_bytes(keys.public().login);
    let line = public.line("login");
    let read = ssh_keygen(folder, &["-y", "-f", "login"], b"");
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), line, "{}", read.stderr);
    keep(&folder.join("login.pub"), format!("{line}\n"));
    let shown = ssh_keygen(folder, &["-l", "-f", "login.pub"], b"");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains(&public.fingerprint()), "{shown}");
}

/// Checks that age's files are decrypted here, and ours by age.
fn in_age(folder: &Path, keys: Keys, message: &[u8]) {
    let key = AgeKey::from_bytes(keys.encryption);
    keep(&folder.join("identity"), key.text().expose());
    let recipient = key.recipient().to_string();
    let found = printed(folder, "age-keygen", &["-y", "identity"], b"");
    assert_eq!(String::from_utf8_lossy(&found).trim_end(), recipient);

    let theirs = printed(folder, "age", &["-r", &recipient], message);
    let mut opened = Vec::new();
    age::decrypt(&[AgeKey::read(key.text().expose()).expect("a key")], &*theirs, &mut opened)
        .expect("it is for us");
    assert_eq!(opened, message);

    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    let mut ours = Vec::new();
    age::encrypt(&[key.recipient()], &mut entropy, &mut &*message, &mut ours).expect("written");
    assert_eq!(printed(folder, "age", &["-d", "-i", "identity"], &ours), message);
}

#[test]
fn the_keys_of_random_codes_are_the_same_everywhere() {
    const NAME: &str = "keys of random codes, in openssl, ssh-keygen and age";
    let codes = codes(NAME, share_of(CODES).max(LEAST));
    let count = u32::try_from(codes.len()).expect("few");
    prove(NAME, count, |case| {
        let code = &codes[usize::try_from(case).expect("an index")];
        let keys = keys(code);
        let mut generator = Generator::of(seed(), "files", case);
        let message: Vec<u8> = (0..generator.below(5_000)).map(|it| it.to_le_bytes()[0]).collect();
        let folder = tempfile::tempdir().expect("a folder");
        in_openssl(folder.path(), &keys, &message);
        in_ssh_keygen(folder.path(), &keys);
        in_age(folder.path(), keys, &message);
        for hash in Hash::ALL {
            both_ways(folder.path(), code, &message, hash);
        }
        "agreed"
    });
}

/// Reads a line of key forms for each code, and compares the public keys and a signature.
const PYCA: &str = "
import sys
from cryptography.hazmat.primitives import serialization as s

raw = lambda key: key.public_bytes(s.Encoding.Raw, s.PublicFormat.Raw).hex()
count = 0
for line in sys.stdin:
    login, encryption, openssh, public, recipient, signature = line.split()
    key = s.load_der_private_key(bytes.fromhex(login), None)
    assert raw(key.public_key()) == public
    assert key.sign(b'a message').hex() == signature
    key = s.load_ssh_private_key(bytes.fromhex(openssh), None)
    assert raw(key.public_key()) == public
    key = s.load_der_private_key(bytes.fromhex(encryption), None)
    assert raw(key.public_key()) == recipient
    count += 1
print(count)
";

#[test]
fn python_reads_the_keys_of_random_codes() {
    const NAME: &str = "keys of random codes, in Python";
    let Some(python) = python_with("bcrypt, cryptography") else { return };
    let hex = |bytes: &[u8]| base16ct::lower::encode_string(bytes);
    let count = share_of(CODES).max(LEAST);
    let mut lines = String::new();
    for code in codes(NAME, count) {
        let keys = keys(&code);
        let signature = SigningKey::from_bytes(keys.login.expose()).sign(b"a message");
        let forms = [
            hex(PrivateKey::new(Algorithm::Ed25519, &keys.login).pkcs8().expose()),
            hex(PrivateKey::new(Algorithm::X25519, &keys.encryption).pkcs8().expose()),
            hex(openssh_key::plain(&keys.login, "").expose().as_bytes()),
            hex(&keys.public().login),
            hex(&keys.public().encryption),
            hex(&signature.to_bytes()),
        ];
        lines.push_str(&forms.join(" "));
        lines.push('\n');
    }
    let folder = tempfile::tempdir().expect("a folder");
    let read = printed(folder.path(), &python.to_string_lossy(), &["-c", PYCA], lines.as_bytes());
    assert_eq!(String::from_utf8_lossy(&read).trim_end(), count.to_string());
    say(&format!("{NAME}: {count} read, and signed alike"));
}
