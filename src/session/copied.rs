//! What is said about a secret that was copied.

use crate::ui::clipboard::{Copied, Multiplexer};

/// The warning before a secret is copied, with what is safer.
pub(crate) fn not_safe(safer: &str) -> String {
    format!(
        "warning: the clipboard is not safe, since every program of the session can read it; {safer} \
         is safer"
    )
}

/// Tells where `what` was copied, such as `The backup code of alice`, and for how many seconds.
pub(crate) fn told(what: &str, copied: Copied, seconds: u64) -> String {
    match copied {
        Copied::Held => format!("{what} is in the clipboard for {seconds} seconds."),
        Copied::SentToTerminal { through: None } => format!(
            "{what} was sent to your terminal to copy. It does not say whether it did, and nothing \
             takes the code back: copy something else when you are done."
        ),
        Copied::SentToTerminal { through: Some(Multiplexer::Tmux) } => format!(
            "{what} was sent to your terminal, through tmux, which passes it on only with \
             `set-clipboard on` or `allow-passthrough on`, and may keep it in a buffer: see \
             `tmux list-buffers`. Nothing takes the code back: copy something else when you are done."
        ),
        Copied::SentToTerminal { through: Some(Multiplexer::Screen) } => format!(
            "{what} was sent to your terminal, through screen. It does not say whether it was \
             copied, and nothing takes the code back: copy something else when you are done."
        ),
    }
}

/// Returns the name of the place and the seconds, as programs have them.
pub(crate) fn in_json(copied: Copied, seconds: u64) -> (&'static str, Option<u64>) {
    match copied {
        Copied::Held => ("clipboard", Some(seconds)),
        Copied::SentToTerminal { .. } => ("terminal", None),
    }
}
