//! The seeds that are made: from the vectors of the format and from fixed draws. Those in `seeds/`
//! were found by fuzzing.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use collab::derivation;
use collab::keystore::{Contents, Error, Keystore};
use serde::Deserialize;

use crate::alteration::mutated;
use crate::locked::{LOCKED, Person, accounts};
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

/// A seed: the target that is begun with it, its name, and its bytes.
pub struct Seed {
    /// The target.
    pub target: &'static str,
    /// What it shows.
    pub name: String,
    /// What the target is given.
    pub bytes: Vec<u8>,
}

/// Takes each seed as it is made.
type Write<'a> = &'a dyn Fn(&'static str, &str, &[u8]);

/// Every seed that is made.
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
    of_age(&write);
    seeds.into_inner()
}

/// What a seed is called that shows this.
fn named(why: &str) -> String {
    let words = why.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn of_reading(vectors: &Vectors, write: Write<'_>) {
    /// What reading takes no notice of, or has in other seeds.
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
    let labelled: Vec<String> =
        rows.iter().zip([1, 5, 9, 13]).map(|(row, first)| format!("{first}: {row}")).collect();
    let sheet = format!("collab — backup code 1\n{id}\n{}\n2026-01-31\n", labelled.join("\n"));
    let unreadable = boxes.iter().enumerate().map(|(n, five)| if n % 5 == 0 { "?" } else { five });
    let units: Vec<u16> = std::iter::once(0xfeff).chain(rows.join("\n").encode_utf16()).collect();
    for (name, bytes) in [
        ("a-sheet", sheet.into_bytes()),
        ("an-identity-beside", format!("{id}\n{}", rows.join("\n")).into_bytes()),
        ("rows-without-one", labelled[1..].join("\n").into_bytes()),
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

/// The bytes that are a case of the target: see its fields.
fn case(code: u16, known: u32, form: u32, damage: u32, rest: &[u8]) -> Vec<u8> {
    // `arbitrary` takes the variant of an enum from the upper part of 32 bits.
    let variant = |nth: u32, of: u64| {
        u32::try_from((u64::from(nth) << 32).div_ceil(of)).expect("below 32 bits").to_le_bytes()
    };
    let head =
        [&code.to_le_bytes()[..], &variant(known, 3), &variant(form, 3), &variant(damage, 7)];
    [&head.concat(), rest].concat()
}

fn of_mending(vectors: &Vectors, write: Write<'_>) {
    /// What goes on after an element of a list.
    const MORE: u8 = 1;
    let text = 6;
    for Reading { text: read, why } in &vectors.readings {
        if ["one run", "row", "letter o", "left out and", "4 boxes", "a box"]
            .iter()
            .any(|one| why.contains(one))
        {
            write("mending", &named(why), &case(0, 0, 0, text, read.as_bytes()));
        }
    }
    let wrong = |number: u8, says: u32| [&[number][..], &says.to_le_bytes()].concat();
    let slip = |slip: u8, place: u16| [&[MORE, slip][..], &place.to_le_bytes()].concat();
    let bits = |bits: u16| bits.to_le_bytes().to_vec();
    let slips = |of: &[u8]| -> Vec<u8> {
        (3..).zip(of).flat_map(|(place, one)| slip(*one, place)).collect()
    };
    for (name, known, damage, rest) in [
        ("four-lost", 0, 0, bits(0b1000_0100_0010_0001)),
        ("four-lost-known", 1, 0, bits(0b11_1100)),
        ("four-lost-of-another", 2, 0, bits(0b1111)),
        ("two-wrong", 0, 1, [wrong(2, 11_111), wrong(14, 99_999)].concat()),
        ("two-wrong-known", 1, 1, [wrong(7, 0), wrong(8, 12_345)].concat()),
        ("one-wrong-two-lost", 0, 2, [wrong(3, 54_321), bits(0b11 << 9)].concat()),
        ("one-wrong-two-lost-known", 1, 2, [wrong(15, 1), bits(0b101)].concat()),
        ("twelve-digits", 0, 3, [bits(0x0fff), (0..16).collect()].concat()),
        ("twelve-digits-known", 1, 3, [bits(0xfff0), (4..20).collect()].concat()),
        ("five-slips", 0, 4, slips(&[0, 1, 2, 4, 5])),
        ("five-slips-known", 1, 4, slips(&[0, 0, 0, 1, 8])),
        ("anything", 0, 5, [slips(&[6, 7]), vec![0, MORE, 5, b'x', MORE, 70, b'O']].concat()),
        ("anything-known", 1, 5, [slips(&[0; 5]), vec![0, MORE, 40, b'?']].concat()),
    ] {
        write("mending", name, &case(77, known, damage % 3, damage, &rest));
    }
    for (nth, name) in (0..14_u8).zip([
        "wrong",
        "swapped",
        "jumped",
        "twin",
        "spoken",
        "jump-twin",
        "left-out",
        "doubled",
        "letter",
        "group-left-out",
        "group-twice",
        "groups-exchanged",
        "rows-exchanged",
        "columns-as-rows",
    ]) {
        write(
            "mending",
            &format!("slip-{name}"),
            &case(9, 0, u32::from(nth) % 3, 4, &slips(&[nth])),
        );
    }
}

/// The first bytes of what ends a file, which the target adds.
fn body(whole: &[u8]) -> &[u8] {
    let text = str::from_utf8(whole).expect("text");
    text.split("  \"checksum\"").next().expect("it begins").as_bytes()
}

/// How many keystores are altered as one who knows the format would.
const MUTATED: u32 = 90;

fn of_keystore(write: Write<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let keystore = Keystore::at(folder.path().join("keystore.json"));
    let saved = |name: &str, change: &mut dyn FnMut(&mut Contents)| {
        let changed = keystore.change(None, |contents| {
            change(contents);
            Ok::<_, Error>(())
        });
        changed.expect("written");
        let whole = fs::read(keystore.path()).expect("it is there");
        write("keystore", name, body(&whole));
        whole
    };
    let people: Vec<Person> = accounts().collect();
    let [alice, bob, _] = &people[..] else { panic!("three") };
    let whole = saved("one-account", &mut |contents| alice.add_to(contents));
    write("keystore", "whole", &whole);
    let newer = String::from_utf8(whole).expect("text").replace("\"version\": 1", "\"version\": 2");
    write("keystore", "newer-with-another-checksum", newer.as_bytes());
    write("keystore", "newer", body(newer.as_bytes()));
    write(
        "keystore",
        "newer-of-another-shape",
        br#"{"version":7,"slots":[],"format":"collab keystore"}"#,
    );
    write("keystore", "no-keystore", b"{}");
    write("keystore", "nothing", b"");
    let three = saved("three-accounts", &mut |contents| {
        people[1..].iter().for_each(|person| person.add_to(contents));
    });
    let three = String::from_utf8(three).expect("text");
    let exchanged = |[one, other]: [&str; 2]| {
        assert!(three.contains(one) && three.contains(other));
        let exchanged = three.replace(one, "of alice").replace(other, one);
        exchanged.replace("of alice", other)
    };
    let codes = [alice, bob].map(|person| person.code.canonical_text());
    let keys = [alice, bob].map(|person| derivation::public_keys(&person.code));
    let hex = |key: &[u8; 32]| base16ct::lower::encode_string(key);
    for (name, pair) in [
        ("exchanged-codes", [codes[0].expose().clone(), codes[1].expose().clone()]),
        ("exchanged-identities", [keys[0].identity.hex(), keys[1].identity.hex()]),
        ("exchanged-login-keys", [hex(&keys[0].login), hex(&keys[1].login)]),
        ("exchanged-encryption-keys", [hex(&keys[0].encryption), hex(&keys[1].encryption)]),
    ] {
        write("keystore", name, body(exchanged([&pair[0], &pair[1]]).as_bytes()));
    }
    let guessed = three.replace("\"origin\": \"restored\"", "\"origin\": \"guessed\"");
    write("keystore", "a-guess-that-is-confirmed", body(guessed.as_bytes()));
    let forgotten = saved("one-forgotten", &mut |contents| {
        contents.forget_code(&alice.name).expect("its own");
    });
    let prk = hex(derivation::prk(&alice.code).bytes().expose());
    let forgotten = String::from_utf8(forgotten).expect("text");
    let of_nobody = forgotten.replace(&prk, &"0".repeat(64));
    write("keystore", "the-prk-of-nobody", body(of_nobody.as_bytes()));
    saved("all-forgotten", &mut |contents| {
        for one in &people {
            contents.forget_code(&one.name).expect("its own");
        }
    });
    saved("no-default", &mut |contents| contents.remove(&alice.name).expect("it is there"));
    saved("none-any-more", &mut |contents| {
        for one in &people[1..] {
            contents.remove(&one.name).expect("it is there");
        }
    });
    let unsealed = LOCKED[0].unsealed();
    for (seed, from) in
        (0..MUTATED).zip([three.as_bytes(), forgotten.as_bytes(), &unsealed].into_iter().cycle())
    {
        let from = if from == unsealed { from } else { body(from) };
        write("keystore", &format!("mutated-{seed:02}"), &mutated(from, seed));
    }
    for (locked, name) in LOCKED.iter().zip(["first", "second"]) {
        let unsealed = locked.unsealed();
        write("keystore", &format!("locked-{name}"), &locked.body);
        write("keystore", &format!("unsealed-{name}"), &unsealed);
        let text = String::from_utf8(unsealed).expect("text");
        for (what, from, to) in [
            (
                "used",
                "\"recovery_code_used\": null",
                "\"recovery_code_used\": \"2026-01-31T12:00:00Z\"",
            ),
            ("least-less-one", "65536", "65535"),
            ("most", "65536, \"passes\": 3, \"lanes\": 1", "1048576, \"passes\": 10, \"lanes\": 8"),
            ("default-is-none", "\"default\": \"alice\"", "\"default\": null"),
        ] {
            assert!(text.contains(from), "{what}");
            write("keystore", &format!("{what}-{name}"), text.replacen(from, to, 1).as_bytes());
        }
    }
}

fn of_unlocking(write: Write<'_>) {
    const MORE: u8 = 1;
    // As in `case`: the upper part of 32 bits.
    let variant = |nth: u32, of: u64| {
        u32::try_from((u64::from(nth) << 32).div_ceil(of)).expect("below 32 bits").to_le_bytes()
    };
    let altered = |state: u8, kinds: &[(u32, &[u8])]| {
        let list =
            kinds.iter().flat_map(|(kind, rest)| [&[MORE][..], &variant(*kind, 10), rest].concat());
        [&variant(0, 4)[..], &[state]].concat().into_iter().chain(list).collect::<Vec<u8>>()
    };
    for (name, bytes) in [
        ("as-it-is", altered(0, &[])),
        ("as-the-other-is", altered(1, &[])),
        ("alike", altered(0, &[(0, &[0, 3, 1]), (0, &[0, 4, 2])])),
        ("alike-later", altered(1, &[(0, &[0x80, 2, 5])])),
        ("a-byte", altered(0, &[(1, &[0x10, 3, b'"'])])),
        ("cut", altered(0, &[(2, &[0x20, 1, 7])])),
        ("inserted", altered(1, &[(3, &[0x20, 1, b'"', b',', b' ', b'"'])])),
        ("less-memory", altered(0, &[(4, &[1, 8, 0, 0, 0])])),
        ("more-memory", altered(1, &[(4, &[1, 0, 0, 16, 0])])),
        ("more-passes", altered(1, &[(4, &[2, 4, 0, 0, 0])])),
        ("without-a-line", altered(0, &[(5, &[14])])),
        ("a-line-twice", altered(0, &[(6, &[14, 15])])),
        ("lines-exchanged", altered(0, &[(7, &[14, 15])])),
        ("a-line-of-the-other", altered(0, &[(8, &[12, 12])])),
        ("bytes-of-the-other", altered(1, &[(9, &[0, 4, 0, 2])])),
        ("mistyped", [&variant(1, 4)[..], &[7; 16], &[3, 1, 0]].concat()),
        ("two-mistyped", [&variant(1, 4)[..], &[0xff; 16], &[26, 5, 9]].concat()),
        ("typed-as-it-is", [&variant(1, 4)[..], &[0; 19]].concat()),
        ("typed", [&variant(2, 4)[..], b"2t4m 0bbt TG63-FZP4.XNZW_3NW2 B2SV\n"].concat()),
        (
            "typed-with-letters",
            [&variant(2, 4)[..], b"OCCM-BRMV-MGA7-82JR-NZKH-lXNR-7T3H"].concat(),
        ),
        ("typed-too-short", [&variant(2, 4)[..], b"OCCM-BRMV"].concat()),
        ("passphrase", [&variant(3, 4)[..], "e\u{301}tude \u{1d160}\r\n".as_bytes()].concat()),
        ("passphrase-returns", [&variant(3, 4)[..], b"pass\r\r\n"].concat()),
        ("passphrase-hangul", [&variant(3, 4)[..], "\u{1112}\u{1161}\u{11ab}".as_bytes()].concat()),
        ("passphrase-of-no-text", [&variant(3, 4)[..], b"\xff\xfe"].concat()),
    ] {
        write("unlocking", name, &bytes);
    }
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
        // A byte of each field of the blob.
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

fn of_age(write: Write<'_>) {
    // The vectors of the format that are small; what the testkit says of each stands before it.
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
    for tampering in 0..8_u8 {
        for chunks in [0, 1, 3] {
            let name = format!("tampering-{tampering}-of-{chunks}");
            // As in `unlocking`: the upper part of 32 bits.
            let kind = (u32::from(tampering) << 29).to_le_bytes();
            let draw = [&[chunks, 3][..], &kind, &[1, 0, 1, 0, 2, 5, 9, 1, 4]].concat();
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
