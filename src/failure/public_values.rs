//! Public values in a text: identities, recipients, fingerprints and SSH keys. A person has to
//! compare them with others, so a message shows them whole, with all their digits.

use base64ct::{Base64Unpadded, Encoding as _};

use crate::account::Identity;
use crate::age::Recipient;

/// The lengths of a fingerprint after `SHA256:` and of an Ed25519 SSH key, in characters of base64.
const FINGERPRINT: usize = 43;
const SSH_KEY: usize = 68;
/// The beginning of every Ed25519 SSH key in base64.
const BEGINNING: &str = "AAAAC3NzaC1lZDI1NTE5AAAAI";

/// A part of a text: a public value, or the text between two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Public(&'t str),
    Other(&'t str),
}

/// Splits a text into its parts, in order.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut begins = 0;
    let mut at = 0;
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || ":+/=_-".contains(c))) {
        let end = at + word.len();
        if is_public(word) {
            parts.push(Part::Other(&text[begins..at]));
            parts.push(Part::Public(word));
            begins = end;
        }
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    parts.push(Part::Other(&text[begins..]));
    parts
}

/// Whether a word is a complete public value.
pub(super) fn is_public(word: &str) -> bool {
    let word = word.strip_prefix("key::").unwrap_or(word);
    let is_identity = || {
        let bare = word.strip_prefix("did:key:").unwrap_or(word);
        bare.starts_with("z6Mk") && format!("did:key:{bare}").parse::<Identity>().is_ok()
    };
    let is_fingerprint = || {
        let hash = word.strip_prefix("SHA256:").filter(|hash| hash.len() == FINGERPRINT);
        hash.is_some_and(|hash| {
            Base64Unpadded::decode_vec(hash).is_ok() && hash.contains(|c: char| !c.is_numeric())
        })
    };
    let is_ssh_key = || {
        word.len() == SSH_KEY
            && word.starts_with(BEGINNING)
            && Base64Unpadded::decode_vec(word).is_ok()
    };
    word == "ssh-ed25519" || is_identity() || is_recipient(word) || is_fingerprint() || is_ssh_key()
}

/// Whether a word is a recipient, valid or mistyped. No secret begins like one.
fn is_recipient(word: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 58..=66;
    word.parse::<Recipient>().is_ok()
        || word.strip_prefix("age1").is_some_and(|rest| {
            LENGTHS.contains(&word.len())
                && rest.contains(|c: char| c.is_ascii_alphabetic())
                && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh_wire::PublicKey;

    #[test]
    fn a_public_value_is_found_whole_among_words() {
        for seed in 0..=255 {
            let key = [seed; 32];
            let identity = Identity::from_public_key(key);
            let ssh = PublicKey::from_bytes(key);
            for word in [
                identity.to_string(),
                identity.to_string().replace("did:key:", ""),
                Recipient::from_public_key(key).to_string(),
                ssh.fingerprint(),
            ] {
                assert!(is_public(&word), "{word}");
                let text = format!("see \"{word}\", ä12345");
                let expected =
                    [Part::Other("see \""), Part::Public(&word), Part::Other("\", ä12345")];
                assert_eq!(parts(&text), expected);
            }
            let line = ssh.line("alice login");
            let kinds = parts(&line).into_iter().filter(|part| matches!(part, Part::Public(_)));
            assert_eq!(kinds.count(), 2, "{line}");
        }
    }

    #[test]
    fn a_possible_secret_never_counts_as_public() {
        let digits = "0".repeat(80);
        let digits = digits.as_str();
        for word in [
            digits,
            &format!("SHA256:{}", &digits[..43]),
            &format!("did:key:{}", &digits[..48]),
            &format!("age1{digits}"),
            "AGE-SECRET-KEY-1QQQQ",
            "5S14-DERN-0000",
            "",
        ] {
            assert!(!is_public(word), "{word}");
        }
    }
}
