//! A conversation in private: pages on the alternate screen, answers line by line.
//!
//! The terminal stays in its own line mode, so that editing, pasting and echo are what they always
//! are there. What is shown and typed is wiped before the screen is left, however it is left: at
//! the end, by Ctrl-C, a signal, a suspension, or a panic.

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

pub(super) use platform::Signals;
use platform::{Event, next_event};

/// Where a page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// On the alternate screen, which the terminal forgets.
    AlternateScreen,
    /// Below what is already there.
    Inline,
}

/// How long a typed line may be, in bytes: what a terminal's line mode takes.
const LINE: usize = 4096;

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
        platform::drop_pending_input();
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
    let mut pending = Zeroizing::new(Vec::with_capacity(2 * LINE));
    screen.show(&page)?;
    loop {
        match next_event(signals, &mut pending, LINE)? {
            Event::Line(line) => match reply(line.expose()) {
                Reply::Again(prompt) => {
                    page.prompt = prompt;
                    screen.prompt(&page)?;
                }
                Reply::Turn(next) => {
                    page = next;
                    screen.show(&page)?;
                }
                Reply::Close => return Ok(()),
            },
            Event::Resized => screen.redraw(&page)?,
            Event::Suspended => {
                screen.leave();
                signals.suspend()?;
                screen.arrive()?;
                screen.show(&page)?;
            }
            Event::Left => return Err(Unanswered::Left),
        }
    }
}

/// The screen of a conversation; left when dropped.
struct Screen(Manner);

impl Screen {
    fn enter(manner: Manner) -> io::Result<Self> {
        let screen = Self(manner);
        screen.arrive()?;
        Ok(screen)
    }

    fn arrive(&self) -> io::Result<()> {
        match self.0 {
            Manner::AlternateScreen => write(b"\x1b[?1049h\x1b[2J\x1b[H"),
            Manner::Inline => Ok(()),
        }
    }

    fn leave(&self) {
        // Wiped first: some terminals keep what the alternate screen showed. If even this can't
        // be written there is no terminal left to wipe.
        let _ = match self.0 {
            Manner::AlternateScreen => write(b"\x1b[2J\x1b[H\x1b[?1049l"),
            Manner::Inline => Ok(()),
        };
    }

    fn show(&self, page: &Page) -> io::Result<()> {
        match self.0 {
            Manner::AlternateScreen => {
                write(b"\x1b[2J\x1b[H")?;
                let (columns, rows) = platform::size();
                write(layout(page, columns, rows).expose().as_bytes())
            }
            Manner::Inline => {
                let (columns, _) = platform::size();
                write(layout(page, columns, usize::MAX).expose().as_bytes())
            }
        }
    }

    /// After the window changed its size. What was typed of the line so far is lost from sight,
    /// not from the line.
    fn redraw(&self, page: &Page) -> io::Result<()> {
        match self.0 {
            Manner::AlternateScreen => self.show(page),
            Manner::Inline => Ok(()),
        }
    }

    fn prompt(&self, page: &Page) -> io::Result<()> {
        let (columns, _) = platform::size();
        write(wrapped(&page.prompt, columns).join("\n").as_bytes())?;
        write(b" ")
    }
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

/// A page laid out for a window: title, lines, paragraphs, prompt. Where there is no room, blank
/// lines go first and then paragraphs from the last on, so that nothing ever scrolls.
fn layout(page: &Page, columns: usize, rows: usize) -> SecretText {
    let title = wrapped(&page.title, columns);
    let prompt = wrapped(&page.prompt, columns);
    let mut paragraphs: Vec<Vec<String>> =
        page.paragraphs.iter().map(|paragraph| wrapped(paragraph, columns)).collect();
    let fixed = title.len() + page.lines.len() + prompt.len();
    let height = |paragraphs: &[Vec<String>], blank: usize| {
        fixed + paragraphs.iter().map(Vec::len).sum::<usize>() + blank
    };
    let blank = |paragraphs: &[Vec<String>]| {
        usize::from(!page.lines.is_empty()) + 2 + paragraphs.len().saturating_sub(1)
    };
    let spacious = height(&paragraphs, blank(&paragraphs)) <= rows;
    let airy = height(&paragraphs, 3) <= rows;
    while !airy && !paragraphs.is_empty() && height(&paragraphs, 0) > rows {
        paragraphs.pop();
    }
    let gap = |wanted: bool| if wanted { "\n" } else { "" };
    let room: usize = page.lines.iter().map(|line| line.expose().len() + 1).sum();
    let mut text = SecretText::new(String::with_capacity(room + 8192));
    let out = text.expose_mut();
    out.push_str(&title.join("\n"));
    out.push('\n');
    out.push_str(gap(airy && !page.lines.is_empty()));
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
    text
}

fn wrapped(text: &str, columns: usize) -> Vec<String> {
    // The last column stays free: writing there wraps on some terminals.
    textwrap::wrap(text, columns.clamp(20, 76) - 1)
        .into_iter()
        .map(|line| line.into_owned())
        .collect()
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
        }
    }

    #[test]
    fn a_page_fits_its_window_as_long_as_lines_and_prompt_do() {
        for columns in [20, 40, 80, 200] {
            for rows in 6..40 {
                let text = layout(&page(), columns, rows);
                let lines: Vec<&str> = text.expose().split('\n').collect();
                assert!(lines.len() <= rows, "{columns}×{rows}");
                assert!(lines.iter().all(|line| line.len() <= columns), "{columns}×{rows}");
                assert_eq!(lines.iter().filter(|line| **line == "secret").count(), 4);
                assert!(text.expose().ends_with("Enter: "));
            }
        }
    }
}
