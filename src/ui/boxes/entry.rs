//! The effect of keys on the boxes and the cursor.
//!
//! Typing overwrites the position at the cursor, so that correcting one digit moves no other. The
//! cursor stands before a position, or behind the last one. It can be led to a box in question,
//! which it leaves once that box is typed anew: what is typed next must not go into the box beside.

use std::ops::Range;

use super::keys::Key;
use super::{BOXES, Boxes, EMPTY, Form, POSITIONS, ROW, UNREADABLE};

/// The effect of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyUse {
    /// The key was used.
    Used,
    /// The key has no meaning here.
    Nothing,
    /// The key is a digit behind the last box, where there is no room.
    Full,
}

/// Characters that people type between digits.
const SEPARATORS: &str = " -:.,;/|_";

/// The boxes and the cursor while they are filled in.
pub(super) struct Entry {
    boxes: Boxes,
    cursor: usize,
    /// The boxes to fill in.
    asked: Range<usize>,
    /// Whether the last key filled a box, so that the cursor moved on by itself.
    has_gone_on: bool,
    /// Whether the cursor was led to the box that it is in.
    is_led: bool,
    takes: fn(char) -> Option<char>,
}

impl Entry {
    pub(super) fn new(form: &Form) -> Self {
        let asked = form.only.map_or(0..BOXES, |only| only..only + 1);
        Self {
            boxes: form.boxes.clone(),
            cursor: asked.start * POSITIONS,
            asked,
            has_gone_on: false,
            is_led: false,
            takes: form.takes,
        }
    }

    pub(super) fn boxes(&self) -> &Boxes {
        &self.boxes
    }

    pub(super) fn asked(&self) -> Range<usize> {
        self.asked.clone()
    }

    /// Returns the box of the cursor, and the position that the cursor is before: `POSITIONS` at
    /// the end.
    pub(super) fn cursor(&self) -> (usize, usize) {
        let number = (self.cursor / POSITIONS).min(self.asked.end - 1);
        (number, self.cursor - number * POSITIONS)
    }

    /// Puts the cursor before a box.
    pub(super) fn go_to(&mut self, number: usize) {
        self.cursor = number.clamp(self.asked.start, self.asked.end - 1) * POSITIONS;
    }

    /// Puts the cursor before the first empty position of a box, or leads it to a full box.
    pub(super) fn go_to_gap(&mut self, number: usize) {
        self.go_to(number);
        let gap = self.boxes.0[number].iter().position(|&c| c == EMPTY);
        self.is_led = gap.is_none();
        self.cursor += gap.unwrap_or(0);
    }

    /// Puts the cursor behind the last box.
    pub(super) fn go_to_end(&mut self) {
        self.cursor = self.asked.end * POSITIONS;
        self.is_led = false;
    }

    /// Leads the cursor to a box in question, as if it had moved on by itself.
    pub(super) fn lead_to(&mut self, number: usize) {
        self.go_to(number);
        self.is_led = true;
        self.has_gone_on = true;
    }

    /// Whether the cursor is behind the last box.
    pub(super) fn is_at_end(&self) -> bool {
        self.cursor == self.asked.end * POSITIONS
    }

    /// Whether all boxes are full, and the last key ended the last one or one that the cursor was
    /// led to.
    pub(super) fn is_done(&self) -> bool {
        self.has_gone_on && (self.is_led || self.is_at_end()) && self.are_full()
    }

    fn are_full(&self) -> bool {
        self.asked().all(|number| self.boxes.is_full(number))
    }

    /// Replaces the boxes, and puts the cursor at the first gap, or behind the last box.
    pub(super) fn replace(&mut self, boxes: Boxes) {
        self.boxes = boxes;
        if let Some(number) = self.asked().find(|&number| !self.boxes.is_full(number)) {
            self.go_to_gap(number);
        } else {
            self.go_to_end();
            self.has_gone_on = true;
        }
    }

    /// Types a text, with every white-space character as a blank.
    pub(super) fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(&Key::Char(if c.is_whitespace() { ' ' } else { c }));
        }
    }

    /// Applies a key to the boxes and the cursor.
    pub(super) fn press(&mut self, key: &Key) -> KeyUse {
        let (first, end) = (self.asked.start * POSITIONS, self.asked.end * POSITIONS);
        let has_gone_on = std::mem::take(&mut self.has_gone_on);
        let mut was_led = std::mem::take(&mut self.is_led);
        // Back from a box that nobody asked for is back to where the last digit was typed.
        if was_led && has_gone_on && matches!(key, Key::Backspace | Key::Left | Key::BackTab) {
            self.cursor = end;
            was_led = false;
        }
        let (number, position) = self.cursor();
        match key {
            Key::Char(' ') => {
                self.separate();
                self.is_led = was_led;
            }
            Key::Space => {
                self.settle();
                self.is_led = was_led && position == 0;
                if position > 0 && self.asked.contains(&(number + 1)) {
                    self.go_to(number + 1);
                }
            }
            Key::Char(c) => match (self.takes)(*c) {
                Some(_) if self.cursor >= end => return KeyUse::Full,
                Some(c) => {
                    self.set(self.cursor, c);
                    self.cursor += 1;
                    self.has_gone_on = self.cursor.is_multiple_of(POSITIONS);
                    self.is_led = was_led && (!self.has_gone_on || self.are_full());
                }
                None if SEPARATORS.contains(*c) => self.is_led = was_led,
                None => {
                    self.is_led = was_led;
                    return KeyUse::Nothing;
                }
            },
            Key::Backspace => {
                self.is_led = was_led;
                // The box before is not the one that was typed before.
                let first = if was_led { number * POSITIONS } else { first };
                while self.cursor > first {
                    self.cursor -= 1;
                    if self.get(self.cursor) != EMPTY {
                        self.set(self.cursor, EMPTY);
                        break;
                    }
                }
            }
            Key::Delete if self.cursor < end => self.set(self.cursor, EMPTY),
            Key::Clear => {
                (0..POSITIONS).for_each(|position| self.boxes.put(number, position, EMPTY));
                self.cursor = number * POSITIONS;
            }
            Key::Left => self.cursor = self.cursor.saturating_sub(1).max(first),
            Key::Right => self.cursor = (self.cursor + 1).min(end),
            Key::Up if self.cursor >= first + ROW * POSITIONS => {
                self.cursor = self.cursor.min(end - 1) - ROW * POSITIONS;
            }
            Key::Down if self.cursor + ROW * POSITIONS < end => self.cursor += ROW * POSITIONS,
            Key::Home => self.go_to(number / ROW * ROW),
            Key::End => self.go_to(number / ROW * ROW + ROW - 1),
            // A Tab after each box must skip none.
            Key::Tab if has_gone_on && (was_led || self.boxes.is_empty(number)) => {
                self.is_led = was_led;
            }
            Key::Tab => {
                self.settle();
                let next = number + 1;
                self.go_to(if self.asked.contains(&next) { next } else { self.asked.start });
            }
            Key::BackTab if position == 0 => self.go_to(number.saturating_sub(1)),
            Key::BackTab => self.go_to(number),
            Key::Enter => {
                self.settle();
                self.is_led = was_led;
            }
            _ => {}
        }
        KeyUse::Used
    }

    /// Handles a blank of a paste. Behind a `?` that is alone in its box it makes the whole box
    /// unreadable, in a full box it moves to the next one, and elsewhere it has no effect.
    fn separate(&mut self) {
        let (number, position) = self.cursor();
        self.settle();
        if position > 0 && position < POSITIONS && self.boxes.is_full(number) {
            self.cursor = (number + 1) * POSITIONS;
        }
    }

    /// Makes the whole box unreadable where the cursor is behind a `?` that is alone in it.
    fn settle(&mut self) {
        let (number, position) = self.cursor();
        if position == 1 && self.boxes.text(number).expose().chars().eq([UNREADABLE]) {
            (0..POSITIONS).for_each(|position| self.boxes.put(number, position, UNREADABLE));
        }
    }

    fn get(&self, at: usize) -> char {
        self.boxes.0[at / POSITIONS][at % POSITIONS]
    }

    fn set(&mut self, at: usize, c: char) {
        self.boxes.put(at / POSITIONS, at % POSITIONS, c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(only: Option<usize>) -> Form {
        let takes = |c: char| (c.is_ascii_digit() || "?O".contains(c)).then_some(c);
        let boxes = Boxes::new();
        Form { title: String::new(), paragraphs: Vec::new(), only, boxes, takes, progress: "" }
    }

    fn typed(text: &str) -> Entry {
        let mut entry = Entry::new(&form(None));
        entry.type_text(text);
        entry
    }

    fn press(entry: &mut Entry, keys: impl IntoIterator<Item = Key>) {
        keys.into_iter().for_each(|key| {
            entry.press(&key);
        });
    }

    fn texts(entry: &Entry) -> String {
        let texts: Vec<String> =
            entry.asked().map(|number| entry.boxes.text(number).expose().clone()).collect();
        texts.join(" ").trim_end().to_owned()
    }

    #[test]
    fn digits_advance_from_box_to_box_with_any_separator() {
        for text in ["1234567890", "12345 67890", "12345 \n 67890 ", "1234567 890", "12-345-67890"]
        {
            let entry = typed(text);
            assert_eq!(texts(&entry), "12345 67890", "{text:?}");
            assert_eq!(entry.cursor(), (2, 0));
        }
        let entry = typed(&"7".repeat(100));
        assert_eq!(entry.cursor(), (15, 5));
        assert!((0..BOXES).all(|number| entry.boxes.is_full(number)));
    }

    #[test]
    fn letters_stay_as_they_were_typed() {
        assert_eq!(texts(&typed("1O345k")), "1O345");
    }

    #[test]
    fn a_question_mark_and_space_lose_a_box() {
        for text in ["? 12345", "?????12345", "?\n12345", "?  12345"] {
            assert_eq!(texts(&typed(text)), "????? 12345", "{text:?}");
        }
        let mut entry = typed("?");
        press(&mut entry, [Key::Tab]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("?????", (1, 0)));
        // A `?` beside digits is one unreadable digit.
        assert_eq!(texts(&typed("1?345 12??5")), "1?345 12??5");
        assert_eq!(texts(&typed("1? 345")), "1?345");
    }

    #[test]
    fn space_leaves_a_box_where_nothing_follows_and_only_separates_in_a_paste() {
        let mut entry = typed("123");
        press(&mut entry, [Key::Space, Key::Char('6')]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("123 6", (1, 1)));
        assert_eq!(texts(&typed("123 6")), "1236");
        // Behind a full box the cursor is in the next one already.
        let mut entry = typed("12345");
        press(&mut entry, [Key::Space]);
        assert_eq!(entry.cursor(), (1, 0));
        press(&mut entry, [Key::Char('?'), Key::Space]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("12345 ?????", (2, 0)));
    }

    #[test]
    fn a_key_without_a_meaning_is_reported() {
        let mut entry = typed("");
        for (c, becomes) in [('1', KeyUse::Used), ('-', KeyUse::Used), ('k', KeyUse::Nothing)] {
            assert_eq!(entry.press(&Key::Char(c)), becomes, "{c}");
        }
        assert_eq!(typed(&"7".repeat(80)).press(&Key::Char('7')), KeyUse::Full);
    }

    #[test]
    fn backspace_goes_back_across_boxes() {
        let mut entry = typed("1234567");
        press(&mut entry, [Key::Backspace, Key::Backspace, Key::Backspace]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("1234", (0, 4)));
        press(&mut entry, [Key::Tab, Key::Tab, Key::Backspace]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("123", (0, 3)));
        press(&mut entry, (0..9).map(|_| Key::Backspace));
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("", (0, 0)));
    }

    #[test]
    fn a_digit_is_typed_over_without_moving_others() {
        let mut entry = typed("12345 67890 1");
        press(&mut entry, [Key::BackTab, Key::BackTab, Key::BackTab, Key::Right, Key::Char('0')]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("10345 67890 1", (0, 2)));
        press(&mut entry, [Key::Delete, Key::Char(' '), Key::Char('9')]);
        assert_eq!(texts(&entry), "10945 67890 1");
        press(&mut entry, [Key::Tab, Key::Clear]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("10945  1", (1, 0)));
        // At the beginning of a box, a blank skips no box.
        press(&mut entry, [Key::Char(' '), Key::Char('6')]);
        assert_eq!(texts(&entry), "10945 6 1");
    }

    #[test]
    fn a_tab_after_a_full_box_skips_none() {
        let mut entry = typed("12345");
        press(&mut entry, [Key::Tab]);
        entry.type_text("67890");
        assert_eq!(texts(&entry), "12345 67890");
        press(&mut entry, [Key::Tab, Key::Tab, Key::Char('1')]);
        assert_eq!(texts(&entry), "12345 67890  1");
    }

    #[test]
    fn arrows_move_through_the_rows_and_stay_inside() {
        let mut entry = typed("");
        press(&mut entry, [Key::Up, Key::Left, Key::BackTab]);
        assert_eq!(entry.cursor(), (0, 0));
        press(&mut entry, [Key::Down, Key::Down, Key::Right, Key::End]);
        assert_eq!(entry.cursor(), (11, 0));
        press(&mut entry, [Key::Down, Key::Down]);
        assert_eq!(entry.cursor(), (15, 0));
        press(&mut entry, (0..9).map(|_| Key::Right));
        assert_eq!(entry.cursor(), (15, 5));
        press(&mut entry, [Key::Home]);
        assert_eq!(entry.cursor(), (12, 0));
        press(&mut entry, [Key::End, Key::Tab]);
        assert_eq!(entry.cursor(), (0, 0));
    }

    #[test]
    fn keys_after_the_cursor_was_led_to_a_box_change_no_other() {
        let full = "7".repeat(80);
        let sevens = ["77777"; BOXES].join(" ");
        let led = || {
            let mut entry = typed(&full);
            assert!(entry.is_done());
            entry.lead_to(6);
            entry
        };
        // The last digit typed, and not one beside the box, is taken back.
        let mut entry = led();
        press(&mut entry, [Key::Backspace]);
        assert_eq!((texts(&entry), entry.cursor()), (sevens[..94].to_owned(), (15, 4)));
        // A Tab or a blank after the last box does not leave the box in question.
        for key in [Key::Tab, Key::Space, Key::Char(' '), Key::Char('-')] {
            let mut entry = led();
            press(&mut entry, [key]);
            assert_eq!(entry.cursor(), (6, 0));
            entry.type_text("12345");
            assert_eq!(entry.boxes.text(6).expose(), "12345");
            assert!(entry.is_done());
        }
        // Too many are taken back.
        let mut entry = led();
        entry.type_text("12");
        press(&mut entry, (0..5).map(|_| Key::Backspace));
        assert_eq!((entry.boxes.text(5).expose().as_str(), entry.cursor()), ("77777", (6, 0)));
        entry.type_text("12777");
        assert!(entry.is_done());
        entry.go_to_end();
        assert_eq!(entry.press(&Key::Char('1')), KeyUse::Full);
        // A person who goes elsewhere is led no more.
        let mut entry = led();
        press(&mut entry, [Key::Down, Key::Right]);
        entry.type_text("1111");
        assert!(!entry.is_done());
    }

    #[test]
    fn the_only_box_is_not_left() {
        let mut entry = Entry::new(&form(Some(6)));
        entry.type_text("1234567");
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("12345", (6, 5)));
        press(&mut entry, [Key::Tab, Key::Up, Key::Down, Key::BackTab, Key::Home]);
        assert_eq!(entry.cursor(), (6, 0));
        press(&mut entry, [Key::Left, Key::End, Key::Backspace]);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("12345", (6, 0)));
    }

    #[test]
    fn other_boxes_bring_the_cursor_to_the_first_that_is_not_full() {
        let mut boxes = Boxes::new();
        (0..POSITIONS).for_each(|position| boxes.put(0, position, '1'));
        let mut entry = typed("9");
        entry.replace(boxes.clone());
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("11111", (1, 0)));
        (0..3).for_each(|position| boxes.put(1, position, '2'));
        entry.replace(boxes);
        assert_eq!((texts(&entry).as_str(), entry.cursor()), ("11111 222", (1, 3)));
        entry.go_to_gap(0);
        assert_eq!(entry.cursor(), (0, 0));
    }
}
