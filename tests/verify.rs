//! `collab verify`: the signer is named only if it is the expected one.

use std::fs;

use collab::account::Identity;
use collab::code::BackupCode;
use collab::derivation::keys;
use collab::identity_key::IdentityKey;
use collab::signing::sign;
use collab::ssh_wire::{PublicKey, Writer};
use collab::sshsig::{Hash, Namespace, Signature};

use crate::support::collab::{ALICE, BOB, CAROL, Home, NOT_VERIFIED, Person, skip_without};
use crate::support::keygen::{is_here, public_key, ssh_keygen, write_key};

const FILE: &[u8] = b"the file";

fn key(person: &Person) -> IdentityKey {
    keys(&BackupCode::from_canonical_text(person.code).expect("a code")).identity
}

fn identity(person: &Person) -> Identity {
    person.identity.parse().expect("an identity")
}

fn signature(person: &Person) -> Signature {
    sign(&key(person), &Namespace::FILE, Hash::Sha256, &mut &*FILE).expect("read")
}

/// Returns a home with Alice's and Bob's accounts, a file, and Alice's signature of it.
fn home() -> Home {
    let home = Home::of(&[&ALICE, &BOB]);
    home.file("a", FILE);
    home.file("a.sig", signature(&ALICE).armor());
    home
}

fn good(by: &str) -> String {
    format!("\"a\": a good signature by {by}, for the namespace \"file\"\n")
}

/// The hint for a name that belongs to no account here.
const INSTEAD: &str =
    "name the signer by an identity, did:key:…; `collab accounts` lists the names here";

#[test]
fn the_identity_that_signed_is_the_result() {
    let home = home();
    let alice = identity(&ALICE);
    let whom = "the expected identity";
    for (by, whom) in [
        (ALICE.identity.to_owned(), whom),
        (ALICE.identity["did:key:".len()..].to_owned(), whom),
        (alice.ssh(), whom),
        (format!("{} alice signs only, no login", alice.ssh()), whom),
        (String::from("alice"), "alice"),
        (String::from("me"), "you"),
    ] {
        home.collab(["verify", "a", "--by", &by])
            .stdout(format!("{}\n", ALICE.identity))
            .stderr(good(whom))
            .keystore_unchanged()
            .run();
    }
    let told = home.collab(["verify", "a", "--by", "me", "--json"]).stdout_any().run().json();
    assert_eq!(told["identity"], ALICE.identity);
    assert_eq!((&told["namespace"], &told["hash"]), (&"file".into(), &"sha256".into()));
    assert_eq!(told["verified"], true);
}

#[test]
fn a_keystore_is_needed_only_for_a_name_in_it() {
    let home = Home::new();
    home.file("a", FILE);
    home.file("a.sig", signature(&ALICE).armor());
    home.collab(["verify", "a", "--by", ALICE.identity])
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(good("the expected identity"))
        .keystore_unchanged()
        .run();
    let none = format!("there is no account in the keystore {} yet", home.shown());
    let create = "create one with `collab init`, or bring one back with `collab restore`";
    for (by, hint) in [("me", create), ("alice", INSTEAD)] {
        home.collab(["verify", "a", "--by", by]).refused(3, &none, hint).run();
    }
}

#[test]
fn the_file_or_its_signature_may_be_piped_in() {
    let home = home();
    let result = format!("{}\n", ALICE.identity);
    let text = fs::read(home.at("a.sig")).expect("a signature");
    fs::rename(home.at("a.sig"), home.at("elsewhere")).expect("moved");
    let stdin = good("alice").replace("\"a\"", "standard input");
    for file in [&["-"][..], &[]] {
        home.collab(["verify", "--signature", "elsewhere", "--by", "alice"])
            .args(file)
            .stdin(FILE)
            .stdout(result.as_str())
            .stderr(stdin.as_str())
            .run();
    }
    home.collab(["verify", "a", "--signature", "-", "--by", "alice"])
        .stdin(text)
        .stdout(result.as_str())
        .stderr(good("alice"))
        .run();
    home.collab(["verify", "--signature", "-", "--by", "alice", "-"])
        .refused(
            2,
            "standard input can't be two things at once",
            "pipe one of them in, and name a file for the other",
        )
        .run();
    home.collab(["verify", "--by", "alice"])
        .refused(2, "no signature was given", "name its file with `--signature SIG`")
        .run();
}

#[test]
fn a_mistyped_signer_is_told_from_somebody_else() {
    let home = home();
    for (places, characters) in [(&[30_usize][..], "one character"), (&[30, 31], "two characters")]
    {
        let mut chars: Vec<char> = ALICE.identity.chars().collect();
        for &at in places {
            chars[at] = if chars[at] == '5' { '6' } else { '5' };
        }
        let by: String = chars.into_iter().collect();
        let error = format!(
            "the signature is good, but `--by` differs in {characters} from its signer: {by}"
        );
        let hint = format!(
            "that is probably a typing mistake; the signer is {}; if that is who you mean, correct \
             `--by`",
            ALICE.identity
        );
        home.collab(["verify", "a", "--by", &by]).refused(5, &error, &hint).run();
    }
}

#[test]
fn a_good_signature_of_somebody_else_is_no_success() {
    let home = home();
    let error = format!("the signature is good, but somebody else made it: {}", ALICE.identity);
    let expected =
        |who: &str| format!("expected: {who}; do not trust the file unless you know who signed it");
    for (by, who) in
        [(CAROL.identity, CAROL.identity.to_owned()), ("bob", format!("bob ({})", BOB.identity))]
    {
        home.collab(["verify", "a", "--by", by]).refused(5, &error, &expected(who.as_str())).run();
    }
    home.collab(["verify", "a", "--by", "me", "-a", "bob"])
        .refused(5, &error, &expected(&format!("you ({})", BOB.identity)))
        .run();
    let failed = home.collab(["verify", "a", "--by", "bob", "--json"]).status(5).stderr_any();
    assert_eq!(failed.run().failure()["exit"], 5);
}

#[test]
fn a_signature_proves_nothing_without_an_expectation() {
    let home = home();
    home.collab(["verify", "a"])
        .refused(
            2,
            "a signature proves nothing by itself",
            "say whom you expect with `--by WHO` (`--by me` for your own signature), or who is allowed with \
             `--signers FILE`",
        )
        .run();
    let with_l = ALICE.identity.replacen("Aw", "lw", 1);
    for (by, told) in [
        ("", "names nobody"),
        ("Alice", "names nobody"),
        ("SHA256:abc", "names nobody"),
        (&ALICE.identity[..55], "`--by` begins as an identity does, but it is too short"),
        (&with_l, "`--by` begins as an identity does, but no identity has the character l"),
    ] {
        let said = home.collab(["verify", "a", "--by", by]).status(2).stderr_any().run().stderr;
        assert!(said.contains(told), "{by}: {said}");
    }
    home.collab(["verify", "a", "--by", "nobody"])
        .refused(3, "there is no account named \"nobody\"", INSTEAD)
        .run();
}

#[test]
fn a_missing_file_is_named_and_not_called_a_bad_signature() {
    let home = home();
    home.file("b", FILE);
    let name = "name its file with `--signature SIG`";
    for (arguments, error, hint) in [
        (&["verify", "b", "--by", "me"][..], "there is no signature \"b.sig\"", name),
        (
            &["verify", "gone", "--by", "me"],
            "\"gone\" does not exist",
            "name a file, or pipe it in",
        ),
        (
            &["verify", "a.sig", "--by", "me"],
            "there is no signature \"a.sig.sig\"",
            "name the file that was signed, not its signature",
        ),
        (
            &["verify", "a", "--signature", "gone", "--by", "me"],
            "\"gone\" does not exist",
            "name a file, or pipe it in",
        ),
        (
            &["verify", "gone", "--signature", "a.sig", "--by", "me"],
            "\"gone\" does not exist",
            "name a file, or pipe it in",
        ),
        (
            &["verify", "a", "--signers", "gone"],
            "\"gone\" does not exist",
            "name a file, or pipe it in",
        ),
    ] {
        home.collab(arguments).refused(1, error, hint).run();
    }
}

const DAMAGED: &str = "get the signature again from its maker";
const BY_KEYGEN: &str = "`ssh-keygen -Y verify` can verify it";

fn strings(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        Writer::new(&mut bytes).string(part);
    }
    bytes
}

/// Returns the armor of a blob with these parts.
fn armored(version: u32, parts: [&[u8]; 5]) -> String {
    use base64ct::{Base64, Encoding as _};
    let mut blob = b"SSHSIG".to_vec();
    Writer::new(&mut blob).uint32(version).bytes(&strings(&parts));
    format!(
        "-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n",
        Base64::encode_string(&blob)
    )
}

/// Returns texts that are not valid signatures of the file, and the message for each.
#[expect(clippy::too_many_lines, reason = "a table")]
fn bad_signatures() -> Vec<(Vec<u8>, &'static str, &'static str)> {
    let good = signature(&ALICE).armor();
    let public = identity(&ALICE).ssh_key().blob();
    let made = strings(&[b"ssh-ed25519", &[9; 64]]);
    let rsa = strings(&[b"ssh-rsa", b"\x03", b"\x7f"]);
    let certificate = strings(&[b"ssh-ed25519-cert-v01@openssh.com", &[1; 32], &[7; 32]]);
    let mut small = [0; 32];
    small[0] = 1;
    let small = PublicKey::from_bytes(small).blob();
    let mut forged = [0; 64];
    forged[0] = 1;
    let forged = strings(&[b"ssh-ed25519", &forged]);
    let other_file = sign(&key(&ALICE), &Namespace::FILE, Hash::Sha256, &mut &b"b"[..]);
    let for_git = sign(&key(&ALICE), &Namespace::GIT, Hash::Sha512, &mut &*FILE);
    let changed = "\"a\" is not what was signed, or its signature was changed";
    let distrust = "do not trust it; get both again";
    let delete = "delete it: nobody signed that text";
    let no_begin = "\"bad\" does not begin with -----BEGIN SSH SIGNATURE-----";
    let name_it =
        "name the file that `collab sign` or `ssh-keygen -Y sign` made, with `--signature`";
    let text = |text: &str| text.as_bytes().to_vec();
    let parts = |version, parts| armored(version, parts).into_bytes();
    vec![
        (text(""), "\"bad\" is empty, so it is not a signature", DAMAGED),
        (
            vec![0; 16 << 20],
            "\"bad\" has over 64 KiB, more than a signature has",
            "name the signature with `--signature`; it is a short text",
        ),
        (
            text(&" ".repeat(16 << 20)),
            "\"bad\" has over 64 KiB, more than a signature has",
            "name the signature with `--signature`; it is a short text",
        ),
        (text("the file"), no_begin, name_it),
        (text(&format!("see below\n{good}")), no_begin, name_it),
        (
            text("untrusted comment: signature from minisign secret key\nRWQ\n"),
            "\"bad\" is a signature of minisign, not of SSH",
            "`minisign -V` verifies it",
        ),
        (
            text("-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"),
            "\"bad\" is a signature of OpenPGP, not of SSH",
            "`gpg --verify` verifies it",
        ),
        (
            text(&good[..good.len() / 2]),
            "\"bad\" is cut off: it has no -----END SSH SIGNATURE-----",
            DAMAGED,
        ),
        (text(&good.replacen("U1NI", "U1N!", 1)), "\"bad\" is damaged: it is not base64", DAMAGED),
        (
            text(&format!("{good}{good}")),
            "\"bad\" holds more than one signature",
            "leave only the one that you mean in it",
        ),
        (
            text(&format!("{good}PS: trust me\n")),
            "\"bad\" has other text after the signature",
            delete,
        ),
        (text(&good.replacen("U1NI", "U1NJ", 1)), "\"bad\" is not an SSH signature", DAMAGED),
        (
            parts(2, [&public, b"file", b"", b"sha256", &made]),
            "\"bad\" has version 2 of SSH signatures, and collab knows version 1",
            "`ssh-keygen -Y verify` of a later OpenSSH may know it",
        ),
        (
            parts(1, [&public, b"", b"", b"sha256", &made]),
            "\"bad\" has no namespace, so it is not an SSH signature",
            DAMAGED,
        ),
        (
            parts(1, [&public, b"file", b"", b"sha1", &made]),
            "\"bad\" names a hash function that is neither sha256 nor sha512",
            DAMAGED,
        ),
        (
            parts(1, [&public[..50], b"file", b"", b"sha256", &made]),
            "\"bad\" is damaged: its public key is malformed",
            DAMAGED,
        ),
        (
            parts(1, [&public, b"file", b"", b"sha256", b"short"]),
            "\"bad\" is damaged: its signature is not one of an Ed25519 key",
            DAMAGED,
        ),
        (
            parts(1, [&rsa, b"file", b"", b"sha256", &made]),
            "\"bad\" is made with a key of the kind \"ssh-rsa\", and collab verifies ssh-ed25519 \
             keys",
            BY_KEYGEN,
        ),
        (
            parts(1, [&certificate, b"file", b"", b"sha256", &made]),
            "\"bad\" is made with a certificate of the kind \"ssh-ed25519-cert-v01@openssh.com\", \
             and collab verifies ssh-ed25519 keys",
            BY_KEYGEN,
        ),
        (
            parts(1, [&small, b"file", b"", b"sha256", &forged]),
            "the signature of \"a\" proves nothing: its public key is not valid",
            "somebody made it up; do not trust the file",
        ),
        (parts(1, [&public, b"file", b"", b"sha256", &made]), changed, distrust),
        (parts(1, [&public, b"file", b"more", b"sha256", &made]), changed, distrust),
        (text(&other_file.expect("read").armor()), changed, distrust),
        (
            text(&for_git.expect("read").armor()),
            "the signature of \"a\" is for the namespace \"git\", not \"file\"",
            "`--namespace` says what a signature is expected to be for",
        ),
        (
            parts(1, [&public, b"collab-vault", b"", b"sha256", &made]),
            "the signature of \"a\" is for the namespace \"collab-vault\", not \"file\"",
            DAMAGED,
        ),
        (
            parts(1, [&public, b"\x1b[2J\xff", b"", b"sha256", &made]),
            "the signature of \"a\" is for the namespace \"\\u{1b}[2J\u{fffd}\", not \"file\"",
            DAMAGED,
        ),
    ]
}

#[test]
fn each_kind_of_bad_signature_has_its_own_message() {
    let home = home();
    let signers = format!("alice {}\n", identity(&ALICE).ssh());
    home.file("signers", signers);
    for (text, error, hint) in bad_signatures() {
        home.file("bad", text);
        for expected in [["--by", "alice"], ["--signers", "signers"]] {
            home.collab(["verify", "a", "--signature", "bad"])
                .args(expected)
                .refused(10, error, hint)
                .run();
        }
    }
}

#[test]
fn a_signature_changed_by_mail_and_editors_stays_good() {
    let home = home();
    let good = signature(&ALICE).armor();
    for text in [
        good.replace('\n', "\r\n"),
        format!("\u{feff}{good}"),
        format!("\n\r\n{good}\n\n"),
        good.trim_end().to_owned(),
        good.replacen("U1NI", "U1N I", 1),
    ] {
        home.file("a.sig", text);
        home.collab(["verify", "a", "--by", "alice", "-q"])
            .stdout(format!("{}\n", ALICE.identity))
            .run();
    }
}

#[test]
fn no_byte_of_a_signature_can_be_changed() {
    let home = home();
    let blob = signature(&ALICE).blob();
    for place in 0..blob.len() {
        let mut flipped = blob.clone();
        flipped[place] ^= 1 << (place % 8);
        if let Ok(read) = Signature::from_blob(&flipped) {
            // The program verifies some of them, the library all.
            let verified = collab::signing::signer(&read, &Namespace::FILE, &mut &*FILE);
            assert!(verified.is_err(), "{place}");
            if place % 16 == 0 {
                home.file("a.sig", read.armor());
                home.collab(["verify", "a", "--by", "alice"]).status(10).stderr_any().run();
            }
        }
    }
}

#[test]
fn a_locked_keystore_answers_with_identities_that_are_not_verified() {
    let home = home();
    home.locks(&[]);
    let result = format!("{}\n", ALICE.identity);
    home.collab(["verify", "a", "--by", "alice"])
        .stdout(result.as_str())
        .stderr(format!("alice: {NOT_VERIFIED}{}", good("alice")))
        .keystore_unchanged()
        .run();
    let told = home.collab(["verify", "a", "--by", "me", "--json"]).stdout_any().stderr_any();
    assert_eq!(told.run().json()["verified"], false);
    home.collab(["verify", "a", "--by", "me", "--passphrase-file", "passphrase"])
        .stdout(result.as_str())
        .stderr(good("you"))
        .run();
    // Verifying by an identity needs no keystore.
    home.collab(["verify", "a", "--by", ALICE.identity])
        .stdout(result.as_str())
        .stderr(good("the expected identity"))
        .run();
}

/// A line of an allowed-signers file, the expected signer, and the outcome: the status, and a part
/// of the message.
struct Listed {
    line: String,
    by: Option<&'static str>,
    status: i32,
    said: &'static str,
    /// Whether ssh-keygen accepts the signature.
    by_keygen: bool,
}

fn lines() -> Vec<Listed> {
    let key = identity(&ALICE).ssh();
    let other = identity(&BOB).ssh();
    let line = |before: &str, by, status, said, by_keygen| Listed {
        line: format!("{before} {key} a comment"),
        by,
        status,
        said,
        by_keygen,
    };
    let alice = Some("alice@example.com");
    let unchecked = "which collab does not check";
    vec![
        line("alice@example.com", None, 0, "by \"alice@example.com\", whom line 1 of", true),
        line("alice@example.com", alice, 0, "by \"alice@example.com\", whom line 1 of", true),
        line(ALICE.identity, Some(ALICE.identity), 0, "a good signature by \"did:key:", true),
        line("*@example.com,!bob@example.com", alice, 0, "by \"alice@", true),
        line("\"alice@example.com\"", alice, 0, "by \"alice@", true),
        line("*", alice, 0, "by \"alice@", true),
        line("bob@example.com", alice, 5, "as \"bob@example.com\", not as \"alice@", false),
        line("*,!alice@example.com", alice, 5, "lists did:key:", false),
        line("alice@example.com namespaces=\"git,file\"", alice, 0, "good", true),
        line("alice@example.com NAMESPACES=\"f*\"", alice, 0, "good", true),
        line("alice@example.com namespaces=\"git\"", alice, 5, "without \"file\"", false),
        line("alice@example.com valid-after=\"20200101Z\"", alice, 0, "good", true),
        line("alice@example.com valid-before=\"20990101Z\"", alice, 0, "good", true),
        line(
            "alice@example.com valid-before=\"20200101Z\"",
            alice,
            5,
            "only until 2020-01-01T00:00:00Z",
            false,
        ),
        line(
            "alice@example.com valid-after=\"20990101Z\"",
            alice,
            5,
            "only from 2099-01-01T00:00:00Z on",
            false,
        ),
        line("alice@example.com valid-before=\"20990101\"", alice, 1, unchecked, true),
        line("alice@example.com cert-authority", alice, 1, unchecked, false),
        line("alice@example.com no-such-option", alice, 1, "\"no-such-option\" is unknown", false),
        line("alice@example.com namespaces=file", alice, 1, "no value in quotation marks", false),
        line("alice@example.com namespaces=\"file", alice, 1, "is not closed", false),
        line("alice@example.com valid-after=\"soon\"", alice, 1, "is not a time", false),
        line("alice@example.com ssh-rsa", alice, 1, "its key is malformed", false),
        line("", alice, 1, "it has no principal before the key", false),
        Listed {
            line: format!("alice@example.com {other}"),
            by: alice,
            status: 5,
            said: "does not list the signer: did:key:",
            by_keygen: false,
        },
        Listed {
            line: String::from("# nobody yet"),
            by: alice,
            status: 5,
            said: "does not list the signer: did:key:",
            by_keygen: false,
        },
        Listed {
            line: format!("alice@example.com namespaces=\"git\" {key}\n* {key}"),
            by: alice,
            status: 0,
            said: "whom line 2 of",
            by_keygen: true,
        },
        Listed {
            line: format!("nonsense\nalice@example.com {key}"),
            by: alice,
            status: 0,
            said: "warning: line 1 of \"signers\" can't be read: it has no key",
            by_keygen: true,
        },
    ]
}

#[test]
fn a_list_of_signers_is_judged_as_ssh_keygen_judges_it() {
    let home = home();
    if !is_here() {
        skip_without("ssh-keygen");
    }
    for Listed { line, by, status, said, by_keygen } in lines() {
        home.file("signers", format!("{line}\n"));
        let mut run = home.collab(["verify", "a", "--signers", "signers"]);
        if let Some(by) = by {
            run = run.args(["--by", by]);
        }
        let good = if status == 0 { format!("{}\n", ALICE.identity) } else { String::new() };
        let found = run.status(status).stdout(good).stderr_any().keystore_unchanged().run();
        assert!(found.stderr.contains(said), "{line}: {}", found.stderr);
        if is_here() {
            let principal = by.unwrap_or("alice@example.com");
            let arguments =
                ["-Y", "verify", "-n", "file", "-f", "signers", "-I", principal, "-s", "a.sig"];
            let ran = ssh_keygen(home.path(), &arguments, FILE);
            assert_eq!(ran.is_good, by_keygen, "{line}: {}", ran.stderr);
        }
    }
}

#[test]
fn json_names_the_line_that_lists_a_signer() {
    let home = home();
    home.file("signers", format!("# us\n*@example.com {}\n", identity(&ALICE).ssh()));
    let told = home.collab(["verify", "a", "--signers", "signers", "--json"]).stdout_any().run();
    let told = told.json();
    assert_eq!(told["identity"], ALICE.identity);
    assert_eq!((&told["principals"], &told["line"]), (&"*@example.com".into(), &2.into()));
}

#[test]
fn an_odd_list_of_signers_is_read_or_refused_with_the_reason() {
    let home = home();
    let key = identity(&ALICE).ssh();
    for (list, status, said) in [
        (vec![0xff; 1000], 1, "it is not text"),
        (vec![0; 1000], 1, "it is not text"),
        (vec![b'a'; 17 << 20], 1, "has over 16 MiB"),
        (format!("\u{feff}alice {key}\r\n").into_bytes(), 1, "has a byte order mark"),
        (format!("alice {key}\r\n").into_bytes(), 0, "good"),
        (format!("*,!al\"ice\" {key}\n").into_bytes(), 1, "a quotation mark is inside"),
        (format!("alice {key}").into_bytes(), 0, "good"),
        (key.clone().into_bytes(), 1, "it has no principal before the key"),
        (format!("{}alice {key}", "nonsense\n".repeat(9)).into_bytes(), 0, "so can't 4 more lines"),
        (format!("{} {key}", "a,".repeat(50_000)).into_bytes(), 0, "good"),
        (b"".to_vec(), 5, "does not list"),
    ] {
        home.file("signers", &list);
        let good = if status == 0 { format!("{}\n", ALICE.identity) } else { String::new() };
        let run = home.collab(["verify", "a", "--signers", "signers"]).status(status).stdout(good);
        let found = run.stderr_any().run();
        assert!(found.stderr.contains(said), "{said}: {}", found.stderr);
    }
}

#[test]
fn signatures_of_ssh_keygen_are_verified() {
    if !is_here() {
        return skip_without("ssh-keygen");
    }
    let home = Home::new();
    home.file("a", FILE);
    for seed in 0..20 {
        write_key(&home.at("key"), &[seed; 32]);
        let signer = Identity::from_public_key(*public_key(&[seed; 32]).bytes());
        for hash in ["hashalg=sha256", "hashalg=sha512"] {
            let _ = fs::remove_file(home.at("a.sig"));
            let arguments = ["-Y", "sign", "-n", "file", "-O", hash, "-f", "key", "a"];
            let ran = ssh_keygen(home.path(), &arguments, b"");
            assert!(ran.is_good, "{}", ran.stderr);
            home.collab(["verify", "-q", "a", "--by", &signer.to_string()])
                .stdout(format!("{signer}\n"))
                .run();
        }
    }
}

#[test]
fn real_signatures_of_other_kinds_are_named_and_left_to_ssh_keygen() {
    if !is_here() {
        return skip_without("ssh-keygen");
    }
    let home = home();
    for (kind, bits, name) in
        [("rsa", "2048", "\"ssh-rsa\""), ("ecdsa", "256", "\"ecdsa-sha2-nistp256\"")]
    {
        let made = ["-q", "-t", kind, "-b", bits, "-N", "", "-f", kind, "-C", ""];
        assert!(ssh_keygen(home.path(), &made, b"").is_good, "{kind}");
        home.file(&format!("{kind}-file"), FILE);
        let file = format!("{kind}-file");
        let arguments = ["-q", "-Y", "sign", "-n", "file", "-f", kind, &file];
        assert!(ssh_keygen(home.path(), &arguments, b"").is_good, "{kind}");
        let line = fs::read_to_string(home.at(&format!("{kind}.pub"))).expect("a public key");
        home.file("signers", format!("maria {line}"));
        home.file("others", format!("bob {}\n", identity(&BOB).ssh()));
        let signature = format!("{file}.sig");
        home.collab(["verify", "a", "--signature", &signature, "--signers", "signers"])
            .refused(
                1,
                &format!(
                    "line 1 of \"signers\" has a key of the kind {name}, which collab does not \
                     check"
                ),
                "`ssh-keygen -Y verify` can",
            )
            .run();
        let made = format!(
            "\"{signature}\" is made with a key of the kind {name}, and collab verifies \
             ssh-ed25519 keys"
        );
        for expected in [["--by", "alice"], ["--signers", "others"]] {
            home.collab(["verify", "a", "--signature", &signature])
                .args(expected)
                .refused(10, &made, BY_KEYGEN)
                .run();
        }
    }
    // A certificate: a key that an authority signed.
    let run = |arguments: &[&str]| {
        let ran = ssh_keygen(home.path(), arguments, b"");
        assert!(ran.is_good, "{arguments:?}: {}", ran.stderr);
    };
    write_key(&home.at("authority"), &[1; 32]);
    run(&["-q", "-t", "ed25519", "-N", "", "-f", "certified"]);
    run(&["-q", "-s", "authority", "-I", "maria", "-n", "maria", "certified.pub"]);
    // The certificate is beside the key, where ssh-keygen looks for it.
    run(&["-q", "-Y", "sign", "-n", "file", "-f", "certified-cert.pub", "certified.pub"]);
    let line = format!("maria cert-authority {}\n", public_key(&[1; 32]).line(""));
    home.file("signers", line);
    home.collab(["verify", "a", "--signature", "certified.pub.sig", "--signers", "signers"])
        .refused(
            1,
            "line 1 of \"signers\" has a cert-authority, which collab does not check",
            "`ssh-keygen -Y verify` can",
        )
        .run();
}

#[test]
fn the_encodings_are_those_of_another_library() {
    use ssh_key::SshSig;
    for hash in Hash::ALL {
        let ours = sign(&key(&ALICE), &Namespace::FILE, hash, &mut &*FILE).expect("read");
        let theirs: SshSig = ours.armor().parse().expect("theirs reads ours");
        assert_eq!((theirs.namespace(), theirs.hash_alg().as_str()), ("file", hash.name()));
        let public: ssh_key::PublicKey = identity(&ALICE).ssh().parse().expect("a line");
        assert_eq!(public.key_data(), theirs.public_key());
        assert_eq!(
            public.fingerprint(ssh_key::HashAlg::Sha256).to_string(),
            identity(&ALICE).ssh_key().fingerprint()
        );
        public.verify("file", FILE, &theirs).expect("good");
        let written = theirs.to_pem(ssh_key::LineEnding::LF).expect("written");
        assert_eq!(Signature::from_armor(written.as_bytes()), Ok(ours));
    }
}
