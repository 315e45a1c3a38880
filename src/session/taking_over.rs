//! Taking over what is in a vault: its lists are merged into those here.

use super::code_advice::{self, codes};
use super::exporting::{self, Keep};
use super::vault_file::{self, VaultFile};
use super::vault_state::{self, Content};
use super::{Context, codes_here, day, unlocking};
use crate::account::{Account, Name};
use crate::account_vault::{LastExport, Vault};
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::keystore::{self, Contents};
use crate::service_codes::{self, MOST_LISTS, Merged};

/// The outcome of taking over a vault.
pub(crate) struct TakenOver {
    pub(crate) merged: Merged,
    /// What was in the vault, in words.
    told: String,
    /// The number of a later vault that was exported or seen here.
    later: Option<u64>,
    /// Whether a vault is written at every change.
    is_kept: bool,
}

/// Tells if the kept vault has something from another device, before codes are shown or counted, or
/// that it can't be read. Where `can_ask`, a person can have the news here first. Returns the keystore
/// as it is then, and the sentence that the vault can't be read, if that was said.
pub(crate) fn news_first(
    context: &mut Context<'_>,
    contents: Contents,
    account: &Account,
    can_ask: bool,
) -> Outcome<(Contents, Option<String>)> {
    let name = &account.name;
    let path = match vault_state::kept(&contents, name) {
        Some((path, Content::HasNews)) => path,
        Some((path, Content::NotRead)) => {
            let unread = vault_state::unread(&path);
            context.ui.say(&unread);
            return Ok((contents, Some(unread)));
        }
        Some((_, Content::UpToDate | Content::Behind)) | None => return Ok((contents, None)),
    };
    if !can_ask {
        vault_state::tell_of_news(context, &path);
        return Ok((contents, None));
    }
    context.told_of_vault = true;
    let shown = quoted(path.to_string_lossy());
    let question = format!("{shown} has changes from another device. Bring them here first?");
    if !context.ui.agree(&question, true)? {
        return Ok((contents, None));
    }
    let keys = contents.keys(name).map_err(|error| failure::of_account(&error, name))?;
    let file = VaultFile::read(&path)?;
    let vault = file.open_with(&keys, name.as_str())?;
    let taken = take_over(context, name, &file, vault, false)?;
    tell(context, name, &file, &taken);
    let mut contents = context.contents()?;
    unlocking::unlock(context, &mut contents)?;
    Ok((contents, None))
}

/// Merges a vault of the account of this name into what is here, durably. If unused codes go, since
/// their list was removed elsewhere, a person is asked, and a script has to say `--yes`.
pub(crate) fn take_over(
    context: &mut Context<'_>,
    name: &Name,
    file: &VaultFile,
    vault: Vault,
    yes: bool,
) -> Outcome<TakenOver> {
    let mut contents = context.contents()?;
    unlocking::unlock(context, &mut contents)?;
    let refused = |error| failure::of_account(&error, name);
    let account = contents.verified(name).map_err(refused)?.clone();
    let last = contents.last_export(name).map_err(refused)?;
    let is_kept = last.is_some_and(|last| last.is_kept);
    let later = last.map(|last| last.count).filter(|count| *count > vault.count);
    let told = in_words(&vault);
    let (removed, lists) = {
        let mut lists = contents.lists(name).map_err(refused)?.copy();
        (lists.merge(vault.lists.copy()).removed, lists)
    };
    let going = |removed: &[(service_codes::Service, usize)]| -> usize {
        removed.iter().map(|(_, codes)| codes).sum()
    };
    if !removed.is_empty() && !yes {
        // Whoever has a list in use is not to fear for that one.
        let in_words = |(service, _): &(service_codes::Service, usize)| {
            let has_current = lists.current().any(|view| view.list.service == *service);
            if has_current { format!("an earlier list of {service}") } else { service.to_string() }
        };
        let services: Vec<String> = removed.iter().map(in_words).collect();
        let codes_going = format!(
            "{} of {} that nobody used, since another device removed the list",
            codes(going(&removed)),
            services.join(", ")
        );
        let question = format!("{} says: remove {codes_going}. To do it", file.shown());
        context.confirm(
            &format!("removing {codes_going}"),
            &question,
            "`collab codes print --replaced` shows them",
        )?;
    }
    let made = vault.made;
    let count = vault.count;
    let path = vault_file::absolute(file.path()).ok();
    let in_file = service_codes::write(&vault.lists);
    let merged = codes_here::change_account(context, &account, |contents, name| {
        let refused = |error| failure::of_account(&error, name);
        let change = contents.change_lists(name, |lists| {
            let merged = lists.merge(vault.lists);
            let is_too_many = lists.iter().count() > MOST_LISTS;
            let is_all = service_codes::write(lists) == in_file;
            Ok::<_, keystore::Error>((merged, is_too_many, is_all))
        });
        let (merged, is_too_many, is_all) = change.map_err(refused)?;
        if is_too_many {
            return Err(Failure::new(Status::Failed, "there would be too many lists of codes")
                .hint("remove some with `collab codes remove SERVICE`"));
        }
        if going(&merged.removed) > going(&removed) {
            return Err(codes_here::changed_meanwhile());
        }
        let last = contents.last_export(name).map_err(refused)?.cloned();
        let seen = last.as_ref().map_or(0, |last| last.count).max(count);
        let is_kept = last.as_ref().is_some_and(|last| last.is_kept);
        let record = if is_all && !is_kept {
            path.and_then(|path| LastExport::new(&path, false, seen, made, 0))
        } else {
            last.map(|last| last.seen(seen))
        };
        contents.set_last_export(name, record).map_err(refused)?;
        Ok(merged)
    })?;
    Ok(TakenOver { merged, told, later, is_kept })
}

/// Tells a person what was in a vault, and what changed.
pub(crate) fn tell(context: &mut Context<'_>, name: &Name, file: &VaultFile, taken: &TakenOver) {
    let merged = &taken.merged;
    let mut changes = Vec::new();
    match merged.new_lists {
        0 => {}
        1 => changes.push(String::from("1 list is new here")),
        lists => changes.push(format!("{lists} lists are new here")),
    }
    match merged.changed_codes {
        0 => {}
        1 => changes.push(String::from("1 code has another state here now")),
        codes => changes.push(format!("{codes} codes have another state here now")),
    }
    for (service, count) in &merged.removed {
        changes.push(format!("{} of {service} are removed", codes(*count)));
    }
    let changes = match changes.as_slice() {
        [] => String::from("Everything in it was here already"),
        changes => changes.join("; "),
    };
    let shown = file.shown();
    context.ui.say(&format!("{shown}: the vault of {name}, {}. {changes}.", taken.told));
    for (service, number) in &merged.unused_again {
        context.ui.say(&format!(
            "Code {number} of {service} is unused again: somebody corrected it on another device."
        ));
    }
    if let Some(later) = taken.later {
        context.ui.say(&format!(
            "Vault number {later} is later than this one; newer changes here are kept."
        ));
    }
}

/// Advises a person to have a vault written at every change, unless one is.
pub(crate) fn advise_to_keep(context: &mut Context<'_>, file: &VaultFile, taken: &TakenOver) {
    if !taken.is_kept && context.ui.has_person() {
        context.ui.say(&format!(
            "What changes here from now on reaches no vault by itself: {} writes this one at every \
             change.",
            keep_command(file)
        ));
    }
}

/// Offers a person to have a vault written at every change, unless one is.
pub(crate) fn offer_to_keep(
    context: &mut Context<'_>,
    account: &Account,
    file: &VaultFile,
    taken: &TakenOver,
) -> Outcome {
    if taken.is_kept || !context.ui.has_person() {
        return Ok(());
    }
    let question = format!("Write {} again whenever the codes change here?", file.shown());
    if !context.ui.agree(&question, true)? {
        context.ui.say(&format!("{} does it later.", keep_command(file)));
        return Ok(());
    }
    match exporting::export(context, account, file.path(), Keep::FromNow) {
        Ok(_) => context.ui.say("collab writes it again whenever the codes change."),
        Err(failure) => context.ui.warn(&format!(
            "warning: {}; {} tries again",
            failure.message(),
            keep_command(file)
        )),
    }
    Ok(())
}

/// Returns the command that has a vault written at every change.
fn keep_command(file: &VaultFile) -> String {
    format!("`{} --keep`", vault_state::export_command(file.path()))
}

/// Returns what is in a vault, in words.
fn in_words(vault: &Vault) -> String {
    let left = vault.lists.current().map(|view| view.left()).sum();
    let lists = code_advice::lists(vault.lists.current().count());
    format!(
        "number {}, made on {}, with {lists} and {} left",
        vault.count,
        day(vault.made),
        codes(left)
    )
}
