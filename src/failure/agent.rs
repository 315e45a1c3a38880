//! Failures of the SSH agent.

use std::io::ErrorKind;
use std::time::Duration;

use super::{Failure, Status, system_words};
use crate::agent_client::AgentError;

/// Reports that the SSH agent failed; `time` is how long it had for an answer.
pub(crate) fn of_agent(error: &AgentError, time: Duration) -> Failure {
    let message = match error {
        AgentError::Refused => String::from("the SSH agent refused"),
        AgentError::NoAnswer => {
            String::from("the SSH agent closed the connection without an answer")
        }
        AgentError::Truncated => {
            String::from("the SSH agent closed the connection in the middle of its answer")
        }
        AgentError::TooLong(_) => {
            String::from("the SSH agent announced an answer that is too long")
        }
        AgentError::Connection(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                format!("the SSH agent gave no answer in {} s", time.as_secs())
            }
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => {
                String::from("the SSH agent closed the connection without an answer")
            }
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
                String::from("the SSH agent that SSH_AUTH_SOCK names is not running")
            }
            _ => format!("the SSH agent can't be reached: {}", system_words(error)),
        },
        AgentError::OtherAnswer(_) | AgentError::Malformed => {
            String::from("the SSH agent gave an answer that collab does not understand")
        }
    };
    Failure::new(Status::Failed, message).hint(
        "start another one with `eval \"$(ssh-agent)\"`, or write the key into a file with \
         `collab ssh export FILE`",
    )
}
