//! A case run once: by itself, under `strace`, with a fault in its way, or with files that may not
//! grow.
//!
//! The rule: a run sees nothing of the tests' environment, and one that hangs is ended and told.
//!
//! With `signal=KILL` the process ends as it enters the call, and the call is not carried out; one
//! that was carried out last is what a kill at the next call leaves. With `error=` the call is not
//! carried out either, but for its answer. (With `--seccomp-bpf` the signal is never sent.)

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::cases::Case;
use super::scratch::Scratch;

/// What is put in a run's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is killed as it enters a call.
    Kill(Point),
    /// A call fails.
    Fails(Point, &'static str),
    /// No file may grow over so many bytes; trying ends the process, or is an error.
    Short { bytes: u64, ends: bool },
}

/// The so-manieth call of a name, in whichever thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) number: u32,
    /// Whether it comes before the program touched anything of its own: it is the loader's.
    pub(crate) is_early: bool,
}

/// What came of a run.
pub(crate) struct Outcome {
    /// The exit status, unless a signal ended it.
    pub(crate) status: Option<i32>,
    /// That signal.
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The calls that failed because they were made to.
    pub(crate) injected: Vec<String>,
}

/// How `timeout` ends when the run had to be ended.
const HUNG: i32 = 124;
/// An exit status above is a signal's, as shells have it; 130 is also ours.
const SIGNALLED: i32 = 128;
const INTERRUPTED: i32 = 130;

impl Outcome {
    /// Whether it had to be ended.
    pub(crate) fn hung(&self) -> bool {
        self.status == Some(HUNG)
    }

    /// Whether it said that it did what it was told, by its status or by naming an identity.
    pub(crate) fn claims_success(&self) -> bool {
        self.status == Some(0) || self.stdout.contains("did:key:")
    }

    /// Whether the message itself was what failed.
    pub(crate) fn could_not_tell(&self) -> bool {
        self.injected.iter().any(|line| line.contains("write(2,") || line.contains("writev(2,"))
    }
}

/// The case by itself.
pub(crate) fn plainly(case: &Case, scratch: &Scratch) -> Outcome {
    run(case, scratch, &[])
}

/// The case with these calls recorded, by `strace` options; and the record.
pub(crate) fn recorded(case: &Case, scratch: &Scratch, options: &[&str]) -> (Outcome, String) {
    let record = scratch.beside("record");
    let mut before: Vec<String> = ["strace", "-f", "-o"].map(String::from).to_vec();
    before.push(record.display().to_string());
    before.extend(options.iter().map(ToString::to_string));
    let outcome = run(case, scratch, &before);
    (outcome, fs::read_to_string(record).expect("a record"))
}

/// The case with a fault in its way; and whether it came to it.
pub(crate) fn disturbed(case: &Case, scratch: &Scratch, fault: &Fault) -> (Outcome, bool) {
    match fault {
        Fault::Kill(point) => at(case, scratch, point, "signal=KILL"),
        Fault::Fails(point, error) => at(case, scratch, point, &format!("error={error}")),
        Fault::Short { bytes, ends } => (short(case, scratch, *bytes, *ends), true),
    }
}

fn at(case: &Case, scratch: &Scratch, point: &Point, what: &str) -> (Outcome, bool) {
    let Point { name, number, .. } = point;
    let trace = format!("trace={name}");
    let inject = format!("inject={name}:{what}:when={number}");
    let (mut outcome, record) = recorded(case, scratch, &["-e", &trace, "-e", &inject]);
    let lines = record.lines().filter(|line| line.contains("(INJECTED)"));
    outcome.injected = lines.map(String::from).collect();
    let reached = !outcome.injected.is_empty() || record.contains("+++ killed by SIGKILL");
    (outcome, reached)
}

fn short(case: &Case, scratch: &Scratch, bytes: u64, ends: bool) -> Outcome {
    let limit = format!("--fsize={bytes}:{bytes}");
    let trap = if ends { "exec \"$@\"" } else { "trap '' XFSZ; exec \"$@\"" };
    let before = ["prlimit", &limit, "sh", "-c", trap, "sh"].map(String::from);
    run(case, scratch, &before)
}

fn run(case: &Case, scratch: &Scratch, before: &[String]) -> Outcome {
    let home = scratch.home();
    let mut command = Command::new("timeout");
    command.args(["-k", "5", "60"]).args(before).arg(case.program);
    set_up(&mut command, case, &home, &scratch.beside("input"));
    let output = command.output().expect("timeout is there");
    // Whatever runs the program ends as it ended, by the signal or by its number.
    let signalled = |status: &i32| *status > SIGNALLED && *status != INTERRUPTED;
    let code = output.status.code();
    let number = code.filter(signalled).map(|status| status - SIGNALLED);
    let text = |bytes: &[u8]| {
        // A folder's random name may have digits in a row.
        String::from_utf8_lossy(bytes).replace(&*home.to_string_lossy(), "HOME")
    };
    Outcome {
        status: code.filter(|status| !signalled(status)),
        signal: output.status.signal().or(number),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
        injected: Vec::new(),
    }
}

/// Gives a command the arguments, the input and the home of a case, and nothing else.
pub(crate) fn set_up(command: &mut Command, case: &Case, home: &Path, input: &Path) {
    fs::write(input, &case.input).expect("a file");
    command
        .args(&case.arguments)
        .env_clear()
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("PATH", "/usr/bin:/bin")
        .current_dir(home)
        .stdin(Stdio::from(File::open(input).expect("a file")));
}
