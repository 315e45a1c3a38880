//! OSC 52: the sequence that asks a terminal to put a text into the clipboard of its machine.
//!
//! The sequence goes to the terminal itself, not to a stream that may be a file, and only to a
//! terminal that does not print unknown sequences.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

use base64ct::{Base64, Encoding as _};

use crate::secret::{Secret, SecretBytes, SecretText};
use crate::term;

/// A program between this process and the terminal, which handles escape sequences itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Multiplexer {
    /// tmux. With `set-clipboard on` it takes OSC 52 for itself (its newest paste buffer then has
    /// the text), and passes it to the terminal if that has `Ms`. With `allow-passthrough on` it
    /// passes on a wrapped sequence.
    Tmux,
    /// GNU screen. It does not know OSC 52, but passes on a wrapped sequence.
    Screen,
}

/// Returns the multiplexer that this process runs in, if any.
pub(super) fn multiplexer(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Multiplexer> {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("TMUX") {
        Some(Multiplexer::Tmux)
    } else if is_set("STY") {
        Some(Multiplexer::Screen)
    } else {
        None
    }
}

/// Whether the terminal swallows unknown sequences. A dumb terminal, or the console of an older
/// Linux, would show the backup code.
pub(super) fn is_harmless(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    variable("TERM").is_some_and(|term| term != "dumb" && term != "linux" && !term.is_empty())
}

/// Sends the text to the terminal.
pub(super) fn send(text: &SecretText, through: Option<Multiplexer>) -> io::Result<()> {
    let sequence = sequence(text, through);
    match term::open_controlling() {
        Ok(mut terminal) => write(&mut terminal, &sequence),
        // A process without a controlling terminal may still have been given one as stderr.
        Err(_) if io::stderr().is_terminal() => write(&mut io::stderr().lock(), &sequence),
        Err(error) => Err(error),
    }
}

fn write(terminal: &mut impl io::Write, sequence: &SecretBytes) -> io::Result<()> {
    terminal.write_all(sequence.expose())?;
    terminal.flush()
}

/// Returns the bytes to send. Screen's limit for a wrapped string is at least 256 bytes, and a
/// backup code fits into that.
fn sequence(text: &SecretText, through: Option<Multiplexer>) -> SecretBytes {
    let text = text.expose().as_bytes();
    let mut base64 = Secret::new(vec![0; Base64::encoded_len(text)]);
    let encoded = Base64::encode(text, base64.expose_mut()).map(str::as_bytes).unwrap_or_default();

    Secret::new(match through {
        None => [b"\x1b]52;c;", encoded, b"\x07"].concat(),
        // tmux accepts one of the two, depending on its settings; setting the clipboard twice is
        // harmless.
        Some(Multiplexer::Tmux) => {
            [b"\x1b]52;c;", encoded, b"\x07\x1bPtmux;\x1b\x1b]52;c;", encoded, b"\x07\x1b\\"]
                .concat()
        }
        Some(Multiplexer::Screen) => [b"\x1bP\x1b]52;c;", encoded, b"\x07\x1b\\"].concat(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(through: Option<Multiplexer>) -> String {
        let sequence = sequence(&Secret::new(String::from("51367 2")), through);
        String::from_utf8(sequence.expose().clone()).expect("escape sequences are ASCII")
    }

    #[test]
    fn the_sequence_is_wrapped_for_the_multiplexer() {
        assert_eq!(sent(None), "\x1b]52;c;NTEzNjcgMg==\x07");
        assert_eq!(
            sent(Some(Multiplexer::Tmux)),
            "\x1b]52;c;NTEzNjcgMg==\x07\x1bPtmux;\x1b\x1b]52;c;NTEzNjcgMg==\x07\x1b\\"
        );
        assert_eq!(sent(Some(Multiplexer::Screen)), "\x1bP\x1b]52;c;NTEzNjcgMg==\x07\x1b\\");
    }

    #[test]
    fn tmux_inside_screen_is_tmux() {
        let both = |name: &str| matches!(name, "TMUX" | "STY").then(|| OsString::from("x"));
        assert_eq!(multiplexer(&both), Some(Multiplexer::Tmux));
        assert_eq!(multiplexer(&|_| None), None);
        assert_eq!(
            multiplexer(&|name| (name == "STY").then(|| "x".into())),
            Some(Multiplexer::Screen)
        );
    }
}
