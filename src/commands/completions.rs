//! `collab completions`: the script that completes commands, options, names and files in a shell.
//!
//! The scripts under completions/ hold no list of commands: they call `collab --complete` at each
//! Tab.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use etcetera::BaseStrategy as _;

use super::Run;
use crate::failure::{Failure, Outcome, Status, quoted, system_words};
use crate::session::Context;
use crate::session::output::{Output, Readers};

/// Complete commands, names and files in a shell
///
/// Prints the script that a shell needs for it, or puts the script where the shell looks for it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Once and for all:
      collab completions bash --install
  In bash, until you close it:
      eval \"$(collab completions bash)\"")]
pub(crate) struct Completions {
    /// Shell that reads the script
    #[arg(value_enum)]
    shell: Shell,

    /// Put the script where the shell looks for it
    #[arg(long)]
    install: bool,
}

/// A shell that there are completions for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    #[allow(clippy::enum_variant_names, reason = "that is what it is called")]
    PowerShell,
    Elvish,
    #[value(name = "nushell")]
    #[allow(clippy::enum_variant_names, reason = "that is what it is called")]
    NuShell,
}

/// The text that identifies a file as one of our scripts.
const MARK: &str = "# Completions of collab for ";

impl Run for Completions {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let place = self.shell.place(context);
        if self.install {
            return self.shell.install(&place?, context);
        }
        context.give_text(self.shell.script())?;
        if context.ui.shows_results()
            && let Ok(place) = place
        {
            context.ui.say(&format!(
                "Keep this script in {}. `collab completions {} --install` puts it there.",
                shown(&place.file),
                self.shell.name(),
            ));
        }
        Ok(())
    }
}

/// The place of a script, for one person.
struct Place {
    file: PathBuf,
    /// The start-up file and the line to add to it, if the shell does not find the script by
    /// itself.
    start_up: Option<(&'static str, String)>,
}

impl Shell {
    fn script(self) -> &'static str {
        macro_rules! script {
            ($name:literal) => {
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/completions/", $name))
            };
        }
        match self {
            Self::Bash => script!("collab.bash"),
            Self::Zsh => script!("_collab"),
            Self::Fish => script!("collab.fish"),
            Self::PowerShell => script!("collab.ps1"),
            Self::Elvish => script!("collab.elv"),
            Self::NuShell => script!("collab.nu"),
        }
    }

    /// Returns the shell's name on the command line.
    fn name(self) -> String {
        self.to_possible_value().expect("none is skipped").get_name().to_owned()
    }

    /// Returns the place where the shell looks for scripts, or, if it looks nowhere by itself, a
    /// place among the person's own data or settings.
    fn place(self, context: &Context<'_>) -> Outcome<Place> {
        let strategy = etcetera::choose_base_strategy()
            .map_err(|_| Failure::new(Status::Failed, "there is no home folder to put it in"))?;
        let (data, config) = (strategy.data_dir(), strategy.config_dir());
        let place = |file, start_up| Ok(Place { file, start_up });
        match self {
            Self::Bash => {
                let folder = context
                    .variable("BASH_COMPLETION_USER_DIR")
                    .map_or_else(|| data.join("bash-completion"), PathBuf::from);
                place(folder.join("completions").join("collab"), None)
            }
            Self::Fish => place(config.join("fish").join("completions").join("collab.fish"), None),
            Self::NuShell => place(config.join("nushell").join("autoload").join("collab.nu"), None),
            Self::Zsh => {
                let folder = data.join("zsh").join("site-functions");
                let line = format!("fpath=({} $fpath)", shown(&folder));
                place(
                    folder.join("_collab"),
                    Some(("~/.zshrc, above the line with compinit", line)),
                )
            }
            Self::Elvish => {
                let file = config.join("elvish").join("lib").join("collab-completions.elv");
                place(
                    file,
                    Some(("~/.config/elvish/rc.elv", String::from("use collab-completions"))),
                )
            }
            Self::PowerShell => {
                let file = config.join("powershell").join("collab.ps1");
                let line = format!(". {}", shown(&file));
                place(file, Some(("the file that $PROFILE names", line)))
            }
        }
    }

    /// Installs the script. The script of an earlier version is replaced; a start-up file is never
    /// changed.
    fn install(self, place: &Place, context: &mut Context<'_>) -> Outcome {
        let file = &place.file;
        let failed = |error| {
            Failure::new(
                Status::Failed,
                format!("{} can't be written: {}", shown(file), system_words(&error)),
            )
        };
        match fs::read_to_string(file) {
            Ok(there) if there == self.script() => {}
            Ok(there) if !there.contains(MARK) => return Err(is_anothers(file)),
            Err(error) if error.kind() == ErrorKind::InvalidData => return Err(is_anothers(file)),
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
            _ => {
                fs::create_dir_all(file.parent().expect("it is in a folder")).map_err(failed)?;
                let output = Output::replacing(file, true, &Readers::Anyone)?;
                output.write_whole(self.script().as_bytes())?;
            }
        }
        let file = shown(file);
        context.ui.say(&match &place.start_up {
            None if matches!(self, Self::Bash) => {
                format!("The completions are in {file}. A new shell that loads bash-completion has them.")
            }
            None => format!("The completions are in {file}. A new shell has them."),
            Some((start_up, line)) => format!(
                "The completions are in {file}. Add this line to {start_up}, then start a new \
                 shell:\n{line}"
            ),
        });
        Ok(())
    }
}

fn is_anothers(file: &Path) -> Failure {
    Failure::new(Status::Failed, format!("{} is there, and not from collab", shown(file)))
        .hint("move it away first")
}

fn shown(path: &Path) -> String {
    quoted(path.to_string_lossy())
}
