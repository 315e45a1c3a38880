//! Locking the keystore with a new passphrase.

use super::new_passphrase::NewPassphrase;
use super::{Context, derived_key};
use crate::failure::Outcome;
use crate::keystore::{Opener, Passphrase};

/// Sets the passphrase of the keystore, durably. It opens the keystore from now on.
pub(crate) fn lock(context: &mut Context<'_>, passphrase: &Passphrase) -> Outcome {
    let key = derived_key::of(context, passphrase)?;
    context.change_lock(|contents, tools| Ok(contents.set_passphrase(&key, tools.entropy)?))?;
    context.opener = Some(Opener::Passphrase(key));
    Ok(())
}

/// Says that the keystore is now locked. The caller offers a person recovery codes next
/// ([`code_list::offer`](super::code_list::offer)); a script is told how to make them.
pub(crate) fn say_locked(context: &mut Context<'_>) {
    let codes = if context.ui.has_person() {
        ""
    } else {
        " Nobody can reset the passphrase: `collab recovery-codes new` makes codes that open it if you \
         forget the passphrase."
    };
    context.ui.say(&format!("The keystore is locked.{codes}"));
    context.ui.say(
        "The old, unlocked file may still be recoverable from the disk. If that matters, make a new \
         account with `collab init NAME`, and use that one.",
    );
}

/// Whether a person was asked, and whether the keystore is locked now.
#[derive(Default)]
pub(crate) struct Offered {
    pub(crate) is_told: bool,
    pub(crate) is_locked: bool,
}

/// Offers a person to lock an unlocked keystore before other services' codes enter it.
pub(crate) fn offer_before_codes(context: &mut Context<'_>) -> Outcome<Offered> {
    if !context.ui.has_person() {
        return Ok(Offered::default());
    }
    context.ui.say(
        "The keystore is unlocked: anyone who can read your files has your accounts, and would have \
         these codes, too. A passphrase locks it. Nobody can reset a forgotten one, but recovery \
         codes, offered later, let you in.",
    );
    let passphrase = NewPassphrase::default().offered_to_lock(context)?;
    if let Some(passphrase) = &passphrase {
        lock(context, passphrase)?;
        say_locked(context);
    }
    Ok(Offered { is_told: true, is_locked: passphrase.is_some() })
}
