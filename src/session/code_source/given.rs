//! A backup code that is given without asking a person: in a file, a picture, standard input, or
//! `COLLAB_BACKUP_CODE`.
//!
//! The variable is used only if no other source is. A file or a picture takes precedence over it,
//! and the person is told. The variable and text on standard input together are a usage error,
//! since one of the two would be ignored.

use super::{CodeSource, Source, image};
use crate::code::reading::LIMIT;
use crate::failure::{Failure, NO_INPUT, Outcome, Status, unset_variable};
use crate::secret::{Secret, SecretBytes};
use crate::session::Context;
use crate::session::secret_file::{self, Kept};

/// The variable that can hold a code.
const VARIABLE: &str = "COLLAB_BACKUP_CODE";

const CODE_FILE: Kept =
    Kept { what: "code", given_by: "--code-file", opens: "account", limit: LIMIT };

/// The use of [`VARIABLE`] by a command. A command where the code stands for a person's yes ignores
/// it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    /// Read if there is no other source.
    Read,
    /// Never read.
    Ignored,
}

/// A text that was given, and its source.
pub(super) struct Given {
    pub(super) text: SecretBytes,
    pub(super) source: Source,
}

impl CodeSource {
    /// Returns the text that was given; `None` if a person is to be asked.
    pub(super) fn given(
        &self,
        context: &mut Context<'_>,
        variable: Variable,
    ) -> Outcome<Option<Given>> {
        let value = match variable {
            Variable::Read => context.variable(VARIABLE),
            Variable::Ignored => None,
        };
        let value = value.map(|value| Secret::new(value.into_encoded_bytes()));
        let named = match (&self.code_file, &self.image) {
            (Some(_), _) => Some("--code-file"),
            (None, Some(_)) => Some("--image"),
            (None, None) => None,
        };
        if let Some(flag) = named {
            if value.is_some() {
                context.ui.say(&format!("{VARIABLE} is set, but `{flag}` is used instead."));
            }
            return self.named(context);
        }
        let Some(text) = value else { return piped(context) };
        // Standard input that holds a passphrase is no second code.
        let is_other = context.passphrase_file.as_ref().is_some_and(|file| file.as_os_str() == "-");
        if !is_other && context.ui.has_piped_input() && speaks(context)? {
            return Err(Failure::new(
                Status::Usage,
                format!("there are two codes: one in {VARIABLE}, one on standard input"),
            )
            .hint(format!("end the command with {NO_INPUT}, or {}", unset_variable(VARIABLE))));
        }
        if context.ui.speaks_to_terminal() {
            context.ui.say(&format!("The backup code comes from {VARIABLE}."));
        }
        Ok(Some(Given { text, source: Source::Variable }))
    }

    /// Returns the text of the file or picture that was named.
    fn named(&self, context: &mut Context<'_>) -> Outcome<Option<Given>> {
        Ok(Some(match (&self.code_file, &self.image) {
            (Some(path), _) if path.as_os_str() == "-" => return piped(context),
            (Some(path), _) => {
                Given { text: secret_file::read(context, path, &CODE_FILE)?, source: Source::Text }
            }
            (None, Some(path)) => {
                Given { text: image::text(context, path)?, source: Source::Picture }
            }
            (None, None) => return Ok(None),
        }))
    }
}

/// Returns the text on standard input; `None` if it is a person's terminal.
fn piped(context: &mut Context<'_>) -> Outcome<Option<Given>> {
    if context.ui.has_piped_input() {
        let text = context.piped_input("backup code", LIMIT)?;
        return Ok(Some(Given { text, source: Source::Text }));
    }
    if context.ui.has_person() {
        return Ok(None);
    }
    Err(Failure::new(Status::NeedsPerson, "the backup code is needed, and there is nobody to ask")
        .hint("pipe it in, or name a file with `--code-file FILE`"))
}

/// Whether standard input yields any text.
fn speaks(context: &mut Context<'_>) -> Outcome<bool> {
    context.ui.has_piped_text().map_err(|error| {
        Failure::new(Status::Failed, format!("standard input can't be read: {error}"))
            .hint(format!("end the command with {NO_INPUT}"))
    })
}
