//! The terminal's modes while dialoguer asks.
//!
//! dialoguer sets its raw mode for each key, and puts back between two keys what it found. So what it
//! finds shows nothing that is typed then: the echo of an Enter would move the menu. Its raw mode
//! turns Ctrl-Z and Ctrl-D into keys without a meaning, so they are made signals again.

use std::io;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

/// The modes before a question. They are put back when this is dropped.
pub(super) struct DialogKeys(Termios);

impl DialogKeys {
    pub(super) fn begin() -> io::Result<Self> {
        let keys = Self(tcgetattr(io::stdin())?);
        let mut modes = keys.0.clone();
        modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN;
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        keys.set_with_signals(modes)?;
        Ok(keys)
    }

    /// Makes Ctrl-Z and Ctrl-D signals if the raw mode has none.
    pub(super) fn keep_signals(&self) {
        if let Ok(modes) = tcgetattr(io::stdin())
            && !modes.local_modes.contains(LocalModes::ISIG)
        {
            // If it fails, they stay keys without a meaning.
            let _ = self.set_with_signals(modes);
        }
    }

    /// Sets these modes, with signals. Ctrl-D interrupts; dialoguer itself knows Ctrl-C.
    fn set_with_signals(&self, mut modes: Termios) -> io::Result<()> {
        modes.local_modes.insert(LocalModes::ISIG);
        modes.special_codes[SpecialCodeIndex::VINTR] = self.0.special_codes[SpecialCodeIndex::VEOF];
        Ok(tcsetattr(io::stdin(), OptionalActions::Now, &modes)?)
    }
}

impl Drop for DialogKeys {
    fn drop(&mut self) {
        // If it fails, there is no terminal any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
