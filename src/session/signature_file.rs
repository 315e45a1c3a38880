//! The files of signatures: where they stand, and what they are for.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::failure::{self, Outcome};
use crate::sshsig::{LONGEST_TEXT, Namespace};

/// The path of the signature that belongs to a file: FILE.sig.
pub(crate) fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".sig");
    path.into()
}

/// Reads a namespace that was given.
pub(crate) fn namespace(text: &str) -> Outcome<Namespace> {
    text.parse().map_err(|error| failure::not_a_namespace(error, text))
}

/// What a file holds that is as short as a signature; nothing where it can't be read.
pub(crate) fn read_short(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes));
    read.map_or_else(|_| Vec::new(), |_| bytes)
}
