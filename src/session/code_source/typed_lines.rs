//! A code typed line by line, if the terminal has no boxes.

use zeroize::Zeroizing;

use super::{Answer, Judge, SEARCHING, nothing_typed};
use crate::code::reading::{self, LIMIT, ReadError, Reading};
use crate::code::{BOX_DIGITS, DIGITS};
use crate::failure::{Failure, Outcome, Status};
use crate::session::Context;
use crate::ui::{Page, Reply};

/// Has a code typed line by line, until it is valid or the person gives up with an empty line.
pub(super) fn receive(context: &mut Context<'_>, title: &str, judge: Judge<'_>) -> Outcome<Answer> {
    let mut before: Option<Failure> = None;
    loop {
        let typed = type_in(context, title, judge, before.as_ref())?;
        let outcome = match typed {
            None => return Err(before.unwrap_or_else(nothing_typed)),
            Some(Err(failure)) => Err(failure),
            Some(Ok(reading)) => {
                let progress = context.ui.progress(SEARCHING);
                judge.judge(reading, &|done| progress.report(done))
            }
        };
        match outcome {
            Err(failure) if failure.status() == Status::NotACode => before = Some(failure),
            outcome => return outcome,
        }
    }
}

/// Has a code typed or pasted, line by line, until there are sixteen boxes or an empty line. `None`
/// if nothing was typed.
fn type_in(
    context: &mut Context<'_>,
    title: &str,
    judge: Judge<'_>,
    before: Option<&Failure>,
) -> Outcome<Option<Result<Reading, Failure>>> {
    const PROMPT: &str = "Row 1 of 4, or all of it:";
    let mut page = Page {
        title: title.to_owned(),
        paragraphs: vec![
            String::from("16 boxes of 5 digits, 4 boxes to a row. Spaces do not matter."),
            String::from("For a digit that can't be read type ?, and ? alone for a whole box."),
            String::from("Type back to take the last line back, or press Ctrl-C to stop."),
        ],
        prompt: String::from(PROMPT),
        takes_pastes: true,
        ..Page::default()
    };
    if !context.ui.shows_results_in_private() {
        let stays = "What you type stays on this screen: clear it when you are done.";
        page.paragraphs.push(String::from(stays));
    }
    if let Some(failure) = before {
        page.paragraphs.insert(0, format!("Not yet: {}.", failure.message()));
    }
    let mut typed = Zeroizing::new(String::with_capacity(2 * LIMIT));
    let mut lines = Vec::new();
    let mut ending = false;
    let mut outcome = None;
    context.ui.in_private(page, &mut |answer| {
        let answer = answer.trim();
        let before = (typed.len(), lines.len());
        let mut taking_back = false;
        for line in answer.lines().map(str::trim).filter(|line| !line.is_empty()) {
            taking_back = line.eq_ignore_ascii_case("back");
            if taking_back {
                typed.truncate(lines.pop().unwrap_or_default());
            } else if typed.len() + line.len() >= LIMIT {
                typed.truncate(before.0);
                lines.truncate(before.1);
                return Reply::Again(String::from("Not taken: it is too long. Again:"));
            } else {
                lines.push(typed.len());
                typed.push_str(line);
                typed.push('\n');
            }
        }
        if typed.is_empty() {
            return if taking_back { Reply::Again(String::from(PROMPT)) } else { Reply::Close };
        }
        let ends = answer.is_empty() && ending;
        ending = answer.is_empty();
        match judge.read(typed.as_bytes()) {
            Ok(reading) if answer.is_empty() || reading.is_whole() && !lacks_digits(&reading) => {
                outcome = Some(Ok(reading));
                Reply::Close
            }
            Ok(reading) => Reply::Again(match reading.uneven() {
                Some(ReadError::Count { digits, .. }) => {
                    format!("{} Next row, or Enter if that is all:", progress(*digits))
                }
                _ => String::from("Next row, or Enter alone if that is all:"),
            }),
            Err(not_a_code) if ends => {
                outcome = Some(Err(judge.refusal(typed.as_bytes(), not_a_code)));
                Reply::Close
            }
            Err(reading::NotACode { error: ReadError::Count { digits, .. }, .. })
                if digits < DIGITS =>
            {
                let next = if ending { "Enter once more to stop" } else { "Enter after a paste" };
                Reply::Again(format!("{} Next row, or {next}:", progress(digits)))
            }
            // A heading, or the identity: the boxes may still follow.
            Err(_) if !has_digits(answer) => Reply::Again(String::from(PROMPT)),
            Err(not_a_code) => {
                typed.truncate(before.0);
                lines.truncate(before.1);
                let failure = judge.refusal(typed.as_bytes(), not_a_code);
                Reply::Again(format!("Not taken: {}. Again:", failure.message()))
            }
        }
    })?;
    Ok(outcome)
}

/// Whether an answer has boxes, even wrong ones. An identity and words have none.
fn has_digits(answer: &str) -> bool {
    let has_digit = |line: &str| line.contains(|c: char| c.is_numeric());
    answer.lines().any(|line| !line.contains("z6Mk") && has_digit(line))
}

/// Whether more digits may follow.
fn lacks_digits(reading: &Reading) -> bool {
    matches!(reading.uneven(), Some(ReadError::Count { digits, .. }) if *digits < DIGITS)
}

/// Returns the message about the digits so far.
fn progress(digits: usize) -> String {
    if digits.is_multiple_of(BOX_DIGITS) {
        format!("{} of 16 boxes so far.", digits / BOX_DIGITS)
    } else if digits == 1 {
        String::from("1 digit so far, which is no whole box; back takes the last line back.")
    } else {
        format!("{digits} digits so far, which are no whole boxes; back takes the last line back.")
    }
}
