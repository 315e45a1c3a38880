//! OpenSSH's ssh-keygen, and key files that it reads.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64ct::{Base64, Encoding as _};
use collab::ssh_wire::{PublicKey, Writer};
use ed25519_dalek::SigningKey;

/// Whether ssh-keygen is installed.
pub(crate) fn is_here() -> bool {
    Command::new("ssh-keygen")
        .arg("-?")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok()
}

/// The outcome of a run.
pub(crate) struct Ran {
    pub(crate) is_good: bool,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// Runs ssh-keygen in a folder with this standard input.
pub(crate) fn ssh_keygen(folder: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    ran("ssh-keygen", folder, arguments, input)
}

/// Runs any program in the same way.
pub(crate) fn ran(program: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    // The program may have refused its arguments and ended.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("it ends");
    Ran {
        is_good: output.status.success(),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Returns the public key of a seed.
pub(crate) fn public_key(seed: &[u8; 32]) -> PublicKey {
    PublicKey::from_bytes(SigningKey::from_bytes(seed).verifying_key().to_bytes())
}

/// Writes a private key file in OpenSSH's format (PROTOCOL.key), without a passphrase.
pub(crate) fn write_key(path: &Path, seed: &[u8; 32]) {
    let public = public_key(seed);
    let mut private = Vec::new();
    Writer::new(&mut private)
        .uint32(7)
        .uint32(7)
        .string(b"ssh-ed25519")
        .string(public.bytes())
        .strings(&[seed, public.bytes()])
        .string(b"");
    private.extend((1..).take(private.len().next_multiple_of(8) - private.len()));
    let mut blob = b"openssh-key-v1\0".to_vec();
    Writer::new(&mut blob)
        .string(b"none")
        .string(b"none")
        .string(b"")
        .uint32(1)
        .string(&public.blob())
        .string(&private);
    let text = format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
        Base64::encode_string(&blob)
    );
    std::fs::write(path, text).expect("a file");
    // ssh-keygen refuses a private key that others may read.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(path, mode).expect("it is ours");
}
