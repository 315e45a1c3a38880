//! `collab restore`: the account back from its code.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::code_source::{CodeSource, Received};
use super::{Context, Run, date, naming, print_command};
use crate::account::{ExpectedIdentity, Name, Origin};
use crate::code::ROW_BOXES;
use crate::code::mend::Change;
use crate::failure::{self, Failure, Outcome, Status, boxes_in_words, changes_in_words};
use crate::keystore::Contents;
use crate::secret::SecretText;
use crate::ui::{Page, Reply};

/// Bring an account back from its backup code
///
/// The code is typed or pasted; a script pipes it in, or names a file. A damaged code is mended
/// where that is certain, and never silently: you are asked, and a script has to say `--repair`
/// and which account it expects.
#[derive(Args, Debug)]
pub struct Restore {
    /// What to call the account on this device; a script's is called default
    #[arg(value_parser = naming::parse)]
    name: Option<Name>,

    #[command(flatten)]
    source: CodeSource,

    /// Use a mended code without asking; needs --expect with a whole identity
    #[arg(long)]
    repair: bool,
}

/// What stands above the boxes after a no.
const NOT_USED: &str = "Not used. Compare the boxes with the paper.";

impl Run for Restore {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        if self.repair && !self.source.expect.as_ref().is_some_and(ExpectedIdentity::is_whole) {
            return Err(Failure::new(
                Status::Usage,
                "`--repair` needs `--expect` with the whole identity of the account",
            )
            .hint("the identity is on the sheet, and begins with did:key:z6Mk"));
        }
        let contents = context.contents_if_any()?;
        // Refused before anyone types eighty digits for nothing.
        if let (Some(name), Some(contents)) = (&self.name, &contents)
            && let Some(holder) = contents.account(name)
            && !self
                .source
                .expect
                .as_ref()
                .is_none_or(|expect| expect.matches(&holder.unverified().identity))
        {
            return Err(failure::name_taken(name));
        }
        let received = self.receive(context, contents.as_ref())?;
        let mended: Vec<_> = received.mended.iter().map(|change| change.number).collect();
        let now = (context.clock)();
        // A code that had to be mended opens the account, but what is on paper is not that code:
        // it is proven when the corrected paper passes `collab check`.
        let proven = received.mended.is_empty().then_some(now);
        let here = contents.as_ref().map(|contents| contents.of_identity(&received.identity));
        let here = here.transpose().map_err(|error| failure::of_account(&error, &Name::fallback()));
        let name = match here?.flatten() {
            Some(account) => account.name().clone(),
            None => naming::choose(context, self.name.clone(), contents.as_ref())?,
        };
        let (name, was_here, is_default) = context.change(|contents| {
            let refused = |error| failure::of_account(&error, &name);
            let here = contents.of_identity(&received.identity).map_err(refused)?;
            let (name, was_here) = if let Some(here) = here {
                let name = here.name().clone();
                contents.put_code_back(&received.code).map_err(refused)?;
                if let Some(now) = proven {
                    contents.confirm(&name, now).map_err(refused)?;
                }
                (name, true)
            } else {
                contents
                    .add(name.clone(), &received.code, Origin::Restored, now, proven)
                    .map_err(|conflict| failure::conflict(&conflict, &name))?;
                (name, false)
            };
            let is_default = contents.is_default(&name);
            Ok((name, was_here, is_default))
        })?;
        let identity = received.identity.to_string();
        context.give([identity.as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity,
                "restored": if was_here { "already here" } else { "new" },
                "default": is_default,
                "mended": failure::numbers(&mended),
                "confirmed_at": proven.map(date),
            })
        })?;
        if was_here {
            let proven = if proven.is_some() { " Its code is proven." } else { "" };
            context.ui.say(&format!("This account is here already, as {name}.{proven}"));
        } else {
            context.ui.say(&format!("{name} is back on this device."));
        }
        if !mended.is_empty() {
            context.ui.say(&format!(
                "Correct the paper: {}. {} shows how it should be, and `collab check` proves it then.",
                changes_in_words(&received.mended),
                print_command(&name, is_default)
            ));
        }
        Ok(())
    }
}

impl Restore {
    /// Gets the code. Whoever says no to what would change has the boxes back as they were typed.
    fn receive(&self, context: &mut Context<'_>, contents: Option<&Contents>) -> Outcome<Received> {
        let mut received =
            self.source.receive(context, contents, "Type the backup code, or paste it.")?;
        while !received.mended.is_empty() && !self.agrees_to_mending(context, &received)? {
            let Some(typed) = received.typed.take() else {
                let boxes: Vec<_> = received.mended.iter().map(|change| change.number).collect();
                return Err(failure::damaged(
                    &received.mended,
                    format!("the mended code was not used; look at {}", boxes_in_words(&boxes)),
                    "compare these boxes with the paper, and try again",
                ));
            };
            received = self.source.receive_in_boxes(context, contents, NOT_USED, typed)?;
        }
        Ok(received)
    }

    /// Whether a person says yes to what changes; a script has said so, and pinned the identity.
    fn agrees_to_mending(&self, context: &mut Context<'_>, received: &Received) -> Outcome<bool> {
        if self.repair {
            return Ok(true);
        }
        if !context.ui.has_person() {
            return Err(failure::damaged(
                &received.mended,
                format!("the code is damaged: {}", changes_in_words(&received.mended)),
                "correct the boxes; or, to use it mended, `--repair` with `--expect` and the whole identity",
            ));
        }
        ask_to_mend(context, received)
    }
}

/// Shows which boxes change, to what, and which account that opens. Proven, it takes a yes;
/// unproven, the last six characters of the identity, which only the sheet has.
fn ask_to_mend(context: &mut Context<'_>, received: &Received) -> Outcome<bool> {
    let identity = received.identity.to_string();
    let ending = &identity[identity.len() - 6..];
    let mut paragraphs = vec![String::from("Mended, it opens"), identity.clone()];
    if received.proven {
        paragraphs.push(String::from("Is that what the paper should say?"));
    } else {
        paragraphs.push(format!(
            "So much had to be guessed that this can be another account: {}. \
             Compare the identity with the one beside your code.",
            in_words(received.chance)
        ));
    }
    // Boxes that are only in another order have their digits on the paper; sixteen lines of them
    // would leave no room for the identity.
    let displaced: Vec<Change> =
        received.mended.iter().filter(|change| change.is_elsewhere()).cloned().collect();
    let is_told = displaced.len() > ROW_BOXES;
    let listed: Vec<&Change> =
        received.mended.iter().filter(|change| !is_told || !change.is_elsewhere()).collect();
    let mut title = String::from("The code does not check as it stands.");
    if is_told {
        title.push(' ');
        title.push_str(&changes_in_words(&displaced).replacen('b', "B", 1));
        title.push('.');
    }
    if !listed.is_empty() {
        title.push_str(" These boxes would change:");
    }
    let page = Page {
        title,
        lines: listed.into_iter().map(|change| change_line(change, received)).collect(),
        paragraphs,
        prompt: String::from(if received.proven {
            "Use it? [y/N]"
        } else {
            "The last 6 characters of the identity beside your code:"
        }),
        ..Page::default()
    };
    let mut agreed = false;
    context.ui.in_private(page, &mut |answer| {
        let answer = answer.trim();
        let (yes, no, again) = if received.proven {
            let answer = answer.to_lowercase();
            let yes = matches!(answer.as_str(), "y" | "yes");
            (yes, matches!(answer.as_str(), "" | "n" | "no"), "Please answer y or n. Use it? [y/N]")
        } else {
            let again =
                "That is not how it ends. The last 6 characters, or Enter alone not to use it:";
            (answer == ending, answer.is_empty(), again)
        };
        agreed = yes;
        if yes || no { Reply::Close } else { Reply::Again(String::from(again)) }
    })?;
    Ok(agreed)
}

fn change_line(change: &Change, received: &Received) -> SecretText {
    let digits = received.code.box_text(change.number);
    let mut line = SecretText::new(String::with_capacity(96));
    let number = change.number.get();
    write!(line.expose_mut(), "{number:>4}:  {}  {change}", digits.expose())
        .expect("a string takes all");
    line
}

/// What a chance of an accident means: "1 reading in 99991" rather than 1e-5.
fn in_words(chance: f64) -> String {
    if chance >= 0.5 {
        return String::from("nothing is left to check it by");
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, below 1e6"
    )]
    let one_in = (1.0 / chance).round() as u64;
    format!("1 such reading in {one_in} is")
}
