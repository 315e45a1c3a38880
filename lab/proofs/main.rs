//! What the format promises of mending, by exhaustion and by the million:
//! `cargo test -p collab-lab --release --test proofs`.
//!
//! - [`boxes`]: whole boxes wrong, lost, or both, whatever was in them.
//! - [`copies`]: codes copied with the slips that people make, as often as they make them.
//! - [`strings`]: digits that were never a code.
//!
//! And of the keys: what random codes sign, ssh-keygen signs, too ([`signatures`]); and openssl,
//! ssh-keygen, age and Python read the keys of random codes, and use them alike ([`neighbours`]).
//!
//! Each proof prints what it ran and what came of it. Everything random comes from a seed that is
//! printed; `COLLAB_LAB_SEED` sets another. A hundredth is run; `COLLAB_LAB_SHARE=1` runs all.

mod boxes;
mod copies;
#[cfg(unix)]
mod neighbours;
mod proof;
#[cfg(unix)]
mod signatures;
#[path = "../../tests/support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;
mod strings;
#[cfg(unix)]
#[path = "../../tests/support"]
mod support {
    #![allow(dead_code, reason = "each target uses its part")]
    pub(crate) mod derived;
    pub(crate) mod keygen;
    pub(crate) mod signatures;
}
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;
