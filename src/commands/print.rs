//! `collab print`: the backup code as boxes, digits, a QR code, or a sheet of paper.

mod sheet_arguments;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Account;
use crate::code::{BackupCode, BoxNumber};
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::paper;
use crate::paper::symbol::Matrix;
use crate::secret::SecretText;
use crate::session::saving::{self, Answer, Done, Saving};
use crate::session::{Context, guesses, secret_file, unlocking};
use crate::ui::{Choice, Page, Reply, Unanswered, spelling, terminal_qr};
use sheet_arguments::SheetArguments;

/// Show or print the backup code
///
/// On a terminal, the code is shown on a screen that is cleared when you leave it. In a pipe, it is
/// four rows of boxes and nothing else, so `collab print | lp` prints a sheet of paper. With --plain,
/// the digits stand one by one on a terminal, so that a screen reader says digits.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Show the code and offer paper, QR code and clipboard:
      collab print
  A sheet to print:
      collab print --sheet code.pdf
  A sheet to fill in by hand, so that no printer sees the code:
      collab print --printer --blank")]
pub(crate) struct Print {
    /// Write the code as one run of 80 digits
    #[arg(long, conflicts_with = "qr")]
    digits: bool,

    /// Show the code as a QR code; with FILE.svg or FILE.png, write it to a new file
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "not asked for; without a file; with one")]
    qr: Option<Option<PathBuf>>,

    /// Swap dark and light in a QR code on the terminal: for a dark one without colors
    #[arg(long, requires = "qr")]
    invert: bool,

    #[command(flatten)]
    sheet: SheetArguments,
}

impl Run for Print {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let target = self.sheet.target()?;
        if let (Some(target), true) = (&target, self.sheet.is_blank()) {
            let (account, is_verified) = context.shown(&mut contents, false)?;
            self.sheet.hand_out(context, target, &account, None)?;
            if !is_verified {
                context.ui.say(unlocking::NOT_VERIFIED);
            }
            return Ok(());
        }
        let (account, code) = context.code(&mut contents)?;
        if let Some(target) = target {
            return self.sheet.hand_out(context, &target, &account, Some(&code));
        }
        if account.is_guessed() {
            return Err(guesses::not_to_be_handed_out(&account.name));
        }
        if let Some(Some(file)) = &self.qr {
            if self.invert {
                return Err(not_for_a_picture());
            }
            return save_qr(context, file, &account, &code);
        }
        if context.ui.shows_results_in_private() {
            self.show(context, &account, &code)?;
            if account.confirmed.is_none() {
                context.ui.say("Once it is saved, confirm that: `collab check`.");
            }
            return Ok(());
        }
        if context.ui.shows_results() && context.ui.has_person() {
            context.ui.say(&format!(
                "The backup code of {} (public identity {}). It stays on this screen until you clear it.",
                account.name, account.identity
            ));
        }
        context.guard_result("the backup code");
        if context.variable("CI").is_some() {
            context.ui.warn(
                "warning: this is a CI job, and the backup code goes to standard output: if that is \
                 its log, everyone who can read the log has the account",
            );
        }
        let lines = if context.ui.shows_results() && context.ui.is_plain() && self.shows_boxes() {
            spelling::rows(&code)
        } else {
            self.lines(&code, context.ui.has_color())
        };
        context.give(lines.iter().map(|line| line.expose().as_str()), || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "boxes": BoxNumber::all()
                    .map(|number| code.box_text(number).expose().clone())
                    .collect::<Vec<_>>(),
                "digits": code.canonical_text().expose(),
            })
        })
    }
}

impl Print {
    fn shows_boxes(&self) -> bool {
        self.qr.is_none() && !self.digits
    }

    fn lines(&self, code: &BackupCode, color: bool) -> Vec<SecretText> {
        if self.qr.is_some() {
            let matrix = Matrix::of(&code.canonical_text());
            if self.invert {
                terminal_qr::draw_inverted(&matrix, color)
            } else {
                terminal_qr::draw(&matrix, color)
            }
        } else if self.digits {
            vec![code.canonical_text()]
        } else {
            code.rows().into()
        }
    }

    /// Shows the code on a private screen. From the boxes, a person can go on to the menu of ways
    /// to save the code.
    fn show(
        &self,
        context: &mut Context<'_>,
        account: &Account,
        code: &BackupCode,
    ) -> Result<(), Unanswered> {
        let page = self.page(account, code, context.ui.has_color());
        if !self.shows_boxes() {
            return context.ui.in_private(page, &mut |_| Reply::Close);
        }
        let mut wants_more = false;
        context.ui.in_private(page, &mut |answer| {
            wants_more = answer.trim().eq_ignore_ascii_case("more");
            if wants_more || answer.trim().is_empty() {
                Reply::Close
            } else {
                Reply::Again(String::from("Type more for other ways to save it; Enter to leave:"))
            }
        })?;
        let saving = Saving { name: &account.name, identity: &account.identity, code };
        while wants_more {
            let done = saving::choose(context, false, &LEAVE).and_then(|answer| match answer {
                Answer::Way(way) => saving.save(context, way),
                Answer::Saved | Answer::Leave => Ok(Done::Leave),
            });
            wants_more = match done {
                Ok(done) => matches!(done, Done::Partly | Done::Nothing),
                // Escape leaves as Leave does: the code was shown, and may have been saved.
                Err(Unanswered::Left) => false,
                Err(error) => return Err(error),
            };
        }
        Ok(())
    }

    fn page(&self, account: &Account, code: &BackupCode, color: bool) -> Page {
        let paragraphs = if self.qr.is_some() && (color || self.invert) {
            Vec::new()
        } else if self.qr.is_some() {
            vec![terminal_qr::without_color(account.name.as_str())]
        } else {
            vec![
                format!("Public identity: {}", account.identity),
                String::from(
                    "Never give this code to anyone, whoever asks. Format: backup code 1.",
                ),
            ]
        };
        Page {
            title: format!("The backup code of {}", account.name),
            lines: if self.shows_boxes() {
                code.labeled_rows().into()
            } else {
                self.lines(code, color)
            },
            paragraphs,
            prompt: String::from(if self.shows_boxes() {
                "Enter to leave; or type more to print a sheet, make a PDF, copy it or use a phone:"
            } else {
                "Enter to leave:"
            }),
            ..Page::default()
        }
    }
}

const LEAVE: Choice<'static> = Choice { key: "l", label: "Leave" };

fn not_for_a_picture() -> Failure {
    Failure::new(Status::Usage, "`--invert` is for a QR code on the terminal, and a file was named")
        .hint("leave `--invert` out: a picture is dark on white for every reader")
}

/// Writes the QR code to a picture file.
fn save_qr(
    context: &mut Context<'_>,
    file: &Path,
    account: &Account,
    code: &BackupCode,
) -> Outcome {
    let shown = quoted(file.to_string_lossy());
    let matrix = Matrix::of(&code.canonical_text());
    let ending = file.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let picture = match ending.as_deref() {
        Some("svg") => paper::svg_sheet::qr(&matrix),
        Some("png") => paper::symbol::png(&matrix),
        _ => {
            return Err(Failure::new(
                Status::Usage,
                format!("{shown} does not tell the picture's format"),
            )
            .hint("end the name in .svg or .png"));
        }
    };
    secret_file::create(file, picture.expose())?;
    context.give([], || {
        json!({
            "name": account.name.as_str(),
            "identity": account.identity.to_string(),
            "qr": file.to_string_lossy(),
        })
    })?;
    context
        .ui
        .say(&format!("The QR code is in {shown}. Anyone who has that file has the account."));
    Ok(())
}
