//! Refused command lines: secrets among the arguments, and clap's errors, converted to failures
//! like all others.

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
use crate::manual::{known_elsewhere, suggestion};

/// The number of digits from which arguments look like a backup code, or like a good part of one.
const LIKE_A_CODE: usize = 20;
/// The commands after which a person may type a passphrase or a code by mistake. Their
/// unexpected arguments are never shown.
const OF_SECRETS: [&str; 3] = ["passphrase", "recovery-codes", "codes"];

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

/// Counts the digits of an argument that may belong to a code. The flag and the value count
/// separately, each only if it has at least four digits and at most one letter for four digits.
fn digits_of_a_code(argument: &str) -> usize {
    let like_a_code = |part: &str| {
        let digits = part.chars().filter(|&c| decimal(c).is_some()).count();
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        if digits >= 4 && letters * 4 <= digits { digits } else { 0 }
    };
    argument.split('=').map(like_a_code).sum()
}

/// Whether `--json` is among the flags. Used where the command line could not be parsed.
pub(super) fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|flag| flag == "--json")
}

/// Whether the error means that a subcommand or an argument is missing, so that help is the answer.
pub(super) fn is_bare(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Returns the failure of a command line without a command.
pub(super) fn bare() -> Failure {
    Failure::new(Status::Usage, "a command is needed").hint("see `collab help`")
}

/// Converts an error of clap to a failure.
pub(super) fn of(error: &clap::Error, arguments: &[OsString], tree: &clap::Command) -> Failure {
    let hides = OF_SECRETS.iter().any(|name| arguments.iter().any(|it| it == name));
    let failure = in_words(error, &Stopped::of(error, arguments, tree), hides);
    let is_piece = |argument: &&OsString| {
        let text = argument.to_string_lossy();
        // A flag and its value are judged separately.
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

/// Returns the failure for an error of clap. If `hides`, no argument is quoted.
fn in_words(error: &clap::Error, stopped: &Stopped<'_>, hides: bool) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.last().cloned(),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    // The argument's name as in the tree, without `<VALUE>` or a value typed after `=`.
    let flag = argument.as_deref().unwrap_or("an argument").split([' ', '=']).next().unwrap_or("");
    if hides && (flag == "--number" || flag.contains("NUMBER")) {
        return not_a_number(&stopped.path, flag);
    }
    // Our own value parsers return a failure already.
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
            // Only the flag's name is quoted: the text after `=` is a value.
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
        let typed = text(ContextKind::InvalidSubcommand).unwrap_or_default();
        if stopped.path == "codes add" {
            return failure.hint(
                "name a file with `--code-file FILE`; if that was a code, delete it from the \
                 shell's history",
            );
        }
        return failure.hint(known_elsewhere(&stopped.path, &typed).unwrap_or(
            "if that was a secret, delete it from the shell's history; a secret is typed when \
             asked, or read from a file",
        ));
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

/// Reports an argument that should be the number of a code, and may be the code itself.
fn not_a_number(command: &str, flag: &str) -> Failure {
    let number = if flag == "--number" { "--number 3" } else { "3" };
    Failure::new(Status::Usage, "that is no number of a code").hint(format!(
        "give the code's number in the list, as in `collab {command} github {number}`; never the \
         code itself"
    ))
}

/// Whether a flag is a misspelling of another: people get the first letter right.
fn is_slip(typed: &str, meant: &str) -> bool {
    let first = |flag: &str| flag.trim_start_matches('-').chars().next();
    first(typed) == first(meant)
}

/// Guesses the meaning of an argument that the command does not take, and returns it as a hint.
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

/// Returns the hint for a file given as an argument, if the command takes a code from files.
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

/// Returns the possible values of a flag as a hint, if clap lists them.
fn values_of(command: &clap::Command, flag: &str) -> Option<String> {
    let long = flag.strip_prefix("--")?;
    let argument = command.get_arguments().find(|it| it.get_long() == Some(long))?;
    let values = argument.get_possible_values();
    let names: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
    (!names.is_empty()).then(|| format!("it can be {}", names.join(", ")))
}

/// The command that the parser stopped in.
struct Stopped<'t> {
    /// The names of the command and its parents, as in "passphrase set"; empty if the parser
    /// stopped before a command.
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
            // Not every error has a usage. In the arguments, options may stand between the names.
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

    /// Returns the command as a person types it: "`collab passphrase set`".
    fn name(&self) -> String {
        format!("`{}`", ["collab", &self.path].join(" ").trim_end())
    }

    /// Returns the hint where to find the command's help.
    fn see_help(&self) -> String {
        match &self.path[..] {
            "" => String::from("`collab help` lists all commands"),
            path => format!("see `collab {path} --help`"),
        }
    }
}
