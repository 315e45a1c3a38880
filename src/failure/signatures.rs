//! Failures of signatures: those that don't verify, and those that no list of signers allows.

use super::{Failure, Status, quoted};
use crate::account::Identity;
use crate::allowed_signers::{LineError, NotAllowed, Unchecked};
use crate::dates::date;
use crate::sshsig::{
    ArmorError, Foreign, LONGEST_TEXT, Namespace, NamespaceError, SignatureError, VerificationError,
};

/// Reports that a text is not a namespace.
pub(crate) fn not_a_namespace(error: NamespaceError, text: &str) -> Failure {
    let shown = quoted(text);
    let (message, hint) = match error {
        NamespaceError::Empty => {
            (String::from("the namespace is empty"), "name one, for example `--namespace file`")
        }
        NamespaceError::Reserved => (
            format!("the namespace {shown} is reserved for collab itself"),
            "no command signs or verifies for a namespace that begins with collab-; name another",
        ),
        NamespaceError::TooLong => (
            format!("the namespace has over {} bytes", Namespace::LONGEST),
            "name a shorter one, for example `--namespace file`",
        ),
        _ => (
            format!("the namespace {shown} has control characters"),
            "name one without, for example `--namespace file`",
        ),
    };
    Failure::new(Status::Usage, message).hint(hint)
}

/// Reports that `file` holds no signature that collab can verify.
pub(crate) fn of_signature(error: &SignatureError, file: &str) -> Failure {
    let (message, hint) = match error {
        SignatureError::Armor(error) => return of_armor(*error, file),
        SignatureError::Version(version) => {
            return not_verified(format!(
                "{file} has version {version} of SSH signatures, and collab knows version 1"
            ))
            .hint("`ssh-keygen -Y verify` of a later OpenSSH may know it");
        }
        SignatureError::OtherAlgorithm { name, .. } => {
            let made = if name.contains("-cert-") { "certificate" } else { "key" };
            return not_verified(format!(
                "{file} is made with a {made} of the kind {}, and collab verifies ssh-ed25519 keys",
                public(name)
            ))
            .hint("`ssh-keygen -Y verify` can verify it");
        }
        SignatureError::NoMagic => ("is not an SSH signature", DAMAGED),
        SignatureError::EmptyNamespace => {
            ("has no namespace, so it is not an SSH signature", DAMAGED)
        }
        SignatureError::UnknownHash => {
            ("names a hash function that is neither sha256 nor sha512", DAMAGED)
        }
        SignatureError::MalformedKey => ("is damaged: its public key is malformed", DAMAGED),
        SignatureError::MalformedSignature => {
            ("is damaged: its signature is not one of an Ed25519 key", DAMAGED)
        }
        SignatureError::Wire(_) => ("is damaged: it ends too early or too late", DAMAGED),
    };
    not_verified(format!("{file} {message}")).hint(hint)
}

const DAMAGED: &str = "get the signature again from its maker";

fn of_armor(error: ArmorError, file: &str) -> Failure {
    let (message, hint) = match error {
        ArmorError::Empty => (format!("{file} is empty, so it is not a signature"), DAMAGED),
        ArmorError::TooLong => (
            format!("{file} has over {} KiB, more than a signature has", LONGEST_TEXT / 1024),
            "name the signature with `--signature`; it is a short text",
        ),
        ArmorError::Foreign(foreign) => {
            let (made, verifies) = match foreign {
                Foreign::Minisign => ("minisign", "`minisign -V` verifies it"),
                Foreign::OpenPgp => ("OpenPGP", "`gpg --verify` verifies it"),
                Foreign::Cms => ("CMS or PKCS #7", "`openssl cms -verify` verifies it"),
            };
            (format!("{file} is a signature of {made}, not of SSH"), verifies)
        }
        ArmorError::NoBegin => (
            format!("{file} does not begin with -----BEGIN SSH SIGNATURE-----"),
            "name the file that `collab sign` or `ssh-keygen -Y sign` made, with `--signature`",
        ),
        ArmorError::NoEnd => {
            (format!("{file} is cut off: it has no -----END SSH SIGNATURE-----"), DAMAGED)
        }
        ArmorError::NotBase64 => (format!("{file} is damaged: it is not base64"), DAMAGED),
        ArmorError::Second => (
            format!("{file} holds more than one signature"),
            "leave only the one that you mean in it",
        ),
        ArmorError::TextAfter => (
            format!("{file} has other text after the signature"),
            "delete it: nobody signed that text",
        ),
    };
    not_verified(message).hint(hint)
}

/// Reports that the signature does not belong to this file and namespace.
pub(crate) fn of_verification(
    error: &VerificationError,
    namespace: &Namespace,
    file: &str,
) -> Failure {
    match error {
        VerificationError::OtherNamespace(other) => {
            let other = String::from_utf8_lossy(other);
            let failure = not_verified(format!(
                "the signature of {file} is for the namespace {}, not {}",
                quoted(&other),
                quoted(namespace.as_str())
            ));
            if other.parse::<Namespace>().is_ok() {
                failure.hint("`--namespace` says what a signature is expected to be for")
            } else {
                failure.hint(DAMAGED)
            }
        }
        VerificationError::UnfitKey => not_verified(format!(
            "the signature of {file} proves nothing: its public key is not valid"
        ))
        .hint("somebody made it up; do not trust the file"),
        _ => not_verified(format!("{file} is not what was signed, or its signature was changed"))
            .hint("do not trust it; get both again"),
    }
}

/// Reports a good signature by somebody else than the expected signer.
pub(crate) fn signed_by_another(signer: &Identity, expected: &str) -> Failure {
    Failure::new(
        Status::OtherAccount,
        format!("the signature is good, but somebody else made it: {signer}"),
    )
    .hint(format!("expected: {expected}; do not trust the file unless you know who signed it"))
}

/// Reports a good signature by an identity from which the one of `--by` differs in so few characters
/// that it was mistyped.
pub(crate) fn mistyped_signer(signer: &Identity, expected: &str, slips: usize) -> Failure {
    let characters = if slips == 1 { "one character" } else { "two characters" };
    let message = format!(
        "the signature is good, but `--by` differs in {characters} from its signer: {expected}"
    );
    Failure::new(Status::OtherAccount, message).hint(format!(
        "that is probably a typing mistake; the signer is {signer}; if that is who you mean, correct \
         `--by`"
    ))
}

/// Reports a good signature that the list `signers` does not allow, or whose entry collab can't
/// judge. Names the signer and the line as far as they are known.
pub(crate) fn not_allowed(
    error: &NotAllowed<'_>,
    signers: &str,
    signer: &str,
    (namespace, principal): (&Namespace, Option<&str>),
) -> Failure {
    let refused = |message: String, hint: &str| {
        let message = format!("the signature is good, but {message}");
        Failure::new(Status::OtherAccount, message).hint(hint)
    };
    let ask = "ask the owner of that file";
    match error {
        NotAllowed::Principal { line, principals } => refused(
            format!(
                "line {line} of {signers} lists {signer} as {}, not as {}",
                public(principals),
                quoted(principal.unwrap_or_default())
            ),
            "with `--signers`, `--by` is one of that file's principals; without it, an identity",
        ),
        NotAllowed::Namespace { line, namespaces } => refused(
            format!(
                "line {line} of {signers} lists {signer} for the namespaces {}, without {}",
                public(namespaces),
                quoted(namespace.as_str())
            ),
            ask,
        ),
        NotAllowed::NotYet { line, after } => refused(
            format!("line {line} of {signers} lists {signer} only from {} on", date(*after)),
            ask,
        ),
        NotAllowed::Expired { line, before } => refused(
            format!("line {line} of {signers} lists {signer} only until {}", date(*before)),
            ask,
        ),
        NotAllowed::Unchecked { line, what } => {
            let what = match what {
                Unchecked::Authority => String::from("a cert-authority"),
                Unchecked::Algorithm(name) => format!("a key of the kind {}", public(name)),
                Unchecked::LocalTime => String::from("a time without Z behind it"),
            };
            let message =
                format!("line {line} of {signers} has {what}, which collab does not check");
            Failure::new(Status::Failed, message).hint("`ssh-keygen -Y verify` can")
        }
        NotAllowed::Key => refused(
            format!("{signers} does not list the signer: {signer}"),
            "do not add a key to that file unless you know whose it is",
        ),
    }
}

/// Describes why a line of an allowed-signers file is invalid, as the end of a sentence.
pub(crate) fn line_in_words(error: &LineError) -> String {
    match error {
        LineError::NotText => {
            String::from("it is not text, or has a byte order mark or a control character in it")
        }
        LineError::InnerQuote => String::from("a quotation mark is inside the principals"),
        LineError::OpenQuote => String::from("a quotation mark is not closed"),
        LineError::NoPrincipal => String::from("it has no principal before the key"),
        LineError::NoKey => String::from("it has no key"),
        LineError::MalformedKey => String::from("its key is malformed"),
        LineError::UnknownOption(option) => format!("the option {} is unknown", quoted(option)),
        LineError::RepeatedOption(option) => format!("{option} is there twice"),
        LineError::NoValue(option) => format!("{option} has no value in quotation marks"),
        LineError::NotATime(option) => {
            format!("{option} is not a time, such as 20261231Z or 20261231235959Z")
        }
        LineError::NeverValid => String::from("valid-before is not after valid-after"),
    }
}

/// Quotes a word of a signature or of a list of signers. Such a word stands beside a public key, so
/// it is no secret, whatever its digits.
pub(crate) fn public(word: &str) -> String {
    let shown: String = word.chars().take(LONGEST_WORD).flat_map(char::escape_debug).collect();
    format!("\"{shown}\"")
}

/// The longest quotation of such a word, in characters.
const LONGEST_WORD: usize = 200;

fn not_verified(message: String) -> Failure {
    Failure::new(Status::NotVerified, message)
}
