//! The system's printer, by its `lp` (POSIX).

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

/// What the child may know of our environment.
const PASSED_ON: [&str; 10] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "CUPS_SERVER",
    "PRINTER",
    "LPDEST",
];

/// Why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrinterError {
    /// There is no `lp`.
    #[error("there is no lp")]
    NoPrinting,
    /// It could not be started or spoken to.
    #[error("lp can't be used")]
    Failed(#[from] io::Error),
    /// It refused, in its own words.
    #[error("lp refused")]
    Refused(String),
}

/// Gives a document to a printer: the one of this name, or the default one. Where `lp` takes it,
/// it is the printing system's.
///
/// # Errors
///
/// When it isn't taken.
pub(crate) fn print(
    document: &[u8],
    printer: Option<&str>,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<(), PrinterError> {
    let mut command = Command::new("lp");
    // The title stays in the printer's list of jobs.
    command.args(["-t", "sheet"]);
    if let Some(printer) = printer {
        command.args(["-d", printer]);
    }
    command
        .env_clear()
        .envs(PASSED_ON.iter().filter_map(|name| Some((name, variable(name)?))))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PrinterError::NoPrinting,
        _ => PrinterError::Failed(error),
    })?;
    let mut pipe = child.stdin.take().expect("it is piped");
    let written = pipe.write_all(document);
    drop(pipe);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(PrinterError::Refused(said.lines().next().unwrap_or_default().to_owned()));
    }
    Ok(written?)
}
