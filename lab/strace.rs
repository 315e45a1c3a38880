//! `strace`: whether it can be used, how it runs a command, and how a line of its record is read.

use std::process::Command;
use std::sync::OnceLock;

use crate::work::say;

/// Whether strace is installed and may trace; otherwise reports what is skipped.
pub(crate) fn is_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| {
        let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
        let tried = tried.is_ok_and(|output| output.status.success());
        let required = std::env::var_os("COLLAB_TEST_REQUIRE_STRACE").is_some();
        assert!(tried || !required, "strace is missing or may not trace (package strace)");
        if !tried {
            say("SKIPPED: strace is missing or may not trace, so no run was watched or disturbed");
        }
        tried
    })
}

/// Returns the command run by another program, with these arguments before it.
pub(crate) fn within(program: &str, arguments: &[&str], command: &Command) -> Command {
    let mut outer = Command::new(program);
    outer.args(arguments).arg(command.get_program()).args(command.get_args()).env_clear();
    outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.get_current_dir().iter().for_each(|folder| _ = outer.current_dir(folder));
    outer
}

/// Reads a line that begins a call: the process or thread, the call's name, the rest.
pub(crate) fn begun(line: &str) -> Option<(&str, &str, &str)> {
    let (thread, call) = line.split_once(' ')?;
    let (name, rest) = call.trim_start().split_once('(')?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((thread, name, rest))
}

/// Returns the strings between quotes, in full. They are in hexadecimal (`-xx`), so they contain no
/// quote.
pub(crate) fn strings(text: &str) -> impl Iterator<Item = Vec<u8>> {
    text.split('"').skip(1).step_by(2).map(decoded)
}

/// Returns the bytes of these escapes.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.split("\\x").skip(1);
    bytes.filter_map(|byte| u8::from_str_radix(byte.get(..2)?, 16).ok()).collect()
}
