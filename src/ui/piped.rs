//! Piped stdin, read straight into memory that is wiped: the standard library's own buffer never
//! is.

use std::io;
use std::time::Duration;

use crate::secret::{Secret, SecretBytes};

/// White space, in bytes, after which no text is expected.
const MOST_BLANK: usize = 64 * 1024;

/// Silence after which a waiting pipe is mentioned, or counts as empty.
const SILENCE: Duration = Duration::from_secs(2);

/// Reads up to `limit` bytes, and one more if there are more. Calls `silent` once, if nothing comes
/// within [`SILENCE`].
#[cfg(unix)]
pub(super) fn read(limit: usize, mut silent: impl FnMut()) -> io::Result<SecretBytes> {
    use rustix::buffer::spare_capacity;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    let stdin = io::stdin();
    let silence = Timespec::try_from(SILENCE).map_err(io::Error::other)?;
    match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&silence)) {
        Ok(0) => silent(),
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let mut bytes = Secret::new(Vec::with_capacity(limit + 1));
    while bytes.expose().len() <= limit {
        match rustix::io::read(&stdin, spare_capacity(bytes.expose_mut())) {
            Ok(0) => break,
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(bytes)
}

/// Whether anything but white space comes before the end of stdin, or before a silence.
#[cfg(unix)]
pub(super) fn speaks() -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{FileType, fstat};
    use rustix::io::Errno;

    let stdin = io::stdin();
    let kind = match fstat(&stdin) {
        Ok(stat) => FileType::from_raw_mode(stat.st_mode),
        Err(Errno::BADF) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    if matches!(kind, FileType::CharacterDevice | FileType::BlockDevice) {
        return Ok(false);
    }
    let silence = Timespec::try_from(SILENCE).map_err(io::Error::other)?;
    let mut bytes = Secret::new([0; 256]);
    let mut blank = 0;
    while blank <= MOST_BLANK {
        match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&silence)) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match rustix::io::read(&stdin, bytes.expose_mut()) {
            Ok(0) => return Ok(false),
            Ok(length) if is_blank(&bytes.expose()[..length]) => blank += length,
            Ok(_) => return Ok(true),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(false)
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

/// Stdin without the standard library's buffer.
#[cfg(windows)]
fn unbuffered() -> io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle as _;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

/// Whether anything but white space comes before the end of stdin, or before a silence.
#[cfg(windows)]
pub(super) fn speaks() -> io::Result<bool> {
    use std::io::Read as _;
    use std::sync::mpsc;

    // A closed stdin, or the null device.
    let Ok(mut stdin) = unbuffered() else { return Ok(false) };
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Secret::new([0; 256]);
        let mut blank = 0;
        let speaks = loop {
            match stdin.read(bytes.expose_mut()) {
                Ok(0) => break Ok(false),
                Ok(length) if is_blank(&bytes.expose()[..length]) && blank <= MOST_BLANK => {
                    blank += length;
                }
                Ok(_) => break Ok(true),
                Err(error) => break Err(error),
            }
        };
        // The receiver is gone only after a silence.
        let _ = sender.send(speaks);
    });
    receiver.recv_timeout(SILENCE).unwrap_or(Ok(false))
}

/// Reads up to `limit` bytes, and one more if there are more. Calls `silent` once, if not all has
/// come within [`SILENCE`].
#[cfg(windows)]
pub(super) fn read(limit: usize, mut silent: impl FnMut()) -> io::Result<SecretBytes> {
    use std::io::Read as _;
    use std::sync::mpsc;

    let mut input = unbuffered()?.take(limit as u64 + 1);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Secret::new(Vec::with_capacity(limit + 1));
        let outcome = input.read_to_end(bytes.expose_mut());
        // The receiver is gone only if the process is ending.
        let _ = sender.send(outcome.map(|_| bytes));
    });
    receiver.recv_timeout(SILENCE).or_else(|_| {
        silent();
        receiver.recv().map_err(io::Error::other)
    })?
}
