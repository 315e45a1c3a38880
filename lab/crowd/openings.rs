//! Which passphrase opened the keystore when.
//!
//! The rule: each was its passphrase from the change that made it so to the next one, and was taken
//! then and only then. No passphrase is used twice.

use std::collections::HashMap;

use crate::broken::{Broken, Kind};
use crate::history::out_of_order;
use crate::run::{Came, Key, Refusal, Run, Span, What};

/// What changed the passphrase, and when.
struct Changes {
    /// The change to a passphrase.
    to: HashMap<Key, Span>,
    /// The change from a passphrase.
    from: HashMap<Key, Span>,
}

/// What is wrong with what was taken and refused, and with the order of the changes.
pub(crate) fn wrong(runs: &[Run]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut next: HashMap<Key, (Key, Span)> = HashMap::new();
    for run in runs {
        if let (What::Change { to }, Some(from), Came::Done(_)) = (&run.what, run.key, &run.came)
            && let Some((other, _)) = next.insert(from, (*to, run.span))
        {
            let how = format!("passphrase {from} was changed twice, to {other} and to {to}");
            broken.push(Broken::new(Kind::Lost, how));
        }
    }
    let changes = Changes {
        to: next.values().copied().collect(),
        from: next.iter().map(|(from, (_, span))| (*from, *span)).collect(),
    };
    let mut order = Vec::new();
    let mut key = 0;
    while let Some((to, span)) = next.remove(&key) {
        order.push(span);
        key = to;
    }
    broken.extend(out_of_order(&order, "a change of the passphrase"));
    broken.extend(runs.iter().filter_map(|run| changes.judge(run)));
    broken
}

impl Changes {
    fn judge(&self, run: &Run) -> Option<Broken> {
        let key = run.key?;
        // The first was there before everything.
        let (was_set, was_surely_set) = match self.to.get(&key) {
            Some(set) => (!run.span.precedes(set), set.precedes(&run.span)),
            None => (key == 0, key == 0),
        };
        let change = self.from.get(&key);
        let was_changed_before = change.is_some_and(|change| change.precedes(&run.span));
        let was_changed_after = change.is_none_or(|change| run.span.precedes(change));
        let (kind, is_explained) = match run.came {
            Came::Done(_) => (Kind::False, was_set && !was_changed_before),
            Came::Refused(Refusal::WrongSecret) => {
                (Kind::Other, !(was_surely_set && was_changed_after))
            }
            Came::Refused(Refusal::LockedAnew) => {
                (Kind::Other, was_set && !was_changed_before && !was_changed_after)
            }
            _ => return None,
        };
        let how = || format!("passphrase {key}, {:?} at {:?}", run.came, run.span);
        (!is_explained).then(|| Broken::new(kind, how()))
    }
}
