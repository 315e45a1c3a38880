//! The readers of the pictures: collab, and `zbarimg`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::program;

/// The result of reading a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Right,
    /// Another text than the picture's.
    Wrong,
    Nothing,
}

/// An outcome, and the processor time that it took.
pub(crate) type Timed = (Outcome, Duration);

/// Reads a picture with collab, on a keystore that has the sheet's account.
pub(crate) fn ours(picture: &Path, keystore: &Path) -> Timed {
    let begin = time_of_children();
    let (status, said) = program::check(keystore, picture);
    let took = time_of_children().saturating_sub(begin);
    let outcome = match status {
        Some(0) => Outcome::Right,
        _ if said.contains("no QR code was found") => Outcome::Nothing,
        _ => Outcome::Wrong,
    };
    (outcome, took)
}

pub(crate) fn zbarimg(picture: &Path, digits: &str) -> Timed {
    let begin = time_of_children();
    let output = Command::new("zbarimg")
        .args(["-q", "--raw"])
        .arg(picture)
        .stdin(Stdio::null())
        .output()
        .expect("zbarimg starts");
    let took = time_of_children().saturating_sub(begin);
    let mut lines = output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let outcome = match lines.next() {
        None => Outcome::Nothing,
        Some(line) if line == digits.as_bytes() => Outcome::Right,
        Some(_) => Outcome::Wrong,
    };
    (outcome, took)
}

/// Returns the processor time of ended children, from hundredths of a second.
fn time_of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    // After the name, which may contain anything, cutime and cstime are the 14th and 15th fields.
    let (_, fields) = text.rsplit_once(") ").expect("a name in parentheses");
    let ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    Duration::from_millis(10 * ticks.sum::<Result<u64, _>>().expect("numbers"))
}
