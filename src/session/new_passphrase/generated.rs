//! A generated passphrase: random words, shown once in private and typed once.

use bip39::Language;

use crate::code::{Entropy, EntropyError};
use crate::secret::{Secret, SecretText};
use crate::session::Context;
use crate::ui::{Page, Reply, Unanswered};

/// Words of a generated passphrase. One of 2,048 words is 11 bits, so five are 55: about 10^16
/// guesses, each of which derives a key with Argon2id.
const WORDS: usize = 5;

/// The answer to words that are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// They were typed once.
    Accepted,
    /// Other words are wanted.
    Others,
    /// No words are wanted.
    Declined,
}

/// Shows the words in private and has them typed there. Ends with an answer.
pub(super) fn offer(context: &mut Context<'_>, words: &SecretText) -> Result<Answer, Unanswered> {
    let mut is_shown = true;
    let mut chosen = Answer::Declined;
    context.ui.in_private(page(words), &mut |answer| {
        let answer = answer.trim();
        if is_shown {
            chosen = match answer.to_ascii_lowercase().as_str() {
                "" => {
                    is_shown = false;
                    return Reply::Turn(typing_page());
                }
                "n" => Answer::Others,
                "o" => Answer::Declined,
                _ => return Reply::Again(format!("That is not one of these. {USE_THEM}")),
            };
            return Reply::Close;
        }
        if answer.is_empty() {
            is_shown = true;
            return Reply::Turn(page(words));
        }
        if answer != words.expose() {
            return Reply::Again(format!("{OTHER_WORDS} {TYPE_THEM}"));
        }
        chosen = Answer::Accepted;
        Reply::Close
    })?;
    Ok(chosen)
}

const USE_THEM: &str = "Enter to use these words, n for others, o for your own:";
const TYPE_THEM: &str = "The five words:";
const OTHER_WORDS: &str = "Not the same words. Check the spelling; one space is between two words.";

fn page(words: &SecretText) -> Page {
    Page {
        title: String::from("A passphrase of five random words"),
        lines: vec![SecretText::new(words.expose().clone())],
        paragraphs: vec![
            String::from("Write the words down, or learn them now. Nobody can reset them."),
            String::from(
                "Keep them apart from this device. They do not replace your backup code: they open \
                 your accounts on this device only.",
            ),
        ],
        prompt: String::from(USE_THEM),
        ..Page::default()
    }
}

fn typing_page() -> Page {
    Page {
        title: String::from("Type the words from what you wrote down."),
        paragraphs: vec![String::from("Press Enter alone to see them again.")],
        prompt: String::from(TYPE_THEM),
        ..Page::default()
    }
}

/// Returns random words of the English list of BIP 39, with a space between them. The first four
/// letters tell any two words of the list apart.
pub(super) fn random_words(entropy: &mut Entropy<'_>) -> Result<SecretText, EntropyError> {
    let list = Language::English.word_list();
    let mut drawn = Secret::new([0; 2 * WORDS]);
    entropy(drawn.expose_mut())?;
    // The length of the list is a power of two, so each word is equally likely.
    let (pairs, _) = drawn.expose().as_chunks::<2>();
    let mut words = SecretText::new(String::with_capacity(16 * WORDS));
    for pair in pairs {
        let separator = if words.expose().is_empty() { "" } else { " " };
        words.expose_mut().push_str(separator);
        let index = usize::from(u16::from_le_bytes(*pair)) % list.len();
        words.expose_mut().push_str(list[index]);
    }
    Ok(words)
}
