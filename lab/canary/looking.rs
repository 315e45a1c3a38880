//! The search of a run: every place of it except its output.

use std::fs;

use super::homes::Files;
use super::places::{self, Place, Watched};
use super::secrets::Secrets;
use super::tracing::Traced;
use super::{files, memory};
use crate::support::collab::Home;

/// Returns the findings of a run in every place except its output.
pub(crate) fn looked_at(
    name: &str,
    home: &Home,
    before: &Files,
    traced: &Traced,
    secrets: &mut Secrets,
) -> Watched {
    secrets.of_keystore(home);
    let list = fs::read_to_string(home.at("out")).unwrap_or_default();
    for code in list.lines().filter(|line| !line.starts_with('#')) {
        secrets.recovery_code("a new recovery code", code);
    }
    let children = places::children(traced).count();
    let written = files::written(&traced.calls).count();
    let first = traced.calls.first().map(|call| call.process);
    let looks = [
        (Place::Arguments, children, places::in_arguments(traced, secrets)),
        (Place::Environment, children, places::in_environment(traced, secrets)),
        (Place::Files, written, files::look(home, before, &traced.calls, secrets)),
        (Place::Memory, traced.memories.len(), memory::look(&traced.memories, first, secrets)),
    ];
    let looked_at = looks.iter().map(|(place, count, _)| (*place, *count)).collect();
    let found = looks
        .into_iter()
        .flat_map(|(place, _, found)| found.into_iter().map(move |what| (place, what)));
    Watched { name: name.to_owned(), looked_at, found: found.collect(), ended_otherwise: None }
}
