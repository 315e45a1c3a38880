//! `collab codes next`: shows one code, and keeps track of what became of it.

use std::time::SystemTime;

use clap::Args;
use serde_json::json;

use super::shown_code::{Shown, shown};
use super::tried_code;
use crate::account::Account;
use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::keystore::Contents;
use crate::service_codes::{ListId, ListView, Lists, Login, Standing, State};
use crate::session::code_advice::{command, named, place_of_new_ones};
use crate::session::codes_here::{self, ListOf};
use crate::session::{Context, copied, day, taking_over};
use crate::ui::clipboard::{self, USUAL_TIME};

/// Show the next unused code, and note whether it worked
///
/// A code is noted as shown before it is displayed, and stays so until you say that it worked or
/// was refused. A script gets the code alone, and the same one each time until `collab codes used`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Show the next code:
      collab codes next github
  The seventh, where the service asks for that:
      collab codes next github --number 7
  Copy it, and clear the clipboard after 45 seconds:
      collab codes next github --copy")]
pub(crate) struct NextCode {
    #[command(flatten)]
    list: ListOf,

    /// Show the code with this number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: Option<u32>,

    /// Copy the code, and clear the clipboard after 45 seconds
    #[arg(long)]
    copy: bool,
}

impl Run for NextCode {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let has_person = context.ui.has_person();
        let is_private = has_person && context.ui.shows_results_in_private();
        let can_ask = is_private || has_person && self.copy;
        let (contents, unread) = taking_over::news_first(context, contents, &account, can_ask)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let id = codes_here::chosen(context, lists, &self.list.of, self.list.replaced)?;
        let id = if can_ask && self.number.is_none() {
            after_earlier_ones(context, &account, &contents, id)?
        } else {
            id
        };
        let now = (context.clock)();
        let shown =
            codes_here::change(context, &account, |lists, _| show(lists, id, self.number, now))?;
        if self.copy {
            copy(context, &shown)?;
            return if has_person { tried_code::ask(context, &account, &shown) } else { Ok(()) };
        }
        if is_private {
            return tried_code::display(context, &account, &shown, unread);
        }
        context.guard_result("a code");
        context.give([shown.text.expose().as_str()], || {
            json!({
                "service": shown.of.service.as_str(),
                "login": shown.of.login.as_ref().map(Login::as_str),
                "number": shown.number,
                "code": shown.text.expose(),
                "left": shown.left,
            })
        })
    }
}

/// Asks what became of the codes that were shown before. Returns the list that is the one to use
/// then.
fn after_earlier_ones(
    context: &mut Context<'_>,
    account: &Account,
    contents: &Contents,
    id: ListId,
) -> Outcome<ListId> {
    let lists = codes_here::of_account(contents, account)?;
    let numbers: Vec<u32> = codes_here::view(lists, id)?.shown().map(|code| code.number).collect();
    for number in numbers {
        let view = codes_here::view(lists, id)?;
        let when = view.life(number).and_then(|life| life.state.since());
        let Some(code) = shown(lists, id, number) else { continue };
        if let Some(new) = tried_code::ask_about_earlier(context, account, &code, when)? {
            return Ok(new);
        }
    }
    Ok(id)
}

/// Chooses a code and notes it as shown: the one with this number, or the one that was shown
/// before, or the unused one with the lowest number.
fn show(lists: &mut Lists, id: ListId, number: Option<u32>, now: SystemTime) -> Outcome<Shown> {
    let view = codes_here::view(lists, id)?;
    let next = || view.shown().next().or_else(|| view.next()).map(|code| code.number);
    let number = number.or_else(next).ok_or_else(|| none_left(&view))?;
    let shown = shown(lists, id, number).ok_or_else(|| {
        let service = &view.list.service;
        Failure::new(Status::NoAccount, format!("the list of {service} has no code of that number"))
            .hint("`collab codes` says how many codes there are")
    })?;
    match view.life(number).map(|life| life.state) {
        Some(State::Used(when)) => return Err(no_longer(&view, number, ("used", when))),
        Some(State::Refused(when)) => return Err(no_longer(&view, number, ("refused", when))),
        Some(State::Unused) => {
            lists.change(id, number, State::Shown(now));
        }
        _ => {}
    }
    Ok(shown)
}

/// Reports that no code of a list is left.
fn none_left(view: &ListView<'_>) -> Failure {
    let (service, login) = (&view.list.service, view.list.login.as_ref());
    let message = format!("no code of {} is left", named(service, login));
    let add = command(&format!("add {service}"), login);
    let place = Some(place_of_new_ones(service)).filter(|place| !place.is_empty());
    let place = place.unwrap_or_else(|| String::from(" there"));
    Failure::new(Status::NoAccount, message)
        .hint(format!("make new ones{place}; then {add} keeps them"))
}

/// Reports that the code of this number was used or refused.
fn no_longer(view: &ListView<'_>, number: u32, (became, when): (&str, SystemTime)) -> Failure {
    let service = &view.list.service;
    let replaced = if view.list.standing == Standing::Replaced { " --replaced" } else { "" };
    let words = format!("unused {service} {number}{replaced}");
    let unused = command(&words, view.list.login.as_ref());
    Failure::new(
        Status::Failed,
        format!("code {number} of {service} was {became} on {}", day(when)),
    )
    .hint(format!("if that is wrong, {unused} corrects it"))
}

/// Copies the code. It stays noted as shown where that fails.
fn copy(context: &mut Context<'_>, shown: &Shown) -> Outcome {
    let next = command(&format!("next {}", shown.of.service), shown.of.login.as_ref());
    context.ui.warn(&copied::not_safe(&format!("{next} without `--copy`")));
    let copied = clipboard::copy(&shown.text, USUAL_TIME, &context.clipboard_surroundings());
    let copied = copied.map_err(|error| {
        Failure::from(error).hint(format!("{next} without `--copy` shows the code"))
    })?;
    let (place, seconds) = copied::in_json(copied, USUAL_TIME.as_secs());
    context.give([], || {
        json!({
            "service": shown.of.service.as_str(),
            "login": shown.of.login.as_ref().map(Login::as_str),
            "number": shown.number,
            "copied": place,
            "seconds": seconds,
            "left": shown.left,
        })
    })?;
    let what = format!("Code {} of {}", shown.number, shown.name());
    context.ui.say(&copied::told(&what, copied, USUAL_TIME.as_secs()));
    Ok(())
}
