//! What `strace` wrote down of a run: its calls, with everything that they said.
//!
//! The rule: every string is read, in full. They are in hexadecimal (`-xx`), so that no quote and
//! no bracket is in one.

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
    let (process, rest) = line.split_once(' ')?;
    let (name, arguments) = rest.trim_start().split_once('(')?;
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let descriptor = arguments.split_once('<').filter(|(number, _)| number.parse::<u32>().is_ok());
    let number: String = arguments.chars().take_while(char::is_ascii_digit).collect();
    let (outside, inside) = arguments.split_once('[').unwrap_or((arguments, ""));
    let mut lists = vec![strings(outside)];
    lists.extend(inside.split('[').map(strings));
    Some(Call {
        process: process.parse().ok()?,
        name: name.to_owned(),
        descriptor: descriptor
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(path, _)| String::from_utf8_lossy(&decoded(path)).into_owned())
            .unwrap_or_default(),
        lists,
        number: number.parse().ok(),
    })
}

/// What stands between quotes.
fn strings(text: &str) -> Vec<Vec<u8>> {
    text.split('"').skip(1).step_by(2).map(decoded).collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.split("\\x").skip(1);
    bytes.filter_map(|byte| u8::from_str_radix(byte.get(..2)?, 16).ok()).collect()
}
