//! Sheets of paper: written into a new file, or sent to the printer.

use std::ffi::OsString;
use std::path::Path;

use super::secret_file;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::paper::{PageSize, Sheet, SheetFormat, Unwritable};
use crate::secret::SecretBytes;
use crate::ui::printer;

/// The lookup of an environment variable by its name.
type Variable<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The advice for a sheet with empty boxes.
const FILL_IN: &str =
    "Write the boxes that `collab print` shows, or those of your old paper, into it by hand.";

/// Returns the usual page size of the locale.
pub(crate) fn page_size(variable: Variable<'_>) -> PageSize {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_PAPER", "LANG"].iter().find_map(set);
    PageSize::of_locale(&locale.unwrap_or_default().to_string_lossy())
}

/// Returns the sheet in a format.
pub(crate) fn bytes(sheet: &Sheet<'_>, format: SheetFormat) -> Outcome<SecretBytes> {
    sheet.write(format).map_err(|error| match error {
        Unwritable::InNoFont(grapheme) => {
            let shown = quoted(grapheme);
            Failure::new(Status::Failed, format!("no font on this computer has the note's {shown}"))
                .hint("install a font that has it, or use `--sheet FILE.svg` and print that in a browser")
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
    })
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
