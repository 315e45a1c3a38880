//! A single run of a case: undisturbed, under `strace`, with a fault, or with files that may not
//! grow.
//!
//! The rule: a run sees nothing of the tests' environment, and one that hangs is killed and
//! reported.
//!
//! With `signal=KILL` the process ends as it enters the call, which is not carried out; the effect
//! of a call before it is seen by a kill at the next one. With `error=` the call is not carried out
//! either, but it returns. (With `--seccomp-bpf` the signal is never sent.)

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::cases::Case;
use super::scratch::Scratch;

/// A fault of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program is killed as it enters a call.
    Kill(Point),
    /// A call fails.
    Fails(Point, &'static str),
    /// No file may grow beyond this many bytes; trying ends the process, or is an error.
    Short { bytes: u64, ends: bool },
}

/// The n-th call of a name, in any thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) number: u32,
    /// Whether the call comes before the program touches its own files, and therefore belongs to
    /// the loader.
    pub(crate) is_early: bool,
}

/// The outcome of a run.
pub(crate) struct Outcome {
    /// The exit status, unless a signal ended it.
    pub(crate) status: Option<i32>,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The record of the calls that were made to fail.
    pub(crate) injected: Vec<String>,
}

/// The exit status of `timeout` when it had to end the run.
const HUNG: i32 = 124;
/// A higher exit status stands for a signal, as in shells; 130 is also our own status.
const SIGNALLED: i32 = 128;
const INTERRUPTED: i32 = 130;

impl Outcome {
    /// Whether `timeout` had to end the run.
    pub(crate) fn hung(&self) -> bool {
        self.status == Some(HUNG)
    }

    /// Whether the run reported success, by its status or by printing an identity.
    pub(crate) fn claims_success(&self) -> bool {
        self.status == Some(0) || self.stdout.contains("did:key:")
    }

    /// Whether writing the message itself failed.
    pub(crate) fn could_not_tell(&self) -> bool {
        self.injected.iter().any(|line| line.contains("write(2,") || line.contains("writev(2,"))
    }
}

/// Runs the case undisturbed.
pub(crate) fn plainly(case: &Case, scratch: &Scratch) -> Outcome {
    run(case, scratch, &[])
}

/// Runs the case with these options of `strace`, and returns the record.
pub(crate) fn recorded(case: &Case, scratch: &Scratch, options: &[&str]) -> (Outcome, String) {
    let record = scratch.beside("record");
    let mut before: Vec<String> = ["strace", "-f", "-o"].map(String::from).to_vec();
    before.push(record.display().to_string());
    before.extend(options.iter().map(ToString::to_string));
    let outcome = run(case, scratch, &before);
    (outcome, fs::read_to_string(record).expect("a record"))
}

/// Runs the case with a fault, and returns whether the fault was reached.
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
    // The wrappers end like the program, by the signal or by its number.
    let signalled = |status: &i32| *status > SIGNALLED && *status != INTERRUPTED;
    let code = output.status.code();
    let number = code.filter(signalled).map(|status| status - SIGNALLED);
    let text = |bytes: &[u8]| {
        // The random name of a folder may have digits in a row.
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

/// Gives a command only the arguments, the input and the home of a case.
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
