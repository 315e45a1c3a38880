//! Making and handing out recovery codes: they are shown in private and confirmed, or written to a
//! file.
//!
//! The order is the rule: new codes work from the start, beside the earlier ones, which are retired
//! once the person has shown that the new ones are saved.

use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;

use super::{Context, copied, day, derived_key, output, secret_file};
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::keystore::{CodeId, Lock, RecoveryCode};
use crate::secret::{Secret, SecretBytes, SecretText};
use crate::ui::clipboard::{self, Copied, Surroundings};
use crate::ui::{Page, Reply, Unanswered, printer};

/// The number of codes made at a time.
pub(crate) const USUAL_COUNT: u8 = 10;

const SAVED: &str = "Enter when all are saved; or type print, copy, or file (recovery-codes.txt):";
const SAVED_ONE: &str =
    "Enter when it is saved; or type print, copy, or file (recovery-codes.txt):";
const NOT_A_WORD: &str = "Type print, file or copy; or press Enter when saved:";

/// Makes `count` codes for an unlocked keystore, hands them out, and retires the earlier ones.
/// Returns the time at which they were made.
pub(crate) fn make_new(
    context: &mut Context<'_>,
    count: u8,
    out: Option<&Path>,
) -> Outcome<SystemTime> {
    let codes = (0..count)
        .map(|_| RecoveryCode::generate(&mut context.entropy))
        .collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<CodeId> = codes.iter().map(RecoveryCode::id).collect();
    let now = (context.clock)();
    let earlier = context.contents()?.lock().map_or(0, Lock::confirmed_codes);
    context.change_lock(|contents, tools| {
        Ok(contents.add_recovery_codes(&codes, now, tools.entropy)?)
    })?;
    let has_new_passphrase = context.has_new_passphrase;
    hand_out(context, &codes, out, &|| {
        failure::codes_not_confirmed(earlier > 0, has_new_passphrase)
    })?;
    replace_all_by(context, &ids)?;
    Ok(now)
}

/// Confirms these recovery codes and removes all others, under a new data key, and under the key
/// from [`derived_key::dearer`] if there is one.
pub(crate) fn replace_all_by(context: &mut Context<'_>, codes: &[CodeId]) -> Outcome {
    let dearer = derived_key::dearer(context)?;
    context.change_lock(|contents, tools| {
        let key = dearer.as_ref().or(tools.key);
        let key = key.expect("what opened it was the passphrase, or led to a new one");
        Ok(contents.confirm_recovery_codes(codes, key, tools.entropy)?)
    })
}

/// Offers recovery codes to a person who just chose a passphrase. The account is already
/// durable, so leaving here skips only the codes.
pub(crate) fn offer(context: &mut Context<'_>) -> Outcome {
    context.ui.say("If you forget the passphrase, recovery codes let you in on this device.");
    match context.ui.agree("Make recovery codes now?", true) {
        Ok(true) => {
            make_new(context, USUAL_COUNT, None)?;
            context.ui.say(&format!("{USUAL_COUNT} recovery codes work now, each once."));
        }
        Ok(false) => context.ui.say("`collab recovery-codes new` makes them later."),
        Err(Unanswered::Left) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Refuses, before any code is made, a request whose codes could not be handed out.
pub(crate) fn demand_a_way(context: &Context<'_>, out: Option<&Path>) -> Outcome {
    match out {
        Some(path) => return output::refuse_if_there(path),
        None if context.ui.has_person() => return Ok(()),
        None => {}
    }
    Err(Failure::new(
        Status::NeedsPerson,
        "recovery codes are shown to a person, and there is no terminal",
    )
    .hint("write them into a new file with `--out FILE`"))
}

/// Hands the codes out. When this returns, they are in the file, or the person has confirmed them.
/// If the person stops before, the error is `left`, which says what is done and what is not.
pub(crate) fn hand_out(
    context: &mut Context<'_>,
    codes: &[RecoveryCode],
    out: Option<&Path>,
    left: &dyn Fn() -> Failure,
) -> Outcome {
    let texts: Vec<SecretText> = codes.iter().map(RecoveryCode::text).collect();
    match out {
        Some(path) => {
            let made = day((context.clock)());
            secret_file::create(path, listed(&texts, &made, Line::Bare).expose())
        }
        None => prove(context, codes, &texts, left),
    }
}

/// Shows the codes, and has the person type one of them.
fn prove(
    context: &mut Context<'_>,
    codes: &[RecoveryCode],
    texts: &[SecretText],
    left: &dyn Fn() -> Failure,
) -> Outcome {
    let mut draw = [0];
    (context.entropy)(&mut draw)?;
    let asked = usize::from(draw[0]) % codes.len();
    let page = || list(texts);
    let question = match codes {
        [_] => String::from("Type it from what you saved:"),
        _ => format!("Type code {} from what you saved:", asked + 1),
    };
    let ways = Ways::of(context, texts);
    let (mut is_shown, mut is_in_file) = (true, false);
    let outcome = context.ui.in_private(page(), &mut |answer| {
        if is_shown && !answer.trim().is_empty() {
            let word = answer.trim().to_ascii_lowercase();
            let taken = ways.take(&word);
            is_in_file |= word == "file" && matches!(taken, Some(Ok(_)));
            let said = taken.map(|done| {
                done.unwrap_or_else(|failure| format!("That failed: {}.", failure.message()))
            });
            let saved = if texts.len() == 1 { SAVED_ONE } else { SAVED };
            return Reply::Again(
                said.map_or(String::from(NOT_A_WORD), |said| format!("{said}\n{saved}")),
            );
        }
        if is_shown || answer.trim().is_empty() {
            is_shown = !is_shown;
            return Reply::Turn(if is_shown { page() } else { proof_page(texts.len(), &question) });
        }
        match RecoveryCode::read(answer) {
            Ok(code) if code.id() == codes[asked].id() => Reply::Close,
            Ok(_) => Reply::Again(format!("That is another code of your list. {question}")),
            Err(_) => Reply::Again(format!("That is not a recovery code. {question}")),
        }
    });
    // Also where the person left: the line that named the file is gone.
    if is_in_file {
        let file = whole_path(FILE);
        context.ui.say(&format!("The recovery codes are in {file}: print it, then delete it."));
    }
    outcome.map_err(|error| match error {
        Unanswered::Left => left(),
        error => error.into(),
    })
}

/// Returns the absolute path of a file in the current folder, quoted.
fn whole_path(file: &str) -> String {
    let path = std::path::absolute(file).unwrap_or_else(|_| file.into());
    quoted(path.to_string_lossy())
}

/// The file that the answer `file` makes.
const FILE: &str = "recovery-codes.txt";

/// The ways to save the list besides writing it down, and the data that they need.
struct Ways<'a> {
    texts: &'a [SecretText],
    made: String,
    surroundings: Surroundings<'a>,
}

impl<'a> Ways<'a> {
    fn of(context: &Context<'a>, texts: &'a [SecretText]) -> Self {
        let surroundings = context.clipboard_surroundings();
        Self { texts, made: day((context.clock)()), surroundings }
    }

    /// Saves the list in the way of this name, and returns the message about it; `None` if there is
    /// no such way.
    fn take(&self, word: &str) -> Option<Outcome<String>> {
        Some(match word {
            "file" => secret_file::create(
                Path::new(FILE),
                listed(self.texts, &self.made, Line::Numbered).expose(),
            )
            .map(|()| format!("They are in {}: print it, then delete it.", whole_path(FILE))),
            "print" => {
                let card = listed(self.texts, &self.made, Line::Numbered);
                printer::print(card.expose(), None, self.surroundings.variable)
                    .map(|()| String::from("The card is on its way to the printer."))
                    .map_err(Failure::from)
            }
            "copy" => self.copied(),
            _ => return None,
        })
    }

    fn copied(&self) -> Outcome<String> {
        let mut text = Secret::new(String::with_capacity(64 * self.texts.len()));
        for code in self.texts {
            text.expose_mut().push_str(code.expose());
            text.expose_mut().push('\n');
        }
        Ok(match clipboard::copy(&text, clipboard::USUAL_TIME, &self.surroundings)? {
            Copied::Held => String::from("They are in the clipboard for 45 seconds."),
            sent @ Copied::SentToTerminal { .. } => format!(
                "{} If there is nothing to paste, choose another way.",
                copied::told("The list", sent, clipboard::USUAL_TIME.as_secs())
            ),
        })
    }
}

/// The format of a line in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// The code alone, for a program.
    Bare,
    /// The code after its number, for a person.
    Numbered,
}

/// Returns the list under a heading that says what it is: a card of at most 46 columns. `collab`
/// skips lines that begin with `#`.
fn listed(texts: &[SecretText], made: &str, line: Line) -> SecretBytes {
    let mut list = Secret::new(String::with_capacity(512 + 64 * texts.len()));
    let out = list.expose_mut();
    let _ = write!(
        out,
        "# Recovery codes of collab, made {made}\n\
         # Each opens the keystore once if its\n\
         # passphrase is forgotten. Cross it out then.\n\
         # They do not replace the backup code.\n"
    );
    for (index, text) in texts.iter().enumerate() {
        if line == Line::Numbered && texts.len() > 1 {
            let _ = write!(out, "{:>2}:  ", index + 1);
        }
        out.push_str(text.expose());
        out.push('\n');
    }
    SecretBytes::new(std::mem::take(list.expose_mut()).into_bytes())
}

fn list(texts: &[SecretText]) -> Page {
    let lines = texts.iter().enumerate().map(|(index, text)| {
        let mut line = SecretText::new(String::with_capacity(64));
        let out = line.expose_mut();
        // A single code joins a list that has its own numbers.
        let _ = match texts.len() {
            1 => write!(out, "     {}", text.expose()),
            _ => write!(out, "{:>2}:  {}", index + 1, text.expose()),
        };
        line
    });
    Page {
        title: String::from(if texts.len() == 1 {
            "Your new recovery code. It is shown until you confirm it."
        } else {
            "Your recovery codes. They are shown until you confirm them."
        }),
        lines: lines.collect(),
        paragraphs: vec![
            String::from(if texts.len() == 1 {
                "It opens this keystore once if you forget the passphrase. Cross out the code that \
                 you used, and write this one in its place."
            } else {
                "Each opens this keystore once if you forget the passphrase. Keep all of them away \
                 from this device. Next, collab asks for one of them."
            }),
            String::from("Without this device, only your backup code brings the account back."),
        ],
        prompt: String::from(if texts.len() == 1 { SAVED_ONE } else { SAVED }),
        ..Page::default()
    }
}

fn proof_page(count: usize, question: &str) -> Page {
    let (title, back) = match count {
        1 => ("Is it saved?", "If it is not saved yet, Enter alone goes back to it."),
        _ => ("Are they saved?", "If they are not saved yet, Enter alone goes back to them."),
    };
    Page {
        title: title.to_owned(),
        paragraphs: vec![back.to_owned()],
        prompt: question.to_owned(),
        ..Page::default()
    }
}
