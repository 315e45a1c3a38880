//! A keystore's file in a folder of its own, in memory where possible.

use std::fs;
use std::path::Path;

use collab::keystore::Keystore;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// The length of the last member with the end of the file, in bytes.
pub(crate) const TRAILER: usize = CHECKSUM.len() + 64 + END.len();

const CHECKSUM: &str = "  \"checksum\": \"";
/// The end of every file.
pub(crate) const END: &str = "\"\n}\n";

/// A temporary folder for one keystore file. Dropping it deletes both.
pub(crate) struct File(TempDir);

impl File {
    /// Returns a folder without a file.
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self(folder.expect("a temporary folder"))
    }

    /// Returns the keystore in it.
    pub(crate) fn keystore(&self) -> Keystore {
        Keystore::at(self.0.path().join("keystore.json"))
    }

    /// Writes these bytes to the file.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let path = self.0.path().join("keystore.json");
        fs::write(&path, bytes).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("made private");
        }
    }

    /// Returns the file's bytes.
    pub(crate) fn read(&self) -> Vec<u8> {
        fs::read(self.0.path().join("keystore.json")).expect("it is there")
    }
}

thread_local! {
    /// One folder for all runs of a thread, one after another.
    pub(crate) static FILE: File = File::new();
}

/// Returns the file with this body and its checksum.
pub(crate) fn with_checksum(body: &[u8]) -> Vec<u8> {
    let sum = base16ct::lower::encode_string(&Sha256::digest(body));
    [body, CHECKSUM.as_bytes(), sum.as_bytes(), END.as_bytes()].concat()
}
