//! Mending: a damaged reading goes in; ranked explanations come out, each with its reasons and
//! with how sure it is.
//!
//! An explanation supposes that all the damage lies in a certain set of boxes. Whatever the other
//! boxes are, the syndromes then determine up to four of the set (see
//! `reed_solomon`); boxes beyond four are guessed from what is legible of
//! them; and every check and every legible digit that is left over is evidence. The search goes
//! through suppositions in steps, those with the fewest alternatives first, since an explanation
//! found among few is less likely an accident.
//!
//! **How sure.** The expected number of accidental explanations is the number of alternatives
//! tried, divided by p^4. That is an explanation's [`chance`](Explanation::chance): 1e-15 for one
//! lost box, 1e-8 for two wrong ones, 1 for four lost ones, which leave no check at all.

use std::fmt;

use zeroize::Zeroizing;

use super::digit::Digit;
use super::field::{Element, P};
use super::reading::{BoxReading, Reading, Reason};
use super::reed_solomon::{CHECKS, Lost, Syndromes};
use super::{BOXES, BackupCode, BoxNumber};

/// Above this chance of an accident an explanation needs an identity to be believed.
pub const PROVEN: f64 = 1e-6;

/// The expected number of accidents up to which boxes are supposed wrong when no identity is
/// known: the search ends where what it finds would mean little.
const ENOUGH: f64 = 1e-3;
/// The same for boxes that are known to be lost: four leave exactly one alternative.
const ENOUGH_LOST: f64 = 1.0;
/// The same when an identity is known, to which every candidate is compared (about 30 µs each).
const ENOUGH_KNOWN: f64 = 20_000.0;
/// How many guesses a step may need.
const MOST_GUESSES: f64 = 1.1e8;

/// What a reading turned out to be.
#[derive(Debug)]
pub enum Diagnosis {
    /// A backup code, exactly as it was written.
    Valid(BackupCode),
    /// Damaged, with what it must have been: at least one explanation, all equally likely.
    Damaged(Vec<Explanation>),
}

/// What a damaged reading may have been, and why.
#[derive(Debug)]
pub struct Explanation {
    /// The code that it was.
    pub code: BackupCode,
    /// The boxes that change, in order.
    pub changes: Vec<Change>,
    /// The chance that this is an accident.
    pub chance: f64,
    /// Whether the code opens an account that was known beforehand.
    pub known: bool,
}

impl Explanation {
    /// Whether it can be believed: by the odds, or because its account was known beforehand.
    pub fn is_proven(&self) -> bool {
        self.known || self.chance <= PROVEN
    }

    /// The numbers of the boxes that change.
    pub fn boxes(&self) -> Vec<BoxNumber> {
        self.changes.iter().map(|change| change.number).collect()
    }
}

/// A box that changes, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The box.
    pub number: BoxNumber,
    /// What was wrong with it.
    pub cause: Cause,
}

/// What was wrong with a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing of it could be read.
    Unreadable,
    /// A part of it could not be read.
    PartlyUnreadable,
    /// It has letters where digits belong.
    Letters,
    /// It was wrong.
    Wrong,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "could not be read",
            Self::PartlyUnreadable => "could not be read in part",
            Self::Letters => "had letters for digits",
            Self::Wrong => "was wrong",
        })
    }
}

/// No code explains the reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a backup code: {}", .reason.as_str())]
pub struct NoExplanation {
    /// [`Reason::Unreadable`] when too little is legible to tell, otherwise [`Reason::NoMatch`].
    pub reason: Reason,
    /// The boxes that could not be read, whole or in part.
    pub boxes: Vec<BoxNumber>,
}

/// Finds what a reading must have been.
///
/// `known` tells whether a code opens an account that is known beforehand. With it the search goes
/// deeper, and a code that it accepts is the only explanation.
///
/// # Errors
///
/// When nothing explains the reading, or so much that an explanation would mean nothing.
pub fn diagnose(
    reading: &Reading,
    known: Option<&dyn Fn(&BackupCode) -> bool>,
) -> Result<Diagnosis, NoExplanation> {
    let as_written = Supposition::new(reading.boxes(), Letters::AreFirstGuesses);
    let illegible = |one: &BoxReading| one.digits().iter().any(|digit| digit.known().is_none());
    let unread: Vec<BoxNumber> =
        BoxNumber::all().filter(|number| illegible(&reading.boxes()[number.index()])).collect();
    if unread.is_empty() && as_written.open.is_empty() && as_written.syndromes.are_zero() {
        let code = BackupCode::from_boxes(*as_written.values);
        return Ok(Diagnosis::Valid(code.expect("no syndromes")));
    }

    let mut tried = 0.0;
    let mut offered = None;
    for step in steps(reading, known.is_some()) {
        tried += step.accidents;
        let mut explanations = step.search(reading);
        for explanation in &mut explanations {
            explanation.chance = tried;
            explanation.known = known.is_some_and(|known| known(&explanation.code));
        }
        if let Some(at) = explanations.iter().position(|explanation| explanation.known) {
            return Ok(Diagnosis::Damaged(vec![explanations.swap_remove(at)]));
        }
        if offered.is_none() && !explanations.is_empty() && step.means_something_alone() {
            offered = Some(explanations);
        }
        if offered.is_some() && (known.is_none() || tried <= PROVEN) {
            break;
        }
    }
    offered.map(Diagnosis::Damaged).ok_or_else(|| NoExplanation {
        reason: if steps(reading, false).is_empty() && !unread.is_empty() {
            Reason::Unreadable
        } else {
            Reason::NoMatch
        },
        boxes: unread,
    })
}

/// How letters that people write for digits are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Each as the digit that it looks like.
    AreFirstGuesses,
    /// As digits that can't be read.
    CouldBeAnything,
}

/// The sixteen boxes as one way of reading them has it: values where there are any, and the
/// **open** boxes, whose values are not known.
struct Supposition {
    values: Zeroizing<[Element; BOXES]>,
    open: Vec<usize>,
    syndromes: Syndromes,
}

impl Supposition {
    fn new(boxes: &[BoxReading; BOXES], letters: Letters) -> Self {
        let mut values = Zeroizing::new([Element::ZERO; BOXES]);
        let mut open = Vec::new();
        for (index, one) in boxes.iter().enumerate() {
            match value(one, letters) {
                Some(value) => values[index] = value,
                None => open.push(index),
            }
        }
        let syndromes = Syndromes::of(&values);
        Self { values, open, syndromes }
    }
}

/// The value of a box, when all its digits are there and they are a number below p. (No code has a
/// box above that, so one that is there is certainly wrong.)
fn value(one: &BoxReading, letters: Letters) -> Option<Element> {
    let mut value = 0;
    for digit in one.digits() {
        let digit = match *digit {
            Digit::Known(digit) => digit,
            Digit::Guess(digit) if letters == Letters::AreFirstGuesses => digit,
            Digit::Guess(_) | Digit::Unreadable => return None,
        };
        value = value * 10 + u32::from(digit);
    }
    Element::new(value)
}

/// Whether an open box can have had this value: whether every legible digit agrees, unless all of
/// them are there and were impossible.
fn fits(one: &BoxReading, letters: Letters, value: Element) -> bool {
    let units = [10_000, 1_000, 100, 10, 1];
    one.digits().iter().zip(units).all(|(digit, unit)| {
        let was = u8::try_from(value.value() / unit % 10).expect("a decimal digit");
        match *digit {
            Digit::Guess(guess) if letters == Letters::AreFirstGuesses => guess == was,
            digit => digit.fits(was),
        }
    }) || is_impossible(one, letters)
}

fn is_impossible(one: &BoxReading, letters: Letters) -> bool {
    legible(one, letters) == one.digits().len() && value(one, letters).is_none()
}

fn legible(one: &BoxReading, letters: Letters) -> usize {
    let is_legible = |digit: &&Digit| match digit {
        Digit::Known(_) => true,
        Digit::Guess(_) => letters == Letters::AreFirstGuesses,
        Digit::Unreadable => false,
    };
    one.digits().iter().filter(is_legible).count()
}

/// How many values an open box can have, at most.
fn alternatives(one: &BoxReading, letters: Letters) -> f64 {
    match legible(one, letters) {
        0 => f64::from(P),
        _ if is_impossible(one, letters) => f64::from(P),
        legible => 10_f64.powi(i32::try_from(one.digits().len() - legible).expect("at most 5")),
    }
}

/// One kind of supposition: how letters are taken, and how many boxes that look right are wrong.
struct Step {
    letters: Letters,
    wrong: usize,
    /// How many explanations it is expected to find by accident.
    accidents: f64,
}

/// The steps of the search, those with the fewest accidents first.
fn steps(reading: &Reading, identity_known: bool) -> Vec<Step> {
    let has_letters = reading
        .boxes()
        .iter()
        .flat_map(BoxReading::digits)
        .any(|digit| matches!(digit, Digit::Guess(_)));
    let letters: &[Letters] = if has_letters {
        &[Letters::AreFirstGuesses, Letters::CouldBeAnything]
    } else {
        &[Letters::AreFirstGuesses]
    };
    let mut steps = Vec::new();
    for &letters in letters {
        let open: Vec<f64> = reading
            .boxes()
            .iter()
            .filter(|one| value(one, letters).is_none())
            .map(|one| alternatives(one, letters))
            .collect();
        for wrong in 0..=CHECKS.min(BOXES - open.len()) {
            let sets = binomial(BOXES - open.len(), wrong);
            let mut each = open.clone();
            each.resize(open.len() + wrong, f64::from(P));
            each.sort_by(f64::total_cmp);
            let checks: f64 = [f64::from(P); CHECKS].iter().product();
            let accidents = sets * each.iter().product::<f64>() / checks;
            let guesses = sets * each[..each.len().saturating_sub(CHECKS)].iter().product::<f64>();
            let step = Step { letters, wrong, accidents };
            let limit = if identity_known { ENOUGH_KNOWN } else { f64::INFINITY };
            if guesses <= MOST_GUESSES
                && accidents <= limit
                && (identity_known || step.means_something_alone())
            {
                steps.push(step);
            }
        }
    }
    steps.sort_by(|a, b| a.accidents.total_cmp(&b.accidents));
    steps
}

#[allow(clippy::cast_precision_loss, reason = "both are at most 16")]
fn binomial(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

impl Step {
    /// Whether what it finds means anything when no identity is known to compare it with.
    fn means_something_alone(&self) -> bool {
        self.accidents <= if self.wrong == 0 { ENOUGH_LOST } else { ENOUGH }
    }

    /// All explanations of this kind.
    fn search(&self, reading: &Reading) -> Vec<Explanation> {
        let Supposition { values, mut open, syndromes } =
            Supposition::new(reading.boxes(), self.letters);
        // Those with the most alternatives come first: they are solved for, the others guessed.
        let alternatives = |index: usize| alternatives(&reading.boxes()[index], self.letters);
        open.sort_by(|&a, &b| alternatives(b).total_cmp(&alternatives(a)));
        let solved = open.len().min(CHECKS - self.wrong);
        let guessed = open.split_off(solved);
        let options = |index: &usize| options(&reading.boxes()[*index], self.letters);
        let allowed = |index: &usize| allowed(&reading.boxes()[*index], self.letters);
        let mut search = Search {
            reading,
            letters: self.letters,
            values,
            wrong: Vec::new(),
            allowed: if guessed.is_empty() {
                Vec::new()
            } else {
                open.iter().map(allowed).collect()
            },
            options: guessed.iter().map(options).collect(),
            guessed,
            solved: open,
            found: Vec::new(),
        };
        search.suppose(self.wrong, 0, syndromes);
        search.found
    }
}

/// The search of one step, in the middle of it.
struct Search<'a> {
    reading: &'a Reading,
    letters: Letters,
    /// The boxes as written, and the guesses in their places.
    values: Zeroizing<[Element; BOXES]>,
    /// The boxes that look right and are supposed wrong; solved for.
    wrong: Vec<usize>,
    /// The boxes that have no value and are solved for.
    solved: Vec<usize>,
    /// The boxes that have no value and are guessed.
    guessed: Vec<usize>,
    /// What each of those can be.
    options: Vec<Zeroizing<Vec<Element>>>,
    /// For each of the solved boxes, whether it can be each number; only where there is guessing,
    /// which asks a hundred million times.
    allowed: Vec<Zeroizing<Vec<bool>>>,
    found: Vec<Explanation>,
}

impl Search<'_> {
    /// Goes through every choice of so many more wrong boxes from this one on.
    fn suppose(&mut self, more: usize, from: usize, syndromes: Syndromes) {
        if more == 0 {
            let set: Vec<usize> = self.wrong.iter().chain(&self.solved).copied().collect();
            let lost = Lost::at(&set);
            return if self.guessed.is_empty() {
                self.check(&lost, &set, syndromes);
            } else {
                self.guess_all(&lost, &set);
            };
        }
        for index in from..BOXES {
            if !self.solved.contains(&index) && !self.guessed.contains(&index) {
                self.wrong.push(index);
                self.suppose(more - 1, index + 1, syndromes);
                self.wrong.pop();
            }
        }
    }

    /// Goes through everything that the guessed boxes can be.
    ///
    /// The four boxes that are solved for are affine in the guesses: each guess adds a multiple of
    /// its own slope to each of them. So the search carries their values along, and most guesses
    /// fall at one multiplication.
    fn guess_all(&mut self, lost: &Lost<'_>, set: &[usize]) {
        let solve = |syndromes| {
            let mut errors = [Element::ZERO; CHECKS];
            let solved = lost.errors(syndromes).expect("four solved boxes leave no check");
            errors.iter_mut().zip(solved).for_each(|(error, solved)| *error = solved);
            errors
        };
        for &index in &self.guessed {
            self.values[index] = Element::ZERO;
        }
        let errors = solve(Syndromes::of(&self.values));
        let start = std::array::from_fn(|k| self.values[set[k]] - errors[k]);
        let slope =
            |&index: &usize| solve(Syndromes::default().after(index, Element::ZERO - Element::ONE));
        let slopes: Vec<[Element; CHECKS]> = self.guessed.iter().map(slope).collect();
        self.guess(lost, set, &slopes, start);
    }

    /// Goes through what the guessed boxes can be from the one on to which the first of `slopes`
    /// belongs; `solved` is what the solved boxes are if those are all zero.
    fn guess(
        &mut self,
        lost: &Lost<'_>,
        set: &[usize],
        slopes: &[[Element; CHECKS]],
        solved: [Element; CHECKS],
    ) {
        let Some((slope, rest)) = slopes.split_first() else {
            return self.check(lost, set, Syndromes::of(&self.values));
        };
        let at = self.guessed.len() - slopes.len();
        for option in 0..self.options[at].len() {
            let value = self.options[at][option];
            let moved = |k: usize| solved[k] + slope[k] * value;
            if !rest.is_empty() {
                self.values[self.guessed[at]] = value;
                self.guess(lost, set, rest, std::array::from_fn(moved));
            } else if self.agree(moved) {
                self.values[self.guessed[at]] = value;
                self.guess(lost, set, rest, solved);
            }
        }
    }

    /// Whether the solved boxes can have these values. The one of which the most is legible, which
    /// is the last, is asked first.
    fn agree(&self, solved: impl Fn(usize) -> Element) -> bool {
        let wrong = self.wrong.len();
        self.allowed
            .iter()
            .enumerate()
            .rev()
            .all(|(k, allowed)| allowed[solved(wrong + k).value() as usize])
            && self.wrong.iter().enumerate().all(|(k, &index)| solved(k) != self.values[index])
    }

    /// Keeps what the checks, the legible digits and the supposition itself agree to.
    fn check(&mut self, lost: &Lost<'_>, set: &[usize], syndromes: Syndromes) {
        let Some(mut errors) = lost.errors(syndromes) else { return };
        let boxes = self.reading.boxes();
        let mut values = Zeroizing::new([Element::ZERO; CHECKS]);
        for (&index, value) in set.iter().zip(values.iter_mut()) {
            let error = errors.next().expect("one for each box of the set");
            *value = self.values[index] - error;
            let agrees = if self.wrong.contains(&index) {
                error != Element::ZERO
            } else {
                fits(&boxes[index], self.letters, *value)
            };
            if !agrees {
                return;
            }
        }
        let mut mended = self.values.clone();
        for (&index, &value) in set.iter().zip(values.iter()) {
            mended[index] = value;
        }
        let code = BackupCode::from_boxes(*mended).expect("the syndromes were solved");
        let changes = BoxNumber::all().filter_map(|number| {
            let cause = if self.wrong.contains(&number.index()) {
                Cause::Wrong
            } else {
                illegible_cause(&boxes[number.index()])?
            };
            Some(Change { number, cause })
        });
        let changes = changes.collect();
        self.found.push(Explanation { code, changes, chance: 1.0, known: false });
    }
}

/// Why a box has to change although it was not supposed wrong, if it has.
fn illegible_cause(one: &BoxReading) -> Option<Cause> {
    let count = |wanted: fn(&Digit) -> bool| one.digits().iter().filter(|d| wanted(d)).count();
    let unreadable = count(|digit| *digit == Digit::Unreadable);
    let letters = count(|digit| matches!(digit, Digit::Guess(_)));
    if unreadable == one.digits().len() {
        Some(Cause::Unreadable)
    } else if unreadable > 0 {
        Some(Cause::PartlyUnreadable)
    } else if letters > 0 {
        Some(Cause::Letters)
    } else if is_impossible(one, Letters::AreFirstGuesses) {
        Some(Cause::Wrong)
    } else {
        None
    }
}

/// Every value that an open box can have, by its legible digits.
fn options(one: &BoxReading, letters: Letters) -> Zeroizing<Vec<Element>> {
    let all = (0..P).filter_map(Element::new);
    let mut options = Zeroizing::new(Vec::with_capacity(P as usize));
    options.extend(all.filter(|&value| fits(one, letters, value)));
    options
}

/// For every number below p, whether an open box can be it, by its legible digits.
fn allowed(one: &BoxReading, letters: Letters) -> Zeroizing<Vec<bool>> {
    let mut allowed = Zeroizing::new(vec![false; P as usize]);
    for value in options(one, letters).iter() {
        allowed[value.value() as usize] = true;
    }
    allowed
}
