//! A question whose answer is no secret.
//!
//! The terminal stays in its own line mode, as it does in private: what is typed faster than it is
//! asked for is neither lost nor shown twice, and nothing has to be put back at the end.

use std::io::{self, Write as _};

use super::Unanswered;
use super::private::{Event, Lines, Signals, drop_pending_input, wrapped_for_window};

/// Asks until an answer passes the verdict. Enter alone takes the suggestion.
pub(super) fn ask(
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let signals = Signals::hold()?;
    let answer = answer(&signals, question, suggestion, verdict);
    // A paste of many lines answers one question, and no shell.
    drop_pending_input();
    if signals.someone_left() || matches!(answer, Err(Unanswered::Left)) {
        // The cursor is still in the line; if that can't be ended, nobody is there to see it.
        let _ = writeln!(io::stderr());
        return Err(signals.leave());
    }
    answer
}

fn answer(
    signals: &Signals,
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let mut lines = Lines::new();
    let mut stderr = io::stderr();
    let mut asks = || {
        let question = match suggestion {
            Some(suggestion) => format!("{question} (Enter for {suggestion}):"),
            None => format!("{question}:"),
        };
        stderr.write_all((wrapped_for_window(&question) + " ").as_bytes())?;
        stderr.flush()
    };
    asks()?;
    loop {
        match lines.next(signals)? {
            Event::Line(line) => {
                let answer = match line.expose().trim() {
                    "" => suggestion.unwrap_or_default(),
                    answer => answer,
                };
                match verdict(answer) {
                    Ok(()) => return Ok(answer.to_owned()),
                    Err(problem) => writeln!(io::stderr(), "{}", wrapped_for_window(&problem))?,
                }
                asks()?;
            }
            Event::Resized => {}
            Event::Suspended => {
                signals.suspend()?;
                asks()?;
            }
            Event::Left => return Err(Unanswered::Left),
        }
    }
}

/// The same with line editing, where the terminal has no line mode of its own worth the name.
#[cfg(not(unix))]
pub(super) fn ask_with_editing(
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let mut input = dialoguer::Input::<String>::new()
        .with_prompt(question)
        .allow_empty(true)
        .validate_with(|answer: &String| verdict(answer.trim()));
    if let Some(suggestion) = suggestion {
        input = input.default(suggestion.to_owned());
    }
    match input.interact_text() {
        Ok(answer) => Ok(answer.trim().to_owned()),
        Err(dialoguer::Error::IO(error)) if error.kind() == io::ErrorKind::Interrupted => {
            Err(Unanswered::Left)
        }
        Err(dialoguer::Error::IO(error)) => Err(Unanswered::Failed(error)),
    }
}
