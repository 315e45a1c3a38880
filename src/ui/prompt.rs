//! A question whose answer is no secret.

use std::io::{self, BufRead as _, Write as _};

use dialoguer::Input;
use dialoguer::console::Term;

use super::Unanswered;
use super::private::Signals;

/// Asks with line editing, and shows the suggestion to be accepted with Enter.
pub(super) fn ask(
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    // Keys are read one by one in raw mode, so that Ctrl-C arrives as a signal that would end the
    // process in it. Held off, it comes back as an interrupted read.
    let signals = Signals::hold()?;
    let term = Term::stderr();
    let mut input = Input::<String>::new()
        .with_prompt(question)
        .validate_with(|answer: &String| verdict(answer.trim()));
    if let Some(suggestion) = suggestion {
        input = input.default(suggestion.to_owned());
    }
    let answer = input.interact_text_on(&term);
    let _ = term.show_cursor();
    if signals.someone_left() {
        let _ = term.write_line("");
        return Err(signals.leave());
    }
    match answer {
        Ok(answer) => Ok(answer.trim().to_owned()),
        Err(dialoguer::Error::IO(error)) => Err(match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Unanswered::Left,
            _ => Unanswered::Failed(error),
        }),
    }
}

/// Asks line by line, for screen readers and terminals without cursor movement.
pub(super) fn ask_plainly(
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let mut stderr = io::stderr();
    loop {
        match suggestion {
            Some(suggestion) => write!(stderr, "{question} (Enter for {suggestion}): ")?,
            None => write!(stderr, "{question}: ")?,
        }
        stderr.flush()?;
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            writeln!(stderr)?;
            return Err(Unanswered::Left);
        }
        let answer = match answer.trim() {
            "" => suggestion.unwrap_or_default(),
            answer => answer,
        };
        match verdict(answer) {
            Ok(()) => return Ok(answer.to_owned()),
            Err(problem) => writeln!(stderr, "{problem}")?,
        }
    }
}
