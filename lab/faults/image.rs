//! A file system in a file, which can be copied while it is in use, as a power cut would leave it.
//!
//! The rule: a copy is of one moment. It is taken twice, until both are the same, while the program
//! that writes is stopped; what the kernel has not written by then is not in it. What is mounted is
//! unmounted, whatever happens.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How large: small, so that copying takes milliseconds.
const SIZE: u64 = 16 * 1024 * 1024;

/// A file with a file system in it.
pub(crate) struct Image(PathBuf);

/// A file system that is mounted, until it is dropped.
pub(crate) struct Mounted(PathBuf);

impl Image {
    /// A new ext4.
    pub(crate) fn make(path: PathBuf) -> Result<Self, String> {
        let file = File::create(&path).map_err(|error| error.to_string())?;
        file.set_len(SIZE).map_err(|error| error.to_string())?;
        let lazy = "lazy_itable_init=0,lazy_journal_init=0";
        run(Command::new("mkfs.ext4").args(["-q", "-F", "-E", lazy]).arg(&path))?;
        Ok(Self(path))
    }

    /// Mounts it at a new folder.
    pub(crate) fn mount(&self, at: PathBuf) -> Result<Mounted, String> {
        fs::create_dir_all(&at).map_err(|error| error.to_string())?;
        // A rename is not to sync what it renames, which other file systems don't do either.
        let options = "loop,noauto_da_alloc,commit=1";
        run(Command::new("mount").args(["-t", "ext4", "-o", options]).arg(&self.0).arg(&at))?;
        Ok(Mounted(at))
    }

    /// A copy of what has been written to it by one moment.
    pub(crate) fn copy(&self, to: PathBuf) -> Self {
        let read = || fs::read(&self.0).expect("the image is there");
        let mut copy = read();
        loop {
            let again = read();
            if again == copy {
                break;
            }
            copy = again;
        }
        fs::write(&to, copy).expect("there is room for the copy");
        Self(to)
    }
}

impl Mounted {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Has everything on it written.
    pub(crate) fn sync(&self) {
        let folder = File::open(&self.0).expect("a folder");
        rustix::fs::syncfs(folder).expect("it can be synced");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if run(Command::new("umount").arg(&self.0)).is_err() {
            // Something is still open in it: it goes when that is closed.
            let _ = run(Command::new("umount").arg("-l").arg(&self.0));
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    let said = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{program}: {}", said())) }
}
