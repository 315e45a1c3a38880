//! Other services' codes on a terminal: a list is pasted in private, and a code shown there stays
//! noted as shown until a person says what became of it.

use std::fs;

use rustix::process::Signal;

use super::{LOCK_IT, NARROW, USUAL, on_terminal};
use crate::support::collab::{ALICE, Home, OTHER_PASSPHRASE};
use crate::support::pty::{CTRL_C, Pty};

const LIST: &str = "aaaaa-11111\nbbbbb-22222\nccccc-33333\n";
const WORKED: &str = "Did it work?";

/// Returns a home with a list of an example service.
fn with(list: &str) -> Home {
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "codes", "add", "example"]).stdin(list).stderr_any().run();
    home
}

fn added() -> Home {
    with(LIST)
}

/// Returns the line of the list for programs.
fn listed(home: &Home) -> String {
    home.collab(["-q", "codes"]).stdout_any().run().stdout
}

impl Pty {
    /// Pastes lines into the private page of `codes add`, and says that they are right.
    fn pastes(&mut self, list: &str) -> &mut Self {
        self.sees("Codes:").types(&list.replace('\n', "\r")).sees("so far.").enters("");
        self.sees("y keeps them").enters("y")
    }
}

#[test]
fn a_list_is_pasted_and_kept_after_a_yes() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["codes", "add", "example"], size);
        pty.locks_nothing().sees("Codes:").types(&LIST.replace('\n', "\r")).sees("3 lines so far.");
        assert!(pty.is_in_private());
        pty.enters("").sees("example: 3 codes").sees("the last: ccccc-33333").enters("y");
        pty.ends().with(0).says("example: 3 codes kept.").does_not_say("aaaaa-11111");
        home.collab(["codes"]).stdout("example\t-\t3\t3\n").run();
    }
}

#[test]
fn before_the_first_list_an_unlocked_keystore_can_be_locked() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["codes", "add", "example"], size);
        pty.sees("and would have these codes, too.").sees(LOCK_IT).enters(OTHER_PASSPHRASE);
        pty.sees("Type it once more").enters(OTHER_PASSPHRASE).pastes(LIST);
        pty.sees("Make recovery codes now? [Y/n]").enters("n");
        let ended = pty.ends().with(0).says("The keystore is locked.");
        ended.says("example: 3 codes kept.").does_not_say(OTHER_PASSPHRASE);
        home.holds_nothing_new(&["codes"]);
        home.collab(["codes"])
            .env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE)
            .stdout("example\t-\t3\t3\n")
            .run();
    }
    // Only before the first.
    let home = added();
    let mut pty = on_terminal(&home, &["codes", "add", "other"], USUAL);
    pty.pastes(LIST).ends().with(0).does_not_say("unlocked");
}

#[test]
fn nothing_is_kept_where_the_offer_of_a_passphrase_is_left() {
    let home = Home::of(&[&ALICE]);
    let before = fs::read(home.keystore()).expect("it is there");
    let mut pty = on_terminal(&home, &["codes", "add", "example"], USUAL);
    pty.sees(LOCK_IT).types(CTRL_C);
    pty.ends().with(130).says("Your new passphrase is NOT set. The keystore is still not locked.");
    assert!(fs::read(home.keystore()).expect("it is there") == before);
}

#[test]
fn the_file_that_was_read_is_deleted_only_after_a_yes() {
    for size in [USUAL, NARROW] {
        for (answer, is_deleted) in [("y", true), ("", false)] {
            let home = added();
            home.file("discord_backup_codes.txt", "dddd-1111\ndddd-2222\n");
            let file = ["codes", "add", "discord", "--code-file", "discord_backup_codes.txt"];
            let mut pty = on_terminal(&home, &file, size);
            pty.sees("y keeps them").enters("y").sees("malware looks for files of that name");
            pty.sees("Delete it before there is a backup? [y/N]").enters(answer);
            pty.ends().with(0);
            assert_eq!(!home.at("discord_backup_codes.txt").exists(), is_deleted);
            assert!(listed(&home).starts_with("discord\t-\t2\t2\n"));
        }
    }
}

#[test]
fn a_file_that_has_changed_since_it_was_read_is_not_deleted() {
    let home = added();
    home.file("list.txt", "dddd-1111\ndddd-2222\n");
    let mut pty = on_terminal(&home, &["codes", "add", "github", "--code-file", "list.txt"], USUAL);
    pty.sees("y keeps them").enters("y").sees("Delete it before");
    home.file("list.txt", "another list\n");
    pty.enters("y");
    pty.ends().with(0).says("has changed since it was read, and was not deleted.");
    assert!(home.at("list.txt").exists());
}

#[test]
fn before_a_list_is_replaced_its_successor_says_so() {
    let home = added();
    let mut pty = on_terminal(&home, &["codes", "add", "example"], USUAL);
    pty.sees("Codes:").types("dddd-1111\rdddd-2222\r").sees("2 lines so far.").enters("");
    pty.sees("There is a list of example with 3 codes left; it becomes an earlier one.").enters("");
    pty.ends().with(1).says("the codes are not kept");
    assert_eq!(listed(&home), "example\t-\t3\t3\n");
    // The same list replaces nothing.
    let mut pty = on_terminal(&home, &["codes", "add", "example"], USUAL);
    pty.sees("Codes:").types(&LIST.replace('\n', "\r")).sees("so far.").enters("");
    pty.sees("y keeps them");
    assert!(
        !pty.screen().contents().contains("becomes an earlier one"),
        "{}",
        pty.screen().contents()
    );
    pty.enters("y").ends().with(0).says("the same 3 codes are here already");
}

#[test]
fn a_code_is_not_shown_without_a_word_that_the_kept_vault_is_out_of_reach() {
    const UNREAD: &str =
        "can't be read now: a code that another device used since then still counts";
    let home = added();
    home.collab(["-q", "vault", "export", "kept.collab-vault", "--keep"]).run();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("Did it work?");
    assert!(!pty.screen().contents().contains("can't be read"), "{}", pty.screen().contents());
    pty.enters("y").ends().with(0);
    std::fs::remove_file(home.at("kept.collab-vault")).expect("it is there");
    std::fs::create_dir(home.at("kept.collab-vault")).expect("a folder in its place");
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("Did it work?");
    let screen = pty.screen().contents().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains(UNREAD), "{screen}");
    let ended = pty.types(CTRL_C).ends().with(130).says("stays noted as shown.");
    ended.does_not_say("nothing was changed");
    let said = home.collab(["codes", "next", "example"]).stdout_any().stderr_any().run().stderr;
    assert!(said.contains(UNREAD), "{said}");
}

#[test]
fn a_list_that_can_be_read_in_two_ways_has_a_menu_of_counts() {
    for size in [USUAL, NARROW] {
        let home = added();
        home.file("list.txt", "abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn\n");
        let file = ["codes", "add", "github", "--code-file", "list.txt"];
        let mut pty = on_terminal(&home, &file, size);
        pty.sees("How many codes did the service give you?").sees("1 code: each line is one");
        pty.sees("5 codes: each word is one").enters("word").sees("github: 5 codes").enters("y");
        pty.sees("Delete it before").enters("").ends().with(0);
        assert!(listed(&home).ends_with("github\t-\t5\t5\n"));
    }
}

#[test]
fn several_logins_have_a_menu() {
    for size in [USUAL, NARROW] {
        let home = added();
        let login = ["codes", "add", "example", "--login", "anna@example.com"];
        home.collab(login).stdin("dddd-1111\ndddd-2222\n").stderr_any().run();
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("Which login?").sees("example (anna@example.com)").enters("anna");
        pty.sees("dddd-1111").sees(WORKED).enters("y");
        pty.ends().with(0).says("Code 1 is noted as used; 1 left.");
        assert_eq!(listed(&home), "example\t-\t3\t3\nexample\tanna@example.com\t1\t2\n");
    }
}

#[test]
fn a_code_is_noted_as_shown_before_it_is_displayed() {
    for size in [USUAL, NARROW] {
        let home = added();
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("aaaaa-11111").sees(WORKED);
        assert!(pty.is_in_private());
        pty.signals(Signal::KILL);
        home.collab(["-q", "codes", "used", "example"]).run();
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("bbbbb-22222").enters("y");
        pty.ends().with(0).says("Code 2 is noted as used; 1 left.").does_not_say("bbbbb-22222");
    }
}

#[test]
fn a_code_that_was_shown_before_is_asked_about_first() {
    for size in [USUAL, NARROW] {
        let home = added();
        home.collab(["codes", "next", "example"]).stdout_any().run();
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("Code 1 was shown on 20").sees("Did it work?").sees("no, it was refused");
        pty.enters("refused").sees("bbbbb-22222").sees(WORKED).enters("n");
        pty.ends()
            .with(0)
            .says("`collab codes next example` shows another one.")
            .says("The last two codes were refused: perhaps newer codes replaced these.");
        assert_eq!(listed(&home), "example\t-\t1\t3\n");
    }
}

#[test]
fn after_a_single_code_its_new_one_is_asked_for_in_the_same_talk() {
    for size in [USUAL, NARROW] {
        let home = with("FIRST-1111-2222\n");
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("FIRST-1111-2222").sees(WORKED).enters("y").sees("example: the new code");
        assert!(pty.is_in_private());
        pty.enters("FIRST-1111-2222").sees("Not taken: that is the code that you just used.");
        pty.enters("a b c").sees("Not taken: no line is a code.").enters("SECOND-333-4444");
        let ended = pty.ends().with(0).says("Code 1 is noted as used; 0 left.");
        let ended = ended.says("example: the new code is kept.").does_not_say("No code of example");
        ended.does_not_say("FIRST-1111").does_not_say("SECOND-333");
        home.collab(["codes", "next", "example"]).stdout("SECOND-333-4444\n").run();
    }
}

#[test]
fn a_single_code_is_used_even_if_the_new_one_comes_later() {
    for leave in ["\r", CTRL_C] {
        let home = with("FIRST-1111-2222\n");
        let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
        pty.sees(WORKED).enters("y").sees("example: the new code").types(leave);
        let ended = pty.ends().with(if leave == CTRL_C { 130 } else { 0 });
        ended.says("Code 1 is noted as used; 0 left.");
        assert_eq!(listed(&home), "example\t-\t0\t1\n");
    }
}

#[test]
fn an_answer_that_is_left_leaves_the_code_noted_as_shown() {
    let home = added();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees(WORKED).types(CTRL_C).ends().with(130);
    home.collab(["-q", "codes", "used", "example"]).stderr_any().run();
    assert_eq!(listed(&home), "example\t-\t2\t3\n");
}

#[test]
fn a_single_code_that_was_shown_before_gives_way_to_its_new_one() {
    let home = with("FIRST-1111-2222\n");
    home.collab(["codes", "next", "example"]).stdout_any().run();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("Code 1 was shown on").enters("worked").sees("example: the new code");
    pty.enters("SECOND-333-4444").sees("SECOND-333-4444").sees(WORKED).enters("");
    pty.ends().with(0).says("the new code is kept.").says("Code 1 stays noted as shown.");
    assert_eq!(listed(&home), "example\t-\t1\t1\n");
}

#[test]
fn what_stays_noted_as_shown_is_said_of_no_code_that_is_shown_again() {
    let home = added();
    home.collab(["codes", "next", "example"]).stdout_any().run();
    let mut pty = on_terminal(&home, &["codes", "next", "example"], USUAL);
    pty.sees("Code 1 was shown on")
        .enters("not tried")
        .sees("aaaaa-11111")
        .sees(WORKED)
        .enters("y");
    pty.ends().with(0).says("Code 1 is noted as used").does_not_say("stays noted as shown");
}

#[test]
fn a_copied_code_is_asked_about_and_never_shown() {
    for size in [USUAL, NARROW] {
        let home = added();
        let mut pty = on_terminal(&home, &["codes", "next", "example", "--copy"], size);
        pty.sees("the clipboard is not safe").sees("Code 1 of example was sent to your terminal");
        pty.sees("Code 1: did it work?").sees("no, it was refused").enters("worked");
        let ended = pty.ends().with(0).says("Code 1 is noted as used; 2 left.");
        ended.does_not_say("aaaaa-11111");
        assert_eq!(listed(&home), "example\t-\t2\t3\n");
    }
}

#[test]
fn an_earlier_list_is_removed_after_a_yes_once_the_new_one_has_worked() {
    for size in [USUAL, NARROW] {
        let home = added();
        home.collab(["-q", "codes", "add", "example"])
            .stdin("dddd-1111\ndddd-2222\n")
            .stderr_any()
            .run();
        let list = || on_terminal(&home, &["codes"], size);
        list().ends().with(0).says("example: 2 of 2 codes left").does_not_say("earlier");
        let mut pty = on_terminal(&home, &["codes", "next", "example"], size);
        pty.sees("dddd-1111").sees(WORKED).enters("y");
        let told = "The new codes of example work, and the earlier ones are still here; `collab codes \
            remove example --replaced` removes them.";
        pty.ends().with(0).says("Code 1 is noted as used; 1 left.").says(told);
        list().ends().with(0).says(told);
        let remove = ["codes", "remove", "example", "--replaced"];
        let question = "To remove 3 unused codes in earlier lists of example, type yes";
        for no in ["", "no", "n"] {
            let mut pty = on_terminal(&home, &remove, size);
            pty.sees(question).enters(no).ends().with(1).says("nothing was changed");
        }
        let earlier = ["codes", "next", "example", "--replaced"];
        home.collab(earlier).stdout("aaaaa-11111\n").run();
        let mut pty = on_terminal(&home, &remove, size);
        pty.sees(question).enters("yes");
        pty.ends().with(0).says("The earlier codes of example are removed.");
        home.collab(earlier).status(3).stderr_any().run();
        assert_eq!(listed(&home), "example\t-\t1\t2\n");
        list().ends().with(0).does_not_say("earlier");
    }
}

#[test]
fn changes_from_another_device_are_brought_here_before_a_code_is_shown() {
    for (size, answer) in [(USUAL, ""), (NARROW, "y"), (USUAL, "n")] {
        let (one, other) = (added(), Home::of(&[&ALICE]));
        one.collab(["-q", "vault", "export", "kept", "--keep"]).stderr_any().run();
        fs::copy(one.at("kept"), other.at("kept")).expect("a copy");
        other.collab(["-q", "vault", "import", "kept"]).stderr_any().run();
        other.collab(["-q", "codes", "used", "example", "1"]).stderr_any().run();
        other.collab(["-q", "vault", "export", "kept"]).stderr_any().run();
        fs::copy(other.at("kept"), one.at("kept")).expect("a copy");
        let mut pty = on_terminal(&one, &["codes", "next", "example"], size);
        pty.sees("has changes from another device. Bring them here first? [Y/n]").enters(answer);
        if answer == "n" {
            pty.sees("aaaaa-11111").sees(WORKED).enters("").ends().with(0);
            let mut pty = on_terminal(&one, &["codes"], size);
            pty.sees("Bring them here first?").enters("n");
            let ended =
                pty.ends().with(0).says("has changes from another device that are not here.");
            ended.does_not_say("up to date");
            continue;
        }
        pty.sees("bbbbb-22222").sees(WORKED).enters("y");
        pty.ends()
            .with(0)
            .says("1 code has another state here now")
            .says("Code 2 is noted as used");
        on_terminal(&one, &["codes", "print", "example"], size)
            .sees("1  aaaaa-11111  used")
            .enters("")
            .ends()
            .with(0)
            .does_not_say("another device");
    }
}

#[test]
fn a_vault_that_came_back_with_its_account_is_written_again_if_that_is_wanted() {
    for (size, answer, is_kept) in [(USUAL, "", true), (NARROW, "n", false)] {
        let home = added();
        home.collab(["-q", "vault", "export", "vault"]).stderr_any().run();
        let bare = Home::new();
        fs::copy(home.at("vault"), bare.at("vault")).expect("a copy");
        let restore = ["--plain", "restore", "alice", "--vault", "vault"];
        let mut pty = on_terminal(&bare, &restore, size);
        pty.sees("all of it:").enters(ALICE.code).locks_nothing();
        pty.sees("\"vault\" again whenever the codes change here? [Y/n]").enters(answer);
        let told = if is_kept { "collab writes it again" } else { "--keep` does it later." };
        pty.ends().with(0).says("1 list is new here").says(told);
        bare.collab(["-q", "codes", "used", "example", "1"]).stderr_any().run();
        home.collab(["-q", "vault", "import"]).arg(bare.at("vault")).stderr_any().run();
        let left = if is_kept { 2 } else { 3 };
        assert_eq!(listed(&home), format!("example\t-\t{left}\t3\n"));
        let state =
            if is_kept { "up to date, and written at every change." } else { "1 change behind" };
        on_terminal(&bare, &["codes"], USUAL).ends().with(0).says(state);
    }
}

#[test]
fn a_vault_that_is_not_there_is_refused_before_a_person_types_the_code() {
    let home = Home::new();
    let mut pty = on_terminal(&home, &["restore", "alice", "--vault", "nowhere"], USUAL);
    pty.ends().with(1).says("does not exist").does_not_say("backup code, or paste");
}
