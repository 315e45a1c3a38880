//! The options of `collab print` about the sheet: its content, paper size and destination.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::account::Account;
use crate::code::BackupCode;
use crate::failure::{Failure, Outcome, Status};
use crate::paper::{LONGEST_NOTE, Sheet, SheetFormat};
use crate::session::sheet::{self, Form};
use crate::session::{Context, day};

/// The arguments of a sheet.
#[derive(Args, Debug)]
pub(super) struct SheetArguments {
    /// Write a sheet of paper to a new FILE.pdf, .svg or .txt; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["digits", "qr", "printer"])]
    sheet: Option<PathBuf>,

    #[command(flatten)]
    form: Form,

    /// Print a sheet on the printer NAME, or on the default printer
    ///
    /// The sheet goes through the system's `lp`. Printers remember what they print: use your own,
    /// connected by a cable, or `--blank`, which prints no code. CUPS keeps a copy for a day;
    /// `cancel -a -x` deletes it after printing.
    #[arg(long, value_name = "NAME", num_args = 0..=1, conflicts_with_all = ["digits", "qr"])]
    #[allow(clippy::option_option, reason = "not asked for; without a name; with one")]
    printer: Option<Option<String>>,

    /// Print this line on the sheet, such as where its copies are
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// Leave the boxes empty, to fill in by hand
    #[arg(long)]
    blank: bool,
}

/// The destination of a sheet.
pub(super) enum Target<'a> {
    File(&'a Path, SheetFormat),
    Output(SheetFormat),
    Printer(Option<&'a str>),
}

impl SheetArguments {
    /// Returns the destination of the sheet, if one is asked for.
    ///
    /// # Errors
    ///
    /// If an option about the sheet is given without a sheet, or the format can't be told.
    pub(super) fn target(&self) -> Outcome<Option<Target<'_>>> {
        if let Some(printer) = &self.printer {
            return Ok(Some(Target::Printer(printer.as_deref())));
        }
        let Some(file) = &self.sheet else {
            return if self.form.names_a_page() || self.note.is_some() || self.blank {
                Err(Failure::new(Status::Usage, "that is about a sheet, and none is asked for")
                    .hint("name its file with `--sheet FILE.pdf`, or print it with `--printer`"))
            } else {
                Ok(None)
            };
        };
        let format = self.form.format_in(file)?;
        let is_output = file.as_os_str() == "-";
        Ok(Some(if is_output { Target::Output(format) } else { Target::File(file, format) }))
    }

    /// Whether the boxes of the sheet stay empty, so that the code isn't needed.
    pub(super) fn is_blank(&self) -> bool {
        self.blank
    }

    /// Creates the sheet and writes it to its destination.
    pub(super) fn hand_out(
        &self,
        context: &mut Context<'_>,
        target: &Target<'_>,
        account: &Account,
        code: Option<&BackupCode>,
    ) -> Outcome {
        let note = self.note.as_deref().unwrap_or_default();
        if note.chars().count() > LONGEST_NOTE {
            return Err(Failure::new(
                Status::Usage,
                format!("the note has over {LONGEST_NOTE} characters"),
            )
            .hint("there is room for more by hand"));
        }
        let sheet = Sheet {
            name: &account.name,
            identity: &account.identity,
            is_guessed: account.is_guessed(),
            code,
            note,
            day: &day((context.clock)()),
            page: self.form.page_size(context),
        };
        let told = match target {
            Target::File(path, format) => sheet::into_file(&sheet, path, *format)?,
            Target::Printer(name) => sheet::to_printer(&sheet, *name, context.environment)?,
            Target::Output(_) if context.ui.shows_results() => {
                return Err(sheet::no_terminal());
            }
            Target::Output(format) => {
                let bytes = sheet::bytes(&sheet, *format)?;
                if code.is_some() {
                    context.guard_result("the backup code");
                }
                return context.give_bytes(bytes.expose());
            }
        };
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "sheet": match target {
                    Target::File(path, _) => path.to_string_lossy(),
                    Target::Output(_) => "-".into(),
                    Target::Printer(_) => "printer".into(),
                },
            })
        })?;
        context.ui.say(&told);
        Ok(())
    }
}
