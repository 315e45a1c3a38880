//! The question whether to use a certain correction.

use std::fmt::Write as _;

use crate::code::mend::Change;
use crate::code::{BoxNumber, ROW_BOXES};
use crate::failure::{Outcome, boxes_in_words, causes_in_words, changes_in_words};
use crate::secret::SecretText;
use crate::session::Context;
use crate::session::code_source::Received;
use crate::ui::spelling::spelled;
use crate::ui::{Page, Reply, yes_or_no};

/// Shows the boxes as read and as corrected, with the identity that the code opens, and asks for
/// consent. Enter alone means yes if nothing but one or two unreadable boxes was corrected.
pub(super) fn is_agreed_to(context: &mut Context<'_>, received: &Received) -> Outcome<bool> {
    let enter_is_yes = received.enter_agrees();
    let what = if received.corrections.len() == 1 { "it" } else { "the correction" };
    let question = yes_or_no(&format!("Use {what}?"), enter_is_yes);
    let mut agreed = false;
    let is_spelled = context.ui.is_plain();
    context.ui.in_private(page(received, &question, is_spelled), &mut |answer| {
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

/// Returns the box to mark first if the person declines the correction.
pub(super) fn doubtful(received: &Received) -> Option<BoxNumber> {
    received.corrections.first().map(|change| change.number)
}

fn page(received: &Received, question: &str, is_spelled: bool) -> Page {
    // Displaced boxes have their digits on the paper, and sixteen lines of them would leave no room
    // for the identity. More than a row of them is told in one sentence.
    let displaced: Vec<Change> =
        received.corrections.iter().filter(|change| change.is_elsewhere()).cloned().collect();
    let is_told = displaced.len() > ROW_BOXES;
    let listed: Vec<&Change> =
        received.corrections.iter().filter(|change| !is_told || !change.is_elsewhere()).collect();
    let (unreadable, wrong): (Vec<&Change>, Vec<&Change>) =
        listed.iter().partition(|change| change.is_unreadable());
    let mut title = Vec::new();
    if is_told {
        title.push(capitalized(&changes_in_words(&displaced)) + ".");
    }
    if !wrong.is_empty() {
        let (is, it) = if wrong.len() == 1 { ("is", "it") } else { ("are", "them") };
        title.push(format!("{} {is} probably wrong. Look at {it} on your paper.", named(&wrong)));
    }
    if !unreadable.is_empty() {
        let was = if unreadable.len() == 1 { "was" } else { "were" };
        title.push(format!("{} {was} worked out from the other boxes.", named(&unreadable)));
    }
    Page {
        title: title.join(" "),
        lines: listed.into_iter().flat_map(|change| lines(change, received, is_spelled)).collect(),
        paragraphs: vec![
            String::from("The account's public identity, to compare with your paper:"),
            received.identity.to_string(),
        ],
        prompt: question.to_owned(),
        ..Page::default()
    }
}

/// Names the boxes that change, for the beginning of a sentence.
fn named(changes: &[&Change]) -> String {
    let numbers: Vec<BoxNumber> = changes.iter().map(|change| change.number).collect();
    capitalized(&boxes_in_words(&numbers))
}

fn capitalized(boxes: &str) -> String {
    boxes.replacen('b', "B", 1)
}

/// Returns the lines about one box: its digits as read, if known, the digits that would fit, and
/// the cause. A single correction is told in a sentence. Digits are spelled one by one for a screen
/// reader.
fn lines(change: &Change, received: &Received, is_spelled: bool) -> Vec<SecretText> {
    let shown = |text: SecretText| if is_spelled { spelled(text.expose()) } else { text };
    let fits = shown(received.code.box_text(change.number));
    let says = received.read.as_ref().map(|boxes| shown(boxes.text(change.number.index())));
    let (number, why) = (change.number, causes_in_words(change));
    let mut line = SecretText::new(String::with_capacity(64 + why.len()));
    let out = line.expose_mut();
    // Writing to a string cannot fail.
    let _ = match says {
        Some(says) if received.corrections.len() == 1 => {
            let mut first = SecretText::new(String::with_capacity(64));
            let _ = write!(first.expose_mut(), "Box {number} says {},", says.expose());
            let _ = write!(out, "and {} would fit ({why}).", fits.expose());
            return vec![first, line];
        }
        None if received.corrections.len() == 1 => {
            write!(out, "Box {number}: {} would fit ({why}).", fits.expose())
        }
        Some(says) => {
            write!(out, "{:>4}: {} -> {}  {why}", number.get(), says.expose(), fits.expose())
        }
        None => write!(out, "{:>4}: {}  {why}", number.get(), fits.expose()),
    };
    vec![line]
}
