//! A disk that keeps no more than it promised.
//!
//! The rule: synced data is there. Every other step is lost or kept independently: an entry of a
//! folder is added, removed or renamed, or not; bytes written to a file are there, missing, cut
//! short, or zeros. A file's sync keeps its bytes and its mode, a folder's sync its entries;
//! neither keeps the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::collab::{mode, set_mode};

/// The number of a file or folder. The first is the home.
pub(crate) type Node = usize;
pub(crate) const HOME: Node = 0;

/// A change to the disk.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A folder gets an entry.
    Add { folder: Node, name: String, node: Node },
    /// A folder loses an entry.
    Remove { folder: Node, name: String },
    /// An entry gets another name in the same folder, and replaces the entry of that name.
    Rename { folder: Node, from: String, to: String, node: Node },
    /// Bytes are written to a file.
    Write { node: Node, offset: usize, bytes: Vec<u8> },
    /// A file is cut, or extended with zeros.
    Cut { node: Node, length: usize },
    /// A file or folder gets a mode.
    Mode { node: Node, mode: u32 },
    /// Everything done to a file or folder becomes durable.
    Sync { node: Node },
    /// The program reported success.
    Report,
}

impl Step {
    /// Returns the node whose sync makes the step durable, or `None` if it is not a change.
    fn node(&self) -> Option<Node> {
        match self {
            Self::Add { folder, .. }
            | Self::Remove { folder, .. }
            | Self::Rename { folder, .. } => Some(*folder),
            Self::Write { node, .. } | Self::Cut { node, .. } | Self::Mode { node, .. } => {
                Some(*node)
            }
            Self::Sync { .. } | Self::Report => None,
        }
    }

    /// Returns the number of ways in which a crash can leave the step: the first is as intended,
    /// the second not at all.
    pub(crate) fn ways(&self) -> u64 {
        match self {
            Self::Write { .. } => 7,
            _ => 2,
        }
    }
}

/// The content of one file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Content {
    pub(crate) is_folder: bool,
    mode: u32,
    bytes: Vec<u8>,
    entries: BTreeMap<String, Node>,
}

/// The content of a disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Disk(Vec<Content>);

impl Disk {
    /// Returns a disk with the content of a home.
    pub(crate) fn of(home: &Path) -> Self {
        let mut disk = Self(Vec::new());
        disk.take_in(home);
        disk
    }

    fn take_in(&mut self, path: &Path) -> Node {
        let node = self.new_node(path.is_dir(), mode(path));
        if path.is_dir() {
            for entry in fs::read_dir(path).expect("a folder").flatten() {
                let child = self.take_in(&entry.path());
                let name = entry.file_name().to_string_lossy().into_owned();
                self.0[node].entries.insert(name, child);
            }
        } else {
            self.0[node].bytes = fs::read(path).expect("a file");
        }
        node
    }

    /// Adds a file or folder that has no entry yet.
    pub(crate) fn new_node(&mut self, is_folder: bool, mode: u32) -> Node {
        self.0.push(Content { is_folder, mode, bytes: Vec::new(), entries: BTreeMap::new() });
        self.0.len() - 1
    }

    /// Returns the node of a name in a folder.
    pub(crate) fn entry(&self, folder: Node, name: &str) -> Option<Node> {
        self.0[folder].entries.get(name).copied()
    }

    /// Returns the length of a file.
    pub(crate) fn length(&self, node: Node) -> usize {
        self.0[node].bytes.len()
    }

    /// Applies a step in one of its ways.
    pub(crate) fn apply(&mut self, step: &Step, way: u64) {
        if way == 1 {
            return;
        }
        match step {
            Step::Add { folder, name, node } => {
                self.0[*folder].entries.insert(name.clone(), *node);
            }
            Step::Remove { folder, name } => {
                self.0[*folder].entries.remove(name);
            }
            Step::Rename { folder, from, to, node } => {
                let entries = &mut self.0[*folder].entries;
                if entries.get(from) == Some(node) {
                    entries.remove(from);
                }
                entries.insert(to.clone(), *node);
            }
            Step::Write { node, offset, bytes } => {
                self.write(*node, *offset, &arrived(bytes, way));
            }
            Step::Cut { node, length } => self.0[*node].bytes.resize(*length, 0),
            Step::Mode { node, mode } => self.0[*node].mode = *mode,
            Step::Sync { .. } | Step::Report => {}
        }
    }

    fn write(&mut self, node: Node, offset: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = offset + bytes.len();
        let there = &mut self.0[node].bytes;
        there.resize(there.len().max(end), 0);
        there[offset..end].copy_from_slice(bytes);
    }

    /// Returns the disk without nodes that no name leads to, so that disks with the same content
    /// are equal.
    pub(crate) fn visible(&self) -> Self {
        let mut visible = Self(Vec::new());
        self.copy_into(&mut visible, HOME);
        visible
    }

    fn copy_into(&self, other: &mut Self, node: Node) -> Node {
        let content = &self.0[node];
        let copy = other.new_node(content.is_folder, content.mode);
        other.0[copy].bytes.clone_from(&content.bytes);
        for (name, child) in &content.entries {
            let child = self.copy_into(other, *child);
            other.0[copy].entries.insert(name.clone(), child);
        }
        copy
    }

    /// Writes the disk into an empty home.
    pub(crate) fn unfold(&self, home: &Path) {
        self.unfold_folder(HOME, home);
    }

    fn unfold_folder(&self, folder: Node, path: &Path) {
        for (name, node) in &self.0[folder].entries {
            let (content, path) = (&self.0[*node], path.join(name));
            if content.is_folder {
                fs::create_dir(&path).expect("a folder");
                self.unfold_folder(*node, &path);
            } else {
                fs::write(&path, &content.bytes).expect("a file");
            }
            set_mode(&path, content.mode);
        }
    }
}

/// Returns the part of written bytes that arrived.
fn arrived(bytes: &[u8], way: u64) -> Vec<u8> {
    let length = bytes.len();
    let cut = match way {
        2 => 1,
        3 | 4 => length / 2,
        5 => length.saturating_sub(1),
        6 => 0,
        _ => length,
    };
    let mut arrived = bytes[..cut.min(length)].to_vec();
    if way == 4 || way == 6 {
        arrived.resize(length, 0);
    }
    arrived
}

/// Returns the steps before a crash that may be lost: those that no sync has made durable.
pub(crate) fn at_risk(steps: &[Step]) -> Vec<usize> {
    let synced = |index: usize, node: Node| {
        steps[index..].iter().any(|step| matches!(step, Step::Sync { node: it } if *it == node))
    };
    let is_at_risk = |index: &usize| steps[*index].node().is_some_and(|it| !synced(*index, it));
    (0..steps.len()).filter(is_at_risk).collect()
}
