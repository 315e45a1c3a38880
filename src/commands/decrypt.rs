//! `collab decrypt`: decrypts files that were encrypted to an account here.

use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use super::Run;
use crate::account::Name;
use crate::age::header::{FileKey, Header, NoFileKey};
use crate::age::{DecryptError, EncryptedFile, PrivateKey};
use crate::failure::{self, Before, Failure, Outcome, Status, quoted};
use crate::keystore::Contents;
use crate::secret::SecretBytes;
use crate::session::input::Input;
use crate::session::output::{Output, Readers};
use crate::session::{Context, unlocking};
use crate::unseen::is_unseen;

/// The input's name in messages.
const WHAT: &str = "file to decrypt";
/// The longest plaintext shown on a terminal, in bytes.
const MOST_SHOWN: usize = 1 << 20;

/// Decrypt a file that was encrypted for an account here
///
/// Decrypts FILE.age into FILE; standard input goes to standard output. The file may come from age,
/// rage or `collab encrypt`, binary or as text. collab tries every account here, or only the one
/// that `--account` names. If the file was altered or cut off, collab leaves no output that looks
/// whole.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Into notes.txt:
      collab decrypt notes.txt.age
  Into a file with another name:
      collab decrypt -o copy.txt notes.txt.age
  Data from a pipe:
      collab decrypt < photos.age | tar x")]
pub(crate) struct Decrypt {
    /// File to decrypt; without one, or with -, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Write to OUT; - is standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

/// The destination of the plaintext.
enum Sink {
    Output(Output),
    /// A terminal, which shows the whole plaintext or nothing.
    Terminal(Shown),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Output(output) => output.write(bytes),
            Self::Terminal(shown) => shown.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The plaintext for a terminal, collected until it is complete.
struct Shown {
    bytes: SecretBytes,
    is_too_long: bool,
}

impl Shown {
    fn new() -> Self {
        Self { bytes: SecretBytes::new(Vec::with_capacity(MOST_SHOWN)), is_too_long: false }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > MOST_SHOWN - self.bytes.expose().len() {
            self.is_too_long = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.expose_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Returns the text, with every invisible character escaped.
    ///
    /// # Errors
    ///
    /// If the plaintext is longer than [`MOST_SHOWN`], or is not UTF-8.
    fn text(&self) -> Outcome<Zeroizing<String>> {
        let refused = |what| {
            Failure::new(
                Status::Failed,
                format!("the decrypted file is {what}, and your terminal can't show it"),
            )
            .hint("name a file with `-o FILE`, or have it as it is with `-o -`")
        };
        if self.is_too_long {
            return Err(refused("over 1 MiB long"));
        }
        let text = str::from_utf8(self.bytes.expose()).map_err(|_| refused("no text"))?;
        // An escaped character takes at most ten bytes, so the buffer, which holds a secret, never
        // reallocates.
        let mut shown = Zeroizing::new(String::with_capacity(10 * text.len()));
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\t' => shown.push(c),
                c if is_unseen(c) => shown.extend(c.escape_unicode()),
                c => shown.push(c),
            }
        }
        Ok(shown)
    }
}

impl Decrypt {
    /// Whether standard input carries the file.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.file.as_ref().is_none_or(|path| path.as_os_str() == "-")
    }

    /// Returns the path of the plaintext; `None` is standard output.
    fn place(&self) -> Outcome<Option<PathBuf>> {
        let file = self.file.as_deref().filter(|path| path.as_os_str() != "-");
        match (&self.output, file) {
            (Some(output), _) => Ok(Some(output.clone())),
            (None, Some(file)) => without_ending(file).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn sink(&self, context: &Context<'_>, place: Option<&Path>) -> Outcome<Sink> {
        if place.is_none() && context.ui.shows_results() {
            return Ok(Sink::Terminal(Shown::new()));
        }
        let output = Output::open(context, place, self.force, &Readers::Owner)?;
        if context.json && output.is_stdout() {
            return Err(failure::json_beside_data());
        }
        Ok(Sink::Output(output))
    }
}

/// Returns the path of the file without `.age`.
fn without_ending(file: &Path) -> Outcome<PathBuf> {
    let is_age = file.extension().is_some_and(|ending| ending == "age");
    is_age.then(|| file.with_extension("")).ok_or_else(|| {
        let shown = quoted(file.to_string_lossy());
        Failure::new(Status::Usage, format!("the name {shown} does not end in .age"))
            .hint("say where it goes with `-o OUT`; `-o -` is standard output")
    })
}

impl Run for Decrypt {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut input = Input::open(context, self.file.as_deref(), WHAT)?;
        let place = self.place()?;
        let mut sink = self.sink(context, place.as_deref())?;
        let shown = input.shown();
        let whose = context
            .account
            .as_ref()
            .map_or_else(|| String::from("any account here"), |name| format!("the account {name}"));
        let refused =
            |error: DecryptError, before| failure::of_decryption(&error, &shown, &whose, before);
        let nothing_came_out = |error| refused(error, Before::Nothing);
        let worked = decrypted(context, &mut input, &mut sink, &nothing_came_out);
        let (name, decrypted) = input.outcome(worked)?;
        match sink {
            Sink::Output(mut output) => {
                let before = if output.is_stdout() { Before::Beginning } else { Before::Nothing };
                output.outcome(decrypted, |error| refused(error, before))?;
                output.finish()?;
            }
            Sink::Terminal(text) => {
                if !text.is_too_long {
                    decrypted.map_err(nothing_came_out)?;
                }
                let text = text.text()?;
                return if text.is_empty() { Ok(()) } else { context.give_text(&text) };
            }
        }
        let Some(path) = place.filter(|path| path.as_os_str() != "-") else { return Ok(()) };
        if context.json {
            context
                .give([], || json!({ "name": name.as_str(), "file": path.to_string_lossy() }))?;
        }
        let shown = quoted(path.to_string_lossy());
        context.ui.say(&format!("{shown}: decrypted with the key of {name}."));
        Ok(())
    }
}

/// Decrypts a file into a sink. Returns the account whose key opened the file, and the result of
/// decrypting the payload.
///
/// # Errors
///
/// If the header is malformed, which is reported before anybody is asked for a passphrase, or if no
/// key opens the file.
fn decrypted(
    context: &mut Context<'_>,
    input: &mut Input,
    sink: &mut Sink,
    refused: &dyn Fn(DecryptError) -> Failure,
) -> Outcome<(Name, Result<(), DecryptError>)> {
    let file = EncryptedFile::read(BufReader::new(input)).map_err(refused)?;
    let (name, key) = opened_by(context, file.header())?.map_err(|error| refused(error.into()))?;
    if matches!(&sink, Sink::Output(output) if output.is_stdout()) {
        context.guard_result("what was decrypted");
    }
    Ok((name, file.open(&key, sink)))
}

/// Returns the account that opens a file, and the file key.
fn opened_by(
    context: &mut Context<'_>,
    header: &Header,
) -> Outcome<Result<(Name, FileKey), NoFileKey>> {
    if !header.has_x25519() {
        // Without an X25519 stanza no account can be a recipient, so the keystore stays closed.
        return Ok(header.file_key(&[]).map(|key| (Name::fallback(), key)));
    }
    let mut contents = context.contents()?;
    let keys = keys(context, &mut contents)?;
    for (name, key) in keys {
        match header.file_key([&key]) {
            Err(NoFileKey::NoMatch) => {}
            other => return Ok(other.map(|key| (name, key))),
        }
    }
    Ok(Err(NoFileKey::NoMatch))
}

/// Returns the decryption keys to try: that of the account named with `--account`, or those of
/// every account here that is not damaged.
fn keys(context: &mut Context<'_>, contents: &mut Contents) -> Outcome<Vec<(Name, PrivateKey)>> {
    if context.account.is_some() {
        let (account, keys) = context.keys(contents)?;
        return Ok(vec![(account.name, PrivateKey::from_bytes(keys.encryption))]);
    }
    if contents.accounts().is_empty() {
        return Err(context.no_account());
    }
    unlocking::unlock(context, contents)?;
    let names: Vec<Name> = contents.accounts().iter().map(|one| one.name().clone()).collect();
    let key = |name: Name| {
        let keys = contents.keys(&name).ok()?;
        Some((name, PrivateKey::from_bytes(keys.encryption)))
    };
    Ok(names.into_iter().filter_map(key).collect())
}
