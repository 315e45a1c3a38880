//! A code typed into boxes: what is said of it while it is typed, and when it is enough.
//!
//! Nothing is judged before thirteen boxes are there, since any twelve are part of some code: the
//! thirteenth is the first that can be wrong. From then on, boxes that are not there yet count as
//! lost. A doubtful box is marked and never changed; only where a person typed `?` the box shows
//! what follows from the others. Enter ends it when what the boxes say is a code, or damaged in a
//! way that can be mended, which is then the command's to agree to.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{CodeSource, Received};
use crate::code::digit::Digit;
use crate::code::mend::{Change, Watch};
use crate::code::reading::{self, BoxReading, LIMIT, NotACode, ReadError, Reading};
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, DIGITS, ROW_BOXES};
use crate::commands::Context;
use crate::failure::{Failure, Outcome, Status, boxes_in_words, changes_in_words};
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
    /// Has a code typed or pasted into boxes, in which this stands already.
    pub(in crate::commands) fn receive_in_boxes(
        &self,
        context: &mut Context<'_>,
        contents: Option<&Contents>,
        title: &str,
        boxes: Boxes,
    ) -> Outcome<Received> {
        let form = Form {
            title: title.to_owned(),
            paragraphs: vec![
                String::from("? is a digit that can't be read; ? and Space, a whole box."),
                String::from("Tab and arrows move. Enter when done; Ctrl-C leaves."),
            ],
            only: None,
            boxes,
            takes,
        };
        let judge = |reading: &Reading, watch: Watch<'_>| self.judge(reading, contents, watch);
        let advice = if self.expect.is_some() { DOUBT } else { DOUBT_OR_EXPECT };
        let mut typing = Typing { judge: &judge, judged: None, advice };
        let mut typed = None;
        let mut outcome = None;
        context.ui.fill_in(&form, &mut |entered| match entered {
            Entered::Changed(boxes) => typing.look_at(boxes, None),
            Entered::Escape => Verdict::saying("Ctrl-C leaves; nothing is changed then."),
            Entered::Pasted(text, Some(patience)) => {
                typing.take_in(text, Some(&|share| patience.done(share)), &mut outcome)
            }
            Entered::Pasted(text, None) => typing.take_in(text, None, &mut outcome),
            Entered::Enter(boxes, patience) => {
                typed = Some(boxes.clone());
                typing.finish(boxes, &|share| patience.done(share), &mut outcome)
            }
        })?;
        let received = outcome.unwrap_or_else(|| Err(super::nothing_typed()))?;
        Ok(Received { typed, ..received })
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

fn boxes_of(read: &[BoxReading; BOXES]) -> Boxes {
    let mut boxes = Boxes::new();
    for (number, one) in read.iter().enumerate() {
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
    judge: &'a dyn Fn(&Reading, Watch<'_>) -> Outcome<Received>,
    /// The text that was judged last, and what came of it: most keys change neither.
    judged: Option<(Zeroizing<String>, Outcome<Received>)>,
    /// What to do where nothing that is typed explains itself.
    advice: &'static str,
}

const DOUBT: &str = "Type ? for what you doubt.";
const DOUBT_OR_EXPECT: &str = "Type ? for what you doubt; or begin again with `--expect` and the \
     did:key of the paper, which lets more be mended.";

/// How long typing may be held up to look into what is there so far.
const GLANCE: Duration = Duration::from_millis(100);

impl Typing<'_> {
    /// What there is to say of a pasted text. Unless there is someone to watch, digits that fill no
    /// boxes are as good as typed.
    fn take_in(
        &self,
        text: &str,
        watch: Option<Watch<'_>>,
        outcome: &mut Option<Outcome<Received>>,
    ) -> Verdict {
        let not_pasted =
            |failure: &Failure| Verdict::saying(format!("Not pasted: {}.", failure.message()));
        match reading::read(text.as_bytes()) {
            Ok(reading) => {
                if let Some(boxes) = reading.boxes() {
                    return Verdict { boxes: Some(boxes_of(&boxes)), ..Verdict::saying("") };
                }
                let Some(watch) = watch else {
                    return Verdict { then: Then::AsTyped, ..Verdict::saying("") };
                };
                // A few digits too many or too few: they fill no boxes, unless it can be told
                // where they were lost or added. Then the person is asked.
                match (self.judge)(&reading, watch) {
                    Err(failure) if failure.status() == Status::NotACode => not_pasted(&failure),
                    received => {
                        *outcome = Some(received);
                        Verdict { then: Then::Close, ..Verdict::saying("") }
                    }
                }
            }
            // A row, or a few boxes.
            Err(NotACode { error: ReadError::Count { digits, .. }, lookalike: None })
                if digits.is_multiple_of(BOX_DIGITS) && digits < DIGITS - BOX_DIGITS =>
            {
                Verdict { then: Then::AsTyped, ..Verdict::saying("") }
            }
            Err(not_a_code) => not_pasted(&Failure::from(not_a_code)),
        }
    }

    /// What there is to say after a change; at a glance, unless there is someone to watch.
    fn look_at(&mut self, boxes: &Boxes, watch: Option<Watch<'_>>) -> Verdict {
        let there = numbers(|index| boxes.is_full(index));
        let legible = there.iter().filter(|number| !boxes.is_unreadable(number.index())).count();
        if legible < JUDGED_FROM && there.len() < BOXES {
            return Verdict::saying(match there.len() {
                0 => String::new(),
                count => format!("{count} of {BOXES} boxes so far."),
            });
        }
        let began = Instant::now();
        let glance = |_| {
            if began.elapsed() < GLANCE {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        match self.judged(boxes, watch.unwrap_or(&glance)) {
            Ok(received) => of_received(received, boxes, &there),
            Err(failure) if failure.status() == Status::Interrupted && there.len() == BOXES => {
                Verdict::saying("It does not fit as it is. Enter looks into it at length.")
            }
            Err(failure) if there.len() == BOXES => {
                Verdict::saying(format!("{} {}", sentence(failure), self.advice))
            }
            Err(_) => Verdict::saying(UNFITTING),
        }
    }

    /// What there is to say after Enter.
    fn finish(
        &mut self,
        boxes: &Boxes,
        watch: Watch<'_>,
        outcome: &mut Option<Outcome<Received>>,
    ) -> Verdict {
        if let Some(received) = self.uneven(boxes, watch) {
            *outcome = Some(received);
            return Verdict { then: Then::Close, ..Verdict::saying("") };
        }
        let verdict = self.look_at(boxes, Some(watch));
        if let Some(missing) = (0..BOXES).find(|&index| !boxes.is_full(index)) {
            let number = missing + 1;
            let status = if boxes.are_empty() {
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

    /// What is made of boxes of which the last are not full, though nothing was passed over: a digit
    /// or a box may have been left out. Nothing if that explains nothing, and more is to be typed.
    fn uneven(&self, boxes: &Boxes, watch: Watch<'_>) -> Option<Outcome<Received>> {
        let end = (0..BOXES).find(|&index| !boxes.is_full(index))?;
        if !(end + 1..BOXES).all(|index| boxes.is_empty(index)) {
            return None;
        }
        let mut text = Zeroizing::new(String::with_capacity(LIMIT));
        for index in 0..BOXES {
            text.push_str(boxes.text(index).expose());
            text.push(' ');
        }
        let reading = reading::read(text.as_bytes()).ok()?;
        let received = (self.judge)(&reading, watch);
        let explains_nothing = |failure: &Failure| failure.status() == Status::NotACode;
        (!received.as_ref().is_err_and(explains_nothing)).then_some(received)
    }

    /// What is made of these boxes: the one call that takes time.
    fn judged(&mut self, boxes: &Boxes, watch: Watch<'_>) -> &Outcome<Received> {
        let mut text = Zeroizing::new(String::with_capacity(LIMIT));
        for index in 0..BOXES {
            text.push(' ');
            if boxes.is_full(index) {
                text.push_str(boxes.text(index).expose());
            } else {
                text.extend([UNREADABLE; BOX_DIGITS]);
            }
        }
        let is_known = |(before, outcome): &(Zeroizing<String>, Outcome<Received>)| {
            let ended = |failure: &Failure| failure.status() == Status::Interrupted;
            *before == text && !outcome.as_ref().is_err_and(ended)
        };
        let before = self.judged.take().filter(is_known);
        let (_, outcome) = self.judged.insert(before.unwrap_or_else(|| {
            let reading = reading::read(text.as_bytes());
            let outcome = reading.map_err(Failure::from).and_then(|it| (self.judge)(&it, watch));
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
    let mut status = SecretText::new(String::with_capacity(256 * BOXES));
    let said = status.expose_mut();
    // What is elsewhere on the paper needs no proposal, and can be all sixteen boxes.
    let (displaced, damaged): (Vec<&Change>, Vec<&Change>) =
        doubtful.iter().partition(|change| change.is_elsewhere());
    if !displaced.is_empty() {
        let displaced: Vec<Change> = displaced.into_iter().cloned().collect();
        let words = changes_in_words(&displaced).replacen('b', "B", 1);
        write!(said, "{words}. ").expect("a string takes all");
    }
    for change in damaged {
        let proposal = received.code.box_text(change.number);
        write!(said, "Box {}, probably {}: {change}. ", change.number, proposal.expose())
            .expect("a string takes all");
    }
    for change in &doubtful {
        let proposal = received.code.box_text(change.number);
        marks.push((change.number.index(), Mark::Doubtful(proposal)));
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
