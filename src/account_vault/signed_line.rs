//! The plaintext of a vault: a line, the signature of its owner, and padding.

use crate::account::Identity;
use crate::identity_key::IdentityKey;
use crate::secret::SecretBytes;
use crate::signing;
use crate::sshsig::{Hash, Namespace, Signature};

/// The length of a plaintext is a multiple of this, in bytes.
const BLOCK: usize = 4096;
/// An upper bound for the armor of a signature, in bytes. A test has it.
const ROOM_OF_ARMOR: usize = 512;

/// Returns the plaintext with this line, signed.
pub(super) fn sign(line: &SecretBytes, key: &IdentityKey) -> SecretBytes {
    let line = line.expose();
    let room = (line.len() + 1 + ROOM_OF_ARMOR).next_multiple_of(BLOCK);
    // It never grows: nobody would wipe what it outgrew.
    let mut plain = SecretBytes::new(Vec::with_capacity(room));
    let out = plain.expose_mut();
    out.extend_from_slice(line);
    out.push(b'\n');
    let signature = signing::sign(key, &Namespace::VAULT, Hash::Sha512, &mut out.as_slice())
        .expect("memory can be read");
    out.extend_from_slice(signature.armor().as_bytes());
    out.resize(out.len().next_multiple_of(BLOCK), b'\n');
    plain
}

/// Returns the line of a plaintext, without its end, if this identity signed it and the plaintext has
/// nothing else.
pub(super) fn verified<'p>(plain: &'p [u8], signer: &Identity) -> Option<&'p [u8]> {
    let end = plain.iter().position(|byte| *byte == b'\n')?;
    let (message, armor) = plain.split_at(end + 1);
    let signature = Signature::from_armor(armor.trim_ascii_end()).ok()?;
    let found = signing::signer(&signature, &Namespace::VAULT, &mut &*message).ok()?;
    // The one encoding: what was read is written again.
    let rest = armor.strip_prefix(signature.armor().as_bytes())?;
    let is_padding = rest.iter().all(|byte| *byte == b'\n') && rest.len() < BLOCK;
    let is_it = found == *signer
        && signature.hash() == Hash::Sha512
        && is_padding
        && plain.len().is_multiple_of(BLOCK);
    is_it.then_some(&plain[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::BackupCode;
    use crate::derivation::keys;

    #[test]
    fn the_buffer_never_grows() {
        let key = keys(&BackupCode::generate().expect("randomness")).identity;
        for length in [0, 1, BLOCK - 1, BLOCK, 100_000] {
            let line = SecretBytes::new(vec![b'x'; length]);
            let plain = sign(&line, &key);
            let room = (length + 1 + ROOM_OF_ARMOR).next_multiple_of(BLOCK);
            assert!(plain.expose().len() <= room);
            assert_eq!(verified(plain.expose(), &key.identity()), Some(line.expose().as_slice()));
        }
    }
}
