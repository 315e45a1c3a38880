//! The argument WHO: the signer of a signature, or the recipient of a file. It names an account
//! here, or a public key.

use std::path::Path;

use super::{Context, guesses, unlocking};
use crate::account::{Account, ExpectedIdentity, Identity, Name};
use crate::age::Recipient;
use crate::failure::{self, Failure, Outcome, Status, in_shell, quoted};
use crate::keystore::Contents;

/// The word for the current account.
pub(crate) const ME: &str = "me";

/// An account here.
#[derive(Clone, Debug)]
pub(crate) enum Here {
    /// The current account: the one chosen for this command, or the default.
    Me,
    /// The account of this name.
    Named(Name),
}

impl Here {
    /// Parses `me` or the name of an account here; `None` if the text can't be a name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text == ME { Some(Self::Me) } else { text.parse().ok().map(Self::Named) }
    }

    /// Returns the account, and whether it is verified. Unlocks a locked keystore if a passphrase
    /// was given or can be asked for; otherwise returns the account as the file lists it, and
    /// warns.
    pub(crate) fn account(&self, context: &mut Context<'_>) -> Outcome<(Account, bool)> {
        let mut contents = context.contents()?;
        if contents.is_empty() {
            return Err(context.no_account());
        }
        let name = match self {
            Self::Me => context.current(&contents)?.name().clone(),
            Self::Named(name) => name.clone(),
        };
        // An unknown name is refused before anybody is asked for a passphrase.
        contents.account(&name).ok_or_else(|| failure::no_such_account(&name))?;
        open_where_possible(context, &mut contents)?;
        let vouched = contents.vouched(&name).ok_or_else(|| failure::no_such_account(&name))?;
        let account = vouched.account().ok_or_else(|| failure::damaged_account(&name))?;
        if !vouched.is_verified() {
            context.ui.warn(&format!("{name}: {}", unlocking::NOT_VERIFIED));
        }
        guesses::warn(context, account);
        Ok((account.clone(), vouched.is_verified()))
    }
}

fn open_where_possible(context: &mut Context<'_>, contents: &mut Contents) -> Outcome {
    if unlocking::is_given(context) || context.ui.can_ask_hidden() {
        unlocking::unlock(context, contents)?;
    }
    Ok(())
}

/// The expected signer of a signature.
#[derive(Clone, Debug)]
pub(crate) enum Signer {
    /// An account here.
    Here(Here),
    /// The holder of this identity.
    Identity(Identity),
}

impl Signer {
    /// Parses WHO: a whole identity in any form that `whoami` prints, a name here, or `me`.
    pub(crate) fn read(text: &str) -> Outcome<Self> {
        let text = text.trim();
        if let Ok(ExpectedIdentity::Whole(identity)) = text.parse() {
            return Ok(Self::Identity(identity));
        }
        Here::read(text).map(Self::Here).ok_or_else(|| {
            let told = ExpectedIdentity::mistake(text).map_or_else(
                || format!("{} names nobody", quoted(text)),
                |mistake| format!("`--by` begins as an identity does, but {mistake}"),
            );
            let failure = Failure::new(Status::Usage, told);
            match file_in_shell(text) {
                Some(file) => {
                    let option = failure::with_text_of("--by", &file);
                    failure.hint(format!("a key in a file is given as {option}"))
                }
                None => failure.hint(
                    "give a whole did:key:…, an ssh-ed25519 line, the name of an account here, or me",
                ),
            }
        })
    }

    /// Returns the identity, and whether it is verified. An identity that was given needs no
    /// keystore.
    pub(crate) fn identity(&self, context: &mut Context<'_>) -> Outcome<(Identity, bool)> {
        match self {
            Self::Identity(identity) => Ok((*identity, true)),
            Self::Here(here) => {
                let found = here.account(context);
                let found = found.map_err(|failure| {
                    instead(failure, here, "name the signer by an identity, did:key:…")
                });
                found.map(|(account, is_verified)| (account.identity, is_verified))
            }
        }
    }
}

/// The recipient of a file.
#[derive(Clone, Debug)]
pub(crate) enum Addressee {
    /// An account here.
    Here(Here),
    /// The holder of this key.
    Key(Recipient),
}

impl Addressee {
    /// Parses WHO: an age recipient, a name here, or `me`. A private key in its place is never
    /// shown.
    pub(crate) fn read(context: &Context<'_>, text: &str) -> Outcome<Self> {
        let text = text.trim();
        if let Ok(recipient) = text.parse() {
            return Ok(Self::Key(recipient));
        }
        if let Some(here) = Here::read(text).filter(|_| !text.starts_with("age1")) {
            return Ok(Self::Here(here));
        }
        let failure = failure::not_a_recipient(text);
        Err(match (of_identity(context, text), file_in_shell(text)) {
            (Some(name), _) => failure.hint(format!("it is the account {name} here: `-r {name}`")),
            (None, Some(file)) => failure.hint(format!("a list in a file is given as `-R {file}`")),
            (None, None) => failure,
        })
    }

    /// Returns the recipient, and whether it is verified. A recipient that was given needs no
    /// keystore.
    pub(crate) fn recipient(&self, context: &mut Context<'_>) -> Outcome<(Recipient, bool)> {
        match self {
            Self::Key(recipient) => Ok((*recipient, true)),
            Self::Here(here) => {
                let found = here.account(context);
                let found = found
                    .map_err(|failure| instead(failure, here, "name them by a recipient, age1…"));
                let recipient = |account: Account| Recipient::from_public_key(account.encryption);
                found.map(|(account, is_verified)| (recipient(account), is_verified))
            }
        }
    }
}

/// Returns the path of a file, quoted for a shell; `None` if the text is no such path.
fn file_in_shell(text: &str) -> Option<String> {
    let path = Path::new(text);
    in_shell(path).filter(|_| path.is_file())
}

/// Returns the name of the account here with this whole identity.
fn of_identity(context: &Context<'_>, text: &str) -> Option<Name> {
    let Ok(ExpectedIdentity::Whole(identity)) = text.parse() else { return None };
    let contents = context.contents_if_any().ok()??;
    contents.of_identity(&identity).ok()?.map(|listed| listed.name().clone())
}

/// Adds the advice `what` if no account here has the name, since somebody else may be meant.
fn instead(failure: Failure, here: &Here, what: &str) -> Failure {
    match here {
        Here::Named(_) if failure.status() == Status::NoAccount => {
            failure.hint(format!("{what}; `collab accounts` lists the names here"))
        }
        _ => failure,
    }
}
