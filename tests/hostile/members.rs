//! What is in a keystore's file, by its place in the JSON: every member of every object, and every
//! element of every list. So a member that is new some day is altered by itself.

use std::ops::Range;

/// An object or a list.
pub(super) struct Group {
    /// What leads to it: `public.accounts[0]`; nothing for the whole file.
    pub(super) path: String,
    /// Where its first item goes.
    pub(super) start: usize,
    pub(super) items: Vec<Item>,
}

/// A member of an object, or an element of a list.
#[derive(Clone)]
pub(super) struct Item {
    /// What leads to it: `public.accounts[0].name`.
    pub(super) path: String,
    /// All of it, without the comma.
    pub(super) whole: Range<usize>,
    /// What stands between the quotes of its name, if it is a member.
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Range<usize>,
}

/// Everything in a good file, but for its checksum.
pub(super) fn groups(file: &str) -> Vec<Group> {
    let mut scan = Scan { bytes: file.as_bytes(), at: 0, groups: Vec::new() };
    scan.value("");
    for group in &mut scan.groups {
        group.items.retain(|item| item.path != "checksum");
    }
    scan.groups
}

/// Where the value is that this leads to.
pub(crate) fn value(file: &str, path: &str) -> Range<usize> {
    let found = groups(file).into_iter().flat_map(|group| group.items);
    found.into_iter().find(|item| item.path == path).expect(path).value
}

/// A walk through JSON that is known to be good, and to have no escapes.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    groups: Vec<Group>,
}

impl Scan<'_> {
    fn value(&mut self, path: &str) -> Range<usize> {
        let start = self.at;
        match self.bytes[start] {
            b'{' => self.group(path, b'}'),
            b'[' => self.group(path, b']'),
            b'"' => drop(self.string()),
            _ => {
                let ends = |byte: &u8| b",}]\n".contains(byte);
                let length = self.bytes[start..].iter().position(ends);
                self.at += length.expect("it ends");
            }
        }
        start..self.at
    }

    fn group(&mut self, path: &str, end: u8) {
        self.at += 1;
        let mut group = Group { path: path.to_owned(), start: self.at, items: Vec::new() };
        self.space();
        while self.bytes[self.at] != end {
            let start = self.at;
            let (key, path) = if end == b'}' {
                let key = self.string();
                self.at += 1;
                self.space();
                let name = String::from_utf8_lossy(&self.bytes[key.clone()]).into_owned();
                let dot = if path.is_empty() { "" } else { "." };
                (Some(key), format!("{path}{dot}{name}"))
            } else {
                (None, format!("{path}[{}]", group.items.len()))
            };
            let value = self.value(&path);
            group.items.push(Item { path, whole: start..self.at, key, value });
            self.space();
            if self.bytes[self.at] == b',' {
                self.at += 1;
                self.space();
            }
        }
        self.at += 1;
        self.groups.push(group);
    }

    /// Takes a string; returns what is between its quotes.
    fn string(&mut self) -> Range<usize> {
        let start = self.at + 1;
        let length = self.bytes[start..].iter().position(|&byte| byte == b'"');
        self.at = start + length.expect("it ends") + 1;
        start..self.at - 1
    }

    fn space(&mut self) {
        while self.bytes[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
    }
}
