//! Papers that were read badly: boxes that could not be read, and slips in others.

use collab::account::Identity;
use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::read;
use collab::derivation;

use super::slips::Generator;

/// A code as it was read from a bad paper.
pub(crate) struct Paper {
    pub(crate) code: BackupCode,
    /// Sixteen groups, `?` for a box that could not be read.
    pub(crate) text: String,
}

impl Paper {
    /// A new code with so many boxes unread, and a wrong digit in so many others.
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

    /// The identity that stands on the paper.
    pub(crate) fn identity(&self) -> String {
        derivation::identity(&self.code).to_string()
    }

    /// The last characters of that.
    pub(crate) fn ending(&self, length: usize) -> String {
        let identity = self.identity();
        identity[identity.len() - length..].to_owned()
    }

    /// Whether no correction of it is certain without its identity.
    pub(crate) fn is_uncertain(&self) -> bool {
        match diagnose(&read(self.text.as_bytes()).expect("sixteen boxes"), None) {
            Ok(Diagnosis::Valid(_)) => false,
            Ok(Diagnosis::Damaged(found)) => found.len() > 1 || !found[0].is_certain(),
            Err(_) => true,
        }
    }

    /// All that may be shown nowhere: digits that were worked out, and parts of the identity that
    /// the likeliest readings open, in each of its forms.
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
        // A box that stands on the paper, too, was read there.
        hidden.retain(|part| !self.text.contains(part.as_str()));
        hidden
    }

    /// The boxes as a person types them: `?` and a space for one that can't be read.
    pub(crate) fn keys(&self) -> String {
        self.text.clone()
    }
}

/// Each five characters in a row of an identity's forms, but for how every identity begins.
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
