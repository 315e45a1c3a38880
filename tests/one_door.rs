//! The identity's private key is used in one place: `src/identity_key.rs` gives the reason.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns every source file of the library and the program, with its path below `src/`.
fn sources() -> Vec<(String, String)> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    below(&root, &mut found);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source");
        let name = path.strip_prefix(&root).expect("below it").to_string_lossy().replace('\\', "/");
        (name, program(&text))
    };
    found.into_iter().map(read).filter(|(name, _)| !is_of_tests(name)).collect()
}

/// Returns the source without its comments and without its tests, which are at its end.
fn program(source: &str) -> String {
    let program = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    program.lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

fn is_of_tests(name: &str) -> bool {
    name.ends_with("_tests.rs")
}

/// Whether a source contains this word as a whole word.
fn names(source: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    source.match_indices(word).any(|(place, _)| {
        let before = source[..place].chars().next_back();
        let after = source[place + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Returns the source files that contain one of these words.
fn naming(words: &[&str]) -> Vec<String> {
    let named =
        sources().into_iter().filter(|(_, source)| words.iter().any(|it| names(source, it)));
    let mut files: Vec<String> = named.map(|(name, _)| name).collect();
    files.sort();
    files
}

#[test]
fn nothing_but_the_one_door_signs() {
    // Code that signs must name the signing library, and only these files name it.
    let users = ["identity_key.rs", "ssh_wire.rs", "sshsig.rs"];
    assert_eq!(naming(&["ed25519_dalek"]), users);
    // Everything in the library that signs: its traits, its inherent methods, and its raw halves.
    let signing = [
        "Signer",
        "DigestSigner",
        "MultipartSigner",
        "AsyncSigner",
        "RandomizedSigner",
        "sign",
        "try_sign",
        "sign_prehashed",
        "raw_sign",
        "raw_sign_prehashed",
        "ExpandedSecretKey",
        "hazmat",
        "ed25519",
    ];
    for (name, source) in sources() {
        let imported = source.lines().filter(|line| line.contains("ed25519_dalek"));
        for line in imported.filter(|_| name != "identity_key.rs") {
            let signs = signing.iter().any(|word| names(line, word))
                || ["*", "{self", " as "].iter().any(|import| line.contains(import));
            assert!(!signs, "{name}: {line}");
        }
    }
}

#[test]
fn only_the_door_and_the_wire_encoding_hold_a_signing_key() {
    // The wire encoding computes the public half of the login key; it signs nothing.
    assert_eq!(naming(&["SigningKey"]), ["identity_key.rs", "ssh_wire.rs"]);
    let wire = sources().into_iter().find(|(name, _)| name == "ssh_wire.rs");
    let (_, wire) = wire.expect("the wire encoding");
    let uses: Vec<&str> = wire.lines().filter(|line| line.contains("SigningKey")).collect();
    assert_eq!(
        uses.iter().map(|line| line.trim()).collect::<Vec<_>>(),
        [
            "use ed25519_dalek::SigningKey;",
            "Self(SigningKey::from_bytes(seed.expose()).verifying_key().to_bytes())",
        ]
    );
}

#[test]
fn the_seed_of_an_identity_has_no_way_out() {
    let (_, door) = sources().into_iter().find(|(name, _)| name == "identity_key.rs").expect("it");
    let public: Vec<&str> =
        door.lines().map(str::trim).filter(|line| line.starts_with("pub")).collect();
    assert_eq!(
        public,
        [
            "pub struct IdentityKey(Secret<[u8; 32]>);",
            "pub(crate) fn from_seed(seed: Secret<[u8; 32]>) -> Self {",
            "pub fn identity(&self) -> Identity {",
            "pub fn sign(&self, namespace: &Namespace, digest: &Digest) -> Signature {",
        ]
    );
    assert_eq!(door.matches("expose").count(), 1, "the signing key alone is made of it");
    for (name, source) in sources() {
        let makes = names(&source, "IdentityKey::from_seed");
        assert_eq!(makes, name == "derivation.rs", "{name}");
    }
}
