//! What the comparison asks of a scheme: to write a secret down, and to read a copy as its
//! specification says.

use crate::slips::{Generator, Written};

/// Whether a secret is the one that was written.
pub(crate) type Known<'a> = &'a (dyn Fn(&[u8]) -> bool + Sync);

pub(crate) trait Scheme: Sync {
    /// What is written.
    fn code(&self) -> &'static str;

    /// What its reader knows or does besides, if there are several readers.
    fn reader(&self) -> &'static str {
        ""
    }

    /// How many copies are read for each number of slips.
    fn copies(&self) -> u32 {
        // Of half of these a percentage has a standard error of 0.16, of one in a hundred of 0.03.
        100_000
    }

    /// Panics unless vectors from the specification or its authors come out as published.
    fn verify(&self);

    /// A random secret, written down.
    fn write(&self, generator: &mut Generator) -> Written;

    /// The secret that a reader takes a copy for, as it is or as corrected where the specification
    /// provides correction; none when the copy is refused.
    ///
    /// `known` tells whether a secret is the one that was written, which only a reader that knows
    /// something of it beforehand may ask.
    fn read(&self, copy: &str, known: Known<'_>) -> Option<Vec<u8>>;
}

/// What came of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The secret that was written.
    Recovered,
    /// None: the reader sees that something is wrong.
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
