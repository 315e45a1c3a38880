//! What a lock must not be: cheap to guess at, too much for us, and in any part another than the one
//! that was locked.

use super::members::value;
use super::values::Lies;
use super::{ALTERED, Corruption, Outcome, Refusal};

/// Another passphrase's slot: a recovery code's is as it was, and shows that it was altered.
const OTHER_PASSPHRASE: Outcome =
    Outcome::Sealed { code: Refusal::Seal, passphrase: Refusal::WrongSecret };
/// Another recovery code's slot.
const OTHER_CODE: Outcome =
    Outcome::Sealed { code: Refusal::WrongSecret, passphrase: Refusal::Seal };

const NUMBERS: [&str; 17] = [
    "0",
    "-1",
    "-65536",
    "65536.0",
    "6.5536e4",
    "1e400",
    "065536",
    "+65536",
    " 65536",
    "65 536",
    "0x10000",
    "\"65536\"",
    "65536_0",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
];

impl Lies<'_> {
    pub(super) fn of_the_lock(&self) -> Vec<Corruption> {
        [self.costs(), self.slots(), self.many_slots(), self.sealed()].concat()
    }

    /// What a lock asks of whoever guesses, and of us.
    fn costs(&self) -> Vec<Corruption> {
        let slot = |member: &str| format!("public.lock.passphrase.{member}");
        let kdfs = [
            "\"\"",
            "\"argon2i\"",
            "\"argon2d\"",
            "\"Argon2id\"",
            "\"scrypt\"",
            "\"pbkdf2\"",
            "\"none\"",
        ];
        let mut all = self.at(&slot("kdf"), &kdfs, Outcome::Line);
        let digits = "9".repeat(100_000);
        for member in ["memory_kib", "passes", "lanes"] {
            all.extend(self.at(&slot(member), &NUMBERS, Outcome::Line));
            all.extend(self.at(&slot(member), &[&digits], Outcome::Line));
        }
        let beyond: [(&str, &[&str]); 3] = [
            ("memory_kib", &["1", "8", "32768", "65535", "1048577", "16777216"]),
            ("passes", &["1", "2", "11", "100"]),
            ("lanes", &["9", "255", "16777216"]),
        ];
        for (member, values) in beyond {
            all.extend(self.at(&slot(member), values, Outcome::Line));
        }
        for (member, legal) in [("memory_kib", "65537"), ("passes", "4"), ("lanes", "2")] {
            all.extend(self.at(&slot(member), &[legal], OTHER_PASSPHRASE));
        }
        all
    }

    /// What a slot has.
    fn slots(&self) -> Vec<Corruption> {
        let passphrase = |member: &str| format!("public.lock.passphrase.{member}");
        let code =
            |index: usize, member: &str| format!("public.lock.recovery_codes[{index}].{member}");
        let quoted = |text: &str| format!("\"{text}\"");
        let zeros = |bytes: usize| quoted(&"00".repeat(bytes));
        let mut all = Vec::new();
        for path in [
            passphrase("salt"),
            passphrase("store_key"),
            code(2, "public_key"),
            code(2, "ephemeral_key"),
            code(2, "store_key"),
        ] {
            all.extend(self.hexadecimal(&path));
        }
        all.extend(self.at(&passphrase("salt"), &[&zeros(16)], OTHER_PASSPHRASE));
        all.extend(self.at(&passphrase("store_key"), &[&zeros(72)], OTHER_PASSPHRASE));

        // Keys to which a secret would be no secret, in each of their spellings.
        let small = |first: &str, rest: &str, last: &str| {
            quoted(&format!("{first}{}{last}", rest.repeat(30)))
        };
        for key in [
            small("00", "00", "00"),
            small("01", "00", "00"),
            small("00", "00", "80"),
            small("01", "00", "80"),
            small("ec", "ff", "7f"),
            small("ed", "ff", "7f"),
            small("ee", "ff", "7f"),
            small("ed", "ff", "ff"),
            quoted("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
            quoted("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        ] {
            all.push(self.named(&code(2, "public_key"), &key, &key, Outcome::Line));
            all.push(self.named(&code(2, "ephemeral_key"), &key, &key, OTHER_CODE));
        }
        // The same point with another first bit: a key all the same, and nobody's.
        let own = self.text(&code(2, "public_key"));
        let nibble = u8::from_str_radix(&own[62..63], 16).expect("a digit") ^ 8;
        let twin = quoted(&format!("{}{nibble:x}{}", &own[..62], &own[63..]));
        all.extend(self.at(&code(2, "public_key"), &[&twin], OTHER_CODE));
        let other = quoted(self.text(&code(0, "public_key")));
        all.extend(self.at(&code(2, "public_key"), &[&other], Outcome::Line));

        for member in ["ephemeral_key", "store_key"] {
            let [one, own] = [0, 2].map(|index| self.text(&code(index, member)));
            let name = format!("{member} of two slots exchanged");
            all.push(self.instead(&name, &[(one, own), (own, one)], OTHER_CODE));
        }
        let [one, own] = [0, 2].map(|index| self.text(&code(index, "public_key")));
        let name = "public keys of two slots exchanged";
        all.push(self.instead(name, &[(one, own), (own, one)], OTHER_CODE));
        let slot = [self.text(&passphrase("store_key")), self.text(&code(2, "store_key"))];
        let exchanged = [(slot[0], slot[1]), (slot[1], slot[0])];
        let neither =
            Outcome::Sealed { code: Refusal::WrongSecret, passphrase: Refusal::WrongSecret };
        all.push(self.instead("the passphrase's and a code's slot exchanged", &exchanged, neither));

        let states = ["\"\"", "\"Confirmed\"", "\"used\"", "\"revoked\""];
        all.extend(self.at(&code(2, "state"), &states, Outcome::Line));
        let pending =
            self.at(&code(2, "state"), &["\"pending\""], self.good.told_by_nothing_public);
        all.extend(pending);
        all
    }

    /// As many slots as there may be, and one more.
    fn many_slots(&self) -> Vec<Corruption> {
        let place = value(&self.good.file, "public.lock.recovery_codes[2]");
        let slot = &self.good.file[place.clone()];
        let key = self.text("public.lock.recovery_codes[2].public_key");
        [(40, self.good.told_by_nothing_public), (41, Outcome::Line), (4000, Outcome::Line)]
            .into_iter()
            .map(|(count, expected)| {
                let mut slots = vec![slot.to_owned()];
                for number in 4..=count {
                    let other = format!("{number:08x}{}", &key[8..]);
                    slots.push(slot.replace(key, &other));
                }
                let mut file = self.good.file.clone();
                file.replace_range(place.clone(), &slots.join(",\n        "));
                Corruption { name: format!("{count} slots"), bytes: file.into_bytes(), expected }
            })
            .collect()
    }

    /// What is sealed, as text.
    fn sealed(&self) -> Vec<Corruption> {
        let text = self.text("secrets");
        assert!(text.ends_with('='), "its last character has bits that say nothing");
        let quoted = |text: String| format!("\"{text}\"");
        // The same bytes, said otherwise.
        let unpadded = text.trim_end_matches('=');
        let last = unpadded.len() - 1;
        let next = char::from(unpadded.as_bytes()[last] + 1);
        let mut all = Vec::new();
        for (name, otherwise) in [
            ("unpadded", unpadded.to_owned()),
            ("padded too much", format!("{text}=")),
            ("padded by a group", format!("{text}====")),
            ("two lines", format!("{}\n{}", &text[..64], &text[64..])),
            ("with a space", format!(" {text}")),
            ("with a line end that is said", format!("{text}\\n")),
            (
                "with bits that say nothing",
                format!("{}{next}{}", &unpadded[..last], &text[last + 1..]),
            ),
            ("of the other alphabet", format!("-{}", &text[1..])),
            ("of the other alphabet, too", format!("_{}", &text[1..])),
        ] {
            all.push(self.named("secrets", name, &quoted(otherwise), Outcome::Line));
        }
        for (name, altered) in [
            ("nothing", String::new()),
            ("three bytes", text[..4].to_owned()),
            ("less than a nonce and a tag", text[..52].to_owned()),
            ("a nonce, a tag, and little else", text[..56].to_owned()),
            ("without its beginning", text[4..].to_owned()),
            ("with more before it", format!("AAAA{text}")),
            ("with another beginning", format!("{}{}", &text[4..8], &text[4..])),
        ] {
            all.push(self.named("secrets", name, &quoted(altered), ALTERED));
        }
        all
    }
}
