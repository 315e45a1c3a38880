//! The system's printer, reached through `lp` (POSIX).

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

/// Environment variables that are passed on to `lp`.
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

/// The reason why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrinterError {
    /// The system has no `lp`.
    #[error("there is no lp")]
    NoPrinting,
    /// `lp` could not be started, or the exchange with it failed.
    #[error("lp can't be used")]
    Failed(#[from] io::Error),
    /// The refusal of `lp`: the first line of its stderr.
    #[error("lp refused")]
    Refused(String),
}

/// Gives a document to the printer of this name, or to the default one. Once `lp` has accepted it,
/// the printing system is responsible for it.
///
/// # Errors
///
/// When `lp` does not accept the document.
pub(crate) fn print(
    document: &[u8],
    printer: Option<&str>,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<(), PrinterError> {
    let mut command = Command::new("lp");
    // The title remains in the printer's list of jobs, so it names nothing private.
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
