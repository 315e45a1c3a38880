//! That the checks see what they are for: a history in which everything is as it should be, and the
//! same with one thing wrong.

use std::time::Duration;

use crate::broken::Kind;
use crate::crowd::wrong;
use crate::people::ALICE;
use crate::run::{Answer, Came, Key, Look, Refusal, Run, Span, Text, What};

const WORKERS: usize = 4;

/// What is logged, and what is there at the end.
struct Log {
    runs: Vec<Run>,
    last: (Look, Span),
}

/// From one second to another.
fn span(began: u64, ended: u64) -> Span {
    Span { began: Duration::from_secs(began), ended: Duration::from_secs(ended) }
}

fn run(worker: usize, key: Key, seconds: (u64, u64), what: What, came: Came) -> Run {
    let key = what.writes().then_some(key);
    Run { worker, what, key, span: span(seconds.0, seconds.1), came }
}

fn made(identity: &str) -> Came {
    Came::Done(Answer::Identity(Text::from(identity)))
}

const DONE: Came = Came::Done(Answer::Nothing);

fn init(name: &str) -> What {
    What::Init { name: Text::from(name) }
}

fn restore(name: &str, identity: &str) -> What {
    What::Restore { name: Text::from(name), identity: Text::from(identity) }
}

fn rename(identity: &str, from: &str, to: &str) -> What {
    What::Rename { identity: Text::from(identity), from: Text::from(from), to: Text::from(to) }
}

fn choose(identity: &str, name: &str) -> What {
    What::Use { identity: Text::from(identity), name: Text::from(name) }
}

/// A look at these accounts, each an identity and its name; the first is the default.
fn look(accounts: &[(&str, &str)]) -> Look {
    let names = accounts.iter().map(|(id, name)| (Text::from(*id), Text::from(*name))).collect();
    Look { names, default: accounts.first().map(|(id, _)| Text::from(*id)) }
}

fn seen(accounts: &[(&str, &str)]) -> Came {
    Came::Done(Answer::Seen(look(accounts)))
}

const SHARED: &str = ALICE.identity;
const MIDDLE: [(&str, &str); 4] =
    [("did:a", "w0-1"), ("did:b", "w1-2"), ("did:c", "c-0"), (SHARED, "t1-1")];

/// The accounts of [`MIDDLE`] and more, with this one as the default.
fn middle<'a>(default: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut accounts = [&MIDDLE, more].concat();
    let index = accounts.iter().position(|(id, _)| *id == default).expect("it is there");
    accounts.swap(0, index);
    accounts
}

/// Nothing is wrong with this.
fn sound() -> Log {
    let refused = Came::Refused;
    let runs = vec![
        run(0, 0, (0, 1), What::RestoreShared, Came::Done(Answer::IsNew(true))),
        run(1, 0, (0, 2), What::RestoreShared, Came::Done(Answer::IsNew(false))),
        run(0, 0, (2, 3), init("w0-1"), made("did:a")),
        run(1, 0, (2, 4), restore("w1-1", "did:b"), made("did:b")),
        run(0, 0, (4, 6), What::Change { to: 1 }, DONE),
        run(1, 0, (4, 6), rename("did:b", "w1-1", "w1-2"), refused(Refusal::LockedAnew)),
        run(2, 0, (5, 6), What::RestoreShared, refused(Refusal::WrongSecret)),
        run(1, 1, (7, 8), rename("did:b", "w1-1", "w1-2"), DONE),
        run(
            0,
            0,
            (7, 8),
            What::List,
            seen(&[(SHARED, "alice"), ("did:a", "w0-1"), ("did:b", "w1-2")]),
        ),
        run(0, 1, (9, 11), choose("did:a", "w0-1"), DONE),
        run(1, 1, (9, 11), What::WhoAmI, made(SHARED)),
        run(1, 1, (12, 13), rename(SHARED, "alice", "t1-1"), DONE),
        run(0, 1, (12, 14), rename(SHARED, "alice", "t0-1"), refused(Refusal::Gone)),
        run(0, 1, (15, 17), init("c-0"), made("did:c")),
        run(1, 1, (15, 17), init("c-0"), refused(Refusal::Taken)),
        run(1, 1, (20, 31), init("w1-3"), refused(Refusal::Busy)),
        // All of these at once.
        run(0, 1, (50, 60), init("w0-2"), made("did:d")),
        run(1, 1, (50, 60), restore("w1-4", "did:e"), made("did:e")),
        run(2, 1, (50, 60), choose("did:b", "w1-2"), DONE),
        run(3, 1, (50, 60), What::List, seen(&middle("did:a", &[]))),
        run(3, 1, (50, 60), What::List, seen(&middle("did:b", &[("did:d", "w0-2")]))),
    ];
    let last = middle("did:b", &[("did:d", "w0-2"), ("did:e", "w1-4")]);
    Log { runs, last: (look(&last), span(70, 71)) }
}

impl Log {
    fn wrong(&self) -> Vec<Kind> {
        wrong(&self.runs, WORKERS, &self.last, 1).iter().map(|broken| broken.kind).collect()
    }

    /// The run that began then, by this worker.
    fn at(&mut self, worker: usize, began: u64) -> &mut Run {
        let is_it = |run: &&mut Run| run.worker == worker && run.span.began.as_secs() == began;
        self.runs.iter_mut().find(is_it).expect("it is there")
    }

    /// Has the last look show an account by another name, or not at all.
    fn shows(&mut self, identity: &str, name: Option<&str>) {
        let names = &mut self.last.0.names;
        match name {
            Some(name) => names.insert(Text::from(identity), Text::from(name)),
            None => names.remove(identity),
        };
    }
}

#[test]
fn what_is_sound_is_found_to_be() {
    let log = sound();
    let broken = wrong(&log.runs, WORKERS, &log.last, 1);
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn whatever_is_wrong_is_found() {
    type Tampering = (&'static str, Kind, fn(&mut Log));
    let cases: [Tampering; 32] = [
        ("an account is gone", Kind::Lost, |log| log.shows("did:a", None)),
        ("the last account is gone", Kind::Lost, |log| log.shows("did:e", None)),
        ("the shared account is gone", Kind::Lost, |log| log.shows(SHARED, None)),
        ("a rename is undone", Kind::Lost, |log| log.shows("did:b", Some("w1-1"))),
        ("a shared rename is undone", Kind::Lost, |log| log.shows(SHARED, Some("alice"))),
        ("a refused account is there", Kind::False, |log| log.shows("did:f", Some("w1-3"))),
        ("a refused rename is there", Kind::False, |log| log.shows(SHARED, Some("t0-1"))),
        ("a choice is undone", Kind::Lost, |log| log.last.0.default = Some(Text::from("did:a"))),
        ("nobody's choice", Kind::Lost, |log| log.last.0.default = Some(Text::from("did:d"))),
        ("no default", Kind::Lost, |log| log.last.0.default = None),
        ("the default of before", Kind::Lost, |log| log.at(1, 9).span = span(12, 13)),
        ("the default of later", Kind::Lost, |log| log.at(1, 9).came = made("did:b")),
        ("busy, and told to be done", Kind::Lost, |log| log.at(1, 20).came = made("did:f")),
        ("two with one name", Kind::False, |log| {
            log.at(1, 15).came = made("did:f");
            log.shows("did:f", Some("c-0"));
        }),
        ("taken by nobody", Kind::Other, |log| log.at(1, 15).what = init("c-1")),
        ("taken before anyone had it", Kind::Other, |log| log.at(1, 15).span = span(8, 9)),
        ("one name renamed twice", Kind::Lost, |log| log.at(0, 12).came = DONE),
        ("renamed from what never was", Kind::False, |log| {
            *log.at(0, 12) = run(0, 1, (12, 14), rename(SHARED, "t9-9", "t0-1"), DONE);
        }),
        ("gone before anyone took it", Kind::Other, |log| log.at(0, 12).span = span(8, 9)),
        ("gone, and its own", Kind::Other, |log| {
            log.at(1, 20).came = Came::Refused(Refusal::Gone);
        }),
        ("not seen though done before", Kind::Lost, |log| {
            log.at(0, 7).came = seen(&[(SHARED, "alice"), ("did:a", "w0-1")]);
        }),
        ("seen before it began", Kind::Other, |log| log.at(0, 7).span = span(4, 5)),
        ("looks that contradict each other", Kind::Lost, |log| {
            let other = seen(&middle("did:b", &[("did:e", "w1-4")]));
            log.runs.push(run(3, 1, (50, 60), What::List, other));
        }),
        ("a look that goes back in time", Kind::Lost, |log| {
            log.at(3, 50).span = span(57, 60);
            log.runs.last_mut().expect("a look").span = span(51, 55);
        }),
        ("a default that comes back", Kind::Lost, |log| {
            let other = seen(&middle("did:a", &[("did:d", "w0-2"), ("did:e", "w1-4")]));
            log.runs.push(run(3, 1, (50, 60), What::List, other));
        }),
        ("seen without what was done before it", Kind::Lost, |log| {
            log.at(0, 50).span = span(55, 60);
            log.at(1, 50).span = span(50, 52);
        }),
        ("a rename over before the one that it follows", Kind::False, |log| {
            log.runs.push(run(2, 1, (10, 11), rename(SHARED, "t1-1", "t2-1"), DONE));
        }),
        ("impatient", Kind::Wait, |log| log.at(1, 20).span = span(20, 29)),
        ("too patient", Kind::Wait, |log| log.at(1, 20).span = span(20, 60)),
        ("new twice", Kind::Lost, |log| log.at(1, 0).came = Came::Done(Answer::IsNew(true))),
        ("a reader that is refused", Kind::Other, |log| {
            log.at(0, 7).came = Came::Refused(Refusal::Busy);
        }),
        ("a reader that can't read", Kind::Unreadable, |log| {
            log.at(0, 7).came = Came::Wrong(String::from("status Some(7), said damaged"));
        }),
    ];
    for (what, kind, tamper) in cases {
        let mut log = sound();
        tamper(&mut log);
        let found = log.wrong();
        assert!(found.contains(&kind), "{what}: {found:?} instead of {kind:?}");
    }
}

#[test]
fn whatever_is_wrong_with_a_passphrase_is_found() {
    type Tampering = (&'static str, Kind, fn(&mut Log));
    let cases: [Tampering; 9] = [
        ("taken after it was changed", Kind::False, |log| log.at(0, 9).key = Some(0)),
        ("taken before it was set", Kind::False, |log| log.at(0, 2).key = Some(1)),
        ("taken and never set", Kind::False, |log| log.at(0, 2).key = Some(2)),
        ("refused though it was right", Kind::Other, |log| log.at(2, 5).span = span(1, 3)),
        ("the new one refused though it was right", Kind::Other, |log| {
            log.at(1, 7).came = Came::Refused(Refusal::WrongSecret);
        }),
        ("locked anew by nobody", Kind::Other, |log| log.at(1, 4).span = span(2, 3)),
        ("changed twice", Kind::Lost, |log| {
            log.runs.push(run(2, 0, (4, 6), What::Change { to: 2 }, DONE));
        }),
        ("changed, in no order", Kind::False, |log| {
            log.runs.push(run(2, 1, (1, 50), What::Change { to: 2 }, DONE));
            log.runs.push(run(2, 2, (2, 3), What::Change { to: 3 }, DONE));
        }),
        ("changed from what never was", Kind::False, |log| {
            log.runs.push(run(2, 7, (4, 6), What::Change { to: 2 }, DONE));
        }),
    ];
    for (what, kind, tamper) in cases {
        let mut log = sound();
        tamper(&mut log);
        let found = log.wrong();
        assert!(found.contains(&kind), "{what}: {found:?} instead of {kind:?}");
    }
}
