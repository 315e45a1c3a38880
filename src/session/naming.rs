//! The names of accounts: the name of a new one, which is given, asked for, or the fallback for
//! scripts; and the present name of an existing one.
//!
//! If a name is refused, one that passes is suggested where it can be made from the refused one.

use super::Context;
use crate::account::{Identity, Name};
use crate::code::BOX_DIGITS;
use crate::code::digit::decimal;
use crate::failure::{self, Outcome};
use crate::keystore::Contents;
use crate::ui::Refused;

/// The name that is suggested to a person without a login name. `default` is for scripts: a person
/// would take it for a setting.
const UNNAMED: &str = "my-account";

/// Parses a name that was given as an argument.
pub(crate) fn parse(text: &str) -> Outcome<Name> {
    text.parse().map_err(|_| failure::not_a_name(text, made_of(text).as_ref()))
}

/// Chooses the name of a new account. A person without one is asked, with the known name or the login
/// name as the suggestion. Refuses taken names here, so that nobody answers questions in vain; the
/// keystore refuses them again when it is written.
pub(crate) fn choose(
    context: &mut Context<'_>,
    given: Option<Name>,
    known: Option<Name>,
    contents: Option<&Contents>,
) -> Outcome<Name> {
    let is_taken = |name: &Name| contents.is_some_and(|contents| contents.account(name).is_some());
    let name = match given {
        Some(name) => name,
        None if context.ui.has_person() => {
            let login = ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|variable| (context.environment)(variable))
                .and_then(|login| login.to_str().and_then(made_of));
            let suggestion = known.or(login).or_else(|| made_of(UNNAMED));
            asked(context, suggestion.filter(|name| !is_taken(name)), &is_taken)?
        }
        None => Name::fallback(),
    };
    if is_taken(&name) { Err(failure::name_taken(&name)) } else { Ok(name) }
}

/// Asks for a name until one passes. If an answer is refused, a name made from it is suggested
/// next.
fn asked(
    context: &mut Context<'_>,
    suggestion: Option<Name>,
    is_taken: &dyn Fn(&Name) -> bool,
) -> Outcome<Name> {
    let verdict = |answer: &str| {
        let refused = |said: String| Err(Refused { said, instead: None });
        match answer.parse::<Name>() {
            // A part of a code may have been pasted here by mistake.
            _ if has_piece_of_code(answer) => {
                refused(String::from("A name with five digits or more is not taken here."))
            }
            Ok(name) if is_taken(&name) => {
                refused(format!("{name} is the name of another account here. Choose another."))
            }
            Ok(_) => Ok(()),
            Err(_) => {
                let instead = made_of(answer).filter(|name| !is_taken(name));
                let said = format!("{}.", failure::what_a_name_is(instead.as_ref()));
                Err(Refused { said, instead: instead.map(|name| name.as_str().to_owned()) })
            }
        }
    };
    let suggestion = suggestion.map(|name| name.as_str().to_owned());
    let answer = context.ui.input("Name of the account on this device", suggestion, &verdict)?;
    answer.parse().map_err(|_| failure::not_a_name(&answer, None))
}

/// Whether an answer has at least as many digits as a box, with anything between them.
fn has_piece_of_code(answer: &str) -> bool {
    answer.chars().filter_map(decimal).count() >= BOX_DIGITS
}

/// Returns the name closest to a text, if there is one: to a login name, or to a refused name.
fn made_of(text: &str) -> Option<Name> {
    if has_piece_of_code(text) {
        return None;
    }
    let mut kept = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => kept.push(c),
            // Combining accents, as macOS writes them, and apostrophes.
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            _ => match in_plain_letters(c) {
                Some(letters) => kept.push_str(letters),
                None if !kept.ends_with('-') => kept.push('-'),
                None => {}
            },
        }
    }
    let kept: String = kept.chars().skip_while(|c| !c.is_ascii_lowercase()).take(32).collect();
    kept.trim_end_matches('-').parse().ok()
}

/// Returns the ASCII spelling of a lowercase Latin letter that has one.
fn in_plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'þ' => "th",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// Returns the present name of the account with this identity. It was `before` when the person
/// began to type.
pub(crate) fn by_now(contents: &Contents, identity: &Identity, before: &Name) -> Outcome<Name> {
    let here = contents.of_identity(identity);
    let here = here.map_err(|error| failure::of_account(&error, before))?;
    here.map(|account| account.name().clone()).ok_or_else(|| failure::no_such_account(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_become_names_that_pass() {
        let name = |text: &str| made_of(text).map(|name| name.as_str().to_owned());
        assert_eq!(name("Maria Müller").as_deref(), Some("maria-mueller"));
        assert_eq!(name("Łukasz O'Neill").as_deref(), Some("lukasz-oneill"));
        assert_eq!(name("e\u{301}lise@example.org").as_deref(), Some("elise-example-org"));
        assert_eq!(name(&"long ".repeat(20)).as_deref(), Some("long-long-long-long-long-long-lo"));
        assert_eq!(name("me"), None);
        assert_eq!(name("中文"), None);
        assert_eq!(name("box 12345"), None, "it may be a piece of a code");
        assert_eq!(name("alice").as_deref(), Some("alice"));
        assert_eq!(name("Alice Smith").as_deref(), Some("alice-smith"));
        assert_eq!(name("42nd_user$").as_deref(), Some("nd-user"));
        assert_eq!(name("1234"), None);
        assert_eq!(name(""), None);
    }
}
