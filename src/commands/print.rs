//! `collab print`: the backup code as boxes, digits, or a QR code.

use clap::Args;
use serde_json::json;

use super::{Context, Run};
use crate::account::Account;
use crate::code::{BackupCode, BoxNumber};
use crate::failure::Outcome;
use crate::secret::SecretText;
use crate::ui::{Page, Reply, qr};

/// Show or print the backup code
///
/// On a terminal the code is shown on a screen that is wiped when you leave it. In a pipe it is
/// four rows of boxes and nothing else, so that `collab print | lp` is a sheet of paper.
#[derive(Args, Debug)]
pub struct Print {
    /// As one run of 80 digits
    #[arg(long, conflicts_with = "qr")]
    digits: bool,

    /// As a QR code
    #[arg(long)]
    qr: bool,
}

impl Run for Print {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let account = context.current(&contents)?.clone();
        let code = context.code_of(&mut contents, &account)?;
        if context.ui.shows_results_in_private() {
            let page = self.page(&account, &code, context.ui.has_colour());
            return Ok(context.ui.in_private(page, &mut |_| Reply::Close)?);
        }
        if context.ui.shows_results() && context.ui.has_person() {
            context.ui.say(&format!(
                "The backup code of {} ({}). It stays on this screen until you clear it.",
                account.name, account.identity
            ));
        }
        let lines = self.lines(&code, context.ui.has_colour());
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
    fn lines(&self, code: &BackupCode, colour: bool) -> Vec<SecretText> {
        if self.qr {
            qr::draw(&code.canonical_text(), colour)
        } else if self.digits {
            vec![code.canonical_text()]
        } else {
            code.rows().into()
        }
    }

    fn page(&self, account: &Account, code: &BackupCode, colour: bool) -> Page {
        let paragraphs = if self.qr && colour {
            Vec::new()
        } else if self.qr {
            vec![String::from("Without colour it can be read from a light background only.")]
        } else {
            vec![
                account.identity.to_string(),
                String::from("Format: backup code 1. Nobody ever has a reason to ask you for it."),
            ]
        };
        Page {
            title: format!("The backup code of {}", account.name),
            lines: if self.qr || self.digits {
                self.lines(code, colour)
            } else {
                code.labelled_rows().into()
            },
            paragraphs,
            prompt: String::from("Enter to leave:"),
        }
    }
}
