//! The echo: the parts of arguments, variables and system errors that a message repeats.
//!
//! Public input is quoted, so that a person sees what was not understood. A secret in the wrong
//! position must not be repeated with it, so these are masked: five or more digits, whatever
//! separates them; groups of a recovery code; private keys. Public values such as identities are
//! shown whole, since people compare them. So is a path that existed before the command ran: photos
//! and releases have dates in their names, and no backup code is a file name.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, is_separator};
use std::sync::{PoisonError, RwLock};

use base64ct::{Base64, Encoding as _};

use super::public_values::{Part, is_public, parts};
use super::shells::word;
use crate::code::digit::Digit;
use crate::keystore::{NotARecoveryCode, RecoveryCode};

/// The longest quotation, in characters.
const LONGEST: usize = 200;
/// The fewest consecutive digits that count as a piece of a backup code.
const PIECE: usize = 5;
/// The fewest digits that count as a piece even with words between them.
const PIECE_BETWEEN_WORDS: usize = 12;
/// The lengths of a recovery code's group and of the whole code, in characters.
const GROUP: usize = 4;
const WHOLE: usize = 28;
/// The fewest consecutive groups that look like a recovery code, even if it is not a valid one.
const LIKE_A_CODE: usize = 5;

/// The existing paths among the arguments and variables, noted before the command ran.
static THERE: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// Notes the longest existing path that each of these texts is or begins with. Must be called
/// before the command makes any file.
pub(crate) fn note_paths<'a>(texts: impl IntoIterator<Item = &'a OsStr>) {
    let mut there: Vec<String> = Vec::new();
    for path in texts.into_iter().map(Path::new) {
        let existing = path.ancestors().find(|path| path.symlink_metadata().is_ok());
        there.extend(existing.map(|path| path.to_string_lossy().into_owned()));
    }
    *THERE.write().unwrap_or_else(PoisonError::into_inner) = there;
}

/// The extensions that collab appends to a file's name to name its result.
const ADDED: [&str; 2] = [".sig", ".age"];

/// Returns the length in bytes of the longest noted path that the text begins with.
fn known(text: &str) -> usize {
    let there = THERE.read().unwrap_or_else(PoisonError::into_inner);
    let begins = |path: &&String| {
        text.strip_prefix(path.as_str()).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with(is_separator)
                || path.ends_with(is_separator)
                || ADDED.contains(&rest)
        })
    };
    there.iter().filter(begins).map(String::len).max().unwrap_or(0)
}

/// Quotes public input for a message: control characters are escaped, and possible pieces of a
/// secret are masked.
pub(crate) fn quoted(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    let (known, rest) = text.split_at(known(text));
    let whole = format!("{known}{}", masked(rest));
    let mut shown = String::new();
    for c in whole.chars().take(LONGEST) {
        match c {
            '\'' => shown.push(c),
            // A separator of folders.
            '\\' if cfg!(windows) => shown.push(c),
            _ => shown.extend(c.escape_debug()),
        }
    }
    format!("\"{shown}\"")
}

/// Names the file that was given with this flag, as the subject of a message. If neither the file
/// nor its folder exists, the text may be the secret itself rather than a path, and is not shown.
pub(crate) fn file_given(path: &Path, what: &str, flag: &str) -> String {
    if path.symlink_metadata().is_ok() || is_in_a_folder(path) {
        format!("the {what} file {}", quoted(path.to_string_lossy()))
    } else {
        format!("the file given to `{flag}`")
    }
}

/// Names a keystore that may not exist. A bare word on the command line may be the passphrase
/// rather than a path, and is not shown.
pub(crate) fn keystore_named(path: &Path) -> String {
    if path.is_absolute() || path.symlink_metadata().is_ok() || is_in_a_folder(path) {
        format!("the keystore {}", quoted(path.to_string_lossy()))
    } else {
        String::from("the keystore that was named")
    }
}

/// Whether a path names its folder, and that folder exists.
fn is_in_a_folder(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.is_some_and(Path::is_dir)
}

/// Returns a path as a word of a shell command, or `None` if it must not be shown or has no plain
/// notation in a shell.
pub(crate) fn in_shell(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    let may_be_shown = text.len() <= LONGEST
        && !text.chars().any(char::is_control)
        && (path.symlink_metadata().is_ok() || is_in_a_folder(path))
        && !is_masked(&text[known(text)..]);
    if may_be_shown { word(text) } else { None }
}

/// Returns the system's words for an error, without the path that a library may have appended.
pub(crate) fn system_words(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number).to_string(),
        None => masked(&error.to_string()),
    }
}

/// Whether quoting the text would mask any part of it.
pub(crate) fn is_masked(text: &str) -> bool {
    parts(text).into_iter().any(|part| match part {
        Part::Public(_) => false,
        Part::Other(text) => has_a_piece(text) || hides_words(text),
    })
}

/// Returns the text with possible pieces of a secret masked.
fn masked(text: &str) -> String {
    let masked = parts(text).into_iter().map(|part| match part {
        Part::Public(text) => text.to_owned(),
        Part::Other(text) => masked_part(text),
    });
    masked.collect()
}

fn masked_part(text: &str) -> String {
    let (digits, groups) = (has_a_piece(text), hides_words(text));
    let chars: Vec<char> = text.chars().collect();
    let is_hidden = |at: usize| {
        let c = chars[at];
        groups && c.is_alphanumeric()
            || digits && (c.is_numeric() || stands_for_a_digit(&chars, at))
    };
    (0..chars.len()).map(|at| if is_hidden(at) { '…' } else { chars[at] }).collect()
}

/// The bytes of encoded digits that are masked: fewer come about in words by chance.
const ENCODED: usize = 9;

/// Whether letters of a text may be secret, too.
fn hides_words(text: &str) -> bool {
    has_groups(text) || has_private_key(text) || encodes_digits(text)
}

/// Whether a word of the text ends in a backup code, or in a piece of one, in base64 (RFC 4648). A
/// letter of a flag may stand before it.
fn encodes_digits(text: &str) -> bool {
    let is_of_base64 = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
    let is_of_code = |byte: &u8| byte.is_ascii_digit() || b" \n\r-".contains(byte);
    text.split(|c| !is_of_base64(c)).any(|word| {
        (0..word.len().min(4)).any(|start| {
            let whole = &word[start..];
            let whole = &whole[..whole.len() / 4 * 4];
            let bytes = Base64::decode_vec(whole).map(zeroize::Zeroizing::new);
            bytes.is_ok_and(|bytes| bytes.len() >= ENCODED && bytes.iter().all(is_of_code))
        })
    })
}

/// Whether a text contains a private key, in age's format or in PEM.
fn has_private_key(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    text.contains("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY-----")
}

/// Whether the character is a letter that people write for a digit, and has a digit beside it.
fn stands_for_a_digit(chars: &[char], at: usize) -> bool {
    let is_numeric = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|neighbor| neighbor.is_numeric())
    };
    matches!(Digit::from_char(chars[at]), Some(Digit::Guess(_)))
        && (is_numeric(at.checked_sub(1)) || is_numeric(Some(at + 1)))
}

/// Whether a text may hold a piece of a backup code: [`PIECE`] digits with no word between them (up
/// to two of them may be letters that stand for digits), or [`PIECE_BETWEEN_WORDS`] digits in
/// a text with no more letters than digits.
fn has_a_piece(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    // Counts in the current run: digits, digits including letters that stand for them, and
    // consecutive letters.
    let (mut digits, mut likely, mut letters) = (0, 0, 0);
    for (at, c) in chars.iter().enumerate() {
        if c.is_numeric() {
            digits += 1;
            likely += 1;
            letters = 0;
        } else if stands_for_a_digit(&chars, at) {
            likely += 1;
            letters += 1;
        } else if c.is_alphabetic() {
            letters += 1;
            // A single letter counts as a separator, two or more as a word.
            if letters > 1 && Digit::from_char(*c).is_none() {
                (digits, likely) = (0, 0);
            }
        } else {
            letters = 0;
        }
        if digits >= PIECE || digits + 2 >= PIECE && likely >= PIECE {
            return true;
        }
    }
    let digits = chars.iter().filter(|c| c.is_numeric()).count();
    let letters = chars.iter().filter(|c| c.is_alphabetic()).count();
    digits >= PIECE_BETWEEN_WORDS && letters <= digits
}

/// Whether a text has groups of a recovery code: two consecutive ones, or a word of at least two
/// groups without a separator. In lower case, as names are written, it takes three separate groups.
fn has_groups(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    let is_small = |word: &&str| word.contains(|c: char| c.is_ascii_lowercase());
    let in_groups = words.split(|word| !is_group(word)).any(|run| {
        let enough = if run.iter().any(is_small) { 3 } else { 2 };
        run.len() >= enough && run.iter().any(is_mixed)
    });
    let in_one_piece = |word: &&str| {
        word.len() >= 2 * GROUP && is_of_the_alphabet(word) && is_mixed(word) && !is_small(word)
    };
    in_groups || words.iter().any(in_one_piece)
}

/// Whether the arguments contain a recovery code, in one piece or several; a code with one mistake
/// counts too.
pub(crate) fn looks_like_a_recovery_code(arguments: &[String]) -> bool {
    // The value of a flag may be in the same argument, after `=` or directly after the letter.
    let values: Vec<&str> = arguments
        .iter()
        .filter(|argument| !is_public(argument))
        .flat_map(|argument| {
            let value = argument.split_once('=').map(|(_, value)| value);
            let short = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            let behind =
                short.and_then(|rest| rest.char_indices().nth(1).map(|(at, _)| &rest[at..]));
            [Some(argument.as_str()), value, behind]
        })
        .flatten()
        .collect();
    if values.iter().any(|value| is_like_a_code(value)) {
        return true;
    }
    // Each piece may be an argument of its own.
    let plain = |argument: &String| !argument.starts_with('-');
    arguments.split(|argument| !plain(argument)).any(|run| is_like_a_code(&run.join(" ")))
}

fn is_like_a_code(text: &str) -> bool {
    let words: Vec<&str> = words(text).collect();
    // The segments of a path can look like groups.
    let has_groups = !text.contains('/')
        && words
            .split(|word| !is_group(word))
            .any(|run| run.len() >= LIKE_A_CODE && run.iter().any(is_mixed));
    has_groups || (0..words.len()).any(|from| is_whole(&words[from..]))
}

/// Whether the words begin with a whole recovery code, split in any way.
fn is_whole(words: &[&str]) -> bool {
    let mut text = zeroize::Zeroizing::new(String::with_capacity(WHOLE));
    for word in words {
        if text.len() + word.len() > WHOLE {
            return false;
        }
        text.push_str(word);
        if text.len() == WHOLE {
            let has_digits = text.bytes().filter(u8::is_ascii_digit).count() > 1;
            return match RecoveryCode::read(&text) {
                Ok(_) => true,
                Err(NotARecoveryCode::Mistyped) => has_digits && words.len() == 1,
                Err(_) => false,
            };
        }
    }
    false
}

/// Splits a text into its alphanumeric words.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word can be a group of a recovery code.
fn is_group(word: &&str) -> bool {
    word.len() == GROUP && is_of_the_alphabet(word)
}

/// Whether a word has both letters and digits.
fn is_mixed(word: &&str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic())
}

/// Whether every character is alphanumeric and not U, which the alphabet of recovery codes leaves
/// out.
fn is_of_the_alphabet(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'u' | b'U'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_are_masked_with_any_separator() {
        for separator in ["", " ", "-", "/", ".", ",", ":", "_", "\n", "\u{2013}", "x", "|", "+"] {
            let text = ["07", "17", "53"].join(separator);
            assert!(!quoted(&text).contains(|c: char| c.is_ascii_digit()), "{separator:?}");
        }
        for text in ["0717/5306/5117/0064", "5l367", "O7l75", "1234 and 5678 and 9012", "٥١٣٦٧"]
        {
            assert!(is_masked(text), "{text}");
        }
        for text in ["release-2026", "v1.2.3", "alice", "mac2-home", "1234 and 5678", "bill-2026"] {
            assert_eq!(quoted(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn groups_of_a_recovery_code_are_masked() {
        for text in ["5S14-DERN", "5s14-dern-0ccm", "5S14DERN", "x 5S14 DERN y"] {
            assert!(is_masked(text), "{text}");
        }
        for text in ["acme-corp", "acme-corp-2026", "did:key:z6Mkr9P1AwJqcfb3KTCNfdRytcHJVsKfgrsz"]
        {
            assert!(!is_masked(text), "{text}");
        }
    }

    #[test]
    fn a_recovery_code_is_known_in_any_grouping() {
        const CODE: &str = "0CCM-BRMV-MGA7-82JR-NZKH-1XNR-7T3H";
        let bare = CODE.replace('-', "");
        let pieces = |size: usize| -> Vec<String> {
            bare.as_bytes().chunks(size).map(|one| String::from_utf8_lossy(one).into()).collect()
        };
        let one = |text: &str| vec![text.to_owned()];
        for arguments in [
            one(CODE),
            one(&CODE.to_lowercase()),
            one(&bare),
            one(&CODE.replace('-', "/")),
            one(&CODE.replace('B', "C")),
            one(&format!("--out={CODE}")),
            one(&format!("-a{bare}")),
            one(&CODE[..29]),
            pieces(4),
            pieces(7),
            pieces(1),
            [one("init"), pieces(4), one("--json")].concat(),
        ] {
            assert!(looks_like_a_recovery_code(&arguments), "{arguments:?}");
        }
        for text in
            ["acme-corp-2026-back-home", "init acme-corp-2026 --json", "a/mac2/2026/code/back"]
        {
            let arguments: Vec<String> = text.split(' ').map(String::from).collect();
            assert!(!looks_like_a_recovery_code(&arguments), "{text}");
        }
    }

    #[test]
    fn nothing_of_a_private_key_is_echoed() {
        let key = "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQS";
        for text in [key, &key.to_lowercase(), &format!("x{key}"), &format!("--by={key}")] {
            let shown = quoted(text);
            assert!(!shown.contains(|c: char| c.is_alphanumeric()), "{shown}");
        }
        assert!(is_masked("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA=="));
    }
}
