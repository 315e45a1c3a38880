//! The interface of a scheme in the comparison: it writes a secret down, and reads a copy as its
//! specification says.

use crate::slips::{Generator, Written};

/// A function that tells whether a secret is the one that was written.
pub(crate) type Known<'a> = &'a (dyn Fn(&[u8]) -> bool + Sync);

pub(crate) trait Scheme: Sync {
    /// Returns the name of the code.
    fn code(&self) -> &'static str;

    /// Returns what distinguishes this reader, if a code has several.
    fn reader(&self) -> &'static str {
        ""
    }

    /// Returns the number of copies to read for each number of slips.
    fn copies(&self) -> u32 {
        // At this count, a percentage of 50 has a standard error of 0.16, and one of 1 an error of
        // 0.03.
        100_000
    }

    /// Panics unless test vectors from the specification or its authors have their published
    /// outcome.
    fn verify(&self);

    /// Returns a random secret, written down.
    fn write(&self, generator: &mut Generator) -> Written;

    /// Returns the secret that a reader takes a copy for, corrected where the specification
    /// provides correction, or `None` when the copy is refused.
    ///
    /// `known` tells whether a secret is the one that was written; only a reader with prior
    /// knowledge of it may ask.
    fn read(&self, copy: &str, known: Known<'_>) -> Option<Vec<u8>>;
}

/// The outcome of reading a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The secret that was written.
    Recovered,
    /// No secret: the reader detects an error.
    Refused,
    /// Another secret, offered as if it were the one.
    Another,
}

impl Outcome {
    pub(crate) fn of(scheme: &dyn Scheme, copy: &str, secret: &[u8]) -> Self {
        match scheme.read(copy, &|candidate| candidate == secret) {
            None => Self::Refused,
            Some(read) if read == secret => Self::Recovered,
            Some(_) => Self::Another,
        }
    }
}
