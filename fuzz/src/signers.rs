//! Allowed-signers files: every line is read or reported, and no line takes back the grant of
//! another.
//!
//! - Each line that is not a comment is either read or among the unreadable ones.
//! - A grant holds for its line alone, and in every file with that line.
//! - The line that grants holds the key, and its principals match the requested one.
//! - Line ends and a byte-order mark make no difference.

use std::time::{Duration, SystemTime};

use base64ct::{Base64, Encoding as _};
use collab::allowed_signers::AllowedSigners;
use collab::ssh_wire::PublicKey;

/// The key to look for.
pub const KEY: PublicKey = PublicKey::from_bytes([7; 32]);

const PRINCIPALS: [Option<&str>; 3] = [None, Some("maria@example.com"), Some("did:key:z6Mk")];
const NAMESPACES: [&str; 2] = ["file", "git"];

/// Returns the years 1970, 2026 and 9999.
fn times() -> [SystemTime; 3] {
    [0, 1_769_860_800, 253_402_300_799].map(|s| SystemTime::UNIX_EPOCH + Duration::from_secs(s))
}

/// Returns every verdict of a file, in words.
fn verdicts(signers: &AllowedSigners) -> Vec<String> {
    let mut all = Vec::new();
    for principal in PRINCIPALS {
        for namespace in NAMESPACES {
            for at in times() {
                let verdict = signers.judge(&KEY.blob(), namespace, principal, at);
                all.push(format!("{verdict:?}"));
            }
        }
    }
    all
}

/// Checks every promise on these bytes.
pub fn check(bytes: &[u8]) {
    let signers = AllowedSigners::read(bytes);
    let verdicts = self::verdicts(&signers);
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let without_end = |line: &'_ [u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    for (number, _) in signers.unread() {
        let line = without_end(lines[number - 1]);
        let first = line.iter().find(|byte| !b" \t".contains(byte));
        assert!(first.is_some_and(|first| *first != b'#'));
    }

    let mut windows = Vec::new();
    for line in &lines {
        windows.extend([without_end(line), b"\r\n".to_vec()].concat());
    }
    assert_eq!(self::verdicts(&AllowedSigners::read(&windows)), verdicts, "stored otherwise");

    let key = Base64::encode_string(&KEY.blob());
    for principal in PRINCIPALS {
        for at in times() {
            let Ok(allowed) = signers.judge(&KEY.blob(), "file", principal, at) else { continue };
            let line = lines[allowed.line - 1];
            assert!(line.windows(key.len()).any(|part| part == key.as_bytes()), "another key");
            let alone = AllowedSigners::read(line);
            assert!(alone.judge(&KEY.blob(), "file", principal, at).is_ok(), "not by itself");
            let among = [&b"nonsense\n"[..], line, b"\n", bytes].concat();
            let among = AllowedSigners::read(&among);
            let again = among.judge(&KEY.blob(), "file", principal, at).map(|it| it.line);
            assert_eq!(again, Ok(2), "taken back");
        }
    }
}
