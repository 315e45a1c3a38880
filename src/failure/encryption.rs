//! What is said of age files and recipients.

use super::{Failure, Status, quoted};
use crate::account::ExpectedIdentity;
use crate::age::armor::ArmorError;
use crate::age::header::{HeaderError, NoHeader, SmallOrder};
use crate::age::payload::PayloadError;
use crate::age::{DecryptError, EncryptError, PrivateKey};

/// What helps where a file is not what was encrypted.
const AGAIN: &str = "get the file again from where it was made";

/// A text names nobody whom a file can be for. A private key is not shown.
pub(crate) fn not_a_recipient(text: &str) -> Failure {
    let usage = |message: String, hint: &str| Failure::new(Status::Usage, message).hint(hint);
    let begins =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    if PrivateKey::read(text).is_ok() || begins("AGE-SECRET-KEY-") {
        return usage(
            String::from("a private key was given as a recipient"),
            "the shell's history may hold it: delete it there; others get the line that begins age1",
        );
    }
    let shown = quoted(text);
    if text.parse::<ExpectedIdentity>().is_ok() || begins("did:key:") || begins("ssh-ed25519 ") {
        return usage(
            format!("{shown} is an identity, and no file can be encrypted to one"),
            "ask its owner for what `collab whoami --format age` prints",
        );
    }
    if begins("ssh-") || begins("age1") && text[4..].contains('1') {
        return usage(
            format!("{shown} is a kind of recipient that collab can't encrypt to"),
            "`age -r` may; collab takes age1… with 62 characters",
        );
    }
    if begins("age1") {
        return usage(
            format!("{shown} is no recipient: it has a mistake in it"),
            "copy it again; every character counts",
        );
    }
    usage(
        format!("{shown} names nobody"),
        "give an age1… recipient, the name of an account here, or me",
    )
}

/// Why nothing was encrypted.
pub(crate) fn of_encryption(error: &EncryptError) -> Failure {
    match error {
        EncryptError::Header(NoHeader::NoRecipient) => {
            Failure::new(Status::Usage, "there is no recipient")
                .hint("name one with `-r`, or a file that lists some with `-R`")
        }
        EncryptError::Header(NoHeader::TooManyRecipients) => {
            Failure::new(Status::Failed, "there are more recipients than a file can be for")
                .hint("encrypt it several times, each for some of them")
        }
        EncryptError::Header(NoHeader::SmallOrder(SmallOrder(recipient))) => Failure::new(
            Status::Failed,
            format!(
                "{} is nobody's key, and everybody could read the file",
                quoted(recipient.to_string())
            ),
        )
        .hint("leave it out, and ask whose it is said to be"),
        EncryptError::Header(_) | EncryptError::Entropy(_) => Failure::new(
            Status::Failed,
            "the random number generator failed, so nothing was encrypted",
        )
        .hint("try again"),
        _ => Failure::new(Status::Failed, "nothing was encrypted").hint("try again"),
    }
}

/// What is known of plaintext that was handed out before an error.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// Nothing was.
    Nothing,
    /// Its beginning was.
    Beginning,
}

/// Why a file, which messages name so, was not decrypted; `whose` keys were tried.
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
            Failure::new(Status::Failed, format!("{shown} is of another version of age"))
                .hint("a newer age may open it")
        }
        DecryptError::NoMatch => {
            Failure::new(Status::OtherAccount, format!("{shown} is not for {whose}"))
                .hint("its sender has to encrypt it to what `collab whoami --format age` prints")
        }
        DecryptError::Passphrase => Failure::new(
            Status::OtherAccount,
            format!("{shown} is encrypted with a passphrase, and not to an account"),
        )
        .hint("`age -d` opens it"),
        DecryptError::Armor(ArmorError::Cut) | DecryptError::Header(HeaderError::Cut) => {
            not_verified(format!("{shown} is cut off before its text begins")).hint(AGAIN)
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
            PayloadError::Trailing => format!("something was put behind the end of {shown}"),
            _ => format!("{shown} was altered or cut off"),
        })
        .hint(match before {
            Before::Nothing => String::from(AGAIN),
            Before::Beginning => format!("use nothing of what came out; {AGAIN}"),
        }),
        _ => Failure::new(Status::Failed, format!("{shown} was not decrypted")).hint("try again"),
    }
}
