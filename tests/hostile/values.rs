//! What single values must not be: names, dates, keys, numbers, and what a lock may ask for.

use super::good::Good;
use super::members::{groups, value};
use super::{Corruption, Outcome};
use crate::support::collab::{ALICE, BOB, CAROL};

const VERSIONS: [&str; 15] = [
    "0",
    "-1",
    "-3",
    "1.0",
    "3.0",
    "3e0",
    "03",
    "+3",
    "0x3",
    "\"3\"",
    "\"1\"",
    "1e400",
    "NaN",
    "18446744073709551616",
    "[3]",
];
const NEWER: [(&str, u64); 6] = [
    ("2", 2),
    ("3", 3),
    ("99", 99),
    ("4294967296", 1 << 32),
    ("9223372036854775808", 1 << 63),
    ("18446744073709551615", u64::MAX),
];
const FORMATS: [&str; 6] = [
    "\"\"",
    "\"collab\"",
    "\"Collab keystore\"",
    "\"collab keystore \"",
    "\"collab\\u0020keystore\"",
    "\"collab\u{a0}keystore\"",
];
const DATES: [&str; 19] = [
    "\"\"",
    "\"2026-01-31\"",
    "\"2026-02-30T12:00:00Z\"",
    "\"2026-13-01T12:00:00Z\"",
    "\"2026-01-00T12:00:00Z\"",
    "\"2026-01-31T24:00:00Z\"",
    "\"2026-01-31T12:60:00Z\"",
    "\"2026-01-31T12:00:60Z\"",
    "\"2026-01-31T12:00:00.0Z\"",
    "\"2026-01-31T12:00:00z\"",
    "\"2026-01-31t12:00:00Z\"",
    "\"2026-01-31 12:00:00Z\"",
    "\"2026-01-31T12:00:00\"",
    "\"2026-01-31T12:00:00+00:00\"",
    "\" 2026-01-31T12:00:00Z\"",
    "\"1969-12-31T23:59:59Z\"",
    "\"10000-01-01T00:00:00Z\"",
    "\"\u{ff12}026-01-31T12:00:00Z\"",
    "1769860800",
];
const OTHER_DATES: [&str; 2] = ["\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\""];
const NOT_NAMES: [&str; 17] = [
    "\"\"",
    "\"Bob\"",
    "\"-bob\"",
    "\"bob-\"",
    "\"1bob\"",
    "\"b b\"",
    "\"b_b\"",
    "\"b.b\"",
    "\"b/b\"",
    "\"..\"",
    "\"b\nb\"",
    "\"b\tb\"",
    "\"b\u{1b}[1mb\"",
    "\"b\u{202e}b\"",
    "\"b\u{200b}b\"",
    // A Cyrillic letter that looks as the Latin one does.
    "\"b\u{43e}b\"",
    "\"bxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
];
/// What no version of the file says.
pub(super) fn corruptions(good: &Good) -> Vec<Corruption> {
    let lies = Lies { good };
    let mut all = lies.at("version", &VERSIONS, Outcome::NotAKeystore);
    for (value, version) in NEWER {
        all.extend(lies.at("version", &[value], Outcome::Newer(version)));
    }
    all.extend(lies.at("format", &FORMATS, Outcome::NotAKeystore));
    all.extend(lies.at("warning", &["\"\"", "\"Share this file.\""], Outcome::Line));
    all.extend(lies.at("public.default", &NOT_NAMES, Outcome::Line));
    all.extend(lies.at("public.default", &["\"carol\"", "\"bo\"", "\"bobb\""], Outcome::Line));
    all.extend(lies.at("public.default", &["\"bob\""], good.told_by_nothing_public));
    let name = "public.accounts[1].name";
    all.extend(lies.at(name, &NOT_NAMES, Outcome::Line));
    all.extend(lies.at(name, &["\"alice\"", "\"aaron\""], Outcome::Line));
    let origin = "public.accounts[1].origin";
    all.extend(lies.at(origin, &["\"\"", "\"Created\"", "\"imported\""], Outcome::Line));
    all.extend(lies.at(origin, &["\"restored\""], good.told_by_nothing_public));
    // Bob is confirmed, and so is no guess; alice can be one.
    all.extend(lies.at(origin, &["\"guessed\""], Outcome::Line));
    let origin = "public.accounts[0].origin";
    all.extend(lies.at(origin, &["\"guessed\"", "\"restored\""], good.told_by_nothing_public));
    let state = "public.accounts[1].backup_code";
    all.extend(lies.at(state, &["\"\"", "\"gone\"", "\"Here\""], Outcome::Line));
    let other = if good.file.contains("\"forgotten\"") { "\"here\"" } else { "\"forgotten\"" };
    // In the clear the secret itself tells.
    let told = if good.openers.is_some() { good.told_by_nothing_public } else { Outcome::Line };
    all.extend(lies.at(state, &[other], told));
    all.extend(lies.other_keys());
    all.extend(lies.identities());
    all.extend(lies.dates());
    all.extend(lies.secrets());
    if good.openers.is_some() {
        all.extend(lies.of_the_lock());
    }
    all
}

/// A good file, to be altered in single places.
pub(super) struct Lies<'a> {
    pub(super) good: &'a Good,
}

impl Lies<'_> {
    /// The file with each of these values in this place.
    pub(super) fn at(&self, path: &str, values: &[&str], expected: Outcome) -> Vec<Corruption> {
        let corruption = |text: &&str| {
            let count = text.chars().count();
            let shown: String = text.chars().take(24).collect();
            let more = if count > 24 { format!("… ({count})") } else { String::new() };
            self.named(path, &format!("{shown:?}{more}"), text, expected)
        };
        values.iter().map(corruption).collect()
    }

    pub(super) fn named(
        &self,
        path: &str,
        name: &str,
        text: &str,
        expected: Outcome,
    ) -> Corruption {
        let mut file = self.good.file.clone();
        file.replace_range(value(&self.good.file, path), text);
        Corruption { name: format!("{path} as {name}"), bytes: file.into_bytes(), expected }
    }

    /// The file with these texts instead of those, all at once.
    pub(super) fn instead(
        &self,
        name: &str,
        pairs: &[(&str, &str)],
        expected: Outcome,
    ) -> Corruption {
        let mut file = self.good.file.clone();
        for (index, (from, _)) in pairs.iter().enumerate() {
            assert!(file.contains(from), "{name}");
            file = file.replace(from, &format!("<{index}>"));
        }
        for (index, (_, to)) in pairs.iter().enumerate() {
            file = file.replace(&format!("<{index}>"), to);
        }
        Corruption { name: name.to_owned(), bytes: file.into_bytes(), expected }
    }

    pub(super) fn text(&self, path: &str) -> &str {
        self.good.file[value(&self.good.file, path)].trim_matches('"')
    }

    /// What bytes in hexadecimal must not be.
    pub(super) fn hexadecimal(&self, path: &str) -> Vec<Corruption> {
        let hex = self.text(path);
        // One capital, wherever there is a letter.
        let letter = hex.find(|c: char| c.is_ascii_lowercase()).expect("it is long");
        let capital = format!("{}{}", &hex[..letter], &hex[letter..=letter].to_uppercase());
        let capital = capital + &hex[letter + 1..];
        [
            ("no digit", String::new()),
            ("half a byte less", hex[1..].to_owned()),
            ("a byte less", hex[2..].to_owned()),
            ("half a byte more", format!("{hex}0")),
            ("a byte more", format!("{hex}00")),
            ("what is no digit", format!("g{}", &hex[1..])),
            ("digits and a space", format!(" {}", &hex[1..])),
            ("digits that say so", format!("0x{}", &hex[2..])),
            ("digits, one in capitals", capital),
        ]
        .into_iter()
        .map(|(name, value)| self.named(path, name, &format!("\"{value}\""), Outcome::Line))
        .collect()
    }

    fn identities(&self) -> Vec<Corruption> {
        let path = "public.accounts[1].public_key";
        let mut all = self.hexadecimal(path);
        let quoted = |hex: &str| format!("\"{hex}\"");
        all.extend(self.at(path, &[&quoted(ALICE.public_key)], Outcome::Line));
        all.extend(self.at(path, &[&quoted(BOB.identity)], Outcome::Line));
        // No key is one of small order, or on no curve: but that only its secret can tell.
        for other in [CAROL.public_key, &"00".repeat(32), &"ff".repeat(32)] {
            all.extend(self.at(path, &[&quoted(other)], self.good.told_by_the_secret));
        }
        let (alice, bob) = (ALICE.public_key, BOB.public_key);
        let expected = match self.good.told_by_the_secret {
            Outcome::Unfit(_) => Outcome::Unfit(ALICE.name),
            altered => altered,
        };
        let exchanged = [(alice, bob), (bob, alice)];
        all.push(self.instead("identities exchanged", &exchanged, expected));
        all
    }

    /// The public halves of the keys for logins and for encryption.
    fn other_keys(&self) -> Vec<Corruption> {
        let mut all = Vec::new();
        for which in ["login_key", "encryption_key"] {
            let path = |index: usize| format!("public.accounts[{index}].{which}");
            all.extend(self.hexadecimal(&path(1)));
            let alices = self.text(&path(0));
            for other in [alices, BOB.public_key, &"00".repeat(32)] {
                let other = format!("\"{other}\"");
                all.extend(self.at(&path(1), &[&other], self.good.told_by_the_secret));
            }
        }
        all
    }

    fn dates(&self) -> Vec<Corruption> {
        let items = groups(&self.good.file).into_iter().flat_map(|group| group.items);
        let is_date = |path: &str| {
            let text = self.text(path);
            text.len() == 20 && text.ends_with('Z')
        };
        let paths: Vec<String> = items.map(|item| item.path).filter(|path| is_date(path)).collect();
        assert!(paths.len() >= 3, "{paths:?}");
        let mut all = Vec::new();
        for path in &paths {
            all.extend(self.at(path, &DATES, Outcome::Line));
            all.extend(self.at(path, &OTHER_DATES, self.good.told_by_nothing_public));
        }
        all
    }

    /// Secrets in the clear; of a locked keystore only what stands beside them.
    fn secrets(&self) -> Vec<Corruption> {
        let names = |to| [("\"bob\"", to)];
        let mut all = Vec::new();
        if self.good.openers.is_some() {
            all.push(self.instead(
                "bob renamed",
                &names("\"robert\""),
                self.good.told_by_nothing_public,
            ));
            let longest = format!("\"{}\"", "x".repeat(32));
            all.push(self.instead(
                "bob's name the longest",
                &names(&longest),
                self.good.told_by_nothing_public,
            ));
            all.push(self.instead(
                "names exchanged",
                &[
                    ("{\"name\": \"alice\"", "{\"name\": \"bob\""),
                    ("{\"name\": \"bob\"", "{\"name\": \"alice\""),
                ],
                Outcome::Line,
            ));
            return all;
        }
        let longest = format!("\"{}\"", "x".repeat(32));
        all.push(self.instead(
            "bob renamed everywhere",
            &names(&longest),
            self.good.told_by_nothing_public,
        ));
        let longer = format!("\"{}\"", "x".repeat(33));
        all.push(self.instead("bob's name too long everywhere", &names(&longer), Outcome::Line));
        all.push(self.instead("bob called alice everywhere", &names("\"alice\""), Outcome::Line));
        let code = String::from("secrets.accounts.alice.backup_code");
        let (digits, nines) = (ALICE.code, "9".repeat(80));
        let quoted = |text: &str| format!("\"{text}\"");
        for (name, wrong) in [
            ("no digit", String::new()),
            ("a digit less", digits[1..].to_owned()),
            ("a digit more", format!("{digits}0")),
            ("digits and a space", format!("{} {}", &digits[..39], &digits[40..])),
            ("digits and a dash", format!("{}-", &digits[1..])),
            ("digits and a letter", format!("{}O", &digits[1..])),
            ("digits of another script", format!("{}\u{0667}", &digits[2..])),
            ("rows", ALICE.rows()),
        ] {
            all.push(self.named(&code, name, &quoted(&wrong), Outcome::Line));
        }
        for other in [CAROL.code, &nines] {
            all.extend(self.at(&code, &[&quoted(other)], Outcome::Unfit("alice")));
        }
        if self.good.file.contains(BOB.code) {
            let exchanged = [(ALICE.code, BOB.code), (BOB.code, ALICE.code)];
            all.push(self.instead("codes exchanged", &exchanged, Outcome::Unfit("alice")));
        } else {
            let prk = "secrets.accounts.bob.prk";
            all.extend(self.hexadecimal(prk));
            for other in [&"00".repeat(32), &"ff".repeat(32), BOB.public_key] {
                all.extend(self.at(prk, &[&quoted(other)], Outcome::Unfit("bob")));
            }
        }
        all
    }
}
