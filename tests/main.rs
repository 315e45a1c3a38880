//! The promises of `collab`, one file a subcommand.

mod generated;
mod primitives;
mod readme;
mod vectors;
