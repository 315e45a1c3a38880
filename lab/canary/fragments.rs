//! The search for secrets in bytes, by their fragments.
//!
//! The rule: a fragment is found at any place, whole or as part of a longer one; digits and letters
//! also with separators between them. The length of the fragments of each form is chosen so that a
//! match is no accident.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The separators between the digits and groups of a code.
const SEPARATORS: &[u8] = b" \t\r\n-_.,:;'\"";
/// The number of boxes of a code that are no accident when each stands alone.
const BOXES_ENOUGH: usize = 4;
/// The length of the prefix that indexes a fragment, in bytes. Every fragment is longer.
const BEGINNING: usize = 4;

/// A secret, and its form.
pub(crate) type Form = (String, &'static str);

/// The fragments of secrets.
#[derive(Clone, Default)]
pub(crate) struct Fragments {
    parts: Vec<(Form, Vec<u8>)>,
    by_beginning: HashMap<[u8; BEGINNING], Vec<usize>>,
    /// The boxes of codes, for code that stores them one by one.
    boxes: BTreeMap<String, BTreeSet<[u8; 5]>>,
}

impl Fragments {
    /// Adds every part of these bytes with this length, at every `step`.
    pub(crate) fn add(&mut self, form: &Form, bytes: &[u8], length: usize, step: usize) {
        for part in bytes.windows(length).step_by(step) {
            let beginning = part[..BEGINNING].try_into().expect("it is longer");
            self.by_beginning.entry(beginning).or_default().push(self.parts.len());
            self.parts.push((form.clone(), part.to_owned()));
        }
    }

    /// Adds the sixteen boxes of a code.
    pub(crate) fn add_boxes(&mut self, whose: &str, digits: &[u8]) {
        let boxes = digits.chunks(5).map(|five| five.try_into().expect("five digits"));
        self.boxes.insert(whose.to_owned(), boxes.collect());
    }

    /// Returns the secrets in these bytes, with the position of each one's first fragment.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> BTreeMap<Form, usize> {
        let mut found = BTreeMap::new();
        self.look(bytes, |at| at, &mut found);
        let (squeezed, places): (Vec<u8>, Vec<usize>) = bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| !SEPARATORS.contains(byte))
            .map(|(at, byte)| (byte, at))
            .unzip();
        self.look(&squeezed, |at| places[at], &mut found);
        self.look_for_boxes(bytes, &mut found);
        found
    }

    fn look(
        &self,
        bytes: &[u8],
        place: impl Fn(usize) -> usize,
        found: &mut BTreeMap<Form, usize>,
    ) {
        for (at, beginning) in bytes.windows(BEGINNING).enumerate() {
            // Most memory is zeros, and no fragment begins with zeros.
            if beginning == [0; BEGINNING] {
                continue;
            }
            for &index in self.by_beginning.get(beginning).into_iter().flatten() {
                let (form, part) = &self.parts[index];
                if bytes[at..].starts_with(part) {
                    found.entry(form.clone()).or_insert_with(|| place(at));
                }
            }
        }
    }

    /// Searches for boxes that stand alone, as separate texts do.
    fn look_for_boxes(&self, bytes: &[u8], found: &mut BTreeMap<Form, usize>) {
        let mut seen: BTreeMap<&str, BTreeMap<[u8; 5], usize>> = BTreeMap::new();
        let is_digit =
            |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        for (at, five) in bytes.windows(5).enumerate() {
            if !five.iter().all(u8::is_ascii_digit)
                || is_digit(at.checked_sub(1))
                || is_digit(Some(at + 5))
            {
                continue;
            }
            let five: [u8; 5] = five.try_into().expect("five digits");
            for (whose, _) in self.boxes.iter().filter(|(_, boxes)| boxes.contains(&five)) {
                seen.entry(whose).or_default().entry(five).or_insert(at);
            }
        }
        for (whose, boxes) in seen {
            if boxes.len() >= BOXES_ENOUGH {
                let first = boxes.into_values().min().expect("there are some");
                found.insert((whose.to_owned(), "box by box"), first);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canary::secrets::{Secrets, wide};
    use crate::slips::Generator;
    use crate::support::collab::{ALICE, CODES, PASSPHRASE};
    use crate::support::derived::{IDENTITY, derived};
    use collab::code::BackupCode;
    use collab::derivation;

    /// Returns bytes without a secret.
    fn noise(length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        Generator::of(1, "noise", 0).fill(&mut bytes);
        bytes
    }

    #[test]
    fn every_form_of_a_secret_is_found_and_nothing_is_found_in_noise() {
        let secrets = Secrets::known();
        assert_eq!(secrets.found_in(&noise(1 << 20)), BTreeMap::new());
        let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
        let keys = derivation::keys(&code);
        let part = &ALICE.code[33..51];
        let boxes = ALICE.boxes();
        let alone: Vec<u8> =
            boxes[6..10].iter().flat_map(|five| [five.as_bytes(), &[0, 9, 1]].concat()).collect();
        let elements: Vec<u8> = boxes[3..6]
            .iter()
            .flat_map(|five| five.parse::<u32>().expect("a number").to_le_bytes())
            .collect();
        let hex = base16ct::lower::encode_string(keys.login.expose());
        let base64 = |bytes: &[u8]| <base64ct::Base64 as base64ct::Encoding>::encode_string(bytes);
        for planted in [
            part.as_bytes(),
            &ALICE.rows().as_bytes()[50..70],
            ALICE.code.replace('7', "7-").as_bytes(),
            &wide(part.as_bytes(), 2),
            &wide(part.as_bytes(), 4),
            &part.bytes().map(|digit| digit - b'0').collect::<Vec<_>>(),
            &part.bytes().flat_map(|digit| [0, digit - b'0']).collect::<Vec<_>>(),
            &alone,
            &elements,
            &derived(ALICE.code, IDENTITY)[11..25],
            &hex.as_bytes()[9..40],
            hex.to_uppercase().as_bytes(),
            base64(&[&[1][..], keys.encryption.expose()].concat()).as_bytes(),
            &PASSPHRASE.as_bytes()[5..17],
            &wide(PASSPHRASE.as_bytes(), 2),
            &wide(PASSPHRASE.as_bytes(), 4),
            &CODES[1].as_bytes()[4..20],
            CODES[2].to_lowercase().as_bytes(),
        ] {
            let mut bytes = noise(10_000);
            bytes[5_001..][..planted.len()].copy_from_slice(planted);
            let found = secrets.found_in(&bytes);
            assert!(!found.is_empty(), "{planted:?}");
        }
    }
}
