//! Other implementations of age: the age program, and rage's library for Python.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

use super::collab::{Home, python_with, skip_without};

/// Whether age is installed; otherwise reports that the test is skipped.
pub(crate) fn has_age() -> bool {
    let is_here = Command::new("age").arg("--version").output().is_ok();
    if !is_here {
        skip_without("age");
    }
    is_here
}

/// Returns a Python that has rage's library, or reports that the test is skipped.
pub(crate) fn pyrage() -> Option<PathBuf> {
    python_with("pyrage")
}

/// Returns the output of a command with this standard input.
pub(crate) fn fed(mut command: Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // The command may have read enough and ended.
    let feeder = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    let _ = feeder.join().expect("no panic");
    output
}

/// Returns the age recipient of an account.
pub(crate) fn recipient(home: &Home, name: &str) -> String {
    let said = home.collab(["-q", "whoami", "--format=age", "-a", name]).stdout_any().stderr_any();
    said.run().stdout.trim_end().to_owned()
}

/// Returns the file that age makes with these arguments.
pub(crate) fn by_age(arguments: &[&str], plain: &[u8]) -> Vec<u8> {
    let mut command = Command::new("age");
    command.args(arguments);
    let output = fed(command, plain);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
