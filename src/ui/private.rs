//! A conversation in private: pages on the alternate screen, answers line by line.
//!
//! The terminal stays in its own line mode, so that editing, pasting and echo are what they always
//! are there. What is shown and typed is wiped before the screen is left, however it is left: at
//! the end, by Ctrl-C, a signal, a suspension, or a panic.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use zeroize::Zeroizing;

use super::{Page, Reply, Unanswered};
use crate::secret::SecretText;

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as platform;
#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
use other as platform;

pub(super) use platform::more_is_coming;
pub(super) use platform::{Event, Signals, drop_pending_input, end_as_signaled};
use platform::{another_line_follows, next_event};
#[cfg(unix)]
pub(super) use unix::{READ, size_of, text, wait};

/// Where a page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// On the alternate screen, which the terminal forgets.
    AlternateScreen,
    /// Below what is already there.
    Inline,
}

/// How long a typed line may be, in bytes: what a terminal's line mode takes.
pub(super) const LINE: usize = 4096;

/// What is said instead of a page for which there is no room.
pub(super) const TOO_SMALL: &str =
    "This window is too small. Make it larger, or leave with Ctrl-C.";

/// The same of a page that may be left unseen.
const NO_ROOM: &str = "This window is too small for it. Make it larger; or Enter goes back.";

/// What a terminal that marks pastes puts around one (bracketed paste). Nobody asked it to, but a
/// program before us may have, and forgotten it.
const PASTE_MARKS: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// The lines that a person types.
pub(super) struct Lines(Zeroizing<Vec<u8>>);

impl Lines {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(2 * LINE)))
    }

    /// Waits for a line and those that follow it at once, which are one answer, or for a signal.
    fn next_paste(&mut self, signals: &Signals) -> Result<Event, Unanswered> {
        let mut paste = SecretText::new(String::with_capacity(2 * LINE));
        loop {
            match self.next(signals)? {
                Event::Line(line) => {
                    let (text, line) = (paste.expose_mut(), line.expose());
                    // What is longer than anything that is asked for is cut, so that it outgrows
                    // nothing.
                    if text.len() + line.len() < text.capacity() {
                        text.push_str(line);
                        text.push('\n');
                    }
                    if self.0.is_empty() && !another_line_follows() {
                        return Ok(Event::Line(paste));
                    }
                }
                Event::Left => return Ok(Event::Left),
                event if paste.expose().is_empty() => return Ok(event),
                Event::Resized | Event::Suspended => {}
            }
        }
    }

    /// Waits for a line or a signal. An empty line is an answer only when nothing follows at once:
    /// in the middle of a paste it is none.
    pub(super) fn next(&mut self, signals: &Signals) -> Result<Event, Unanswered> {
        loop {
            let mut event = next_event(signals, &mut self.0, LINE)?;
            if let Event::Line(line) = &mut event {
                for mark in PASTE_MARKS {
                    while let Some(at) = line.expose().find(mark) {
                        line.expose_mut().drain(at..at + mark.len());
                    }
                }
                if line.expose().trim().is_empty() && (!self.0.is_empty() || more_is_coming()) {
                    continue;
                }
            }
            return Ok(event);
        }
    }
}

/// Has the conversation.
pub(super) fn converse(
    manner: Manner,
    first: Page,
    reply: &mut dyn FnMut(&str) -> Reply,
) -> Result<(), Unanswered> {
    let signals = Signals::hold()?;
    let outcome = {
        let screen = Screen::enter(manner)?;
        let outcome = pages(&screen, &signals, first, reply);
        if screen.is_shown.get() {
            drop_pending_input();
        }
        outcome
    };
    if signals.someone_left() {
        return Err(signals.leave());
    }
    outcome
}

fn pages(
    screen: &Screen,
    signals: &Signals,
    first: Page,
    reply: &mut dyn FnMut(&str) -> Reply,
) -> Result<(), Unanswered> {
    let mut page = first;
    let mut lines = Lines::new();
    let mut shown = screen.show(&page)?;
    loop {
        let next = if page.takes_pastes { lines.next_paste(signals) } else { lines.next(signals) };
        match next? {
            // Enter on a page that nobody has seen answers nothing.
            Event::Line(_) if !shown && !page.is_aside => shown = screen.show(&page)?,
            Event::Line(line) => match reply(line.expose()) {
                Reply::Again(prompt) => {
                    page.prompt = prompt;
                    shown = screen.ask_again(&page)?;
                }
                Reply::Turn(next) => {
                    page = next;
                    shown = screen.show(&page)?;
                }
                Reply::Close => return Ok(()),
            },
            // What was typed of a line so far is lost from sight, not from the line.
            Event::Resized if screen.manner == Manner::AlternateScreen => {
                shown = screen.show(&page)?;
            }
            Event::Resized => {}
            Event::Suspended => {
                screen.leave();
                signals.suspend()?;
                if signals.someone_left() {
                    return Err(Unanswered::Left);
                }
                screen.arrive()?;
                shown = screen.ask_again(&page)?;
            }
            Event::Left => return Err(Unanswered::Left),
        }
    }
}

/// The screen of a conversation; left when dropped.
struct Screen {
    manner: Manner,
    /// Whether it is there: while we are stopped, the terminal is somebody else's.
    is_shown: Cell<bool>,
}

impl Screen {
    fn enter(manner: Manner) -> io::Result<Self> {
        let screen = Self { manner, is_shown: Cell::new(false) };
        screen.arrive()?;
        Ok(screen)
    }

    fn arrive(&self) -> io::Result<()> {
        self.is_shown.set(true);
        match self.manner {
            Manner::AlternateScreen => write(b"\x1b[?1049h"),
            Manner::Inline => Ok(()),
        }
    }

    fn leave(&self) {
        if !self.is_shown.replace(false) {
            return;
        }
        // Wiped first: some terminals keep what the alternate screen showed, or have none. If even
        // this can't be written there is no terminal left to wipe.
        let _ = match self.manner {
            Manner::AlternateScreen => wipe().and_then(|()| write(b"\x1b[?1049l")),
            Manner::Inline => Ok(()),
        };
    }

    /// Draws the page; `false` when the window is too small for it, and that is said instead.
    fn show(&self, page: &Page) -> io::Result<bool> {
        let (columns, rows) = platform::size();
        let rows = match self.manner {
            Manner::AlternateScreen => {
                wipe()?;
                rows
            }
            Manner::Inline => usize::MAX,
        };
        if let Some(text) = layout(page, columns, rows) {
            return write(text.expose().as_bytes()).map(|()| true);
        }
        let said = if page.is_aside { NO_ROOM } else { TOO_SMALL };
        write((wrapped(said, columns).join("\n") + " ").as_bytes()).map(|()| false)
    }

    /// The prompt once more. On the alternate screen the whole page is drawn anew, since the lines
    /// that were typed would push it away in time.
    fn ask_again(&self, page: &Page) -> io::Result<bool> {
        match self.manner {
            Manner::AlternateScreen => self.show(page),
            Manner::Inline => {
                let (columns, _) = platform::size();
                write((wrapped(&page.prompt, columns).join("\n") + " ").as_bytes())?;
                Ok(true)
            }
        }
    }
}

fn wipe() -> io::Result<()> {
    let (_, rows) = platform::size();
    write(wiping(rows).as_bytes())
}

/// What empties a screen, line by line: emptied as a whole, some terminals keep what it showed
/// among the lines that scrolled away.
pub(super) fn wiping(rows: usize) -> String {
    let mut text = String::with_capacity(12 * rows + 8);
    for row in 1..=rows {
        write!(text, "\x1b[{row}H\x1b[2K").expect("a string takes all");
    }
    text + "\x1b[H\x1b[J"
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(bytes)?;
    stderr.flush()
}

/// A page laid out for a window, so that nothing of it ever scrolls: title, lines, paragraphs,
/// prompt, and a free row below, where the cursor goes with Enter.
///
/// Where there is no room, blank lines go first, then paragraphs from the last on, and the title.
/// Where there still is none, there is no layout.
fn layout(page: &Page, columns: usize, rows: usize) -> Option<SecretText> {
    let room: usize = page.lines.iter().map(|line| line.expose().len() + 1).sum();
    let mut text = SecretText::new(String::with_capacity(room + 8192));
    let out = text.expose_mut();
    let title = wrapped(&page.title, columns);
    let prompt = wrapped(&page.prompt, columns);
    let mut paragraphs: Vec<Vec<String>> =
        page.paragraphs.iter().map(|paragraph| wrapped(paragraph, columns)).collect();
    let lines: usize = page.lines.iter().map(|line| height(line.expose(), columns)).sum();
    let tight = lines + prompt.len();
    if tight >= rows {
        return None;
    }

    let told = |paragraphs: &[Vec<String>]| paragraphs.iter().map(Vec::len).sum::<usize>();
    while !paragraphs.is_empty() && title.len() + told(&paragraphs) + tight >= rows {
        paragraphs.pop();
    }
    let titled = title.len() + told(&paragraphs) + tight;
    // Above the lines, above the first paragraph and above the prompt; then between paragraphs.
    let gaps = usize::from(lines > 0) + usize::from(!paragraphs.is_empty()) + 1;
    let airy = titled + gaps < rows;
    let spacious = titled + gaps + paragraphs.len().saturating_sub(1) < rows;
    let gap = |wanted: bool| if wanted { "\n" } else { "" };
    if titled < rows {
        out.push_str(&title.join("\n"));
        out.push('\n');
    }
    out.push_str(gap(airy && lines > 0));
    for line in &page.lines {
        out.push_str(line.expose());
        out.push('\n');
    }
    for (index, paragraph) in paragraphs.iter().enumerate() {
        out.push_str(gap(if index == 0 { airy } else { spacious }));
        out.push_str(&paragraph.join("\n"));
        out.push('\n');
    }
    out.push_str(gap(airy));
    out.push_str(&prompt.join("\n"));
    out.push(' ');
    Some(text)
}

/// How many rows a line takes that is shown as it is. Its colours take no room.
fn height(line: &str, columns: usize) -> usize {
    let mut width: usize = 0;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\x1b' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            width += 1;
        }
    }
    width.div_ceil(columns.max(1)).max(1)
}

/// A text wrapped for the window. What has no spaces, as an identity, stays in one piece.
pub(super) fn wrapped_for_window(text: &str) -> String {
    let (columns, _) = platform::size();
    textwrap::fill(text, at_spaces(columns.max(20)).break_words(false))
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    lines_of(text, columns).into_iter().map(Cow::into_owned).collect()
}

/// The lines of a text in a window.
pub(super) fn lines_of(text: &str, columns: usize) -> Vec<Cow<'_, str>> {
    // The last column stays free: writing there wraps on some terminals.
    textwrap::wrap(text, at_spaces(columns.clamp(20, 76) - 1))
}

/// Wrapped at spaces alone: `Ctrl-C` and `--yes` are words.
fn at_spaces(columns: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(columns).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            title: String::from("A title"),
            lines: (0..4).map(|_| SecretText::new(String::from("secret"))).collect(),
            paragraphs: vec!["many words ".repeat(12), "more of them ".repeat(12)],
            prompt: String::from("Enter:"),
            ..Page::default()
        }
    }

    #[test]
    fn a_page_fits_its_window_as_long_as_lines_and_prompt_do() {
        for columns in [20, 40, 80, 200] {
            for rows in 6..40 {
                let text = layout(&page(), columns, rows).expect("lines and prompt fit");
                let lines: Vec<&str> = text.expose().split('\n').collect();
                assert!(lines.len() < rows, "{columns}×{rows}");
                assert!(lines.iter().all(|line| line.len() <= columns), "{columns}×{rows}");
                assert_eq!(lines.iter().filter(|line| **line == "secret").count(), 4);
                assert!(text.expose().ends_with("Enter: "));
            }
        }
    }

    #[test]
    fn a_window_that_is_too_small_shows_no_part_of_a_secret() {
        for rows in 1..6 {
            assert!(layout(&page(), 80, rows).is_none(), "{rows}");
        }
    }

    #[test]
    fn colours_take_no_room_and_long_lines_wrap() {
        assert_eq!(height("", 40), 1);
        assert_eq!(height(&"5".repeat(80), 80), 1);
        assert_eq!(height(&"5".repeat(81), 40), 3);
        assert_eq!(height(&format!("\x1b[38;5;16;48;5;231m{}\x1b[0m", "█".repeat(37)), 37), 1);
    }
}
