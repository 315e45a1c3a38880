//! `collab codes print --sheet`: a sheet with the codes that are left, for a box or a safe.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::{added, list};
use crate::support::collab::{ALICE, Home, mode, skip_without};

/// Returns a list of this many codes of 64 characters.
fn long(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{:064x}", 0xabcd_ef00_0000 + n);
        text
    })
}

fn print(home: &Home, file: &str) {
    home.collab(["-q", "codes", "print", "--sheet", file]).keystore_unchanged().run();
}

/// Returns the text of a PDF as a person copies it, or `None` where pdftotext is not installed.
fn text_of(home: &Home, file: &str) -> Option<String> {
    let mut run = Command::new("pdftotext");
    run.args(["-layout", file, "-"]).current_dir(home.path());
    let Ok(output) = run.output() else {
        skip_without("pdftotext");
        return None;
    };
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn a_sheet_has_the_codes_that_are_left_with_their_numbers_and_boxes_to_tick() {
    let home = added(4);
    home.collab(["-q", "codes", "used", "github", "1"]).run();
    home.collab(["codes", "print", "--sheet", "codes.txt"])
        .stderr(
            "The sheet with 3 codes is in \"codes.txt\". Print it, then delete the file: anyone who has \
             it has the codes.\n",
        )
        .keystore_unchanged()
        .run();
    assert_eq!(mode(&home.at("codes.txt")), 0o600);
    let sheet = fs::read_to_string(home.at("codes.txt")).expect("it is there");
    let codes: Vec<String> = list(4).lines().map(String::from).collect();
    assert!(!sheet.contains(&codes[0]), "it is used");
    for (code, number) in codes[1..].iter().zip(2..) {
        assert!(sheet.contains(&format!("  [ ]   {number}:  {code}\n")), "{sheet}");
    }
    for words in ["github (3 codes left, list of 20", "cross out the", "collab codes add SERVICE"] {
        assert!(sheet.contains(words), "{sheet}");
    }
}

#[test]
fn a_pdf_and_an_svg_have_the_same_codes() {
    let home = added(16);
    let login = ["--login", "Märta"];
    home.collab(["-q", "codes", "add", "google"])
        .args(login)
        .stdin("1234 5678\n")
        .stderr_any()
        .run();
    for file in ["codes.pdf", "codes.svg"] {
        print(&home, file);
        assert_eq!(mode(&home.at(file)), 0o600);
    }
    let svg = fs::read_to_string(home.at("codes.svg")).expect("it is there");
    assert!(svg.contains("google (Märta)") && svg.contains(">16</text>"));
    let Some(text) = text_of(&home, "codes.pdf") else { return };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (code, number) in list(16).lines().zip(1..) {
        assert!(flat.contains(&format!("{number}: {code}")), "{number}: {text}");
    }
    assert!(flat.contains("1: 1234 5678"), "{text}");
}

#[test]
fn many_codes_take_more_pages_and_an_svg_has_only_one() {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "codes", "add", "example"]).stdin(long(100)).stderr_any().run();
    home.collab(["codes", "print", "--sheet", "codes.svg"])
        .refused(
            2,
            "the codes need 4 pages, and an SVG has one",
            "end the name in .pdf, which has pages; or name one service",
        )
        .run();
    assert!(!home.at("codes.svg").exists());
    print(&home, "codes.pdf");
    let Some(text) = text_of(&home, "codes.pdf") else { return };
    assert_eq!(text.matches('\u{c}').count(), 4);
    assert!(text.contains("Page 4 of 4"), "{text}");
    let flat: String = text.split_whitespace().collect();
    assert!(long(100).lines().all(|code| flat.contains(code)));
}

#[test]
fn no_sheet_of_them_is_read_as_a_backup_code() {
    // Ten codes of eight digits are eighty digits, as a backup code is.
    let home = Home::of(&[&ALICE]);
    let digits = ALICE.code.as_bytes().chunks(8);
    let codes: Vec<&str> = digits.map(|code| str::from_utf8(code).expect("digits")).collect();
    let run = home.collab(["-q", "codes", "add", "facebook"]);
    run.stdin(codes.join("\n")).status(4).stderr_any().run();
    let others: String = (0..10).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{}", 31_415_926 + n * 2_718_281);
        text
    });
    home.collab(["-q", "codes", "add", "facebook"]).stdin(&others).stderr_any().run();
    for file in ["codes.txt", "codes.pdf"] {
        print(&home, file);
    }
    for arguments in [
        &["restore", "--code-file", "codes.txt"][..],
        &["restore", "--image", "codes.pdf"],
        &["check", "--code-file", "codes.txt"],
    ] {
        let run = home.collab(arguments).status(4).stderr_any().secret(&others);
        run.keystore_unchanged().run();
    }
}

#[test]
fn a_sheet_without_a_code_or_a_format_is_refused() {
    let home = added(1);
    home.collab(["codes", "print", "--sheet", "codes"]).status(2).stderr_any().run();
    home.collab(["codes", "print", "--page", "a4"])
        .refused(2, "`--page` is about a sheet", "name its file with `--sheet FILE.pdf`")
        .run();
    let sheet = ["codes", "print", "--sheet", "-", "--format", "txt"];
    let given = home.collab(sheet).stdout_any().run().stdout;
    assert!(given.contains(list(1).trim()));
    home.collab(["-q", "codes", "used", "github", "1"]).stderr_any().run();
    home.collab(["codes", "print", "--sheet", "codes.txt"])
        .refused(
            3,
            "no code is left to print",
            "make new ones at the service; then `collab codes add SERVICE` keeps them",
        )
        .run();
    assert!(!home.at("codes.txt").exists());
}
