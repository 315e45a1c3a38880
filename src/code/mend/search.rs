//! The search: every code that a layout can have been at a certain cost.
//!
//! Every box has a [`Table`] of what it can have been. A **supposition** gives each box a cost; the
//! boxes that can then be several things are the suspected ones.
//!
//! Where these are four at most, they are decided **directly**: going from set to set, each box
//! takes one check away (see [`ModifiedSyndromes`]), and what is left has to be zero, or the value of the
//! last box has to be one of the few that it can have been. One multiplication decides.
//!
//! Of more boxes four are solved for, those that can be the most, and the others are **guessed**;
//! so are slips across borders. What decides is a sum of one term for each guess (see
//! [`meet`]). Where the guesses are the same few for all suppositions, they come
//! first, one by one, and the rest is direct.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use super::border::{Border, borders, forms};
use super::layout::{Layout, Letters, Written};
use super::meet::{self, Meeting, Target, Term, as_float, split};
use super::slip::LONGEST;
use super::table::{ANYTHING, Bits, Table, add_all};
use crate::code::digit::Digit;
use crate::code::field::{Element, P};
use crate::code::reed_solomon::{CHECKS, ErasureSet, ModifiedSyndromes, Syndromes};
use crate::code::{BOXES, BackupCode};

/// The tables of all boxes that were met so far, by where their digits stand and how letters are
/// taken: layouts have most of them in common.
#[derive(Default)]
pub(super) struct Tables(Vec<Option<Arc<Table>>>);

impl Tables {
    fn of(&mut self, layout: &Layout, digits: &[Digit], letters: Letters) -> [Arc<Table>; BOXES] {
        layout.places().map(|place| {
            let at = Self::nth(place, letters);
            if self.0.len() <= at {
                self.0.resize(at + 1, None);
            }
            let made = || Arc::new(Table::of(Written::at(place, digits).row(letters)));
            Arc::clone(self.0[at].get_or_insert_with(made))
        })
    }

    /// Which of the tables is that of a box with its digits in this place.
    fn nth(place: Option<(u8, u8)>, letters: Letters) -> usize {
        let nth = place.map_or(0, |(first, length)| {
            1 + usize::from(first) * (LONGEST + 1) + usize::from(length)
        });
        2 * nth + usize::from(letters == Letters::CouldBeAnything)
    }
}

/// A layout, made ready to be searched.
pub(super) struct Ground {
    pub(super) layout: Layout,
    tables: [Arc<Table>; BOXES],
    /// What each box is at its lowest cost, where that is one value; zero where it is open.
    values: Zeroizing<[Element; BOXES]>,
    syndromes: Syndromes,
    borders: OnceLock<Vec<Border>>,
    /// By cost, then by box: what it can be whatever happened at its borders.
    loose: [OnceLock<Vec<Option<Bits>>>; ANYTHING as usize],
}

impl Ground {
    pub(super) fn new(
        layout: Layout,
        digits: &[Digit],
        letters: Letters,
        tables: &mut Tables,
    ) -> Self {
        let tables = tables.of(&layout, digits, letters);
        let values = Zeroizing::new(tables.each_ref().map(|table| table.only()));
        Self {
            layout,
            syndromes: Syndromes::of(&values),
            tables,
            values,
            borders: OnceLock::new(),
            loose: [const { OnceLock::new() }; ANYTHING as usize],
        }
    }

    /// The slips that it takes at least.
    pub(super) fn cost(&self) -> u8 {
        self.layout.cost() + self.tables.iter().map(|table| table.least()).sum::<u8>()
    }

    /// The code that it is as it stands, if it is one.
    pub(super) fn as_written(&self) -> Option<BackupCode> {
        let closed = (0..BOXES).all(|index| !self.is_open(index));
        (closed && self.cost() == 0).then(|| BackupCode::from_boxes(*self.values)).flatten()
    }

    /// Whether a box can be several things at its lowest cost.
    fn is_open(&self, index: usize) -> bool {
        self.choices(index) != 1
    }

    /// The lowest cost of a box.
    fn least(&self, index: usize) -> u8 {
        self.tables[index].least()
    }

    /// How many things a box can be at its lowest cost.
    fn choices(&self, index: usize) -> usize {
        self.tables[index].choices()
    }

    /// How many things each box can be at its lowest cost, for those that can be several.
    pub(super) fn open(&self) -> Vec<f64> {
        let open = (0..BOXES).filter(|&index| self.is_open(index));
        open.map(|index| as_float(self.choices(index))).collect()
    }

    /// The slips across borders that it can have suffered.
    pub(super) fn borders(&self) -> &[Border] {
        self.borders.get_or_init(|| borders(&self.tables))
    }

    /// How many choices there are of so many slips across borders: of all borders that many, each
    /// with its share of the slips.
    pub(super) fn across(&self, borders: u8) -> f64 {
        let all = as_float(BOXES - 1);
        let each = || as_float(self.borders().len()) / all;
        (0..borders).map(|k| (all - f64::from(k)) / f64::from(k + 1) * each()).product()
    }

    /// What a box can be at a cost when it may have been changed across its borders, too; `None`
    /// is everything.
    fn loose(&self, index: usize, cost: u8) -> Option<&Bits> {
        let of_all = self.loose.get(usize::from(cost))?.get_or_init(|| {
            let bits = |index: usize| {
                let mut bits = Bits::none();
                forms(index, self.tables[index].row(), self.borders())
                    .into_iter()
                    .all(|form| (0..=cost).all(|cost| add_all(form, cost, &mut bits)))
                    .then_some(bits)
            };
            (0..BOXES).map(bits).collect()
        });
        of_all[index].as_ref()
    }

    /// How a supposition of so many more boxes, and of so many slips across borders, is decided.
    pub(super) fn way(&self, more: usize, borders: u8) -> Way {
        let open = (0..BOXES).filter(|&index| self.is_open(index));
        let fewest = open.clone().min_by_key(|&index| self.choices(index));
        let guessed = (open.count() + more).saturating_sub(CHECKS);
        match (guessed, borders, fewest) {
            _ if more == 0 => Way::Guessing,
            (0, 0, _) => Way::Directly,
            (0, 1, _) => Way::ByBorder,
            (1, 0, Some(index)) if self.choices(index) <= MOST_PINNED => Way::ByValue(index),
            _ => Way::Guessing,
        }
    }

    /// How many guesses come first.
    pub(super) fn first(&self, way: Way) -> f64 {
        match way {
            Way::Directly | Way::Guessing => 1.0,
            Way::ByBorder => self.across(1),
            Way::ByValue(index) => as_float(self.choices(index)),
        }
    }
}

/// The fixed cost of testing one supposition, in field additions: one that is decided directly, and
/// any other. `cargo bench --bench code` moves with them.
pub(super) const DIRECTLY: u32 = 3;
pub(super) const SUPPOSING: u32 = 50;
/// The cost of solving for the boxes of a supposition whose sum hits, in field additions.
const FOLLOWING: u32 = 60;

/// The most values that are gone through before all else: more are better met in the middle.
const MOST_PINNED: usize = 20;

/// How suppositions are decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Directly.
    Directly,
    /// Directly, for one slip across a border after the other.
    ByBorder,
    /// Directly, for one value after the other of this box, which is open.
    ByValue(usize),
    /// By guesses of their own.
    Guessing,
}

/// A code that was found, and the slips across borders that it takes.
pub(super) struct Hit<'a> {
    pub(super) code: BackupCode,
    pub(super) borders: Vec<&'a Border>,
}

/// What is said of a search from inside it.
pub(super) trait Watcher: Sync {
    /// Takes what was found.
    fn found(&self, ground: &Ground, hit: Hit<'_>);
    /// Called every few microseconds to milliseconds.
    fn check(&self) -> ControlFlow<()>;
}

/// What the suppositions start from: the boxes as they stand, and what was guessed first.
struct Base<'a> {
    values: Zeroizing<[Element; BOXES]>,
    /// What they make the syndromes, with the slip across a border.
    syndromes: Syndromes,
    border: Option<&'a Border>,
    /// An open box of which the value was guessed.
    pinned: Option<usize>,
    /// A box that has to cost more: it is looked for by its values otherwise.
    dearer: Option<usize>,
}

/// A box that can be the last to be suspected.
struct Last<'a> {
    /// What it is as it stands, and what it costs so.
    value: Element,
    least: u8,
    is_open: bool,
    /// What it can be; `None` is everything, or not asked.
    bits: Option<&'a Bits>,
    breadth: f64,
}

/// Those of all boxes that can be that.
type Lasts<'a> = [Option<Last<'a>>; BOXES];

/// A supposition, as far as a sum that was found has to be followed.
struct Found<'a, 'b> {
    base: &'b Base<'a>,
    lost: &'b ErasureSet<'b>,
    /// The boxes that are solved for.
    set: &'b [usize],
    /// Those that are guessed, with how much they can be.
    guessed: &'b [(usize, usize)],
}

/// One worker's part of the search of a layout.
pub(super) struct Search<'a> {
    ground: &'a Ground,
    /// How many slips across borders are supposed, and how many slips there may be in all.
    borders: u8,
    most: u8,
    watcher: &'a dyn Watcher,
    /// The cost that each box is supposed to have.
    costs: [u8; BOXES],
    /// Which part of the work is this worker's, of how many, and whose turn it is.
    share: (usize, usize),
    turn: usize,
    /// How often it was its own.
    taken: usize,
    stop: &'a AtomicBool,
    /// Its own places to work in, used again for every supposition; taken out while in use.
    meeting: Meeting,
    lists: Vec<Zeroizing<Vec<Element>>>,
    /// How much work there would be, where it is only counted and not done.
    counted: Option<f64>,
    /// How many readings were looked at.
    pub(super) readings: f64,
    /// How much work that was, in field additions.
    pub(super) work: u64,
}

/// What was counted of a step on one layout.
pub(super) struct Counted {
    pub(super) readings: f64,
    /// How many field additions its search takes, about, and how many it took to count that.
    pub(super) work: f64,
    pub(super) took: u64,
}

/// Counts the readings and the work of the suppositions of a step that has guesses, without searching.
pub(super) fn count(ground: &Ground, parts: &[u8], borders: u8) -> Counted {
    struct Nobody;
    impl Watcher for Nobody {
        fn found(&self, _: &Ground, _: Hit<'_>) {}
        fn check(&self) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }
    let stop = AtomicBool::new(false);
    let mut search = Search::new(ground, (borders, u8::MAX), (0, 1), &stop, &Nobody);
    search.counted = Some(0.0);
    search.run(parts);
    let work = search.counted.unwrap_or_default();
    Counted { readings: search.readings, work, took: search.work }
}

impl<'a> Search<'a> {
    pub(super) fn new(
        ground: &'a Ground,
        (borders, most): (u8, u8),
        share: (usize, usize),
        stop: &'a AtomicBool,
        watcher: &'a dyn Watcher,
    ) -> Self {
        Self {
            ground,
            borders,
            most,
            watcher,
            costs: std::array::from_fn(|index| ground.least(index)),
            share,
            turn: 0,
            taken: 0,
            stop,
            meeting: Meeting::default(),
            lists: Vec::new(),
            counted: None,
            readings: 0.0,
            work: 0,
        }
    }

    /// Searches every way in which the boxes cost so much more than they must: each part is what
    /// one box costs more, from the dearest on.
    pub(super) fn run(&mut self, parts: &[u8]) {
        let ground = self.ground;
        let mut base = Base {
            values: ground.values.clone(),
            syndromes: ground.syndromes,
            border: None,
            pinned: None,
            dearer: None,
        };
        match ground.way(parts.len(), self.borders) {
            // A single supposition is shared among the workers itself.
            Way::Guessing if parts.is_empty() => self.search(&base, self.share),
            Way::Guessing => self.suppose(&base, parts, 0),
            Way::Directly => self.directly(&base, &self.lasts(&base, parts), parts),
            Way::ByBorder => {
                for border in ground.borders() {
                    base.border = Some(border);
                    base.syndromes = ground.syndromes.plus(&border.syndromes);
                    self.directly(&base, &self.lasts(&base, parts), parts);
                }
            }
            Way::ByValue(index) => {
                base.dearer = Some(index);
                self.directly(&base, &self.lasts(&base, parts), parts);
                (base.dearer, base.pinned) = (None, Some(index));
                let lasts = self.lasts(&base, parts);
                let values = ground.tables[index].values(ground.least(index));
                for &value in values.expect("a few") {
                    base.values[index] = value;
                    base.syndromes = ground.syndromes.with_error(index, value);
                    self.directly(&base, &lasts, parts);
                }
            }
        }
    }

    /// What each box can be if it is the last that is suspected.
    fn lasts(&self, base: &Base<'a>, parts: &[u8]) -> Lasts<'a> {
        let ground = self.ground;
        let part = *parts.last().expect("of no parts nothing is direct");
        std::array::from_fn(|index| {
            let cost = self.cost(base, index, part)?;
            let added = base.border.and_then(|border| border.added_to(index));
            let is_open = ground.is_open(index);
            // Of an open box, or where a check is left over, it is not asked.
            let is_asked = !is_open && self.suspected(base).count() + parts.len() == CHECKS;
            Some(Last {
                value: base.values[index] + added.unwrap_or(Element::ZERO),
                least: ground.least(index),
                is_open,
                bits: if is_asked { self.bits(base.border, index, cost) } else { None },
                breadth: self.breadth(index, cost),
            })
        })
    }

    /// Goes through the suppositions that are decided directly.
    fn directly(&mut self, base: &Base<'a>, lasts: &Lasts<'a>, parts: &[u8]) {
        let residue = ModifiedSyndromes::of(&base.syndromes);
        let residue = self.suspected(base).fold(residue, |left, index| left.erasing(index));
        let choices = self.suspected(base).map(|index| as_float(self.ground.choices(index)));
        let readings = choices.product();
        self.suspect(base, lasts, parts, 0, &residue, readings);
    }

    /// The boxes that are suspected of being something else, apart from those that are pinned.
    fn suspected(&self, base: &Base<'a>) -> impl Iterator<Item = usize> {
        (0..BOXES).filter(|&index| {
            let costs_more = self.costs[index] > self.ground.least(index);
            (costs_more || self.ground.is_open(index)) && base.pinned != Some(index)
        })
    }

    /// What a box costs with this part, if it can.
    fn cost(&self, base: &Base<'a>, index: usize, part: u8) -> Option<u8> {
        let least = self.ground.least(index);
        let is_free = self.costs[index] == least && self.ground.choices(index) < P as usize;
        let is_free = is_free && base.pinned != Some(index);
        // Anything at all includes what costs less.
        let cost = if part == ANYTHING { ANYTHING } else { least + part };
        (is_free && cost <= ANYTHING).then_some(cost)
    }

    /// What a box can be at a cost, with these slips across borders; `None` is everything.
    fn bits(
        &self,
        across: impl IntoIterator<Item = &'a Border>,
        index: usize,
        cost: u8,
    ) -> Option<&'a Bits> {
        if across.into_iter().any(|border| border.added_to(index).is_some()) {
            self.ground.loose(index, cost)
        } else {
            self.ground.tables[index].within(cost)
        }
    }

    /// How many times more a box can be at a cost than at its lowest.
    fn breadth(&self, index: usize, cost: u8) -> f64 {
        as_float(self.ground.tables[index].breadth(cost)) / as_float(self.ground.choices(index))
    }

    /// Whether it is this worker's turn.
    fn is_mine(&mut self) -> bool {
        let turn = self.turn;
        self.turn = if turn + 1 == self.share.1 { 0 } else { turn + 1 };
        turn == self.share.0
    }

    /// Suspects a box for each part.
    fn suspect(
        &mut self,
        base: &Base<'a>,
        lasts: &Lasts<'a>,
        parts: &[u8],
        from: usize,
        residue: &ModifiedSyndromes,
        readings: f64,
    ) {
        let Some((&part, others)) = parts.split_first() else { return };
        if others.is_empty() {
            if self.is_mine() {
                self.decide(base, lasts, part, from, residue, readings);
            }
            return;
        }
        let is_followed_by_equal = others.first() == Some(&part);
        for index in from..BOXES {
            let Some(cost) = self.cost(base, index, part) else { continue };
            let from = if is_followed_by_equal { index + 1 } else { 0 };
            let breadth = self.breadth(index, cost);
            let least = std::mem::replace(&mut self.costs[index], cost);
            if self.ground.is_open(index) {
                self.suspect(base, lasts, others, from, residue, readings * breadth);
            } else {
                let residue = residue.erasing(index);
                self.suspect(base, lasts, others, from, &residue, readings * breadth);
            }
            self.costs[index] = least;
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Decides the suppositions that differ in the last box.
    fn decide(
        &mut self,
        base: &Base<'a>,
        lasts: &Lasts<'a>,
        part: u8,
        from: usize,
        residue: &ModifiedSyndromes,
        readings: f64,
    ) {
        let is_dearer = |&index: &usize| self.costs[index] > self.ground.least(index);
        let only = base.dearer.filter(|index| !is_dearer(index));
        let error = (residue.left() == 1).then(|| residue.error_values());
        let mut breadth = 0.0;
        for (index, last) in lasts.iter().enumerate().skip(from) {
            let Some(last) = last else { continue };
            if self.costs[index] != last.least || only.is_some_and(|only| only != index) {
                continue;
            }
            breadth += last.breadth;
            let passes = if last.is_open {
                residue.holds()
            } else if let Some(error) = &error {
                let value = last.value - error(index);
                last.bits.is_none_or(|bits| bits.contains(value.value()))
            } else {
                residue.would_hold(index)
            };
            if passes {
                self.work += u64::from(FOLLOWING);
                self.costs[index] = self.cost(base, index, part).expect("it can be the last");
                self.follow_directly(base);
                self.costs[index] = last.least;
            }
        }
        self.readings += readings * breadth;
        self.work += u64::from(DIRECTLY) * (BOXES - from) as u64;
        self.taken += 1;
        if self.taken.is_multiple_of(1024) {
            self.goes_on();
        }
    }

    /// Solves a supposition that passed.
    fn follow_directly(&self, base: &Base<'a>) {
        let set: Vec<usize> = self.suspected(base).collect();
        let found = Found { base, lost: &ErasureSet::at(&set), set: &set, guessed: &[] };
        self.follow(&found, &[], base.border.into_iter().collect());
    }

    /// Goes through the suppositions in which more has to be guessed.
    fn suppose(&mut self, base: &Base<'a>, parts: &[u8], from: usize) {
        let Some((&part, others)) = parts.split_first() else {
            if self.is_mine() {
                self.search(base, (0, 1));
            }
            return;
        };
        for index in from..BOXES {
            let Some(cost) = self.cost(base, index, part) else { continue };
            let least = std::mem::replace(&mut self.costs[index], cost);
            self.suppose(base, others, if others.first() == Some(&part) { index + 1 } else { 0 });
            self.costs[index] = least;
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Searches one supposition, of which each of several workers takes its share.
    fn search(&mut self, base: &Base<'a>, share: (usize, usize)) {
        let ground = self.ground;
        let count = |index: usize| ground.tables[index].breadth(self.costs[index]);
        let mut suspects = [(0, 0); BOXES];
        let mut length = 0;
        for index in 0..BOXES {
            let choices = count(index);
            if choices != 1 {
                suspects[length] = (choices, index);
                length += 1;
            }
        }
        // Those that can be the most are solved for; of equals, any.
        let suspects = &mut suspects[..length];
        suspects.sort_unstable_by(|a, b| b.cmp(a));
        let (solved, guessed) = suspects.split_at(length.min(CHECKS));
        let choices: f64 = suspects.iter().map(|&(choices, _)| as_float(choices)).product();
        if share.0 == 0 {
            self.readings += choices * ground.across(self.borders);
            self.work += u64::from(SUPPOSING);
        }
        if let Some(counted) = self.counted {
            self.counted = Some(counted + f64::from(SUPPOSING) + self.work_of(solved, guessed));
            return;
        }
        let mut set = [0; CHECKS];
        set.iter_mut().zip(solved).for_each(|(at, &(_, index))| *at = index);
        let set = &set[..solved.len()];
        let lost = ErasureSet::at(set);

        // The sum is a check, or else the value of the solved box that can be the least.
        let check = lost.check_coefficients();
        let tested = if check.is_some() { None } else { Some(set[CHECKS - 1]) };
        let weights = check.unwrap_or_else(|| lost.error_coefficients(set[CHECKS - 1]));
        let mut start = tested.map_or(Element::ZERO, |tested| ground.values[tested])
            - ground.syndromes.combine(&weights);
        let mut lists = std::mem::take(&mut self.lists);
        lists.resize_with((guessed.len() + 2).max(lists.len()), Zeroizing::default);
        for (list, &(_, index)) in lists.iter_mut().zip(guessed) {
            let slope = Element::ZERO - Syndromes::combine_column(index, &weights);
            start += Element::ZERO - slope * ground.values[index];
            list.clear();
            match ground.tables[index].values(self.costs[index]) {
                Some(values) => list.extend(values.iter().map(|&value| slope * value)),
                None => list.extend((0..P).map(|value| slope * Element::reduce(value.into()))),
            }
        }
        let found = Found { base, lost: &lost, set, guessed };
        if self.borders == 0 {
            let of_lists = lists[..guessed.len()].iter();
            let terms = of_lists.map(|list| Term { of: list, is_further: false });
            let target = self.target(tested, false);
            self.meet(&found, start, &terms.collect::<Vec<_>>(), &target, &[], share);
        } else {
            self.meet_across(&found, start, &mut lists, tested, &weights, share);
        }
        self.lists = lists;
        self.taken += 1;
        if self.taken.is_multiple_of(256) {
            self.goes_on();
        }
    }

    /// About how many field additions it takes to meet the guesses of a supposition, and to follow
    /// what hits.
    fn work_of(&self, solved: &[(usize, usize)], guessed: &[(usize, usize)]) -> f64 {
        /// How many times more a box can be when it may have been changed across its borders, about.
        const LOOSELY: f64 = 8.0;
        let p = f64::from(P);
        let (choices, tested) = match solved.get(CHECKS - 1) {
            Some(&(choices, tested)) => (as_float(choices), Some(tested)),
            None => (1.0, None),
        };
        let of = |target: Option<f64>, far: u8, near: u8, (of_far, of_near): (f64, f64)| {
            let mut terms: Vec<_> =
                guessed.iter().map(|&(choices, _)| (as_float(choices), false)).collect();
            terms.extend((0..far).map(|nth| (of_far, nth > 0)));
            terms.extend((0..near).map(|nth| (of_near, nth > 0)));
            let loosely = if near > 0 { LOOSELY } else { 1.0 };
            let hits = meet::choices(&terms) * (loosely * choices / p).min(1.0);
            split(&terms, target).1 + f64::from(FOLLOWING) * hits
        };
        let target = (choices < p).then_some(choices);
        if self.borders == 0 {
            return of(target, 0, 0, (0.0, 0.0));
        }
        let borders = self.ground.borders();
        let is_near =
            |border: &&Border| tested.is_some_and(|tested| border.added_to(tested).is_some());
        let near = borders.iter().filter(is_near).count();
        let lists = (as_float(borders.len() - near), as_float(near));
        let counts = 0..=if near == 0 { 0 } else { self.borders };
        let of_count = |count: u8| {
            let target = if count == 0 { target } else { None };
            as_float(borders.len()) + of(target, self.borders - count, count, lists)
        };
        counts.map(of_count).sum()
    }

    /// What the sum has to be, if there is a slip across a border of the tested box or not.
    fn target(&self, tested: Option<usize>, is_across: bool) -> Target<'a> {
        let Some(tested) = tested else { return Target::Zero };
        let (table, cost) = (&self.ground.tables[tested], self.costs[tested]);
        let bits = if is_across { self.ground.loose(tested, cost) } else { table.within(cost) };
        match bits {
            None => Target::Anything,
            Some(bits) if is_across => Target::OneOf(bits, None),
            Some(bits) => Target::OneOf(bits, table.values(cost)),
        }
    }

    /// Looks for the sums with a term for each slip across a border.
    ///
    /// What such a slip adds to the tested box itself makes that box something else, which is
    /// tested loosely. Most leave it alone; so it is supposed how many do not.
    fn meet_across(
        &mut self,
        found: &Found<'a, '_>,
        start: Element,
        lists: &mut [Zeroizing<Vec<Element>>],
        tested: Option<usize>,
        weights: &[Element; CHECKS],
        share: (usize, usize),
    ) {
        let borders = self.ground.borders();
        let (near, far): (Vec<usize>, Vec<usize>) = (0..borders.len())
            .partition(|&nth| tested.is_some_and(|tested| borders[nth].added_to(tested).is_some()));
        let guessed = found.guessed.len();
        for (list, nths) in lists[guessed..].iter_mut().zip([&far, &near]) {
            list.clear();
            list.extend(nths.iter().map(|&nth| {
                let at_tested = tested.and_then(|tested| borders[nth].added_to(tested));
                at_tested.unwrap_or(Element::ZERO) - borders[nth].syndromes.combine(weights)
            }));
        }
        let (count, lists) = (usize::from(self.borders), &*lists);
        for of_near in 0..=if near.is_empty() { 0 } else { count } {
            let of_lists = lists[..guessed].iter();
            let mut terms: Vec<Term<'_>> =
                of_lists.map(|list| Term { of: list, is_further: false }).collect();
            for (list, so_many) in lists[guessed..].iter().zip([count - of_near, of_near]) {
                let term = |nth| Term { of: list, is_further: nth > 0 };
                terms.extend((0..so_many).map(term));
            }
            let target = self.target(tested, of_near > 0);
            let (far, near) = (&far[..], &near[..]);
            let picked_from: Vec<&[usize]> = std::iter::repeat_n(far, count - of_near)
                .chain(std::iter::repeat_n(near, of_near))
                .collect();
            self.meet(found, start, &terms, &target, &picked_from, share);
        }
    }

    fn meet(
        &mut self,
        found: &Found<'a, '_>,
        start: Element,
        terms: &[Term<'_>],
        target: &Target<'_>,
        across: &[&[usize]],
        share: (usize, usize),
    ) {
        // (To make them takes longer than to meet few terms.)
        let borders = if across.is_empty() { &[] } else { self.ground.borders() };
        let mut meeting = std::mem::take(&mut self.meeting);
        let mut hits = 0_u32;
        meeting.run(start, terms, target, share, &mut |picked| {
            hits += 1;
            let (guesses, picked) = picked.split_at(found.guessed.len());
            let across = picked.iter().zip(across).map(|(&pick, nths)| &borders[nths[pick]]);
            self.follow(found, guesses, across.collect());
            !hits.is_multiple_of(64) || self.goes_on()
        });
        self.work += u64::from(FOLLOWING) * u64::from(hits) + std::mem::take(&mut meeting.sums);
        self.meeting = meeting;
    }

    /// Solves for the rest, and hands on what is a code and no dearer than supposed.
    fn follow(&self, found: &Found<'a, '_>, guesses: &[usize], borders: Vec<&'a Border>) {
        let &Found { base, lost, set, guessed } = found;
        let ground = self.ground;
        let mut values = base.values.clone();
        for (&(_, index), &pick) in guessed.iter().zip(guesses) {
            let list = ground.tables[index].values(self.costs[index]);
            values[index] = list.map_or_else(|| Element::reduce(pick as u64), |list| list[pick]);
        }
        let added = borders.iter().flat_map(|border| border.added());
        added.for_each(|(index, added)| values[index] += added);
        let Some(errors) = lost.error_values(Syndromes::of(&values)) else { return };
        let mut solved = Zeroizing::new([Element::ZERO; CHECKS]);
        let is_full = set.len() == CHECKS;
        let mut slips = ground.cost() + u8::try_from(borders.len()).expect("a few");
        for ((at, error), &index) in solved.iter_mut().zip(errors).zip(set) {
            *at = values[index] - error;
            if is_full {
                let bits = self.bits(borders.iter().copied(), index, self.costs[index]);
                if bits.is_some_and(|bits| !bits.contains(at.value())) {
                    return;
                }
            } else if borders.iter().all(|border| border.added_to(index).is_none()) {
                // A check that is left over has decided already; it is only counted what it costs.
                slips += ground.tables[index].cost(*at) - ground.least(index);
            }
        }
        if slips > self.most {
            return;
        }
        for (&index, &value) in set.iter().zip(solved.iter()) {
            values[index] = value;
        }
        let code = BackupCode::from_boxes(*values).expect("the syndromes were solved");
        self.watcher.found(ground, Hit { code, borders });
    }

    fn goes_on(&self) -> bool {
        if self.watcher.check().is_break() {
            self.stop.store(true, Ordering::Relaxed);
        }
        !self.stop.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::code::mend::layout::{digits, families};
    use crate::code::reading::read;

    const CODE: &str =
        "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

    fn code() -> BackupCode {
        BackupCode::from_canonical_text(CODE).expect("valid")
    }

    /// The boxes of the code.
    fn texts() -> [String; BOXES] {
        std::array::from_fn(|index| CODE[index * 5..][..5].to_owned())
    }

    /// With other digits: in this box, from this place on.
    fn set(texts: &mut [String; BOXES], index: usize, place: usize, digits: &str) {
        let text = &texts[index];
        assert_ne!(&text[place..][..digits.len()], digits);
        texts[index] = format!("{}{digits}{}", &text[..place], &text[place + digits.len()..]);
    }

    /// With one wrong digit in each of these boxes.
    fn wrong(texts: &mut [String; BOXES], boxes: &[usize]) {
        for &index in boxes {
            let digit = texts[index].as_bytes()[2] - b'0';
            set(texts, index, 2, &((digit + 4) % 10).to_string());
        }
    }

    /// With the digits on either side of this box's right border swapped.
    fn swap(texts: &mut [String; BOXES], index: usize) {
        let (left, right) = (texts[index][4..].to_owned(), texts[index + 1][..1].to_owned());
        set(texts, index, 4, &right);
        set(texts, index + 1, 0, &left);
    }

    /// The layout in which every box has the digits that it has here.
    fn ground(texts: &[String; BOXES]) -> Ground {
        let reading = read(texts.join(" ").as_bytes()).expect("sixteen groups");
        let digits = digits(&reading);
        let mut layouts = families(&reading).into_iter().flatten();
        let is_it = |layout: &Layout| {
            let boxes = layout.boxes(&digits);
            boxes.iter().zip(texts).all(|(written, text)| written.digits().len() == text.len())
        };
        let layout = layouts.find(is_it).expect("the groups are a layout");
        Ground::new(layout, &digits, Letters::AreFirstGuesses, &mut Tables::default())
    }

    /// What a search comes upon, and whether it is let go on.
    struct Seen(Mutex<Vec<(BackupCode, usize)>>, ControlFlow<()>);

    impl Watcher for Seen {
        fn found(&self, _: &Ground, hit: Hit<'_>) {
            self.0.lock().expect("no panic").push((hit.code, hit.borders.len()));
        }

        fn check(&self) -> ControlFlow<()> {
            self.1
        }
    }

    /// How often the code is found with so many slips across borders, and among how many readings.
    fn search(ground: &Ground, parts: &[u8], borders: u8, share: (usize, usize)) -> (usize, f64) {
        let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Continue(()));
        let stop = AtomicBool::new(false);
        let mut search = Search::new(ground, (borders, u8::MAX), share, &stop, &seen);
        search.run(parts);
        assert!(!stop.load(Ordering::Relaxed), "nobody stopped it");
        let readings = search.readings;
        let found = seen.0.into_inner().expect("no panic");
        let is_it = |found: &&(BackupCode, usize)| **found == (code(), usize::from(borders));
        (found.iter().filter(is_it).count(), readings)
    }

    /// The code is found in this step, decided in this way; two workers find it as often together.
    /// Where no check is left over, and nothing is tested loosely, it is found once.
    #[track_caller]
    fn assert_found(texts: &[String; BOXES], way: Way, parts: &[u8], borders: u8) {
        let ground = ground(texts);
        assert!(ground.way(parts.len(), borders) == way, "it is decided in another way");
        let (found, readings) = search(&ground, parts, borders, (0, 1));
        let is_strict = ground.open().len() + parts.len() >= CHECKS && borders == 0;
        assert!(found == 1 || !is_strict && found > 1, "{found} by {parts:?} and {borders}");
        let halves = [0, 1].map(|nth| search(&ground, parts, borders, (nth, 2)));
        assert_eq!(halves[0].0 + halves[1].0, found, "by {parts:?} and {borders}");
        assert!((halves[0].1 + halves[1].1 - readings).abs() <= readings * 1e-12);
    }

    #[test]
    fn up_to_four_boxes_are_decided_directly() {
        let boxes = [3, 0, 15, 9];
        for count in 1..=4 {
            let mut damaged = texts();
            wrong(&mut damaged, &boxes[..count]);
            let ones = vec![1; count];
            assert_found(&damaged, Way::Directly, &ones, 0);
            // The dearest may be any of them.
            for &dearest in &boxes[..count] {
                let mut damaged = damaged.clone();
                let digit = u8::from(damaged[dearest].starts_with('9'));
                set(&mut damaged, dearest, 0, if digit == 1 { "3" } else { "9" });
                let mut parts = ones.clone();
                parts[0] = 2;
                assert_found(&damaged, Way::Directly, &parts, 0);
                parts[0] = 3;
                assert_found(&damaged, Way::Directly, &parts, 0);
            }
        }
    }

    #[test]
    fn open_boxes_are_suspected_from_the_start() {
        let mut lost = texts();
        (lost[4], lost[11]) = (String::from("?????"), String::from("?????"));
        wrong(&mut lost, &[2]);
        assert_found(&lost, Way::Directly, &[1], 0);
        assert_found(&lost, Way::Directly, &[3], 0);
        wrong(&mut lost, &[14]);
        assert_found(&lost, Way::Directly, &[1, 1], 0);
        // A slip in a box that is half read.
        let mut half = texts();
        set(&mut half, 6, 0, "?");
        wrong(&mut half, &[6]);
        assert_found(&half, Way::Directly, &[1], 0);
        wrong(&mut half, &[5, 7]);
        assert_found(&half, Way::Directly, &[1, 1, 1], 0);
        // A digit left out: 46 values; with four more boxes one is guessed.
        let mut short = texts();
        short[8] = String::from("9437");
        wrong(&mut short, &[1, 12, 13]);
        assert_found(&short, Way::Directly, &[1, 1, 1], 0);
        wrong(&mut short, &[3]);
        assert_found(&short, Way::Guessing, &[1, 1, 1, 1], 0);
    }

    #[test]
    fn of_more_than_four_boxes_the_others_are_guessed() {
        let mut damaged = texts();
        wrong(&mut damaged, &[0, 2, 5, 11, 15]);
        assert_found(&damaged, Way::Guessing, &[1; 5], 0);
        set(&mut damaged, 5, 0, "9");
        assert_found(&damaged, Way::Guessing, &[2, 1, 1, 1, 1], 0);
        // All that is there is guessed, if no box costs more than it must.
        for lost in [1, 2, 4] {
            let mut damaged = texts();
            damaged[3..3 + lost].fill(String::from("?????"));
            assert_found(&damaged, Way::Guessing, &[], 0);
        }
        let mut damaged = texts();
        damaged[..12].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
        assert_found(&damaged, Way::Guessing, &[], 0);
        assert_found(&texts(), Way::Guessing, &[], 0);
    }

    /// Digits left out in one box and written twice in another: the few values of the one come
    /// first, but for slips in that box itself.
    #[test]
    fn few_values_of_an_open_box_are_gone_through_first() {
        let mut damaged = texts();
        (damaged[1], damaged[10]) = (String::from("0752"), String::from("346633"));
        let plain = damaged.clone();
        wrong(&mut damaged, &[4, 9, 12]);
        assert_found(&damaged, Way::ByValue(10), &[1, 1, 1], 0);
        for slipped in [1, 10] {
            let mut damaged = plain.clone();
            wrong(&mut damaged, &[4, 12]);
            // The last of its digits, so that it isn't the one that is too many.
            let last = damaged[slipped].len() - 1;
            set(&mut damaged, slipped, last, "7");
            let ground = ground(&damaged);
            assert!(ground.way(3, 0) == Way::ByValue(10));
            assert!(search(&ground, &[1, 1, 1], 0, (0, 1)).0 >= 1);
        }
        wrong(&mut damaged, &[15]);
        assert_found(&damaged, Way::Guessing, &[1, 1, 1, 1], 0);
    }

    /// One of the five is guessed, as everything that it can be.
    #[test]
    fn a_fifth_lost_box_is_gone_through() {
        let mut damaged = texts();
        damaged[3..8].fill(String::from("?????"));
        assert_found(&damaged, Way::Guessing, &[], 0);
        damaged[8].replace_range(1.., "????");
        damaged[7] = texts()[7].clone();
        assert_found(&damaged, Way::Guessing, &[], 0);
    }

    /// The work that is counted beforehand is about what the search then takes.
    #[test]
    fn work_is_about_what_was_counted_before() {
        let mut wrong_digits = texts();
        wrong(&mut wrong_digits, &[0, 2, 5, 11, 15, 13]);
        let mut zeros = texts();
        zeros.fill(String::from("00000"));
        let mut partly = texts();
        partly[2..10].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
        let mut lost = texts();
        lost[2..6].fill(String::from("?????"));
        for (what, texts) in
            [("digits", wrong_digits), ("zeros", zeros), ("partly", partly), ("lost", lost)]
        {
            let ground = ground(&texts);
            for (parts, borders) in [
                (&[][..], 1),
                (&[1], 2),
                (&[1, 1], 1),
                (&[1; 5], 0),
                (&[2, 1, 1], 0),
                (&[1, 1, 1], 1),
                (&[3, 1, 1, 1, 1], 0),
            ] {
                if ground.way(parts.len(), borders) != Way::Guessing {
                    continue;
                }
                let counted = count(&ground, parts, borders);
                if counted.work > 3e8 {
                    continue;
                }
                let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Continue(()));
                let stop = AtomicBool::new(false);
                let mut search = Search::new(&ground, (borders, u8::MAX), (0, 1), &stop, &seen);
                search.run(parts);
                assert!((search.readings / counted.readings - 1.0).abs() < 1e-9);
                let ratio = f64::from(u32::try_from(search.work).expect("little")) / counted.work;
                assert!((0.3..1.3).contains(&ratio), "{what} {parts:?} {borders}: {ratio}");
                assert!(counted.took < search.work);
            }
        }
    }

    #[test]
    fn slips_across_borders_are_guessed_beside_whatever_else_is_wrong() {
        // Of the boxes that are wrong some have a border at which digits were swapped.
        for at in [0, 2, 8, 14] {
            let mut damaged = texts();
            swap(&mut damaged, at);
            assert_found(&damaged, Way::Guessing, &[], 1);
            // A slip of its own in each box that the border is of, be it the last one supposed.
            for own in [at, at + 1] {
                for others in [&[][..], &[3, 5], &[4, 6, 7]] {
                    let mut damaged = damaged.clone();
                    let digit = (damaged[own].as_bytes()[1] - b'0' + 3) % 10;
                    set(&mut damaged, own, 1, &digit.to_string());
                    let others: Vec<_> = others.iter().copied().filter(|&one| one != own).collect();
                    wrong(&mut damaged, &others);
                    let parts = vec![1; others.len() + 1];
                    assert_found(&damaged, Way::ByBorder, &parts, 1);
                }
            }
            for (count, way) in [
                (1, Way::ByBorder),
                (2, Way::ByBorder),
                (3, Way::ByBorder),
                (4, Way::ByBorder),
                (5, Way::Guessing),
            ] {
                let mut damaged = damaged.clone();
                wrong(&mut damaged, &[3, 9, 5, 13, 1][..count]);
                assert_found(&damaged, way, &vec![1; count], 1);
            }
        }
        let mut damaged = texts();
        for (count, at) in (1..).zip([10, 12, 0, 8]) {
            swap(&mut damaged, at);
            assert_found(&damaged, Way::Guessing, &[], count);
            let mut damaged = damaged.clone();
            wrong(&mut damaged, &[11, 4]);
            if count > 1 {
                assert_found(&damaged, Way::Guessing, &[1, 1], count);
            }
            if count == 2 {
                wrong(&mut damaged, &[6, 13]);
                assert_found(&damaged, Way::Guessing, &[1, 1, 1, 1], count);
            }
        }
    }

    /// Every supposition counts with what its boxes can be.
    #[test]
    fn the_readings_are_counted() {
        let mut damaged = texts();
        set(&mut damaged, 7, 3, "?");
        let ground = ground(&damaged);
        let count = |index: usize, cost: u8| as_float(ground.tables[index].count(cost));
        let others = || (0..BOXES).filter(|&index| index != 7);
        let one: f64 = others().map(|index| 10.0 * count(index, 1)).sum::<f64>() + count(7, 1);
        let pairs: f64 = others()
            .map(|a| {
                let later = others().filter(|&b| b > a).map(|b| 10.0 * count(b, 1));
                count(a, 1) * (later.sum::<f64>() + count(7, 1))
            })
            .sum();
        let borders = as_float(ground.borders().len());
        for (parts, borders_supposed, expected) in [
            (&[][..], 0, 10.0),
            (&[1], 0, one),
            (&[1, 1], 0, pairs),
            (&[3], 0, 15.0 * 10.0 * f64::from(P) + f64::from(P)),
            (&[], 1, 10.0 * borders),
            (&[1], 1, one * borders),
            (&[1], 2, one * borders * borders * 14.0 / 15.0 / 2.0),
        ] {
            let (_, readings) = search(&ground, parts, borders_supposed, (0, 1));
            assert!((readings / expected - 1.0).abs() < 1e-9, "{parts:?}: {readings}, {expected}");
        }
    }

    #[test]
    fn a_ground_says_what_it_costs_and_whether_it_is_a_code() {
        let plain = ground(&texts());
        assert!(plain.as_written() == Some(code()) && plain.cost() == 0 && plain.open().is_empty());
        let mut damaged = texts();
        wrong(&mut damaged, &[3]);
        assert!(ground(&damaged).as_written().is_none());
        damaged[8] = String::from("9437");
        set(&mut damaged, 6, 0, "?");
        let damaged = ground(&damaged);
        assert!(damaged.as_written().is_none());
        assert_eq!((damaged.cost(), damaged.open().len()), (1, 2));
        assert!(damaged.open().contains(&10.0));
    }

    #[test]
    fn every_place_and_length_has_its_own_table() {
        let lengths = 3..=u8::try_from(LONGEST).expect("a few");
        let places = (0..90).flat_map(|first| lengths.clone().map(move |length| (first, length)));
        let mut seen = std::collections::BTreeSet::new();
        for place in places.map(Some).chain([None]) {
            for letters in [Letters::AreFirstGuesses, Letters::CouldBeAnything] {
                assert!(seen.insert(Tables::nth(place, letters)), "{place:?}");
            }
        }
    }

    #[test]
    fn a_search_ends_when_it_is_told_to() {
        let mut damaged = texts();
        wrong(&mut damaged, &[0, 2, 5, 11, 15, 14, 13]);
        let ground = ground(&damaged);
        for (parts, borders) in [(&[1; 4][..], 1), (&[1; 6], 0), (&[1; 5], 2)] {
            let whole = search(&ground, parts, borders, (0, 1)).1;
            let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Break(()));
            let stop = AtomicBool::new(false);
            let mut search = Search::new(&ground, (borders, u8::MAX), (0, 1), &stop, &seen);
            search.run(parts);
            assert!(stop.load(Ordering::Relaxed));
            assert!(search.readings < whole / 2.0, "{parts:?} and {borders}");
        }
    }
}
