//! Allowed-signers files: the keys that may sign, for which principals, namespaces and times
//! (ssh-keygen(1), ALLOWED SIGNERS).
//!
//! ```text
//! principals [options] algorithm base64 [comment]
//! maria@example.com,did:key:z6Mk… namespaces="file,git",valid-before="20270101Z" ssh-ed25519 AAAA…
//! ```
//!
//! A line can only grant: no line revokes the grant of another. An unreadable line therefore costs
//! its own grant alone, and is listed in [`AllowedSigners::unread`]. A line that could grant
//! something but is not judged here (a `cert-authority`, a key of another algorithm, a time without
//! `Z`) is reported as [`Unchecked`].

mod pattern;
mod validity;

use std::time::SystemTime;

use base64ct::{Base64, Encoding as _};

use crate::ssh_wire::{ED25519, PublicKey, Reader, Writer};
use pattern::list_matches;
use validity::{Moment, moment};

/// The lines of an allowed-signers file.
///
/// ```
/// use std::time::SystemTime;
/// use collab::allowed_signers::{AllowedSigners, NotAllowed};
/// use collab::ssh_wire::PublicKey;
///
/// let key = PublicKey::from_bytes([7; 32]);
/// let line = format!("maria@example.com namespaces=\"file\" {}", key.line("laptop"));
/// let signers = AllowedSigners::read(line.as_bytes());
/// let now = SystemTime::now();
///
/// let listed = signers.judge(&key.blob(), "file", Some("maria@example.com"), now);
/// assert_eq!(listed.map(|listed| listed.line), Ok(1));
/// let refused = signers.judge(&key.blob(), "git", None, now);
/// assert_eq!(refused, Err(NotAllowed::Namespace { line: 1, namespaces: "file" }));
/// ```
#[derive(Clone, Debug, Default)]
pub struct AllowedSigners {
    lines: Vec<Line>,
    unread: Vec<(usize, LineError)>,
}

/// A parsed line.
#[derive(Clone, Debug)]
struct Line {
    number: usize,
    principals: String,
    options: Options,
    algorithm: String,
    key: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
struct Options {
    is_authority: bool,
    namespaces: Option<String>,
    after: Option<Moment>,
    before: Option<Moment>,
}

/// The line that allows a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allowed<'a> {
    /// The number of the line, from 1.
    pub line: usize,
    /// The principals of the line: a list of patterns.
    pub principals: &'a str,
}

/// The reason why a signature by a key is not allowed. If several lines have the key, the one that
/// matches the furthest is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAllowed<'a> {
    /// No line has the key.
    Key,
    /// The key is listed for other principals only.
    Principal {
        /// The line's number.
        line: usize,
        /// The principals of the line.
        principals: &'a str,
    },
    /// The key is listed for other namespaces only.
    Namespace {
        /// The line's number.
        line: usize,
        /// The namespaces of the line.
        namespaces: &'a str,
    },
    /// The key is valid only from a later time on.
    NotYet {
        /// The line's number.
        line: usize,
        /// The start of its validity.
        after: SystemTime,
    },
    /// The validity of the key has ended.
    Expired {
        /// The line's number.
        line: usize,
        /// The end of its validity.
        before: SystemTime,
    },
    /// A line may allow the key, but depends on something that is not judged here.
    Unchecked {
        /// The line's number.
        line: usize,
        /// The part that is not judged.
        what: Unchecked<'a>,
    },
}

/// The parts of a line that `ssh-keygen -Y verify` judges and this module does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unchecked<'a> {
    /// The line names a certificate authority.
    Authority,
    /// The key is of this algorithm, not of Ed25519.
    Algorithm(&'a str),
    /// A time has no `Z`: it is local to a time zone that the file does not name.
    LocalTime,
}

/// The reason why a line can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// Text before the comment is not UTF-8, or holds a control character or a byte order mark.
    #[error("not text")]
    NotText,
    /// A quotation mark stands inside the principals, where OpenSSH drops it.
    #[error("a quotation mark inside of the principals")]
    InnerQuote,
    /// A quotation mark is not closed.
    #[error("a quotation mark is not closed")]
    OpenQuote,
    /// The line begins with a key, as in `authorized_keys`, and has no principals.
    #[error("no principal")]
    NoPrincipal,
    /// No key follows the principals or the options.
    #[error("no key")]
    NoKey,
    /// The key is malformed, or of another algorithm than the line names.
    #[error("the key is malformed")]
    MalformedKey,
    /// An unknown option.
    #[error("an unknown option")]
    UnknownOption(String),
    /// An option is given twice.
    #[error("an option stands there twice")]
    RepeatedOption(&'static str),
    /// The value of an option is missing or not in quotation marks.
    #[error("an option without a value in quotation marks")]
    NoValue(&'static str),
    /// A time that does not exist, or is written in another form.
    #[error("not a time")]
    NotATime(&'static str),
    /// `valid-before` is not after `valid-after`.
    #[error("no time is both after and before")]
    NeverValid,
}

impl AllowedSigners {
    /// Reads a file. Unreadable lines are listed in [`Self::unread`].
    pub fn read(file: &[u8]) -> Self {
        let mut signers = Self::default();
        for (index, line) in file.split(|byte| *byte == b'\n').enumerate() {
            match Line::read(index + 1, line) {
                Ok(Some(line)) => signers.lines.push(line),
                Ok(None) => {}
                Err(error) => signers.unread.push((index + 1, error)),
            }
        }
        signers
    }

    /// Returns the numbers of the unreadable lines, and their errors.
    pub fn unread(&self) -> &[(usize, LineError)] {
        &self.unread
    }

    /// Whether the file has no readable line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Judges whether the key of this blob may sign for this namespace at this time, and as this
    /// principal if one is given.
    ///
    /// # Errors
    ///
    /// When no line allows it, or only a line that is not judged here.
    pub fn judge(
        &self,
        key: &[u8],
        namespace: &str,
        principal: Option<&str>,
        at: SystemTime,
    ) -> Result<Allowed<'_>, NotAllowed<'_>> {
        let mut nearest = NotAllowed::Key;
        for line in &self.lines {
            match line.judge(key, namespace, principal, at) {
                Ok(()) => {
                    return Ok(Allowed { line: line.number, principals: &line.principals });
                }
                Err(refused) if refused.nearness() > nearest.nearness() => nearest = refused,
                Err(_) => {}
            }
        }
        Err(nearest)
    }
}

impl NotAllowed<'_> {
    /// Returns how far a line matches. [`NotAllowed::Unchecked`] ranks highest: it might allow the
    /// key.
    fn nearness(&self) -> u8 {
        match self {
            Self::Key => 0,
            Self::Principal { .. } => 1,
            Self::Namespace { .. } => 2,
            Self::NotYet { .. } | Self::Expired { .. } => 3,
            Self::Unchecked { .. } => 4,
        }
    }
}

impl Line {
    /// Reads a line; `None` for a blank line and a comment.
    fn read(number: usize, line: &[u8]) -> Result<Option<Self>, LineError> {
        let line = trimmed(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(None);
        }
        let mut fields = Fields(line);
        let principals = fields.principals()?;
        let options_or_algorithm = fields.next()?.ok_or_else(|| without_key(&principals))?;
        let (options, algorithm) = if is_algorithm(options_or_algorithm) {
            (Options::default(), options_or_algorithm)
        } else {
            // A line that starts with a key has no principals; but ssh-team@example.com is one.
            let options = Options::read(options_or_algorithm).map_err(|error| {
                if is_algorithm(&principals) { LineError::NoPrincipal } else { error }
            })?;
            (options, fields.next()?.ok_or(LineError::NoKey)?)
        };
        let base64 = fields.next()?.ok_or(LineError::NoKey)?;
        let key = Base64::decode_vec(base64).map_err(|_| LineError::MalformedKey)?;
        let is_sound = if algorithm == ED25519 {
            PublicKey::from_blob(&key).is_ok()
        } else {
            Reader::new(&key).string() == Ok(algorithm.as_bytes())
        };
        if !is_sound {
            return Err(LineError::MalformedKey);
        }
        Ok(Some(Self { number, principals, options, algorithm: algorithm.to_owned(), key }))
    }

    fn judge(
        &self,
        key: &[u8],
        namespace: &str,
        principal: Option<&str>,
        at: SystemTime,
    ) -> Result<(), NotAllowed<'_>> {
        let Self { number: line, options, principals, .. } = self;
        let line = *line;
        let certifies = || options.is_authority && contains_string(key, &self.key);
        if self.key != key && !certifies() {
            return Err(NotAllowed::Key);
        }
        let is_listed = match principal {
            Some(principal) => list_matches(principals, principal),
            None => principals.split(',').any(|pattern| !pattern.starts_with('!')),
        };
        if !is_listed {
            return Err(NotAllowed::Principal { line, principals });
        }
        if let Some(namespaces) = &options.namespaces
            && !list_matches(namespaces, namespace)
        {
            return Err(NotAllowed::Namespace { line, namespaces });
        }
        if let Some(Moment::At(after)) = options.after
            && at < after
        {
            return Err(NotAllowed::NotYet { line, after });
        }
        if let Some(Moment::At(before)) = options.before
            && at > before
        {
            return Err(NotAllowed::Expired { line, before });
        }
        let unchecked = |what| Err(NotAllowed::Unchecked { line, what });
        if options.is_authority {
            unchecked(Unchecked::Authority)
        } else if self.algorithm != ED25519 {
            unchecked(Unchecked::Algorithm(&self.algorithm))
        } else if [options.after, options.before].contains(&Some(Moment::Local)) {
            unchecked(Unchecked::LocalTime)
        } else {
            Ok(())
        }
    }
}

/// Whether a certificate contains this key as a `string`, at any offset: the key of its signing
/// authority.
fn contains_string(certificate: &[u8], key: &[u8]) -> bool {
    let mut string = Vec::new();
    Writer::new(&mut string).string(key);
    certificate.windows(string.len()).any(|window| window == string)
}

/// Returns the error for a line of one word.
fn without_key(word: &str) -> LineError {
    if is_algorithm(word) { LineError::NoPrincipal } else { LineError::NoKey }
}

/// Whether a word names a key algorithm, not an option. Each of OpenSSH's has one of these
/// prefixes.
fn is_algorithm(word: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-.@".contains(c);
    ["ssh-", "ecdsa-", "sk-", "webauthn-"].iter().any(|prefix| word.starts_with(prefix))
        && word.chars().all(is_name)
}

/// The unread fields of a line.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// Reads the first field, which may be quoted: `"maria, at home" ssh-ed25519 …`.
    fn principals(&mut self) -> Result<String, LineError> {
        let principals = if let Some(quoted) = self.0.strip_prefix(b"\"") {
            let end = quoted.iter().position(|byte| *byte == b'"').ok_or(LineError::OpenQuote)?;
            let behind = &quoted[end + 1..];
            self.0 = trimmed(behind);
            if self.0.len() == behind.len() && !behind.is_empty() {
                return Err(LineError::InnerQuote);
            }
            text(&quoted[..end])?
        } else {
            self.next()?.unwrap_or_default()
        };
        if principals.contains('"') {
            return Err(LineError::InnerQuote);
        }
        if principals.is_empty() { Err(LineError::NoPrincipal) } else { Ok(principals.to_owned()) }
    }

    /// Reads the next field, up to a blank outside quotation marks.
    fn next(&mut self) -> Result<Option<&'a str>, LineError> {
        let is_blank = |byte: u8| byte == b' ' || byte == b'\t';
        let (mut is_quoted, mut end) = (false, 0);
        while let Some(&byte) = self.0.get(end) {
            match byte {
                b'\\' if self.0.get(end + 1) == Some(&b'"') => end += 1,
                b'"' => is_quoted = !is_quoted,
                _ if is_blank(byte) && !is_quoted => break,
                _ => {}
            }
            end += 1;
        }
        if is_quoted {
            return Err(LineError::OpenQuote);
        }
        let (field, rest) = self.0.split_at(end);
        self.0 = trimmed(rest);
        let field = text(field)?;
        Ok((!field.is_empty()).then_some(field))
    }
}

/// Trims spaces and tabs on both sides, as OpenSSH does.
fn trimmed(mut line: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = line {
        line = rest;
    }
    line
}

fn text(bytes: &[u8]) -> Result<&str, LineError> {
    let text = std::str::from_utf8(bytes).map_err(|_| LineError::NotText)?;
    if text.contains(|c: char| c.is_control() || c == '\u{feff}') {
        Err(LineError::NotText)
    } else {
        Ok(text)
    }
}

impl Options {
    /// Reads the options of a line, separated by commas. Names are case-insensitive.
    fn read(word: &str) -> Result<Self, LineError> {
        const FLAG: &str = "cert-authority";
        const NAMESPACES: &str = "namespaces";
        const AFTER: &str = "valid-after";
        const BEFORE: &str = "valid-before";
        let mut options = Self::default();
        let mut rest = word;
        loop {
            let end = rest.find(['=', ',']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            rest = if is(FLAG) && !behind.starts_with('=') {
                options.is_authority = true;
                behind
            } else if is(NAMESPACES) {
                let (namespaces, behind) = value(behind, NAMESPACES)?;
                set_once(&mut options.namespaces, namespaces, NAMESPACES)?;
                behind
            } else if is(AFTER) {
                let (after, behind) = value(behind, AFTER)?;
                let after = moment(&after).ok_or(LineError::NotATime(AFTER))?;
                set_once(&mut options.after, after, AFTER)?;
                behind
            } else if is(BEFORE) {
                let (before, behind) = value(behind, BEFORE)?;
                let before = moment(&before).ok_or(LineError::NotATime(BEFORE))?;
                set_once(&mut options.before, before, BEFORE)?;
                behind
            } else {
                return Err(LineError::UnknownOption(name.to_owned()));
            };
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None if rest.is_empty() => break,
                None => return Err(LineError::UnknownOption(rest.to_owned())),
            }
        }
        if let (Some(Moment::At(after)), Some(Moment::At(before))) = (options.after, options.before)
            && before <= after
        {
            return Err(LineError::NeverValid);
        }
        Ok(options)
    }
}

fn set_once<T>(option: &mut Option<T>, value: T, name: &'static str) -> Result<(), LineError> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(LineError::RepeatedOption(name)),
    }
}

/// Reads the value of an option, `="…"` with `\"` for a quotation mark, and returns it with the
/// rest of the text.
fn value<'a>(text: &'a str, name: &'static str) -> Result<(String, &'a str), LineError> {
    let mut rest = text.strip_prefix("=\"").ok_or(LineError::NoValue(name))?;
    let mut value = String::new();
    loop {
        if let Some(behind) = rest.strip_prefix("\\\"") {
            value.push('"');
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix('"') {
            return Ok((value, behind));
        } else {
            let mut chars = rest.chars();
            value.push(chars.next().ok_or(LineError::OpenQuote)?);
            rest = chars.as_str();
        }
    }
}

#[cfg(test)]
mod allowed_signers_tests;
