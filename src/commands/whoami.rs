//! `collab whoami`: the current account's public identity.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::Run;
use crate::account::{Account, Origin};
use crate::age::Recipient;
use crate::age::plugin::PluginIdentity;
use crate::failure::Outcome;
use crate::key_forms::{Algorithm, PublicKey};
use crate::session::{Context, date, print_command, unlocking};

/// Show your public identity
///
/// The identity is computed from the account's secret. A locked keystore stays locked: collab shows
/// the identity from the file and says that it is not verified. `--verify` unlocks the keystore.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Your identity, to give to others:
      collab whoami
  The address to encrypt files to:
      collab whoami --format age")]
pub(crate) struct Whoami {
    /// Form of the identity
    #[arg(long, value_enum, default_value_t = IdentityFormat::Did)]
    format: IdentityFormat,

    /// Unlock a locked keystore to verify the identity, as --passphrase-file does
    #[arg(long)]
    verify: bool,
}

/// How an identity is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum IdentityFormat {
    /// did:key:z6Mk…
    Did,
    /// The Ed25519 public key as 64 hexadecimal digits
    Hex,
    /// The same key as an OpenSSH line, for signatures; `collab ssh` prints the login key
    SshSigning,
    /// The fingerprint of that key, as `ssh-keygen -l` shows it
    Fingerprint,
    /// The same key as PEM (SPKI), as openssl reads it
    Pem,
    /// The same key as a JSON Web Key
    Jwk,
    /// The recipient to encrypt files to with age and rage: age1…
    Age,
    /// A line for `age -d -i`, which makes age ask collab; not a secret
    AgePlugin,
}

impl IdentityFormat {
    fn of(self, account: &Account) -> String {
        let identity = &account.identity;
        let key = PublicKey::new(Algorithm::Ed25519, *identity.public_key());
        match self {
            Self::Did => identity.to_string(),
            Self::Hex => identity.hex(),
            Self::SshSigning => account.signing_line(),
            Self::Fingerprint => identity.ssh_key().fingerprint(),
            Self::Pem => key.spki_pem(),
            Self::Jwk => key.jwk(),
            Self::Age => Recipient::from_public_key(account.encryption).to_string(),
            Self::AgePlugin => PluginIdentity(Some(*identity)).to_string(),
        }
    }
}

impl Run for Whoami {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let (account, is_verified) = context.shown(&mut contents, self.verify)?;
        let is_default = contents.is_default(&account.name);
        let text = self.format.of(&account);
        context.give(text.lines(), || {
            json!({
                "name": account.name.as_str(),
                "identity": IdentityFormat::Did.of(&account),
                "public_key": IdentityFormat::Hex.of(&account),
                "ssh_signing": IdentityFormat::SshSigning.of(&account),
                "fingerprint": IdentityFormat::Fingerprint.of(&account),
                "pem": IdentityFormat::Pem.of(&account),
                "jwk": serde_json::from_str::<Value>(&IdentityFormat::Jwk.of(&account)).ok(),
                "age": IdentityFormat::Age.of(&account),
                "age_plugin": IdentityFormat::AgePlugin.of(&account),
                "verified": is_verified,
                "default": is_default,
                "origin": account.origin.as_str(),
                "guessed": account.is_guessed(),
                "confirmed_at": account.confirmed.map(date),
                "backup_code": account.code_in_words(),
            })
        })?;
        if !is_verified && context.ui.has_person() {
            context.ui.say(
                "Nothing is wrong: the keystore is locked, so this is the identity that its file \
                 lists (not verified). `collab whoami --verify` unlocks it, and computes the \
                 identity from your secret.",
            );
        } else if !is_verified {
            context.ui.say(unlocking::NOT_VERIFIED);
        } else if self.verify {
            context.ui.say("Verified: the identity follows from what the keystore holds.");
        }
        // A job has no paper, and prints no code.
        if context.is_job() {
            return Ok(());
        }
        let name = &account.name;
        if account.confirmed.is_none() && !account.is_guessed() {
            let print = print_command(name, is_default);
            context.ui.say(&match account.origin {
                Origin::Restored => format!("The paper of {name} is not confirmed: `collab check`."),
                _ => format!(
                    "The backup code of {name} is not confirmed saved: {print}, then `collab check`."
                ),
            });
        }
        if !account.has_code {
            context.ui.say(&format!(
                "The backup code of {name} is not on this device: it is where you saved it."
            ));
        }
        Ok(())
    }
}
