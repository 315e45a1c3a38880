//! Sixteen boxes that a person fills in, in private, key by key.
//!
//! The contract:
//!
//! - The rules come from outside: after every change, paste and Enter a **judge** is asked, and its
//!   [`Verdict`] is shown. This module does not know what a code is, and never changes a box by
//!   itself.
//! - A paste is text for the judge, never a sequence of keys.
//! - All that is typed, shown or pasted is wiped, the alternate screen is emptied before it is
//!   left, and the terminal's modes are restored, however this ends: by an answer, Ctrl-C, a
//!   signal, a suspension, a closed terminal, or a panic.
//!
//! Keys are read and decoded here rather than by a crate such as crossterm: such crates keep input
//! in buffers that are never wiped, and our signals would not wake them.

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

/// Number of boxes.
pub(crate) const BOXES: usize = 16;
/// Positions in a box.
pub(crate) const POSITIONS: usize = 5;
/// Boxes in a row.
pub(crate) const ROW: usize = 4;

/// The character of an unreadable position.
pub(crate) const UNREADABLE: char = '?';

/// The form to fill in.
pub(crate) struct Form {
    /// The title above the boxes.
    pub(crate) title: String,
    /// Paragraphs, wrapped to the width; the last ones are dropped where there is no room.
    pub(crate) paragraphs: Vec<String>,
    /// The only box to fill in, counted from 0; `None` for all of them.
    pub(crate) only: Option<usize>,
    /// The initial content of the boxes.
    pub(crate) boxes: Boxes,
    /// Returns the character that a typed one puts into a position, or `None` for one without a
    /// meaning.
    pub(crate) takes: fn(char) -> Option<char>,
    /// The name of the operation beside the progress, while a verdict takes long.
    pub(crate) progress: &'static str,
}

/// The content of the boxes, wiped on drop.
#[derive(Clone, Default)]
pub(crate) struct Boxes(Zeroizing<[[char; POSITIONS]; BOXES]>);

/// The content of an empty position.
const EMPTY: char = '\0';

impl Boxes {
    /// Returns sixteen empty boxes.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Puts a character into a position of a box.
    pub(crate) fn put(&mut self, number: usize, position: usize, c: char) {
        self.0[number][position] = c;
    }

    /// Returns the characters of a box, from its first position to its last, without empty
    /// positions.
    pub(crate) fn text(&self, number: usize) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(4 * POSITIONS));
        text.expose_mut().extend(self.0[number].iter().filter(|c| **c != EMPTY));
        text
    }

    /// Whether every position of a box is filled.
    pub(crate) fn is_full(&self, number: usize) -> bool {
        !self.0[number].contains(&EMPTY)
    }

    /// Whether a box is empty.
    pub(crate) fn is_empty(&self, number: usize) -> bool {
        self.0[number] == [EMPTY; POSITIONS]
    }

    /// Whether all boxes are empty.
    pub(crate) fn are_empty(&self) -> bool {
        (0..BOXES).all(|number| self.is_empty(number))
    }

    /// Whether a position of a box is unreadable.
    pub(crate) fn is_unreadable(&self, number: usize) -> bool {
        self.0[number].contains(&UNREADABLE)
    }
}

/// The question to the judge.
pub(crate) enum Entered<'a> {
    /// The boxes, after a change and at the beginning.
    Changed(&'a Boxes),
    /// A pasted text, with a watch where there is time to look into it. There is none where the
    /// text may be incomplete: the terminal did not mark it, and its beginning may have been taken
    /// for keys.
    Pasted(&'a str, Option<Watch<'a>>),
    /// The boxes, after Enter, with a watch: there is time to look into them.
    Enter(&'a Boxes, Watch<'a>),
    /// The Escape key.
    Escape,
}

/// The judge's answer.
pub(crate) struct Verdict {
    /// The message below the boxes.
    pub(crate) status: SecretText,
    /// The marked boxes, counted from 0.
    pub(crate) marks: Vec<(usize, Mark)>,
    /// The new content of the boxes, where it changes.
    pub(crate) boxes: Option<Boxes>,
    /// The next step.
    pub(crate) then: Then,
}

impl Verdict {
    /// Returns a verdict that only shows a message.
    pub(crate) fn saying(status: impl Into<String>) -> Self {
        Self {
            status: SecretText::new(status.into()),
            marks: Vec::new(),
            boxes: None,
            then: Then::GoOn,
        }
    }
}

/// The mark of a box.
pub(crate) enum Mark {
    /// The box is doubtful; this is probably the right content.
    Doubtful(SecretText),
    /// The box was unreadable and was worked out from the others; this content is shown instead.
    FilledIn(SecretText),
}

/// The step after a verdict.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Typing goes on.
    GoOn,
    /// Typing goes on at the first empty position of this box.
    GoTo(usize),
    /// The pasted text goes in from the cursor on, as if it had been typed.
    AsTyped,
    /// The form closes.
    Close,
}
