//! The wire encoding of SSH (RFC 4251, section 5), and Ed25519 public keys in it (RFC 8709).
//!
//! A `uint32` is four bytes, big-endian; a `string` is a `uint32` length and that many bytes. Every
//! key, signature and agent message is made of these two. [`Reader`] and [`Writer`] are their two
//! directions; [`PublicKey`] is the one kind of key that we have, as a blob, as a line and as a
//! fingerprint.

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

/// The name of the algorithm, in blobs and lines (RFC 8709, section 3).
pub const ED25519: &str = "ssh-ed25519";

/// The reader of an encoded text, from its beginning.
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

/// Bytes that end too early, or too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// A length, or the bytes that it announces, go beyond the end.
    #[error("the bytes end early")]
    Truncated,
    /// Bytes are left behind the last value.
    #[error("bytes are left at the end")]
    Trailing,
}

impl<'a> Reader<'a> {
    /// Returns a reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads so many bytes.
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

    /// Reads a `string`: its bytes, without its length.
    ///
    /// # Errors
    ///
    /// When fewer bytes are left than its length says.
    pub fn string(&mut self) -> Result<&'a [u8], WireError> {
        let mut ahead = self.clone();
        let length = usize::try_from(ahead.uint32()?).map_err(|_| WireError::Truncated)?;
        let bytes = ahead.bytes(length)?;
        *self = ahead;
        Ok(bytes)
    }

    /// The bytes that are not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// When bytes are left.
    pub fn finish(self) -> Result<(), WireError> {
        if self.0.is_empty() { Ok(()) } else { Err(WireError::Trailing) }
    }
}

/// The writer of an encoded text, at the end of a buffer.
///
/// A buffer that is to hold a secret needs its whole capacity beforehand: what it outgrew is memory
/// that nobody wipes.
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

    /// Writes bytes as they are.
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

    /// Writes a `string`: its length and its bytes.
    pub fn string(&mut self, bytes: &[u8]) -> &mut Self {
        self.strings(&[bytes])
    }

    /// Writes a `string` that these parts make up together.
    pub fn strings(&mut self, parts: &[&[u8]]) -> &mut Self {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.uint32(u32::try_from(length).expect("4 GiB are never written as one string"));
        for part in parts {
            self.bytes(part);
        }
        self
    }
}

/// An Ed25519 public key as SSH has it.
///
/// Any 32 bytes are one: whether they are a point of the curve, and one of full order, is looked at
/// where a signature is verified.
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

/// A blob or a line that holds no Ed25519 public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// A key of another algorithm, with its name.
    #[error("a key of another algorithm")]
    OtherAlgorithm(String),
    /// Not a key.
    #[error("not a public key")]
    Malformed,
}

impl From<WireError> for PublicKeyError {
    fn from(_: WireError) -> Self {
        Self::Malformed
    }
}

/// The beginning of every blob: the algorithm's name and the key's length, both after their
/// lengths.
const BLOB_HEADER: [u8; 19] = *b"\0\0\0\x0bssh-ed25519\0\0\0\x20";

impl PublicKey {
    /// The length of a blob, in bytes.
    pub const BLOB: usize = BLOB_HEADER.len() + 32;

    /// Returns the key with these bytes (RFC 8032).
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the public half of the private key with this seed (RFC 8032).
    pub fn of_seed(seed: &Secret<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes())
    }

    /// The bytes of the key (RFC 8032).
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

    /// Returns the key of a blob.
    ///
    /// # Errors
    ///
    /// When it is a key of another algorithm, or none.
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
    /// comment ends before its first control character, so that a line stays a line; an empty
    /// comment is left out.
    pub fn line(&self, comment: &str) -> String {
        let comment = Self::comment(comment);
        let line = format!("{ED25519} {}", Base64::encode_string(&self.blob()));
        if comment.is_empty() { line } else { format!("{line} {comment}") }
    }

    /// What of a comment can stand behind a key: it ends before its first control character.
    pub(crate) fn comment(comment: &str) -> &str {
        comment.split(char::is_control).next().unwrap_or_default()
    }

    /// Returns the key of such a line, and its comment. Blanks and a line end around it are read
    /// over.
    ///
    /// # Errors
    ///
    /// When the text is a key of another algorithm, or anything else but one line with a key; options
    /// before the key are anything else.
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

    /// Returns the key of the two words that name it in a line: the algorithm and the blob in base64.
    ///
    /// # Errors
    ///
    /// When it is a key of another algorithm, or none, or when the two disagree.
    pub fn from_words(algorithm: &str, blob: &str) -> Result<Self, PublicKeyError> {
        let blob = Base64::decode_vec(blob).map_err(|_| PublicKeyError::Malformed)?;
        let named = Reader::new(&blob).string()?;
        if named != algorithm.as_bytes() {
            return Err(PublicKeyError::Malformed);
        }
        Self::from_blob(&blob)
    }

    /// Returns the fingerprint, as `ssh-keygen -l` prints it: `SHA256:` and the unpadded base64 of
    /// the blob's SHA-256.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", Base64Unpadded::encode_string(&Sha256::digest(self.blob())))
    }
}

/// The characters that separate words in a line.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// The error for a key of an algorithm that isn't ours; names are visible ASCII (RFC 4251,
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
        fn what_is_read_as_a_blob_is_written_as_the_same_bytes(
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
