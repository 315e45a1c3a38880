//! Core dumps, and access by other processes of the same user.
//!
//! The rule: access is tried while a code is in memory, where root has seen it. To show that the
//! machine does not refuse everyone, another program is tried as well.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::homes::{SECRETS, snapshot};
use super::memory;
use super::places::say;

use super::tracing::Guard;
use crate::support::collab::{CAROL, Home, is_root, skip};

/// The user who runs the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum User {
    /// The user who runs the tests.
    Ours,
    /// An ordinary user, which only root can become.
    Ordinary,
}

/// The number of an unprivileged user.
const NOBODY: u32 = 65534;

impl User {
    fn all() -> Vec<Self> {
        if is_root() { vec![Self::Ours, Self::Ordinary] } else { vec![Self::Ours] }
    }

    /// Returns the program as this user, with core dumps of any size allowed.
    fn command(self, program: &Path, home: &Home) -> Command {
        // Tests run in the background may have inherited an ignored SIGQUIT.
        let mut command = Command::new("env");
        command.args(["--default-signal", "prlimit", "--core=unlimited:unlimited"]);
        if self == Self::Ordinary {
            let ids = [format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")];
            command.arg("setpriv").args(ids).arg("--clear-groups");
            chown(home.path(), Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        let bare = home.collab([""; 0]).command();
        command.arg(program).current_dir(home.path()).env_clear();
        command.envs(bare.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stderr(Stdio::null()).stdout(Stdio::null());
        command
    }
}

/// Returns a copy of the program that every user may run.
fn program(home: &Home) -> PathBuf {
    let program = home.at("collab");
    let copied = Command::new("cp").arg(crate::PROGRAM).arg(&program).status();
    assert!(copied.expect("cp").success());
    program
}

/// Starts a program that has read a code from a pipe and waits for the pipe's end.
fn waiting(user: User, home: &Home) -> Guard {
    let mut command = user.command(&program(home), home);
    let started = command.arg("check").stdin(Stdio::piped()).spawn();
    let mut child = Guard(started.expect("it starts"));
    let process = child.0.id();
    let stdin = child.0.stdin.as_mut().expect("a pipe");
    stdin.write_all(CAROL.rows().as_bytes()).expect("it listens");
    let limit = Instant::now() + Duration::from_secs(15);
    let has_read = || {
        let folder = format!("/proc/{process}");
        let runs = fs::read_to_string(format!("{folder}/comm"));
        // The process has its own name, and sleeps in a read.
        let state = fs::read_to_string(format!("{folder}/stat")).unwrap_or_default();
        runs.is_ok_and(|name| name.trim() == "collab") && state.contains(") S ")
    };
    loop {
        assert!(Instant::now() < limit, "it does not wait");
        let holds = || memory::read(process).is_some_and(|it| !it.holds(&SECRETS).is_empty());
        if has_read() && (!is_root() || holds()) {
            return child;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_code_that_is_still_in_use_is_found() {
    // A control: the search does find a code that is in use.
    if is_root() {
        let home = Home::new();
        let child = waiting(User::Ours, &home);
        let held = memory::read(child.0.id()).expect("it waits").holds(&SECRETS);
        assert!(held.iter().any(|found| found.contains("text, in [heap]")), "{held:?}");
    }
}

#[test]
fn no_signal_makes_a_core_dump() {
    let (mut runs, mut files) = (0, 0);
    for user in User::all() {
        // The control: any other program makes a core dump, or the status says so if a handler
        // takes it.
        let home = Home::new();
        let mut other = user.command(Path::new("/bin/sh"), &home);
        let dumps = other.args(["-c", "kill -ABRT $$"]).status().expect("sh").core_dumped();
        if !dumps {
            skip("this machine makes no core dumps; only that none was allowed was looked at");
        }
        for signal in [Signal::ABORT, Signal::SEGV, Signal::QUIT, Signal::BUS] {
            let home = Home::new();
            let mut child = waiting(user, &home);
            let before = snapshot(home.path());
            let limits = fs::read_to_string(format!("/proc/{}/limits", child.0.id()));
            if let Ok(limits) = limits {
                let core = limits.lines().find(|line| line.starts_with("Max core file size"));
                let core: Vec<&str> = core.expect("a limit").split_whitespace().collect();
                assert_eq!(core[4..6], ["0", "0"], "{user:?}");
            }
            let limit = Instant::now() + Duration::from_secs(15);
            // The standard library's handler takes the first of some signals, checks for a stack
            // overflow, and lets the next one through.
            let ended = loop {
                kill_process(Pid::from_child(&child.0), signal)
                    .expect("it runs, or was not waited for");
                thread::sleep(Duration::from_millis(20));
                if let Some(ended) = child.0.try_wait().expect("a child") {
                    break ended;
                }
                assert!(Instant::now() < limit, "{user:?}: {signal:?} does not end it");
            };
            runs += 1;
            assert_eq!(ended.signal(), Some(signal.as_raw()), "{user:?}");
            assert!(!ended.core_dumped(), "{user:?} {signal:?}");
            let after = snapshot(home.path());
            files += after.len();
            assert!(after == before, "{user:?} {signal:?}: {:?}", after.keys());
        }
    }
    say("Core", runs, &format!("{files} files after a signal"), 0);
}

#[test]
fn no_process_of_the_same_user_looks_into_it() {
    let home = Home::new();
    let user = if is_root() { User::Ordinary } else { User::Ours };
    let child = waiting(user, &home);
    let other = user.command(Path::new("/bin/sleep"), &home).arg("60").spawn();
    let other = Guard(other.expect("sleep"));
    let sleeps = || fs::read_to_string(format!("/proc/{}/comm", other.0.id()));
    while !sleeps().is_ok_and(|name| name.trim() == "sleep") {
        thread::sleep(Duration::from_millis(5));
    }
    // Actions that only the process's own user may perform, tried by that user on both programs.
    let looks = |program: &str, arguments: &[&str], process: u32| -> Output {
        let arguments = arguments.iter().map(|one| one.replace("PID", &process.to_string()));
        let mut command = user.command(Path::new(program), &home);
        command.args(arguments).stdin(Stdio::null());
        command.stdout(Stdio::piped()).output().expect("it runs")
    };
    let ways: [(&str, &[&str]); 4] = [
        ("/bin/cat", &["/proc/PID/environ"]),
        ("/bin/cat", &["/proc/PID/maps"]),
        ("/bin/dd", &["if=/proc/PID/mem", "count=0"]),
        ("/usr/bin/timeout", &["-s", "INT", "1", "strace", "-o", "attached", "-p", "PID"]),
    ];
    let mut refused = 0;
    for (program, arguments) in ways {
        let _ = fs::remove_file(home.at("attached"));
        let may = looks(program, arguments, other.0.id());
        let attached = fs::read(home.at("attached")).is_ok_and(|record| !record.is_empty());
        let done = may.status.success() || attached;
        if !done {
            skip(&format!("{arguments:?} is refused to every process of this machine"));
            continue;
        }
        let _ = fs::remove_file(home.at("attached"));
        let ours = looks(program, arguments, child.0.id());
        let attached = fs::read(home.at("attached")).is_ok_and(|record| !record.is_empty());
        assert!(!ours.status.success() && !attached, "{arguments:?} was not refused");
        assert!(SECRETS.found_in(&ours.stdout).is_empty(), "{arguments:?}");
        refused += 1;
    }
    let owner = fs::metadata(format!("/proc/{}/mem", child.0.id())).expect("it runs").uid();
    assert_eq!(owner, 0, "what can't be dumped is root's");
    say("Eyes", 1, &format!("{refused} ways to look, refused"), 0);
    assert!(refused > 0, "nothing was tried");
}
