//! The files of a home: the keystore's path, and the findings about the files that commands write.

use std::fs;
use std::path::{Path, PathBuf};

use collab::age;
use collab::code::BackupCode;
use collab::signing;
use collab::sshsig::{Hash, Namespace};

use crate::support::collab::ALICE;

/// The finding about a signature.
pub(crate) const SIGNED: &str = "first.sig is alice's signature of first";
/// The finding about another signature, which is there before.
const SIGNED_BEFORE: &str = "first.sig is alice's signature of something else";

/// The finding about an encrypted file.
pub(crate) const ENCRYPTED: &str = "first.age is first for alice";
/// The finding about a decrypted file.
pub(crate) const DECRYPTED: &str = "secret is what was encrypted";
/// The finding about an exported age identity.
pub(crate) const AGE_KEY: &str = "a whole age identity";

/// The plaintext that is encrypted for alice in the tests: enough chunks for two cores.
pub(crate) static SECRET: [u8; 200_000] = [7; 200_000];
/// The contents of a file that is at the output's path before.
pub(crate) const ANOTHER: &[u8] = b"another file";

/// Returns the path of a home's keystore.
pub(crate) fn place(home: &Path) -> PathBuf {
    home.join("data/collab/keystore.json")
}

/// Returns the findings about the written files that are there; a partial one is an error.
pub(crate) fn written(home: &Path) -> Result<Vec<String>, String> {
    let looks = [signed, encrypted, decrypted, key_file];
    let found = looks.into_iter().map(|look| look(home)).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Returns Alice's signature of a file.
pub(crate) fn signature(file: &[u8]) -> String {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    let key = collab::derivation::keys(&code).identity;
    let signed = signing::sign(&key, &Namespace::FILE, Hash::Sha256, &mut &*file);
    signed.expect("read").armor()
}

/// Returns which signature is beside the signed file, if any; a partial one is an error.
fn signed(home: &Path) -> Result<Option<String>, String> {
    let Ok(found) = fs::read(home.join("first.sig")) else { return Ok(None) };
    let file = fs::read(home.join("first")).expect("it is there");
    match found {
        found if found == signature(&file).as_bytes() => Ok(Some(SIGNED.into())),
        found if found == signature(b"another file").as_bytes() => Ok(Some(SIGNED_BEFORE.into())),
        found => Err(format!("first.sig holds {} bytes", found.len())),
    }
}

fn alices_age_key() -> age::PrivateKey {
    let code = BackupCode::from_canonical_text(ALICE.code).expect("a code");
    age::PrivateKey::from_bytes(collab::derivation::keys(&code).encryption)
}

/// Returns an age file that alice can read.
pub(crate) fn encrypted_for_alice(mut text: &[u8]) -> Vec<u8> {
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(42);
        Ok(())
    };
    let mut sealed = Vec::new();
    let to = [alices_age_key().recipient()];
    age::encrypt(&to, &mut entropy, &mut text, &mut sealed).expect("read and written");
    sealed
}

/// Returns which encrypted file is there, if any.
fn encrypted(home: &Path) -> Result<Option<String>, String> {
    let Ok(sealed) = fs::read(home.join("first.age")) else { return Ok(None) };
    let file = fs::read(home.join("first")).expect("it is there");
    let mut opened = Vec::new();
    match age::decrypt(&[alices_age_key()], sealed.as_slice(), &mut opened) {
        Ok(()) if opened == file => Ok(Some(ENCRYPTED.into())),
        Ok(()) if opened == ANOTHER => Ok(Some("first.age is something else".into())),
        _ => Err(format!("first.age holds {} bytes", sealed.len())),
    }
}

/// Returns which decrypted file is there, if any.
fn decrypted(home: &Path) -> Result<Option<String>, String> {
    match fs::read(home.join("secret")) {
        Err(_) => Ok(None),
        Ok(found) if found == SECRET => Ok(Some(DECRYPTED.into())),
        Ok(found) if found == ANOTHER => Ok(Some("secret is something else".into())),
        Ok(found) => Err(format!("secret holds {} bytes", found.len())),
    }
}

/// Returns whether a whole private key file is there; a partial one is an error. A public half
/// alone does not count.
fn key_file(home: &Path) -> Result<Option<String>, String> {
    let Ok(text) = fs::read_to_string(home.join("key")) else { return Ok(None) };
    if text.starts_with("# ") {
        let key = text.trim_end().lines().last().unwrap_or_default();
        let is_whole = text.ends_with('\n') && age::PrivateKey::read(key).is_ok();
        return if is_whole { Ok(Some(AGE_KEY.into())) } else { Err("a cut age identity".into()) };
    }
    if !text.starts_with("-----BEGIN ") || !text.ends_with(" PRIVATE KEY-----\n") {
        return Err("a cut key file".into());
    }
    let public = fs::read_to_string(home.join("key.pub")).unwrap_or_default();
    let public = if public.ends_with(" login\n") { " and its public half" } else { "" };
    Ok(Some(format!("a whole key file{public}")))
}
