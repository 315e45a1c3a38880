//! The protocol by which age and rage ask a plugin for a file key (age-plugin, `identity-v1`).
//!
//! The user gives age a [`PluginIdentity`], or just the plugin's name. age then starts
//! `age-plugin-collab --age-plugin=identity-v1` and sends the stanzas of the file. The stanzas are
//! native X25519 ones, so that nobody needs a plugin to encrypt. This module knows two streams and
//! a source of keys ([`Keys`]).
//!
//! ```
//! use collab::age::plugin::{Client, PluginIdentity, identity_v1};
//!
//! // Nobody's keys: what is asked for is not found.
//! let mut keys = |_: &[PluginIdentity], _: &mut dyn Client| Ok(Vec::new());
//! let asked = b"-> add-identity AGE-PLUGIN-COLLAB-1DC5J7W\n\n-> done\n\n";
//! let mut said = Vec::new();
//! identity_v1(&mut &asked[..], &mut said, &mut keys)?;
//! assert_eq!(said, b"-> done\n\n");
//! # Ok::<(), collab::age::plugin::PluginError>(())
//! ```
//!
//! Source: <https://c2sp.org/age-plugin>.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::str::FromStr;

use super::bech32::{self, Case};
use super::header::{self, HeaderError};
use super::recipient::{NotAKey, PrivateKey};
use super::stanza::{Fault, LineError, Lines, Stanza};
use crate::account::Identity;
use crate::secret::SecretText;

/// Upper bound on a client's messages in bytes: the stanzas of a few files with the longest
/// headers.
pub const LIMIT: u64 = 4 * header::LIMIT;

/// The prefix of identities that name this plugin.
const PREFIX: &str = "age-plugin-collab-";

/// The identity that makes age ask this plugin: `AGE-PLUGIN-COLLAB-1…`. It is public: it names the
/// account that may open a file, or any account.
///
/// ```
/// use collab::age::plugin::PluginIdentity;
///
/// assert_eq!(PluginIdentity::ANY.to_string(), "AGE-PLUGIN-COLLAB-1DC5J7W");
/// assert_eq!("AGE-PLUGIN-COLLAB-1DC5J7W".parse(), Ok(PluginIdentity::ANY));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PluginIdentity(pub Option<Identity>);

impl PluginIdentity {
    /// The identity for any account.
    pub const ANY: Self = Self(None);
}

impl FromStr for PluginIdentity {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut key = [0; 32];
        if bech32::decode(text, PREFIX, Case::Upper, &mut key) {
            Ok(Self(Some(Identity::from_public_key(key))))
        } else if bech32::decode(text, PREFIX, Case::Upper, &mut []) {
            Ok(Self::ANY)
        } else {
            Err(NotAKey)
        }
    }
}

impl fmt::Display for PluginIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.0.as_ref().map_or(&[][..], |identity| identity.public_key());
        f.write_str(&bech32::encode(PREFIX, key, Case::Upper))
    }
}

/// An error of a conversation with a client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PluginError {
    /// The client closed the stream.
    #[error("the client left")]
    Left,
    /// The client sent more than [`LIMIT`].
    #[error("the client says too much")]
    TooLong,
    /// The client sent a malformed stanza.
    #[error("line {line}: {fault}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The fault of that line.
        fault: Fault,
    },
    /// The client named a file by something other than its number.
    #[error("no number of a file")]
    FileNumber,
    /// A stream failed.
    #[error("the client can't be reached")]
    Io(#[from] io::Error),
}

/// The client, age or rage, as a source of keys may use it.
pub trait Client {
    /// Has the client ask a person for a secret; `None` if the client can't ask or nobody answers.
    ///
    /// # Errors
    ///
    /// When the conversation fails.
    fn request_secret(&mut self, question: &str) -> Result<Option<SecretText>, PluginError>;

    /// Has the client show a message.
    ///
    /// # Errors
    ///
    /// When the conversation fails.
    fn say(&mut self, message: &str) -> Result<(), PluginError>;
}

/// An error of [`Keys::keys`].
#[derive(Debug)]
pub enum NoKeys {
    /// No keys, for a reason that the client shows.
    Because(String),
    /// The conversation with the client failed.
    Client(PluginError),
}

impl From<PluginError> for NoKeys {
    fn from(error: PluginError) -> Self {
        Self::Client(error)
    }
}

/// A source of private keys for the accounts that the identities name. It is called once, and only
/// if a file has a stanza that such a key may open.
pub trait Keys {
    /// Returns the private keys of these identities.
    ///
    /// # Errors
    ///
    /// When the keys are unavailable.
    fn keys(
        &mut self,
        of: &[PluginIdentity],
        client: &mut dyn Client,
    ) -> Result<Vec<PrivateKey>, NoKeys>;
}

impl<F> Keys for F
where
    F: FnMut(&[PluginIdentity], &mut dyn Client) -> Result<Vec<PrivateKey>, NoKeys>,
{
    fn keys(
        &mut self,
        of: &[PluginIdentity],
        client: &mut dyn Client,
    ) -> Result<Vec<PrivateKey>, NoKeys> {
        self(of, client)
    }
}

/// Runs `identity-v1`: answers a client that wants to decrypt files.
///
/// # Errors
///
/// When the client leaves or breaks the protocol. The reason why a file can't be opened is sent to
/// the client, and is no error here.
pub fn identity_v1(
    input: &mut impl BufRead,
    output: &mut impl Write,
    keys: &mut dyn Keys,
) -> Result<(), PluginError> {
    let mut conversation = Conversation { lines: Lines::new(input, LIMIT), output };
    let request = Request::read(&mut conversation)?;
    for (number, _) in request.identities.iter().enumerate().filter(|(_, one)| one.is_err()) {
        let number = number.to_string();
        conversation.ask(&["error", "identity", &number], b"not an identity of this plugin")?;
    }
    let identities: Vec<_> = request.identities.iter().copied().flatten().collect();
    if !identities.is_empty() && request.files.values().any(|it| header::has_x25519(it)) {
        match keys.keys(&identities, &mut conversation) {
            Ok(keys) => {
                for (file, stanzas) in &request.files {
                    conversation.give_key(*file, stanzas, &keys)?;
                }
            }
            Err(NoKeys::Because(why)) => {
                conversation.ask(&["error", "internal"], why.as_bytes())?;
            }
            Err(NoKeys::Client(error)) => return Err(error),
        }
    }
    conversation.tell(&["done"], b"")
}

/// Runs `recipient-v1`: answers a client that wants to encrypt with an error that names the native
/// recipient. Encryption needs no plugin.
///
/// # Errors
///
/// As for [`identity_v1`].
pub fn recipient_v1(input: &mut impl BufRead, output: &mut impl Write) -> Result<(), PluginError> {
    let mut conversation = Conversation { lines: Lines::new(input, LIMIT), output };
    while conversation.hear()?.kind() != "done" {}
    conversation.ask(
        &["error", "internal"],
        b"encrypt to the age1... recipient, which `collab whoami --format age` prints",
    )?;
    conversation.tell(&["done"], b"")
}

/// The request of a client.
#[derive(Default)]
struct Request {
    identities: Vec<Result<PluginIdentity, NotAKey>>,
    /// The stanzas of each file, by its number.
    files: BTreeMap<u32, Vec<Stanza>>,
}

impl Request {
    /// Reads the request to its end. Unknown commands are ignored, as the protocol demands.
    fn read<R: BufRead, W: Write>(
        conversation: &mut Conversation<'_, R, W>,
    ) -> Result<Self, PluginError> {
        let mut request = Self::default();
        loop {
            let mut said = conversation.hear()?;
            match said.arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["done"] => return Ok(request),
                ["add-identity", identity] => request.identities.push(identity.parse()),
                ["recipient-stanza", file, _, ..] => {
                    let file = file.parse().map_err(|_| PluginError::FileNumber)?;
                    said.arguments.drain(..2);
                    request.files.entry(file).or_default().push(said);
                }
                _ => {}
            }
        }
    }
}

/// The two streams of a conversation.
struct Conversation<'a, R: BufRead, W: Write> {
    lines: Lines<'a, R>,
    output: &'a mut W,
}

/// The answer of a client.
enum Answer {
    Ok(Stanza),
    /// The client failed, or doesn't know the command.
    No,
}

impl<R: BufRead, W: Write> Conversation<'_, R, W> {
    fn hear(&mut self) -> Result<Stanza, PluginError> {
        Stanza::read(&mut self.lines).map_err(|error| match error {
            LineError::Cut => PluginError::Left,
            LineError::TooLong => PluginError::TooLong,
            LineError::Fault(fault) => PluginError::Malformed { line: self.lines.number(), fault },
            LineError::Io(error) => PluginError::Io(error),
        })
    }

    fn tell(&mut self, arguments: &[&str], body: &[u8]) -> Result<(), PluginError> {
        let stanza = Stanza::new(arguments.iter().copied(), body);
        self.output.write_all(&stanza.to_bytes())?;
        Ok(self.output.flush()?)
    }

    fn ask(&mut self, arguments: &[&str], body: &[u8]) -> Result<Answer, PluginError> {
        self.tell(arguments, body)?;
        let answer = self.hear()?;
        Ok(if answer.kind() == "ok" { Answer::Ok(answer) } else { Answer::No })
    }

    /// Sends the client the key of a file, or the fault of the file; sends nothing if the file is
    /// for other recipients.
    fn give_key(
        &mut self,
        file: u32,
        stanzas: &[Stanza],
        keys: &[PrivateKey],
    ) -> Result<(), PluginError> {
        let file = file.to_string();
        match header::file_key(stanzas, keys) {
            Ok(Some(key)) => self.ask(&["file-key", &file], key.bytes().expose())?,
            Ok(None) => return Ok(()),
            Err(error) => {
                // The protocol counts stanzas from 0.
                let number = match &error {
                    HeaderError::X25519 { stanza } | HeaderError::SmallOrder { stanza } => {
                        stanza.saturating_sub(1).to_string()
                    }
                    _ => String::from("0"),
                };
                self.ask(&["error", "stanza", &file, &number], error.to_string().as_bytes())?
            }
        };
        Ok(())
    }
}

impl<R: BufRead, W: Write> Client for Conversation<'_, R, W> {
    fn request_secret(&mut self, question: &str) -> Result<Option<SecretText>, PluginError> {
        let Answer::Ok(answer) = self.ask(&["request-secret"], question.as_bytes())? else {
            return Ok(None);
        };
        Ok(str::from_utf8(&answer.body).ok().map(|text| {
            let mut secret = SecretText::new(String::with_capacity(text.len()));
            secret.expose_mut().push_str(text);
            secret
        }))
    }

    fn say(&mut self, message: &str) -> Result<(), PluginError> {
        self.ask(&["msg"], message.as_bytes()).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EncryptedFile, encrypt};
    use super::*;
    use crate::code::system_entropy;
    use crate::secret::Secret;

    fn key(byte: u8) -> PrivateKey {
        PrivateKey::from_bytes(Secret::new([byte; 32]))
    }

    /// Returns the plugin's output for this input of a client; the keys are given after a message
    /// and a question for a secret.
    fn said(heard: &str, mut keys: Option<Vec<PrivateKey>>) -> Result<String, PluginError> {
        let mut said = Vec::new();
        let mut of = |_: &[PluginIdentity], client: &mut dyn Client| {
            client.say("one moment")?;
            let secret = client.request_secret("Passphrase:")?;
            match secret.as_ref().map(|it| it.expose().as_str()) {
                Some("open") => Ok(keys.take().unwrap_or_default()),
                _ => Err(NoKeys::Because(String::from("locked"))),
            }
        };
        identity_v1(&mut heard.as_bytes(), &mut said, &mut of)?;
        Ok(String::from_utf8(said).expect("text"))
    }

    /// Returns the stanzas of a file for this key, as a client sends them.
    fn stanzas(file: u32, of: &PrivateKey) -> String {
        let mut sealed = Vec::new();
        encrypt(&[of.recipient()], &mut system_entropy, &mut &b"text"[..], &mut sealed)
            .expect("memory");
        let read = EncryptedFile::read(sealed.as_slice()).expect("a header");
        let mut text = String::new();
        for stanza in read.header().stanzas() {
            let written = String::from_utf8(stanza.to_bytes().to_vec()).expect("text");
            text += &written.replacen("-> ", &format!("-> recipient-stanza {file} "), 1);
        }
        text
    }

    const ANY: &str = "-> add-identity AGE-PLUGIN-COLLAB-1DC5J7W\n\n";
    const OPEN: &str = "-> ok\n\n-> ok\nb3Blbg\n";

    #[test]
    fn a_client_gets_the_keys_of_its_files_and_nothing_for_those_of_others() {
        let (mine, other) = (stanzas(0, &key(1)), stanzas(1, &key(2)));
        let heard = format!("{ANY}-> grease 1 2\nAAAA\n{mine}{other}-> done\n\n{OPEN}-> ok\n\n");
        let said = said(&heard, Some(vec![key(1)])).expect("an end");
        let asked = "-> msg\nb25lIG1vbWVudA\n-> request-secret\nUGFzc3BocmFzZTo\n-> file-key 0\n";
        assert!(said.starts_with(asked), "{said}");
        assert!(said.ends_with("\n-> done\n\n"));
        assert_eq!(said.matches("-> file-key").count(), 1);
    }

    #[test]
    fn the_reason_why_a_file_stays_closed_is_told() {
        let mine = stanzas(0, &key(1));
        for answer in ["-> fail\n\n", "-> unsupported\n\n", "-> ok\nd3Jvbmc\n"] {
            let heard = format!("{ANY}{mine}-> done\n\n-> ok\n\n{answer}-> ok\n\n");
            let said = said(&heard, None).expect("an end");
            assert!(said.ends_with("-> error internal\nbG9ja2Vk\n-> done\n\n"), "{said}");
        }
        let bad = "-> recipient-stanza 3 other\n\n-> recipient-stanza 3 X25519 AAAA\n\n";
        let heard = format!("{ANY}{bad}-> done\n\n{OPEN}-> ok\n\n");
        let said = said(&heard, Some(vec![key(1)])).expect("an end");
        assert!(said.contains("-> error stanza 3 1\n"), "{said}");
    }

    #[test]
    fn nobody_is_asked_where_nothing_can_be_opened() {
        for heard in [
            String::from("-> done\n\n"),
            format!("{ANY}-> done\n\n"),
            format!("{ANY}-> recipient-stanza 0 scrypt a b\n\n-> done\n\n"),
            format!("{}-> done\n\n", stanzas(0, &key(1))),
        ] {
            assert_eq!(said(&heard, None).expect("an end"), "-> done\n\n", "{heard}");
        }
        let heard = format!(
            "-> add-identity AGE-PLUGIN-OTHER-1\n\n{}-> done\n\n-> ok\n\n",
            stanzas(0, &key(1))
        );
        let said = said(&heard, None).expect("an end");
        assert!(said.starts_with("-> error identity 0\n"), "{said}");
    }

    #[test]
    fn a_client_that_leaves_or_says_nonsense_ends_the_conversation() {
        let whole = format!("{ANY}{}-> done\n\n{OPEN}-> ok\n\n", stanzas(0, &key(1)));
        for end in 0..whole.len() {
            let outcome = said(&whole[..end], Some(vec![key(1)]));
            assert!(matches!(outcome, Err(PluginError::Left)), "{end}: {outcome:?}");
        }
        let file = said("-> recipient-stanza x X25519\n\n-> done\n\n", None);
        assert!(matches!(file, Err(PluginError::FileNumber)));
        let fault = said("nonsense\n", None);
        assert!(matches!(fault, Err(PluginError::Malformed { line: 1, fault: Fault::Start })));
        let endless = "-> x\n\n".repeat(1 << 20);
        assert!(matches!(said(&endless, None), Err(PluginError::TooLong)));
    }

    #[test]
    fn a_client_that_wants_to_encrypt_hears_how() {
        let mut said = Vec::new();
        let heard =
            b"-> add-recipient age1collab1x\n\n-> wrap-file-key\nAAAA\n-> done\n\n-> ok\n\n";
        recipient_v1(&mut &heard[..], &mut said).expect("an end");
        let said = String::from_utf8(said).expect("text");
        assert!(
            said.starts_with("-> error internal\n") && said.ends_with("\n-> done\n\n"),
            "{said}"
        );
    }

    #[test]
    fn an_identity_is_read_as_it_is_written() {
        let one = PluginIdentity(Some(Identity::from_public_key([7; 32])));
        for identity in [PluginIdentity::ANY, one] {
            assert_eq!(identity.to_string().parse(), Ok(identity));
        }
        for text in ["", "AGE-PLUGIN-COLLAB-1", "age-plugin-collab-1dc5j7w", "AGE-PLUGIN-YUBIKEY-1"]
        {
            assert_eq!(text.parse::<PluginIdentity>(), Err(NotAKey));
        }
    }
}
