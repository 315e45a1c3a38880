//! The terminal's modes while dialoguer asks.
//!
//! dialoguer sets its raw mode for each key, and restores the modes it found between two keys. So
//! the modes it finds have no echo: the echo of an Enter would move the menu. Its raw mode turns
//! Ctrl-Z and Ctrl-D into keys without a meaning, so they are made signals again.

use std::io;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

/// The modes before a question, restored on drop.
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

    /// Makes Ctrl-Z and Ctrl-D signals again if dialoguer's raw mode has turned signals off.
    pub(super) fn keep_signals(&self) {
        if let Ok(modes) = tcgetattr(io::stdin())
            && !modes.local_modes.contains(LocalModes::ISIG)
        {
            // On failure they stay keys without a meaning.
            let _ = self.set_with_signals(modes);
        }
    }

    /// Sets these modes, with signals on. Ctrl-D becomes the interrupt character; dialoguer itself
    /// handles Ctrl-C.
    fn set_with_signals(&self, mut modes: Termios) -> io::Result<()> {
        modes.local_modes.insert(LocalModes::ISIG);
        modes.special_codes[SpecialCodeIndex::VINTR] = self.0.special_codes[SpecialCodeIndex::VEOF];
        Ok(tcsetattr(io::stdin(), OptionalActions::Now, &modes)?)
    }
}

impl Drop for DialogKeys {
    fn drop(&mut self) {
        // A failure means that there is no terminal any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
