//! Properties of reading: a code reads as itself in every written form, and no part of any other
//! text appears in an error.

use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::{LIMIT, Reason, read};
use collab::code::{BackupCode, BoxNumber};
use proptest::prelude::*;

mod adversary;
mod kinds;
mod limits;
mod scans;
mod table;

/// Generates a backup code.
pub(super) fn code() -> impl Strategy<Value = BackupCode> {
    proptest::collection::vec(0..99_991_u32, 12).prop_map(code_of)
}

/// Returns the code with these first twelve boxes.
fn code_of(boxes: Vec<u32>) -> BackupCode {
    let mut draws = boxes.into_iter();
    BackupCode::generate_from(&mut |bytes: &mut [u8]| {
        let draw = draws.next().expect("twelve are drawn").to_le_bytes();
        bytes.copy_from_slice(&draw[..bytes.len()]);
        Ok(())
    })
    .expect("the draws are all below p")
}

/// Generates a pair of characters, each a digit or a mark: the first mostly a digit, the second
/// mostly a mark.
fn place() -> impl Strategy<Value = (char, char)> {
    let mark = proptest::sample::select("?OlZSbBg".chars().collect::<Vec<_>>());
    let digit = proptest::char::range('0', '9');
    (0..20_usize, digit, mark).prop_map(|(draw, digit, mark)| {
        (if draw < 16 { digit } else { mark }, if draw < 2 { digit } else { mark })
    })
}

fn reads_as(text: impl AsRef<[u8]>, code: &BackupCode) -> Result<(), TestCaseError> {
    let reading = read(text.as_ref()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    match diagnose(&reading, None) {
        Ok(Diagnosis::Valid(found)) => prop_assert!(found == *code),
        other => return Err(TestCaseError::fail(format!("{other:?}"))),
    }
    Ok(())
}

/// Returns the code's digits with these separators between groups of this length.
fn grouped(code: &BackupCode, group: usize, separators: &[&str]) -> String {
    let text = code.canonical_text();
    let groups = text.expose().as_bytes().chunks(group).map(|group| String::from_utf8_lossy(group));
    let mut written = String::new();
    for (index, group) in groups.enumerate() {
        if index > 0 {
            written.push_str(separators[index % separators.len()]);
        }
        written.push_str(&group);
    }
    written
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_grouping_with_any_separators_reads_as_the_code(
        code in code(),
        group in 1..=80_usize,
        separators in proptest::collection::vec(
            proptest::sample::select(vec![
                " ", "\n", "\r\n", "\t", "-", "–", "—", "-\n", ". ", ", ", " · ", " | ", "/", "_",
                "\u{a0}", "\u{3000}", "\u{200b} ", "\u{2060} \u{feff}",
            ]),
            1..4,
        ),
        ends in proptest::sample::select(vec!["", " ", "\n\n", "\"", "“", "\u{feff}"]),
    ) {
        let text = format!("{ends}{}{ends}", grouped(&code, group, &separators));
        reads_as(&text, &code)?;
    }

    #[test]
    fn the_identity_may_be_kept_beside_the_code(code in code(), group in 4..=20_usize) {
        let identity = collab::derivation::identity(&code);
        let digits = grouped(&code, group, &[" "]);
        reads_as(format!("{digits}\n\n  {identity}\n"), &code)?;
        reads_as(format!("{identity}\n{digits}"), &code)?;
    }

    /// Terminals paste carriage returns, editors may write a byte-order mark first, and chats may
    /// put a direction mark before each line.
    #[test]
    fn any_line_end_and_any_encoding_reads_as_the_code(
        code in code(),
        end in proptest::sample::select(vec!["\n", "\r\n", "\r", "\u{2028}"]),
        mark in proptest::sample::select(vec!["", "\u{feff}", "\u{200e}"]),
    ) {
        let identity = collab::derivation::identity(&code);
        let rows = code.labeled_rows().each_ref().map(|row| row.expose().clone()).join(end);
        let digits = grouped(&code, 5, &[" "]);
        for text in [
            format!("{identity}{end}{digits}"),
            format!("{digits}{end}{end}{identity}{end}"),
            format!("{identity}{end}{rows}"),
            format!("{rows}{end}collab backup code 1{end}1 sheet{end}"),
            format!("1 sheet{end}collab backup code 1{end}{rows}"),
        ] {
            reads_as(format!("{mark}{text}"), &code)?;
            let marked: Vec<String> = text.split(end).map(|line| format!(" {mark}{line}")).collect();
            reads_as(marked.join(end), &code)?;
            let units = || "\u{feff}".encode_utf16().chain(text.encode_utf16());
            reads_as(units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), &code)?;
            reads_as(units().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(), &code)?;
        }
    }

    #[test]
    fn rows_in_any_order_read_as_the_code_when_labels_say_which_they_are(
        code in code(),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        ranges in any::<bool>(),
    ) {
        let rows = code.rows();
        let mut text = String::new();
        for row in order {
            let (first, last) = (row * 4 + 1, row * 4 + 4);
            let label = if ranges { format!("{first}–{last}:") } else { format!("{first}:") };
            text.extend([label.as_str(), " ", rows[row].expose(), "\n"]);
        }
        reads_as(&text, &code)?;
        let sheet = format!("collab — backup code 1\nKeep it in 1 place: not here.\n{text}2026\n");
        reads_as(&sheet, &code)?;
    }

    #[test]
    fn digits_of_any_script_read_as_the_code(
        code in code(),
        zero in proptest::sample::select(vec!['٠', '۰', '०', '０', '𝟎', '𝟘', '๐']),
    ) {
        let translated: String = code
            .canonical_text()
            .expose()
            .bytes()
            .filter_map(|digit| char::from_u32(u32::from(zero) + u32::from(digit - b'0')))
            .collect();
        reads_as(&translated, &code)?;
    }

    #[test]
    fn lost_boxes_come_back_however_they_are_marked(
        code in code(),
        lost in proptest::sample::subsequence((1..=16_usize).collect::<Vec<_>>(), 1..=4),
        mark in proptest::sample::select(vec!["?", "*", "x", "?????", "xxxxx", "__?__"]),
    ) {
        let text: Vec<String> = BoxNumber::all()
            .map(|number| {
                if lost.contains(&usize::from(number.get())) {
                    String::from(mark)
                } else {
                    code.box_text(number).expose().clone()
                }
            })
            .collect();
        let reading = read(text.join(" ").as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let Ok(Diagnosis::Damaged(found)) = diagnose(&reading, None) else {
            return Err(TestCaseError::fail("no explanation"));
        };
        prop_assert_eq!(found.len(), 1);
        prop_assert!(found[0].code == code);
        let changed: Vec<usize> = found[0].boxes().iter().map(|n| usize::from(n.get())).collect();
        prop_assert_eq!(found[0].is_certain(), lost.len() <= 2);
        prop_assert_eq!(changed, lost);
    }

    /// Spreadsheets treat boxes as numbers and drop leading zeros.
    #[test]
    fn zeros_that_a_spreadsheet_dropped_come_back(
        draws in proptest::collection::vec(0..99_991_u32, 12),
        small in proptest::sample::subsequence((0..12_usize).collect::<Vec<_>>(), 0..=8),
        form in 0..4_usize,
    ) {
        let mut draws = draws;
        for at in small {
            draws[at] = draws[at] % 9000 + 1000;
        }
        let code = code_of(draws);
        let numbers: Vec<String> = BoxNumber::all()
            .map(|number| code.box_text(number).expose().trim_start_matches('0').to_owned())
            .collect();
        prop_assume!(numbers.iter().all(|number| number.len() >= 4));
        prop_assume!((1..=12).contains(&numbers.iter().filter(|number| number.len() < 5).count()));
        let thousands = |number: &String| {
            let (front, back) = number.split_at(number.len() - 3);
            format!("\"{front},{back}\"")
        };
        let text = match form {
            0 => numbers.join("\t"),
            1 => numbers.join("\n"),
            2 => numbers.join(".0,") + ".0",
            _ => numbers.iter().map(thousands).collect::<Vec<_>>().join(","),
        };
        let reading = read(text.as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let Ok(Diagnosis::Damaged(found)) = diagnose(&reading, None) else {
            return Err(TestCaseError::fail("no explanation"));
        };
        prop_assert!(found.len() == 1 && found[0].code == code && found[0].is_certain());
    }

    #[test]
    fn however_it_is_grouped_a_damaged_code_reads_the_same(
        places in proptest::collection::vec(place(), 80),
        dense in any::<bool>(),
    ) {
        let digits: String =
            places.iter().map(|&(digit, mark)| if dense { digit } else { mark }).collect();
        let groups: Vec<&str> = (0..16).map(|at| &digits[at * 5..][..5]).collect();
        let rows = groups.chunks(4).zip([1, 5, 9, 13]);
        let rows = rows.map(|(row, first)| format!("{first:>4}:  {}", row.join(" ")));
        let rows = rows.collect::<Vec<_>>().join("\n");
        let read = |text: &str| match read(text.as_bytes()) {
            Ok(reading) => reading.boxes().map(|it| it.map(|one| *one.digits())).ok_or(Reason::Count),
            Err(refused) => Err(refused.error.reason()),
        };
        let expected = read(&groups.join(" "));
        for text in [groups.join("-"), digits, rows] {
            prop_assert!(read(&text) == expected);
        }
    }

    #[test]
    fn no_five_digits_of_a_refused_text_are_in_the_error(
        text in "([0-9]{5,9}[ a-z:?_\u{1b}½-]{0,3}){0,30}|\\PC{0,200}",
    ) {
        if let Err(error) = read(text.as_bytes()) {
            let shown = format!("{error:?} {error}");
            let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            for five in digits.windows(5) {
                let five: String = five.iter().collect();
                prop_assert!(!shown.contains(&five));
            }
        }
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..LIMIT + 10),
    ) {
        let outcome = read(&bytes);
        prop_assert!(bytes.len() <= LIMIT || outcome.is_err());
    }
}

#[test]
fn a_text_with_digits_is_never_called_empty() {
    let lines = |line: fn(usize) -> String| (0..40).map(line).collect::<String>();
    for text in [
        lines(|n| format!("{} and so on\n", 12345 + n)),
        lines(|n| format!("call 030 {}\n", 1_234_567 + n)),
    ] {
        let error = read(text.as_bytes()).expect_err("no code").error;
        assert_ne!(error.reason(), Reason::Empty, "{text}");
    }
}
