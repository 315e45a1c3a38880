//! The clipboard: where `collab copy` puts the backup code, for a while.
//!
//! The rule: [`copy`] returns [`Copied::Held`] only when the text can be pasted, and whoever holds
//! it takes it back after the time, but only if it is still there: what another program copied in
//! between is kept. Where there is a display, a process of its own holds it (see [`hold`]); where
//! there is only a terminal, the terminal is asked with OSC 52. It doesn't answer, and nothing can
//! take the text back, so that is [`Copied::SentToTerminal`].
//!
//! The text travels to the holder through a pipe, never in an argument, the environment or a file,
//! and no error or `Debug` here has any of it.

use std::ffi::OsString;
use std::io;
use std::time::Duration;

use crate::secret::SecretText;

mod clock;
mod holder;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod kept;
mod osc52;
#[cfg(all(unix, not(target_os = "macos")))]
mod served;

pub(crate) use holder::hold;
pub(crate) use osc52::Multiplexer;

/// How long the holder may take to say whether the clipboard is ours.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What [`copy`] knows of where it runs.
pub(crate) struct Surroundings<'a> {
    /// Reads a variable of the environment.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// Whether a person's terminal is there: stderr is one.
    pub(crate) terminal: bool,
}

/// How long a text is held where nobody says otherwise.
pub(crate) const USUAL_TIME: Duration = Duration::from_secs(45);

/// Where the text is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    /// In the clipboard, held by a process that clears it after the time if it is still ours.
    Held,
    /// Sent to the terminal, for its clipboard. Nobody answers: a terminal that doesn't know
    /// OSC 52 has dropped it, and one that does keeps it until something else is copied.
    SentToTerminal {
        /// What sits between us and that terminal. tmux passes it on only with `set-clipboard on`
        /// or `allow-passthrough on`, and neither is its default.
        through: Option<Multiplexer>,
    },
}

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClipboardError {
    /// Neither a display nor a terminal that could have a clipboard.
    #[error("no clipboard here")]
    None,
    /// The environment names a display, but it can't be reached or has no clipboard for us.
    #[error("the display does not answer")]
    Unreachable,
    /// The display is there, but didn't let us have its clipboard.
    #[error("the clipboard could not be taken")]
    Refused,
    /// The holder could not be started.
    #[error("the process that holds the clipboard could not be started")]
    Start(#[source] io::Error),
    /// The holder ended, or its pipe broke, before it said whether the clipboard is ours.
    #[error("the process that holds the clipboard ended too early")]
    Ended,
    /// The holder didn't say in time whether the clipboard is ours, and was killed.
    #[error("the clipboard did not answer in time")]
    Silent,
    /// The terminal could not be written to.
    #[error("the terminal could not be written to")]
    Terminal(#[source] io::Error),
}

/// Puts `text` into the clipboard for the time of `hold`, in whole seconds, at least one.
///
/// Prefers a display to the terminal, over SSH too: a display named there is the forwarded one.
/// A display that can't be reached gives way to the terminal; any other failure is the answer.
///
/// # Errors
///
/// [`ClipboardError`], when there is nothing of ours in any clipboard.
pub(crate) fn copy(
    text: &SecretText,
    hold: Duration,
    surroundings: &Surroundings<'_>,
) -> Result<Copied, ClipboardError> {
    let unavailable = if display_is_named(surroundings.variable) {
        let program = std::env::current_exe().map_err(ClipboardError::Start)?;
        match holder::start(&program, text, hold, surroundings.variable, TIMEOUT) {
            Ok(()) => return Ok(Copied::Held),
            Err(ClipboardError::Unreachable) => ClipboardError::Unreachable,
            Err(error) => return Err(error),
        }
    } else {
        ClipboardError::None
    };
    if !(surroundings.terminal && osc52::is_harmless(surroundings.variable)) {
        return Err(unavailable);
    }
    let through = osc52::multiplexer(surroundings.variable);
    osc52::send(text, through).map_err(ClipboardError::Terminal)?;
    Ok(Copied::SentToTerminal { through })
}

/// Whether a display is worth trying.
fn display_is_named(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if cfg!(any(windows, target_os = "macos")) {
        // The display needs no name, but over SSH it is the far machine's, not the person's.
        !(is_set("SSH_CONNECTION") || is_set("SSH_TTY"))
    } else {
        is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn copied_where(variables: &[(&str, &str)], terminal: bool) -> Result<Copied, ClipboardError> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let surroundings = Surroundings { variable: &variable, terminal };
        copy(&Secret::new(String::from("51367")), Duration::from_secs(1), &surroundings)
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn no_display_and_no_terminal_is_no_clipboard() {
        for variables in [&[][..], &[("DISPLAY", "")], &[("SSH_TTY", "/dev/pts/9")]] {
            let copied = copied_where(variables, false);
            assert!(matches!(copied, Err(ClipboardError::None)), "{copied:?}");
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_terminal_that_would_show_the_code_is_no_clipboard() {
        for term in [&[][..], &[("TERM", "dumb")], &[("TERM", "linux")]] {
            let copied = copied_where(term, true);
            assert!(matches!(copied, Err(ClipboardError::None)), "{copied:?}");
        }
    }

    #[test]
    fn errors_have_nothing_of_the_text() {
        let error = ClipboardError::Start(io::ErrorKind::NotFound.into());
        assert!(!format!("{error:?} {error}").contains(|c: char| c.is_ascii_digit()));
    }
}
