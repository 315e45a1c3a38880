//! Times of opening and changing a keystore, with few accounts and with very many.
//!
//! The change confirms one account: the file is read, rewritten, synced and renamed.
//!
//! `cargo bench -p collab-lab --bench keystore -- write FILE ACCOUNTS` measures nothing; it writes
//! such a keystore.

use std::time::{Duration, SystemTime};

use collab::account::{Name, Origin};
use collab::code::BackupCode;
use collab::keystore::{Contents, Error, Keystore};
use divan::Bencher;
use tempfile::TempDir;

const ACCOUNTS: [u32; 3] = [1, 100, 10_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [write, file, accounts, ..] if write == "write" => {
            fill(&Keystore::at(file.into()), accounts.parse().expect("a number"));
        }
        _ => divan::main(),
    }
}

fn name(number: u32) -> Name {
    format!("account-{number}").parse().expect("a name")
}

/// Returns a keystore with this many accounts, in a folder of its own.
fn keystore(accounts: u32) -> (TempDir, Keystore) {
    let folder = tempfile::tempdir().expect("a folder");
    let keystore = Keystore::at(folder.path().join("keystore.json"));
    fill(&keystore, accounts);
    (folder, keystore)
}

fn fill(keystore: &Keystore, accounts: u32) {
    let since = SystemTime::UNIX_EPOCH;
    let add_all = |contents: &mut Contents| {
        for number in 0..accounts {
            // Every box of the code is the account's number.
            let code = BackupCode::generate_from(&mut |draw: &mut [u8]| {
                draw.copy_from_slice(&number.to_le_bytes()[..draw.len()]);
                Ok(())
            });
            let code = code.expect("this generator never fails");
            contents
                .add(name(number), &code, Origin::Created, since, None)
                .expect("every account is another");
        }
        Ok::<(), Error>(())
    };
    keystore.change(None, add_all).expect("written");
}

#[divan::bench(args = ACCOUNTS)]
fn open(bencher: Bencher<'_, '_>, accounts: u32) {
    let (_folder, keystore) = keystore(accounts);
    bencher.bench_local(|| keystore.open().expect("it was just written"));
}

#[divan::bench(args = ACCOUNTS, sample_count = 30, sample_size = 1)]
fn confirm_one(bencher: Bencher<'_, '_>, accounts: u32) {
    let (_folder, keystore) = keystore(accounts);
    let mut now = SystemTime::UNIX_EPOCH;
    bencher.bench_local(|| {
        // The time differs in each change, or nothing would be written.
        now += Duration::from_secs(1);
        keystore
            .change(None, |contents| contents.confirm(&name(accounts / 2), now))
            .expect("written");
    });
}
