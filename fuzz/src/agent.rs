//! The target `agent`: the answers of an SSH agent.

use std::io::{self, Read, Write};

use collab::agent_client::{AgentError, Client, Constraints, LONGEST_ANSWER};
use collab::secret::Secret;
use collab::ssh_wire::{PublicKey, Reader, Writer};

/// An agent that answers with these bytes, `step` at a time.
struct Agent<'a> {
    answers: &'a [u8],
    told: Vec<u8>,
    step: usize,
}

impl Read for Agent<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.step);
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

/// Returns the first frame of an answer and the bytes after it, if the frame is whole and not too
/// long.
fn frame(answers: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::new(answers);
    let frame = reader.string().ok()?;
    (frame.len() <= LONGEST_ANSWER as usize).then_some((frame, reader.rest()))
}

/// Checks the client's reading of any answer. A list equals the contents of a whole frame and is
/// written back as the same bytes. Success is a frame that begins with 6, and a refusal one that
/// begins with 5; anything else is another error. Only the frame is read, and the result does not
/// depend on the pieces in which the bytes arrive.
pub fn check(bytes: &[u8]) {
    let seed = Secret::new([7; 32]);
    let key = PublicKey::of_seed(&seed);
    for step in [1, 3, usize::MAX] {
        let mut agent = Agent { answers: bytes, told: Vec::new(), step };
        let mut client = Client::new(&mut agent);
        let listed = client.list();
        match (&listed, frame(bytes)) {
            (Ok(held), Some((body, _))) => {
                let count = u32::try_from(held.len()).expect("a frame is short");
                let mut written = Vec::new();
                Writer::new(&mut written).byte(12).uint32(count);
                for key in held {
                    Writer::new(&mut written).string(&key.blob).string(&key.comment);
                }
                assert_eq!(written, body);
            }
            (Err(AgentError::Refused), Some((body, _))) => assert_eq!(body[0], 5),
            (Err(AgentError::OtherAnswer(kind)), Some((body, _))) => assert_eq!(body[0], *kind),
            (Err(AgentError::Malformed), Some(_))
            | (Err(AgentError::NoAnswer | AgentError::Truncated | AgentError::TooLong(_)), None) => {
            }
            other => panic!("{other:?}"),
        }
        if let Some((_, rest)) = frame(bytes) {
            assert_eq!(agent.answers, rest, "no more is read than the frame");
        }

        let mut agent = Agent { answers: bytes, told: Vec::new(), step };
        let mut client = Client::new(&mut agent);
        let constraints = Constraints { lifetime: Some(1), confirm: true };
        let mut rest = bytes;
        for turn in 0..3 {
            let done = match turn {
                0 => client.add(&seed, "a comment", constraints),
                1 => client.add(&seed, "a comment", Constraints::default()),
                _ => client.remove(&key),
            };
            let Some((body, after)) = frame(rest) else {
                assert!(done.is_err());
                break;
            };
            assert_eq!(done.is_ok(), body.first() == Some(&6));
            assert_eq!(matches!(done, Err(AgentError::Refused)), body.first() == Some(&5));
            rest = after;
        }
    }
}
