//! `collab codes`: other services' backup codes, and which of them are used.

mod add_codes;
mod codes_paper;
mod corrected;
mod new_list;
mod next_code;
mod print_codes;
mod remove_list;
mod shown_code;
mod tried_code;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Run;
use crate::failure::Outcome;
use crate::service_codes::{ListView, Login, State};
use crate::session::code_advice::{codes, few_left, named};
use crate::session::{Context, codes_here, date, day, taking_over, vaults_here};

/// Keep the backup codes of other services, such as GitHub
///
/// These are other services' codes; `collab recovery-codes` open this keystore. Without a
/// subcommand, lists the services and how many codes are left. In a pipe, each list is one line:
/// service, login or `-`, codes left, and codes in all, separated by tabs. The codes are in the
/// sealed part of the keystore, under the account.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Keep the codes of a service:
      collab codes add github
  Show the next one, and note whether it worked:
      collab codes next github
  See what is here, and how many codes are left:
      collab codes")]
pub(crate) struct Codes {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Add(add_codes::AddCodes),
    Next(next_code::NextCode),
    Used(corrected::UsedCodes),
    Unused(corrected::UnusedCodes),
    Print(print_codes::PrintCodes),
    Remove(remove_list::RemoveList),
}

impl Run for Codes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.verb {
            None => list(context),
            Some(Verb::Add(add)) => add.run(context),
            Some(Verb::Next(next)) => next.run(context),
            Some(Verb::Used(used)) => used.run(context),
            Some(Verb::Unused(unused)) => unused.run(context),
            Some(Verb::Print(print)) => print.run(context),
            Some(Verb::Remove(remove)) => remove.run(context),
        }
    }
}

/// Lists what is here.
fn list(context: &mut Context<'_>) -> Outcome {
    let mut contents = context.contents()?;
    let account = context.verified(&mut contents)?;
    let for_a_person = context.ui.shows_results();
    let can_ask = for_a_person && context.ui.has_person();
    let (contents, _) = taking_over::news_first(context, contents, &account, can_ask)?;
    let lists = codes_here::of_account(&contents, &account)?;
    let current: Vec<ListView<'_>> = lists.current().collect();
    let line = |view: &ListView<'_>| {
        let list = view.list;
        let (left, all) = (view.left(), list.codes.len());
        let login = list.login.as_ref();
        if for_a_person {
            let name = named(&list.service, login);
            format!("{name}: {left} of {} left, added on {}", codes(all), day(list.made))
        } else {
            let login = login.map_or("-", Login::as_str);
            format!("{}\t{login}\t{left}\t{all}", list.service)
        }
    };
    let lines: Vec<String> = current.iter().map(line).collect();
    context.give(lines.iter().map(String::as_str), || {
        let lists: Vec<_> = current.iter().map(in_json).collect();
        json!({ "name": account.name.as_str(), "lists": lists })
    })?;
    if current.is_empty() {
        context.ui.say("There are no codes yet. `collab codes add SERVICE` keeps some.");
    }
    for few in current.iter().filter_map(few_left) {
        context.ui.say(&few);
    }
    if for_a_person {
        for earlier in current.iter().filter_map(|view| codes_here::earlier(lists, view)) {
            context.ui.say(&earlier);
        }
    }
    vaults_here::say(context, &contents, &account.name);
    Ok(())
}

fn in_json(view: &ListView<'_>) -> serde_json::Value {
    let count =
        |is_it: fn(State) -> bool| view.codes().filter(|(_, life)| is_it(life.state)).count();
    json!({
        "service": view.list.service.as_str(),
        "login": view.list.login.as_ref().map(Login::as_str),
        "added": date(view.list.made),
        "codes": view.list.codes.len(),
        "left": view.left(),
        "used": count(|state| matches!(state, State::Used(_))),
        "refused": count(|state| matches!(state, State::Refused(_))),
    })
}
