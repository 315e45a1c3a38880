//! The clipboard, where `collab copy` puts the backup code for a limited time.
//!
//! [`copy`] returns [`Copied::Held`] only when the text can be pasted. The holder clears the
//! clipboard after the time, but only if the text is still there: a later copy by another program
//! is kept. With a display, a separate process is the holder (see [`hold`]). With only a terminal,
//! the text is sent by OSC 52. The terminal does not answer and the text can't be taken back, so
//! the result is [`Copied::SentToTerminal`].
//!
//! The text travels to the holder through a pipe, never in an argument, the environment or a file,
//! and no error or `Debug` output here contains any of it.

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

/// Timeout for the holder's report whether the clipboard is ours.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The surroundings that [`copy`] depends on.
pub(crate) struct Surroundings<'a> {
    /// Reads an environment variable.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// Whether a person's terminal is there: whether stderr is one.
    pub(crate) terminal: bool,
}

/// Default time for which a text is held.
pub(crate) const USUAL_TIME: Duration = Duration::from_secs(45);

/// The destination of the copied text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    /// In the clipboard, held by a process that clears it after the time if it is still ours.
    Held,
    /// Sent to the terminal, for its clipboard. There is no answer: a terminal that does not know
    /// OSC 52 has dropped the text, and one that does keeps it until something else is copied.
    SentToTerminal {
        /// The multiplexer between this process and that terminal. tmux passes the text on only
        /// with `set-clipboard on` or `allow-passthrough on`, and neither is its default.
        through: Option<Multiplexer>,
    },
}

/// The reason why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClipboardError {
    /// Neither a display nor a terminal that could have a clipboard.
    #[error("no clipboard here")]
    None,
    /// The environment names a display, but it can't be reached or has no clipboard for us.
    #[error("the display does not answer")]
    Unreachable,
    /// The display is reachable, but did not let us take its clipboard.
    #[error("the clipboard could not be taken")]
    Refused,
    /// The holder could not be started.
    #[error("the process that holds the clipboard could not be started")]
    Start(#[source] io::Error),
    /// The holder ended, or its pipe broke, before it said whether the clipboard is ours.
    #[error("the process that holds the clipboard ended too early")]
    Ended,
    /// The holder did not report in time whether the clipboard is ours, and was killed.
    #[error("the clipboard did not answer in time")]
    Silent,
    /// The terminal could not be written to.
    #[error("the terminal could not be written to")]
    Terminal(#[source] io::Error),
}

/// Puts `text` into the clipboard for the time of `hold`, in whole seconds, at least one.
///
/// Prefers a display to the terminal, over SSH too: a display named there is the forwarded one. If
/// the display can't be reached, the terminal is used; any other failure is returned.
///
/// # Errors
///
/// [`ClipboardError`], when the text is in no clipboard.
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

/// Whether there is a display to try.
fn display_is_named(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if cfg!(any(windows, target_os = "macos")) {
        // The display needs no name, but over SSH it is the remote machine's, not the person's.
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
