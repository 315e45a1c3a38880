//! The proof that a code was saved: it is shown, and one box of it typed.
//!
//! The box is drawn by lot, once. It is typed into the boxes where the terminal has them, otherwise
//! on a line. Enter alone shows the code again; leaving, however, only means later.

use super::offer::{Answer, Offer};
use crate::account::{Identity, Name};
use crate::code::digit::decimal;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, ROW_BOXES};
use crate::failure::Outcome;
use crate::secret::{Secret, SecretText};
use crate::session::Context;
use crate::ui::boxes::{Boxes, Entered, Form, Then, Verdict};
use crate::ui::{Page, Reply, Unanswered};

/// How a conversation about the proof ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    Given,
    Later,
    /// The code is to be shown again.
    Again,
}

/// Shows the code and has one box of it typed. `false` means later.
pub(super) fn have_it_saved(
    context: &mut Context<'_>,
    name: &Name,
    identity: &Identity,
    code: &BackupCode,
) -> Outcome<bool> {
    let mut draw = [0];
    (context.entropy)(&mut draw)?;
    // 256 is a multiple of 16, so that every box is as likely.
    let number = BoxNumber::new(usize::from(draw[0]) % BOXES + 1).expect("1 to 16");
    let mut trial = Trial { code, number, wrong: 0, refused: false };
    let offer = Offer::new(context, name, identity, code);
    let outcome = if context.ui.has_boxes() {
        trial.in_boxes(context, offer)
    } else {
        trial.on_lines(context, offer)
    };
    match outcome {
        Ok(proof) => Ok(proof == Proof::Given),
        // The account is durable: leaving here only means later.
        Err(Unanswered::Left) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The box that is asked for, how often it was wrong, and whether that is still to be said.
struct Trial<'a> {
    code: &'a BackupCode,
    number: BoxNumber,
    wrong: usize,
    refused: bool,
}

impl Trial<'_> {
    fn in_boxes(
        &mut self,
        context: &mut Context<'_>,
        mut offer: Offer<'_>,
    ) -> Result<Proof, Unanswered> {
        let form = Form {
            title: String::from("Is it saved?"),
            paragraphs: vec![
                where_it_is(self.number),
                String::from(
                    "Enter on the empty box shows the code again; Escape leaves the proof for \
                     another day.",
                ),
            ],
            only: Some(self.number.index()),
            boxes: Boxes::new(),
            takes: |c| decimal(c).and_then(|digit| char::from_digit(u32::from(digit), 10)),
            progress: "Comparing",
        };
        loop {
            let mut proof = Proof::Later;
            context.ui.in_private(offer.page(), &mut |answer| {
                proof = match offer.answer(answer) {
                    Answer::Saved => Proof::Again,
                    Answer::Later => Proof::Later,
                    Answer::Stay(reply) => return reply,
                };
                Reply::Close
            })?;
            if proof == Proof::Later {
                return Ok(proof);
            }
            context.ui.fill_in(&form, &mut |entered| self.judge(&entered, &mut proof))?;
            if proof != Proof::Again {
                return Ok(proof);
            }
        }
    }

    fn judge(&mut self, entered: &Entered<'_>, proof: &mut Proof) -> Verdict {
        let index = self.number.index();
        let mut close = |end| {
            *proof = end;
            Verdict { then: Then::Close, ..Verdict::saying("") }
        };
        match entered {
            Entered::Changed(boxes) => {
                self.refused &= boxes.is_empty(index);
                Verdict::saying(if self.refused { self.refusal() } else { String::new() })
            }
            Entered::Escape => close(Proof::Later),
            Entered::Enter(boxes, _) if boxes.is_empty(index) => {
                self.refused = false;
                close(Proof::Again)
            }
            Entered::Enter(boxes, _) if !boxes.is_full(index) => Verdict::saying(NO_BOX),
            Entered::Enter(boxes, _) if boxes.text(index) == self.code.box_text(self.number) => {
                close(Proof::Given)
            }
            Entered::Enter(..) => {
                self.wrong += 1;
                self.refused = true;
                Verdict { boxes: Some(Boxes::new()), ..Verdict::saying(self.refusal()) }
            }
            Entered::Pasted(text, _) => {
                let digits = digits_of(text);
                if digits.expose().len() != BOX_DIGITS {
                    return Verdict::saying(NO_BOX);
                }
                let mut boxes = Boxes::new();
                for (position, digit) in digits.expose().chars().enumerate() {
                    boxes.put(index, position, digit);
                }
                Verdict { boxes: Some(boxes), ..Verdict::saying("") }
            }
        }
    }

    fn on_lines(
        &mut self,
        context: &mut Context<'_>,
        mut offer: Offer<'_>,
    ) -> Result<Proof, Unanswered> {
        let mut showing = true;
        let mut proof = Proof::Later;
        let number = self.number;
        context.ui.in_private(offer.page(), &mut |answer| {
            if showing {
                return match offer.answer(answer) {
                    Answer::Saved => {
                        showing = false;
                        Reply::Turn(proof_page(number))
                    }
                    Answer::Later => Reply::Close,
                    Answer::Stay(reply) => reply,
                };
            }
            let answer = answer.trim();
            if answer.eq_ignore_ascii_case("later") {
                return Reply::Close;
            }
            if answer.is_empty() {
                showing = true;
                return Reply::Turn(offer.page());
            }
            let digits = digits_of(answer);
            if digits == self.code.box_text(number) {
                proof = Proof::Given;
                Reply::Close
            } else if digits.expose().len() == BOX_DIGITS {
                self.wrong += 1;
                Reply::Again(format!("{} Box {number}:", self.refusal()))
            } else {
                Reply::Again(format!("{NO_BOX} Box {number}:"))
            }
        })?;
        Ok(proof)
    }

    fn refusal(&self) -> String {
        let tries =
            if self.wrong == 1 { String::new() } else { format!(" ({} tries)", self.wrong) };
        format!("That is not what box {} says{tries}.", self.number)
    }
}

const NO_BOX: &str = "A box has five digits.";

fn proof_page(number: BoxNumber) -> Page {
    Page {
        title: String::from("Is it saved?"),
        paragraphs: vec![
            where_it_is(number),
            String::from(
                "Enter alone shows the code again; later leaves the proof for another day.",
            ),
        ],
        prompt: format!("Box {number}:"),
        ..Page::default()
    }
}

/// Where on paper the box is.
fn where_it_is(number: BoxNumber) -> String {
    format!(
        "Look at what you saved, and type box {number} from it: the five digits that are {} in \
         row {}.",
        ["first", "second", "third", "last"][number.index() % ROW_BOXES],
        number.index() / ROW_BOXES + 1,
    )
}

/// The digits of an answer, whatever is between them.
fn digits_of(answer: &str) -> SecretText {
    let mut digits = Secret::new(String::with_capacity(answer.len()));
    let decimals = answer.chars().filter_map(decimal).map(|digit| char::from(b'0' + digit));
    digits.expose_mut().extend(decimals);
    digits
}
