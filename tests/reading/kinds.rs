//! The kinds of text that people keep a code in.

#![allow(clippy::format_collect, clippy::too_many_lines, reason = "a table of texts")]

use base64ct::{Base64, Encoding as _};

/// A code, and the data for the texts around it.
pub(super) struct Paper<'a> {
    /// The code's 80 digits.
    pub(super) digits: &'a str,
    /// The code's identity.
    pub(super) identity: &'a str,
    /// The digits of another code.
    pub(super) other: &'a str,
}

/// A kind of text: its group, its name, and an example.
pub(super) type Kind = (&'static str, &'static str, Vec<u8>);

impl Paper<'_> {
    fn boxes(&self) -> Vec<&str> {
        (0..16).map(|index| &self.digits[index * 5..][..5]).collect()
    }

    fn rows(&self) -> Vec<String> {
        self.boxes().chunks(4).map(|row| row.join(" ")).collect()
    }

    fn block(&self) -> String {
        self.rows().join("\n")
    }

    fn line(&self) -> String {
        self.boxes().join(" ")
    }

    fn in_groups(&self, length: usize, separator: &str) -> String {
        let starts = (0..80).step_by(length);
        let groups: Vec<&str> = starts.map(|at| &self.digits[at..(at + length).min(80)]).collect();
        groups.join(separator)
    }

    /// Joins the rows, each written by this function from its number and its digits.
    fn each_row(&self, line: impl Fn(usize, &str) -> String) -> String {
        self.rows().iter().enumerate().map(|(index, row)| line(index + 1, row)).collect()
    }

    /// Joins the boxes, each written by this function from its number and its digits.
    fn each_box(&self, line: impl Fn(usize, &str) -> String) -> String {
        self.boxes().iter().enumerate().map(|(index, digits)| line(index + 1, digits)).collect()
    }

    /// Returns a sheet like the plain text of `collab print --sheet`.
    pub(super) fn sheet(&self) -> String {
        let rows: String = self
            .boxes()
            .chunks(4)
            .enumerate()
            .map(|(row, boxes)| {
                let boxes = boxes.iter().enumerate();
                let boxes: Vec<String> = boxes
                    .map(|(at, digits)| format!("{:>6}: {digits}   ", row * 4 + at + 1))
                    .collect();
                format!("{}\n", boxes.join("    ").trim_end())
            })
            .collect();
        format!(
            "Backup code of alice\n====================\n\n{}\n\
             Made 2026-11-28 in the format backup code 1\n\n{rows}\n\
             To bring the account back, install collab and run `collab restore`: any 4\n\
             boxes of the 16 may be missing. The seed is HKDF-SHA256 of the 80 digits.\n",
            self.identity
        )
    }

    /// Returns all kinds.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut all = Vec::new();
        let groups: [(&'static str, Vec<(&'static str, String)>); 9] = [
            ("Digits alone", self.alone()),
            ("Our sheet", self.sheets()),
            ("Notes", self.notes()),
            ("Lists", self.lists()),
            ("Markup", self.markup()),
            ("Data and password managers", self.data()),
            ("Mail and chat", self.messages()),
            ("Terminals and editors", self.terminals()),
            ("Damaged, or no code", self.damaged()),
        ];
        for (group, kinds) in groups {
            all.extend(kinds.into_iter().map(|(name, text)| (group, name, text.into_bytes())));
        }
        let units = format!("\u{feff}{}", self.sheet());
        let units = units.encode_utf16();
        all.push((
            "Our sheet",
            "in UTF-16, little-endian",
            units.clone().flat_map(u16::to_le_bytes).collect(),
        ));
        all.push((
            "Our sheet",
            "in UTF-16, big-endian",
            units.flat_map(u16::to_be_bytes).collect(),
        ));
        all.push((
            "Damaged, or no code",
            "a note in Latin-1",
            [&b"F\xfcr Maria\n"[..], self.block().as_bytes()].concat(),
        ));
        all.push((
            "Damaged, or no code",
            "a PNG picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        ));
        all
    }

    fn alone(&self) -> Vec<(&'static str, String)> {
        let line = self.line();
        let wide = |zero: u32| -> String {
            self.block()
                .chars()
                .map(|c| c.to_digit(10).and_then(|d| char::from_u32(zero + d)).unwrap_or(c))
                .collect()
        };
        vec![
            ("one run", self.digits.into()),
            ("16 boxes in a line", line.clone()),
            ("four rows", self.block()),
            ("8 groups of ten", self.in_groups(10, " ")),
            ("20 groups of four", self.in_groups(4, " ")),
            ("27 groups of three", self.in_groups(3, " ")),
            ("pairs", self.in_groups(2, " ")),
            ("single digits", self.in_groups(1, " ")),
            ("four runs of twenty", self.in_groups(20, "\n")),
            ("a box a line", self.boxes().join("\n")),
            ("a box a line, blank lines between", self.boxes().join("\n\n")),
            ("rows with blank lines between", self.rows().join("\n\n")),
            ("wrapped at 76 characters", self.in_groups(76, "\n")),
            ("wrapped at 33 characters", self.in_groups(33, "\n")),
            (
                "wrapped within a box",
                line.chars()
                    .collect::<Vec<_>>()
                    .chunks(27)
                    .map(|c| c.iter().collect::<String>())
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            ("hyphens", self.boxes().join("-")),
            ("en dashes", self.boxes().join("–")),
            ("em dashes and blanks", self.boxes().join(" — ")),
            ("underscores", self.boxes().join("_")),
            ("slashes", self.boxes().join("/")),
            ("blanks around slashes", self.boxes().join(" / ")),
            ("dots", self.boxes().join(".")),
            ("commas", self.boxes().join(", ")),
            ("semicolons", self.boxes().join("; ")),
            ("colons", self.boxes().join(":")),
            ("plus signs", self.boxes().join("+")),
            ("equals signs", self.boxes().join(" = ")),
            ("pipes", self.boxes().join(" | ")),
            ("middle dots", self.boxes().join(" · ")),
            ("bullets between", self.boxes().join(" • ")),
            ("arrows between", self.boxes().join(" → ")),
            ("tildes", self.boxes().join("~")),
            ("no-break spaces", self.boxes().join("\u{a0}")),
            ("narrow no-break spaces", self.boxes().join("\u{202f}")),
            ("zero-width spaces", self.boxes().join("\u{200b}")),
            ("soft hyphens within", self.in_groups(7, "\u{ad}")),
            ("direction marks", self.each_row(|_, row| format!("\u{200e}{row}\u{200f}\n"))),
            ("a byte-order mark", format!("\u{feff}{line}")),
            ("CR LF", self.rows().join("\r\n")),
            ("CR alone", self.rows().join("\r")),
            ("tabs", self.boxes().join("\t")),
            ("in double quotes", format!("\"{line}\"")),
            ("in typographic quotes", format!("„{line}“")),
            ("each box in quotes", self.each_box(|_, b| format!("'{b}' "))),
            ("in brackets", format!("({line})")),
            ("each box in square brackets", self.each_box(|_, b| format!("[{b}] "))),
            ("full-width digits", wide(0xff10)),
            ("Arabic-Indic digits", wide(0x660)),
            ("Devanagari digits", wide(0x966)),
            ("mathematical digits", wide(0x1d7ce)),
            ("a full stop at the end", format!("{line}.")),
        ]
    }

    fn sheets(&self) -> Vec<(&'static str, String)> {
        let sheet = self.sheet();
        let prefixed = |prefix: &str| -> String {
            sheet.lines().map(|line| format!("{prefix}{line}\n")).collect()
        };
        vec![
            ("as it is", sheet.clone()),
            ("quoted with `> `", prefixed("> ")),
            ("quoted with `>> `", prefixed(">> ")),
            ("quoted with `>`", prefixed(">")),
            ("quoted with `| `", prefixed("| ")),
            ("indented", prefixed("        ")),
            ("with `# ` before each line", prefixed("# ")),
            ("with `// ` before each line", prefixed("// ")),
            ("with `* ` before each line", prefixed("* ")),
            ("CR LF", sheet.replace('\n', "\r\n")),
            ("blank lines between", sheet.replace('\n', "\n\n")),
            (
                "blanks squeezed",
                sheet
                    .split('\n')
                    .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            (
                "through `cat -n`",
                sheet.lines().enumerate().map(|(i, l)| format!("{:6}\t{l}\n", i + 1)).collect(),
            ),
            ("in a code fence", format!("```\n{sheet}```\n")),
            ("in `<pre>`", format!("<pre>\n{sheet}</pre>\n")),
            ("as a diff that adds it", format!("@@ -0,0 +1,16 @@\n{}", prefixed("+"))),
            (
                "the rows alone",
                sheet.lines().filter(|l| l.starts_with("    ")).collect::<Vec<_>>().join("\n"),
            ),
            (
                "the labels lost",
                sheet
                    .lines()
                    .map(|l| {
                        if l.starts_with("  ") {
                            l.split_whitespace()
                                .filter(|w| !w.ends_with(':'))
                                .collect::<Vec<_>>()
                                .join(" ")
                        } else {
                            l.into()
                        }
                    })
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            (
                "dots for the colons of labels",
                sheet
                    .lines()
                    .map(|l| if l.starts_with("  ") { l.replace(':', ".") } else { l.into() })
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            (
                "the colons of labels lost",
                sheet
                    .lines()
                    .map(|l| if l.starts_with("  ") { l.replace(':', "") } else { l.into() })
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
        ]
    }

    fn notes(&self) -> Vec<(&'static str, String)> {
        let block = self.block();
        let line = self.line();
        let identity = self.identity;
        let bare = identity.trim_start_matches("did:key:");
        vec![
            ("a heading", format!("Backup code\n{block}\n")),
            ("a heading with a colon", format!("Backup code:\n{block}\n")),
            ("a heading on the same line", format!("Backup code: {line}\n")),
            ("a heading in German", format!("Wiederherstellungscode für Maria\n{block}\n")),
            ("a heading in French", format!("Code de secours :\n{block}\n")),
            ("a heading in Spanish", format!("Código de respaldo (¡no compartir!)\n{block}\n")),
            ("a heading in Russian", format!("Резервный код\n{block}\n")),
            ("a heading in Chinese", format!("备份代码：\n{block}\n")),
            ("a heading in Arabic", format!("رمز النسخ الاحتياطي\n{block}\n")),
            ("a heading in Japanese, in brackets", format!("【バックアップコード】\n{block}\n")),
            ("a heading underlined", format!("Backup code\n===========\n{block}\n-----------\n")),
            (
                "a frame of characters",
                format!(
                    "+-------------------------+\n{}+-------------------------+\n",
                    self.each_row(|_, r| format!("| {r} |\n"))
                ),
            ),
            (
                "a frame of lines",
                format!(
                    "┌─────────────────────────┐\n{}└─────────────────────────┘\n",
                    self.each_row(|_, r| format!("│ {r} │\n"))
                ),
            ),
            ("a date above", format!("28.11.2026\n{block}\n")),
            ("a date and a time above", format!("Saturday, 28 Nov 2026, 12:30\n\n{block}\n")),
            ("a date in ISO form below", format!("{block}\n\nmade 2026-11-28T12:30:15Z\n")),
            ("a telephone number below", format!("{block}\n\nMaria: +49 171 1234567\n")),
            ("an address around", format!("Maria Müller\nHauptstr. 12\n10115 Berlin\n\n{block}\n")),
            (
                "a PIN and a password in the same note",
                format!("PIN 4711\nWLAN: hunter2-1999\n\n{block}\n\nsafe 12-34-56\n"),
            ),
            (
                "sentences before and after",
                format!(
                    "Dear me, this is the code of my account, 80 digits, 16 boxes.\n\n{block}\n\nAny 4 boxes may be missing. Don't show it to anyone!\n"
                ),
            ),
            (
                "a sentence around it in one line",
                format!("my code is {line} and nobody should see it"),
            ),
            ("the identity above", format!("{identity}\n{block}\n")),
            ("the identity below, labeled", format!("{block}\nidentity: {identity}\n")),
            ("the bare identity above", format!("{bare}\n{block}\n")),
            ("an emoji before each row", self.each_row(|_, r| format!("🔑 {r}\n"))),
            ("an emoji heading", format!("🔐 collab 🔐\n{block}\n")),
            ("a remark behind each row", self.each_row(|_, r| format!("{r}  ok\n"))),
            ("a check mark behind each box", self.each_box(|_, b| format!("{b}✓ "))),
            ("a version number above", format!("collab v0.1.0\n{block}\n")),
            ("a page number below", format!("{block}\n\n- 3 -\n")),
            ("page 1 of 2", format!("Page 1 of 2\n{block}\n")),
            (
                "in groups of four, with a date above",
                format!("28.11.2026\n{}\n", self.in_groups(4, " ")),
            ),
            ("in one run, with words before it", format!("code={}", self.digits)),
            (
                "in one run within a sentence",
                format!("The code is {}, made on 28.11.2026.", self.digits),
            ),
            ("twice, as copies", format!("{block}\n\nonce more:\n{line}\n")),
            ("twice, nothing between", format!("{block}\n{block}\n")),
            ("twice, in one line", format!("{line} {line}\n")),
            ("twice, one as a sheet", format!("{}\n{line}\n", self.sheet())),
            (
                "headings between the rows",
                self.each_row(|n, r| {
                    format!("{}\n{r}\n", ["first", "second", "third", "fourth"][n - 1])
                }),
            ),
            (
                "a hash above",
                format!(
                    "sha256 adb7a8046c9753e0091714a1e0fbbe4bb66dace16ee7745e22066c0fdc36c490\n{block}\n"
                ),
            ),
            ("an IBAN in the same note", format!("IBAN DE02 1203 0000 0000 2020 51\n\n{block}\n")),
        ]
    }

    fn lists(&self) -> Vec<(&'static str, String)> {
        let half = |n: usize| n * 4 - 3;
        vec![
            ("`1.` before rows", self.each_row(|n, r| format!("{n}. {r}\n"))),
            ("`1)` before rows", self.each_row(|n, r| format!("{n}) {r}\n"))),
            ("`(1)` before rows", self.each_row(|n, r| format!("({n}) {r}\n"))),
            ("`#1` before rows", self.each_row(|n, r| format!("#{n} {r}\n"))),
            ("`No. 1` before rows", self.each_row(|n, r| format!("No. {n} {r}\n"))),
            ("`Nº 1` before rows", self.each_row(|n, r| format!("Nº {n} {r}\n"))),
            ("`Row 1:` before rows", self.each_row(|n, r| format!("Row {n}: {r}\n"))),
            ("`row 1 -` before rows", self.each_row(|n, r| format!("row {n} - {r}\n"))),
            ("`Zeile 1:` before rows", self.each_row(|n, r| format!("Zeile {n}: {r}\n"))),
            ("`1:` before rows, meant as rows", self.each_row(|n, r| format!("{n}: {r}\n"))),
            ("`1` before rows", self.each_row(|n, r| format!("{n} {r}\n"))),
            (
                "`a)` before rows",
                self.each_row(|n, r| format!("{}) {r}\n", ["a", "b", "c", "d"][n - 1])),
            ),
            (
                "`A.` before rows",
                self.each_row(|n, r| format!("{}. {r}\n", ["A", "B", "C", "D"][n - 1])),
            ),
            (
                "`I.` before rows",
                self.each_row(|n, r| format!("{}. {r}\n", ["I", "II", "III", "IV"][n - 1])),
            ),
            ("`1-4:` before rows", self.each_row(|n, r| format!("{}-{}: {r}\n", half(n), n * 4))),
            (
                "`Boxes 1–4:` before rows",
                self.each_row(|n, r| format!("Boxes {}–{}: {r}\n", half(n), n * 4)),
            ),
            (
                "the first box's number before rows",
                self.each_row(|n, r| format!("{}. {r}\n", half(n))),
            ),
            ("`1.` before boxes", self.each_box(|n, b| format!("{n}. {b}\n"))),
            ("`1)` before boxes", self.each_box(|n, b| format!("{n}) {b}\n"))),
            ("`(1)` before boxes", self.each_box(|n, b| format!("({n}) {b}\n"))),
            ("`#1` before boxes", self.each_box(|n, b| format!("#{n} {b}\n"))),
            ("`1:` before boxes", self.each_box(|n, b| format!("{n}: {b}\n"))),
            ("`01:` before boxes", self.each_box(|n, b| format!("{n:02}: {b}\n"))),
            ("`Box 1:` before boxes", self.each_box(|n, b| format!("Box {n}: {b}\n"))),
            ("`Box1:` before boxes", self.each_box(|n, b| format!("Box{n}: {b}\n"))),
            ("`box 1 =` before boxes", self.each_box(|n, b| format!("box {n} = {b}\n"))),
            ("`Kästchen 1:` before boxes", self.each_box(|n, b| format!("Kästchen {n}: {b}\n"))),
            ("`1 -` before boxes", self.each_box(|n, b| format!("{n} - {b}\n"))),
            ("`1` and a tab before boxes", self.each_box(|n, b| format!("{n}\t{b}\n"))),
            (
                "numbered boxes, four to a line",
                self.each_box(|n, b| format!("{n}. {b}{}", if n % 4 == 0 { "\n" } else { "   " })),
            ),
            ("numbered boxes in one line", self.each_box(|n, b| format!("{n}) {b} "))),
            ("a bullet before rows", self.each_row(|_, r| format!("• {r}\n"))),
            ("a dash before rows", self.each_row(|_, r| format!("- {r}\n"))),
            ("an asterisk before rows", self.each_row(|_, r| format!("* {r}\n"))),
            ("an `o` before rows", self.each_row(|_, r| format!("o {r}\n"))),
            (
                "a circled number before rows",
                self.each_row(|n, r| format!("{} {r}\n", ["①", "②", "③", "④"][n - 1])),
            ),
            ("a plus sign before rows", self.each_row(|_, r| format!("+ {r}\n"))),
            (
                "numbers above the boxes",
                self.rows()
                    .iter()
                    .enumerate()
                    .map(|(i, r)| {
                        format!(
                            "{:5} {:5} {:5} {:5}\n{r}\n",
                            i * 4 + 1,
                            i * 4 + 2,
                            i * 4 + 3,
                            i * 4 + 4
                        )
                    })
                    .collect(),
            ),
            (
                "ordinals in words",
                self.each_row(|n, r| format!("{} row: {r}\n", ["1st", "2nd", "3rd", "4th"][n - 1])),
            ),
        ]
    }

    fn markup(&self) -> Vec<(&'static str, String)> {
        let line = self.line();
        let block = self.block();
        let cells = |open: &str, close: &str| -> String {
            self.boxes()
                .chunks(4)
                .map(|row| {
                    format!(
                        "<tr>{}</tr>\n",
                        row.iter().map(|b| format!("{open}{b}{close}")).collect::<String>()
                    )
                })
                .collect()
        };
        vec![
            ("Markdown, bold", format!("**{line}**")),
            ("Markdown, each row bold", self.each_row(|_, r| format!("**{r}**  \n"))),
            ("Markdown, each box bold", self.each_box(|_, b| format!("**{b}** "))),
            ("Markdown, italic", format!("*{line}*")),
            ("Markdown, underscores", format!("__{line}__")),
            ("Markdown, code", format!("`{line}`")),
            ("Markdown, a fence", format!("# Code\n\n```text\n{block}\n```\n")),
            (
                "Markdown, a quotation",
                format!("> **Backup code**\n>\n{}", self.each_row(|_, r| format!("> {r}\n"))),
            ),
            ("Markdown, a task list", self.each_row(|_, r| format!("- [x] {r}\n"))),
            ("Markdown, an open task list", self.each_row(|_, r| format!("- [ ] {r}\n"))),
            (
                "Markdown, a table",
                format!(
                    "| a | b | c | d |\n|---|---|---|---|\n{}",
                    self.each_row(|_, r| format!("| {} |\n", r.replace(' ', " | ")))
                ),
            ),
            (
                "Markdown, a table with row numbers",
                format!(
                    "| row | boxes |\n|----:|-------|\n{}",
                    self.each_row(|n, r| format!("| {n} | {r} |\n"))
                ),
            ),
            ("Markdown, bold labels", self.each_row(|n, r| format!("**{}:** {r}\n", n * 4 - 3))),
            ("Markdown, a heading with a number", format!("## 3. Backup code\n\n{block}\n\n---\n")),
            ("HTML, paragraphs", self.each_row(|_, r| format!("<p>{r}</p>\n"))),
            ("HTML, line breaks", format!("<div>{}</div>", self.rows().join("<br>"))),
            (
                "HTML, a table",
                format!("<table border=\"1\">\n{}</table>\n", cells("<td>", "</td>")),
            ),
            (
                "HTML, a table with widths",
                format!(
                    "<table width=\"100\">\n{}</table>\n",
                    cells("<td width=\"25\" style=\"color:#112233\">", "</td>")
                ),
            ),
            ("HTML, `&nbsp;`", self.boxes().join("&nbsp;")),
            ("HTML, `&#160;`", self.boxes().join("&#160;")),
            (
                "HTML, an ordered list",
                format!("<ol>{}</ol>", self.each_row(|_, r| format!("<li>{r}</li>"))),
            ),
            (
                "HTML, a page",
                format!(
                    "<!DOCTYPE html>\n<html><head><title>Code</title></head>\n<body><h1>Backup code</h1><pre>{block}</pre></body></html>\n"
                ),
            ),
            ("XML", format!("<note date=\"2026-11-28\"><code>{line}</code></note>")),
            ("LaTeX", format!("\\begin{{verbatim}}\n{block}\n\\end{{verbatim}}\n")),
            (
                "Org mode",
                format!(
                    "* Backup code <2026-11-28 Sat>\n#+BEGIN_EXAMPLE\n{block}\n#+END_EXAMPLE\n"
                ),
            ),
            (
                "a wiki's table",
                format!(
                    "{{|\n{}|}}\n",
                    self.each_row(|_, r| format!("|-\n| {}\n", r.replace(' ', " || ")))
                ),
            ),
            ("rich text", format!("{{\\rtf1\\ansi\\deff0 {}}}", self.rows().join("\\par\n"))),
        ]
    }

    fn data(&self) -> Vec<(&'static str, String)> {
        let line = self.line();
        let quoted = |separator: &str| {
            self.boxes().iter().map(|b| format!("\"{b}\"")).collect::<Vec<_>>().join(separator)
        };
        vec![
            ("CSV, a row of boxes", self.boxes().join(",")),
            ("CSV, quoted", quoted(",")),
            ("CSV, four by four", self.each_row(|_, r| format!("{}\n", r.replace(' ', ",")))),
            (
                "CSV, semicolons, quoted",
                self.each_row(|_, r| format!("\"{}\"\n", r.replace(' ', "\";\""))),
            ),
            ("CSV, with a header and a name", format!("name,date,code\nalice,2026-11-28,{line}\n")),
            (
                "CSV, box numbers and boxes",
                format!("box,digits\n{}", self.each_box(|n, b| format!("{n},{b}\n"))),
            ),
            ("TSV, four by four", self.each_row(|_, r| format!("{}\n", r.replace(' ', "\t")))),
            ("JSON, a string", format!("{{\"backup_code\": \"{line}\"}}")),
            ("JSON, an array", format!("[{}]", quoted(", "))),
            (
                "JSON, an array over lines",
                format!("{{\n  \"boxes\": [\n    {}\n  ]\n}}\n", quoted(",\n    ")),
            ),
            (
                "JSON, an object with box numbers",
                format!(
                    "{{{}}}",
                    self.each_box(|n, b| format!(
                        "\"{n}\": \"{b}\"{}",
                        if n < 16 { ", " } else { "" }
                    ))
                ),
            ),
            (
                "JSON, a string with `\\n`",
                format!("{{\"notes\": \"collab\\n{}\"}}", self.rows().join("\\n")),
            ),
            (
                "JSON, with a time and an id",
                format!("{{\"id\": 1042, \"created\": 1795867200, \"note\": \"{line}\"}}"),
            ),
            ("YAML, a list", format!("code:\n{}", self.each_box(|_, b| format!("  - '{b}'\n")))),
            (
                "YAML, a block",
                format!("account: alice\ncode: |\n{}", self.each_row(|_, r| format!("  {r}\n"))),
            ),
            ("YAML, box numbers as keys", self.each_box(|n, b| format!("{n}: \"{b}\"\n"))),
            ("TOML", format!("[alice]\nmade = 2026-11-28\ncode = \"{line}\"\n")),
            ("INI", format!("[alice]\ncode={line}\n")),
            (".env", format!("COLLAB_BACKUP_CODE=\"{line}\"\n")),
            (".env, with `export`", format!("export COLLAB_BACKUP_CODE='{}'\n", self.digits)),
            ("a shell's array", format!("boxes=({line})\n")),
            ("Python, a list of strings", format!("CODE = [{}]\n", quoted(", "))),
            ("a link", format!("https://example.org/?code={}", self.boxes().join("%20"))),
            ("a form's encoding", format!("name=alice&code={}", self.boxes().join("+"))),
            (
                "Bitwarden, JSON",
                format!(
                    "{{\n  \"encrypted\": false,\n  \"folders\": [],\n  \"items\": [{{\n    \"id\": \"0b7c1c1e-1f2a-4c5d-9d33-b27200f4a1f2\",\n    \"type\": 2,\n    \"revisionDate\": \"2026-11-28T12:30:15.123Z\",\n    \"name\": \"collab\",\n    \"notes\": \"{}\"\n  }}]\n}}\n",
                    self.rows().join("\\n")
                ),
            ),
            (
                "Bitwarden, CSV",
                format!(
                    "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n,,note,collab,\"{}\",,0,,,,\n",
                    self.block()
                ),
            ),
            (
                "1Password, CSV",
                format!(
                    "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\ncollab,,alice,{},,false,false,,\n",
                    self.digits
                ),
            ),
            (
                "KeePassXC, CSV",
                format!(
                    "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n\"Root\",\"collab\",\"alice\",\"\",\"\",\"{}\",\"\",\"0\",\"2026-11-28T12:30:15Z\",\"2026-11-28T12:29:01Z\"\n",
                    self.block()
                ),
            ),
            (
                "KeePassXC, XML",
                format!(
                    "<Entry><UUID>lY3rsg==</UUID><IconID>0</IconID><String><Key>Notes</Key><Value>{}</Value></String></Entry>",
                    self.block()
                ),
            ),
            ("pass", format!("{}\nuser: alice\nurl: example.org\n", self.digits)),
            (
                "Apple Passwords, CSV",
                format!(
                    "Title,URL,Username,Password,Notes,OTPAuth\ncollab,,alice,x,\"{}\",\n",
                    self.block()
                ),
            ),
            (
                "Google Password Manager, CSV",
                format!(
                    "name,url,username,password,note\ncollab,https://example.org/,alice,{line},\n"
                ),
            ),
            (
                "LastPass, CSV",
                format!(
                    "url,username,password,totp,extra,name,grouping,fav\nhttp://sn,,,,\"{}\",collab,,0\n",
                    self.block()
                ),
            ),
            (
                "a vCard's note",
                format!("BEGIN:VCARD\nVERSION:3.0\nTEL:+491711234567\nNOTE:{line}\nEND:VCARD\n"),
            ),
            (
                "a calendar's entry",
                format!(
                    "BEGIN:VEVENT\nDTSTART:20261128T123000Z\nDESCRIPTION:{}\nEND:VEVENT\n",
                    self.rows().join("\\n")
                ),
            ),
        ]
    }

    fn messages(&self) -> Vec<(&'static str, String)> {
        let block = self.block();
        let line = self.line();
        let header = "From: Maria <maria@example.org>\nTo: me@example.org\nDate: Sat, 28 Nov 2026 12:30:15 +0100\nMessage-ID: <20261128123015.4711@mail.example.org>\nSubject: my code\n";
        let quoted = format!(
            "Am 28.11.2026 um 12:30 schrieb Maria:\n{}",
            self.each_row(|_, r| format!("> {r}\n"))
        );
        vec![
            ("a mail", format!("{header}\nHi,\n\n{block}\n\nMaria\n")),
            (
                "a mail with a signature",
                format!(
                    "{header}\n{block}\n\n-- \nMaria Müller\nTel. 030 1234567, Fax 030 7654321\nHauptstr. 12, 10115 Berlin\n"
                ),
            ),
            ("a mail that quotes", format!("{header}\n{quoted}")),
            ("a mail that quotes twice", quoted.replace("> ", "> > ")),
            (
                "a mail in quoted-printable, wrapped",
                format!(
                    "{header}Content-Transfer-Encoding: quoted-printable\n\nHallo=20\n{}=\n{}\n",
                    &line[..70],
                    &line[70..]
                ),
            ),
            (
                "a mail in quoted-printable, no-break spaces",
                format!(
                    "{header}Content-Transfer-Encoding: quoted-printable\n\n{}\n",
                    self.rows()
                        .iter()
                        .map(|r| r.replace(' ', "=C2=A0"))
                        .collect::<Vec<_>>()
                        .join("=20\n")
                ),
            ),
            (
                "a mail in two forms",
                format!(
                    "{header}Content-Type: multipart/alternative; boundary=\"b1_4711\"\n\n--b1_4711\nContent-Type: text/plain\n\n{block}\n--b1_4711\nContent-Type: text/html\n\n<p>{}</p>\n--b1_4711--\n",
                    self.rows().join("<br>")
                ),
            ),
            (
                "an mbox",
                format!("From maria@example.org Sat Nov 28 12:30:15 2026\n{header}\n{block}\n"),
            ),
            ("WhatsApp, one message", format!("[28.11.26, 12:30:15] Maria: {line}\n")),
            (
                "WhatsApp, a message a row",
                self.each_row(|n, r| format!("[28.11.26, 12:30:1{n}] Maria: {r}\n")),
            ),
            (
                "WhatsApp on Android",
                self.each_row(|n, r| format!("28.11.26, 12:3{n} - Maria: {r}\n")),
            ),
            (
                "WhatsApp, a message of four lines",
                format!(
                    "[28.11.26, 12:30:15] Maria: here it is\n[28.11.26, 12:30:20] Maria: {block}\n[28.11.26, 12:31:02] Me: thanks\n"
                ),
            ),
            (
                "Telegram",
                format!("Maria, [28.11.2026 12:30]\n{block}\n\nMe, [28.11.2026 12:31]\nthanks\n"),
            ),
            ("Signal", format!("Maria · 12:30\n{block}\n12:31 ✓✓\n")),
            ("Slack", format!("Maria  12:30 PM\n{block}\n:+1: 2\n")),
            ("Discord", format!("Maria — Today at 12:30\n{line}\n")),
            ("IRC", self.each_row(|n, r| format!("12:30:0{n} <maria> {r}\n"))),
            ("IRC, in brackets", self.each_row(|n, r| format!("[12:3{n}] <maria> {r}\n"))),
            ("Matrix", format!("Maria (@maria:example.org) 28.11.2026, 12:30\n> {line}\n")),
            (
                "SMS, in two parts",
                format!(
                    "(1/2) {}\n(2/2) {}\n",
                    self.rows()[..2].join(" "),
                    self.rows()[2..].join(" ")
                ),
            ),
            ("a letter read aloud, `then`", self.boxes().join(" then ")),
        ]
    }

    fn terminals(&self) -> Vec<(&'static str, String)> {
        let block = self.block();
        let line = self.line();
        vec![
            ("a prompt above", format!("$ collab print --digits\n{block}\n$ \n")),
            (
                "a prompt with a name and a folder",
                format!("maria@desk:~/2026$ collab print --digits\n{block}\nmaria@desk:~/2026$\n"),
            ),
            (
                "PowerShell's prompt",
                format!(
                    "PS C:\\Users\\maria> collab print --digits\n{block}\nPS C:\\Users\\maria>\n"
                ),
            ),
            (
                "a prompt with a time",
                format!("[12:30:15] maria % collab print\n{block}\n[12:30:19] maria %\n"),
            ),
            ("`echo` on the same line", format!("$ echo {line}\n")),
            ("`echo` in a pipe", format!("echo \"{line}\" | collab restore\n")),
            ("a here-document", format!("collab restore <<EOF\n{block}\nEOF\n")),
            (
                "a shell's history",
                format!(
                    "  501  ls\n  502  collab print --digits > code.txt\n  503  echo {}\n",
                    self.digits
                ),
            ),
            ("bold", format!("\u{1b}[1m{block}\u{1b}[0m\n")),
            ("colored boxes", self.each_box(|n, b| format!("\u{1b}[3{}m{b}\u{1b}[0m ", n % 8))),
            ("256 colors within a box", line.replacen(' ', "\u{1b}[38;5;12m \u{1b}[m", 3)),
            ("`cat -n`", self.each_row(|n, r| format!("{n:6}\t{r}\n"))),
            ("`nl -s:`", self.each_row(|n, r| format!("{n:6}: {r}\n"))),
            ("`grep -n`", self.each_row(|n, r| format!("{n}:{r}\n"))),
            ("`grep -n`, headings left out", self.each_row(|n, r| format!("{}:{r}\n", n + 2))),
            (
                "`grep -n` behind a heading",
                format!("12:Backup code:\n{}", self.each_row(|n, r| format!("{}:{r}\n", n + 12))),
            ),
            ("`grep -n` from line 98 on", self.each_row(|n, r| format!("{}:{r}\n", n + 97))),
            ("`grep -n` of rows apart", self.each_row(|n, r| format!("{}:{r}\n", 2 * n + 5))),
            (
                "`grep -n` of a sheet",
                self.sheet().lines().zip(1..).map(|(l, n)| format!("{n}:{l}\n")).collect(),
            ),
            ("`grep -Hn`", self.each_row(|n, r| format!("code.txt:{}:{r}\n", n + 12))),
            ("`grep -C`", self.each_row(|n, r| format!("{}-{r}\n", n + 12))),
            ("`grep -H`", self.each_row(|_, r| format!("code.txt:{r}\n"))),
            (
                "a diff",
                format!(
                    "--- a/code.txt\n+++ b/code.txt\n@@ -0,0 +1,4 @@\n{}",
                    self.each_row(|_, r| format!("+{r}\n"))
                ),
            ),
            (
                "`git show` of a commit",
                format!(
                    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8\nDate:   Sat Nov 28 12:30:15 2026 +0100\n\n{}",
                    self.each_row(|_, r| format!("+{r}\n"))
                ),
            ),
            (
                "`git blame`",
                self.each_row(|n, r| {
                    format!("9fceb02d (Maria 2026-11-28 12:30:15 +0100 {n}) {r}\n")
                }),
            ),
            ("vim with numbers", self.each_row(|n, r| format!("{n:3} {r}\n")) + "~\n~\n"),
            ("a comment of C", self.each_row(|_, r| format!(" * {r}\n"))),
            ("line continuations", self.rows().join(" \\\n")),
            ("a log", self.each_row(|n, r| format!("2026-11-28T12:30:0{n}.123Z INFO code: {r}\n"))),
            ("syslog", format!("Nov 28 12:30:15 desk maria[4711]: {line}\n")),
        ]
    }

    fn damaged(&self) -> Vec<(&'static str, String)> {
        let line = self.line();
        // Each group in the lines of the dump has `together` bytes.
        let dump = |together: usize, show: fn(usize, &str, &str) -> String| -> String {
            let lines = line.as_bytes().chunks(16).zip((0..).step_by(16));
            lines
                .map(|(bytes, at)| {
                    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                    let hex: Vec<String> = hex.chunks(together).map(<[String]>::concat).collect();
                    show(at, &hex.join(" "), &String::from_utf8_lossy(bytes))
                })
                .collect()
        };
        let block = self.block();
        let with = |at: usize, text: &'static str| {
            let mut boxes = self.boxes();
            boxes[at] = text;
            boxes
        };
        let lines = |boxes: &[&str]| {
            boxes.chunks(4).map(|row| row.join(" ")).collect::<Vec<_>>().join("\n")
        };
        let quoted = |text: &str| text.lines().map(|l| format!("> {l}\n")).collect::<String>();
        let other: String = (0..16).map(|at| format!("{} ", &self.other[at * 5..][..5])).collect();
        let numbers =
            |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("\t");
        vec![
            ("quoted, one box `?`", quoted(&lines(&with(4, "?")))),
            ("a heading, one box `?????`", format!("Backup code:\n{}", lines(&with(6, "?????")))),
            ("a heading, a wrong digit", format!("Backup code:\n{}", lines(&with(1, "17352")))),
            ("a heading, a letter in a box", format!("Backup code:\n{}", lines(&with(1, "O7352")))),
            ("a foreign letter in a box", lines(&with(1, "07y52"))),
            ("a fraction sign in a box", lines(&with(1, "07½52"))),
            ("a hash sign in a box", lines(&with(1, "07#52"))),
            ("a symbol behind the last box", format!("{block} #")),
            (
                "a numbered list, one box `?`",
                with(4, "?").iter().enumerate().map(|(i, b)| format!("{}. {b}\n", i + 1)).collect(),
            ),
            ("a sheet with a wrong digit", self.sheet().replacen("1: 7", "1: 1", 1)),
            ("a digit missing", lines(&with(6, "4195"))),
            ("a box written twice", lines(&[&self.boxes()[..8], &self.boxes()[7..]].concat())),
            (
                "numbers of a spreadsheet: 1.23E+19",
                numbers(&mut (0..4).map(|i| {
                    format!(
                        "{}.{}E+19",
                        &self.digits[i * 20..][..1],
                        &self.digits[i * 20 + 1..][..14]
                    )
                })),
            ),
            (
                "numbers of a spreadsheet: leading zeros lost",
                numbers(&mut self.boxes().iter().map(|b| b.trim_start_matches('0').to_owned())),
            ),
            (
                "numbers of a spreadsheet: thousands' commas",
                self.each_box(|_, b| format!("{},{} ", &b[..2], &b[2..])),
            ),
            (
                "numbers of a spreadsheet: 1,23e19",
                numbers(&mut (0..4).map(|i| {
                    format!(
                        "{},{}e19",
                        &self.digits[i * 20..][..1],
                        &self.digits[i * 20 + 1..][..5]
                    )
                })),
            ),
            (
                "numbers of a spreadsheet: zeros from the sixteenth digit on",
                numbers(&mut (0..4).map(|i| format!("{}00000", &self.digits[i * 20..][..15]))),
            ),
            (
                "numbers of a spreadsheet: a column, leading zeros lost",
                self.each_box(|_, b| format!("{}\n", b.trim_start_matches('0'))),
            ),
            (
                "numbers of a spreadsheet: groups of ten, leading zeros lost",
                (0..8)
                    .map(|i| self.digits[i * 10..][..10].trim_start_matches('0').to_owned() + ",")
                    .collect(),
            ),
            (
                "numbers of a spreadsheet: leading zeros lost, a fraction added",
                self.each_box(|_, b| format!("{}.0,", b.trim_start_matches('0'))),
            ),
            (
                "numbers of a spreadsheet: leading zeros lost, thousands' commas",
                self.each_box(|_, b| {
                    let b = b.trim_start_matches('0');
                    format!("{},{}\t", &b[..b.len() - 3], &b[b.len() - 3..])
                }),
            ),
            (
                "numbers of a spreadsheet: thousands' dots and a fraction",
                self.each_box(|_, b| format!("{}.{},00;", &b[..2], &b[2..])),
            ),
            (
                "numbers of a spreadsheet: leading zeros lost, and a wrong digit",
                numbers(&mut with(4, "34421").iter().map(|b| b.trim_start_matches('0').to_owned())),
            ),
            (
                "in hexadecimal, as `xxd -p` writes it",
                base16ct::lower::encode_string(self.digits.as_bytes())
                    .as_bytes()
                    .chunks(60)
                    .map(|line| format!("{}\n", String::from_utf8_lossy(line)))
                    .collect(),
            ),
            ("in base64, as Kubernetes writes it", Base64::encode_string(block.as_bytes())),
            ("`hexdump -C`", dump(1, |at, hex, text| format!("{at:08x}  {hex} |{text}|\n"))),
            ("`xxd`", dump(2, |at, hex, text| format!("{at:08x}: {hex} {text}\n"))),
            ("`od -t x1`", dump(1, |at, hex, _| format!("{at:07o} {hex}\n"))),
            ("two codes", format!("{block}\n\n{other}\n")),
            ("two codes, nothing between", format!("{block}\n{other}\n")),
            ("a code and another without its last box", format!("{block}\n\n{}\n", &other[..90])),
            ("half a code", block[..47].into()),
            ("three rows in a note", format!("my code\n{}\n", self.rows()[..3].join("\n"))),
            (
                "labels that contradict each other",
                self.each_row(|n, r| format!("{}: {r}\n", [1, 9, 5, 9][n - 1])),
            ),
            ("a cursor's escape sequence", format!("\u{1b}[2J{block}\n")),
            ("an identity alone", self.identity.into()),
            (
                "a wallet's phrase",
                "legal winner thank year wave sausage worth useful legal winner thank yellow"
                    .into(),
            ),
            (
                "a private key of age",
                String::from(
                    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
                ),
            ),
            (
                "a private key of SSH",
                String::from("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"),
            ),
            ("an access token", String::from("ghp_16C7e42F292c6912E7710c838347Ae178B4a")),
            (
                "an SSH key",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9EMK28Zye7xw1I01XJJQsWmi9Jf alice@desk"
                    .into(),
            ),
            ("80 times the letter O", "O".repeat(80)),
            ("nothing but blanks", " \n\t\n".into()),
            ("a shopping list", "2 l milk\n12 eggs\n500 g flour\n".into()),
        ]
    }
}
