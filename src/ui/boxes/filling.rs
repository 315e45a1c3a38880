//! The conversation over the boxes: keys in, verdicts asked, frames out, until the judge closes it
//! or the person leaves.

use std::io;

use zeroize::Zeroizing;

use super::draw::{View, draw};
use super::entry::{Entry, KeyUse};
use super::keys::{Decoded, Key, PASTE_BEGINS, PASTE_ENDS, decode};
use super::{Entered, Form, Mark, Then, Verdict};
use crate::secret::SecretText;
use crate::term::key_mode::KeyScreen;
use crate::term::screen::Frame;
use crate::term::typed::LINE;
use crate::term::typed::text;
use crate::term::waiting::{READ, more_is_coming, wait};
use crate::term::wrapping::lines_of;
use crate::term::{Event, Signals, drop_pending_input};
use crate::ui::Unanswered;
use crate::ui::pages::TOO_SMALL;
use crate::ui::progress::{Progress, ProgressDisplay};
use crate::watch::Watch;

/// Shows the form until the judge closes it.
pub(in crate::ui) fn fill_in(
    form: &Form,
    styled: bool,
    judge: &mut dyn FnMut(Entered<'_>) -> Verdict,
) -> Result<(), Unanswered> {
    let signals = Signals::hold()?;
    let outcome = {
        let mut stage = KeyScreen::enter()?;
        let outcome = Filling::new(form, styled, &signals, &mut stage, judge).go_on();
        if stage.is_held() {
            drop_pending_input();
        }
        outcome
    };
    if signals.someone_left() {
        return Err(signals.leave());
    }
    outcome
}

/// An event while a key is awaited.
enum Pressed {
    Key(Key),
    /// Text that came faster than anyone types, and that the terminal did not mark as a paste.
    Burst(SecretText),
    Resized,
    Suspended,
    Left,
}

/// Number of bytes at once that is too large for typing.
const BURST: usize = 24;
/// Most bytes of a paste that are kept: more than a line may have, so that the paste is reported as
/// too long.
const LONGEST: usize = LINE + 2 * PASTE_BEGINS.len();

/// The keys that a person presses, with the bytes that are not decoded yet.
struct Keys(Zeroizing<Vec<u8>>);

impl Keys {
    fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(LONGEST + 2 * READ)))
    }

    fn next(&mut self, signals: &Signals) -> Result<Pressed, Unanswered> {
        let mut is_all = false;
        loop {
            if let Some(pressed) = self.burst(signals)? {
                return Ok(pressed);
            }
            match decode(&self.0, is_all) {
                Decoded::Key(key, length) => {
                    self.0.drain(..length);
                    return Ok(Pressed::Key(match key {
                        // In the middle of a paste, a line end is a break and not Enter.
                        Key::Enter if self.goes_on() => Key::Char(' '),
                        Key::Char(' ') if !self.goes_on() => Key::Space,
                        key => key,
                    }));
                }
                Decoded::Nothing(length) => drop(self.0.drain(..length)),
                Decoded::Part if !self.0.is_empty() && !is_all && !more_is_coming() => {
                    is_all = true;
                    continue;
                }
                Decoded::Part => {
                    // No sequence is that long, and the buffer must not grow.
                    if self.0.len() > LONGEST {
                        self.0.clear();
                    }
                    if let Some(pressed) = self.wait(signals)? {
                        return Ok(pressed);
                    }
                }
                Decoded::PartOfPaste => {
                    self.shorten();
                    if let Some(pressed) = self.wait(signals)? {
                        return Ok(pressed);
                    }
                }
            }
            is_all = false;
        }
    }

    /// Whether another key is there already, or comes within a moment.
    fn goes_on(&mut self) -> bool {
        self.is_more() || more_is_coming()
    }

    /// Whether another key is there already.
    fn is_more(&mut self) -> bool {
        while let Decoded::Nothing(length) = decode(&self.0, false) {
            self.0.drain(..length);
        }
        matches!(decode(&self.0, false), Decoded::Key(..))
    }

    /// Takes the bytes that came at once, if they are text and too many to be typed. Only the first
    /// byte of trailing white space stays, so that a last line end is Enter.
    fn burst(&mut self, signals: &Signals) -> Result<Option<Pressed>, Unanswered> {
        let is_text = |byte: &u8| !byte.is_ascii_control() || b"\r\n\t".contains(byte);
        if self.0.len() < BURST || !self.0.iter().all(is_text) {
            return Ok(None);
        }
        while self.0.len() < LONGEST && more_is_coming() {
            if let Some(pressed) = self.wait(signals)? {
                return Ok(Some(pressed));
            }
        }
        if !self.0.iter().all(is_text) {
            return Ok(None);
        }
        let end = self.0.trim_ascii_end().len();
        let burst = text(&self.0[..end]);
        self.0.drain(..end);
        self.0.truncate(1);
        Ok(Some(Pressed::Burst(burst)))
    }

    /// Drops the middle of a paste that is too long to be an answer, so that the buffer never
    /// grows.
    fn shorten(&mut self) {
        let tail = PASTE_ENDS.len();
        if self.0.len() > LONGEST {
            let end = self.0.len() - tail;
            self.0.drain(LONGEST - tail..end);
            // 0xff never occurs in UTF-8, so the two parts cannot form an end-of-paste marker by
            // accident.
            self.0[LONGEST - tail - 1] = 0xff;
        }
    }

    fn wait(&mut self, signals: &Signals) -> Result<Option<Pressed>, Unanswered> {
        Ok(wait(signals, &mut self.0)?.map(|event| match event {
            Event::Resized => Pressed::Resized,
            Event::Suspended => Pressed::Suspended,
            Event::Left | Event::Line(_) => Pressed::Left,
        }))
    }
}

/// A form that is being filled in.
struct Filling<'a> {
    form: &'a Form,
    styled: bool,
    signals: &'a Signals,
    stage: &'a mut KeyScreen,
    judge: &'a mut dyn FnMut(Entered<'_>) -> Verdict,
    entry: Entry,
    verdict: Verdict,
    /// Whether the frame was drawn in the middle of a paste, so that nobody can have read it.
    is_unread: bool,
    /// Whether the message after an unusable key was shown.
    has_answered: bool,
}

/// The message, shown once, after a key without a meaning.
const MEANS_NOTHING: &str = "That key does nothing here: a box takes digits.";
/// The message, shown once, after a digit for which there is no box.
const NO_ROOM: &str = "There is no room for more digits. Press Enter when done.";

impl<'a> Filling<'a> {
    fn new(
        form: &'a Form,
        styled: bool,
        signals: &'a Signals,
        stage: &'a mut KeyScreen,
        judge: &'a mut dyn FnMut(Entered<'_>) -> Verdict,
    ) -> Self {
        let entry = Entry::new(form);
        let verdict = judge(Entered::Changed(entry.boxes()));
        let (is_unread, has_answered) = (false, false);
        let mut filling =
            Self { form, styled, signals, stage, judge, entry, verdict, is_unread, has_answered };
        filling.settle();
        filling
    }

    fn go_on(mut self) -> Result<(), Unanswered> {
        let mut keys = Keys::new();
        let mut is_seen = self.show()?;
        while self.verdict.then != Then::Close {
            match keys.next(self.signals)? {
                Pressed::Key(Key::Leave) | Pressed::Left => return Err(Unanswered::Left),
                Pressed::Suspended => {
                    self.stage.leave();
                    self.signals.suspend()?;
                    if self.signals.someone_left() {
                        return Err(Unanswered::Left);
                    }
                    self.stage.arrive()?;
                }
                Pressed::Resized | Pressed::Key(Key::Redraw) => self.stage.screen().wipe()?,
                // Keys are ignored while the boxes do not fit the window.
                _ if !is_seen => continue,
                Pressed::Burst(text) => {
                    self.paste(&text, true)?;
                    self.is_unread = keys.goes_on();
                }
                Pressed::Key(Key::Paste(text)) => {
                    self.paste(&text, false)?;
                    self.is_unread = keys.goes_on();
                }
                Pressed::Key(Key::Escape) => self.escape(),
                // The line end of a paste must not confirm content that nobody has read.
                Pressed::Key(Key::Enter) if self.is_unread && self.has_worked_out() => {
                    self.is_unread = false;
                }
                Pressed::Key(Key::Enter) => {
                    self.entry.press(&Key::Enter);
                    self.ask_at_length()?;
                }
                Pressed::Key(key) => {
                    let mut use_of_key = self.entry.press(&key);
                    if use_of_key == KeyUse::Full && self.lead_on() {
                        use_of_key = self.entry.press(&key);
                    }
                    if use_of_key == KeyUse::Used {
                        self.changed();
                    } else if !std::mem::replace(&mut self.has_answered, true) {
                        let said = if use_of_key == KeyUse::Full { NO_ROOM } else { MEANS_NOTHING };
                        self.verdict.status = SecretText::new(String::from(said));
                    }
                    self.is_unread = keys.is_more();
                    if self.is_unread {
                        continue;
                    }
                }
            }
            is_seen = self.show()?;
        }
        Ok(())
    }

    /// Whether the marked boxes are all worked out from the others, so that Enter would confirm
    /// them.
    fn has_worked_out(&self) -> bool {
        let marks = &self.verdict.marks;
        !marks.is_empty() && marks.iter().all(|(_, mark)| matches!(mark, Mark::FilledIn(_)))
    }

    /// Asks for a verdict.
    fn ask(&mut self, about: impl for<'e> FnOnce(&'e Entry) -> Entered<'e>) {
        self.verdict = (self.judge)(about(&self.entry));
        self.settle();
    }

    /// Asks for a verdict after Escape. Nothing in the boxes changed, so their marks stay.
    fn escape(&mut self) {
        let Verdict { status, then, .. } = (self.judge)(Entered::Escape);
        self.verdict.status = status;
        self.verdict.then = then;
    }

    /// Asks for a verdict after a change. Once all boxes are typed, the cursor goes to a doubtful one
    /// or behind the last one.
    fn changed(&mut self) {
        self.ask(|entry| Entered::Changed(entry.boxes()));
        if self.entry.is_done() && !self.lead_on() {
            self.entry.go_to_end();
        }
    }

    /// Leads the cursor to the next doubtful box, or to the first one if none comes after it.
    /// Returns `false` if no box is doubtful.
    fn lead_on(&mut self) -> bool {
        let from = if self.entry.is_at_end() { 0 } else { self.entry.cursor().0 };
        let doubtful = || {
            let marks = self.verdict.marks.iter();
            marks.filter(|(_, mark)| matches!(mark, Mark::Doubtful(_))).map(|(number, _)| *number)
        };
        let next = doubtful().filter(|number| *number >= from).min().or_else(|| doubtful().min());
        if let Some(number) = next {
            self.entry.lead_to(number);
        }
        next.is_some()
    }

    /// Applies the verdict to the boxes and the cursor.
    fn settle(&mut self) {
        if let Some(boxes) = self.verdict.boxes.take() {
            self.entry.replace(boxes);
        }
        if let Then::GoTo(number) = self.verdict.then {
            self.entry.go_to_gap(number);
        }
    }

    /// Asks for a verdict that may take long.
    fn ask_at_length(&mut self) -> io::Result<()> {
        let signals = self.signals;
        let left = || signals.someone_left();
        let row = ProgressDisplay::Row(self.stage.screen().size().1);
        let progress = Progress::new(self.form.progress, row, &left);
        let watch: Watch<'_> = &|done| progress.report(done);
        self.verdict = (self.judge)(Entered::Enter(self.entry.boxes(), watch));
        // Progress was written past the frame, so the next frame must be drawn in full.
        self.stage.screen().wipe()?;
        self.settle();
        Ok(())
    }

    /// Passes a pasted text to the judge. A burst that the judge can't use is entered as typed: it
    /// may be typing that was held up on the way.
    fn paste(&mut self, text: &SecretText, is_burst: bool) -> io::Result<()> {
        let signals = self.signals;
        let left = || signals.someone_left();
        let row = ProgressDisplay::Row(self.stage.screen().size().1);
        let progress = Progress::new(self.form.progress, row, &left);
        let watch: Watch<'_> = &|done| progress.report(done);
        let is_whole = !is_burst || self.entry.boxes().are_empty();
        let Verdict { status, boxes, then, .. } =
            (self.judge)(Entered::Pasted(text.expose(), is_whole.then_some(watch)));
        self.stage.screen().wipe()?;
        if then == Then::Close {
            self.verdict.then = then;
            return Ok(());
        }
        match boxes {
            Some(boxes) => self.entry.replace(boxes),
            None if is_burst || then == Then::AsTyped => self.entry.type_text(text.expose()),
            // Only the message changed.
            None => {
                self.verdict.status = status;
                return Ok(());
            }
        }
        self.changed();
        Ok(())
    }

    /// Draws the boxes. Returns `false` where the window is too small, and shows a message instead.
    fn show(&mut self) -> io::Result<bool> {
        let (columns, rows) = self.stage.screen().size();
        let view = View {
            form: self.form,
            boxes: self.entry.boxes(),
            verdict: &self.verdict,
            asked: self.entry.asked(),
            cursor: self.entry.cursor(),
            styled: self.styled,
        };
        let frame = draw(&view, columns, rows);
        let has_room = frame.is_some();
        self.stage.screen().show(&frame.unwrap_or_else(|| too_small(columns, rows)))?;
        Ok(has_room)
    }
}

/// Returns the frame with the message in place of boxes that do not fit.
fn too_small(columns: usize, rows: usize) -> Frame {
    let lines = lines_of(TOO_SMALL, columns).into_iter().take(rows);
    Frame { lines: lines.map(|line| Zeroizing::new(line.into_owned())).collect(), cursor: (0, 0) }
}
