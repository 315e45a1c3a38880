//! `collab copy` with real clipboards: the process that holds the code, for how long, and its
//! traces.

#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::display::{Display, LIMIT, WaylandCompositor, XServer, run, wait_for};
use crate::support::pty::Pty;

mod history;
mod multiplexer;

/// The mark by which clipboard managers recognize contents that they must not store.
const HINT: &str = "x-kde-passwordManagerHint";

/// A program that serves the code within this time after us is a clipboard manager.
const MANAGER: Duration = Duration::from_millis(1900);

/// A keystore with an account, and a program whose holder processes can be told from other tests'.
struct Desk {
    folder: tempfile::TempDir,
    program: PathBuf,
    code: String,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // A holder's command line begins with the program's path, and this path is unique to the
        // test.
        let program = folder.path().canonicalize().expect("a real path").join("collab");
        let built = env!("CARGO_BIN_EXE_collab");
        if fs::hard_link(built, &program).is_err() {
            // Another process copies the file: had this one opened it for writing, children that
            // other tests start at that moment would inherit the open file, and it could not be run
            // until they close it.
            assert!(run(Command::new("cp").arg(built).arg(&program)).status.success());
        }
        let mut desk = Self { folder, program, code: String::new() };
        assert!(run(&mut desk.collab(&["init"])).status.success());
        let printed = run(&mut desk.collab(&["print", "--digits"]));
        desk.code = digits(&String::from_utf8(printed.stdout).expect("text"));
        assert_eq!(desk.code.len(), 80);
        desk
    }

    fn keystore(&self) -> PathBuf {
        self.folder.path().join("keystore")
    }

    /// Returns the program without the tests' environment.
    fn collab(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TERM", "xterm-256color")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .arg("--keystore")
            .arg(self.keystore())
            .args(arguments);
        command
    }

    fn copy(&self, display: &dyn Display, seconds: &str) -> Output {
        run(self.collab(&["copy", "--for", seconds]).envs(display.variables()))
    }

    fn copy_well(&self, display: &dyn Display, seconds: &str) {
        let output = self.copy(display, seconds);
        assert!(output.status.success(), "{}", said(&output));
    }

    fn has_code(&self, display: &dyn Display) -> bool {
        display.paste().is_some_and(|text| digits(&text) == self.code)
    }

    /// With this variable set, checks that the terminal gets the code between each pair of texts.
    fn asks_the_terminal(&self, variable: &str, between: &[(&str, &str)]) {
        let mut command = self.collab(&["copy", "--for", "2"]);
        command.env(variable, "/tmp/socket,1,0");
        let shown = shown_on_a_terminal(&command);
        for (before, after) in between {
            let (_, rest) = shown.split_once(before).expect("a beginning");
            let (text, _) = rest.split_once(after).expect("an end");
            let text = Base64::decode_vec(text).expect("base64");
            assert_eq!(digits(&String::from_utf8(text).expect("text")), self.code);
        }
    }

    /// Returns the process numbers of this desk's holders.
    fn holders(&self) -> Vec<u32> {
        let ours = |number: &u32| {
            let line = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
            let mut words = line.split(|byte| *byte == 0);
            words.next() == Some(self.program.as_os_str().as_encoded_bytes())
                && words.any(|word| word == b"hold-clipboard")
        };
        processes().filter(ours).collect()
    }

    fn holder(&self) -> u32 {
        let holders = self.holders();
        assert_eq!(holders.len(), 1, "{holders:?}");
        holders[0]
    }

    fn wait_until_nobody_holds(&self) {
        wait_for("the holder to end", || self.holders().is_empty());
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_missing(program: &str) -> bool {
    let found = run(Command::new("sh").args(["-c", r#"command -v "$0""#, program]));
    !found.status.success()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Makes one test for each display; a missing display is skipped with a message.
macro_rules! on_each_display {
    ($($name:ident),* $(,)?) => {
        mod x11 {
            $(#[test] fn $name() {
                if let Some(mut display) = super::XServer::start() { super::$name(&mut display) }
            })*
        }
        mod wayland {
            $(#[test] fn $name() {
                if let Some(mut display) = super::WaylandCompositor::start() { super::$name(&mut display) }
            })*
        }
    };
}

on_each_display! {
    is_served_after_the_command_and_gone_after_the_time,
    is_offered_as_text_and_marked_as_a_secret,
    is_gone_with_the_program_that_holds_it,
    a_copy_that_a_manager_took_over_is_gone_after_the_time,
    closing_the_terminal_keeps_it_and_logging_out_ends_it,
    keeps_nothing_of_the_caller_open,
    holder_has_nothing_of_the_caller,
    a_later_copy_of_another_program_is_kept,
    a_services_code_is_held_in_the_same_way,
    a_second_copy_starts_the_time_again,
    a_second_copy_at_once_is_not_taken_for_a_managers,
    ends_with_the_display,
}

fn is_served_after_the_command_and_gone_after_the_time(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "2");
    let copied = Instant::now();
    // The code can be pasted more than once, unless pasting takes longer than a second.
    for _ in 0..2 {
        assert!(desk.has_code(display) || copied.elapsed() > Duration::from_secs(1));
    }
    wait_for("the code to go", || !desk.has_code(display));
    assert!(copied.elapsed() > Duration::from_millis(1500), "gone after {:?}", copied.elapsed());
    desk.wait_until_nobody_holds();
    assert_eq!(display.paste().unwrap_or_default(), "");
}

fn a_services_code_is_held_in_the_same_way(display: &mut dyn Display) {
    let desk = Desk::new();
    let list = desk.folder.path().join("list");
    fs::write(&list, "kxq7-2m9d\nh3vn-6j5c\n").expect("a file");
    let add = ["codes", "add", "example", "--code-file"];
    assert!(run(desk.collab(&add).arg(&list)).status.success());
    let next = ["codes", "next", "example", "--copy"];
    let output = run(desk.collab(&next).envs(display.variables()));
    assert!(output.status.success() && output.stdout.is_empty(), "{}", said(&output));
    assert!(said(&output).contains("Code 1 of example is in the clipboard for 45 seconds."));
    assert_eq!(display.paste().as_deref(), Some("kxq7-2m9d"));
    assert_eq!(display.paste_as(HINT).as_deref(), Some("secret"));
    let line = fs::read(format!("/proc/{}/cmdline", desk.holder())).expect("a command line");
    assert!(line.ends_with(b"hold-clipboard\0--for\x0045\0"));
}

fn is_offered_as_text_and_marked_as_a_secret(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "20");
    let mut targets = display.targets();
    targets.sort_unstable();
    // SAVE_TARGETS is missing: it would ask a manager to keep the text when its owner ends.
    let expected = match display.variables()[0].0 {
        "DISPLAY" => &[
            "TARGETS",
            "UTF8_STRING",
            "text/plain;charset=UTF-8",
            "text/plain;charset=utf-8",
            HINT,
        ][..],
        _ => &["STRING", "TEXT", "UTF8_STRING", "text/plain", "text/plain;charset=utf-8", HINT],
    };
    assert_eq!(targets, expected);
    assert_eq!(display.paste_as(HINT).as_deref(), Some("secret"));
}

/// The clipboard's holder is our own program, adopted by an ancestor of this test: init, or the
/// process that stands in for it.
fn is_gone_with_the_program_that_holds_it(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "60");
    let holder = desk.holder();
    if let Ok(program) = fs::read_link(format!("/proc/{holder}/exe")) {
        assert_eq!(program, desk.program);
    }
    let mut above = vec![std::process::id()];
    while let Some(parent) = above.last().and_then(|process| field(*process, PARENT).parse().ok())
        && parent != 0
    {
        above.push(parent);
    }
    let parent = field(holder, PARENT).parse().expect("a number");
    assert!(above[1..].contains(&parent), "{parent} is not in {above:?}");
    assert_eq!(field(holder, TERMINAL), "0");

    assert!(desk.has_code(display));
    signal(holder, Signal::KILL);
    // A request that arrives while the holder dies is never answered.
    wait_for("it to end", || {
        let stat = fs::read_to_string(format!("/proc/{holder}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with(['Z', 'X']))
    });
    assert!(!desk.has_code(display));
}

fn a_copy_that_a_manager_took_over_is_gone_after_the_time(display: &mut dyn Display) {
    let desk = Desk::new();
    // A copy slower than a manager's counts as a person's and is kept, so a slow run is repeated.
    wait_for("a copy as fast as a manager's", || {
        let begun = Instant::now();
        desk.copy_well(display, "4");
        let text = display.paste().expect("the code");
        display.copy(&text);
        begun.elapsed() < MANAGER
    });
    assert!(!display.targets().iter().any(|target| target == HINT), "it is the manager's");
    assert!(desk.has_code(display));
    desk.wait_until_nobody_holds();
    assert_eq!(display.paste().unwrap_or_default(), "");
}

fn closing_the_terminal_keeps_it_and_logging_out_ends_it(display: &mut dyn Display) {
    let desk = Desk::new();
    let mut command = desk.collab(&["copy", "--for", "600"]);
    command.envs(display.variables());
    let mut terminal = Pty::start(&command, (80, 24));
    terminal.sees("is in the clipboard for 600 seconds.").closes();
    drop(terminal);
    assert!(desk.has_code(display));
    log_out(display);
    desk.wait_until_nobody_holds();
}

/// Ends the display in an orderly way.
fn log_out(display: &dyn Display) {
    let variables = display.variables();
    let (name, value) = &variables[0];
    if *name == "DISPLAY" {
        signal(x_server(value), Signal::TERM);
    } else {
        let files = fs::read_dir(value).expect("the runtime folder").flatten();
        let mut files = files.map(|file| file.path());
        let is_sway = |path: &PathBuf| path.to_string_lossy().contains("sway-ipc.");
        let socket = files.find(is_sway).expect("sway's socket");
        // sway may be gone before it answers.
        run(Command::new("swaymsg").arg("-s").arg(socket).arg("exit"));
    }
}

/// Returns the child process of ours that listens on this display's socket.
fn x_server(display: &str) -> u32 {
    let path = format!("/tmp/.X11-unix/X{}", display.trim_start_matches(':'));
    let sockets = fs::read_to_string("/proc/net/unix").expect("sockets");
    let inodes: Vec<_> = sockets
        .lines()
        .filter_map(|line| line.strip_suffix(&path)?.split_whitespace().nth(6))
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let mut processes = processes();
    let server = processes.find(|process| {
        let files = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
        let mut files = files.filter_map(|file| fs::read_link(file.path()).ok());
        files.any(|file| inodes.iter().any(|inode| file == Path::new(inode)))
            && field(*process, PARENT) == std::process::id().to_string()
    });
    server.expect("a server")
}

fn signal(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw).expect("a process");
    kill_process(process, signal).expect("it runs");
}

fn processes() -> impl Iterator<Item = u32> {
    let processes = fs::read_dir("/proc").expect("processes").flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Fields of `/proc/PID/stat`, counted from 0 after the name in parentheses.
const PARENT: usize = 1;
const SESSION: usize = 3;
const TERMINAL: usize = 4;

fn field(process: u32, number: usize) -> String {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("a status");
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    fields.split_whitespace().nth(number).expect("a field").to_owned()
}

fn keeps_nothing_of_the_caller_open(display: &mut dyn Display) {
    let desk = Desk::new();
    let begun = Instant::now();
    // stdout is the shell's pipe, and so are two descriptors that no program knows of.
    let output = run(Command::new("sh")
        .arg("-c")
        .arg(r#"x=$("$0" --keystore "$1" copy --for 60 3>&1 9>&1); echo "<$x>""#)
        .arg(&desk.program)
        .arg(desk.keystore())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .envs(display.variables())
        .stdin(Stdio::null()));
    assert!(begun.elapsed() < LIMIT);
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "<>", "{}", said(&output));
    assert!(desk.has_code(display));

    let folder = format!("/proc/{}", desk.holder());
    let open = || {
        fs::read_dir(format!("{folder}/fd")).map(|list| {
            let files = list.flatten().filter_map(|file| fs::read_link(file.path()).ok());
            files.map(|file| file.to_string_lossy().into_owned()).collect::<Vec<_>>()
        })
    };
    // A process that cannot be dumped shows its files only to root.
    if open().is_ok() {
        // The holder reports first and closes the pipes afterward.
        wait_for("the pipes to be let go", || {
            !open().unwrap_or_default().iter().any(|file| file.starts_with("pipe:"))
        });
        let stdio = [0, 1, 2].map(|number| fs::read_link(format!("{folder}/fd/{number}")));
        for file in stdio {
            assert_eq!(file.expect("stdio is open"), Path::new("/dev/null"));
        }
        let cwd = fs::read_link(format!("{folder}/cwd")).expect("its folder");
        assert_eq!(cwd, Path::new("/"));
    }
}

fn holder_has_nothing_of_the_caller(display: &mut dyn Display) {
    let desk = Desk::new();
    let output = run(desk
        .collab(&["copy", "--for", "20"])
        .envs(display.variables())
        .env("COLLAB_BACKUP_CODE", &desk.code)
        .env("COLLAB_PASSPHRASE", "correct horse")
        .env("COLLAB_ACCOUNT", "default")
        .env("LD_LIBRARY_PATH", "/nonexistent"));
    assert!(output.status.success(), "{}", said(&output));
    assert!(!digits(&said(&output)).contains(&desk.code[..5]), "{}", said(&output));

    let holder = desk.holder();
    let line = fs::read(format!("/proc/{holder}/cmdline")).expect("a command line");
    let line = String::from_utf8(line).expect("text");
    let words: Vec<&str> = line.trim_end_matches('\0').split('\0').skip(1).collect();
    assert_eq!(words, ["hold-clipboard", "--for", "20"]);

    // A process that cannot be dumped shows its environment only to root.
    if let Ok(environment) = fs::read(format!("/proc/{holder}/environ")) {
        let environment = String::from_utf8(environment).expect("text");
        let mut names: Vec<&str> = environment
            .split_terminator('\0')
            .map(|variable| variable.split('=').next().unwrap_or_default())
            .collect();
        names.sort_unstable();
        let variables = display.variables();
        let mut expected: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
        expected.push("HOME");
        expected.sort_unstable();
        assert_eq!(names, expected);
    }

    assert_eq!(field(holder, SESSION), holder.to_string());
}

fn a_later_copy_of_another_program_is_kept(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "2");
    let copied = Instant::now();
    display.copy("a shopping list");
    // The holder ends at once, not after the time.
    desk.wait_until_nobody_holds();
    wait_for("the time to be over", || copied.elapsed() > Duration::from_millis(2500));
    assert_eq!(display.paste().as_deref(), Some("a shopping list"));
}

fn a_second_copy_starts_the_time_again(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "4");
    let first = desk.holder();
    let begun = Instant::now();
    wait_for("some of the time to pass", || begun.elapsed() > Duration::from_millis(2200));
    desk.copy_well(display, "30");
    wait_for("the first holder to end", || !desk.holders().contains(&first));
    wait_for("the first time to be over", || begun.elapsed() > Duration::from_secs(5));
    assert!(desk.has_code(display));
    assert_ne!(desk.holder(), first);
}

fn a_second_copy_at_once_is_not_taken_for_a_managers(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "3");
    let begun = Instant::now();
    desk.copy_well(display, "30");
    wait_for("the first time to be over", || begun.elapsed() > Duration::from_secs(4));
    assert!(desk.has_code(display));
    desk.holder();
}

fn ends_with_the_display(display: &mut dyn Display) {
    let desk = Desk::new();
    desk.copy_well(display, "600");
    assert!(desk.has_code(display));
    display.kill();
    desk.wait_until_nobody_holds();
}

#[test]
fn says_when_the_display_is_gone() {
    let desk = Desk::new();
    // Not a server that was killed: another test's server may have its number by now.
    let nobody = desk.folder.path().join("nobody");
    for (name, value) in
        [("DISPLAY", OsStr::new(":59999")), ("WAYLAND_DISPLAY", nobody.as_os_str())]
    {
        let output = run(desk.collab(&["copy", "--for", "2"]).env(name, value));
        says_that_there_is_no_clipboard(&desk, &output);
    }
}

#[test]
fn says_when_there_is_no_display() {
    let desk = Desk::new();
    let output = run(&mut desk.collab(&["copy", "--for", "2"]));
    says_that_there_is_no_clipboard(&desk, &output);
}

#[test]
fn without_a_display_the_terminal_is_asked() {
    let desk = Desk::new();
    let plain = ("\x1b]52;c;", "\x07");
    let for_tmux = ("\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\");
    let for_screen = ("\x1bP\x1b]52;c;", "\x07\x1b\\");
    desk.asks_the_terminal("NOTHING", &[plain]);
    desk.asks_the_terminal("TMUX", &[plain, for_tmux]);
    desk.asks_the_terminal("STY", &[for_screen]);
    assert!(desk.holders().is_empty());
}

#[test]
fn a_terminal_that_would_show_the_code_is_not_asked() {
    let desk = Desk::new();
    for term in ["dumb", "linux"] {
        let mut command = desk.collab(&["copy", "--for", "2"]);
        command.env("TERM", term);
        let shown = shown_on_a_terminal(&command);
        assert!(!shown.contains("]52;"), "{term}");
        assert!(shown.contains("error: "), "{term}: {shown}");
    }
}

/// Returns everything that a program writes on a terminal.
fn shown_on_a_terminal(command: &Command) -> String {
    let mut terminal = Pty::start(command, (80, 24));
    let _ = terminal.ends();
    terminal.output()
}

#[test]
fn a_display_that_does_not_answer_is_not_waited_for() {
    let desk = Desk::new();
    // A server that accepts the connection and never answers.
    let socket = desk.folder.path().join("silent");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    let output = run(desk.collab(&["copy", "--for", "2"]).env("WAYLAND_DISPLAY", &socket));
    says_that_there_is_no_clipboard(&desk, &output);
}

fn says_that_there_is_no_clipboard(desk: &Desk, output: &Output) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("\nerror: ") && said.contains("hint: ") && said.contains("print"),
        "{said}"
    );
    assert!(said.contains("nothing was copied"), "{said}");
    assert!(!digits(&said).contains(&desk.code[..5]), "{said}");
    desk.wait_until_nobody_holds();
}
