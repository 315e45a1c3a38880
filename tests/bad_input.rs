//! Texts that are not backup codes: the error says what the text appears to be, contains no digit
//! of it, and does not depend on the digits.

use std::os::unix::ffi::OsStrExt as _;

use base64ct::{Base64, Encoding as _};
use collab::code::BackupCode;

use crate::support::collab::{ALICE, BOB, CODES, Home};

/// A text that is not a code, and the error for it.
struct Bad {
    bytes: Vec<u8>,
    reason: &'static str,
    error: &'static str,
    hint: &'static str,
}

fn bad(
    bytes: impl Into<Vec<u8>>,
    reason: &'static str,
    error: &'static str,
    hint: &'static str,
) -> Bad {
    Bad { bytes: bytes.into(), reason, error, hint }
}

const WHOLE: &str =
    "give the whole code (in CI, set the secret again); write ? only for digits that can't be read";
const MARK: &str = "write ? for each digit that can't be read, and ? alone for a whole box";
const DIGITS_ONLY: &str = "a code has digits only; write ? for one that can't be read";
const OTHER: &str = "that belongs to another program; a backup code has 80 digits";
const HEXADECIMAL: &str = "that is not a backup code; it looks like a backup code in hexadecimal";
const HEXADECIMAL_HINT: &str =
    "save it as the 80 digits, or put `xxd -r -p |` before the `collab` that reads it";

/// Returns the characters of a text in hexadecimal, as `xxd -p` writes them.
fn hexadecimal(text: &str) -> String {
    let digits = base16ct::lower::encode_string(text.as_bytes());
    let lines: Vec<&str> =
        digits.as_bytes().chunks(60).map(|line| std::str::from_utf8(line).expect("hex")).collect();
    lines.join("\n")
}

const AGE_KEY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const AGE: &str = "that is not a backup code; it looks like a private key of age";
const AGE_HINT: &str = "a backup code has 80 digits; that key is for `age -i`, and stays secret";
const TOKEN: &str = "that is not a backup code; it looks like an access token of a service";
const TOKEN_HINT: &str =
    "keep it secret, and see which secret is given here; a backup code has 80 digits";
const RECOVERY: &str = "that is a recovery code, not a backup code";
const RECOVERY_HINT: &str = "type it where collab asks for the passphrase: `collab passphrase set`; the \
     backup code is the 80 digits on your paper";
/// Returns a recovery code whose first character is another one.
fn mistyped(code: &str) -> String {
    let other = if code.starts_with('X') { 'Y' } else { 'X' };
    format!("{other}{}", &code[1..])
}

const MASKED: &str = "hand over the secret itself: CI systems write stars in its place";
const VARIABLE_NAME: &str =
    "that is not a backup code; it looks like the name of a variable instead of its value";
const VARIABLE_HINT: &str =
    "a shell replaces it only outside single quotes; `printenv NAME` prints the value";
const PICTURE: &str = "read the picture of a sheet with `--image FILE`, or type the 80 digits";

#[expect(clippy::too_many_lines, reason = "a table")]
fn bad_inputs() -> Vec<Bad> {
    let code = ALICE.code;
    let boxes = ALICE.boxes();
    vec![
        bad(&code[..1], "count", "there is 1 digit, but a backup code has 80", WHOLE),
        bad(&code[..40], "count", "there are 40 digits, but a backup code has 80", WHOLE),
        // Counts that are too far from 80 for a few slips to explain.
        bad(&code[..69], "count", "there are 69 digits, but a backup code has 80", MARK),
        bad(&code[..77], "count", "there are 77 digits, but a backup code has 80", MARK),
        bad(
            format!("{code}12345678901"),
            "count",
            "there are 91 digits, but a backup code has 80",
            MARK,
        ),
        bad(
            ALICE.with(&[(2, "41"), (7, "419"), (9, "94")]),
            "count",
            "there are 72 digits, but a backup code has 80; look at boxes 2, 7 and 9",
            MARK,
        ),
        bad(
            "12345 ".repeat(13) + "1234 12345 12345",
            "count",
            "there are 79 digits, but a backup code has 80; look at box 14",
            MARK,
        ),
        bad(boxes[..13].join(" "), "count", "there are 65 digits, but a backup code has 80", MARK),
        bad(
            format!("{code}\n{}\n", BOB.code),
            "count",
            "there are 2 backup codes in the text",
            "give one backup code alone, or choose one by its identity with `--expect ID`",
        ),
        bad(
            ALICE.with(&[(2, "07\u{0}352")]),
            "characters",
            "box 2, digit 3: a control character",
            DIGITS_ONLY,
        ),
        bad(
            format!("{}\0{}", &code[..30], &code[31..]),
            "characters",
            "digit 31 of 80: a control character",
            DIGITS_ONLY,
        ),
        bad(
            format!("17: {code}"),
            "characters",
            "a label names a box that does not exist",
            "a label such as `5:` names the boxes that follow it; leave labels out if in doubt",
        ),
        bad(
            format!("\x1b[2J{code}\x1b[0m"),
            "characters",
            "that is not a backup code; it looks like output captured from a terminal",
            "get the digits with `collab print --digits` into a pipe, or type them",
        ),
        bad("Backup code:\nlost\n", "characters", "line 1 is not part of a code", DIGITS_ONLY),
        bad(
            "7.74350735294189E+19\t4.22542544218641E+19\t9.57756049439758E+19",
            "characters",
            "that is not a backup code; it looks like numbers that a spreadsheet rounded",
            "their last digits are lost; read the code from where it was copied",
        ),
        bad(
            "legal winner thank year wave sausage worth useful legal winner thank yellow",
            "characters",
            "that is not a backup code; it looks like a recovery phrase of words",
            OTHER,
        ),
        bad(
            ALICE.identity,
            "characters",
            "that is not a backup code; it looks like an account's identity, which is public",
            "the backup code is the 80 digits on the same sheet; to pin an identity use `--expect`",
        ),
        bad(
            ALICE.public_key,
            "characters",
            "that is not a backup code; it looks like a key in hexadecimal",
            OTHER,
        ),
        bad(
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n",
            "characters",
            "that is not a backup code; it looks like a private key of SSH",
            "keep it secret; a backup code has 80 digits",
        ),
        bad(
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIBBc\n",
            "characters",
            "that is not a backup code; it looks like a private key of another program",
            "keep it secret; a backup code has 80 digits",
        ),
        bad(format!("{AGE_KEY}\n"), "characters", AGE, AGE_HINT),
        bad(
            format!("# created: 2026-11-29T12:00:00Z\n# public key: age1qqqq\n{AGE_KEY}\n"),
            "characters",
            AGE,
            AGE_HINT,
        ),
        bad("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "characters", TOKEN, TOKEN_HINT),
        bad("glpat-Zx81hPq0vTnRk25dWc7e", "characters", TOKEN, TOKEN_HINT),
        bad(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.Rq8IxqeX7eA6G",
            "characters",
            TOKEN,
            TOKEN_HINT,
        ),
        bad(
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9EMK28Zye7xw1I01XJJQsWmi9Jf alice@desk",
            "characters",
            "that is not a backup code; it looks like an SSH public key",
            "a backup code has 80 digits, in 16 boxes of 5",
        ),
        bad(
            "{\"version\": 1, \"accounts\": []}",
            "characters",
            "that is not a backup code; it looks like JSON, perhaps a keystore",
            "give the code alone, or name a keystore with `--keystore`",
        ),
        bad(
            Base64::encode_string(ALICE.code.as_bytes()),
            "characters",
            "that is not a backup code; it looks like a backup code in base64",
            "save it as the 80 digits, or put `base64 -d |` before the `collab` that reads it",
        ),
        bad(hexadecimal(ALICE.code), "count", HEXADECIMAL, HEXADECIMAL_HINT),
        bad(hexadecimal(&ALICE.rows()), "count", HEXADECIMAL, HEXADECIMAL_HINT),
        bad("***", "count", "that is not a backup code; it looks like a masked secret", MASKED),
        bad("$CODE", "characters", VARIABLE_NAME, VARIABLE_HINT),
        bad("${{ secrets.COLLAB_BACKUP_CODE }}", "characters", VARIABLE_NAME, VARIABLE_HINT),
        bad("%COLLAB_CODE%\r\n", "characters", VARIABLE_NAME, VARIABLE_HINT),
        bad(CODES[0], "characters", RECOVERY, RECOVERY_HINT),
        // With a wrong character, too.
        bad(mistyped(CODES[0]), "characters", RECOVERY, RECOVERY_HINT),
        bad(
            "%PDF-1.7\n1 0 obj\n",
            "characters",
            "that is not a backup code; it looks like a picture or a PDF",
            PICTURE,
        ),
        bad(
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            "characters",
            "that is not a backup code; it looks like a picture or a PDF",
            PICTURE,
        ),
        bad(
            [&b"\xff\xd8\xff\xe0"[..], &[0; 5_000]].concat(),
            "size",
            "that is not a backup code; it looks like a picture or a PDF",
            PICTURE,
        ),
        bad(
            &b"\xc3\x28 774350735294189"[..],
            "characters",
            "that is not text: it is not UTF-8",
            DIGITS_ONLY,
        ),
        bad(
            &b"\xff\xfe7"[..],
            "characters",
            "that is not text: it begins like UTF-16 and then is not",
            DIGITS_ONLY,
        ),
        bad(vec![0; 80], "characters", "box 1, digit 1: a control character", DIGITS_ONLY),
        bad(
            code.repeat(60),
            "size",
            "that is not a backup code: it is longer than 4096 bytes",
            "give the code alone: 80 digits, in 16 boxes of 5",
        ),
    ]
}

#[test]
fn is_refused_in_the_same_words_from_wherever_it_comes() {
    let home = Home::new();
    for Bad { bytes, reason, error, hint } in bad_inputs() {
        home.file("code", &bytes);
        let secret = String::from_utf8_lossy(&bytes).into_owned();
        for command in ["restore", "check"] {
            let run = || home.collab([command]).secret(ALICE.code).secret(&secret);
            run().stdin(&bytes).refused(4, error, hint).run();
            run().args(["--code-file", "code"]).refused(4, error, hint).run();
            if !bytes.contains(&0) {
                let value = std::ffi::OsStr::from_bytes(&bytes);
                run().env("COLLAB_BACKUP_CODE", value).refused(4, error, hint).run();
            }
            let failed =
                run().arg("--json").stdin(&bytes).status(4).stderr_any().keystore_unchanged().run();
            let failed = failed.failure();
            assert_eq!(failed["reason"], reason, "{error}");
            assert_eq!(failed["error"], error);
            assert_eq!(failed["exit"], 4);
            assert!(failed["boxes"].is_array());
        }
    }
}

#[test]
fn the_boxes_to_look_at_are_named_for_scripts_too() {
    let home = Home::new();
    for (text, boxes) in [
        // Correctable, but only with `--repair`.
        (ALICE.with(&[(7, "4195")]), &[7][..]),
        (ALICE.with(&[(7, "4195"), (9, "9439")]), &[7, 9]),
        (ALICE.code[..79].to_owned(), &[16]),
        // Not correctable.
        (ALICE.with(&[(12, "118y6")]), &[12]),
        (ALICE.with(&[(2, "41"), (7, "419"), (9, "94")]), &[2, 7, 9]),
        (ALICE.code[..77].to_owned(), &[]),
    ] {
        let failed =
            home.collab(["restore", "--json"]).stdin(text).status(4).stderr_any().run().failure();
        assert_eq!(failed["boxes"], serde_json::json!(boxes));
    }
}

#[test]
fn an_endless_input_is_refused_at_once() {
    let home = Home::new();
    let (error, hint) = (
        "that is not a backup code: it is longer than 4096 bytes",
        "give the code alone: 80 digits, in 16 boxes of 5",
    );
    home.collab(["restore"]).stdin(vec![b'7'; 10_000_000]).refused(4, error, hint).run();
    home.collab(["restore", "--code-file", "/dev/zero"])
        .status(4)
        .stderr_any()
        .keystore_unchanged()
        .run();
}

/// A generator that only has to be deterministic (`SplitMix64`).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("small")
    }

    fn code(&mut self) -> String {
        let code = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            bytes.fill_with(|| self.next().to_le_bytes()[0]);
            Ok(())
        });
        code.expect("the generator works").canonical_text().expose().clone()
    }
}

/// Damage whose message does not depend on the digits. (Where a digit was left out or doubled, its
/// neighbors decide which box is named.)
#[derive(Clone, Copy, Debug)]
enum Damage {
    Wrong { at: usize, by: u8 },
    Mark { at: usize },
    Letter { at: usize },
    Noise { at: usize },
}

impl Damage {
    fn drawn(seeded: &mut Seeded) -> Self {
        // The box's first digit is kept: a box above the field's order may be reported differently.
        let at = seeded.below(16) * 5 + 1 + seeded.below(4);
        match seeded.below(8) {
            0..3 => Self::Wrong { at, by: 1 + seeded.below(9).to_le_bytes()[0] },
            3 | 4 => Self::Mark { at },
            5 | 6 => Self::Letter { at },
            _ => Self::Noise { at },
        }
    }

    fn apply(self, text: &mut [u8]) {
        match self {
            Self::Wrong { at, by } if text[at].is_ascii_digit() => {
                text[at] = b'0' + (text[at] - b'0' + by) % 10;
            }
            Self::Wrong { .. } => {}
            Self::Mark { at } => text[at] = b'?',
            Self::Letter { at } => text[at] = b'y',
            Self::Noise { at } => text[at] = b'#',
        }
    }
}

#[test]
fn the_same_damage_to_two_codes_is_told_in_the_same_words() {
    let home = Home::new();
    let mut seeded = Seeded(2026);
    for _ in 0..120 {
        let damages: Vec<Damage> =
            (0..=seeded.below(3)).map(|_| Damage::drawn(&mut seeded)).collect();
        let told = [seeded.code(), seeded.code()].map(|code| {
            let mut text = code.clone().into_bytes();
            for &damage in &damages {
                damage.apply(&mut text);
            }
            let run = home.collab(["restore"]).stdin(&text).secret(&code).status(4).stderr_any();
            run.keystore_unchanged().run().stderr
        });
        assert_eq!(told[0], told[1], "{damages:?}");
    }
}
