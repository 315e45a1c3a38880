//! Lists of words that stand for numbers, and how a reader finds a word on them.
//!
//! Both lists are sorted, and no two of their words have the same first four letters (BIP-39,
//! "Wordlist"; SLIP-39, "Wordlist"): wallets ask for no more than those.

use crate::slips::Written;
use crate::slips::written::Script;

/// How a written word is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// It is on the list, or refused.
    Exact,
    /// One that is not on the list is the one that begins with the same four letters.
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

/// Letters that look alike in handwriting, and digits in their places; an assumption, and of
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

    /// Numbers, written as words; three to a row, which fits every length that occurs.
    pub(crate) fn write(&self, numbers: impl IntoIterator<Item = u16>) -> Written {
        let words = numbers.into_iter().map(|number| self.list[usize::from(number)].as_bytes());
        Written::in_groups(&LETTERS, words)
    }

    /// The numbers of these words, if there is one for each.
    pub(crate) fn read(&self, text: &str, spelling: Spelling) -> Option<Vec<u16>> {
        let number = |word: &str| {
            let found = self.list.binary_search(&word).or_else(|place| match spelling {
                // All words with the same beginning, of which there is one, stand there or one
                // before.
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
