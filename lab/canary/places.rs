//! The places in which a run may leave no secret, and the findings in each.

use super::record::Call;
use super::secrets::Secrets;
use super::tracing::Traced;
use crate::support::collab::{ALICE, BOB, CAROL, leak};
use crate::work;

/// A place of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The arguments of every process that the run starts.
    Arguments,
    /// The environment of every process that the run starts.
    Environment,
    /// The output of a run that fails, which contains not even one box of a code.
    Output,
    /// Every file that the run writes to or leaves behind, and the files' names.
    Files,
    /// The run's memory as it is about to end.
    Memory,
}

/// A run, and the findings in its places.
pub(crate) struct Watched {
    pub(crate) name: String,
    /// The number of objects that were examined in each place: children, outputs, files written to,
    /// memories.
    pub(crate) looked_at: Vec<(Place, usize)>,
    /// The fragments that were found, each with its place.
    pub(crate) found: Vec<(Place, String)>,
    /// The outcome, if it was not the expected one.
    pub(crate) ended_otherwise: Option<String>,
}

/// Returns the arguments and the environment of each process that the run started.
pub(crate) fn children(traced: &Traced) -> impl Iterator<Item = (&[Vec<u8>], &[Vec<u8>])> {
    let program = crate::PROGRAM.as_bytes();
    let started = traced.calls.iter().filter(|call| call.name == "execve");
    // A shell may have come first; its arguments are the test's.
    let own = move |call: &&Call| call.strings().next() != Some(program);
    started.skip_while(own).skip(1).filter_map(|call| match &call.lists[..] {
        [_, arguments, environment] => Some((arguments.as_slice(), environment.as_slice())),
        _ => None,
    })
}

/// Returns the secrets in the children's arguments.
pub(crate) fn in_arguments(traced: &Traced, secrets: &Secrets) -> Vec<String> {
    let arguments = children(traced).flat_map(|(arguments, _)| arguments.join(&b' '));
    secrets.found_in(&arguments.collect::<Vec<u8>>()).keys().map(|it| format!("{it:?}")).collect()
}

/// Returns the secrets in the children's environments. Children inherit none of the variables that
/// can hold a secret, whatever their values.
pub(crate) fn in_environment(traced: &Traced, secrets: &Secrets) -> Vec<String> {
    const SECRET: [&str; 2] = ["COLLAB_BACKUP_CODE=", "COLLAB_PASSPHRASE="];
    let mut found = Vec::new();
    for variable in children(traced).flat_map(|(_, environment)| environment) {
        let passed_on = SECRET.iter().filter(|name| variable.starts_with(name.as_bytes()));
        found.extend(passed_on.map(|name| format!("{name}…")));
        found.extend(secrets.found_in(variable).keys().map(|form| format!("{form:?}")));
    }
    found
}

/// Returns the secrets in the output of a run that was not asked for any.
pub(crate) fn in_output(traced: &Traced, secrets: &Secrets) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in [("stdout", &traced.stdout), ("stderr", &traced.stderr)] {
        let text = String::from_utf8_lossy(bytes);
        let boxes = [ALICE, BOB, CAROL].into_iter().filter_map(|person| leak(person.code, &text));
        let boxes = boxes.map(|five| format!("the digits {five}"));
        let forms = secrets.found_in(bytes).into_keys().map(|form| format!("{form:?}"));
        found.extend(forms.chain(boxes).map(|what| format!("{what} on {name}")));
    }
    found
}

/// Prints a line about the findings in a place.
pub(crate) fn say(place: &str, runs: usize, what: &str, fragments: usize) {
    work::say(&format!("canary: {place:<12} {runs:>4} runs, {what:<40} {fragments:>3} fragments"));
}
