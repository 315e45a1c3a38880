//! `collab verify`: verifies who signed a file.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::Run;
use crate::account::{ExpectedIdentity, Identity};
use crate::allowed_signers::AllowedSigners;
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::session::Context;
use crate::session::input::Input;
use crate::session::signature_file::{beside, namespace};
use crate::session::who::{Here, Signer};
use crate::signing::{self, NotVerified};
use crate::sshsig::{LONGEST_TEXT, Namespace, Signature, SignatureError};

/// The longest allowed-signers file that is read, in bytes.
const LONGEST_SIGNERS: usize = 16 << 20;
/// The number of unreadable lines that get a warning each; the rest are only counted.
const TOLD: usize = 5;

/// Verify who signed a file
///
/// A signature alone proves nothing: name the signer you expect with `--by`, or those who may sign
/// with `--signers`. The signer's identity is printed only if it is one of these and the signature
/// is good.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  The signature in app.tar.gz.sig, by an account here:
      collab verify app.tar.gz --by maria
  By one of the allowed signers:
      collab verify app.tar.gz --signers allowed_signers
  Signed data from a pipe:
      collab verify --signature app.tar.gz.sig --by me < app.tar.gz")]
pub(crate) struct Verify {
    /// Signed file; without one, or with -, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Signature, if not in FILE.sig; - is standard input
    #[arg(long, value_name = "SIG")]
    signature: Option<PathBuf>,

    /// Expected signer: a did:key, an ssh-ed25519 line, the name of an account here, or me; with
    /// --signers, a principal of that file
    #[arg(long, value_name = "WHO")]
    by: Option<String>,

    /// File of allowed signers, as ssh-keygen(1) describes it
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,

    /// Expected purpose of the signature
    #[arg(long, value_name = "NS", default_value = "file")]
    namespace: String,
}

/// The signers that are accepted.
enum Expected {
    /// One identity, its name in messages, and whether it is verified.
    Identity { identity: Identity, called: Option<String>, is_verified: bool },
    /// Anybody on this list, under the principal if one is named.
    Listed { signers: AllowedSigners, file: String, principal: Option<String> },
}

impl Verify {
    /// Whether standard input carries the file or its signature.
    pub(crate) fn reads_stdin(&self) -> bool {
        let is_stream = |path: &PathBuf| path.as_os_str() == "-";
        self.file.as_ref().is_none_or(is_stream) || self.signature.as_ref().is_some_and(is_stream)
    }

    /// Reads the signature. Returns it with the name of its file for messages.
    fn signature(
        &self,
        context: &mut Context<'_>,
    ) -> Outcome<(Result<Signature, SignatureError>, String)> {
        let file = self.file.as_deref().filter(|path| path.as_os_str() != "-");
        let path = match (&self.signature, file) {
            (Some(path), _) => path.clone(),
            (None, Some(file)) => beside(file),
            (None, None) => {
                return Err(Failure::new(Status::Usage, "no signature was given")
                    .hint("name its file with `--signature SIG`"));
            }
        };
        if self.signature.is_none() && path.symlink_metadata().is_err() {
            // A missing file is reported before its missing signature.
            Input::open(context, file, "file")?;
            return Err(missing(&path, file));
        }
        let mut input = Input::open(context, Some(&path), "signature")?;
        let named = input.shown();
        let text = read_up_to(&mut input, LONGEST_TEXT)?;
        Ok((Signature::from_armor(&text), named))
    }

    fn expected(&self, context: &mut Context<'_>) -> Outcome<Expected> {
        if let Some(path) = &self.signers {
            let mut input = Input::open(context, Some(path), "list of signers")?;
            let file = input.shown();
            let text = read_up_to(&mut input, LONGEST_SIGNERS)?;
            if text.len() > LONGEST_SIGNERS {
                return Err(Failure::new(
                    Status::Failed,
                    format!("{file} has over 16 MiB, more than a list of signers has"),
                )
                .hint("name an allowed-signers file, as ssh-keygen(1) describes it"));
            }
            let signers = AllowedSigners::read(&text);
            tell_of_unread(context, &signers, &file)?;
            return Ok(Expected::Listed { signers, file, principal: self.by.clone() });
        }
        let who = self.by.as_deref().ok_or_else(|| {
            Failure::new(Status::Usage, "a signature proves nothing by itself").hint(
                "say whom you expect with `--by WHO` (`--by me` for your own signature), or who is \
                 allowed with `--signers FILE`",
            )
        })?;
        let signer = Signer::read(who)?;
        let (identity, is_verified) = signer.identity(context)?;
        let called = match signer {
            Signer::Identity(_) => None,
            Signer::Here(Here::Named(name)) => Some(name.to_string()),
            Signer::Here(Here::Me) => Some(String::from("you")),
        };
        Ok(Expected::Identity { identity, called, is_verified })
    }
}

impl Run for Verify {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let namespace = namespace(&self.namespace)?;
        if self.by.is_none() && self.signers.is_none() {
            self.expected(context)?;
        }
        let (signature, signature_file) = self.signature(context)?;
        // A missing file is reported before anybody is asked for a passphrase.
        let mut input = Input::open(context, self.file.as_deref(), "file to verify")?;
        let signature = match signature {
            Ok(signature) => signature,
            Err(error) => {
                return Err(self.unreadable(context, &error, &signature_file, &namespace));
            }
        };
        let file = input.shown();
        let told = |error| failure::of_verification(&error, &namespace, &file);
        signature.is_for(&namespace).map_err(told)?;
        let expected = self.expected(context)?;
        let signer = signing::signer(&signature, &namespace, &mut input);
        let signer = signer.map_err(|error| match error {
            NotVerified::Signature(error) => told(error),
            NotVerified::Malformed(error) => failure::of_signature(&error, &signature_file),
            other => Failure::new(Status::Failed, other.to_string()),
        });
        let signer = input.outcome(signer)?;
        let found = expected.judge(&signer, &namespace, (context.clock)())?;
        context.give([signer.to_string().as_str()], || {
            let mut object = json!({
                "identity": signer.to_string(),
                "namespace": namespace.as_str(),
                "hash": signature.hash().name(),
            });
            found.members.into_iter().for_each(|(name, value)| object[name] = value);
            object
        })?;
        context.ui.say(&format!(
            "{file}: a good signature by {}, for the namespace {}",
            found.whom,
            quoted(namespace.as_str())
        ));
        Ok(())
    }
}

/// The result for a good signature by an accepted signer.
struct Found {
    /// The signer, for the message.
    whom: String,
    /// The members to add to the JSON object.
    members: Vec<(&'static str, Value)>,
}

impl Expected {
    fn judge(
        &self,
        signer: &Identity,
        namespace: &Namespace,
        now: std::time::SystemTime,
    ) -> Outcome<Found> {
        match self {
            Self::Identity { identity, called, is_verified } => {
                if signer != identity {
                    let slips = ExpectedIdentity::Whole(*identity).slips(signer);
                    if let (None, Some(slips)) = (called, slips) {
                        let expected = identity.to_string();
                        return Err(failure::mistyped_signer(signer, &expected, slips));
                    }
                    let expected = match called {
                        Some(called) => format!("{called} ({identity})"),
                        None => identity.to_string(),
                    };
                    return Err(failure::signed_by_another(signer, &expected));
                }
                let whom = called.clone().unwrap_or_else(|| String::from("the expected identity"));
                Ok(Found { whom, members: vec![("verified", json!(is_verified))] })
            }
            Self::Listed { signers, file, principal } => {
                let key = signer.ssh_key().blob();
                let principal = principal.as_deref();
                let judged = signers.judge(&key, namespace.as_str(), principal, now);
                let allowed = judged.map_err(|error| {
                    failure::not_allowed(&error, file, &signer.to_string(), (namespace, principal))
                })?;
                Ok(Found {
                    whom: format!(
                        "{}, whom line {} of {file} lists",
                        failure::public(principal.unwrap_or(allowed.principals)),
                        allowed.line
                    ),
                    members: vec![
                        ("principals", json!(allowed.principals)),
                        ("line", json!(allowed.line)),
                    ],
                })
            }
        }
    }
}

impl Verify {
    /// Returns the failure of a signature that can't be verified here. If `--signers` lists its
    /// key, the failure says so.
    fn unreadable(
        &self,
        context: &mut Context<'_>,
        error: &SignatureError,
        file: &str,
        namespace: &Namespace,
    ) -> Failure {
        if let (SignatureError::OtherAlgorithm { name, key }, Some(_)) = (error, &self.signers) {
            let (signers, listing, principal) = match self.expected(context) {
                Ok(Expected::Listed { signers, file, principal }) => (signers, file, principal),
                Ok(_) => return failure::of_signature(error, file),
                Err(failure) => return failure,
            };
            let principal = principal.as_deref();
            let judged = signers.judge(key, namespace.as_str(), principal, (context.clock)());
            if let Err(error @ crate::allowed_signers::NotAllowed::Unchecked { .. }) = judged {
                return failure::not_allowed(&error, &listing, name, (namespace, principal));
            }
        }
        failure::of_signature(error, file)
    }
}

/// Warns about the unreadable lines of a list.
///
/// # Errors
///
/// If the list has unreadable lines and no other.
fn tell_of_unread(context: &mut Context<'_>, signers: &AllowedSigners, file: &str) -> Outcome {
    let told = |(line, error): &(usize, _)| {
        format!("line {line} of {file} can't be read: {}", failure::line_in_words(error))
    };
    let unread = signers.unread();
    if let (true, Some(first)) = (signers.is_empty(), unread.first()) {
        return Err(Failure::new(Status::Failed, told(first)).hint(
            "a line of an allowed-signers file is: maria@example.com namespaces=\"file\" \
             ssh-ed25519 AAAA…",
        ));
    }
    for line in unread.iter().take(TOLD) {
        context.ui.warn(&format!("warning: {}", told(line)));
    }
    if unread.len() > TOLD {
        let more = unread.len() - TOLD;
        context.ui.warn(&format!("warning: so can't {more} more lines of {file}"));
    }
    Ok(())
}

/// Returns the failure of a missing signature file.
fn missing(path: &Path, file: Option<&Path>) -> Failure {
    let shown = quoted(path.to_string_lossy());
    let failure = Failure::new(Status::Failed, format!("there is no signature {shown}"));
    match file {
        Some(file) if file.extension().is_some_and(|ending| ending == "sig") => {
            failure.hint("name the file that was signed, not its signature")
        }
        _ => failure.hint("name its file with `--signature SIG`"),
    }
}

/// Reads a text to its end, or to one byte beyond the limit, so that the caller can tell.
fn read_up_to(input: &mut Input, limit: usize) -> Outcome<Vec<u8>> {
    let mut text = Vec::new();
    let read = input.by_ref().take(limit as u64 + 1).read_to_end(&mut text);
    let read = read.map_err(|_| Failure::new(Status::Failed, "it can't be read"));
    input.outcome(read)?;
    Ok(text)
}
