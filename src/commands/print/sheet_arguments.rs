//! The options of `collab print` about the sheet: its content, paper size and destination.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::account::Account;
use crate::code::BackupCode;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::paper::{LONGEST_NOTE, PageSize, Sheet, SheetFormat};
use crate::session::{Context, day, sheet};

/// The arguments of a sheet.
#[derive(Args, Debug)]
pub(super) struct SheetArguments {
    /// Write a sheet of paper to a new FILE.pdf, .svg or .txt; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["digits", "qr", "printer"])]
    sheet: Option<PathBuf>,

    /// Format of the sheet, if the file's name does not tell
    #[arg(long, value_enum, requires = "sheet")]
    format: Option<FormatName>,

    /// Print a sheet on the printer NAME, or on the default printer
    ///
    /// The sheet goes through the system's `lp`. Printers remember what they print: use your own,
    /// connected by a cable, or `--blank`, which prints no code. CUPS keeps a copy for a day;
    /// `cancel -a -x` deletes it after printing.
    #[arg(long, value_name = "NAME", num_args = 0..=1, conflicts_with_all = ["digits", "qr"])]
    #[allow(clippy::option_option, reason = "not asked for; without a name; with one")]
    printer: Option<Option<String>>,

    /// Paper size; by default, that of your locale
    #[arg(long, value_enum)]
    page: Option<Paper>,

    /// Print this line on the sheet, such as where its copies are
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// Leave the boxes empty, to fill in by hand
    #[arg(long)]
    blank: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    Pdf,
    Svg,
    Txt,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Paper {
    A4,
    Letter,
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
            return if self.page.is_some() || self.note.is_some() || self.blank {
                Err(Failure::new(Status::Usage, "that is about a sheet, and none is asked for")
                    .hint("name its file with `--sheet FILE.pdf`, or print it with `--printer`"))
            } else {
                Ok(None)
            };
        };
        let named = self.format.map(|format| match format {
            FormatName::Pdf => SheetFormat::Pdf,
            FormatName::Svg => SheetFormat::Svg,
            FormatName::Txt => SheetFormat::Text,
        });
        let is_output = file.as_os_str() == "-";
        let ending = || file.extension().and_then(OsStr::to_str)?.parse().ok();
        let format = named.or_else(ending).ok_or_else(|| {
            let whose = if is_output { String::from("-") } else { quoted(file.to_string_lossy()) };
            Failure::new(Status::Usage, format!("{whose} does not tell the sheet's format"))
                .hint("end the name in .pdf, .svg or .txt, or say `--format pdf`")
        })?;
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
            page: self.page(context),
        };
        let told = match target {
            Target::File(path, format) => sheet::into_file(&sheet, path, *format)?,
            Target::Printer(name) => sheet::to_printer(&sheet, *name, context.environment)?,
            Target::Output(_) if context.ui.shows_results() => {
                return Err(Failure::new(
                    Status::Usage,
                    "a sheet is a file, and standard output is a terminal",
                )
                .hint("name a file with `--sheet FILE.pdf`, or pipe it on"));
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

    fn page(&self, context: &Context<'_>) -> PageSize {
        match self.page {
            Some(Paper::A4) => PageSize::A4,
            Some(Paper::Letter) => PageSize::Letter,
            None => sheet::page_size(context.environment),
        }
    }
}
