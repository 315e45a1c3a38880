//! The promises of `collab`, one file a subcommand.

mod generated;
mod vectors;
