//! The generated seeds, made from the format's test vectors and from fixed draws. Those in `seeds/`
//! were found by fuzzing.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::alteration::mutated;
use crate::file::with_checksum;
use crate::locked::{LOCKED, bodies};
use crate::slips::Generator;
use crate::{age, signature, signers};

#[derive(Deserialize)]
struct Vectors {
    valid: Vec<Valid>,
    readings: Vec<Reading>,
}

#[derive(Deserialize)]
struct Valid {
    code: String,
    id: String,
}

#[derive(Deserialize)]
struct Reading {
    text: String,
    why: String,
}

/// A seed of a target.
pub struct Seed {
    /// The target's name.
    pub target: &'static str,
    /// The seed's purpose, as a file name.
    pub name: String,
    /// The target's input.
    pub bytes: Vec<u8>,
}

/// A function that takes each seed as it is made.
type Write<'a> = &'a dyn Fn(&'static str, &str, &[u8]);

/// Returns every generated seed.
pub fn made() -> Vec<Seed> {
    let seeds = RefCell::new(Vec::new());
    let write = |target, name: &str, bytes: &[u8]| {
        let seed = Seed { target, name: name.to_owned(), bytes: bytes.to_owned() };
        seeds.borrow_mut().push(seed);
    };
    let vectors = include_str!("../../tests/vectors/codes.json");
    let vectors: Vectors = serde_json::from_str(vectors).expect("the vectors");
    of_reading(&vectors, &write);
    of_mending(&vectors, &write);
    of_keystore(&write);
    of_unlocking(&write);
    of_signature(&write);
    of_signers(&write);
    of_agent(&write);
    of_code_lists(&write);
    of_age(&write);
    seeds.into_inner()
}

/// Returns the name of a seed with this purpose.
fn named(why: &str) -> String {
    let words = why.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn of_reading(vectors: &Vectors, write: Write<'_>) {
    /// Kinds of text that reading ignores, or that other seeds contain.
    const ALIKE: [&str; 12] = [
        "wrong",
        "swapped",
        "random",
        "boxes",
        "jump",
        "twin",
        "size",
        "moved",
        "right to left",
        "columns",
        "letter",
        "one run",
    ];
    for Reading { text, why } in &vectors.readings {
        if why == "one run" || !ALIKE.iter().any(|alike| why.contains(alike)) {
            write("reading", &named(why), text.as_bytes());
        }
    }
    let Valid { code, id } = &vectors.valid[0];
    let boxes: Vec<&str> =
        code.as_bytes().chunks(5).map(|five| str::from_utf8(five).expect("digits")).collect();
    let rows: Vec<String> = boxes.chunks(4).map(|row| row.join(" ")).collect();
    let labeled: Vec<String> =
        rows.iter().zip([1, 5, 9, 13]).map(|(row, first)| format!("{first}: {row}")).collect();
    let sheet = format!("collab — backup code 1\n{id}\n{}\n2026-01-31\n", labeled.join("\n"));
    let unreadable = boxes.iter().enumerate().map(|(n, five)| if n % 5 == 0 { "?" } else { five });
    let units: Vec<u16> = std::iter::once(0xfeff).chain(rows.join("\n").encode_utf16()).collect();
    for (name, bytes) in [
        ("a-sheet", sheet.into_bytes()),
        ("an-identity-beside", format!("{id}\n{}", rows.join("\n")).into_bytes()),
        ("rows-without-one", labeled[1..].join("\n").into_bytes()),
        ("a-range", format!("5–8: {}\n9-12: {}", rows[1], rows[2]).into_bytes()),
        ("marks-for-boxes", unreadable.collect::<Vec<_>>().join(" ").into_bytes()),
        ("underscores-between", boxes.join("_").into_bytes()),
        ("underscores-for-digits", code.replace('0', "_").into_bytes()),
        ("little-endian", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("big-endian", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
    ] {
        write("reading", name, &bytes);
    }
}

/// Makes this many random inputs, from which a target takes its cases.
fn drawn(target: &'static str, count: u32, length: usize, write: Write<'_>) {
    for nth in 0..count {
        let mut bytes = vec![0; length];
        Generator::of(1, target, nth).fill(&mut bytes);
        write(target, &format!("drawn-{nth:02}"), &bytes);
    }
}

/// Returns the bytes of a case of `mending`: code, known identity, form, damage, and the damage's
/// data.
fn case(damage: u32, rest: &[u8]) -> Vec<u8> {
    [&[0; 10][..], &variant(damage, 7), rest].concat()
}

/// Returns the bytes from which `arbitrary` takes the n-th variant of an enum: it scales 32 bits.
fn variant(nth: u32, of: u64) -> [u8; 4] {
    u32::try_from((u64::from(nth) << 32).div_ceil(of)).expect("below 32 bits").to_le_bytes()
}

fn of_mending(vectors: &Vectors, write: Write<'_>) {
    for Reading { text, why } in &vectors.readings {
        if ["one run", "row", "letter o", "left out and", "4 boxes", "a box"]
            .iter()
            .any(|one| why.contains(one))
        {
            write("mending", &named(why), &case(6, text.as_bytes()));
        }
    }
    // One slip of each kind.
    for slip in 0..14 {
        write("mending", &format!("slip-{slip}"), &case(4, &[1, slip, 3, 0]));
    }
    drawn("mending", 20, 60, write);
}

/// The number of mutated keystores.
const MUTATED: u32 = 90;

fn of_keystore(write: Write<'_>) {
    let bodies = bodies();
    for (body, name) in bodies.iter().zip(["clear", "forgotten", "unsealed"]) {
        write("keystore", name, body);
    }
    write("keystore", "locked", &LOCKED[0].body);
    write("keystore", "whole", &with_checksum(&bodies[0]));
    let newer = br#"{"version":7,"slots":[],"format":"collab keystore"}"#;
    write("keystore", "newer-of-another-shape", newer);
    write("keystore", "nothing", b"");
    for (seed, body) in (0..MUTATED).zip(bodies.iter().cycle()) {
        write("keystore", &format!("mutated-{seed:02}"), &mutated(body, seed));
    }
}

fn of_unlocking(write: Write<'_>) {
    for (kind, name, bytes) in [
        (0, "as-it-is", &[0][..]),
        (0, "as-the-other-is", &[1]),
        (1, "mistyped", &[7; 19]),
        (2, "typed", b"2t4m 0bbt TG63-FZP4.XNZW_3NW2 B2SV\n"),
        (2, "typed-with-letters", b"OCCM-BRMV-MGA7-82JR-NZKH-lXNR-7T3H"),
        (3, "passphrase", "e\u{301}tude \u{1d160}\r\n".as_bytes()),
        (3, "passphrase-returns", b"pass\r\r\n"),
        (3, "passphrase-hangul", "\u{1112}\u{1161}\u{11ab}".as_bytes()),
        (3, "passphrase-of-no-text", b"\xff\xfe"),
    ] {
        write("unlocking", name, &[&variant(kind, 4)[..], bytes].concat());
    }
    drawn("unlocking", 60, 60, write);
}

fn of_signature(write: Write<'_>) {
    for (name, made) in ["sha256", "sha512"].iter().zip(signature::MADE.iter()) {
        let (armor, blob) = (made.armor(), made.blob());
        write("signature", name, armor.as_bytes());
        write("signature", &format!("{name}-blob"), &blob);
        write("signature", &format!("{name}-windows"), armor.replace('\n', "\r\n").as_bytes());
        write("signature", &format!("{name}-marked"), format!("\u{feff}\n{armor}\n").as_bytes());
        write("signature", &format!("{name}-twice"), armor.repeat(2).as_bytes());
        write("signature", &format!("{name}-spaced"), armor.replace("AAAA", "AA AA\n").as_bytes());
        // One byte of each field of the blob.
        for (field, place) in
            [("magic", 0), ("version", 9), ("key", 40), ("namespace", 65), ("reserved", 72)]
                .into_iter()
                .chain([("hash", 80), ("algorithm", 95), ("signature", 120)])
        {
            let mut altered = blob.clone();
            altered[place] ^= 0x20;
            write("signature", &format!("{name}-{field}"), &altered);
        }
    }
}

fn of_signers(write: Write<'_>) {
    let key = signers::KEY.line("a comment");
    for (name, before) in [
        ("plain", "maria@example.com"),
        ("patterns", "*@example.com,!bob@example.com,did:key:z6Mk"),
        ("quoted", "\"maria smith\""),
        ("namespaces", "maria@example.com namespaces=\"file,git\""),
        ("no-namespace", "maria@example.com namespaces=\"\""),
        ("escaped", "maria@example.com namespaces=\"fi\\\"le\""),
        ("after", "maria@example.com valid-after=\"20250101Z\""),
        ("before", "maria@example.com valid-before=\"202601311200Z\""),
        ("both", "* valid-after=\"20250101000000UTC\",valid-before=\"20260301z\""),
        ("local", "* valid-after=\"20250101\""),
        ("never", "* valid-after=\"20260101Z\",valid-before=\"20250101Z\""),
        ("authority", "* cert-authority"),
        ("authority-for", "* CERT-AUTHORITY,namespaces=\"file\""),
        ("unknown", "* no-touch-required"),
        ("open", "* namespaces=\"file"),
        ("no-value", "* namespaces=file"),
        ("twice", "* namespaces=\"a\",namespaces=\"b\""),
        ("other-algorithm", "maria ssh-rsa"),
        ("comment", "#"),
        ("none", ""),
    ] {
        write("signers", name, format!("{before} {key}\n").as_bytes());
    }
    write("signers", "rsa", b"maria ssh-rsa AAAAB3NzaC1yc2EAAAABAwAAAAF/\n");
    let several = format!("# us\r\nbob {key}\r\n\r\nmaria namespaces=\"git\" {key}\r\n* {key}");
    write("signers", "several", several.as_bytes());
}

fn of_agent(write: Write<'_>) {
    let string = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).expect("it is short");
        [&length.to_be_bytes()[..], bytes].concat()
    };
    let key = [string(b"ssh-ed25519"), string(&[7; 32])].concat();
    let held = [string(&key), string(b"maria login")].concat();
    let list = |count: u32, held: &[u8]| string(&[&[12][..], &count.to_be_bytes(), held].concat());
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("half-a-length", vec![0, 0]),
        ("empty-frame", string(b"")),
        ("success", string(&[6])),
        ("success-thrice", string(&[6]).repeat(3)),
        ("success-with-more", string(&[6, 0, 0])),
        ("failure", string(&[5])),
        ("failure-then-success", [string(&[5]), string(&[6]), string(&[6])].concat()),
        ("extension-failure", string(&[28])),
        ("no-key", list(0, b"")),
        ("one-key", list(1, &held)),
        ("two-keys", list(2, &held.repeat(2))),
        ("more-keys-than-said", list(1, &held.repeat(2))),
        ("fewer-keys-than-said", list(u32::MAX, &held)),
        ("cut-in-a-key", list(1, &held[..held.len() - 3])),
        ("a-key-of-4-gib", list(1, &[0xff; 8])),
        ("cut-in-a-frame", list(1, &held)[..20].to_vec()),
        ("a-frame-of-4-gib", vec![0xff, 0xff, 0xff, 0xff, 12]),
        ("a-frame-just-too-long", vec![0, 4, 0, 1, 12]),
        ("a-frame-of-the-longest", vec![0, 4, 0, 0, 12]),
        ("another-protocol", b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
    ] {
        write("agent", name, &bytes);
    }
}

/// The number of altered texts of each form of a list.
const ALTERED: u32 = 30;

fn of_code_lists(write: Write<'_>) {
    const MARKS: [&str; 16] = [
        "\n",
        " ",
        "  ",
        "\t",
        "-",
        "1. ",
        "3) ",
        "* ",
        "[x] ",
        "(used)",
        ",",
        "|",
        "a1b2-c3d4\n",
        "<b>",
        "é",
        "\u{200b}",
    ];
    let codes: Vec<String> =
        (0..10).map(|n| format!("{:04x}-{:04x}", 0xa1b2 + n * 77, n * 4099)).collect();
    let numbered: Vec<String> =
        codes.iter().zip(13..).map(|(code, n)| format!("{n}. {code}")).collect();
    for (name, text) in [
        ("lines", codes.join("\n")),
        (
            "discord",
            format!("Codes of maria@example.com\r\n\r\n* {} (used)\r\n", codes.join(" \r\n* ")),
        ),
        ("numbered", numbered.join("\n")),
        ("columns", codes.chunks(2).map(|two| two.join("\t")).collect::<Vec<_>>().join("\n")),
        ("words", String::from("abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn\n")),
        ("groups", String::from("1234 5678 9012 3456\n")),
        ("two-columns", String::from("1234 5678  2345 6789\n3456 7890  4567 8901\n")),
        (
            "markdown",
            format!("# Codes\n- [ ] `{}`\n- [x] `{}`\n~~{}~~\n", codes[0], codes[1], codes[2]),
        ),
        ("html", format!("<ul><li>{}</li></ul>", codes.join("</li><li>"))),
        ("json", format!("[\"{}\"]", codes.join("\", \""))),
        ("table", format!("code,used\n{},no\n{},yes\n", codes[0], codes[1])),
        ("two-shapes", format!("{}\n12345678\n87654321\n", codes[..2].join("\n"))),
    ] {
        write("code_lists", name, text.as_bytes());
        for nth in 0..ALTERED {
            let mut draws = Generator::of(1, name, nth);
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=draws.below(3) {
                let at = draws.index(bytes.len() + 1);
                let mark = MARKS[draws.index(MARKS.len())];
                let end = (at + draws.index(4)).min(bytes.len());
                bytes.splice(at..end, mark.bytes());
            }
            write("code_lists", &format!("{name}-{nth:02}"), &bytes);
        }
    }
}

fn of_age(write: Write<'_>) {
    // The small test vectors of the format; the testkit's header before each is removed.
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/age");
    for entry in fs::read_dir(vectors).expect("the vectors").map(|one| one.expect("a file")) {
        let vector = fs::read(entry.path()).expect("a file");
        let end = vector.windows(2).position(|two| two == b"\n\n").expect("an empty line");
        let (about, file) = (String::from_utf8_lossy(&vector[..end]), &vector[end + 2..]);
        let name = entry.file_name().to_string_lossy().replace('_', "-");
        if about.contains("compressed:") || file.len() > 1500 {
            continue;
        }
        if about.contains("armored:") {
            write("age_armor", &name, file);
        } else if !name.starts_with("stream") {
            write("age_header", &name, file);
        }
    }
    write("age_header", "opens", &age::header());
    for tampering in 0..8 {
        for chunks in [0, 1, 3] {
            let name = format!("tampering-{tampering}-of-{chunks}");
            let rest = [1, 0, 1, 0, 2, 5, 9, 1, 4];
            let draw = [&[chunks, 3][..], &variant(tampering, 8), &rest].concat();
            write("age_payload", &name, &draw);
        }
    }
    let stanzas = String::from_utf8(age::header()).expect("ASCII");
    let stanzas: String = stanzas
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("---"))
        .map(|line| line.replace("-> ", "-> recipient-stanza 0 ") + "\n")
        .collect();
    let any = "-> add-identity AGE-PLUGIN-COLLAB-1DC5J7W\n\n";
    let answers = "-> ok\n\n-> ok\nb3Blbg\n-> ok\n\n-> ok\n\n";
    for (name, said) in [
        ("nothing", "-> done\n\n".to_owned()),
        ("opens", format!("{any}{stanzas}-> done\n\n{answers}")),
        ("locked", format!("{any}{stanzas}-> done\n\n-> ok\n\n-> fail\n\n-> ok\n\n")),
        ("unsupported", format!("{any}{stanzas}-> done\n\n-> unsupported\n\n{answers}")),
        ("malformed", format!("{any}-> recipient-stanza 0 X25519 AAAA\n\n-> done\n\n{answers}")),
        ("grease", format!("-> grease 1\nAAAA\n{any}{stanzas}-> done\n\n{answers}")),
        ("other", "-> add-identity AGE-PLUGIN-OTHER-1\n\n-> done\n\n-> ok\n\n".to_owned()),
        ("encrypts", "-> add-recipient age1collab1x\n\n-> done\n\n-> ok\n\n".to_owned()),
    ] {
        write("age_plugin", name, said.as_bytes());
    }
}
