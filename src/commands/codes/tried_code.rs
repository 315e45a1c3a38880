//! The talk about a code that was shown: whether it worked, and the new code where a service gives
//! one at a time.
//!
//! An answer is noted even if the person leaves before the new code. Without an answer, the code
//! stays noted as shown.

use std::iter;
use std::time::SystemTime;

use super::new_list::{self, Added};
use super::shown_code::Shown;
use crate::account::Account;
use crate::failure::{Failure, Outcome};
use crate::keystore::RecoveryCode;
use crate::secret::SecretText;
use crate::service_codes::list_reader::{self, Found};
use crate::service_codes::{ListId, ListView, State};
use crate::session::code_advice::{command, few_left, place_of_new_ones, refused_in_a_row};
use crate::session::{Context, codes_here, day};
use crate::ui::{Choice, Page, Reply, Unanswered};

/// A person's answer to whether a code worked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Later,
    Used,
    Refused,
}

const PROMPT: &str = "Did it work? y used, n refused, Enter later:";
const NEW_CODE: &str = "New code, or Enter alone for later:";
const CHOICES: [Choice<'static>; 3] = [
    Choice { key: "l", label: "not tried yet" },
    Choice { key: "y", label: "yes, it worked" },
    Choice { key: "n", label: "no, it was refused" },
];

/// Shows the code in private, asks whether it worked, and notes the answer. `unread` is the sentence
/// that the kept vault can't be read, if that is so.
pub(super) fn display(
    context: &mut Context<'_>,
    account: &Account,
    shown: &Shown,
    unread: Option<String>,
) -> Outcome {
    let mut line = SecretText::new(String::with_capacity(80));
    line.expose_mut().push_str("    ");
    line.expose_mut().push_str(shown.text.expose());
    let page = Page {
        title: format!("{}: code {}", shown.name(), shown.number),
        lines: vec![line],
        paragraphs: iter::once(String::from(
            "It works once. Type it at the service, then come back and answer.",
        ))
        .chain(unread)
        .collect(),
        prompt: String::from(PROMPT),
        ..Page::default()
    };
    let (mut given, mut new, mut is_at_new) = (Answer::Later, None, false);
    let talk = context.ui.in_private(page, &mut |answer| {
        if is_at_new {
            return taken(answer, shown, &mut new);
        }
        given = match answer.trim().to_ascii_lowercase().as_str() {
            "" | "later" | "l" => Answer::Later,
            "y" | "yes" | "used" => Answer::Used,
            "n" | "no" | "refused" => Answer::Refused,
            _ => return Reply::Again(format!("Type y or n, or press Enter alone. {PROMPT}")),
        };
        is_at_new = given == Answer::Used && shown.is_single;
        if is_at_new { Reply::Turn(page_for_a_new_code(shown)) } else { Reply::Close }
    });
    // An answer counts even if the person left before the new code.
    let few = if talk.is_ok() || given != Answer::Later {
        note(context, account, shown, given)?
    } else {
        None
    };
    if talk.is_err() && given == Answer::Later {
        context.ui.say(&stays_shown(shown.number));
    }
    talk?;
    keep_new(context, account, shown, new, few)?;
    Ok(())
}

/// Asks whether a code that was copied worked, and notes the answer.
pub(super) fn ask(context: &mut Context<'_>, account: &Account, shown: &Shown) -> Outcome {
    let question = format!("Code {}: did it work?", shown.number);
    let answer = answered(context, &question)?;
    follow(context, account, shown, answer).map(|_| ())
}

/// Asks what became of a code that was shown before, and notes the answer. Returns the new list if
/// the person gave a new code.
pub(super) fn ask_about_earlier(
    context: &mut Context<'_>,
    account: &Account,
    shown: &Shown,
    since: Option<SystemTime>,
) -> Outcome<Option<ListId>> {
    let when = since.map(|when| format!(" on {}", day(when))).unwrap_or_default();
    let question = format!("Code {} was shown{when}. Did it work?", shown.number);
    match answered(context, &question)? {
        // It is shown again at once.
        Answer::Later => Ok(None),
        answer => follow(context, account, shown, answer),
    }
}

fn answered(context: &mut Context<'_>, question: &str) -> Outcome<Answer> {
    Ok(match context.ui.choose(question, &CHOICES)? {
        0 => Answer::Later,
        1 => Answer::Used,
        _ => Answer::Refused,
    })
}

/// Notes an answer, and asks for the new code where a service gives one at a time.
fn follow(
    context: &mut Context<'_>,
    account: &Account,
    shown: &Shown,
    answer: Answer,
) -> Outcome<Option<ListId>> {
    let few = note(context, account, shown, answer)?;
    let is_replaced = answer == Answer::Used && shown.is_single;
    let new = if is_replaced { new_code(context, shown)? } else { None };
    keep_new(context, account, shown, new, few)
}

/// Notes the answer durably, and tells what follows from it. Returns the sentences for the end: few
/// codes are left.
fn note(
    context: &mut Context<'_>,
    account: &Account,
    shown: &Shown,
    answer: Answer,
) -> Outcome<Option<String>> {
    let (now, number) = ((context.clock)(), shown.number);
    let (state, became) = match answer {
        Answer::Later => {
            context.ui.say(&stays_shown(number));
            return Ok(None);
        }
        Answer::Used => (State::Used(now), "used"),
        Answer::Refused => (State::Refused(now), "refused"),
    };
    let (left, follows, few) = codes_here::change(context, account, |lists, _| {
        let has_worked = codes_here::view(lists, shown.list)?.has_worked();
        lists.change(shown.list, number, state);
        let view = codes_here::view(lists, shown.list)?;
        let follows = match answer {
            Answer::Refused => refused_in_a_row(&view).or_else(|| next_one(&view)),
            _ if has_worked => None,
            _ => codes_here::earlier(lists, &view),
        };
        Ok((view.left(), follows, few_left(&view)))
    })?;
    context.ui.say(&format!("Code {number} is noted as {became}; {left} left."));
    if let Some(follows) = follows {
        context.ui.say(&follows);
    }
    Ok(few)
}

fn stays_shown(number: u32) -> String {
    format!("Code {number} stays noted as shown.")
}

/// Returns the sentence about the code to try after a refused one.
fn next_one(view: &ListView<'_>) -> Option<String> {
    let next = command(&format!("next {}", view.list.service), view.list.login.as_ref());
    view.next().map(|_| format!("{next} shows another one."))
}

/// Asks in private for the code that replaces a used one.
fn new_code(context: &mut Context<'_>, shown: &Shown) -> Result<Option<Found>, Unanswered> {
    let mut new = None;
    let page = page_for_a_new_code(shown);
    context.ui.in_private(page, &mut |answer| taken(answer, shown, &mut new))?;
    Ok(new)
}

fn page_for_a_new_code(shown: &Shown) -> Page {
    let place = place_of_new_ones(&shown.of.service);
    Page {
        title: format!("{}: the new code", shown.name()),
        paragraphs: vec![
            format!(
                "The list had this one code. If the service shows a new one now{place}, paste or type it."
            ),
            String::from("Without it you have no backup code there."),
        ],
        prompt: String::from(NEW_CODE),
        takes_pastes: true,
        ..Page::default()
    }
}

/// Takes an answer as the new code, or asks again. An empty one means later.
fn taken(answer: &str, shown: &Shown, new: &mut Option<Found>) -> Reply {
    if answer.trim().is_empty() {
        return Reply::Close;
    }
    let is_recovery_code = |text: &str| RecoveryCode::read(text).is_ok();
    let read = list_reader::read(answer.as_bytes(), &is_recovery_code).map_err(Failure::from);
    let found = read.and_then(|reading| Ok(reading.with_count(1)?));
    let why = match found {
        Ok(found) if found.codes[0].text == shown.text => {
            String::from("that is the code that you just used")
        }
        Ok(found) => {
            *new = Some(found);
            return Reply::Close;
        }
        Err(failure) => failure.message().to_owned(),
    };
    Reply::Again(format!("Not taken: {why}. {NEW_CODE}"))
}

/// Keeps the new code, durably, in place of the used one, and returns its list. Without one, tells
/// that few codes are left.
fn keep_new(
    context: &mut Context<'_>,
    account: &Account,
    shown: &Shown,
    new: Option<Found>,
    few: Option<String>,
) -> Outcome<Option<ListId>> {
    let Some(found) = new else {
        if let Some(few) = few {
            context.ui.say(&few);
        }
        return Ok(None);
    };
    let now = (context.clock)();
    let list = new_list::of(context, &shown.of, found, now)?;
    let id = list.id;
    let added = codes_here::change(context, account, |lists, _| new_list::put(lists, list, now))?;
    context.ui.say(&format!("{}: the new code is kept.", shown.name()));
    Ok(matches!(added, Added::New { .. }).then_some(id))
}
