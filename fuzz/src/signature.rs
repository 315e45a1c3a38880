//! Signatures: every text or blob is read as a signature or refused, and only signatures that the
//! key made are verified.
//!
//! - An accepted blob is written back as the same bytes, and so is its armor once it is ours.
//! - The armor reads the same with other line ends, a byte-order mark, and blank lines around it.
//! - A signature of the known message is verified only if it is, byte for byte, one that its key
//!   made.

use std::sync::LazyLock;

use collab::code::BackupCode;
use collab::derivation;
use collab::identity_key::IdentityKey;
use collab::signing::{sign, signer};
use collab::sshsig::{Hash, LONGEST_TEXT, Namespace, Signature};

/// The message that the signatures are verified against.
pub const MESSAGE: &[u8] = b"the message";

/// The key of the seeds' signatures.
pub static KEY: LazyLock<IdentityKey> = LazyLock::new(|| {
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    derivation::keys(&BackupCode::generate_from(&mut entropy).expect("a code")).identity
});

/// The only two valid signatures of the message.
pub static MADE: LazyLock<[Signature; 2]> = LazyLock::new(|| {
    Hash::ALL.map(|hash| sign(&KEY, &Namespace::FILE, hash, &mut &*MESSAGE).expect("read"))
});

/// Checks every promise on these bytes.
pub fn check(bytes: &[u8]) {
    if let Ok(signature) = Signature::from_blob(bytes) {
        assert_eq!(signature.blob(), bytes, "read and written differently");
        read(&signature);
    }
    let outcome = Signature::from_armor(bytes);
    assert_eq!(Signature::from_armor(bytes), outcome, "read twice, read differently");
    if let Ok(signature) = &outcome {
        assert!(bytes.len() <= LONGEST_TEXT);
        read(signature);
        let unix: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
        let windows = String::from_utf8_lossy(&unix).replace('\n', "\r\n").into_bytes();
        let without_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let framed = [b"\xef\xbb\xbf\n \n", without_mark, b"\n\n"].concat();
        for same in [windows, framed] {
            if same.len() <= LONGEST_TEXT {
                assert_eq!(&Signature::from_armor(&same), &outcome, "stored otherwise");
            }
        }
    }
}

fn read(signature: &Signature) {
    let armor = signature.armor();
    assert_eq!(Signature::from_armor(armor.as_bytes()).as_ref(), Ok(signature));
    assert!(armor.lines().all(|line| line.len() <= 70));
    assert!(!signature.namespace().is_empty());
    for namespace in [Namespace::FILE, Namespace::GIT] {
        if let Ok(signer) = signer(signature, &namespace, &mut &*MESSAGE) {
            assert!(MADE.contains(signature), "forged");
            assert_eq!((signer, namespace), (KEY.identity(), Namespace::FILE));
        }
    }
}
