//! The terminal that a command talks to, or the pipes in its place.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::rc::Rc;

use super::askpass;
#[cfg(unix)]
use super::boxes;
use super::boxes::{Entered, Form, Verdict};
#[cfg(unix)]
use super::dialog;
use super::pages::{self, Manner};
use super::progress::{Progress, ProgressDisplay};
use super::{Choice, Next, Page, Refused, Reply, Ui, Unanswered, piped, prompt};
use crate::secret::{SecretBytes, SecretText};
#[cfg(unix)]
use crate::term::controlling;
use crate::term::wrapping::wrapped_for_window;
use crate::term::{self, stderr};

/// Options of the terminal.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Wishes {
    /// Whether only warnings are shown.
    pub(crate) quiet: bool,
    /// Whether questions fail instead of being asked.
    pub(crate) no_input: bool,
    /// Whether there is neither cursor movement nor an alternate screen.
    pub(crate) plain: bool,
    /// Whether there is no alternate screen.
    pub(crate) inline: bool,
    /// Color on stdout; `None` for color where stdout is a terminal. `Some(false)` turns off bold
    /// and the like in the boxes too.
    pub(crate) color: Option<bool>,
    /// Whether stdin carries data, so that a passphrase is asked for elsewhere.
    pub(crate) stdin_is_data: bool,
    /// The program that asks for a passphrase where there is no terminal.
    pub(crate) askpass: Option<OsString>,
}

/// Ends the process by the signal that came while a person was asked, if one came. To be called
/// when all messages are written.
pub(crate) fn end_as_signaled() {
    term::end_as_signaled();
}

/// Returns a text as it goes to stderr: wrapped, where that is a terminal.
pub(crate) fn for_stderr(text: &str) -> String {
    if !io::stderr().is_terminal() {
        return text.to_owned();
    }
    let lines = text.lines().map(wrapped_for_window);
    lines.collect::<Vec<_>>().join("\n")
}

/// The place where a passphrase is asked for.
enum Hidden<'a> {
    /// The terminal of stdin and stderr.
    Here,
    /// The controlling terminal, `/dev/tty`.
    #[cfg(unix)]
    ControllingTerminal,
    /// A window of this program.
    Program(&'a OsString),
}

/// Warnings kept until the end: with `--json`, stderr has one object or nothing.
pub(crate) type Warnings = Rc<RefCell<Vec<String>>>;

/// The process's stdin, stdout and stderr.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Terminal {
    wishes: Wishes,
    /// Completes the commands that a text names.
    completes: Box<dyn Fn(&str) -> String>,
    keeps: Option<Warnings>,
    stdin: bool,
    stdout: bool,
    stderr: bool,
    /// Whether a person has agreed to see secrets in place, since there is no private screen.
    shows_openly: bool,
}

/// The question before anything secret is shown on a console of Windows without a private screen.
const NO_PRIVATE_SCREEN: &str = "This window has no private screen, as Windows Terminal has. What \
    you see and type now stays in it until you close it. Go on?";

impl Terminal {
    /// Returns the terminal of this process.
    pub(crate) fn new(wishes: Wishes) -> Self {
        Self {
            wishes,
            completes: Box::new(str::to_owned),
            keeps: None,
            stdin: io::stdin().is_terminal(),
            stdout: io::stdout().is_terminal(),
            stderr: io::stderr().is_terminal(),
            shows_openly: false,
        }
    }

    /// Sets the function that completes the commands in a text.
    #[must_use]
    pub(crate) fn completing(self, completes: Box<dyn Fn(&str) -> String>) -> Self {
        Self { completes, ..self }
    }

    /// Collects warnings here instead of writing them to stderr.
    #[must_use]
    pub(crate) fn keeping(self, warnings: Warnings) -> Self {
        Self { keeps: Some(warnings), ..self }
    }

    fn completed(&self, page: Page) -> Page {
        Page {
            title: (self.completes)(&page.title),
            paragraphs: page.paragraphs.iter().map(|text| (self.completes)(text)).collect(),
            prompt: (self.completes)(&page.prompt),
            ..page
        }
    }

    /// Returns the place where a passphrase is asked for, if there is one.
    fn hidden(&self) -> Option<Hidden<'_>> {
        if self.has_person() {
            return Some(Hidden::Here);
        }
        if self.wishes.no_input || !self.wishes.stdin_is_data {
            return None;
        }
        #[cfg(unix)]
        if term::open_controlling().is_ok() {
            return Some(Hidden::ControllingTerminal);
        }
        self.wishes.askpass.as_ref().map(Hidden::Program)
    }

    /// Returns the place for private pages. Where the console has no private screen, a person has to
    /// agree first, once.
    fn manner(&mut self) -> Result<Manner, Unanswered> {
        if self.wishes.inline || self.wishes.plain || self.shows_openly {
            return Ok(Manner::Inline);
        }
        if term::has_private_screen() {
            return Ok(Manner::AlternateScreen);
        }
        self.shows_openly = self.agree(NO_PRIVATE_SCREEN, false)?;
        if self.shows_openly { Ok(Manner::Inline) } else { Err(Unanswered::Left) }
    }

    fn demand_person(&self) -> Result<(), Unanswered> {
        if self.has_person() { Ok(()) } else { Err(Unanswered::NoPerson) }
    }
}

impl Ui for Terminal {
    fn result(&mut self, line: &str) -> io::Result<()> {
        // One write: the standard library keeps a copy of a line without its end.
        let mut whole = SecretText::new(String::with_capacity(line.len() + 1));
        whole.expose_mut().push_str(line);
        whole.expose_mut().push('\n');
        let mut stdout = io::stdout().lock();
        stdout.write_all(whole.expose().as_bytes())?;
        stdout.flush()
    }

    fn result_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()
    }

    fn say(&mut self, text: &str) {
        if !self.wishes.quiet {
            self.warn(text);
        }
    }

    fn warn(&mut self, text: &str) {
        let text = (self.completes)(text);
        match &self.keeps {
            Some(warnings) => {
                let text = text.strip_prefix("warning: ").unwrap_or(&text);
                warnings.borrow_mut().push(text.to_owned());
            }
            // A failure to write stderr can't be reported anywhere.
            None => drop(stderr::lines(&for_stderr(&text))),
        }
    }

    fn has_person(&self) -> bool {
        self.stdin && self.stderr && !self.wishes.no_input
    }

    fn can_ask_hidden(&self) -> bool {
        self.hidden().is_some()
    }

    fn speaks_to_terminal(&self) -> bool {
        self.stderr
    }

    fn shows_results(&self) -> bool {
        self.stdout
    }

    #[cfg(unix)]
    fn shows_results_to_others(&self) -> bool {
        use rustix::fs::{FileType, Mode, fstat};
        // A stdout that can't be inspected can't be written either, and the write reports that.
        fstat(io::stdout()).is_ok_and(|file| {
            FileType::from_raw_mode(file.st_mode) == FileType::RegularFile
                && Mode::from_raw_mode(file.st_mode).intersects(Mode::RGRP | Mode::ROTH)
        })
    }

    #[cfg(not(unix))]
    fn shows_results_to_others(&self) -> bool {
        false
    }

    fn shows_results_in_private(&self) -> bool {
        self.has_person() && self.stdout && !self.wishes.inline && !self.wishes.plain
    }

    fn is_plain(&self) -> bool {
        self.wishes.plain
    }

    fn for_result(&self, line: &str) -> String {
        let line = (self.completes)(line);
        if self.stdout { wrapped_for_window(&line) } else { line }
    }

    fn has_color(&self) -> bool {
        let is_shown = || self.stdout && !self.wishes.plain && term::shows_sequences();
        self.wishes.color.unwrap_or_else(is_shown)
    }

    fn ask(
        &mut self,
        question: &str,
        suggestion: Option<&str>,
        verdict: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<String, Unanswered> {
        self.demand_person()?;
        let question = &(self.completes)(question);
        let verdict = |answer: &str| verdict(answer).map_err(|said| (self.completes)(&said));
        prompt::ask(question, suggestion, &verdict)
    }

    fn input(
        &mut self,
        question: &str,
        mut suggestion: Option<String>,
        verdict: &dyn Fn(&str) -> Result<(), Refused>,
    ) -> Result<String, Unanswered> {
        self.demand_person()?;
        #[cfg(unix)]
        if !self.wishes.plain && dialog::has_room(question, &[]) {
            return dialog::input(question, suggestion, verdict);
        }
        loop {
            let answer = prompt::ask(question, suggestion.as_deref(), &|_| Ok(()))?;
            let Err(Refused { said, instead }) = verdict(&answer) else { return Ok(answer) };
            stderr::lines(&wrapped_for_window(&said))?;
            suggestion = instead.or(suggestion);
        }
    }

    fn choose(&mut self, question: &str, choices: &[Choice<'_>]) -> Result<usize, Unanswered> {
        self.demand_person()?;
        #[cfg(unix)]
        {
            let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
            if !self.wishes.plain && dialog::has_room(question, &labels) {
                return dialog::choose(question, &labels);
            }
        }
        stderr::lines(&wrapped_for_window(question))?;
        for Choice { key, label } in choices {
            stderr::lines(&format!("  {key}  {label}"))?;
        }
        let keys: Vec<&str> = choices.iter().map(|choice| choice.key).collect();
        let meant = |answer: &str| choices.iter().position(|choice| choice.is_meant_by(answer));
        let verdict = |answer: &str| match meant(answer) {
            Some(_) => Ok(()),
            None => Err(format!("Type one of {}.", keys.join(", "))),
        };
        let answer = prompt::ask("Your choice", keys.first().copied(), &verdict)?;
        Ok(meant(&answer).unwrap_or_default())
    }

    fn agree(&mut self, question: &str, enter_is_yes: bool) -> Result<bool, Unanswered> {
        self.demand_person()?;
        #[cfg(unix)]
        if !self.wishes.plain && dialog::has_room(question, &[]) {
            return dialog::agree(question, enter_is_yes);
        }
        let verdict = |answer: &str| match super::yes_or_no_of(answer, enter_is_yes) {
            Some(_) => Ok(()),
            None => Err(String::from(super::Y_OR_N)),
        };
        let answer = prompt::ask(&super::yes_or_no(question, enter_is_yes), None, &verdict)?;
        Ok(super::yes_or_no_of(&answer, enter_is_yes).expect("the verdict accepts nothing else"))
    }

    fn ask_hidden(
        &mut self,
        question: &str,
        reply: &mut dyn FnMut(&str) -> Next,
    ) -> Result<(), Unanswered> {
        let reply = &mut |answer: &str| match reply(answer) {
            Next::Ask(said, next) => Next::Ask(said.map(|said| (self.completes)(&said)), next),
            Next::Done => Next::Done,
        };
        match self.hidden().ok_or(Unanswered::NoPerson)? {
            Hidden::Here => prompt::ask_hidden(question, reply),
            #[cfg(unix)]
            Hidden::ControllingTerminal => controlling::ask(|| prompt::ask_hidden(question, reply)),
            Hidden::Program(program) => askpass::ask(program, question, reply),
        }
    }

    fn in_private(
        &mut self,
        page: Page,
        reply: &mut dyn FnMut(&str) -> Reply,
    ) -> Result<(), Unanswered> {
        self.demand_person()?;
        let manner = self.manner()?;
        pages::converse(manner, self.completed(page), &mut |answer| match reply(answer) {
            Reply::Again(prompt) => Reply::Again((self.completes)(&prompt)),
            Reply::Turn(page) => Reply::Turn(self.completed(page)),
            Reply::Close => Reply::Close,
        })
    }

    fn progress(&self, what: &'static str) -> Progress<'static> {
        let display = match (self.stderr && !self.wishes.quiet, self.wishes.plain) {
            (false, _) => ProgressDisplay::Hidden,
            (true, false) if term::shows_sequences() => ProgressDisplay::CurrentLine,
            (true, _) => ProgressDisplay::Once,
        };
        // No signals are held, so Ctrl-C ends the process and the meter need not ask.
        Progress::new(what, display, &|| false)
    }

    fn has_boxes(&self) -> bool {
        cfg!(unix) && self.has_person() && !self.wishes.inline && !self.wishes.plain
    }

    #[cfg(unix)]
    fn fill_in(
        &mut self,
        form: &Form,
        judge: &mut dyn FnMut(Entered<'_>) -> Verdict,
    ) -> Result<(), Unanswered> {
        self.demand_person()?;
        boxes::fill_in(form, self.wishes.color != Some(false), judge)
    }

    #[cfg(not(unix))]
    fn fill_in(
        &mut self,
        _: &Form,
        _: &mut dyn FnMut(Entered<'_>) -> Verdict,
    ) -> Result<(), Unanswered> {
        self.demand_person()?;
        Err(Unanswered::Failed(io::ErrorKind::Unsupported.into()))
    }

    fn has_piped_input(&self) -> bool {
        !self.stdin
    }

    fn has_piped_text(&mut self) -> io::Result<bool> {
        piped::speaks()
    }

    fn piped_input(&mut self, what: &str, limit: usize) -> io::Result<SecretBytes> {
        piped::read(limit, || self.say(&format!("waiting for {what} on standard input …")))
    }
}
