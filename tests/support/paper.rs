//! Papers that were read badly: some boxes are unreadable, and others have slips.

use collab::account::Identity;
use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::read;
use collab::derivation;

use super::slips::Generator;

/// A code as it was read from a bad paper.
pub(crate) struct Paper {
    pub(crate) code: BackupCode,
    /// Sixteen groups, with `?` for an unreadable box.
    pub(crate) text: String,
}

impl Paper {
    /// Returns a new code with this many unreadable boxes, and a wrong digit in this many others.
    pub(crate) fn new(generator: &mut Generator, unread: usize, wrong: usize) -> Self {
        let code = generator.code();
        let digits = code.canonical_text().expose().clone();
        let mut boxes: Vec<String> = (0..16).map(|at| digits[5 * at..][..5].to_owned()).collect();
        let damaged = generator.boxes(unread + wrong);
        for number in &damaged[..unread] {
            boxes[usize::from(number.get()) - 1] = String::from("?");
        }
        for number in &damaged[unread..] {
            let text = &mut boxes[usize::from(number.get()) - 1];
            let place = generator.index(5);
            let digit = u32::from(text.as_bytes()[place] - b'0');
            let other = generator.other_than(digit, 10).to_string();
            text.replace_range(place..=place, &other);
        }
        Self { code, text: boxes.join(" ") }
    }

    /// Returns the identity on the paper.
    pub(crate) fn identity(&self) -> String {
        derivation::identity(&self.code).to_string()
    }

    /// Returns the last characters of the identity.
    pub(crate) fn ending(&self, length: usize) -> String {
        let identity = self.identity();
        identity[identity.len() - length..].to_owned()
    }

    /// Whether no correction of the paper is certain without its identity.
    pub(crate) fn is_uncertain(&self) -> bool {
        match diagnose(&read(self.text.as_bytes()).expect("sixteen boxes"), None) {
            Ok(Diagnosis::Valid(_)) => false,
            Ok(Diagnosis::Damaged(found)) => found.len() > 1 || !found[0].is_certain(),
            Err(_) => true,
        }
    }

    /// Returns all texts that must not be shown: corrected digits, and parts of the identities of
    /// the likeliest readings, in each of their forms.
    pub(crate) fn guesses(&self) -> Vec<String> {
        let mut hidden = Vec::new();
        let reading = read(self.text.as_bytes()).expect("sixteen boxes");
        let Ok(Diagnosis::Damaged(found)) = diagnose(&reading, None) else { return hidden };
        for explanation in found {
            for number in explanation.boxes() {
                hidden.push(explanation.code.box_text(number).expose().clone());
            }
            hidden.extend(parts(&derivation::identity(&explanation.code)));
        }
        // A box that is also legible on the paper may be shown.
        hidden.retain(|part| !self.text.contains(part.as_str()));
        hidden
    }

    /// Returns the keys that type the boxes: `?` and a space for an unreadable one.
    pub(crate) fn keys(&self) -> String {
        self.text.clone()
    }
}

/// Returns all parts of five characters of an identity's forms, except for the prefix that all
/// identities share.
fn parts(identity: &Identity) -> Vec<String> {
    const LENGTH: usize = 5;
    let text = identity.to_string();
    let forms = [
        text[Identity::PREFIX.len()..].to_owned(),
        identity.hex(),
        identity.ssh()["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI".len()..].to_owned(),
    ];
    forms
        .iter()
        .flat_map(|form| (0..=form.len() - LENGTH).map(|at| form[at..at + LENGTH].to_owned()))
        .collect()
}
