//! The keystore's location, and files that are refused in its place; no command changes a byte of
//! them.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{chown, symlink};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::collab::{
    ALICE, BOB, CAROL, CODES, Collab, Home, OWN_FOLDER, Saved, is_root, make_fifo, mode, set_mode,
    shown, skip, unprivileged,
};

const BACK: &str = "the backup code brings an account back: `collab restore --keystore NEW-FILE`";
/// Returns the commands that only read the keystore.
fn reading(home: &Home) -> Vec<Collab> {
    let mut runs: Vec<Collab> = [
        &["print"][..],
        &["print", "--json"],
        &["whoami"],
        &["whoami", "-a", "alice"],
        &["accounts"],
        &["copy"],
    ]
    .into_iter()
    .map(|arguments| home.collab(arguments))
    .collect();
    runs.push(home.collab(["check"]).stdin(ALICE.code));
    runs
}

/// Returns the commands that change the keystore.
fn changing(home: &Home) -> Vec<Collab> {
    vec![
        home.collab(["init", "new"]),
        home.collab(["restore", "carol"]).stdin(CAROL.code),
        home.collab(["restore"]).stdin(ALICE.code),
        home.collab(["use", "bob"]),
        home.collab(["rename", "alice", "work"]),
        home.collab(["remove", "bob", "--yes", "-q"]),
        home.collab(["remove", "--all", "--yes", "--without-backup", "-q"]),
    ]
}

/// Checks that every command is refused with this message and that nothing changes.
fn all_refuse(home: &Home, status: i32, error: &str, hint: &str) {
    for run in reading(home).into_iter().chain(changing(home)) {
        if run.wants_json() {
            let failed = run.status(status).stderr_any().keystore_unchanged().run().failure();
            assert_eq!(failed["error"], error);
            assert_eq!(failed["hint"], hint);
            assert_eq!(failed["exit"], status);
        } else {
            run.secret(ALICE.code).refused(status, error, hint).run();
        }
    }
}

/// The error for another kind of file in the keystore's place, and a function that puts it there.
type Replaced = (&'static str, fn(&Path));
/// The error for damaged bytes, and a function that damages valid ones.
type Rot = (&'static str, fn(Vec<u8>) -> Vec<u8>);

fn two() -> Home {
    Home::of(&[&ALICE, &BOB])
}

#[test]
fn refuses_one_that_others_can_read_or_change() {
    for mode in [0o644, 0o640, 0o604, 0o620, 0o602, 0o610] {
        let home = two();
        set_mode(&home.keystore(), mode);
        let file = home.shown();
        all_refuse(
            &home,
            7,
            &format!("others may read or change the keystore {file} (its mode is {mode:04o})"),
            &format!("make it yours alone with `chmod 600 {}`", home.keystore().display()),
        );
    }
}

#[test]
fn refuses_a_link_a_pipe_and_a_folder() {
    let cases: [Replaced; 4] = [
        ("a symbolic link to ELSEWHERE", |path| {
            let elsewhere = path.with_file_name("elsewhere");
            fs::rename(path, &elsewhere).expect("moved");
            symlink(&elsewhere, path).expect("a link");
        }),
        ("a symbolic link that leads nowhere", |path| {
            fs::remove_file(path).expect("removed");
            symlink("nowhere", path).expect("a link");
        }),
        ("a named pipe", |path| {
            fs::remove_file(path).expect("removed");
            make_fifo(path);
            set_mode(path, 0o600);
        }),
        ("a folder", |path| {
            fs::remove_file(path).expect("removed");
            fs::create_dir(path).expect("a folder");
        }),
    ];
    for (what, make) in cases {
        let home = two();
        make(&home.keystore());
        let elsewhere = home.at("data/collab/elsewhere");
        let itself = if elsewhere.exists() { elsewhere.to_string_lossy() } else { "FILE".into() };
        let what = what.replace("ELSEWHERE", &shown(&elsewhere));
        all_refuse(
            &home,
            7,
            &format!("the keystore {} is {what}, not a file", home.shown()),
            &format!("name the file itself with `--keystore {itself}`"),
        );
        assert!(!home.at("data/collab/nowhere").exists(), "nothing is made through a link");
    }
}

#[test]
fn refuses_a_folder_that_others_can_write() {
    let home = two();
    let folder = home.at("data/collab");
    for mode in [0o777, 0o707] {
        set_mode(&folder, mode);
        all_refuse(
            &home,
            7,
            &format!("others may put files into the folder {} of the keystore", shown(&folder)),
            &format!(
                "make it yours alone with `chmod go-w {}`; or {OWN_FOLDER}; or accept this one \
                 with `--shared-folder`",
                folder.display()
            ),
        );
    }
    // With the sticky bit, as on /tmp, nobody else can remove our files.
    set_mode(&folder, 0o1777);
    home.collab(["whoami"]).stdout(ALICE.identity.to_owned() + "\n").run();
}

#[test]
fn refuses_a_file_or_folder_of_another_user() {
    const NOBODY: u32 = 65534;
    if !is_root() {
        skip("only root can give files away");
        return;
    }
    let home = two();
    chown(home.keystore(), Some(NOBODY), Some(NOBODY)).expect("given away");
    all_refuse(
        &home,
        7,
        &format!("the keystore {} belongs to another user", home.shown()),
        OWN_FOLDER,
    );
    let home = two();
    let folder = home.at("data/collab");
    chown(&folder, Some(NOBODY), Some(NOBODY)).expect("given away");
    all_refuse(
        &home,
        7,
        &format!("the folder {} of the keystore belongs to another user", shown(&folder)),
        &format!("{OWN_FOLDER}; or accept this one with `--shared-folder`"),
    );
}

#[test]
fn refuses_one_that_is_damaged() {
    let checksum = "its checksum is wrong, so it was cut short or altered";
    let beginning = "it does not begin like a keystore";
    let cases: [Rot; 9] = [
        (checksum, |mut bytes| {
            let at = bytes.windows(5).position(|five| five == b"alice").expect("a name");
            bytes[at] ^= 1;
            bytes
        }),
        (checksum, |mut bytes| {
            let at = bytes.windows(5).position(|five| five == b"77435").expect("a code");
            bytes[at] ^= 1;
            bytes
        }),
        (checksum, |bytes| bytes[..bytes.len() / 2].to_vec()),
        (checksum, |bytes| bytes[..bytes.len() - 1].to_vec()),
        (checksum, |bytes| [&bytes[..], b"\n"].concat()),
        (checksum, |bytes| {
            // A flipped bit in the version number does not make it a newer file.
            let text = String::from_utf8(bytes).expect("text");
            text.replacen("\"version\": 1", "\"version\": 2", 1).into_bytes()
        }),
        (beginning, |_| Vec::new()),
        (beginning, |_| b"{}".to_vec()),
        (beginning, |bytes| vec![0; bytes.len()]),
    ];
    for (what, damage) in cases {
        let home = two();
        let bytes = fs::read(home.keystore()).expect("readable");
        fs::write(home.keystore(), damage(bytes)).expect("writable");
        all_refuse(
            &home,
            7,
            &format!("the keystore {} is damaged: {what}", home.shown()),
            &format!("the file was not changed; {BACK}"),
        );
    }
}

#[test]
fn after_damage_the_backup_code_brings_the_account_back() {
    let home = two();
    fs::write(home.keystore(), "rot").expect("writable");
    home.collab(["restore", "-q", "--keystore", "other-file"])
        .stdin(ALICE.code)
        .stdout(ALICE.identity.to_owned() + "\n")
        .run();
    home.collab(["print", "--keystore", "other-file"]).stdout(ALICE.rows()).run();
}

#[test]
fn refuses_one_of_a_newer_version() {
    let home = two();
    let newer = "{\"format\": \"collab keystore\", \"version\": 2, \"anything\": [\"else\"]}";
    fs::write(home.keystore(), newer).expect("writable");
    all_refuse(
        &home,
        7,
        &format!("the keystore {} has version 2, which is newer than this collab", home.shown()),
        "update collab",
    );
}

#[test]
fn refuses_one_over_the_limit() {
    let home = two();
    let file = OpenOptions::new().write(true).open(home.keystore()).expect("writable");
    file.set_len(16 * 1024 * 1024 + 1).expect("sparse");
    all_refuse(
        &home,
        7,
        &format!("the keystore {} is, or would be, over the limit of 16 MiB", home.shown()),
        BACK,
    );
}

#[test]
fn one_that_another_process_is_changing_can_be_read_and_not_changed() {
    let home = two();
    let held = File::create(home.at("data/collab/keystore.json.lock")).expect("a lock file");
    set_mode(&home.at("data/collab/keystore.json.lock"), 0o600);
    held.lock().expect("nobody has it");
    home.collab(["whoami"]).stdout(ALICE.identity.to_owned() + "\n").run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
    assert_eq!(home.accounts().len(), 2);

    // The wait is long, so the commands run at the same time.
    let error = format!("the keystore {} is in use by another process", home.shown());
    let start = Instant::now();
    thread::scope(|scope| {
        let mut runs = changing(&home);
        runs.push(home.collab(["check"]).stdin(ALICE.code));
        for run in runs {
            let error = &error;
            scope.spawn(move || {
                run.refused(8, error, "try again when that process has ended").run();
            });
        }
    });
    assert!(start.elapsed() > Duration::from_secs(5), "it waits for a while");

    drop(held);
    home.collab(["use", "bob", "-q"]).run();
}

#[test]
fn a_change_waits_for_another_one_to_end() {
    let home = two();
    let held = File::create(home.at("data/collab/keystore.json.lock")).expect("a lock file");
    held.lock().expect("nobody has it");
    let mut child = home
        .collab(["use", "bob", "-q"])
        .command()
        .stderr(Stdio::inherit())
        .spawn()
        .expect("it runs");
    thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("a child").is_none(), "it waits");
    drop(held);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    home.collab(["whoami"]).stdout(BOB.identity.to_owned() + "\n").run();
}

#[test]
fn many_at_once_lose_nothing() {
    let home = Home::new();
    let names: Vec<String> = (b'a'..=b'j').map(|letter| char::from(letter).to_string()).collect();
    thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| home.collab(["init", "-q", name]).stdout_any().run());
        }
    });
    let accounts = home.accounts();
    let there: Vec<&str> = accounts.iter().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(there, names);
}

#[test]
fn one_that_is_write_protected_can_be_read_and_not_changed() {
    let home = two();
    set_mode(&home.keystore(), 0o400);
    for run in changing(&home) {
        run.refused(
            1,
            &format!(
                "the keystore {} can't be written: its mode lets nobody write it",
                home.shown()
            ),
            &format!(
                "nothing was changed; make it writable with `chmod 600 {}`",
                home.keystore().display()
            ),
        )
        .run();
    }
    home.collab(["whoami"]).stdout(ALICE.identity.to_owned() + "\n").run();
    home.collab(["print"]).stdout(ALICE.rows()).run();
    assert_eq!(home.accounts().len(), 2);
}

#[test]
fn refuses_a_link_in_place_of_the_lock_file() {
    let home = two();
    let lock = home.at("data/collab/keystore.json.lock");
    let _ = fs::remove_file(&lock);
    symlink("elsewhere", &lock).expect("a link");
    for run in changing(&home) {
        run.refused(
            7,
            &format!("the lock file {} is not a file of yours", shown(&lock)),
            &format!("look at what it is, and move it away; or {OWN_FOLDER}"),
        )
        .run();
    }
    assert!(!home.at("data/collab/elsewhere").exists());
}

#[test]
fn reading_makes_nothing() {
    let home = Home::new();
    home.collab(["accounts", "-q"]).run();
    for arguments in [["whoami"], ["print"]] {
        home.collab(arguments).refused_without_an_account().run();
    }
    home.collab(["check"]).stdin(ALICE.code).status(3).stderr_any().run();
    assert!(!home.at("data").exists());
    let home = two();
    let count = || fs::read_dir(home.at("data/collab")).expect("a folder").count();
    fs::remove_file(home.at("data/collab/keystore.json.lock")).expect("a lock file");
    for run in [home.collab(["print"]), home.collab(["whoami"]), home.collab(["accounts"])] {
        run.stdout_any().run();
    }
    assert_eq!(count(), 1);
}

// The location of the keystore.

#[test]
fn the_flag_beats_the_variable_which_beats_the_usual_place() {
    let home = Home::new();
    let mine = |run: Collab| run.stdout_any().run().stdout;
    let usual = mine(home.collab(["init", "-q"]));
    let variable = mine(home.collab(["init", "-q"]).env("COLLAB_KEYSTORE", "by-variable"));
    let flag = mine(
        home.collab(["init", "-q", "--keystore", "by-flag"]).env("COLLAB_KEYSTORE", "by-variable"),
    );
    assert!(home.at("by-variable").is_file() && home.at("by-flag").is_file());
    assert_eq!(mode(&home.at("by-flag")), 0o600);
    assert_eq!(mine(home.collab(["whoami", "-q"])), usual);
    assert_eq!(mine(home.collab(["whoami", "-q"]).env("COLLAB_KEYSTORE", "")), usual);
    assert_eq!(mine(home.collab(["whoami", "-q"]).env("COLLAB_KEYSTORE", "by-variable")), variable);
    assert_eq!(mine(home.collab(["--keystore=by-flag", "whoami", "-q"])), flag);
    assert_eq!(
        mine(
            home.collab(["whoami", "-q", "--keystore"])
                .arg(home.at("by-flag"))
                .env("COLLAB_KEYSTORE", "by-variable")
        ),
        flag
    );
}

#[test]
fn the_usual_place_is_the_platforms() {
    let home = Home::new();
    home.collab(["init", "-q"]).without_env("XDG_DATA_HOME").stdout_any().run();
    assert!(home.at(".local/share/collab/keystore.json").is_file());
    assert_eq!(mode(&home.at(".local/share/collab")), 0o700);
    // A relative path is ignored, as the XDG Base Directory Specification says.
    home.collab(["whoami", "-q"]).env("XDG_DATA_HOME", "data").stdout_any().run();
}

#[test]
fn a_home_without_anything_is_no_account() {
    let home = Home::new();
    home.collab(["whoami"])
        .env("HOME", "/")
        .without_env("XDG_DATA_HOME")
        .refused(
            3,
            "there is no account in the keystore \"/.local/share/collab/keystore.json\" yet",
            "create one with `collab init`, or bring one back with `collab restore`",
        )
        .run();
}

#[test]
fn without_a_home_it_asks_where() {
    let home = Home::new();
    let Some(collab) = unprivileged(&home) else { return };
    let output = collab(&["whoami"], Path::new(""));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: there is no home folder to keep the keystore in\n\
         hint: say where with `--keystore FILE`\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn has_to_be_a_file() {
    let home = Home::new();
    home.collab(["init", "--keystore", "-"])
        .refused(2, "the keystore has to be a file", "name it with `--keystore FILE`")
        .run();
    home.collab(["init", "--keystore", ""])
        .refused(2, "`--keystore` needs a value", "see `collab init --help`")
        .run();
    for path in ["here/", "here/.", "..", "/"] {
        home.collab(["init", "--keystore", path])
            .refused(
                7,
                &format!("the keystore \"{path}\" is a folder, not a file"),
                "name the file itself with `--keystore FILE`",
            )
            .run();
    }
    assert!(!home.at("here").exists());
}

#[test]
fn a_file_in_place_of_the_folder_is_an_error_and_stays() {
    let home = Home::new();
    home.file("file", "");
    home.collab(["init", "--keystore", "file/keystore"]).status(1).stderr_any().run();
    assert_eq!(fs::read(home.at("file")).expect("readable"), b"");
}

#[test]
fn is_a_text_that_tells_a_person_never_to_share_it() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let text = fs::read_to_string(home.keystore()).expect("text");
    let object: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(object["format"], "collab keystore");
    assert_eq!(object["version"], 1);
    assert!(text.contains("Never share it"));
}

// Files that another program rewrote.

/// A rewritten form of a valid file: its error message or its name, and the function that makes it.
type Form<'a, T> = (&'static str, &'a dyn Fn(&str) -> T);

/// Returns an unlocked keystore and a locked one.
fn unlocked_and_locked() -> [Home; 2] {
    let homes = [two(), two()];
    homes[1].locks(&CODES);
    homes
}

#[test]
fn one_that_another_program_saved_is_put_right_by_the_command_that_is_named() {
    let utf16 = |text: &str| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let forms: [Form<'_, Vec<u8>>; 8] = [
        ("its line ends were changed", &|text| text.replace('\n', "\r\n").into()),
        ("its line ends were changed", &|text| text.trim_end().replace('\n', "\r\n").into()),
        ("its line ends were changed", &|text| (text.replace('\n', "\r\n") + "\r\n").into()),
        ("a byte order mark was put before it", &|text| format!("\u{feff}{text}").into()),
        ("a byte order mark was put before it", &|text| {
            format!("\u{feff}{}", text.replace('\n', "\r\n")).into()
        }),
        ("it was converted to UTF-16", &|text| utf16(text)),
        ("it was converted to UTF-16", &|text| utf16(&text.replace('\n', "\r\n"))),
        ("it was converted to UTF-16", &|text| utf16(text.trim_end())),
    ];
    for home in unlocked_and_locked() {
        let good = fs::read_to_string(home.keystore()).expect("text");
        for (what, form) in forms {
            fs::write(home.keystore(), form(&good)).expect("written");
            for run in changing(&home) {
                let said = run.status(7).stderr_any().keystore_unchanged().run().stderr;
                assert!(
                    said.contains(&format!("was saved by another program: {what}\n")),
                    "{said}"
                );
                assert!(said.contains("hint: nothing in it is lost"), "{said}");
            }
            let said = home.collab(["whoami"]).status(7).stderr_any().run().stderr;
            let command = said.split('`').nth(1).expect("a command").to_owned();
            let status = std::process::Command::new("sh").args(["-c", &command]).status();
            assert!(status.expect("a shell").success(), "{command}");
            assert_eq!(fs::read_to_string(home.keystore()).expect("text"), good, "{command}");
            home.collab(["whoami"]).stdout(ALICE.identity.to_owned() + "\n").stderr_any().run();
        }
    }
}

#[test]
fn one_that_was_reformatted_is_told_so_and_one_that_was_altered_is_not() {
    let minified = |text: &str| text.lines().map(str::trim_start).collect::<String>();
    let forms: [Form<'_, String>; 5] = [
        ("no line ends", &minified),
        ("no spaces", &|text| minified(text).replace("\": ", "\":").replace(", \"", ",\"")),
        ("tabs", &|text| text.replace("  ", "\t")),
        ("four spaces", &|text| text.replace("  ", "    ")),
        ("one a line", &|text| text.replace("\", \"", "\",\n\"")),
    ];
    for home in unlocked_and_locked() {
        let good = fs::read_to_string(home.keystore()).expect("text");
        for (name, form) in forms {
            let text = form(&good);
            fs::write(home.keystore(), &text).expect("written");
            let said = home.collab(["whoami"]).status(7).stderr_any().keystore_unchanged().run();
            assert!(said.stderr.contains("was reformatted, probably by an editor"), "{name}");
            assert!(said.stderr.contains("nothing in it is lost"), "{name}");
            let altered = text.replacen("alice", "alicf", 1);
            fs::write(home.keystore(), altered).expect("written");
            let said = home.collab(["whoami"]).status(7).stderr_any().run().stderr;
            assert!(said.contains(" is damaged: ") && !said.contains("lost"), "{name}: {said}");
        }
        fs::write(home.keystore(), good).expect("written");
    }
}
