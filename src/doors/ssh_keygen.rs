//! The door that git calls in place of `ssh-keygen -Y`.
//!
//! The rule: a signature is made here only for git's own namespace, and only if the key that git
//! names is the identity of an account here. Every other call, such as verification or another key,
//! is passed to the real ssh-keygen with the same arguments. The setting can therefore be global
//! without breaking a repository.
//!
//! The call, according to git's gpg-interface.c: `-Y sign -n git -f KEYFILE [-U] BUFFER`, which
//! writes the signature to `BUFFER.sig`. KEYFILE holds a public key, or is one of the user's
//! private keys.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account::{Identity, Name};
use crate::child;
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::session::input::Input;
use crate::session::output::{Output, Readers};
use crate::session::{Context, unlocking};
use crate::sshsig::{Digest, Hash, Namespace};

/// The program that this door replaces.
const PROGRAM: &str = "ssh-keygen";
/// Upper bound on the length of a public key file, in bytes.
const LONGEST_KEY: u64 = 16 * 1024;
/// The options of `ssh-keygen -Y sign` that take a value.
const WITH_VALUE: [&str; 4] = ["-n", "-f", "-a", "-O"];

/// Answers a call with these arguments, `-Y` first.
pub(super) fn answer(arguments: &[OsString], context: &mut Context<'_>) -> Outcome {
    if arguments.get(1).is_some_and(|operation| operation == "sign") {
        let call = Call::of(&arguments[2..]);
        if let Some(key) = &call.key
            && let Some(identity) = named(key)?
        {
            return match account(context, &identity)? {
                Some(name) => sign(context, &name, &identity, &call),
                None => sign_elsewhere(context, &identity, arguments),
            };
        }
    }
    pass_on(context, arguments)
}

/// The arguments of a call of `-Y sign`.
#[derive(Default)]
struct Call {
    namespace: Option<OsString>,
    key: Option<PathBuf>,
    buffers: Vec<PathBuf>,
}

impl Call {
    /// Parses the arguments after `-Y sign`. Flags about ssh-agent are ignored.
    fn of(arguments: &[OsString]) -> Self {
        let mut call = Self::default();
        let mut arguments = arguments.iter();
        let mut only_buffers = false;
        while let Some(argument) = arguments.next() {
            let flag = argument.to_str().filter(|text| text.starts_with('-') && *text != "-");
            match flag.filter(|_| !only_buffers) {
                None => call.buffers.push(argument.into()),
                Some("--") => only_buffers = true,
                Some(flag) => {
                    let Some(option) = WITH_VALUE.iter().find(|it| flag.starts_with(**it)) else {
                        continue;
                    };
                    let joined = &flag[option.len()..];
                    let value = if joined.is_empty() {
                        arguments.next().cloned()
                    } else {
                        Some(OsString::from(joined))
                    };
                    match *option {
                        "-n" => call.namespace = value,
                        "-f" => call.key = value.map(PathBuf::from),
                        _ => {}
                    }
                }
            }
        }
        call
    }
}

/// Returns the identity whose public key this file holds; `None` if it holds another key, which is
/// left to the real ssh-keygen.
fn named(path: &Path) -> Outcome<Option<Identity>> {
    let shown = || quoted(path.to_string_lossy());
    let refused = |what: String| {
        Err(Failure::new(Status::Failed, what)
            .hint("name the key with `git config user.signingkey`"))
    };
    let metadata = match path.metadata() {
        Ok(metadata) => metadata,
        Err(error) => return refused(unreadable(path, &error)),
    };
    if !metadata.is_file() {
        return refused(format!("the key file {} is no regular file", shown()));
    }
    let mut text = String::new();
    let read =
        File::open(path).and_then(|file| file.take(LONGEST_KEY + 1).read_to_string(&mut text));
    match read {
        // A private key in a binary form.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
        Err(error) => return refused(unreadable(path, &error)),
        Ok(_) => {}
    }
    if text.len() as u64 > LONGEST_KEY {
        return refused(format!("the key file {} is longer than a public key", shown()));
    }
    Ok(Identity::from_ssh(&text).ok())
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    let shown = quoted(path.to_string_lossy());
    if error.kind() == io::ErrorKind::NotFound {
        format!("the key file {shown} does not exist")
    } else {
        format!("the key file {shown} can't be read: {}", system_words(error))
    }
}

/// Returns the name of the account here with this identity.
fn account(context: &Context<'_>, identity: &Identity) -> Outcome<Option<Name>> {
    let Some(contents) = context.contents_if_any()? else { return Ok(None) };
    match contents.of_identity(identity) {
        Ok(listed) => Ok(listed.map(|listed| listed.name().clone())),
        Err(error) => Err(failure::of_keystore(error, context.keystore()?)),
    }
}

/// Signs the single buffer of the call.
fn sign(context: &mut Context<'_>, name: &Name, identity: &Identity, call: &Call) -> Outcome {
    if call.namespace.as_deref() != Some(OsStr::new(Namespace::GIT.as_str())) {
        return Err(Failure::new(Status::Usage, "git's door signs for the namespace git only")
            .hint("`collab sign --namespace NAME FILE` signs for another"));
    }
    let [buffer] = &call.buffers[..] else {
        return Err(Failure::new(Status::Usage, "git's door signs one file at a time")
            .hint("`collab sign FILE…` signs several"));
    };
    if buffer.as_os_str() == "-" {
        return Err(Failure::new(Status::Usage, "git's door signs a file, not standard input")
            .hint("`collab sign -` signs standard input"));
    }
    // Everything that can be refused is refused before anyone types a passphrase.
    let mut message = Input::open(context, Some(buffer), "commit")?;
    let mut signature = buffer.clone().into_os_string();
    signature.push(".sig");
    // git reads and deletes the file.
    let output = Output::passing_file(Path::new(&signature), &Readers::Anyone)?;
    let digest = Digest::of(Hash::Sha512, &mut message);
    let digest = message.outcome(digest.map_err(|error| {
        let shown = quoted(buffer.to_string_lossy());
        let told = format!("{shown} can't be read: {}", system_words(&error));
        Failure::new(Status::Failed, told)
    }))?;

    let mut contents = context.contents()?;
    let unlocked = unlocking::unlock(context, &mut contents);
    unlocked.map_err(|failure| {
        let nobody = failure.status() == Status::NeedsPerson && !context.ui.can_ask_hidden();
        let hint = "run git in a terminal, or set `COLLAB_PASSPHRASE_FILE` to a file's whole path";
        if nobody { failure.hint(hint) } else { failure }
    })?;
    let keys = contents.keys(name).map_err(|error| failure::of_account(&error, name))?;
    if keys.identity.identity() != *identity {
        return Err(failure::damaged_account(name));
    }
    let armor = keys.identity.sign(&Namespace::GIT, &digest).armor();
    output.write_whole(armor.as_bytes())
}

/// Runs the real ssh-keygen for a key that is no account here. If it fails, the private key or the
/// account may be missing, so the error names both.
fn sign_elsewhere(context: &Context<'_>, key: &Identity, arguments: &[OsString]) -> Outcome {
    let status = real(context)?.args(arguments).status();
    if status.map_err(|error| not_started(&error))?.success() {
        return Ok(());
    }
    let place = context.keystore().map(|keystore| keystore.path().to_path_buf());
    let place = place
        .map_or_else(|_| String::new(), |path| format!(" in {}", quoted(path.to_string_lossy())));
    Err(Failure::new(
        Status::Failed,
        format!(
            "ssh-keygen could not sign with the key {}, and it is no account{place}",
            key.ssh_key().fingerprint()
        ),
    )
    .hint(
        "`collab restore` brings the account back, and `COLLAB_KEYSTORE` names another keystore; \
         `collab git unset` has git sign as before",
    ))
}

/// Returns the real ssh-keygen: the first on the PATH that is not a link to collab.
fn real(context: &Context<'_>) -> Outcome<Command> {
    let ours = std::env::current_exe().and_then(fs::canonicalize).ok();
    let path = (context.environment)("PATH").unwrap_or_default();
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let is_us = |place: &Path| fs::canonicalize(place).ok() == ours;
    let places = std::env::split_paths(&path).map(|folder| folder.join(&name));
    let places: Vec<PathBuf> = places.filter(|place| place.is_file()).collect();
    match places.iter().find(|place| !is_us(place)) {
        Some(place) => Ok(child::program(place)),
        None if !places.is_empty() => {
            Err(Failure::new(Status::Failed, "the `ssh-keygen` on the PATH is collab itself")
                .hint("install OpenSSH's client, whose ssh-keygen it is"))
        }
        None => Ok(child::program(PROGRAM)),
    }
}

/// Replaces this process with the real ssh-keygen.
#[cfg(unix)]
fn pass_on(context: &Context<'_>, arguments: &[OsString]) -> Outcome {
    use std::os::unix::process::CommandExt as _;
    Err(not_started(&real(context)?.args(arguments).exec()))
}

/// Runs the real ssh-keygen.
#[cfg(not(unix))]
fn pass_on(context: &Context<'_>, arguments: &[OsString]) -> Outcome {
    let status = real(context)?.args(arguments).status();
    match status.map_err(|error| not_started(&error))? {
        status if status.success() => Ok(()),
        _ => Err(Failure::new(Status::Failed, "ssh-keygen refused").hint("see what it said")),
    }
}

fn not_started(error: &io::Error) -> Failure {
    let message = match error.kind() {
        io::ErrorKind::NotFound => String::from(
            "this key is not an account here, and there is no ssh-keygen to ask about it",
        ),
        _ => format!("ssh-keygen can't be started: {}", system_words(error)),
    };
    Failure::new(Status::Failed, message).hint("install OpenSSH's client, whose ssh-keygen it is")
}
