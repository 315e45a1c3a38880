//! `collab sign`: signs files, with the signature beside each file.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::Run;
use crate::account::{Account, Identity};
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::identity_key::IdentityKey;
use crate::session::input::Input;
use crate::session::output::{Output, Readers};
use crate::session::signature_file::{beside, namespace, read_short};
use crate::session::{Context, unlocking};
use crate::signing;
use crate::sshsig::{Hash, Namespace, Signature};

/// The input's name in messages.
const WHAT: &str = "file to sign";

/// Sign files, so that others can verify who made them
///
/// Writes FILE.sig for each FILE: an SSH signature, which `collab verify` and `ssh-keygen -Y
/// verify` verify. Standard input is signed to standard output. An existing signature is kept,
/// unless you pass `--force`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Write app.tar.gz.sig:
      collab sign app.tar.gz
  Print the signature of a letter:
      collab sign --namespace email < letter.txt")]
pub(crate) struct Sign {
    /// Files to sign; without one, or with -, standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Purpose of the signature; the verifier must expect the same
    #[arg(long, value_name = "NS", default_value = "file")]
    namespace: String,

    /// Write the signature to OUT; - is standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Replace an existing signature
    #[arg(long)]
    force: bool,
}

/// A file to sign, and the path of its signature. `None` is standard input or standard output.
struct Job {
    file: Option<PathBuf>,
    signature: Option<PathBuf>,
}

/// The result of writing a signature.
#[derive(Clone, Copy)]
enum Change {
    Written,
    /// The same signature was there already.
    Unchanged,
}

impl Sign {
    /// Whether standard input is signed.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| file.as_os_str() == "-")
    }

    fn jobs(&self) -> Outcome<Vec<Job>> {
        if self.output.is_some() && self.files.len() > 1 {
            return Err(Failure::new(Status::Usage, "`-o` goes with one file")
                .hint("leave it out: each signature goes beside its file"));
        }
        let is_stream = |path: &Path| path.as_os_str() == "-";
        let output =
            self.output.as_ref().map(|path| Some(path.clone()).filter(|it| !is_stream(it)));
        if self.files.is_empty() {
            return Ok(vec![Job { file: None, signature: output.flatten() }]);
        }
        let job = |file: &PathBuf| {
            let file = Some(file.clone()).filter(|it| !is_stream(it));
            let beside = file.as_deref().map(beside);
            Job { file, signature: output.clone().unwrap_or(beside) }
        };
        Ok(self.files.iter().map(job).collect())
    }
}

impl Run for Sign {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let namespace = namespace(&self.namespace)?;
        let jobs = self.jobs()?;
        let mut contents = context.contents()?;
        // Everything that can be refused is refused before anybody is asked for a passphrase.
        for job in &jobs {
            job.refuse(context, self.force)?;
        }
        if !self.force && unlocking::would_ask(context, &contents) {
            let signer = context.current(&contents)?.unverified().identity;
            for job in &jobs {
                job.refuse_another(context, &namespace, &signer)?;
            }
        }
        let (account, keys) = context.keys(&mut contents)?;
        let mut done = Vec::with_capacity(jobs.len());
        for job in &jobs {
            done.push(job.sign(context, &namespace, (&account, &keys.identity), self.force)?);
        }
        if !context.json {
            return Ok(());
        }
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "namespace": namespace.as_str(),
                "signatures": done,
            })
        })
    }
}

impl Job {
    /// Refuses a file that can't be read. Without `force`, also refuses to replace a file that is
    /// not a signature.
    fn refuse(&self, context: &mut Context<'_>, force: bool) -> Outcome {
        let is_there = |file: &PathBuf| fs::metadata(file).is_ok_and(|there| !there.is_dir());
        // An existing file is not opened yet: opening a named pipe would wake its writer.
        if !self.file.as_ref().is_some_and(is_there) {
            Input::open(context, self.file.as_deref(), WHAT)?;
        }
        match &self.signature {
            Some(path) if !force && is_regular(path) => {
                if Signature::from_armor(&read_short(path)).is_ok() {
                    return Ok(());
                }
                Output::open(context, Some(path), false, &Readers::Anyone).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Refuses to replace a signature that is not the one that this signer would write.
    fn refuse_another(
        &self,
        context: &mut Context<'_>,
        namespace: &Namespace,
        signer: &Identity,
    ) -> Outcome {
        let (Some(file), Some(path)) = (&self.file, &self.signature) else { return Ok(()) };
        if !is_regular(file) || !is_regular(path) {
            return Ok(());
        }
        let Ok(there) = Signature::from_armor(&read_short(path)) else { return Ok(()) };
        let mut input = Input::open(context, Some(file), WHAT)?;
        let is_same = there.is_for(namespace).is_ok()
            && signing::signer(&there, namespace, &mut input).is_ok_and(|found| found == *signer);
        if is_same {
            return Ok(());
        }
        Output::open(context, Some(path), false, &Readers::Anyone).map(drop)
    }

    /// Signs the file, and returns its entry in the JSON result.
    fn sign(
        &self,
        context: &mut Context<'_>,
        namespace: &Namespace,
        (account, key): (&Account, &IdentityKey),
        force: bool,
    ) -> Outcome<Value> {
        let mut input = Input::open(context, self.file.as_deref(), WHAT)?;
        let signed = signing::sign(key, namespace, Hash::Sha256, &mut input);
        let signed = signed.map_err(|_| Failure::new(Status::Failed, "nothing was signed"));
        let text = input.outcome(signed)?.armor();
        let file = self.file.as_ref().map(|path| path.to_string_lossy());
        let Some(path) = &self.signature else {
            if !context.json {
                context.give_text(&text)?;
            }
            return Ok(json!({ "file": file, "signature": null, "text": text }));
        };
        let change = write(context, path, &text, force)?;
        let shown = quoted(path.to_string_lossy());
        context.ui.say(&match change {
            Change::Written => format!(
                "{shown}: signed by {} for the namespace {}, {}",
                account.name,
                quoted(namespace.as_str()),
                account.identity
            ),
            Change::Unchanged => format!("{shown}: unchanged, this signature was there already"),
        });
        let change = match change {
            Change::Written => "written",
            Change::Unchanged => "unchanged",
        };
        Ok(json!({ "file": file, "signature": path.to_string_lossy(), "change": change }))
    }
}

/// Writes a signature, unless the same one is already there.
fn write(context: &Context<'_>, path: &Path, text: &str, force: bool) -> Outcome<Change> {
    if is_regular(path) && read_short(path) == text.as_bytes() {
        return Ok(Change::Unchanged);
    }
    Output::open(context, Some(path), force, &Readers::Anyone)?.write_whole(text.as_bytes())?;
    Ok(Change::Written)
}

fn is_regular(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|there| there.is_file())
}
