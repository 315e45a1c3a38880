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

/// Tells that a keystore, which was unlocked before, is locked.
pub(crate) fn say_locked(context: &mut Context<'_>) {
    context.ui.say(
        "The keystore is locked. Nobody can reset the passphrase: `collab recovery-codes \
         new` makes codes that open it if you forget the passphrase.",
    );
    context.ui.say(
        "The old, unlocked file may still be recoverable from the disk. If that matters, \
         move to a new account.",
    );
}

/// Offers a person to lock an unlocked keystore before other services' codes enter it. Returns
/// whether there was somebody to ask.
pub(crate) fn offer_before_codes(context: &mut Context<'_>) -> Outcome<bool> {
    if !context.ui.has_person() {
        return Ok(false);
    }
    context.ui.say(
        "The keystore is unlocked: anyone who can read your files has your accounts, and would have \
         these codes, too. A passphrase locks it. Nobody can reset a forgotten one, but recovery \
         codes, made later, let you in.",
    );
    if let Some(passphrase) = NewPassphrase::default().offered_to_lock(context)? {
        lock(context, &passphrase)?;
        say_locked(context);
    }
    Ok(true)
}
