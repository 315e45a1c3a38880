//! collab's backup code: sixteen boxes of five digits, of which four are the check of a
//! Reed–Solomon code over GF(99991).
//!
//! A copy is recovered if its only explanation is the code that was written. An explanation that
//! may well be an accident is uncertain, and is not used until the identity on the paper confirms
//! it: a false one of those counts as refused. Several explanations count as refused too.

use std::num::NonZeroUsize;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Inquiry};
use collab::code::reading::read;

use crate::scheme::{Known, Scheme};
use crate::slips::{Generator, Written};

pub(crate) struct Collab {
    /// Whether the reader knows the account's identity beforehand.
    pub(crate) identity_known: bool,
}

impl Scheme for Collab {
    fn code(&self) -> &'static str {
        "collab, 80 digits"
    }

    fn reader(&self) -> &'static str {
        if self.identity_known { "identity known" } else { "" }
    }

    /// A search is slower than a check, especially one that finds nothing.
    fn copies(&self) -> u32 {
        if self.identity_known { 300 } else { 2_000 }
    }

    /// The first of the test vectors from another implementation.
    fn verify(&self) {
        let vectors = include_str!("../../tests/vectors/codes.json");
        let vectors: serde_json::Value = serde_json::from_str(vectors).expect("JSON");
        let code = vectors["valid"][0]["code"].as_str().expect("a code");
        assert_eq!(self.read(code, &|_| false).as_deref(), Some(code.as_bytes()));
    }

    fn write(&self, generator: &mut Generator) -> Written {
        Written::code(&generator.code())
    }

    fn read(&self, copy: &str, known: Known<'_>) -> Option<Vec<u8>> {
        let text = |code: &BackupCode| code.canonical_text().expose().as_bytes().to_vec();
        // The identity is derived from the code, so comparing codes gives the same answer faster.
        let is_known = |code: &BackupCode| known(&text(code));
        let reading = read(copy.as_bytes()).ok()?;
        let known = self.identity_known.then_some(Evidence::whole(&is_known));
        // Copies are already read on all cores.
        let inquiry = Inquiry { known, cores: NonZeroUsize::new(1), ..Inquiry::default() };
        match inquiry.diagnose(&reading).ok()? {
            Diagnosis::Valid(code) => Some(text(&code)),
            Diagnosis::Damaged(explanations) => match &explanations[..] {
                [only] if only.is_certain() || is_known(&only.code) => Some(text(&only.code)),
                _ => None,
            },
        }
    }
}
