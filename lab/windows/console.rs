//! A person at Windows' console, on a pseudoterminal that wine shows it on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::collab::{ALICE, PASSPHRASE};
use crate::support::pty::{CTRL_C, Pty};
use crate::wine::Wine;

/// A test and what it shows.
type Test = (&'static str, fn(&Wine));

/// Columns and rows.
const SIZE: (u16, u16) = (80, 24);

/// Returns what is wrong.
pub(crate) fn run(wine: &Wine) -> Vec<String> {
    let tests: [Test; 5] = [
        ("the code is shown in private", shown_in_private),
        ("Ctrl-C leaves the private screen", left_by_ctrl_c),
        ("a passphrase is not shown", passphrase_is_hidden),
        ("the code is typed row by row", typed_by_rows),
        ("menus are lists", menus_are_lists),
    ];
    let failed = tests.iter().filter(|(_, test)| {
        // What went wrong is on stderr already.
        catch_unwind(AssertUnwindSafe(|| test(wine))).is_err()
    });
    failed.map(|(name, _)| format!("on the console, not so: {name}")).collect()
}

/// Starts the program in a folder of its own, in which Alice's account is if `has_account`.
fn start(wine: &Wine, name: &str, has_account: bool, arguments: &[&str]) -> Pty {
    let folder = wine.folder(&format!("console-{name}"));
    let with_keystore = || {
        let mut command = wine.collab();
        command.env("COLLAB_KEYSTORE", "k.json").current_dir(&folder);
        command
    };
    if has_account {
        let mut command = with_keystore();
        command.args(["restore", "alice"]);
        wine.run(command, &folder, ALICE.rows().as_bytes());
    }
    let mut command = with_keystore();
    command.args(arguments);
    let mut pty = Pty::start(&command, SIZE);
    // Before that, the pseudoterminal would change an Enter into something else.
    pty.waits("wine to read keys", |pty| !pty.has_its_own_modes());
    pty
}

fn shown_in_private(wine: &Wine) {
    let mut pty = start(wine, "shown", true, &["print"]);
    pty.sees("77435 07352 94189 34422").sees("Enter to leave");
    assert!(pty.is_in_private(), "{}", pty.contents());
    pty.enters("");
    pty.ends().with(0).keeps_secret(ALICE.code);
}

fn left_by_ctrl_c(wine: &Wine) {
    let mut pty = start(wine, "left", true, &["print"]);
    pty.sees("77435 07352 94189 34422").sees("Enter to leave").types(CTRL_C);
    let ended = pty.ends().with(130).keeps_secret(ALICE.code);
    // Wine does not know where the sequences put the cursor, and breaks the line somewhere.
    let said: String = ended.left.split_whitespace().collect();
    assert!(said.contains("interrupted,sonothingwaschanged"), "{}", ended.left);
}

fn passphrase_is_hidden(wine: &Wine) {
    let mut pty = start(wine, "hidden", true, &["passphrase", "set"]);
    pty.sees("New passphrase").enters(PASSPHRASE);
    pty.sees("Type it once more").types(CTRL_C);
    let ended = pty.ends().with(130).says("Your new passphrase is NOT set");
    assert!(!ended.output.contains("zebras"), "{}", ended.output);
}

fn typed_by_rows(wine: &Wine) {
    let mut pty = start(wine, "typed", false, &["restore", "alice"]);
    pty.sees("Row 1 of 4");
    assert!(pty.is_in_private(), "{}", pty.contents());
    let rows = ALICE.rows();
    let mut rows = rows.lines();
    pty.enters(rows.next().expect("four")).sees("4 of 16 boxes so far");
    // A paste of the rest.
    for row in rows {
        pty.enters(row);
    }
    pty.sees("Enter: none)").enters("");
    pty.ends().with(0).says("alice is back on this device").keeps_secret(ALICE.code);
}

fn menus_are_lists(wine: &Wine) {
    let mut pty = start(wine, "menus", false, &["init", "alice"]);
    pty.sees("Enter: none)").enters("");
    pty.sees("l Later").sees("Your choice").enters("l");
    pty.ends().with(0).says("its backup code is not saved yet");
}
