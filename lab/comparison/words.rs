//! Lists of words that encode numbers, and the lookup of a word.
//!
//! Both lists are sorted, and no two of their words have the same first four letters (BIP-39,
//! "Wordlist"; SLIP-39, "Wordlist"): wallets require only those.

use crate::slips::Written;
use crate::slips::written::Script;

/// The lookup of a written word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// A word that is not on the list is refused.
    Exact,
    /// A word that is not on the list becomes the one with the same first four letters.
    FirstFour,
}

impl Spelling {
    pub(crate) fn reader(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::FirstFour => "words found by their first four letters",
        }
    }
}

/// Letters that look alike in handwriting, and digits in their places. This is an assumption of
/// little weight, since nearly every such word is off the list.
static LETTERS: Script = Script {
    alphabet: b"abcdefghijklmnopqrstuvwxyz",
    alike: &[
        (b'a', b'o'),
        (b'c', b'e'),
        (b'i', b'l'),
        (b'n', b'u'),
        (b'n', b'm'),
        (b'u', b'v'),
        (b'r', b'v'),
        (b'g', b'q'),
        (b'h', b'b'),
        (b't', b'f'),
    ],
    foreign: &[(b'o', b'0'), (b'l', b'1'), (b'i', b'1'), (b's', b'5'), (b'z', b'2'), (b'g', b'9')],
    row: 3,
    words: true,
};

pub(crate) struct Words {
    list: Vec<&'static str>,
}

impl Words {
    pub(crate) fn of(text: &'static str, count: usize) -> Self {
        let list: Vec<&str> = text.lines().collect();
        assert_eq!(list.len(), count);
        assert!(list.is_sorted());
        assert!(list.windows(2).all(|pair| first_four(pair[0]) != first_four(pair[1])));
        Self { list }
    }

    /// Writes numbers as words, three to a row, which fits every length that occurs.
    pub(crate) fn write(&self, numbers: impl IntoIterator<Item = u16>) -> Written {
        let words = numbers.into_iter().map(|number| self.list[usize::from(number)].as_bytes());
        Written::in_groups(&LETTERS, words)
    }

    /// Returns the numbers of these words, if each has one.
    pub(crate) fn read(&self, text: &str, spelling: Spelling) -> Option<Vec<u16>> {
        let number = |word: &str| {
            let found = self.list.binary_search(&word).or_else(|place| match spelling {
                // All words with the same first letters, of which there is one, are at this index
                // or the one before.
                Spelling::FirstFour if word.len() >= 4 => [place, place.saturating_sub(1)]
                    .into_iter()
                    .find(|&at| self.list.get(at).is_some_and(|it| begin_alike(it, word)))
                    .ok_or(()),
                _ => Err(()),
            });
            found.ok().map(|index| u16::try_from(index).expect("a list of at most 2048"))
        };
        text.split_whitespace().map(number).collect()
    }
}

fn first_four(word: &str) -> &str {
    word.get(..4).unwrap_or(word)
}

fn begin_alike(one: &str, other: &str) -> bool {
    first_four(one) == first_four(other)
}
