//! Look-alikes: the things that a text seems to be when it is no backup code, for the refusal to
//! name.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::spreadsheet;
use crate::code::{BOX_DIGITS, DIGITS};

/// A thing that people have and that is not a backup code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookalike {
    /// A `did:key:`, the public side of an account.
    Identity,
    /// A recovery phrase of words, as wallets have them (BIP 39).
    RecoveryPhrase,
    /// Sentences.
    Text,
    /// A key or hash in hexadecimal.
    Hexadecimal,
    /// A private key of age.
    AgeKey,
    /// A private key of OpenSSH.
    SshPrivateKey,
    /// A private key of another program, in PEM.
    PrivateKey,
    /// An access token of a service.
    Token,
    /// An SSH public key.
    SshPublicKey,
    /// JSON: a keystore, or the output of some program.
    Json,
    /// A picture or a PDF.
    Picture,
    /// The bytes that a terminal was sent, with escape sequences, rather than the text it showed.
    TerminalOutput,
    /// A sheet of another version of the format.
    OtherVersion,
    /// A dump of a file's bytes (`xxd`, `hexdump`).
    Dump,
    /// Numbers that a spreadsheet rounded.
    Spreadsheet,
    /// A backup code in base64 (RFC 4648), as Kubernetes writes its secrets.
    Base64,
    /// The characters of a backup code in hexadecimal, as `xxd -p` writes them.
    HexadecimalCode,
    /// The stars that CI systems write in place of a secret.
    MaskedSecret,
    /// A variable in the notation of a shell or a CI system, which nothing replaced by its value.
    VariableName,
    /// Two codes, or more.
    SeveralCodes,
}

/// Whether the bytes begin as a picture or a PDF does, regardless of their number.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<svg", b"<?xml"];
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// Whether a text is a dump of bytes, as `xxd`, `hexdump` and `od` print them: each line begins
/// with its offset.
pub(super) fn is_dump(text: &str) -> bool {
    let mut offsets = text.lines().map(|line| {
        let (offset, rest) = line.split_once([' ', ':']).unwrap_or((line, ""));
        ((6..=8).contains(&offset.len()), offset, rest)
    });
    let Some((true, first, rest)) = offsets.next() else { return false };
    let mut bytes = rest.split_whitespace().filter(|it| it.len() <= 4);
    let is_second = |offset: &str| {
        let tail = offset.trim_start_matches('0');
        offset.len() == first.len() && matches!(tail, "10" | "20" | "1" | "2" | "16")
    };
    first.bytes().all(|byte| byte == b'0')
        && bytes.nth(3).is_some()
        && offsets.next().is_none_or(|(_, second, _)| is_second(second))
}

/// Whether a text has the words "backup code" and a number other than 1.
fn names_other_version(lower: &str) -> bool {
    const TITLE: &str = "backup code ";
    lower.match_indices(TITLE).any(|(at, title)| {
        let number = &lower[at + title.len()..];
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        end > 0 && end < 3 && &number[..end] != "1"
    })
}

/// Whether a text is a backup code in base64. The decoded text has about 80 digits and no letter.
fn is_base64_of_code(text: &str) -> bool {
    let text = Zeroizing::new(text.split_whitespace().collect::<String>());
    let Ok(bytes) = Base64::decode_vec(&text).map(Zeroizing::new) else { return false };
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits.abs_diff(DIGITS) <= BOX_DIGITS && !bytes.iter().any(u8::is_ascii_alphabetic)
}

/// Whether a text is the hexadecimal form of a text with the digits of a code, give or take a box,
/// and no letter.
pub(super) fn is_hexadecimal_of_code(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = Zeroizing::new(text.split_whitespace().collect::<String>());
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let Some(bytes) = pairs.map(byte).collect::<Option<Vec<u8>>>().map(Zeroizing::new) else {
        return false;
    };
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_between = |byte: &u8| byte.is_ascii_digit() || b" -\t\r\n".contains(byte);
    digits.abs_diff(DIGITS) <= BOX_DIGITS && bytes.iter().all(is_between)
}

/// Whether a text is the name of a variable: `$NAME`, `${NAME}`, `$(NAME)`, `%NAME%`, `$env:NAME`, or
/// `${{ secrets.NAME }}`.
fn is_variable(text: &str) -> bool {
    let name = match text.strip_prefix('$') {
        Some(rest) => rest,
        None => match text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
            Some(name) => name,
            None => return false,
        },
    };
    let name = name.trim_matches(|c: char| " {}()".contains(c));
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.:-".contains(c))
}

/// The beginnings of access tokens: of GitHub, GitLab, registries of packages, Slack and Hugging
/// Face, and of JSON Web Tokens.
const TOKENS: [&str; 14] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "npm_",
    "pypi-",
    "xoxb-",
    "xoxp-",
    "hf_",
    "eyJ",
];
/// The fewest characters of an access token.
const SHORTEST_TOKEN: usize = 20;

/// Whether a text is an access token.
fn is_token(text: &str) -> bool {
    text.len() >= SHORTEST_TOKEN
        && TOKENS.iter().any(|beginning| text.starts_with(beginning))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// Returns the look-alike that the bytes seem to be, if any.
pub(super) fn recognize(bytes: &[u8]) -> Option<Lookalike> {
    if is_picture(bytes) {
        return Some(Lookalike::Picture);
    }
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let lower = Zeroizing::new(text.to_lowercase());
    let word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
    let is_hex = |c: char| c.is_ascii_hexdigit();
    if text.len() >= 3 && text.bytes().all(|byte| byte == b'*') {
        Some(Lookalike::MaskedSecret)
    } else if is_variable(text) {
        Some(Lookalike::VariableName)
    } else if is_base64_of_code(text) {
        Some(Lookalike::Base64)
    } else if lower.starts_with("did:key:") || text.starts_with("z6Mk") {
        Some(Lookalike::Identity)
    } else if lower.contains("age-secret-key-1") {
        Some(Lookalike::AgeKey)
    } else if lower.contains("begin openssh private key-----") {
        Some(Lookalike::SshPrivateKey)
    } else if lower.contains("private key-----") {
        Some(Lookalike::PrivateKey)
    } else if is_token(text) {
        Some(Lookalike::Token)
    } else if lower.starts_with("ssh-") || lower.starts_with("ecdsa-") {
        Some(Lookalike::SshPublicKey)
    } else if is_dump(text) {
        Some(Lookalike::Dump)
    } else if spreadsheet::is_rounded(text) {
        Some(Lookalike::Spreadsheet)
    } else if text.starts_with('{') && text.ends_with('}')
        || text.starts_with('[') && text.ends_with(']')
    {
        Some(Lookalike::Json)
    } else if text.contains("\u{1b}[") {
        Some(Lookalike::TerminalOutput)
    } else if names_other_version(&lower) {
        Some(Lookalike::OtherVersion)
    } else if text.split_whitespace().count() >= 6 && text.split_whitespace().all(word) {
        Some(Lookalike::RecoveryPhrase)
    } else if lower.starts_with("0x") && lower[2..].chars().all(is_hex)
        || lower.len() >= 32 && lower.chars().all(is_hex) && !lower.chars().all(char::is_numeric)
    {
        Some(Lookalike::Hexadecimal)
    } else if text.split_whitespace().filter(|w| word(w) && w.len() > 2).count() >= 6 {
        Some(Lookalike::Text)
    } else {
        None
    }
}
