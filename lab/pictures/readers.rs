//! Who reads the pictures: ours, and `zbarimg`.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use collab::paper::scan::{self, ScanError};

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

pub(crate) fn ours(picture: &[u8], digits: &str) -> Timed {
    let begin = own_time();
    let read = scan::read(picture, &|_| ControlFlow::Continue(()));
    let took = own_time().saturating_sub(begin);
    let outcome = match read {
        Ok(found) if found.code.expose() == digits.as_bytes() => Outcome::Right,
        Err(ScanError::NoCode) => Outcome::Nothing,
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

/// The processor's time that this thread has had.
fn own_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells it");
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.expect("a number"))
}

/// The processor's time that ended children have had, in hundredths of a second.
fn time_of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    // After the name, which may hold anything: cutime and cstime are the 14th and 15th.
    let (_, fields) = text.rsplit_once(") ").expect("a name in parentheses");
    let ticks = fields.split(' ').skip(13).take(2).map(str::parse::<u64>);
    Duration::from_millis(10 * ticks.sum::<Result<u64, _>>().expect("numbers"))
}
