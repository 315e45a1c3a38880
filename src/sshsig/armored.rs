//! The armor of a signature: base64 between a BEGIN and an END line.

use base64ct::{Base64, Encoding as _};

/// The first line.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
/// The last line.
const END: &str = "-----END SSH SIGNATURE-----";
/// The length of a full line in characters, as OpenSSH writes it. PROTOCOL.sshsig recommends 76.
const WIDTH: usize = 70;
/// The UTF-8 byte order mark, which some editors write.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The reason why a text is no armored signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArmorError {
    /// The text is empty or only whitespace.
    #[error("the text is empty")]
    Empty,
    /// The text is longer than [`super::LONGEST_TEXT`].
    #[error("the text is too long")]
    TooLong,
    /// The text is a signature of another format.
    #[error("a signature of another format")]
    Foreign(Foreign),
    /// The text doesn't start with the BEGIN line.
    #[error("the first line is missing")]
    NoBegin,
    /// The END line is missing, as in a truncated file.
    #[error("the last line is missing")]
    NoEnd,
    /// The body is not base64.
    #[error("the body is not base64")]
    NotBase64,
    /// A second signature follows the first.
    #[error("two signatures")]
    Second,
    /// Other text follows the signature.
    #[error("text behind the signature")]
    TextAfter,
}

/// A signature format other than SSHSIG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// minisign and signify.
    Minisign,
    /// `OpenPGP`.
    OpenPgp,
    /// X.509: PKCS #7 or CMS.
    Cms,
}

/// Returns the armor of a blob.
pub(super) fn armored(blob: &[u8]) -> String {
    let base64 = Base64::encode_string(blob);
    let mut text = format!("{BEGIN}\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(WIDTH));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text + END + "\n"
}

/// Returns the blob in an armor.
///
/// Lines end in LF or CRLF and have any length. Surrounding whitespace, empty lines, a missing
/// final line end and a byte order mark are ignored, since mail programs and editors add them.
/// Anything else beside the one signature is an error: unsigned text must not pass for a part of
/// it.
pub(super) fn blob(text: &[u8]) -> Result<Vec<u8>, ArmorError> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut lines =
        text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next().ok_or(ArmorError::Empty)?;
    if first != BEGIN.as_bytes() {
        return Err(foreign(first).map_or(ArmorError::NoBegin, ArmorError::Foreign));
    }
    let mut base64 = Vec::new();
    loop {
        let line = lines.next().ok_or(ArmorError::NoEnd)?;
        if line == END.as_bytes() {
            break;
        }
        base64.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
    }
    match lines.next() {
        None => {}
        Some(line) if line == BEGIN.as_bytes() => return Err(ArmorError::Second),
        Some(_) => return Err(ArmorError::TextAfter),
    }
    let base64 = String::from_utf8(base64).map_err(|_| ArmorError::NotBase64)?;
    Base64::decode_vec(&base64).map_err(|_| ArmorError::NotBase64)
}

/// Returns the other signature format that starts with this line.
fn foreign(first: &[u8]) -> Option<Foreign> {
    if first.starts_with(b"untrusted comment:") {
        return Some(Foreign::Minisign);
    }
    match first {
        b"-----BEGIN PGP SIGNATURE-----"
        | b"-----BEGIN PGP SIGNED MESSAGE-----"
        | b"-----BEGIN PGP MESSAGE-----"
        // A binary signature packet (RFC 9580, tag 2), in the old or the new packet format.
        | [0x88..=0x8a | 0xc2, ..] => Some(Foreign::OpenPgp),
        b"-----BEGIN PKCS7-----" | b"-----BEGIN CMS-----" | b"-----BEGIN SIGNED MESSAGE-----" => {
            Some(Foreign::Cms)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOB: [u8; 160] = [0x5a; 160];

    #[test]
    fn lines_have_70_characters_and_the_last_has_the_rest() {
        for length in [0, 1, 52, 53, 105, 160] {
            let text = armored(&BLOB[..length]);
            let lines: Vec<&str> = text.lines().collect();
            let [begin, body @ .., last, end] = &lines[..] else {
                assert_eq!((length, text), (0, format!("{BEGIN}\n{END}\n")));
                continue;
            };
            assert_eq!((*begin, *end), (BEGIN, END));
            assert!(body.iter().all(|line| line.len() == WIDTH), "{text}");
            assert!((1..=WIDTH).contains(&last.len()), "{text}");
            assert_eq!(blob(text.as_bytes()), Ok(BLOB[..length].to_vec()));
        }
    }

    #[test]
    fn changes_made_by_mail_and_editors_do_not_matter() {
        let text = armored(&BLOB);
        let one_line = text.replace('\n', "").replace(BEGIN, "").replace(END, "");
        for same in [
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
            format!("\n \r\n{text}\n\t\n"),
            text.trim_end().to_owned(),
            text.replace("WlpaWl", "WlpaW l"),
            text.replace('\n', "\n\n"),
            text.replace('\n', "\n  "),
            format!("{BEGIN}\n{one_line}\n{END}"),
        ] {
            assert_eq!(blob(same.as_bytes()), Ok(BLOB.to_vec()), "{same:?}");
        }
    }

    #[test]
    fn anything_else_beside_one_signature_is_refused() {
        let text = armored(&BLOB);
        let cases = [
            (String::new(), ArmorError::Empty),
            (String::from("\u{feff} \r\n\n"), ArmorError::Empty),
            (format!("signed:\n{text}"), ArmorError::NoBegin),
            (format!("x{text}"), ArmorError::NoBegin),
            (text.replace("SSH SIGNATURE", "SSH2 SIGNATURE"), ArmorError::NoBegin),
            (text.replace(END, ""), ArmorError::NoEnd),
            (text.replace(END, "-----END SSH"), ArmorError::NoEnd),
            (text.replacen("Wl", "W=", 1), ArmorError::NotBase64),
            (text.replacen('W', "", 1), ArmorError::NotBase64),
            (text.replacen("Wl", "é", 1), ArmorError::NotBase64),
            (format!("{text}{text}"), ArmorError::Second),
            (format!("{text}regards, Maria\n"), ArmorError::TextAfter),
            (format!("{text}{END}\n"), ArmorError::TextAfter),
            (
                String::from("untrusted comment: signature\n"),
                ArmorError::Foreign(Foreign::Minisign),
            ),
            (
                String::from("-----BEGIN PGP SIGNATURE-----\n"),
                ArmorError::Foreign(Foreign::OpenPgp),
            ),
            (String::from("-----BEGIN CMS-----\n"), ArmorError::Foreign(Foreign::Cms)),
        ];
        for (text, why) in cases {
            assert_eq!(blob(text.as_bytes()), Err(why), "{text:?}");
        }
        for cut in 0..text.len() - 1 {
            assert!(blob(&text.as_bytes()[..cut]).is_err(), "{cut}");
        }
    }
}
