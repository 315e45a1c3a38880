//! A run of a command: its home, its input, and its expected end.

use std::process::Command;

use super::homes::{Before, FOLDERS};
use super::tracing::{Ends, Streams};
use crate::strace::within;
use crate::support::collab::Home;

/// A run.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) name: String,
    pub(crate) before: Before,
    arguments: Vec<String>,
    input: Option<Vec<u8>>,
    variables: Vec<(&'static str, String)>,
    pub(crate) status: i32,
    pub(crate) ends: Ends,
    stdout_is_full: bool,
    /// The redirections with which a shell starts the run.
    pub(crate) shell: &'static str,
    /// The preparation of the home.
    pub(crate) prepare: fn(&Home),
}

/// Returns a run that is expected to succeed.
pub(crate) fn run(before: Before, arguments: &[&str]) -> Run {
    Run {
        name: format!("{} ({before:?})", arguments.join(" ")),
        before,
        arguments: arguments.iter().map(ToString::to_string).collect(),
        input: None,
        variables: Vec::new(),
        status: 0,
        ends: Ends::Alone,
        stdout_is_full: false,
        shell: "",
        prepare: |_| (),
    }
}

impl Run {
    /// Adds a name that tells it from similar runs.
    pub(crate) fn called(self, name: &str) -> Self {
        Self { name: format!("{}, {name}", self.name), ..self }
    }

    /// Sets the standard input.
    pub(crate) fn input(self, input: impl Into<Vec<u8>>) -> Self {
        Self { input: Some(input.into()), ..self }
    }

    /// Sets a variable of the environment.
    pub(crate) fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        Self { name: format!("{}, {name}", self.name), ..self }
    }

    /// Sets the exit status of a run that fails.
    pub(crate) fn fails(self, status: i32) -> Self {
        Self { status, ..self }
    }

    /// Sets the processes that end.
    pub(crate) fn ends(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    /// Makes stdout a device that is full.
    pub(crate) fn into_a_full_device(self) -> Self {
        Self { stdout_is_full: true, ..self }.called("full stdout")
    }

    /// Starts the run in a shell with these redirections.
    pub(crate) fn in_shell(self, shell: &'static str) -> Self {
        Self { shell, ..self }.called(shell)
    }

    /// Sets the preparation of the home.
    pub(crate) fn after(self, prepare: fn(&Home)) -> Self {
        Self { prepare, ..self }
    }

    /// Returns the streams of the run.
    pub(crate) fn streams(&self) -> Streams {
        Streams { input: self.input.clone(), stdout_is_full: self.stdout_is_full }
    }

    /// Returns the command of the run.
    pub(crate) fn command(&self, home: &Home) -> Command {
        let mut run = home.collab(&self.arguments);
        for (name, value) in &self.variables {
            run = run.env(name, value);
        }
        for (name, folder) in FOLDERS {
            run = run.env(name, home.at(folder));
        }
        let command = run.command();
        if self.shell.is_empty() {
            return command;
        }
        let script = format!("exec \"$0\" \"$@\" {}", self.shell);
        within("/bin/sh", &["-c", &script], &command)
    }
}
