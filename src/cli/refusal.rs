//! What the command line refuses: secrets among the arguments, and what the parser could not make
//! sense of, told in the same words as every other failure.

use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Parsing;
use crate::account::Name;
use crate::code::digit::decimal;
use crate::failure::{
    Failure, Status, in_shell, is_masked, looks_like_a_recovery_code, quoted, takes_account,
};
use crate::manual::suggestion;

/// From how many digits on arguments look like a code, or like a good part of one.
const LIKE_A_CODE: usize = 20;
/// The commands behind which a person may put a passphrase or a recovery code. An argument that
/// doesn't belong there is not shown, whatever it is.
const OF_SECRETS: [&str; 2] = ["passphrase", "recovery-codes"];

/// Refuses arguments that look like a backup code or a recovery code, in one piece or many.
pub(super) fn secrets(arguments: &[OsString]) -> Result<(), Parsing> {
    let words: Vec<String> = arguments
        .iter()
        .skip(1)
        .filter(|argument| !is_there(argument))
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let digits: usize = words.iter().map(|word| digits_of_a_code(word)).sum();
    let (what, instead) = if digits >= LIKE_A_CODE {
        ("backup code", "pipe the code in, use `--code-file FILE`, or type it when asked")
    } else if looks_like_a_recovery_code(&words) {
        ("recovery code", "type it when asked, or use `--recovery-code-file FILE`")
    } else {
        return Ok(());
    };
    let failure = Failure::new(
        Status::Usage,
        format!("an argument looks like a {what}, and a secret is never an argument"),
    )
    .hint(format!("the shell's history now holds it: delete it there; then {instead}"));
    Err(failure.into())
}

/// Whether an argument, or the value of its flag, is a path that exists.
fn is_there(argument: &OsStr) -> bool {
    let text = argument.to_string_lossy();
    let value = text.split_once('=').map(|(_, value)| Path::new(value));
    [Some(Path::new(argument)), value]
        .into_iter()
        .flatten()
        .any(|path| path.symlink_metadata().is_ok())
}

/// How many digits an argument has that could be of a code: in its flag and in its value, each
/// with four or more of them, and hardly a letter.
fn digits_of_a_code(argument: &str) -> usize {
    let like_a_code = |part: &str| {
        let digits = part.chars().filter(|&c| decimal(c).is_some()).count();
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        if digits >= 4 && letters * 4 <= digits { digits } else { 0 }
    };
    argument.split('=').map(like_a_code).sum()
}

/// Whether `--json` is among the flags, for when nothing else could be parsed.
pub(super) fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|flag| flag == "--json")
}

/// Whether nothing at all was asked for, which is answered with the help.
pub(super) fn is_bare(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// What a command line without a command is refused with.
pub(super) fn bare() -> Failure {
    Failure::new(Status::Usage, "a command is needed").hint("see `collab help`")
}

/// A parser's error as a failure.
pub(super) fn of(error: &clap::Error, arguments: &[OsString], tree: &clap::Command) -> Failure {
    let hides = OF_SECRETS.iter().any(|name| arguments.iter().any(|it| it == name));
    let failure = in_words(error, &Stopped::of(error, arguments, tree), hides);
    let is_piece = |argument: &&OsString| {
        let text = argument.to_string_lossy();
        // The value that a flag takes is looked at by itself.
        text.split('=').any(is_masked) && !is_there(argument)
    };
    if failure.status() == Status::Usage && arguments.iter().skip(1).any(|it| is_piece(&it)) {
        return failure.hint(
            "if that was a piece of a code, delete it from the shell's history; a code is piped \
             in, or typed when asked",
        );
    }
    failure
}

/// The same; where nothing may be shown, without any argument.
fn in_words(error: &clap::Error, stopped: &Stopped<'_>, hides: bool) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.last().cloned(),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    // The name of an argument as the tree has it, without `<VALUE>` or what was typed behind `=`.
    let flag = argument.as_deref().unwrap_or("an argument").split([' ', '=']).next().unwrap_or("");
    // What our own parsers of values say is a failure already.
    if let Some(failure) = error.source().and_then(|source| source.downcast_ref::<Failure>()) {
        return if hides {
            Failure::new(Status::Usage, format!("that is no value for `{flag}`"))
                .hint(stopped.see_help())
        } else {
            match file_hint(stopped.command, &value) {
                Some(hint) => failure.clone().hint(hint),
                None => failure.clone(),
            }
        };
    }
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand if hides => {
            format!("{} has no such command", stopped.name())
        }
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("there is no command named {}", quoted(command))
        }
        ErrorKind::UnknownArgument if hides => {
            format!("{} takes no such argument", stopped.name())
        }
        ErrorKind::UnknownArgument => {
            // Of a flag only its name: what was typed behind `=` is its value.
            let argument = argument.as_deref().unwrap_or_default();
            let flag = argument.split('=').next().filter(|_| argument.starts_with('-'));
            format!("unexpected argument {}", quoted(flag.unwrap_or(argument)))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("`{flag}` needs a value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if hides => {
            format!("that is no value for `{flag}`")
        }
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
    let failure = Failure::new(Status::Usage, message);
    if hides && matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument) {
        return failure.hint(
            "if that was a secret, delete it from the shell's history; a secret is typed when \
             asked, or read from a file",
        );
    }
    let hint = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let typed = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            suggestion(stopped.command, &stopped.path, &typed)
        }
        ErrorKind::UnknownArgument => match text(ContextKind::SuggestedArg) {
            Some(meant) if is_slip(flag, &meant) => Some(format!("did you mean `{meant}`?")),
            _ => meant_by(stopped, argument.as_deref().unwrap_or_default()),
        },
        _ => text(ContextKind::SuggestedArg).map(|arg| format!("did you mean `{arg}`?")),
    };
    let hint = hint.or_else(|| match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            Some(format!("it can be {}", values.join(", ")))
        }
        _ if error.kind() == ErrorKind::MissingRequiredArgument => values_of(stopped.command, flag),
        _ => None,
    });
    failure.hint(hint.unwrap_or_else(|| stopped.see_help()))
}

/// Whether a flag was meant, and mistyped: people get its first letter right.
fn is_slip(typed: &str, meant: &str) -> bool {
    let first = |flag: &str| flag.trim_start_matches('-').chars().next();
    first(typed) == first(meant)
}

/// What a person meant by an argument that a command doesn't take, as far as that can be told.
fn meant_by(stopped: &Stopped<'_>, argument: &str) -> Option<String> {
    if argument.starts_with('-') {
        return None;
    }
    let has = |long: &str| stopped.command.get_arguments().any(|it| it.get_long() == Some(long));
    if let Some(hint) = file_hint(stopped.command, argument) {
        return Some(hint);
    }
    if has("output") {
        let shown = in_shell(Path::new(argument)).unwrap_or_else(|| String::from("FILE"));
        return Some(format!("the file to write is named with `-o {shown}`"));
    }
    let name: Name = argument.parse().ok().filter(|_| !is_masked(argument))?;
    takes_account(&stopped.path).then(|| format!("the account is named with `--account {name}`"))
}

/// What to do with a file that has a code in it, where a command takes codes.
fn file_hint(command: &clap::Command, argument: &str) -> Option<String> {
    const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "pdf", "webp", "gif", "tif", "tiff"];
    let path = Path::new(argument);
    let takes = |long: &str| command.get_arguments().any(|it| it.get_long() == Some(long));
    if !takes("code-file") || !path.is_file() {
        return None;
    }
    let shown = in_shell(path)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let is_picture = ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()));
    Some(if is_picture {
        format!("a picture of the sheet is given with `--image {shown}`")
    } else {
        format!("a file with the code is given with `--code-file {shown}`")
    })
}

/// The values that a flag can have, if they are few.
fn values_of(command: &clap::Command, flag: &str) -> Option<String> {
    let long = flag.strip_prefix("--")?;
    let argument = command.get_arguments().find(|it| it.get_long() == Some(long))?;
    let values = argument.get_possible_values();
    let names: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
    (!names.is_empty()).then(|| format!("it can be {}", names.join(", ")))
}

/// The command that the parser stopped in.
struct Stopped<'t> {
    /// Its name, after those of the commands that it is one of, "passphrase set"; empty where the
    /// parser stopped before a command.
    path: String,
    command: &'t clap::Command,
}

impl<'t> Stopped<'t> {
    fn of(error: &clap::Error, arguments: &[OsString], tree: &'t clap::Command) -> Self {
        let words: Vec<String> = match error.get(ContextKind::Usage) {
            Some(ContextValue::StyledStr(usage)) => {
                let usage = usage.to_string();
                let words = usage.split_whitespace().skip_while(|word| *word != "collab").skip(1);
                words.map(String::from).collect()
            }
            // Not every error has it. The options stand between the names of the commands.
            _ => arguments.iter().skip(1).map(|it| it.to_string_lossy().into_owned()).collect(),
        };
        let is_usage = error.get(ContextKind::Usage).is_some();
        let mut command = tree;
        let mut path = Vec::new();
        for word in words {
            match command.find_subcommand(&word) {
                Some(next) => {
                    path.push(word);
                    command = next;
                }
                None if is_usage => break,
                None => {}
            }
        }
        Self { path: path.join(" "), command }
    }

    /// As a person types it: "`collab passphrase set`".
    fn name(&self) -> String {
        format!("`{}`", ["collab", &self.path].join(" ").trim_end())
    }

    /// Where its help is.
    fn see_help(&self) -> String {
        match &self.path[..] {
            "" => String::from("`collab help` lists all commands"),
            path => format!("see `collab {path} --help`"),
        }
    }
}
