//! `collab ssh export`: writes the login key to an OpenSSH private key file.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{comment, login_key};
use crate::commands::Run;
use crate::failure::{Failure, Outcome, Status, StillOpens, quoted};
use crate::openssh_key;
use crate::session::Context;
use crate::session::new_passphrase::NewPassphrase;
use crate::session::output::{Output, Readers, refuse_if_there};

/// Write the login key to an OpenSSH private key file
///
/// Writes FILE and FILE.pub; neither may exist. The same key and passphrase give the same file.
/// `collab ssh add` needs no file: it puts the key into the SSH agent.
#[derive(Args, Debug)]
#[command(name = "export")]
#[command(after_help = "\
Examples:
  A key file for ssh -i:
      collab ssh export ~/.ssh/id_collab
  In a script:
      collab ssh export id_collab --new-passphrase-file passphrase.txt")]
pub(super) struct ExportFile {
    /// File to write, such as `~/.ssh/id_collab`
    file: PathBuf,

    /// Write the key without a passphrase: anyone who can read the file can log in
    #[arg(long, conflicts_with_all = ["new_passphrase_file", "weak_passphrase"])]
    no_passphrase: bool,

    #[command(flatten)]
    new: NewPassphrase,
}

impl Run for ExportFile {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        context.current(&contents)?;
        if self.file.as_os_str() == "-" {
            return Err(Failure::new(Status::Usage, "`collab ssh export` makes two files")
                .hint("name a file; `collab export pkcs8 --key login` writes to standard output"));
        }
        let public_file = with_pub(&self.file);
        refuse_if_there(&self.file)?;
        refuse_if_there(&public_file)?;
        let given = self.no_passphrase || self.new.new_passphrase_file.is_some();
        if !given && !context.ui.has_person() {
            return Err(Failure::new(
                Status::NeedsPerson,
                "the key file needs a passphrase of its own, and there is nobody to ask",
            )
            .hint(
                "name a file with `--new-passphrase-file FILE`, or go without one with \
                 `--no-passphrase`",
            ));
        }
        let (account, keys) = context.keys(&mut contents)?;
        let comment = comment(&account.name);
        let private = if self.no_passphrase {
            openssh_key::plain(&keys.login, &comment)
        } else {
            let passphrase = self.new.get(context, StillOpens::NoKeyFile)?;
            openssh_key::encrypted(&keys.login, &comment, passphrase.text())
                .expect("an empty passphrase is refused where it is chosen")
        };
        let key = login_key(&account);
        let line = key.line(&comment) + "\n";
        // The public file is written first: once the private file exists, the pair is complete.
        Output::new_file(&public_file, &Readers::Anyone)?.write_whole(line.as_bytes())?;
        let made = Output::new_file(&self.file, &Readers::Owner);
        made.and_then(|file| file.write_whole(private.expose().as_bytes())).inspect_err(|_| {
            let _ = fs::remove_file(&public_file);
        })?;
        let (file, public_file) = (self.file.to_string_lossy(), public_file.to_string_lossy());
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "fingerprint": key.fingerprint(),
                "file": file,
                "public_file": public_file,
                "has_passphrase": !self.no_passphrase,
            })
        })?;
        let shown = quoted(&file);
        context.ui.say(&if self.no_passphrase {
            format!("The login key is in {shown}. Whoever can read that file can log in as you.")
        } else {
            format!("The login key is in {shown}, locked with its own passphrase.")
        });
        Ok(())
    }
}

/// Returns the path of the public key: the same name followed by `.pub`.
fn with_pub(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}
