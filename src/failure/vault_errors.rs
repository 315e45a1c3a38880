//! Failures of vaults: files that bring everything back with the backup code.

use super::{Failure, Status};
use crate::account_vault::{Harm, NotOpened};

/// Another copy is the way out of damage.
const ANOTHER: &str = "take another copy of the file: from another device, or an earlier version";

/// Reports that a file did not open as a vault. `shown` is the file's name in messages, and `owner`
/// the name of the account whose key opened it.
pub(crate) fn of_vault(error: NotOpened, shown: &str, owner: &str) -> Failure {
    match error {
        NotOpened::TooLarge => {
            Failure::new(Status::Failed, format!("{shown} is too large for a vault"))
                .hint("a vault has at most 16 MiB; name one that `collab vault export` made")
        }
        NotOpened::Passphrase => Failure::new(
            Status::OtherAccount,
            format!("{shown} is encrypted with a passphrase, so it is not a vault"),
        )
        .hint("`age -d` opens it"),
        NotOpened::NotForUs => Failure::new(
            Status::OtherAccount,
            format!("{shown} is not for an account here, or damaged at its beginning"),
        )
        .hint(
            "bring its account back with `collab restore --vault FILE`; if that account is here, \
             take another copy of the file",
        ),
        NotOpened::Damaged(harm) => Failure::new(
            Status::NotVerified,
            format!("{shown} is {}, though it is for {owner}", harm_in_words(harm)),
        )
        .hint(ANOTHER),
        NotOpened::Forged(_) => Failure::new(
            Status::NotVerified,
            format!("{shown} is encrypted for {owner}, but {owner} did not write it as a vault"),
        )
        .hint("do not trust it: anyone can encrypt a file for you; `collab decrypt` opens a file"),
        NotOpened::Newer(version) => Failure::new(
            Status::Keystore,
            format!("{shown} is from a later version of collab (vault {version})"),
        )
        .hint("install the latest collab, and try again"),
        _ => Failure::new(Status::NotVerified, format!("{shown} is not a vault"))
            .hint("name a file that `collab vault export` made"),
    }
}

fn harm_in_words(harm: Harm) -> String {
    match harm {
        Harm::Header => String::from("damaged at its beginning"),
        Harm::Part(1) => String::from("damaged in its first 64 KiB"),
        Harm::Part(part) => format!("damaged in its {part}th 64 KiB"),
        Harm::Cut => String::from("cut off"),
        Harm::Trailing => String::from("followed by something else"),
        Harm::Armor => String::from("damaged in its lines of text"),
    }
}
