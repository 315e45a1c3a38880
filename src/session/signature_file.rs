//! Signature files: their paths, their contents, and the namespaces of signatures.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::failure::{self, Outcome};
use crate::sshsig::{LONGEST_TEXT, Namespace};

/// Returns the path of the signature of a file: FILE.sig.
pub(crate) fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".sig");
    path.into()
}

/// Parses a namespace that was given.
pub(crate) fn namespace(text: &str) -> Outcome<Namespace> {
    text.parse().map_err(|error| failure::not_a_namespace(error, text))
}

/// Reads a file, up to one byte more than the longest signature. Returns nothing if it can't be
/// read.
pub(crate) fn read_short(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes));
    read.map_or_else(|_| Vec::new(), |_| bytes)
}
