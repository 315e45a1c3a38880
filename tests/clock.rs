//! A wrong clock changes no outcome, whether it is before 1970, after 9999 or in between.
//!
//! libfaketime, which stands between the program and the system, sets the clock of a run.

use std::ffi::OsString;
use std::process::Command;

use crate::support::collab::{ALICE, BOB, Collab, Home, PASSPHRASE, Saved, skip_without};

/// Clocks in libfaketime's notation, and the dates that they are stored as.
const CLOCKS: [(&str, &str); 5] = [
    ("@1901-12-14 12:00:00", "1970-01-01T00:00:00Z"),
    ("@1969-12-30 12:00:00", "1970-01-01T00:00:00Z"),
    ("@2038-01-20 12:00:00", "2038-01-20T12:"),
    ("@9998-06-01 12:00:00", "9998-06-01T12:"),
    ("+9000y", "9999-12-31T23:59:59Z"),
];

/// Returns the path of libfaketime, which is preloaded into the program.
fn library() -> Option<OsString> {
    let said = Command::new("faketime").args(["-f", "+0", "sh", "-c", "echo $LD_PRELOAD"]).output();
    let path = String::from_utf8(said.ok()?.stdout).ok()?;
    (!path.trim().is_empty()).then(|| OsString::from(path.trim()))
}

#[test]
fn no_clock_changes_an_outcome() {
    let Some(library) = library() else { return skip_without("faketime") };
    for (clock, date) in CLOCKS {
        let at = |run: Collab| {
            let run = run.env("LD_PRELOAD", &library).env("FAKETIME", clock).env("TZ", "UTC");
            run.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").stdout_any().stderr_any()
        };
        let home = Home::new();
        let begins = |given: &serde_json::Value| {
            let given = given.as_str().expect("a date");
            assert!(given.starts_with(date), "{clock}: {given}");
        };
        begins(&at(home.collab(["init", "--json"])).run().json()["created"]);
        begins(&at(home.collab(["accounts", "--json"])).run().json()["accounts"][0]["since"]);
        let sheet = at(home.collab(["print", "--sheet", "-", "--format", "txt"])).run().stdout;
        assert!(sheet.contains(&format!("Made {}", &date[..7])), "{clock}: {sheet}");
        at(home.collab(["print", "--sheet", "sheet.pdf"])).run();
        at(home.collab(["whoami"])).run();

        home.holds(&ALICE, Saved::Unconfirmed);
        begins(
            &at(home.collab(["check", "--json"]).stdin(ALICE.code)).run().json()["confirmed_at"],
        );
        let restored = home.collab(["restore", "bob", "--json"]).stdin(BOB.code);
        begins(&at(restored).run().json()["confirmed_at"]);
        at(home.collab(["forget-code", "-a", "bob"]).stdin(BOB.code)).run();
        at(home.collab(["rename", "bob", "zoe"])).run();
        at(home.collab(["remove", "zoe", "--yes"])).run();

        // Each command below derives a key, so only the two extreme clocks are tried.
        if clock != CLOCKS[0].0 && clock != CLOCKS[4].0 {
            continue;
        }
        home.file("passphrase", PASSPHRASE);
        let set = ["passphrase", "set", "--new-passphrase-file", "passphrase"];
        at(home.collab(set)).run();
        let new = ["recovery-codes", "new", "--json", "--count", "1", "--out", "codes"];
        let new = home.collab(new).args(["--passphrase-file", "passphrase"]);
        begins(&at(new).run().json()["issued"]);
        begins(&at(home.collab(["recovery-codes", "status", "--json"])).run().json()["issued"]);
        let used = ["passphrase", "set", "--recovery-code-file", "codes", "--out", "next"];
        at(home.collab(used).args(["--new-passphrase-file", "passphrase"])).run();
        begins(&at(home.collab(["recovery-codes", "status", "--json"])).run().json()["used_at"]);
        at(home.collab(["recovery-codes", "revoke", "--yes", "--passphrase-file", "passphrase"]))
            .run();
        at(home.collab(["passphrase", "remove", "--yes", "--passphrase-file", "passphrase"])).run();
        home.collab(["print", "-a", "alice"]).stdout(ALICE.rows()).run();
    }
}
