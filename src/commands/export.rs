//! `collab export`: writes private keys of the account for other programs.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Run;
use crate::account::Account;
use crate::age;
use crate::derivation::Keys;
use crate::failure::{Outcome, quoted};
use crate::key_forms::{Algorithm, PrivateKey};
use crate::secret::{Secret, SecretText};
use crate::session::Context;
use crate::session::output::{Output, Readers};
use crate::ui::{Page, Reply};

/// Write a private key for another program
///
/// Anyone who has an exported key can use it for as long as the account exists, without the backup
/// code and without your passphrase. The identity's private key cannot be exported: collab signs
/// for you. `collab ssh export` writes the login key for OpenSSH.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  For openssl and most libraries:
      collab export pkcs8 --key login -o login.pem
  For age:
      collab export age -o key.txt && age -d -i key.txt notes.txt.age")]
pub(crate) struct Export {
    #[command(subcommand)]
    form: Form,
}

#[derive(Subcommand, Debug)]
enum Form {
    Age(AgeKey),
    Pkcs8(Pkcs8),
    Jwk(Jwk),
}

/// Write the decryption key as an identity file for age and rage
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Decrypt with age:
      collab export age -o key.txt && age -d -i key.txt notes.txt.age")]
struct AgeKey {
    #[command(flatten)]
    to: Destination,
}

/// Write a private key as PKCS#8, in PEM
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  The login key for openssl:
      collab export pkcs8 --key login -o login.pem")]
struct Pkcs8 {
    /// Key to write
    #[arg(long, value_enum)]
    key: Which,

    #[command(flatten)]
    to: Destination,
}

/// Write a private key as a JSON Web Key
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  The encryption key for JOSE libraries:
      collab export jwk --key encryption")]
struct Jwk {
    /// Key to write
    #[arg(long, value_enum)]
    key: Which,

    #[command(flatten)]
    to: Destination,
}

/// Where a private key goes.
#[derive(Args, Debug)]
struct Destination {
    /// Write the key to a new FILE of your own, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Replace FILE if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

/// The keys that are exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    /// The Ed25519 key for SSH logins
    Login,
    /// The X25519 key for encryption
    Encryption,
}

impl Which {
    /// Returns the name of the key in messages and JSON.
    fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Encryption => "encryption",
        }
    }

    fn of(self, keys: &Keys) -> PrivateKey<'_> {
        match self {
            Self::Login => PrivateKey::new(Algorithm::Ed25519, &keys.login),
            Self::Encryption => PrivateKey::new(Algorithm::X25519, &keys.encryption),
        }
    }
}

impl Run for Export {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.form {
            Form::Age(AgeKey { to }) => {
                to.hand_out(context, "age", Which::Encryption.word(), &age_key)
            }
            Form::Pkcs8(Pkcs8 { key, to }) => {
                to.hand_out(context, "pkcs8", key.word(), &|keys| key.of(keys).pkcs8_pem())
            }
            Form::Jwk(Jwk { key, to }) => {
                to.hand_out(context, "jwk", key.word(), &|keys| key.of(keys).jwk())
            }
        }
    }
}

impl Destination {
    /// Writes a key to the destination, in the form that `written` returns. Everything that can be
    /// refused is refused before anybody is asked for a passphrase.
    fn hand_out(
        &self,
        context: &mut Context<'_>,
        form: &str,
        key: &str,
        written: &dyn Fn(&Keys) -> SecretText,
    ) -> Outcome {
        let mut contents = context.contents()?;
        context.current(&contents)?;
        let output = Output::open(context, self.output.as_deref(), self.force, &Readers::Owner)?;
        let (account, keys) = context.keys(&mut contents)?;
        let text = written(&keys);
        match &self.output {
            Some(path) if !output.is_stdout() => {
                output.write_whole(with_line_end(&text).expose().as_bytes())?;
                let object = || {
                    let mut object = told(&account, form, key);
                    object["file"] = path.to_string_lossy().into();
                    object
                };
                context.give([], object)?;
                let file = quoted(path.to_string_lossy());
                let told = format!(
                    "The private {key} key of {} is in {file}. Whoever can read it has that key.",
                    account.name
                );
                context.ui.say(&told);
                Ok(())
            }
            _ => show(context, &account, form, key, &text),
        }
    }
}

/// Prints a key; on a terminal it is shown on a private screen.
fn show(
    context: &mut Context<'_>,
    account: &Account,
    form: &str,
    key: &str,
    text: &SecretText,
) -> Outcome {
    if context.ui.shows_results_in_private() {
        let line = |line: &str| SecretText::new(String::from(line));
        let page = Page {
            title: format!("The private {key} key of {}", account.name),
            lines: text.expose().lines().map(line).collect(),
            paragraphs: vec![String::from("Whoever has it can use it without your passphrase.")],
            prompt: String::from("Enter to leave:"),
            ..Page::default()
        };
        return Ok(context.ui.in_private(page, &mut |_| Reply::Close)?);
    }
    if context.ui.shows_results() && context.ui.has_person() {
        context.ui.say(&format!(
            "The private {key} key of {}. It stays on this screen until you clear it.",
            account.name
        ));
    }
    context.guard_result("a private key");
    context.give(text.expose().lines(), || {
        let mut object = told(account, form, key);
        object["private_key"] = text.expose().as_str().into();
        object
    })
}

fn told(account: &Account, form: &str, key: &str) -> serde_json::Value {
    json!({
        "name": account.name.as_str(),
        "identity": account.identity.to_string(),
        "format": form,
        "key": key,
    })
}

/// Returns the key as an identity file of age, with the public key in a comment, as age-keygen
/// writes it.
fn age_key(keys: &Keys) -> SecretText {
    let key = age::PrivateKey::from_bytes(Secret::new(*keys.encryption.expose()));
    let comment = format!("# public key: {}\n", key.recipient());
    let line = key.text();
    let mut text = SecretText::new(String::with_capacity(comment.len() + line.expose().len() + 1));
    text.expose_mut().push_str(&comment);
    text.expose_mut().push_str(line.expose());
    text.expose_mut().push('\n');
    text
}

/// Returns the text with exactly one newline at its end.
fn with_line_end(text: &SecretText) -> SecretText {
    let line = text.expose().trim_end_matches('\n');
    let mut whole = SecretText::new(String::with_capacity(line.len() + 1));
    whole.expose_mut().push_str(line);
    whole.expose_mut().push('\n');
    whole
}
