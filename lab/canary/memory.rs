//! The memory of a process that is about to end.
//!
//! The rule: all memory that the process could write is read. It contains no secret, except in the
//! initial arguments and environment, which the system put there.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use super::secrets::Secrets;

/// The memory of a process.
pub(crate) struct Memory {
    pub(crate) process: u32,
    areas: Vec<Area>,
}

struct Area {
    name: String,
    bytes: Vec<u8>,
}

/// Reads all memory that a process can write; returns `None` if the process is gone.
pub(crate) fn read(process: u32) -> Option<Memory> {
    let folder = format!("/proc/{process}");
    let maps = fs::read_to_string(format!("{folder}/maps")).ok()?;
    let mut memory = File::open(format!("{folder}/mem")).ok()?;
    let given = given(&folder)?;
    let mut areas = Vec::new();
    for line in maps.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (start, end) = fields[0].split_once('-').expect("a range");
        let number = |text| u64::from_str_radix(text, 16).expect("an address");
        let (start, end) = (number(start), number(end));
        if !fields[1].contains('w') {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(end - start).expect("it fits")];
        memory.seek(SeekFrom::Start(start)).expect("it can be sought");
        // A mapping without memory behind it contains nothing.
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for at in given.clone().filter(|at| (start..end).contains(at)) {
            bytes[usize::try_from(at - start).expect("it fits")] = 0;
        }
        areas.push(Area { name: (*fields.get(5).unwrap_or(&"anonymous")).to_owned(), bytes });
    }
    let is_whole = areas.iter().any(|area| area.name == "[stack]");
    is_whole.then_some(Memory { process, areas })
}

/// Returns the range of the initial arguments and the environment after them: fields 48 to 51 of
/// `/proc/PID/stat`, where field 2 is the name in parentheses.
fn given(folder: &str) -> Option<Range<u64>> {
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let address = |number: usize| fields.get(number - 3).and_then(|field| field.parse().ok());
    Some(address(48)?..address(51)?)
}

impl Memory {
    /// Returns the secrets in the memory.
    pub(crate) fn holds(&self, secrets: &Secrets) -> Vec<String> {
        let mut found = Vec::new();
        for Area { name, bytes } in &self.areas {
            for ((secret, form), at) in secrets.found_in(bytes) {
                found.push(format!("{secret}, {form}, in {name} at {at:#x}"));
            }
        }
        found
    }
}

/// The one exception: the library that speaks to an X server keeps sent data in its buffer as long
/// as the connection, which lasts as long as the process that holds the clipboard.
const SENT: &str = "text, in [heap]";

/// Returns the secrets that a run leaves in memory; `first` is its first process.
pub(crate) fn look(memories: &[Memory], first: Option<u32>, secrets: &Secrets) -> Vec<String> {
    let held = memories.iter().flat_map(|memory| {
        let is_first = Some(memory.process) == first;
        let whose = if is_first { "it" } else { "its child" };
        let found = memory.holds(secrets).into_iter();
        let found = found.filter(move |found| is_first || !found.contains(SENT));
        found.map(move |found| format!("of {whose}: {found}"))
    });
    held.collect()
}
