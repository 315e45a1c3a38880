//! The search: every code that a layout can have been at a certain cost.
//!
//! Every box has a [`Table`] of what it can have been. A **supposition** gives each box a cost; the
//! boxes that can then be several things are the suspected ones. Four of them, those that can be
//! the most, follow from the syndromes, which are linear in the errors; the others, and slips
//! across boxes, are guessed. One value that is solved for, or one check that is left over, decides
//! nearly always; it is a sum of one term for each guess (see [`meet`](super::meet)).

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use super::layout::{Layout, Letters, Order, Written};
use super::meet::{Meeting, Target, as_float};
use super::shuffle::{Shuffle, borders, forms, orders};
use super::table::{ANYTHING, Bits, Table, add_all};
use crate::code::digit::Digit;
use crate::code::field::{Element, P};
use crate::code::reed_solomon::{CHECKS, Lost, Syndromes};
use crate::code::{BOXES, BackupCode};

/// The tables of all boxes that were met so far: layouts have most of them in common.
#[derive(Default)]
pub(super) struct Tables(Vec<Arc<Table>>);

impl Tables {
    fn of(&mut self, boxes: &[Written; BOXES], letters: Letters) -> [Arc<Table>; BOXES] {
        boxes.each_ref().map(|written| {
            let row = written.row(letters);
            let found = self.0.binary_search_by(|table| table.row().digits().cmp(row.digits()));
            let at = found.unwrap_or_else(|at| {
                self.0.insert(at, Arc::new(Table::of(row)));
                at
            });
            Arc::clone(&self.0[at])
        })
    }
}

/// A layout, made ready to be searched.
pub(super) struct Ground {
    pub(super) layout: Layout,
    pub(super) boxes: Zeroizing<[Written; BOXES]>,
    tables: [Arc<Table>; BOXES],
    /// What each box is at its lowest cost, where that is one value; zero where it is open.
    values: Zeroizing<[Element; BOXES]>,
    /// The lowest cost of each box.
    least: [u8; BOXES],
    syndromes: Syndromes,
    borders: OnceLock<Vec<Shuffle>>,
    orders: OnceLock<Vec<Shuffle>>,
    /// By cost, then by box: what it can be whatever happened at its borders.
    loose_borders: [OnceLock<Vec<Option<Bits>>>; ANYTHING as usize],
    /// By cost: what any box can be whatever the order.
    loose_orders: [OnceLock<Option<Bits>>; ANYTHING as usize],
}

impl Ground {
    pub(super) fn new(
        layout: &Layout,
        digits: &[Digit],
        letters: Letters,
        tables: &mut Tables,
    ) -> Self {
        let boxes = layout.boxes(digits);
        let tables = tables.of(&boxes, letters);
        let least = tables.each_ref().map(|table| table.least());
        let mut values = Zeroizing::new([Element::ZERO; BOXES]);
        for index in 0..BOXES {
            if let Some([only]) = tables[index].values(least[index]) {
                values[index] = *only;
            }
        }
        Self {
            layout: layout.clone(),
            boxes,
            syndromes: Syndromes::of(&values),
            tables,
            values,
            least,
            borders: OnceLock::new(),
            orders: OnceLock::new(),
            loose_borders: [const { OnceLock::new() }; ANYTHING as usize],
            loose_orders: [const { OnceLock::new() }; ANYTHING as usize],
        }
    }

    /// The slips that it takes at least.
    pub(super) fn cost(&self) -> u8 {
        self.layout.cost() + self.least.iter().sum::<u8>()
    }

    /// The code that it is as it stands, if it is one.
    pub(super) fn as_written(&self) -> Option<BackupCode> {
        let closed = (0..BOXES).all(|index| !self.is_open(index));
        (closed && self.cost() == 0).then(|| BackupCode::from_boxes(*self.values)).flatten()
    }

    /// Whether a box can be several things at its lowest cost.
    pub(super) fn is_open(&self, index: usize) -> bool {
        self.choices(index, 0) != 1
    }

    /// How many things a box can be at so much more than its lowest cost.
    fn choices(&self, index: usize, more: u8) -> usize {
        self.tables[index].count(self.least[index] + more)
    }

    /// How many things each box can be at its lowest cost, for those that can be several.
    pub(super) fn open(&self) -> Vec<f64> {
        let open = (0..BOXES).filter(|&index| self.is_open(index));
        open.map(|index| as_float(self.choices(index, 0))).collect()
    }

    fn borders(&self) -> &[Shuffle] {
        self.borders.get_or_init(|| borders(&self.tables))
    }

    /// How many choices there are of these shuffles.
    pub(super) fn shuffled(&self, shuffles: Shuffles) -> f64 {
        match shuffles {
            Shuffles::None => 1.0,
            Shuffles::Order => as_float(Order::COUNT),
            Shuffles::Borders(count) => {
                // So many borders of all, each with its share of the slips.
                let all = as_float(BOXES - 1);
                let each = as_float(self.borders().len()) / all;
                (0..count).map(|k| (all - f64::from(k)) / f64::from(k + 1) * each).product()
            }
        }
    }

    /// Each of the shuffles that can be one of these.
    pub(super) fn shuffles(&self, shuffles: Shuffles) -> &[Shuffle] {
        match shuffles {
            Shuffles::None => &[],
            Shuffles::Borders(_) => self.borders(),
            Shuffles::Order => self.orders(),
        }
    }

    fn orders(&self) -> &[Shuffle] {
        self.orders.get_or_init(|| orders(&self.values, |index| self.is_open(index)))
    }

    /// What a box can be at a cost when there are shuffles; `None` is everything.
    fn loose(&self, shuffles: Shuffles, index: usize, cost: u8) -> Option<&Bits> {
        if cost >= ANYTHING {
            return None;
        }
        match shuffles {
            Shuffles::None => self.tables[index].within(cost),
            Shuffles::Borders(_) => self.loose_borders[usize::from(cost)].get_or_init(|| {
                let bits = |index: usize| {
                    let mut bits = Bits::none();
                    forms(index, self.tables[index].row(), self.borders())
                        .into_iter()
                        .all(|form| (0..=cost).all(|cost| add_all(form, cost, &mut bits)))
                        .then_some(bits)
                };
                (0..BOXES).map(bits).collect()
            })[index]
                .as_ref(),
            Shuffles::Order => self.loose_orders[usize::from(cost)]
                .get_or_init(|| {
                    let mut bits = Bits::none();
                    for table in &self.tables {
                        bits.extend(table.within(cost)?);
                    }
                    Some(bits)
                })
                .as_ref(),
        }
    }
}

/// The slips across boxes that are supposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shuffles {
    /// None.
    None,
    /// So many across borders.
    Borders(u8),
    /// Another order.
    Order,
}

impl Shuffles {
    pub(super) fn cost(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Borders(count) => count,
            Self::Order => 1,
        }
    }

    fn count(self) -> usize {
        usize::from(self.cost())
    }
}

/// A code that was found, and the shuffles that it takes.
pub(super) struct Hit<'a> {
    pub(super) code: BackupCode,
    pub(super) shuffles: Vec<&'a Shuffle>,
}

/// What is said of a search from inside it.
pub(super) trait Watcher: Sync {
    /// Takes what was found.
    fn found(&self, ground: &Ground, hit: Hit<'_>);
    /// Called every few microseconds to milliseconds.
    fn check(&self) -> ControlFlow<()>;
}

/// A supposition, as far as a sum that was found has to be followed.
struct Found<'a> {
    lost: &'a Lost<'a>,
    /// The boxes that are solved for.
    set: &'a [usize],
    /// Those that are guessed, with how much they can be.
    guessed: &'a [(usize, usize)],
}

/// One worker's part of the search of a layout.
pub(super) struct Search<'a> {
    ground: &'a Ground,
    shuffles: Shuffles,
    watcher: &'a dyn Watcher,
    /// The cost that each box is supposed to have.
    costs: [u8; BOXES],
    /// Which part of the suppositions is this worker's, and of how many.
    share: (usize, usize),
    suppositions: usize,
    stop: &'a AtomicBool,
    /// Its own places to work in, used again for every supposition; taken out while in use.
    meeting: Option<Meeting>,
    lists: Vec<Zeroizing<Vec<Element>>>,
    /// How many choices of shuffles there are.
    shuffled: f64,
    /// How many readings were looked at.
    pub(super) readings: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        ground: &'a Ground,
        shuffles: Shuffles,
        share: (usize, usize),
        stop: &'a AtomicBool,
        watcher: &'a dyn Watcher,
    ) -> Self {
        Self {
            ground,
            shuffles,
            watcher,
            costs: ground.least,
            share,
            suppositions: 0,
            stop,
            meeting: Some(Meeting::new()),
            lists: Vec::new(),
            shuffled: ground.shuffled(shuffles),
            readings: 0.0,
        }
    }

    /// Searches every way in which the boxes cost so much more than they must: each part is what
    /// one box costs more, from the dearest on.
    pub(super) fn run(&mut self, parts: &[u8]) {
        self.suppose(parts, 0);
    }

    fn suppose(&mut self, parts: &[u8], from: usize) {
        let Some((&part, rest)) = parts.split_first() else {
            self.suppositions += 1;
            if self.suppositions % self.share.1 == self.share.0 {
                self.search();
            }
            return;
        };
        for index in from..BOXES {
            let least = self.ground.least[index];
            let is_free = self.costs[index] == least && self.ground.choices(index, 0) < P as usize;
            // Anything at all includes what costs less.
            let cost = if part == ANYTHING { ANYTHING } else { least + part };
            if is_free && cost <= ANYTHING {
                self.costs[index] = cost;
                self.suppose(rest, if rest.first() == Some(&part) { index + 1 } else { 0 });
                self.costs[index] = least;
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
    }

    /// Searches one supposition.
    fn search(&mut self) {
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
        self.readings += choices * self.shuffled;
        if guessed.first().is_some_and(|&(choices, _)| choices == P as usize) {
            return;
        }
        let mut set = [0; CHECKS];
        set.iter_mut().zip(solved).for_each(|(at, &(_, index))| *at = index);
        let set = &set[..solved.len()];
        let lost = Lost::at(set);

        // The sum is a check, or else the value of the solved box that can be the least.
        let check = lost.check();
        let tested = if check.is_some() { None } else { Some(set[CHECKS - 1]) };
        let weights = check.unwrap_or_else(|| lost.weights(set[CHECKS - 1]));
        let mut start = tested.map_or(Element::ZERO, |tested| ground.values[tested])
            - ground.syndromes.weigh(&weights);
        let shuffles = self.shuffles.count();
        let mut lists = std::mem::take(&mut self.lists);
        lists.resize_with((guessed.len() + shuffles).max(lists.len()), Zeroizing::default);
        for (list, &(_, index)) in lists.iter_mut().zip(guessed) {
            let slope = Element::ZERO - Syndromes::weigh_box(index, &weights);
            start += Element::ZERO - slope * ground.values[index];
            let values = ground.tables[index].values(self.costs[index]).expect("not everything");
            list.clear();
            list.extend(values.iter().map(|&value| slope * value));
        }
        let lists_used = &mut lists[..guessed.len() + shuffles];
        let found = Found { lost: &lost, set, guessed };
        if shuffles == 0 {
            let target = self.target(tested, Shuffles::None);
            self.meet(&found, start, lists_used, &target, &[]);
        } else {
            self.meet_shuffled(&found, start, lists_used, tested, &weights);
        }
        self.lists = lists;
        if self.suppositions.is_multiple_of(256) {
            self.goes_on();
        }
    }

    /// What the sum has to be.
    fn target(&self, tested: Option<usize>, shuffles: Shuffles) -> Target<'a> {
        let Some(tested) = tested else { return Target::Zero };
        let cost = self.costs[tested];
        match self.ground.loose(shuffles, tested, cost) {
            None => Target::Anything,
            Some(bits) if shuffles == Shuffles::None => {
                Target::OneOf(bits, self.ground.tables[tested].values(cost))
            }
            Some(bits) => Target::OneOf(bits, None),
        }
    }

    /// Looks for the sums with a term for each shuffle.
    ///
    /// What a shuffle adds to the tested box itself makes that box something else, which is tested
    /// loosely. Most shuffles leave it alone; so those that do not have a turn of their own: in the
    /// nth turn the nth shuffle is the first that concerns it, in the last turn none does.
    fn meet_shuffled(
        &mut self,
        found: &Found<'_>,
        start: Element,
        lists: &mut [Zeroizing<Vec<Element>>],
        tested: Option<usize>,
        weights: &[Element; CHECKS],
    ) {
        // What is added to a box that is solved for makes no difference to the sum.
        let slopes: [Element; BOXES] = std::array::from_fn(|index| {
            if found.set.contains(&index) {
                Element::ZERO
            } else {
                Element::ZERO - Syndromes::weigh_box(index, weights)
            }
        });
        let all = self.ground.shuffles(self.shuffles);
        let mut terms = Zeroizing::new(Vec::with_capacity(all.len()));
        terms.extend(all.iter().map(|shuffle| {
            let parts = shuffle.added.iter().map(|&(index, added)| slopes[index] * added);
            parts.fold(Element::ZERO, |sum, part| sum + part)
        }));
        let concerns = |shuffle: &Shuffle| {
            tested.is_some_and(|tested| shuffle.added.iter().any(|&(index, _)| index == tested))
        };
        let whole: Vec<usize> = (0..all.len()).collect();
        let (near, far): (Vec<usize>, Vec<usize>) =
            whole.iter().partition(|&&nth| concerns(&all[nth]));
        let count = self.shuffles.count();
        let turns = if near.is_empty() { count..=count } else { 0..=count };
        for turn in turns {
            let choices: Vec<&[usize]> = (0..count)
                .map(|nth| match nth.cmp(&turn) {
                    std::cmp::Ordering::Less => &far[..],
                    std::cmp::Ordering::Equal => &near[..],
                    std::cmp::Ordering::Greater => &whole[..],
                })
                .collect();
            for (list, choices) in lists[found.guessed.len()..].iter_mut().zip(&choices) {
                list.clear();
                list.extend(choices.iter().map(|&nth| terms[nth]));
            }
            let shuffles = if turn == count { Shuffles::None } else { self.shuffles };
            let target = self.target(tested, shuffles);
            self.meet(found, start, lists, &target, &choices);
        }
    }

    fn meet(
        &mut self,
        found: &Found<'_>,
        start: Element,
        lists: &[Zeroizing<Vec<Element>>],
        target: &Target<'_>,
        choices: &[&[usize]],
    ) {
        let mut meeting = self.meeting.take().unwrap_or_else(Meeting::new);
        let mut hits = 0_u32;
        meeting.run(start, lists, target, &mut |picked| {
            hits += 1;
            self.follow(found, picked, choices);
            !hits.is_multiple_of(64) || self.goes_on()
        });
        self.meeting = Some(meeting);
    }

    /// Solves for the rest, and hands on what is a code and no dearer than supposed.
    fn follow(&self, found: &Found<'_>, picked: &[usize], choices: &[&[usize]]) {
        let &Found { lost, set, guessed } = found;
        let ground = self.ground;
        let mut values = ground.values.clone();
        for (&(_, index), &pick) in guessed.iter().zip(picked) {
            values[index] = ground.tables[index].values(self.costs[index]).expect("a list")[pick];
        }
        let all = ground.shuffles(self.shuffles);
        let picked = picked[guessed.len()..].iter().zip(choices);
        let shuffles: Vec<&Shuffle> = picked.map(|(&pick, choices)| &all[choices[pick]]).collect();
        for shuffle in &shuffles {
            for &(index, added) in shuffle.added.iter() {
                values[index] += added;
            }
        }
        let Some(errors) = lost.errors(Syndromes::of(&values)) else { return };
        let mut solved = Zeroizing::new([Element::ZERO; CHECKS]);
        for ((at, error), &index) in solved.iter_mut().zip(errors).zip(set) {
            *at = values[index] - error;
            // Where a check is left over it has decided already, and what is loose means little.
            if set.len() == CHECKS || self.shuffles == Shuffles::None {
                let bits = ground.loose(self.shuffles, index, self.costs[index]);
                if bits.is_some_and(|bits| !bits.contains(at.value())) {
                    return;
                }
            }
        }
        for (&index, &value) in set.iter().zip(solved.iter()) {
            values[index] = value;
        }
        let code = BackupCode::from_boxes(*values).expect("the syndromes were solved");
        self.watcher.found(ground, Hit { code, shuffles });
    }

    fn goes_on(&self) -> bool {
        if self.watcher.check().is_break() {
            self.stop.store(true, Ordering::Relaxed);
        }
        !self.stop.load(Ordering::Relaxed)
    }
}
