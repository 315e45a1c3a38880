//! Ctrl-Z and Ctrl-D while dialoguer reads keys.
//!
//! dialoguer's raw mode turns both into keys without a meaning, and begins anew for each key. So
//! they are made signals again while it waits, and the modes are put back at the end.

use std::io;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

/// The modes of the terminal before a question. They are put back when this is dropped.
pub(super) struct SignalKeys(Termios);

impl SignalKeys {
    pub(super) fn begin() -> io::Result<Self> {
        Ok(Self(tcgetattr(io::stdin())?))
    }

    /// Makes the keys signals if the terminal is in raw mode. Ctrl-D interrupts; dialoguer itself
    /// knows Ctrl-C.
    pub(super) fn keep(&self) {
        let Ok(mut modes) = tcgetattr(io::stdin()) else { return };
        if modes.local_modes.contains(LocalModes::ISIG) {
            return;
        }
        modes.local_modes.insert(LocalModes::ISIG);
        modes.special_codes[SpecialCodeIndex::VINTR] = self.0.special_codes[SpecialCodeIndex::VEOF];
        // If it fails, they stay keys without a meaning.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }
}

impl Drop for SignalKeys {
    fn drop(&mut self) {
        // If it fails, there is no terminal any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
