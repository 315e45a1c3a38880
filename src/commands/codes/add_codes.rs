//! `collab codes add`: keeps a list of another service's codes.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use serde_json::json;

use super::new_list::{self, Added};
use crate::account::Account;
use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status};
use crate::keystore::RecoveryCode;
use crate::secret::SecretText;
use crate::service_codes::known_services::{Remark, known};
use crate::service_codes::list_reader::{self, Found, Reading};
use crate::service_codes::{Login, MOST_CODES, ServiceList};
use crate::session::code_advice::{codes, named};
use crate::session::codes_here::{self, ServiceLogin};
use crate::session::locking::{self, Offered};
use crate::session::{Context, code_list, pasted_list, vaults_here};
use crate::ui::{Choice, Page, Reply};

/// Keep a list of codes that a service gave you
///
/// Paste or type the list until an empty line, pipe it in, or name a file. Codes that are marked
/// used stay used. A second list of the same service and login replaces the first, which is kept.
/// Before the first list, collab offers to lock an unlocked keystore.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Paste the codes that the service shows:
      collab codes add github
  Read them from the service's file:
      collab codes add discord --code-file discord_backup_codes.txt")]
pub(crate) struct AddCodes {
    #[command(flatten)]
    of: ServiceLogin,

    /// Read the codes from FILE; - is standard input
    #[arg(long, value_name = "FILE")]
    code_file: Option<PathBuf>,

    /// Number of codes, where the list can be read in two ways
    #[arg(long, value_name = "N",
          value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST)))]
    count: Option<u8>,
}

const MOST: u8 = 100;
const _: () = assert!(MOST as usize == MOST_CODES);

impl Run for AddCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let name = named(&self.of.service, self.of.login.as_ref());
        let is_first = codes_here::of_account(&contents, &account)?.is_empty();
        let offered = if is_first && contents.lock().is_none() {
            locking::offer_before_codes(context)?
        } else {
            Offered::default()
        };
        let title = format!("The codes of {name}, which collab keeps for {}.", account.name);
        let (text, copy) = pasted_list::receive(context, self.code_file.as_deref(), &title)?;
        let is_recovery_code = |text: &str| RecoveryCode::read(text).is_ok();
        let reading = list_reader::read(text.expose(), &is_recovery_code)?;
        drop(text);
        let found = self.chosen(context, reading)?;
        if context.ui.has_person() {
            let lists = codes_here::of_account(&contents, &account)?;
            let present = lists.current_of(&self.of.service, self.of.login.as_ref());
            let texts = || found.codes.iter().map(|code| &code.text);
            let replaced = present.filter(|view| !view.list.has_texts(texts()));
            let replaced = replaced.map(|view| view.left());
            self.show(context, &name, &found, replaced)?;
        }
        let not_codes = found.not_codes;
        let remarks = new_list::numbers_in_words(&found).into_iter().chain(self.remark(&found));
        let remarks: Vec<String> = remarks.collect();
        let (all, used) = (found.codes.len(), used(&found));
        let now = (context.clock)();
        let list = new_list::of(context, &self.of, found, now)?;
        let added = add(context, &account, list, now, offered.is_told)?;
        context.give([], || {
            json!({
                "service": self.of.service.as_str(),
                "login": self.of.login.as_ref().map(Login::as_str),
                "codes": all,
                "used": used,
                "not_codes": not_codes,
                "added": if matches!(added, Added::New { .. }) { "new" } else { "already here" },
            })
        })?;
        tell(context, &name, (all, used, not_codes), &added);
        for remark in remarks {
            context.ui.say(&remark);
        }
        let is_backed_up = vaults_here::tell(context, &account.name)?;
        if let Some(copy) = copy {
            copy.offer_to_delete(context, is_backed_up)?;
        }
        if offered.is_locked { code_list::offer(context) } else { Ok(()) }
    }
}

impl AddCodes {
    /// Returns the reading that is meant: the one with the given count, or the one that a person
    /// chooses.
    fn chosen(&self, context: &mut Context<'_>, reading: Reading) -> Outcome<Found> {
        if let Some(count) = self.count {
            return Ok(reading.with_count(usize::from(count))?);
        }
        let (by_line, by_word) = match reading {
            Reading::Clear(found) => return Ok(found),
            Reading::Either { by_line, by_word } => (by_line, by_word),
        };
        let (lines, words) = (by_line.codes.len(), by_word.codes.len());
        if !context.ui.has_person() {
            return Err(Failure::new(
                Status::NeedsPerson,
                format!(
                    "the list has {} if a line is one, and {words} if a word is one",
                    codes(lines)
                ),
            )
            .hint(format!("say which with `--count {lines}` or `--count {words}`")));
        }
        let labels = [codes(lines) + ": each line is one", codes(words) + ": each word is one"];
        let choices =
            [Choice { key: "1", label: &labels[0] }, Choice { key: "2", label: &labels[1] }];
        let choice = context.ui.choose("How many codes did the service give you?", &choices)?;
        Ok(if choice == 0 { by_line } else { by_word })
    }

    /// Shows what was read, in private, and asks whether to keep it. `left_now` is the number of
    /// unused codes in the list that it would replace.
    fn show(
        &self,
        context: &mut Context<'_>,
        name: &str,
        found: &Found,
        left_now: Option<usize>,
    ) -> Outcome {
        let (all, used) = (found.codes.len(), used(found));
        let marked = if used == 0 { String::new() } else { format!(", {used} marked used") };
        let mut lines = Vec::new();
        let ends = [("the first:", found.codes.first()), ("the last:", found.codes.last())];
        for (which, code) in ends.into_iter().take(all) {
            let Some(code) = code else { continue };
            let mut line = SecretText::new(String::with_capacity(96));
            let out = line.expose_mut();
            out.push_str(if all == 1 { "" } else { which });
            out.push(' ');
            out.push_str(code.text.expose());
            lines.push(line);
        }
        let numbers = new_list::numbers_in_words(found);
        let paragraphs = not_read(found.not_codes).into_iter().chain(numbers);
        let replaces = left_now.map(|left| {
            format!(
                "There is a list of {name} with {} left; it becomes an earlier one.",
                codes(left)
            )
        });
        let paragraphs = paragraphs.chain(self.remark(found)).chain(replaces).collect();
        let prompt = "y keeps them, Enter alone stops:";
        let title = format!("{name}: {}{marked}", codes(all));
        let page = Page { title, lines, paragraphs, prompt: prompt.to_owned(), ..Page::default() };
        let mut is_right = false;
        context.ui.in_private(page, &mut |answer| {
            is_right = matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
            if is_right || answer.trim().is_empty() {
                Reply::Close
            } else {
                Reply::Again(prompt.to_owned())
            }
        })?;
        if is_right {
            return Ok(());
        }
        Err(Failure::new(Status::Failed, "the codes are not kept")
            .hint("if they were read wrongly, type them one a line"))
    }

    /// Returns the remark about a list that is not as the service's usually are.
    fn remark(&self, found: &Found) -> Option<String> {
        let known = known(self.of.service.as_str())?;
        let title = known.title;
        match known.remark(found.codes.iter().map(|code| code.text.expose().as_str()))? {
            Remark::Count { usual, here } => {
                Some(format!("{title} gives {usual}; these are {here}."))
            }
            _ => Some(format!("The codes of {title} usually look different from these.")),
        }
    }
}

fn used(found: &Found) -> usize {
    found.codes.iter().filter(|code| code.is_used).count()
}

/// Returns the sentence about the lines without a code.
fn not_read(lines: usize) -> Option<String> {
    match lines {
        0 => None,
        1 => Some(String::from("1 line was not a code.")),
        _ => Some(format!("{lines} lines were not codes.")),
    }
}

/// Adds the list to the account, durably. If `is_told`, a person knows that the keystore is unlocked.
fn add(
    context: &mut Context<'_>,
    account: &Account,
    list: ServiceList,
    now: SystemTime,
    is_told: bool,
) -> Outcome<Added> {
    let (added, is_unlocked) = codes_here::change(context, account, |lists, is_unlocked| {
        Ok((new_list::put(lists, list, now)?, is_unlocked))
    })?;
    let is_first = matches!(added, Added::New { is_first: true, .. });
    context.entered_unlocked |= is_unlocked && is_first && !is_told;
    Ok(added)
}

/// Tells what was kept.
fn tell(
    context: &mut Context<'_>,
    name: &str,
    (all, used, not_codes): (usize, usize, usize),
    added: &Added,
) {
    let marked = if used == 0 { String::new() } else { format!(", {used} marked used") };
    match added {
        Added::New { left_before, .. } => {
            context.ui.say(&format!("{name}: {} kept{marked}.", codes(all)));
            if let Some(left) = left_before {
                context.ui.say(&format!(
                    "They replace the earlier list, which had {} left and stays here.",
                    codes(*left)
                ));
            }
        }
        Added::Before { marked: 0 } => {
            context.ui.say(&format!("{name}: the same {} are here already.", codes(all)));
        }
        Added::Before { marked } => context.ui.say(&format!(
            "{name}: the same {} are here already; {} of them marked used now.",
            codes(all),
            marked
        )),
    }
    if let Some(said) = not_read(not_codes) {
        context.ui.say(&said);
    }
}
