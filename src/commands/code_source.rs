//! Where `restore` and `check` get a code from, and what they make of it.
//!
//! `--code-file` beats `COLLAB_BACKUP_CODE`, which beats a pipe, which beats asking. What comes
//! back is a valid code, with the boxes that had to change to make it one; whether it may then be
//! used is the command's to say.

mod boxes;
mod image;

use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use super::Context;
use super::secret_file::{self, Kept};
use crate::account::{ExpectedIdentity, Identity};
use crate::code::mend::{Change, Diagnosis, Evidence, Explanation, Inquiry, Watch};
use crate::code::reading::{self, LIMIT, ReadError, Reading};
use crate::code::{BOX_DIGITS, BackupCode, DIGITS};
use crate::derivation;
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::keystore::Contents;
use crate::secret::{Secret, SecretBytes};
use crate::ui::boxes::Boxes;
use crate::ui::patience::MENDING;
use crate::ui::{Page, Reply};

/// The variable that can hold a code.
const VARIABLE: &str = "COLLAB_BACKUP_CODE";

const CODE_FILE: Kept = Kept { what: "code", opens: "account", limit: LIMIT };

/// The arguments that say where the code comes from, and whose it must be.
#[derive(Args, Debug)]
pub(crate) struct CodeSource {
    /// Read the code from FILE; - is standard input
    ///
    /// Without it the code comes from the variable `COLLAB_BACKUP_CODE`, from a pipe, or from you.
    #[arg(long, value_name = "FILE")]
    pub(crate) code_file: Option<PathBuf>,

    /// Read the code from a picture of its sheet; - is standard input
    ///
    /// A photo or a scan in which the QR code is whole, as PNG or JPEG; or the PDF that `collab
    /// print` made.
    #[arg(long, value_name = "FILE", conflicts_with = "code_file")]
    pub(crate) image: Option<PathBuf>,

    /// Accept the code of this account only
    ///
    /// A whole did:key:…, or how it begins: at least 16 characters after z6Mk. A valid code of
    /// another account is refused before anything is written.
    #[arg(long, value_name = "ID", value_parser = expected)]
    pub(crate) expect: Option<ExpectedIdentity>,
}

fn expected(text: &str) -> Outcome<ExpectedIdentity> {
    text.parse().map_err(|_| {
        Failure::new(Status::Usage, format!("{} is no identity", quoted(text))).hint(
            "give all of did:key:z6Mk…, or its beginning with 16 or more characters after z6Mk",
        )
    })
}

/// A code that came in.
pub(crate) struct Received {
    pub(crate) code: BackupCode,
    pub(crate) identity: Identity,
    /// What had to change to make it a code; nothing if it was valid as it stood.
    pub(crate) mended: Vec<Change>,
    /// Whether the mending can be believed.
    pub(crate) proven: bool,
    /// The chance that it is an accident.
    pub(crate) chance: f64,
    /// What stood in the boxes that it was typed into.
    pub(crate) typed: Option<Boxes>,
}

impl CodeSource {
    /// Gets the code, and mends it if it has to be. Where it is typed, `title` says what for.
    pub(crate) fn receive(
        &self,
        context: &mut Context<'_>,
        contents: Option<&Contents>,
        title: &str,
    ) -> Outcome<Received> {
        let given = match &self.image {
            Some(path) => Some(image::found(context, path)?.code),
            None => self.bytes(context)?,
        };
        let Some(bytes) = given else {
            return self.receive_typed(context, contents, title);
        };
        let patience = context.ui.patience(MENDING);
        self.judge(&reading::read(bytes.expose())?, contents, &|share| patience.done(share))
    }

    /// What was given without asking, if anything was.
    fn bytes(&self, context: &mut Context<'_>) -> Outcome<Option<SecretBytes>> {
        let piped = match &self.code_file {
            Some(path) if path.as_os_str() != "-" => {
                return secret_file::read(context, path, &CODE_FILE).map(Some);
            }
            Some(_) => context.ui.has_piped_input(),
            None => {
                if let Some(value) = (context.environment)(VARIABLE) {
                    return Ok(Some(Secret::new(value.into_encoded_bytes())));
                }
                context.ui.has_piped_input()
            }
        };
        if piped {
            context.piped_input("backup code", LIMIT).map(Some)
        } else if context.ui.has_person() {
            Ok(None)
        } else {
            Err(Failure::new(
                Status::NeedsPerson,
                "the backup code is needed, and nobody may be asked",
            )
            .hint("pipe it in, or name a file with `--code-file FILE`"))
        }
    }

    /// Has it typed: into boxes, or line by line, until it is a code or the person gives up with
    /// an empty line.
    fn receive_typed(
        &self,
        context: &mut Context<'_>,
        contents: Option<&Contents>,
        title: &str,
    ) -> Outcome<Received> {
        if context.ui.has_boxes() {
            return self.receive_in_boxes(context, contents, title, Boxes::new());
        }
        let mut before: Option<Failure> = None;
        loop {
            let typed = type_in(context, title, before.as_ref())?;
            let outcome = match typed {
                None => return Err(before.unwrap_or_else(nothing_typed)),
                Some(Err(failure)) => Err(failure),
                Some(Ok(reading)) => {
                    let patience = context.ui.patience(MENDING);
                    self.judge(&reading, contents, &|share| patience.done(share))
                }
            };
            match outcome {
                Err(failure) if failure.status() == Status::NotACode => before = Some(failure),
                outcome => return outcome,
            }
        }
    }

    /// What a reading is: by itself, or compared with the identity that is expected, or with those
    /// of the accounts here.
    fn judge(
        &self,
        reading: &Reading,
        contents: Option<&Contents>,
        watch: Watch<'_>,
    ) -> Outcome<Received> {
        let here = contents.map(Contents::known_identities).unwrap_or_default();
        let is_known = |code: &BackupCode| {
            let identity = derivation::identity(code);
            match &self.expect {
                Some(expected) => expected.matches(&identity),
                None => here.contains(&identity),
            }
        };
        let any_known = self.expect.is_some() || !here.is_empty();
        let known = any_known.then_some(Evidence::whole(&is_known));
        let inquiry = Inquiry { known, watch: Some(watch), cores: None };
        let explanations = match inquiry.diagnose(reading)? {
            Diagnosis::Valid(code) => {
                let identity = derivation::identity(&code);
                return match &self.expect {
                    Some(expected) if !expected.matches(&identity) => {
                        Err(failure::other_account(&identity, &in_words(expected)))
                    }
                    _ => Ok(Received {
                        code,
                        identity,
                        mended: Vec::new(),
                        proven: true,
                        chance: 0.0,
                        typed: None,
                    }),
                };
            }
            Diagnosis::Damaged(explanations) => explanations,
        };
        let proven = explanations.iter().all(Explanation::is_certain);
        let [only] = <[Explanation; 1]>::try_from(explanations).map_err(|several| {
            let opens = |one: &Explanation| (derivation::identity(&one.code), one.changes.clone());
            failure::several(&several.iter().map(opens).collect::<Vec<_>>())
        })?;
        if self.expect.is_some() && !only.matched {
            return Err(failure::damaged(
                &only.changes,
                String::from(
                    "the code does not check, and no reading of it opens the expected account",
                ),
                "compare every box with the paper, and the identity with the sheet",
            ));
        }
        let identity = derivation::identity(&only.code);
        Ok(Received {
            code: only.code,
            identity,
            mended: only.changes,
            proven,
            chance: only.chance,
            typed: None,
        })
    }
}

fn in_words(expected: &ExpectedIdentity) -> String {
    match expected {
        ExpectedIdentity::Whole(identity) => identity.to_string(),
        ExpectedIdentity::Beginning(beginning) => format!("{beginning}…"),
    }
}

fn nothing_typed() -> Failure {
    Failure::from(reading::NotACode { error: ReadError::Empty, lookalike: None })
}

/// Has a code typed or pasted, line after line, until there are sixteen boxes or an empty line.
/// `None` when nothing at all was typed.
fn type_in(
    context: &mut Context<'_>,
    title: &str,
    before: Option<&Failure>,
) -> Outcome<Option<Result<Reading, Failure>>> {
    const PROMPT: &str = "Row 1 of 4, or all of it:";
    let mut page = Page {
        title: title.to_owned(),
        paragraphs: vec![
            String::from("16 boxes of 5 digits, 4 boxes to a row. Spaces do not matter."),
            String::from("For a digit that can't be read type ?, and ? alone for a whole box."),
            String::from("Type back to take the last line back; Ctrl-C leaves."),
        ],
        prompt: String::from(PROMPT),
        ..Page::default()
    };
    if let Some(failure) = before {
        page.paragraphs.insert(0, format!("Not yet: {}.", failure.message()));
    }
    let mut typed = Zeroizing::new(String::with_capacity(2 * LIMIT));
    let mut lines = Vec::new();
    let mut ending = false;
    let mut outcome = None;
    context.ui.in_private(page, &mut |line| {
        let line = line.trim();
        let taking_back = line.eq_ignore_ascii_case("back");
        if taking_back {
            typed.truncate(lines.pop().unwrap_or_default());
        } else if !line.is_empty() {
            if typed.len() + line.len() >= LIMIT {
                return Reply::Again(String::from(
                    "That line was not taken: it is too long. Again:",
                ));
            }
            lines.push(typed.len());
            typed.push_str(line);
            typed.push('\n');
        }
        if typed.is_empty() {
            return if taking_back { Reply::Again(String::from(PROMPT)) } else { Reply::Close };
        }
        let ends = line.is_empty() && ending;
        ending = line.is_empty();
        match reading::read(typed.as_bytes()) {
            Ok(reading) if line.is_empty() || reading.is_whole() && !lacks_digits(&reading) => {
                outcome = Some(Ok(reading));
                Reply::Close
            }
            Ok(reading) => Reply::Again(match reading.uneven() {
                Some(ReadError::Count { digits, .. }) => {
                    format!("{} Next row, or Enter if that is all:", progress(*digits))
                }
                _ => String::from("Next row, or Enter alone if that is all:"),
            }),
            Err(not_a_code) if ends => {
                outcome = Some(Err(Failure::from(not_a_code)));
                Reply::Close
            }
            Err(reading::NotACode { error: ReadError::Count { digits, .. }, .. })
                if digits < DIGITS =>
            {
                let next = if ending { "Enter once more to stop" } else { "Enter after a paste" };
                Reply::Again(format!("{} Next row, or {next}:", progress(digits)))
            }
            Err(not_a_code) => {
                typed.truncate(lines.pop().unwrap_or_default());
                let failure = Failure::from(not_a_code);
                Reply::Again(format!("That line was not taken: {}. Again:", failure.message()))
            }
        }
    })?;
    Ok(outcome)
}

/// Whether more digits may be on their way.
fn lacks_digits(reading: &Reading) -> bool {
    matches!(reading.uneven(), Some(ReadError::Count { digits, .. }) if *digits < DIGITS)
}

/// How much of a code there is.
fn progress(digits: usize) -> String {
    if digits.is_multiple_of(BOX_DIGITS) {
        format!("{} of 16 boxes so far.", digits / BOX_DIGITS)
    } else if digits == 1 {
        String::from("1 digit so far, which is no whole box; back takes the last line back.")
    } else {
        format!("{digits} digits so far, which are no whole boxes; back takes the last line back.")
    }
}
