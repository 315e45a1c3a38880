//! The outcomes as tables in Markdown: percentages, each with as many decimals as its standard
//! error lets mean something.

use std::fmt::Write as _;
use std::ops::AddAssign;

use crate::scheme::Outcome;

/// The most slips of one copy.
pub(crate) const MOST_SLIPS: usize = 6;

/// What came of many copies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    recovered: u32,
    refused: u32,
    another: u32,
}

impl Tally {
    pub(crate) fn count(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Recovered => &mut self.recovered,
            Outcome::Refused => &mut self.refused,
            Outcome::Another => &mut self.another,
        } += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.recovered += other.recovered;
        self.refused += other.refused;
        self.another += other.another;
    }
}

/// A code and its reader.
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) reader: &'static str,
    pub(crate) copies: u32,
    /// For one slip, for two, and so on.
    pub(crate) tallies: [Tally; MOST_SLIPS],
}

impl Row {
    pub(crate) fn name(&self) -> String {
        let separator = if self.reader.is_empty() { "" } else { "; " };
        [self.code, self.reader].join(separator)
    }
}

type Count = fn(&Tally) -> u32;

/// One table for each outcome.
pub(crate) fn tables(rows: &[Row]) -> String {
    let mut tables = String::new();
    let outcomes: [(&str, Count); 3] = [
        ("Recovered", |tally| tally.recovered),
        ("Refused", |tally| tally.refused),
        ("Taken for another secret", |tally| tally.another),
    ];
    for (title, count) in outcomes {
        let numbers: Vec<String> = (1..=MOST_SLIPS).map(|slips| slips.to_string()).collect();
        let rule = "---: | ".repeat(MOST_SLIPS + 1);
        writeln!(tables, "{title}, of 100 copies with so many slips:\n").expect("a string");
        writeln!(tables, "| code | copies | {} |", numbers.join(" | ")).expect("a string");
        writeln!(tables, "| --- | {} |", rule.trim_end_matches(" | ")).expect("a string");
        for row in rows {
            let shares: Vec<String> =
                row.tallies.iter().map(|tally| percentage(count(tally), row.copies)).collect();
            let name = row.name();
            let copies = row.copies;
            writeln!(tables, "| {name} | {copies} | {} |", shares.join(" | ")).expect("a string");
        }
        tables.push('\n');
    }
    tables.trim_end().to_owned()
}

/// So many of so many, in percent. 0 and 100 without decimals are none and all.
fn percentage(count: u32, of: u32) -> String {
    if count == 0 || count == of {
        return if count == 0 { "0" } else { "100" }.to_owned();
    }
    let (all, counted) = (f64::from(of), f64::from(count));
    let share = counted / all;
    let error = 100.0 * (share * (1.0 - share) / all).sqrt();
    // The last digit is no finer than the standard error, but for a share that would read as none
    // or as all.
    let places = |n: &i32, of: f64| 10_f64.powi(-n) >= of;
    let meant = (0..8).rev().find(|n| places(n, error)).unwrap_or(0);
    let apart = 100.0 * share.min(1.0 - share);
    let shown = (0..8).find(|n| !places(n, 2.0 * apart)).unwrap_or(8);
    let decimals = usize::try_from(meant.max(shown)).expect("few");
    format!("{:.decimals$}", 100.0 * share)
}
