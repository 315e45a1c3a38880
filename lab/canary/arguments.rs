//! The first place: the arguments of every process that `collab` starts.

use crate::runs;
use crate::secrets::Secrets;
use crate::table::{Found, Place, assert_clean};
use crate::tracing::Traced;

/// What each process that it started was started with: arguments, then environment.
pub(crate) fn children(traced: &Traced) -> impl Iterator<Item = (&[Vec<u8>], &[Vec<u8>])> {
    let program = crate::PROGRAM.as_bytes();
    let started = traced.calls.iter().filter(|call| call.name == "execve");
    // A shell may have come before it; what that was given is the test's doing.
    let own = move |call: &&crate::record::Call| call.strings().next() != Some(program);
    started.skip_while(own).skip(1).filter_map(|call| match &call.lists[..] {
        [_, arguments, environment] => Some((arguments.as_slice(), environment.as_slice())),
        _ => None,
    })
}

/// What a run has there.
pub(crate) fn look(traced: &Traced, secrets: &Secrets) -> Vec<Found> {
    let arguments = children(traced).flat_map(|(arguments, _)| arguments.join(&b' '));
    let arguments: Vec<u8> = arguments.collect();
    let found = secrets.found_in(&arguments).into_keys();
    found.map(|form| Found { place: Place::Arguments, what: format!("{form:?}") }).collect()
}

#[test]
fn no_process_is_started_with_a_secret() {
    if let Some(watched) = runs::watched() {
        assert_clean(Place::Arguments, "processes started", &watched);
    }
}
