//! Messages to a person who stops before the last step: what is not done, and what still works.

use super::{Failure, Status};

/// The secrets that still open the keystore after a person stopped before the new passphrase was
/// set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StillOpens {
    /// Nothing yet: there is no keystore, or no account in it.
    NoAccountYet,
    /// Anyone can open it: it is not locked.
    Anything,
    /// The old passphrase.
    Passphrase,
    /// The old passphrase and the recovery codes.
    PassphraseOrCode,
    /// The keystore is not involved: the passphrase was for a key file.
    NoKeyFile,
}

/// Reports that a person stopped, and that the chosen passphrase is not set.
pub(crate) fn passphrase_not_set(still: StillOpens) -> Failure {
    let told = match still {
        StillOpens::NoAccountYet => {
            "Stopped. Your passphrase is NOT set, and no account was added."
        }
        StillOpens::Anything => {
            "Stopped. Your new passphrase is NOT set. The keystore is still not locked."
        }
        StillOpens::Passphrase => {
            "Stopped. Your new passphrase is NOT set. Your old passphrase still works."
        }
        StillOpens::PassphraseOrCode => {
            "Stopped. Your new passphrase is NOT set. Your old passphrase and your recovery codes \
             still work."
        }
        StillOpens::NoKeyFile => "Stopped. No key file was written.",
    };
    Failure::new(Status::Interrupted, told)
}

/// Reports that a person stopped before confirming new recovery codes.
pub(crate) fn codes_not_confirmed(has_earlier: bool, has_new_passphrase: bool) -> Failure {
    let codes = if has_earlier {
        "They work all the same, and so do your earlier ones."
    } else {
        "The codes that you were shown work until you confirm newer ones."
    };
    let passphrase = if has_new_passphrase {
        "Your new passphrase is set."
    } else {
        "Your passphrase still works."
    };
    let told = format!(
        "Stopped. Your new recovery codes are NOT confirmed as saved. {codes} {passphrase}"
    );
    Failure::new(Status::Interrupted, told)
}
