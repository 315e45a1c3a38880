//! OSC 52 through a real tmux and a real screen: the bytes that the outer terminal gets.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use base64ct::{Base64, Encoding as _};

use super::{Desk, digits, is_missing};
use crate::support::collab::skip_without;
use crate::support::display::run;
use crate::support::pty::{Ended, Pty, Size};

/// Wide enough to show a sentence in one line.
const SIZE: Size = (200, 30);
/// The shortest limit of a string in screen's manual, in bytes; tmux allows a megabyte.
const SCREEN_STRING: usize = 256;

/// A multiplexer that runs `copy`, and the command that ends it: it outlives its terminal.
struct Multiplexer<'a> {
    desk: &'a Desk,
    ended_by: Command,
}

impl Drop for Multiplexer<'_> {
    fn drop(&mut self) {
        run(&mut self.ended_by);
    }
}

impl<'a> Multiplexer<'a> {
    /// Returns a multiplexer that keeps its sockets in the desk's folder and reads none of the
    /// person's settings.
    fn program(desk: &Desk, name: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut command = Command::new(name);
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", desk.folder.path())
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .env("TMUX_TMPDIR", desk.folder.path())
            .env("SCREENDIR", desk.folder.path().join("screens"))
            .current_dir(desk.folder.path());
        command
    }

    fn tmux(desk: &Desk, arguments: &[&str]) -> Command {
        let mut command = Self::program(desk, "tmux");
        command.args(["-L", "test", "-f", "settings"]).args(arguments);
        command
    }

    /// Copies in a tmux with these settings.
    fn copies_in_tmux(desk: &'a Desk, settings: &str) -> Copied {
        let settings = format!("set -g status off\nset -g remain-on-exit on\n{settings}");
        fs::write(desk.folder.path().join("settings"), settings).expect("settings");
        let mut command = Self::tmux(desk, &["new-session"]);
        // Waits until tmux has drawn on the terminal: it drops sequences that come earlier, or
        // during a full redraw.
        let script = r#"echo ready; read -r _; echo drawn; read -r _; exec "$@""#;
        command.args(["sh", "-c", script, "sh"]);
        command.arg(&desk.program).arg("--keystore").arg(desk.keystore()).arg("copy");
        let started = Self { desk, ended_by: Self::tmux(desk, &["kill-server"]) };
        let mut terminal = Pty::start(&command, SIZE);
        terminal.sees("ready").enters("").sees("drawn").enters("");
        terminal.sees("was sent to your terminal, through tmux").sees("when you are done.");
        let buffer = run(&mut Self::tmux(desk, &["show-buffer"])).stdout;
        let desk = started.desk;
        drop(started);
        Copied {
            by: forms(desk, &terminal.ends()),
            in_buffer: digits(&String::from_utf8_lossy(&buffer)) == desk.code,
        }
    }
}

/// The result of a copy.
#[derive(Debug, PartialEq, Eq)]
struct Copied {
    /// The beginnings of the sequences that the terminal got.
    by: Vec<&'static str>,
    /// Whether the multiplexer keeps a copy of its own.
    in_buffer: bool,
}

/// The beginning of OSC 52 as tmux writes it, and as collab does.
const FROM_TMUX: &str = "\x1b]52;;";
const OURS: &str = "\x1b]52;c;";

/// Returns the beginnings of all sequences with the code that the terminal got.
fn forms(desk: &Desk, ended: &Ended) -> Vec<&'static str> {
    let sequences = ended.output.split("\x1b]52;").skip(1).map(|rest| {
        let (text, _) = rest.split_once('\x07').expect("an end");
        let (clipboard, text) = text.split_once(';').expect("a clipboard");
        let text = Base64::decode_vec(text).expect("base64");
        assert_eq!(digits(&String::from_utf8(text).expect("text")), desk.code);
        if clipboard.is_empty() { FROM_TMUX } else { OURS }
    });
    sequences.collect()
}

#[test]
fn tmux_passes_it_on_as_it_was_told_to() {
    if is_missing("tmux") {
        return skip_without("tmux");
    }
    let desk = Desk::new();
    // Settings that tell tmux whether the outer terminal can copy.
    let can = "set -s terminal-features 'xterm*:clipboard'\n";
    let can_not = "set -s terminal-features ''\nset -s terminal-overrides '*:Ms@'\n";
    for (clipboard, passthrough, terminal, by, in_buffer) in [
        ("on", "on", can, &[FROM_TMUX, OURS][..], true),
        ("on", "off", can, &[FROM_TMUX], true),
        ("external", "on", can, &[OURS], false),
        ("external", "off", can, &[], false),
        ("off", "on", can, &[OURS], false),
        ("off", "off", can, &[], false),
        ("on", "on", can_not, &[OURS], true),
        ("on", "off", can_not, &[], true),
    ] {
        let settings = format!(
            "set -s set-clipboard {clipboard}\nset -g allow-passthrough {passthrough}\n{terminal}"
        );
        let copied = Multiplexer::copies_in_tmux(&desk, &settings);
        assert_eq!(copied, Copied { by: by.to_vec(), in_buffer }, "{settings}");
    }
    // With its default settings, tmux neither passes the code on nor keeps it.
    let copied = Multiplexer::copies_in_tmux(&desk, "");
    assert_eq!(copied, Copied { by: vec![], in_buffer: false });
}

#[test]
fn screen_passes_on_a_wrapped_sequence() {
    if is_missing("screen") {
        return skip_without("screen");
    }
    let desk = Desk::new();
    let sockets = desk.folder.path().join("screens");
    fs::create_dir(&sockets).expect("a folder");
    fs::set_permissions(&sockets, fs::Permissions::from_mode(0o700)).expect("a mode");
    let screen = |arguments: &[&str]| {
        let mut command = Multiplexer::program(&desk, "screen");
        command.args(["-S", "test"]).args(arguments);
        command
    };
    let mut command = screen(&["-c", "/dev/null", "sh", "-c", r#""$@"; exec cat"#, "sh"]);
    command.arg(&desk.program).arg("--keystore").arg(desk.keystore()).arg("copy");
    let started = Multiplexer { desk: &desk, ended_by: screen(&["-X", "quit"]) };
    let mut terminal = Pty::start(&command, SIZE);
    terminal.sees("was sent to your terminal, through screen");
    drop(started);
    let ended = terminal.ends();
    assert_eq!(forms(&desk, &ended), [OURS]);
    let (_, sent) = ended.output.split_once(OURS).expect("it is there");
    let (text, _) = sent.split_once('\x07').expect("an end");
    assert!(OURS.len() + text.len() + "\x07".len() <= SCREEN_STRING);
}
