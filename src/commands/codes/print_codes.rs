//! `collab codes print`: shows the codes of one service, or of all, with their states.

use std::fmt::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::codes_paper;
use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::secret::SecretText;
use crate::service_codes::{Life, ListView, Login, Service, ServiceCode, Standing};
use crate::session::code_advice::named;
use crate::session::codes_here::{self, is_replaced, service_of};
use crate::session::sheet::Form;
use crate::session::{Context, day, taking_over};
use crate::ui::{Page, Reply};

/// Show codes, with their numbers and states, or print them
///
/// A sheet has the codes that are left, each with its number and a box to tick. In a pipe, each code
/// is one line: service, number, code, and unused, shown, refused or used, separated by tabs. With
/// --replaced, current or replaced follows. Nothing is noted of the codes; `collab codes next` shows
/// one to be used.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Show every code of a service:
      collab codes print github
  All that are left, on a sheet of paper:
      collab codes print --sheet codes.pdf")]
pub(crate) struct PrintCodes {
    /// Service whose codes are shown; without it, all of them
    #[arg(value_name = "SERVICE", value_parser = service_of)]
    service: Option<Service>,

    /// Show the lists, too, that later ones replaced
    #[arg(long)]
    replaced: bool,

    /// Write the codes that are left as a sheet to a new FILE.pdf, .svg or .txt; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "replaced")]
    sheet: Option<PathBuf>,

    #[command(flatten)]
    form: Form,
}

/// The most codes on a page: they fit a small terminal.
const A_PAGE: usize = 10;

impl Run for PrintCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let is_private = context.ui.has_person() && context.ui.shows_results_in_private();
        let can_ask = is_private || self.sheet.is_some() && context.ui.has_person();
        let (contents, _) = taking_over::news_first(context, contents, &account, can_ask)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let is_meant = |view: &ListView<'_>| {
            self.service.as_ref().is_none_or(|service| view.list.service == *service)
                && (view.list.standing == Standing::Current
                    || self.replaced && is_replaced(lists, view))
        };
        let views: Vec<ListView<'_>> = lists.views().filter(is_meant).collect();
        if views.is_empty() {
            let of = self.service.as_ref().map(|service| format!(" of {service}"));
            let of = of.unwrap_or_default();
            return Err(Failure::new(Status::NoAccount, format!("there are no codes{of}"))
                .hint("`collab codes` lists what is here"));
        }
        if let Some(file) = &self.sheet {
            return codes_paper::hand_out(context, &account, &views, (file, &self.form));
        }
        if self.form.names_a_page() {
            return Err(Failure::new(Status::Usage, "`--page` is about a sheet")
                .hint("name its file with `--sheet FILE.pdf`"));
        }
        if is_private {
            return show(context, &views);
        }
        context.guard_result("every code");
        let lines = views.iter().flat_map(|view| for_a_program(view, self.replaced));
        let lines: Vec<SecretText> = lines.collect();
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
        let name = named(&view.list.service, view.list.login.as_ref());
        let title = if view.list.standing == Standing::Replaced {
            format!("Earlier codes of {name}, added on {}", day(view.list.made))
        } else {
            format!("The codes of {name}")
        };
        let mut lines = for_a_page(view).into_iter().peekable();
        while lines.peek().is_some() {
            let lines: Vec<SecretText> = lines.by_ref().take(A_PAGE).collect();
            pages.push(Page {
                title: title.clone(),
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

/// Returns a line for each code as programs have it, with the list's standing if that is asked for.
fn for_a_program(view: &ListView<'_>, with_standing: bool) -> Vec<SecretText> {
    let service = &view.list.service;
    let standing = match view.list.standing {
        _ if !with_standing => "",
        Standing::Replaced => "\treplaced",
        _ => "\tcurrent",
    };
    rows(view, |out, number, code, state| {
        write!(out, "{service}\t{number}\t{code}\t{state}{standing}")
    })
}

/// Returns a line for each code below the title of its service.
fn for_a_page(view: &ListView<'_>) -> Vec<SecretText> {
    rows(view, |out, number, code, state| write!(out, "{number:>4}  {code}  {state}"))
}

/// Returns a line for each code, as `put` writes its number, its text and its state.
fn rows(
    view: &ListView<'_>,
    put: impl Fn(&mut String, u32, &str, &str) -> fmt::Result,
) -> Vec<SecretText> {
    let row = |(code, life): (&ServiceCode, Life)| {
        // It never grows: nobody would wipe what it outgrew.
        let mut line = SecretText::new(String::with_capacity(192));
        let put = put(line.expose_mut(), code.number, code.text.expose(), life.state.name());
        put.expect("a string takes all");
        line
    };
    view.codes().map(row).collect()
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
