//! A code in both implementations of signatures, each verified by the other.

use std::fs;
use std::path::Path;

use collab::code::BackupCode;
use collab::derivation::keys;
use collab::signing::{sign, verify};
use collab::sshsig::{Hash, Namespace};

use super::derived::{IDENTITY, derived};
use super::keygen::{ssh_keygen, write_key};

/// Signs a message with a code's identity, here and with ssh-keygen, and has each signature
/// verified by the other. The signatures are identical, byte for byte.
pub(crate) fn both_ways(folder: &Path, code: &BackupCode, message: &[u8], hash: Hash) {
    let key = keys(code).identity;
    let name = hash.name();
    let ours = sign(&key, &Namespace::FILE, hash, &mut &*message).expect("read").armor();

    write_key(&folder.join("key"), &derived(code.canonical_text().expose(), IDENTITY));
    let hash = format!("hashalg={name}");
    let theirs =
        ssh_keygen(folder, &["-q", "-Y", "sign", "-n", "file", "-O", &hash, "-f", "key"], message);
    assert!(theirs.is_good, "{}", theirs.stderr);
    assert_eq!(String::from_utf8_lossy(&theirs.stdout), ours, "{name}");
    verify(&theirs.stdout, &Namespace::FILE, &key.identity(), &mut &*message).expect("good");

    let did = key.identity().to_string();
    fs::write(folder.join("signers"), format!("{did} {}\n", key.identity().ssh())).expect("a file");
    fs::write(folder.join("ours.sig"), &ours).expect("a file");
    let verdict = ssh_keygen(
        folder,
        &["-Y", "verify", "-n", "file", "-f", "signers", "-I", &did, "-s", "ours.sig"],
        message,
    );
    assert!(verdict.is_good, "{}", verdict.stderr);
}
