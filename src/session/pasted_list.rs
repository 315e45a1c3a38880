//! A list of codes as it is given: in a file, on standard input, or typed and pasted in private.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::Context;
use super::secret_file::{self, Kept};
use crate::failure::{Failure, Outcome, Status, quoted, system_words};
use crate::files::FileId;
use crate::secret::SecretBytes;
use crate::service_codes::list_reader::LIMIT;
use crate::ui::{Page, Reply};

/// The longest list that is typed or pasted on a terminal, in bytes.
const MOST_TYPED: usize = 1 << 16;

const LIST_FILE: Kept =
    Kept { what: "list of codes", given_by: "--code-file", opens: "login", limit: LIMIT };

/// A file as it was before it was read.
pub(crate) struct ClearCopy {
    path: PathBuf,
    id: FileId,
    size: u64,
    changed: Option<SystemTime>,
}

/// Returns the list that is given, and the file that has it.
pub(crate) fn receive(
    context: &mut Context<'_>,
    file: Option<&Path>,
    title: &str,
) -> Outcome<(SecretBytes, Option<ClearCopy>)> {
    match file {
        Some(path) if path.as_os_str() != "-" => {
            let copy = ClearCopy::of(path);
            Ok((secret_file::read(context, path, &LIST_FILE)?, copy))
        }
        _ if context.ui.has_piped_input() => {
            Ok((context.piped_input("list of codes", LIMIT)?, None))
        }
        None if context.ui.has_person() => Ok((typed(context, title)?, None)),
        _ => Err(Failure::new(
            Status::NeedsPerson,
            "the codes are needed, and there is nobody to ask",
        )
        .hint("pipe them in, or name a file with `--code-file FILE`")),
    }
}

/// Has a list typed or pasted, until an empty line.
fn typed(context: &mut Context<'_>, title: &str) -> Outcome<SecretBytes> {
    let page = Page {
        title: title.to_owned(),
        paragraphs: vec![
            String::from("Paste the list as the service shows it, or type one code a line."),
            String::from("Press Enter alone when that is all, or Ctrl-C to stop."),
        ],
        prompt: String::from("Codes:"),
        takes_pastes: true,
        ..Page::default()
    };
    // Never reallocates: a copy would not be wiped.
    let mut text = Zeroizing::new(String::with_capacity(MOST_TYPED));
    let mut lines = 0;
    context.ui.in_private(page, &mut |answer| {
        if answer.trim().is_empty() {
            return Reply::Close;
        }
        if text.len() + answer.len() + 1 > MOST_TYPED {
            return Reply::Again(String::from("Not taken: it is too long. Again:"));
        }
        text.push_str(answer);
        text.push('\n');
        lines += answer.lines().filter(|line| !line.trim().is_empty()).count();
        let so_far = if lines == 1 { String::from("1 line") } else { format!("{lines} lines") };
        Reply::Again(format!("{so_far} so far. More, or Enter alone if that is all:"))
    })?;
    Ok(SecretBytes::new(std::mem::take(&mut *text).into_bytes()))
}

impl ClearCopy {
    /// Returns a regular file as it is now; `None` for anything else, such as a link.
    fn of(path: &Path) -> Option<Self> {
        let metadata = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
        let id = FileId::at(path)?;
        let changed = metadata.modified().ok();
        Some(Self { path: path.to_owned(), id, size: metadata.len(), changed })
    }

    /// Whether the file is still the one that was read.
    fn is_there(&self) -> bool {
        Self::of(&self.path).is_some_and(|now| {
            (now.id, now.size, now.changed) == (self.id, self.size, self.changed)
        })
    }

    /// Whether the file has the name under which Discord's page saves codes.
    fn is_discords(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.to_lowercase().starts_with("discord_backup_codes")
    }

    /// Offers a person to delete the file.
    pub(crate) fn offer_to_delete(&self, context: &mut Context<'_>, is_backed_up: bool) -> Outcome {
        let file = quoted(self.path.to_string_lossy());
        let malware =
            if self.is_discords() { ", and malware looks for files of that name" } else { "" };
        context.ui.say(&format!("{file} still has the codes in the clear{malware}."));
        let question =
            if is_backed_up { "Delete it?" } else { "Delete it before there is a backup?" };
        if !context.ui.has_person() {
            return Ok(());
        }
        if !context.ui.agree(question, false)? {
            if !is_backed_up {
                context.ui.say("Once there is one, the same command offers to delete it again.");
            }
            return Ok(());
        }
        if !self.is_there() {
            context.ui.warn(&format!("{file} has changed since it was read, and was not deleted."));
            return Ok(());
        }
        match std::fs::remove_file(&self.path) {
            Ok(()) => context.ui.say(
                "The file is deleted. As after every deletion, its bytes may stay on the disk for a \
                 while, and in backups.",
            ),
            Err(error) => {
                context.ui.warn(&format!("{file} can't be deleted: {}.", system_words(&error)));
            }
        }
        Ok(())
    }
}
