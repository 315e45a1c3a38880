//! The third place: what a run says that fails. Of a code not even one box comes out.

use crate::runs::{self, Run};
use crate::secrets::Secrets;
use crate::support::collab::{ALICE, BOB, CAROL, leak};
use crate::table::{Found, Place, assert_clean};
use crate::tracing::Traced;

/// What a run has there that was to give no secret.
pub(crate) fn look(run: &Run, traced: &Traced, secrets: &Secrets) -> Vec<Found> {
    let mut found = Vec::new();
    for (name, bytes) in [("stdout", &traced.stdout), ("stderr", &traced.stderr)] {
        let mut what: Vec<String> =
            secrets.found_in(bytes).into_keys().map(|form| format!("{form:?}")).collect();
        // A keystore's path is ours, and may have digits.
        let text = String::from_utf8_lossy(bytes);
        let boxes = [ALICE, BOB, CAROL].into_iter().filter_map(|person| leak(person.code, &text));
        what.extend(boxes.map(|five| format!("the digits {five}")));
        found.extend(what.into_iter().map(|what| Found {
            place: Place::Output,
            what: format!("{what} on {name} of {:?}", run.name),
        }));
    }
    found
}

#[test]
fn no_run_that_fails_says_a_secret() {
    if let Some(watched) = runs::watched() {
        assert_clean(Place::Output, "outputs", &watched);
    }
}
