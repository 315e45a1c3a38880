//! The sixteen boxes: typing, pasting, their messages, and the state in which they leave the
//! terminal.

use rustix::process::Signal;

use super::{BACK, NARROW, ROW_1, USUAL, accounts, confirmed, in_shell, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home, leak};
use crate::support::pty::{CTRL_C, CTRL_D, CTRL_L, CTRL_U, CTRL_Z, ESCAPE, Pty, Size};

const WIDE: Size = (200, 24);
const FITS: &str = "It fits. Press Enter to go on.";
const SEVEN_WRONG: &str = "Box 7, probably 41957: one wrong digit.";
const HOME: &str = "\x1b[H";
const UP: &str = "\x1b[A";
const TAB: &str = "\t";
const BACKSPACE: &str = "\x7f";

/// Starts a restore, and waits for its boxes.
fn asking(home: &Home, size: Size) -> Pty {
    let mut pty = on_terminal(home, &["restore", "alice"], size);
    pty.sees(ROW_1);
    assert!(pty.is_in_private());
    assert!(!pty.has_its_own_modes(), "a test of modes would be vacuous");
    pty
}

/// Returns a bracketed paste, as a terminal marks it.
fn marked(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

/// Types one key at a time.
pub(super) fn type_keys(pty: &mut Pty, keys: &str) {
    for key in keys.chars() {
        pty.types(key.encode_utf8(&mut [0; 4]));
    }
}

/// Types the rest of a row, and each further row when the cursor is there: input that comes all at
/// once counts as a paste.
fn type_rows(pty: &mut Pty, first: &str, others: &str) {
    type_keys(pty, first);
    for (nth, row) in others.as_bytes().chunks(20).enumerate() {
        pty.sees(&format!("Row {} of 4", nth + 2));
        type_keys(pty, std::str::from_utf8(row).expect("digits"));
    }
}

/// Returns the code in every grouping that a paste may have.
fn groupings() -> Vec<String> {
    let run = ALICE.code;
    let rows: Vec<String> = ALICE.rows().lines().map(String::from).collect();
    let tens: Vec<&str> = (0..8).map(|at| &run[at * 10..at * 10 + 10]).collect();
    let labeled: Vec<String> =
        rows.iter().zip([1, 5, 9, 13]).map(|(row, label)| format!("  {label}: {row}")).collect();
    vec![
        run.to_owned(),
        ALICE.boxes().join(" "),
        ALICE.boxes().join("-"),
        tens.join(" "),
        rows.join("\r"),
        rows.join("\r\n"),
        ALICE.boxes().join("\r"),
        ALICE.boxes().join("\t"),
        labeled.join("\r"),
        labeled.join("\r\r"),
    ]
}

/// Presses Enter, and checks that the account is restored and confirmed and that no digit is left.
fn enter_restores(home: &Home, pty: &mut Pty) {
    pty.sees(FITS).types("\r").locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
    assert_eq!(accounts(home), confirmed("alice"));
}

#[test]
fn the_first_boxes_of_a_paste_wait_for_the_others() {
    for (size, boxes) in [(USUAL, 14), (USUAL, 15), (NARROW, 14)] {
        for marks in [("\x1b[200~", "\x1b[201~"), ("", "")] {
            let home = Home::new();
            let mut pty = on_terminal(&home, &["restore", "alice"], size);
            let (first, rest) = ALICE.code.split_at(boxes * 5);
            pty.sees(ROW_1).types(&format!("{}{first}{}", marks.0, marks.1));
            pty.waits("the boxes", |pty| pty.contents().contains(&first[first.len() - 5..]));
            pty.types(rest).sees(FITS).enters("").locks_nothing().ends().with(0).says(BACK);
        }
    }
}

#[test]
fn digits_advance_through_the_boxes() {
    for size in [USUAL, NARROW, WIDE, (20, 20), (40, 8)] {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["restore", "alice"], size);
        pty.sees("Row 1 of 4");
        for (row, label) in ALICE.rows().lines().zip(["Row 1", "Row 2", "Row 3", "Row 4"]) {
            pty.sees(label);
            type_keys(&mut pty, row);
        }
        enter_restores(&home, &mut pty);
    }
}

#[test]
fn rows_may_be_ended_with_enter() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for (row, next) in ALICE.rows().lines().zip(["5 is empty", "9 is empty", "13 is empty"]) {
        type_keys(&mut pty, row);
        pty.sees("boxes so far").types("\r").sees(&format!("Box {next}."));
    }
    pty.types(ALICE.rows().lines().last().expect("a row"));
    enter_restores(&home, &mut pty);
}

#[test]
fn a_mistake_is_taken_back_and_typed_over() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    let boxes = ALICE.boxes();
    pty.types("111112").sees("11111 2____").types(&BACKSPACE.repeat(6)).sees("_____ _____");
    pty.types(&boxes[1]).sees("1 of 16").types("\x1b[Z").types(&boxes[0]).types("9");
    pty.sees(&format!("{} 9____", boxes[0])).types(CTRL_U).types(&boxes[1]);
    pty.sees(&format!("{} {}", boxes[0], boxes[1]));
    pty.types(&marked(ALICE.code)).sees(FITS).types(HOME).types(UP).types(UP).types(UP);
    pty.sees("Row 1 of 4").types(TAB).types("00000");
    pty.sees(&format!("Box 2, probably {}: wrong. Type what the paper says", boxes[1]));
    pty.types("\x1b[Z").types(&boxes[1]);
    enter_restores(&home, &mut pty);
}

#[test]
fn a_marked_paste_in_any_grouping_fills_all_boxes_from_any_box() {
    for (index, paste) in groupings().into_iter().enumerate() {
        let home = Home::new();
        let mut pty = asking(&home, if index % 2 == 0 { USUAL } else { NARROW });
        pty.types(&"12345".repeat(index % 3)).types(&"\t".repeat(index)).types(&marked(&paste));
        enter_restores(&home, &mut pty);
    }
}

#[test]
fn an_unmarked_paste_fills_all_boxes() {
    for (index, paste) in groupings().into_iter().enumerate() {
        let home = Home::new();
        let mut pty = asking(&home, if index % 2 == 0 { USUAL } else { NARROW });
        pty.types(&paste);
        enter_restores(&home, &mut pty);
    }
}

#[test]
fn a_whole_page_is_pasted_with_its_words() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print"], USUAL);
    let page = pty.sees("Enter to leave;").contents();
    pty.enters("").ends().with(0);
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types(&marked(&page.replace('\n', "\r")));
    enter_restores(&home, &mut pty);
}

#[test]
fn a_paste_may_come_in_pieces() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    type_keys(&mut pty, &marked(&ALICE.rows().replace('\n', "\r")));
    enter_restores(&home, &mut pty);
}

#[test]
fn a_paste_is_data_and_no_part_of_it_a_key() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types("54321").sees("1 of 16");
    for paste in ["\r\r\r", "\x04", "\x1b[A\x7f\x7f\x15", "\x1b", "x\x1b[Z\r"] {
        pty.types(&marked(paste)).sees("Not pasted:");
        pty.types("9\x7f").sees("1 of 16 boxes so far.").sees("54321");
    }
    pty.types(&marked(&format!("{}\r\x04", ALICE.code))).sees("Not pasted");
    pty.types(&marked(&format!("{}\r\r\r", ALICE.code)));
    enter_restores(&home, &mut pty);
}

#[test]
fn a_paste_that_is_no_code_says_why_and_changes_nothing() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types("54321").sees("1 of 16");
    let of_no_code = "1234567890".repeat(8);
    pty.types(&marked(&of_no_code[1..])).sees("Not pasted: there are 79 digits, but a backup code");
    pty.sees("54321").types(&marked(ALICE.identity)).sees("it looks like an account's identity");
    pty.types(&marked(&"1 ".repeat(9000)))
        .sees("Not pasted: that is not a backup code: it is longer");
    assert!(pty.contents().contains("54321   2: _____"), "{}", pty.contents());
    pty.types(CTRL_C).ends().with(130);
    assert!(!home.keystore().exists());
}

/// Returns the code in one run, without the third digit of box 7, or with that digit twice.
fn uneven() -> [(String, &'static str); 2] {
    const AT: usize = 6 * 5 + 2;
    let (before, after) = ALICE.code.split_at(AT);
    [
        (format!("{before}{}", &after[1..]), "a digit left out"),
        (format!("{before}{}{after}", &after[..1]), "a digit written twice"),
    ]
}

#[test]
fn a_paste_with_a_digit_lost_or_added_is_offered_corrected() {
    for (size, end) in [(USUAL, ""), (NARROW, "\r")] {
        for (paste, why) in uneven() {
            for paste in [marked(&paste) + end, paste + end] {
                let home = Home::new();
                let mut pty = asking(&home, size);
                // A newline at the end of a paste answers no question.
                pty.types(&paste).sees("Use it? [y/N]");
                pty.sees(&format!("Box 7: 41957 would fit ({why})."));
                assert!(pty.is_in_private());
                let ended = pty.enters("y").locks_nothing().ends().with(0).keeps_secret(ALICE.code);
                ended
                    .says(BACK)
                    .says(&format!("If your paper has what you typed, correct it: box 7: {why}."));
                assert_eq!(accounts(&home), unconfirmed("alice"));
            }
        }
    }
}

#[test]
fn a_paste_with_a_digit_lost_or_added_is_not_used_without_a_yes() {
    for (paste, _) in uneven() {
        let home = Home::new();
        let mut pty = asking(&home, USUAL);
        pty.types("54321").sees("1 of 16").types(&marked(&paste)).sees("Use it? [y/N]").enters("");
        pty.ends()
            .with(4)
            .says("the correction was not used; look at box 7")
            .keeps_secret(ALICE.code);
        assert!(!home.keystore().exists());
    }
}

/// After a left-out digit, all digits are one place too early, and the last box is not full.
#[test]
fn a_digit_or_a_box_that_was_left_out_while_typing_is_found() {
    let digit_lost = uneven()[0].0.clone();
    let box_lost = [&ALICE.code[..15], &ALICE.code[20..]].concat();
    for (typed, end, shown, said) in [
        (
            digit_lost,
            "16: 8077_",
            "Box 7: 41957 would fit (a digit left out).",
            "box 7: a digit left out.",
        ),
        (box_lost, "88077  16: _____", "Box 4: 34422 would fit (left out).", "box 4: left out."),
    ] {
        let home = Home::new();
        let mut pty = asking(&home, USUAL);
        type_rows(&mut pty, &typed[..20], &typed[20..]);
        pty.sees(end).types("\r").sees("Use it? [y/N]").sees(shown);
        let said = format!("If your paper has what you typed, correct it: {said}");
        pty.enters("y")
            .locks_nothing()
            .ends()
            .with(0)
            .says(BACK)
            .says(&said)
            .keeps_secret(ALICE.code);
    }
}

#[test]
fn enter_goes_to_the_place_that_is_missing() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    type_keys(&mut pty, "774\t");
    pty.sees("774__");
    type_rows(&mut pty, &ALICE.code[5..20], &ALICE.code[20..]);
    pty.types("\r").sees("Box 1 is not complete.");
    type_keys(&mut pty, &ALICE.code[3..5]);
    enter_restores(&home, &mut pty);
}

#[test]
fn the_rest_of_a_paste_that_the_terminal_does_not_mark_is_typed() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    // Keys typed before the rest arrived may have been the beginning of the paste.
    let (beginning, rest) = ALICE.code.split_at(5);
    pty.types(beginning).sees("1 of 16").types(rest);
    enter_restores(&home, &mut pty);
}

#[test]
fn boxes_in_another_order_are_told_of_in_any_window() {
    let mut backwards = ALICE.boxes();
    backwards.reverse();
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let mut pty = asking(&home, size);
        pty.types(&marked(&backwards.join(" ")));
        pty.sees(
            "Boxes 1 to 16: all boxes from the last to the first. Type what the paper says, or press Enter",
        );
        pty.types("\r").sees("Boxes 1 to 16:").sees("public identity, to compare with your paper:");
        pty.waits("the identity", |pty| {
            let contents: String = pty.contents().split_whitespace().collect();
            contents.contains(ALICE.identity)
        });
        pty.enters("y").locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
    }
}

#[test]
fn a_correction_from_a_long_search_is_asked_about_too() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let wrong = ALICE.with(&[(3, "00000"), (14, &ALICE.slip(14))]);
    pty.types(&marked(&wrong)).sees("00000").sees("Enter");
    pty.types("\r").sees("Use the correction? [y/N]").sees("3: 00000 -> 94189 wrong");
    pty.sees("-> 14563 one wrong digit").enters("n");
    // After a no, the eighty digits are still there to be corrected.
    pty.sees("Not used. Compare the marked boxes with your paper.").sees("3:!00000");
    // The cursor is at the first box in question.
    type_keys(&mut pty, &ALICE.code[10..15]);
    pty.sees("Box 14, probably 14563: one wrong digit.").types("\r").sees("Use it? [y/N]");
    pty.enters("y")
        .locks_nothing()
        .ends()
        .with(0)
        .says(BACK)
        .says("If your paper has what you typed, correct it: box 14: one wrong digit.");
}

#[test]
fn a_row_is_pasted_where_the_cursor_is() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for (row, there) in ALICE.rows().lines().zip(["4 of 16", "8 of 16", "12 of 16", FITS]) {
        pty.types(&marked(row)).sees(there);
    }
    enter_restores(&home, &mut pty);
}

#[test]
fn a_torn_box_is_asked_for_beside_a_wrong_one() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let boxes = ALICE.boxes();
    type_keys(&mut pty, &(ALICE.slip(1) + &boxes[1..4].concat()));
    pty.sees("Row 2 of 4");
    type_keys(&mut pty, &boxes[4..8].concat()[..18]);
    pty.types(TAB).sees("Row 3 of 4");
    type_keys(&mut pty, &boxes[8..12].concat());
    pty.sees("Row 4 of 4");
    type_keys(&mut pty, &boxes[12..].concat());
    let said =
        "one wrong digit. Type what the paper says, and ? for each digit that is missing (<).";
    pty.sees(said);
}

#[test]
fn nothing_is_judged_before_thirteen_boxes_are_there() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let boxes = ALICE.boxes();
    pty.types(&ALICE.slip(1));
    for (index, text) in boxes.iter().enumerate().take(12).skip(1) {
        type_keys(&mut pty, text);
        pty.sees(&format!("{} of 16 boxes so far.", index + 1));
    }
    type_keys(&mut pty, &boxes[12]);
    pty.sees("Something does not fit yet.");
    type_keys(&mut pty, &boxes[13]);
    // With 15 boxes, the wrong one is found.
    type_keys(&mut pty, &boxes[14]);
    pty.sees(&format!("!{}", ALICE.slip(1))).sees(&format!("{}?", boxes[0]));
    pty.sees(&format!("Box 1, probably {}: one wrong digit. Type what the paper says.", boxes[0]));
    type_keys(&mut pty, &boxes[15]);
    pty.sees("or press Enter to see the correction.")
        .types(&format!("{UP}{UP}{UP}{HOME}"))
        .types(&boxes[0]);
    pty.sees(FITS);
    assert!(!pty.contents().contains('!'), "{}", pty.contents());
    enter_restores(&home, &mut pty);
}

#[test]
fn correct_boxes_are_said_to_fit_so_far() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    for (index, text) in ALICE.boxes().iter().enumerate() {
        type_keys(&mut pty, text);
        pty.sees(match index {
            0..12 => "boxes so far.",
            12..15 => "All fits so far.",
            _ => FITS,
        });
    }
    enter_restores(&home, &mut pty);
}

#[test]
fn a_correction_is_offered_in_place_and_used_after_a_yes() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let mut pty = asking(&home, size);
        pty.types(&marked(&ALICE.with(&[(7, &ALICE.slip(7))])));
        pty.sees(&format!("!{}", ALICE.slip(7))).sees(&format!("{}?", ALICE.boxes()[6]));
        pty.types("\r").sees("Use it? [y/N]").enters("y");
        pty.locks_nothing()
            .ends()
            .with(0)
            .says(BACK)
            .says("box 7: one wrong digit")
            .keeps_secret(ALICE.code);
        // The paper does not say the code that was restored.
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn four_lost_boxes_stay_as_they_are_since_nothing_is_left_to_check_them_by() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let mut pty = asking(&home, size);
        let boxes = ALICE.boxes();
        for (index, text) in boxes.iter().enumerate() {
            let is_lost = [2, 5, 8, 15].contains(&index);
            type_keys(&mut pty, if is_lost { "? " } else { text });
            if index < 15 {
                pty.sees(&format!("{} of 16 boxes so far.", index + 1));
                assert!(!pty.contents().contains('+'), "{}", pty.contents());
            }
        }
        pty.sees("The other boxes are too few to check boxes 3, 6, 9 and 16, so the identity");
        assert!(!pty.contents().contains('+'), "{}", pty.contents());
        for lost in [2, 5, 8, 15] {
            assert!(!pty.output().contains(&boxes[lost]), "box {} is shown", lost + 1);
        }
        pty.types("\r").sees("type the last 6 characters of the identity");
        pty.enters(&ALICE.identity[ALICE.identity.len() - 6..]);
        pty.locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn two_lost_boxes_are_worked_out_and_one_enter_confirms_them() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let boxes = ALICE.boxes();
    type_keys(&mut pty, &ALICE.with(&[(3, "?"), (9, "?")]));
    pty.sees("Boxes 3 and 9 were worked out from the other boxes. Press Enter to confirm.");
    pty.sees(&format!("+{}", boxes[2])).sees(&format!("+{}", boxes[8]));
    pty.enters("").locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn space_leaves_a_short_box_and_marks_it_where_nothing_follows() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types("123").sees("123__").types(" ").sees("<123__").types("67890");
    pty.sees("1 of 16 boxes so far. < marks a box with fewer than 5 digits.");
    pty.sees("1:<123__ 2: 67890");
    // In input that comes all at once, a space only separates.
    pty.types(CTRL_U).types(HOME).types(CTRL_U).sees("1: _____").types("12 345").sees("1: 12345");
    pty.types(CTRL_C).ends().with(130);
}

#[test]
fn an_unreadable_digit_fills_itself_in_too() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let seven = ALICE.boxes()[6].clone();
    type_keys(&mut pty, &ALICE.with(&[(7, &format!("{}?{}", &seven[..2], &seven[3..]))]));
    pty.sees(&format!("+{seven}")).sees("Box 7 was worked out from the other boxes.");
    pty.enters("");
    pty.locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
}

#[test]
fn a_letter_stays_as_it_was_typed() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    type_keys(&mut pty, &ALICE.with(&[(2, "O7352")]));
    pty.sees("!O7352").sees("Box 2, probably 07352: letters for digits.");
    // A key without a meaning gets one message.
    type_keys(&mut pty, "k");
    pty.sees("That key does nothing here: a box takes digits.").types(&format!("{UP}#"));
    pty.sees("letters for digits");
    pty.types(&format!("{UP}{UP}{UP}{HOME}\t0"));
    enter_restores(&home, &mut pty);
}

#[test]
fn enter_accepts_only_a_whole_code_that_fits() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types("\r").sees("Nothing is typed yet. Press Ctrl-C to stop.");
    pty.types("123").types("\r").sees("Box 1 is not complete. Type ? for each digit");
    pty.types(CTRL_U).types("?").types("\r").sees("Box 2 is empty. If it can't be read, type ?");
    let wrong = "12345".repeat(16);
    // The misfit shows at once; the long search finds no likely correction.
    pty.types(&marked(&wrong)).sees("do not fit").types("\r");
    pty.sees("These boxes do not fit together, and no likely correction was found.");
    assert!(pty.is_in_private());
    pty.enters("").sees(ROW_1).types(&marked(ALICE.code));
    enter_restores(&home, &mut pty);
}

#[test]
fn a_code_of_another_account_ends_it() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice", "--expect", BOB.identity], USUAL);
    pty.sees(ROW_1).types(&marked(ALICE.code)).sees("but it opens another account").types("\r");
    pty.ends().with(5).says("but it opens another account").keeps_secret(ALICE.code);
    assert!(!home.keystore().exists());
}

#[test]
fn without_color_there_is_no_attribute_either() {
    let input = marked(&ALICE.with(&[(7, &ALICE.slip(7)), (9, "?")]));
    let drawn = |pty: &mut Pty| {
        pty.sees(ROW_1).types(&input).sees(SEVEN_WRONG).sees("Box 9 was worked out");
        let contents = pty.contents();
        pty.types(CTRL_C).ends().with(130).keeps_secret(ALICE.code);
        let attributes = ["\x1b[1m", "\x1b[4m", "\x1b[7m", "\x1b[m"];
        (contents, attributes.map(|one| pty.output().matches(one).count()))
    };
    let home = Home::new();
    let styled = drawn(&mut on_terminal(&home, &["restore"], USUAL));
    let never = drawn(&mut on_terminal(&home, &["--color", "never", "restore"], USUAL));
    let run = home.collab(["restore"]).env("TERM", "xterm").env("NO_COLOR", "1");
    let variable = drawn(&mut Pty::start(&run.command(), USUAL));
    assert!(!styled.1.contains(&0));
    for plain in [never, variable] {
        assert_eq!(plain.0, styled.0, "the same in characters");
        assert_eq!(plain.1, [0; 4]);
    }
}

#[test]
fn no_color_is_chosen_and_a_key_writes_little() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    let mut before = pty.output().len();
    for (key, there) in [("7", "7____"), ("7", "77___"), ("4", "774__"), ("3", "7743_")] {
        pty.types(key).sees(there);
        let written = pty.output().len() - before;
        assert!(written < 120, "{written} bytes for a key");
        before = pty.output().len();
    }
    pty.types(&marked(&ALICE.with(&[(7, &ALICE.slip(7)), (9, "?")]))).sees(SEVEN_WRONG);
    let output = pty.types(CTRL_C).ends().with(130).output;
    for (at, _) in output.match_indices("\x1b[") {
        let sequence: String =
            output[at + 2..].chars().take_while(|c| !c.is_ascii_alphabetic()).collect();
        let end = output[at + 2 + sequence.len()..].chars().next();
        if end == Some('m') {
            assert!(["", "1", "4", "7"].contains(&sequence.as_str()), "{sequence:?}");
        }
    }
}

// Every way of leaving, after which no digit is left.

/// Starts boxes that hold a whole code.
fn filled(home: &Home) -> Pty {
    let mut pty = asking(home, USUAL);
    pty.types(&marked(ALICE.code)).sees(FITS);
    pty
}

#[test]
fn leaving_restores_nothing_and_leaves_nothing() {
    for key in [CTRL_C, CTRL_D] {
        let home = Home::new();
        let ended = filled(&home).types(key).ends().with(130).keeps_secret(ALICE.code);
        assert_eq!(ended.output.matches("\x1b[?2004h").count(), 1);
        assert_eq!(ended.output.matches("\x1b[?2004l").count(), 1);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn leaving_a_long_search_leaves_nothing_either() {
    let home = Home::of(&[&BOB]);
    let mut pty = asking(&home, USUAL);
    let of_no_code = "1234567890".repeat(8);
    pty.types(&marked(&of_no_code)).sees("do not fit").types("\r");
    // The progress, or the result if the search has ended already.
    pty.writes_more().types(CTRL_C).ends().with(130).keeps_secret(&of_no_code);
    assert_eq!(accounts(&home), confirmed("bob"));
}

#[test]
fn escape_does_nothing() {
    let home = Home::new();
    let mut pty = filled(&home);
    pty.types(ESCAPE).sees("Press Ctrl-C to stop").types("\x1b[5~\x1bOP\x1b]0;12345\x07");
    pty.types(UP);
    enter_restores(&home, &mut pty);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        let home = Home::new();
        let mut pty = filled(&home);
        let ended = pty.signals(signal).ends();
        if signal == Signal::INT { ended.with(130) } else { ended.by(signal) }
            .keeps_secret(ALICE.code);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn while_stopped_the_terminal_is_as_it_was() {
    for stop in [None, Some(Signal::TSTP)] {
        let home = Home::new();
        let mut pty = filled(&home);
        for _ in 0..2 {
            match stop {
                None => pty.types(CTRL_Z),
                Some(signal) => pty.signals(signal),
            };
            pty.is_stopped().sees_below("");
            assert!(pty.has_its_own_modes());
            assert_eq!(leak(ALICE.code, &pty.contents()), None);
            let output = pty.output();
            assert!(output.ends_with("\x1b[?1049l"), "{output:?}");
            assert!(output.rfind("\x1b[?2004l") > output.rfind("\x1b[?2004h"), "{output:?}");
            pty.signals(Signal::CONT).sees(FITS).sees(&ALICE.boxes()[15]);
            assert!(pty.is_in_private() && !pty.has_its_own_modes());
        }
        enter_restores(&home, &mut pty);
    }
}

#[test]
fn a_program_that_is_ended_while_stopped_touches_nothing() {
    let home = Home::new();
    let mut pty = filled(&home);
    pty.types(CTRL_Z).is_stopped().sees_below("");
    pty.signals(Signal::TERM).signals(Signal::CONT).ends().by(Signal::TERM);
    assert!(!home.keystore().exists());
}

#[test]
fn another_size_draws_the_boxes_anew() {
    let home = Home::new();
    let mut pty = filled(&home);
    for size in [NARROW, WIDE, (30, 20), (40, 6), USUAL] {
        pty.resizes(size).sees("Row 4 of 4");
        for text in ALICE.boxes() {
            pty.sees(&text);
        }
    }
    enter_restores(&home, &mut pty);
}

#[test]
fn a_window_that_is_too_small_shows_nothing_and_takes_nothing() {
    let home = Home::new();
    let mut pty = filled(&home);
    pty.resizes((40, 4)).sees("This window is too small.");
    assert_eq!(leak(ALICE.code, &pty.contents()), None);
    pty.types(BACKSPACE).types(CTRL_L).writes_more().resizes(USUAL);
    enter_restores(&home, &mut pty);
}

#[test]
fn a_closed_terminal_ends_it() {
    let home = Home::new();
    let mut pty = filled(&home);
    pty.closes().ends().by(Signal::HUP);
    assert!(!home.keystore().exists());
}

#[test]
fn the_rest_of_a_paste_reaches_no_shell() {
    let more = "echo oh no\r".repeat(40);
    let pastes = [
        format!("{}{more}", ALICE.rows().replace('\n', "\r")),
        format!("{}\r{more}unended", ALICE.code),
        marked(&ALICE.rows().replace('\n', "\r")) + "\r\r\r",
    ];
    for paste in pastes {
        let home = Home::new();
        let script = r#""$collab" restore alice; cat > rest"#;
        let mut pty = in_shell(&home, script, USUAL);
        pty.sees(ROW_1).types(&paste);
        if paste.ends_with("unended") {
            pty.sees(FITS).types("\r");
        }
        pty.leaves_only_what_comes_afterwards(&home);
    }
}

#[test]
fn plain_dumb_and_inline_terminals_have_lines_instead() {
    let home = Home::new();
    for (flag, term) in [("--plain", "xterm"), ("--inline", "xterm"), ("-q", "dumb")] {
        let run = home.collab([flag, "restore"]).env("TERM", term);
        let mut pty = Pty::start(&run.command(), USUAL);
        pty.sees("Row 1 of 4, or all of it:");
        assert!(pty.has_its_own_modes());
        let ended = pty.types(CTRL_C).ends().with(130);
        assert!(!ended.output.contains('\x1b'), "{:?}", ended.output);
    }
}
