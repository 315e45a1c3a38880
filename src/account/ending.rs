//! The end of an identity, as a person types it from the paper.

use std::str::FromStr;

use super::{Identity, WrittenIdentity};

/// The last characters of an identity, or all of them. Case is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The characters in lower case, without blanks.
    folded: String,
    /// The whole identity, if that was typed.
    whole: Option<WrittenIdentity>,
}

/// The error that a text can't be the end of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndingError {
    /// It has fewer than [`Ending::FEWEST`] characters.
    #[error("too short")]
    Short,
    /// It has a character that no identity has.
    #[error("not an identity's characters")]
    Characters,
}

impl Ending {
    /// The fewest characters that are asked for.
    pub const FEWEST: usize = 6;

    /// The characters that a paper written by hand carries: enough for every search, also for five
    /// unreadable boxes.
    pub const ON_PAPER: usize = 8;

    /// Returns the number of characters typed.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether nothing was typed; always false.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether the whole identity was typed.
    pub fn is_whole(&self) -> bool {
        self.whole.is_some()
    }

    /// Whether an identity ends with these characters.
    pub fn matches(&self, identity: &Identity) -> bool {
        match &self.whole {
            Some(whole) => whole.agrees_with(identity) != super::Agreement::None,
            None => folded(&identity.to_string()).ends_with(&self.folded),
        }
    }
}

impl FromStr for Ending {
    type Err = EndingError;

    fn from_str(text: &str) -> Result<Self, EndingError> {
        let text: String = text.split_whitespace().collect();
        let text = text.trim_start_matches('…');
        let folded = folded(text.strip_prefix("did:key:").unwrap_or(text));
        let is_whole = folded.starts_with("z6mk") && folded.len() >= Identity::LENGTH - 12;
        let whole = WrittenIdentity::new(text).filter(|_| is_whole);
        if whole.is_some() {
            return Ok(Self { folded, whole });
        }
        if folded.is_empty() || !folded.chars().all(is_folded_base58) {
            return Err(EndingError::Characters);
        }
        if folded.len() < Self::FEWEST {
            return Err(EndingError::Short);
        }
        Ok(Self { folded, whole: None })
    }
}

/// Returns a text in lower case. Base58 has no 0, so a 0 is taken for an o.
fn folded(text: &str) -> String {
    text.to_ascii_lowercase().replace('0', "o")
}

/// Whether a character of base58 folds to this one.
fn is_folded_base58(c: char) -> bool {
    matches!(c, '1'..='9' | 'a'..='z')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(text: &str) -> Result<Ending, EndingError> {
        text.parse()
    }

    #[test]
    fn the_end_matches_in_any_case_and_spacing() {
        let identity = Identity::from_public_key([7; 32]);
        let text = identity.to_string();
        for length in Ending::FEWEST..=48 {
            let end = &text[text.len() - length..];
            let typed =
                [end.to_owned(), end.to_uppercase(), end.to_lowercase(), format!(" {end} ")];
            for typed in typed.map(|typed| ending(&typed).expect("an ending")) {
                assert!(typed.matches(&identity), "{end}");
                assert!(!typed.matches(&Identity::from_public_key([8; 32])), "{end}");
            }
        }
        let whole = ending(&text).expect("the whole line");
        assert!(whole.is_whole() && whole.matches(&identity));
    }

    #[test]
    fn other_texts_are_told_apart() {
        assert_eq!(ending("abcde"), Err(EndingError::Short));
        for text in ["", "  ", "yes!", "ab cd-e", "äöüäöü"] {
            assert_eq!(ending(text), Err(EndingError::Characters), "{text:?}");
        }
    }
}
