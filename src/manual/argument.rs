//! The arguments of a command, as the manual shows them.

use clap::{Arg, Command};

use super::Entry;

/// Returns the arguments of a command that its page explains: its own, and `--help` at the end.
pub(super) fn own(command: &Command) -> impl Iterator<Item = &Arg> {
    let own = command.get_arguments().filter(|it| !it.is_global_set() && !it.is_hide_set());
    own.chain(command.get_arguments().filter(|it| is_help(it)))
}

fn is_help(argument: &Arg) -> bool {
    argument.get_id() == "help"
}

/// Returns an argument as it is typed.
pub(super) fn term(argument: &Arg, with_short: bool) -> String {
    let short = argument.get_short().filter(|_| with_short);
    let flags = [
        short.map(|short| format!("`-{short}`")),
        argument.get_long().map(|long| format!("`--{long}`")),
    ];
    let flags = flags.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let value = argument.get_value_names().and_then(<[_]>::first).map(|name| format!("<{name}>"));
    let value = value.filter(|_| argument.get_action().takes_values()).unwrap_or_default();
    let may_miss = argument.get_num_args().is_some_and(|count| count.min_values() == 0);
    match (argument.is_positional(), may_miss && !value.is_empty()) {
        (true, _) => value,
        (false, true) => format!("{flags} [{value}]"),
        (false, false) => format!("{flags} {value}").trim_end().to_owned(),
    }
}

/// Explains an argument: its help, its values and its default.
pub(super) fn explained(argument: &Arg) -> Entry {
    let help = argument.get_long_help().or(argument.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    let mut text: Vec<String> = help.split("\n\n").map(String::from).collect();
    let values = argument.get_possible_values();
    if argument.get_action().takes_values() {
        if values.iter().all(|it| it.get_help().is_none()) {
            let names: Vec<String> =
                values.iter().map(|it| format!("`{}`", it.get_name())).collect();
            text.extend((!names.is_empty()).then(|| format!("Values: {}.", names.join(", "))));
        } else {
            text.extend(values.iter().map(|it| {
                let help = it.get_help().map(ToString::to_string).unwrap_or_default();
                format!("`{}`: {help}.", it.get_name())
            }));
        }
        let default = argument.get_default_values().first();
        text.extend(default.map(|it| format!("Default: `{}`.", it.to_string_lossy())));
    }
    Entry { term: term(argument, true), text }
}

/// Lists the options that every command takes.
pub(super) fn global_options(tree: &Command) -> Vec<Entry> {
    let options = tree.get_arguments().filter(|it| it.is_global_set() && !is_help(it));
    let mut options: Vec<Entry> = options.map(explained).collect();
    options.push(Entry::new("`-h`, `--help`", "Explain a command"));
    options.push(Entry::new("`-V`, `--version`", "Print the version"));
    options
}
