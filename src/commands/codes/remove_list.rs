//! `collab codes remove`: removes the lists of a service.

use clap::Args;
use serde_json::json;

use crate::commands::Run;
use crate::failure::Outcome;
use crate::service_codes::{ListId, ListView, Lists, Login, Service, Standing};
use crate::session::Context;
use crate::session::code_advice::{codes, command, named};
use crate::session::codes_here::{self, ServiceLogin, is_replaced};

/// Remove the codes of a service
///
/// The earlier lists, which later ones replaced, go with the current one, or alone with --replaced.
/// Codes that are still unused are removed only if you say so.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Remove the codes of a service that you left:
      collab codes remove github
  Only the earlier codes, once the new ones work:
      collab codes remove github --replaced
  In a script, even with unused codes:
      collab codes remove github --yes")]
pub(crate) struct RemoveList {
    #[command(flatten)]
    of: ServiceLogin,

    /// Remove only the earlier lists, which later ones replaced
    #[arg(long)]
    replaced: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Run for RemoveList {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let lists = codes_here::of_account(&contents, &account)?;
        let id = codes_here::chosen(context, lists, &self.of, self.replaced)?;
        let list = codes_here::view(lists, id)?.list;
        let of = (list.service.clone(), list.login.clone());
        let name = named(&of.0, of.1.as_ref());
        let going = Going::of(lists, &of, self.replaced);
        if going.left + going.earlier_left > 0 && !self.yes {
            let unused = going.in_words(&name);
            let replaced = if going.earlier_left > 0 { " --replaced" } else { "" };
            let print = command(&format!("print {}{replaced}", of.0), None);
            context.confirm(
                &format!("removing {unused}"),
                &format!("To remove {unused}"),
                &format!("{print} shows them"),
            )?;
        }
        let removed = codes_here::change(context, &account, |lists, _| {
            let now = Going::of(lists, &of, self.replaced);
            // Another process may have used or added codes meanwhile, which nobody agreed to lose.
            if now.left > going.left || now.earlier_left > going.earlier_left {
                return Err(codes_here::changed_meanwhile());
            }
            Ok(now.lists.into_iter().filter(|id| lists.remove(*id)).count())
        })?;
        context.give([], || json!({ "service": of.0.as_str(), "lists": removed }))?;
        let what = if self.replaced { "earlier codes" } else { "codes" };
        context.ui.say(&format!("The {what} of {name} are removed."));
        Ok(())
    }
}

/// The lists that go, and how many of their codes nobody used.
struct Going {
    lists: Vec<ListId>,
    /// In the current list.
    left: usize,
    /// In the earlier lists.
    earlier_left: usize,
}

impl Going {
    /// Returns the lists of a service and a login, or only the earlier ones of them.
    fn of(lists: &Lists, (service, login): &(Service, Option<Login>), only_earlier: bool) -> Self {
        let mut going = Self { lists: Vec::new(), left: 0, earlier_left: 0 };
        let of_login =
            |view: &ListView<'_>| view.list.service == *service && view.list.login == *login;
        for view in lists.views().filter(of_login) {
            let is_earlier = is_replaced(lists, &view);
            if only_earlier && !is_earlier {
                continue;
            }
            going.lists.push(view.list.id);
            if is_earlier {
                going.earlier_left += view.left();
            } else if view.list.standing == Standing::Current {
                going.left += view.left();
            }
        }
        going
    }

    fn in_words(&self, name: &str) -> String {
        let unused = |count| codes(count).replacen(' ', " unused ", 1);
        let Self { left, earlier_left, .. } = self;
        match (left, earlier_left) {
            (_, 0) => format!("{} of {name}", unused(*left)),
            (0, _) => format!("{} in earlier lists of {name}", unused(*earlier_left)),
            _ => format!(
                "{} of {name}, {earlier_left} of them in earlier lists",
                unused(left + earlier_left)
            ),
        }
    }
}
