//! A secret as it is written by hand: characters in groups, groups in rows.

use collab::code::{BOX_DIGITS, BackupCode, ROW_BOXES};

/// The written form of one kind of secret.
#[derive(Debug)]
pub(crate) struct Script {
    /// The alphabet of the secret.
    pub(crate) alphabet: &'static [u8],
    /// Pairs of characters that look alike.
    pub(crate) alike: &'static [(u8, u8)],
    /// Characters outside the alphabet that people write: the character that is meant, and the one
    /// that is written.
    pub(crate) foreign: &'static [(u8, u8)],
    /// The number of groups in a row.
    pub(crate) row: usize,
    /// Whether a group is a word, in which case only letters of the same word are neighbors. Digits
    /// of two boxes are neighbors where the boxes are.
    pub(crate) words: bool,
}

/// Backup codes: sixteen boxes of five digits, four to a row.
pub(crate) static BOXES_OF_DIGITS: Script = Script {
    alphabet: b"0123456789",
    alike: DIGITS_ALIKE,
    foreign: LETTERS_FOR_DIGITS,
    row: ROW_BOXES,
    words: false,
};

/// Digits that are mistaken for each other.
pub(crate) const DIGITS_ALIKE: &[(u8, u8)] =
    &[(b'1', b'7'), (b'4', b'9'), (b'0', b'6'), (b'3', b'8'), (b'5', b'6')];

/// Letters that are written for digits.
pub(crate) const LETTERS_FOR_DIGITS: &[(u8, u8)] = &[
    (b'0', b'O'),
    (b'1', b'l'),
    (b'1', b'I'),
    (b'2', b'Z'),
    (b'5', b'S'),
    (b'6', b'b'),
    (b'8', b'B'),
    (b'9', b'g'),
    (b'9', b'q'),
];

/// A written secret, with marks where slips have changed it, so that no slip undoes another.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(super) script: &'static Script,
    pub(super) groups: Vec<Group>,
}

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) characters: Vec<Character>,
    /// Whether a slip has moved the group.
    pub(super) moved: bool,
}

impl Group {
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.characters.iter().map(|character| character.byte)
    }

    pub(super) fn is_touched(&self) -> bool {
        self.characters.iter().any(|character| character.touched)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Character {
    pub(super) byte: u8,
    /// Whether a slip has changed the character, or the text next to it.
    pub(super) touched: bool,
}

impl Written {
    /// Returns these groups, in order, without slips.
    pub(crate) fn in_groups<'a>(
        script: &'static Script,
        groups: impl IntoIterator<Item = &'a [u8]>,
    ) -> Self {
        let group = |bytes: &[u8]| Group {
            characters: bytes.iter().map(|&byte| Character { byte, touched: false }).collect(),
            moved: false,
        };
        Self { script, groups: groups.into_iter().map(group).collect() }
    }

    /// Returns a backup code in its sixteen boxes.
    pub(crate) fn code(code: &BackupCode) -> Self {
        let text = code.canonical_text();
        Self::in_groups(&BOXES_OF_DIGITS, text.expose().as_bytes().chunks(BOX_DIGITS))
    }

    /// Returns the number of characters.
    pub(crate) fn len(&self) -> usize {
        self.groups.iter().map(|group| group.characters.len()).sum()
    }

    /// Returns the text in one run, which does not show where a group ends.
    pub(crate) fn one_run(&self) -> String {
        self.lines().flatten().collect()
    }

    /// Returns the groups with a space between, which shows a group that lost a character.
    pub(crate) fn groups(&self) -> String {
        self.lines().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Returns the groups in rows.
    pub(crate) fn rows(&self) -> String {
        self.lines().map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
    }

    fn lines(&self) -> impl Iterator<Item = Vec<String>> {
        // An empty group is not written.
        let word = |group: &Group| {
            let text: String = group.bytes().map(char::from).collect();
            (!text.is_empty()).then_some(text)
        };
        self.groups.chunks(self.script.row).map(move |row| row.iter().filter_map(word).collect())
    }
}
