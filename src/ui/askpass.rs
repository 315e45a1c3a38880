//! The program that asks for a passphrase in a window (`SSH_ASKPASS`, as ssh(1) describes it).
//!
//! The program gets the question as its argument and writes the answer to its stdout. A status
//! other than 0 means that the person left.

use std::ffi::OsString;
use std::io::Read as _;
use std::process::Stdio;

use super::{Next, Unanswered};
use crate::child;
use crate::secret::{Secret, SecretBytes};
use crate::term::stderr;

/// Longest answer, in bytes: the limit of a terminal's line mode.
const LONGEST: usize = 4096;

/// Returns the program where ssh would use it: with a display or `SSH_ASKPASS_REQUIRE=force`, and
/// never with `SSH_ASKPASS_REQUIRE=never`.
pub(crate) fn program(environment: &dyn Fn(&str) -> Option<OsString>) -> Option<OsString> {
    let variable = |name| environment(name).filter(|value| !value.is_empty());
    let program = variable("SSH_ASKPASS")?;
    let is_wanted = match variable("SSH_ASKPASS_REQUIRE") {
        Some(require) if require == "never" => false,
        Some(require) if require == "force" => true,
        _ => variable("DISPLAY").or_else(|| variable("WAYLAND_DISPLAY")).is_some(),
    };
    is_wanted.then_some(program)
}

/// Asks until `reply` returns [`Next::Done`].
pub(super) fn ask(
    program: &OsString,
    question: &str,
    reply: &mut dyn FnMut(&str) -> Next,
) -> Result<(), Unanswered> {
    let mut question = question.to_owned();
    loop {
        let answer = answer(program, &question)?;
        let line = str::from_utf8(answer.expose()).unwrap_or_default();
        match reply(line.trim_end_matches(['\r', '\n'])) {
            Next::Done => return Ok(()),
            Next::Ask(said, next) => {
                if let Some(said) = said {
                    stderr::lines(&said)?;
                }
                question = next;
            }
        }
    }
}

/// Returns one answer of the program.
fn answer(program: &OsString, question: &str) -> Result<SecretBytes, Unanswered> {
    let mut command = child::program(program);
    let mut child = command.arg(question).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut bytes = Secret::new(Vec::with_capacity(LONGEST + 1));
    let mut stdout = child.stdout.take().expect("it is piped").take(LONGEST as u64);
    let read = stdout.read_to_end(bytes.expose_mut());
    // A program that goes on writing is not waited for.
    drop(stdout);
    let status = child.wait()?;
    read?;
    if status.success() { Ok(bytes) } else { Err(Unanswered::Left) }
}
