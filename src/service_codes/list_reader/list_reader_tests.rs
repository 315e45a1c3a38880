use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;

/// What is expected of a code: its number, its text, whether it is used.
type Expected<'a> = (Option<u32>, &'a str, bool);

fn read_text(text: &str) -> Result<Reading, NotAList> {
    read(text.as_bytes(), &|_| false)
}

fn error_of(text: &str) -> Option<NotAList> {
    read_text(text).err()
}

fn shown(found: &Found) -> Vec<Expected<'_>> {
    found.codes.iter().map(|it| (it.number, it.text.expose().as_str(), it.is_used)).collect()
}

fn clear(bytes: &[u8], form: &str) -> Found {
    match read(bytes, &|_| false) {
        Ok(Reading::Clear(found)) => found,
        other => panic!("{form}: {other:?}"),
    }
}

/// Returns a text in every line end, with and without a byte-order mark, and in UTF-16.
fn stored(text: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for end in ["\n", "\r\n", "\r"] {
        let text = text.replace('\n', end);
        let units: Vec<u16> = std::iter::once(0xfeff).chain(text.encode_utf16()).collect();
        all.push(text.clone().into_bytes());
        all.push(format!("\u{feff}{text}").into_bytes());
        all.push(units.iter().flat_map(|unit| unit.to_le_bytes()).collect());
        all.push(units.iter().flat_map(|unit| unit.to_be_bytes()).collect());
    }
    all
}

/// A form: its name, its text, the codes in it, and the number of lines that are none.
type Form = (&'static str, &'static str, &'static [Expected<'static>], usize);

const TWO: &[Expected<'static>] = &[(None, "a1b2-c3d4", false), (None, "e5f6-g7h8", true)];
const NUMBERED: &[Expected<'static>] =
    &[(Some(1), "a1b2-c3d4", false), (Some(2), "e5f6-g7h8", true)];
const PLAIN: &[Expected<'static>] = &[(None, "a1b2c-3d4e5", false), (None, "f6a7b-8c9d0", false)];

const FORMS: &[Form] = &[
    ("GitHub", "a1b2c-3d4e5\nf6a7b-8c9d0\n", PLAIN, 0),
    (
        "Discord",
        "These are your Discord backup codes for account maria@example.com. Keep them safe!\n\n\
         * a1b2-c3d4 \n* e5f6-g7h8 (used)\n",
        TWO,
        1,
    ),
    (
        "Discord in German",
        "Dies sind deine Backup-Codes für maria@example.com\n\n* a1b2-c3d4\n* e5f6-g7h8 (benutzt)\n",
        TWO,
        1,
    ),
    (
        "Discord in Japanese",
        "maria@example.com のバックアップコードです。\n\n* a1b2-c3d4 \n* e5f6-g7h8 （使用済み）\n",
        TWO,
        1,
    ),
    (
        "Discord in Russian, without parentheses",
        "Это резервные коды\n\n* a1b2-c3d4 \n* e5f6-g7h8 использован\n",
        TWO,
        1,
    ),
    ("Discord in a language nobody knows", "* a1b2-c3d4\n* e5f6-g7h8 (zork)\n", TWO, 0),
    ("an unused one marked as such", "a1b2-c3d4 (not used)\ne5f6-g7h8 (used)\n", TWO, 0),
    (
        "Login.gov",
        "a1b2-c3d4-e5f6\nh7j8-k9m0-n1p2\n",
        &[(None, "a1b2-c3d4-e5f6", false), (None, "h7j8-k9m0-n1p2", false)],
        0,
    ),
    ("ID.me, one code", "ABCD-1234-WXYZ", &[(None, "ABCD-1234-WXYZ", false)], 0),
    (
        "ID.me, going on at 13",
        "13. ABCD-1234\n14. EFGH-5678\n",
        &[(Some(13), "ABCD-1234", false), (Some(14), "EFGH-5678", false)],
        0,
    ),
    (
        "Google",
        "SAVE YOUR BACKUP CODES\nKeep these backup codes somewhere safe but accessible.\n\n\
         1. 1234 5678    3. 2345 6789\n2. 8765 4321    4. 9876 5432\n\n(maria@example.com)\n",
        &[
            (Some(1), "1234 5678", false),
            (Some(3), "2345 6789", false),
            (Some(2), "8765 4321", false),
            (Some(4), "9876 5432", false),
        ],
        3,
    ),
    (
        "Google, columns by tabs",
        "1234 5678\t2345 6789\n8765 4321\t9876 5432\n",
        &[
            (None, "1234 5678", false),
            (None, "2345 6789", false),
            (None, "8765 4321", false),
            (None, "9876 5432", false),
        ],
        0,
    ),
    (
        "Facebook",
        "12345678\n87654321\n",
        &[(None, "12345678", false), (None, "87654321", false)],
        0,
    ),
    ("VPSDime", "a1b2 c3d4 e5f6 g7h8\n", &[(None, "a1b2 c3d4 e5f6 g7h8", false)], 0),
    (
        "GitLab",
        "0123456789abcdef\nfedcba9876543210\n",
        &[(None, "0123456789abcdef", false), (None, "fedcba9876543210", false)],
        0,
    ),
    (
        "letters alone",
        "abcdefgh\nijklmnop\n",
        &[(None, "abcdefgh", false), (None, "ijklmnop", false)],
        0,
    ),
    (
        "capitals and signs",
        "aB+c/De1=\nzY+x/Wv2=\n",
        &[(None, "aB+c/De1=", false), (None, "zY+x/Wv2=", false)],
        0,
    ),
    ("check boxes", "- [ ] a1b2-c3d4\n- [x] e5f6-g7h8\n", TWO, 0),
    ("ordinals and boxes", "1. [ ] a1b2-c3d4\n2. [x] e5f6-g7h8\n", NUMBERED, 0),
    ("a parenthesis", "1) a1b2-c3d4\n2) e5f6-g7h8 - used on 3 May 2026\n", NUMBERED, 0),
    ("a colon", "1: a1b2-c3d4\n2:e5f6-g7h8 ✓\n", NUMBERED, 0),
    ("labels", "Code 1: a1b2-c3d4\nCode 2: e5f6-g7h8 (used)\n", NUMBERED, 0),
    ("ordinals on lines of their own", "1.\na1b2-c3d4\n2.\ne5f6-g7h8 (used)\n", NUMBERED, 0),
    ("Markdown", "# Codes for GitHub\n\n1. `a1b2-c3d4`\n2. ~~e5f6-g7h8~~\n", NUMBERED, 1),
    ("Markdown's ones", "1. a1b2-c3d4\n1. **e5f6-g7h8** (used)\n", TWO, 0),
    (
        "a Markdown table",
        "| # | Code | Used |\n|---|------|------|\n| 1 | a1b2-c3d4 |  |\n| 2 | e5f6-g7h8 | x |\n",
        NUMBERED,
        1,
    ),
    ("a CSV", "code,used\n\"a1b2-c3d4\",false\n\"e5f6-g7h8\",true\n", TWO, 1),
    ("rows of collab", "github\t1\ta1b2-c3d4\tunused\ngithub\t2\te5f6-g7h8\tused\n", NUMBERED, 0),
    (
        "two columns, one used",
        "x9y8-z7w6\te5f6-g7h8 (used)\n",
        &[(None, "x9y8-z7w6", false), (None, "e5f6-g7h8", true)],
        0,
    ),
    ("a note before the mark", "a1b2-c3d4 | home |\ne5f6-g7h8 | work | used\n", TWO, 0),
    ("headings", "Unused codes:\na1b2-c3d4\n\nUsed codes:\ne5f6-g7h8\n", TWO, 0),
    ("JSON", "[\"a1b2c-3d4e5\", \"f6a7b-8c9d0\"]", PLAIN, 0),
    (
        "HTML",
        "<!DOCTYPE html><html><head><title>Codes12</title></head><body><h1>Codes</h1>\
         <ol><li><code>a1b2&#45;c3d4</code></li><li class=\"code used\"><b>e5f6-g7h8</b></li></ol>\
         <script>var a1b2 = 'x1y2-z3a4';</script>",
        NUMBERED,
        1,
    ),
    ("HTML, struck out", "<ul><li>a1b2-c3d4<li><del>e5f6-g7h8</del></ul>", TWO, 0),
    ("zero-width characters", "\u{200b}a1b2c-3d4e5\u{200e}\n\u{a0}f6a7b-8c9d0\u{feff}\n", PLAIN, 0),
    ("buttons", "a1b2c-3d4e5\nf6a7b-8c9d0\nDownload\nPrint\n", PLAIN, 2),
    ("a code with a slip", "a1b2-c3d4\ne5f6-g7h8 (used)\nj9k0-l1m\n", TWO, 1),
    (
        "ordinals without a sign",
        "1 a1b2-c3d4\n2 e5f6-g7h8\n3 j9k0-l1m2\n",
        &[
            (Some(1), "a1b2-c3d4", false),
            (Some(2), "e5f6-g7h8", false),
            (Some(3), "j9k0-l1m2", false),
        ],
        0,
    ),
];

#[test]
fn each_form_is_read_in_every_line_end_and_encoding() {
    for (form, text, codes, not_codes) in FORMS {
        for bytes in stored(text) {
            let found = clear(&bytes, form);
            assert_eq!(shown(&found), *codes, "{form}");
            assert_eq!(found.not_codes, *not_codes, "{form}");
        }
    }
}

#[test]
fn where_two_readings_fit_both_are_returned() {
    let words = "a1b2c3d4 e5f6g7h8 j9k0l1m2 n3p4q5r6 s7t8u9v0";
    let either = || read_text(words).expect("read");
    assert_eq!(either().counts(), [1, 5]);
    let Reading::Either { by_line, by_word } = either() else { panic!("two readings fit") };
    assert_eq!(by_line.codes[0].text.expose(), words);
    let texts: Vec<&str> = by_word.codes.iter().map(|it| it.text.expose().as_str()).collect();
    assert_eq!(texts, words.split(' ').collect::<Vec<_>>());
    assert_eq!(either().with_count(5).expect("5").codes.len(), 5);
    assert_eq!(either().with_count(3).err(), Some(OtherCount { possible: vec![1, 5] }));
    // An ordinal is for one code, so only one reading fits.
    assert_eq!(read_text(&format!("1. {words}")).expect("read").counts(), [1]);
    // Together they are too long for a code.
    assert_eq!(
        read_text(&format!("{words} {words}x").replace("0x", "1")).expect("read").counts(),
        [6]
    );
}

#[test]
fn of_words_of_several_lengths_none_is_taken_for_the_codes() {
    // A reading that were any of these would be another one each time.
    for _ in 0..20 {
        let reading = read_text("abcdefgh ijklmnop  tuvwx yzabc-ef  hijklmn\n").expect("by word");
        assert_eq!(reading.counts(), [2]);
        assert_eq!(error_of("abcdefgh\nijklmn\n"), Some(NotAList::NoCodes { lines: 2 }));
    }
}

#[test]
fn what_is_no_list_is_refused_with_the_reason() {
    let lines = |count: usize| {
        (0..count).fold(String::new(), |mut all, nth| {
            writeln!(all, "{nth:04}-abcd").expect("a string");
            all
        })
    };
    let backup = crate::code::BackupCode::generate().expect("entropy");
    let rows = backup.rows().each_ref().map(|row| row.expose().clone()).join("\n");
    let damaged = "12345 12345 12345 12345\n".repeat(4);
    for (text, reason) in [
        ("", NotAList::Empty),
        (" \n\t\u{feff}\n", NotAList::Empty),
        ("See you tomorrow at the station.\nMaria\n", NotAList::NoCodes { lines: 2 }),
        ("\u{1b}[1ma1b2-c3d4", NotAList::Control { line: 1 }),
        ("a1b2-c3d4\n\u{202e}4d3c-2b1a", NotAList::Direction { line: 2 }),
        ("%PDF-1.7", NotAList::Picture),
        ("PK\u{3}\u{4}", NotAList::Document),
        (rows.as_str(), NotAList::BackupCode),
        (damaged.as_str(), NotAList::BackupCode),
        ("otpauth://totp/GitHub:maria?secret=JBSWY3DPEHPK3PXP", NotAList::TotpSeed),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n", NotAList::PrivateKey),
        ("{\"items\": [{\"login\": \"a1b2-c3d4\"}]}", NotAList::Json),
        ("[12345678, 23456789, 34567890]", NotAList::Json),
        ("['a1b2-c3d4', 'e5f6-g7h8', 'j9k0-l1m2']", NotAList::Json),
        ("name,url,username,password\nGitHub,x,maria,hunter22222\n", NotAList::PasswordColumn),
        ("maria@example.com,hunter22\nanna@example.com,hunter33\n", NotAList::Logins),
        ("maria@example.com:hunter22\n", NotAList::Logins),
        ("1.23457E+15\n2.34568E+15\n", NotAList::RoundedNumbers),
        ("••••-••••\n••••-••••\n", NotAList::Masked),
        ("１２３４５６７８\n８７６５４３２１\n", NotAList::OtherAlphabet),
        ("a1b2–c3d4\ne5f6–g7h8\n", NotAList::OtherDashes),
        ("0. a1b2-c3d4\n1. e5f6-g7h8\n", NotAList::NumberedFromZero),
        (&lines(101), NotAList::TooManyCodes { codes: 101 }),
        (&lines(10_000), NotAList::TooManyCodes { codes: 10_000 }),
        ("a1b2-c3d4\ne5f6-g7h8\nj9k0l1m2\nn3p4q5r6\n", NotAList::TwoShapes),
        ("1. a1b2-c3d4\n2. e5f6-g7h8\n1. j9k0-l1m2\n2. n3p4-q5r6\n", NotAList::SeveralLists),
        ("GitHub:\na1b2-c3d4\ne5f6-g7h8\nSlack:\nj9k0-l1m2\nn3p4-q5r6\n", NotAList::SeveralLists),
    ] {
        let beginning: String = text.chars().take(40).collect();
        assert_eq!(error_of(text), Some(reason), "{beginning}");
    }
    assert_eq!(read(&vec![b'a'; LIMIT + 1], &|_| false).err(), Some(NotAList::TooLong));
    assert_eq!(read(&[0xff, 0xfe, 0x41], &|_| false).err(), Some(NotAList::NotText));
    assert_eq!(read(&[0x81; 40], &|_| false).err(), Some(NotAList::NotText));
    let recovery = "1. ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345";
    let is_ours = |text: &str| text.starts_with("ABCD-") && text.len() == 34;
    assert_eq!(read(recovery.as_bytes(), &is_ours).err(), Some(NotAList::RecoveryCodes));
}

#[test]
fn a_list_that_is_there_twice_is_read_once_and_a_used_mark_stands() {
    let found = clear(b"a1b2-c3d4\ne5f6-g7h8\na1b2-c3d4 (used)\ne5f6-g7h8\n", "twice");
    assert_eq!(shown(&found), [(None, "a1b2-c3d4", true), (None, "e5f6-g7h8", false)]);
}

#[test]
fn bytes_of_an_old_encoding_beside_codes_do_no_harm() {
    let found = clear(b"C\xf3digos de respaldo\n* a1b2-c3d4\n* e5f6-g7h8 (utilis\xe9)\n", "1252");
    assert_eq!(shown(&found), TWO);
}

#[test]
fn a_hostile_text_of_a_megabyte_is_answered_at_once() {
    let million = |part: &str| part.repeat(1_000_000 / part.len());
    for part in [
        "a",
        "1 ",
        "a1b2-c3d4 ",
        "(",
        "[",
        "<a ",
        "<li",
        "&#",
        "* ",
        "1. ",
        "~~",
        "@",
        "a@b.c,",
        "\"",
        "used ",
        "a1b2c3d4e5 ",
        "|",
        "\n",
        "1.\n",
        "<b>",
        "<!--",
        "<p a=\"",
        ": ",
        "{\"",
        "é ",
        "a (",
        "a1b2-c3d4, maria@example.com\n",
        "1234 5678  ",
        "（",
        "é",
        "- ",
        "12345 ",
        "<ol><li>x1",
    ] {
        let start = Instant::now();
        let _ = read_text(&million(part));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(2), "{part:?} {took:?}");
    }
}

#[test]
fn neither_an_error_nor_debug_shows_a_code() {
    let reading = read_text("a1b2-c3d4\ne5f6-g7h8\n").expect("read");
    assert_eq!(format!("{reading:?}"), "Clear(Found(2 codes, 0 not))");
    let Reading::Clear(found) = reading else { panic!("clear") };
    assert_eq!(format!("{:?}", found.codes[0]), "FoundCode(..)");
    for text in ["maria@example.com hunter2222", "{\"a1b2-c3d4\": 1}", "é1b2-c3d4 98765432"] {
        let error = error_of(text).expect("refused");
        assert!(!format!("{error:?} {error}").contains(|c: char| c.is_ascii_digit() && c != '1'));
    }
}

/// A generator for tables: `SplitMix64`.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).expect("31 bits") % end
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Returns a table of codes in some form, and its codes.
fn table(draws: &mut Draws) -> (String, Vec<(Option<u32>, String, bool)>) {
    let alphabet: &str = draws.of(&[
        "0123456789",
        "0123456789abcdef",
        "abcdefghjkmnpqrstuvwxyz23456789",
        "ABCDEFGHJKMNPQRSTVWXYZ0123456789",
        "abcXYZ0123456789",
    ]);
    let groups: &[usize] = draws.of(&[
        &[4, 4][..],
        &[5, 5],
        &[8],
        &[16],
        &[4, 4, 4],
        &[4, 4, 4, 4],
        &[6],
        &[10],
        &[3, 4, 5],
    ]);
    let between: &str = if groups.len() == 1 { "" } else { draws.of(&["-", " ", "."]) };
    // Groups of unequal length are told from words only by their dashes.
    let between = if groups == [3, 4, 5] { "-" } else { between };
    let is_numbered = draws.below(2) == 0;
    let first = if is_numbered { 1 + draws.below(20) } else { 0 };
    let ordinal = *draws.of(&[&". ", &") ", &": ", &".\t", &" - "]);
    let begin: &str = draws.of(&["", "* ", "- ", "• ", "  ", "- [ ] "]);
    let end: &str = draws.of(&["", " ", "\u{200b}", "  "]);
    let used: &str = draws.of(&[
        " (used)",
        " (benutzt)",
        " （使用済み）",
        " ✓",
        " used",
        "\tused",
        " — utilisé",
        " (qwz)",
    ]);
    let line_end: &str = draws.of(&["\n", "\r\n", "\r", "\n\n"]);
    let mut text = String::from(*draws.of(&[
        &"",
        &"\u{feff}",
        &"Codes for maria@example.com:\n",
        &"Keep these codes. Each works once!\n\n",
    ]));
    let mut codes: Vec<(Option<u32>, String, bool)> = Vec::new();
    for nth in 0..=draws.below(20) {
        let mut code = String::new();
        for (at, length) in groups.iter().enumerate() {
            code.push_str(if at > 0 { between } else { "" });
            (0..*length).for_each(|_| {
                code.push(char::from(alphabet.as_bytes()[draws.below(alphabet.len())]));
            });
        }
        // A digit, as nearly every code of these alphabets has.
        code.replace_range(..1, &draws.below(10).to_string());
        let number = is_numbered.then(|| u32::try_from(first + nth).expect("small"));
        let is_used = draws.below(4) == 0;
        text.push_str(begin);
        if let Some(number) = number {
            write!(text, "{number}{ordinal}").expect("a string");
        }
        write!(text, "{code}{}{end}{line_end}", if is_used { used } else { "" }).expect("a string");
        if !codes.iter().any(|known| known.1 == code) {
            codes.push((number, code, is_used));
        }
    }
    (text, codes)
}

#[test]
fn of_ten_thousand_tables_each_code_is_read_as_it_stands_in_its_order_with_number_and_mark() {
    let mut draws = Draws(17);
    for nth in 0..10_000 {
        let (text, codes) = table(&mut draws);
        let found = clear(text.as_bytes(), &format!("table {nth}:\n{text}"));
        let read: Vec<(Option<u32>, String, bool)> = shown(&found)
            .into_iter()
            .map(|(number, text, is_used)| (number, text.to_owned(), is_used))
            .collect();
        assert_eq!(read, codes, "table {nth}:\n{text}");
        assert!(found.codes.iter().all(|code| text.contains(code.text.expose().as_str())));
    }
}
