//! The steps of the search: what is supposed, in which order, and where it ends.
//!
//! A step is a family of layouts, how the boxes' costs exceed what they must cost, and the slips
//! across boxes. It is ordered by how many readings it tries. It is left out when it supposes too
//! many slips, when what it finds would mean nothing, or when it would take too long.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::evidence::COMPARING;
use super::layout::{Layout, Letters, Order, Written, digits, families};
use super::meet::{as_float, split};
use super::search::{self, DIRECTLY, Ground, SUPPOSING, Tables, Way};
use super::table::ANYTHING;
use super::{MOST_SLIPS, MOST_SLIPS_KNOWN};
use crate::code::digit::Digit;
use crate::code::field::P;
use crate::code::reading::Reading;
use crate::code::reed_solomon::CHECKS;
use crate::code::{BOXES, BackupCode};

/// How likely a reading that has nothing to do with a code passes all checks.
pub(super) const PASSES: f64 = {
    let one = 1.0 / P as f64;
    one * one * one * one
};

/// The expected number of accidents up to which a step is taken when no identity is known: the
/// search ends where what it finds would mean little.
const ENOUGH: f64 = 1e-2;
/// The same for boxes that are wrong in any way.
const ENOUGH_ANYTHING: f64 = 1e-3;
/// The same for boxes that are known to be lost and nothing else: four leave exactly one reading.
const ENOUGH_LOST: f64 = 1.001;
/// The same when an identity is known, to which every candidate is compared (about 30 µs each).
const ENOUGH_KNOWN: f64 = 300_000.0;

/// How many slips are supposed at most of digits that two slips displaced.
const MOST_SLIPS_DISPLACED: u8 = 6;

/// The most sums that a step may need, a few nanoseconds each; and from how many on one layout is
/// worth more than one core. To start a thread takes as long as some ten thousand.
const MOST_WORK: f64 = 6e7;
const MOST_WORK_KNOWN: f64 = 1.5e8;
const LONG: f64 = 1e6;

/// How many sums a layout takes.
const LAYING_OUT: f64 = 500.0;

/// One step.
pub(super) struct Step {
    family: usize,
    pub(super) letters: Letters,
    /// What boxes cost more than they must, a part for each, the dearest first.
    pub(super) parts: Vec<u8>,
    /// How many slips across borders.
    pub(super) borders: u8,
    /// Whether what it finds means anything when no identity is known to compare it with.
    pub(super) means_something_alone: bool,
    /// How many slips it supposes, and how many any step may.
    slips: u8,
    most: u8,
    /// Whether it is of the digits as they stand.
    is_plain: bool,
    accidents: f64,
    /// Where it comes: by how many readings it tries, each as much as it is less likely.
    order: f64,
    /// About how many sums it takes, by what boxes can be as a rule, and by what these can be once
    /// that was measured.
    estimate: f64,
    work: f64,
}

impl Step {
    /// How many codes it finds by accident.
    pub(super) fn accidents(&self) -> f64 {
        self.accidents
    }

    /// Whether it is taken only where there is evidence to compare what it finds with.
    pub(super) fn is_deeper(&self) -> bool {
        !self.means_something_alone || self.estimate > MOST_WORK
    }

    /// Whether it takes letters for the digits that they look like, and few sums: some tenths of a
    /// millisecond.
    pub(super) fn is_cheap_guess(&self) -> bool {
        const CHEAP: f64 = 1e5;
        self.letters == Letters::AreFirstGuesses && self.work <= CHEAP
    }

    /// About how many sums it takes, with those that are worth comparing what it finds with evidence.
    pub(super) fn cost(&self, compares: bool) -> f64 {
        let comparing = if compares { f64::from(COMPARING) } else { 0.0 };
        self.work + self.accidents * comparing
    }

    /// How many slips an explanation by this layout may take; any number where boxes may be wrong
    /// in any way.
    pub(super) fn most_slips(&self, ground: &Ground) -> u8 {
        if self.is_plain && self.is_anything() { u8::MAX } else { self.slips_of(ground) }
    }

    fn slips_of(&self, ground: &Ground) -> u8 {
        ground.cost() + self.parts.iter().sum::<u8>() + self.borders
    }

    /// Whether it supposes nothing but boxes that are wrong in any way.
    fn is_anything(&self) -> bool {
        self.borders == 0 && self.parts.iter().all(|&part| part == ANYTHING)
    }

    /// Whether a layout takes no more slips than are supposed at most: some of a family take more
    /// than its first.
    pub(super) fn fits(&self, ground: &Ground) -> bool {
        self.slips_of(ground) <= self.slips.max(self.most)
    }

    /// Whether each of its layouts, of which there are so many, is worth more than one core.
    #[allow(clippy::cast_precision_loss, reason = "there are some thousand at most")]
    pub(super) fn is_long(&self, layouts: usize, compares: bool) -> bool {
        self.cost(compares) > LONG * layouts as f64
    }
}

/// Layouts of one family, and what the search needs of them once it comes to them.
struct Family {
    letters: Letters,
    layouts: Layouts,
    /// Of one layout, and of all once they are searched.
    grounds: Vec<Ground>,
    kind: Kind,
    /// How often people do what makes such a layout, beside as many wrong digits.
    share: f64,
}

/// The layouts of a family.
enum Layouts {
    These(Vec<Layout>),
    /// All other orders of these, which are made when they are searched.
    OrdersOf(Vec<Layout>),
}

impl Layouts {
    fn len(&self) -> usize {
        match self {
            Self::These(layouts) => layouts.len(),
            Self::OrdersOf(layouts) => layouts.len() * Order::COUNT,
        }
    }
}

/// What the layouts of a family have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The digits as they stand, five to a box.
    Plain,
    /// The same in another order.
    Reordered,
    /// Digits or boxes were left out or written twice.
    Displaced,
}

impl Family {
    fn is_plain(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// How many slips across borders are supposed of it, where so many are left. Where boxes or two
    /// digits were displaced already, one across a border is only found as two wrong digits.
    fn most_borders(&self, left: u8) -> u8 {
        if self.share < 1.0 { 0 } else { left }
    }
}

/// How much later a step comes for what is rare, or takes long for how often it finds something:
/// two slips that displaced digits, another order, each slip across a border, and each box with two
/// slips in it.
const DISPLACED: f64 = 1e-9;
const BORDER: f64 = 0.15;
const ORDER: f64 = 1e-5;
const TWO_SLIPS: f64 = 0.3;
/// Boxes that are wrong in any way come sooner: they are few sums, and are found whatever happened.
const SOON: f64 = 100.0;
/// How many readings a sum counts for: what takes long comes later, too.
const LONG_IS_LATE: f64 = 1e6;

/// Everything that a reading can be laid out as.
pub(super) struct Plan {
    digits: Arc<Zeroizing<Vec<Digit>>>,
    families: Vec<Family>,
    tables: Tables,
    /// Whether every digit is there, and is a digit.
    is_legible: bool,
}

impl Plan {
    pub(super) fn of(reading: &Reading) -> Self {
        let digits = digits(reading);
        let has_letters = digits.iter().any(|digit| matches!(digit, Digit::Guess(_)));
        let mut plan = Self {
            families: Vec::new(),
            tables: Tables::default(),
            is_legible: reading.is_whole() && digits.iter().all(|digit| digit.known().is_some()),
            digits: Arc::new(digits),
        };
        let takes: &[Letters] = if has_letters {
            &[Letters::AreFirstGuesses, Letters::CouldBeAnything]
        } else {
            &[Letters::AreFirstGuesses]
        };
        // Labels say which box is which.
        let has_labels = !matches!(reading.runs(), [run] if run.boxes == BOXES);
        for &letters in takes {
            for layouts in families(reading) {
                plan.add(letters, layouts, has_labels);
            }
        }
        plan
    }

    fn add(&mut self, letters: Letters, layouts: Vec<Layout>, has_labels: bool) {
        let first = layouts[0].clone();
        let is_plain = first.cost() == 0 && first.odd() == 0;
        let mut ground = |layout| Ground::new(layout, &self.digits, letters, &mut self.tables);
        let any_order = first.reordered(Order::Backwards);
        let first = ground(first);
        let is_displaced_once = first.cost() < 2;
        let reordered = (!has_labels && (is_plain || is_displaced_once)).then(|| Family {
            letters,
            layouts: Layouts::OrdersOf(layouts.clone()),
            grounds: vec![ground(any_order)],
            kind: Kind::Reordered,
            share: ORDER,
        });
        self.families.push(Family {
            letters,
            layouts: Layouts::These(layouts),
            grounds: vec![first],
            kind: if is_plain { Kind::Plain } else { Kind::Displaced },
            share: if is_displaced_once { 1.0 } else { DISPLACED },
        });
        self.families.extend(reordered);
    }

    /// The code that the digits are as they stand.
    pub(super) fn as_written(&self) -> Option<BackupCode> {
        let plain = self.families.iter().find(|family| family.is_plain())?;
        self.is_legible.then(|| plain.grounds[0].as_written()).flatten()
    }

    /// The boxes that can't be read, whole or in part, in the layout as it stands.
    pub(super) fn unread(&self) -> Vec<usize> {
        let Some(plain) = self.families.iter().find(|family| family.is_plain()) else {
            return Vec::new();
        };
        let is_unread = |&index: &usize| {
            let written = Written::at(plain.grounds[0].layout.places()[index], &self.digits);
            written.digits().iter().any(|digit| digit.known().is_none())
        };
        (0..BOXES).filter(is_unread).collect()
    }

    /// How many of its digits are digits, and neither unreadable nor letters.
    pub(super) fn legible(&self) -> usize {
        self.digits.iter().filter(|digit| digit.known().is_some()).count()
    }

    /// All digits of the reading.
    pub(super) fn digits(&self) -> Arc<Zeroizing<Vec<Digit>>> {
        Arc::clone(&self.digits)
    }

    /// The layouts of a step.
    pub(super) fn grounds(&mut self, step: &Step) -> &[Ground] {
        let family = &mut self.families[step.family];
        if family.grounds.len() < family.layouts.len() {
            let layouts = match &family.layouts {
                Layouts::These(layouts) => layouts.clone(),
                Layouts::OrdersOf(layouts) => layouts.iter().flat_map(Layout::orders).collect(),
            };
            let tables = &mut self.tables;
            let ground = |layout| Ground::new(layout, &self.digits, family.letters, tables);
            family.grounds = layouts.into_iter().map(ground).collect();
        }
        &family.grounds
    }

    /// Counts the readings and the work of a step from what its boxes can be, on some of its layouts.
    /// How much work that was.
    pub(super) fn measure(&mut self, step: &mut Step) -> u64 {
        const LAYOUTS: usize = 16;
        let grounds = self.grounds(step);
        let searched = || grounds.iter().filter(|ground| step.fits(ground));
        let count = searched().count();
        let each = count.div_ceil(LAYOUTS).max(1);
        let (mut readings, mut work, mut took) = (0.0, 0.0, 0);
        for ground in searched().step_by(each) {
            let counted = match Shape::of(ground, &step.parts, step.borders) {
                shape if shape.way == Way::Guessing => {
                    let counted = search::count(ground, &step.parts, step.borders);
                    took += counted.took;
                    (counted.readings, counted.work)
                }
                shape => (shape.readings, shape.sets * shape.sums),
            };
            readings += counted.0;
            work += counted.1 + LAYING_OUT;
        }
        let share = as_float(count) / as_float(count.div_ceil(each).max(1));
        (step.accidents, step.work) = (readings * share * PASSES, work * share);
        took
    }

    /// The steps of the search, those with the fewest readings first.
    pub(super) fn steps(&self, identity_known: bool) -> Vec<Step> {
        let most = if identity_known { MOST_SLIPS_KNOWN } else { MOST_SLIPS };
        let mut steps = Vec::new();
        for (index, family) in self.families.iter().enumerate() {
            let ground = &family.grounds[0];
            let mut take = |parts: Vec<u8>, borders| {
                let Some(step) = estimate(index, family, ground, parts, borders) else { return };
                let alone = means_something_alone(&step, family);
                let is_taken = if identity_known {
                    step.accidents <= ENOUGH_KNOWN && step.work <= MOST_WORK_KNOWN
                } else {
                    alone && step.work <= MOST_WORK
                };
                if is_taken {
                    steps.push(Step { means_something_alone: alone, most, ..step });
                }
            };
            // Where digits were displaced twice, the last slip would take as long as all the rest.
            let is_displaced = family.kind == Kind::Displaced && family.share < 1.0;
            let most = if is_displaced { most.min(MOST_SLIPS_DISPLACED) } else { most };
            let left = most.saturating_sub(ground.cost());
            for borders in 0..=family.most_borders(left) {
                for more in 0..=left - borders {
                    for parts in partitions(more, ANYTHING) {
                        take(parts, borders);
                    }
                }
            }
            if family.is_plain() {
                let counted = usize::from(left / ANYTHING);
                (counted + 1..=CHECKS).for_each(|n| take(vec![ANYTHING; n], 0));
            }
        }
        steps.sort_by(|a, b| a.order.total_cmp(&b.order));
        // Where much is lost, every step has many accidents, and all of them are compared.
        let mut all = 0.0;
        steps.retain(|step| {
            all += step.accidents;
            all <= ENOUGH_KNOWN
        });
        steps
    }
}

fn means_something_alone(step: &Step, family: &Family) -> bool {
    if step.parts.is_empty() && step.borders == 0 && family.is_plain() {
        return step.accidents <= ENOUGH_LOST;
    }
    if step.is_anything() && family.is_plain() {
        return step.accidents <= ENOUGH_ANYTHING;
    }
    step.slips <= MOST_SLIPS && step.accidents <= ENOUGH
}

/// A step, with how much it tries and takes; `None` when it is none.
fn estimate(
    index: usize,
    family: &Family,
    ground: &Ground,
    parts: Vec<u8>,
    borders: u8,
) -> Option<Step> {
    // Two boxes can be anything, so it is not asked whether they are two slips away.
    let could_be_anything = family.is_plain() && borders == 0 && parts.len() <= 2;
    if could_be_anything && parts.contains(&2) {
        return None;
    }
    let layouts = as_float(family.layouts.len());
    let Shape { sets, readings, sums, .. } = Shape::of(ground, &parts, borders);
    let readings = readings * layouts;
    // No slip can have crossed a border where nothing is legible beside it.
    if readings <= 0.0 {
        return None;
    }
    let work = layouts * (LAYING_OUT + sets * sums);
    let twice = parts.iter().filter(|&&part| part == 2).fold(1.0, |later, _| later * TWO_SLIPS);
    let is_anything = parts.iter().all(|&part| part == ANYTHING) && borders == 0;
    let later = twice
        * if family.is_plain() && is_anything { SOON } else { 1.0 }
        * BORDER.powi(i32::from(borders));
    let slips = ground.cost() + parts.iter().sum::<u8>() + borders;
    Some(Step {
        family: index,
        letters: family.letters,
        borders,
        means_something_alone: false,
        slips,
        most: slips,
        is_plain: family.is_plain(),
        accidents: readings * PASSES,
        order: readings / family.share / later + work * LONG_IS_LATE,
        estimate: work,
        work,
        parts,
    })
}

/// What a step supposes of one layout, about.
struct Shape {
    way: Way,
    /// How many sets of suspected boxes.
    sets: f64,
    /// How many readings these have, and how many sums each set takes.
    readings: f64,
    sums: f64,
}

impl Shape {
    fn of(ground: &Ground, parts: &[u8], borders: u8) -> Self {
        /// How many values a box has at each cost, about.
        const CHOICES: [f64; 4] = [1.0, 52.0, 1_500.0, P as f64];
        let open = ground.open();
        let free = BOXES - open.len();
        // Where the slips are in boxes that are open already, there is not much less to guess.
        let room = free.max(parts.len());
        let mut sets = choose(room, parts.len());
        let mut first = 0;
        while first < parts.len() {
            let equal = parts[first..].iter().take_while(|&&part| part == parts[first]).count();
            sets *= choose(parts.len() - first, equal);
            first += equal;
        }
        let mut choices = open;
        choices.extend(parts.iter().map(|&part| CHOICES[usize::from(part)]));
        choices.sort_by(|a, b| b.total_cmp(a));
        let (solved, guessed) = choices.split_at(choices.len().min(CHECKS));
        let readings = choices.iter().product::<f64>() * sets * ground.across(borders);
        let way = ground.way(parts.len(), borders);
        let sums = match way {
            Way::Directly | Way::ByBorder | Way::ByValue(_) => {
                f64::from(DIRECTLY) * ground.first(way)
            }
            Way::Guessing => {
                // (Slips across the borders of the tested box are looked for loosely; they are few.)
                let target = match solved {
                    [.., least] if solved.len() == CHECKS => *least,
                    _ => 1.0,
                };
                let each = as_float(ground.borders().len());
                let mut terms: Vec<_> = guessed.iter().map(|&choices| (choices, false)).collect();
                terms.extend((0..borders).map(|nth| (each, nth > 0)));
                f64::from(SUPPOSING) + split(&terms, Some(target)).1
            }
        };
        Self { way, sets, readings, sums }
    }
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| as_float(n - i) / as_float(i + 1)).product()
}

/// Every way to make a sum of parts no larger than this, the largest part first.
fn partitions(sum: u8, largest: u8) -> Vec<Vec<u8>> {
    if sum == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for part in 1..=largest.min(sum) {
        for mut rest in partitions(sum - part, part) {
            rest.insert(0, part);
            all.push(rest);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::reading::read;

    fn plan(text: &str) -> Plan {
        Plan::of(&read(text.as_bytes()).expect("sixteen boxes"))
    }

    fn plain(lost: usize) -> Plan {
        let mut boxes = vec!["77435"; BOXES];
        boxes[..lost].fill("?");
        plan(&boxes.join(" "))
    }

    /// The step of the digits as they stand with these parts and borders.
    fn step(plan: &Plan, known: bool, parts: &[u8], borders: u8) -> Option<Step> {
        let mut steps = plan.steps(known).into_iter();
        steps.find(|step| step.is_plain && step.parts == parts && step.borders == borders)
    }

    #[track_caller]
    fn assert_about(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} for {expected}");
    }

    #[test]
    fn a_reading_passes_by_accident_once_in_p_to_the_fourth() {
        assert_about(PASSES, f64::from(P).powi(-4));
    }

    #[test]
    fn every_partition_is_made_once() {
        assert_eq!(partitions(0, 3), [Vec::<u8>::new()]);
        let mut five = partitions(5, 3);
        five.sort();
        assert_eq!(five, [vec![1; 5], vec![2, 1, 1, 1], vec![2, 2, 1], vec![3, 1, 1], vec![3, 2]]);
        assert_eq!(partitions(7, 3).len(), 8);
    }

    #[test]
    fn sets_are_counted() {
        assert_about(choose(16, 0), 1.0);
        assert_about(choose(16, 2), 120.0);
        assert_about(choose(5, 5), 1.0);
    }

    /// What the readings of a step are, reckoned by hand.
    #[test]
    fn the_accidents_of_a_step_are_its_readings() {
        let (whole, p) = (plain(0), f64::from(P));
        let about = |parts: &[u8], readings: f64| {
            let step = step(&whole, true, parts, 0).expect("it is taken");
            assert_about(step.accidents, readings * PASSES);
            assert_eq!(step.slips, parts.iter().sum::<u8>());
        };
        about(&[], 1.0);
        about(&[1], 16.0 * 52.0);
        about(&[1, 1, 1], 560.0 * 52.0 * 52.0 * 52.0);
        about(&[2, 1, 1], 560.0 * 3.0 * 1_500.0 * 52.0 * 52.0);
        about(&[3], 16.0 * p);
        about(&[3, 1], 240.0 * 52.0 * p);
        about(&[3, 3, 3], 560.0 * p * p * p);
        let lost = plain(3);
        let three = step(&lost, false, &[], 0).expect("it is taken");
        assert_about(three.accidents, p * p * p * PASSES);
        assert!(step(&lost, true, &[3], 0).is_some());
    }

    /// Where a step comes, reckoned by hand.
    #[test]
    fn what_is_rare_or_takes_long_comes_later() {
        let (whole, p) = (plan(CODE), f64::from(P));
        let borders = whole.families[0].grounds[0].borders().len();
        let about = |family: usize, parts: &[u8], borders: u8, order: f64, work: f64| {
            let mut steps = whole.steps(true).into_iter();
            let step = steps.find(|step| {
                step.family == family && step.parts == parts && step.borders == borders
            });
            let step = step.expect("it is taken");
            assert_about(step.work, work);
            assert_about(step.order, order + work * LONG_IS_LATE);
        };
        let (set, one) = (f64::from(DIRECTLY), 16.0 * 52.0);
        about(0, &[1], 0, one, LAYING_OUT + 16.0 * set);
        about(0, &[3], 0, 16.0 * p / SOON, LAYING_OUT + 16.0 * set);
        let three = 560.0 * 3.0;
        let readings = three * 1_500.0 * 52.0 * 52.0;
        about(0, &[2, 1, 1], 0, readings / TWO_SLIPS, LAYING_OUT + three * set);
        let across = as_float(borders);
        about(0, &[1], 1, one * across / BORDER, LAYING_OUT + 16.0 * across * set);
        let pairs = across * across * 14.0 / 15.0 / 2.0;
        let (_, sums) = split(&[(across, false), (across, true)], Some(1.0));
        let work = LAYING_OUT + 16.0 * (f64::from(SUPPOSING) + sums);
        about(0, &[1], 2, one * pairs / BORDER.powi(2), work);
        let (sets, readings) = (4_368.0, 4_368.0 * 52.0_f64.powi(5));
        let (_, sums) = split(&[(52.0, false)], Some(52.0));
        about(0, &[1; 5], 0, readings, LAYING_OUT + sets * (f64::from(SUPPOSING) + sums));
        about(1, &[1], 0, 356.0 * one / ORDER, 356.0 * (LAYING_OUT + 16.0 * set));
        about(1, &[3], 0, 356.0 * 16.0 * p / ORDER, 356.0 * (LAYING_OUT + 16.0 * set));
    }

    #[test]
    fn two_boxes_are_anything_before_they_are_two_slips() {
        let whole = plain(0);
        for known in [false, true] {
            let taken = |parts: &[u8]| step(&whole, known, parts, 0).is_some();
            assert!(!taken(&[2]) && !taken(&[2, 1]) && !taken(&[2, 2]));
            assert!(taken(&[1]) && taken(&[3]) && taken(&[3, 3]) && taken(&[2, 1, 1]));
            assert_eq!(taken(&[3, 3, 3]), known);
            assert_eq!(taken(&[3, 3, 3, 3]), known);
            assert!(!taken(&[3; 5]), "four lost boxes and one that is anything are too many");
        }
    }

    #[test]
    fn a_step_is_left_out_when_it_would_mean_nothing() {
        let lost = |count, known| step(&plain(count), known, &[], 0).is_some();
        assert_eq!([3, 4, 5].map(|count| lost(count, false)), [true, true, false]);
        // 99,991 codes are compared; of six lost boxes they would be the square of that.
        assert_eq!([4, 5, 6].map(|count| lost(count, true)), [true, true, false]);
        for steps in [plain(0).steps(false), plain(2).steps(false)] {
            assert!(steps.iter().all(|step| step.means_something_alone));
            assert!(steps.iter().all(|step| step.slips <= MOST_SLIPS || step.is_anything()));
            assert!(steps.iter().all(|step| step.work <= MOST_WORK));
            assert!(steps.is_sorted_by(|a, b| a.order <= b.order));
        }
        let known = plain(0).steps(true);
        assert!(known.iter().any(|step| step.slips == MOST_SLIPS_KNOWN));
        assert!(known.iter().any(|step| !step.means_something_alone));
        assert!(known.iter().all(|step| step.work <= MOST_WORK_KNOWN));
        assert!(known.iter().map(|step| step.accidents).sum::<f64>() <= ENOUGH_KNOWN);
    }

    /// A code as it stands.
    const CODE: &str =
        "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

    fn kinds(plan: &Plan) -> Vec<(Kind, usize, bool)> {
        let families = plan.families.iter();
        families.map(|family| (family.kind, family.layouts.len(), family.share < 1.0)).collect()
    }

    #[test]
    fn digits_are_laid_out_in_families() {
        let rare = true;
        let whole = plan(CODE);
        assert_eq!(
            kinds(&whole),
            [
                (Kind::Plain, 1, !rare),
                (Kind::Reordered, 356, rare),
                (Kind::Displaced, 240, rare),
                (Kind::Displaced, 255, rare),
            ]
        );
        let short = plan(&CODE[1..]);
        let once = [(Kind::Displaced, 16, !rare), (Kind::Reordered, 16 * 356, rare)];
        assert_eq!(kinds(&short)[..2], once);
        assert!(kinds(&plan(&CODE[2..])).iter().all(|kind| kind.0 == Kind::Displaced && kind.2));
        // Letters are taken twice.
        assert_eq!(kinds(&plan(&CODE.replacen('5', "S", 1))).len(), 2 * kinds(&whole).len());
        // Nothing is laid out that is not asked for.
        let mut whole = whole;
        assert_eq!(whole.families[1].grounds.len(), 1);
        for step in whole.steps(false) {
            let so_many = whole.families[step.family].layouts.len();
            let grounds = whole.grounds(&step);
            assert_eq!(grounds.len(), so_many);
            let costs: Vec<u8> = grounds.iter().map(Ground::cost).collect();
            assert!(costs.iter().all(|&cost| cost == costs[0]), "as many slips in all");
        }
    }

    #[test]
    fn only_what_is_legible_and_whole_is_taken_as_it_stands() {
        let boxes: Vec<&str> = (0..BOXES).map(|index| &CODE[index * 5..][..5]).collect();
        assert!(plan(CODE).as_written().is_some());
        assert!(plan(&boxes.join(" ")).as_written().is_some());
        assert!(plan(&CODE.replacen('5', "6", 1)).as_written().is_none());
        assert!(plan(&CODE.replacen('5', "S", 1)).as_written().is_none());
        assert!(plan(&CODE.replacen('5', "?", 1)).as_written().is_none());
        assert!(plan(&CODE[1..]).as_written().is_none());
        let rows: Vec<String> = boxes.chunks(4).map(|row| row.join(" ")).collect();
        let all = format!("1: {}\n5: {}\n9: {}\n13: {}", rows[0], rows[1], rows[2], rows[3]);
        assert!(plan(&all).as_written().is_some());
        let some = format!("1: {}\n5: {}\n13: {}", rows[0], rows[1], rows[3]);
        assert!(plan(&some).as_written().is_none());
        assert_eq!(plan(CODE).digits().len(), CODE.len());
    }

    /// How many slips a step supposes, of which family, and how many more any may.
    #[test]
    fn slips_are_supposed_up_to_the_most() {
        for (known, most) in [(false, MOST_SLIPS), (true, MOST_SLIPS_KNOWN)] {
            for text in [CODE, &CODE[1..]] {
                let plan = plan(text);
                let steps = plan.steps(known);
                let deepest = |kind: Kind, is_rare: bool| {
                    let of_kind = steps.iter().filter(|step| {
                        let family = &plan.families[step.family];
                        family.kind == kind && (family.share < 1.0) == is_rare
                    });
                    of_kind.filter(|step| !step.is_anything()).map(|step| step.slips).max()
                };
                let is_whole = text == CODE;
                let common = if is_whole { Kind::Plain } else { Kind::Displaced };
                assert_eq!(deepest(common, false), Some(most));
                if is_whole {
                    let displaced = deepest(Kind::Displaced, true).expect("two are displaced");
                    assert_eq!(displaced, most.min(MOST_SLIPS_DISPLACED));
                }
                for step in &steps {
                    let family = &plan.families[step.family];
                    let cost = family.grounds[0].cost();
                    let slips = cost + step.parts.iter().sum::<u8>() + step.borders;
                    assert_eq!(step.slips, slips);
                    assert_eq!(step.slips_of(&family.grounds[0]), slips);
                    let any = step.is_anything() && family.kind == Kind::Plain;
                    let expected = if any { u8::MAX } else { slips };
                    assert_eq!(step.most_slips(&family.grounds[0]), expected);
                    assert_eq!((step.most, step.is_plain), (most, family.kind == Kind::Plain));
                    assert!(step.borders == 0 || family.share >= 1.0, "rare enough without");
                    assert!(slips <= most || any);
                }
                let across = steps.iter().map(|step| step.borders).max();
                assert_eq!(across, Some(most - u8::from(!is_whole)));
            }
        }
    }

    /// Some layouts of a family take more slips than its first, as where a box is no number of the
    /// field.
    #[test]
    fn a_layout_of_too_many_slips_is_passed_by() {
        let grounds = |text: &str| plan(text).families.swap_remove(0).grounds.swap_remove(0);
        let beyond = format!("99999{}", &CODE[5..]);
        let (whole, one_more) = (grounds(CODE), grounds(&beyond));
        assert_eq!((whole.cost(), one_more.cost()), (0, 1));
        for step in plan(CODE).steps(false).iter().filter(|step| step.is_plain) {
            assert!(step.fits(&whole));
            assert_eq!(step.fits(&one_more), step.slips < MOST_SLIPS);
        }
    }

    #[test]
    fn labels_leave_the_boxes_in_their_order() {
        let row = "77435 07352 94189 34422";
        let labelled = format!("1: {row}\n5: {row}\n9: {row}\n13: {row}");
        let has_orders = |text: &str| {
            let plan = plan(text);
            let is_order = |step: &Step| plan.families[step.family].kind == Kind::Reordered;
            plan.steps(false).iter().any(is_order)
        };
        assert!(!has_orders(&labelled));
        assert!(has_orders(&format!("{row} {row} {row} {row}")));
    }

    #[test]
    fn the_unread_boxes_are_those_with_any_unread_digit() {
        let text = ["77435"; BOXES].join(" ").replacen("77435", "7?435", 1);
        assert_eq!(plan(&text).unread(), [0]);
        assert_eq!(plain(3).unread(), [0, 1, 2]);
        assert_eq!(plain(0).unread(), [0; 0]);
        assert_eq!(plan(&"7".repeat(79)).unread(), [0; 0]);
    }

    #[test]
    fn only_long_searches_are_worth_more_cores() {
        let steps = plain(0).steps(true);
        for step in &steps {
            assert_eq!(step.is_long(1, false), step.work > 1e6);
            // A thousand short ones are not: each would have threads of its own.
            assert_eq!(step.is_long(1000, false), step.work > 1e9);
        }
        let is_long = |step: &Step| step.is_long(1, false);
        assert!(steps.iter().any(is_long) && !steps.iter().all(is_long));
    }
}
