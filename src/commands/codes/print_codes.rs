//! `collab codes print`: shows the codes of one service, or of all, with their states.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::secret::SecretText;
use crate::service_codes::{ListView, Login, Service, Standing, State};
use crate::session::Context;
use crate::session::codes_here::{self, service_of};
use crate::ui::{Page, Reply};

/// Show codes, with their numbers and states
///
/// In a pipe, each code is one line: service, number, code, and unused, shown, refused or used,
/// separated by tabs. Nothing is noted of the codes; `collab codes next` shows one to be used.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Show every code of a service:
      collab codes print github
  All of them, for a sheet of paper:
      collab codes print | lp")]
pub(crate) struct PrintCodes {
    /// Service whose codes are shown; without it, all of them
    #[arg(value_name = "SERVICE", value_parser = service_of)]
    service: Option<Service>,

    /// Show the lists, too, that later ones replaced
    #[arg(long)]
    replaced: bool,
}

/// The most codes on a page: they fit a small terminal.
const A_PAGE: usize = 10;

impl Run for PrintCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let is_meant = |view: &ListView<'_>| {
            self.service.as_ref().is_none_or(|service| view.list.service == *service)
                && (self.replaced || view.list.standing == Standing::Current)
        };
        let views: Vec<ListView<'_>> = lists.views().filter(is_meant).collect();
        if views.is_empty() {
            let of = self.service.map(|service| format!(" of {service}")).unwrap_or_default();
            return Err(Failure::new(Status::NoAccount, format!("there are no codes{of}"))
                .hint("`collab codes` lists what is here"));
        }
        if context.ui.has_person() && context.ui.shows_results_in_private() {
            return show(context, &views);
        }
        context.guard_result("every code");
        let lines: Vec<SecretText> = views.iter().flat_map(|view| rows(view, '\t')).collect();
        context.give(lines.iter().map(|line| line.expose().as_str()), || {
            let lists: Vec<_> = views.iter().map(in_json).collect();
            json!({ "lists": lists })
        })
    }
}

/// Shows the lists in private, page after page.
fn show(context: &mut Context<'_>, views: &[ListView<'_>]) -> Outcome {
    let mut pages = Vec::new();
    for view in views {
        let name = codes_here::named(&view.list.service, view.list.login.as_ref());
        let mut lines = rows(view, ' ').into_iter().peekable();
        while lines.peek().is_some() {
            let lines: Vec<SecretText> = lines.by_ref().take(A_PAGE).collect();
            pages.push(Page {
                title: format!("The codes of {name}"),
                lines,
                prompt: String::from("Enter to go on:"),
                ..Page::default()
            });
        }
    }
    let mut pages = pages.into_iter();
    let first = pages.next().expect("a list has codes");
    context.ui.in_private(first, &mut |_| pages.next().map_or(Reply::Close, Reply::Turn))?;
    Ok(())
}

/// Returns a line for each code; a person does not need the service in each.
fn rows(view: &ListView<'_>, separator: char) -> Vec<SecretText> {
    let row = |(code, state): (&crate::service_codes::ServiceCode, State)| {
        let mut line = SecretText::new(String::with_capacity(192));
        let out = line.expose_mut();
        let text = code.text.expose();
        let _ = match separator {
            '\t' => {
                let service = &view.list.service;
                write!(out, "{service}\t{}\t{text}\t{}", code.number, state.name())
            }
            _ => write!(out, "{:>4}  {text}  {}", code.number, state.name()),
        };
        line
    };
    view.codes().map(|(code, life)| row((code, life.state))).collect()
}

fn in_json(view: &ListView<'_>) -> serde_json::Value {
    let codes: Vec<_> = view
        .codes()
        .map(|(code, life)| {
            json!({
                "number": code.number,
                "code": code.text.expose(),
                "state": life.state.name(),
            })
        })
        .collect();
    json!({
        "service": view.list.service.as_str(),
        "login": view.list.login.as_ref().map(Login::as_str),
        "replaced": view.list.standing == Standing::Replaced,
        "codes": codes,
    })
}
