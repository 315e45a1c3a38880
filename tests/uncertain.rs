//! A reading with too few checks to be sure of a correction: no part of the correction is shown,
//! and only the identity from the paper opens an account with it.

use crate::support::collab::{ALICE, BOB, Home};
use crate::support::paper::Paper;
use crate::support::slips::Generator;

/// Numbers of unreadable boxes and of boxes with a wrong digit, for which no correction is certain.
const DAMAGES: [(usize, usize); 8] =
    [(4, 0), (4, 1), (4, 2), (3, 1), (3, 2), (5, 0), (2, 4), (0, 6)];

/// Returns papers that cannot be read with certainty, this many of each damage.
fn papers(each: u32) -> impl Iterator<Item = Paper> {
    DAMAGES.into_iter().flat_map(move |(unread, wrong)| {
        (0..each).filter_map(move |case| {
            let name = format!("{unread} unread, {wrong} wrong");
            let paper = Paper::new(&mut Generator::of(1, &name, case), unread, wrong);
            paper.is_uncertain().then_some(paper)
        })
    })
}

/// The commands with which a script reads a paper.
const ALL: [&[&str]; 4] = [&["check"], &["check", "--json"], &["restore"], &["restore", "--json"]];

/// Checks that these commands show nothing of the corrections of this paper.
#[track_caller]
fn shows_nothing(home: &Home, paper: &Paper, commands: &[&[&str]]) {
    let guesses = paper.guesses();
    for &arguments in commands {
        let said = home
            .collab(arguments)
            .stdin(&paper.text)
            .secret(paper.code.canonical_text().expose())
            .status(4)
            .stderr_any()
            .keystore_unchanged()
            .run();
        for text in [&said.stdout, &said.stderr] {
            let shown = guesses.iter().find(|part| text.contains(part.as_str()));
            assert_eq!(shown, None, "{arguments:?} shows it: {text}");
            assert!(!text.contains("did:key:z6Mk"), "{arguments:?} names one: {text}");
        }
    }
}

#[test]
fn no_command_shows_a_part_of_it() {
    let home = Home::new();
    let mut seen = 0;
    for paper in papers(3) {
        seen += 1;
        shows_nothing(&home, &paper, &ALL);
    }
    assert!(seen >= 20, "{seen} of the papers are uncertain");
}

#[test]
fn another_account_here_makes_no_difference() {
    let home = Home::of(&[&BOB]);
    // This paper causes the deepest search.
    shows_nothing(&home, &Paper::new(&mut Generator::of(1, "beside bob", 0), 4, 0), &ALL[..1]);
}

#[test]
fn a_script_is_told_the_boxes_and_no_more() {
    let home = Home::new();
    let unread = [2, 7, 10, 15];
    let text = ALICE.with(&unread.map(|number| (number, "?")));
    let failure = home
        .collab(["restore", "--json"])
        .stdin(text)
        .secret(ALICE.code)
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run()
        .failure();
    assert_eq!(failure["boxes"], serde_json::json!(unread));
    assert_eq!(failure["reason"], "no match");
    let error = failure["error"].as_str().expect("a message");
    assert!(error.starts_with("boxes 2, 7, 10 and 15 "), "{error}");
}

#[test]
fn a_script_that_knows_the_identity_gets_the_account() {
    for (unread, wrong) in [(4, 0), (4, 1), (3, 2), (5, 0)] {
        let paper = Paper::new(&mut Generator::of(1, "known", 0), unread, wrong);
        let home = Home::new();
        let identity = paper.identity();
        home.collab(["restore", "-q", "--repair", "--expect", &identity])
            .stdin(&paper.text)
            .stdout(format!("{identity}\n"))
            .run();
        // The account is not confirmed, as the paper does not say its code.
        assert!(home.accounts()[0].ends_with("unconfirmed"), "{:?}", home.accounts());
    }
}

#[test]
fn another_identity_opens_nothing() {
    let paper = Paper::new(&mut Generator::of(1, "another", 0), 4, 1);
    let home = Home::new();
    let said = home
        .collab(["restore", "--repair", "--expect", BOB.identity])
        .stdin(&paper.text)
        .secret(paper.code.canonical_text().expose())
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
    assert!(!said.stderr.contains("did:key:z6Mk"), "{}", said.stderr);
}

#[test]
fn an_account_that_is_here_is_found_without_asking() {
    let home = Home::of(&[&ALICE]);
    let text = ALICE.with(&[(1, "?"), (2, "?"), (3, "?"), (4, "?"), (9, &ALICE.slip(9))]);
    let said = home
        .collab(["check"])
        .stdin(&text)
        .secret(ALICE.code)
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
    assert!(said.stderr.contains("the code would still open alice"), "{}", said.stderr);
}
