//! The second place: the environment of every process that `collab` starts, which inherits none of
//! the variables that can hold a secret, whatever they hold.

use crate::arguments::children;
use crate::runs;
use crate::secrets::Secrets;
use crate::table::{Found, Place, assert_clean};
use crate::tracing::Traced;

/// The variables of `collab` that can hold a secret.
const SECRET: [&str; 2] = ["COLLAB_BACKUP_CODE=", "COLLAB_PASSPHRASE="];

/// What a run has there.
pub(crate) fn look(traced: &Traced, secrets: &Secrets) -> Vec<Found> {
    let found = |what: String| Found { place: Place::Environment, what };
    let variables: Vec<&Vec<u8>> =
        children(traced).flat_map(|(_, environment)| environment).collect();
    let passed_on = SECRET
        .into_iter()
        .filter(|name| variables.iter().any(|variable| variable.starts_with(name.as_bytes())));
    let passed_on = passed_on.map(|name| found(format!("{name}…")));
    let forms = variables.iter().flat_map(|variable| secrets.found_in(variable).into_keys());
    passed_on.chain(forms.map(|form| found(format!("{form:?}")))).collect()
}

#[test]
fn no_process_inherits_a_secret() {
    if let Some(watched) = runs::watched() {
        assert_clean(Place::Environment, "environments", &watched);
    }
}
