//! The confirmation that a backup code was saved: the person saves it in one of the ways of the
//! menu, then types one box of it.
//!
//! The box is drawn at random, once. It is typed into a form of boxes if the terminal can show one,
//! otherwise on a line. Enter alone returns to the menu; leaving postpones the confirmation.

use crate::account::{Identity, Name};
use crate::code::digit::decimal;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, ROW_BOXES};
use crate::failure::Outcome;
use crate::secret::{Secret, SecretText};
use crate::session::Context;
use crate::session::saving::{self, Answer, Done, Saving, Way};
use crate::ui::boxes::{Boxes, Entered, Form, Then, Verdict};
use crate::ui::{Choice, Page, Reply, Unanswered};

const LATER: Choice<'static> = Choice { key: "l", label: "Later" };

/// The outcome of asking for the box.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// The box matched.
    Given,
    /// The person postponed it.
    Later,
    /// The person goes back to the menu.
    Again,
}

/// Has the person save the code and type one box of it. Returns the ways in which it was saved, or
/// `None` if the person postponed it.
pub(super) fn have_it_saved(
    context: &mut Context<'_>,
    name: &Name,
    identity: &Identity,
    code: &BackupCode,
) -> Outcome<Option<Vec<Way>>> {
    let mut draw = [0];
    (context.entropy)(&mut draw)?;
    // 256 is a multiple of 16, so the choice is uniform.
    let number = BoxNumber::new(usize::from(draw[0]) % BOXES + 1).expect("1 to 16");
    context.ui.say(&format!(
        "Now save the backup code of {name}, away from this device: where a fire or a thief that \
         takes this device does not reach it. Anyone who has these digits has the account. Without \
         them nobody can bring it back, not even the makers of collab."
    ));
    let mut trial = Trial { code, number, wrong: 0, refused: false, is_in_one_line: false };
    match trial.conversation(context, &Saving { name, identity, code }) {
        Ok(ways) => Ok(ways),
        // The account is durable, so leaving only postpones the confirmation.
        Err(Unanswered::Left) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The test of one box.
struct Trial<'a> {
    code: &'a BackupCode,
    /// The box to type.
    number: BoxNumber,
    /// The number of wrong answers.
    wrong: usize,
    /// Whether the form still shows that the last answer was wrong.
    refused: bool,
    /// Whether the code was saved as one line of digits, without boxes.
    is_in_one_line: bool,
}

impl Trial<'_> {
    fn conversation(
        &mut self,
        context: &mut Context<'_>,
        saving: &Saving<'_>,
    ) -> Result<Option<Vec<Way>>, Unanswered> {
        let mut ways = Vec::new();
        loop {
            let done = match saving::choose(context, !ways.is_empty(), &LATER)? {
                Answer::Leave => Done::Leave,
                Answer::Saved => Done::Saved,
                Answer::Way(way) => {
                    let done = saving.save(context, way)?;
                    if matches!(done, Done::Saved | Done::Partly) {
                        ways.push(way);
                    }
                    done
                }
            };
            match done {
                Done::Partly | Done::Nothing => continue,
                Done::Leave => return Ok(None),
                Done::Saved => {}
            }
            self.is_in_one_line = matches!(ways.last(), Some(Way::Copy | Way::Phone));
            let proof = if context.ui.has_boxes() {
                self.in_boxes(context)?
            } else {
                self.on_lines(context)?
            };
            match proof {
                Proof::Given => return Ok(Some(ways)),
                Proof::Later => return Ok(None),
                Proof::Again => {}
            }
        }
    }

    fn in_boxes(&mut self, context: &mut Context<'_>) -> Result<Proof, Unanswered> {
        let form = Form {
            title: String::from("Is it saved?"),
            paragraphs: vec![
                self.where_it_is(),
                String::from(
                    "If it is not saved yet: Enter on the empty box goes back to the ways to save \
                     it, and Escape leaves it for another day.",
                ),
            ],
            only: Some(self.number.index()),
            boxes: Boxes::new(),
            takes: |c| decimal(c).and_then(|digit| char::from_digit(u32::from(digit), 10)),
            progress: "Comparing",
        };
        let mut proof = Proof::Later;
        context.ui.fill_in(&form, &mut |entered| self.judge(&entered, &mut proof))?;
        Ok(proof)
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

    fn on_lines(&mut self, context: &mut Context<'_>) -> Result<Proof, Unanswered> {
        let number = self.number;
        let page = Page {
            title: String::from("Is it saved?"),
            paragraphs: vec![
                self.where_it_is(),
                String::from(
                    "If it is not saved yet: Enter alone goes back to the ways to save it, and \
                     later leaves it for another day.",
                ),
            ],
            prompt: format!("Box {number}:"),
            ..Page::default()
        };
        let mut proof = Proof::Later;
        context.ui.in_private(page, &mut |answer| {
            let answer = answer.trim();
            if answer.eq_ignore_ascii_case("later") {
                return Reply::Close;
            }
            if answer.is_empty() {
                proof = Proof::Again;
                return Reply::Close;
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

    /// Describes the position of the box in the saved code.
    fn where_it_is(&self) -> String {
        let index = self.number.index();
        if self.is_in_one_line {
            let first = index * BOX_DIGITS + 1;
            return format!(
                "Look at what you saved, type box {} from it, and press Enter. It is the digits \
                 {first} to {} of 80.",
                self.number,
                first + BOX_DIGITS - 1,
            );
        }
        format!(
            "Look at what you saved, type box {} from it, and press Enter. It is the {} box in row {}.",
            self.number,
            ["first", "second", "third", "last"][index % ROW_BOXES],
            index / ROW_BOXES + 1,
        )
    }

    fn refusal(&self) -> String {
        let tries =
            if self.wrong == 1 { String::new() } else { format!(" ({} tries)", self.wrong) };
        format!("Box {} does not match{tries}. Check what you saved, and your typing.", self.number)
    }
}

const NO_BOX: &str = "A box has five digits.";

/// Returns the digits of an answer, without any other characters.
fn digits_of(answer: &str) -> SecretText {
    let mut digits = Secret::new(String::with_capacity(answer.len()));
    let decimals = answer.chars().filter_map(decimal).map(|digit| char::from(b'0' + digit));
    digits.expose_mut().extend(decimals);
    digits
}
