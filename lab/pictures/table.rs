//! The outcomes as Markdown tables.

use std::fmt::Write as _;
use std::time::Duration;

use crate::readers::{Outcome, Timed};

/// The results of a reader on many pictures.
#[derive(Default)]
pub(crate) struct Tally {
    right: u32,
    wrong: u32,
    all: u32,
    times: Vec<Duration>,
}

impl Tally {
    pub(crate) fn count(&mut self, (outcome, took): Timed) {
        self.right += u32::from(outcome == Outcome::Right);
        self.wrong += u32::from(outcome == Outcome::Wrong);
        self.all += 1;
        self.times.push(took);
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.all += other.all;
        self.times.extend(&other.times);
    }

    /// Returns the median and the longest time, in seconds.
    fn median_and_worst(&self) -> [f64; 2] {
        let mut times = self.times.clone();
        times.sort_unstable();
        let at = |index: usize| times.get(index).map_or(0.0, Duration::as_secs_f64);
        [at(times.len() / 2), at(times.len().saturating_sub(1))]
    }
}

/// The name of a class of pictures, our tally, and zbarimg's.
pub(crate) type Row = (&'static str, [Tally; 2]);

/// Returns the table of how often each class was read.
pub(crate) fn classes(rows: &mut Vec<Row>) -> String {
    let mut sum = [Tally::default(), Tally::default()];
    for (_, tallies) in &*rows {
        for (sum, tally) in sum.iter_mut().zip(tallies) {
            sum.add(tally);
        }
    }
    rows.push(("all", sum));
    let mut table = String::from(
        "| pictures | number | `collab` | wrong | median, worst (s) | `zbarimg` | wrong | median, worst (s) |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (name, tallies) in rows {
        write!(table, "| {name} | {} |", tallies[0].all).expect("a string");
        for tally in tallies {
            let [median, worst] = tally.median_and_worst();
            let Tally { right, wrong, .. } = tally;
            write!(table, " {right} | {wrong} | {median:.2}, {worst:.2} |").expect("a string");
        }
        table.push('\n');
    }
    table
}

/// Returns the table of how often each level and side of the QR code was read: ours, then
/// zbarimg's.
pub(crate) fn levels(rows: &[(&str, Vec<[Tally; 2]>)], sides: &[f64]) -> String {
    let heads: Vec<String> = sides.iter().map(|side| format!("{side} mm")).collect();
    let rule = "---: | ".repeat(2 * sides.len() + 1);
    let columns = ["`collab`", "`zbarimg`"]
        .iter()
        .flat_map(|reader| heads.iter().map(move |head| format!("{reader} {head}")));
    let columns = columns.collect::<Vec<_>>().join(" | ");
    let mut table = format!("| level | pictures | {columns} |\n| --- | {}\n", rule.trim_end());
    for (level, tallies) in rows {
        write!(table, "| {level} | {} |", tallies[0][0].all).expect("a string");
        for reader in 0..2 {
            for pair in tallies {
                write!(table, " {} |", pair[reader].right).expect("a string");
            }
        }
        table.push('\n');
    }
    table
}
