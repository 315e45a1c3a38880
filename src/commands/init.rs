//! `collab init`: a new account, its code shown, and the proof that it was saved.

use clap::Args;
use serde_json::json;

use super::{Context, Run, date, naming, print_command};
use crate::account::{Account, Identity, Name, Origin};
use crate::code::digit::decimal;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, ROW_BOXES};
use crate::derivation;
use crate::failure::{self, Outcome};
use crate::secret::{Secret, SecretText};
use crate::ui::{Page, Reply, Unanswered};

/// Create an account
///
/// Creates an account from a new backup code. On a terminal it then shows the code, and has you
/// type one box of it to prove that you saved it. A script gets the account's identity, and can
/// get the code with `collab print`.
#[derive(Args, Debug)]
pub struct Init {
    /// What to call the account on this device; a script's is called default
    #[arg(value_parser = naming::parse)]
    name: Option<Name>,
}

impl Run for Init {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents_if_any()?;
        let is_first = contents.as_ref().is_none_or(|contents| contents.accounts().is_empty());
        let name = naming::choose(context, self.name, contents.as_ref())?;
        let code = BackupCode::generate(&mut context.entropy)?;
        let account = Account {
            name: name.clone(),
            identity: derivation::identity(&code),
            origin: Origin::Created,
            since: (context.clock)(),
            proven: None,
        };
        let (identity, since) = (account.identity, date(account.since));
        let is_default = context.change(|contents| {
            contents.add(account, &code).map_err(|conflict| failure::conflict(&conflict, &name))?;
            Ok(contents.is_default(&name))
        })?;
        // From here on the account is durable, whatever happens to the conversation.
        context.give([identity.to_string().as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity.to_string(),
                "created": since,
                "default": is_default,
                "proven": false,
            })
        })?;
        if is_first {
            context.ui.say(&format!(
                "The keystore {} holds the backup code unlocked: whoever can read that file has the account.",
                failure::quoted(context.keystore()?.path().to_string_lossy()),
            ));
        }
        let print = print_command(&name, is_default);
        if !context.ui.has_person() {
            context.ui.say(&format!("Its backup code is not saved yet: print it with {print}."));
            return Ok(());
        }
        if have_it_saved(context, &name, &identity, &code)? {
            let now = (context.clock)();
            context.change(|contents| {
                contents.mark_proven(&name, now).map_err(|_| failure::no_such_account(&name))
            })?;
            context.ui.say(&format!(
                "Well done: {name} is yours, and you can bring it back anywhere. \
                 Keep the paper away from this device.\n\
                 Try next: `collab whoami`, and some day `collab check` with the paper in hand."
            ));
        } else {
            context.ui.say(&format!(
                "{name} exists, but its backup code is not proven saved: if this device is lost, so is the account.\n\
                 Show it again with {print}, and prove it with `collab check`."
            ));
        }
        Ok(())
    }
}

/// Shows the code and has one box of it typed. `false` means later.
fn have_it_saved(
    context: &mut Context<'_>,
    name: &Name,
    identity: &Identity,
    code: &BackupCode,
) -> Outcome<bool> {
    let mut draw = [0];
    (context.entropy)(&mut draw)?;
    // 256 is a multiple of 16, so that every box is as likely.
    let number = BoxNumber::new(usize::from(draw[0]) % BOXES + 1).expect("1 to 16");
    let mut showing = true;
    let mut wrong = 0;
    let mut proven = false;
    let outcome = context.ui.in_private(code_page(name, identity, code), &mut |answer| {
        let answer = answer.trim();
        match (showing, answer.is_empty()) {
            _ if answer.eq_ignore_ascii_case("later") => return Reply::Close,
            (true, false) => {
                return Reply::Again(String::from("Enter alone when it is saved, or type later:"));
            }
            (true, true) => {
                showing = false;
                return Reply::Turn(proof_page(number));
            }
            (false, true) => {
                showing = true;
                return Reply::Turn(code_page(name, identity, code));
            }
            (false, false) => {}
        }
        let digits = digits_of(answer);
        proven = digits == code.box_text(number);
        wrong += 1;
        if proven {
            Reply::Close
        } else if digits.expose().len() == BOX_DIGITS {
            let tries = if wrong == 1 { String::new() } else { format!(" ({wrong} tries)") };
            Reply::Again(format!("That is not what box {number} says{tries}. Box {number}:"))
        } else {
            Reply::Again(format!("A box has five digits. Box {number}:"))
        }
    });
    match outcome {
        Ok(()) => Ok(proven),
        // The account is durable: leaving here only means later.
        Err(Unanswered::Left) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn code_page(name: &Name, identity: &Identity, code: &BackupCode) -> Page {
    Page {
        title: format!("The backup code of {name}"),
        lines: code.labelled_rows().into(),
        paragraphs: [
            &identity.to_string(),
            "Whoever has it has the account; without it nobody can bring it back.",
            "* Print it or write it down, with the line above, and keep it away from this device.",
            "* The clipboard is not secure.",
            "* Nobody ever has a reason to ask you for it.",
        ]
        .map(String::from)
        .into(),
        prompt: String::from("Enter when it is saved, or type later:"),
    }
}

fn proof_page(number: BoxNumber) -> Page {
    Page {
        title: String::from("Is it saved?"),
        paragraphs: vec![
            format!(
                "Look at what you saved, and type box {number} from it: the five digits that are \
                 {} in row {}.",
                ["first", "second", "third", "last"][(usize::from(number.get()) - 1) % ROW_BOXES],
                (usize::from(number.get()) - 1) / ROW_BOXES + 1,
            ),
            String::from(
                "Enter alone shows the code again; later leaves the proof for another day.",
            ),
        ],
        prompt: format!("Box {number}:"),
        ..Page::default()
    }
}

/// The digits of an answer, whatever is between them.
fn digits_of(answer: &str) -> SecretText {
    let mut digits = Secret::new(String::with_capacity(answer.len()));
    let decimals = answer.chars().filter_map(decimal).map(|digit| char::from(b'0' + digit));
    digits.expose_mut().extend(decimals);
    digits
}
