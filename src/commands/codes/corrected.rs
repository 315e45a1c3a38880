//! `collab codes used` and `unused`: corrects by hand what is noted of a code.

use clap::Args;
use serde_json::json;

use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::service_codes::{ListId, Lists, Login, State};
use crate::session::Context;
use crate::session::code_advice::{command, few_left, refused_in_a_row};
use crate::session::codes_here::{self, ListOf, Numbers, numbers_of};

/// Note that codes were used
///
/// Without a NUMBER, this is about the code that `collab codes next` showed.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  The code that was shown has worked:
      collab codes used github
  Codes 1 and 3 to 6 were used earlier:
      collab codes used github 1 3-6")]
pub(crate) struct UsedCodes {
    #[command(flatten)]
    list: ListOf,

    /// Numbers of the codes, or ranges of them, never the codes themselves
    #[arg(value_name = "NUMBER", value_parser = numbers_of)]
    number: Vec<Numbers>,

    /// The service refused them
    #[arg(long)]
    refused: bool,
}

/// Note that codes were not used after all
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Code 3 was not used:
      collab codes unused github 3")]
pub(crate) struct UnusedCodes {
    #[command(flatten)]
    list: ListOf,

    /// Numbers of the codes, or ranges of them, never the codes themselves
    #[arg(value_name = "NUMBER", required = true, value_parser = numbers_of)]
    number: Vec<Numbers>,
}

impl Run for UsedCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let now = (context.clock)();
        let (state, word) = if self.refused {
            (State::Refused(now), "refused")
        } else {
            (State::Used(now), "used")
        };
        correct(context, &self.list, self.number, (state, word))
    }
}

impl Run for UnusedCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        correct(context, &self.list, self.number, (State::Unused, "unused"))
    }
}

fn correct(
    context: &mut Context<'_>,
    list: &ListOf,
    numbers: Vec<Numbers>,
    (state, word): (State, &str),
) -> Outcome {
    let numbers: Vec<u32> = numbers.into_iter().flat_map(|Numbers(range)| range).collect();
    let mut contents = context.contents()?;
    let account = context.verified(&mut contents)?;
    let lists = codes_here::of_account(&contents, &account)?;
    let id = codes_here::chosen(context, lists, &list.of, list.replaced)?;
    let login = codes_here::view(lists, id)?.list.login.clone();
    let (numbers, left, said) = codes_here::change(context, &account, |lists, _| {
        let numbers = if numbers.is_empty() { vec![shown(lists, id)?] } else { numbers };
        for &number in &numbers {
            let view = codes_here::view(lists, id)?;
            let before = view.life(number).ok_or_else(no_such_number)?.state;
            if std::mem::discriminant(&before) != std::mem::discriminant(&state) {
                lists.change(id, number, state);
            }
        }
        let view = codes_here::view(lists, id)?;
        let refused = refused_in_a_row(&view).filter(|_| matches!(state, State::Refused(_)));
        Ok((numbers, view.left(), refused.into_iter().chain(few_left(&view)).collect::<Vec<_>>()))
    })?;
    context.give([], || {
        json!({
            "service": list.of.service.as_str(),
            "login": login.as_ref().map(Login::as_str),
            "numbers": numbers,
            "state": word,
            "left": left,
        })
    })?;
    let each: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let (codes, are) = if numbers.len() == 1 { ("Code", "is") } else { ("Codes", "are") };
    context.ui.say(&format!("{codes} {} {are} noted as {word}; {left} left.", each.join(", ")));
    for said in said {
        context.ui.say(&said);
    }
    Ok(())
}

/// Reports a number that no code has, without the number: it may be the code.
fn no_such_number() -> Failure {
    Failure::new(Status::Usage, "the list has no code of that number")
        .hint("give the code's number in the list, and never the code itself")
}

/// Returns the number of the one code that was shown.
fn shown(lists: &Lists, id: ListId) -> Outcome<u32> {
    let view = codes_here::view(lists, id)?;
    let shown: Vec<u32> = view.shown().map(|code| code.number).collect();
    let message = match shown[..] {
        [number] => return Ok(number),
        [] => "no code is noted as shown",
        _ => "several codes are noted as shown",
    };
    let number = shown.first().or(view.next().map(|code| &code.number)).copied().unwrap_or(1);
    let list = view.list;
    let used = command(&format!("used {} {number}", list.service), list.login.as_ref());
    Err(Failure::new(Status::Usage, message)
        .hint(format!("say which one with its number, for example {used}")))
}
