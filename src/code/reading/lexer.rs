//! From text to sections of groups of digits.
//!
//! A **group** is a run of digits with no separator in it; a **section** is what follows a label,
//! or the whole text where there is none. Nothing is judged here except characters that can't
//! belong to a code.

use super::{Foreign, LabelFault, Place, ReadError};
use crate::code::digit::{Digit, decimal};
use crate::code::{BOX_DIGITS, BoxNumber};

/// One character that stands for a digit, or may.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Glyph {
    /// A digit, read or not.
    Digit(Digit),
    /// `_`: a separator or an unreadable digit, which only the count can tell.
    #[default]
    Underscore,
}

impl zeroize::DefaultIsZeroes for Glyph {}

/// What follows a label, or the whole text.
#[derive(Default)]
pub(super) struct Section {
    /// The boxes that the label names: the first, and the last if it said so.
    pub(super) label: Option<(BoxNumber, Option<BoxNumber>)>,
    /// The groups, none of them empty.
    pub(super) groups: Vec<zeroize::Zeroizing<Vec<Glyph>>>,
}

impl Section {
    fn glyphs(&self) -> usize {
        self.groups.iter().map(|group| group.len()).sum()
    }
}

/// Cuts a text into sections. The first has no label, and may be empty.
pub(super) fn sections(text: &str) -> Result<Vec<Section>, ReadError> {
    let mut sections = vec![Section::default()];
    for line in lines(text) {
        let mut rest = line.trim_matches(|c| is_separator(c) || is_invisible(c) || is_quote(c));
        let mut in_group = false;
        while let Some(c) = rest.chars().next() {
            let section = sections.last_mut().expect("there is always one");
            if !in_group && let Some((label, after)) = label(rest) {
                sections.push(Section { label: Some(label?), groups: Vec::new() });
                rest = after;
                continue;
            }
            rest = &rest[c.len_utf8()..];
            if is_invisible(c) {
                continue;
            }
            if is_separator(c) {
                in_group = false;
                continue;
            }
            let glyph = match c {
                '_' => Glyph::Underscore,
                _ => Glyph::Digit(Digit::from_char(c).ok_or_else(|| foreign(c, section))?),
            };
            if !in_group {
                // Room for every character that is left, so that no outgrown copy stays behind.
                section.groups.push(Vec::with_capacity(rest.len() + 1).into());
                in_group = true;
            }
            section.groups.last_mut().expect("just begun").push(glyph);
        }
    }
    Ok(sections)
}

/// The lines of a text, whatever ends them (a terminal pastes carriage returns), each from the first
/// character that anyone sees.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_line_end)
        .map(|line| line.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c)))
}

/// What ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// A label at the beginning of a text, and what follows it: `5:` or `5–8:`.
///
/// Two digits and a colon are a label whatever they say, so that one out of range is told as such.
type Label = Result<(BoxNumber, Option<BoxNumber>), ReadError>;

fn label(text: &str) -> Option<(Label, &str)> {
    let (first, rest) = number(text)?;
    let (last, rest) = match rest.trim_start().strip_prefix(is_dash) {
        Some(after) => {
            let (last, rest) = number(after.trim_start())?;
            (Some(last), rest)
        }
        None => (None, rest),
    };
    let rest = rest.trim_start().strip_prefix([':', '\u{ff1a}'])?;
    let named = || {
        let first = BoxNumber::new(first)?;
        match last {
            None => Some((first, None)),
            Some(last) => Some((first, Some(BoxNumber::new(last).filter(|&l| l >= first)?))),
        }
    };
    Some((named().ok_or(ReadError::Labels(LabelFault::NoSuchBox)), rest))
}

/// A number of one or two digits at the beginning of a text, and what follows it.
fn number(text: &str) -> Option<(usize, &str)> {
    let mut rest = text;
    let mut value = None;
    for _ in 0..2 {
        let Some(digit) = rest.chars().next().and_then(decimal) else { break };
        value = Some(value.unwrap_or(0) * 10 + usize::from(digit));
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    Some((value?, rest))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || is_dash(c)
        || matches!(
            c,
            '.' | ',' | ';' | '·' | '|' | '/' | '\u{ff0c}' | '\u{ff0e}' | '\u{3001}' | '\u{60c}'
        )
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// Quotes are separators at the ends of a line only.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}')
}

/// Byte-order marks, zero-width characters, soft hyphens and direction marks: nobody sees them,
/// and copying from a page or a chat brings them along.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn foreign(c: char, section: &Section) -> ReadError {
    let kind = match c {
        _ if c.is_alphabetic() => Foreign::Letter,
        _ if c.is_control() => Foreign::Control,
        ':' | '\u{ff1a}' => Foreign::Colon,
        _ => Foreign::Symbol,
    };
    let before = section.label.map_or(0, |(first, _)| first.index() * BOX_DIGITS);
    ReadError::Characters { place: Some(Place::after(before + section.glyphs())), kind }
}
