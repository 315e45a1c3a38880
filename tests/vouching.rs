//! An identity beside a code is evidence: the code opens that account, or none.

use std::path::{Path, PathBuf};

use crate::support::collab::{ALICE, BOB, CAROL, Home, Person};

fn line(person: &Person) -> String {
    person.identity.to_owned() + "\n"
}

/// Returns texts with this beside Alice's code.
fn beside(identity: &str) -> [String; 4] {
    [
        format!("{identity}\n{}", ALICE.rows()),
        format!("{}\n{identity}\n", ALICE.code),
        format!("{}\n\n  {}\r\n", ALICE.boxes().join("-"), &identity["did:key:".len()..]),
        format!("backup code 1\n{identity}\n{}", labeled(&ALICE)),
    ]
}

fn labeled(person: &Person) -> String {
    let rows = person.rows();
    let labeled = rows.lines().zip([1, 5, 9, 13]).map(|(row, first)| format!("{first:>4}:  {row}"));
    labeled.collect::<Vec<_>>().join("\n") + "\n"
}

/// Returns the ways in which a script passes a text.
fn ways(home: &Home, text: &str) -> [Vec<String>; 2] {
    home.file("code", text);
    [vec![], vec![String::from("--code-file"), String::from("code")]]
}

#[test]
fn a_code_beside_another_identity_is_refused_and_both_are_named() {
    let home = Home::new();
    for text in beside(BOB.identity) {
        for way in ways(&home, &text) {
            for command in ["restore", "check"] {
                let said = home
                    .collab([command])
                    .args(&way)
                    .stdin(&text)
                    .status(5)
                    .stderr_any()
                    .keystore_unchanged()
                    .run();
                let error = said.stderr.lines().find(|line| line.starts_with("error: "));
                let error = error.expect("an error");
                assert!(error.contains(ALICE.identity), "{error}");
                assert!(error.contains(&BOB.identity["did:key:".len()..]), "{error}");
                assert!(said.stderr.contains(&format!("--expect {}", ALICE.identity)));
            }
        }
    }
}

#[test]
fn the_account_that_is_here_makes_no_difference() {
    let home = Home::of(&[&ALICE, &BOB]);
    for text in beside(BOB.identity) {
        home.collab(["check"]).stdin(&text).status(5).stderr_any().keystore_unchanged().run();
    }
}

#[test]
fn its_own_identity_is_no_obstacle() {
    for text in beside(ALICE.identity) {
        let home = Home::new();
        home.collab(["restore", "-q"]).stdin(text).stdout(line(&ALICE)).run();
    }
    let several = format!("{}\n{}\n{}", BOB.identity, ALICE.identity, ALICE.rows());
    Home::new().collab(["restore", "-q"]).stdin(several).stdout(line(&ALICE)).run();
}

#[test]
fn expect_wins_over_the_text_and_says_so() {
    for text in beside(BOB.identity) {
        let home = Home::new();
        let said = home
            .collab(["restore", "--expect", ALICE.identity])
            .stdin(&text)
            .stdout(line(&ALICE))
            .stderr_any()
            .run();
        let first = said.stderr.lines().next().expect("a line");
        assert!(first.contains("`--expect` was followed"), "{first}");
    }
    for text in beside(ALICE.identity) {
        let home = Home::new();
        home.collab(["restore", "--expect", BOB.identity])
            .stdin(&text)
            .status(5)
            .stderr_any()
            .keystore_unchanged()
            .run();
    }
}

/// Returns texts with the whole codes of Alice and Bob, in any order and form.
fn of_two() -> Vec<String> {
    let pairs = [(&ALICE, &BOB), (&BOB, &ALICE)];
    let texts = pairs.map(|(one, two)| {
        let (first, second) = (one.identity, two.identity);
        let numbered = |person: &Person| {
            let rows = person.rows();
            let rows = rows.lines().zip(1..).map(|(row, n)| format!("{n}. {row}"));
            rows.collect::<Vec<_>>().join("\n")
        };
        vec![
            format!("{}\n{}", one.rows(), two.rows()),
            format!("{}\n\n{}\n", one.code, two.code),
            format!("{} {}\n", one.code, two.code),
            format!("{}{}\n", one.code, two.code),
            format!("{}\nmine:\n{}", one.boxes().join(" "), two.rows()),
            format!("{}{}", labeled(one), labeled(two)),
            format!("{}\n{}", numbered(one), numbered(two)),
            format!("{}\n{first}\n\n{}\n{second}\n", one.rows(), two.rows()),
            format!(
                "backup code 1\n{first}\n{}\nbackup code 1\n{second}\n{}",
                labeled(one),
                labeled(two)
            ),
            format!("{}\n{}\n{}", one.rows(), two.rows(), one.code),
        ]
    });
    texts.concat()
}

#[test]
fn of_several_codes_in_a_text_expect_chooses_one_and_says_so() {
    for text in of_two() {
        for person in [&ALICE, &BOB] {
            let home = Home::new();
            let said = home
                .collab(["restore", "--expect", person.identity])
                .stdin(&text)
                .stdout(line(person))
                .stderr_any()
                .run();
            let of_two = format!(
                "Of 2 backup codes in the text, the one of the expected identity was used: {}.",
                person.identity
            );
            assert!(said.stderr.contains(&of_two), "{text}: {}", said.stderr);
            let beginning = &person.identity[..30];
            home.collab(["check", "-q", "--expect", beginning]).stdin(&text).stdout_any().run();
        }
    }
}

#[test]
fn several_codes_in_a_text_are_refused_unless_expect_names_one() {
    for text in of_two() {
        let home = Home::new();
        for command in ["restore", "check"] {
            let said = home.collab([command]).stdin(&text).status(4).stderr_any().run();
            let error = "error: there are 2 backup codes in the text\n";
            assert!(said.stderr.contains(error), "{text}: {}", said.stderr);
            assert!(said.stderr.contains("`--expect ID`"), "{}", said.stderr);
            let said = home
                .collab([command, "--expect", CAROL.identity])
                .stdin(&text)
                .status(5)
                .stderr_any()
                .keystore_unchanged()
                .run();
            let error = "error: none of the 2 backup codes in the text is the expected account's\n";
            assert!(said.stderr.contains(error), "{text}: {}", said.stderr);
        }
    }
}

#[test]
fn a_code_beside_a_damaged_one_is_read_only_if_expect_names_it() {
    for damaged in [BOB.with(&[(3, "?"), (9, "?")]), BOB.boxes()[..15].join(" ")] {
        for text in
            [format!("{}\n\n{damaged}", ALICE.rows()), format!("{damaged}\n{}", ALICE.rows())]
        {
            let home = Home::new();
            home.collab(["restore"]).stdin(&text).status(4).stderr_any().keystore_unchanged().run();
            home.collab(["restore", "--expect", BOB.identity])
                .stdin(&text)
                .status(5)
                .stderr_any()
                .keystore_unchanged()
                .run();
            home.collab(["restore", "--expect", ALICE.identity])
                .stdin(&text)
                .stdout(line(&ALICE))
                .stderr_any()
                .run();
        }
    }
}

#[test]
fn copies_of_one_code_are_one_code() {
    let (rows, code, identity) = (ALICE.rows(), ALICE.code, ALICE.identity);
    let (boxes, labeled) = (ALICE.boxes().join(" "), labeled(&ALICE));
    let sheet = format!("backup code 1\n{identity}\n{labeled}");
    let joined = |lines: &mut dyn Iterator<Item = String>| lines.collect::<Vec<_>>().join("\n");
    let with_ranges = rows.lines().zip([1, 5, 9, 13]);
    let ranges = joined(&mut with_ranges.map(|(row, n)| format!("{n}-{}: {row}", n + 3)));
    let numbered = joined(&mut rows.lines().zip(1..).map(|(row, n)| format!("{n}. {row}")));
    let each = joined(&mut ALICE.boxes().iter().zip(1..).map(|(one, n)| format!("{n}) {one}")));
    for text in [
        format!("{rows}\n{rows}"),
        format!("{rows}\n\n{rows}"),
        format!("{rows}\n{code}"),
        format!("{code}{code}"),
        format!("{boxes} {boxes}"),
        format!("{boxes}\n{boxes}\n{boxes}"),
        format!("{rows}\nand once more:\n{boxes}"),
        format!("{labeled}{labeled}"),
        format!("{labeled}\n{ranges}"),
        format!("{labeled}\n{code}"),
        format!("{sheet}\n{sheet}"),
        format!("{sheet}\n{identity}\n{boxes}"),
        format!("{numbered}\n{numbered}"),
        format!("{each}\n{each}"),
    ] {
        let home = Home::new();
        home.collab(["restore", "-q"]).stdin(&text).stdout(line(&ALICE)).run();
    }
}

#[test]
fn a_misread_identity_matches_and_that_is_said() {
    let torn = ALICE.identity[..40].to_owned();
    let wrong = ALICE.identity.replace("P1AwJ", "PlAwj").replace("Rytc", "Rvtc");
    let parted = ALICE.identity.replace("qcfb", "q cf b");
    for identity in [torn, wrong, parted.clone()] {
        let home = Home::new();
        let text = format!("{identity}\n{}", ALICE.rows());
        let said =
            home.collab(["restore", "alice"]).stdin(text).stdout(line(&ALICE)).stderr_any().run();
        let is_said = said.stderr.contains("were misread");
        assert_eq!(is_said, identity != parted, "{identity}: {}", said.stderr);
    }
}

#[test]
fn other_texts_are_no_evidence() {
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9EMK28Zye7xw1I01XJJQsWmi9Jf/YJJX+dRSd0+Np+";
    for text in [hash, ssh, "did:key:z6Mk…", "did:web:example.com"] {
        let home = Home::new();
        let text = format!("{text}\n{}", labeled(&ALICE));
        let text = format!("backup code 1\n{text}");
        home.collab(["restore", "-q"]).stdin(text).stdout(line(&ALICE)).run();
    }
}

#[test]
fn a_damaged_code_is_found_by_the_identity_beside_it() {
    let lost = [(1, "?"), (6, "?"), (11, "?"), (16, "?")];
    let slip = ALICE.slip(9);
    let with_slip = [&lost[..], &[(9, slip.as_str())]].concat();
    for changes in [&lost[..], &with_slip] {
        let text = format!("{}\n{}\n", ALICE.with(changes), ALICE.identity);
        let home = Home::new();
        let said = home
            .collab(["check"])
            .stdin(&text)
            .secret(ALICE.code)
            .status(4)
            .stderr_any()
            .keystore_unchanged()
            .run();
        let would = format!("the code would still open {}", ALICE.identity);
        assert!(said.stderr.contains(&would), "{}", said.stderr);
        // The identity in the text does not replace `--expect`.
        home.collab(["restore"]).stdin(&text).status(4).stderr_any().keystore_unchanged().run();
        home.collab(["restore", "--repair"]).stdin(&text).status(2).stderr_any().run();
        home.collab(["restore", "-q", "--repair", "--expect", ALICE.identity])
            .stdin(&text)
            .stdout(line(&ALICE))
            .run();
    }
}

#[test]
fn a_damaged_code_beside_another_identity_names_no_guess() {
    let lost = [(1, "?"), (2, "?"), (3, "?"), (4, "?")];
    for (command, changes) in [("restore", &lost[..1]), ("check", &lost[..1]), ("check", &lost)] {
        let text = format!("{}\n{}\n", ALICE.with(changes), CAROL.identity);
        let home = Home::new();
        let said = home
            .collab([command])
            .stdin(&text)
            .secret(ALICE.code)
            .status(4)
            .stderr_any()
            .keystore_unchanged()
            .run();
        assert!(!said.stderr.contains(ALICE.identity), "{}", said.stderr);
    }
}

// Sheets of paper.

/// Makes a sheet of Alice's code in this format.
fn sheet(home: &Home, file: &str) -> PathBuf {
    home.collab(["-q", "print", "--sheet", file]).stdout_any().run();
    home.at(file)
}

/// Returns the same file with another identity of the same length.
fn exchanged(path: &Path, from: &str, to: &str) {
    let mut bytes = std::fs::read(path).expect("a sheet");
    let mut count = 0;
    while let Some(at) = bytes.windows(from.len()).position(|part| part == from.as_bytes()) {
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        count += 1;
    }
    assert!(count > 0, "the identity is in the sheet");
    std::fs::write(path, bytes).expect("a sheet");
}

#[test]
fn a_sheet_on_which_the_identity_was_exchanged_is_refused() {
    for (file, flag) in [("sheet.txt", "--code-file"), ("sheet.pdf", "--image")] {
        let home = Home::of(&[&ALICE]);
        let path = sheet(&home, file);
        let other = Home::new();
        let restore = |other: &Home| other.collab(["restore", "-q", flag]).arg(&path);
        restore(&other).stdout(line(&ALICE)).run();
        exchanged(&path, ALICE.identity, BOB.identity);
        let other = Home::new();
        let said = restore(&other).status(5).stderr_any().keystore_unchanged().run();
        assert!(said.stderr.contains(ALICE.identity), "{}", said.stderr);
        assert!(said.stderr.contains(BOB.identity), "{}", said.stderr);
    }
}

#[test]
fn a_picture_without_an_identity_needs_none() {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "print", "--qr", "code.png"]).stdout_any().run();
    let picture = home.at("code.png");
    let other = Home::new();
    other.collab(["restore", "-q", "--image"]).arg(&picture).stdout(line(&ALICE)).run();
    // `--expect` still applies.
    let other = Home::new();
    other
        .collab(["restore", "--expect", BOB.identity, "--image"])
        .arg(&picture)
        .status(5)
        .stderr_any()
        .keystore_unchanged()
        .run();
}
