//! What was refused: each for a reason that was there at the time, and after no longer than
//! promised. Refused passphrases are looked at in [`openings`](crate::openings).

use std::time::Duration;

use collab::keystore::Keystore;

use crate::broken::{Broken, Kind};
use crate::run::{Answer, Came, Refusal, Run, What};

/// What comes on top of the patience: a start beside all others.
const SLACK: Duration = Duration::from_secs(15);
/// What comes on top of it for each of the others, who may all be deriving a key at once.
const DERIVING: Duration = Duration::from_secs(1);

/// What is wrong with what was refused, and with how long anything took. So many had to find the
/// shared account missing.
pub(crate) fn wrong(runs: &[Run], workers: usize, missing: usize) -> Vec<Broken> {
    let mut broken: Vec<Broken> = runs.iter().filter_map(|run| unfounded(run, runs)).collect();
    broken.extend(runs.iter().filter_map(|run| late(run, workers)));
    let is_new = |run: &&Run| matches!(run.came, Came::Done(Answer::IsNew(true)));
    let new = runs.iter().filter(is_new).count();
    if new != missing {
        broken.push(Broken::new(Kind::Lost, format!("the shared account was new {new} times")));
    }
    broken
}

fn unfounded(run: &Run, runs: &[Run]) -> Option<Broken> {
    let done_by = |done: &dyn Fn(&What) -> bool| {
        runs.iter().any(|other| {
            matches!(other.came, Came::Done(_))
                && done(&other.what)
                && !run.span.precedes(&other.span)
        })
    };
    let is_founded = match (&run.came, &run.what) {
        (Came::Wrong(said), _) => {
            let is_keystore = said.starts_with("status Some(7)");
            let kind = if is_keystore { Kind::Unreadable } else { Kind::Other };
            return Some(Broken::new(kind, format!("{:?}: {said}", run.what)));
        }
        (Came::Refused(Refusal::Taken), What::Init { name }) => {
            done_by(&|what| matches!(what, What::Init { name: other } if other == name))
        }
        (Came::Refused(Refusal::Gone), What::Rename { from, .. }) => {
            done_by(&|what| matches!(what, What::Rename { from: other, .. } if other == from))
        }
        (Came::Refused(Refusal::Taken | Refusal::Gone), _) => false,
        (Came::Refused(Refusal::Busy), what) => what.writes(),
        (Came::Refused(Refusal::WrongSecret | Refusal::LockedAnew), _) => run.key.is_some(),
        (Came::Done(_), _) => true,
    };
    (!is_founded).then(|| Broken::new(Kind::Other, format!("refused for no reason: {run:?}")))
}

/// Everything ends soon after its patience, and nobody gives up before.
fn late(run: &Run, workers: usize) -> Option<Broken> {
    let took = run.span.length();
    let is_early = matches!(run.came, Came::Refused(Refusal::Busy)) && took < Keystore::PATIENCE;
    let mut longest = Keystore::PATIENCE + SLACK;
    if run.key.is_some() {
        // It is waited for twice: to find that it is locked, and to change it.
        longest += Keystore::PATIENCE + DERIVING * u32::try_from(workers).expect("not many");
    }
    let is_wrong = is_early || took > longest;
    is_wrong.then(|| Broken::new(Kind::Wait, format!("{took:?}: {:?}", run.what)))
}
