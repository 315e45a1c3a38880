//! Verification of the keystore's public data. Unlocked, public keys are computed from the secrets
//! and compared. Locked, they are shown as not verified. The data that a seal authenticates cannot
//! be altered.

use std::fs;

use collab::account::Origin;
use collab::code::BackupCode;
use collab::keystore::{Error, Keystore};
use serde_json::Value;

use crate::support::collab::{ALICE, BOB, CAROL, Collab, Home, NOT_VERIFIED, Person, SINCE, Saved};
use crate::support::keystore_file::{consistent, value};

/// The effect of another value in an unlocked file.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    /// These accounts are reported as damaged.
    Damaged(&'static [&'static str]),
    /// The whole file is refused.
    Refused,
    /// The change is not detectable, but each identity still belongs to its secret.
    Untold,
}

/// An exchange of values in a file, by path in the JSON.
struct Exchange {
    what: &'static str,
    /// Each path, and its new value: the value of another path, or a text.
    values: &'static [(&'static str, &'static str)],
    told: Told,
}

/// Exchanges of every public item.
const EXCHANGES: &[Exchange] = &[
    Exchange {
        what: "the identities of two accounts",
        values: &[(KEY_A, KEY_B), (KEY_B, KEY_A)],
        told: Told::Damaged(&["alice", "bob"]),
    },
    Exchange {
        what: "one identity",
        values: &[(KEY_A, "\"adb7a8046c9753e0091714a1e0fbbe4bb66dace16ee7745e22066c0fdc36c491\"")],
        told: Told::Damaged(&["alice"]),
    },
    Exchange {
        what: "the login keys of two accounts",
        values: &[(LOGIN_A, LOGIN_B), (LOGIN_B, LOGIN_A)],
        told: Told::Damaged(&["alice", "bob"]),
    },
    Exchange { what: "one login key", values: &[(LOGIN_B, KEY_B)], told: Told::Damaged(&["bob"]) },
    Exchange {
        what: "the encryption keys of two accounts",
        values: &[(ENCRYPTION_A, ENCRYPTION_B), (ENCRYPTION_B, ENCRYPTION_A)],
        told: Told::Damaged(&["alice", "bob"]),
    },
    Exchange {
        what: "one encryption key",
        values: &[(ENCRYPTION_A, LOGIN_A)],
        told: Told::Damaged(&["alice"]),
    },
    Exchange {
        what: "every public key of two accounts",
        values: &[
            (KEY_A, KEY_B),
            (KEY_B, KEY_A),
            (LOGIN_A, LOGIN_B),
            (LOGIN_B, LOGIN_A),
            (ENCRYPTION_A, ENCRYPTION_B),
            (ENCRYPTION_B, ENCRYPTION_A),
        ],
        told: Told::Damaged(&["alice", "bob"]),
    },
    Exchange {
        what: "a name",
        values: &[("public.accounts[1].name", "\"zoe\"")],
        told: Told::Refused,
    },
    Exchange {
        what: "an origin",
        values: &[("public.accounts[0].origin", "\"restored\"")],
        told: Told::Untold,
    },
    Exchange {
        what: "a date of origin",
        values: &[("public.accounts[0].since", "\"2020-01-31T12:00:00Z\"")],
        told: Told::Untold,
    },
    Exchange {
        what: "a date of confirmation",
        values: &[("public.accounts[0].confirmed", "\"2020-01-31T12:00:00Z\"")],
        told: Told::Untold,
    },
    Exchange {
        what: "whether the code was tried",
        values: &[("public.accounts[0].tried", "false")],
        told: Told::Untold,
    },
    Exchange {
        what: "whether the code is here",
        values: &[("public.accounts[0].backup_code", "\"forgotten\"")],
        told: Told::Refused,
    },
    Exchange { what: "the default", values: &[("public.default", "\"bob\"")], told: Told::Untold },
];
const KEY_A: &str = "public.accounts[0].public_key";
const KEY_B: &str = "public.accounts[1].public_key";
const LOGIN_A: &str = "public.accounts[0].login_key";
const LOGIN_B: &str = "public.accounts[1].login_key";
const ENCRYPTION_A: &str = "public.accounts[0].encryption_key";
const ENCRYPTION_B: &str = "public.accounts[1].encryption_key";

impl Exchange {
    /// Makes the exchange in a home's keystore, and recomputes the checksum.
    fn make(&self, home: &Home) {
        let file = fs::read_to_string(home.keystore()).expect("text");
        let mut changes: Vec<_> = self
            .values
            .iter()
            .map(|(path, other)| {
                let other = if other.starts_with("public.") {
                    file[value(&file, other)].to_owned()
                } else {
                    String::from(*other)
                };
                (value(&file, path), other)
            })
            .collect();
        changes.sort_by_key(|(place, _)| place.start);
        let mut altered = file.clone();
        for (place, other) in changes.into_iter().rev() {
            altered.replace_range(place, &other);
        }
        assert_ne!(altered, file, "{}", self.what);
        fs::write(home.keystore(), consistent(altered.into_bytes())).expect("writable");
    }
}

fn two() -> Home {
    let home = Home::new();
    home.holds(&ALICE, Saved::Confirmed);
    home.holds(&BOB, Saved::Confirmed);
    home
}

/// Returns every command that uses or shows a single account.
fn uses(home: &Home, person: &Person) -> Vec<Collab> {
    let name = person.name;
    let mut runs: Vec<Collab> = [
        &["whoami", "-a", name][..],
        &["whoami", "--json", "-a", name],
        &["whoami", "--format=ssh-signing", "-a", name],
        &["whoami", "--verify", "-a", name],
        &["print", "-a", name],
        &["print", "--json", "-a", name],
        &["print", "--blank", "--sheet", "-", "--format", "txt", "-a", name],
        &["print", "--sheet", "-", "--format", "txt", "-a", name],
        &["copy", "-a", name],
        &["use", name],
        &["rename", name, "other"],
    ]
    .into_iter()
    .map(|arguments| home.collab(arguments))
    .collect();
    for arguments in [&["forget-code", "-a", name][..], &["check"], &["restore"]] {
        runs.push(home.collab(arguments).stdin(person.code));
    }
    runs
}

fn person(name: &str) -> &'static Person {
    [&ALICE, &BOB].into_iter().find(|person| person.name == name).expect("one of them")
}

/// Checks that every identity in the list belongs to its account, and that these accounts are
/// listed as damaged.
fn list_is_true(home: &Home, damaged: &[&str]) {
    let said = home.collab(["accounts"]).stdout_any().stderr_any().run();
    let json = home.collab(["accounts", "--json"]).stdout_any().stderr_any().run().json();
    assert_eq!(said.stdout.lines().count(), 2);
    for (line, object) in said.stdout.lines().zip(json["accounts"].as_array().expect("a list")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let person = person(fields[0]);
        assert_eq!(object["name"], person.name);
        if damaged.contains(&person.name) {
            assert_eq!((fields[1], fields[3]), ("-", "damaged"));
            assert_eq!(object["damaged"], true);
            assert_eq!(object["verified"], false);
            assert_eq!(object["identity"], Value::Null);
            let told = format!("The account {} is damaged", person.name);
            assert!(said.stderr.contains(&told), "{}", said.stderr);
        } else {
            assert_eq!(fields[1], person.identity);
            assert_eq!(object["identity"], person.identity);
            assert_eq!(object["verified"], true);
        }
    }
}

#[test]
fn of_an_unlocked_keystore_every_identity_is_computed() {
    for exchange in EXCHANGES {
        let home = two();
        exchange.make(&home);
        let what = exchange.what;
        match exchange.told {
            Told::Refused => {
                for run in uses(&home, &ALICE) {
                    run.status(7).stderr_any().keystore_unchanged().run();
                }
                home.collab(["accounts"]).status(7).stderr_any().run();
            }
            Told::Untold => {
                list_is_true(&home, &[]);
                for person in [&ALICE, &BOB] {
                    let identity = format!("{}\n", person.identity);
                    home.collab(["whoami", "-q", "-a", person.name]).stdout(identity).run();
                }
            }
            Told::Damaged(names) => {
                list_is_true(&home, names);
                for name in names {
                    for run in uses(&home, person(name)) {
                        let said = run.status(7).stderr_any().keystore_unchanged().run();
                        assert!(said.stderr.contains("damaged"), "{what}: {}", said.stderr);
                    }
                }
                for good in [&ALICE, &BOB].into_iter().filter(|one| !names.contains(&one.name)) {
                    let identity = format!("{}\n", good.identity);
                    home.collab(["whoami", "-q", "-a", good.name]).stdout(identity).run();
                    home.collab(["print", "-a", good.name]).stdout(good.rows()).run();
                    home.collab(["check"]).stdin(good.code).stdout_any().stderr_any().run();
                    home.collab(["use", good.name, "-q"]).run();
                }
                // Damaged accounts can be removed and restored.
                for name in names {
                    home.collab(["remove", name, "--yes"]).stderr_any().run();
                }
                for name in names {
                    home.collab(["restore", "-q", name])
                        .stdin(person(name).code)
                        .stdout(format!("{}\n", person(name).identity))
                        .run();
                }
                list_is_true(&home, &[]);
            }
        }
    }
}

#[test]
fn values_from_a_locked_keystore_are_marked_as_not_verified() {
    let home = two();
    home.locks(&[]);
    let good = fs::read(home.keystore()).expect("readable");
    for exchange in EXCHANGES {
        fs::write(home.keystore(), &good).expect("writable");
        exchange.make(&home);
        for format in ["did", "hex", "ssh-signing", "fingerprint", "pem", "jwk"] {
            let format = format!("--format={format}");
            let said = home.collab(["whoami", &format]).stdout_any().stderr_any().run();
            assert!(said.stderr.starts_with(NOT_VERIFIED), "{}", said.stderr);
            home.collab(["whoami", "-q", &format]).stdout_any().run();
        }
        home.collab(["accounts"]).stdout_any().stderr(NOT_VERIFIED).run();
        let whoami = home.collab(["whoami", "--json"]).stdout_any().run().json();
        assert_eq!(whoami["verified"], false);
        let accounts = home.collab(["accounts", "--json"]).stdout_any().run().json();
        for account in accounts["accounts"].as_array().expect("a list") {
            assert_eq!(account["verified"], false);
        }
        home.collab(["whoami", "--verify"])
            .refused(
                9,
                "the keystore is locked, and there is nobody to ask for the passphrase",
                "name a file with `--passphrase-file FILE` or `COLLAB_PASSPHRASE_FILE`, or set \
                 `COLLAB_PASSPHRASE`",
            )
            .run();
    }
}

#[test]
fn opening_a_locked_keystore_verifies_all_that_is_public() {
    let home = two();
    home.locks(&[]);
    let good = fs::read(home.keystore()).expect("readable");
    let opened = |arguments: &[&str]| {
        home.collab(arguments).args(["--passphrase-file", "passphrase"]).stdout_any().stderr_any()
    };
    for arguments in [&["whoami", "--json"][..], &["whoami", "--json", "--verify"]] {
        let whoami = opened(arguments).run().json();
        assert_eq!(
            (&whoami["verified"], &whoami["identity"]),
            (&true.into(), &ALICE.identity.into())
        );
    }
    for account in
        opened(&["accounts", "--json"]).run().json()["accounts"].as_array().expect("a list")
    {
        assert_eq!(account["verified"], true);
    }
    assert_eq!(opened(&["whoami"]).run().stderr, "");
    for exchange in EXCHANGES {
        fs::write(home.keystore(), &good).expect("writable");
        exchange.make(&home);
        for arguments in [&["whoami"][..], &["accounts"], &["print"], &["use", "bob"]] {
            let said = opened(arguments).status(7).keystore_unchanged().run();
            assert_eq!(said.stdout, "", "{}", exchange.what);
            assert!(said.stderr.contains("altered after it was locked"), "{}", said.stderr);
        }
    }
}

#[test]
fn a_damaged_account_needs_the_usual_confirmations_to_be_removed() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    home.holds(&BOB, Saved::Confirmed);
    EXCHANGES[0].make(&home);
    for arguments in [&["remove", "alice"][..], &["remove", "alice", "--yes"]] {
        home.collab(arguments).status(9).stderr_any().keystore_unchanged().run();
    }
    let said = home.collab(["remove", "alice", "--yes", "--without-backup"]).stderr_any().run();
    assert!(said.stderr.contains("It is damaged"), "{}", said.stderr);
    assert!(!said.stderr.contains("did:key"), "{}", said.stderr);
}

/// An attacker who replaces a locked keystore by an unlocked one does not know the PRK.
#[test]
fn no_code_is_added_to_an_account_with_made_up_keys() {
    let home = Home::of(&[&ALICE]);
    home.collab(["forget-code", "-q"]).stdin(ALICE.code).run();
    let file = fs::read_to_string(home.keystore()).expect("text");
    let mut altered = file.clone();
    let zeros = format!("\"{}\"", "0".repeat(64));
    altered.replace_range(value(&file, "secrets.accounts.alice.prk"), &zeros);
    fs::write(home.keystore(), consistent(altered.into_bytes())).expect("writable");
    for run in uses(&home, &ALICE) {
        run.status(7).stderr_any().keystore_unchanged().run();
    }
    home.collab(["accounts", "-q"]).stdout("alice\t-\tdefault\tdamaged\n").stderr_any().run();
}

#[test]
fn a_code_that_enters_an_unlocked_keystore_is_told_each_time() {
    let home = Home::of(&[&ALICE]);
    let is_told = |run: Collab| {
        let said = run.stdout_any().stderr_any().run();
        assert!(said.stderr.contains(home.is_unlocked().trim_end()), "{}", said.stderr);
    };
    is_told(home.collab(["init", "another"]));
    is_told(home.collab(["restore", "bob"]).stdin(BOB.code));
    home.collab(["restore"]).stdin(BOB.code).stdout_any().stderr_any().run();
    home.collab(["forget-code", "-q"]).stdin(ALICE.code).run();
    is_told(home.collab(["restore"]).stdin(ALICE.code));
    let again = home.collab(["restore"]).stdin(ALICE.code).stdout_any().stderr_any().run();
    assert!(!again.stderr.contains("unlocked"), "nothing entered: {}", again.stderr);

    home.locks(&[]);
    let opened = home
        .collab(["restore", "carol", "--passphrase-file", "passphrase"])
        .stdin(CAROL.code)
        .stdout_any()
        .stderr_any()
        .run();
    assert!(!opened.stderr.contains("unlocked"), "it is locked: {}", opened.stderr);
}

#[test]
fn a_guessed_account_is_shown_as_one_until_it_is_confirmed() {
    let home = Home::of(&[&BOB]);
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    let since = humantime::parse_rfc3339(SINCE).expect("a date");
    Keystore::at(home.keystore())
        .change(None, |contents| {
            let name = ALICE.name.parse().expect("a name");
            contents.add(name, &code, Origin::Guessed, since, None).expect("no conflict");
            Ok::<_, Error>(())
        })
        .expect("written");
    let json = |arguments: &[&str]| home.collab(arguments).stdout_any().run().json();
    let guessed = |object: &Value| (object["origin"].clone(), object["guessed"].clone());
    assert_eq!(
        guessed(&json(&["whoami", "--json", "-a", "alice"])),
        ("guessed".into(), true.into())
    );
    let listed = json(&["accounts", "--json"]);
    assert_eq!(guessed(&listed["accounts"][0]), ("guessed".into(), true.into()));
    assert_eq!(guessed(&listed["accounts"][1]), ("created".into(), false.into()));
    let said = home.collab(["whoami", "-a", "alice"]).stdout_any().stderr_any().run();
    assert!(said.stderr.contains("alice is a guess."), "{}", said.stderr);
    let said = home.collab(["accounts"]).stdout_any().stderr_any().run();
    assert!(said.stderr.contains("A guessed account may be another one."), "{}", said.stderr);
    for sheet in [
        &["print", "--sheet", "-", "--format", "txt"][..],
        &["print", "--blank", "--sheet", "-", "--format", "txt"],
    ] {
        let sheet = home.collab(sheet).args(["-a", "alice"]).stdout_any().stderr_any().run().stdout;
        assert!(sheet.contains("The account is a guess: not confirmed"), "{sheet}");
    }

    Keystore::at(home.keystore())
        .change(None, |contents| contents.vouch_for(&ALICE.name.parse().expect("a name")))
        .expect("written");
    let confirmed = json(&["whoami", "--json", "-a", "alice"]);
    assert_eq!(guessed(&confirmed), ("restored".into(), false.into()));
    let sheet = home
        .collab(["print", "--sheet", "-", "--format", "txt", "-a", "alice"])
        .stdout_any()
        .run()
        .stdout;
    assert!(!sheet.contains("guess"), "{sheet}");
}
