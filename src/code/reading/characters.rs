//! Classes of characters: they end a line, separate digits, or are invisible.

/// Whether a character ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is invisible: byte-order marks, zero-width characters, soft hyphens,
/// direction marks. Copying from a page or a chat brings them along.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe0f}' | '\u{feff}')
}

/// Whether a character may stand between the digits of a code without being part of it.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || is_dash(c)
        || matches!(
            c,
            '.' | ',' | ';' | '·' | '|' | '/' | '\u{ff0c}' | '\u{ff0e}' | '\u{3001}' | '\u{60c}'
        )
}

/// Whether a character is a hyphen or a dash, of any script.
pub(super) fn is_dash(c: char) -> bool {
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

/// Whether a character is never a digit, even between digits.
pub(super) fn is_mark(c: char) -> bool {
    is_quote(c)
        || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | ':' | '=' | '\\')
        || matches!(c, '\u{ff1a}' | '\u{2500}'..='\u{259f}' | '「' | '」' | '【' | '】')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}')
}
