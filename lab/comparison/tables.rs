//! The outcomes as Markdown tables: percentages, with as many decimals as their standard error
//! justifies.

use std::fmt::Write as _;

use crate::scheme::Outcome;

/// The largest number of slips in a copy.
pub(crate) const MOST_SLIPS: usize = 6;

/// A code and its reader.
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) reader: &'static str,
    pub(crate) copies: u32,
    /// The outcome of each copy with one slip, with two, and so on.
    pub(crate) outcomes: [Vec<Outcome>; MOST_SLIPS],
}

impl Row {
    pub(crate) fn name(&self) -> String {
        let separator = if self.reader.is_empty() { "" } else { "; " };
        [self.code, self.reader].join(separator)
    }
}

/// Returns one table for each outcome.
pub(crate) fn tables(rows: &[Row]) -> String {
    let mut tables = String::new();
    for (title, outcome) in [
        ("Recovered", Outcome::Recovered),
        ("Refused", Outcome::Refused),
        ("Taken for another secret", Outcome::Another),
    ] {
        let numbers: Vec<String> = (1..=MOST_SLIPS).map(|slips| slips.to_string()).collect();
        let rule = "---: | ".repeat(MOST_SLIPS + 1);
        writeln!(tables, "{title}, of 100 copies with so many slips:\n").expect("a string");
        writeln!(tables, "| code | copies | {} |", numbers.join(" | ")).expect("a string");
        writeln!(tables, "| --- | {} |", rule.trim_end_matches(" | ")).expect("a string");
        for row in rows {
            let count = |all: &Vec<Outcome>| all.iter().filter(|one| **one == outcome).count();
            let counts = row.outcomes.iter().map(count);
            let shares: Vec<String> = counts.map(|count| percentage(count, row.copies)).collect();
            let name = row.name();
            let copies = row.copies;
            writeln!(tables, "| {name} | {copies} | {} |", shares.join(" | ")).expect("a string");
        }
        tables.push('\n');
    }
    tables.trim_end().to_owned()
}

/// Returns a share in percent. Only exactly none and all are 0 and 100 without decimals.
fn percentage(count: usize, of: u32) -> String {
    let count = u32::try_from(count).expect("no more than copies");
    if count == 0 || count == of {
        return if count == 0 { "0" } else { "100" }.to_owned();
    }
    let (all, counted) = (f64::from(of), f64::from(count));
    let share = counted / all;
    let error = 100.0 * (share * (1.0 - share) / all).sqrt();
    // The last decimal is no finer than the standard error, unless the share would be rounded to
    // none or all.
    let places = |n: &i32, of: f64| 10_f64.powi(-n) >= of;
    let meant = (0..8).rev().find(|n| places(n, error)).unwrap_or(0);
    let apart = 100.0 * share.min(1.0 - share);
    let shown = (0..8).find(|n| !places(n, 2.0 * apart)).unwrap_or(8);
    let decimals = usize::try_from(meant.max(shown)).expect("few");
    format!("{:.decimals$}", 100.0 * share)
}
