//! The key of a passphrase, for a new lock. Its derivation takes long, by design.

use super::Context;
use crate::failure::{self, Outcome};
use crate::keystore::{self, Cost, Passphrase, PassphraseKey};

/// Derives the key of a new passphrase.
pub(crate) fn of(context: &mut Context<'_>, passphrase: &Passphrase) -> Outcome<PassphraseKey> {
    let progress = context.ui.progress("Deriving a key from the passphrase");
    let entropy = &mut context.entropy;
    let key = progress.during(|| PassphraseKey::new(passphrase, Cost::USUAL, entropy));
    key.map_err(|error| match error {
        keystore::NoKey::Entropy(error) => error.into(),
        keystore::NoKey::OutOfMemory(_) => failure::out_of_memory(),
    })
}

/// Derives a key of the passphrase at the usual cost, for a new lock, if guessing costs less with
/// the present lock. Otherwise returns `None`: the key that opened the keystore serves the new
/// lock, too.
pub(crate) fn dearer(context: &mut Context<'_>) -> Outcome<Option<PassphraseKey>> {
    let passphrase = context.cheap_passphrase.take();
    passphrase.map(|passphrase| of(context, &passphrase)).transpose()
}
