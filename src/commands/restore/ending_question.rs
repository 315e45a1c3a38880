//! The question for the end of the identity, asked if too few checks are left to be certain of a
//! correction.
//!
//! The screen shows nothing of the correction but the numbers of its boxes: the characters are
//! evidence only if they come from the paper.

use crate::account::{Ending, EndingError};
use crate::failure::{Outcome, boxes_in_words};
use crate::session::Context;
use crate::session::code_source::{MOST_WORKED_OUT, Received, SEARCHING, Sought, Uncertain};
use crate::ui::{self, Page};

/// The outcome of the question.
pub(super) enum Reply {
    /// The end of the identity matched exactly one code.
    Found(Box<Received>),
    /// The person takes the likeliest correction, though nothing confirms it.
    Guess,
    /// The person goes back to the boxes.
    Leave,
}

/// A valid answer.
enum Typed {
    Ending(Ending),
    Guess,
    Leave,
}

/// Asks for the end of the identity until it matches exactly one code, or the person leaves or
/// guesses.
pub(super) fn ask(context: &mut Context<'_>, uncertain: &Uncertain) -> Outcome<Reply> {
    // More characters allow a longer search; fewer are still compared within a shorter one.
    let mut characters = uncertain.characters;
    let mut needs_whole = false;
    let mut before = None;
    loop {
        let asked = Asked { uncertain, characters, needs_whole, before };
        let ending = match asked.typed(context)? {
            Typed::Guess => return Ok(Reply::Guess),
            Typed::Leave => return Ok(Reply::Leave),
            Typed::Ending(ending) => ending,
        };
        let progress = context.ui.progress(SEARCHING);
        let sought = uncertain.seek(&ending, &|done| progress.report(done))?;
        drop(progress);
        before = Some(match sought {
            Sought::Found(received) => return Ok(Reply::Found(received)),
            Sought::Several => {
                needs_whole = true;
                String::from("Two corrections of these boxes open accounts with that ending.")
            }
            Sought::Nothing(more) => {
                characters = more.filter(|&more| more > ending.len()).unwrap_or(characters);
                NOTHING.to_owned()
            }
        });
    }
}

const NOTHING: &str = "No correction of these boxes opens an account with that ending. Compare the \
    characters with your paper, and then the boxes.";

/// The question, as asked once.
struct Asked<'a> {
    uncertain: &'a Uncertain,
    /// The number of characters to ask for.
    characters: usize,
    /// Whether nothing less than the whole identity is enough.
    needs_whole: bool,
    /// The reason why the previous answer did not suffice.
    before: Option<String>,
}

impl Asked<'_> {
    fn typed(self, context: &mut Context<'_>) -> Outcome<Typed> {
        let mut typed = Typed::Leave;
        context.ui.in_private(self.page(), &mut |answer| {
            typed = match answer.trim() {
                "" => Typed::Leave,
                guess if guess.eq_ignore_ascii_case("guess") => {
                    if !self.uncertain.has_likeliest() {
                        return self.again("There is no likely correction to guess.");
                    }
                    Typed::Guess
                }
                text => match text.parse::<Ending>() {
                    Ok(ending) if self.is_enough(&ending) => Typed::Ending(ending),
                    Ok(_) | Err(EndingError::Short) => return self.again("That is too short."),
                    Err(EndingError::Characters) => {
                        return self.again("An identity has letters and digits only.");
                    }
                },
            };
            ui::Reply::Close
        })?;
        Ok(typed)
    }

    fn is_enough(&self, ending: &Ending) -> bool {
        ending.is_whole() || !self.needs_whole && ending.len() >= self.uncertain.characters
    }

    fn again(&self, why: &str) -> ui::Reply {
        ui::Reply::Again(format!("{why} {}", self.prompt()))
    }

    fn prompt(&self) -> String {
        if self.needs_whole {
            String::from("From your paper, type the whole line that begins did:key:")
        } else {
            format!(
                "From your paper, type the last {} characters of the identity (they are not shown \
                 here):",
                self.characters
            )
        }
    }

    fn page(&self) -> Page {
        let boxes = self.uncertain.boxes();
        let named = boxes_in_words(&boxes);
        let title = if self.uncertain.is_only_unread() {
            format!(
                "Without {named}, one more wrong digit would open a different, empty account, and \
                 collab could not tell."
            )
        } else if self.uncertain.has_likeliest() && !boxes.is_empty() {
            format!(
                "These boxes do not fit together. A correction of {named} could open a different, \
                 empty account, and collab could not tell."
            )
        } else if self.uncertain.has_likeliest() {
            String::from(
                "These boxes do not fit together. Several corrections are equally likely, and each \
                 opens a different account.",
            )
        } else if boxes.len() > MOST_WORKED_OUT {
            let count = boxes.len();
            format!(
                "{count} boxes can't be read: {named}. At most {MOST_WORKED_OUT} can be worked out \
                 without the identity."
            )
        } else {
            String::from(
                "These boxes do not fit together, and no likely correction was found. With the \
                 identity on your paper collab can look further.",
            )
        };
        let mut paragraphs: Vec<String> = self.before.iter().cloned().collect();
        if !self.needs_whole {
            paragraphs.push(String::from(
                "The identity is the line that begins did:key; on a paper written by hand it is the \
                 characters beside the boxes.",
            ));
        }
        if self.characters > Ending::FEWEST && !self.needs_whole {
            let (more, usual) = (self.characters, Ending::FEWEST);
            let why = if self.before.is_some() {
                format!("With {more} characters instead of {usual}, collab can look further.")
            } else {
                format!(
                    "Several boxes are in doubt, so it takes {more} characters instead of {usual}."
                )
            };
            paragraphs.push(format!(
                "{why} If your paper has only {usual}, find the whole line on another device."
            ));
        }
        paragraphs.push(String::from("Press Enter alone to go back. Nothing is restored then."));
        if self.uncertain.has_likeliest() {
            paragraphs.push(String::from(
                "If you can't find the identity, on paper or on another device, type guess: collab \
                 takes the likeliest correction, and marks the account as guessed.",
            ));
        }
        Page { title, paragraphs, prompt: self.prompt(), ..Page::default() }
    }
}
