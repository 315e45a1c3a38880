//! The command line: the arguments are parsed, and the command is carried out.
//!
//! clap's errors are printed in the same form as all others. No piece of a code in an argument is
//! ever echoed: an argument that looks like a code is refused before it is parsed.

mod completion;
mod panicking;
mod refusal;
mod tree;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::mem::ManuallyDrop;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::SystemTime;

use clap::FromArgMatches as _;
use etcetera::BaseStrategy as _;
use serde_json::{Value, json};

use crate::account::Name;
use crate::code::system_entropy;
use crate::commands::Run as _;
use crate::doors::Door;
use crate::failure::{self, Failure, Given, Outcome, Status, quoted};
use crate::keystore::Keystore;
use crate::manual;
use crate::secret::{keep_stack, use_stack};
use crate::session::naming::parse as parse_name;
use crate::session::{self, Context};
use crate::term::stderr;
use crate::ui::askpass;
use crate::ui::terminal::{Terminal, Warnings, Wishes, end_as_signaled, for_stderr};
use crate::unseen;

pub use tree::tree;
use tree::{Cli, Color, Command, Global, VERSION};

/// The environment: a lookup of variables by name.
pub type Environment<'a> = dyn Fn(&str) -> Option<OsString> + 'a;

/// Executes a command line, which begins with the program's name, and returns the exit status.
pub fn run(arguments: &mut dyn Iterator<Item = OsString>, environment: &Environment<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    // A question for the version alone is answered at once, without the tree of all commands.
    if let [_, flag] = &arguments[..]
        && (flag == "--version" || flag == "-V")
    {
        return show(&format!("collab {VERSION}\n"));
    }
    use_stack();
    panicking::caught(AssertUnwindSafe(|| carry_out(&arguments, environment)))
}

fn carry_out(arguments: &[OsString], environment: &Environment<'_>) -> u8 {
    if let Some(door) = Door::of(arguments) {
        let status = answer(door, arguments, environment);
        end_as_signaled();
        return status;
    }
    if let Some(words) = completion::words(arguments) {
        return completion::answer(words, tree(), environment);
    }
    let json = refusal::asks_for_json(arguments);
    let warnings = Warnings::default();
    note_paths(arguments, environment);
    let outcome = refusal::secrets(arguments)
        .and_then(|()| parsed(arguments))
        .and_then(|command| command.carry_out(environment, &warnings));
    let status = match outcome {
        Ok(()) => {
            tell_in_json(json!({}), &warnings);
            0
        }
        Err(Parsing::Failed(error, _)) if !error.use_stderr() => show(&error.render().to_string()),
        Err(Parsing::Failed(error, _)) if refusal::is_bare(&error) && !json => {
            show_usage(&error.render().to_string())
        }
        Err(Parsing::Bare) if !json => show_usage(&manual::first_screen(&tree())),
        Err(Parsing::Bare) => tell(&refusal::bare(), json, &warnings),
        Err(Parsing::Failed(error, tree)) => {
            tell(&refusal::of(&error, arguments, &tree), json, &warnings)
        }
        Err(Parsing::Refused(failure)) => tell(&failure, json, &warnings),
    };
    end_as_signaled();
    status
}

/// Parses a command line. If that fails, or help is asked for, the whole tree gives the answer.
fn parsed(arguments: &[OsString]) -> Result<Cli, Parsing> {
    let command_line = |mut tree: clap::Command| {
        let matches = tree.try_get_matches_from_mut(arguments);
        // Never dropped: that takes a while, and the process ends soon. It holds no secret.
        let tree = ManuallyDrop::new(Box::new(tree));
        matches
            .and_then(|matches| Cli::from_arg_matches(&matches))
            .map_err(|error| Parsing::Failed(error, tree))
    };
    command_line(tree::parser(arguments)).or_else(|_| command_line(tree()))
}

/// Answers a call from git or age, and returns the exit status.
fn answer(door: Door, arguments: &[OsString], environment: &Environment<'_>) -> u8 {
    keep_stack();
    note_paths(arguments, environment);
    let ui = Terminal::new(Wishes {
        quiet: true,
        plain: true,
        stdin_is_data: true,
        askpass: askpass::program(environment),
        ..Wishes::default()
    });
    let answered = accepts_shared_folder(environment).and_then(|shared_folder| {
        door.answer(arguments, &mut surroundings(None, shared_folder, ui, environment))
    });
    match answered {
        Ok(()) => 0,
        Err(failure) => tell(&failure, false, &Warnings::default()),
    }
}

/// Creates the context of a command, before its options are applied.
#[allow(clippy::disallowed_methods, reason = "here the clock is what is handed in")]
fn surroundings<'a>(
    keystore: Option<PathBuf>,
    shared_folder: bool,
    ui: Terminal,
    environment: &'a Environment<'a>,
) -> Context<'a> {
    let keystore = keystore_path(keystore, environment)
        .map(|path| Keystore::at(path).accepting_shared_folder(shared_folder));
    Context::new(keystore, Box::new(ui), Box::new(system_entropy), &SystemTime::now, environment)
}

/// Notes the paths that exist before the command makes any: messages quote these unmasked.
fn note_paths(arguments: &[OsString], environment: &Environment<'_>) {
    let values: Vec<OsString> = arguments
        .iter()
        .filter_map(|it| it.to_string_lossy().split_once('=').map(|(_, value)| value.into()))
        .collect();
    let keystore = keystore_path(None, environment).ok().map(PathBuf::into_os_string);
    let paths = arguments.iter().skip(1).chain(&values).chain(&keystore);
    failure::note_paths(paths.map(OsString::as_os_str));
}

/// The errors of a command line.
enum Parsing {
    /// The command line names no command.
    Bare,
    /// An error of clap, which may also be a request for help or the version; and the whole tree.
    Failed(clap::Error, ManuallyDrop<Box<clap::Command>>),
    /// A refusal before parsing, or a failure of the command.
    Refused(Failure),
}

impl From<Failure> for Parsing {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// Prints a result to stdout, and returns the exit status.
fn show(text: &str) -> u8 {
    let mut stdout = io::stdout().lock();
    let written = write!(stdout, "{text}").and_then(|()| stdout.flush());
    match session::given(written) {
        Ok(()) => 0,
        Err(failure) => tell(&failure, false, &Warnings::default()),
    }
}

/// Prints the usage of a command to stderr, and returns the exit status.
fn show_usage(text: &str) -> u8 {
    // A failed write to stderr cannot be reported anywhere.
    let _ = stderr::lines(text);
    Status::Usage as u8
}

/// Prints a failure to stderr, and returns its exit status.
fn tell(failure: &Failure, json: bool, warnings: &Warnings) -> u8 {
    // A failed write to stderr cannot be reported anywhere.
    if json {
        tell_in_json(failure.to_json(), warnings);
    } else if failure.status() == Status::Interrupted {
        let _ = stderr::lines(&for_stderr(failure.message()));
    } else {
        let _ = stderr::lines(&for_stderr(&failure.to_string()));
    }
    failure.status() as u8
}

/// Writes the one object that stderr gets with `--json`, with the warnings in it. Writes nothing if
/// the object would be empty.
fn tell_in_json(mut object: Value, warnings: &Warnings) {
    let warnings = warnings.take();
    if !warnings.is_empty() {
        object["warnings"] = warnings.into();
    }
    if object.as_object().is_some_and(|members| !members.is_empty()) {
        let _ = stderr::lines(&unseen::json_line(&object));
    }
}

impl Cli {
    /// Executes the command. The hint of a failure repeats the global options that were given.
    fn carry_out(
        mut self,
        environment: &Environment<'_>,
        warnings: &Warnings,
    ) -> Result<(), Parsing> {
        let command = self.command.take().ok_or(Parsing::Bare)?;
        keep_stack();
        let shared_folder = self.global.shared_folder || accepts_shared_folder(environment)?;
        let given = Given::new(
            self.global.keystore.as_deref(),
            self.global.account.clone(),
            self.global.shared_folder,
        );
        let by_sudo = environment("SUDO_UID").is_some();
        let outcome = command.run(&self.global, environment, shared_folder, &given, warnings);
        outcome.map_err(|failure| {
            let failure = if by_sudo { failure.under_sudo() } else { failure };
            failure.repeating(&given).into()
        })
    }
}

impl Command {
    fn run(
        self,
        global: &Global,
        environment: &Environment<'_>,
        shared_folder: bool,
        given: &Given,
        warnings: &Warnings,
    ) -> Outcome {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        let dumb = environment("TERM").is_some_and(|term| term == "dumb");
        let ui = Terminal::new(Wishes {
            quiet: global.quiet || global.json,
            no_input: global.no_input || global.json,
            plain: global.plain || dumb || is_set("COLLAB_PLAIN"),
            inline: global.inline,
            color: match global.color {
                Color::Always => Some(true),
                Color::Never => Some(false),
                Color::Auto => is_set("NO_COLOR").then_some(false),
            },
            stdin_is_data: self.reads_data(),
            askpass: askpass::program(environment),
        });
        let given = given.clone();
        let ui = ui.completing(Box::new(move |text| given.repeated_in(text)));
        let ui = if global.json { ui.keeping(Rc::clone(warnings)) } else { ui };
        let account = self.account(global.account.clone(), environment)?;
        let mut context = surroundings(global.keystore.clone(), shared_folder, ui, environment);
        context.account = account;
        context.keystore_is_named = global.keystore.is_some();
        context.usual_keystore = usual_keystore();
        context.json = global.json;
        context.passphrase_file.clone_from(&global.passphrase_file);
        if global.passphrase_file.as_ref().is_some_and(|file| file.as_os_str() == "-") {
            context.stdin_holds = Some("passphrase");
        }
        let context = &mut context;
        let outcome = match self {
            Self::Init(command) => command.run(context),
            Self::Print(command) => command.run(context),
            Self::Copy(command) => command.run(context),
            Self::Restore(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Accounts(command) => command.run(context),
            Self::Status(command) => command.run(context),
            Self::Use(command) => command.run(context),
            Self::Rename(command) => command.run(context),
            Self::Remove(command) => command.run(context),
            Self::Whoami(command) => command.run(context),
            Self::Ssh(command) => command.run(context),
            Self::Export(command) => command.run(context),
            Self::Passphrase(command) => command.run(context),
            Self::RecoveryCodes(command) => command.run(context),
            Self::ForgetCode(command) => command.run(context),
            Self::Codes(command) => command.run(context),
            Self::Vault(command) => command.run(context),
            Self::Sign(command) => command.run(context),
            Self::Verify(command) => command.run(context),
            Self::Git(command) => command.run(context),
            Self::Encrypt(command) => command.run(context),
            Self::Decrypt(command) => command.run(context),
            Self::Help(command) => command.show(tree(), context),
            Self::Completions(command) => command.run(context),
            Self::Man(command) => command.show(&tree(), context),
            Self::HoldClipboard(command) => command.hold(),
        };
        context.say_whether_unlocked();
        outcome.map_err(|failure| {
            failure.after_changes(context.has_new_passphrase, context.has_changed)
        })
    }

    /// Whether stdin carries data, so that a passphrase must be asked for elsewhere.
    fn reads_data(&self) -> bool {
        match self {
            Self::Sign(command) => command.reads_stdin(),
            Self::Verify(command) => command.reads_stdin(),
            Self::Encrypt(command) => command.reads_stdin(),
            Self::Decrypt(command) => command.reads_stdin(),
            _ => false,
        }
    }

    /// Returns the account named by `--account` or `COLLAB_ACCOUNT`.
    ///
    /// # Errors
    ///
    /// If the flag is given to a command that does not take it, or the variable holds no valid
    /// name.
    fn account(&self, flag: Option<Name>, environment: &Environment<'_>) -> Outcome<Option<Name>> {
        let chooses = matches!(
            self,
            Self::Print(_)
                | Self::Copy(_)
                | Self::Check(_)
                | Self::Whoami(_)
                | Self::Ssh(_)
                | Self::Export(_)
                | Self::ForgetCode(_)
                | Self::Codes(_)
                | Self::Vault(_)
                | Self::Sign(_)
                | Self::Verify(_)
                | Self::Encrypt(_)
                | Self::Decrypt(_)
        ) || matches!(self, Self::Git(git) if git.uses_account());
        match flag {
            Some(_) if !chooses => {
                Err(Failure::new(Status::Usage, "`--account` does not go with this command")
                    .hint("it takes the name of its account as an argument, or none"))
            }
            Some(name) => Ok(Some(name)),
            None if chooses => environment("COLLAB_ACCOUNT")
                .filter(|value| !value.is_empty())
                .map(|value| parse_name(&value.to_string_lossy()))
                .transpose(),
            None => Ok(None),
        }
    }
}

/// Whether the environment accepts a keystore folder that others own or can write to.
///
/// # Errors
///
/// If the variable has a value that says neither yes nor no: it weakens a protection, so it is not
/// guessed.
fn accepts_shared_folder(environment: &Environment<'_>) -> Outcome<bool> {
    let value = environment("COLLAB_SHARED_FOLDER").unwrap_or_default();
    match value.to_str() {
        Some("1") => Ok(true),
        Some("" | "0") => Ok(false),
        _ => Err(Failure::new(
            Status::Usage,
            format!("COLLAB_SHARED_FOLDER is {}", quoted(value.to_string_lossy())),
        )
        .hint("set it to 1 to accept a folder that others can write, or leave it out")),
    }
}

/// Returns the path of the keystore: from the flag, from the environment, or the platform's
/// default.
fn keystore_path(flag: Option<PathBuf>, environment: &Environment<'_>) -> Outcome<PathBuf> {
    let variable = || environment("COLLAB_KEYSTORE").filter(|path| !path.is_empty());
    if let Some(path) = flag.or_else(|| variable().map(PathBuf::from)) {
        return if path.as_os_str() == OsStr::new("") || path.as_os_str() == OsStr::new("-") {
            Err(Failure::new(Status::Usage, "the keystore has to be a file")
                .hint("name it with `--keystore FILE`"))
        } else {
            Ok(path)
        };
    }
    usual_keystore().ok_or_else(|| {
        Failure::new(Status::Failed, "there is no home folder to keep the keystore in")
            .hint("say where with `--keystore FILE`")
    })
}

/// Returns the platform's default path of the keystore, if there is a home folder. On Windows it is
/// in the folder of data that stays on this device: what is in the other one roams between devices.
fn usual_keystore() -> Option<PathBuf> {
    let places = etcetera::base_strategy::choose_native_strategy().ok()?;
    let folder = if cfg!(windows) { places.cache_dir() } else { places.data_dir() };
    Some(folder.join("collab").join("keystore.json")).filter(|path| path.is_absolute())
}
