//! `collab restore` with `--plain`, which asks line by line, and everything after a code is typed.
//! The boxes are in `boxes`.

use super::{
    BACK, LOCK_IT, NARROW, ROW_1, USUAL, accounts, confirmed, in_shell, on_terminal, unconfirmed,
};
use crate::support::collab::{ALICE, BOB, Home, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_D, Pty, Size};

const ASKS: &str = "Row 1 of 4, or all of it:";
const NEXT: &str = "Next row, or Enter after a paste:";
/// The prompt when the input may be complete except for a lost part.
const NEXT_IF_ANY: &str = "Next row, or Enter if that is all:";

/// Starts a restore that asks for the code line by line. The typed text stays on the screen.
fn asking(home: &Home, size: Size) -> Pty {
    let mut pty = on_terminal(home, &["--plain", "restore", "alice"], size);
    pty.sees(ASKS);
    pty
}

/// Checks that this typed or pasted text restores the account.
fn restores(size: Size, input: &str) {
    let home = Home::new();
    let mut pty = asking(&home, size);
    pty.types(input).locks_nothing().ends().with(0).says(BACK).says(ALICE.identity);
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
        pty.enters(&rows()[3]).locks_nothing().ends().with(0).says(BACK);
        assert_eq!(accounts(&home), confirmed("alice"));
    }
}

#[test]
fn one_paste_is_taken_in_any_grouping() {
    let run = ALICE.code;
    let fives = ALICE.boxes().join(" ");
    let tens: Vec<&str> = (0..8).map(|at| &run[at * 10..at * 10 + 10]).collect();
    let labeled: Vec<String> =
        rows().iter().zip([1, 5, 9, 13]).map(|(row, label)| format!("  {label}: {row}")).collect();
    let pastes = [
        run.to_owned(),
        fives.clone(),
        fives.replace(' ', "-"),
        tens.join(" "),
        ALICE.rows().trim_end().replace('\n', "\r"),
        tens.join("\r"),
        ALICE.boxes().join("\r"),
        labeled.join("\r"),
        labeled.join("\r\r"),
    ];
    for paste in pastes {
        restores(NARROW, &format!("{paste}\r"));
    }
}

#[test]
fn a_whole_page_is_pasted_with_its_blank_lines_and_words() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["print"], USUAL);
    let page = pty.sees("Enter to leave;").contents();
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
    pty.enters(&ALICE.boxes()[15]).locks_nothing().ends().with(0).says(BACK);
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
    pty.enters("17: 12345").sees("Not taken: a label names a box that does not exist");
    pty.enters(&rows()[1]).sees("8 of 16");
    // A word is ignored.
    pty.enters("and").enters(&rows()[2]).sees("12 of 16");
    pty.enters(&rows()[3]).locks_nothing().ends().with(0).says(BACK);
}

#[test]
fn far_too_many_digits_are_refused_and_the_last_row_typed_again() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for row in &rows()[..3] {
        pty.enters(row);
    }
    pty.sees("12 of 16").enters(&format!("{} 12345 12345 1", rows()[3]));
    pty.sees("Not taken: there are 91 digits, but a backup code has 80. Again:");
    pty.enters(&rows()[3]).locks_nothing().ends().with(0).says(BACK);
}

#[test]
fn a_digit_too_many_in_a_row_is_corrected_after_a_yes() {
    for row in 0..4 {
        let home = Home::new();
        let mut pty = asking(&home, NARROW);
        let typed = rows();
        for (index, text) in typed.iter().enumerate() {
            pty.enters(&if index == row { format!("{text}1") } else { text.clone() });
        }
        let digits: Vec<String> = ALICE.boxes()[4 * row + 3].chars().map(String::from).collect();
        pty.sees(&format!("{} would fit (a digit too many)", digits.join(" ")));
        pty.sees(USE_IT);
        let ended = pty.enters("y").locks_nothing().ends().with(0).says(BACK);
        ended.says(&format!("box {}: a digit too many", 4 * row + 4));
        assert_eq!(accounts(&home), unconfirmed("alice"));
    }
}

#[test]
fn a_digit_too_few_is_corrected_when_that_is_all() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    for row in &rows()[..3] {
        pty.enters(row);
    }
    let cut = &rows()[3][1..];
    pty.sees("12 of 16").enters(cut).sees("79 digits so far, which are no whole boxes");
    pty.sees(NEXT_IF_ANY)
        .enters("")
        .sees(USE_IT)
        .sees("Box 13: 8 9 4 3 5 would fit (a digit left out).")
        .enters("y");
    pty.locks_nothing()
        .ends()
        .with(0)
        .says(BACK)
        .says("If your paper has what you typed, correct it: box 13: a digit left out.");
    assert_eq!(accounts(&home), unconfirmed("alice"));
}

#[test]
fn an_empty_line_gives_up() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.enters("").ends().with(4).says("no backup code was given");
    assert!(!home.keystore().exists());
}

#[test]
fn an_empty_line_after_some_rows_tells_the_count_and_asks_again() {
    let home = Home::new();
    let mut pty = asking(&home, NARROW);
    pty.enters(&rows()[0]).sees("4 of 16").enters("").sees("Enter once more to stop").enters("");
    pty.sees("Not yet: there are 20 digits, but a backup code has 80").sees(ASKS);
    pty.enters("").ends().with(4).says("there are 20 digits");
}

#[test]
fn a_line_is_taken_back() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.enters("1").sees("1 digit so far").enters("back").sees("Row 1 of 4");
    pty.enters(&rows()[0]).sees("4 of 16").enters(&rows()[2]).sees("8 of 16");
    pty.enters("back").sees("4 of 16");
    pty.enters(&rows()[1..].join(" ")).locks_nothing().ends().with(0).says(BACK);
}

#[test]
fn the_last_row_of_a_paste_without_an_end_is_taken_with_enter() {
    let home = Home::new();
    let mut pty = asking(&home, USUAL);
    pty.types(&ALICE.rows().trim_end().replace('\n', "\r")).sees("Enter after a paste");
    pty.enters("").locks_nothing().ends().with(0).says(BACK);
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

/// Starts a restore of a damaged code, and waits for the question about its correction.
fn mended(home: &Home, changes: &[(usize, &str)], size: Size, asks: &str) -> Pty {
    let mut pty = on_terminal(home, &["restore", "alice"], size);
    pty.sees(ROW_1).enters(&ALICE.with(changes)).sees(asks);
    assert!(pty.is_in_private(), "what changes is shown in private");
    pty
}

/// The question about one box, and about several.
const USE_IT: &str = "Use it? [y/N]";
const USE_ALL: &str = "Use the correction? [y/N]";
/// The message of the boxes about a certain correction of unreadable boxes.
const CONFIRM: &str = "worked out from the other boxes. Press Enter to confirm.";

#[test]
fn a_corrected_code_is_shown_and_used_after_a_yes() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let slip = ALICE.slip(9);
        let mut pty = mended(&home, &[(3, "?"), (9, &slip), (16, "8?0?7")], size, USE_ALL);
        pty.sees("Box 9 is probably wrong. Look at it on your paper.");
        pty.sees("Boxes 3 and 16 were worked out from the other boxes.");
        pty.sees(&format!("3: ????? -> {} unreadable", ALICE.boxes()[2]));
        pty.sees(&format!("9: {slip} -> {} one wrong digit", ALICE.boxes()[8]));
        pty.sees("The account's public identity, to compare with your paper:");
        assert!(squeezed(&pty).contains(ALICE.identity), "{}", pty.contents());
        let ended =
            pty.enters("y").locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
        ended.says("If your paper has what you typed, correct it: box 3: unreadable; box 9: one wrong digit; box 16:");
        // The paper does not say the corrected code: only a check of the corrected paper confirms
        // it.
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
        let mut pty = mended(&home, &changes, USUAL, USE_ALL);
        pty.enters("maybe").sees("Please answer y or n.");
        pty.enters(answer).sees("Not used. Compare the marked boxes with your paper.");
        pty.types(CTRL_C).ends().with(130).does_not_say(BACK).keeps_secret(ALICE.code);
        assert!(!home.keystore().exists());

        let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
        pty.sees("Row 1 of 4, or all of it:").enters(&ALICE.with(&changes)).sees(USE_ALL);
        let ended = pty.enters(answer).ends().with(4);
        ended.says("error: the correction was not used; look at boxes 3 and 9");
        assert!(!home.keystore().exists());
    }
}

#[test]
fn one_enter_confirms_one_or_two_unreadable_boxes_and_no_more() {
    for changes in [&[(3, "?")][..], &[(3, "?"), (4, "?")], &[(3, "?"), (4, "3?4?2")]] {
        let text = ALICE.with(changes);
        // A newline at the end of a paste confirms nothing, as nobody has read it.
        let home = Home::new();
        let mut pty = on_terminal(&home, &["restore", "alice"], USUAL);
        pty.sees(ROW_1).enters(&text).sees(CONFIRM).enters("");
        pty.locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
        assert_eq!(accounts(&home), unconfirmed("alice"));

        // Line by line, no boxes can show the correction.
        let home = Home::new();
        let mut pty = asking(&home, USUAL);
        pty.enters(&text).sees("worked out from the other boxes.").sees("[Y/n]").enters("");
        pty.locks_nothing().ends().with(0).says(BACK);
    }
    let home = Home::new();
    let text = ALICE.with(&[(3, "9?1?9"), (4, "3?4?2"), (9, "9?3?7")]);
    let mut pty = on_terminal(&home, &["restore", "alice"], USUAL);
    pty.sees(ROW_1).enters(&text).sees("Press Enter to see them and confirm.").enters("");
    pty.sees(USE_ALL).enters("").sees("Not used.");
    pty.types(CTRL_C).ends().with(130).does_not_say(BACK);
    assert!(!home.keystore().exists());
}

#[test]
fn the_question_shows_the_box_and_its_correction_and_a_no_leads_to_that_box() {
    for size in [USUAL, NARROW] {
        let home = Home::new();
        let slip = ALICE.slip(6);
        let mut pty = mended(&home, &[(6, &slip)], size, USE_IT);
        pty.sees("Box 6 is probably wrong. Look at it on your paper.");
        pty.sees(&format!("Box 6 says {slip},"));
        pty.sees(&format!("and {} would fit (one wrong digit).", ALICE.boxes()[5]));
        pty.enters("n").sees("Not used. Compare the marked boxes with your paper.");
        // The next input goes into that box.
        pty.types(&ALICE.boxes()[5]).sees("It fits. Press Enter to go on.").enters("");
        pty.locks_nothing().ends().with(0).says(BACK);
        assert_eq!(accounts(&home), confirmed("alice"));
    }
}

#[test]
fn plain_spells_the_digits_of_the_question_for_a_screen_reader() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
    pty.sees(ASKS).enters(&ALICE.with(&[(1, "77135")]));
    pty.sees("Box 1 says 7 7 1 3 5,").sees("and 7 7 4 3 5 would fit (one wrong digit).");
    pty.sees(USE_IT).enters("y").locks_nothing().ends().with(0).says(BACK);
}

#[test]
fn leaving_the_question_uses_nothing() {
    let home = Home::new();
    let mut pty = mended(&home, &[(9, &ALICE.slip(9))], USUAL, USE_IT);
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
    pty.enters(&ALICE.with(&slips))
        .sees("no likely correction")
        .sees("Press Enter alone to go back");
    pty.enters("").ends().with(4).says("no likely correction was found without the identity");

    let mut pty = asking(&home, NARROW);
    pty.enters(&rows()[0]).sees("4 of 16").enters("").sees("Enter once more to stop").enters("");
    pty.sees("Not yet: there are 20 digits").sees(ASKS);
    pty.enters(ALICE.code).locks_nothing().ends().with(0).says(BACK);
}

#[test]
fn a_code_of_another_account_is_refused() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice", "--expect", BOB.identity], USUAL);
    pty.sees(ROW_1).enters(ALICE.code);
    pty.ends().with(5).says("but it opens another account").keeps_secret(ALICE.code);
    assert!(!home.keystore().exists());
}

#[test]
fn the_name_is_asked_for_when_the_code_is_good() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore"], USUAL);
    pty.sees(ROW_1).enters(ALICE.code).sees_below("Name of the account on this device");
    pty.enters("").locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
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
    for (paste, told) in pastes.into_iter().zip([LOCK_IT, LOCK_IT, "Again:"]) {
        for flags in ["--inline", "--plain"] {
            let home = Home::new();
            let script = format!(r#""$collab" {flags} restore alice; cat > rest"#);
            let mut pty = in_shell(&home, &script, USUAL);
            pty.sees(ASKS).types(&paste).sees(told);
            if told != LOCK_IT {
                // Two codes are not a code, and the rest of the paste is not an answer either.
                pty.enters(ALICE.code);
            }
            pty.leaves_only_what_comes_afterwards(&home);
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
    pty.sees_below("Name of the account").enters("").locks_nothing().sees_below(BACK);
    pty.types(CTRL_D).ends().with(0);
    assert_eq!(std::fs::read_to_string(home.at("rest")).expect("what cat got"), "");
}

/// The way back for a person who has forgotten the passphrase and has no recovery code.
#[test]
fn a_new_keystore_takes_the_place_of_one_that_nobody_can_open() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("passphrase", PASSPHRASE);
    home.collab(["passphrase", "set", "--new-passphrase-file", "passphrase", "-q"]).run();
    let new = home.at("new.json");
    let new = new.to_str().expect("text");
    // A terminal breaks long lines itself; here each fits, so that the test can read it.
    let wide = (160, 24);
    let mut pty = on_terminal(&home, &["restore", "alice", "--keystore", new], wide);
    pty.sees("Row 1 of 4").enters(ALICE.code).sees(LOCK_IT).enters("");
    let ended = pty.ends().with(0).says("These commands make this file the usual one");
    let lines = ended.left.lines().map(str::trim);
    let commands: Vec<&str> =
        lines.filter(|line| line.starts_with("mv ") || line.starts_with("rm ")).collect();
    let [aside, into_place, lock] = commands[..] else { panic!("{}", ended.left) };
    for command in [aside, into_place, lock] {
        let moved = std::process::Command::new("sh").args(["-c", command]).status();
        assert!(moved.expect("sh runs").success(), "{command}");
    }
    assert!(!home.at("new.json.lock").exists(), "nothing of the new one stays behind");
    home.collab(["whoami"]).stdout(format!("{}\n", ALICE.identity)).run();
    let kept = aside.rsplit(' ').next().expect("a path");
    let there = home.collab(["accounts", "--keystore", kept]).stderr_any().stdout_any().run();
    assert!(there.stdout.contains("bob"), "the locked keystore is kept");
}

/// A person who types, pastes, or names a file, is offered to lock a new keystore.
#[test]
fn a_new_keystore_is_locked_with_a_passphrase_however_the_code_comes() {
    for (arguments, typed) in [
        (&["restore", "alice"][..], true),
        (&["restore", "alice", "--plain"], true),
        (&["restore", "alice", "--code-file", "code"], false),
    ] {
        let home = Home::new();
        home.file("code", ALICE.code);
        let mut pty = on_terminal(&home, arguments, USUAL);
        if typed {
            pty.sees("Row 1 of 4").enters(ALICE.code);
        }
        pty.sees(LOCK_IT).enters(PASSPHRASE).sees("Type it once more").enters(PASSPHRASE);
        pty.sees("Make recovery codes now? [Y/n]").enters("n");
        let ended = pty.ends().with(0).says(&format!("Your public identity: {}", ALICE.identity));
        ended
            .says("Well done: alice is back on this device.")
            .says("alice is the default account here.")
            .says("Try next: `collab status`.");
        let text = std::fs::read_to_string(home.keystore()).expect("it is there");
        assert!(!text.contains(&ALICE.code[..10]), "it is locked");
    }
}

#[test]
fn a_new_keystore_takes_the_name_from_the_usual_one_and_status_shows_how_to_replace_it() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE]);
        home.collab(["-q", "rename", "alice", "tom"]).run();
        home.locks(&[]);
        let mut pty = on_terminal(&home, &["restore"], size);
        pty.sees("NEW-FILE`").sees("Passphrase for").types(CTRL_C).ends().with(130);
        let restore = ["--plain", "restore", "--keystore", "new.json"];
        let mut pty = on_terminal(&home, &restore, size);
        pty.sees("all of it:")
            .enters(ALICE.code)
            .sees("on this device (Enter for tom):")
            .enters("");
        pty.locks_nothing().ends().with(0).says("tom is back on this device.");
        let told = "These commands make this file the usual one";
        let status = ["status", "--keystore", "new.json"];
        on_terminal(&home, &status, size).ends().with(0).says(told);
        // Not where the two have nothing in common, and not at the usual one.
        home.collab(["-q", "--keystore", "other.json", "init", "bob", "--no-input"])
            .stdout_any()
            .stderr_any()
            .run();
        let status = ["status", "--keystore", "other.json"];
        on_terminal(&home, &status, size).ends().with(0).does_not_say(told);
        on_terminal(&home, &["status"], size).ends().with(0).does_not_say(told);
    }
}
