//! The program that asks for a passphrase in a window (`SSH_ASKPASS`, as ssh(1) describes it).
//!
//! It gets the question as its argument and writes the answer to its stdout. A status other than 0
//! means that the person left.

use std::ffi::OsString;
use std::io::Read as _;
use std::process::Stdio;

use super::{Next, Unanswered};
use crate::child;
use crate::secret::{Secret, SecretBytes};
use crate::term::stderr;

/// How long an answer may be, in bytes: what a terminal's line mode takes.
const LONGEST: usize = 4096;

/// The program, where it is to be used: ssh asks for a display, unless it is told to do without.
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

/// Asks until `reply` is content.
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

/// What it answers.
fn answer(program: &OsString, question: &str) -> Result<SecretBytes, Unanswered> {
    let mut command = child::program(program);
    let mut child = command.arg(question).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut bytes = Secret::new(Vec::with_capacity(LONGEST + 1));
    let mut stdout = child.stdout.take().expect("it is piped").take(LONGEST as u64);
    let read = stdout.read_to_end(bytes.expose_mut());
    // Whoever writes on is not waited for.
    drop(stdout);
    let status = child.wait()?;
    read?;
    if status.success() { Ok(bytes) } else { Err(Unanswered::Left) }
}
