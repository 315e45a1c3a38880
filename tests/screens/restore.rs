//! `collab restore`: the line by line prompt of `--plain`, and what follows a code that was typed.
//! The boxes are in `boxes`.

use super::{NARROW, ROW_1, USUAL, accounts, confirmed, in_shell, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home};
use crate::support::pty::{CTRL_C, CTRL_D, Pty, Size};

const ASKS: &str = "Row 1 of 4, or all of it:";
const BACK: &str = "alice is back on this device.";
const NEXT: &str = "Next row, or Enter after a paste:";
/// Asked when what is there may be all, less some that was lost.
const NEXT_IF_ANY: &str = "Next row, or Enter if that is all:";

/// A restore that waits for the code, line by line. What is typed there stays on the screen.
fn asking(home: &Home, size: Size) -> Pty {
    let mut pty = on_terminal(home, &["--plain", "restore", "alice"], size);
    pty.sees(ASKS);
    pty
}

/// What was typed or pasted brings the account back.
fn restores(size: Size, input: &str) {
    let home = Home::new();
    let mut pty = asking(&home, size);
    pty.types(input).ends().with(0).says(BACK).says(ALICE.identity);
    assert_eq!(accounts(&home), confirmed("alice"));
}

fn rows() -> Vec<String> {
    ALICE.rows().lines().map(String::from).collect()
}

#[test]
fn four_rows_are_typed_one_by_one() {
    for size in [USUAL, NARROW, (40, 8)] {
        let home = Home::new();
        let mut pty = asking(&home, size);
        for (row, so_far) in rows().iter().zip(["4", "8", "12"]) {
            pty.enters(row).sees(&format!("{so_far} of 16 boxes so far. {NEXT}"));
        }
        pty.enters(&rows()[3]).ends().with(0).says(BACK);
        assert_eq!(accounts(&home), confirmed("alice"));
    }
}

#[test]
fn one_paste_is_taken_in_any_grouping() {
    let run = ALICE.code;
    let fives = ALICE.boxes().join(" ");
    let tens: Vec<&str> = (0..8).map(|at| &run[at * 10..at * 10 + 10]).collect();
    let labelled: Vec<String> =
        rows().iter().zip([1, 5, 9, 13]).map(|(row, label)| format!("  {label}: {row}")).collect();
    let pastes = [
        run.to_owned(),
        fives.clone(),
        fives.replace(' ', "-"),
        tens.join(" "),
        ALICE.rows().trim_end().replace('\n', "\r"),
        tens.join("\r"),
        ALICE.boxes().join("\r"),
        labelled.join("\r"),
        labelled.join("\r\r"),
    ];
    for paste in pastes {
        restores(NARROW, &format!("{paste}\r"));
    }
}

#[test]
fn a_whole_page_is_pasted_with_its_blank_lines_and_words() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print"], USUAL);
    let page = pty.sees("Enter to leave:").contents();
    assert!(page.contains("\n\n"), "{page}");
    pty.enters("").ends().with(0);
    restores(USUAL, &format!("{}\r", page.replace('\n', "\r")));
}

#[test]
fn sixteen_boxes_are_typed_line_by_line() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    for (index, digits) in ALICE.boxes().iter().enumerate().take(15) {
        let next = if index < 13 { NEXT } else { NEXT_IF_ANY };
        pty.enters(digits).sees(&format!("{} of 16 boxes so far. {next}", index + 1));
    }
    pty.enters(&ALICE.boxes()[15]).ends().with(0).says(BACK);
}

#[test]
fn the_marks_of_a_bracketed_paste_are_no_part_of_it() {
    restores(USUAL, &format!("\x1b[200~{}\x1b[201~\r", ALICE.boxes().join(" ")));
    restores(
        USUAL,
        &format!("\x1b[200~{}\r\x1b[201~", ALICE.rows().trim_end().replace('\n', "\r")),
    );
}

#[test]
fn a_line_with_something_foreign_is_typed_again() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    pty.enters(&rows()[0]).sees("4 of 16");
    pty.enters("17: 12345").sees("That was not taken: a label names a box that no code has");
    pty.enters(&rows()[1]).sees("8 of 16");
    // A word is no part of a code, and no obstacle.
    pty.enters("and").enters(&rows()[2]).sees("12 of 16");
    pty.enters(&rows()[3]).ends().with(0).says(BACK);
}

#[test]
fn far_too_many_digits_are_refused_and_the_last_row_typed_again() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for row in &rows()[..3] {
        pty.enters(row);
    }
    pty.sees("12 of 16").enters(&format!("{} 12345 12345 1", rows()[3]));
    pty.sees("That was not taken: there are 91 digits, and a backup code has 80. Again:");
    pty.enters(&rows()[3]).ends().with(0).says(BACK);
}

#[test]
fn a_digit_too_many_in_a_row_is_mended_after_a_yes() {
    for row in 0..4 {
        let home = Home::new();
        let mut pty = asking(&home, NARROW);
        let typed = rows();
        for (index, text) in typed.iter().enumerate() {
            pty.enters(&if index == row { format!("{text}1") } else { text.clone() });
        }
        pty.sees(&format!("{} a digit too many", ALICE.boxes()[4 * row + 3])).sees(USE_IT);
        let ended = pty.enters("y").ends().with(0).says(BACK);
        ended.says(&format!("box {}: a digit too many", 4 * row + 4));
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn a_digit_too_few_is_mended_when_that_is_all() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for row in &rows()[..3] {
        pty.enters(row);
    }
    let cut = &rows()[3][1..];
    pty.sees("12 of 16").enters(cut).sees("79 digits so far, which are no whole boxes");
    pty.sees(NEXT_IF_ANY).enters("").sees(USE_IT).sees("13: 89435 a digit left out").enters("y");
    pty.ends().with(0).says(BACK).says("Correct the paper: box 13: a digit left out.");
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn an_empty_line_gives_up() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.enters("").ends().with(4).says("there is no code: nothing was given");
    assert!(!home.keystore().exists());
}

#[test]
fn an_empty_line_after_some_rows_says_what_is_missing_and_asks_anew() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    pty.enters(&rows()[0]).sees("4 of 16").enters("").sees("Enter once more to stop").enters("");
    pty.sees("Not yet: there are 20 digits, and a backup code has 80").sees(ASKS);
    pty.enters("").ends().with(4).says("there are 20 digits");
}

#[test]
fn a_line_is_taken_back() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.enters("1").sees("1 digit so far").enters("back").sees("Row 1 of 4");
    pty.enters(&rows()[0]).sees("4 of 16").enters(&rows()[2]).sees("8 of 16");
    pty.enters("back").sees("4 of 16");
    pty.enters(&rows()[1..].join(" ")).ends().with(0).says(BACK);
}

#[test]
fn the_last_row_of_a_paste_without_an_end_is_taken_with_enter() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types(&ALICE.rows().trim_end().replace('\n', "\r")).sees("Enter after a paste");
    pty.enters("").ends().with(0).says(BACK);
}

#[test]
fn leaving_restores_nothing() {
    for key in [CTRL_C, CTRL_D] {
        let home = Home::new();
        let mut pty = asking(&home, USUAL);
        pty.enters(&rows()[0]).sees("4 of 16");
        pty.types(key).ends().with(130);
        assert!(!home.keystore().exists());
    }
}

/// A restore of a damaged code that asks whether to use it mended.
fn mended(home: &Home, changes: &[(usize, &str)], size: Size, asks: &str) -> Pty {
    let mut pty = on_terminal(home, &["restore", "alice"], size);
    pty.sees(ROW_1).enters(&ALICE.with(changes)).sees(asks);
    assert!(pty.is_in_private(), "what changes is shown in private");
    pty
}

const USE_IT: &str = "Use it? [y/N]";

#[test]
fn a_mended_code_is_shown_and_used_after_a_yes() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let slip = ALICE.slip(9);
        let mut pty = mended(&home, &[(3, "?"), (9, &slip), (16, "8?0?7")], size, USE_IT);
        pty.sees(&format!("3: {} could not be read", ALICE.boxes()[2]));
        pty.sees(&format!("9: {} a wrong digit", ALICE.boxes()[8]));
        pty.sees("The code does not check as it stands. These boxes would change:");
        assert!(squeezed(&pty).contains(ALICE.identity), "{}", pty.contents());
        let ended = pty.enters("y").ends().with(0).says(BACK).keeps_secret(ALICE.code);
        ended.says("Correct the paper: box 3: could not be read; box 9: a wrong digit; box 16:");
        // What is on paper is not the code: that takes a check of the corrected paper.
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

fn squeezed(pty: &Pty) -> String {
    pty.contents().split_whitespace().collect()
}

#[test]
fn a_corrected_code_is_not_used_without_a_yes() {
    let slip = ALICE.slip(9);
    let changes = [(3, "?"), (9, slip.as_str())];
    for answer in ["", "n", "no"] {
        let home = Home::new();
        let mut pty = mended(&home, &changes, USUAL, USE_IT);
        pty.enters("maybe").sees("Please answer y or n.");
        pty.enters(answer).sees("Not used. Compare the boxes with the paper.");
        pty.types(CTRL_C).ends().with(130).does_not_say(BACK).keeps_secret(ALICE.code);
        assert!(!home.keystore().exists());

        let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
        pty.sees("Row 1 of 4, or all of it:").enters(&ALICE.with(&changes)).sees(USE_IT);
        let ended = pty.enters(answer).ends().with(4);
        ended.says("error: the corrected code was not used; look at boxes 3 and 9");
        assert!(!home.keystore().exists());
    }
}

#[test]
fn enter_means_yes_where_only_two_unreadable_boxes_were_worked_out() {
    const YES: &str = "Use it? [Y/n]";
    for (changes, asks) in [
        (&[(3, "?")][..], YES),
        (&[(3, "?"), (4, "?")], YES),
        (&[(3, "?"), (4, "3?4?2")], YES),
        (&[(3, "9?1?9"), (4, "3?4?2"), (9, "9?3?7")], USE_IT),
    ] {
        let home = Home::new();
        let text = ALICE.with(changes);
        let mut pty = on_terminal(&home, &["restore", "alice"], USUAL);
        pty.sees(ROW_1).enters(&text).sees(asks);
        pty.enters("n").sees("Not used.").types(CTRL_C).ends().with(130).does_not_say(BACK);
        assert!(!home.keystore().exists());
    }
    let home = Home::new();
    mended(&home, &[(3, "?"), (4, "?")], USUAL, YES).enters("").ends().with(0).says(BACK);
}

#[test]
fn leaving_the_question_uses_nothing() {
    let home = Home::new();
    let mut pty = mended(&home, &[(3, "?")], USUAL, "Use it? [Y/n]");
    pty.types(CTRL_C).ends().with(130).keeps_secret(ALICE.code);
    assert!(!home.keystore().exists());
}

#[test]
fn a_code_that_does_not_check_is_asked_for_again() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    let slips: Vec<(usize, String)> =
        (1..=8).map(|number| (number * 2, ALICE.slip(number))).collect();
    let slips: Vec<(usize, &str)> =
        slips.iter().map(|(number, text)| (*number, text.as_str())).collect();
    pty.enters(&ALICE.with(&slips)).sees("no likely correction").sees("Enter alone goes back");
    pty.enters("").ends().with(4).says("no likely correction was found without its identity");

    let mut pty = asking(&home, NARROW);
    pty.enters(&rows()[0]).sees("4 of 16").enters("").sees("Enter once more to stop").enters("");
    pty.sees("Not yet: there are 20 digits").sees(ASKS);
    pty.enters(ALICE.code).ends().with(0).says(BACK);
}

#[test]
fn a_code_of_another_account_is_refused() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice", "--expect", BOB.identity], USUAL);
    pty.sees(ROW_1).enters(ALICE.code);
    pty.ends().with(5).says("of another account").keeps_secret(ALICE.code);
    assert!(!home.keystore().exists());
}

#[test]
fn the_name_is_asked_for_when_the_code_is_good() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore"], USUAL);
    pty.sees(ROW_1).enters(ALICE.code).sees_below("Name of the account on this device");
    pty.enters("").ends().with(0).says(BACK).keeps_secret(ALICE.code);
    assert_eq!(accounts(&home), confirmed("alice"));

    let mut pty = on_terminal(&home, &["restore"], USUAL);
    pty.sees(ROW_1).enters(ALICE.code);
    pty.ends()
        .with(0)
        .says("This account is here already, as alice. Its backup code is confirmed.");
}

#[test]
fn the_rest_of_a_paste_reaches_no_shell() {
    let more = "echo oh no\r".repeat(40);
    let pastes = [
        format!("{}{more}", ALICE.rows().replace('\n', "\r")),
        format!("{}\r{more}unended", ALICE.code),
        format!("{}\r{}\r{more}", ALICE.code, BOB.code),
    ];
    for (paste, told) in pastes.into_iter().zip([BACK, BACK, "Again:"]) {
        for flags in ["--inline", "--plain"] {
            let home = Home::new();
            let script = format!(r#""$collab" {flags} restore alice; cat > rest"#);
            let mut pty = in_shell(&home, &script, USUAL);
            pty.sees(ASKS).types(&paste).sees(told);
            if told != BACK {
                // Two codes are none; the rest of the paste was no answer either.
                pty.enters(ALICE.code);
            }
            pty.sees_below(BACK).enters("typed afterwards").types(CTRL_D).ends().with(0);
            let rest = std::fs::read_to_string(home.at("rest")).expect("what cat got");
            assert_eq!(rest, "typed afterwards\n");
        }
    }
}

#[test]
fn a_paste_in_pieces_reaches_no_shell() {
    let home = Home::new();
    let mut pty = in_shell(&home, r#""$collab" restore; cat > rest"#, USUAL);
    pty.sees(ROW_1).types(ALICE.code).types("\r");
    for _ in 0..20 {
        pty.types("and a line\r");
    }
    pty.sees_below("Name of the account").enters("").sees_below(BACK);
    pty.types(CTRL_D).ends().with(0);
    assert_eq!(std::fs::read_to_string(home.at("rest")).expect("what cat got"), "");
}
