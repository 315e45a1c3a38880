//! A terminal without echo.

use std::io;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// A terminal that echoes only the end of a line. The echo is restored on drop.
pub(crate) struct Unseen(Termios);

impl Unseen {
    pub(crate) fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut modes = before.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        modes.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
        Ok(Self(before))
    }

    /// Does nothing: the terminal shows the end of a line.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Windows")]
    pub(crate) fn end_line(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        // A failure means that there is no terminal any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
