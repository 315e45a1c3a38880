//! `collab check`: a rehearsal that changes only the date of confirmation.

use crate::support::collab::{ALICE, BOB, CAROL, Home, SINCE, Saved, is_root, set_mode, skip};

const OPENS: &str = "Your code works. It opens alice.\n";
const NOT_KEPT: &str = "The keystore can't be written, so today's date was not recorded.\n";

#[test]
fn confirms_the_code_and_keeps_the_date() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.collab(["check"])
        .stdin(ALICE.rows())
        .stdout(ALICE.identity.to_owned() + "\n")
        .stderr(OPENS)
        .run();
    assert_eq!(home.accounts(), [format!("alice\t{}\tdefault\tconfirmed", ALICE.identity)]);
    home.collab(["print"]).stdout(ALICE.rows()).run();
}

#[test]
fn keeps_the_latest_date() {
    let home = Home::of(&[&ALICE]);
    let given = home.collab(["check", "--json"]).stdin(ALICE.code).stdout_any().run().json();
    let when = given["confirmed_at"].as_str().expect("a date");
    assert!(when > SINCE, "{when}");
    assert_eq!(
        given,
        serde_json::json!({
            "name": "alice", "identity": ALICE.identity, "confirmed_at": when, "recorded": true,
            "verified": true,
        })
    );
    let whoami = home.collab(["whoami", "--json"]).stdout_any().run().json();
    assert_eq!(whoami["confirmed_at"], when);
}

#[test]
fn finds_the_account_that_a_code_opens() {
    let home = Home::of(&[&ALICE, &BOB]);
    let given = home.collab(["check", "--json"]).stdin(BOB.code).stdout_any().run().json();
    assert_eq!(given["name"], "bob");
}

#[test]
fn takes_the_code_as_restore_does() {
    let home = Home::of(&[&ALICE]);
    home.file("code", ALICE.code);
    let identity = ALICE.identity.to_owned() + "\n";
    home.collab(["check", "-q", "--code-file", "code"]).stdout(identity.clone()).run();
    home.collab(["check", "-q"]).env("COLLAB_BACKUP_CODE", ALICE.code).stdout(identity).run();
    home.collab(["check"])
        .refused(4, "no backup code was given", "a backup code has 80 digits, in 16 boxes of 5")
        .run();
}

#[test]
fn refuses_a_code_of_no_account_here() {
    let home = Home::of(&[&ALICE, &CAROL]);
    home.collab(["check"])
        .stdin(BOB.code)
        .refused(
            5,
            &format!("this code is good, but it opens another account: {}", BOB.identity),
            "look for the backup code of an account that `collab accounts` lists",
        )
        .run();
}

#[test]
fn refuses_a_code_of_another_account_than_the_chosen_one() {
    let home = Home::of(&[&ALICE, &BOB]);
    let error = format!("this code is good, but it opens another account: {}", BOB.identity);
    let hint = format!("look for the backup code of alice ({})", ALICE.identity);
    home.collab(["check", "-a", "alice"]).stdin(BOB.code).refused(5, &error, &hint).run();
    home.collab(["check"])
        .env("COLLAB_ACCOUNT", "alice")
        .stdin(BOB.code)
        .refused(5, &error, &hint)
        .run();
    let hint = format!(
        "look for the backup code of {}; or, if this code is the right one, correct `--expect`",
        ALICE.identity
    );
    home.collab(["check", "--expect", ALICE.identity])
        .stdin(BOB.code)
        .refused(5, &error, &hint)
        .run();
}

#[test]
fn refuses_an_account_that_is_not_here() {
    let home = Home::of(&[&ALICE]);
    home.collab(["check", "-a", "bob"])
        .stdin(ALICE.code)
        .refused(3, "there is no account named \"bob\"", "see `collab accounts`")
        .run();
}

#[test]
fn without_an_account_it_still_says_which_one_the_code_opens() {
    let error = format!("the code is good and opens {}, but no account is here", ALICE.identity);
    let hint = "bring it back with `collab restore`";
    let home = Home::new();
    home.collab(["check"]).stdin(ALICE.code).refused(3, &error, hint).run();
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "remove", "--all", "--yes"]).run();
    home.collab(["check"]).stdin(ALICE.code).refused(3, &error, hint).run();
}

#[test]
fn a_damaged_paper_fails_though_it_would_open_the_account() {
    let home = Home::of(&[&ALICE, &BOB]);
    for (person, print) in [(&ALICE, "`collab print`"), (&BOB, "`collab print --account bob`")] {
        for (text, boxes) in [
            (person.with(&[(7, &person.slip(7))]), "box 7 does not match"),
            (person.with(&[(7, "?")]), "box 7 does not match"),
            // The account is in this keystore, which confirms a correction that no check is left
            // for.
            (
                person.with(&[(1, "?"), (2, "?"), (3, "?"), (4, "?")]),
                "boxes 1, 2, 3 and 4 do not match",
            ),
        ] {
            home.collab(["check"])
                .stdin(text)
                .secret(person.code)
                .refused(
                    4,
                    &format!("{boxes} (the code would still open {})", person.name),
                    &format!(
                        "compare it with your paper, and correct the copy: {print} shows the right digits"
                    ),
                )
                .run();
        }
    }
}

#[test]
fn boxes_in_another_order_are_named_as_that() {
    let home = Home::of(&[&ALICE]);
    let rows: Vec<String> = ALICE.rows().lines().map(String::from).collect();
    home.collab(["check"])
        .stdin(format!("{}\n{}\n{}\n{}\n", rows[1], rows[0], rows[2], rows[3]))
        .refused(
            4,
            "boxes 1 to 8: rows in another order (the code would still open alice)",
            "compare it with your paper, and correct the copy: `collab print` shows the right digits",
        )
        .run();
}

#[test]
fn a_damaged_paper_of_nobody_here_fails_too() {
    let home = Home::new();
    home.collab(["check"])
        .stdin(ALICE.with(&[(7, "?")]))
        .secret(ALICE.code)
        .refused(
            4,
            &format!("box 7 does not match (the code would still open {})", ALICE.identity),
            "compare it with your paper, and correct the copy: after `collab restore`, `collab \
             print` shows the right digits",
        )
        .run();
}

#[test]
fn has_no_repair() {
    let home = Home::of(&[&ALICE]);
    home.collab(["check", "--repair", "--expect", ALICE.identity])
        .stdin(ALICE.with(&[(7, "?")]))
        .status(2)
        .stderr_any()
        .keystore_unchanged()
        .run();
}

#[test]
fn a_read_only_keystore_keeps_no_date() {
    let home = Home::of(&[&ALICE]);
    set_mode(&home.keystore(), 0o400);
    let identity = ALICE.identity.to_owned() + "\n";
    home.collab(["check"])
        .stdin(ALICE.code)
        .stdout(identity.clone())
        .stderr(OPENS.to_owned() + NOT_KEPT)
        .keystore_unchanged()
        .run();
    // The warning is printed even with `--quiet`.
    home.collab(["check", "-q"])
        .stdin(ALICE.code)
        .stdout(identity)
        .stderr(NOT_KEPT)
        .keystore_unchanged()
        .run();
}

#[test]
fn a_read_only_folder_keeps_no_date() {
    if is_root() {
        skip("root may write to every folder");
        return;
    }
    let home = Home::of(&[&ALICE]);
    let folder = home.at("data/collab");
    set_mode(&folder, 0o500);
    home.collab(["check"])
        .stdin(ALICE.code)
        .stdout(ALICE.identity.to_owned() + "\n")
        .stderr(OPENS.to_owned() + NOT_KEPT)
        .keystore_unchanged()
        .run();
    set_mode(&folder, 0o700);
}

#[cfg(unix)]
#[test]
fn a_code_confirms_its_own_account_even_if_it_was_renamed_meanwhile() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.holds(&BOB, Saved::Unconfirmed);
    let mut check: Command = home.collab(["check", "-q"]).command();
    let mut check = check.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it runs");
    // The command may not have read the keystore yet; then it finds the new names at once.
    std::thread::sleep(Duration::from_millis(300));
    home.collab(["-q", "rename", "alice", "carol"]).run();
    home.collab(["-q", "rename", "bob", "alice"]).run();
    check.stdin.take().expect("a pipe").write_all(ALICE.code.as_bytes()).expect("it reads");
    assert!(check.wait().expect("it ends").success());
    let listed = home.collab(["accounts", "--json"]).stdout_any().run().json();
    for account in listed["accounts"].as_array().expect("a list") {
        let is_hers = account["identity"] == ALICE.identity;
        assert_eq!(account["confirmed_at"].is_string(), is_hers, "{account}");
    }
}
