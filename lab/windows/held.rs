//! A keystore that another process holds open is waited for, and then it is in use: never
//! read-only, and never damaged.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::collab::ALICE;
use crate::wine::Wine;

/// The time that `collab` waits, in milliseconds.
const WAITS: u64 = 10_000;

/// A process that holds a file, ended on drop.
struct Holder(Child);

impl Holder {
    /// Starts `hold.exe`, and waits until it holds the file.
    fn start(wine: &Wine, folder: &Path, file: &str, how: &str, milliseconds: u64) -> Self {
        let mut command = wine.program("hold.exe");
        command.args([file, how, &milliseconds.to_string()]).current_dir(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        assert_eq!(line.trim_end(), "held", "{file}, {how}");
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns what is wrong.
pub(crate) fn run(wine: &Wine) -> Vec<String> {
    // What is held for how long, in which way; the command that meets it, and its status.
    let long = 3 * WAITS;
    let cases: [(&str, &str, u64, &[&str], i32); 6] = [
        ("k.json", "nothing", 1500, &["whoami"], 0),
        ("k.json", "nothing", long, &["whoami"], 8),
        ("k.json", "nothing", long, &["rename", "alice", "ann"], 8),
        ("k.json", "read", 1500, &["rename", "alice", "ann"], 0),
        ("k.json", "read", long, &["rename", "alice", "ann"], 8),
        ("k.json.lock", "locked", long, &["rename", "alice", "ann"], 8),
    ];
    let one =
        |(nth, &(file, how, time, words, status)): (usize, &(&str, &str, u64, &[&str], i32))| {
            let folder = wine.folder(&format!("held-{nth}"));
            let collab = || -> Command {
                let mut command = wine.collab();
                command.env("COLLAB_KEYSTORE", "k.json");
                command
            };
            let mut command = collab();
            command.args(["restore", "alice"]);
            wine.run(command, &folder, ALICE.rows().as_bytes());
            let holder = Holder::start(wine, &folder, file, how, time);
            let start = Instant::now();
            let mut command = collab();
            command.args(words);
            let left = wine.run(command, &folder, b"");
            let waited = start.elapsed();
            drop(holder);
            let is_told = status == 0 || left.stderr.contains("is in use by another process");
            let least = Duration::from_millis(if status == 0 { 500 } else { WAITS - 500 });
            let is_right = left.status == Some(status) && is_told && waited >= least;
            (!is_right).then(|| {
            format!(
                "{words:?} while {file} is held ({how}) for {time} ms: {:?} after {waited:?}\n{}",
                left.status, left.stderr
            )
        })
        };
    thread::scope(|scope| {
        let runs: Vec<_> =
            cases.iter().enumerate().map(|case| scope.spawn(move || one(case))).collect();
        runs.into_iter().filter_map(|run| run.join().expect("it ends")).collect()
    })
}
