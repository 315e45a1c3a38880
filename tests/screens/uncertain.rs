//! `collab restore` of a paper that leaves nothing to check a correction by, used in a hurry: no
//! screen shows the answer, the end of the identity on the paper opens the true account, and
//! nothing else opens any account.

use super::{BACK, NARROW, ROW_1, USUAL, accounts, on_terminal, unconfirmed};
use crate::support::collab::{ALICE, BOB, Home};
use crate::support::paper::Paper;
use crate::support::pty::{CTRL_C, Pty, Size};
use crate::support::slips::Generator;

const ASKS: &str = "of the identity (they are not shown here):";
const NOTHING: &str = "No correction of these boxes opens an account with that ending.";

/// Starts a restore that asks for the end of the identity.
fn asked(home: &Home, keys: &str, size: Size) -> Pty {
    let mut pty = on_terminal(home, &["restore", "alice"], size);
    pty.sees(ROW_1).enters(keys).sees(ASKS);
    assert!(pty.is_in_private(), "it is asked in private");
    pty
}

fn lost() -> String {
    ALICE.with(&[(2, "?"), (7, "?"), (10, "?"), (15, "?")])
}

fn ending(length: usize) -> &'static str {
    &ALICE.identity[ALICE.identity.len() - length..]
}

/// Checks that no guessed digit or part of an identity ever appeared on the screen.
#[track_caller]
fn shows_no_guess(pty: &Pty, paper: &Paper) {
    let output = pty.output();
    let shown = paper.guesses().into_iter().find(|part| output.contains(part.as_str()));
    assert_eq!(shown, None, "on the screen: {}", pty.contents());
}

#[test]
fn no_screen_shows_the_answer_and_the_papers_six_characters_give_it() {
    for (unread, wrong) in [(4, 0), (4, 1), (3, 1)] {
        for case in 0..2 {
            let name = format!("{unread} unread, {wrong} wrong, on a screen");
            let paper = Paper::new(&mut Generator::of(1, &name, case), unread, wrong);
            if !paper.is_uncertain() {
                continue;
            }
            let home = Home::new();
            let mut pty = asked(&home, &paper.keys(), if case == 0 { USUAL } else { NARROW });
            shows_no_guess(&pty, &paper);
            // In the boxes, the unreadable ones stay as they were typed.
            pty.enters("").sees("Nothing was restored.").sees("of 4: boxes");
            shows_no_guess(&pty, &paper);
            pty.enters("").sees(ASKS).enters(&paper.ending(6).to_uppercase());
            let ended = pty.locks_nothing().ends().with(0).says(BACK).says(&paper.identity());
            ended.keeps_secret(paper.code.canonical_text().expose());
            assert_eq!(accounts(&home), unconfirmed("alice"));
        }
    }
}

#[test]
fn more_characters_are_asked_for_where_more_readings_fit() {
    let paper = Paper::new(&mut Generator::of(1, "two wrong beside four", 0), 4, 2);
    let home = Home::new();
    let mut pty = asked(&home, &paper.keys(), USUAL);
    pty.enters(&paper.ending(6)).sees(NOTHING).sees("type the last 8 characters");
    pty.sees("With 8 characters instead of 6, collab can look further.");
    // Fewer characters still suffice for the readings that come first.
    pty.enters(&paper.ending(5)).sees("That is too short.");
    pty.types(CTRL_C).ends().with(130);
}

#[test]
fn five_unreadable_boxes_are_found_by_the_identity() {
    let paper = Paper::new(&mut Generator::of(1, "five", 0), 5, 0);
    let home = Home::new();
    let mut pty = asked(&home, &paper.keys(), USUAL);
    pty.enters(&paper.ending(8)).locks_nothing().ends().with(0).says(&paper.identity());
}

#[test]
fn the_whole_line_and_a_misread_one_are_as_good() {
    let misread = ALICE.identity.replace("z6Mk", "z6MK").replace('P', "p");
    for typed in [ALICE.identity, &ALICE.identity["did:key:".len()..], &misread] {
        let home = Home::new();
        let mut pty = asked(&home, &lost(), USUAL);
        pty.enters(typed).locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
    }
}

#[test]
fn a_wrong_or_short_end_of_the_identity_opens_nothing() {
    let home = Home::new();
    let mut pty = asked(&home, &lost(), USUAL);
    for (typed, said) in [
        ("y", "That is too short."),
        ("yes", "That is too short."),
        (ending(5), "That is too short."),
        ("did:key", "An identity has letters and digits only."),
        ("abc-def", "An identity has letters and digits only."),
        (&BOB.identity[50..], NOTHING),
    ] {
        pty.enters(typed).sees(said).sees(ASKS);
    }
    pty.enters(ending(6)).locks_nothing().ends().with(0).says(BACK).keeps_secret(ALICE.code);
}

#[test]
fn enter_alone_restores_nothing() {
    let home = Home::new();
    let mut pty = asked(&home, &lost(), USUAL);
    pty.enters("")
        .sees("Nothing was restored. Read the boxes again, or find the identity on another device");
    pty.types(CTRL_C).ends().with(130).does_not_say(BACK).keeps_secret(ALICE.code);
    assert!(!home.keystore().exists());

    let mut pty = on_terminal(&home, &["restore", "alice", "--plain"], USUAL);
    pty.sees("Row 1 of 4, or all of it:").enters(&lost()).sees(ASKS).enters("");
    pty.ends().with(4).does_not_say(BACK);
    assert!(!home.keystore().exists());
}

#[test]
fn a_guess_is_taken_knowingly_and_stays_marked_as_one() {
    let home = Home::new();
    let mut pty = asked(&home, &lost(), USUAL);
    pty.sees("type guess").enters("guess").locks_nothing();
    let ended = pty.ends().with(0).does_not_say(BACK).says("alice was added as a guess");
    ended.does_not_say("correct it").says("Keep the paper as it is");
    let whoami = home.collab(["whoami", "--json"]).stdout_any().run().json();
    assert_eq!(whoami["origin"], "guessed");

    // The guess confirms nothing: the same paper is as uncertain as before.
    home.collab(["check"])
        .stdin(lost())
        .secret(ALICE.code)
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
}

/// The question about the source of the text that would confirm a guess.
const WHERE_FROM: &str = "type elsewhere";

/// Returns a keystore in which alice is a guess.
fn guessed() -> Home {
    let home = Home::new();
    asked(&home, &lost(), USUAL).enters("guess").locks_nothing().ends().with(0);
    home
}

#[track_caller]
fn has_origin(home: &Home, origin: &str) {
    let whoami = home.collab(["whoami", "--json"]).stdout_any().run().json();
    assert_eq!(whoami["origin"], origin);
}

#[test]
fn the_screen_of_a_guess_shows_no_identity_to_copy() {
    let home = Home::new();
    let mut pty = asked(&home, &lost(), USUAL);
    pty.enters("guess").locks_nothing();
    pty.ends().with(0).does_not_say(ending(6)).keeps_secret(ALICE.code);
}

#[test]
fn a_guess_is_not_confirmed_by_its_own_output() {
    let whole = [ALICE.rows(), ALICE.code.to_owned()];
    // The end of the identity, the whole line, and the code, all as collab itself shows them.
    let home = guessed();
    for end in [ending(6), ALICE.identity] {
        let mut pty = on_terminal(&home, &["restore"], USUAL);
        pty.sees(ROW_1).enters(&lost()).sees(ASKS).enters(end).sees(WHERE_FROM).enters("");
        pty.ends().with(0).says("alice is here already as a guess, and stays one.");
        has_origin(&home, "guessed");
    }
    let expected = ["restore", "--repair", "--expect", ALICE.identity];
    let mut pty = on_terminal(&home, &expected, USUAL);
    // A newline at the end of a paste agrees to nothing.
    pty.sees(ROW_1).enters(&lost()).sees("Press Enter to see them and confirm.").enters("");
    pty.sees(WHERE_FROM).enters("y").sees("or press Enter to keep it");
    pty.enters("").ends().with(0).says("stays one");
    has_origin(&home, "guessed");
    for code in whole {
        let mut pty = on_terminal(&home, &["check"], USUAL);
        pty.sees(ROW_1).enters(&code).sees(WHERE_FROM).enters("");
        pty.ends().with(4).says("which was guessed here, so it confirms nothing");
        has_origin(&home, "guessed");
    }
    // A script cannot say where its text comes from.
    for (arguments, status) in
        [(&["check"][..], 9), (&["restore"], 0), (&["restore", "--expect", ALICE.identity], 0)]
    {
        home.collab(arguments).stdin(ALICE.code).status(status).stdout_any().stderr_any().run();
        has_origin(&home, "guessed");
    }
    home.collab(["check"])
        .env("COLLAB_BACKUP_CODE", ALICE.code)
        .status(9)
        .stderr_any()
        .keystore_unchanged()
        .run();
    has_origin(&home, "guessed");
    // The code of a guess may be on no paper, so it is not forgotten.
    for arguments in [&["forget-code"][..], &["restore", "--forget-code"]] {
        let refused = home.collab(arguments).stdin(ALICE.code).status(4).stderr_any().run();
        assert!(refused.stderr.contains("alice is a guess"), "{}", refused.stderr);
    }
}

#[test]
fn the_code_of_a_guess_is_handed_out_on_a_sheet_that_says_so_and_not_bare() {
    let home = guessed();
    for arguments in [
        &["print"][..],
        &["print", "--digits"],
        &["print", "--json"],
        &["print", "--qr"],
        &["print", "--qr", "code.svg"],
        &["copy"],
    ] {
        let refused = home.collab(arguments).secret(ALICE.code).status(4).stderr_any().run();
        assert!(refused.stdout.is_empty(), "{arguments:?}");
        assert!(refused.stderr.contains("is a guess"), "{arguments:?}: {}", refused.stderr);
    }
    assert!(!home.at("code.svg").exists());
    let sheet = home.collab(["print", "--sheet", "-", "--format", "txt"]).stdout_any();
    let sheet = sheet.stderr_any().run().stdout;
    assert!(sheet.contains("The account is a guess: not confirmed"));
    assert!(sheet.lines().all(|line| line.len() <= 72), "{sheet}");
    // The account is removed without its code, which no paper has, and the message contains no word
    // that could be typed back.
    let mut pty = on_terminal(&home, &["remove", "alice"], USUAL);
    pty.sees("It is a guess").sees("type the name of the account").enters("alice");
    pty.ends().with(0).does_not_say(ending(6));
}

#[test]
fn a_code_or_identity_from_elsewhere_confirms_a_guess() {
    for arguments in [&["check"][..], &["restore"], &["restore", "--expect", ALICE.identity]] {
        let home = guessed();
        let mut pty = on_terminal(&home, arguments, USUAL);
        pty.sees(ROW_1).enters(ALICE.code).sees(WHERE_FROM).enters("elsewhere");
        pty.ends().with(0);
        has_origin(&home, "restored");
    }
    let home = guessed();
    let mut pty = on_terminal(&home, &["restore"], USUAL);
    pty.sees(ROW_1).enters(&lost()).sees(ASKS).enters(ALICE.identity);
    pty.sees(WHERE_FROM).enters("elsewhere").ends().with(0);
    let whoami = home.collab(["whoami", "--json"]).stdout_any().stderr_any().run().json();
    assert_eq!(
        (&whoami["origin"], &whoami["confirmed_at"]),
        (&"restored".into(), &None::<u8>.into())
    );
}

#[test]
fn every_use_of_a_guess_is_warned_of() {
    let home = guessed();
    home.file("file", "text");
    for arguments in [
        &["print", "--sheet", "-", "--format", "txt"][..],
        &["whoami"],
        &["sign", "file"],
        &["ssh"],
        &["encrypt", "-o", "file.age", "file"],
        &["export", "age", "-o", "age-key"],
    ] {
        let said = home.collab(arguments).stdout_any().stderr_any().run();
        assert!(said.stderr.contains("alice is a guess."), "{arguments:?}: {}", said.stderr);
    }
}

#[test]
fn a_script_never_guesses() {
    let home = Home::new();
    home.collab(["restore", "--code-file", "-"])
        .stdin(format!("{}\nguess\n", lost()))
        .secret(ALICE.code)
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
}
