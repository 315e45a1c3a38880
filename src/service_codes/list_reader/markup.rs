//! HTML, as a page's source or a clipboard has it: the text that a browser shows, with the numbers
//! of its ordered lists and the marks of what is struck out.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::secret::SecretText;

/// The character that stands where an inline tag was. At the end of a code it is left out; within
/// one it shows that the code was put together from parts, which may be two codes.
const INLINE: char = '\u{fffc}';
/// The largest number of a list item.
const MOST: u32 = 999;

/// Tags of which a page has some.
const TAGS: [&str; 16] = [
    "html", "body", "div", "span", "p", "br", "ul", "ol", "li", "table", "tr", "td", "pre", "code",
    "main", "section",
];
/// Tags that begin a line.
const BLOCKS: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "main",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "option",
];
/// Tags whose content no browser shows.
const HIDDEN: [&str; 6] = ["head", "script", "style", "svg", "template", "title"];
/// Named characters that a page may write within or beside a code.
const NAMED: [(&str, char); 14] = [
    ("amp", '&'),
    ("apos", '\''),
    ("dash", '\u{2010}'),
    ("equals", '='),
    ("gt", '>'),
    ("hyphen", '\u{2010}'),
    ("lowbar", '_'),
    ("lt", '<'),
    ("nbsp", ' '),
    ("period", '.'),
    ("plus", '+'),
    ("quot", '"'),
    ("shy", '\u{ad}'),
    ("sol", '/'),
];

/// A tag: its name in lower case, whether it closes, and the text of its attributes.
struct Tag<'a> {
    name: String,
    is_end: bool,
    attributes: &'a str,
}

/// Whether a text is HTML, or a part of a page: it has a tag that pages have.
pub(super) fn is_html(text: &str) -> bool {
    let lists = text.match_indices('<').map(|(at, _)| &text[at + 1..]);
    lists.map(|rest| rest.strip_prefix('/').unwrap_or(rest)).any(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len().min(8));
        let is_tag = rest[end..].starts_with(['>', ' ', '/', '\n', '\t']);
        let is_known = TAGS.iter().any(|tag| rest[..end].eq_ignore_ascii_case(tag));
        is_tag && is_known || rest.get(..8).is_some_and(|it| it.eq_ignore_ascii_case("!doctype"))
    })
}

/// A page that is being turned into text.
struct Page {
    text: SecretText,
    /// The open lists: the number of the last item of an ordered one.
    lists: Vec<Option<u32>>,
    /// The tag whose content is hidden.
    hidden: Option<String>,
}

/// Returns the text that a browser shows of a page.
pub(super) fn text_of(html: &str) -> SecretText {
    // The shortest tag has three characters, and no tag becomes more than twice its length.
    let text = SecretText::new(String::with_capacity(html.len() * 2 + 16));
    let mut page = Page { text, lists: Vec::new(), hidden: None };
    let mut characters = html.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '<' => {
                let end = tag_end(html, at, &mut characters);
                if let Some(tag) = tag(&html[at + 1..end]) {
                    page.tag(&tag);
                }
            }
            _ if page.hidden.is_some() => {}
            '&' => {
                let (c, length) = entity(&html[at + 1..]).unwrap_or(('&', 0));
                page.text.expose_mut().push(c);
                while characters.next_if(|(next, _)| *next <= at + length).is_some() {}
            }
            _ => page.text.expose_mut().push(c),
        }
    }
    page.text
}

/// Reads on behind the tag or comment that begins at `at`, and returns its end.
fn tag_end(html: &str, at: usize, characters: &mut Peekable<CharIndices<'_>>) -> usize {
    let is_comment = html[at..].starts_with("<!--");
    let mut quote = None;
    for (end, c) in characters.by_ref() {
        match c {
            '>' if is_comment && !html[..end].ends_with("--") => {}
            '>' if quote.is_none() => return end,
            '"' | '\'' if quote.is_none() && !is_comment && html[..end].ends_with('=') => {
                quote = Some(c);
            }
            _ if quote == Some(c) => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn tag(inner: &str) -> Option<Tag<'_>> {
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = inner[..end].to_ascii_lowercase();
    inner.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Tag {
        name,
        is_end,
        attributes: &inner[end..],
    })
}

impl Tag<'_> {
    /// Whether an attribute has this word.
    fn has(&self, word: &str) -> bool {
        let words = self.attributes.split(|c: char| !c.is_ascii_alphanumeric());
        words.into_iter().any(|it| it.eq_ignore_ascii_case(word))
    }

    /// Returns the number behind the name of an attribute.
    fn number(&self, name: &str) -> Option<u32> {
        let (_, rest) = self.attributes.split_once(name)?;
        let digits = rest.trim_start_matches(['=', '"', '\'', ' ']);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok()
    }

    /// Whether what follows is struck out, or said to be used.
    fn is_struck(&self) -> bool {
        let is_struck = matches!(self.name.as_str(), "s" | "del" | "strike");
        is_struck || ["used", "consumed", "strikethrough"].iter().any(|word| self.has(word))
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if let Some(hidden) = &self.hidden {
            if tag.is_end && hidden == name {
                self.hidden = None;
            }
            return;
        }
        if HIDDEN.contains(&name) && !tag.is_end && !tag.attributes.ends_with('/') {
            self.hidden = Some(tag.name.clone());
        }
        let is_struck = !tag.is_end && tag.is_struck();
        match name {
            "ol" | "ul" | "menu" => self.list(tag),
            "li" => self.item(tag),
            "td" | "th" => self.push("\t"),
            "input" if tag.has("checkbox") => {
                self.push(if tag.has("checked") { "[x] " } else { "[ ] " });
            }
            _ if BLOCKS.contains(&name) => self.push("\n"),
            _ => self.text.expose_mut().push(INLINE),
        }
        if is_struck {
            self.push("~~");
        }
    }

    fn push(&mut self, text: &str) {
        self.text.expose_mut().push_str(text);
    }

    fn list(&mut self, tag: &Tag<'_>) {
        self.push("\n");
        if tag.is_end {
            self.lists.pop();
        } else {
            let before = tag.number("start").map_or(0, |first| first.saturating_sub(1));
            self.lists.push((tag.name == "ol").then_some(before));
        }
    }

    fn item(&mut self, tag: &Tag<'_>) {
        self.push("\n");
        if let (false, Some(Some(last))) = (tag.is_end, self.lists.last_mut()) {
            let number = tag.number("value").unwrap_or(last.saturating_add(1));
            *last = number;
            if number <= MOST {
                self.push(&format!("{number}. "));
            }
        }
    }
}

/// Returns the character of the reference at the beginning of a text, and its length, both without
/// the `&`.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']).map(|it| u32::from_str_radix(it, 16));
            char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    (!c.is_control()).then_some((if c == '\u{a0}' { ' ' } else { c }, end + 1))
}
