//! The client's side of the SSH agent protocol (RFC 9987): adds, removes and lists keys.
//!
//! A message is a frame: a `uint32` length, a byte for its type, and a body. [`Client`] speaks over
//! any stream; it knows no socket, no file and no terminal. The agent is not trusted: an answer is
//! limited to [`LONGEST_ANSWER`] bytes whatever length it announces, and a truncated or malformed
//! answer has an error of its own.
//!
//! ```
//! use std::io::{self, Read, Write};
//!
//! use collab::agent_client::{AgentError, Client, Constraints};
//! use collab::secret::Secret;
//!
//! /// An agent that gives these answers and reads nothing.
//! struct Agent<'a>(&'a [u8]);
//!
//! impl Read for Agent<'_> {
//!     fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
//!         self.0.read(buffer)
//!     }
//! }
//!
//! impl Write for Agent<'_> {
//!     fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
//!         Ok(bytes.len())
//!     }
//!     fn flush(&mut self) -> io::Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! let mut client = Client::new(Agent(b"\0\0\0\x01\x06\0\0\0\x01\x05"));
//! let seed = Secret::new([7; 32]);
//! let constraints = Constraints { lifetime: Some(8 * 60 * 60), confirm: false };
//! client.add(&seed, "maria login", constraints)?;
//! assert!(matches!(client.list(), Err(AgentError::Refused)));
//! # Ok::<(), AgentError>(())
//! ```

use std::io::{self, Read, Write};

use crate::secret::{Secret, SecretBytes};
use crate::ssh_wire::{ED25519, PublicKey, Reader, WireError, Writer};

/// Upper bound on the length of an answer in bytes: OpenSSH's own limit.
pub const LONGEST_ANSWER: u32 = 256 * 1024;

/// Message numbers (RFC 9987, section 6.1).
mod message {
    pub(super) const FAILURE: u8 = 5;
    pub(super) const SUCCESS: u8 = 6;
    pub(super) const REQUEST_IDENTITIES: u8 = 11;
    pub(super) const IDENTITIES_ANSWER: u8 = 12;
    pub(super) const ADD_IDENTITY: u8 = 17;
    pub(super) const REMOVE_IDENTITY: u8 = 18;
    pub(super) const ADD_ID_CONSTRAINED: u8 = 25;
}

/// Constraint numbers (RFC 9987, section 6.2).
mod constraint {
    pub(super) const LIFETIME: u8 = 1;
    pub(super) const CONFIRM: u8 = 2;
}

/// Constraints on an agent's use of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Seconds after which the agent drops the key.
    pub lifetime: Option<u32>,
    /// Whether the agent asks a person before each use.
    pub confirm: bool,
}

impl Constraints {
    /// Whether there is a constraint.
    pub fn is_any(self) -> bool {
        self != Self::default()
    }
}

/// A key held by an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The public key blob, of any algorithm.
    pub blob: Vec<u8>,
    /// The comment.
    pub comment: Vec<u8>,
}

/// An error of a request to an agent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AgentError {
    /// The agent refused; the protocol gives no reason.
    #[error("the agent refused")]
    Refused,
    /// The agent closed the connection before it answered.
    #[error("the agent left without an answer")]
    NoAnswer,
    /// The agent closed the connection within an answer.
    #[error("the answer of the agent is cut off")]
    Truncated,
    /// The agent announced an answer of this length, which is over [`LONGEST_ANSWER`].
    #[error("the answer of the agent is too long")]
    TooLong(u32),
    /// The agent answered with a message of this number, which does not answer the request.
    #[error("the agent gave an answer to something else")]
    OtherAnswer(u8),
    /// The body of the answer does not match its message number.
    #[error("the answer of the agent is malformed")]
    Malformed,
    /// The connection failed.
    #[error("the connection to the agent failed")]
    Connection(#[from] io::Error),
}

impl From<WireError> for AgentError {
    fn from(_: WireError) -> Self {
        Self::Malformed
    }
}

/// A connection to an agent.
#[derive(Debug)]
pub struct Client<S>(S);

impl<S: Read + Write> Client<S> {
    /// Returns a client that speaks over this stream.
    pub fn new(stream: S) -> Self {
        Self(stream)
    }

    /// Adds the Ed25519 key with this seed (RFC 8032). If the agent already has the key, its
    /// constraints and comment are replaced.
    ///
    /// # Errors
    ///
    /// When the agent refuses, or does not answer according to the protocol.
    pub fn add(
        &mut self,
        seed: &Secret<[u8; 32]>,
        comment: &str,
        constraints: Constraints,
    ) -> Result<(), AgentError> {
        let key = PublicKey::of_seed(seed);
        let mut body = Secret::new(Vec::with_capacity(256 + comment.len()));
        let mut writer = Writer::new(body.expose_mut());
        writer
            .string(ED25519.as_bytes())
            .string(key.bytes())
            .strings(&[seed.expose(), key.bytes()])
            .string(comment.as_bytes());
        if let Some(seconds) = constraints.lifetime {
            writer.byte(constraint::LIFETIME).uint32(seconds);
        }
        if constraints.confirm {
            writer.byte(constraint::CONFIRM);
        }
        let constrained = constraints.is_any();
        let kind = if constrained { message::ADD_ID_CONSTRAINED } else { message::ADD_IDENTITY };
        self.ask(kind, &body)?;
        self.success()
    }

    /// Removes a key.
    ///
    /// # Errors
    ///
    /// When the agent refuses, as it does for a key that it doesn't hold, or does not answer
    /// according to the protocol.
    pub fn remove(&mut self, key: &PublicKey) -> Result<(), AgentError> {
        let mut body = Secret::new(Vec::with_capacity(4 + PublicKey::BLOB));
        Writer::new(body.expose_mut()).string(&key.blob());
        self.ask(message::REMOVE_IDENTITY, &body)?;
        self.success()
    }

    /// Lists the keys that the agent holds. A locked agent lists none.
    ///
    /// # Errors
    ///
    /// When the agent refuses, or does not answer according to the protocol.
    pub fn list(&mut self) -> Result<Vec<Held>, AgentError> {
        self.ask(message::REQUEST_IDENTITIES, &Secret::new(Vec::new()))?;
        let answer = self.answer()?;
        let mut reader = Reader::new(&answer);
        match reader.byte()? {
            message::IDENTITIES_ANSWER => {}
            message::FAILURE => return Err(AgentError::Refused),
            other => return Err(AgentError::OtherAnswer(other)),
        }
        // The number of keys is untrusted: nothing is allocated for it in advance.
        let mut held = Vec::new();
        for _ in 0..reader.uint32()? {
            let [blob, comment] = [reader.string()?.to_vec(), reader.string()?.to_vec()];
            held.push(Held { blob, comment });
        }
        reader.finish()?;
        Ok(held)
    }

    /// Sends a message as one write: some agents expect a whole frame in one read.
    fn ask(&mut self, kind: u8, body: &SecretBytes) -> Result<(), AgentError> {
        let body = body.expose();
        let mut frame = Secret::new(Vec::with_capacity(body.len() + 5));
        let length = u32::try_from(body.len() + 1).expect("a message is short");
        Writer::new(frame.expose_mut()).uint32(length).byte(kind).bytes(body);
        self.0.write_all(frame.expose())?;
        Ok(self.0.flush()?)
    }

    /// Reads an answer without a body. Trailing bytes are ignored, as OpenSSH does.
    fn success(&mut self) -> Result<(), AgentError> {
        match self.answer()?[..] {
            [message::SUCCESS, ..] => Ok(()),
            [message::FAILURE, ..] => Err(AgentError::Refused),
            [other, ..] => Err(AgentError::OtherAnswer(other)),
            [] => Err(AgentError::Malformed),
        }
    }

    /// Reads an answer: its message number and its body.
    fn answer(&mut self) -> Result<Vec<u8>, AgentError> {
        let mut length = Vec::with_capacity(4);
        (&mut self.0).take(4).read_to_end(&mut length)?;
        if length.is_empty() {
            return Err(AgentError::NoAnswer);
        }
        let length = Reader::new(&length).uint32().map_err(|_| AgentError::Truncated)?;
        if length > LONGEST_ANSWER {
            return Err(AgentError::TooLong(length));
        }
        let mut answer = Vec::new();
        let read = (&mut self.0).take(u64::from(length)).read_to_end(&mut answer)?;
        if read < length as usize { Err(AgentError::Truncated) } else { Ok(answer) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An agent that records its input and gives these bytes as its answers.
    struct Agent<'a> {
        told: Vec<u8>,
        answers: &'a [u8],
    }

    impl Read for Agent<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            // One byte at a time, as over a slow connection.
            let length = buffer.len().min(1);
            self.answers.read(&mut buffer[..length])
        }
    }

    impl Write for Agent<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.told.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn client(answers: &[u8]) -> Client<Agent<'_>> {
        Client::new(Agent { told: Vec::new(), answers })
    }

    fn seed() -> Secret<[u8; 32]> {
        Secret::new([7; 32])
    }

    const SUCCESS: &[u8] = b"\0\0\0\x01\x06";
    const NO_CONSTRAINTS: Constraints = Constraints { lifetime: None, confirm: false };

    #[test]
    fn a_key_is_added_in_one_frame_with_its_constraints_in_order() {
        let key = PublicKey::of_seed(&seed());
        let constrained = |lifetime, confirm| Constraints { lifetime, confirm };
        for (constraints, kind, suffix) in [
            (NO_CONSTRAINTS, 17, &b""[..]),
            (constrained(Some(28800), false), 25, b"\x01\0\0\x70\x80"),
            (constrained(None, true), 25, b"\x02"),
            (constrained(Some(1), true), 25, b"\x01\0\0\0\x01\x02"),
        ] {
            let mut client = client(SUCCESS);
            client.add(&seed(), "maria login", constraints).expect("success");
            let mut body = Vec::new();
            Writer::new(&mut body)
                .byte(kind)
                .string(b"ssh-ed25519")
                .string(key.bytes())
                .string(&[*seed().expose(), *key.bytes()].concat())
                .string(b"maria login")
                .bytes(suffix);
            let mut frame = Vec::new();
            Writer::new(&mut frame).string(&body);
            assert_eq!(client.0.told, frame);
        }
    }

    #[test]
    fn keys_of_any_algorithm_are_listed() {
        let mut client = client(
            b"\0\0\0\x1d\x0c\0\0\0\x02\0\0\0\x03rsa\0\0\0\x01a\0\0\0\x00\0\0\0\x04\xff\xfe\n\0",
        );
        let held =
            |blob: &[u8], comment: &[u8]| Held { blob: blob.into(), comment: comment.into() };
        let listed = client.list().expect("a list");
        assert_eq!(listed, [held(b"rsa", b"a"), held(b"", b"\xff\xfe\n\0")]);
        assert_eq!(client.0.told, b"\0\0\0\x01\x0b");
    }

    #[test]
    fn each_bad_answer_has_its_error() {
        type Is = fn(&AgentError) -> bool;
        let cases: [(&[u8], Is); 12] = [
            (b"", |it| matches!(it, AgentError::NoAnswer)),
            (b"\0\0", |it| matches!(it, AgentError::Truncated)),
            (b"\0\0\0\x09\x0c\0\0", |it| matches!(it, AgentError::Truncated)),
            (b"\xff\xff\xff\xff\x0c", |it| matches!(it, AgentError::TooLong(u32::MAX))),
            (b"\0\x04\0\x01\x0c", |it| matches!(it, AgentError::TooLong(262_145))),
            (b"\0\x04\0\0\x0c", |it| matches!(it, AgentError::Truncated)),
            (b"\0\0\0\0", |it| matches!(it, AgentError::Malformed)),
            (b"\0\0\0\x01\x05", |it| matches!(it, AgentError::Refused)),
            (b"\0\0\0\x01\x1c", |it| matches!(it, AgentError::OtherAnswer(28))),
            (b"\0\0\0\x05\x0c\xff\xff\xff\xff", |it| matches!(it, AgentError::Malformed)),
            (b"\0\0\0\x06\x0c\0\0\0\0\0", |it| matches!(it, AgentError::Malformed)),
            (b"HTTP/1.1 400 Bad Request", |it| matches!(it, AgentError::TooLong(_))),
        ];
        for (answer, is) in cases {
            let error = client(answer).list().expect_err("a bad answer");
            assert!(is(&error), "{answer:?}: {error:?}");
        }
        for (answer, is) in &cases[..9] {
            let error = client(answer).add(&seed(), "", NO_CONSTRAINTS).expect_err("a bad answer");
            assert!(is(&error), "{answer:?}: {error:?}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic_or_believe_more_than_was_said(answer: Vec<u8>) {
            if let Ok(held) = client(&answer).list() {
                let told: usize = held.iter().map(|key| 8 + key.blob.len() + key.comment.len()).sum();
                prop_assert_eq!(told + 9, answer.len().min(told + 9));
            }
        }
    }
}
