//! Public questions with arrow keys and line editing, by dialoguer, under our own signal handling.
//!
//! dialoguer reads key by key and restores the terminal's modes after each key. When a signal
//! interrupts it, it leaves the cursor hidden and the question open. So this module holds the
//! signals, shows the cursor, and repeats a question that was only interrupted. It never asks for
//! secrets, because dialoguer does not wipe the input.

use std::cell::Cell;
use std::fmt;
use std::io;

use dialoguer::console::measure_text_width;
use dialoguer::theme::Theme;
use dialoguer::{Error, FuzzySelect, Input};

use super::{Refused, Unanswered};
use crate::term::wrapping::{size, wrapped_for_window};
use crate::term::{Interruption, Signals, drop_pending_input, stderr};

/// The escape sequence that shows the cursor.
const CURSOR: &str = "\x1b[?25h";

/// Asks for a line until the verdict accepts one. Enter alone takes the suggestion.
pub(super) fn input(
    question: &str,
    mut suggestion: Option<String>,
    verdict: &dyn Fn(&str) -> Result<(), Refused>,
) -> Result<String, Unanswered> {
    drop_pending_input();
    loop {
        let text = super::with_suggestion(question, suggestion.as_deref());
        let prompt = last_line(&text)?;
        let answer = line(&prompt)?;
        let answer = match answer.trim() {
            "" => suggestion.clone().unwrap_or_default(),
            answer => answer.to_owned(),
        };
        match verdict(&answer) {
            Ok(()) => {
                stderr::lines(&wrapped_for_window(&format!("{prompt} {answer}")))?;
                return Ok(answer);
            }
            // A refused answer is not shown again.
            Err(Refused { said, instead }) => {
                stderr::lines(&wrapped_for_window(&said))?;
                suggestion = instead.or(suggestion);
            }
        }
    }
}

/// Whether the window has room for a menu.
pub(super) fn has_room(question: &str, labels: &[&str]) -> bool {
    let (columns, rows) = size();
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
    let lines = wrapped_for_window(question).lines().count();
    // A mark stands before each label, and the last column stays free.
    longest + 4 <= columns && labels.len() + lines + 1 < rows
}

/// Asks for one of the labels, by the arrow keys or by some of its letters. The first one is
/// preselected. Returns the index of the label.
pub(super) fn choose(question: &str, labels: &[&str]) -> Result<usize, Unanswered> {
    drop_pending_input();
    stderr::lines("")?;
    let prompt = last_line(question)?;
    // A mark stands in the line, too, and its last column stays free.
    let room = size().0.saturating_sub(prompt.chars().count() + 3);
    let theme = Bare { labels, room, has_letters: Cell::new(false) };
    let chosen = loop {
        let chosen = asked(labels.len() + 1, &|| {
            FuzzySelect::with_theme(&theme)
                .with_prompt(&prompt)
                .items(labels)
                .default(0)
                .highlight_matches(false)
                .report(false)
                .interact_opt()
        })?;
        // Escape clears the letters: the menu is drawn again without them. Where there are none, the
        // person leaves.
        match chosen {
            Some(chosen) => break chosen,
            None if theme.has_letters.get() => {}
            None => return Err(Unanswered::Left),
        }
    };
    stderr::lines(&wrapped_for_window(&format!("{prompt} {}", labels[chosen])))?;
    Ok(chosen)
}

/// Asks a yes-or-no question, until the answer is one. dialoguer's `Confirm` drops every key but `y`
/// and `n`, so that Enter after any other words would agree.
pub(super) fn agree(question: &str, enter_is_yes: bool) -> Result<bool, Unanswered> {
    drop_pending_input();
    loop {
        let prompt = last_line(&super::yes_or_no(question, enter_is_yes))?;
        let answer = line(&prompt)?;
        if let Some(agreed) = super::yes_or_no_of(&answer, enter_is_yes) {
            stderr::lines(&format!("{prompt} {}", if agreed { "yes" } else { "no" }))?;
            return Ok(agreed);
        }
        // The answer is gone from the screen: it can be a secret that was typed too early.
        stderr::lines(&format!("{prompt}\n{}", super::Y_OR_N))?;
    }
}

/// Asks for a line, which may be empty. It is not left on the screen.
fn line(prompt: &str) -> Result<String, Unanswered> {
    let line = asked(0, &|| {
        Input::<String>::with_theme(&bare())
            .with_prompt(prompt)
            .allow_empty(true)
            .report(false)
            .interact_text()
    })?;
    // dialoguer clears only the last row of a line that is longer than the window.
    let before_last = measure_text_width(prompt) + measure_text_width(&line);
    let rows = before_last / size().0.max(1);
    if rows > 0 {
        stderr::part(&format!("\r\x1b[{rows}A\x1b[J"))?;
    }
    Ok(line)
}

/// Writes a question, wrapped for the window, up to its last line, and returns that line for
/// dialoguer to draw.
fn last_line(question: &str) -> io::Result<String> {
    let text = wrapped_for_window(question);
    match text.rsplit_once('\n') {
        Some((head, last)) => {
            stderr::lines(head)?;
            Ok(last.to_owned())
        }
        None => Ok(text),
    }
}

/// Asks through dialoguer, and again if the question was only interrupted. `above` is the number of
/// lines that dialoguer has drawn above the cursor.
fn asked<T>(above: usize, ask: &dyn Fn() -> Result<T, Error>) -> Result<T, Unanswered> {
    let signals = Signals::hold_for_question()?;
    let outcome = answer(&signals, above, ask);
    drop_pending_input();
    if matches!(outcome, Err(Unanswered::Left)) {
        // The cursor is still in the line; if that can't be ended, nobody is there to see it.
        let _ = stderr::lines("");
        return Err(signals.leave());
    }
    outcome
}

fn answer<T>(
    signals: &Signals,
    above: usize,
    ask: &dyn Fn() -> Result<T, Error>,
) -> Result<T, Unanswered> {
    loop {
        let answer = signals.interrupting(ask)?;
        if answer.is_err() {
            // A failed write means that there is no terminal any more.
            let _ = stderr::part(CURSOR);
        }
        let raised = answer.as_ref().is_err_and(|Error::IO(error)| is_interruption(error));
        let interruption = signals.interruption(raised);
        match (answer, interruption) {
            (_, Interruption::Left) => return Err(Unanswered::Left),
            (answer, Interruption::Suspended) => {
                if answer.is_err() {
                    stderr::lines("")?;
                }
                signals.suspend()?;
                if signals.someone_left() {
                    return Err(Unanswered::Left);
                }
                if let Ok(answer) = answer {
                    return Ok(answer);
                }
            }
            (Ok(answer), _) => return Ok(answer),
            // The question is redrawn over the old one.
            (Err(_), Interruption::Resized) => {
                let up = if above == 0 { String::new() } else { format!("\x1b[{above}A") };
                stderr::part(&format!("\r{up}\x1b[J"))?;
            }
            (Err(Error::IO(error)), Interruption::None) => return Err(of_error(error)),
        }
    }
}

/// Whether a signal interrupted the read. Ctrl-C read as a key is an error without an OS number.
fn is_interruption(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Interrupted && error.raw_os_error().is_some()
}

/// Converts an error of the terminal. A closed terminal means that the person left.
fn of_error(error: io::Error) -> Unanswered {
    let is_closed = rustix::io::Errno::from_io_error(&error) == Some(rustix::io::Errno::IO);
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Unanswered::Left,
        _ if is_closed => Unanswered::Left,
        _ => Unanswered::Failed(error),
    }
}

/// The hint at a menu.
const HOW_TO_CHOOSE: &str = "(arrows or letters; Escape leaves)";
/// The hint when no label has the typed letters.
const NONE_FITS: &str = "No match. Escape clears the letters.";

/// Whether dialoguer shows a label for the typed letters: the label has all of them in this order.
/// Case matters only if one of the letters is a capital.
fn is_shown_for(label: &str, letters: &str) -> bool {
    let is_exact = letters.chars().any(char::is_uppercase);
    let mut rest = label.chars();
    letters
        .chars()
        .all(|letter| rest.any(|c| c == letter || !is_exact && c.to_ascii_lowercase() == letter))
}

/// Returns the last characters of a text, at most this many.
fn tail(text: &str, most: usize) -> &str {
    let skipped = text.chars().count().saturating_sub(most);
    text.char_indices().nth(skipped).map_or("", |(start, _)| &text[start..])
}

/// The theme of prompts that bring their own punctuation.
struct Bare<'a> {
    /// The labels of a menu.
    labels: &'a [&'a str],
    /// The columns behind the question of a menu.
    room: usize,
    /// Whether letters are typed at the menu.
    has_letters: Cell<bool>,
}

/// The theme of what is no menu.
fn bare() -> Bare<'static> {
    Bare { labels: &[], room: 0, has_letters: Cell::new(false) }
}

impl Theme for Bare<'_> {
    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        letters: &str,
        cursor: usize,
    ) -> fmt::Result {
        self.has_letters.set(!letters.is_empty());
        let (before, behind) = letters.split_at(cursor);
        // dialoguer clears one line, so the letters must not fill more.
        let before = tail(before, self.room);
        let behind: String = behind.chars().take(self.room - before.chars().count()).collect();
        write!(f, "{prompt} {before}|{behind}")?;
        if letters.is_empty() && HOW_TO_CHOOSE.len() < self.room {
            return write!(f, " {HOW_TO_CHOOSE}");
        }
        if self.labels.iter().any(|label| is_shown_for(label, letters)) {
            return Ok(());
        }
        write!(f, "\n{NONE_FITS}")
    }

    fn format_input_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        _: Option<&str>,
    ) -> fmt::Result {
        write!(f, "{prompt} ")
    }
}
