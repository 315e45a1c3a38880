//! The command line: the clap tree, and how what was said on it is carried out.
//!
//! The parser's own errors are told like all others; no piece of a code in an argument is ever echoed, and an argument that looks like a code is refused before it is
//! parsed.

mod panicking;
mod refusal;
mod suggestion;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::SystemTime;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use etcetera::BaseStrategy as _;
use serde_json::{Value, json};

use crate::account::Name;
use crate::code::system_entropy;
use crate::commands::{self, Run as _};
use crate::doors::Door;
use crate::failure::{self, Failure, Given, Outcome, Status};
use crate::keystore::Keystore;
use crate::session::Context;
use crate::session::naming::parse as parse_name;
use crate::term::stderr;
use crate::ui::askpass;
use crate::ui::terminal::{Terminal, Warnings, Wishes, end_as_signaled, for_stderr};
use crate::unseen;

const ABOUT: &str = "\
An account that no company keeps: it follows from one 80-digit backup code.

Whoever has the code has the account, on any machine, for ever. Whoever loses the code and the \
device has lost the account; nobody can reset it. So print the code, and keep it away from here.";

const MANUAL: &str = "\
Results go to standard output, everything else to standard error. A secret is never an argument.

Exit status:
  0    done
  1    failed for another reason (disk full, no clipboard, …)
  2    wrong usage
  3    no such account, or no keystore yet
  4    not a backup code, or a damaged one
  5    good, but another's: the code of another account, a signature by
       somebody else, a file for others; or a name that is taken
  6    a wrong passphrase or recovery code
  7    the keystore is damaged, from a newer version, or readable by others
  8    the keystore is in use by another process
  9    a person is needed, and there is no terminal
  10   it does not verify: a bad signature, a tampered or cut-off file
  130  interrupted

Environment:
  COLLAB_KEYSTORE, COLLAB_ACCOUNT, COLLAB_PLAIN, NO_COLOR  as the flags
  COLLAB_SHARED_FOLDER=1  as --shared-folder
  COLLAB_BACKUP_CODE  the code for restore and check; standard input is safer
  COLLAB_PASSPHRASE   the passphrase of a locked keystore; a file is safer
  COLLAB_PASSPHRASE_FILE  the file with it, as --passphrase-file

With --json a command writes one object. Its keys are stable:
  init      name, identity, created, default, confirmed
  restore   name, identity, restored (new or already here), default, guessed, corrected, confirmed_at,
            backup_code (here or forgotten)
  check     name, identity, confirmed_at, recorded
  print     name, identity, boxes, digits
  copy      name, identity, copied (clipboard or terminal), seconds
  accounts  default, accounts: name, identity, verified, damaged, default, origin, guessed, since,
            confirmed_at, backup_code
  status    keystore, locked, recovery_codes: left, pending, issued, used_at; accounts: name, identity,
            verified, damaged, default, guessed, confirmed_at, confirmed_days, backup_code; next, reason
  whoami    name, identity, public_key, ssh_signing, fingerprint, pem, jwk, age, age_plugin,
            verified, default, origin, guessed, confirmed_at, backup_code
  ssh       name, identity, fingerprint, and login, verified; add: added, seconds, confirm;
            remove: removed, verified; export: file, public_file, has_passphrase
  export    name, identity, format, key, and private_key or file
  use       default
  rename    name, was
  remove    removed, default
  passphrase      locked
  recovery-codes  left, issued, and for status locked, pending, used_at
  forget-code     name, backup_code (here or forgotten)
  sign      name, identity, namespace, signatures: file, signature, change (written or unchanged),
            text
  verify    identity, namespace, hash, and verified, or with --signers principals, line
  git setup       name, identity, signing_key, scope (repository or global), signers_file, set, verified
  git unset       scope, unset, kept
  encrypt   file, recipients, verified
  decrypt   name, file
A failure is one object on standard error: error, hint, exit, and for a code reason (empty, count, \
size, characters, unreadable, no match) and boxes. What would be a warning is in its list warnings; \
where nothing failed, that is all of the object.";

/// The whole command line.
#[derive(Parser, Debug)]
#[command(
    name = "collab",
    version,
    about = "An account that no company keeps: it follows from one 80-digit backup code",
    long_about = ABOUT,
    after_long_help = MANUAL,
    arg_required_else_help = true,
    max_term_width = 90
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Command,
}

/// What goes with every command.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
struct Global {
    /// The keystore [env: `COLLAB_KEYSTORE`]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    keystore: Option<PathBuf>,

    /// The account, where it is not the default [env: `COLLAB_ACCOUNT`]
    #[arg(short, long, global = true, value_name = "NAME", help_heading = "Global options",
          value_parser = parse_name)]
    account: Option<Name>,

    /// The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or
    /// `COLLAB_PASSPHRASE` with the passphrase itself]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    passphrase_file: Option<PathBuf>,

    /// Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]
    #[arg(long, global = true, help_heading = "Global options")]
    shared_folder: bool,

    /// One JSON object as the result; implies --quiet --no-input
    #[arg(long, global = true, help_heading = "Global options")]
    json: bool,

    /// Say only what matters
    #[arg(short, long, global = true, help_heading = "Global options")]
    quiet: bool,

    /// Never ask
    #[arg(long, global = true, help_heading = "Global options")]
    no_input: bool,

    /// Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]
    #[arg(long, global = true, help_heading = "Global options")]
    plain: bool,

    /// Show secrets where you are, not on a screen that is wiped
    #[arg(long, global = true, help_heading = "Global options")]
    inline: bool,

    /// Colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto,
          help_heading = "Global options")]
    color: Colour,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// Where the result is seen, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(commands::init::Init),
    Print(commands::print::Print),
    Copy(commands::copy::Copy),
    Restore(commands::restore::Restore),
    Check(commands::check::Check),
    Accounts(commands::accounts::Accounts),
    Status(commands::status::Status),
    Use(commands::use_account::Use),
    Rename(commands::rename::Rename),
    Remove(commands::remove::Remove),
    Whoami(commands::whoami::Whoami),
    Ssh(commands::ssh::Ssh),
    Export(commands::export::Export),
    Passphrase(commands::passphrase::Passphrase),
    RecoveryCodes(commands::recovery_codes::RecoveryCodes),
    ForgetCode(commands::forget_code::ForgetCode),
    Sign(commands::sign::Sign),
    Verify(commands::verify::Verify),
    Git(commands::git::Git),
    Encrypt(commands::encrypt::Encrypt),
    Decrypt(commands::decrypt::Decrypt),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
    #[command(hide = true)]
    HoldClipboard(commands::copy::HoldClipboard),
}

/// The clap tree, from which completions and manual are generated.
pub fn tree() -> clap::Command {
    Cli::command()
}

/// The environment, by name.
pub type Environment<'a> = dyn Fn(&str) -> Option<OsString> + 'a;

/// Carries out a command line, the program's name first, and returns the exit status.
pub fn run(arguments: &mut dyn Iterator<Item = OsString>, environment: &Environment<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    panicking::caught(AssertUnwindSafe(|| carry_out(&arguments, environment)))
}

fn carry_out(arguments: &[OsString], environment: &Environment<'_>) -> u8 {
    if let Some(door) = Door::of(arguments) {
        let status = answer(door, arguments, environment);
        end_as_signaled();
        return status;
    }
    let json = refusal::asks_for_json(arguments);
    let warnings = Warnings::default();
    note_paths(arguments, environment);
    let outcome = refusal::secrets(arguments).and_then(|()| {
        let parsed = Cli::try_parse_from(arguments).map_err(Parsing::Failed)?;
        parsed.carry_out(environment, &warnings).map_err(Parsing::from)
    });
    let status = match outcome {
        Ok(()) => {
            tell_in_json(json!({}), &warnings);
            0
        }
        Err(Parsing::Failed(error)) if !error.use_stderr() => show_help(&error),
        Err(Parsing::Failed(error)) if refusal::is_bare(&error) && !json => {
            let _ = stderr::lines(&error.render().to_string());
            Status::Usage as u8
        }
        Err(Parsing::Failed(error)) => tell(&refusal::of(&error, arguments), json, &warnings),
        Err(Parsing::Refused(failure)) => tell(&failure, json, &warnings),
    };
    end_as_signaled();
    status
}

/// Answers another program.
fn answer(door: Door, arguments: &[OsString], environment: &Environment<'_>) -> u8 {
    note_paths(arguments, environment);
    let ui = Terminal::new(Wishes {
        quiet: true,
        plain: true,
        stdin_is_data: true,
        askpass: askpass::program(environment),
        ..Wishes::default()
    });
    let shared_folder = environment("COLLAB_SHARED_FOLDER").is_some_and(|value| value == "1");
    let mut context = surroundings(None, shared_folder, ui, environment);
    match door.answer(arguments, &mut context) {
        Ok(()) => 0,
        Err(failure) => tell(&failure, false, &Warnings::default()),
    }
}

/// What a command works with, before anything is settled.
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

/// Notes the paths that exist before the command makes any: they are echoed as they are.
fn note_paths(arguments: &[OsString], environment: &Environment<'_>) {
    let values: Vec<OsString> = arguments
        .iter()
        .filter_map(|it| it.to_string_lossy().split_once('=').map(|(_, value)| value.into()))
        .collect();
    let keystore = keystore_path(None, environment).ok().map(PathBuf::into_os_string);
    let paths = arguments.iter().skip(1).chain(&values).chain(&keystore);
    failure::note_paths(paths.map(OsString::as_os_str));
}

/// Why a command line was not carried out.
enum Parsing {
    Failed(clap::Error),
    Refused(Failure),
}

impl From<Failure> for Parsing {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// Help and version are results: they go to stdout, and a closed pipe is quiet.
fn show_help(error: &clap::Error) -> u8 {
    let mut stdout = io::stdout().lock();
    let written = write!(stdout, "{}", error.render()).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Status::Failed as u8,
        _ => 0,
    }
}

/// Tells of a failure on stderr, and returns its exit status.
fn tell(failure: &Failure, json: bool, warnings: &Warnings) -> u8 {
    // Nobody is left to be told that stderr can't be written.
    if json {
        tell_in_json(failure.to_json(), warnings);
    } else if failure.status() == Status::Interrupted {
        let _ = stderr::lines(&for_stderr(failure.message()));
    } else {
        let _ = stderr::lines(&for_stderr(&failure.to_string()));
    }
    failure.status() as u8
}

/// Writes the one object that stderr has with `--json`, with what was to be said besides; nothing
/// where it would be empty.
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
    /// Carries the command out. What fails is told with what was given for every command.
    fn carry_out(self, environment: &Environment<'_>, warnings: &Warnings) -> Outcome {
        let is_set_to_one = |name: &str| environment(name).is_some_and(|value| value == "1");
        let shared_folder = self.global.shared_folder || is_set_to_one("COLLAB_SHARED_FOLDER");
        let given = Given::new(
            self.global.keystore.as_deref(),
            self.global.account.clone(),
            self.global.shared_folder,
        );
        let by_sudo = environment("SUDO_UID").is_some();
        let outcome = self.run(environment, shared_folder, &given, warnings);
        outcome.map_err(|failure| {
            let failure = if by_sudo { failure.under_sudo() } else { failure };
            failure.repeating(&given)
        })
    }

    fn run(
        self,
        environment: &Environment<'_>,
        shared_folder: bool,
        given: &Given,
        warnings: &Warnings,
    ) -> Outcome {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        let dumb = environment("TERM").is_some_and(|term| term == "dumb");
        let global = &self.global;
        let ui = Terminal::new(Wishes {
            quiet: global.quiet || global.json,
            no_input: global.no_input || global.json,
            plain: global.plain || dumb || is_set("COLLAB_PLAIN"),
            inline: global.inline,
            colour: match global.color {
                Colour::Always => Some(true),
                Colour::Never => Some(false),
                Colour::Auto => is_set("NO_COLOR").then_some(false),
            },
            stdin_is_data: self.command.reads_data(),
            askpass: askpass::program(environment),
        });
        let given = given.clone();
        let ui = ui.completing(Box::new(move |text| given.repeated_in(text)));
        let ui = if global.json { ui.keeping(Rc::clone(warnings)) } else { ui };
        let account = self.command.account(global.account.clone(), environment)?;
        let mut context = surroundings(global.keystore.clone(), shared_folder, ui, environment);
        context.account = account;
        context.keystore_is_named = global.keystore.is_some();
        context.json = global.json;
        context.passphrase_file.clone_from(&global.passphrase_file);
        if global.passphrase_file.as_ref().is_some_and(|file| file.as_os_str() == "-") {
            context.stdin_holds = Some("passphrase");
        }
        let context = &mut context;
        let outcome = match self.command {
            Command::Init(command) => command.run(context),
            Command::Print(command) => command.run(context),
            Command::Copy(command) => command.run(context),
            Command::Restore(command) => command.run(context),
            Command::Check(command) => command.run(context),
            Command::Accounts(command) => command.run(context),
            Command::Status(command) => command.run(context),
            Command::Use(command) => command.run(context),
            Command::Rename(command) => command.run(context),
            Command::Remove(command) => command.run(context),
            Command::Whoami(command) => command.run(context),
            Command::Ssh(command) => command.run(context),
            Command::Export(command) => command.run(context),
            Command::Passphrase(command) => command.run(context),
            Command::RecoveryCodes(command) => command.run(context),
            Command::ForgetCode(command) => command.run(context),
            Command::Sign(command) => command.run(context),
            Command::Verify(command) => command.run(context),
            Command::Git(command) => command.run(context),
            Command::Encrypt(command) => command.run(context),
            Command::Decrypt(command) => command.run(context),
            Command::Completions(command) => command.run(context),
            Command::Man(command) => command.run(context),
            Command::HoldClipboard(command) => command.hold(),
        };
        context.say_whether_unlocked();
        let has_new_passphrase = context.has_new_passphrase;
        outcome.map_err(
            |failure| {
                if has_new_passphrase { failure.after_a_new_passphrase() } else { failure }
            },
        )
    }
}

impl Command {
    /// Whether stdin carries data, so that a passphrase is asked for elsewhere.
    fn reads_data(&self) -> bool {
        match self {
            Self::Sign(command) => command.reads_stdin(),
            Self::Verify(command) => command.reads_stdin(),
            Self::Encrypt(command) => command.reads_stdin(),
            Self::Decrypt(command) => command.reads_stdin(),
            _ => false,
        }
    }

    /// The account that was chosen beside the command, where that can be.
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

/// Where the keystore is: as said, or the platform's own place.
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
    etcetera::base_strategy::choose_native_strategy()
        .map(|places| places.data_dir().join("collab").join("keystore.json"))
        .ok()
        .filter(|path| path.is_absolute())
        .ok_or_else(|| {
            Failure::new(Status::Failed, "there is no home folder to keep the keystore in")
                .hint("say where with `--keystore FILE`")
        })
}
