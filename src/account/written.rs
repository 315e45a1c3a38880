//! A written identity: an identity as it stands on a paper or in a text, possibly misread.
//!
//! It vouches for a code, since the person who wrote it beside the boxes knew which account they
//! open. A scanner, a photo or a hand changes some of its characters, so a few may differ. An
//! unrelated text agrees with an identity by accident with probability less than 10^-15.

use super::Identity;

/// The characters of a text that names an identity: `did:key:z6Mk…`, or `z6Mk…` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenIdentity(String);

/// The degree to which a written identity agrees with the identity of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// They are different identities.
    None,
    /// They are the same, except for characters that were misread, or an end that was torn off.
    Misread,
    /// They are the same.
    Exact,
}

/// The most characters that may be misread.
const MOST_MISREAD: usize = 4;
/// The fewest characters after `z6Mk` of an identity whose end was torn off. One more character may
/// be misread for each four above these.
const FEWEST_LEFT: usize = 16;

impl WrittenIdentity {
    /// Returns the identity that a text names, or `None` if too few of its characters are left to
    /// tell two identities apart.
    pub fn new(text: &str) -> Option<Self> {
        let written = Self(text.split_whitespace().collect());
        (base58_of(&written.0).len() >= "z6Mk".len() + FEWEST_LEFT).then_some(written)
    }

    /// Returns the text without blanks.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns the degree to which this agrees with `identity`.
    pub fn agrees_with(&self, identity: &Identity) -> Agreement {
        let actual = identity.to_string();
        if self.0 == actual || self.0 == base58_of(&actual) {
            return Agreement::Exact;
        }
        let (written, actual) = (folded(&self.0), folded(&actual));
        let left = written.len().min(actual.len()).saturating_sub("z6Mk".len() + FEWEST_LEFT);
        let bearable = MOST_MISREAD.min(1 + left / 4);
        if misread(&written, &actual) <= bearable { Agreement::Misread } else { Agreement::None }
    }
}

/// Returns the base58 part: the text after the last colon, which ends `did:key:` however that was
/// misread.
fn base58_of(text: &str) -> &str {
    text.rsplit_once(':').map_or(text, |(_, base58)| base58)
}

/// Returns the characters of a text with look-alikes folded into one.
fn folded(text: &str) -> Vec<char> {
    let fold = |c: char| match c.to_ascii_lowercase() {
        'o' | 'q' => '0',
        'l' | 'i' | '|' | '!' | 'j' => '1',
        'z' => '2',
        's' | '$' => '5',
        'b' => '8',
        'g' => '9',
        c => c,
    };
    base58_of(text).chars().map(fold).collect()
}

/// Returns the fewest characters that were changed, lost or added (Levenshtein distance), where the
/// end of the identity may be missing, or other text may follow it.
fn misread(written: &[char], actual: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=actual.len()).collect();
    let mut more_follows = usize::MAX;
    for (index, &c) in written.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (at, &other) in actual.iter().enumerate() {
            let changed = diagonal + usize::from(c != other);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(diagonal + 1).min(row[at] + 1);
        }
        more_follows = more_follows.min(row[actual.len()]);
    }
    let torn_off = row.into_iter().min().unwrap_or(usize::MAX);
    more_follows.min(torn_off)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agreement(text: &str, identity: &Identity) -> Agreement {
        WrittenIdentity::new(text).map_or(Agreement::None, |it| it.agrees_with(identity))
    }

    #[test]
    fn an_identity_agrees_with_itself_in_both_forms() {
        let identity = Identity::from_public_key([7; 32]);
        let text = identity.to_string();
        for written in [text.clone(), format!(" {text}\r"), text["did:key:".len()..].to_owned()] {
            assert_eq!(agreement(&written, &identity), Agreement::Exact);
        }
        let parted: String = text.chars().flat_map(|c| [c, ' ']).collect();
        assert_eq!(agreement(&parted, &identity), Agreement::Exact);
    }

    proptest! {
        #[test]
        fn a_misread_one_agrees(
            key: [u8; 32], places in prop::collection::vec(0..44_usize, 0..=4), torn in 0..=12_usize,
        ) {
            let identity = Identity::from_public_key(key);
            let mut text = identity.to_string().into_bytes();
            for place in places {
                text[Identity::PREFIX.len() + place] = b'W';
            }
            text.truncate(text.len() - torn);
            let text = String::from_utf8(text).expect("ASCII");
            prop_assert!(agreement(&text, &identity) >= Agreement::Misread);
            let longer = text.clone() + " and more";
            prop_assert!(torn > 0 || agreement(&longer, &identity) >= Agreement::Misread);
        }

        #[test]
        fn look_alikes_are_no_difference(key: [u8; 32]) {
            let identity = Identity::from_public_key(key);
            let text = identity.to_string().replace('o', "0").replace('i', "l").replace('S', "5");
            prop_assert!(agreement(&text, &identity) >= Agreement::Misread);
            prop_assert!(agreement(&text.to_lowercase(), &identity) >= Agreement::Misread);
        }

        #[test]
        fn another_one_never_agrees(key: [u8; 32], other: [u8; 32], length in 0..=56_usize) {
            prop_assume!(key != other);
            let identity = Identity::from_public_key(key);
            let text = Identity::from_public_key(other).to_string();
            prop_assert_eq!(agreement(&text[..length], &identity), Agreement::None);
        }
    }

    #[test]
    fn an_identity_that_is_too_short_agrees_with_nothing() {
        let identity = Identity::from_public_key([7; 32]);
        let text = identity.to_string();
        for length in 0..Identity::PREFIX.len() + FEWEST_LEFT {
            assert_eq!(agreement(&text[..length], &identity), Agreement::None, "{length}");
        }
        assert_eq!(agreement(&text[..Identity::PREFIX.len() + 16], &identity), Agreement::Misread);
    }
}
