//! The interface between commands and a person: results, messages, questions and secret pages.
//!
//! The contract:
//!
//! - stdout carries the **result** and nothing else; every message goes to stderr.
//! - A **person** is present when stdin and stderr are both terminals and `--no-input` was not
//!   given. Without a person, a question fails with [`Unanswered::NoPerson`]; it never waits.
//! - Where stdin carries data, a passphrase is asked for on the **controlling terminal**, or by the
//!   program that `SSH_ASKPASS` names. Every other question fails.
//! - A secret is shown to a person **in private**: on the alternate screen, which is wiped before
//!   it is left. With `--inline` or `--plain` it appears below the earlier output instead. Secrets
//!   are also typed there: into [`boxes`] where the terminal has them, otherwise line by line.
//! - Callers supply all texts and verdicts. This module does not know what a code or an account is.

pub(crate) mod askpass;
#[cfg_attr(not(unix), allow(dead_code, reason = "elsewhere the code is typed line by line"))]
pub(crate) mod boxes;
pub(crate) mod clipboard;
#[cfg(unix)]
mod dialog;
mod pages;
mod piped;
pub(crate) mod printer;
pub(crate) mod progress;
mod prompt;
pub(crate) mod spelling;
pub(crate) mod terminal;
pub(crate) mod terminal_qr;

use std::io;

use crate::secret::{SecretBytes, SecretText};
pub(crate) use crate::term::Unanswered;
use boxes::{Entered, Form, Verdict};
use progress::Progress;

/// A page of a conversation in private.
#[derive(Default)]
pub(crate) struct Page {
    /// The title at the top of the page.
    pub(crate) title: String,
    /// Lines that are never wrapped, secret or not.
    pub(crate) lines: Vec<SecretText>,
    /// Paragraphs, wrapped to the width; the last ones are dropped where there is no room.
    pub(crate) paragraphs: Vec<String>,
    /// The prompt before the answer.
    pub(crate) prompt: String,
    /// Whether the page only informs: Enter leads on even where the window is too small to show it.
    pub(crate) is_aside: bool,
    /// Whether an answer may be a paste of several lines. Lines that follow one another at once are
    /// then one answer.
    pub(crate) takes_pastes: bool,
}

/// The step after an answer given in private.
pub(crate) enum Reply {
    /// Asks for another answer on the same page, with this prompt.
    Again(String),
    /// Shows another page.
    Turn(Page),
    /// Ends the conversation.
    Close,
}

/// One of the choices of a menu.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'a> {
    /// The letter or number that is typed for the choice where there is no menu.
    pub(crate) key: &'a str,
    /// The label in a few words: at most 34 columns.
    pub(crate) label: &'a str,
}

impl Choice<'_> {
    /// Whether an answer means this choice: it is the key, the label, or a word of the label.
    fn is_meant_by(&self, answer: &str) -> bool {
        let answer = answer.to_lowercase();
        let label = self.label.to_lowercase();
        answer == self.key
            || answer == label
            || label.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == answer)
    }
}

/// The refusal of an answer to a public question.
pub(crate) struct Refused {
    /// The message to the person.
    pub(crate) said: String,
    /// A new suggestion; `None` keeps the old one.
    pub(crate) instead: Option<String>,
}

/// Returns a question that names the answer of Enter alone.
fn with_suggestion(question: &str, suggestion: Option<&str>) -> String {
    match suggestion {
        Some(suggestion) => format!("{question} (Enter for {suggestion}):"),
        None => format!("{question}:"),
    }
}

/// Returns a yes-or-no question that names the answer of Enter alone by a capital.
pub(crate) fn yes_or_no(question: &str, enter_is_yes: bool) -> String {
    format!("{question} {}", if enter_is_yes { "[Y/n]" } else { "[y/N]" })
}

/// Returns whether an answer is yes or no; `None` if it is neither.
pub(crate) fn yes_or_no_of(answer: &str, enter_is_yes: bool) -> Option<bool> {
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        "" => Some(enter_is_yes),
        _ => None,
    }
}

/// The message after an answer that is neither.
pub(crate) const Y_OR_N: &str = "Type y or n.";

/// The step after a hidden answer.
pub(crate) enum Next {
    /// Shows the message, if any, and then asks this question.
    Ask(Option<String>, String),
    /// Ends the questions.
    Done,
}

/// A person's terminal, or the pipes in its place.
pub(crate) trait Ui {
    /// Writes a line of the result to stdout.
    ///
    /// # Errors
    ///
    /// When stdout can't be written; a closed pipe is [`io::ErrorKind::BrokenPipe`].
    fn result(&mut self, line: &str) -> io::Result<()>;

    /// Writes a binary result to stdout.
    ///
    /// # Errors
    ///
    /// As for [`Ui::result`].
    fn result_bytes(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Shows a message, unless `--quiet` was given.
    fn say(&mut self, text: &str);

    /// Shows a warning, even with `--quiet`.
    fn warn(&mut self, text: &str);

    /// Whether a person is present.
    fn has_person(&self) -> bool;

    /// Whether [`Ui::ask_hidden`] can reach somebody: a person, or else the controlling terminal or
    /// the askpass program.
    fn can_ask_hidden(&self) -> bool;

    /// Whether messages go to a terminal: whether stderr is one.
    fn speaks_to_terminal(&self) -> bool;

    /// Whether results go to a terminal: whether stdout is one.
    fn shows_results(&self) -> bool;

    /// Whether stdout is a file that the group or others can read; `false` outside Unix.
    fn shows_results_to_others(&self) -> bool;

    /// Whether a secret result is shown in private rather than written to stdout.
    fn shows_results_in_private(&self) -> bool;

    /// Whether all output is written line by line, as for a screen reader: with `--plain`, or on a
    /// dumb terminal.
    fn is_plain(&self) -> bool;

    /// Returns a line of the result as it is displayed: wrapped where stdout is a terminal,
    /// unwrapped in a pipe.
    fn for_result(&self, line: &str) -> String;

    /// Whether color is wanted on stdout.
    fn has_color(&self) -> bool;

    /// Asks for a line of text until `verdict` accepts it. Its error is shown before the question
    /// is repeated.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn ask(
        &mut self,
        question: &str,
        suggestion: Option<&str>,
        verdict: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Unanswered>;

    /// Asks for a line of public text, with line editing. An answer that `verdict` refuses is not
    /// shown again.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn input(
        &mut self,
        question: &str,
        suggestion: Option<String>,
        verdict: &dyn Fn(&str) -> Result<(), Refused>,
    ) -> Result<String, Unanswered>;

    /// Asks for one of several public choices, in a menu, or by key where there is no menu. Enter
    /// alone takes the first. Returns the index of the choice.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn choose(&mut self, question: &str, choices: &[Choice<'_>]) -> Result<usize, Unanswered>;

    /// Asks a public yes-or-no question. Enter alone means yes if `enter_is_yes`: where yes is what
    /// collab advises and does no harm.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn agree(&mut self, question: &str, enter_is_yes: bool) -> Result<bool, Unanswered>;

    /// Asks for lines of secret text, without echo, until `reply` returns [`Next::Done`]. Typing
    /// stays hidden while `reply` runs, however long that takes.
    ///
    /// # Errors
    ///
    /// When the person leaves before that.
    fn ask_hidden(
        &mut self,
        question: &str,
        reply: &mut dyn FnMut(&str) -> Next,
    ) -> Result<(), Unanswered>;

    /// Holds a conversation in private, line by line, from the first page to [`Reply::Close`].
    /// Pending input is dropped at the end, so that the rest of a paste reaches no other program.
    ///
    /// # Errors
    ///
    /// When the person leaves before the end.
    fn in_private(
        &mut self,
        page: Page,
        reply: &mut dyn FnMut(&str) -> Reply,
    ) -> Result<(), Unanswered>;

    /// Returns a meter that shows a person the progress of `what` if it takes long; see
    /// [`progress`].
    fn progress(&self, what: &'static str) -> Progress<'static>;

    /// Whether a person can fill in boxes: on the alternate screen of a Unix terminal.
    fn has_boxes(&self) -> bool;

    /// Shows boxes to fill in, in private, until the judge closes them; see [`boxes`]. Pending
    /// input is dropped at the end.
    ///
    /// # Errors
    ///
    /// When the person leaves before that, or the terminal has no boxes.
    fn fill_in(
        &mut self,
        form: &Form,
        judge: &mut dyn FnMut(Entered<'_>) -> Verdict,
    ) -> Result<(), Unanswered>;

    /// Whether stdin is not a terminal.
    fn has_piped_input(&self) -> bool;

    /// Whether piped stdin yields anything but white space. `false` where stdin is closed, a
    /// device, at its end, or silent for two seconds.
    ///
    /// # Errors
    ///
    /// When stdin can't be read.
    fn has_piped_text(&mut self) -> io::Result<bool>;

    /// Reads piped stdin, up to `limit` bytes and one more, which shows that the input is too long.
    /// After two seconds without input, a message says that the program waits for `what`.
    ///
    /// # Errors
    ///
    /// When stdin can't be read.
    fn piped_input(&mut self, what: &str, limit: usize) -> io::Result<SecretBytes>;
}
