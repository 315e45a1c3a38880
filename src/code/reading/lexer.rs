//! The lexer: from a text to lines of tokens.
//!
//! A **group** is a run of digits, or of characters that may stand for digits, without a separator.
//! A **break** stands between groups and is no part of a code: a word, a bracket, a tag. Nothing is
//! rejected here except control characters, which belong in no text.

use zeroize::Zeroizing;

use super::characters::{is_dash, is_invisible, is_line_end, is_mark, is_separator};
use super::{DigitPosition, Foreign, LabelFault, ReadError};
use crate::code::digit::{Digit, decimal};
use crate::code::{BOX_DIGITS, BoxNumber};

/// A character that stands for a digit, or may.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Glyph {
    /// A digit, known or not.
    Digit(Digit),
    /// `*`: an unreadable digit, or markup.
    Star,
    /// `_` and characters of no code that touch digits: separators or unreadable digits.
    #[default]
    Doubtful,
}

impl zeroize::DefaultIsZeroes for Glyph {}

/// The boxes that a label names: the first, and the last if the label has a range.
pub(super) type Label = (BoxNumber, Option<BoxNumber>);

/// A part of a line.
pub(super) enum Token {
    /// A group of digits.
    Group(Zeroizing<Vec<Glyph>>),
    /// A label, `5:` or `5–8:`; an error if it names no box.
    Label(Result<Label, ReadError>),
    /// A break. A word or a colon is `strong`: a row ends there. Punctuation and tags also stand
    /// between the boxes of one row.
    Break {
        /// Whether a row ends there.
        strong: bool,
    },
}

/// A line that has digits or words.
pub(super) struct Line {
    /// Its number in the text, from 1.
    pub(super) number: usize,
    /// Its tokens, in order.
    pub(super) tokens: Vec<Token>,
}

/// Cuts a text into lines of tokens. Lines without tokens are left out.
pub(super) fn read(text: &str) -> Result<Vec<Line>, ReadError> {
    let mut lines = Vec::new();
    let mut number = 0;
    let mut rest = text;
    loop {
        number += 1;
        let (line, after) = rest.split_once(is_line_end).map_or((rest, None), |(line, after)| {
            let is_pair = rest[line.len()..].starts_with("\r\n");
            (line, Some(&after[usize::from(is_pair)..]))
        });
        let mut tokens = Vec::new();
        tokenize(line, &mut tokens).map_err(|kind| control(kind, number, &lines, &tokens))?;
        if !tokens.is_empty() {
            lines.push(Line { number, tokens });
        }
        let Some(after) = after else {
            settle_words(&mut lines);
            return Ok(lines);
        };
        rest = after;
    }
}

/// Returns the error for a control character, with its position if only groups are before it.
fn control(kind: Foreign, number: usize, lines: &[Line], tokens: &[Token]) -> ReadError {
    let before = lines.iter().flat_map(|line| &line.tokens).chain(tokens);
    let digits: Option<usize> = before
        .map(|token| match token {
            Token::Group(glyphs) => Some(glyphs.len()),
            _ => None,
        })
        .sum();
    ReadError::Characters { position: digits.map(DigitPosition::after), line: Some(number), kind }
}

fn tokenize(line: &str, tokens: &mut Vec<Token>) -> Result<(), Foreign> {
    let mut rest = line;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if let Some((label, after)) = label(rest, before, tokens) {
            tokens.push(Token::Label(label));
            (rest, before) = (after, ':');
            continue;
        }
        let after = &rest[c.len_utf8()..];
        if is_separator(c) || is_invisible(c) {
            rest = after;
        } else if c.is_control() {
            return Err(Foreign::Control);
        } else if let Some(length) = tag(rest) {
            tokens.push(Token::Break { strong: false });
            rest = &rest[length..];
        } else if let Some(length) = escaped_separator(rest) {
            rest = &rest[length..];
        } else if is_mark(c) {
            tokens.push(Token::Break { strong: matches!(c, ':' | '\u{ff1a}' | '=') });
            rest = after;
        } else {
            rest = piece(rest, tokens)?;
        }
        before = c;
    }
    Ok(())
}

/// Consumes the run of characters at the beginning of a text up to the next separator or mark, and
/// returns the rest.
fn piece<'a>(text: &'a str, tokens: &mut Vec<Token>) -> Result<&'a str, Foreign> {
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let ends = is_separator(c) || is_mark(c) || escaped_separator(&text[at..]).is_some();
        if ends || tag(&text[at..]).is_some() {
            end = at;
            break;
        }
        if c.is_control() {
            // The error names the position, which the characters before it determine.
            let mut glyphs = Zeroizing::new(Vec::with_capacity(at));
            glyphs
                .extend(text[..at].chars().filter(|c| !is_invisible(*c)).map(|_| Glyph::Doubtful));
            if !glyphs.is_empty() {
                tokens.push(Token::Group(glyphs));
            }
            return Err(Foreign::Control);
        }
    }
    let (word, rest) = text.split_at(end);
    let trimmed =
        word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '?' | '*' | '_'));
    // A symbol at an end is a misread digit if a box lacks one.
    let is_boxes = |text: &str| text.chars().count().is_multiple_of(BOX_DIGITS);
    let is_whole = !trimmed.is_empty() && !is_boxes(trimmed) && is_boxes(word);
    let core = if is_whole { word } else { trimmed };
    if core.is_empty() {
        tokens.push(Token::Break { strong: false });
    } else {
        if !word.starts_with(core) {
            tokens.push(Token::Break { strong: false });
        }
        tokens.push(classify(core));
        if !word.ends_with(core) {
            tokens.push(Token::Break { strong: false });
        }
    }
    Ok(rest)
}

/// Returns the token of a run of characters: a group of digits, or the break of a word.
fn classify(text: &str) -> Token {
    let mut known = 0;
    let mut foreign = 0;
    let mut letters = 0;
    let mut length = 0;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        length += 1;
        match glyph(c) {
            Glyph::Digit(Digit::Known(_)) => known += 1,
            Glyph::Digit(Digit::Guess(_)) => letters += 1,
            Glyph::Doubtful if c != '_' => foreign += 1,
            _ => {}
        }
    }
    let is_name = text.chars().take_while(|c| c.is_alphabetic()).count() >= 3
        && text.contains(['x', 'X'])
        && letters > 0;
    let is_group = if known == 0 {
        foreign == 0 && (letters == 0 || length == 1 || length % BOX_DIGITS == 0)
    } else {
        !is_name && (4 * foreign <= known || length == BOX_DIGITS && known >= 2)
    };
    if !is_group {
        return Token::Break { strong: true };
    }
    let mut glyphs = Zeroizing::new(Vec::with_capacity(text.len()));
    glyphs.extend(text.chars().filter(|c| !is_invisible(*c)).map(glyph));
    // A letter between digits is one of them; at an end, it may be a word's.
    let inside = |glyph: &Glyph| matches!(glyph, Glyph::Digit(Digit::Known(_)));
    let first = glyphs.iter().position(inside);
    let last = glyphs.iter().rposition(inside);
    for (at, c) in text.chars().filter(|c| !is_invisible(*c)).enumerate() {
        let is_inside = first.is_some_and(|first| first < at) && last.is_some_and(|last| at < last);
        if is_inside && c.is_alphanumeric() && glyphs[at] == Glyph::Doubtful {
            glyphs[at] = Glyph::Digit(Digit::Unreadable);
        }
    }
    Token::Group(glyphs)
}

fn glyph(c: char) -> Glyph {
    match c {
        '*' => Glyph::Star,
        _ => Digit::from_char(c).map_or(Glyph::Doubtful, Glyph::Digit),
    }
}

/// Decides whether groups of letters are digits: they are beside digits in groups of the same
/// length, in their line or as a whole line beside one of the same form; otherwise they are words.
fn settle_words(lines: &mut [Line]) {
    let mut are_digits: Vec<Vec<bool>> =
        lines.iter().map(|line| beside_digits(&line.tokens)).collect();
    let forms: Vec<Vec<usize>> = lines.iter().map(|line| form(&line.tokens)).collect();
    for forwards in [true, false] {
        for step in 1..lines.len() {
            let at = if forwards { step } else { lines.len() - 1 - step };
            let beside = if forwards { at - 1 } else { at + 1 };
            let has_digits = are_digits[beside].iter().any(|is_digits| *is_digits);
            if has_digits && forms[at].len() > 1 && forms[at] == forms[beside] {
                are_digits[at].fill(true);
            }
        }
    }
    for (line, are_digits) in lines.iter_mut().zip(are_digits) {
        for (token, is_digits) in line.tokens.iter_mut().zip(are_digits) {
            if matches!(token, Token::Group(_)) && !is_digits {
                *token = Token::Break { strong: true };
            }
        }
    }
}

/// Returns the length of each group of a line.
fn form(tokens: &[Token]) -> Vec<usize> {
    let length = |token: &Token| match token {
        Token::Group(glyphs) => Some(glyphs.len()),
        _ => None,
    };
    tokens.iter().filter_map(length).collect()
}

/// Returns, for each token of a line, whether it is a group of digits, or of letters beside digits.
fn beside_digits(tokens: &[Token]) -> Vec<bool> {
    let length = |token: &Token| match token {
        Token::Group(glyphs) if !is_letters(glyphs) => Some(glyphs.len()),
        _ => None,
    };
    let mut lengths: Vec<Option<usize>> = tokens.iter().map(length).collect();
    for forwards in [true, false] {
        for step in 1..tokens.len() {
            let at = if forwards { step } else { tokens.len() - 1 - step };
            let beside = if forwards { at - 1 } else { at + 1 };
            if let Token::Group(glyphs) = &tokens[at]
                && lengths[beside] == Some(glyphs.len())
            {
                lengths[at] = Some(glyphs.len());
            }
        }
    }
    lengths.into_iter().map(|length| length.is_some()).collect()
}

/// Whether a group has letters that may stand for digits, and no digit.
fn is_letters(glyphs: &[Glyph]) -> bool {
    let is = |holds: fn(&Digit) -> bool| move |glyph: &Glyph| matches!(glyph, Glyph::Digit(digit) if holds(digit));
    glyphs.iter().any(is(|digit| matches!(digit, Digit::Guess(_))))
        && glyphs.iter().all(is(|digit| !matches!(digit, Digit::Known(_))))
}

/// Returns the label at the beginning of a text, `5:` or `5–8:`, and the rest.
///
/// One or two digits and a colon are a label whatever their value, so that a label out of range is
/// reported as one; but digits must follow it, or it stands alone on its line. A time of day is no
/// label.
fn label<'a>(
    text: &'a str,
    before: char,
    tokens: &[Token],
) -> Option<(Result<Label, ReadError>, &'a str)> {
    if before.is_alphanumeric() || matches!(before, ':' | '+' | '_' | '?' | '*') {
        return None;
    }
    let (first, rest) = number(text)?;
    let (last, rest) = match rest.trim_start().strip_prefix(is_dash) {
        Some(after) => {
            let (last, rest) = number(after.trim_start())?;
            (Some(last), rest)
        }
        None => (None, rest),
    };
    let rest = rest.trim_start().strip_prefix([':', '\u{ff1a}'])?;
    let next = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '?' && c != '*');
    let run = next.chars().take_while(|&c| Digit::from_char(c).is_some()).count();
    let is_followed = run >= 3 || next.starts_with(['?', '*']) || rest.starts_with(' ') && run > 0;
    if !(is_followed || next.is_empty() && tokens.is_empty()) {
        return None;
    }
    let named = || {
        let first = BoxNumber::new(first)?;
        match last {
            None => Some((first, None)),
            Some(last) => Some((first, Some(BoxNumber::new(last).filter(|&l| l >= first)?))),
        }
    };
    Some((named().ok_or(ReadError::Labels(LabelFault::NoSuchBox)), rest))
}

/// Returns the number of one or two digits at the beginning of a text, and the rest.
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

/// Returns the length of the HTML or XML tag at the beginning of a text.
fn tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!').then_some(())?;
    inner.find('>').map(|end| end + 2)
}

/// Returns the length of the escaped separator at the beginning of a text: an HTML entity
/// (`&nbsp;`), or an escape of a program's string (`\n`, `\u00a0`).
fn escaped_separator(text: &str) -> Option<usize> {
    if let Some(inner) = text.strip_prefix('&') {
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
        return (inner[end..].starts_with(';') && (2..=8).contains(&end)).then_some(end + 2);
    }
    let inner = text.strip_prefix('\\')?;
    if inner.starts_with(['n', 'r', 't']) {
        return Some(2);
    }
    let code = inner.strip_prefix('u')?.get(..4)?;
    code.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(6)
}
