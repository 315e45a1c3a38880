//! Questions on a line, with a visible or a hidden answer.
//!
//! The terminal stays in its own line mode, as it does in private, so that type-ahead is neither
//! lost nor shown twice. A hidden answer turns off the echo alone, and the echo is restored however
//! the question ends: by an answer, Ctrl-C, a signal, a suspension, or a panic.

use super::{Next, Unanswered};
use crate::term::typed::Lines;
use crate::term::wrapping::wrapped_for_window;
use crate::term::{Event, Signals, Unseen, drop_pending_input, stderr};

/// Asks until the verdict accepts an answer. Enter alone takes the suggestion.
pub(super) fn ask(
    question: &str,
    suggestion: Option<&str>,
    verdict: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let signals = Signals::hold()?;
    let answer = answer(&signals, question, suggestion, verdict);
    // The rest of a paste of several lines must not reach the shell.
    drop_pending_input();
    if signals.someone_left() || matches!(answer, Err(Unanswered::Left)) {
        // The cursor is still in the line; if that can't be ended, nobody is there to see it.
        let _ = stderr::lines("");
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
    let asks = || {
        let question = super::with_suggestion(question, suggestion);
        stderr::part(&(wrapped_for_window(&question) + " "))
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
                    Err(problem) => stderr::lines(&wrapped_for_window(&problem))?,
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

/// Asks for hidden answers.
pub(super) fn ask_hidden(
    question: &str,
    reply: &mut dyn FnMut(&str) -> Next,
) -> Result<(), Unanswered> {
    let signals = Signals::hold()?;
    let outcome = hidden_answers(&signals, question, reply);
    if signals.someone_left() || matches!(outcome, Err(Unanswered::Left)) {
        let _ = stderr::lines("");
        return Err(signals.leave());
    }
    outcome
}

fn hidden_answers(
    signals: &Signals,
    question: &str,
    reply: &mut dyn FnMut(&str) -> Next,
) -> Result<(), Unanswered> {
    let ask = |question: &str| stderr::part(&(wrapped_for_window(question) + " "));
    let mut question = question.to_owned();
    let mut lines = Lines::new();
    let mut unseen = Unseen::begin()?;
    ask(&question)?;
    loop {
        match lines.next(signals)? {
            Event::Line(line) => {
                unseen.end_line()?;
                match reply(line.expose()) {
                    Next::Done => {
                        // Discards type-ahead before echo is restored, so that it never appears.
                        drop_pending_input();
                        return Ok(());
                    }
                    Next::Ask(said, next) => {
                        if let Some(said) = said {
                            stderr::lines(&wrapped_for_window(&said))?;
                        }
                        question = next;
                        ask(&question)?;
                    }
                }
            }
            Event::Resized => {}
            Event::Suspended => {
                drop(unseen);
                signals.suspend()?;
                unseen = Unseen::begin()?;
                ask(&question)?;
            }
            Event::Left => {
                drop_pending_input();
                return Err(Unanswered::Left);
            }
        }
    }
}
