//! What the command line refuses: secrets among the arguments, and what the parser could not make
//! sense of, told in the same words as every other failure.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Parsing;
use crate::code::digit::decimal;
use crate::failure::{Failure, Status, quoted};

/// From how many digits on arguments look like a code, or like a good part of one.
const LIKE_A_CODE: usize = 20;

/// Refuses arguments that look like a code, in one piece or many.
pub(super) fn secrets(arguments: &[OsString]) -> Result<(), Parsing> {
    let digits: usize = arguments.iter().skip(1).map(digits_of_a_code).sum();
    if digits < LIKE_A_CODE {
        return Ok(());
    }
    let failure = Failure::new(
        Status::Usage,
        "an argument looks like a backup code, and a secret is never an argument",
    )
    .hint(
        "the shell's history now holds it: delete it there; then pipe the code in, use \
         `--code-file FILE`, or type it when asked",
    );
    Err(failure.into())
}

/// How many digits an argument has that could be of a code: in its flag and in its value, each
/// with four or more of them, and hardly a letter.
fn digits_of_a_code(argument: &OsString) -> usize {
    let like_a_code = |part: &str| {
        let digits = part.chars().filter(|&c| decimal(c).is_some()).count();
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        if digits >= 4 && letters * 4 <= digits { digits } else { 0 }
    };
    argument.to_string_lossy().split('=').map(like_a_code).sum()
}

/// Whether `--json` is among the flags, for when nothing else could be parsed.
pub(super) fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|flag| flag == "--json")
}

/// Whether nothing at all was asked for, which is answered with the help.
pub(super) fn is_bare(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// A parser's error as a failure.
pub(super) fn of(error: &clap::Error) -> Failure {
    // What our own parsers of values say is a failure already.
    if let Some(failure) = error.source().and_then(|source| source.downcast_ref::<Failure>()) {
        return failure.clone();
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    // The name of an argument as the tree has it, without `<VALUE>` or what was typed behind `=`.
    let flag = argument.as_deref().unwrap_or("an argument").split([' ', '=']).next().unwrap_or("");
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("there is no command named {}", quoted(command))
        }
        ErrorKind::UnknownArgument => {
            format!("unexpected argument {}", quoted(argument.as_deref().unwrap_or_default()))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("`{flag}` needs a value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{} is no value for `{flag}`", quoted(value))
        }
        ErrorKind::MissingRequiredArgument => format!("`{flag}` is missing"),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(prior) if argument.as_ref() != Some(&prior) => {
                format!("`{flag}` can't be used with `{}`", prior.split(' ').next().unwrap_or(""))
            }
            _ => format!("`{flag}` can be given only once"),
        },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            String::from("a command is needed")
        }
        ErrorKind::TooManyValues => format!("`{flag}` takes no value"),
        ErrorKind::InvalidUtf8 => String::from("an argument is not UTF-8"),
        _ => String::from("wrong usage"),
    };
    let unexpected = match error.kind() {
        ErrorKind::UnknownArgument => argument.clone(),
        ErrorKind::InvalidSubcommand => text(ContextKind::InvalidSubcommand),
        _ => None,
    };
    if unexpected.is_some_and(|text| quoted(&text).contains('…')) {
        return Failure::new(Status::Usage, message).hint(
            "if that was a piece of a backup code, delete it from the shell's history; a code is \
             piped in, or typed when asked",
        );
    }
    let suggestion = text(ContextKind::SuggestedSubcommand)
        .map(|command| format!("did you mean `collab {command}`?"))
        .or_else(|| text(ContextKind::SuggestedArg).map(|arg| format!("did you mean `{arg}`?")))
        .or_else(|| match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(values)) if !values.is_empty() => {
                Some(format!("it can be {}", values.join(", ")))
            }
            _ => None,
        });
    Failure::new(Status::Usage, message).hint(suggestion.unwrap_or_else(|| see_help(error)))
}

/// Where the help of the command is that the parser stopped in.
fn see_help(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let command = usage.split_whitespace().skip_while(|word| *word != "collab").nth(1);
    match command.filter(|word| super::tree().find_subcommand(word).is_some()) {
        Some(command) => format!("see `collab {command} --help`"),
        None => String::from("see `collab --help`"),
    }
}
