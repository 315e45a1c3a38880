//! The holder: this executable, run again as a process that keeps the clipboard.
//!
//! The holder is independent of its caller. It has its own session, an environment of a few
//! variables, and no folder to keep busy. It shares only two pipes with the caller, one to read the
//! text from and one to report over, and both end with the report. It reports whether the clipboard
//! is ours before the caller says "copied". It ends when the time is over, when another program has
//! the clipboard, or when the display is gone.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::ClipboardError;
use super::clock::Clock;
#[cfg(not(all(unix, not(target_os = "macos"))))]
use super::kept::Holding;
#[cfg(all(unix, not(target_os = "macos")))]
use super::served::Holding;
use crate::secret::{Secret, SecretBytes, SecretText};

/// The hidden command that [`copy`](super::copy) runs; its one flag is `--for SECONDS`.
const COMMAND: &str = "hold-clipboard";

/// The environment variables for the holder: those that find the display and open it. It starts no
/// program, so it needs no `PATH`, and prints nothing for a person, so it needs no locale.
#[cfg(all(unix, not(target_os = "macos")))]
const PASSED_ON: &[&str] = &[
    // X11 and its cookie, which is in the home folder unless XAUTHORITY is set.
    "DISPLAY",
    "XAUTHORITY",
    "HOME",
    // Wayland. The name of its socket is relative to the runtime folder.
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
];
/// The environment variables for the holder: those that the system's own libraries need to load.
#[cfg(not(all(unix, not(target_os = "macos"))))]
const PASSED_ON: &[&str] = &["HOME", "SystemRoot"];

/// Longest text, in bytes. A pipe takes this much at once, whether or not anybody reads.
const LONGEST: usize = 4096;

/// The holder's reports: a word and a line feed.
const HELD: &[u8] = b"held\n";
const UNREACHABLE: &[u8] = b"unreachable\n";
const REFUSED: &[u8] = b"refused\n";

/// Starts a holder and waits, at most for `timeout`, for its report that the clipboard is ours.
pub(super) fn start(
    program: &Path,
    text: &SecretText,
    hold: Duration,
    variable: &dyn Fn(&str) -> Option<OsString>,
    timeout: Duration,
) -> Result<(), ClipboardError> {
    let bytes = text.expose().as_bytes();
    if bytes.len() > LONGEST {
        return Err(ClipboardError::Refused);
    }
    let mut child = spawn(program, hold, variable).map_err(ClipboardError::Start)?;
    let answer = tell(&mut child, bytes).and_then(|()| listen(&mut child, timeout));
    if answer.is_err() {
        // The caller reports a failure, so the holder must not succeed later.
        let _ = child.kill();
        let _ = child.wait();
    }
    // On success it outlives this process; the process that adopts it reaps it.
    answer
}

fn spawn(
    program: &Path,
    hold: Duration,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> io::Result<Child> {
    // Descriptors that a shell passes on, as with `3>&1` or `flock 9`, lack close-on-exec, and the
    // holder would keep that pipe or lock for the whole time.
    #[cfg(unix)]
    close_fds::set_fds_cloexec_threadsafe(3, &[]);

    let mut command = Command::new(program);
    command
        .arg(COMMAND)
        .arg("--for")
        .arg(hold.as_secs().max(1).to_string())
        .env_clear()
        .envs(PASSED_ON.iter().filter_map(|name| Some((name, variable(name)?))))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    command.current_dir("/");
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const DETACHED_PROCESS: u32 = 0x0000_0008;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
        command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
        if let Some(system) = variable("SystemRoot") {
            command.current_dir(system);
        }
    }
    command.spawn()
}

/// Writes the text and closes the pipe.
fn tell(child: &mut Child, text: &[u8]) -> Result<(), ClipboardError> {
    let mut pipe = child.stdin.take().ok_or(ClipboardError::Ended)?;
    pipe.write_all(text).map_err(|_| ClipboardError::Ended)
}

/// Waits for the report. A child that does not report in time is killed.
///
/// The reading thread has always ended when this returns. A thread that is still ending keeps its
/// channel, and the padding between the fields of a channel holds bytes of the stack on which it
/// was made, a backup code among them.
fn listen(child: &mut Child, timeout: Duration) -> Result<(), ClipboardError> {
    let mut pipe = child.stdout.take().ok_or(ClipboardError::Ended)?;
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut report = Vec::new();
        let mut byte = [0];
        while report.len() < 64 && !report.ends_with(b"\n") {
            match pipe.read(&mut byte) {
                Ok(1) => report.push(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                _ => break,
            }
        }
        let _ = sender.send(report);
    });
    let report = receiver.recv_timeout(timeout);
    if report.is_err() {
        // The end of the child closes the pipe, and so ends the reading.
        let _ = child.kill();
    }
    let _ = reader.join();
    match report.as_deref() {
        Ok(HELD) => Ok(()),
        Ok(UNREACHABLE) => Err(ClipboardError::Unreachable),
        Ok(REFUSED) => Err(ClipboardError::Refused),
        Ok(_) => Err(ClipboardError::Ended),
        Err(_) => Err(ClipboardError::Silent),
    }
}

/// Runs the hidden command: reads a text from stdin, takes the clipboard with it, reports that on
/// stdout, and returns when the text is no longer there, at the latest after `time`.
///
/// From the report on it is silent: stdin, stdout and stderr are `/dev/null` on Unix.
///
/// # Errors
///
/// [`ClipboardError`], when the clipboard could not be taken or nobody reads the report.
pub(crate) fn hold(time: Duration) -> Result<(), ClipboardError> {
    // Fails harmlessly for a process that leads a group, as one started by a shell does.
    #[cfg(unix)]
    let _ = rustix::process::setsid();

    #[cfg(unix)]
    let text = read_text(Stdin)?;
    // The buffer of this stdin stays in memory as long as the process.
    #[cfg(not(unix))]
    let text = read_text(io::stdin())?;

    match Holding::take(text) {
        Ok(holding) => {
            let reported = report(HELD);
            let_go_of_stdio();
            // If the caller died before it could say "copied", the backup code must not stay there.
            let time = if reported.is_ok() { time } else { Duration::ZERO };
            holding.until(&Clock::start(time));
            reported
        }
        Err(error) => {
            report(match error {
                ClipboardError::Unreachable => UNREACHABLE,
                _ => REFUSED,
            })?;
            Err(error)
        }
    }
}

fn read_text(mut stdin: impl io::Read) -> Result<SecretText, ClipboardError> {
    let mut bytes: SecretBytes = Secret::new(vec![0; LONGEST + 1]);
    let mut length = 0;
    while length <= LONGEST {
        match stdin.read(&mut bytes.expose_mut()[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(ClipboardError::Ended),
        }
    }
    let text = std::str::from_utf8(&bytes.expose()[..length.min(LONGEST)]);
    match text {
        // An empty text means that the caller died before it sent one.
        Ok(text) if length > 0 && length <= LONGEST => Ok(Secret::new(String::from(text))),
        _ => Err(ClipboardError::Ended),
    }
}

/// Stdin without the buffer of `std::io::stdin`, which nobody wipes.
#[cfg(unix)]
struct Stdin;

#[cfg(unix)]
impl io::Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(rustix::stdio::stdin(), buffer)?)
    }
}

fn report(word: &[u8]) -> Result<(), ClipboardError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(word).and_then(|()| stdout.flush()).map_err(|_| ClipboardError::Ended)
}

/// Points stdin, stdout and stderr at `/dev/null`, on Unix.
fn let_go_of_stdio() {
    #[cfg(unix)]
    if let Ok(nothing) = crate::files::open_device(Path::new("/dev/null")) {
        let _ = rustix::stdio::dup2_stdin(&nothing);
        let _ = rustix::stdio::dup2_stdout(&nothing);
        let _ = rustix::stdio::dup2_stderr(&nothing);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn start_as(program: &str, text: &str) -> Result<(), ClipboardError> {
        start(
            Path::new(program),
            &Secret::new(String::from(text)),
            Duration::from_secs(1),
            &|_| None,
            Duration::from_millis(200),
        )
    }

    #[test]
    fn a_holder_without_a_valid_report_is_an_error() {
        let missing = start_as("/nonexistent/collab", "51367");
        assert!(matches!(missing, Err(ClipboardError::Start(_))), "{missing:?}");
        // One ends without a report, the other writes an invalid one.
        for program in ["/bin/false", "/bin/echo"] {
            let answer = start_as(program, "51367");
            assert!(matches!(answer, Err(ClipboardError::Ended)), "{answer:?}");
        }
    }

    #[test]
    fn a_text_that_could_fill_the_pipe_is_refused() {
        let answer = start_as("/bin/false", &"5".repeat(LONGEST + 1));
        assert!(matches!(answer, Err(ClipboardError::Refused)), "{answer:?}");
    }
}
