//! Wine with a prefix of its own, and the programs that run in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use crate::system::{self, Left};
use crate::work;

const TARGET: &str = "x86_64-pc-windows-gnu";
const COMPILER: &str = "x86_64-w64-mingw32-gcc";
/// The places of wine's programs that Debian does not link into the search path.
const PLACES: [&str; 2] = ["/usr/lib/wine", "/usr/bin"];

/// A prefix of wine, removed on drop.
pub(crate) struct Wine {
    program: PathBuf,
    server: Option<PathBuf>,
    root: TempDir,
    /// The user's profile in the prefix.
    profile: PathBuf,
    /// Whether it once ended before the program began.
    has_not_started: AtomicBool,
}

impl Wine {
    /// Builds the programs and starts wine, or returns what is missing.
    pub(crate) fn start() -> Result<Self, String> {
        let program = found("wine64").ok_or("wine64 is not here")?;
        if found(COMPILER).is_none() {
            return Err(format!("{COMPILER} is not here"));
        }
        if !has_target() {
            return Err(format!("Rust's target {TARGET} is not here"));
        }
        let built = build();
        let root = tempfile::tempdir().expect("a folder");
        let bin = root.path().join("prefix/drive_c/collab");
        let server = found("wineserver");
        let has_not_started = AtomicBool::new(false);
        let mut wine = Self { program, server, root, profile: PathBuf::new(), has_not_started };
        // Wine makes the prefix at its first start.
        let started = wine.wine().args(["cmd", "/c", "exit"]).status();
        if !started.is_ok_and(|status| status.success()) {
            return Err(String::from("wine does not start"));
        }
        fs::create_dir(&bin).expect("a folder");
        fs::copy(built, bin.join("collab.exe")).expect("copied");
        compile("prng.c", &bin.join("bcryptprimitives.dll"), &["-shared", "-ladvapi32"]);
        compile("hold.c", &bin.join("hold.exe"), &[]);
        compile("mintty.c", &bin.join("mintty.exe"), &[]);
        wine.profile = wine.find_profile().ok_or("wine made no profile")?;
        Ok(wine)
    }

    fn find_profile(&self) -> Option<PathBuf> {
        let users = fs::read_dir(self.root.path().join("prefix/drive_c/users")).ok()?;
        users.flatten().map(|user| user.path()).find(|user| !user.ends_with("Public"))
    }

    /// Returns wine, to run a program.
    fn wine(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().envs([
            ("PATH", "/usr/bin:/bin"),
            ("WINEDEBUG", "-all"),
            // Neither is needed, and wine would offer to install them.
            ("WINEDLLOVERRIDES", "mscoree,mshtml="),
        ]);
        command.env("HOME", self.root.path()).env("WINEPREFIX", self.root.path().join("prefix"));
        command.stdin(Stdio::null());
        command
    }

    /// Returns a run of one of our programs for Windows.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = self.wine();
        command.arg(format!(r"C:\collab\{name}"));
        command
    }

    /// Returns a run of `collab.exe`.
    pub(crate) fn collab(&self) -> Command {
        self.program("collab.exe")
    }

    /// Runs one of our programs in a folder with this input.
    ///
    /// Rarely wine itself ends with 1, without a word and before the program begins: once under
    /// CI, never in 3,500 runs in a row. `collab` never fails without a word, so the first such run
    /// is said and repeated. A second one is left to be found wrong.
    pub(crate) fn run(&self, mut command: Command, folder: &Path, input: &[u8]) -> Left {
        let left = system::run(&mut command, folder, input);
        let is_silent = left.stdout.is_empty() && left.stderr.is_empty();
        if left.status != Some(1)
            || !is_silent
            || self.has_not_started.swap(true, Ordering::Relaxed)
        {
            return left;
        }
        work::say("REPEATED: this command, since it ended with 1 and said nothing");
        system::run(&mut command, folder, input)
    }

    /// Returns the user's profile, as Linux sees it.
    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// Returns the name of the profile, as Windows sees it.
    pub(crate) fn windows_profile(&self) -> String {
        let user = self.profile.file_name().expect("a name");
        format!(r"C:\users\{}", user.to_string_lossy())
    }

    /// Returns a new folder in the profile.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.profile.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// Returns a folder outside every profile.
    pub(crate) fn outside(&self) -> &Path {
        self.root.path()
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Ends what wine left running in this prefix, and nothing else.
        if let Some(server) = &self.server {
            let prefix = self.root.path().join("prefix");
            let _ = Command::new(server).arg("-k").env("WINEPREFIX", prefix).status();
        }
    }
}

/// Returns the path of a program.
fn found(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places = env::split_paths(&path).chain(PLACES.map(PathBuf::from));
    places.map(|place| place.join(name)).find(|path| path.is_file())
}

/// Whether Rust can build for Windows.
fn has_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    asked.is_ok_and(|told| Path::new(String::from_utf8_lossy(&told.stdout).trim()).is_dir())
}

/// Builds the program, and returns its path.
fn build() -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    // The folder that this program was built into.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let mut command = Command::new(cargo);
    command.args(["build", "--locked", "--target", TARGET, "--target-dir"]).arg(target);
    let built = command.current_dir(root).stdin(Stdio::null()).status();
    assert!(built.expect("it starts").success(), "it can't be built for {TARGET}");
    target.join(TARGET).join("debug/collab.exe")
}

/// Compiles one of the laboratory's sources in C for Windows.
fn compile(source: &str, to: &Path, options: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("windows").join(source);
    let mut command = Command::new(COMPILER);
    let compiled = command.args(["-O1", "-Wall", "-Werror"]).arg(source).arg("-o").arg(to);
    assert!(compiled.args(options).status().expect("it starts").success(), "{}", to.display());
}
