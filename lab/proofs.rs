//! What the format promises of correcting, by exhaustion and by the million.
//!
//! - [`boxes`]: whole boxes wrong, lost, or both, whatever was in them.
//! - [`copies`]: codes copied with the slips that people make, as often as they make them.
//! - [`strings`]: digits that were never a code.
//! - `keys`: openssl, ssh-keygen, age and Python read the keys of random codes, and use them alike.
//!
//! Each proof prints how often each outcome came. A hundredth is run; `COLLAB_LAB_SHARE=1` runs all.

mod boxes;
mod copies;
#[cfg(unix)]
mod keys;
mod proof;
mod strings;
