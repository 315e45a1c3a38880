//! A run of the program on either system, and everything that it leaves.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// Everything that a run leaves.
pub(crate) struct Left {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command in a folder with this input.
///
/// It writes into files. Wine's own processes, which the first program starts, keep its streams
/// open for seconds, and the end of a pipe would be waited for.
pub(crate) fn run(command: &mut Command, folder: &Path, input: &[u8]) -> Left {
    let [mut stdout, mut stderr] = std::array::from_fn(|_| private_file());
    let end = |file: &File| Stdio::from(file.try_clone().expect("a descriptor"));
    command.current_dir(folder).stdin(Stdio::piped()).stdout(end(&stdout)).stderr(end(&stderr));
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A program that reads nothing closes the pipe.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let status = child.wait().expect("it ends");
    writer.join().expect("it was written");
    let text = |file: &mut File| {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("read");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Left { status: status.code(), stdout: text(&mut stdout), stderr: text(&mut stderr) }
}

/// Returns a file without a name that only its owner reads: `collab` warns of others.
fn private_file() -> File {
    let file = tempfile::tempfile().expect("a file");
    file.set_permissions(Permissions::from_mode(0o600)).expect("it is ours");
    file
}

/// Returns the files of a folder with their bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, fs::read(entry.path()).unwrap_or_default());
    }
    files
}

/// Copies the files of a folder into a new one.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}
