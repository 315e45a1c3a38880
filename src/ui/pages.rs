//! Conversations in private: pages on the private screen, answers line by line.

use std::io;

use super::{Page, Reply, Unanswered};
use crate::secret::SecretText;
use crate::term::screen::Screen;
use crate::term::typed::Lines;
use crate::term::wrapping::{height, size, wrapped};
use crate::term::{Event, Signals, drop_pending_input, stderr};

/// The place where pages are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// The alternate screen, which the terminal forgets.
    AlternateScreen,
    /// Below the earlier output.
    Inline,
}

/// The message in place of a page that does not fit.
pub(super) const TOO_SMALL: &str =
    "This window is too small. Make it larger, or leave with Ctrl-C.";

/// The message in place of a page that may be left unseen.
const NO_ROOM: &str = "This window is too small for it. Make it larger; or Enter goes back.";

/// The note beside lines that stay on the screen afterwards.
const STAYS: &str = "This stays on the screen. Clear it when you are done.";

/// Holds the conversation from its first page to its end.
pub(super) fn converse(
    manner: Manner,
    first: Page,
    reply: &mut dyn FnMut(&str) -> Reply,
) -> Result<(), Unanswered> {
    let signals = Signals::hold()?;
    let outcome = {
        let mut surface = Surface::enter(manner)?;
        let outcome = pages(&mut surface, &signals, first, reply);
        if surface.is_there() {
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
    surface: &mut Surface,
    signals: &Signals,
    first: Page,
    reply: &mut dyn FnMut(&str) -> Reply,
) -> Result<(), Unanswered> {
    let mut page = first;
    let mut lines = Lines::new();
    let mut shown = surface.show(&page)?;
    loop {
        let next = if page.takes_pastes { lines.next_paste(signals) } else { lines.next(signals) };
        match next? {
            // Enter is ignored until the page has been shown.
            Event::Line(_) if !shown && !page.is_aside => shown = surface.show(&page)?,
            Event::Line(line) => match reply(line.expose()) {
                Reply::Again(prompt) => {
                    page.prompt = prompt;
                    shown = surface.ask_again(&page)?;
                }
                Reply::Turn(next) => {
                    page = next;
                    shown = surface.show(&page)?;
                }
                Reply::Close => return Ok(()),
            },
            // The typed part of a line disappears from the screen, but stays in the line.
            Event::Resized if surface.is_private() => {
                shown = surface.show(&page)?;
            }
            Event::Resized => {}
            Event::Suspended => {
                surface.leave();
                signals.suspend()?;
                if signals.someone_left() {
                    return Err(Unanswered::Left);
                }
                surface.arrive()?;
                shown = surface.ask_again(&page)?;
            }
            Event::Left => return Err(Unanswered::Left),
        }
    }
}

/// The surface for pages: the private screen, or the space below the earlier output.
enum Surface {
    Private(Screen),
    Inline,
}

impl Surface {
    fn enter(manner: Manner) -> io::Result<Self> {
        Ok(match manner {
            Manner::AlternateScreen => Self::Private(Screen::enter()?),
            Manner::Inline => Self::Inline,
        })
    }

    fn is_private(&self) -> bool {
        matches!(self, Self::Private(_))
    }

    /// Whether the terminal is ours.
    fn is_there(&self) -> bool {
        match self {
            Self::Private(screen) => screen.is_there(),
            Self::Inline => true,
        }
    }

    fn arrive(&mut self) -> io::Result<()> {
        match self {
            Self::Private(screen) => screen.arrive(),
            Self::Inline => Ok(()),
        }
    }

    fn leave(&mut self) {
        if let Self::Private(screen) = self {
            screen.leave();
        }
    }

    /// Draws the page. Returns `false` where the window is too small, and shows a message instead.
    fn show(&mut self, page: &Page) -> io::Result<bool> {
        let (columns, mut rows) = size();
        let mut note = None;
        match self {
            Self::Private(screen) => screen.wipe()?,
            Self::Inline => {
                rows = usize::MAX;
                note = (!page.lines.is_empty()).then_some(STAYS);
            }
        }
        if let Some(text) = fitted(page, note, columns, rows) {
            return self.write(text.expose()).map(|()| true);
        }
        let said = if page.is_aside { NO_ROOM } else { TOO_SMALL };
        self.write(&(wrapped(said, columns).join("\n") + " ")).map(|()| false)
    }

    /// Shows the prompt again. On the private screen the whole page is redrawn, since the typed
    /// lines would push it away in time.
    fn ask_again(&mut self, page: &Page) -> io::Result<bool> {
        match self {
            Self::Private(_) => self.show(page),
            Self::Inline => {
                let (columns, _) = size();
                self.write(&(wrapped(&page.prompt, columns).join("\n") + " ")).map(|()| true)
            }
        }
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::Private(screen) => screen.write(text),
            Self::Inline => stderr::part(text),
        }
    }
}

/// Fits a page into a window, so that none of it ever scrolls: title, lines, paragraphs, prompt,
/// and a free row below, where Enter puts the cursor. A note is the first paragraph.
///
/// Where there is no room, blank lines go first, then paragraphs from the last on, then the title.
/// Returns `None` where the rest does not fit.
fn fitted(page: &Page, note: Option<&str>, columns: usize, rows: usize) -> Option<SecretText> {
    let room: usize = page.lines.iter().map(|line| line.expose().len() + 1).sum();
    let mut text = SecretText::new(String::with_capacity(room + 8192));
    let out = text.expose_mut();
    let title = wrapped(&page.title, columns);
    let prompt = wrapped(&page.prompt, columns);
    let mut paragraphs: Vec<Vec<String>> = note
        .into_iter()
        .chain(page.paragraphs.iter().map(String::as_str))
        .map(|paragraph| wrapped(paragraph, columns))
        .collect();
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
    // Blank lines go above the lines, the first paragraph and the prompt; then between paragraphs.
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
                let text = fitted(&page(), None, columns, rows).expect("lines and prompt fit");
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
            assert!(fitted(&page(), None, 80, rows).is_none(), "{rows}");
        }
    }
}
