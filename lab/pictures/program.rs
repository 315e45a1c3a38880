//! The program under test, which prints the sheets and reads their pictures.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");

/// Runs the program with these arguments on a keystore, with a file as the last argument and this
/// stdin.
fn run(keystore: &Path, arguments: &[&str], file: &Path, stdin: &[u8]) -> Output {
    let mut child = Command::new(PROGRAM)
        .env_clear()
        .args(arguments)
        .arg(file)
        .arg("--keystore")
        .arg(keystore)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(stdin).expect("it reads");
    child.wait_with_output().expect("it ends")
}

/// Returns the sheet of a code as PDF, and puts the code's account into this keystore.
pub(crate) fn sheet(keystore: &Path, digits: &str) -> Vec<u8> {
    let told =
        run(keystore, &["restore", "alice", "--code-file"], Path::new("-"), digits.as_bytes());
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told = run(keystore, &["print", "--format", "pdf", "--sheet"], Path::new("-"), b"");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    told.stdout
}

/// Returns the exit status of `check` for a picture, and its message.
pub(crate) fn check(keystore: &Path, picture: &Path) -> (Option<i32>, String) {
    let told = run(keystore, &["check", "--image"], picture, b"");
    (told.status.code(), String::from_utf8_lossy(&told.stderr).into_owned())
}
