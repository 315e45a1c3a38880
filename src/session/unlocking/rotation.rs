//! The steps after a recovery code: a new passphrase, and another code in place of the used one.
//!
//! The order is the rule. The replacement is added durably, as a code that works but is not
//! confirmed. It is handed out, and the person shows that it is saved; only then is the used code
//! retired, with a new data key. So at every instant at least one code that the person has been
//! shown opens the keystore, and at the end the used one never does.

use std::path::Path;

use crate::failure::{Outcome, StillOpens, passphrase_not_set};
use crate::keystore::{CodeId, Opener, RecoveryCode};
use crate::session::new_passphrase::NewPassphrase;
use crate::session::{Context, code_list, derived_key};

/// Replaces the recovery code that opened the keystore, and sets a new passphrase. The opener is
/// then the key of the new passphrase.
pub(crate) fn use_up(
    context: &mut Context<'_>,
    used: CodeId,
    new: &NewPassphrase,
    out: Option<&Path>,
) -> Outcome {
    code_list::demand_a_way(context, out)?;
    let passphrase = new.get(context, StillOpens::PassphraseOrCode)?;
    let key = derived_key::of(context, &passphrase)?;
    let replacement = RecoveryCode::generate(&mut context.entropy)?;
    let now = (context.clock)();
    let replacements = [replacement];
    context.change_lock(|contents, tools| {
        Ok(contents.add_recovery_codes(&replacements, now, tools.entropy)?)
    })?;
    code_list::hand_out(context, &replacements, out, &|| {
        passphrase_not_set(StillOpens::PassphraseOrCode)
    })?;
    let [replacement] = replacements;
    context.change_lock(|contents, tools| {
        let replacement = replacement.id();
        Ok(contents.retire_recovery_code(used, replacement, &key, now, tools.entropy)?)
    })?;
    context.opener = Some(Opener::Passphrase(key));
    context.has_new_passphrase = true;
    context.ui.say("Your new passphrase is set. The recovery code that you used no longer works.");
    Ok(())
}
