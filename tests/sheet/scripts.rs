//! Notes in scripts that the sheet's own font lacks: the PDF draws them with installed fonts.

use std::fs;

use super::{make, neighbor};
use crate::support::collab::{ALICE, Home, set_mode, skip_without};

/// Notes of one line.
const NOTES: [&str; 7] = [
    "Η Μαρία έχει το άλλο. Спроси её, Việt Nam",
    "أمي لديها النسخة الأخرى رقم 12",
    "שלום, אמא",
    "नोट क्षत्रिय हिन्दी",
    "ภาษาไทย ที่นี่",
    "東京の叔母さん、日本語のメモ",
    "☎ Märta",
];

/// The rows of the page, in millimeters, where a note's first line stands.
const LINE: [usize; 2] = [213, 219];
/// The end of the room for notes, in millimeters.
const END: usize = 270;
/// The resolution of the pictures, in dots per inch.
const RESOLUTION: usize = 100;

/// Makes a PDF with a note, unless no installed font has its characters.
fn drawn(home: &Home, file: &str, note: &str) -> bool {
    let mut run = home.collab(["-q", "print", "--sheet", file, "--note", note]).command();
    let output = run.output().expect("it runs");
    if String::from_utf8_lossy(&output.stderr).contains("no font on this computer") {
        skip_without(&format!("font for {note}"));
        return false;
    }
    assert!(output.status.success(), "{note}: {output:?}");
    true
}

/// Returns the rows of pixels of a PDF's page, or `None` where no program can draw it.
fn pixels(home: &Home, name: &str) -> Option<Vec<Vec<u8>>> {
    let [file, resolution] = [format!("{name}.pdf"), RESOLUTION.to_string()];
    let arguments = ["-singlefile", "-gray", "-r", &resolution, &file, name];
    neighbor("pdftoppm", &arguments, home.path())?;
    let picture = fs::read(home.at(&format!("{name}.pgm"))).expect("it was drawn");
    let head: Vec<&[u8]> = picture.splitn(4, u8::is_ascii_whitespace).collect();
    let width = std::str::from_utf8(head[1]).expect("text").parse().expect("a width");
    let height: usize = std::str::from_utf8(head[2]).expect("text").parse().expect("a height");
    let start = picture.len() - width * height;
    Some(picture[start..].chunks(width).map(<[u8]>::to_vec).collect())
}

fn row(millimeters: usize) -> usize {
    millimeters * RESOLUTION * 10 / 254
}

#[test]
fn a_note_in_any_script_stands_on_the_sheet_and_nothing_else_moves() {
    let home = Home::of(&[&ALICE]);
    make(&home, "plain.pdf", &[]);
    let Some(plain) = pixels(&home, "plain") else { return };
    for (nth, note) in NOTES.into_iter().enumerate() {
        let (name, file) = (format!("note-{nth}"), format!("note-{nth}.pdf"));
        if !drawn(&home, &file, note) {
            continue;
        }
        let page = pixels(&home, &name).expect("the program is here");
        assert!(page[..row(LINE[0])] == plain[..row(LINE[0])], "{note}");
        assert!(page[row(END)..] == plain[row(END)..], "{note}");
        // Right of the heading and of the dash.
        let dark = |row: &Vec<u8>| row[140..].iter().filter(|pixel| **pixel < 128).count();
        let ink = |page: &[Vec<u8>]| page[row(LINE[0])..row(LINE[1])].iter().map(dark).sum();
        let [with, without]: [usize; 2] = [&page, &plain].map(|page| ink(page));
        assert!(with > 50 && without == 0, "{note}: {with}, {without}");
        let arguments = ["-singlefile", "-png", "-r", "150", &file, "note"];
        neighbor("pdftoppm", &arguments, home.path()).expect("the program is here");
        set_mode(&home.at("note.png"), 0o600);
        reads(&home, "note.png");
        reads(&home, &file);
    }
}

fn reads(home: &Home, file: &str) {
    home.collab(["-q", "check", "--image", file]).stdout(format!("{}\n", ALICE.identity)).run();
}

#[test]
fn a_note_in_any_script_can_be_copied() {
    let home = Home::of(&[&ALICE]);
    for (nth, note) in NOTES.into_iter().enumerate() {
        let file = format!("note-{nth}.pdf");
        // pdftotext reverses a text from right to left that the document gives in reading order.
        let is_rtl = note.contains(['أ', 'ש']);
        if is_rtl || !drawn(&home, &file, note) {
            continue;
        }
        let Some(text) = neighbor("pdftotext", &[&file, "-"], home.path()) else { return };
        assert!(text.contains(&format!("– {note}")), "{text}");
        home.collab(["-q", "check"]).stdin(text).stdout(format!("{}\n", ALICE.identity)).run();
    }
}

#[test]
fn digits_in_a_note_are_no_boxes() {
    let home = Home::of(&[&ALICE]);
    if drawn(&home, "sheet.pdf", "Мама 0151 2345 6789, папа 0152 3456 7890") {
        reads(&home, "sheet.pdf");
    }
}

#[test]
fn the_same_fonts_and_the_same_note_make_the_same_sheet() {
    let home = Home::of(&[&ALICE]);
    for file in ["one.pdf", "other.pdf"] {
        if !drawn(&home, file, "Спроси маму\n\nв Москве") {
            return;
        }
    }
    let read = |file: &str| fs::read(home.at(file)).expect("it is there");
    assert_eq!(read("one.pdf"), read("other.pdf"));
}

#[test]
fn a_note_in_the_sheets_own_font_stays_text() {
    let home = Home::of(&[&ALICE]);
    make(&home, "sheet.pdf", &["--note", "Märta has the other — ask her"]);
    let bytes = fs::read(home.at("sheet.pdf")).expect("it is there");
    let replaced = b"/ActualText";
    let count = bytes.windows(replaced.len()).filter(|window| window == replaced).count();
    assert_eq!(count, 4, "only the rows of boxes have a text for copying");
}
