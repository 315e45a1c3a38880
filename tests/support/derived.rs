//! The keys of a code, derived independently of the library, so that keys which it never releases
//! can be searched for.

use hkdf::Hkdf;
use sha2::Sha256;

/// The derivation label of the identity's private key.
pub(crate) const IDENTITY: &str = "collab/v1/identity/ed25519";

/// Returns the key that is derived from a code with this label.
pub(crate) fn derived(digits: &str, label: &str) -> [u8; 32] {
    let hkdf = Hkdf::<Sha256>::new(Some(b"collab backup code v1"), digits.as_bytes());
    let mut key = [0; 32];
    hkdf.expand(label.as_bytes(), &mut key).expect("a short key");
    key
}
