//! Proofs of the format's promises about correction, by exhaustion and by millions of samples.
//!
//! - [`boxes`]: whole boxes wrong, lost, or both, whatever their contents.
//! - [`copies`]: codes copied with the slips that people make, at their observed frequencies.
//! - [`strings`]: digits that were never a code.
//! - `keys`: openssl, ssh-keygen, age and Python read the keys of random codes, and use them alike.
//!
//! Each proof prints how often each outcome occurred. A hundredth runs by default;
//! `COLLAB_LAB_SHARE=1` runs all.

mod boxes;
mod copies;
#[cfg(unix)]
mod keys;
mod proof;
mod strings;
