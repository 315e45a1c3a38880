//! What the format promises of mending, by exhaustion and by the million:
//! `cargo test --release --test proofs`.
//!
//! - [`boxes`]: whole boxes wrong, lost, or both, whatever was in them.
//! - [`copies`]: codes copied with the slips that people make, as often as they make them.
//! - [`strings`]: digits that were never a code.
//!
//! And of the keys: what random codes sign, ssh-keygen signs, too ([`signatures`]); and openssl,
//! ssh-keygen, age and Python read the keys of random codes, and use them alike ([`neighbours`]).
//!
//! Each proof prints what it ran and what came of it. Everything random comes from a seed that is
//! printed; `COLLAB_PROOF_SEED` sets another, and `COLLAB_PROOF_SHARE=0.05` runs that share of
//! them.

#![allow(clippy::disallowed_methods, reason = "the walls are the program's, not the tests'")]

mod boxes;
mod copies;
#[cfg(unix)]
mod neighbours;
mod proof;
#[path = "../support/share.rs"]
mod share;
#[cfg(unix)]
mod signatures;
#[path = "../support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;
mod strings;
#[cfg(unix)]
#[path = "../support"]
mod support {
    #![allow(dead_code, reason = "each target uses its part")]
    pub(crate) mod derived;
    pub(crate) mod keygen;
    pub(crate) mod signatures;
}
