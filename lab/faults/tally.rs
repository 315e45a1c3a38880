//! What came of many runs, and the table that tells it.

use std::fmt::Write as _;
use std::ops::AddAssign;

use crate::strace::Fault;

/// How many broken promises are told in full.
const TOLD: usize = 12;

/// The kinds of faults.
const HEADS: [&str; 6] = ["kill", "ENOSPC", "EIO", "EINTR", "short", "random"];

/// The counts of one row.
#[derive(Default)]
pub(crate) struct Tally {
    /// Runs, or states of a disk.
    pub(crate) tried: u32,
    /// Faults, as [`HEADS`] has them.
    faults: [u32; HEADS.len()],
    /// Of these, those that had said that they are done.
    pub(crate) reported: u32,
    /// Runs that did not come to their fault.
    pub(crate) missed: Vec<String>,
    /// Runs after which an account was gone.
    pub(crate) lost: u32,
    /// Runs that said they had done what they had not.
    pub(crate) falsely: u32,
    /// Runs after which nothing could be read.
    pub(crate) unreadable: u32,
    /// Runs that broke any promise at all.
    pub(crate) broken: u32,
    /// How.
    pub(crate) told: Vec<String>,
}

impl Tally {
    /// One run with this fault in its way.
    pub(crate) fn of_one(fault: &Fault) -> Self {
        let mut tally = Self { tried: 1, ..Self::default() };
        let kind = match fault {
            Fault::Kill(_) => "kill",
            Fault::Short { .. } => "short",
            Fault::Fails(point, _) if point.name == "getrandom" => "random",
            Fault::Fails(_, error) => error,
        };
        let nth = HEADS.iter().position(|head| *head == kind).expect("a kind of fault");
        tally.faults[nth] = 1;
        tally
    }

    /// One look at what was left, whatever left it.
    pub(crate) fn of_a_look() -> Self {
        Self { tried: 1, ..Self::default() }
    }

    fn outcomes(&self) -> [u32; 4] {
        [self.lost, self.falsely, self.unreadable, self.broken]
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.tried += other.tried;
        self.reported += other.reported;
        self.faults.iter_mut().zip(other.faults).for_each(|(sum, count)| *sum += count);
        self.missed.extend(other.missed);
        self.lost += other.lost;
        self.falsely += other.falsely;
        self.unreadable += other.unreadable;
        self.broken += other.broken;
        self.told.extend(other.told);
    }
}

/// A row of a table: what it is about, at how many points, and what came of it.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) is_ours: bool,
    pub(crate) points: usize,
    pub(crate) tally: Tally,
}

/// The table of faults.
pub(crate) fn of_faults(rows: &[Row]) -> String {
    let mut table = line("", "points", &HEADS.map(String::from), &OUTCOMES.map(String::from));
    for row in rows {
        let faults = row.tally.faults.map(|count| count.to_string());
        table += &line(row.name, &row.points.to_string(), &faults, &outcomes(row));
    }
    table
}

/// The table of what was left on a disk.
pub(crate) fn of_looks(rows: &[Row], points: &str) -> String {
    let mut table =
        line("", points, &["looks", "done"].map(String::from), &OUTCOMES.map(String::from));
    for row in rows {
        let tried = [row.tally.tried, row.tally.reported].map(|count| count.to_string());
        table += &line(row.name, &row.points.to_string(), &tried, &outcomes(row));
    }
    table
}

const OUTCOMES: [&str; 4] = ["lost", "false", "unreadable", "broken"];

fn outcomes(row: &Row) -> [String; 4] {
    let mut counts = row.tally.outcomes().map(|count| count.to_string());
    if !row.is_ours {
        // What we promise beyond that, others never did.
        counts[3] = "-".into();
    }
    counts
}

fn line(name: &str, points: &str, faults: &[String], outcomes: &[String]) -> String {
    let mut line = format!("    {name:<24} {points:>6}");
    for column in faults {
        let _ = write!(line, " {column:>6}");
    }
    line += "  |";
    for (column, head) in outcomes.iter().zip(OUTCOMES) {
        let _ = write!(line, " {column:>width$}", width = head.len().max(4));
    }
    line + "\n"
}

/// What is wrong with ours, if anything.
pub(crate) fn broken(rows: &[Row]) -> Option<String> {
    let ours = || rows.iter().filter(|row| row.is_ours);
    let count: u32 = ours().map(|row| row.tally.broken).sum();
    let told: Vec<&str> =
        ours().flat_map(|row| row.tally.told.iter().take(TOLD)).map(String::as_str).collect();
    (count > 0).then(|| format!("{count} runs broke a promise:\n  {}", told.join("\n  ")))
}
