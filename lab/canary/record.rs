//! `strace`'s record of a run: its calls, with their arguments.
//!
//! The rule: every string is read in full.

use crate::strace::{begun, decoded, strings};

/// A system call of one process or thread.
pub(crate) struct Call {
    pub(crate) process: u32,
    pub(crate) name: String,
    /// The object behind the call's descriptor, if it has one.
    pub(crate) descriptor: String,
    /// The strings of each argument in brackets, after a list of the strings outside of brackets.
    pub(crate) lists: Vec<Vec<Vec<u8>>>,
    /// The first argument, if it is a number.
    pub(crate) number: Option<i32>,
}

impl Call {
    /// Returns all strings of the call.
    pub(crate) fn strings(&self) -> impl Iterator<Item = &[u8]> {
        self.lists.iter().flatten().map(Vec::as_slice)
    }

    /// Whether the call writes.
    pub(crate) fn writes(&self) -> bool {
        ["write", "writev", "pwrite64", "pwritev"].contains(&&*self.name)
    }

    /// Whether the call writes to a file on a disk.
    pub(crate) fn is_to_file(&self) -> bool {
        self.writes() && self.descriptor.starts_with('/') && !self.descriptor.starts_with("/dev/")
    }
}

/// Returns the calls of a record.
pub(crate) fn calls(record: &str) -> Vec<Call> {
    record.lines().filter_map(call).collect()
}

/// Reads a line that begins a call; its result is ignored.
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
