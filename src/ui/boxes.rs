//! Sixteen boxes that a person fills in, in private, key by key.
//!
//! The contract:
//!
//! - What a box may hold, what is wrong with it and when it is enough is told from outside: after
//!   every change, paste and Enter a **judge** is asked, and its [`Verdict`] is shown. Nothing here
//!   knows what a code is, and nothing here changes a box by itself.
//! - A paste is text for the judge, never keys.
//! - Whatever is typed, shown or pasted is wiped; the alternate screen is emptied before it is
//!   left; and the terminal has its own modes back, however this ends: by an answer, Ctrl-C, a
//!   signal, a suspension, a closed terminal, or a panic.
//!
//! Keys are read and decoded here rather than by a crate such as crossterm: what those read stays
//! in buffers that nobody wipes, and a signal of ours would not wake them.

#[cfg(unix)]
mod draw;
#[cfg(unix)]
mod entry;
#[cfg(unix)]
mod filling;
#[cfg(unix)]
mod keys;

use zeroize::Zeroizing;

use crate::secret::SecretText;
use crate::watch::Watch;

#[cfg(unix)]
pub(super) use filling::fill_in;

/// How many boxes there are.
pub(crate) const BOXES: usize = 16;
/// How many positions a box has.
pub(crate) const POSITIONS: usize = 5;
/// How many boxes make a row.
pub(crate) const ROW: usize = 4;

/// What stands in a position that can't be read.
pub(crate) const UNREADABLE: char = '?';

/// What is to be filled in.
pub(crate) struct Form {
    /// What it is about.
    pub(crate) title: String,
    /// Paragraphs, wrapped to the width; the last ones are dropped where there is no room.
    pub(crate) paragraphs: Vec<String>,
    /// The one box that is asked for, counted from 0; all of them if none is named.
    pub(crate) only: Option<usize>,
    /// What stands in them at the beginning.
    pub(crate) boxes: Boxes,
    /// What a typed character puts into a position, if anything.
    pub(crate) takes: fn(char) -> Option<char>,
    /// What is shown beside the progress, while a verdict takes long.
    pub(crate) progress: &'static str,
}

/// What stands in the boxes. Wipes itself.
#[derive(Clone, Default)]
pub(crate) struct Boxes(Zeroizing<[[char; POSITIONS]; BOXES]>);

/// A position in which nothing stands.
const EMPTY: char = '\0';

impl Boxes {
    /// Sixteen empty boxes.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Puts a character into a position of a box.
    pub(crate) fn put(&mut self, number: usize, position: usize, c: char) {
        self.0[number][position] = c;
    }

    /// What stands in a box, from its first position to its last; empty positions are left out.
    pub(crate) fn text(&self, number: usize) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(4 * POSITIONS));
        text.expose_mut().extend(self.0[number].iter().filter(|c| **c != EMPTY));
        text
    }

    /// Whether something stands in every position of a box.
    pub(crate) fn is_full(&self, number: usize) -> bool {
        !self.0[number].contains(&EMPTY)
    }

    /// Whether nothing stands in a box.
    pub(crate) fn is_empty(&self, number: usize) -> bool {
        self.0[number] == [EMPTY; POSITIONS]
    }

    /// Whether nothing stands in any box.
    pub(crate) fn are_empty(&self) -> bool {
        (0..BOXES).all(|number| self.is_empty(number))
    }

    /// Whether a position of a box can't be read.
    pub(crate) fn is_unreadable(&self, number: usize) -> bool {
        self.0[number].contains(&UNREADABLE)
    }
}

/// What the judge is asked about.
pub(crate) enum Entered<'a> {
    /// The boxes, after a change and at the beginning.
    Changed(&'a Boxes),
    /// A text that was pasted, and time to look into it. There is none when it may be the rest of
    /// a text: when the terminal did not mark it, and its beginning may have been taken for keys.
    Pasted(&'a str, Option<Watch<'a>>),
    /// The boxes, with Enter. There is time to look into them.
    Enter(&'a Boxes, Watch<'a>),
    /// The Escape key.
    Escape,
}

/// What the judge makes of it.
pub(crate) struct Verdict {
    /// Said below the boxes.
    pub(crate) status: SecretText,
    /// Boxes that are marked, counted from 0.
    pub(crate) marks: Vec<(usize, Mark)>,
    /// What the boxes are to hold from now on, where that changes.
    pub(crate) boxes: Option<Boxes>,
    /// What follows.
    pub(crate) then: Then,
}

impl Verdict {
    /// That this is said, and no more.
    pub(crate) fn saying(status: impl Into<String>) -> Self {
        Self {
            status: SecretText::new(status.into()),
            marks: Vec::new(),
            boxes: None,
            then: Then::GoOn,
        }
    }
}

/// A mark of a box.
pub(crate) enum Mark {
    /// It is doubted: this is probably what it should be.
    Doubtful(SecretText),
    /// It was unreadable and was worked out from the others: this is shown instead.
    FilledIn(SecretText),
}

/// What follows a verdict.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// More is typed.
    GoOn,
    /// More is typed, from the first empty position of this box on.
    GoTo(usize),
    /// What was pasted goes in from the cursor on, as if it had been typed.
    AsTyped,
    /// That was all.
    Close,
}
