//! The crowd, and everything that is looked at when it has gone.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use crate::arena::Arena;
use crate::broken::{Broken, Kind};
use crate::generator::Generator;
use crate::history::History;
use crate::run::{Look, Run, Span};
use crate::share::{number, say, share};
use crate::worker::Worker;
use crate::{looks, openings, refusals, told};

/// How many processes at a time, and how many rounds of each.
const WHOLE: (f64, f64) = (64.0, 100.0);
/// What a bare `cargo test` tries.
const SMALL: f64 = 0.01;

/// One after the other has all cores.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn many_at_once_lose_nothing_and_all_that_is_reported_is_so() {
    hold("unlocked", Arena::empty);
}

#[test]
fn nor_when_it_is_locked_and_the_passphrase_changes() {
    hold("locked", Arena::locked);
}

fn hold(name: &str, arena: impl FnOnce() -> Arena) {
    // The other one may have failed.
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (share, seed) =
        (share("COLLAB_CROWD_SHARE", SMALL), number("COLLAB_CROWD_SEED").unwrap_or(1));
    let (workers, rounds) = (part(WHOLE.0, share), part(WHOLE.1, share));
    let start = Instant::now();
    let arena = arena();
    let runs = crowd(&arena, name, workers, rounds, seed);
    let last = arena.last_look();
    let seconds = start.elapsed().as_secs_f64();
    let mut broken = match &last {
        Ok(last) => wrong(&runs, workers, last, usize::from(!arena.is_locked())),
        Err(why) => vec![Broken::new(Kind::Unreadable, why)],
    };
    broken.extend(arena.left_behind().into_iter().map(|name| Broken::new(Kind::Other, name)));
    let (accounts, size) = (last.map_or(0, |(look, _)| look.names.len()), arena.size() / 1024);
    say(&format!(
        "{workers} processes at once, {rounds} rounds each (seed {seed}, share {share}, {seconds:.1} \
         s), {accounts} accounts at the end, {size} KiB\n{}",
        told::table(name, &runs, &broken),
    ));
    drop(turn);
    if let Some(broken) = told::in_words(&broken) {
        panic!("{broken}");
    }
}

/// Has so many work at once, and gives all runs, those of each in their order.
fn crowd(arena: &Arena, name: &str, workers: usize, rounds: usize, seed: u64) -> Vec<Run> {
    thread::scope(|scope| {
        let all: Vec<_> = (0..workers)
            .map(|number| {
                let dice = Generator::of(seed, name, u32::try_from(number).expect("not many"));
                let worker = Worker::new(arena, number, dice);
                scope.spawn(move || worker.work(rounds))
            })
            .collect();
        all.into_iter().flat_map(|one| one.join().expect("it failed; see above")).collect()
    })
}

/// Everything that is wrong with these runs and what is there at the end, if that many had to make
/// the shared account.
pub(crate) fn wrong(
    runs: &[Run],
    workers: usize,
    last: &(Look, Span),
    missing: usize,
) -> Vec<Broken> {
    let (history, mut broken) = History::of(runs, workers);
    broken.extend(looks::wrong(runs, &history, last));
    broken.extend(refusals::wrong(runs, workers, missing));
    broken.extend(openings::wrong(runs));
    broken
}

/// The part of a whole of which the root is the share, at least two.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the whole")]
fn part(whole: f64, share: f64) -> usize {
    ((whole * share.sqrt()).round() as usize).max(2)
}
