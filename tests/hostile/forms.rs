//! The same words in another form, something around them, and what is so deep or so large that it
//! could keep a reader busy.

use super::good::Good;
use super::members::value;
use super::{Corruption, Outcome, checksum};

/// How large a keystore may be.
const LIMIT: usize = 16 * 1024 * 1024;

pub(super) fn corruptions(good: &Good) -> Vec<Corruption> {
    let mut all = spellings(good);
    all.extend(surroundings(good));
    all.extend(not_text(good));
    all.extend(deep_and_large(good));
    all
}

fn corruption(name: &str, bytes: impl Into<Vec<u8>>, expected: Outcome) -> Corruption {
    Corruption { name: name.to_owned(), bytes: bytes.into(), expected }
}

/// JSON that says the same.
fn spellings(good: &Good) -> Vec<Corruption> {
    let file = &good.file;
    let (beginning, rest) = file.split_at(good.beginning().len());
    // The end of a file is always the same; only what is before it is written otherwise.
    let (rest, end) = rest.split_at(rest.rfind("  \"checksum\"").expect("it has one"));
    let late = |rest: String| format!("{beginning}{rest}{end}");
    let minified: String = file.lines().map(str::trim_start).collect();
    vec![
        corruption("no line ends", minified, Outcome::NotAKeystore),
        corruption("line ends of Windows", file.replace('\n', "\r\n"), Outcome::NotAKeystore),
        corruption("line ends of old", file.replace('\n', "\r"), Outcome::NotAKeystore),
        corruption("tabs", file.replace("  ", "\t"), Outcome::NotAKeystore),
        corruption(
            "no space behind the version",
            file.replacen("\": ", "\":", 2),
            Outcome::NotAKeystore,
        ),
        corruption("line ends of Windows, later", late(rest.replace('\n', "\r\n")), Outcome::Line),
        corruption("tabs, later", late(rest.replace("  ", "\t")), Outcome::Line),
        corruption("no white space, later", late(rest.replace(['\n', ' '], "")), Outcome::Line),
        corruption("space before colons", late(rest.replace("\":", "\" :")), Outcome::Line),
        corruption("space behind commas", late(rest.replace(",\n", ", \n")), Outcome::Line),
        corruption("an empty line", late(rest.replacen('\n', "\n\n", 1)), Outcome::Line),
        corruption(
            "a dangling comma",
            late(rest.replacen("}\n    ]", "},\n    ]", 1)),
            Outcome::Line,
        ),
        corruption("a comment", late(rest.replacen('\n', " // good\n", 1)), Outcome::Line),
        corruption("a long comment", late(rest.replacen('\n', " /* good */\n", 1)), Outcome::Line),
        corruption("single quotes", late(rest.replace('"', "'")), Outcome::Line),
        corruption("no quotes", late(rest.replace('"', "")), Outcome::Line),
        corruption("capitals", late(rest.to_uppercase()), Outcome::Line),
    ]
}

/// Something before it, or behind.
fn surroundings(good: &Good) -> Vec<Corruption> {
    let file = &good.file;
    let mut all = Vec::new();
    for (name, before) in [
        ("a byte order mark", "\u{feff}"),
        ("a space", " "),
        ("a line", "\n"),
        ("a comment", "# good\n"),
    ] {
        let name = format!("{name} before it");
        all.push(corruption(&name, format!("{before}{file}"), Outcome::NotAKeystore));
    }
    for (name, behind) in [
        ("a line", "\n"),
        ("a space", " "),
        ("a NUL", "\0"),
        ("a brace", "}"),
        ("a comma", ","),
        ("the end of a text file of DOS", "\u{1a}"),
        ("a comment", "// good\n"),
        ("another document", "{}\n"),
        ("itself", file),
    ] {
        let name = format!("{name} behind it");
        // Behind itself it ends as it should, and is more than the checksum says.
        let expected = if behind == file { Outcome::Line } else { Outcome::Checksum };
        all.push(corruption(&name, format!("{file}{behind}"), expected));
    }
    // Its last checksum is made right.
    all.push(corruption("two checksums", twice(good), Outcome::Line));
    let without_end = file.strip_suffix('\n').expect("it ends so");
    all.push(corruption("no line end at the end", without_end, Outcome::Checksum));
    all.push(corruption("in a list", format!("[{file}]"), Outcome::NotAKeystore));
    all.push(corruption(
        "in an object",
        format!("{{\"keystore\": {file}}}"),
        Outcome::NotAKeystore,
    ));
    all
}

/// Bytes that are no UTF-8, where text is expected, and in the place of everything.
fn not_text(good: &Good) -> Vec<Corruption> {
    let mut all = Vec::new();
    let bytes = good.file.as_bytes();
    for path in ["warning", "public.default", "public.accounts[1].name", "public.accounts[0].since"]
    {
        let at = value(&good.file, path).start + 1;
        for (what, instead) in [
            ("a lone byte", &b"\xff"[..]),
            ("a lone continuation", b"\x80"),
            ("an overlong NUL", b"\xc0\x80"),
            ("an overlong letter", b"\xc1\xa1"),
            ("half a pair", b"\xed\xa0\x80"),
            ("beyond Unicode", b"\xf4\x90\x80\x80"),
            ("a NUL", b"\0"),
        ] {
            let altered = [&bytes[..at], instead, &bytes[at + 1..]].concat();
            all.push(corruption(&format!("{what} in {path}"), altered, Outcome::Line));
        }
    }
    let wide =
        |unit: fn(u16) -> [u8; 2]| good.file.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    all.push(corruption("UTF-16", wide(u16::to_le_bytes), Outcome::NotAKeystore));
    all.push(corruption("UTF-16, the other way", wide(u16::to_be_bytes), Outcome::NotAKeystore));
    all.push(corruption("all zero", vec![0; bytes.len()], Outcome::NotAKeystore));
    all.push(corruption("nothing", Vec::new(), Outcome::NotAKeystore));
    all
}

fn deep_and_large(good: &Good) -> Vec<Corruption> {
    const DEEP: usize = 100_000;
    let (open, close) = ("[".repeat(DEEP), "]".repeat(DEEP));
    let objects = ("{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let digits = "9".repeat(100_000);
    let text = format!("\"{}\"", "x".repeat(1_000_001));
    let mut all = vec![
        corruption("brackets alone", open.clone(), Outcome::NotAKeystore),
        corruption("lists in lists", format!("{open}{close}"), Outcome::NotAKeystore),
        corruption(
            "objects in objects",
            format!("{}1{}", objects.0, objects.1),
            Outcome::NotAKeystore,
        ),
    ];
    let at = |path: &str, with: &str| {
        let mut file = good.file.clone();
        file.replace_range(value(&good.file, path), with);
        file
    };
    for (what, with) in [
        ("lists in lists", format!("{open}{close}")),
        ("objects in objects", format!("{}1{}", objects.0, objects.1)),
        ("a number of 100,000 digits", digits.clone()),
        ("a number beyond numbers", String::from("1e400")),
        ("a text of over a million letters", text.clone()),
    ] {
        for path in ["public", "public.accounts", "public.accounts[1].name", "secrets"] {
            all.push(corruption(&format!("{path} as {what}"), at(path, &with), Outcome::Line));
        }
        for path in ["format", "version"] {
            let name = format!("{path} as {what}");
            all.push(corruption(&name, at(path, &with), Outcome::NotAKeystore));
        }
    }
    // Of a newer version nothing else is looked at; it only has to be JSON.
    let newer = |more: &str| {
        format!("{{\"format\": \"collab keystore\", \"version\": 9, \"more\": {more}}}")
    };
    all.push(corruption("newer and deep", newer(&format!("{open}{close}")), Outcome::Newer(9)));
    all.push(corruption("newer and endless", newer(&open), Outcome::NotAKeystore));
    all.push(corruption("newer, with a huge number", newer(&digits), Outcome::Newer(9)));
    all.push(corruption("newer, said twice", newer("1, \"version\": 8"), Outcome::NotAKeystore));
    all.push(corruption("newer, and more behind", newer("1") + "{}", Outcome::NotAKeystore));
    all
}

/// Otherwise good files of the size that may be, and around it.
pub(super) fn sizes(good: &Good) -> Vec<Corruption> {
    let place = value(&good.file, "warning");
    [
        ("smaller by one than may be", LIMIT - 1, Outcome::Line),
        ("as large as may be", LIMIT, Outcome::Line),
        ("larger by one than may be", LIMIT + 1, Outcome::TooLarge),
    ]
    .into_iter()
    .map(|(name, size, expected)| {
        let mut file = good.file.clone();
        let padding = "x".repeat(size - (file.len() - place.len()) - 2);
        file.replace_range(place.clone(), &format!("\"{padding}\""));
        assert_eq!(file.len(), size);
        corruption(name, file, expected)
    })
    .collect()
}

/// With the line of the checksum twice.
fn twice(good: &Good) -> String {
    let (body, end) = good.file.split_at(good.file.rfind("  \"checksum\"").expect("it has one"));
    let line = end.lines().next().expect("a line");
    format!("{body}{line},\n{end}")
}

/// A checksum that is there and none.
pub(super) fn checksums(good: &Good) -> Vec<Corruption> {
    let body = &good.file[..good.file.rfind("  \"checksum\"").expect("it has one")];
    let hex = checksum(body.as_bytes());
    let member = |text: &str| format!("{body}  \"checksum\": {text}\n}}\n");
    let quoted = |text: &str| member(&format!("\"{text}\""));
    let mut all = Vec::new();
    for (what, text) in [
        ("left out", format!("{}\n}}\n", body.trim_end_matches(",\n"))),
        ("in capitals", quoted(&hex.to_uppercase())),
        ("empty", quoted("")),
        ("shorter", quoted(&hex[2..])),
        ("longer", quoted(&format!("{hex}00"))),
        ("all zero", quoted(&"0".repeat(64))),
        ("of nothing", quoted(&checksum(b""))),
        ("of the whole file", quoted(&checksum(good.file.as_bytes()))),
        ("of all but the last byte", quoted(&checksum(&body.as_bytes()[..body.len() - 1]))),
        ("null", member("null")),
        ("a number", member("1")),
        ("under another name", good.file.replace("checksum", "sha256")),
        ("with a comma behind it", member(&format!("\"{hex}\","))),
        ("twice", twice(good)),
    ] {
        all.push(corruption(&format!("checksum {what}"), text, Outcome::Checksum));
    }
    all
}
