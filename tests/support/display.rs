//! Real displays for tests, an X server and a Wayland compositor, and their clipboards.
//!
//! The rule: each test has its own display, which ends with its guard. Where a program is missing,
//! the test is skipped with a line that names the package, or fails if
//! `COLLAB_TEST_REQUIRE_DISPLAYS` is set.

#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The time after which a test gives up.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// Waits until `condition` holds, and panics with `what` after the limit.
pub(crate) fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let limit = Instant::now() + LIMIT;
    while !condition() {
        assert!(Instant::now() < limit, "waited too long for: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A display that has a clipboard.
pub(crate) trait Display {
    /// Returns the variables by which a program finds the display.
    fn variables(&self) -> Vec<(&'static str, String)>;

    /// Returns the pasted text, or `None` when the clipboard is empty.
    fn paste(&self) -> Option<String>;

    /// Returns the formats in which the clipboard is offered.
    fn targets(&self) -> Vec<String>;

    /// Reads the clipboard in one of those formats.
    fn paste_as(&self, target: &str) -> Option<String>;

    /// Copies a text as another program would.
    fn copy(&self, text: &str);

    /// Kills the display.
    fn kill(&mut self);
}

/// The X server `Xvfb`.
pub(crate) struct XServer {
    server: Ended,
    display: String,
}

impl XServer {
    /// Starts a server on a free display number.
    pub(crate) fn start() -> Option<Self> {
        for (program, package) in [("Xvfb", "xvfb"), ("xclip", "xclip")] {
            require(program, package)?;
        }
        // Xvfb chooses a free number and prints it when it is ready.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "64x64x24", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let stdout = server.stdout.take().expect("stdout is a pipe");
        let server = Ended(server);
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut number = String::new();
            let _ = BufReader::new(stdout).read_line(&mut number);
            let _ = sender.send(number);
        });
        let number = receiver.recv_timeout(LIMIT).expect("Xvfb says its number");
        assert!(number.trim().parse::<u16>().is_ok(), "Xvfb started: {number:?}");
        Some(Self { server, display: format!(":{}", number.trim()) })
    }

    fn xclip(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("xclip");
        command.args(["-selection", "clipboard"]).args(arguments).env("DISPLAY", &self.display);
        command
    }
}

impl Display for XServer {
    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![("DISPLAY", self.display.clone())]
    }

    fn paste(&self) -> Option<String> {
        read(&mut self.xclip(&["-o"]))
    }

    fn targets(&self) -> Vec<String> {
        let targets = self.paste_as("TARGETS").unwrap_or_default();
        targets.lines().map(String::from).collect()
    }

    fn paste_as(&self, target: &str) -> Option<String> {
        read(&mut self.xclip(&["-o", "-t", target]))
    }

    fn copy(&self, text: &str) {
        write(&mut self.xclip(&["-i"]), text);
    }

    fn kill(&mut self) {
        self.server.end();
    }
}

/// The Wayland compositor `sway`, without an output.
pub(crate) struct WaylandCompositor {
    compositor: Ended,
    runtime: tempfile::TempDir,
    socket: String,
}

impl WaylandCompositor {
    /// Starts a compositor, as `nobody` when the tests run as root, since sway refuses to run as
    /// root.
    pub(crate) fn start() -> Option<Self> {
        for (program, package) in
            [("sway", "sway"), ("wl-paste", "wl-clipboard"), ("wl-copy", "wl-clipboard")]
        {
            require(program, package)?;
        }
        let runtime = tempfile::tempdir().expect("a runtime folder");
        let config = runtime.path().join("config");
        std::fs::write(&config, "xwayland disable\n").expect("a configuration");

        let mut command = if is_root() {
            require("setpriv", "util-linux")?;
            for path in [runtime.path(), &config] {
                let (owner, group) = nobody();
                std::os::unix::fs::chown(path, Some(owner), Some(group)).expect("given away");
            }
            let mut command = Command::new("setpriv");
            let (owner, group) = nobody();
            command
                .arg(format!("--reuid={owner}"))
                .arg(format!("--regid={group}"))
                .args(["--clear-groups", "sway"]);
            command
        } else {
            Command::new("sway")
        };
        let log = std::fs::File::create(runtime.path().join("log")).expect("a log");
        let compositor = command
            .arg("-c")
            .arg(&config)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", runtime.path())
            .env("XDG_RUNTIME_DIR", runtime.path())
            .env("WLR_BACKENDS", "headless")
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("sway starts");
        let mut started = Self { compositor: Ended(compositor), runtime, socket: String::new() };
        wait_for("sway to have a clipboard", || {
            let ended = started.compositor.0.try_wait().expect("sway is a child");
            assert!(ended.is_none(), "sway ended: {}", started.log());
            started.socket = started.find_socket().unwrap_or_default();
            // The socket exists before the seat does; until then wl-paste fails with another
            // message.
            !started.socket.is_empty() && {
                let listed = started.client("wl-paste").arg("-l").output().expect("wl-paste runs");
                let said = String::from_utf8_lossy(&listed.stderr);
                said.contains("No selection") || said.contains("Nothing is copied")
            }
        });
        Some(started)
    }

    fn find_socket(&self) -> Option<String> {
        let names = std::fs::read_dir(self.runtime.path()).ok()?.flatten();
        let mut names = names.filter_map(|entry| entry.file_name().into_string().ok());
        names.find(|name| {
            name.strip_prefix("wayland-").is_some_and(|number| number.parse::<u16>().is_ok())
        })
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.runtime.path().join("log")).unwrap_or_default()
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.variables());
        command
    }
}

impl Display for WaylandCompositor {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let runtime = self.runtime.path().to_str().expect("a readable path").to_owned();
        vec![("XDG_RUNTIME_DIR", runtime), ("WAYLAND_DISPLAY", self.socket.clone())]
    }

    fn paste(&self) -> Option<String> {
        read(self.client("wl-paste").arg("--no-newline"))
    }

    fn targets(&self) -> Vec<String> {
        let targets = read(self.client("wl-paste").arg("-l")).unwrap_or_default();
        targets.lines().map(String::from).collect()
    }

    fn paste_as(&self, target: &str) -> Option<String> {
        read(self.client("wl-paste").args(["--no-newline", "-t", target]))
    }

    fn copy(&self, text: &str) {
        write(&mut self.client("wl-copy"), text);
    }

    fn kill(&mut self) {
        self.compositor.end();
    }
}

/// A child process that ends with its guard.
struct Ended(Child);

impl Ended {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.end();
    }
}

/// Returns the path of a program, or reports that the test is skipped; panics where the program is
/// required.
fn require(program: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    if found.is_none() {
        let missing = format!("skipped: no {program} here; install the package {package}");
        assert!(std::env::var_os("COLLAB_TEST_REQUIRE_DISPLAYS").is_none(), "{missing}");
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("{missing}");
        }
    }
    found
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self").metadata().is_ok_and(|process| process.uid() == 0)
}

/// Returns the user and group of `nobody`, or the usual numbers if it has no entry.
fn nobody() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find_map(|line| line.strip_prefix("nobody:"));
    let mut numbers = line.unwrap_or("x:65534:65534").split(':').skip(1);
    let mut number = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(65534);
    (number(), number())
}

/// Returns the output of a clipboard reader, or `None` when it fails, as it does on an empty
/// clipboard.
fn read(command: &mut Command) -> Option<String> {
    let output = run(command.stdin(Stdio::null()));
    output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
}

/// Runs a program that stays in the background with the clipboard, so its stdout must not be waited
/// for.
fn write(command: &mut Command, text: &str) {
    use std::io::Write as _;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program that copies starts");
    child.stdin.take().expect("stdin is a pipe").write_all(text.as_bytes()).expect("it listens");
    assert!(child.wait().expect("it ends").success());
}

/// Runs a program to its end, or kills it after the limit.
pub(crate) fn run(command: &mut Command) -> Output {
    let mut child = Ended(
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts"),
    );
    let mut pipes = (child.0.stdout.take(), child.0.stderr.take());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        // The streams are read one after the other, as these programs' output fits a pipe.
        let _ = pipes.0.take().map(|mut pipe| pipe.read_to_end(&mut stdout));
        let _ = pipes.1.take().map(|mut pipe| pipe.read_to_end(&mut stderr));
        let _ = sender.send((stdout, stderr));
    });
    let (stdout, stderr) = receiver
        .recv_timeout(LIMIT)
        .unwrap_or_else(|_| panic!("did not end, or left its output open: {command:?}"));
    let status = child.0.wait().expect("it is a child");
    Output { status, stdout, stderr }
}
