//! Every way to fail: each status of each command, with secrets in the arguments, inputs and files.

use std::fs::{self, File};

use super::homes::{Before, with_encrypted, with_list, with_signature};
use super::run::{Run, run};
use super::secrets::SERVICE_CODES;
use super::tracing::Ends;
use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE, set_mode,
};

#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "it is a table")]
pub(crate) fn table() -> Vec<Run> {
    use Before::{Forgotten, Locked, Nothing, Two};
    let first = ["--passphrase-file", "first"];
    let second = ["--passphrase-file", "second"];
    let damaged = CAROL.with(&[(9, &CAROL.slip(9))]);
    let lost = CAROL.with(&[(1, "?"), (3, "?"), (5, "?"), (7, "?"), (9, "?")]);
    let wrong_code = CODES[0].replace('B', "C");
    vec![
        // Status 8: the keystore is in use. The wait is long, and takes place beside the other
        // runs.
        run(Two, &["restore", "carol"]).input(CAROL.rows()).after(keep_busy).fails(8),
        // Status 1: other reasons.
        run(Two, &["print"]).into_a_full_device().fails(1),
        run(Two, &["print", "--json"]).into_a_full_device().fails(1),
        run(Two, &["check"]).input(ALICE.rows()).into_a_full_device().fails(1),
        run(Nothing, &["restore", "carol"]).input(CAROL.rows()).into_a_full_device().fails(1),
        run(Nothing, &["restore", "--code-file", "nowhere"]).fails(1),
        run(Nothing, &["restore", "--code-file", "tmp"]).fails(1),
        run(Two, &["copy"]).fails(1),
        run(Two, &["copy"]).variable("DISPLAY", ":4242").ends(Ends::AfterItsChild).fails(1),
        run(Two, &["copy"]).variable("DISPLAY", ":4242").ends(Ends::AfterItsChild).fails(1)
            .variable("COLLAB_BACKUP_CODE", CAROL.code).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["copy"]).variable("COLLAB_PASSPHRASE", PASSPHRASE)
            .variable("WAYLAND_DISPLAY", "nowhere").ends(Ends::AfterItsChild).fails(1),
        run(Two, &["passphrase", "set", "--new-passphrase-file", "weak"]).fails(1),
        run(Two, &["passphrase", "set", "--new-passphrase-file", "nowhere"]).fails(1),
        run(Two, &["passphrase", "set", "--new-passphrase-file", "-"]).fails(2)
            .input([PASSPHRASE.as_bytes(), b"\xff"].concat()),
        run(Locked, &[&["recovery-codes", "new", "--out", "alice"][..], &first].concat()).fails(1),
        run(Locked, &[&["recovery-codes", "new", "--out", "no/where"][..], &first].concat())
            .fails(1),
        run(Two, &["verify", "alice", "--by", "me"]).fails(1),
        run(Two, &["verify", "alice", "--signers", "carol"]).after(with_signature).fails(1),
        run(Two, &["sign", "alice", "-o", "carol"]).fails(1),
        run(Two, &["ssh", "add"]).fails(1),
        run(Two, &["ssh", "add", "--confirm"]).variable("SSH_AUTH_SOCK", "first").fails(1),
        run(Two, &["ssh", "export", "carol", "--no-passphrase"]).fails(1),
        run(Two, &["ssh", "export", "tmp/none/key", "--no-passphrase"]).fails(1),
        run(Two, &["ssh", "export", "key", "--new-passphrase-file", "weak"]).fails(1),
        run(Two, &["export", "jwk", "--key", "login", "-o", "carol"]).fails(1),
        run(Two, &["export", "age", "-o", "carol"]).fails(1),
        run(Two, &["encrypt", "alice", "-o", "carol"]).fails(1),
        run(Two, &["encrypt", "alice", "-o", "/dev/full"]).fails(1),
        run(Two, &["decrypt", "alice.age", "-o", "carol"]).after(with_encrypted).fails(1),
        run(Two, &["decrypt", "alice.age", "-o", "/dev/full"]).after(with_encrypted).fails(1),
        run(Two, &["decrypt", "alice", "-o", "out.txt"]).fails(10),
        run(Two, &["export", "pkcs8", "--key", "login"]).into_a_full_device().fails(1),
        run(Two, &["export", "pkcs8", "--key", "login", "-o", "/dev/full"]).fails(1),
        run(Two, &["codes", "next", "github"]).after(with_list).into_a_full_device().fails(1),
        run(Two, &["codes", "print"]).after(with_list).into_a_full_device().fails(1),
        run(Two, &["codes", "print", "--sheet", "alice.pdf"]).after(with_sheets_name).fails(1),
        run(Two, &["codes", "next", "github", "--copy"]).after(with_list).fails(1),
        run(Two, &["codes", "next", "github", "--copy"]).after(with_list)
            .variable("DISPLAY", ":4242").ends(Ends::AfterItsChild).fails(1),
        // Status 10: a signature that does not verify, with secrets for signatures.
        run(Two, &["verify", "alice", "--signature", "carol", "--by", "me"]).fails(10),
        run(Two, &["verify", "--signature", "first", "--by", "me"]).input(BOB.rows()).fails(10),
        run(Two, &["verify", "carol", "--signature", "alice.sig", "--by", "me"])
            .after(with_signature).fails(10),
        // Status 2: wrong usage, with secrets among the arguments.
        run(Two, &["sign", "--namespace", ALICE.code, "alice"]).fails(2).called("code"),
        run(Two, &["verify", "alice", "--by", ALICE.code]).fails(2).called("code"),
        run(Two, &["print", ALICE.code]).fails(2).called("code"),
        run(Two, &["restore", &CAROL.rows()]).fails(2).called("code"),
        run(Two, &["init", CAROL.code]).fails(2).called("code as a name"),
        run(Two, &["rename", "bob", CAROL.code]).fails(2).called("code as a name"),
        run(Two, &["check", "--account", ALICE.code]).fails(2).called("code as a name"),
        run(Two, &["check", &format!("--code={}", ALICE.code)]).fails(2).called("code"),
        run(Two, &["check", "--expect", ALICE.code]).fails(2).called("code"),
        run(Two, &["check", "--json", ALICE.code]).fails(2).called("code"),
        run(Two, &["--keystore", ALICE.code, "check"]).fails(2).called("code"),
        run(Two, &["restore", "--repair"]).input(damaged.clone()).fails(2),
        run(Two, &["print", "--digits", "--qr"]).fails(2),
        run(Two, &["codes", "used", "github", SERVICE_CODES[0]]).after(with_list).fails(2).called("code"),
        run(Two, &["codes", "next", "github", "--number", SERVICE_CODES[1]]).fails(2).called("code"),
        run(Two, &["codes", "add", SERVICE_CODES[2], SERVICE_CODES[0]]).fails(2).called("code"),
        run(Two, &["codes", "used", "github", "9"]).after(with_list).fails(2),
        run(Two, &["init", "work", "--new-passphrase-file", "first"]).fails(2),
        // Status 3: there is no account.
        run(Nothing, &["print"]).variable("COLLAB_BACKUP_CODE", CAROL.code).fails(3),
        run(Nothing, &["check"]).input(CAROL.rows()).fails(3),
        run(Two, &["print", "--account", "carol"]).fails(3),
        run(Forgotten, &["print", "--account", "alice"]).fails(3),
        run(Two, &["forget-code", "--account", "carol"]).input(CAROL.rows()).fails(3),
        run(Two, &["vault", "export", "alice"]).after(with_list).fails(1),
        run(Two, &["vault", "import", "alice"]).fails(10),
        run(Two, &["vault", "import", "list"]).fails(10),
        run(Two, &["vault", "export", SERVICE_CODES[0], "more"]).fails(2).called("code"),
        run(Two, &["codes", "next", "gitlab"]).after(with_list).fails(3),
        run(Two, &["codes", "print", "gitlab"]).after(with_list).fails(3),
        // Status 4: not a code, or a damaged one.
        run(Two, &["restore", "carol"]).input(damaged.clone()).fails(4).called("damaged"),
        run(Two, &["restore", "carol", "--json"]).input(damaged.clone()).fails(4).called("damaged"),
        run(Two, &["restore", "carol"]).input(lost).fails(4).called("lost boxes"),
        run(Two, &["restore", "carol"]).variable("COLLAB_BACKUP_CODE", &damaged).fails(4),
        run(Two, &["restore", "--code-file", "both"]).fails(4),
        run(Two, &["restore", "carol"]).input(&CAROL.code[..79]).fails(4).called("a digit less"),
        run(Two, &["restore", "carol"]).input(&CAROL.code[..40]).fails(4).called("half"),
        run(Two, &["restore", "carol"]).input(CAROL.with(&[(7, "41y57")])).fails(4).called("letter"),
        run(Two, &["restore", "carol"]).input(PASSPHRASE).fails(4).called("a passphrase"),
        run(Two, &["restore", "carol"]).input(CODES[0]).fails(4).called("a recovery code"),
        run(Two, &["restore", "carol"]).input(CAROL.code.repeat(500)).fails(4).called("too large"),
        run(Two, &["check"]).input(ALICE.with(&[(2, &ALICE.slip(2))])).fails(4).called("damaged"),
        run(Two, &["forget-code"]).input(ALICE.with(&[(2, "?")])).fails(4).called("damaged"),
        run(Two, &["check"]).in_shell("<&-").fails(4),
        run(Two, &["codes", "add", "github"]).input(CODES.join("\n")).fails(4).called("recovery codes"),
        run(Two, &["codes", "add", "github"]).input(CAROL.rows()).fails(4).called("a backup code"),
        run(Two, &["codes", "add", "github", "--count", "2", "--code-file", "list"]).fails(4),
        // Status 5: another account.
        run(Two, &["check"]).input(CAROL.rows()).fails(5),
        run(Two, &["check", "--account", "bob"]).input(ALICE.rows()).fails(5),
        run(Two, &["restore", "--expect", BOB.identity]).input(CAROL.rows()).fails(5),
        run(Two, &["restore", "alice"]).input(CAROL.rows()).fails(5),
        run(Two, &["forget-code"]).input(BOB.rows()).fails(5),
        // Status 6: a wrong passphrase or recovery code.
        run(Locked, &[&["print"][..], &second].concat()).fails(6),
        run(Locked, &["print"]).variable("COLLAB_PASSPHRASE", OTHER_PASSPHRASE).fails(6),
        run(Locked, &["print", "--json", "--passphrase-file", "-"]).input(OTHER_PASSPHRASE)
            .fails(6),
        run(Locked, &[&["restore", "carol"][..], &second].concat()).input(CAROL.rows()).fails(6),
        run(Locked, &["passphrase", "set", "--recovery-code-file", "-", "--new-passphrase-file",
            "second", "--out", "out"]).input(wrong_code).fails(6),
        run(Locked, &["print"]).variable("COLLAB_PASSPHRASE", CODES[0]).fails(6),
        // Status 7: an unusable keystore.
        run(Two, &["print"]).after(damage).fails(7).called("damaged"),
        run(Two, &["check"]).input(ALICE.rows()).after(damage).fails(7).called("damaged"),
        run(Locked, &[&["print"][..], &first].concat()).after(damage).fails(7).called("damaged"),
        run(Two, &["print"]).after(show).fails(7).called("readable by others"),
        run(Two, &["print"]).after(make_newer).fails(7).called("newer"),
        // Status 9: nobody to ask.
        run(Locked, &["print"]).fails(9),
        run(Locked, &["forget-code"]).input(ALICE.rows()).fails(9),
        run(Two, &["passphrase", "set"]).input(PASSPHRASE).fails(9),
        run(Locked, &[&["recovery-codes", "new"][..], &first].concat()).fails(9),
        run(Two, &["remove", "bob"]).fails(9),
        run(Two, &["ssh", "export", "key"]).fails(9),
        run(Locked, &["ssh", "export", "key", "--no-passphrase"]).fails(9),
        run(Locked, &["export", "jwk", "--key", "login"]).fails(9),
        run(Locked, &["codes", "add", "github", "--code-file", "list"]).fails(9),
        run(Two, &["codes", "remove", "github"]).after(with_list).fails(9),
        // Closed streams count as nobody, and are not a failure.
        run(Two, &["print"]).in_shell(">&-"),
        run(Two, &["print", "--json"]).in_shell(">&- 2>&-"),
        run(Nothing, &["restore", "carol"]).input(CAROL.rows()).in_shell(">&-"),
    ]
}

/// Keeps a list, and puts a file at the sheet's path.
fn with_sheets_name(home: &Home) {
    with_list(home);
    home.file("alice.pdf", "another file");
}

fn damage(home: &Home) {
    let mut bytes = fs::read(home.keystore()).expect("a keystore");
    let middle = bytes.len() * 3 / 4;
    bytes[middle] ^= 1;
    fs::write(home.keystore(), bytes).expect("it is ours");
}

fn show(home: &Home) {
    set_mode(&home.keystore(), 0o644);
}

fn make_newer(home: &Home) {
    let text = fs::read_to_string(home.keystore()).expect("a keystore");
    let newer = text.replace("\"version\": 1", "\"version\": 9");
    fs::write(home.keystore(), newer.split("  \"checksum\"").next().expect("a beginning"))
        .expect("it is ours");
}

/// Holds the keystore's lock for as long as these tests run.
fn keep_busy(home: &Home) {
    let path = home.at("data/collab/keystore.json.lock");
    let held = File::create(&path).expect("a lock file");
    set_mode(&path, 0o600);
    held.lock().expect("nobody has it");
    std::mem::forget(held);
}
