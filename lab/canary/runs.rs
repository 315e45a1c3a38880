//! All runs, each watched once for all places.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::homes::{Before, SECRETS, home, snapshot};
use super::looking::looked_at;
use super::places::{self, Place, Watched, say};
use super::run::{Run, run};
use super::tracing::{self, Ends};
use super::{failing, succeeding, typed};
use crate::support::collab::PASSPHRASE;
use crate::support::display::{Display, XServer};
use crate::work;

/// Returns all runs, watched once for all places, or `None` where that is not possible.
fn watched() -> Option<Vec<&'static Watched>> {
    static WATCHED: OnceLock<Vec<Watched>> = OnceLock::new();
    if !tracing::is_here() {
        return None;
    }
    let watched = WATCHED.get_or_init(|| {
        let mut runs: Vec<Run> = failing::table().into_iter().chain(succeeding::table()).collect();
        // With a display, a process holds the clipboard and ends by itself.
        let display = XServer::start();
        for (name, value) in display.iter().flat_map(Display::variables) {
            let copy = run(Before::Two, &["copy", "--for", "1"]).ends(Ends::BesideItsChild);
            runs.push(copy.variable("COLLAB_PASSPHRASE", PASSPHRASE).variable(name, &value));
        }
        let mut watched = work::all(&runs, watch);
        watched.extend(typed::watched());
        watched
    });
    Some(watched.iter().collect())
}

/// Makes a run, and examines every place.
fn watch(run: &Run) -> Watched {
    let home = home(run.before);
    (run.prepare)(&home);
    let mut secrets = SECRETS.clone();
    secrets.of_keystore(&home);
    let before = snapshot(home.path());
    let traced = tracing::run(&run.command(&home), run.streams(), run.ends);
    let mut watched = looked_at(&run.name, &home, &before, &traced, &mut secrets);
    watched.ended_otherwise = traced.otherwise(run.status);
    if run.status != 0 {
        watched.looked_at.push((Place::Output, 2));
        let found = places::in_output(&traced, &secrets).into_iter();
        watched.found.extend(found.map(|what| (Place::Output, what)));
    }
    watched
}

#[test]
fn no_run_leaves_a_secret_in_any_place() {
    let Some(watched) = watched() else { return };
    let mut all = Vec::new();
    for (place, what) in [
        (Place::Arguments, "processes started"),
        (Place::Environment, "environments"),
        (Place::Output, "outputs of runs that fail"),
        (Place::Files, "writes to files"),
        (Place::Memory, "memories"),
    ] {
        let counts = watched.iter().flat_map(|one| &one.looked_at);
        let counts = counts.filter(|(other, _)| *other == place).map(|(_, count)| count);
        let total: usize = counts.sum();
        assert!(total > 0, "{place:?}: nothing was looked at, so nothing could be found");
        let found = watched.iter().flat_map(|one| one.found.iter().map(move |it| (one, it)));
        let found = found.filter(|(_, (other, _))| *other == place);
        let found = found.map(|(one, (_, what))| format!("{place:?}: {}: {what}", one.name));
        let found: Vec<String> = found.collect();
        say(&format!("{place:?}"), watched.len(), &format!("{total} {what}"), found.len());
        all.extend(found);
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_run_ends_as_it_has_to() {
    let ends = watched().into_iter().flatten().filter_map(|one| {
        one.ended_otherwise.as_ref().map(|how| (one.name.as_str(), how.as_str()))
    });
    let otherwise: BTreeMap<&str, &str> = ends.collect();
    assert!(otherwise.is_empty(), "{otherwise:#?}");
}
