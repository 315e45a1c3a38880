//! The menu of the ways to save a backup code, and each way.
//!
//! The menu is public and shows nothing of the code. A page in private shows the code, and is left
//! before the menu comes back. So on a terminal without private pages the code is written once for
//! each request.

use std::borrow::Cow;

use super::{Context, copied, day, sheet};
use crate::account::{Ending, Identity, Name};
use crate::code::BackupCode;
use crate::failure::{Failure, Outcome};
use crate::paper::symbol::Matrix;
use crate::paper::{Sheet, SheetFormat};
use crate::ui::clipboard::{self, Copied};
use crate::ui::{Choice, Page, Reply, Unanswered, spelling, terminal_qr};

/// A way to save a backup code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By hand, from the screen.
    ByHand,
    /// On a printed sheet.
    Sheet,
    /// Through the clipboard, into a password manager.
    Copy,
    /// With the camera of a phone.
    Phone,
}

/// An answer to the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Way(Way),
    /// The code is saved.
    Saved,
    /// The person stops for now.
    Leave,
}

/// The outcome of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// The person says that the code is saved.
    Saved,
    /// A step is done; the menu comes back.
    Partly,
    /// The way failed or was not taken; the menu comes back.
    Nothing,
    /// The person stops for now.
    Leave,
}

const BY_HAND: Choice<'static> = Choice { key: "h", label: "By hand on paper (safest)" };
const SHEET: Choice<'static> = Choice { key: "p", label: "Print a sheet" };
const COPY: Choice<'static> = Choice { key: "c", label: "Password manager (copy)" };
const PHONE: Choice<'static> = Choice { key: "q", label: "Phone (QR code)" };
const SAVED: Choice<'static> = Choice { key: "s", label: "It is saved" };

const WRITTEN: &str = "Enter when it is written down; or type blank, back or later:";
const NOT_A_WORD: &str = "Type blank, back or later; or press Enter when it is written down:";

/// A backup code to save.
#[derive(Clone, Copy)]
pub(crate) struct Saving<'a> {
    pub(crate) name: &'a Name,
    pub(crate) identity: &'a Identity,
    pub(crate) code: &'a BackupCode,
}

/// Asks how to save a backup code. The first choice says that the code is saved, if `can_be_saved`;
/// the last one is `leave`.
pub(crate) fn choose(
    context: &mut Context<'_>,
    can_be_saved: bool,
    leave: &Choice<'_>,
) -> Result<Answer, Unanswered> {
    let ways = [
        (SAVED, Answer::Saved),
        (BY_HAND, Answer::Way(Way::ByHand)),
        (SHEET, Answer::Way(Way::Sheet)),
        (COPY, Answer::Way(Way::Copy)),
        (PHONE, Answer::Way(Way::Phone)),
        (*leave, Answer::Leave),
    ];
    let ways = &ways[usize::from(!can_be_saved)..];
    let choices: Vec<Choice<'_>> = ways.iter().map(|(choice, _)| *choice).collect();
    let chosen = context.ui.choose("How do you want to save it?", &choices)?;
    Ok(ways[chosen].1)
}

impl Saving<'_> {
    /// Saves the code in this way, as far as that is possible from here. A failure is told and is
    /// not an error, since the other ways remain.
    ///
    /// # Errors
    ///
    /// If the person stops.
    pub(crate) fn save(&self, context: &mut Context<'_>, way: Way) -> Result<Done, Unanswered> {
        match way {
            Way::ByHand => self.by_hand(context),
            Way::Sheet => self.print(context),
            Way::Copy => Ok(self.copy(context)),
            Way::Phone => self.show_to_a_phone(context),
        }
    }

    fn by_hand(&self, context: &mut Context<'_>) -> Result<Done, Unanswered> {
        let identity = self.identity.to_string();
        let paragraphs = vec![
            format!(
                "Write down the boxes and the last {} characters of the identity: {}. Safest: \
                 no printer or phone sees them.",
                Ending::ON_PAPER,
                &identity[identity.len() - Ending::ON_PAPER..],
            ),
            String::from("Never give this code to anyone, whoever asks."),
            String::from(
                "blank makes a sheet with empty boxes to write on; back shows the other ways.",
            ),
            format!("Your public identity: {identity}"),
        ];
        let page = Page {
            title: format!("The backup code of {}", self.name),
            lines: if context.ui.is_plain() {
                spelling::rows(self.code)
            } else {
                self.code.labeled_rows().into()
            },
            paragraphs,
            prompt: String::from(WRITTEN),
            ..Page::default()
        };
        let blank = self.sheet_maker(context, None);
        let mut done = Done::Saved;
        context.ui.in_private(page, &mut |answer| {
            done = match answer.trim().to_ascii_lowercase().as_str() {
                "" => Done::Saved,
                "back" => Done::Partly,
                "later" => Done::Leave,
                "blank" => {
                    let file = format!("backup-code-{}-blank.pdf", self.name);
                    let made = blank(Some(&file)).map(|_| {
                        format!(
                            "The blank sheet is in \"{file}\": print it, and write the boxes above \
                             on it."
                        )
                    });
                    // The question goes on a line of its own, apart from the message.
                    return Reply::Again(format!("{}\n{WRITTEN}", text_of(&made)));
                }
                _ => return Reply::Again(String::from(NOT_A_WORD)),
            };
            Reply::Close
        })?;
        Ok(done)
    }

    fn print(&self, context: &mut Context<'_>) -> Result<Done, Unanswered> {
        let file = format!("backup-code-{}.pdf", self.name);
        let label = format!("Into {file}");
        let choices = [
            Choice { key: "p", label: "On the printer" },
            Choice { key: "f", label: &label },
            Choice { key: "b", label: "Back" },
        ];
        let maker = self.sheet_maker(context, Some(self.code));
        let made = match context.ui.choose("Where shall the sheet go?", &choices)? {
            0 => maker(None),
            1 => maker(Some(&file)),
            _ => return Ok(Done::Nothing),
        };
        Ok(told(context, &made))
    }

    /// Returns a function that makes a sheet: in a file of this name, or on the printer.
    fn sheet_maker<'s>(
        &'s self,
        context: &Context<'s>,
        code: Option<&'s BackupCode>,
    ) -> impl Fn(Option<&str>) -> Outcome<String> + use<'s> {
        let (variable, today) = (context.environment, day((context.clock)()));
        move |file| {
            let sheet = Sheet {
                name: self.name,
                identity: self.identity,
                is_guessed: false,
                code,
                note: "",
                day: &today,
                page: sheet::page_size(variable),
            };
            match file {
                Some(file) => {
                    // The message says in which folder the file is.
                    let path = std::path::absolute(file).unwrap_or_else(|_| file.into());
                    sheet::into_file(&sheet, &path, SheetFormat::Pdf)
                }
                None => sheet::to_printer(&sheet, None, variable),
            }
        }
    }

    fn copy(&self, context: &mut Context<'_>) -> Done {
        let text = self.code.canonical_text();
        let surroundings = context.clipboard_surroundings();
        let copied = clipboard::copy(&text, clipboard::USUAL_TIME, &surroundings);
        let copied = copied.map_err(Failure::from).map(|copied| match copied {
            Copied::Held => String::from(
                "The code is in the clipboard for 45 seconds. Paste it into your password manager. \
                 Every program here can read the clipboard meanwhile.",
            ),
            sent @ Copied::SentToTerminal { .. } => format!(
                "{} If there is nothing to paste, choose another way.",
                copied::told("The code", sent, clipboard::USUAL_TIME.as_secs())
            ),
        });
        told(context, &copied)
    }

    fn show_to_a_phone(&self, context: &mut Context<'_>) -> Result<Done, Unanswered> {
        let has_color = context.ui.has_color();
        let shows = "The phone shows 80 digits in one line, and no link. Save them there.";
        let mut paragraphs = vec![String::from(shows)];
        if !has_color {
            paragraphs.push(terminal_qr::without_color(self.name.as_str()));
        }
        let page = Page {
            title: format!("The backup code of {}", self.name),
            lines: terminal_qr::draw(&Matrix::of(&self.code.canonical_text()), has_color),
            paragraphs,
            prompt: String::from("Enter when the phone has them:"),
            is_aside: true,
            ..Page::default()
        };
        context.ui.in_private(page, &mut |_| Reply::Close)?;
        Ok(Done::Partly)
    }
}

/// Tells the person what was done, or why it failed.
fn told(context: &mut Context<'_>, outcome: &Outcome<String>) -> Done {
    context.ui.warn(&text_of(outcome));
    if outcome.is_ok() { Done::Partly } else { Done::Nothing }
}

fn text_of(outcome: &Outcome<String>) -> Cow<'_, str> {
    match outcome {
        Ok(said) => Cow::Borrowed(said),
        Err(failure) => match failure.advice() {
            Some(advice) => {
                Cow::Owned(format!("That failed: {}. Try this: {advice}.", failure.message()))
            }
            None => Cow::Owned(format!("That failed: {}.", failure.message())),
        },
    }
}
