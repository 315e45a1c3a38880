//! Failures of encryption and decryption: age files and recipients.

use super::{Failure, Status, quoted};
use crate::account::ExpectedIdentity;
use crate::age::armor::ArmorError;
use crate::age::header::{HeaderError, NoHeader, SmallOrder};
use crate::age::payload::PayloadError;
use crate::age::{DecryptError, EncryptError, PrivateKey};

/// The hint for a damaged or altered file.
const AGAIN: &str = "get the file again from its sender";

/// Reports that a text is not a recipient. A private key is not shown.
pub(crate) fn not_a_recipient(text: &str) -> Failure {
    let usage = |message: String, hint: &str| Failure::new(Status::Usage, message).hint(hint);
    let begins =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    if PrivateKey::read(text).is_ok() || begins("AGE-SECRET-KEY-") {
        return usage(
            String::from("a private key was given as a recipient"),
            "the shell's history may hold it: delete it there; others get the line that begins \
             age1",
        );
    }
    let shown = quoted(text);
    if text.parse::<ExpectedIdentity>().is_ok() || begins("did:key:") || begins("ssh-ed25519 ") {
        return usage(
            format!("{shown} is an identity, and files are encrypted to a recipient"),
            "ask its owner for what `collab whoami --format age` prints",
        );
    }
    if begins("ssh-") || begins("age1") && text[4..].contains('1') {
        return usage(
            format!("{shown} is a kind of recipient that collab can't encrypt to"),
            "`age -r` may accept it; collab takes age1… with 62 characters",
        );
    }
    if begins("age1") {
        return usage(
            format!("{shown} is not a recipient: it is mistyped"),
            "copy it again, every character",
        );
    }
    usage(
        format!("{shown} is not a recipient"),
        "give an age1… recipient, the name of an account here, or me",
    )
}

/// Reports that nothing was encrypted.
pub(crate) fn of_encryption(error: &EncryptError) -> Failure {
    match error {
        EncryptError::Header(NoHeader::NoRecipient) => {
            Failure::new(Status::Usage, "there is no recipient")
                .hint("name one with `-r`, or a file that lists some with `-R`")
        }
        EncryptError::Header(NoHeader::TooManyRecipients) => {
            Failure::new(Status::Failed, "there are too many recipients for one file")
                .hint("encrypt the file several times, each time to fewer recipients")
        }
        EncryptError::Header(NoHeader::SmallOrder(SmallOrder(recipient))) => Failure::new(
            Status::Failed,
            format!(
                "{} is not a safe key: anyone could read the file",
                quoted(recipient.to_string())
            ),
        )
        .hint("leave it out, and ask its owner for another one"),
        EncryptError::Header(_) | EncryptError::Entropy(_) => Failure::new(
            Status::Failed,
            "the random number generator failed, so nothing was encrypted",
        )
        .hint("try again"),
        _ => Failure::new(Status::Failed, "nothing was encrypted").hint("try again"),
    }
}

/// How much plaintext was handed out before an error.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// None.
    Nothing,
    /// The beginning of it.
    Beginning,
}

/// Reports that a file was not decrypted. `shown` is the file's name in messages, and `whose` says
/// whose keys were tried.
pub(crate) fn of_decryption(
    error: &DecryptError,
    shown: &str,
    whose: &str,
    before: Before,
) -> Failure {
    let not_verified = |message: String| Failure::new(Status::NotVerified, message);
    match error {
        DecryptError::Header(HeaderError::NotAge) | DecryptError::Armor(ArmorError::Begin) => {
            not_verified(format!("{shown} is not an age file"))
                .hint("name a file that `collab encrypt`, age or rage made")
        }
        DecryptError::Header(HeaderError::Version) => {
            Failure::new(Status::Failed, format!("{shown} uses another version of age's format"))
                .hint("a newer age may open it")
        }
        DecryptError::NoMatch => {
            Failure::new(Status::OtherAccount, format!("{shown} is not for {whose}"))
                .hint("its sender has to encrypt it to what `collab whoami --format age` prints")
        }
        DecryptError::Passphrase => Failure::new(
            Status::OtherAccount,
            format!("{shown} is encrypted with a passphrase, not to an account"),
        )
        .hint("`age -d` opens it"),
        DecryptError::Armor(ArmorError::Cut) | DecryptError::Header(HeaderError::Cut) => {
            not_verified(format!("{shown} ends before its text begins")).hint(AGAIN)
        }
        DecryptError::Armor(error) => {
            not_verified(format!("{shown} is damaged: {error}")).hint(AGAIN)
        }
        DecryptError::Header(error) => {
            not_verified(format!("{shown} is damaged: {error}")).hint(AGAIN)
        }
        DecryptError::Mac => not_verified(format!("the header of {shown} was altered")).hint(AGAIN),
        DecryptError::Payload(error) => not_verified(match error {
            PayloadError::Cut => format!("{shown} is cut off"),
            PayloadError::Trailing => format!("{shown} has extra data after its end"),
            _ => format!("{shown} was altered or cut off"),
        })
        .hint(match before {
            Before::Nothing => String::from(AGAIN),
            Before::Beginning => format!("do not use what was written; {AGAIN}"),
        }),
        _ => Failure::new(Status::Failed, format!("{shown} was not decrypted")).hint("try again"),
    }
}
