//! The identity that `--expect` pins.

use std::str::FromStr;

use super::{Identity, IdentityError};

/// An expected identity: whole, or pinned by its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpectedIdentity {
    /// The whole identity.
    Whole(Identity),
    /// The beginning: [`Identity::PREFIX`] and at least 16 more characters.
    Beginning(String),
}

impl ExpectedIdentity {
    /// The fewest characters of a beginning after [`Identity::PREFIX`].
    const FEWEST_PINNED: usize = 16;
    /// The most characters that differ in a mistyped identity.
    const MOST_SLIPS: usize = 2;

    /// Whether this is the expected identity.
    pub fn matches(&self, identity: &Identity) -> bool {
        match self {
            Self::Whole(whole) => whole == identity,
            Self::Beginning(beginning) => identity.to_string().starts_with(beginning),
        }
    }

    /// Returns the number of characters in which this differs from an identity, if they are so few
    /// that this is a mistyped form of it. Two identities agree so far by accident with probability
    /// less than 10^-20.
    pub fn slips(&self, identity: &Identity) -> Option<usize> {
        let actual = identity.to_string();
        let expected = match self {
            Self::Whole(whole) => whole.to_string(),
            Self::Beginning(beginning) => beginning.clone(),
        };
        let slips = |expected: &str, actual: &str| {
            expected.chars().zip(actual.chars()).filter(|(a, b)| a != b).count()
        };
        let as_hex = match self {
            Self::Whole(whole) => slips(&whole.hex(), &identity.hex()),
            Self::Beginning(_) => usize::MAX,
        };
        let fewest = slips(&expected, &actual).min(as_hex);
        let fewest = if lacks_one(&expected, &actual) { 1 } else { fewest };
        (1..=Self::MOST_SLIPS).contains(&fewest).then_some(fewest)
    }

    /// Returns what is wrong with a text that begins as an identity and is none; `None` if it does
    /// not begin so.
    pub fn mistake(text: &str) -> Option<String> {
        let text = text.trim();
        let base58 = text.strip_prefix("did:key:").unwrap_or(text);
        if !base58.starts_with("z6Mk") {
            return None;
        }
        let never = base58.chars().find(|c| !is_base58(*c));
        let too_many = (base58.len() + "did:key:".len()).saturating_sub(Identity::LENGTH);
        Some(match (never, too_many) {
            (Some(c @ ('0' | 'O' | 'I' | 'l')), _) => format!("no identity has the character {c}"),
            (Some(_), _) => String::from("it has a character that no identity has"),
            (None, 0) => String::from("it is too short"),
            (None, 1) => String::from("it has a character too many"),
            (None, more) => format!("it has {more} characters too many"),
        })
    }

    /// Returns the number of characters of the identity that are compared.
    pub fn compared(&self) -> usize {
        match self {
            Self::Whole(_) => Identity::LENGTH,
            Self::Beginning(beginning) => beginning.len(),
        }
    }

    /// Whether the whole identity was given.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

impl FromStr for ExpectedIdentity {
    type Err = IdentityError;

    /// Reads the forms of one line that `whoami` prints, with or without blanks around it:
    /// `did:key:z6Mk…`, the bare `z6Mk…`, 64 hexadecimal digits, or an `ssh-ed25519` line with any
    /// comment. The first two may be cut off after 16 characters.
    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let text = text.trim();
        if text.starts_with("ssh-") {
            return Identity::from_ssh(text).map(Self::Whole);
        }
        if text.len() == 64 {
            return Identity::from_hex(text.to_ascii_lowercase().as_bytes()).map(Self::Whole);
        }
        let base58 = text.strip_prefix("did:key:").unwrap_or(text);
        let pinned = base58.strip_prefix("z6Mk").ok_or(IdentityError)?;
        let whole = format!("did:key:{base58}");
        if whole.len() >= Identity::LENGTH {
            whole.parse().map(Self::Whole)
        } else if pinned.len() >= Self::FEWEST_PINNED && pinned.chars().all(is_base58) {
            Ok(Self::Beginning(whole))
        } else {
            Err(IdentityError)
        }
    }
}

/// Whether a text is a whole identity without one of its characters.
fn lacks_one(text: &str, whole: &str) -> bool {
    let same = text.bytes().zip(whole.bytes()).take_while(|(a, b)| a == b).count();
    text.len() + 1 == whole.len() && text.is_ascii() && text[same..] == whole[same + 1..]
}

fn is_base58(c: char) -> bool {
    c.is_ascii_alphanumeric() && !"0OIl".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_an_identity_is_named() {
        let whole = "did:key:z6MkwVrYdxZiYAVNnSd4fzQh8wufQZ9LXkbyBCRT7QnHRBaR";
        let identity: Identity = whole.parse().expect("an identity");
        for (text, mistake) in [
            (whole.replacen("Vr", "VVr", 1), "it has a character too many"),
            (whole.replacen("Vr", "Vl", 1), "no identity has the character l"),
            (String::from("z6MkwVr"), "it is too short"),
            (whole.replacen("Vr", "V-", 1), "it has a character that no identity has"),
        ] {
            assert!(text.parse::<ExpectedIdentity>().is_err(), "{text}");
            assert_eq!(ExpectedIdentity::mistake(&text).as_deref(), Some(mistake));
        }
        assert_eq!(ExpectedIdentity::mistake("release"), None);
        for at in "did:key:z6Mk".len()..whole.len() - 1 {
            let mut lacking = whole.to_owned();
            lacking.remove(at);
            let expected: ExpectedIdentity = lacking.parse().expect("a beginning");
            assert!(!expected.matches(&identity), "{at}");
            assert_eq!(expected.slips(&identity), Some(1), "{at}");
        }
    }

    #[test]
    fn a_beginning_pins_with_16_characters() {
        let identity = Identity::from_public_key([9; 32]);
        let text = identity.to_string();
        for length in 0..=text.len() {
            for start in [0, "did:key:".len().min(length)] {
                let expected = text[start..length].parse::<ExpectedIdentity>();
                let enough = length >= Identity::PREFIX.len() + 16;
                assert_eq!(expected.is_ok(), enough, "{length}");
                if let Ok(expected) = expected {
                    assert_eq!(expected.compared(), length);
                    assert!(expected.matches(&identity));
                    assert!(!expected.matches(&Identity::from_public_key([8; 32])));
                    assert_eq!(expected.is_whole(), length == text.len());
                }
            }
        }
    }

    #[test]
    fn one_or_two_wrong_characters_are_slips_of_typing() {
        let identity = Identity::from_public_key([9; 32]);
        let slips = |text: &str| text.parse::<ExpectedIdentity>().expect("one").slips(&identity);
        let mistyped = |text: String, places: &[usize]| {
            let mut chars: Vec<char> = text.chars().collect();
            for &at in places {
                chars[at] = if chars[at] == '2' { '3' } else { '2' };
            }
            chars.into_iter().collect::<String>()
        };
        let text = identity.to_string();
        assert_eq!(slips(&text), None, "it is the same");
        assert_eq!(slips(&mistyped(text.clone(), &[40])), Some(1));
        assert_eq!(slips(&mistyped(text.clone(), &[30, 40])), Some(2));
        assert_eq!(slips(&mistyped(text.clone(), &[30, 35, 40])), None);
        assert_eq!(slips(&mistyped(text[..40].to_owned(), &[20])), Some(1));
        assert_eq!(slips(&mistyped(identity.hex(), &[7])), Some(1));
        assert_eq!(slips(&Identity::from_public_key([8; 32]).to_string()), None);
    }

    #[test]
    fn every_printed_form_counts_as_whole() {
        let identity = Identity::from_public_key([9; 32]);
        let text = identity.to_string();
        let forms = [
            text.clone(),
            text["did:key:".len()..].to_owned(),
            identity.hex(),
            identity.hex().to_uppercase(),
            identity.ssh(),
            format!("{} maria", identity.ssh()),
        ];
        for form in forms {
            for around in ["", " ", "\n", "\r\n", "\t"] {
                let expected = format!("{around}{form}{around}").parse();
                assert_eq!(expected, Ok(ExpectedIdentity::Whole(identity)), "{form:?}");
            }
        }
    }

    #[test]
    fn other_texts_pin_nothing() {
        let identity = Identity::from_public_key([9; 32]);
        let (text, hex, ssh) = (identity.to_string(), identity.hex(), identity.ssh());
        let misread = text[..40].replace('z', "O");
        let long = format!("{text}1");
        for bad in ["", "did:key:", "z6Mk", &hex[1..], &ssh[..40], &misread, &long, "ssh-ed25519"] {
            assert_eq!(bad.parse::<ExpectedIdentity>(), Err(IdentityError), "{bad}");
        }
    }
}
