//! WHO: the account here, or the identity, that a signature is by or a file is for.

use std::path::Path;

use super::{Context, guesses, unlocking};
use crate::account::{Account, ExpectedIdentity, Identity, Name};
use crate::age::Recipient;
use crate::failure::{self, Failure, Outcome, Status, in_shell, quoted};
use crate::keystore::Contents;

/// The word for the account that a command is about anyway.
pub(crate) const ME: &str = "me";

/// An account here.
#[derive(Clone, Debug)]
pub(crate) enum Here {
    /// The one that was chosen for this command, or the default.
    Me,
    /// The one of this name.
    Named(Name),
}

impl Here {
    /// The account here that this names; nothing if it can be no name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text == ME { Some(Self::Me) } else { text.parse().ok().map(Self::Named) }
    }

    /// The account, and whether it is verified. A locked keystore is opened if a passphrase was
    /// given or can be asked for; otherwise the account is as the file lists it, and that is said.
    pub(crate) fn account(&self, context: &mut Context<'_>) -> Outcome<(Account, bool)> {
        let mut contents = context.contents()?;
        if contents.is_empty() {
            return Err(failure::no_account());
        }
        let name = match self {
            Self::Me => context.current(&contents)?.name().clone(),
            Self::Named(name) => name.clone(),
        };
        // Before anybody is asked for a passphrase.
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

/// Whose signature is expected.
#[derive(Clone, Debug)]
pub(crate) enum Signer {
    /// An account here.
    Here(Here),
    /// Whoever has this identity.
    Identity(Identity),
}

impl Signer {
    /// Reads WHO: a whole identity in any form that `whoami` prints, a name here, or `me`.
    pub(crate) fn read(text: &str) -> Outcome<Self> {
        let text = text.trim();
        if let Ok(ExpectedIdentity::Whole(identity)) = text.parse() {
            return Ok(Self::Identity(identity));
        }
        Here::read(text).map(Self::Here).ok_or_else(|| {
            let failure = Failure::new(Status::Usage, format!("{} names nobody", quoted(text)));
            match file_in_shell(text) {
                Some(file) => failure.hint(format!("a key in a file is given as `--by \"$(cat {file})\"`")),
                None => failure.hint(
                    "give a whole did:key:…, an ssh-ed25519 line, the name of an account here, or me",
                ),
            }
        })
    }

    /// The identity, and whether it is verified: one that was given needs no keystore.
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

/// Whom a file is for.
#[derive(Clone, Debug)]
pub(crate) enum Addressee {
    /// An account here.
    Here(Here),
    /// Whoever has this key.
    Key(Recipient),
}

impl Addressee {
    /// Reads WHO: a recipient of age, a name here, or `me`. A private key in its place is not shown.
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

    /// The recipient, and whether it is verified: one that was given needs no keystore.
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

/// A text as a word of a shell's command, if it is the path of a file.
fn file_in_shell(text: &str) -> Option<String> {
    let path = Path::new(text);
    in_shell(path).filter(|_| path.is_file())
}

/// The account here whose whole identity this is.
fn of_identity(context: &Context<'_>, text: &str) -> Option<Name> {
    let Ok(ExpectedIdentity::Whole(identity)) = text.parse() else { return None };
    let contents = context.contents_if_any().ok()??;
    contents.of_identity(&identity).ok()?.map(|listed| listed.name().clone())
}

/// Where somebody else may be meant, what to give instead of a name that nobody has here.
fn instead(failure: Failure, here: &Here, what: &str) -> Failure {
    match here {
        Here::Named(_) if failure.status() == Status::NoAccount => {
            failure.hint(format!("{what}; `collab accounts` lists the names here"))
        }
        _ => failure,
    }
}
