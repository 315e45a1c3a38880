//! A code typed into boxes: what is said of it while it is typed, and when it is enough.
//!
//! Nothing is judged before thirteen boxes are there, since any twelve are part of some code: the
//! thirteenth is the first that can be wrong. From then on, boxes that are not there yet count as
//! lost. A doubtful box is marked and never changed; only where a person typed `?` the box shows
//! what follows from the others. Enter ends it when what the boxes say is a code, or damaged in a
//! way that can be mended, which is then the command's to agree to.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::{CodeSource, Received};
use crate::code::digit::Digit;
use crate::code::mend::Change;
use crate::code::reading::{self, LIMIT, NotACode, ReadError, Reading};
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, DIGITS, ROW_BOXES};
use crate::commands::Context;
use crate::failure::{Failure, Outcome, Status, boxes_in_words};
use crate::keystore::Contents;
use crate::secret::SecretText;
use crate::ui::boxes::{self, Boxes, Entered, Form, Mark, Then, UNREADABLE, Verdict};

const _: () = assert!(
    boxes::BOXES == BOXES && boxes::PLACES == BOX_DIGITS && boxes::ROW == ROW_BOXES,
    "a form has the shape of a code"
);

/// How many boxes have to be legible before anything can be wrong with them.
const JUDGED_FROM: usize = 13;

impl CodeSource {
    /// Has a code typed or pasted into boxes.
    pub(super) fn receive_in_boxes(
        &self,
        context: &mut Context<'_>,
        contents: Option<&Contents>,
        title: &str,
    ) -> Outcome<Received> {
        let form = Form {
            title: title.to_owned(),
            paragraphs: vec![
                String::from("? is a digit that can't be read; ? and Space, a whole box."),
                String::from("Tab and arrows move. Enter when done; Ctrl-C leaves."),
            ],
            only: None,
            takes,
        };
        let mut typing = Typing { judge: &|reading| self.judge(reading, contents), judged: None };
        let mut outcome = None;
        context.ui.fill_in(&form, &mut |entered| match entered {
            Entered::Changed(boxes) => typing.look_at(boxes),
            Entered::Escape => Verdict::saying("Ctrl-C leaves; nothing is changed then."),
            Entered::Pasted(text) => pasted(text),
            Entered::Enter(boxes) => typing.finish(boxes, &mut outcome),
        })?;
        outcome.unwrap_or_else(|| Err(super::nothing_typed()))
    }
}

/// What a typed character puts into a box: a digit, a mark for one that can't be read, or a letter
/// that people write for a digit, as it was typed.
fn takes(c: char) -> Option<char> {
    match Digit::from_char(c)? {
        Digit::Known(digit) => char::from_digit(u32::from(digit), 10),
        Digit::Guess(_) => Some(c),
        Digit::Unreadable => Some(UNREADABLE),
    }
}

/// What is made of a pasted text.
fn pasted(text: &str) -> Verdict {
    match reading::read(text.as_bytes()) {
        Ok(reading) => Verdict { boxes: Some(boxes_of(&reading)), ..Verdict::saying("") },
        // A row, or a few boxes.
        Err(NotACode { error: ReadError::Count { digits, .. }, lookalike: None })
            if digits.is_multiple_of(BOX_DIGITS) && digits < DIGITS - BOX_DIGITS =>
        {
            Verdict { then: Then::AsTyped, ..Verdict::saying("") }
        }
        Err(not_a_code) => {
            let failure = Failure::from(not_a_code);
            Verdict::saying(format!("Not pasted: {}.", failure.message()))
        }
    }
}

fn boxes_of(reading: &Reading) -> Boxes {
    let mut boxes = Boxes::new();
    for (number, one) in reading.boxes().iter().enumerate() {
        for (place, digit) in one.digits().iter().enumerate() {
            boxes.put(
                number,
                place,
                match *digit {
                    Digit::Known(digit) => char::from(b'0' + digit),
                    Digit::Guess(digit) => letter_for(digit),
                    Digit::Unreadable => UNREADABLE,
                },
            );
        }
    }
    boxes
}

/// A letter that is read as a first guess at this digit.
fn letter_for(digit: u8) -> char {
    "OlZSbBg".chars().find(|&c| Digit::from_char(c) == Some(Digit::Guess(digit))).unwrap_or('?')
}

/// A code that is being typed.
struct Typing<'a> {
    /// What is made of sixteen boxes.
    judge: &'a dyn Fn(&Reading) -> Outcome<Received>,
    /// The text that was judged last, and what came of it: most keys change neither.
    judged: Option<(Zeroizing<String>, Outcome<Received>)>,
}

impl Typing<'_> {
    /// What there is to say after a change.
    fn look_at(&mut self, boxes: &Boxes) -> Verdict {
        let there = numbers(|index| boxes.is_full(index));
        let legible = there.iter().filter(|number| !boxes.is_unreadable(number.index())).count();
        if legible < JUDGED_FROM && there.len() < BOXES {
            return Verdict::saying(match there.len() {
                0 => String::new(),
                count => format!("{count} of {BOXES} boxes so far."),
            });
        }
        match self.judged(boxes) {
            Ok(received) => of_received(received, boxes, &there),
            Err(failure) if there.len() == BOXES => Verdict::saying(sentence(failure)),
            Err(_) => Verdict::saying(UNFITTING),
        }
    }

    /// What there is to say after Enter.
    fn finish(&mut self, boxes: &Boxes, outcome: &mut Option<Outcome<Received>>) -> Verdict {
        let verdict = self.look_at(boxes);
        if let Some(missing) = (0..BOXES).find(|&index| !boxes.is_full(index)) {
            let number = missing + 1;
            let status = if (0..BOXES).all(|index| boxes.is_empty(index)) {
                String::from("Nothing is typed yet. Ctrl-C leaves.")
            } else if boxes.is_empty(missing) {
                format!("Box {number} is empty. If it can't be read, type ? and Space.")
            } else {
                format!("Box {number} is not complete. Type ? for a digit that can't be read.")
            };
            let then = Then::GoTo(missing);
            return Verdict { status: SecretText::new(status), then, ..verdict };
        }
        match self.judged.take() {
            Some((_, Err(failure))) if failure.status() == Status::NotACode => verdict,
            Some((_, received)) => {
                *outcome = Some(received);
                Verdict { then: Then::Close, ..verdict }
            }
            None => verdict,
        }
    }

    /// What is made of these boxes: the one call that takes time.
    fn judged(&mut self, boxes: &Boxes) -> &Outcome<Received> {
        let mut text = Zeroizing::new(String::with_capacity(LIMIT));
        for index in 0..BOXES {
            text.push(' ');
            if boxes.is_full(index) {
                text.push_str(boxes.text(index).expose());
            } else {
                text.extend([UNREADABLE; BOX_DIGITS]);
            }
        }
        let before = self.judged.take().filter(|(before, _)| *before == text);
        let (_, outcome) = self.judged.insert(before.unwrap_or_else(|| {
            let reading = reading::read(text.as_bytes());
            let outcome = reading.map_err(Failure::from).and_then(|it| (self.judge)(&it));
            (text, outcome)
        }));
        outcome
    }
}

/// What is said when something is wrong and there is no telling what.
const UNFITTING: &str = "Something does not fit yet. Compare the boxes with the paper.";

/// What there is to say of boxes that are a code, or can be mended into one.
fn of_received(received: &Received, boxes: &Boxes, there: &[BoxNumber]) -> Verdict {
    let changes = || received.mended.iter().filter(|change| boxes.is_full(change.number.index()));
    let (lost, doubtful): (Vec<&Change>, Vec<&Change>) =
        changes().partition(|change| boxes.is_unreadable(change.number.index()));
    if !doubtful.is_empty() && !received.proven {
        return Verdict::saying(UNFITTING);
    }
    let mut marks = Vec::with_capacity(BOXES);
    // Room for everything, so that no outgrown copy stays behind.
    let mut status = SecretText::new(String::with_capacity(64 * (BOXES + 4)));
    let said = status.expose_mut();
    for change in &doubtful {
        let (number, proposal) = (change.number, received.code.box_text(change.number));
        write!(said, "Box {number} {}: probably {}. ", change.cause, proposal.expose())
            .expect("a string takes all");
        marks.push((number.index(), Mark::Doubtful(proposal)));
    }
    for change in &lost {
        let text = received.code.box_text(change.number);
        marks.push((change.number.index(), Mark::FilledIn(text)));
    }
    let lost: Vec<BoxNumber> = lost.iter().map(|change| change.number).collect();
    if !lost.is_empty() {
        let is = if lost.len() == 1 { "follows" } else { "follow" };
        let proof = if received.proven { "" } else { ", unproven" };
        let words = boxes_in_words(&lost).replacen('b', "B", 1);
        write!(said, "{words} {is} from the others{proof}. ").expect("a string takes all");
    }
    said.push_str(match (there.len() == BOXES, doubtful.is_empty(), lost.is_empty()) {
        (false, false, _) => "Type what the paper says.",
        (true, false, _) => "Type what the paper says, or Enter as it is.",
        (true, true, true) => "It fits. Enter goes on.",
        (true, true, false) => "Enter goes on.",
        (false, true, _) => "All fits so far.",
    });
    Verdict { status, marks, ..Verdict::saying("") }
}

/// The message of a failure, as a sentence.
fn sentence(failure: &Failure) -> String {
    let message = failure.message();
    let first = message.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let rest = message.chars().skip(1);
    format!("{first}{}.", rest.collect::<String>())
}

/// The boxes of which something holds, by their numbers.
fn numbers(holds: impl Fn(usize) -> bool) -> Vec<BoxNumber> {
    BoxNumber::all().filter(|number| holds(number.index())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_character_stays_what_it_was() {
        for (typed, shown) in [('5', '5'), ('٣', '3'), ('５', '5'), ('O', 'O'), ('l', 'l')] {
            assert_eq!(takes(typed), Some(shown), "{typed}");
        }
        for mark in ['?', '*', 'x', 'X'] {
            assert_eq!(takes(mark), Some('?'));
        }
        for foreign in ['k', '#', ':', ' ', '-', 'é'] {
            assert_eq!(takes(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_pasted_letter_is_read_again_as_the_same_guess() {
        for c in ('a'..='z').chain('A'..='Z') {
            if let Some(Digit::Guess(digit)) = Digit::from_char(c) {
                assert!(Digit::from_char(letter_for(digit)) == Some(Digit::Guess(digit)), "{c}");
            }
        }
    }
}
