//! The keys of a code, derived beside the library: what has no way out of it can be looked for.

use hkdf::Hkdf;
use sha2::Sha256;

/// The label of the identity's private key.
pub(crate) const IDENTITY: &str = "collab/v1/identity/ed25519";

/// The key that follows from a code under this label.
pub(crate) fn derived(digits: &str, label: &str) -> [u8; 32] {
    let hkdf = Hkdf::<Sha256>::new(Some(b"collab backup code v1"), digits.as_bytes());
    let mut key = [0; 32];
    hkdf.expand(label.as_bytes(), &mut key).expect("a short key");
    key
}
