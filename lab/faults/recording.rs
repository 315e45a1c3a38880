//! The effects of a case on the disk, step by step, from a record of its calls.
//!
//! The rule: a call unknown to the model fails the test if it concerns the program's own files.
//!
//! Only one thread at a time touches the home, so the order of the record is the order on the disk.

use std::collections::BTreeMap;
use std::path::Path;

use super::disk::{Disk, HOME, Node, Step};
use crate::strace::strings;

/// Every call that changes a file, a folder, or the position of the next write in a file.
pub(crate) const WATCHED: &str = "trace=open,openat,creat,read,write,pwrite64,writev,pwritev,\
    pwritev2,lseek,fsync,fdatasync,sync,syncfs,rename,renameat,renameat2,link,linkat,symlink,\
    symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,truncate,ftruncate,fallocate,copy_file_range,\
    sendfile,splice,chmod,fchmod,fchmodat,dup,dup2,dup3,close,exit_group";

/// The state of a recording while it is read.
pub(crate) struct Recording {
    home: String,
    now: Disk,
    open: BTreeMap<i64, (Node, usize)>,
    steps: Vec<Step>,
}

/// A call that has returned.
struct Call<'r> {
    name: &'r str,
    arguments: Vec<&'r str>,
    answer: i64,
}

/// Returns the steps, and the disk before them with all files that come to exist, which have no
/// entry yet.
///
/// The program reports success with its first write to stdout, its last write to stderr, or its
/// end.
pub(crate) fn steps(before: &Disk, home: &Path, record: &str) -> (Disk, Vec<Step>) {
    let home = home.to_string_lossy().into_owned();
    let mut recording =
        Recording { home, now: before.clone(), open: BTreeMap::new(), steps: Vec::new() };
    let lines = joined(record);
    let calls: Vec<Call<'_>> = lines.iter().filter_map(|line| call(line)).collect();
    let report = reported(&calls);
    let mut nodes = before.clone();
    for (index, call) in calls.iter().enumerate() {
        if index == report {
            recording.steps.push(Step::Report);
        }
        recording.take(call, &mut nodes);
    }
    (nodes, recording.steps)
}

/// Returns the index of the call that reports success.
fn reported(calls: &[Call<'_>]) -> usize {
    let says = |call: &Call<'_>, to| call.name == "write" && call.arguments[0] == to;
    let first = calls.iter().position(|call| says(call, "1"));
    let last = calls.iter().rposition(|call| says(call, "2"));
    let end = calls.iter().rposition(|call| call.name == "exit_group");
    first.into_iter().chain(last).chain(end).min().expect("it ended")
}

impl Recording {
    fn take(&mut self, call: &Call<'_>, nodes: &mut Disk) {
        if call.answer < 0 {
            return;
        }
        let argument = |index: usize| call.arguments[index];
        match call.name {
            "open" => {
                self.open(call.answer, argument(0), argument(1), call.arguments.get(2), nodes);
            }
            "openat" => {
                self.open(call.answer, argument(1), argument(2), call.arguments.get(3), nodes);
            }
            "close" => drop(self.open.remove(&number(argument(0)))),
            "dup" | "dup2" | "dup3" => self.duplicate(number(argument(0)), call.answer),
            "read" | "write" | "writev" | "lseek" => self.at_position(call),
            "fsync" | "fdatasync" => {
                if let Some((node, _)) = self.open.get(&number(argument(0))) {
                    self.step(Step::Sync { node: *node });
                }
            }
            "ftruncate" => self.of_open(argument(0), |node| {
                let length = argument(1).parse().expect("a length");
                Step::Cut { node, length }
            }),
            "fchmod" => {
                self.of_open(argument(0), |node| Step::Mode { node, mode: mode(argument(1)) });
            }
            "chmod" => self.chmod(argument(0), argument(1)),
            "fchmodat" => self.chmod(argument(1), argument(2)),
            "mkdir" => self.add(argument(0), true, mode(argument(1)), nodes),
            "mkdirat" => self.add(argument(1), true, mode(argument(2)), nodes),
            "rename" => self.rename(argument(0), argument(1)),
            "renameat" | "renameat2" => self.rename(argument(1), argument(3)),
            "link" => self.link(argument(0), argument(1)),
            "linkat" => self.link(argument(1), argument(3)),
            "unlink" => self.remove(argument(0)),
            "unlinkat" => self.remove(argument(1)),
            "exit_group" => {}
            _ => self.refuse(call),
        }
    }

    fn step(&mut self, step: Step) {
        self.now.apply(&step, 0);
        self.steps.push(step);
    }

    fn of_open(&mut self, descriptor: &str, step: impl FnOnce(Node) -> Step) {
        if let Some((node, _)) = self.open.get(&number(descriptor)) {
            self.step(step(*node));
        }
    }

    fn open(
        &mut self,
        descriptor: i64,
        path: &str,
        flags: &str,
        mode_text: Option<&&str>,
        nodes: &mut Disk,
    ) {
        self.open.remove(&descriptor);
        let Some((folder, name)) = self.resolve(path) else { return };
        if flags.contains("O_TMPFILE") {
            let mode = mode_text.map_or(0o600, |text| mode(text)) & !umask();
            let node = self.nameless(false, mode, nodes);
            self.open.insert(descriptor, (node, 0));
            return;
        }
        let node = match self.now.entry(folder, &name) {
            _ if name.is_empty() => HOME,
            Some(node) => node,
            None => {
                let mode = mode_text.map_or(0o600, |text| mode(text));
                self.add(path, false, mode, nodes);
                self.now.entry(folder, &name).expect("it was added")
            }
        };
        if flags.contains("O_TRUNC") && self.now.length(node) > 0 {
            self.step(Step::Cut { node, length: 0 });
        }
        let position = if flags.contains("O_APPEND") { self.now.length(node) } else { 0 };
        self.open.insert(descriptor, (node, position));
    }

    fn duplicate(&mut self, descriptor: i64, other: i64) {
        self.open.remove(&other);
        if let Some(open) = self.open.get(&descriptor).copied() {
            self.open.insert(other, open);
        }
    }

    fn at_position(&mut self, call: &Call<'_>) {
        let descriptor = number(call.arguments[0]);
        let Some((node, position)) = self.open.get(&descriptor).copied() else { return };
        let count = usize::try_from(call.answer).expect("it did not fail");
        let after = if call.name == "lseek" { count } else { position + count };
        self.open.insert(descriptor, (node, after));
        if call.name.starts_with("write") {
            let mut bytes =
                call.arguments[1..].iter().flat_map(|one| bytes(one)).collect::<Vec<_>>();
            bytes.truncate(count);
            self.step(Step::Write { node, offset: position, bytes });
        }
    }

    fn add(&mut self, path: &str, is_folder: bool, mode: u32, nodes: &mut Disk) {
        let Some((folder, name)) = self.resolve(path) else { return };
        let node = self.nameless(is_folder, mode, nodes);
        self.step(Step::Add { folder, name, node });
    }

    /// Adds a file or folder that has no entry yet.
    fn nameless(&mut self, is_folder: bool, mode: u32, nodes: &mut Disk) -> Node {
        let node = self.now.new_node(is_folder, mode);
        assert_eq!(node, nodes.new_node(is_folder, mode));
        node
    }

    fn chmod(&mut self, path: &str, text: &str) {
        let Some((folder, name)) = self.resolve(path) else { return };
        let node = self.now.entry(folder, &name).expect("it is there");
        self.step(Step::Mode { node, mode: mode(text) });
    }

    fn rename(&mut self, from: &str, to: &str) {
        let (Some((folder, from)), Some((target, to))) = (self.resolve(from), self.resolve(to))
        else {
            return;
        };
        assert_eq!(folder, target, "the model renames within a folder");
        let node = self.now.entry(folder, &from).expect("it is there");
        self.step(Step::Rename { folder, from, to, node });
    }

    fn link(&mut self, from: &str, to: &str) {
        if let Some(node) = self.of_descriptor(from) {
            let (folder, name) = self.resolve(to).expect("a file of ours gets its name at home");
            self.step(Step::Add { folder, name, node });
            return;
        }
        let (Some((folder, from)), Some((target, name))) = (self.resolve(from), self.resolve(to))
        else {
            return;
        };
        let node = self.now.entry(folder, &from).expect("it is there");
        self.step(Step::Add { folder: target, name, node });
    }

    /// Returns the file behind `/proc/self/fd/3`, which is the path of a file without a name.
    fn of_descriptor(&self, path: &str) -> Option<Node> {
        let path = String::from_utf8(bytes(path)).ok()?;
        let descriptor = path.strip_prefix("/proc/self/fd/")?.parse::<i64>().ok()?;
        self.open.get(&descriptor).map(|(node, _)| *node)
    }

    fn remove(&mut self, path: &str) {
        let Some((folder, name)) = self.resolve(path) else { return };
        self.step(Step::Remove { folder, name });
    }

    /// Returns the folder of a path in the home, and the name in it; the home itself has no name.
    fn resolve(&self, path: &str) -> Option<(Node, String)> {
        let path = String::from_utf8(bytes(path)).expect("text");
        let inside = match path.strip_prefix(&self.home) {
            Some("") => return Some((HOME, String::new())),
            Some(inside) => inside.strip_prefix('/')?,
            None if path.starts_with('/') => return None,
            None => &path,
        };
        let mut names: Vec<&str> = inside.split('/').filter(|name| *name != ".").collect();
        let last = names.pop().unwrap_or_default();
        let folder = names.iter().try_fold(HOME, |folder, name| self.now.entry(folder, name));
        Some((folder.expect("the folder is there"), last.to_owned()))
    }

    /// Checks that an unknown call does not concern the program's own files.
    fn refuse(&self, call: &Call<'_>) {
        let is_own = call.arguments.iter().any(|argument| {
            self.open.contains_key(&number(argument))
                || (argument.contains('"') && self.resolve(argument).is_some())
        });
        assert!(!is_own && !call.name.starts_with("sync"), "the model does not know {}", call.name);
    }
}

/// Returns the lines of a record, with the beginning and end of each call joined.
fn joined(record: &str) -> Vec<String> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in record.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(beginning) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(thread, beginning.trim_end());
        } else if let Some((_, end)) =
            rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>"))
        {
            lines.push(format!("{}{end}", begun.remove(thread).unwrap_or_default()));
        } else {
            lines.push(rest.to_owned());
        }
    }
    // Calls that never returned.
    lines.extend(begun.into_values().map(|beginning| format!("{beginning}) = ?")));
    lines
}

/// Reads a line as a call. Strings are in hexadecimal, so they contain no comma.
fn call(line: &str) -> Option<Call<'_>> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, answer) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().strip_suffix(')')?.split(", ").collect();
    let answer = answer.split(' ').next()?.parse().unwrap_or(0);
    Some(Call { name, arguments, answer })
}

/// Returns the bytes of every string in an argument.
fn bytes(argument: &str) -> Vec<u8> {
    strings(argument).flatten().collect()
}

fn number(argument: &str) -> i64 {
    argument.parse().unwrap_or(-1)
}

/// Returns the umask, the mode bits that the system removes from new files: ours, which programs
/// inherit.
fn umask() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("Umask:")).expect("so has it");
    mode(line.trim())
}

fn mode(argument: &str) -> u32 {
    u32::from_str_radix(argument, 8).expect("a mode")
}
