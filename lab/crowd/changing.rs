//! A process that changes the passphrase, as `collab passphrase set` does, but as cheaply as a file
//! may ask for: the program has no way to ask for that, since no person should.
//!
//! It is this test's own binary, started again with one test named.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use collab::code::EntropyError;
use collab::failure::{self, Failure};
use collab::keystore::{Cost, Error, Keystore, Opener, Passphrase, PassphraseKey};

const VARIABLES: [&str; 3] = ["CROWD_KEYSTORE", "CROWD_FROM", "CROWD_TO"];

/// A run of that process, on this keystore, from the passphrase in one file to that in another.
pub(crate) fn command(keystore: &Path, from: &Path, to: &Path) -> Command {
    let mut command = Command::new(env::current_exe().expect("it is running"));
    command
        .args(["--ignored", "--exact", "changing::changes_the_passphrase"])
        .env_clear()
        .envs(VARIABLES.into_iter().zip([keystore, from, to]));
    command
}

#[test]
#[ignore = "a process that the others start"]
#[expect(clippy::exit, reason = "its exit status is that of collab")]
fn changes_the_passphrase() {
    let [Some(keystore), Some(from), Some(to)] = VARIABLES.map(env::var_os) else { return };
    let passphrase = |file| {
        let bytes = fs::read(PathBuf::from(file)).expect("a passphrase");
        Passphrase::from_bytes(&bytes).expect("text")
    };
    let changed = change(&Keystore::at(keystore.into()), &passphrase(from), &passphrase(to));
    let Err(failure) = changed else { std::process::exit(0) };
    let told = io::Write::write_all(&mut io::stderr(), failure.to_json().to_string().as_bytes());
    told.expect("stderr is there");
    std::process::exit(failure.status() as i32);
}

fn change(keystore: &Keystore, from: &Passphrase, to: &Passphrase) -> Result<(), Failure> {
    let refused = |error| match error {
        Error::WrongSecret => failure::locked_anew(keystore),
        error => failure::of_keystore(error, keystore),
    };
    let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| EntropyError);
    let contents = keystore.open().map_err(refused)?;
    let lock = contents.lock().expect("it is locked");
    let opener = Opener::Passphrase(lock.key_of(from).expect("memory enough"));
    if !lock.is_opened_by(&opener) {
        return Err(failure::wrong_passphrase());
    }
    let key = PassphraseKey::new(to, Cost::LEAST, &mut entropy).expect("memory enough");
    let changed = keystore.change(Some(&opener), |contents| {
        contents.set_passphrase(&key, &mut entropy).expect("the generator works");
        Ok(())
    });
    changed.map_err(refused)
}
