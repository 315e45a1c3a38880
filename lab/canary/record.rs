//! What `strace` wrote down of a run: its calls, with everything that they said.
//!
//! The rule: every string is read, in full.

use crate::strace::{begun, decoded, strings};

/// A call, of one process or thread.
pub(crate) struct Call {
    pub(crate) process: u32,
    pub(crate) name: String,
    /// What its descriptor stands for, if it has one.
    pub(crate) descriptor: String,
    /// Each argument in brackets, as its strings; those outside stand before, by themselves.
    pub(crate) lists: Vec<Vec<Vec<u8>>>,
    /// Its first argument as a number.
    pub(crate) number: Option<i32>,
}

impl Call {
    /// All of its strings.
    pub(crate) fn strings(&self) -> impl Iterator<Item = &[u8]> {
        self.lists.iter().flatten().map(Vec::as_slice)
    }

    /// Whether it writes.
    pub(crate) fn writes(&self) -> bool {
        ["write", "writev", "pwrite64", "pwritev"].contains(&&*self.name)
    }

    /// Whether what it writes goes to a file of a disk.
    pub(crate) fn is_to_file(&self) -> bool {
        self.writes() && self.descriptor.starts_with('/') && !self.descriptor.starts_with("/dev/")
    }
}

/// The calls of a record.
pub(crate) fn calls(record: &str) -> Vec<Call> {
    record.lines().filter_map(call).collect()
}

/// A line that begins a call; what it answers doesn't matter.
fn call(line: &str) -> Option<Call> {
    let (process, name, arguments) = begun(line)?;
    let descriptor = arguments.split_once('<').filter(|(number, _)| number.parse::<u32>().is_ok());
    let number: String = arguments.chars().take_while(char::is_ascii_digit).collect();
    let (outside, inside) = arguments.split_once('[').unwrap_or((arguments, ""));
    let lists = [outside].into_iter().chain(inside.split('['));
    Some(Call {
        process: process.parse().ok()?,
        name: name.to_owned(),
        descriptor: descriptor
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(path, _)| String::from_utf8_lossy(&decoded(path)).into_owned())
            .unwrap_or_default(),
        lists: lists.map(|list| strings(list).collect()).collect(),
        number: number.parse().ok(),
    })
}
