//! The payload: chunks of 64 KiB, each sealed by itself (STREAM, with ChaCha20-Poly1305).
//!
//! The nonce of a chunk is its number and a flag for the last chunk, so that chunks can't be
//! removed, reordered or appended. Only the last chunk may be shorter, and it is empty only in an
//! empty file. Each chunk is authenticated before it is written; an error may follow chunks already
//! written.
//!
//! Chunks are independent: the caller's thread reads and writes, worker threads seal or open. Only
//! a few batches are in memory at a time, whatever the length of the payload.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use zeroize::Zeroizing;

use super::header::FileKey;
use crate::secret::{Secret, wipe_stack};

/// Length of a chunk's plaintext in bytes, and of its tag and ciphertext.
pub const CHUNK: usize = 1 << 16;
const TAG: usize = 16;
const SEALED: usize = CHUNK + TAG;
/// Chunks per batch, and the most batches that wait for one thread. Measured with 1 GiB on two busy
/// cores: batches of 16 chunks took a fifth longer; `benches/age.sh`.
const BATCH: usize = 4;
const DEPTH: usize = 2;
/// The most threads: beyond them, reading and writing take the time.
const MOST_THREADS: usize = 8;

/// Length of the payload nonce in bytes; it precedes the payload.
pub const NONCE: usize = 16;

/// An error of [`seal`] or [`open`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The payload ends before its last chunk does.
    #[error("the payload is cut off")]
    Cut,
    /// A chunk is not authentic: it was altered or cut.
    #[error("chunk {chunk} is not authentic")]
    Tampered {
        /// The chunk, counted from 1.
        chunk: u64,
    },
    /// Data follows the last chunk.
    #[error("something follows the last chunk")]
    Trailing,
    /// The last chunk is empty, but the payload is not.
    #[error("the last chunk is empty")]
    EmptyLast,
    /// The input can't be read.
    #[error("the input can't be read")]
    Read(#[source] io::Error),
    /// The output can't be written.
    #[error("the output can't be written")]
    Write(#[source] io::Error),
}

/// Seals the input and writes the chunks. The nonce must be fresh; it is not written.
///
/// # Errors
///
/// When the input or the output fails.
pub fn seal(
    key: &FileKey,
    nonce: &[u8; NONCE],
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), PayloadError> {
    run(Direction::Seal, key, nonce, input, output)
}

/// Opens the payload after the nonce, and writes each chunk once it is authenticated.
///
/// # Errors
///
/// When the payload was altered or cut off, or has trailing data; and when the input or the output
/// fails.
pub fn open(
    key: &FileKey,
    nonce: &[u8; NONCE],
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), PayloadError> {
    run(Direction::Open, key, nonce, input, output)
}

/// The direction: encryption or decryption.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Seal,
    Open,
}

impl Direction {
    /// Returns the number of bytes to read for a chunk.
    fn taken(self) -> usize {
        match self {
            Self::Seal => CHUNK,
            Self::Open => SEALED,
        }
    }
}

/// Consecutive chunks, each in a slot of its own.
struct Batch {
    slots: Zeroizing<Vec<u8>>,
    /// The number of the first chunk, counted from 0.
    first: u64,
    /// Length of each chunk in its slot, in bytes: first as read, then as sealed or opened.
    lengths: [usize; BATCH],
    /// Number of chunks, and number of those that may be written.
    chunks: usize,
    done: usize,
    /// Whether the payload ends with this batch.
    is_last: bool,
    error: Option<PayloadError>,
}

impl Batch {
    fn new() -> Self {
        Self {
            slots: Zeroizing::new(vec![0; BATCH * SEALED]),
            first: 0,
            lengths: [0; BATCH],
            chunks: 0,
            done: 0,
            is_last: false,
            error: None,
        }
    }

    /// Reads chunks, of which the first has this number.
    fn fill(&mut self, direction: Direction, first: u64, input: &mut dyn Read) -> io::Result<()> {
        (self.first, self.chunks, self.done, self.is_last) = (first, 0, 0, false);
        for (slot, length) in self.slots.chunks_exact_mut(SEALED).zip(&mut self.lengths) {
            let slot = &mut slot[..direction.taken()];
            *length = read_full(input, slot)?;
            self.chunks += usize::from(*length > 0);
            if *length < slot.len() {
                self.is_last = true;
                break;
            }
        }
        Ok(())
    }

    /// Adds an empty chunk if there is none: an empty file has one.
    fn or_empty(&mut self) {
        if self.chunks == 0 {
            (self.chunks, self.lengths[0]) = (1, 0);
        }
    }

    /// Seals or opens the chunks, up to the first that isn't authentic.
    fn work(&mut self, direction: Direction, cipher: &ChaCha20Poly1305) {
        let slots = self.slots.chunks_exact_mut(SEALED).zip(&mut self.lengths);
        for (at, (slot, length)) in slots.take(self.chunks).enumerate() {
            let chunk = Chunk {
                number: self.first + at as u64,
                is_last: self.is_last && at + 1 == self.chunks,
            };
            let worked = match direction {
                Direction::Seal => Ok(chunk.seal(cipher, slot, *length)),
                Direction::Open => chunk.open(cipher, &mut slot[..*length]),
            };
            match worked {
                Ok(now) => *length = now,
                Err(error) => {
                    // The chunk is authentic except for its last-chunk flag: it is written before
                    // the error.
                    if matches!(error, PayloadError::Trailing | PayloadError::Cut)
                        && *length == SEALED
                    {
                        *length = CHUNK;
                        self.done += 1;
                    }
                    self.error = Some(error);
                    return;
                }
            }
            self.done += 1;
        }
    }

    fn write(&mut self, output: &mut dyn Write) -> Result<(), PayloadError> {
        for (slot, &length) in self.slots.chunks_exact(SEALED).zip(&self.lengths).take(self.done) {
            output.write_all(&slot[..length]).map_err(PayloadError::Write)?;
        }
        self.error.take().map_or(Ok(()), Err)
    }
}

/// The position of a chunk, which its nonce encodes.
#[derive(Clone, Copy)]
struct Chunk {
    number: u64,
    is_last: bool,
}

impl Chunk {
    fn nonce(self) -> chacha20poly1305::Nonce {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = u8::from(self.is_last);
        nonce.into()
    }

    /// Seals the first bytes of a slot in place. Returns the length of the sealed chunk.
    fn seal(self, cipher: &ChaCha20Poly1305, slot: &mut [u8], length: usize) -> usize {
        let (plain, rest) = slot.split_at_mut(length);
        let tag = cipher.encrypt_inout_detached(&self.nonce(), b"", plain.into());
        rest[..TAG].copy_from_slice(&tag.expect("a chunk is short enough"));
        length + TAG
    }

    /// Opens a chunk in place. Returns the length of its plaintext.
    fn open(self, cipher: &ChaCha20Poly1305, bytes: &mut [u8]) -> Result<usize, PayloadError> {
        let Some((sealed, tag)) = bytes.split_last_chunk_mut::<TAG>() else {
            return Err(PayloadError::Cut);
        };
        let (tag, length) = ((*tag).into(), sealed.len());
        let mut opens = |chunk: Self| {
            let nonce = chunk.nonce();
            cipher.decrypt_inout_detached(&nonce, b"", (&mut *sealed).into(), &tag).is_ok()
        };
        if !opens(self) {
            let is_full = length == CHUNK;
            // If the chunk is authentic with the other last-chunk flag, the file was cut between
            // two chunks, or data was appended to it.
            return Err(match self.is_last {
                true if is_full && opens(Self { is_last: false, ..self }) => PayloadError::Cut,
                false if opens(Self { is_last: true, ..self }) => PayloadError::Trailing,
                _ => PayloadError::Tampered { chunk: self.number + 1 },
            });
        }
        if sealed.is_empty() && self.number > 0 {
            return Err(PayloadError::EmptyLast);
        }
        Ok(sealed.len())
    }
}

/// Reads until the buffer is full or the input ends. Returns the number of bytes read.
fn read_full(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A thread that seals or opens batches in the order in which it receives them.
struct Worker<'scope> {
    to: Sender<Batch>,
    from: Receiver<Batch>,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl<'scope> Worker<'scope> {
    /// Starts a worker; `None` if the system can't start a thread.
    fn start(
        scope: &'scope Scope<'scope, '_>,
        direction: Direction,
        key: &'scope Secret<[u8; 32]>,
    ) -> Option<Self> {
        let ((to, batches), (done, from)) = (channel::<Batch>(), channel());
        let work = move || {
            let cipher = ChaCha20Poly1305::new(key.expose().into());
            for mut batch in batches {
                batch.work(direction, &cipher);
                if done.send(batch).is_err() {
                    break;
                }
            }
            drop(cipher);
            wipe_stack();
        };
        let thread = thread::Builder::new().spawn_scoped(scope, work).ok()?;
        Some(Self { to, from, thread })
    }

    /// Joins the thread. The scope by itself waits for the closure to return, not for the thread to
    /// exit.
    fn end(self) {
        drop((self.to, self.from));
        if let Err(panic) = self.thread.join() {
            std::panic::resume_unwind(panic);
        }
    }
}

fn run(
    direction: Direction,
    key: &FileKey,
    nonce: &[u8; NONCE],
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), PayloadError> {
    let key = key.derive(nonce, b"payload");
    let mut current = Batch::new();
    current.fill(direction, 0, input).map_err(PayloadError::Read)?;
    if current.is_last {
        // One batch is too little work for more than one thread.
        current.or_empty();
        current.work(direction, &ChaCha20Poly1305::new(key.expose().into()));
        return current.write(output);
    }
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let workers: Vec<_> =
            (0..threads).map_while(|_| Worker::start(scope, direction, &key)).collect();
        let outcome = work_in_turns(direction, &key, &workers, current, input, output);
        workers.into_iter().for_each(Worker::end);
        outcome
    })
}

/// Distributes batches to the workers in turn, and writes the results in the same order.
fn work_in_turns(
    direction: Direction,
    key: &Secret<[u8; 32]>,
    workers: &[Worker<'_>],
    mut current: Batch,
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), PayloadError> {
    let (mut sent, mut received) = (0, 0);
    let mut spare: Vec<Batch> = Vec::new();
    let mut read = Ok(());
    let receive = |received: &mut usize, output: &mut dyn Write| {
        let mut batch = workers[*received % workers.len()].from.recv().expect("it is at work");
        *received += 1;
        batch.write(output)?;
        Ok::<_, PayloadError>(batch)
    };
    loop {
        // A full batch is known to be the last only when the next read finds nothing.
        let mut next = spare.pop().unwrap_or_else(Batch::new);
        if !current.is_last {
            read = next.fill(direction, current.first + BATCH as u64, input);
            current.is_last = read.is_ok() && next.chunks == 0;
        }
        let is_end = current.is_last || read.is_err();
        if let Some(worker) = workers.get(sent % workers.len().max(1)) {
            worker.to.send(current).expect("it is at work");
            sent += 1;
        } else {
            current.work(direction, &ChaCha20Poly1305::new(key.expose().into()));
            current.write(output)?;
            spare.push(current);
        }
        if is_end {
            break;
        }
        current = next;
        if sent - received == workers.len() * DEPTH && !workers.is_empty() {
            spare.push(receive(&mut received, output)?);
        }
    }
    while received < sent {
        receive(&mut received, output)?;
    }
    read.map_err(PayloadError::Read)
}
