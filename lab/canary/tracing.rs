//! A run under `strace`, held at its very end while its memory is read.
//!
//! The rule: a process has ended when it has called `exit_group`. It stays at the entry of that
//! call until its memory was read; then `strace` is killed and lets it go.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::memory::{self, Memory};
use super::record::{Call, calls};
use crate::strace;
use crate::support::collab::is_root;
use crate::work::say;

/// The time after which a run counts as hanging.
const LIMIT: Duration = Duration::from_secs(25);

/// The seconds for which a process is held, unless `strace` is killed before.
pub(crate) const HELD: u32 = 60;

/// The outcome of a run.
pub(crate) struct Traced {
    /// The exit status of the first process.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) calls: Vec<Call>,
    /// The memory of each process as it ended; none for a process whose memory cannot be read.
    pub(crate) memories: Vec<Memory>,
}

impl Traced {
    /// Describes the end, if it was not with this status.
    pub(crate) fn otherwise(&self, status: i32) -> Option<String> {
        let said = String::from_utf8_lossy(&self.stderr);
        let found = self.status;
        (found != Some(status)).then(|| format!("{found:?} instead of {status}: {said}"))
    }
}

/// `strace` for one run.
pub(crate) struct Tracing {
    folder: tempfile::TempDir,
}

impl Tracing {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Returns the command under `strace`, with each process held at its end for this many seconds.
    pub(crate) fn of(&self, command: &Command, seconds: u32) -> Command {
        const CALLS: &str = "trace=execve,openat,open,creat,mkdir,mkdirat,link,linkat,symlink,\
            symlinkat,rename,renameat,renameat2,write,writev,pwrite64,pwritev,sendmsg,exit_group";
        let held = format!("inject=exit_group:delay_enter={seconds}000000");
        let record = self.record().display().to_string();
        // Every string in full and in hexadecimal, the object of each descriptor, and the whole
        // environment. Quietly: the number of a process on stderr can be five digits of a code.
        let all = [
            "-f", "-q", "-v", "-y", "-xx", "-s", "1000000", "-e", CALLS, "-e", &held, "-o", &record,
        ];
        strace::within("strace", &all, command)
    }

    /// Waits for these processes to reach their end, and reads their memories.
    pub(crate) fn memories(&self, ends: Ends) -> Vec<Memory> {
        let limit = Instant::now() + LIMIT;
        let mut memories: Vec<Memory> = Vec::new();
        loop {
            let ended = self.ended();
            let has = |process| memories.iter().any(|memory: &Memory| memory.process == process);
            let new: Vec<u32> = ended.into_iter().filter(|process| !has(*process)).collect();
            memories.extend(new.into_iter().filter_map(memory::read));
            let first = self.calls().first().map(|call| call.process);
            let is_first = |memory: &Memory| Some(memory.process) == first;
            let enough = if ends == Ends::BesideItsChild { 2 } else { 1 };
            if memories.iter().any(is_first) && memories.len() >= enough {
                return memories;
            }
            assert!(Instant::now() < limit, "it did not end");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Returns the calls so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        calls(&self.text())
    }

    /// Returns the exit status of the first process.
    pub(crate) fn status(&self) -> Option<i32> {
        let calls = self.calls();
        let first = calls.first()?.process;
        let end = calls.iter().find(|call| call.name == "exit_group" && call.process == first)?;
        end.number
    }

    fn ended(&self) -> Vec<u32> {
        let text = self.text();
        let lines = text.lines().filter(|line| line.contains(" exit_group("));
        lines.filter_map(|line| line.split(' ').next()?.parse().ok()).collect()
    }

    fn record(&self) -> std::path::PathBuf {
        self.folder.path().join("record")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.record()).unwrap_or_default()
    }
}

/// The streams of a run.
pub(crate) struct Streams {
    pub(crate) input: Option<Vec<u8>>,
    pub(crate) stdout_is_full: bool,
}

/// The processes that come to an end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The process alone.
    Alone,
    /// The process and another one that it started.
    BesideItsChild,
    /// The process waits for a child, which therefore must not be held for long.
    AfterItsChild,
}

/// Runs a command to its end, watched.
pub(crate) fn run(command: &Command, streams: Streams, ends: Ends) -> Traced {
    let tracing = Tracing::new();
    let mut traced = tracing.of(command, if ends == Ends::AfterItsChild { 1 } else { HELD });
    traced.stdin(if streams.input.is_some() { Stdio::piped() } else { Stdio::null() });
    traced.stdout(if streams.stdout_is_full {
        Stdio::from(File::options().write(true).open("/dev/full").expect("/dev/full"))
    } else {
        Stdio::piped()
    });
    let mut strace = Guard(traced.stderr(Stdio::piped()).spawn().expect("strace is there"));
    if let (Some(mut stdin), Some(input)) = (strace.0.stdin.take(), streams.input) {
        // The process may have read enough and ended, and its end is awaited below.
        thread::spawn(move || stdin.write_all(&input));
    }
    let (stdout, stderr) = (reading(strace.0.stdout.take()), reading(strace.0.stderr.take()));
    let memories = tracing.memories(ends);
    strace.0.kill().expect("it waits");
    strace.0.wait().expect("a child");
    Traced {
        status: tracing.status(),
        stdout: stdout.join().expect("it is read"),
        stderr: stderr.join().expect("it is read"),
        calls: tracing.calls(),
        memories,
    }
}

fn reading(pipe: Option<impl std::io::Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        bytes
    })
}

/// A process that is killed with its guard.
pub(crate) struct Guard(pub(crate) Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether runs can be watched: by `strace`, and by root, since a process that cannot be dumped
/// hides even the strings of its calls from others.
pub(crate) fn is_here() -> bool {
    if strace::is_here() && !is_root() {
        say("SKIPPED: only root sees what a process says and holds that can't be dumped");
    }
    strace::is_here() && is_root()
}
