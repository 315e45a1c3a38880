//! A keystore's file in a folder of its own, in memory where there is such a place.

use std::fs;
use std::path::Path;

use collab::keystore::Keystore;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// How long the last member of a file is, with its end.
pub(crate) const TRAILER: usize = CHECKSUM.len() + 64 + END.len();

const CHECKSUM: &str = "  \"checksum\": \"";
/// How every file ends.
pub(crate) const END: &str = "\"\n}\n";

/// The place of a file; what is there goes with it.
pub(crate) struct File(TempDir);

impl File {
    /// A place without a file.
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self(folder.expect("a temporary folder"))
    }

    /// The keystore in it.
    pub(crate) fn keystore(&self) -> Keystore {
        Keystore::at(self.0.path().join("keystore.json"))
    }

    /// Puts these bytes there.
    pub(crate) fn write(&self, bytes: &[u8]) {
        let path = self.0.path().join("keystore.json");
        fs::write(&path, bytes).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("made private");
        }
    }

    /// What is there.
    pub(crate) fn read(&self) -> Vec<u8> {
        fs::read(self.0.path().join("keystore.json")).expect("it is there")
    }
}

thread_local! {
    /// One place is enough for all runs, one after another.
    pub(crate) static FILE: File = File::new();
}

/// The file that says this, with the checksum of what it says.
pub(crate) fn with_checksum(body: &[u8]) -> Vec<u8> {
    let sum = base16ct::lower::encode_string(&Sha256::digest(body));
    [body, CHECKSUM.as_bytes(), sum.as_bytes(), END.as_bytes()].concat()
}
