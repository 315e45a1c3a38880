//! The wire encoding of SSH (RFC 4251, section 5), and Ed25519 public keys in it (RFC 8709).
//!
//! A `uint32` is four bytes, big-endian; a `string` is a `uint32` length and that many bytes. Keys,
//! signatures and agent messages consist of them, and of single bytes. [`Reader`] decodes,
//! [`Writer`] encodes; [`PublicKey`] is an Ed25519 key as a blob, a line or a fingerprint.

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

/// The name of the algorithm, in blobs and lines (RFC 8709, section 3).
pub const ED25519: &str = "ssh-ed25519";

/// A reader of wire-encoded bytes.
///
/// ```
/// use collab::ssh_wire::Reader;
///
/// let mut reader = Reader::new(b"\0\0\0\x03ssh\0\0\0\x07");
/// assert_eq!(reader.string(), Ok(&b"ssh"[..]));
/// assert_eq!(reader.uint32(), Ok(7));
/// assert_eq!(reader.finish(), Ok(()));
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a>(&'a [u8]);

/// An error of the wire encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// A length, or the data that it announces, extends beyond the end.
    #[error("the bytes end early")]
    Truncated,
    /// Bytes follow the last value.
    #[error("bytes are left at the end")]
    Trailing,
}

impl<'a> Reader<'a> {
    /// Returns a reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads this number of bytes.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], WireError> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(WireError::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Reads a fixed number of bytes.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], WireError> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(WireError::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Reads a `byte`.
    ///
    /// # Errors
    ///
    /// When none is left.
    pub fn byte(&mut self) -> Result<u8, WireError> {
        self.array().map(|[byte]| *byte)
    }

    /// Reads a `uint32`.
    ///
    /// # Errors
    ///
    /// When fewer than four bytes are left.
    pub fn uint32(&mut self) -> Result<u32, WireError> {
        self.array().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// Reads a `string` and returns its bytes, without the length.
    ///
    /// # Errors
    ///
    /// When fewer bytes are left than the length says.
    pub fn string(&mut self) -> Result<&'a [u8], WireError> {
        let mut ahead = self.clone();
        let length = usize::try_from(ahead.uint32()?).map_err(|_| WireError::Truncated)?;
        let bytes = ahead.bytes(length)?;
        *self = ahead;
        Ok(bytes)
    }

    /// Returns the unread bytes.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Ends the reading, and verifies that everything was read.
    ///
    /// # Errors
    ///
    /// When unread bytes are left.
    pub fn finish(self) -> Result<(), WireError> {
        if self.0.is_empty() { Ok(()) } else { Err(WireError::Trailing) }
    }
}

/// A writer of wire-encoded bytes, which appends to a buffer.
///
/// A buffer for a secret must have its full capacity in advance: a reallocation leaves an unwiped
/// copy.
///
/// ```
/// use collab::ssh_wire::Writer;
///
/// let mut bytes = Vec::new();
/// Writer::new(&mut bytes).string(b"ssh").uint32(7);
/// assert_eq!(bytes, b"\0\0\0\x03ssh\0\0\0\x07");
/// ```
#[derive(Debug)]
pub struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    /// Returns a writer that appends to this buffer.
    pub fn new(buffer: &'a mut Vec<u8>) -> Self {
        Self(buffer)
    }

    /// Writes bytes without a length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Writes a `byte`.
    pub fn byte(&mut self, byte: u8) -> &mut Self {
        self.bytes(&[byte])
    }

    /// Writes a `uint32`.
    pub fn uint32(&mut self, number: u32) -> &mut Self {
        self.bytes(&number.to_be_bytes())
    }

    /// Writes a `string`: a length and the bytes.
    pub fn string(&mut self, bytes: &[u8]) -> &mut Self {
        self.strings(&[bytes])
    }

    /// Writes these parts, concatenated, as one `string`.
    pub fn strings(&mut self, parts: &[&[u8]]) -> &mut Self {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.uint32(u32::try_from(length).expect("4 GiB are never written as one string"));
        for part in parts {
            self.bytes(part);
        }
        self
    }
}

/// An Ed25519 public key in SSH's formats.
///
/// Any 32 bytes are accepted: whether they encode a point of the curve, and not one of small order,
/// is checked when a signature is verified.
///
/// ```
/// use collab::ssh_wire::PublicKey;
///
/// let key = PublicKey::from_bytes([7; 32]);
/// let line = key.line("maria login");
/// assert!(line.starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
/// assert_eq!(PublicKey::from_line(&line), Ok((key, "maria login")));
/// assert_eq!(PublicKey::from_blob(&key.blob()), Ok(key));
/// assert!(key.fingerprint().starts_with("SHA256:"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// The error of a blob or a line that holds no Ed25519 public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// A key of another algorithm, by the algorithm's name.
    #[error("a key of another algorithm")]
    OtherAlgorithm(String),
    /// The text or the blob is no public key.
    #[error("not a public key")]
    Malformed,
}

impl From<WireError> for PublicKeyError {
    fn from(_: WireError) -> Self {
        Self::Malformed
    }
}

/// The first bytes of every blob: the algorithm's name with its length, and the length of the key.
const BLOB_HEADER: [u8; 19] = *b"\0\0\0\x0bssh-ed25519\0\0\0\x20";

impl PublicKey {
    /// Length of a blob in bytes.
    pub const BLOB: usize = BLOB_HEADER.len() + 32;

    /// Returns the key with these bytes (RFC 8032).
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the public half of the private key with this seed (RFC 8032).
    pub fn of_seed(seed: &Secret<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes())
    }

    /// Returns the bytes of the key (RFC 8032).
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the blob: `string "ssh-ed25519"`, `string key` (RFC 8709, section 4).
    pub fn blob(&self) -> [u8; Self::BLOB] {
        let mut blob = [0; Self::BLOB];
        blob[..BLOB_HEADER.len()].copy_from_slice(&BLOB_HEADER);
        blob[BLOB_HEADER.len()..].copy_from_slice(&self.0);
        blob
    }

    /// Reads the key in a blob.
    ///
    /// # Errors
    ///
    /// When the blob holds a key of another algorithm, or is no key.
    pub fn from_blob(blob: &[u8]) -> Result<Self, PublicKeyError> {
        let mut reader = Reader::new(blob);
        let algorithm = reader.string()?;
        if algorithm != ED25519.as_bytes() {
            return Err(other_algorithm(algorithm));
        }
        let key = reader.string()?.try_into().map_err(|_| PublicKeyError::Malformed)?;
        reader.finish()?;
        Ok(Self(key))
    }

    /// Returns the key as a line of `authorized_keys` or of a `.pub` file, without a line end. The
    /// comment is cut before its first control character, so that the result stays one line; an
    /// empty comment is left out.
    pub fn line(&self, comment: &str) -> String {
        let comment = Self::comment(comment);
        let line = format!("{ED25519} {}", Base64::encode_string(&self.blob()));
        if comment.is_empty() { line } else { format!("{line} {comment}") }
    }

    /// Returns the part of a comment that can follow a key: up to its first control character.
    pub(crate) fn comment(comment: &str) -> &str {
        comment.split(char::is_control).next().unwrap_or_default()
    }

    /// Reads a line with a key, and returns the key and its comment. Whitespace around the line is
    /// ignored.
    ///
    /// # Errors
    ///
    /// When the text holds a key of another algorithm, or is not exactly one line that starts with
    /// a key. Options before the key are not accepted.
    pub fn from_line(text: &str) -> Result<(Self, &str), PublicKeyError> {
        let line = text.trim_matches(BLANK);
        if line.contains(['\n', '\r']) {
            return Err(PublicKeyError::Malformed);
        }
        let (algorithm, rest) = line.split_once(BLANK).ok_or(PublicKeyError::Malformed)?;
        let rest = rest.trim_start_matches(BLANK);
        let (blob, comment) = rest.split_once(BLANK).unwrap_or((rest, ""));
        let key = Self::from_words(algorithm, blob)?;
        Ok((key, comment.trim_start_matches(BLANK)))
    }

    /// Reads a key from two words of a line: the algorithm, and the blob in base64.
    ///
    /// # Errors
    ///
    /// When the blob holds a key of another algorithm or no key, or when its algorithm is not the
    /// named one.
    pub fn from_words(algorithm: &str, blob: &str) -> Result<Self, PublicKeyError> {
        let blob = Base64::decode_vec(blob).map_err(|_| PublicKeyError::Malformed)?;
        let named = Reader::new(&blob).string()?;
        if named != algorithm.as_bytes() {
            return Err(PublicKeyError::Malformed);
        }
        Self::from_blob(&blob)
    }

    /// Returns the fingerprint that `ssh-keygen -l` prints: `SHA256:` and the SHA-256 of the blob
    /// in base64 without padding.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", Base64Unpadded::encode_string(&Sha256::digest(self.blob())))
    }
}

/// Whitespace between the words of a line.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// Returns the error for a key of another algorithm. Algorithm names are visible ASCII (RFC 4251,
/// section 6).
fn other_algorithm(name: &[u8]) -> PublicKeyError {
    let is_name = (1..=64).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic);
    match std::str::from_utf8(name) {
        Ok(name) if is_name => PublicKeyError::OtherAlgorithm(name.to_owned()),
        _ => PublicKeyError::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: PublicKey = PublicKey([7; 32]);

    #[test]
    fn a_reader_takes_nothing_when_too_little_is_left() {
        for (bytes, left) in [
            (&b""[..], 0),
            (b"\0\0\0", 3),
            (b"\0\0\0\x01", 4),
            (b"\xff\xff\xff\xffabc", 7),
            (b"\0\0\0\x04abc", 7),
        ] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.string(), Err(WireError::Truncated));
            assert_eq!(reader.rest().len(), left, "{bytes:?}");
        }
        assert_eq!(Reader::new(b"x").finish(), Err(WireError::Trailing));
    }

    #[test]
    fn a_blob_of_another_kind_is_named_and_anything_else_is_malformed() {
        let of = |parts: &[&[u8]]| {
            let mut blob = Vec::new();
            for part in parts {
                Writer::new(&mut blob).string(part);
            }
            PublicKey::from_blob(&blob)
        };
        let other = |name: &str| Err(PublicKeyError::OtherAlgorithm(name.to_owned()));
        assert_eq!(of(&[b"ssh-ed25519", &[7; 32]]), Ok(KEY));
        assert_eq!(of(&[b"ssh-rsa", b"\x01", b"\x02"]), other("ssh-rsa"));
        assert_eq!(
            of(&[b"ssh-ed25519-cert-v01@openssh.com"]),
            other("ssh-ed25519-cert-v01@openssh.com")
        );
        let malformed: [&[&[u8]]; 8] = [
            &[],
            &[b""],
            &[b"ssh-ed25519"],
            &[b"ssh-ed25519", &[7; 31]],
            &[b"ssh-ed25519", &[7; 33]],
            &[b"ssh-ed25519", &[7; 32], b""],
            &[b"ssh\x1b[2J"],
            &[&[b'a'; 65]],
        ];
        for malformed in malformed {
            assert_eq!(of(malformed), Err(PublicKeyError::Malformed), "{malformed:?}");
        }
    }

    #[test]
    fn a_line_is_one_line_with_a_key() {
        let line = KEY.line("");
        let (algorithm, blob) = line.split_once(' ').expect("two words");
        for (good, comment) in [
            (line.clone(), ""),
            (format!(" {line}\r\n"), ""),
            (format!("{algorithm}\t {blob}  a comment  with blanks \n"), "a comment  with blanks"),
        ] {
            assert_eq!(PublicKey::from_line(&good), Ok((KEY, comment)), "{good:?}");
        }
        let rsa = Base64::encode_string(b"\0\0\0\x07ssh-rsa\0\0\0\x01\x03");
        assert_eq!(
            PublicKey::from_line(&format!("ssh-rsa {rsa}")),
            Err(PublicKeyError::OtherAlgorithm(String::from("ssh-rsa")))
        );
        for malformed in [
            String::new(),
            String::from(ED25519),
            format!("ssh-rsa {blob}"),
            format!("{ED25519} {rsa}"),
            format!("{ED25519} {}", &blob[..blob.len() - 4]),
            format!("{ED25519} {blob}="),
            format!("{line}\n{line}"),
            format!("restrict {line}"),
        ] {
            assert_eq!(PublicKey::from_line(&malformed), Err(PublicKeyError::Malformed));
        }
        assert_eq!(KEY.line("two\nlines"), KEY.line("two"));
    }

    proptest! {
        #[test]
        fn a_blob_that_is_read_is_written_as_the_same_bytes(
            key: [u8; 32], place in 0..PublicKey::BLOB, flip: u8,
        ) {
            let mut blob = PublicKey(key).blob();
            prop_assert_eq!(PublicKey::from_blob(&blob), Ok(PublicKey(key)));
            blob[place] ^= flip;
            if let Ok(read) = PublicKey::from_blob(&blob) {
                prop_assert_eq!(read.blob(), blob);
            }
        }
    }
}
