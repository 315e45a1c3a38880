//! A code typed into boxes: the messages during typing, and the end of it.
//!
//! During typing, nothing is judged before thirteen boxes are legible or all sixteen are full. Any
//! twelve belong to some code, so the thirteenth is the first that can be wrong. From then on,
//! boxes that are not typed yet count as erasures. A doubtful box is marked and never changed; only
//! a box in which the person typed `?` shows its value as computed from the others. Enter ends the
//! typing if the boxes are a code, or a damaged one that can be corrected; agreeing to the
//! correction is then up to the command.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{
    Answer, Judge, MOST_WORKED_OUT, Received, SEARCHING, Uncertain, boxes_of, nothing_typed,
};
use crate::code::digit::Digit;
use crate::code::mend::{Change, Watch};
use crate::code::reading::{LIMIT, NotACode, ReadError, Reading};
use crate::code::{BOX_DIGITS, BOXES, BoxNumber, DIGITS, ROW_BOXES};
use crate::failure::{Failure, Outcome, Status, boxes_in_words, causes_in_words, changes_in_words};
use crate::secret::SecretText;
use crate::session::Context;
use crate::ui::boxes::{self, Boxes, Entered, Form, Mark, Then, UNREADABLE, Verdict};

const _: () = assert!(
    boxes::BOXES == BOXES && boxes::POSITIONS == BOX_DIGITS && boxes::ROW == ROW_BOXES,
    "a form has the shape of a code"
);

/// The number of legible boxes from which an error can be detected.
const JUDGED_FROM: usize = 13;

/// Has a code typed or pasted into boxes, which start with these contents. The cursor starts at
/// `doubtful`, if it is given.
pub(super) fn receive(
    context: &mut Context<'_>,
    title: &str,
    boxes: Boxes,
    doubtful: Option<BoxNumber>,
    judge: Judge<'_>,
) -> Outcome<Answer> {
    let form = Form {
        title: title.to_owned(),
        paragraphs: vec![
            String::from("? is a digit that can't be read; ? and Space, a whole box."),
            String::from("Tab and arrows move. Press Enter when done, or Ctrl-C to stop."),
        ],
        only: None,
        boxes,
        takes,
        progress: SEARCHING,
    };
    let mut typing =
        Typing { judge, judged: None, identities: Vec::new(), offers: false, is_agreed: false };
    let mut begins_at = doubtful.map(BoxNumber::index);
    let mut typed = None;
    let mut outcome = None;
    context.ui.fill_in(&form, &mut |entered| match entered {
        Entered::Changed(boxes) => {
            let verdict = typing.look_at(boxes, None);
            match begins_at.take() {
                Some(number) => Verdict { then: Then::GoTo(number), ..verdict },
                None => verdict,
            }
        }
        Entered::Escape => Verdict::saying("Press Ctrl-C to stop. Nothing was changed."),
        Entered::Pasted(text, watch) => typing.take_in(text, watch, &mut outcome),
        Entered::Enter(boxes, watch) => {
            typed = Some(boxes.clone());
            typing.finish(boxes, watch, &mut outcome)
        }
    })?;
    Ok(match outcome.unwrap_or_else(|| Err(nothing_typed()))? {
        Answer::Certain(received) => {
            // If digits have moved across boxes, none of the typed boxes says what the paper says.
            let is_full = |boxes: &Boxes| (0..BOXES).all(|index| boxes.is_full(index));
            let read = typed.clone().filter(is_full).or(received.read);
            let is_agreed = typing.is_agreed;
            Answer::Certain(Box::new(Received { read, typed, is_agreed, ..*received }))
        }
        Answer::Uncertain(uncertain) => Answer::Uncertain(Box::new(uncertain.typed_into(typed))),
    })
}

/// Returns the character that a typed one puts into a box: a digit, the mark of an unreadable
/// digit, or, as typed, a letter that people write for a digit.
fn takes(c: char) -> Option<char> {
    match Digit::from_char(c)? {
        Digit::Known(digit) => char::from_digit(u32::from(digit), 10),
        Digit::Guess(_) => Some(c),
        Digit::Unreadable => Some(UNREADABLE),
    }
}

/// Whether a text is nothing but boxes, and fewer of them than a code has.
fn are_first_boxes(text: &str) -> bool {
    let digits = text.chars().filter(|&c| takes(c).is_some()).count();
    let is_plain = text.chars().all(|c| takes(c).is_some() || c.is_whitespace() || c == '-');
    is_plain && digits < DIGITS && digits.is_multiple_of(BOX_DIGITS)
}

/// A code that is being typed.
struct Typing<'a> {
    /// The judge of the sixteen boxes.
    judge: Judge<'a>,
    /// The text that was judged last and its answer: most keys change neither.
    judged: Option<(Zeroizing<String>, Outcome<Answer>)>,
    /// The identities in the text that was pasted last.
    identities: Vec<String>,
    /// Whether the boxes show a correction and ask the person to agree with Enter.
    offers: bool,
    /// Whether the person has agreed to the correction.
    is_agreed: bool,
}

/// The longest delay of typing for a search in the boxes so far.
const GLANCE: Duration = Duration::from_millis(100);

impl Typing<'_> {
    /// Returns the verdict on a pasted text. Without a watcher, digits that fill no boxes are taken
    /// as if typed, and so are the first boxes of a code, whose others may follow.
    fn take_in(
        &mut self,
        text: &str,
        watch: Option<Watch<'_>>,
        outcome: &mut Option<Outcome<Answer>>,
    ) -> Verdict {
        let not_pasted =
            |failure: &Failure| Verdict::saying(format!("Not pasted: {}.", failure.message()));
        match self.judge.read(text.as_bytes()) {
            Ok(reading) => {
                self.identities = reading.identities().to_vec();
                if let Some(boxes) = reading.boxes() {
                    return Verdict { boxes: Some(boxes_of(&boxes)), ..Verdict::saying("") };
                }
                let Some(watch) = watch.filter(|_| !are_first_boxes(text)) else {
                    return Verdict { then: Then::AsTyped, ..Verdict::saying("") };
                };
                // A few digits too many or too few fill no boxes. If the search finds where they
                // were lost or added, the command asks the person.
                match self.judge.judge(reading, watch) {
                    Err(failure) if failure.status() == Status::NotACode => not_pasted(&failure),
                    answer => {
                        *outcome = Some(answer);
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
            Err(not_a_code) => not_pasted(&self.judge.refusal(text.as_bytes(), not_a_code)),
        }
    }

    /// Returns the verdict after a change. Without a watcher, the search takes at most [`GLANCE`].
    fn look_at(&mut self, boxes: &Boxes, watch: Option<Watch<'_>>) -> Verdict {
        self.offers = false;
        let there = numbers(|index| boxes.is_full(index));
        let legible = there.iter().filter(|number| !boxes.is_unreadable(number.index())).count();
        if legible < JUDGED_FROM && there.len() < BOXES {
            let so_far = match there.len() {
                0 => String::new(),
                count => format!("{count} of {BOXES} boxes so far. "),
            };
            let short =
                if has_short(boxes) { "< marks a box with fewer than 5 digits." } else { "" };
            return Verdict::saying((so_far + short).trim_end());
        }
        let began = Instant::now();
        let glance = |_| {
            if began.elapsed() < GLANCE {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let corrects = self.judge.takes_uncertain;
        match self.judged(boxes, watch.unwrap_or(&glance)) {
            Ok(Answer::Certain(received)) => {
                let verdict = of_received(received, boxes, &there, corrects);
                let is_worked_out = !received.corrections.is_empty() && received.enter_agrees();
                self.offers = corrects && there.len() == BOXES && is_worked_out;
                verdict
            }
            Ok(Answer::Uncertain(uncertain)) => of_uncertain(uncertain, &there),
            Err(failure) if failure.status() == Status::Interrupted && there.len() == BOXES => {
                Verdict::saying(
                    "These boxes do not fit together. Press Enter to look for the mistake (a few \
                     seconds).",
                )
            }
            Err(failure) if there.len() == BOXES => {
                let advice = if legible == BOXES { " Type ? where you are not sure." } else { "" };
                Verdict::saying(sentence(failure) + advice)
            }
            Err(_) => Verdict::saying(UNFITTING),
        }
    }

    /// Returns the verdict after Enter, which agrees only to something that was shown before it.
    fn finish(
        &mut self,
        boxes: &Boxes,
        watch: Watch<'_>,
        outcome: &mut Option<Outcome<Answer>>,
    ) -> Verdict {
        if let Some(received) = self.uneven(boxes, watch) {
            *outcome = Some(received);
            return Verdict { then: Then::Close, ..Verdict::saying("") };
        }
        let offered = self.offers;
        let verdict = self.look_at(boxes, Some(watch));
        if let Some(missing) = (0..BOXES).find(|&index| !boxes.is_full(index)) {
            let number = missing + 1;
            let status = if boxes.are_empty() {
                String::from("Nothing is typed yet. Press Ctrl-C to stop.")
            } else if boxes.is_empty(missing) {
                format!("Box {number} is empty. If it can't be read, type ? and Space.")
            } else {
                format!(
                    "Box {number} is not complete. Type ? for each digit that can't be read or is missing."
                )
            };
            let then = Then::GoTo(missing);
            return Verdict { status: SecretText::new(status), then, ..verdict };
        }
        match self.judged.take() {
            Some((_, Err(failure))) if failure.status() == Status::NotACode => verdict,
            // The boxes themselves ask for the one agreement.
            Some(judged) if self.offers && !offered => {
                self.judged = Some(judged);
                verdict
            }
            Some((_, received)) => {
                self.is_agreed = self.offers;
                *outcome = Some(received);
                Verdict { then: Then::Close, ..verdict }
            }
            None => verdict,
        }
    }

    /// Judges boxes of which only the last ones are not full: a digit or a box may have been left
    /// out. `None` if that explains nothing, so that more is to be typed.
    fn uneven(&self, boxes: &Boxes, watch: Watch<'_>) -> Option<Outcome<Answer>> {
        let end = (0..BOXES).find(|&index| !boxes.is_full(index))?;
        if !(end + 1..BOXES).all(|index| boxes.is_empty(index)) {
            return None;
        }
        let mut text = Zeroizing::new(String::with_capacity(LIMIT));
        for index in 0..BOXES {
            text.push_str(boxes.text(index).expose());
            text.push(' ');
        }
        let reading = self.read(&mut text).ok()?;
        match self.judge.judge(reading, watch) {
            Err(failure) if failure.status() == Status::NotACode => None,
            Ok(Answer::Uncertain(uncertain)) if !uncertain.has_likeliest() => None,
            answer => Some(answer),
        }
    }

    /// Judges these boxes. Only this call takes long.
    fn judged(&mut self, boxes: &Boxes, watch: Watch<'_>) -> &Outcome<Answer> {
        let mut text = Zeroizing::new(String::with_capacity(LIMIT));
        for index in 0..BOXES {
            text.push(' ');
            if boxes.is_full(index) {
                text.push_str(boxes.text(index).expose());
            } else {
                text.extend([UNREADABLE; BOX_DIGITS]);
            }
        }
        let reading = self.read(&mut text);
        let is_known = |(before, outcome): &(Zeroizing<String>, Outcome<Answer>)| {
            let ended = |failure: &Failure| failure.status() == Status::Interrupted;
            *before == text && !outcome.as_ref().is_err_and(ended)
        };
        let before = self.judged.take().filter(is_known);
        let (_, outcome) = self.judged.insert(before.unwrap_or_else(|| {
            let outcome = reading
                .map_err(|it| self.judge.refusal(text.as_bytes(), it))
                .and_then(|it| self.judge.judge(it, watch));
            (text, outcome)
        }));
        outcome
    }

    /// Reads the text of the boxes, with the identities beside the code that was pasted.
    fn read(&self, text: &mut Zeroizing<String>) -> Result<Reading, NotACode> {
        for identity in &self.identities {
            text.push('\n');
            text.push_str(identity);
        }
        self.judge.read(text.as_bytes())
    }
}

/// Whether a box with some digits stands before a later one, so that nobody is still typing it.
fn has_short(boxes: &Boxes) -> bool {
    let last = (0..BOXES).rev().find(|&index| !boxes.is_empty(index)).unwrap_or_default();
    (0..last).any(|index| !boxes.is_empty(index) && !boxes.is_full(index))
}

/// The message that something is wrong and its place is unknown.
const UNFITTING: &str = "Something does not fit yet. Compare the boxes with the paper.";

/// Returns the verdict on boxes that leave too few checks for a correction. It shows no digit of
/// the correction, since completed it would be a code that opens another account.
fn of_uncertain(uncertain: &Uncertain, there: &[BoxNumber]) -> Verdict {
    if there.len() < BOXES {
        let is_fitting = uncertain.has_likeliest() && uncertain.is_only_unread();
        return Verdict::saying(if is_fitting { "All fits so far." } else { UNFITTING });
    }
    let boxes = boxes_in_words(&uncertain.boxes());
    Verdict::saying(if uncertain.is_only_unread() {
        format!(
            "The other boxes are too few to check {boxes}, so the identity on your paper has to. \
             Press Enter to go on."
        )
    } else if !uncertain.has_likeliest() && uncertain.boxes().len() > MOST_WORKED_OUT {
        format!(
            "{} boxes can't be read, and at most {MOST_WORKED_OUT} can be worked out without the \
             identity on your paper. Press Enter to go on.",
            uncertain.boxes().len()
        )
    } else {
        String::from(
            "These boxes do not fit together. Press Enter to compare with the identity on your \
             paper, or correct them.",
        )
    })
}

/// Returns the verdict on boxes that are a code, or were corrected into one with certainty. If
/// `corrects`, Enter leads to the correction; otherwise a saved code is only compared.
fn of_received(received: &Received, boxes: &Boxes, there: &[BoxNumber], corrects: bool) -> Verdict {
    let changes =
        || received.corrections.iter().filter(|change| boxes.is_full(change.number.index()));
    let (lost, doubtful): (Vec<&Change>, Vec<&Change>) =
        changes().partition(|change| boxes.is_unreadable(change.number.index()));
    let mut marks = Vec::with_capacity(BOXES);
    // Large enough for everything: a buffer that reallocated would leave an unwiped copy.
    let mut status = SecretText::new(String::with_capacity(256 * BOXES));
    let said = status.expose_mut();
    // Boxes that stand elsewhere on the paper need no proposal in words, and can be all sixteen.
    let (displaced, damaged): (Vec<&Change>, Vec<&Change>) =
        doubtful.iter().partition(|change| change.is_elsewhere());
    if !displaced.is_empty() {
        let displaced: Vec<Change> = displaced.into_iter().cloned().collect();
        let words = changes_in_words(&displaced).replacen('b', "B", 1);
        write!(said, "{words}. ").expect("a string takes all");
    }
    for change in damaged {
        let proposal = received.code.box_text(change.number);
        let why = causes_in_words(change);
        write!(said, "Box {}, probably {}: {why}. ", change.number, proposal.expose())
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
        let was = if lost.len() == 1 { "was" } else { "were" };
        let words = boxes_in_words(&lost).replacen('b', "B", 1);
        write!(said, "{words} {was} worked out from the other boxes. ")
            .expect("a string takes all");
    }
    said.push_str(match (there.len() == BOXES, doubtful.is_empty(), lost.is_empty()) {
        (false, false, _) if has_short(boxes) => {
            "Type what the paper says, and ? for each digit that is missing (<)."
        }
        (false, true, _) if has_short(boxes) => {
            "All fits so far. Type ? for each digit that is missing (<)."
        }
        (false, false, _) => "Type what the paper says.",
        (false, true, _) => "All fits so far.",
        (true, true, true) => "It fits. Press Enter to go on.",
        (true, false, _) if corrects => {
            "Type what the paper says, or press Enter to see the correction."
        }
        (true, true, false) if corrects && received.enter_agrees() => "Press Enter to confirm.",
        (true, true, false) if corrects => "Press Enter to see them and confirm.",
        (true, false, _) => {
            "Type what the paper says. If the paper says what you typed, press Enter: the check ends."
        }
        (true, true, false) => "Press Enter for the result.",
    });
    Verdict { status, marks, ..Verdict::saying("") }
}

/// Returns the message of a failure as a sentence.
fn sentence(failure: &Failure) -> String {
    let message = failure.message();
    let first = message.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let rest = message.chars().skip(1);
    format!("{first}{}.", rest.collect::<String>())
}

/// Returns the numbers of the boxes for which the condition holds.
fn numbers(holds: impl Fn(usize) -> bool) -> Vec<BoxNumber> {
    BoxNumber::all().filter(|number| holds(number.index())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_digit_or_look_alike_letter_is_kept() {
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
}
