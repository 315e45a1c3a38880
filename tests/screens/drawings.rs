//! The pictures of the README: the program draws them on a real terminal, and they are compared
//! with the committed ones in docs/pictures/.
//!
//! `COLLAB_UPDATE=1 cargo test drawings` redraws them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{ROW_1, on_terminal};
use crate::support::collab::{ALICE, Home, skip};
use crate::support::pty::Pty;

/// A window in which the boxes are as wide as they get in a README.
const WINDOW: (u16, u16) = (64, 17);
/// The width and height of a character, in pixels.
const CELL: (u16, u16) = (9, 18);
/// The margin between the text and the frame, in pixels.
const MARGIN: u16 = 14;

/// Returns the screen as SVG.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#fff\" stroke=\"#999\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\" fill=\"#222\">\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let begin = column;
            let style = style_of(screen, row, column);
            let mut text = String::new();
            while column < columns && style_of(screen, row, column) == style {
                let cell = screen.cell(row, column).expect("a cell of the screen");
                text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                column += 1;
            }
            if text.trim().is_empty() && !style.contains("inverse") {
                continue;
            }
            draw(&mut svg, (begin, row), &text, &style);
        }
    }
    svg + "</g>\n</svg>\n"
}

/// Returns the style of a cell, in words.
fn style_of(screen: &vt100::Screen, row: u16, column: u16) -> String {
    let cell = screen.cell(row, column).expect("a cell of the screen");
    let mut style = String::new();
    for (is_so, word) in
        [(cell.bold(), "bold "), (cell.dim(), "dim "), (cell.inverse(), "inverse ")]
    {
        style.push_str(if is_so { word } else { "" });
    }
    style
}

fn draw(svg: &mut String, (column, row): (u16, u16), text: &str, style: &str) {
    let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
    let length = u16::try_from(text.chars().count()).expect("a row") * CELL.0;
    if style.contains("inverse") {
        let (width, height) = (length, CELL.1);
        writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#222\"/>"
        )
        .expect("a string");
    }
    let mut look = String::new();
    if style.contains("inverse") {
        look.push_str(" fill=\"#fff\"");
    } else if style.contains("dim") {
        look.push_str(" fill=\"#777\"");
    }
    if style.contains("bold") {
        look.push_str(" font-weight=\"bold\"");
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let y = y + 14;
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\"{look}>{text}</text>"
    )
    .expect("a string");
}

/// Compares the screen with its committed picture, once it has that content.
#[track_caller]
fn is_drawn(name: &str, pty: &mut Pty) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(name);
    if std::env::var_os("COLLAB_UPDATE").is_some() {
        return keep(&file, &svg(pty.is_still().screen()));
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    pty.waits(&file.display().to_string(), |pty| svg(pty.screen()) == known);
}

fn keep(file: &Path, picture: &str) {
    if fs::read_to_string(file).unwrap_or_default() != picture {
        fs::create_dir_all(file.parent().expect("it has one")).expect("it can be written");
        fs::write(file, picture).expect("it can be written");
        skip(&format!("{} is drawn anew: look at it", file.display()));
    }
}

#[test]
fn the_readme_shows_the_boxes_and_a_correction() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice"], WINDOW);
    pty.sees(ROW_1);
    let wrong = ALICE.with(&[(7, &ALICE.slip(7))]).replace(' ', "");
    let digits: Vec<char> = wrong.chars().filter(char::is_ascii_digit).collect();
    for (nth, digit) in digits.iter().enumerate() {
        pty.types(digit.encode_utf8(&mut [0; 4]));
        if nth % 20 == 19 && nth < 79 {
            pty.sees(&format!("Row {} of 4", nth / 20 + 2));
        }
        if nth == 19 {
            is_drawn("boxes.svg", &mut pty);
        }
    }
    pty.sees("Box 7");
    is_drawn("correction.svg", &mut pty);
    pty.types(crate::support::pty::CTRL_C).ends();
}

#[test]
fn the_readme_shows_the_sheet() {
    let home = Home::of(&[&ALICE]);
    home.collab(["print", "--sheet", "sheet.svg"]).stderr_any().run();
    let sheet = fs::read_to_string(home.at("sheet.svg")).expect("it is there");
    let today =
        humantime::format_rfc3339(std::time::SystemTime::now()).to_string()[..10].to_owned();
    let sheet = sheet.replace(&today, "2026-01-01");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures/sheet.svg");
    if std::env::var_os("COLLAB_UPDATE").is_some() {
        return keep(&file, &sheet);
    }
    assert!(
        fs::read_to_string(&file).expect("it is there") == sheet,
        "the sheet changed: look at it"
    );
}
