//! Every command that touches a secret.
//!
//! The rule: one line for each run, with its expected exit status. Secrets come from a pipe, a file
//! or the environment; conversations are in [`typed`](super::typed).

use super::homes::{
    Before, with_encrypted, with_kept_vault, with_list, with_signature, with_vault,
};
use super::run::{Run, run};
use super::secrets::SERVICE_CODES;
use crate::support::collab::{ALICE, BOB, CAROL, Home, OTHER_PASSPHRASE, PASSPHRASE};

#[rustfmt::skip]
pub(crate) fn table() -> Vec<Run> {
    use Before::{Forgotten, Locked, Nothing, Two};
    let first = ["--passphrase-file", "first"];
    let locked = |arguments: &[&str]| run(Locked, &[arguments, &first].concat());
    let carol = CAROL.rows();
    let slips = CAROL.with(&[(3, "?????"), (9, &CAROL.slip(9))]);
    let mut runs = vec![
        run(Nothing, &["init", "alice"]),
        run(Nothing, &["init", "alice", "--new-passphrase-file", "second"]),
        run(Two, &["init", "work"]),
        locked(&["init", "work"]),
        run(Two, &["print"]),
        run(Two, &["print", "--digits"]),
        run(Two, &["print", "--qr"]),
        run(Two, &["print", "--json"]),
        run(Two, &["print", "--qr", "out.png"]),
        run(Two, &["print", "--qr", "out.svg"]),
        run(Two, &["print", "--sheet", "out.pdf"]),
        run(Two, &["print", "--sheet", "out.txt"]),
        run(Two, &["print", "--sheet", "-", "--format", "svg"]),
        locked(&["print", "--sheet", "out.svg"]),
        locked(&["print", "--blank", "--sheet", "blank.pdf"]),
        locked(&["print"]),
        run(Locked, &["print", "--json"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["print", "--passphrase-file", "-"]).input(PASSPHRASE),
        run(Nothing, &["restore", "carol"]).input(carol.clone()),
        run(Nothing, &["restore", "carol"]).input(CAROL.code).called("without spaces"),
        run(Nothing, &["restore", "carol", "--code-file", "carol"]),
        run(Nothing, &["restore", "carol", "--code-file", "-"]).input(CAROL.code.replace('7', "７")),
        run(Nothing, &["restore", "carol"]).variable("COLLAB_BACKUP_CODE", &carol),
        run(Two, &["restore", "carol", "--repair", "--expect", CAROL.identity]).input(slips),
        run(Two, &["restore", "bob", "--json"]).input(BOB.rows()),
        locked(&["restore", "carol"]).input(carol.clone()),
        run(Locked, &["restore", "carol"]).variable("COLLAB_PASSPHRASE", PASSPHRASE)
            .variable("COLLAB_BACKUP_CODE", &carol),
        run(Forgotten, &["restore"]).input(ALICE.rows()),
        run(Two, &["check"]).input(ALICE.rows()),
        run(Two, &["check", "--code-file", "alice"]),
        run(Two, &["check", "--json"]).variable("COLLAB_BACKUP_CODE", ALICE.code),
        run(Locked, &["check"]).input(ALICE.rows()),
        locked(&["check"]).input(ALICE.rows()),
        run(Two, &["check", "--image", "out.png"]).after(with_picture),
        run(Two, &["restore", "--image", "out.pdf"]).after(with_sheet),
        run(Two, &["forget-code"]).input(ALICE.rows()),
        locked(&["forget-code"]).input(ALICE.rows()),
        run(Two, &["passphrase", "set", "--new-passphrase-file", "-"]).input(OTHER_PASSPHRASE),
        locked(&["passphrase", "set", "--new-passphrase-file", "second"]),
        run(Locked, &["passphrase", "set", "--recovery-code-file", "code",
            "--new-passphrase-file", "second", "--out", "out"]),
        locked(&["passphrase", "remove", "--yes"]),
        locked(&["recovery-codes", "new", "--count", "3", "--out", "out"]),
        run(Locked, &["recovery-codes", "status"]),
        locked(&["recovery-codes", "revoke", "--yes"]),
        run(Locked, &["whoami"]),
        run(Locked, &["accounts"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["status"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Locked, &["whoami", "--verify"]).variable("COLLAB_PASSPHRASE", PASSPHRASE),
        run(Two, &["ssh", "export", "out.txt", "--no-passphrase"]),
        locked(&["ssh", "export", "out.txt", "--new-passphrase-file", "second"]),
        run(Two, &["export", "pkcs8", "--key", "login"]),
        run(Two, &["export", "jwk", "--key", "encryption", "--json"]),
        locked(&["export", "pkcs8", "--key", "encryption", "-o", "out.txt"]),
        locked(&["export", "jwk", "--key", "login", "-o", "out.txt"]),
        run(Two, &["export", "age"]),
        locked(&["export", "age", "-o", "out.txt"]),
        run(Two, &["encrypt", "alice"]),
        run(Two, &["encrypt"]).input(CAROL.rows()),
        locked(&["encrypt", "-r", "bob", "--armor", "alice"]),
        run(Two, &["decrypt", "alice.age", "-o", "out.txt"]).after(with_encrypted),
        locked(&["decrypt", "alice.age", "-o", "out.txt"]).after(with_encrypted),
        locked(&["use", "bob"]),
        locked(&["rename", "bob", "zoe"]),
        locked(&["remove", "bob", "--yes"]),
        run(Two, &["rename", "bob", "zoe"]),
        run(Two, &["remove", "bob", "--yes"]),
        run(Two, &["sign", "alice"]),
        run(Two, &["sign"]).input(CAROL.rows()),
        locked(&["sign", "first", "--json"]),
        run(Locked, &["sign", "-"]).variable("COLLAB_PASSPHRASE", PASSPHRASE).input(BOB.code),
        run(Two, &["verify", "alice", "--by", "me"]).after(with_signature),
        locked(&["verify", "alice", "--by", ALICE.identity]).after(with_signature),
    ];
    runs.extend(of_services());
    runs
}

/// The runs about other services' codes.
#[rustfmt::skip]
fn of_services() -> Vec<Run> {
    use Before::{Locked, Two};
    let first = ["--passphrase-file", "first"];
    let locked = |arguments: &[&str]| run(Locked, &[arguments, &first].concat());
    vec![
        run(Two, &["codes", "add", "github"]).input(SERVICE_CODES.join("\n")),
        run(Two, &["codes", "add", "github", "--json"]).input(format!("7. {}", SERVICE_CODES[0])),
        locked(&["codes", "add", "github", "--code-file", "list"]),
        run(Two, &["codes", "next", "github"]).after(with_list),
        run(Two, &["codes", "next", "github", "--json"]).after(with_list),
        locked(&["codes", "next", "github"]).after(with_list),
        run(Two, &["codes", "used", "github", "1", "2"]).after(with_list),
        locked(&["codes", "used", "github", "1"]).after(with_list),
        run(Two, &["codes", "unused", "github", "1"]).after(with_list),
        run(Two, &["codes", "print"]).after(with_list),
        run(Two, &["codes", "print", "--json"]).after(with_list),
        run(Two, &["codes", "print", "--sheet", "out.pdf"]).after(with_list),
        run(Two, &["codes", "print", "--sheet", "out.svg"]).after(with_list),
        locked(&["codes", "print", "--sheet", "out.txt"]).after(with_list),
        run(Two, &["codes", "print", "--sheet", "-", "--format", "pdf"]).after(with_list),
        run(Two, &["codes"]).after(with_list),
        locked(&["codes", "remove", "github", "--yes"]).after(with_list),
        run(Two, &["vault", "export"]).after(with_list),
        locked(&["vault", "export", "--keep"]).after(with_list),
        run(Two, &["vault", "import", "backup.collab-vault"]).after(with_vault),
        locked(&["vault", "import", "backup.collab-vault"]).after(with_vault),
        run(Two, &["codes", "used", "github", "1"]).after(with_kept_vault).called("with a kept vault"),
        run(Two, &["status"]).after(with_list),
    ]
}

fn with_picture(home: &Home) {
    home.collab(["-q", "print", "--qr", "out.png"]).run();
}

fn with_sheet(home: &Home) {
    home.collab(["-q", "print", "--sheet", "out.pdf"]).run();
}
