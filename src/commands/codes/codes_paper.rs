//! The sheet of `collab codes print --sheet`: the codes that are left, for a box or a safe.

use std::path::Path;

use serde_json::json;

use crate::account::Account;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::paper::{CodesSheet, ListOnPaper};
use crate::service_codes::{Life, ListView, ServiceCode, State};
use crate::session::code_advice::{codes, named};
use crate::session::sheet::{self, Form};
use crate::session::{Context, day, secret_file};

/// Writes the codes that are left as a sheet, into a new file or to standard output.
pub(super) fn hand_out(
    context: &mut Context<'_>,
    account: &Account,
    views: &[ListView<'_>],
    (file, form): (&Path, &Form),
) -> Outcome {
    let lists: Vec<ListOnPaper<'_>> =
        views.iter().map(on_paper).filter(|list| !list.codes.is_empty()).collect();
    let count = lists.iter().map(|list| list.codes.len()).sum::<usize>();
    if count == 0 {
        return Err(Failure::new(Status::NoAccount, "no code is left to print")
            .hint("make new ones at the service; then `collab codes add SERVICE` keeps them"));
    }
    let format = form.format_in(file)?;
    let day = day((context.clock)());
    let page = form.page_size(context);
    let sheet = CodesSheet { account: &account.name, day: &day, page, lists };
    if file.as_os_str() == "-" {
        if context.ui.shows_results() {
            return Err(sheet::no_terminal());
        }
        let bytes = sheet::bytes_of_codes(&sheet, format)?;
        context.guard_result("every code that is left");
        return context.give_bytes(bytes.expose());
    }
    secret_file::create(file, sheet::bytes_of_codes(&sheet, format)?.expose())?;
    context.give([], || {
        json!({
            "name": account.name.as_str(),
            "sheet": file.to_string_lossy(),
            "codes": count,
        })
    })?;
    let shown = quoted(file.to_string_lossy());
    context.ui.say(&format!(
        "The sheet with {} is in {shown}. Print it, then delete the file: anyone who has it has the \
         codes.",
        codes(count)
    ));
    Ok(())
}

/// Returns a list with the codes that nobody used and the service did not refuse.
fn on_paper<'a>(view: &ListView<'a>) -> ListOnPaper<'a> {
    let left = |(code, life): (&'a ServiceCode, Life)| {
        let is_left = matches!(life.state, State::Unused | State::Shown(_));
        is_left.then_some((code.number, &code.text))
    };
    ListOnPaper {
        name: named(&view.list.service, view.list.login.as_ref()),
        added: day(view.list.made),
        codes: view.codes().filter_map(left).collect(),
    }
}
