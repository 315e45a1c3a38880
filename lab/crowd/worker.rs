//! One of many: it runs one process after another, and remembers what came of each.
//!
//! The rule: every name that it gives is new, and every account that it makes the default never was,
//! so that whoever sees one knows which run it is from.

use collab::derivation;

use crate::arena::Arena;
use crate::generator::Generator;
use crate::people::ALICE;
use crate::run::{Answer, Came, Key, Refusal, Run, Text, What};

/// One of how many changes the passphrase, once.
const CHANGES: usize = 2;
/// After how many rounds another name is the one that all want.
const SAME_NAME: usize = 5;
/// How often something is tried that is refused for its passphrase, or that all depends on.
const TRIES: usize = 100;

/// A worker, and what it knows to be its own.
pub(crate) struct Worker<'a> {
    arena: &'a Arena,
    number: usize,
    dice: Generator,
    names: u32,
    /// Its accounts: identity, name, and whether it was made the default.
    mine: Vec<(Text, Text, bool)>,
    log: Vec<Run>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(arena: &'a Arena, number: usize, dice: Generator) -> Self {
        Self { arena, number, dice, names: 0, mine: Vec::new(), log: Vec::new() }
    }

    /// Works for so many rounds.
    pub(crate) fn work(mut self, rounds: usize) -> Vec<Run> {
        // All begin with the one account that all have the code of; one of them makes the keystore.
        for _ in 0..TRIES {
            if let Came::Done(_) = self.run(What::RestoreShared, ALICE.code) {
                break;
            }
        }
        for round in 1..rounds {
            self.round(round, rounds);
        }
        self.log
    }

    fn round(&mut self, round: usize, rounds: usize) {
        // Each at another time.
        let is_time =
            self.number.is_multiple_of(CHANGES) && round == (7 * self.number + 5) % rounds;
        if self.arena.is_locked() && is_time {
            let to = self.arena.new_key();
            self.run(What::Change { to }, "");
            return;
        }
        match self.dice.below(100) {
            0..15 => {
                let name = self.new_name('w');
                self.init(name);
            }
            // Whoever wins leaves it as it is, so that only one ever does.
            15..20 => {
                let name = self.arena.text(&format!("c-{}", round / SAME_NAME));
                drop(self.run(What::Init { name }, ""));
            }
            20..35 => self.restore(),
            35..50 => self.rename(),
            50..60 => self.rename_shared(),
            60..66 => self.choose_default(),
            66..86 => drop(self.run(What::List, "")),
            _ => drop(self.run(What::WhoAmI, "")),
        }
    }

    fn init(&mut self, name: Text) {
        let came = self.run(What::Init { name: name.clone() }, "");
        if let Came::Done(Answer::Identity(identity)) = came {
            self.mine.push((identity, name, false));
        }
    }

    fn restore(&mut self) {
        let code = self.dice.code();
        let identity = self.arena.text(&derivation::identity(&code).to_string());
        let name = self.new_name('w');
        let what = What::Restore { name: name.clone(), identity: identity.clone() };
        if let Came::Done(_) = self.run(what, code.canonical_text().expose()) {
            self.mine.push((identity, name, false));
        }
    }

    fn rename(&mut self) {
        let to = self.new_name('w');
        if self.mine.is_empty() {
            return self.init(to);
        }
        let index = self.dice.index(self.mine.len());
        let (identity, from, _) = self.mine[index].clone();
        if let Came::Done(_) = self.run(What::Rename { identity, from, to: to.clone() }, "") {
            self.mine[index].1 = to;
        }
    }

    /// All rename one account, from what it is called when they look. Most are too late.
    fn rename_shared(&mut self) {
        let Came::Done(Answer::Seen(look)) = self.run(What::List, "") else { return };
        let identity = self.arena.text(ALICE.identity);
        let Some(from) = look.names.get(&identity).cloned() else { return };
        let to = self.new_name('t');
        self.run(What::Rename { identity, from, to }, "");
    }

    fn choose_default(&mut self) {
        let Some(index) = self.mine.iter().position(|(.., was_default)| !was_default) else {
            let name = self.new_name('w');
            return self.init(name);
        };
        let (identity, name, _) = self.mine[index].clone();
        // It may have become the default, whatever is reported.
        self.mine[index].2 = true;
        self.run(What::Use { identity, name }, "");
    }

    /// Runs it until it is done, or refused for another reason than its passphrase.
    fn run(&mut self, what: What, input: &str) -> Came {
        let mut key = self.arena.key();
        for _ in 1..TRIES {
            let came = self.run_once(what.clone(), input, key);
            let Came::Refused(Refusal::WrongSecret | Refusal::LockedAnew) = came else {
                return came;
            };
            self.arena.wait_for_another(key.expect("it was refused"));
            key = self.arena.key();
        }
        self.run_once(what, input, key)
    }

    fn run_once(&mut self, what: What, input: &str, key: Option<Key>) -> Came {
        let run = self.arena.run(self.number, what, input, key);
        let came = run.came.clone();
        self.log.push(run);
        came
    }

    /// A name that none has had.
    fn new_name(&mut self, first: char) -> Text {
        self.names += 1;
        self.arena.text(&format!("{first}{}-{}", self.number, self.names))
    }
}
