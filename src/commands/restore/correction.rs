//! The question whether a correction that is certain is to be used.

use std::fmt::Write as _;

use crate::code::ROW_BOXES;
use crate::code::mend::Change;
use crate::failure::{Outcome, causes_in_words, changes_in_words};
use crate::secret::SecretText;
use crate::session::Context;
use crate::session::code_source::Received;
use crate::ui::{Page, Reply};

/// The most boxes that a correction may work out for Enter alone to mean yes.
const MOST_FOR_ENTER: usize = 2;

/// Shows the boxes that change, what they change to, and the account that this opens; asks for a
/// yes. Enter means yes where all that was wrong are one or two boxes marked as unreadable.
pub(super) fn is_agreed_to(context: &mut Context<'_>, received: &Received) -> Outcome<bool> {
    let changes = &received.corrections;
    let enter_is_yes = changes.len() <= MOST_FOR_ENTER && changes.iter().all(Change::is_unreadable);
    let question = if enter_is_yes { "Use it? [Y/n]" } else { "Use it? [y/N]" };
    let mut agreed = false;
    context.ui.in_private(page(received, question), &mut |answer| {
        agreed = match answer.trim().to_lowercase().as_str() {
            "" => enter_is_yes,
            "y" | "yes" => true,
            "n" | "no" => false,
            _ => return Reply::Again(format!("Please answer y or n. {question}")),
        };
        Reply::Close
    })?;
    Ok(agreed)
}

fn page(received: &Received, question: &str) -> Page {
    // Boxes that are only in another order have their digits on the paper; sixteen lines of them
    // would leave no room for the identity.
    let displaced: Vec<Change> =
        received.corrections.iter().filter(|change| change.is_elsewhere()).cloned().collect();
    let is_told = displaced.len() > ROW_BOXES;
    let listed: Vec<&Change> =
        received.corrections.iter().filter(|change| !is_told || !change.is_elsewhere()).collect();
    let is_worked_out = received.corrections.iter().all(Change::is_unreadable);
    let mut title = String::from(if is_worked_out {
        "The other boxes say what could not be read."
    } else {
        "The code does not check as it stands."
    });
    if is_told {
        title.push(' ');
        title.push_str(&changes_in_words(&displaced).replacen('b', "B", 1));
        title.push('.');
    }
    if !listed.is_empty() && !is_worked_out {
        title.push_str(" These boxes would change:");
    }
    Page {
        title,
        lines: listed.into_iter().map(|change| line(change, received)).collect(),
        paragraphs: vec![
            String::from("It opens this account:"),
            received.identity.to_string(),
            String::from("Is that what the paper should say?"),
        ],
        prompt: question.to_owned(),
        ..Page::default()
    }
}

fn line(change: &Change, received: &Received) -> SecretText {
    let digits = received.code.box_text(change.number);
    let mut line = SecretText::new(String::with_capacity(96));
    let number = change.number.get();
    let why = causes_in_words(change);
    write!(line.expose_mut(), "{number:>4}:  {}  {why}", digits.expose())
        .expect("a string takes all");
    line
}
