//! `collab codes remove`: removes the lists of a service.

use clap::Args;
use serde_json::json;

use crate::commands::Run;
use crate::failure::Outcome;
use crate::service_codes::{ListId, ListView};
use crate::session::Context;
use crate::session::code_advice::{codes, command, named};
use crate::session::codes_here::{self, ServiceLogin};

/// Remove the codes of a service
///
/// The earlier lists, which later ones replaced, go with the current one. Codes that are still
/// unused are removed only if you say so.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Remove the codes of a service that you left:
      collab codes remove github
  In a script, even with unused codes:
      collab codes remove github --yes")]
pub(crate) struct RemoveList {
    #[command(flatten)]
    of: ServiceLogin,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Run for RemoveList {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let id = codes_here::chosen(context, lists, &self.of, false)?;
        let view = codes_here::view(lists, id)?;
        let (service, login) = (view.list.service.clone(), view.list.login.clone());
        let (name, left) = (named(&service, login.as_ref()), view.left());
        if left > 0 && !self.yes {
            let unused = format!("{} of {name} that nobody used", codes(left));
            context.confirm(
                &format!("removing {unused}"),
                &format!("To remove {unused}"),
                &format!("{} shows them", command(&format!("print {service}"), None)),
            )?;
        }
        let removed = codes_here::change(context, &account, |lists, _| {
            // Another process may have used or added codes meanwhile, which nobody agreed to lose.
            if codes_here::view(lists, id)?.left() > left {
                return Err(codes_here::changed_meanwhile());
            }
            let is_meant =
                |view: &ListView<'_>| view.list.service == service && view.list.login == login;
            let ids: Vec<ListId> = lists.views().filter(is_meant).map(|it| it.list.id).collect();
            Ok(ids.into_iter().filter(|id| lists.remove(*id)).count())
        })?;
        context.give([], || json!({ "service": service.as_str(), "lists": removed }))?;
        context.ui.say(&format!("The codes of {name} are removed."));
        Ok(())
    }
}
