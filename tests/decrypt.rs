//! `collab decrypt`: files that were encrypted to an account here.

use std::fs;
use std::process::Command;

use crate::support::age::{by_age, fed, has_age, pyrage, recipient};
use crate::support::collab::{
    ALICE, BOB, CAROL, Home, OTHER_PASSPHRASE, PASSPHRASE, mode, set_mode,
};
#[cfg(target_os = "linux")]
use crate::support::pty::Pty;

const PLAIN: &[u8] = b"a letter\n";
const AGAIN: &str = "get the file again from its sender";

/// Returns a file encrypted for alice.
fn sealed(home: &Home, plain: &[u8]) -> Vec<u8> {
    fed(home.collab(["encrypt", "-r", "alice"]).command(), plain).stdout
}

#[test]
fn a_file_loses_its_ending_and_is_its_owners_alone() {
    let home = Home::of(&[&ALICE]);
    home.file("letter.age", sealed(&home, PLAIN));
    home.collab(["decrypt", "letter.age"])
        .stderr("\"letter\": decrypted with the key of alice.\n")
        .keystore_unchanged()
        .run();
    assert_eq!(fs::read(home.at("letter")).expect("a file"), PLAIN);
    assert_eq!(mode(&home.at("letter")), 0o600);
    home.collab(["decrypt", "letter.age"])
        .refused(
            1,
            "\"letter\" is there already, and is left as it is",
            "name another file, or replace this one with `--force`",
        )
        .run();
    home.collab(["-q", "decrypt", "--force", "letter.age"]).run();
    home.collab(["decrypt", "letter"])
        .refused(
            2,
            "the name \"letter\" does not end in .age",
            "say where it goes with `-o OUT`; `-o -` is standard output",
        )
        .run();
    let given = home.collab(["decrypt", "--json", "letter.age", "-o", "b"]).stdout_any().run();
    assert_eq!(given.json(), serde_json::json!({ "name": "alice", "file": "b" }));
    home.collab(["decrypt", "--json", "letter.age", "-o", "-"]).status(2).stderr_any().run();
    home.collab(["decrypt", "letter.age", "--force", "-o", "letter.age"])
        .status(1)
        .stderr_any()
        .run();
    std::os::unix::fs::symlink("c", home.at("link")).expect("a link");
    home.collab(["decrypt", "letter.age", "-o", "link", "--force"]).status(1).stderr_any().run();
    assert!(!home.at("c").exists());
    home.collab(["decrypt", "letter.age", "-o", "/dev/full"]).status(1).stderr_any().run();
}

#[test]
fn standard_input_goes_to_standard_output() {
    let home = Home::of(&[&ALICE]);
    let file = sealed(&home, PLAIN);
    home.collab(["decrypt"]).stdin(&file).stdout("a letter\n").run();
    home.collab(["decrypt", "-"]).stdin(&file).stdout("a letter\n").run();
    home.file("a.age", &file);
    home.collab(["decrypt", "a.age", "-o", "-"]).stdout("a letter\n").run();
    home.collab(["decrypt"]).status(10).stdin("").stderr_any().run();
}

#[test]
fn every_account_is_tried_unless_one_is_named() {
    let home = Home::of(&[&ALICE, &BOB, &CAROL]);
    let file = fed(home.collab(["encrypt", "-r", "carol"]).command(), PLAIN).stdout;
    home.file("a.age", file);
    home.collab(["decrypt", "a.age"]).stderr("\"a\": decrypted with the key of carol.\n").run();
    home.collab(["decrypt", "a.age", "-o", "b", "-a", "bob"])
        .refused(
            5,
            "\"a.age\" is not for the account bob",
            "its sender has to encrypt it to what `collab whoami --format age --account bob` \
             prints",
        )
        .run();
    let other = Home::of(&[&ALICE, &BOB]);
    other.file("a.age", fs::read(home.at("a.age")).expect("a file"));
    let said = other.collab(["decrypt", "a.age"]).status(5).stderr_any().run();
    assert!(said.stderr.contains("\"a.age\" is not for any account here"), "{}", said.stderr);
    assert!(!other.at("a").exists());
    Home::new().collab(["decrypt"]).stdin(PLAIN).status(10).stderr_any().run();
    let nobody = Home::new();
    nobody.file("a.age", fs::read(home.at("a.age")).expect("a file"));
    nobody.collab(["decrypt", "a.age"]).status(3).stderr_any().run();
}

#[test]
fn a_cut_or_altered_file_leaves_nothing_and_ends_with_10() {
    let home = Home::of(&[&ALICE]);
    let plain = vec![7; 200_000];
    let file = sealed(&home, &plain);
    let header = file.windows(4).position(|four| four == b"--- ").expect("a MAC") + 48;
    let flipped = |at: usize| {
        let mut file = file.clone();
        file[at] ^= 1;
        file
    };
    let mut of_another_mac = file.clone();
    let letter = &mut of_another_mac[header - 9];
    *letter = if *letter == b'A' { b'B' } else { b'A' };
    for (altered, error) in [
        (file[..header - 10].to_vec(), "ends before its text begins"),
        (file[..header + 3].to_vec(), "ends before its text begins"),
        (file[..header + 16].to_vec(), "is cut off"),
        (file[..header + 16 + 2 * 65552].to_vec(), "is cut off"),
        (file[..file.len() - 1].to_vec(), "was altered or cut off"),
        (flipped(file.len() - 1), "was altered or cut off"),
        (flipped(header + 100_000), "was altered or cut off"),
        (of_another_mac, "the header of \"a.age\" was altered"),
        ([&file[..], b"x"].concat(), "was altered or cut off"),
        (flipped(3), "is not an age file"),
        (b"any text".to_vec(), "is not an age file"),
        (b"-----BEGIN PGP MESSAGE-----\n".to_vec(), "is not an age file"),
        (Vec::new(), "ends before its text begins"),
    ] {
        home.file("a.age", &altered);
        let said = home.collab(["decrypt", "a.age"]).status(10).stderr_any().run();
        assert!(said.stderr.contains(error), "{error}: {}", said.stderr);
        assert!(!home.at("a").exists());
        let left = fs::read_dir(home.path()).expect("a folder").count();
        assert_eq!(left, 2, "the file and the keystore's folder");
        // The output in the pipe is authentic, and the status says that it is incomplete.
        let output = fed(home.collab(["decrypt"]).command(), &altered);
        assert_eq!(output.status.code(), Some(10));
        assert!(plain.starts_with(&output.stdout));
        assert_eq!(output.stdout.len() % 65536, 0);
    }
    home.file("a.age", b"age-encryption.org/v2\n");
    home.collab(["decrypt", "a.age"]).status(1).stderr_any().run();
    home.file("a.age", &file[..header + 16 + 65552]);
    home.collab(["decrypt", "a.age"]).refused(10, "\"a.age\" is cut off", AGAIN).run();
}

#[test]
fn an_existing_file_is_replaced_only_by_a_whole_one() {
    let home = Home::of(&[&ALICE]);
    let file = sealed(&home, &vec![7; 200_000]);
    home.file("a.age", &file[..150_000]);
    home.file("a", "before");
    home.collab(["decrypt", "--force", "a.age"]).status(10).stderr_any().run();
    assert_eq!(fs::read(home.at("a")).expect("it stays"), b"before");
}

#[test]
fn a_malformed_header_is_refused_with_its_mistake() {
    let home = Home::of(&[&ALICE]);
    let share = "A".repeat(43);
    let mac = format!("--- {share}\n0123456789abcdef0123456789abcdef");
    let stanza = format!("-> X25519 {share}\n{share}\n");
    for (header, status, error) in [
        (format!("-> scrypt a 1\n{share}\n{stanza}"), 10, "a passphrase stanza beside others"),
        (format!("-> scrypt a 1\n{share}\n"), 5, "is encrypted with a passphrase"),
        (stanza.clone(), 10, "stanza 1 has a share of small order"),
        (format!("-> X25519 {share} x\n{share}\n"), 10, "stanza 1 is no X25519 stanza"),
        (format!("-> X25519 {share}=\n{share}\n"), 10, "stanza 1 is no X25519 stanza"),
        (format!("-> X25519 {share}\n\n"), 10, "stanza 1 is no X25519 stanza"),
        (String::from("-> piv-p256 x\n\n"), 5, "is not for any account here"),
        (String::new(), 10, "line 2 of the header: there is no stanza"),
        (
            String::from("-> \u{1b}[31m\n\n"),
            10,
            "line 2 of the header: the arguments are malformed",
        ),
        (String::from("\u{1b}[31m\n"), 10, "line 2 of the header: a line begins neither"),
        (format!("-> x\n{}\n", "A".repeat(65)), 10, "a line of a body is too long"),
        ("-> x\n\n".repeat(1 << 18), 10, "the header is too long"),
    ] {
        let file = format!("age-encryption.org/v1\n{header}{mac}");
        home.file("a.age", &file);
        let said = home.collab(["decrypt", "a.age"]).status(status).stderr_any().run();
        assert!(said.stderr.contains(error), "{error}: {}", said.stderr);
        assert!(!said.stderr.contains('\u{1b}'));
        assert!(!home.at("a").exists());
    }
}

#[test]
fn a_locked_keystore_is_opened_only_for_a_file_that_may_be_for_it() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("a.age", sealed(&home, PLAIN));
    home.file("cut.age", &sealed(&home, PLAIN)[..30]);
    home.locks(&[]);
    let locked = "the keystore is locked, and there is nobody to ask for the passphrase";
    let said = home.collab(["decrypt", "a.age"]).status(9).stderr_any().run();
    assert!(said.stderr.contains(locked), "{}", said.stderr);
    assert!(!home.at("a").exists());
    // An error in the file or its path is reported before a passphrase is asked for.
    home.collab(["decrypt", "cut.age"]).status(10).stderr_any().run();
    home.file("cut", "mine");
    home.collab(["decrypt", "a.age", "-o", "cut"]).status(1).stderr_any().run();
    home.collab(["decrypt", "a.age"])
        .env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE)
        .status(6)
        .stderr_any()
        .run();
    home.collab(["-q", "decrypt", "a.age"]).env("COLLAB_PASSPHRASE", PASSPHRASE).run();
    home.collab(["decrypt", "--passphrase-file", "passphrase", "a.age", "-o", "-"])
        .stdout("a letter\n")
        .run();
    home.collab(["decrypt"])
        .env("COLLAB_PASSPHRASE_FILE", "passphrase")
        .stdin(fs::read(home.at("a.age")).expect("a file"))
        .stdout("a letter\n")
        .run();
}

#[test]
fn files_of_age_and_rage_are_opened() {
    let home = Home::of(&[&ALICE, &BOB]);
    let (alice, bob) = (recipient(&home, "alice"), recipient(&home, "bob"));
    let other = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    for plain in [Vec::new(), PLAIN.to_vec(), vec![7; 131_072], vec![8; 400_001]] {
        let mut files = Vec::new();
        if has_age() {
            files.push(by_age(&["-r", other, "-r", &bob], &plain));
            files.push(by_age(&["-a", "-r", &alice], &plain));
        }
        if let Some(python) = pyrage() {
            const PROGRAM: &str = "\
import pyrage, sys
to = [pyrage.x25519.Recipient.from_str(one) for one in sys.argv[2:]]
armored = sys.argv[1] == 'armored'
sys.stdout.buffer.write(pyrage.encrypt(sys.stdin.buffer.read(), to, armored=armored))";
            for form in ["armored", "plain"] {
                let mut rage = Command::new(&python);
                rage.args(["-c", PROGRAM, form, other, &bob]);
                let output = fed(rage, &plain);
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                files.push(output.stdout);
            }
        }
        for file in files {
            let output = fed(home.collab(["decrypt"]).command(), &file);
            assert!(output.stdout == plain, "{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success() && output.stderr.is_empty());
        }
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let home = Home::of(&[&ALICE]);
    home.file("a.age", sealed(&home, &vec![b'x'; 4 << 20]));
    let mut command = home.collab(["decrypt", "a.age", "-o", "-"]).command();
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_result_that_others_can_read_is_warned_of() {
    let home = Home::of(&[&ALICE]);
    home.file("a.age", sealed(&home, PLAIN));
    let out = home.file("out", "");
    set_mode(&out, 0o644);
    let file = fs::OpenOptions::new().write(true).open(&out).expect("a file");
    let mut command = home.collab(["decrypt", "a.age", "-o", "-"]).command();
    let output = command.stdout(file).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("a file that others can read, and what was decrypted is in it"),
        "{said}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_is_shown_only_text_and_no_control_characters() {
    let home = Home::of(&[&ALICE]);
    let shown = |plain: &[u8], arguments: &[&str]| {
        home.file("a.age", sealed(&home, plain));
        let command =
            format!("{} decrypt {} < a.age", env!("CARGO_BIN_EXE_collab"), arguments.join(" "));
        let collab = home.collab([""; 0]).command();
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(command).env_clear().current_dir(home.path());
        for (name, value) in collab.get_envs() {
            shell.env(name, value.expect("a value"));
        }
        let mut pty = Pty::start(&shell, (100, 30));
        pty.ends();
        pty.output()
    };
    let text = shown("höre: \u{1b}[31mred\u{7}\u{202e}\r\nend\ttab\n".as_bytes(), &[]);
    assert!(text.contains("höre: \\u{1b}[31mred\\u{7}\\u{202e}"), "{text}");
    assert!(text.contains("end\ttab") && !text.contains('\u{1b}'), "{text:?}");
    let binary = shown(&[0xff, 0x1b, b'['], &[]);
    assert!(binary.contains("the decrypted file is no text"), "{binary}");
    let long = shown(&vec![b'x'; (1 << 20) + 1], &[]);
    assert!(long.contains("is over 1 MiB long") && !long.contains("xxxx"), "{long}");
    // With `-o -`, the text is shown unchanged.
    assert!(shown(b"\x1b[31mred", &["-o", "-"]).contains("\u{1b}[31mred"));
    assert_eq!(shown(b"", &[]), "");
}
