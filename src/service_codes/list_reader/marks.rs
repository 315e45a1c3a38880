//! Marks around a code in its cell: bullets, check boxes, ordinals, quotes, and "(used)".

use super::list_text::trimmed;
use super::used_words::{remarked, said};

/// A cell without its marks.
#[derive(Clone, Copy, Default)]
pub(super) struct Unmarked<'a> {
    /// The text that is left.
    pub(super) text: &'a str,
    /// The ordinal before it.
    pub(super) number: Option<u32>,
    /// Whether a mark says that the code is used.
    pub(super) is_used: bool,
    /// Whether an ordinal or a check box shows that the cell is one code.
    pub(super) is_one: bool,
}

/// Marks that people and services set at a used code.
const CHECKS: [char; 10] = ['✓', '✔', '☑', '✅', '☒', '✗', '✘', '❌', '✖', '×'];
/// Bullets that need no blank behind them.
const BULLETS: [char; 14] = ['•', '·', '◦', '▪', '▫', '■', '□', '●', '○', '‣', '→', '»', '☐', '>'];
/// Pairs that surround a code.
const PAIRS: [(&str, &str); 10] = [
    ("**", "**"),
    ("*", "*"),
    ("`", "`"),
    ("\"", "\""),
    ("'", "'"),
    ("“", "”"),
    ("„", "“"),
    ("‘", "’"),
    ("«", "»"),
    ("~~", "~~"),
];

/// Returns the number that these digits are, if they may be an ordinal: one to three digits.
pub(super) fn ordinal(digits: &str) -> Option<u32> {
    let is_short = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_short.then(|| digits.parse().ok()).flatten()
}

/// Takes the marks off a cell.
pub(super) fn unmarked(cell: &str) -> Unmarked<'_> {
    let mut marked = Unmarked { text: trimmed(cell), ..Unmarked::default() };
    loop {
        let before = marked.text.len();
        marked.begin();
        marked.pair();
        marked.end();
        marked.text = trimmed(marked.text);
        if marked.text.len() == before {
            break;
        }
    }
    marked.words();
    marked
}

impl<'a> Unmarked<'a> {
    /// Takes one mark off the beginning.
    fn begin(&mut self) {
        let text = self.text;
        let Some(first) = text.chars().next() else { return };
        let rest = &text[first.len_utf8()..];
        if BULLETS.contains(&first) {
            self.is_one |= first == '☐';
            self.text = rest;
        } else if CHECKS.contains(&first) {
            (self.is_used, self.text) = (true, rest);
        } else if let Some(rest) = text.strip_prefix("~~") {
            (self.is_used, self.text) = (true, rest);
        } else if "-*+–—".contains(first) && (rest.starts_with(' ') || rest.is_empty()) {
            self.text = rest;
        } else if let Some((inner, rest)) = bracketed(text) {
            self.bracket(inner, rest);
        } else if self.number.is_none()
            && let Some((number, rest)) = numbered(text)
        {
            (self.number, self.is_one, self.text) = (Some(number), true, rest);
        }
    }

    /// Takes a bracket off the beginning: a check box, an ordinal, or a remark.
    fn bracket(&mut self, inner: &str, rest: &'a str) {
        let inner = trimmed(inner);
        if matches!(inner, "x" | "X") || CHECKS.iter().any(|check| inner.starts_with(*check)) {
            self.is_used = true;
            self.is_one = true;
        } else if let Some(number) = ordinal(inner).filter(|_| self.number.is_none()) {
            self.number = Some(number);
            self.is_one = true;
        } else if inner.is_empty() {
            self.is_one = true;
        } else if let Some(is_used) = remarked(inner) {
            self.is_used |= is_used;
        } else {
            return;
        }
        self.text = rest;
    }

    /// Takes off one pair of marks that surrounds the text.
    fn pair(&mut self) {
        let inside = PAIRS.iter().find_map(|(open, close)| {
            let inner = self.text.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.is_empty()).then_some((inner, *open))
        });
        if let Some((inner, open)) = inside {
            self.is_used |= open == "~~";
            self.text = inner;
        }
    }

    /// Takes one mark off the end.
    fn end(&mut self) {
        let text = self.text;
        let Some(last) = text.chars().next_back() else { return };
        if CHECKS.contains(&last) {
            (self.is_used, self.text) = (true, &text[..text.len() - last.len_utf8()]);
        } else if let Some(rest) = text.strip_suffix("~~") {
            (self.is_used, self.text) = (true, rest);
        } else if let ')' | '）' | ']' = last
            && let Some(at) = text.rfind(['(', '（', '['])
            && let Some((inner, "")) = bracketed(&text[at..])
        {
            let is_check = matches!(trimmed(inner), "x" | "X");
            let is_check = is_check || CHECKS.iter().any(|check| inner.contains(*check));
            self.is_used |= is_check || remarked(inner) == Some(true);
            self.text = &text[..at];
        }
    }

    /// Takes off words behind the code that say whether it is used. Words in another script are
    /// such words: services translate them.
    fn words(&mut self) {
        let text = self.text;
        let longest = text.len().min(200);
        let Some(start) = text.get(..longest) else { return };
        for (at, _) in start.match_indices(' ') {
            let rest = trimmed(&text[at..]);
            let rest = rest.trim_start_matches(['-', '–', '—', ':', '=']).trim_start();
            let word = rest.split(' ').next().unwrap_or(rest);
            let is_foreign = word.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
            let is_used = said(rest).or_else(|| said(word)).or_else(|| {
                let two = rest.match_indices(' ').nth(1).map_or(rest, |(end, _)| &rest[..end]);
                said(two).or((is_foreign && text[..at].is_ascii()).then_some(true))
            });
            if let Some(is_used) = is_used {
                self.is_used |= is_used;
                let code = trimmed(&text[..at]);
                self.text = code.strip_suffix(" -").unwrap_or(code);
                return;
            }
        }
    }
}

/// Returns the content of the bracket at the beginning of a text, and the rest.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        _ => return None,
    };
    let open = text.chars().next()?.len_utf8();
    let (inner, rest) = text[open..].split_once(close)?;
    (inner.len() <= 80).then_some((inner, rest))
}

/// Returns the ordinal at the beginning of a text, and the rest: `7. `, `7)`, `7:`, `#7 `, `7 - `.
fn numbered(text: &str) -> Option<(u32, &str)> {
    let digits = text.strip_prefix(['#', '№']).unwrap_or(text);
    let has_sign = digits.len() < text.len();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number = ordinal(&digits[..end])?;
    let rest = &digits[end..];
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    for point in ['.', '．', '、', ')', '）', ':', '：'] {
        if let Some(rest) = rest.strip_prefix(point) {
            return (point != '.' || is_end(rest)).then_some((number, rest));
        }
    }
    let dashed = rest.trim_start().strip_prefix(['-', '–', '—']).filter(|rest| is_end(rest));
    if let Some(dashed) = dashed.filter(|rest| !rest.trim().is_empty()) {
        return Some((number, dashed));
    }
    (has_sign && is_end(rest)).then_some((number, rest))
}
