//! The slips that people make in copying by hand, drawn with their observed frequencies.
//!
//! The source of the frequencies is J. Verhoeff, "Error Detecting Decimal Codes", Mathematical
//! Centre Tracts 29, Amsterdam 1969. He counted 12,112 errors in six-digit numbers copied to their
//! full length, and gives separately how often a digit is left out or added: 10 to 20 of 100
//! errors. Nobody has counted slips of whole boxes and rows, or letters for digits: those shares
//! are assumptions, and small.
//!
//! Slips are drawn one after another, and none undoes another. Later slips leave a character alone
//! that a slip has changed or stood next to, and they leave a group in place that a slip has moved.

#[path = "generator.rs"]
mod generator;
#[path = "written.rs"]
pub(crate) mod written;

pub(crate) use generator::Generator;
pub(crate) use written::Written;

use written::{Group, Script};

/// A kind of slip. The examples are digits of a code, whose groups are its boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    /// One digit is another: half of the time one that looks like it, otherwise any.
    Wrong,
    /// ab became ba, also across the border of two boxes.
    Swapped,
    /// abc became cba.
    Jumped,
    /// aa became bb.
    Twin,
    /// aba became cbc.
    JumpTwin,
    /// 13 became 30, or 30 became 13, as they sound alike; likewise with 4 to 9.
    Spoken,
    /// A digit is missing.
    LeftOut,
    /// A digit is there twice.
    Doubled,
    /// A letter stands where a digit belongs.
    Letter,
    /// A box is missing.
    GroupLeftOut,
    /// A box is there twice.
    GroupTwice,
    /// Two boxes have changed places.
    GroupsExchanged,
    /// Two rows have changed places.
    RowsExchanged,
    /// The rows were read column by column.
    ColumnsAsRows,
}

/// The number of slips of each kind among 10,000.
///
/// Verhoeff's counts are 9574 single digits wrong (79.05 % of his errors), 1237 neighbors swapped
/// (10.21 %), 99 jumps (0.82 %), 67 twins (0.55 %), 59 spoken (0.49 %), 35 jump twins (0.29 %), and
/// 1041 of no such pattern, which are left out here. Scaled to 87 of 100, they leave 10 for digits
/// left out and added, the low end of his range, and 3 that are assumed.
pub(crate) const SHARES: [(Slip, u32); 14] = [
    (Slip::Wrong, 7524),
    (Slip::Swapped, 972),
    (Slip::Jumped, 78),
    (Slip::Twin, 53),
    (Slip::Spoken, 46),
    (Slip::JumpTwin, 27),
    (Slip::LeftOut, 500),
    (Slip::Doubled, 500),
    (Slip::Letter, 200),
    (Slip::GroupLeftOut, 40),
    (Slip::GroupTwice, 20),
    (Slip::GroupsExchanged, 20),
    (Slip::RowsExchanged, 10),
    (Slip::ColumnsAsRows, 10),
];

const ALL: u32 = 10_000;

impl Slip {
    /// Draws a kind of slip according to its share.
    pub(crate) fn drawn(generator: &mut Generator) -> Self {
        let mut draw = generator.below(ALL);
        for (slip, share) in SHARES {
            if draw < share {
                return slip;
            }
            draw -= share;
        }
        unreachable!("the shares are {ALL}")
    }
}

/// Draws without an occasion, after which a text is considered to have no room for another slip.
const DRAWS: usize = 10_000;
/// Copies without room for the requested number of slips, after which the request is a mistake.
const COPIES: usize = 1_000;

impl Written {
    /// Returns a copy with exactly this many slips, and their kinds. The copy differs from this
    /// text.
    pub(crate) fn with_slips(&self, count: usize, generator: &mut Generator) -> (Self, Vec<Slip>) {
        for _ in 0..COPIES {
            let mut copy = self.clone();
            let slips: Vec<Slip> = (0..count).map_while(|_| copy.slip(generator)).collect();
            if slips.len() == count && (count == 0 || copy.one_run() != self.one_run()) {
                return (copy, slips);
            }
        }
        panic!("a text of {} characters has no room for {count} slips", self.len())
    }

    /// Returns a copy in which each character caused a slip with this probability, and the slips.
    /// There may be none.
    pub(crate) fn at_rate(&self, rate: f64, generator: &mut Generator) -> (Self, Vec<Slip>) {
        let count = (0..self.len()).filter(|_| generator.chance(rate)).count();
        self.with_slips(count, generator)
    }

    /// Makes one more slip, drawn by share among the kinds that the text gives occasion for.
    /// Returns `None` when there is no room.
    fn slip(&mut self, generator: &mut Generator) -> Option<Slip> {
        (0..DRAWS).find_map(|_| {
            let slip = Slip::drawn(generator);
            self.suffer(slip, generator).then_some(slip)
        })
    }

    /// Makes this slip at a random place among those where it is possible and changes something.
    /// Returns whether there was such a place.
    pub(crate) fn suffer(&mut self, slip: Slip, generator: &mut Generator) -> bool {
        let Script { alphabet, alike, foreign, .. } = *self.script;
        let others = move |was: u8| alphabet.iter().copied().filter(move |&other| other != was);
        match slip {
            Slip::Wrong if generator.chance(0.5) && !alike.is_empty() => {
                let pairs = alike.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
                self.rewrite(generator, |[was]| {
                    pairs.clone().filter(move |&(a, _)| a == was).map(|(_, b)| [b])
                })
            }
            Slip::Wrong => self.rewrite(generator, |[was]| others(was).map(|other| [other])),
            Slip::Swapped => {
                self.rewrite(generator, |[a, b]| (a != b).then_some([b, a]).into_iter())
            }
            Slip::Jumped => {
                self.rewrite(generator, |[a, b, c]| (a != c).then_some([c, b, a]).into_iter())
            }
            Slip::Twin => self.rewrite(generator, |[a, b]| {
                others(a).filter(move |_| a == b).map(|other| [other, other])
            }),
            Slip::JumpTwin => self.rewrite(generator, |[a, b, c]| {
                others(a).filter(move |_| a == c).map(move |other| [other, b, other])
            }),
            Slip::Spoken => self.rewrite(generator, |[a, b]| {
                let rewritten = match (a, b) {
                    (b'1', b'3'..=b'9') => Some([b, b'0']),
                    (b'3'..=b'9', b'0') => Some([b'1', a]),
                    _ => None,
                };
                let in_script = |new: &[u8; 2]| new.iter().all(|byte| alphabet.contains(byte));
                rewritten.filter(in_script).into_iter()
            }),
            Slip::Letter => self.rewrite(generator, |[was]| {
                foreign.iter().filter(move |pair| pair.0 == was).map(|pair| [pair.1])
            }),
            Slip::LeftOut | Slip::Doubled => self.shift(slip, generator),
            Slip::GroupLeftOut | Slip::GroupTwice => self.shift_groups(slip, generator),
            Slip::GroupsExchanged => self.exchange(1, generator),
            Slip::RowsExchanged => self.exchange(self.script.row, generator),
            Slip::ColumnsAsRows => self.read_columns(),
        }
    }

    /// Rewrites the characters of one window as one of its options, at a random place among those
    /// that have options.
    fn rewrite<const WINDOW: usize, Options: Iterator<Item = [u8; WINDOW]>>(
        &mut self,
        generator: &mut Generator,
        options: impl Fn([u8; WINDOW]) -> Options,
    ) -> bool {
        let places = self.places();
        let window = |at: &[(usize, usize)]| {
            let at: &[(usize, usize); WINDOW] = at.try_into().expect("a window of places");
            at.map(|(group, index)| self.groups[group].characters[index])
        };
        let bytes = |at: &[(usize, usize)]| window(at).map(|character| character.byte);
        let is_occasion = |at: &&[(usize, usize)]| {
            (!self.script.words || at[0].0 == at[WINDOW - 1].0)
                && window(at).iter().all(|character| !character.touched)
                && options(bytes(at)).next().is_some()
        };
        let occasions: Vec<_> = places.windows(WINDOW).filter(is_occasion).collect();
        let Some(at) = drawn(&occasions, generator) else { return false };
        let options: Vec<_> = options(bytes(at)).collect();
        let new = drawn(&options, generator).expect("an occasion has options");
        for (&(group, index), byte) in at.iter().zip(new) {
            let character = &mut self.groups[group].characters[index];
            (character.byte, character.touched) = (byte, true);
        }
        true
    }

    /// Leaves out or doubles a character, which shifts all that follow.
    fn shift(&mut self, slip: Slip, generator: &mut Generator) -> bool {
        let places = self.places();
        let character = |n: usize| self.groups[places[n].0].characters[places[n].1];
        let free: Vec<usize> = (0..places.len()).filter(|&n| !character(n).touched).collect();
        let Some(at) = drawn(&free, generator) else { return false };
        // Doubling a digit in a run of equal digits would undo leaving out another.
        let is_same = |n: &usize| character(*n).byte == character(at).byte;
        let before = (0..at).rev().take_while(is_same).count() + 1;
        let after = (at + 1..places.len()).take_while(is_same).count() + 1;
        for &(group, index) in &places[at.saturating_sub(before)..places.len().min(at + after + 1)]
        {
            self.groups[group].characters[index].touched = true;
        }
        let (group, index) = places[at];
        let characters = &mut self.groups[group].characters;
        if slip == Slip::LeftOut {
            characters.remove(index);
        } else {
            characters.insert(index, characters[index]);
        }
        true
    }

    /// Leaves out a group, or writes one twice.
    fn shift_groups(&mut self, slip: Slip, generator: &mut Generator) -> bool {
        // Leaving out a group would undo a slip in it.
        let is_taken =
            |group: &Group| group.moved || (slip == Slip::GroupLeftOut && group.is_touched());
        let free: Vec<usize> =
            (0..self.groups.len()).filter(|&n| !is_taken(&self.groups[n])).collect();
        let Some(at) = drawn(&free, generator) else { return false };
        let end = self.groups.len().min(at + 2);
        self.groups[at.saturating_sub(1)..end].iter_mut().for_each(|group| group.moved = true);
        if slip == Slip::GroupLeftOut {
            self.groups.remove(at);
        } else {
            self.groups.insert(at, self.groups[at].clone());
        }
        true
    }

    /// Exchanges two stretches of this many groups: two groups, or two rows.
    fn exchange(&mut self, length: usize, generator: &mut Generator) -> bool {
        if !self.groups.len().is_multiple_of(length) {
            return false;
        }
        let starts: Vec<usize> = (0..self.groups.len()).step_by(length).collect();
        let text = |start: usize| self.groups[start..start + length].iter().map(Group::bytes);
        let is_free = |start| self.groups[start..start + length].iter().all(|group| !group.moved);
        let differ = |a, b| !text(a).flatten().eq(text(b).flatten());
        let pairs: Vec<(usize, usize)> = starts
            .iter()
            .flat_map(|&a| starts.iter().map(move |&b| (a, b)))
            .filter(|&(a, b)| a < b && is_free(a) && is_free(b) && differ(a, b))
            .collect();
        let Some((a, b)) = drawn(&pairs, generator) else { return false };
        for n in 0..length {
            self.groups.swap(a + n, b + n);
            self.groups[a + n].moved = true;
            self.groups[b + n].moved = true;
        }
        true
    }

    /// Reads the rows column by column.
    fn read_columns(&mut self) -> bool {
        let row = self.script.row;
        let is_whole = self.groups.len().is_multiple_of(row);
        if !is_whole || self.groups.iter().any(|group| group.moved) {
            return false;
        }
        let order = (0..row).flat_map(|column| (column..self.groups.len()).step_by(row));
        let groups: Vec<Group> =
            order.map(|n| Group { moved: true, ..self.groups[n].clone() }).collect();
        let text = |groups: &[Group]| groups.iter().flat_map(Group::bytes).collect::<Vec<u8>>();
        if text(&groups) == text(&self.groups) {
            return false;
        }
        self.groups = groups;
        true
    }

    /// Returns the places of the characters, in order: the group, and the index in it.
    fn places(&self) -> Vec<(usize, usize)> {
        let lengths = self.groups.iter().map(|group| group.characters.len());
        lengths.enumerate().flat_map(|(n, length)| (0..length).map(move |i| (n, i))).collect()
    }
}

/// Returns a random item, or `None` if there is none.
fn drawn<T: Copy>(from: &[T], generator: &mut Generator) -> Option<T> {
    (!from.is_empty()).then(|| from[generator.index(from.len())])
}
