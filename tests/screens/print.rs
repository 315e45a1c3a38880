//! `collab print` on a terminal.

use rustix::process::Signal;

use super::{NARROW, USUAL, code_on, in_shell, on_terminal};
use crate::support::collab::{ALICE, Home, Saved};
use crate::support::pty::{CTRL_C, CTRL_Z, ESCAPE, Pty};

const LEAVE: &str = "Enter to leave";

#[test]
fn the_code_is_shown_in_private_and_wiped() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["print"], size);
        pty.sees(LEAVE);
        assert!(pty.is_in_private());
        assert_eq!(code_on(&pty), ALICE.code);
        let ended = pty.enters("").ends().with(0).keeps_secret(ALICE.code);
        assert_eq!(ended.left.trim(), "");
    }
}

#[test]
fn the_other_ways_are_a_menu_that_shows_no_code() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print"], USUAL);
    pty.sees(LEAVE).enters("other").sees("Type more for other ways to save it;").enters("more");
    pty.sees_below("> By hand").sees_below("Leave").enters("qr").sees("The phone shows 80 digits");
    pty.enters("").sees_below("> By hand").sees_below("Leave").enters("leave");
    pty.ends().with(0).keeps_secret(ALICE.code);
}

#[test]
fn the_menu_is_left_by_escape_as_by_its_last_line() {
    for way in ["leave\r", ESCAPE] {
        let home = Home::new();
        home.holds(&ALICE, Saved::Unconfirmed);
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(LEAVE).enters("more").sees_below("> By hand").enters("sheet");
        pty.sees_below("Where shall the sheet go?").sees("Back").types(ESCAPE);
        let ended = pty.ends().with(0).says("Once it is saved, confirm that: `collab check`.");
        ended.does_not_say("nothing was changed");
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(LEAVE).enters("more").sees_below("> By hand").types(way);
        let ended = pty.ends().with(0).says("Once it is saved, confirm that: `collab check`.");
        ended.does_not_say("nothing was changed");
    }
}

#[test]
fn however_it_is_left_nothing_stays() {
    let home = Home::of(&[&ALICE]);
    let shown = || {
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(LEAVE);
        pty
    };
    shown().types(CTRL_C).ends().with(130).keeps_secret(ALICE.code);
    shown().signals(Signal::TERM).ends().by(Signal::TERM).keeps_secret(ALICE.code);
    shown().signals(Signal::HUP).ends().by(Signal::HUP).keeps_secret(ALICE.code);
    shown().closes().ends().by(Signal::HUP);
}

#[test]
fn inline_and_plain_print_where_you_are_and_say_that_it_stays() {
    let home = Home::of(&[&ALICE]);
    for (flag, boxes) in [("--inline", ALICE.rows()), ("--plain", spelled())] {
        let ended = on_terminal(&home, &["print", flag], USUAL).ends().with(0).says(&boxes);
        let ended = ended.says("It stays on this screen until you clear it.");
        assert!(!ended.output.contains('\x1b'), "{:?}", ended.output);
    }
}

/// Returns the rows as a screen reader says them: digit by digit, with a pause after each box.
fn spelled() -> String {
    let spelled = |digits: &str| digits.split("").collect::<Vec<_>>().join(" ").trim().to_owned();
    let rows = ALICE.rows();
    let rows = rows.lines().zip([1, 5, 9, 13]).map(|(row, first)| {
        let boxes: Vec<String> = row.split(' ').map(spelled).collect();
        format!("{first:>4}:  {}\n", boxes.join(", "))
    });
    rows.collect()
}

#[test]
fn digits_spelled_for_a_screen_reader_are_read_again() {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "check"]).stdin(spelled()).stdout_any().run();
    let lost =
        spelled().replacen("7 7 4 3 5", "7 ? 4 3 5", 1).replacen("9 4 1 8 9", "? ? ? ? ?", 1);
    let new = ["-q", "--keystore", "new", "restore", "--repair", "--expect", ALICE.identity];
    home.collab(new).stdin(lost).stdout_any().stderr_any().run();

    // A person types it line by line, or pastes all of it.
    for text in [spelled(), spelled().lines().map(|line| &line[7..]).collect::<Vec<_>>().join("\n")]
    {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
        pty.sees("Row 1 of 4, or all of it:");
        for line in text.lines() {
            pty.enters(line);
        }
        pty.locks_nothing().ends().with(0).says("alice is back on this device.");
    }
}

#[test]
fn a_pipe_gets_the_rows_though_a_person_is_there() {
    let home = Home::of(&[&ALICE]);
    let mut pty = in_shell(&home, r#"umask 077; "$collab" print > rows"#, USUAL);
    let ended = pty.ends().with(0);
    assert_eq!(ended.output, "");
    assert_eq!(std::fs::read_to_string(home.at("rows")).expect("rows"), ALICE.rows());
}

#[test]
fn a_run_of_digits_is_whole_in_any_window() {
    for size in [USUAL, NARROW, (41, 8)] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["print", "--digits"], size);
        pty.sees(LEAVE);
        let rows = pty.rows();
        assert_eq!(rows[0].trim(), "The backup code of alice", "{size:?} {rows:#?}");
        assert!(rows.concat().replace(' ', "").contains(ALICE.code), "{size:?} {rows:#?}");
        assert!(rows.last().is_some_and(|row| row.trim().is_empty()), "{size:?} {rows:#?}");
        pty.enters("").ends().with(0).keeps_secret(ALICE.code);
    }
}

/// Returns the rows of the screen on which a QR code is drawn.
fn drawn(pty: &Pty) -> Vec<u16> {
    let is_drawn = |&row: &u16| {
        let cell = pty.screen().cell(row, 0).expect("a cell");
        cell.bgcolor() == vt100::Color::Idx(231)
    };
    (0..pty.screen().size().0.get()).filter(is_drawn).collect()
}

#[test]
fn a_qr_code_is_whole_and_black_on_white() {
    // 29 modules and a quiet zone of 4 on each side, at two rows of modules to a line.
    for size in [USUAL, (40, 21), (37, 24)] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["print", "--qr"], size);
        pty.sees(LEAVE);
        let rows = drawn(&pty);
        assert_eq!(rows.len(), 19, "{size:?}\n{}", pty.contents());
        for row in rows {
            for column in 0..37 {
                let cell = pty.screen().cell(row, column).expect("a cell");
                assert_eq!(cell.bgcolor(), vt100::Color::Idx(231), "{size:?}");
                assert_eq!(cell.fgcolor(), vt100::Color::Idx(16), "{size:?}");
            }
        }
        let ended = pty.enters("").ends().with(0);
        assert!(!ended.left.contains(['█', '▀', '▄']), "{}", ended.left);
    }
}

#[test]
fn a_qr_code_is_never_shown_in_part() {
    let home = Home::of(&[&ALICE]);
    for size in [NARROW, (30, 24)] {
        let mut pty = on_terminal(&home, &["print", "--qr"], size);
        pty.sees("This window is too small. Make it larger, or leave with Ctrl-C.");
        assert!(!pty.contents().contains(['█', '▀', '▄']));
        pty.resizes(USUAL).sees(LEAVE);
        assert_eq!(drawn(&pty).len(), 19);
        pty.enters("").ends().with(0);
    }
}

#[test]
fn colors_are_left_out_where_they_are_not_wanted() {
    let home = Home::of(&[&ALICE]);
    let inline = ["print", "--qr", "--inline"];
    let colored = on_terminal(&home, &inline, USUAL).ends().with(0).output;
    assert!(colored.contains("\x1b[38;5;16;48;5;231m"), "black on white where nothing is said");

    let never = [&inline[..], &["--color", "never"]].concat();
    let never = on_terminal(&home, &never, USUAL).ends().with(0).output;
    let variable = home.collab(inline).env("TERM", "xterm").env("NO_COLOR", "1");
    let variable = Pty::start(&variable.command(), USUAL).ends().with(0).output;
    for output in [never, variable] {
        assert!(output.contains('█') && !output.contains('\x1b'), "{output:?}");
    }
}

#[test]
fn an_inverted_qr_code_has_its_ink_where_the_other_has_none() {
    let home = Home::of(&[&ALICE]);
    let drawn = |more: &[&str]| {
        let arguments = [&["print", "--qr", "--inline", "--color", "never"], more].concat();
        let output = on_terminal(&home, &arguments, USUAL).ends().with(0).output;
        let is_drawn = |line: &&str| line.chars().count() == 37;
        output
            .lines()
            .map(|line| line.trim_end_matches('\r'))
            .filter(is_drawn)
            .map(String::from)
            .collect()
    };
    let (usual, inverted): (Vec<String>, Vec<String>) = (drawn(&[]), drawn(&["--invert"]));
    assert_eq!((usual.len(), inverted.len()), (19, 19));
    let exchanged = |c| match c {
        '█' => ' ',
        ' ' => '█',
        '▀' => '▄',
        _ => '▀',
    };
    for (line, other) in usual.iter().zip(&inverted).take(18) {
        assert_eq!(line.chars().map(exchanged).collect::<String>(), *other);
    }
    // The last line is half a line.
    assert_eq!(inverted[18], "▀".repeat(37));
}

#[test]
fn without_color_a_page_says_how_to_invert_its_qr_code() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print", "--qr", "--color", "never"], USUAL);
    pty.sees("On a dark background, use `collab print --qr --invert --account alice`.").sees(LEAVE);
    assert!(!pty.output().contains("\x1b[38"));
    pty.enters("").ends().with(0);
}

#[test]
fn while_stopped_it_is_not_to_be_seen() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print"], USUAL);
    pty.sees(LEAVE).types(CTRL_Z).is_stopped();
    pty.sees_below("");
    assert_eq!(pty.contents().trim(), "");
    pty.signals(Signal::CONT).sees(LEAVE);
    assert_eq!(code_on(&pty), ALICE.code);
    pty.enters("").ends().with(0).keeps_secret(ALICE.code);
}
