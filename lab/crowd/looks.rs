//! What readers saw: each look is of one moment while it looked, and all looks have one order.

use std::collections::HashMap;
use std::time::Duration;

use crate::broken::{Broken, Kind};
use crate::history::{History, Moment};
use crate::people::ALICE;
use crate::run::{Answer, Came, Look, Run, Span, Text, What};

/// A look that shows a moment.
struct Seen<'a> {
    span: Span,
    moment: Moment,
    default: &'a Option<Text>,
}

impl Seen<'_> {
    fn steps(&self) -> usize {
        self.moment.iter().sum()
    }
}

/// What is wrong with what was seen, the last look among it.
pub(crate) fn wrong(runs: &[Run], history: &History, last: &(Look, Span)) -> Vec<Broken> {
    let looks = runs.iter().filter_map(|run| match &run.came {
        Came::Done(Answer::Seen(look)) => Some((look, run.span)),
        _ => None,
    });
    let (mut seen, mut broken) = (Vec::new(), Vec::new());
    for (look, span) in looks.chain([(&last.0, last.1)]) {
        match history.moment(look) {
            Ok(moment) => seen.push(Seen { span, moment, default: &look.default }),
            Err(Broken { kind, how }) => {
                broken.push(Broken::new(kind, format!("a look at {:?}: {how}", span.began)));
            }
        }
    }
    broken.extend(seen.iter().filter_map(|seen| out_of_time(seen, history)));
    seen.sort_by_key(Seen::steps);
    broken.extend(contradictions(&seen));
    broken.extend(defaults_seen_again(&seen));
    broken.extend(defaults_out_of_time(runs, &seen));
    broken
}

/// Whether a look shows what began after it, or not what was over before it or before something
/// that it shows.
fn out_of_time(seen: &Seen<'_>, history: &History) -> Option<Broken> {
    let tracks = || history.tracks().iter().zip(&seen.moment);
    let shown = tracks().map(|(track, steps)| track.began(*steps)).max().unwrap_or_default();
    let missing = tracks().map(|(track, steps)| track.ended_after(*steps)).min();
    let missing = missing.unwrap_or(Duration::MAX);
    let Span { began, ended } = seen.span;
    let how = if missing < began {
        format!("a look at {began:?} does not show what was done at {missing:?}")
    } else if missing < shown {
        format!(
            "a look at {began:?} shows what began at {shown:?}, not what was done at {missing:?}"
        )
    } else if ended < shown {
        let how = format!("a look over at {ended:?} shows what began at {shown:?}");
        return Some(Broken::new(Kind::Other, how));
    } else {
        return None;
    };
    Some(Broken::new(Kind::Lost, how))
}

/// Looks of which neither shows all that the other does, or that show less than one before them.
fn contradictions(seen: &[Seen<'_>]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut began = Duration::ZERO;
    for pair in seen.windows(2) {
        let [earlier, later] = pair else { continue };
        let grows = earlier.moment.iter().zip(&later.moment).all(|(before, after)| before <= after);
        if earlier.steps() < later.steps() {
            began = began.max(earlier.span.began);
        }
        if !grows || later.span.ended < began {
            let at = [earlier.span.began, later.span.began];
            let how = format!("looks at {:?} and {:?} contradict each other", at[0], at[1]);
            broken.push(Broken::new(Kind::Lost, how));
        }
    }
    broken
}

/// A default that was another in between. No account is chosen twice.
fn defaults_seen_again(seen: &[Seen<'_>]) -> Vec<Broken> {
    let mut shown: HashMap<&Option<Text>, (usize, usize)> = HashMap::new();
    for look in seen {
        let steps = look.steps();
        let (first, last) = shown.entry(look.default).or_insert((steps, steps));
        (*first, *last) = ((*first).min(steps), (*last).max(steps));
    }
    let again = |look: &Seen<'_>| {
        let steps = look.steps();
        let within = |(default, (first, last)): (&&Option<Text>, &(usize, usize))| {
            *default != look.default && *first < steps && steps < *last
        };
        shown.iter().any(within)
    };
    let wrong = seen.iter().filter(|look| again(look));
    let how = |look: &Seen<'_>| {
        format!(
            "at {:?} {:?} was the default between two looks at another",
            look.span, look.default
        )
    };
    wrong.map(|look| Broken::new(Kind::Lost, how(look))).collect()
}

/// A default that nobody had chosen yet, or that someone had already replaced.
fn defaults_out_of_time(runs: &[Run], seen: &[Seen<'_>]) -> Vec<Broken> {
    let chosen: HashMap<&Text, Span> = runs
        .iter()
        .filter_map(|run| match (&run.what, &run.came) {
            (What::Use { identity, .. }, Came::Done(_)) => Some((identity, run.span)),
            _ => None,
        })
        .collect();
    let told = runs.iter().filter_map(|run| match (&run.what, &run.came) {
        (What::WhoAmI, Came::Done(Answer::Identity(identity))) => Some((Some(identity), run.span)),
        _ => None,
    });
    let looked = seen.iter().map(|look| (look.default.as_ref(), look.span));
    let is_wrong = |(default, span): &(Option<&Text>, Span)| {
        // The shared account was the first.
        let since = match default {
            Some(identity) if &***identity == ALICE.identity => Duration::ZERO,
            Some(identity) => match chosen.get(identity) {
                Some(choice) if !span.precedes(choice) => choice.ended,
                _ => return true,
            },
            None => return true,
        };
        chosen.values().any(|other| since < other.began && other.precedes(span))
    };
    told.chain(looked)
        .filter(is_wrong)
        .map(|(default, span)| {
            let how = format!("{default:?} can't have been the default at {span:?}");
            Broken::new(Kind::Lost, how)
        })
        .collect()
}
