//! `--vault`: what a vault brings back, beside the account.

use std::path::Path;

use crate::account::Account;
use crate::account_vault::Vault;
use crate::code::BackupCode;
use crate::derivation;
use crate::failure::{Failure, Outcome};
use crate::session::vault_file::VaultFile;
use crate::session::{Context, taking_over};

/// Opens a vault with the keys of a code.
pub(super) fn open(path: &Path, code: &BackupCode) -> Outcome<(VaultFile, Vault)> {
    let file = VaultFile::read(path)?;
    let vault = file.open_with(&derivation::keys(code), "this account")?;
    Ok((file, vault))
}

/// Merges the lists of a vault into the restored account, and offers to keep the vault up to date.
pub(super) fn take_over(
    context: &mut Context<'_>,
    account: &Account,
    vault: Outcome<(VaultFile, Vault)>,
) -> Outcome {
    let name = &account.name;
    let taken = vault.and_then(|(file, vault)| {
        let taken = taking_over::take_over(context, name, &file, vault, false)?;
        taking_over::tell(context, name, &file, &taken);
        Ok((file, taken))
    });
    let (file, taken) = taken.map_err(|failure| {
        let message =
            format!("{name} is back, but not what is in the vault: {}", failure.message());
        Failure::new(failure.status(), message)
            .hint("with another copy of the vault, `collab vault import FILE` brings it back")
    })?;
    taking_over::offer_to_keep(context, account, &file, &taken)
}
