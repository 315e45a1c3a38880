//! Sheets of paper: written into a new file, or sent to the printer.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{Args, ValueEnum};

use super::{Context, secret_file};
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::paper::{CodesSheet, PageSize, Sheet, SheetFormat, Unwritable};
use crate::secret::SecretBytes;
use crate::ui::printer;

/// The lookup of an environment variable by its name.
type Variable<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The advice for a sheet with empty boxes.
const FILL_IN: &str =
    "Write the boxes that `collab print` shows, or those of your old paper, into it by hand.";

/// The form of a sheet that goes into a file.
#[derive(Args, Debug)]
pub(crate) struct Form {
    /// Format of the sheet, if the file's name does not tell
    #[arg(long, value_enum, requires = "sheet")]
    format: Option<FormatName>,

    /// Paper size; by default, that of your locale
    #[arg(long, value_enum)]
    page: Option<Paper>,
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

impl Form {
    /// Whether a paper size was given.
    pub(crate) fn names_a_page(&self) -> bool {
        self.page.is_some()
    }

    /// Returns the format of the sheet in this file: the one that was given, or that of the ending.
    pub(crate) fn format_in(&self, file: &Path) -> Outcome<SheetFormat> {
        let named = self.format.map(|format| match format {
            FormatName::Pdf => SheetFormat::Pdf,
            FormatName::Svg => SheetFormat::Svg,
            FormatName::Txt => SheetFormat::Text,
        });
        let ending = || file.extension().and_then(OsStr::to_str)?.parse().ok();
        named.or_else(ending).ok_or_else(|| {
            let is_output = file.as_os_str() == "-";
            let whose = if is_output { String::from("-") } else { quoted(file.to_string_lossy()) };
            Failure::new(Status::Usage, format!("{whose} does not tell the sheet's format"))
                .hint("end the name in .pdf, .svg or .txt, or say `--format pdf`")
        })
    }

    /// Returns the paper size.
    pub(crate) fn page_size(&self, context: &Context<'_>) -> PageSize {
        match self.page {
            Some(Paper::A4) => PageSize::A4,
            Some(Paper::Letter) => PageSize::Letter,
            None => page_size(context.environment),
        }
    }
}

/// Reports that a sheet would go to a terminal.
pub(crate) fn no_terminal() -> Failure {
    Failure::new(Status::Usage, "a sheet is a file, and standard output is a terminal")
        .hint("name a file with `--sheet FILE.pdf`, or pipe it on")
}

/// Returns the usual page size of the locale.
pub(crate) fn page_size(variable: Variable<'_>) -> PageSize {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_PAPER", "LANG"].iter().find_map(set);
    PageSize::of_locale(&locale.unwrap_or_default().to_string_lossy())
}

/// Returns the sheet in a format.
pub(crate) fn bytes(sheet: &Sheet<'_>, format: SheetFormat) -> Outcome<SecretBytes> {
    sheet.write(format).map_err(|error| unwritable(error, "note"))
}

/// Returns the sheet of other services' codes in a format.
pub(crate) fn bytes_of_codes(sheet: &CodesSheet<'_>, format: SheetFormat) -> Outcome<SecretBytes> {
    sheet.write(format).map_err(|error| unwritable(error, "login"))
}

/// Reports that a text, which is a note or a login, can't be written on a sheet.
fn unwritable(error: Unwritable, what: &str) -> Failure {
    match error {
        Unwritable::InNoFont(grapheme) => {
            let shown = quoted(grapheme);
            Failure::new(
                Status::Failed,
                format!("no font on this computer has the {what}'s {shown}"),
            )
            .hint(
                "install a font that has it, or use `--sheet FILE.svg` and print that in a browser",
            )
        }
        Unwritable::NoRoom => {
            Failure::new(Status::Usage, "the note has more lines than the sheet has room for")
                .hint("there is room for more by hand")
        }
        Unwritable::Unseen { character, position } => Failure::new(
            Status::Usage,
            format!(
                "character {position} of the note is U+{:04X}, which nobody can see on paper",
                u32::from(character)
            ),
        )
        .hint("take it out of the note; of such characters only a line end may stay"),
        Unwritable::Pages(count) => {
            Failure::new(Status::Usage, format!("the codes need {count} pages, and an SVG has one"))
                .hint("end the name in .pdf, which has pages; or name one service")
        }
    }
}

/// Writes the sheet into a new file. Returns the message about it.
pub(crate) fn into_file(sheet: &Sheet<'_>, path: &Path, format: SheetFormat) -> Outcome<String> {
    secret_file::create(path, bytes(sheet, format)?.expose())?;
    let shown = quoted(path.to_string_lossy());
    Ok(if sheet.code.is_some() {
        format!(
            "The sheet is in {shown}. Print it, then delete the file: anyone who has it has the \
             account."
        )
    } else {
        format!("The sheet is in {shown}. {FILL_IN}")
    })
}

/// Sends the sheet to the printer of this name, or to the default one. Returns the message about
/// it.
pub(crate) fn to_printer(
    sheet: &Sheet<'_>,
    name: Option<&str>,
    variable: Variable<'_>,
) -> Outcome<String> {
    let printed = printer::print(bytes(sheet, SheetFormat::Pdf)?.expose(), name, variable);
    if sheet.code.is_some() {
        printed?;
        return Ok(String::from(
            "The sheet is on its way to the printer. Printers remember what they print, and this \
             computer keeps a copy for a day. Once it is printed, `cancel -a -x` deletes that copy.",
        ));
    }
    // For a blank sheet, the hint must not lead to a file with the code.
    printed.map_err(|error| {
        Failure::from(error).hint("make a file of it with `collab print --blank --sheet FILE.pdf`")
    })?;
    Ok(format!("The sheet is on its way to the printer. {FILL_IN}"))
}
