//! The running SSH agent: the connection to it, the refusal to hand a key to another machine's
//! agent, and the removal of a login key.

use std::io::{Read, Write};
use std::time::Duration;

use super::Context;
use crate::agent_client::{AgentError, Client};
use crate::failure::{self, Failure, Outcome, Status};
use crate::ssh_wire::PublicKey;

/// The variable that names the agent's socket.
const SOCKET: &str = "SSH_AUTH_SOCK";

/// Connects to the agent. Refuses one that is forwarded from another machine unless
/// `accepts_forwarded`: anyone who controls that machine could use the key. Each answer may take up
/// to `time`.
#[cfg(unix)]
pub(crate) fn connect(
    context: &Context<'_>,
    accepts_forwarded: bool,
    time: Duration,
) -> Outcome<Client<limited::Limited>> {
    let path = context.variable(SOCKET).ok_or_else(no_agent)?;
    let stream = limited::connected(path.into(), time)
        .map_err(|error| failure::of_agent(&error.into(), time))?;
    if !accepts_forwarded && is_forwarded(context, &stream) {
        return Err(Failure::new(
            Status::Failed,
            "this SSH agent is forwarded: it runs on the machine that you came from",
        )
        .hint(
            "run this on your own machine, whose agent serves you here, too; `--force` hands the \
             key over all the same",
        ));
    }
    Ok(Client::new(limited::Limited::new(stream, time)))
}

/// A connection that gives the peer a time limit for each answer, however slowly its bytes come.
#[cfg(unix)]
mod limited {
    use std::io::{self, ErrorKind, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;
    use std::sync::mpsc;
    use std::thread;
    use std::time::{Duration, Instant};

    /// Connects within this time. The system waits without limit while the queue of the socket is
    /// full, so a thread connects, and is abandoned on timeout.
    pub(crate) fn connected(path: PathBuf, time: Duration) -> io::Result<UnixStream> {
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new().spawn(move || sender.send(UnixStream::connect(path)))?;
        receiver.recv_timeout(time).map_err(|_| ErrorKind::TimedOut)?
    }

    pub(crate) struct Limited {
        stream: UnixStream,
        time: Duration,
        /// The instant at which the current answer is due.
        until: Instant,
    }

    impl Limited {
        pub(crate) fn new(stream: UnixStream, time: Duration) -> Self {
            Self { stream, time, until: Instant::now() + time }
        }

        fn left(&self) -> io::Result<Option<Duration>> {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
        }
    }

    impl Read for Limited {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.stream.set_read_timeout(self.left()?)?;
            self.stream.read(buffer)
        }
    }

    impl Write for Limited {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.until = Instant::now() + self.time;
            self.stream.set_write_timeout(Some(self.time))?;
            self.stream.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.stream.flush()
        }
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::net::UnixListener;

        use super::*;

        #[test]
        fn an_agent_that_accepts_no_connection_is_given_up() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("agent");
            let _listens = UnixListener::bind(&path).expect("a socket");
            let mut waiting = Vec::new();
            let error = loop {
                match connected(path.clone(), Duration::from_millis(200)) {
                    Ok(stream) => waiting.push(stream),
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::TimedOut);
        }

        #[test]
        fn an_agent_that_is_silent_or_too_slow_is_given_up() {
            for pause in [None, Some(Duration::from_millis(20))] {
                let (ours, mut theirs) = UnixStream::pair().expect("two ends");
                let speaks = thread::spawn(move || {
                    while let Some(pause) = pause {
                        thread::sleep(pause);
                        if theirs.write_all(b"x").is_err() {
                            break;
                        }
                    }
                    theirs
                });
                let mut limited = Limited::new(ours, Duration::from_millis(200));
                let error = limited.read_exact(&mut [0; 10_000]).expect_err("it is too slow");
                assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
                drop(limited);
                drop(speaks.join().expect("no panic"));
            }
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn connect(
    context: &Context<'_>,
    _: bool,
    _: Duration,
) -> Outcome<Client<std::io::Empty>> {
    let _ = (context.variable(SOCKET), failure::of_agent, no_agent);
    Err(Failure::new(
        Status::Failed,
        "on this system collab can't reach an SSH agent: it only speaks over Unix sockets",
    )
    .hint("write the key into a file with `collab ssh export FILE`"))
}

/// The outcome of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removed {
    Done,
    WasNotThere,
    /// The agent lists no keys at all. A locked agent does so whatever it holds.
    NothingListed,
}

/// Removes a key from an agent, whose answers may take `time`.
pub(crate) fn take_out<S: Read + Write>(
    agent: &mut Client<S>,
    key: &PublicKey,
    time: Duration,
) -> Outcome<Removed> {
    match agent.remove(key) {
        Ok(()) => Ok(Removed::Done),
        Err(AgentError::Refused) => {
            let held = agent.list().map_err(|error| failure::of_agent(&error, time))?;
            if held.iter().any(|held| held.blob == key.blob()) {
                return Err(Failure::new(
                    Status::Failed,
                    "the SSH agent has the login key, and refused to remove it",
                )
                .hint("`ssh-add -D` removes every key; or end the agent with `ssh-agent -k`"));
            }
            Ok(if held.is_empty() { Removed::NothingListed } else { Removed::WasNotThere })
        }
        Err(error) => Err(failure::of_agent(&error, time)),
    }
}

/// Removes the login keys of accounts that are no longer here from the agent, if there is one and
/// it is this machine's. Returns the outcome for each key.
pub(crate) fn forget(context: &Context<'_>, keys: &[PublicKey]) -> Outcome<Vec<Removed>> {
    // The agent asks nobody about a removal, so it answers at once or not at all.
    const TIME: Duration = Duration::from_secs(5);
    // There is no agent, or it is another machine's.
    let Ok(mut agent) = connect(context, false, TIME) else { return Ok(Vec::new()) };
    keys.iter().map(|key| take_out(&mut agent, key, TIME)).collect()
}

fn no_agent() -> Failure {
    Failure::new(Status::Failed, "no SSH agent is here: SSH_AUTH_SOCK is not set").hint(
        "start one with `eval \"$(ssh-agent)\"`, or write the key into a file with \
         `collab ssh export FILE`",
    )
}

/// The process that made the socket that we are connected to.
#[cfg(unix)]
#[derive(Debug)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "Linux alone tells"))]
enum Peer {
    /// A running process of this name.
    Process(String),
    /// A process that has ended, like the one that starts OpenSSH's agent.
    Ended,
    /// The system doesn't tell, or the process is in another container.
    Unknown,
}

#[cfg(unix)]
fn is_forwarded(context: &Context<'_>, stream: &std::os::unix::net::UnixStream) -> bool {
    let is_remote = context.variable("SSH_CONNECTION").is_some();
    let agent = context.variable("SSH_AGENT_PID");
    let agent = agent.and_then(|pid| pid.to_str()?.parse().ok());
    let agent = agent.and_then(rustix::process::Pid::from_raw);
    let has_own = agent.is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok());
    is_of_sshd(&peer(stream), is_remote, has_own)
}

/// Whether sshd made the socket, to forward an agent. If the process is unknown, true for a session
/// over SSH without an agent of its own.
#[cfg(unix)]
fn is_of_sshd(peer: &Peer, is_remote: bool, has_own_agent: bool) -> bool {
    match peer {
        // The process of a session: `sshd`, or `sshd-session` since OpenSSH 9.8.
        Peer::Process(name) => name.starts_with("sshd"),
        Peer::Ended => false,
        Peer::Unknown => is_remote && !has_own_agent,
    }
}

#[cfg(target_os = "linux")]
fn peer(stream: &std::os::unix::net::UnixStream) -> Peer {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};

    match getsockopt(stream, PeerCredentials).map(|peer| peer.pid()) {
        Ok(pid) if pid > 0 => match std::fs::read_to_string(format!("/proc/{pid}/comm")) {
            Ok(name) => Peer::Process(name),
            Err(_) => Peer::Ended,
        },
        _ => Peer::Unknown,
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn peer(_: &std::os::unix::net::UnixStream) -> Peer {
    Peer::Unknown
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_forwarded_where_sshd_made_its_socket() {
        let process = |name| Peer::Process(String::from(name));
        for (is_remote, has_own) in [(false, false), (false, true), (true, false), (true, true)] {
            for name in ["sshd\n", "sshd-session\n", "sshd: maria\n"] {
                assert!(is_of_sshd(&process(name), is_remote, has_own), "{name}");
            }
            for name in ["ssh-agent\n", "gpg-agent\n", "ssh\n", "my-sshd\n", ""] {
                assert!(!is_of_sshd(&process(name), is_remote, has_own), "{name}");
            }
            assert!(!is_of_sshd(&Peer::Ended, is_remote, has_own));
            assert_eq!(is_of_sshd(&Peer::Unknown, is_remote, has_own), is_remote && !has_own);
        }
    }
}
