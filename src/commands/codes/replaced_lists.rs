//! Earlier lists, which later ones replaced: they are kept until a code of the later one has worked.
//! A person may have pasted a list and never confirmed it at the service.

use crate::account::Account;
use crate::failure::Outcome;
use crate::service_codes::{ListId, ListView, Lists};
use crate::session::Context;
use crate::session::code_advice::{codes, named};
use crate::session::codes_here::{self, is_replaced};

/// The earlier lists of a service and a login whose current list has worked.
struct Earlier {
    name: String,
    lists: Vec<ListId>,
    left: usize,
}

/// Offers to remove the earlier lists of each current list that has worked.
pub(super) fn offer_to_remove(
    context: &mut Context<'_>,
    account: &Account,
    lists: &Lists,
) -> Outcome {
    let worked = lists.current().filter(ListView::has_worked);
    let earlier: Vec<Earlier> = worked.filter_map(|view| earlier(lists, &view)).collect();
    for Earlier { name, lists, left } in earlier {
        let (list, are) = if lists.len() == 1 { ("list", "is") } else { ("lists", "are") };
        let unused = match left {
            0 => String::new(),
            left => format!(", with {} that nobody used", codes(left)),
        };
        let question = format!(
            "The new codes of {name} work. Remove the earlier {list}, which they replaced{unused}?"
        );
        if !context.ui.agree(&question, false)? {
            continue;
        }
        codes_here::change(context, account, |here, _| {
            let now: usize = views(here, &lists).map(|view| view.left()).sum();
            if now > left {
                return Err(codes_here::changed_meanwhile());
            }
            for id in &lists {
                here.remove(*id);
            }
            Ok(())
        })?;
        context.ui.say(&format!("The earlier {list} of {name} {are} removed."));
    }
    Ok(())
}

fn earlier(lists: &Lists, current: &ListView<'_>) -> Option<Earlier> {
    let (service, login) = (&current.list.service, &current.list.login);
    let is_earlier = |view: &ListView<'_>| {
        (&view.list.service, &view.list.login) == (service, login) && is_replaced(lists, view)
    };
    let earlier: Vec<ListView<'_>> = lists.views().filter(is_earlier).collect();
    (!earlier.is_empty()).then(|| Earlier {
        name: named(service, login.as_ref()),
        lists: earlier.iter().map(|view| view.list.id).collect(),
        left: earlier.iter().map(ListView::left).sum(),
    })
}

/// Returns those of these lists that are here.
fn views<'l>(lists: &'l Lists, ids: &'l [ListId]) -> impl Iterator<Item = ListView<'l>> {
    lists.views().filter(|view| ids.contains(&view.list.id))
}
