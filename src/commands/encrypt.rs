//! `collab encrypt`: encrypts files that only their recipients can read.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Run;
use crate::age::armor::Armor;
use crate::age::{EncryptError, Recipient, encrypt};
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::files::FileId;
use crate::session::Context;
use crate::session::input::Input;
use crate::session::output::{Output, Readers};
use crate::session::who::{Addressee, Here};

/// The input's name in messages.
const WHAT: &str = "file to encrypt";
/// The longest file of recipients, in bytes.
const LONGEST_LIST: usize = 1 << 20;

/// Encrypt a file for its recipients
///
/// Encrypts FILE into FILE.age, an age file, which age, rage and `collab decrypt` open; FILE stays
/// as it is. Standard input goes to standard output. Without recipients, the file is for yourself:
/// only this account decrypts it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  For yourself, into notes.txt.age:
      collab encrypt notes.txt
  For the recipients in a file, and for yourself:
      collab encrypt -R friends.txt -r me report.pdf
  Data from a pipe:
      tar c photos | collab encrypt > photos.age")]
pub(crate) struct Encrypt {
    /// File to encrypt; without one, or with -, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Recipient: age1…, the name of an account here, or me; can be repeated
    #[arg(short, long = "recipient", value_name = "WHO")]
    recipients: Vec<String>,

    /// File of recipients, one on each line; can be repeated
    #[arg(short = 'R', long, value_name = "FILE")]
    recipients_file: Vec<PathBuf>,

    /// Write text, for mail and chats
    #[arg(long)]
    armor: bool,

    /// Write to OUT; - is standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

impl Encrypt {
    /// Whether standard input carries data.
    pub(crate) fn reads_stdin(&self) -> bool {
        let is_stream = |path: &PathBuf| path.as_os_str() == "-";
        self.file.as_ref().is_none_or(is_stream) || self.recipients_file.iter().any(is_stream)
    }

    /// Whether no recipient is named.
    fn is_for_oneself(&self) -> bool {
        self.recipients.is_empty() && self.recipients_file.is_empty()
    }

    /// Returns the path of the encrypted file; `None` is standard output.
    fn place(&self, context: &Context<'_>) -> Outcome<Option<PathBuf>> {
        let file = self.file.as_deref().filter(|path| path.as_os_str() != "-");
        match (&self.output, file) {
            (Some(output), _) => Ok(Some(output.clone())),
            (None, Some(file)) => {
                let mut name = OsString::from(file);
                name.push(".age");
                Ok(Some(name.into()))
            }
            (None, None) if context.ui.shows_results() && !self.armor => Err(Failure::new(
                Status::Usage,
                "an encrypted file is no text, and your terminal can't show it",
            )
            .hint("name a file with `-o FILE`, or make it text with `--armor`")),
            (None, None) => Ok(None),
        }
    }

    /// Returns the recipients, those named as options and those in lists, and whether all of them
    /// are verified.
    fn recipients(
        &self,
        context: &mut Context<'_>,
        named: Vec<Addressee>,
    ) -> Outcome<(Vec<Recipient>, bool)> {
        let mut addressees: Vec<_> = named.into_iter().map(|named| (named, None)).collect();
        for path in &self.recipients_file {
            listed(context, path, &mut addressees)?;
        }
        if self.is_for_oneself() {
            addressees.push((Addressee::Here(Here::Me), None));
        }
        let mut recipients = Vec::new();
        let mut is_verified = true;
        for (addressee, line) in &addressees {
            let recipient = addressee.recipient(context);
            let (recipient, is_this) = recipient.map_err(|failure| match line {
                Some((number, list)) => failure.in_line(*number, list),
                None => failure,
            })?;
            is_verified &= is_this;
            // A duplicate would only add a stanza to the header, which everybody can count.
            if !recipients.contains(&recipient) {
                recipients.push(recipient);
            }
        }
        Ok((recipients, is_verified))
    }
}

/// An addressee, and the line number and name of the list that it came from.
type Named = (Addressee, Option<(usize, String)>);

/// Reads a list of recipients: one on each line, beside empty lines and comments.
fn listed(context: &mut Context<'_>, path: &Path, to: &mut Vec<Named>) -> Outcome {
    let mut input = Input::open(context, Some(path), "list of recipients")?;
    let shown = input.shown();
    let mut bytes = Vec::new();
    let read = (&mut input).take(LONGEST_LIST as u64 + 1).read_to_end(&mut bytes);
    input.outcome(read.map_err(|_| Failure::new(Status::Failed, "nothing was encrypted")))?;
    let refused = |message: String| {
        Err(Failure::new(Status::Usage, message)
            .hint("a list has an age1… recipient a line, and # before a comment"))
    };
    if bytes.len() > LONGEST_LIST {
        return refused(format!("{shown} is too long for a list of recipients"));
    }
    let Ok(text) = str::from_utf8(&bytes) else {
        return refused(format!("{shown} is no text"));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = to.len();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let addressee = Addressee::read(context, line);
        let addressee = addressee.map_err(|failure| failure.in_line(number, &shown))?;
        to.push((addressee, Some((number, shown.clone()))));
    }
    if to.len() == before {
        return refused(format!("{shown} lists nobody"));
    }
    Ok(())
}

impl Run for Encrypt {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let named = self.recipients.iter().map(|text| Addressee::read(context, text));
        let named = named.collect::<Outcome<Vec<_>>>()?;
        let mut input = Input::open(context, self.file.as_deref(), WHAT)?;
        let place = self.place(context)?;
        // The lists are read after the output is opened. Their files are noted before, since the
        // output must not replace a file that the command reads.
        for list in &self.recipients_file {
            context.reads.extend(FileId::behind(list));
        }
        let readers = &Readers::Anyone;
        let mut output = Output::open(context, place.as_deref(), self.force, readers)?;
        if context.json && output.is_stdout() {
            return Err(failure::json_beside_data());
        }
        let (recipients, is_verified) = self.recipients(context, named)?;
        let encrypted = encrypted(context, &recipients, self.armor, &mut input, &mut output);
        let outcome = output.outcome(encrypted, |error| failure::of_encryption(&error));
        input.outcome(outcome)?;
        let is_file = !output.is_stdout();
        output.finish()?;
        let Some(path) = place.filter(|_| is_file) else { return Ok(()) };
        if context.json {
            context.give([], || {
                json!({
                    "file": path.to_string_lossy(),
                    "recipients": recipients.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "verified": is_verified,
                })
            })?;
        }
        let shown = quoted(path.to_string_lossy());
        context.ui.say(&match recipients.len() {
            _ if self.is_for_oneself() => format!("{shown}: encrypted for yourself."),
            1 => format!("{shown}: encrypted to one recipient."),
            many => format!("{shown}: encrypted to {many} recipients."),
        });
        Ok(())
    }
}

fn encrypted(
    context: &mut Context<'_>,
    recipients: &[Recipient],
    armor: bool,
    input: &mut Input,
    output: &mut Output,
) -> Result<(), EncryptError> {
    if !armor {
        return encrypt(recipients, &mut *context.entropy, input, output);
    }
    let mut armor = Armor::begin(output).map_err(EncryptError::Write)?;
    encrypt(recipients, &mut *context.entropy, input, &mut armor)?;
    armor.end().map_err(EncryptError::Write).map(|_| ())
}
