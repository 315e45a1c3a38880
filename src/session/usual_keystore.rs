//! The usual keystore beside one that was named: what it calls an account, and how the other takes its
//! place. A person who lost the passphrase of the usual one restores into another file.

use std::path::Path;

use crate::account::{Identity, Name};
use crate::failure;
use crate::keystore::{Contents, Keystore};
use crate::session::Context;
use crate::term::wrapping::TO_COPY;

/// Returns the name of an account in the usual keystore, if another one was named. A locked keystore
/// lists its names, too; one that can't be read has none.
pub(crate) fn name_of(context: &Context<'_>, identity: &Identity) -> Option<Name> {
    if !context.keystore_is_named {
        return None;
    }
    let usual = Keystore::at(context.usual_keystore.clone()?).open().ok()?;
    usual.of_identity(identity).ok()?.map(|account| account.name().clone())
}

/// Says how the keystore that was named takes the place of the usual one, if that has one of its
/// accounts, too.
pub(crate) fn tell_if_shared(context: &mut Context<'_>, contents: &Contents) {
    let here = contents.accounts().iter().map(|account| account.unverified().identity);
    if here.into_iter().any(|identity| name_of(context, &identity).is_some()) {
        tell(context);
    }
}

/// Says how the keystore that was named takes the place of the usual one, if there is one. Returns
/// whether it was said.
pub(crate) fn tell(context: &mut Context<'_>) -> bool {
    if !context.keystore_is_named {
        return false;
    }
    let usual = context.usual_keystore.as_deref().filter(|usual| usual.is_file());
    let (Ok(keystore), Some(usual)) = (&context.keystore, usual) else { return false };
    let Ok(new) = std::path::absolute(keystore.path()) else { return false };
    let mut asides = (1_u32..).map(|number| usual.with_extension(format!("old-{number}.json")));
    let Some(aside) = asides.find(|aside| aside.symlink_metadata().is_err()) else { return false };
    let mut lock = new.clone().into_os_string();
    lock.push(".lock");
    let paths = [&new, usual, &aside, Path::new(&lock)].map(failure::in_shell);
    let [Some(new), Some(usual), Some(aside), Some(lock)] = paths else {
        return false;
    };
    if new == usual {
        return false;
    }
    context.ui.say(&format!(
        "Without `--keystore`, collab still uses the other file, which has its own passphrase. These \
         commands make this file the usual one, and set the other aside in case you need something \
         from it. Afterwards leave `--keystore` out everywhere:\n\
         {TO_COPY}{}\n\
         {TO_COPY}{}\n\
         {TO_COPY}{}",
        failure::move_file(&usual, &aside),
        failure::move_file(&new, &usual),
        failure::remove_file(&lock),
    ));
    true
}
