//! The clap tree: every command and option, the source of help, manual and completions.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::account::Name;
use crate::commands;
use crate::manual;
use crate::session::naming::parse as parse_name;

const ABOUT: &str =
    "An account that is yours alone. One 80-digit backup code brings it back on any computer.";

/// The examples of `collab`'s own page in the manual.
const EXAMPLES: &str = "\
Examples:
  Create an account and save its backup code:
      collab init
  Later, check that you can still read the code:
      collab check
  On another computer, bring the account back:
      collab restore";

/// The layout of a command's help: its own options, then one line about the global options.
const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{all-args}

`collab help options` lists the options of every command.{after-help}";

/// The version, the commit that it was built from, if that is known, and the formats that it reads
/// and writes.
pub(super) const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), env!("BUILT_FROM"), "\nbackup code 1, keystore 1, vault 1");

/// The whole command line.
#[derive(Parser, Debug)]
#[command(
    name = "collab",
    version = VERSION,
    about = ABOUT,
    after_help = EXAMPLES,
    disable_help_subcommand = true,
    max_term_width = 90
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The options of every command. Only `collab help` shows them: they are hidden in the help of one.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Use this keystore file [env: `COLLAB_KEYSTORE`]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) keystore: Option<PathBuf>,

    /// Use this account instead of the default [env: `COLLAB_ACCOUNT`]
    #[arg(short, long, global = true, value_name = "NAME", value_parser = parse_name)]
    pub(super) account: Option<Name>,

    /// Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) passphrase_file: Option<PathBuf>,

    /// Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]
    #[arg(long, global = true)]
    pub(super) shared_folder: bool,

    /// Print one JSON object; implies --quiet --no-input
    #[arg(long, global = true)]
    pub(super) json: bool,

    /// Print less
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Never ask a question
    #[arg(long, global = true)]
    pub(super) no_input: bool,

    /// Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]
    #[arg(long, global = true)]
    pub(super) plain: bool,

    /// Show secrets in place, not on a screen that is cleared afterwards
    #[arg(long, global = true)]
    pub(super) inline: bool,

    /// Use color: auto, always or never [env: `NO_COLOR`]
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
}

/// When to use color: `Auto` is on a terminal, unless `NO_COLOR` is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
pub(super) enum Command {
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
    Codes(commands::codes::Codes),
    Vault(commands::vault::Vault),
    Sign(commands::sign::Sign),
    Verify(commands::verify::Verify),
    Git(commands::git::Git),
    Encrypt(commands::encrypt::Encrypt),
    Decrypt(commands::decrypt::Decrypt),
    Help(commands::help::Help),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
    #[command(hide = true)]
    HoldClipboard(commands::copy::HoldClipboard),
}

/// The place of `--help` among the options.
const LAST: usize = 1000;

/// Returns the clap tree, the source of help, manual and completions.
pub fn tree() -> clap::Command {
    // Global, since it is built before the flag could be added to each command.
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let mut tree = Cli::command()
        .mut_args(|it| {
            let is_global = it.is_global_set();
            it.hide_short_help(is_global).hide_long_help(is_global)
        })
        .disable_help_flag(true)
        .arg(help.help("Explain this command").help_heading(None).display_order(LAST));
    tree.build();
    let tree = tree.mut_subcommands(laid_out);
    let help = manual::all_commands(&tree);
    tree.override_help(help)
}

/// Applies [`TEMPLATE`] to a command and to its subcommands.
fn laid_out(command: clap::Command) -> clap::Command {
    command.help_template(TEMPLATE).mut_subcommands(laid_out)
}

/// Returns a tree with no other commands than those that the arguments name, and without help. The
/// whole tree takes as long to build as most commands take.
pub(super) fn parser(arguments: &[OsString]) -> clap::Command {
    let names = Cli::command();
    let is_named = |it: &&clap::Command| arguments.iter().any(|word| word == it.get_name());
    Global::augment_args(clap::Command::new("collab"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommands(names.get_subcommands().filter(is_named).cloned())
}
