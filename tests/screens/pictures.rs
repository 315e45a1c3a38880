//! The screens of a first run as a person sees them, compared with committed pictures.
//!
//! `COLLAB_UPDATE=1 cargo test pictures` redraws them. The code and the identity are new in each
//! run, so a picture shows every digit of them as 0 and every letter as x.

use std::fs;
use std::path::Path;

use super::{LOCK_IT, MENU, NARROW, SAVED, USUAL, code_on, on_terminal};
use crate::support::collab::{Home, skip};
use crate::support::pty::{Pty, Size};

/// Returns the screen in a frame, with the parts that are new in each run replaced.
fn picture(pty: &Pty, code: &str) -> String {
    let mut picture = String::new();
    for row in pty.rows() {
        let is_qr = row.contains(['█', '▀', '▄']);
        let row = if is_qr { String::from("(a row of the QR code)") } else { masked(&row, code) };
        picture.push_str(format!("|{row}").trim_end());
        picture.push('\n');
    }
    picture
}

fn masked(row: &str, code: &str) -> String {
    let is_of_code = |word: &str| word.len() == 5 && code.contains(word);
    let mut before = "";
    let words = row.split_inclusive(' ').map(|word| {
        let bare = word.trim_end();
        let is_ending = std::mem::replace(&mut before, bare) == "identity:" && bare.len() == 9;
        if is_ending {
            return word.replace(|c: char| c.is_ascii_alphanumeric(), "x");
        }
        if is_of_code(bare) {
            word.replace(|c: char| c.is_ascii_digit(), "0")
        } else if bare.starts_with("did:key:z6Mk")
            || (bare.len() > 15 && !bare.contains(['.', '"']))
        {
            let from = if bare.starts_with("did:") { "did:key:z6Mk".len() } else { 0 };
            word[..from].to_owned()
                + &word[from..].replace(|c: char| c.is_ascii_alphanumeric(), "x")
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

/// Compares the screen with its committed picture.
#[track_caller]
fn looks_like(name: &str, size: Size, pty: &mut Pty, code: &str) {
    let (columns, rows) = size;
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/screens/pictures")
        .join(format!("{name}-{columns}x{rows}.txt"));
    let known = fs::read_to_string(&file).unwrap_or_default();
    if std::env::var_os("COLLAB_UPDATE").is_some() {
        let seen = picture(pty.is_still(), code);
        if seen != known {
            fs::create_dir_all(file.parent().expect("it has one")).expect("it can be written");
            fs::write(&file, &seen).expect("it can be written");
            skip(&format!("{} is drawn anew: look at it", file.display()));
        }
        return;
    }
    // The text that was waited for may appear before the rest of the screen.
    pty.waits(&format!("{}:\n{known}", file.display()), |pty| picture(pty, code) == known);
}

#[test]
fn a_first_run_looks_as_it_was_drawn() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["--keystore", "accounts.json", "init", "alice"], size);
        pty.sees(LOCK_IT).enters("").sees(MENU);
        looks_like("init-menu", size, &mut pty, "");
        pty.enters("").sees(SAVED);
        let code = code_on(&pty);
        looks_like("init-code", size, &mut pty, &code);
        pty.enters("blank").sees("The blank sheet is in").sees(SAVED);
        looks_like("init-blank-made", size, &mut pty, &code);
        pty.enters("back").sees_below("> It is saved").sees_below(MENU).enters("copy");
        pty.sees("sent to your terminal to copy")
            .waits("the menu", |pty| pty.output().matches(MENU).count() > 2);
        looks_like("init-copied", size, &mut pty, &code);
        if size == USUAL {
            pty.enters("qr").sees("Enter when the phone has them");
            looks_like("init-qr", size, &mut pty, &code);
            pty.enters("");
        }
        pty.sees_below("> It is saved")
            .sees_below(MENU)
            .enters("hand")
            .sees(SAVED)
            .enters("")
            .sees("Is it saved?")
            .sees("of 4: box ");
        let contents = pty.contents();
        let (_, rest) = contents.split_once("of 4: box ").expect("a box");
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let number: usize = number.parse().expect("its number");
        pty.enters(&code[(number - 1) * 5..number * 5]);
        pty.sees_below("Next: `collab check --keystore accounts.json` tries")
            .sees_below("safe your accounts are.");
        looks_like("init-done", size, &mut pty, &code);
        pty.ends().with(0).keeps_secret(&code);
    }
}
