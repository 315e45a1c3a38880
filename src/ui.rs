//! What a command may say, ask and show.
//!
//! The contract:
//!
//! - stdout carries the **result** and nothing else; everything said goes to stderr.
//! - A **person** is there when stdin and stderr are both terminals and `--no-input` was not
//!   given. Without one, asking is an error ([`Unanswered::NoPerson`]), never a wait.
//! - Where stdin carries data, a passphrase is asked for on the **controlling terminal**, or by the
//!   program that `SSH_ASKPASS` names; nothing else is.
//! - A secret is shown to a person **in private**: on the alternate screen, which is wiped before
//!   it is left; or, where that was declined (`--inline`, `--plain`), where they are. There it is
//!   also typed: into [`boxes`] where the terminal has them, otherwise line by line.
//! - Texts and verdicts are handed in. Nothing here knows what a code or an account is.

pub(crate) mod askpass;
#[cfg_attr(not(unix), allow(dead_code, reason = "elsewhere the code is typed line by line"))]
pub(crate) mod boxes;
pub(crate) mod clipboard;
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
    /// What it is about.
    pub(crate) title: String,
    /// Lines shown as they are, secret or not.
    pub(crate) lines: Vec<SecretText>,
    /// Paragraphs, wrapped to the width; the last ones are dropped where there is no room.
    pub(crate) paragraphs: Vec<String>,
    /// What stands before the answer.
    pub(crate) prompt: String,
    /// Whether it only shows something, so that Enter may lead on though there was no room for it.
    pub(crate) is_aside: bool,
    /// Whether an answer may be a paste of several lines: those that follow one another at once are
    /// one answer then.
    pub(crate) takes_pastes: bool,
}

/// What follows an answer given in private.
pub(crate) enum Reply {
    /// Another answer, on the same page, after this prompt.
    Again(String),
    /// Another page.
    Turn(Page),
    /// That was all.
    Close,
}

/// One of several things to choose from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<'a> {
    /// What is typed for it where it can't be pointed at: a letter, or a number.
    pub(crate) key: &'a str,
    /// What it is, in a few words: at most 34 columns.
    pub(crate) label: &'a str,
}

impl Choice<'_> {
    /// Whether this was typed for it: its key, or a word of its label.
    fn is_meant_by(&self, answer: &str) -> bool {
        let answer = answer.to_lowercase();
        let label = self.label.to_lowercase();
        answer == self.key
            || answer == label
            || label.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == answer)
    }
}

/// Why an answer to a public question is refused.
pub(crate) struct Refused {
    /// What to say.
    pub(crate) said: String,
    /// What to suggest next, if not the same.
    pub(crate) instead: Option<String>,
}

/// A question with what Enter alone answers.
fn with_suggestion(question: &str, suggestion: Option<&str>) -> String {
    match suggestion {
        Some(suggestion) => format!("{question} (Enter for {suggestion}):"),
        None => format!("{question}:"),
    }
}

/// What follows an answer that was not shown.
pub(crate) enum Next {
    /// Another answer; this is said first, if anything, and then asked.
    Ask(Option<String>, String),
    /// That was all.
    Done,
}

/// A person's terminal, or what is there instead of one.
pub(crate) trait Ui {
    /// Writes a line of the result to stdout.
    ///
    /// # Errors
    ///
    /// When stdout can't be written; a closed pipe is [`io::ErrorKind::BrokenPipe`].
    fn result(&mut self, line: &str) -> io::Result<()>;

    /// Writes a result that is no text to stdout.
    ///
    /// # Errors
    ///
    /// The same.
    fn result_bytes(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Says something, unless it was asked to be quiet.
    fn say(&mut self, text: &str);

    /// Says something that matters even to one who wants quiet.
    fn warn(&mut self, text: &str);

    /// Whether a person is there.
    fn has_person(&self) -> bool;

    /// Whether [`Ui::ask_hidden`] finds somebody: a person, or one who is reached in another way than
    /// by stdin and stderr.
    fn can_ask_hidden(&self) -> bool;

    /// Whether what is said goes to a terminal: whether stderr is one.
    fn speaks_to_terminal(&self) -> bool;

    /// Whether the result is seen as it is written: whether stdout is a terminal.
    fn shows_results(&self) -> bool;

    /// Whether the result goes into a file that others can read.
    fn shows_results_to_others(&self) -> bool;

    /// Whether a secret result is to be shown in private rather than written to stdout.
    fn shows_results_in_private(&self) -> bool;

    /// Whether everything is written line by line, to be read aloud perhaps: `--plain`, or a dumb
    /// terminal.
    fn is_plain(&self) -> bool;

    /// A line of the result as it is seen: wrapped where stdout is a terminal, bare in a pipe.
    fn for_result(&self, line: &str) -> String;

    /// Whether color is wanted on stdout.
    fn has_color(&self) -> bool;

    /// Asks for a line of text. `verdict` says what is wrong with an answer; it is then asked for
    /// again.
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

    /// Has one of several public things chosen from a menu, or by its key where there is none. Enter
    /// alone takes the first. Returns its index.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn choose(&mut self, question: &str, choices: &[Choice<'_>]) -> Result<usize, Unanswered>;

    /// Asks a public question that yes or no answers; Enter alone is no.
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn agree(&mut self, question: &str) -> Result<bool, Unanswered>;

    /// Asks for lines of secret text, which are not shown, until `reply` is content. Nothing typed
    /// meanwhile is shown either, however long it takes to reply.
    ///
    /// # Errors
    ///
    /// When it is left before.
    fn ask_hidden(
        &mut self,
        question: &str,
        reply: &mut dyn FnMut(&str) -> Next,
    ) -> Result<(), Unanswered>;

    /// Has a conversation in private, line by line, from a first page to [`Reply::Close`]. Input
    /// that is still pending at the end is dropped, so that the rest of a paste reaches nobody.
    ///
    /// # Errors
    ///
    /// When the conversation is left before its end.
    fn in_private(
        &mut self,
        page: Page,
        reply: &mut dyn FnMut(&str) -> Reply,
    ) -> Result<(), Unanswered>;

    /// Shows a person how far `what` is, if it takes long; see [`progress`].
    fn progress(&self, what: &'static str) -> Progress<'static>;

    /// Whether a person can fill in boxes: on the alternate screen of a Unix terminal.
    fn has_boxes(&self) -> bool;

    /// Has boxes filled in, in private, until the judge closes them; see [`boxes`]. Input that is
    /// still pending at the end is dropped.
    ///
    /// # Errors
    ///
    /// When they are left before, or there are none.
    fn fill_in(
        &mut self,
        form: &Form,
        judge: &mut dyn FnMut(Entered<'_>) -> Verdict,
    ) -> Result<(), Unanswered>;

    /// Whether something is piped to stdin.
    fn has_piped_input(&self) -> bool;

    /// Whether stdin, which is no terminal, yields anything but white space. Where it is closed, a
    /// device, at its end, or silent for two seconds, it doesn't.
    ///
    /// # Errors
    ///
    /// When stdin can't be read.
    fn has_piped_text(&mut self) -> io::Result<bool>;

    /// Reads what is piped to stdin, up to `limit` bytes and one more, which tells that there
    /// were. After two seconds without any it says that it waits for `what`.
    ///
    /// # Errors
    ///
    /// When stdin can't be read.
    fn piped_input(&mut self, what: &str, limit: usize) -> io::Result<SecretBytes>;
}
