//! `collab copy`: copies the backup code to the clipboard for a limited time; and the process that
//! holds the clipboard.

use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::Run;
use crate::failure::Outcome;
use crate::session::{Context, copied, guesses};
use crate::ui::clipboard;

/// Copy the backup code for a password manager
///
/// The clipboard is not safe: every program in your session can read it, and some keep what was in
/// it. Paper is better. collab asks clipboard histories not to keep the code, which few respect,
/// and clears the clipboard after 45 seconds unless you copied something else. Over SSH, or without
/// a display, collab asks the terminal to copy the code (OSC 52). It cannot clear that copy.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Copy the code, and clear the clipboard after 20 seconds:
      collab copy --for 20")]
pub(crate) struct Copy {
    /// Clear the clipboard after this many seconds
    #[arg(long = "for", value_name = "SECONDS", default_value_t = clipboard::USUAL_TIME.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
}

impl Run for Copy {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let (account, code) = context.code(&mut contents)?;
        if account.is_guessed() {
            return Err(guesses::not_to_be_handed_out(&account.name));
        }
        context.ui.warn(&copied::not_safe("`collab print`"));
        let hold = Duration::from_secs(self.seconds);
        let copied =
            clipboard::copy(&code.canonical_text(), hold, &context.clipboard_surroundings())?;
        let (place, seconds) = copied::in_json(copied, self.seconds);
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "identity": account.identity.to_string(),
                "copied": place,
                "seconds": seconds,
            })
        })?;
        let what = format!("The backup code of {}", account.name);
        context.ui.say(&copied::told(&what, copied, self.seconds));
        Ok(())
    }
}

/// Holds the clipboard for `collab copy`, which starts it.
#[derive(Args, Debug)]
pub(crate) struct HoldClipboard {
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: u64,
}

impl HoldClipboard {
    /// Holds the clipboard. There is no context, since the holder uses neither the keystore nor a
    /// terminal.
    ///
    /// # Errors
    ///
    /// If the clipboard is not available.
    pub(crate) fn hold(self) -> Outcome {
        Ok(clipboard::hold(Duration::from_secs(self.seconds))?)
    }
}
