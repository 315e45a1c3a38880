//! What was reported done, put in order.
//!
//! The rule: each run took effect at one moment between its beginning and its end. What a worker did
//! to its own accounts has its own order; what all did to the one that they share has the order of
//! its names, each of which was given once. So a keystore, as it is at one moment, is so many steps
//! of each worker and so many of the shared account, and nothing else.

use std::collections::HashMap;
use std::time::Duration;

use crate::broken::{Broken, Kind};
use crate::people::ALICE;
use crate::run::{Answer, Came, Look, Run, Span, Text, What};

/// Everything that was reported done to accounts.
pub(crate) struct History {
    /// The steps of each worker; last those of the shared account.
    tracks: Vec<Track>,
    /// What became of each account, by its identity.
    lives: HashMap<Text, Life>,
}

/// Steps, one after another.
#[derive(Default)]
pub(crate) struct Track {
    steps: Vec<Span>,
    /// When the last of so many steps began, and when the first after so many ended.
    began: Vec<Duration>,
    ended: Vec<Duration>,
}

/// What an account was called.
struct Life {
    track: usize,
    stays: Vec<Stay>,
}

/// A name, from one count of steps to before another.
struct Stay {
    name: Text,
    from: usize,
    until: usize,
}

/// How many steps of each track a keystore shows.
pub(crate) type Moment = Vec<usize>;

impl History {
    /// What these runs reported, those of each worker in their order; and what of it can't be true.
    pub(crate) fn of(runs: &[Run], workers: usize) -> (Self, Vec<Broken>) {
        let mut history = Self {
            tracks: (0..=workers).map(|_| Track::default()).collect(),
            lives: HashMap::new(),
        };
        let mut broken = history.follow_workers(runs);
        broken.extend(history.follow_shared(runs, workers));
        for track in &mut history.tracks {
            track.reckon();
        }
        (history, broken)
    }

    fn follow_workers(&mut self, runs: &[Run]) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut winners: HashMap<&str, usize> = HashMap::new();
        for Run { worker, what, span, came, .. } in runs {
            let track = &mut self.tracks[*worker];
            match (what, came) {
                (
                    What::Init { name } | What::Restore { name, .. },
                    Came::Done(Answer::Identity(identity)),
                ) => {
                    track.steps.push(*span);
                    let stays = vec![Stay {
                        name: name.clone(),
                        from: track.steps.len(),
                        until: usize::MAX,
                    }];
                    let life = Life { track: *worker, stays };
                    if self.lives.insert(identity.clone(), life).is_some() {
                        broken.push(Broken::new(Kind::False, format!("{identity} is new twice")));
                    }
                    if let Some(other) = winners.insert(name, *worker) {
                        let how = format!("workers {other} and {worker} both have made {name}");
                        broken.push(Broken::new(Kind::False, how));
                    }
                }
                (What::Rename { identity, to, .. }, Came::Done(_))
                    if &**identity != ALICE.identity =>
                {
                    track.steps.push(*span);
                    let now = track.steps.len();
                    let life = self.lives.get_mut(identity).expect("it was made before");
                    life.move_on(to.clone(), now);
                }
                _ => {}
            }
        }
        broken
    }

    /// Follows the shared account from name to name.
    fn follow_shared(&mut self, runs: &[Run], workers: usize) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut steps: HashMap<&str, (&Text, Span)> = HashMap::new();
        for Run { what, span, came, .. } in runs {
            if let (What::Rename { identity, from, to }, Came::Done(_)) = (what, came)
                && &**identity == ALICE.identity
                && let Some((other, _)) = steps.insert(from, (to, *span))
            {
                let how = format!("{from} was renamed twice, to {other} and to {to}");
                broken.push(Broken::new(Kind::Lost, how));
            }
        }
        let track = &mut self.tracks[workers];
        let first = Stay { name: Text::from(ALICE.name), from: 0, until: usize::MAX };
        let mut life = Life { track: workers, stays: vec![first] };
        let mut name: &str = ALICE.name;
        while let Some((to, span)) = steps.remove(name) {
            track.steps.push(span);
            life.move_on(to.clone(), track.steps.len());
            name = to;
        }
        self.lives.insert(Text::from(ALICE.identity), life);
        broken.extend(steps.into_iter().map(|(from, (to, _))| {
            let how = format!("{from} was renamed to {to}, and nobody had called it {from}");
            Broken::new(Kind::False, how)
        }));
        broken.extend(out_of_order(&track.steps, "a rename of the shared account"));
        broken
    }

    /// Which moment it is that a look shows.
    pub(crate) fn moment(&self, look: &Look) -> Result<Moment, Broken> {
        let mut least = vec![0; self.tracks.len()];
        let mut most: Vec<usize> = self.tracks.iter().map(|track| track.steps.len()).collect();
        let mut culprit: Vec<&str> = vec![""; self.tracks.len()];
        for (identity, Life { track, stays }) in &self.lives {
            let (from, until) = match look.names.get(identity) {
                None => (0, stays[0].from),
                Some(name) => {
                    let stay = stays.iter().find(|stay| stay.name == *name);
                    let told = || Broken::new(Kind::False, format!("{name} was never reported"));
                    stay.map(|stay| (stay.from, stay.until)).ok_or_else(told)?
                }
            };
            least[*track] = least[*track].max(from);
            // The shared account was there before all steps.
            let until = until.checked_sub(1).ok_or_else(|| lost(&stays[0].name))?;
            if until < most[*track] {
                (most[*track], culprit[*track]) = (until, &stays.last().expect("one").name);
            }
        }
        if let Some(unknown) =
            look.names.iter().find(|(identity, _)| !self.lives.contains_key(*identity))
        {
            return Err(Broken::new(Kind::False, format!("{} was never reported", unknown.1)));
        }
        match (0..self.tracks.len()).find(|track| least[*track] > most[*track]) {
            Some(track) => Err(lost(culprit[track])),
            None => Ok(least),
        }
    }

    /// The tracks.
    pub(crate) fn tracks(&self) -> &[Track] {
        &self.tracks
    }
}

fn lost(name: &str) -> Broken {
    Broken::new(Kind::Lost, format!("what was done to {name} is undone"))
}

impl Life {
    fn move_on(&mut self, name: Text, from: usize) {
        self.stays.last_mut().expect("it has a name").until = from;
        self.stays.push(Stay { name, from, until: usize::MAX });
    }
}

impl Track {
    fn reckon(&mut self) {
        let mut began = Duration::ZERO;
        self.began = vec![began];
        for step in &self.steps {
            began = began.max(step.began);
            self.began.push(began);
        }
        let mut ended = Duration::MAX;
        self.ended = vec![ended];
        for step in self.steps.iter().rev() {
            ended = ended.min(step.ended);
            self.ended.push(ended);
        }
        self.ended.reverse();
    }

    /// When the last to begin of so many steps began.
    pub(crate) fn began(&self, steps: usize) -> Duration {
        self.began[steps]
    }

    /// When the first to end of all after so many steps ended.
    pub(crate) fn ended_after(&self, steps: usize) -> Duration {
        self.ended[steps]
    }
}

/// What is said of steps of which a later one was over before an earlier one began.
pub(crate) fn out_of_order(steps: &[Span], what: &str) -> Option<Broken> {
    let mut began = Duration::ZERO;
    let is_early = |step: &&Span| {
        began = began.max(step.began);
        step.ended < began
    };
    let early = steps.iter().find(is_early)?;
    let how = format!("{what} was over at {:?}, before the one that it follows began", early.ended);
    Some(Broken::new(Kind::False, how))
}
