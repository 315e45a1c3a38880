//! The way to the SSH agent of this session, and the refusal to hand a key to another machine's.

use crate::agent_client::Client;
use crate::commands::Context;
use crate::failure::{self, Failure, Outcome, Status};

/// The variable that names the agent's socket.
const SOCKET: &str = "SSH_AUTH_SOCK";

/// Connects to the agent. One that is forwarded to another machine is refused, unless that is asked
/// for: whoever rules that machine could use the key.
#[cfg(unix)]
pub(super) fn connect(
    context: &Context<'_>,
    accepts_forwarded: bool,
) -> Outcome<Client<std::os::unix::net::UnixStream>> {
    use std::os::unix::net::UnixStream;

    let path = variable(context, SOCKET).ok_or_else(no_agent)?;
    let stream = UnixStream::connect(&path).map_err(|error| failure::of_agent(&error.into()))?;
    for set in [UnixStream::set_read_timeout, UnixStream::set_write_timeout] {
        set(&stream, Some(failure::AGENT_TIMEOUT))
            .map_err(|error| failure::of_agent(&error.into()))?;
    }
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
    Ok(Client::new(stream))
}

#[cfg(not(unix))]
pub(super) fn connect(context: &Context<'_>, _: bool) -> Outcome<Client<std::io::Empty>> {
    let _ = (variable(context, SOCKET), failure::of_agent, no_agent);
    Err(Failure::new(
        Status::Failed,
        "on this system collab can't reach an SSH agent: it only speaks over Unix sockets",
    )
    .hint("write the key into a file with `collab ssh export FILE`"))
}

fn no_agent() -> Failure {
    Failure::new(Status::Failed, "no SSH agent is here: SSH_AUTH_SOCK is not set").hint(
        "start one with `eval \"$(ssh-agent)\"`, or write the key into a file with \
         `collab ssh export FILE`",
    )
}

/// A variable, if it is set: an empty one is not.
fn variable(context: &Context<'_>, name: &str) -> Option<std::ffi::OsString> {
    (context.environment)(name).filter(|value| !value.is_empty())
}

/// Whether the socket is one that sshd made to forward an agent. Where the system tells whose socket
/// it is, a living process has to be called sshd, `sshd-session` or the like: an agent's own starter
/// is gone by then. Where it doesn't, a session that came by SSH has to have an agent of its own.
#[cfg(unix)]
fn is_forwarded(context: &Context<'_>, stream: &std::os::unix::net::UnixStream) -> bool {
    if let Some(peer) = peer(stream) {
        return peer.is_some_and(|name| name.starts_with("sshd"));
    }
    let is_remote = variable(context, "SSH_CONNECTION").is_some();
    let agent = variable(context, "SSH_AGENT_PID");
    let agent = agent.and_then(|pid| pid.to_str()?.parse().ok());
    let agent = agent.and_then(rustix::process::Pid::from_raw);
    is_remote && agent.is_none_or(|pid| rustix::process::test_kill_process(pid).is_err())
}

/// The name of the process whose socket it is, if it lives; nothing where the system doesn't tell,
/// or the process is in another container.
#[cfg(target_os = "linux")]
fn peer(stream: &std::os::unix::net::UnixStream) -> Option<Option<String>> {
    use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};

    let pid = getsockopt(stream, PeerCredentials).ok()?.pid();
    if pid <= 0 {
        return None;
    }
    Some(std::fs::read_to_string(format!("/proc/{pid}/comm")).ok())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn peer(_: &std::os::unix::net::UnixStream) -> Option<Option<String>> {
    None
}
