//! Texts that people paste and that are no list of codes.

use super::NotAList;
use super::list_lines::Lines;
use super::list_text::trimmed;
use crate::code::BackupCode;
use crate::code::digit::Digit;
use crate::code::reading::{self, BoxReading, ReadError};
use crate::secret::SecretText;

/// The beginnings of pictures and PDF.
const PICTURES: [&[u8]; 8] =
    [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"<svg", b"\xff\x0a"];
/// The beginnings of archives and office documents.
const DOCUMENTS: [&[u8]; 4] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b"];
/// Headings of a column of passwords.
const PASSWORDS: [&str; 13] = [
    "password",
    "passwort",
    "kennwort",
    "passwd",
    "login_password",
    "mot de passe",
    "contraseña",
    "senha",
    "wachtwoord",
    "hasło",
    "пароль",
    "パスワード",
    "密码",
];

/// Refuses files of other kinds, by their first bytes.
pub(super) fn refuse_file(bytes: &[u8]) -> Result<(), NotAList> {
    let begins = |beginnings: &[&[u8]]| beginnings.iter().any(|it| bytes.starts_with(it));
    let is_riff = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let is_bmp = bytes.starts_with(b"BM") && bytes.get(15..18) == Some(&[0; 3]);
    if begins(&PICTURES) || is_riff || is_bmp || bytes.get(4..8) == Some(b"ftyp") {
        return Err(NotAList::Picture);
    }
    if begins(&DOCUMENTS) { Err(NotAList::Document) } else { Ok(()) }
}

fn contains(text: &str, wanted: &str) -> bool {
    let bytes = text.as_bytes().windows(wanted.len());
    bytes.into_iter().any(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Refuses texts by what stands anywhere in them.
pub(super) fn refuse_text(text: &str) -> Result<(), NotAList> {
    if contains(text, "otpauth:") || contains(text, "otpauth-migration:") {
        return Err(NotAList::TotpSeed);
    }
    if text.contains("PRIVATE KEY-----") || contains(text, "age-secret-key-") {
        return Err(NotAList::PrivateKey);
    }
    if is_backup_code(text) {
        return Err(NotAList::BackupCode);
    }
    let first = text.split('\n').find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut cells = first.split([',', ';', '\t', '|']);
    let is_heading = |cell: &str| {
        let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}');
        PASSWORDS.iter().any(|word| *word == cell.to_lowercase())
    };
    let is_table = first.contains([',', ';', '\t', '|']);
    if is_table && cells.any(is_heading) { Err(NotAList::PasswordColumn) } else { Ok(()) }
}

/// Whether the text has a valid backup code of collab. Ten codes of eight digits are as many
/// digits; the code checks itself.
fn is_backup_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < crate::code::DIGITS || text.len() > reading::LIMIT {
        return false;
    }
    match reading::read(text.as_bytes()) {
        Ok(reading) => reading.boxes().is_some_and(|boxes| {
            let mut canonical = SecretText::new(String::with_capacity(crate::code::DIGITS));
            for digit in boxes.iter().flat_map(BoxReading::digits) {
                let Digit::Known(value) = digit else { return false };
                canonical.expose_mut().push(char::from(b'0' + value));
            }
            BackupCode::from_canonical_text(canonical.expose()).is_some()
        }),
        Err(refused) => matches!(refused.error, ReadError::SeveralCodes { .. }),
    }
}

/// Returns the texts of a JSON array, one in each line; `None` if the text is no JSON.
pub(super) fn strings_of_json(text: &str) -> Result<Option<SecretText>, NotAList> {
    let text = trimmed(text);
    let inner = text.strip_prefix(['{', '[']).map(str::trim_start);
    let is_json = inner.is_some_and(|it| it.starts_with(['"', '{', '[', ']', '}']));
    // An array of numbers, or one of another language.
    let is_array = inner.is_some() && text.find([']', '}']) == Some(text.len() - 1);
    if !(is_json || is_array && text.contains(',')) {
        return Ok(None);
    }
    let strings: Vec<&str> = serde_json::from_str(text).map_err(|_| NotAList::Json)?;
    let mut lines = SecretText::new(String::with_capacity(text.len()));
    for string in strings {
        lines.expose_mut().push_str(string);
        lines.expose_mut().push('\n');
    }
    Ok(Some(lines))
}

/// Refuses the codes of collab, and numbers that a spreadsheet rounded.
pub(super) fn refuse_pieces(
    lines: &Lines<'_>,
    is_recovery_code: &dyn Fn(&str) -> bool,
) -> Result<(), NotAList> {
    let mut boxes = 0;
    for piece in &lines.pieces {
        let text = piece.text;
        if (28..=64).contains(&text.len()) && is_recovery_code(text) {
            return Err(NotAList::RecoveryCodes);
        }
        if is_rounded(text) {
            return Err(NotAList::RoundedNumbers);
        }
        let is_box = |it: &str| it.len() == 5 && it.bytes().all(|byte| byte.is_ascii_digit());
        let count = text.split(' ').take(17).count();
        if matches!(count, 4 | 16) && text.split(' ').all(is_box) {
            boxes += count;
        }
    }
    if boxes == crate::code::BOXES { Err(NotAList::BackupCode) } else { Ok(()) }
}

/// Whether a text is a number in a spreadsheet's scientific notation.
fn is_rounded(text: &str) -> bool {
    let is_short = text.len() <= 24;
    let Some((mantissa, exponent)) = text.split_once("E+").filter(|_| is_short) else {
        return false;
    };
    let is_digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let whole = mantissa.split_once(['.', ',']).map_or(is_digits(mantissa), |(one, rest)| {
        one.len() == 1 && is_digits(one) && is_digits(rest)
    });
    whole && exponent.len() <= 3 && is_digits(exponent)
}

/// Returns what a text without codes is instead, if that is known.
pub(super) fn instead(lines: &Lines<'_>) -> Option<NotAList> {
    let pieces = || lines.pieces.iter().map(|piece| piece.text).filter(|it| it.len() <= 200);
    if !lines.addresses.is_empty() && lines.addresses.len() * 2 >= lines.written.len() {
        return Some(NotAList::Logins);
    }
    if lines.is_masked {
        return Some(NotAList::Masked);
    }
    let as_hyphens = |text: &str| -> Option<()> {
        let plain =
            zeroize::Zeroizing::new(text.replace(|c| ('\u{2010}'..='\u{2015}').contains(&c), "-"));
        let is_other = *plain != *text;
        super::shape::candidate(&plain).filter(|it| is_other && it.is_strong).map(drop)
    };
    if pieces().any(|text| as_hyphens(text).is_some()) {
        return Some(NotAList::OtherDashes);
    }
    let is_foreign = |text: &str| {
        let other = text.chars().filter(|c| c.is_alphanumeric() && !c.is_ascii()).count();
        let all = text.chars().filter(|c| c.is_alphanumeric()).count();
        other * 2 > all && text.contains(char::is_numeric)
    };
    pieces().any(is_foreign).then_some(NotAList::OtherAlphabet)
}
