//! Texts wrapped into the lines of a window.

use std::borrow::Cow;

use super::platform;

/// Returns the columns and rows of the window.
pub(crate) fn size() -> (usize, usize) {
    platform::size()
}

/// Returns the number of rows of a line that is not wrapped. Its color sequences take no room.
pub(crate) fn height(line: &str, columns: usize) -> usize {
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

/// The indentation of a line that is to be copied whole, such as a long command.
pub(crate) const TO_COPY: &str = "    ";

/// Wraps a text for the window. A word without spaces, such as an identity, stays in one piece, and
/// so does a line that begins with [`TO_COPY`].
pub(crate) fn wrapped_for_window(text: &str) -> String {
    let (columns, _) = platform::size();
    let wrapped = |line| {
        let options = at_spaces(columns.max(20)).break_words(false);
        if str::starts_with(line, TO_COPY) {
            line.to_owned()
        } else {
            textwrap::fill(line, options)
        }
    };
    text.split('\n').map(wrapped).collect::<Vec<_>>().join("\n")
}

pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    lines_of(text, columns).into_iter().map(Cow::into_owned).collect()
}

/// Returns the lines of a text in a window, at most 75 columns each.
pub(crate) fn lines_of(text: &str, columns: usize) -> Vec<Cow<'_, str>> {
    // The last column stays free: writing there wraps on some terminals.
    textwrap::wrap(text, at_spaces(columns.clamp(20, 76) - 1))
}

/// Wraps a text, with one indent for its first line and one for the others, and ends it with a line
/// feed.
pub(crate) fn wrapped_between(text: &str, first: &str, others: &str, columns: usize) -> String {
    let options = at_spaces(columns).break_words(false);
    textwrap::fill(text, options.initial_indent(first).subsequent_indent(others)) + "\n"
}

/// Returns options that wrap at spaces alone: `Ctrl-C` and `--yes` are words.
fn at_spaces(columns: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(columns).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_take_no_room_and_long_lines_wrap() {
        assert_eq!(height("", 40), 1);
        assert_eq!(height(&"5".repeat(80), 80), 1);
        assert_eq!(height(&"5".repeat(81), 40), 3);
        assert_eq!(height(&format!("\x1b[38;5;16;48;5;231m{}\x1b[0m", "█".repeat(37)), 37), 1);
    }
}
