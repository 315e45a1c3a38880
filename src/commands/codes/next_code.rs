//! `collab codes next`: shows one code, and keeps track of what became of it.

use clap::Args;
use serde_json::json;

use crate::account::Account;
use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::secret::SecretText;
use crate::service_codes::{ListId, ListView, Lists, State};
use crate::session::codes_here::{self, ServiceLogin, named};
use crate::session::{Context, day};
use crate::ui::{Choice, Page, Reply};

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
      collab codes next github --number 7")]
pub(crate) struct NextCode {
    #[command(flatten)]
    of: ServiceLogin,

    /// Show the code with this number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: Option<u32>,
}

/// A code that is noted as shown.
struct Shown {
    number: u32,
    text: SecretText,
    left: usize,
}

impl Run for NextCode {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let id = codes_here::chosen(context, lists, &self.of)?;
        let is_private = context.ui.has_person() && context.ui.shows_results_in_private();
        let name = {
            let view = codes_here::view(lists, id)?;
            if is_private && self.number.is_none() {
                ask_about_earlier(context, &account, &view)?;
            }
            named(&view.list.service, view.list.login.as_ref())
        };
        let now = (context.clock)();
        let shown = codes_here::change(context, &account, |lists, _| {
            show(lists, id, self.number, State::Shown(now))
        })?;
        if is_private {
            let answer = display(context, &name, &shown)?;
            return tell(context, &account, id, (shown.number, answer));
        }
        context.guard_result("a code");
        context.give([shown.text.expose().as_str()], || {
            json!({
                "service": self.of.service.as_str(),
                "number": shown.number,
                "code": shown.text.expose(),
                "left": shown.left,
            })
        })
    }
}

/// Chooses a code and notes it as shown: the one with this number, or the one that was shown
/// before, or the unused one with the lowest number.
fn show(lists: &mut Lists, id: ListId, number: Option<u32>, state: State) -> Outcome<Shown> {
    let view = codes_here::view(lists, id)?;
    let service = &view.list.service;
    let code = match number {
        Some(number) => Some(view.list.code(number).ok_or_else(|| {
            Failure::new(
                Status::NoAccount,
                format!("the list of {service} has no code of that number"),
            )
            .hint("`collab codes` says how many codes there are")
        })?),
        None => view.shown().next().or_else(|| view.next()),
    };
    let Some(code) = code else {
        return Err(Failure::new(Status::NoAccount, format!("no code of {service} is left"))
            .hint(format!("make new ones there; then `collab codes add {service}` keeps them")));
    };
    let number = code.number;
    let before = view.life(number).map(|life| life.state);
    if let Some(State::Used(when) | State::Refused(when)) = before {
        let became = if matches!(before, Some(State::Used(_))) { "used" } else { "refused" };
        return Err(Failure::new(
            Status::Failed,
            format!("code {number} of {service} was {became} on {}", day(when)),
        )
        .hint(format!("if that is wrong, `collab codes unused {service} {number}` corrects it")));
    }
    let text = SecretText::new(code.text.expose().clone());
    let shown = Shown { number, text, left: view.left() };
    if before == Some(State::Unused) {
        lists.change(id, number, state);
    }
    Ok(shown)
}

/// Asks what became of each code that was shown before, and notes the answers.
fn ask_about_earlier(context: &mut Context<'_>, account: &Account, view: &ListView<'_>) -> Outcome {
    const CHOICES: [Choice<'static>; 3] = [
        Choice { key: "l", label: "not tried yet" },
        Choice { key: "y", label: "yes, it worked" },
        Choice { key: "n", label: "no, it was refused" },
    ];
    for code in view.shown() {
        let since = view.life(code.number).and_then(|life| life.state.since());
        let when = since.map(|when| format!(" on {}", day(when))).unwrap_or_default();
        let question = format!("Code {} was shown{when}. Did it work?", code.number);
        let answer = match context.ui.choose(&question, &CHOICES)? {
            0 => Answer::Later,
            1 => Answer::Used,
            _ => Answer::Refused,
        };
        tell(context, account, view.list.id, (code.number, answer))?;
    }
    Ok(())
}

/// A person's answer to whether a code worked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Later,
    Used,
    Refused,
}

/// Shows the code in private, and asks whether it worked.
fn display(context: &mut Context<'_>, name: &str, shown: &Shown) -> Outcome<Answer> {
    const PROMPT: &str = "Did it work? y used, n refused, Enter later:";
    let mut line = SecretText::new(String::with_capacity(80));
    line.expose_mut().push_str("    ");
    line.expose_mut().push_str(shown.text.expose());
    let page = Page {
        title: format!("{name}: code {}", shown.number),
        lines: vec![line],
        paragraphs: vec![String::from(
            "It works once. Type it at the service, then come back and answer.",
        )],
        prompt: String::from(PROMPT),
        ..Page::default()
    };
    let mut given = Answer::Later;
    context.ui.in_private(page, &mut |answer| {
        given = match answer.trim().to_ascii_lowercase().as_str() {
            "" | "later" | "l" => Answer::Later,
            "y" | "yes" | "used" => Answer::Used,
            "n" | "no" | "refused" => Answer::Refused,
            _ => return Reply::Again(String::from(PROMPT)),
        };
        Reply::Close
    })?;
    Ok(given)
}

/// Notes the answer durably, and tells what follows from it.
fn tell(
    context: &mut Context<'_>,
    account: &Account,
    id: ListId,
    (number, answer): (u32, Answer),
) -> Outcome {
    let now = (context.clock)();
    let state = match answer {
        Answer::Later => {
            context.ui.say(&format!("Code {number} stays noted as shown."));
            return Ok(());
        }
        Answer::Used => State::Used(now),
        Answer::Refused => State::Refused(now),
    };
    let (left, few, refused) = codes_here::change(context, account, |lists, _| {
        lists.change(id, number, state);
        let view = codes_here::view(lists, id)?;
        let few = codes_here::few_left(&view);
        let is_refused = |state: State| matches!(state, State::Refused(_));
        let refused = view.codes().filter(|(_, life)| is_refused(life.state)).count();
        Ok((view.left(), few, refused))
    })?;
    let became = if answer == Answer::Used { "used" } else { "refused" };
    context.ui.say(&format!("Code {number} is noted as {became}; {left} left."));
    if answer == Answer::Refused && refused > 1 {
        context.ui.say("Several codes were refused: perhaps newer codes replaced this list.");
    }
    if let Some(few) = few {
        context.ui.say(&few);
    }
    Ok(())
}
