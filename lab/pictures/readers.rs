//! Who reads the pictures: ours, and `zbarimg`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::program;

/// What a reader made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Right,
    /// Something else than what is in it.
    Wrong,
    Nothing,
}

/// An outcome, and the processor's time that it took.
pub(crate) type Timed = (Outcome, Duration);

/// The keystore has the account of the sheet.
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

/// The processor's time that ended children have had, in hundredths of a second.
fn time_of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    // After the name, which may hold anything: cutime and cstime are the 14th and 15th.
    let (_, fields) = text.rsplit_once(") ").expect("a name in parentheses");
    let ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    Duration::from_millis(10 * ticks.sum::<Result<u64, _>>().expect("numbers"))
}
